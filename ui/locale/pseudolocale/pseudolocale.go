// Package pseudolocale makes up a language, so that tests find every word on a
// screen that is not of the language's file: all that the file says is in letters
// of another alphabet.
package pseudolocale

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"
	"unicode"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/unicode/norm"

	"creneau/ui/locale"
)

// Lang is the tag of the made-up language: Esperanto's, because it must have
// rules for its plurals, and they are as simple as English ones.
const Lang = "eo"

// Library is our own languages and the made-up one.
func Library() (*locale.Library, error) {
	folder, err := with(locale.Files())
	if err != nil {
		return nil, err
	}
	return locale.Open(folder)
}

// with adds to a folder of languages the one made up of its English.
func with(ours fs.FS) (fs.FS, error) {
	folder := fstest.MapFS{}
	paths, err := fs.Glob(ours, "*.toml")
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		text, err := fs.ReadFile(ours, path)
		if err != nil {
			return nil, err
		}
		folder[path] = &fstest.MapFile{Data: text}
	}
	made, err := translate(folder[locale.English+".toml"].Data)
	if err != nil {
		return nil, err
	}
	folder[Lang+".toml"] = &fstest.MapFile{Data: made}
	return folder, nil
}

// translate writes a language's file in the other alphabet.
func translate(text []byte) ([]byte, error) {
	var tables map[string]any
	if err := toml.Unmarshal(text, &tables); err != nil {
		return nil, err
	}
	marked, ok := mark(tables).(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%T is no table", tables)
	}
	var b bytes.Buffer
	b.WriteString("# Made up.\n")
	err := toml.NewEncoder(&b).Encode(marked)
	return b.Bytes(), err
}

func mark(v any) any {
	switch v := v.(type) {
	case string:
		return Word(v)
	case map[string]any:
		for key, value := range v {
			v[key] = mark(value)
		}
	}
	return v
}

// letters are those of the other alphabet, for a to z.
const letters = "абцдефгхижклмнопярстувшщйз"

// kept is what a sentence holds that is no word: its fields, and addresses.
var kept = regexp.MustCompile(`{{[^}]*}}|https?://\S+`)

// Word is a text of the file in the other alphabet, each letter for a letter.
func Word(text string) string {
	alphabet := []rune(letters)
	var b strings.Builder
	write := func(part string) {
		for _, r := range norm.NFD.String(part) {
			switch lower := unicode.ToLower(r); {
			case unicode.Is(unicode.Mn, r):
			case lower < 'a' || lower > 'z':
				b.WriteRune(r)
			case lower == r:
				b.WriteRune(alphabet[r-'a'])
			default:
				b.WriteRune(unicode.ToUpper(alphabet[lower-'a']))
			}
		}
	}
	at := 0
	for _, span := range kept.FindAllStringIndex(text, -1) {
		write(text[at:span[0]])
		b.WriteString(text[span[0]:span[1]])
		at = span[1]
	}
	write(text[at:])
	return b.String()
}

// ours is a word in the letters that English and French are written in.
var ours = regexp.MustCompile(`\p{Latin}\p{M}*(['’]?\p{Latin}\p{M}*)*`)

// Foreign are the words of a text that are not of the made-up language, and are
// not in what was said by others either: names of people and places, what was
// typed, codes. A word that was cut counts as the whole one. Single letters are
// keys and signs.
func Foreign(text string, others ...string) []string {
	var known []string
	for _, other := range others {
		known = append(known, ours.FindAllString(strings.ToLower(other), -1)...)
	}
	var found []string
	for _, word := range ours.FindAllString(text, -1) {
		if len([]rune(word)) > 1 && !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, strings.ToLower(word)) }) {
			found = append(found, word)
		}
	}
	return found
}
