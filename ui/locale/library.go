package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"creneau/state/clinic"
)

//go:embed *.toml
var files embed.FS

// English is the language of who asked for none that is known.
const English = "en"

// A Library is a folder of languages: one file each, named by its tag.
type Library struct {
	files fs.FS
	names []string
}

// Files is the folder of this program's languages.
func Files() fs.FS { return files }

// Ours are the languages of this program.
func Ours() *Library {
	l, err := Open(files)
	if err != nil {
		panic(err) // a test rules it out
	}
	return l
}

// Open is the library of another folder. One without English is an error.
func Open(folder fs.FS) (*Library, error) {
	paths, err := fs.Glob(folder, "*.toml")
	if err != nil {
		return nil, err
	}
	l := &Library{files: folder}
	for _, path := range paths {
		l.names = append(l.names, strings.TrimSuffix(path, ".toml"))
	}
	slices.Sort(l.names)
	if !slices.Contains(l.names, English) {
		return nil, fmt.Errorf("there is no %s.toml among %q", English, paths)
	}
	return l, nil
}

// Languages are the tags of all languages, in order.
func (l *Library) Languages() []string { return slices.Clone(l.names) }

// Match is the language that a name such as "fr", "fr-GN" or "fr_FR.UTF-8" asks
// for; English for one that there is not.
func (l *Library) Match(name string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(name)), ".")
	base, _, _ = strings.Cut(base, "@")
	base, _, _ = strings.Cut(strings.ReplaceAll(base, "-", "_"), "_")
	if slices.Contains(l.names, base) {
		return base
	}
	return English
}

// FromEnv is the language to speak: that of the setting when there is one, else
// the first of LC_ALL, LC_MESSAGES and LANG that is not empty, as POSIX ranks
// them.
func (l *Library) FromEnv(setting, lcAll, lcMessages, lang string) string {
	return l.Match(first(setting, lcAll, lcMessages, lang))
}

// Load reads the sentences of a language, in any of the forms that Match takes.
// It panics when a file is broken, which a test rules out.
func (l *Library) Load(lang string) *Words {
	w, err := l.load(l.Match(lang))
	if err != nil {
		panic(err)
	}
	return w
}

func (l *Library) load(lang string) (*Words, error) {
	text, err := fs.ReadFile(l.files, lang+".toml")
	if err != nil {
		return nil, fmt.Errorf("no sentences for %q: %w", lang, err)
	}
	w, err := readWords(lang, text)
	if err == nil {
		w.lexicon, err = l.lexicon(lang)
	}
	if err != nil {
		return nil, fmt.Errorf("%s.toml: %w", lang, err)
	}
	return w, nil
}

// onlyHere ends the meanings of words that are read only at a desk of their own
// language.
const onlyHere = "_here"

// lexicon are the words of the express line, of all languages: the desk's own
// first, since the first counts where they differ.
func (l *Library) lexicon(lang string) (*clinic.Lexicon, error) {
	var all []map[string]string
	for _, name := range slices.Concat([]string{lang}, slices.DeleteFunc(l.Languages(), func(n string) bool { return n == lang })) {
		text, err := fs.ReadFile(l.files, name+".toml")
		if err != nil {
			return nil, err
		}
		words, err := expressWords(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for meaning, list := range words {
			general, here := strings.CutSuffix(meaning, onlyHere)
			if !here {
				continue
			}
			delete(words, meaning)
			if name == lang {
				words[general] += "," + list
			}
		}
		all = append(all, words)
	}
	return clinic.NewLexicon(all...)
}

// expressTable holds the words of the express line in each file.
const expressTable = "express"

// expressWords reads that one table: reading the whole file of every language
// would make the program's start the longer the more languages there are.
func expressWords(text []byte) (map[string]string, error) {
	_, rest, found := strings.Cut(string(text), "\n["+expressTable+"]\n")
	if !found {
		return nil, fmt.Errorf("there is no table [%s]", expressTable)
	}
	table, _, _ := strings.Cut(rest, "\n[")
	var words map[string]string
	if err := toml.Unmarshal([]byte(table), &words); err != nil {
		return nil, err
	}
	return words, nil
}

// Languages are those of this program.
func Languages() []string { return Ours().Languages() }

// Load reads the sentences of one of this program's languages.
func Load(lang string) *Words { return Ours().Load(lang) }
