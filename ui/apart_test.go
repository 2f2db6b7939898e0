package ui

import (
	"strings"
	"testing"

	"creneau/state"
	"creneau/ui/locale"
)

// TestTheHubIsAway: while nothing is known of other hosts the desk says so, since when,
// in every size, and books as before.
func TestTheHubIsAway(t *testing.T) {
	for _, lang := range locale.Languages() {
		r := newRig(t, newClinic(), dress{lang: lang, profile: plain().profile})
		says := func(when string, want bool) {
			t.Helper()
			begins, _, _ := strings.Cut(locale.Load(lang).Raw("status.apart"), "{{")
			for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 50}} {
				text := strings.Join(strings.Fields(strings.Join(shownAt(r, size[0], size[1]), " ")), " ")
				if got := strings.Contains(text, strings.Join(strings.Fields(begins), " ")); got != want {
					t.Errorf("%s, %v, %s: it says so: %v\n%s", lang, size, when, got, text)
				}
			}
		}
		says("at first", false)
		r.Update(state.HubTold{Away: true})
		since, apart := r.st.Apart()
		says("the hub is away", true)
		r.Update(state.HubTold{Away: true}) // another process found out too
		if again, _ := r.st.Apart(); !apart || again != since || r.st.Unkept() != "" {
			t.Errorf("%s: away since %v, then since %v", lang, since, again)
		}
		r.Update(state.HubTold{})
		says("it is back", false)
	}
}
