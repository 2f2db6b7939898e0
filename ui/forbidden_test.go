package ui

import (
	"strings"
	"testing"

	"creneau/state"
)

// TestForbiddenActionSaysSoBeforeItIsTyped: whatever would begin a booking, or
// cancel, is refused with its reason on every screen, before anything is typed.
func TestForbiddenActionSaysSoBeforeItIsTyped(t *testing.T) {
	begins := map[string]func(*rig){
		"day":    func(*rig) {},
		"free":   func(r *rig) { r.press("home"); freeRow(r) },
		"slots":  func(r *rig) { r.press("d") },
		"find":   func(r *rig) { r.press("f"); r.write("dia fa"); r.press("enter") },
		"ticket": func(r *rig) { r.press("down", "enter") },
	}
	for _, forbidden := range []struct {
		doing state.Effect
		why   string
		keys  map[string][]string
	}{
		{state.Post{}, "no_right_book", map[string][]string{"day": {"n", "r", "f2"}, "free": {"enter"}, "slots": {"enter", "n"}, "find": {"r", "f2"}, "ticket": {"n", "r"}}},
		{state.Cancel{}, "no_right_cancel", map[string][]string{"day": {"x"}, "find": {"x"}, "ticket": {"x"}}},
	} {
		for name, keys := range forbidden.keys {
			for _, key := range keys {
				c := newClinic()
				c.silent = true
				r := newRig(t, c, plain())
				refuseRight(r, forbidden.doing)
				begins[name](r)
				r.press(key)
				if r.status.notice.Key != forbidden.why || r.st.Draft != nil || len(r.st.Cancels) > 0 {
					t.Errorf("%s on %s: said %q, a draft %v", key, name, r.status.notice.Key, r.st.Draft != nil)
				}
			}
		}
	}
}

// refuseRight has the API refuse the right that an effect needs.
func refuseRight(r *rig, doing state.Effect) {
	f := state.Failure{Code: state.InsufficientScope, Status: 403, Coded: true}
	if _, post := doing.(state.Post); post {
		send(r)
		r.refuse(f)
		r.closeAll()
		r.run(r.apply(state.DraftClosed{}))
		return
	}
	r.press("down", "x")
	r.pass(state.Grace)
	r.happen(state.Failed{Doing: state.Cancel{ID: r.st.Cancels[0].Visit.ID}, Failure: f})
	r.press("up")
}

// freeRow selects a free slot of the day.
func freeRow(r *rig) {
	for range 40 {
		if l := selectedLine(r); len(l) > 0 && strings.Contains(l, ". free") {
			return
		}
		r.press("down")
	}
}
