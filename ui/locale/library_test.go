package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"creneau/state/clinic"
)

func TestLanguagesAreTheFiles(t *testing.T) {
	paths, err := fs.Glob(files, "*.toml")
	if err != nil {
		t.Fatal(err)
	}
	if got := Languages(); len(got) != len(paths) || !slices.Contains(got, English) || !slices.IsSorted(got) {
		t.Errorf("languages %q of the files %q", got, paths)
	}
	for _, lang := range Languages() {
		if w := Load(lang); w.Lang() != lang || w.Lexicon() == nil {
			t.Errorf("%s: %s, %v", lang, w.Lang(), w.Lexicon())
		}
	}
}

// broken is the folder of our languages with the English file changed.
func broken(t *testing.T, old, new string) fstest.MapFS {
	t.Helper()
	text, err := files.ReadFile("en.toml")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), old, new, 1)
	if changed == string(text) {
		t.Fatalf("%q is not in the file", old)
	}
	return fstest.MapFS{"en.toml": {Data: []byte(changed)}}
}

func TestBrokenFilesAreErrors(t *testing.T) {
	if l, err := Open(fstest.MapFS{"fr.toml": {}}); err == nil {
		t.Errorf("without English there is %q", l.Languages())
	}
	for name, change := range map[string][2]string{
		"no TOML":            {"[ago]\n", "[ago\n"},
		"a month is missing": {"January ", ""},
		"an unknown field":   {"{{.HH}}", "{{.Hours}}"},
		"no express words":   {"[" + expressTable + "]", "[expresso]"},
		"an unknown meaning": {"monday = ", "moonday = "},
	} {
		l, err := Open(broken(t, change[0], change[1]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.load(English); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestExpressWordsAreCutOutWhole compares the one table that is read of every
// language with the same table of the whole file.
func TestExpressWordsAreCutOutWhole(t *testing.T) {
	for _, lang := range Languages() {
		text, err := files.ReadFile(lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		var whole map[string]any
		if err := toml.Unmarshal(text, &whole); err != nil {
			t.Fatal(err)
		}
		got, err := expressWords(text)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for meaning, list := range whole[expressTable].(map[string]any) {
			want[meaning] = list.(string)
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", lang, got, want)
		}
	}
}

// TestEveryDeskReadsAllLanguages reads each word of each language at a desk of
// each: as what it means, but for those that are read only at their own.
func TestEveryDeskReadsAllLanguages(t *testing.T) {
	now := clinic.At(2026, 2, 3, 9, 40) // a Tuesday
	for _, here := range Languages() {
		context := clinic.Context{Now: now, Lexicon: Load(here).Lexicon()}
		for _, from := range Languages() {
			text, err := files.ReadFile(from + ".toml")
			if err != nil {
				t.Fatal(err)
			}
			words, err := expressWords(text)
			if err != nil {
				t.Fatal(err)
			}
			for meaning, list := range words {
				general, own := strings.CutSuffix(meaning, onlyHere)
				if general == "link" || general == "hour" {
					continue
				}
				for _, word := range strings.Split(list, ", ") {
					r := clinic.Read(word, context)
					read := r.DaySaid || r.HourSaid || r.To != 0
					if want := !own || here == from; read != want {
						t.Errorf("at a desk in %s the %s word %q is read as a time: %v, want %v", here, from, word, read, want)
					}
				}
			}
		}
	}
}

func TestMatch(t *testing.T) {
	for name, want := range map[string]string{
		"fr": "fr", "FR": "fr", "fr-GN": "fr", "fr_FR.UTF-8": "fr", "fr_FR@euro": "fr", " fr ": "fr",
		"": English, "C": English, "de_DE": English, "fra": English, "f": English,
	} {
		if got := Ours().Match(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestCodeKnowsNoLanguage looks for the tag of a language in the sources of the
// product: what differs between languages is in their files. English is named
// once, for who asks for a language that there is not.
func TestCodeKnowsNoLanguage(t *testing.T) {
	proof := []string{"screenshots", "testdata", "proof"}
	seen, found := 0, 0
	err := filepath.WalkDir("../..", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (slices.Contains(proof, entry.Name()) || strings.HasPrefix(entry.Name(), ".") && len(entry.Name()) > 2):
			return fs.SkipDir
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		seen++
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && slices.Contains(Languages(), text) {
				if found++; filepath.Base(name) != "library.go" || text != English {
					t.Errorf("%s names the language %q", name, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || seen < 100 || found != 1 {
		t.Errorf("%d files, %d languages named, %v", seen, found, err)
	}
}
