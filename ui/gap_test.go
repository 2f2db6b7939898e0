package ui

import (
	"strings"
	"testing"
)

// TestWhatCouldNotBeReadIsSaid is case 09: where a list is, it is said what is
// missing of it, in every size and language, and never that there is nothing.
func TestWhatCouldNotBeReadIsSaid(t *testing.T) {
	missing := map[string][2]string{"en": {"list was cut", "could not be read"}, "fr": {"liste coupée", "illisible"}}
	for _, lang := range []string{"en", "fr"} {
		words := wordsOf[lang]
		for _, skipped := range []int{0, 1, 3} {
			want := missing[lang][min(skipped, 1)] // weeks have as many again
			for _, empty := range []bool{false, true} {
				for _, size := range [][2]int{{160, 40}, {80, 24}, {59, 15}} {
					c := newClinic()
					c.skipped, c.cut = skipped, skipped == 0
					if empty {
						c.visits = nil
					}
					r := newRig(t, c, dress{lang: lang, profile: plain().profile})
					r.resizeTo(size[0], size[1])
					for _, key := range []string{"t", "d", "f3"} {
						r.press(key)
						text := strings.Join(r.lines(), "\n")
						if !strings.Contains(strings.ToLower(text), want) {
							t.Errorf("%s %v, empty %v, %q: %q is not said:\n%s", lang, size, empty, key, want, text)
						}
						if strings.Contains(text, words.T("day.empty")) || strings.Contains(text, words.T("slots.none")) {
							t.Errorf("%s %v, %q: said that there is none:\n%s", lang, size, key, text)
						}
					}
				}
			}
		}
	}
}
