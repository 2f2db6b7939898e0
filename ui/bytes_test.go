package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"creneau/state"
	"creneau/ui/proof/yardstick"
)

// Budgets: bytes sent for a step, against the limit of a perfect cell diff.
const (
	stepBudget      = 1.35
	countdownBudget = 1.25
	openBudget      = 1.30
	closeBudget     = 1.55
	weekBudget      = 1.70
	wideWeekBudget  = 2.20
	focusBudget     = 1.10
	paintBudget     = 1.40
	personBudget    = 1.70 // the next person found: other visits below, another card beside

	cursorBudget = 24 // bytes for moving the cursor alone: hidden, moved and shown
)

// windows are the sizes at which bytes are counted.
var windows = [][2]int{{80, 24}, {120, 40}, {200, 50}}

func eachWindow(t *testing.T, test func(t *testing.T, w, h int)) {
	for _, size := range windows {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { test(t, size[0], size[1]) })
	}
}

func TestBytesOfASelectionStep(t *testing.T) {
	eachWindow(t, func(t *testing.T, w, h int) {
		perform(t, w, h, newClinic(), plain(), true, func(r *running) {
			r.costs("day, down", stepBudget, func() { r.press("down") })
			r.costs("day, up", stepBudget, func() { r.press("up") })
			r.press("d")
			r.wait(time.Second)
			r.costs("slots, right", stepBudget, func() { r.press("right") })
			r.costs("slots, down", stepBudget, func() { r.press("down") })
			r.press("right", "right", "right")
			r.costs("slots, further down", stepBudget, func() { r.press("down") })
			r.press("f")
			r.write("dia")
			r.write("llo f")
			r.press("enter")
			r.costs("find, next visit", stepBudget, func() { r.press("down") })
			r.press("n")
			r.write("dia")
			r.costs("book, next person", stepBudget, func() { r.press("down") })
			r.press("esc", "ctrl+k")
			r.costs("palette, down", stepBudget, func() { r.press("down") })
		})
	})
}

// TestBytesOfAnotherPerson walks through the people found. Each step changes
// lines at both ends, and the renderer sends what is between again.
func TestBytesOfAnotherPerson(t *testing.T) {
	eachWindow(t, func(t *testing.T, w, h int) {
		perform(t, w, h, newClinic(), plain(), true, func(r *running) {
			r.press("f")
			r.write("dia")
			sent, limit := 0, 0
			for _, key := range []string{"down", "down", "up", "up"} {
				before := r.shows("find")
				_, from := r.out.frame()
				r.press(key)
				_, to := r.out.frame()
				sent, limit = sent+to-from, limit+yardstick.Limit(before, r.shows("next person"))
			}
			r.judge("find, four people on", personBudget, sent, 0, limit)
		})
	})
}

func TestBytesOfAnotherWeek(t *testing.T) {
	eachWindow(t, func(t *testing.T, w, h int) {
		budget := weekBudget
		if w >= 200 {
			budget = wideWeekBudget
		}
		perform(t, w, h, newClinic(), plain(), true, func(r *running) {
			r.press("d", "+")
			r.wait(time.Second)
			r.press("-") // both weeks are read now
			r.wait(time.Second)
			r.costs("week after", budget, func() { r.press("+"); r.wait(time.Second) })
			r.costs("week before", budget, func() { r.press("-"); r.wait(time.Second) })
		})
	})
}

func TestBytesOfOverlays(t *testing.T) {
	eachWindow(t, func(t *testing.T, w, h int) {
		perform(t, w, h, newClinic(), plain(), true, func(r *running) {
			r.press("down")
			for _, o := range []struct{ name, open, shut string }{
				{"book", "n", "esc"}, {"ticket", "enter", "esc"}, {"credits", "o", "esc"}, {"help", "?", "esc"}, {"palette", "ctrl+k", "esc"},
			} {
				r.costs(o.name+", open", openBudget, func() { r.press(o.open) })
				r.costs(o.name+", close", closeBudget, func() { r.press(o.shut) })
			}
		})
	})
}

func TestBytesOfACountdownSecond(t *testing.T) {
	eachWindow(t, func(t *testing.T, w, h int) {
		c := newClinic()
		c.refusal = state.Failure{Code: state.RateLimitExceeded, Status: 429, Wait: 754 * time.Second}
		perform(t, w, h, c, plain(), true, func(r *running) {
			r.press("n")
			r.write("bah car mer 10")
			r.press("enter", "enter")
			r.wait(5700 * time.Millisecond)
			r.costs("a second, overlay open", countdownBudget, func() { r.wait(time.Second) })
			r.costs("another second", countdownBudget, func() { r.wait(time.Second) })
			r.press("n", "esc")
			r.wait(500 * time.Millisecond)
			r.costs("a second of the day", countdownBudget, func() { r.wait(time.Second) })
		})
	})
}

func TestBytesOfAFocusChange(t *testing.T) {
	eachWindow(t, func(t *testing.T, w, h int) {
		perform(t, w, h, newClinic(), plain(), true, func(r *running) {
			r.press("f")
			r.write("dia fa")
			r.costs("find, to the visits", focusBudget, func() { r.press("enter") })
			r.costs("find, to the field", focusBudget, func() { r.press("esc") })
			r.press("f2", "tab")
			_, sent := r.out.frame()
			r.press("tab")
			if _, now := r.out.frame(); now == sent || now-sent > cursorBudget {
				t.Errorf("the cursor goes to the next field for %d bytes", now-sent)
			}
		})
	})
}

// TestFirstPaint starts at a desk that has read everything, so that the first
// frame is a full one, and counts no answer.
func TestFirstPaint(t *testing.T) {
	eachWindow(t, func(t *testing.T, w, h int) {
		c := newClinic()
		c.answer = time.Second
		perform(t, w, h, c, plain(), true, func(r *running) {
			after := r.shows("first paint")
			sent := r.out.bytes(0)
			limit := yardstick.Limit(yardstick.Frame{}, after)
			ratio := float64(len(sent)) / float64(limit)
			t.Logf("%3dx%-2d  first paint %d bytes, limit %d, %.2f", w, h, len(sent), limit, ratio)
			if ratio > paintBudget {
				t.Errorf("the first paint takes %d bytes, %.2f times the limit of %d", len(sent), ratio, limit)
			}
			if n := strings.Count(sent, "MONCRENEAU"); n != 1 {
				t.Errorf("painted %d times", n)
			}
		})
	})
}

// TestIdle lets an open desk alone: nothing but the minute is sent.
func TestIdle(t *testing.T) {
	eachWindow(t, func(t *testing.T, w, h int) {
		perform(t, w, h, newClinic(), plain(), false, func(r *running) {
			r.wait(115*time.Second - 100*time.Millisecond) // to a full minute
			for minute := range 3 {
				began := time.Now()
				r.wait(time.Minute)
				sent := 0
				for _, w := range r.out.since(began) {
					if late := w.at.Sub(began); late > time.Second {
						t.Errorf("minute %d: %q is sent %s after it", minute, w.bytes, late)
					}
					sent += len(w.bytes)
				}
				t.Logf("%3dx%-2d  a minute of doing nothing: %d bytes", w, h, sent)
				if sent == 0 {
					t.Error("the clock stands still")
				}
			}
		})
	})
}
