package ui

import (
	"strings"
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/ui/pane"
	"creneau/ui/proof/yardstick"
)

// TestCase19HomeMovesToTheNewDay leaves a desk open over midnight: it shows the
// new day, but takes nothing away from somebody who has something open.
func TestCase19HomeMovesToTheNewDay(t *testing.T) {
	today := begins().Day()
	for name, c := range map[string]struct {
		night func(*rig)
		want  clinic.Day
	}{
		"left alone":       {func(r *rig) { r.idle(34) }, 1},
		"asleep":           {func(r *rig) { r.now.Wall += 9 * clinic.Hour; r.idle(1) }, 1},
		"help open":        {func(r *rig) { r.press("?"); r.idle(34) }, 0},
		"help closed":      {func(r *rig) { r.press("?"); r.idle(34); r.press("esc"); r.idle(1) }, 1},
		"a booking typed":  {func(r *rig) { r.press("n"); r.write("dia"); r.idle(34) }, 0},
		"somebody found":   {func(r *rig) { r.press("f"); r.write("dia"); r.idle(34) }, 0},
		"keys are pressed": {func(r *rig) { r.busy(34) }, 0},
		"on another day":   {func(r *rig) { r.press("right", "right"); r.idle(9) }, 2},
		"on it for long":   {func(r *rig) { r.press("right", "right"); r.idle(11) }, 1},
		"on the week":      {func(r *rig) { r.press("d"); r.idle(34) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, newClinic(), plain())
			r.now.Wall = today.At(23*clinic.Hour + 58*clinic.Minute)
			r.press("down")
			c.night(r)
			if got := r.st.Shown; got != today+c.want {
				t.Errorf("at %v it shows %v", r.now.Wall, got)
			}
			if want := r.look.Words.Day(today+c.want, r.now.Wall.Day()); r.screen == pane.Slots && columnSelected(r) != want {
				t.Errorf("the cell is of %s, want %s", columnSelected(r), want)
			}
		})
	}
}

// columnSelected is the head of the column in which a cell of the week is selected.
func columnSelected(r *rig) string {
	frame := yardstick.Parse(r.View().Content, 80, 24)
	for i, c := range frame.Cells {
		if x, y := i%frame.W, i/frame.W; y > 4 && c.Style.Attr&yardstick.Reverse != 0 {
			head := ""
			for ; x < frame.W && len(head) < len("Tue 3 Feb "); x++ {
				head += frame.At(x, 4).Text
			}
			return strings.TrimSpace(head)
		}
	}
	return ""
}

// idle lets minutes go by at which nobody is there.
func (r *rig) idle(minutes int) {
	for range minutes {
		r.pass(time.Minute)
		r.View()
	}
}

// busy lets minutes go by at which somebody looks through the day.
func (r *rig) busy(minutes int) {
	for range 2 * minutes {
		r.pass(29 * time.Second)
		r.press("down")
	}
}
