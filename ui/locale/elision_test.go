package locale

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// nameFields are the fields of sentences that hold names.
var nameFields = []string{"Who", "Where", "Name", "Words", "Near", "Right", "Field"}

// filled are all forms of a sentence with a name in each field for one, and a time in
// the others.
func filled(w *Words, key, raw, name string) []string {
	args := Args{}
	for _, m := range regexp.MustCompile(`{{\.(\w+)}}`).FindAllStringSubmatch(raw, -1) {
		args[m[1]] = "9 h"
	}
	for _, f := range nameFields {
		if _, is := args[f]; is {
			args[f] = name
		}
	}
	if _, plural := args["N"]; !plural {
		return []string{w.F(key, args)}
	}
	return []string{w.N(key, 1, args), w.N(key, 2, args), w.N(key, 1_000_000, args)}
}

// TestFrenchElides puts names into every French sentence: before those that begin with
// a vowel as it is spoken no word stands that is shortened there; before others it
// stays whole.
func TestFrenchElides(t *testing.T) {
	w := Load("fr")
	whole := regexp.MustCompile(`(?i)\b(de|que|le|la|je|ne|se|me|te|jusque|lorsque|puisque) (Elhadj|Élisabeth|Aïssatou|Ibrahima|Ousmane|Umaru|Yves|Hélène|Henri|Hortense)`)
	short := regexp.MustCompile(`(?i)\b(d|qu|l|j|n|s)['’](Diallo|Hassan|Hadja|Hawa|Ouattara|Yacine|Youssouf)`)
	elided := 0
	for key, m := range messages(t, "fr") {
		raw := m.Other + m.One + m.Many
		for _, name := range []string{"Elhadj Omar", "Élisabeth", "Aïssatou", "Ibrahima", "Ousmane", "Umaru", "Yves", "Hélène", "Henri", "Hortense"} {
			for _, text := range filled(w, key, raw, name) {
				if found := whole.FindString(text); found != "" {
					t.Errorf("%s: %q in %q", key, found, text)
				}
				elided += strings.Count(text, "d'"+name)
			}
		}
		for _, name := range []string{"Diallo", "Hassan", "Hadja", "Hawa", "Ouattara", "Yacine", "Youssouf"} {
			for _, text := range filled(w, key, raw, name) {
				if found := short.FindString(text); found != "" {
					t.Errorf("%s: %q in %q", key, found, text)
				}
			}
		}
	}
	if elided == 0 {
		t.Error("nothing was shortened")
	}
	if got := Load("en").F("find.visits_of", Args{"Who": "Elhadj"}); !strings.Contains(got, "of Elhadj") {
		t.Errorf("English: %q", got)
	}
}

// sentenceEnd is how a sentence ends.
var sentenceEnd = regexp.MustCompile(`[.?!]\x{00a0}?»?”?$`)

// TestSentencesBeginWithACapital looks at the first letter of every sentence in each
// language, and at the one behind each full stop. The program's own name and the names
// of fields and keys are written as they are.
func TestSentencesBeginWithACapital(t *testing.T) {
	own := regexp.MustCompile(`^(creneau\b|{{|--|“|« |https?:|\d|\d?[a-z]( |:|\x{00a0}))`)
	behind := regexp.MustCompile(`[^.][.?!] (\pL)`)
	for _, lang := range Languages() {
		for key, m := range messages(t, lang) {
			if strings.HasPrefix(key, "check.") || strings.HasPrefix(key, "express") || strings.HasPrefix(key, "calendar.") || strings.HasPrefix(key, "elision.") ||
				strings.HasPrefix(key, "act.") || key == "status.hello" {
				continue // lists of words, names of actions and keys; what stands behind a title is no sentence
			}
			for _, text := range forms(m) {
				first, _ := utf8.DecodeRuneInString(text)
				if sentenceEnd.MatchString(text) && unicode.IsLower(first) && !own.MatchString(text) {
					t.Errorf("%s, %s: %q", lang, key, text)
				}
				for _, at := range behind.FindAllStringSubmatchIndex(text, -1) {
					if letter, _ := utf8.DecodeRuneInString(text[at[2]:]); unicode.IsLower(letter) && !own.MatchString(text[at[2]:]) && !regexp.MustCompile(`\b(tél|etc|no)\. $`).MatchString(text[:at[2]]) {
						t.Errorf("%s, %s: %q", lang, key, text)
					}
				}
			}
		}
	}
}
