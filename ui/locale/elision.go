package locale

import (
	"strings"

	"creneau/state/clinic"
)

// elision is how a language shortens a word before a name that begins with a vowel: in
// French "de Elhadj" is "d'Elhadj".
type elision struct {
	words             [][2]string // a word, and what stands for it with its blank
	before, notBefore []string    // how such names begin, folded; and those that are none
}

// readElision takes it from the sentences named elision.*.
func (w *Words) readElision() elision {
	var e elision
	for _, pair := range strings.Split(w.plain["elision.words"], ",") {
		if long, short, ok := strings.Cut(strings.TrimSpace(pair), " "); ok {
			e.words = append(e.words, [2]string{long, short})
		}
	}
	e.before = strings.Fields(w.plain["elision.before"])
	e.notBefore = strings.Fields(w.plain["elision.not_before"])
	return e
}

// in shortens the words of a sentence that stand before its fields.
func (e elision) in(sentence string, fields Args) string {
	if len(e.words) == 0 {
		return sentence
	}
	for _, value := range fields {
		name, ok := value.(string)
		if !ok || !e.vowel(name) {
			continue
		}
		for _, w := range e.words {
			sentence = strings.ReplaceAll(sentence, " "+w[0]+" "+name, " "+w[1]+name)
		}
	}
	return sentence
}

// vowel says whether a name begins with a vowel as it is spoken.
func (e elision) vowel(name string) bool {
	folded := clinic.Fold(name)
	begins := func(with []string) bool {
		for _, b := range with {
			if strings.HasPrefix(folded, b) {
				return true
			}
		}
		return false
	}
	return begins(e.before) && !begins(e.notBefore)
}
