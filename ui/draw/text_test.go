package draw

import (
	"fmt"
	"strings"
	"testing"

	"creneau/ui/locale"
	"creneau/ui/widget"
)

// someWords fills the fields of any sentence: with blanks and no-break spaces,
// as names, days and times bring them.
var someWords = locale.Args{
	"N": 12, "I": 2, "Place": 3, "Required": 2, "Available": 1, "Limit": 1000, "Bar": "####",
	"Who": "Diallo Fatoumata Binta", "Where": "Médecine générale", "Day": "mar. 3\u00a0févr.", "Time": "9\u00a0h\u00a045",
	"At": "09:45", "Until": "9\u202fh\u202f45", "Left": "12\u00a0min\u00a005\u00a0s", "Since": "9\u00a0h\u00a038", "Data": "Données de 9\u00a0h\u00a039",
	"Why": "Pas de connexion\u00a0; rien.", "Code": "NO_ANSWER", "Key": "u", "Field": "Nom", "Example": "10/2",
	"From": "20 janv.", "To": "3 mars", "Status": "500", "Text": "x",
}

// everySentence is each sentence of each language, filled in, by language and
// key.
func everySentence() map[string]string {
	all := map[string]string{}
	for _, lang := range locale.Languages() {
		words := locale.Load(lang)
		for _, k := range words.Keys() {
			all[lang+" "+k] = words.F(k, someWords)
			all[lang+" "+k+", 1"] = words.N(k, 1, someWords)
		}
	}
	return all
}

// TestBroken breaks every sentence for every width: no line is too wide but a
// single word, nothing is lost, and what a no-break space joins stays together.
func TestBroken(t *testing.T) {
	for key, text := range everySentence() {
		whole := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " ")
		for w := 1; w <= 120; w++ {
			lines := Broken(text, w)
			for _, line := range lines {
				if widget.Width(line) > w && strings.Contains(line, " ") {
					t.Errorf("%s at %d: %q is too wide", key, w, line)
				}
			}
			// A break that is undone by a blank was made at one.
			if got := strings.Join(lines, " "); got != whole {
				t.Errorf("%s at %d: %q", key, w, lines)
			}
		}
	}
}

func TestBrokenKeepsNoBreakSpaces(t *testing.T) {
	for text, want := range map[string][]string{
		"à 9\u00a0h\u00a045.":        {"à", "9\u00a0h\u00a045."},
		"à 9\u202fh\u202f45.":        {"à", "9\u202fh\u202f45."},
		"a  b":                       {"a b"},
		"":                           {""},
		" dans 12\u00a0min\u00a05 s": {"dans", "12\u00a0min\u00a05", "s"},
	} {
		if got := Broken(text, 7); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestNoBreakSpaceIsABlankInASCII: a terminal without UTF-8 shows a blank.
func TestNoBreakSpaceIsABlankInASCII(t *testing.T) {
	for key, text := range everySentence() {
		plain := ASCIIOnly(text)
		if !isASCII(plain) || strings.Count(plain, " ") != strings.Count(text, " ")+strings.Count(text, "\u00a0")+strings.Count(text, "\u202f") {
			t.Errorf("%s: %q", key, plain)
		}
	}
}
