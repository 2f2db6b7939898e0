package locale

import (
	"cmp"
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

// examples are lines in which the words of a meaning, in the place of _, are of
// use: then nothing of the line is left over. All other meanings are times by
// themselves.
var examples = map[string]string{
	"hour": "10_", "before_noon": "9_", "next": "mar _", "week": "+2 _", "day": "+3 _", "ahead": "_ 2 sem", "first": "_ avr", "ordinal": "le 10_",
	"january": "31 _", "february": "28 _", "march": "31 _", "april": "30 _", "may": "31 _", "june": "30 _", "july": "31 _",
	"august": "31 _", "september": "30 _", "october": "31 _", "november": "30 _", "december": "31 _",
	"before_hour": "mar _ 6", "earliest": "_ 15h", "latest": "_ 10h", "before_date": "mar _ 10", "before_time": "_ demain",
	"before_place": "_ cardio mar", "before_worker": "_ zed mar", "before_person": "_ zowo mar", "particle": "_ zowo mar",
}

// TestEveryDeskReadsAllLanguages reads each word of each language at a desk of
// each: as what it means, but for those that are read only at their own.
func TestEveryDeskReadsAllLanguages(t *testing.T) {
	now := clinic.At(2026, 2, 3, 9, 40) // a Tuesday
	departments := []clinic.Department{{ID: "1", Name: "Cardiologie", Workers: []clinic.Worker{{ID: "2", Name: "Zed"}}}}
	for _, here := range Languages() {
		context := clinic.Context{Now: now, Lexicon: Load(here).Lexicon(), Departments: departments}
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
				if general == "link" || general == "ending" {
					continue // of the names of departments
				}
				example := examples[general]
				if strings.HasPrefix(general, "count_") {
					example = "dans _ jours"
				}
				for _, word := range strings.Split(list, ", ") {
					line := strings.Replace(cmp.Or(example, "_"), "_", word, 1)
					r := clinic.Read(line, context)
					read := (r.DaySaid || r.HourSaid || r.To != 0) && len(r.Unknown) == 0
					switch general {
					case "before_person":
						read = read && r.Name == "Zowo"
					case "particle":
						read = read && strings.HasSuffix(r.Name, " Zowo")
					default:
						read = read && r.Name == ""
					}
					if want := !own || here == from; read != want {
						t.Errorf("at a desk in %s the %s word %q is read in %q: %v, want %v", here, from, word, line, read, want)
					}
				}
			}
		}
	}
}

func TestMatch(t *testing.T) {
	for name, want := range map[string]string{
		"fr": "fr", "FR": "fr", "fr-GN": "fr", "fr_FR.UTF-8": "fr", "fr_FR@euro": "fr", " fr ": "fr",
		"": English, "C": English, "qaa_GN": English, "fra": English, "f": English,
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

// TestADeskReadsItsOwnDays writes days and hours as the desks of each language do,
// and reads them at the desks of all: as what was written.
func TestADeskReadsItsOwnDays(t *testing.T) {
	read := 0
	for _, here := range Languages() {
		lexicon := Load(here).Lexicon()
		for _, from := range Languages() {
			words := Load(from)
			for offset := range 366 {
				today := clinic.Date(2027, 3, 1) + clinic.Day(offset)
				context := clinic.Context{Now: today.At(9 * clinic.Hour), Lexicon: lexicon}
				for _, ahead := range []clinic.Day{-40, -1, 0, 1, 7, 31, 100, 300} {
					day, hour := today+ahead, clinic.Wall(offset%24)*clinic.Hour+clinic.Wall(offset%4)*15*clinic.Minute
					for _, date := range []string{words.Day(day, today), words.SaidDay(day, today)} {
						for _, clock := range []string{words.Clock(hour), words.Said(hour), words.F("book.about", Args{"Time": words.Said(hour)})} {
							r := clinic.Read("zowo "+date+" "+clock, context)
							if !r.DaySaid || r.Day != day || !r.HourSaid || r.Hour != hour || len(r.Unknown) > 0 || r.Name != "Zowo" {
								t.Fatalf("at a desk in %s on %s %q is read as %s %s, not understood %q, name %q", here, today, date+" "+clock, r.Day, r.Hour.Clock(), r.Unknown, r.Name)
							}
							read++
						}
					}
				}
			}
		}
	}
	t.Logf("%d days and hours read", read)
}
