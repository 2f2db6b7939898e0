package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"creneau/state"
)

// TestUpdateAndViewAskNobody presses any keys in any order, with answers, ticks,
// pastes and resizes between them, and counts the Backend's calls: only commands
// may make any.
func TestUpdateAndViewAskNobody(t *testing.T) {
	var keys []string
	for _, s := range someScenes(t) {
		r := s.stage(t, plain())
		for _, a := range r.actionsOf(r.front()) {
			keys = append(keys, a.Keys()...)
		}
	}
	for c := 'a'; c <= 'z'; c++ {
		keys = append(keys, string(c))
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.SampledFrom(scenes).Draw(rt, "scene")
		r := s.stage(t, plain())
		w, h := 80, 24
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			var msg tea.Msg
			switch rapid.IntRange(0, 9).Draw(rt, "step") {
			case 0:
				r.now = r.now.Add(time.Duration(rapid.IntRange(0, 70_000).Draw(rt, "milliseconds")) * time.Millisecond)
				msg = timed{number: r.timer.number}
			case 1:
				msg = pasted(rapid.SampledFrom([]string{"dia car", "\x1b[2J", ""}).Draw(rt, "paste"))
			case 2:
				w, h = rapid.IntRange(1, 130).Draw(rt, "width"), rapid.IntRange(1, 50).Draw(rt, "height")
				msg = tea.WindowSizeMsg{Width: w, Height: h}
			case 3:
				msg = rapid.SampledFrom([]tea.Msg{tea.FocusMsg{}, tea.BlurMsg{}, tea.MouseClickMsg{X: 3, Y: 5}, "nothing we know"}).Draw(rt, "message")
			default:
				r.now = r.now.Add(300 * time.Millisecond)
				msg = keyOf(t, rapid.SampledFrom(keys).Draw(rt, "key"))
			}
			before := r.clinic.asked()
			_, cmd := r.Update(msg)
			v := r.View()
			if n := r.clinic.asked() - before; n != 0 {
				rt.Fatalf("%T asks the Backend %d times", msg, n)
			}
			fitsWindow(t, s.name, v, w, h)
			r.run(cmd)
			if t.Failed() {
				rt.Fatalf("after %v", msg)
			}
		}
	})
}

// TestCommandsAsk makes sure that the test above counts what is asked.
func TestCommandsAsk(t *testing.T) {
	r := bareRig(t, newClinic(), plain())
	cmd := r.apply(state.Started{})
	if n := r.clinic.asked(); n != 0 {
		t.Errorf("%d calls before any command ran", n)
	}
	r.run(cmd)
	if r.clinic.asked() == 0 {
		t.Error("no call by the commands")
	}
}
