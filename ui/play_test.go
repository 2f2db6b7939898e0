package ui

import "testing"

// TestAnEventWithoutBeats is pressed twice at once: there is nothing to choose.
func TestAnEventWithoutBeats(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	r.press("ctrl+g", "ctrl+g")
	if top := r.top(); top != nil {
		t.Errorf("%T is in front", top)
	}
	r.press("enter")
}
