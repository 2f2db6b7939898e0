package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// viewAllocations is how many allocations painting may make at 120x40. Times
// are in the benchmarks: View at most 0.3 ms, Update at most 0.1 ms, a key of a
// search at most 10 ms.
const viewAllocations = 1000

// Large clinics, as far as a desk has to cope with them.
const (
	manyDepartments = 200
	mostDepartments = 300
	mostVisits      = 10_000
)

// A load is a desk at 120x40 over a clinic of some size.
type load struct {
	name                string
	departments, visits int
}

var loads = []load{{"200 departments", manyDepartments, 400}, {"10,000 appointments", mostDepartments, mostVisits}}

func (l load) open(tb testing.TB) *rig {
	tb.Helper()
	r := newRig(tb, newLargeClinic(l.departments, l.visits), plain())
	r.resizeTo(120, 40)
	return r
}

// steps are what is measured: keys that go back and forth, on a screen.
var steps = []struct {
	name  string
	reach func(*rig)
	keys  [2]string
}{
	{"day", func(*rig) {}, [2]string{"down", "up"}},
	{"slots", func(r *rig) { r.press("d") }, [2]string{"right", "left"}},
	{"slots rows", func(r *rig) { r.press("d") }, [2]string{"down", "up"}},
	{"find people", func(r *rig) { r.press("f"); r.write("dia") }, [2]string{"down", "up"}},
	{"find visits", func(r *rig) { r.press("f"); r.write("dia"); r.press("enter") }, [2]string{"down", "up"}},
	{"desk", func(r *rig) { r.press("b") }, [2]string{"down", "up"}},
	{"book", func(r *rig) { r.press("n"); r.write("dia") }, [2]string{"down", "up"}},
	{"palette", func(r *rig) { r.press("ctrl+k") }, [2]string{"down", "up"}},
}

// stepper steps back and forth; its commands are not run.
func stepper(r *rig, keys [2]string) func() {
	msgs := [2]tea.Msg{keyOf(r.tb, keys[0]), keyOf(r.tb, keys[1])}
	n := 0
	return func() {
		r.Update(msgs[n%2])
		n++
	}
}

func TestViewAllocates(t *testing.T) {
	for _, l := range loads {
		for _, s := range steps {
			r := l.open(t)
			s.reach(r)
			r.View()
			step := stepper(r, s.keys)
			update := testing.AllocsPerRun(20, step)
			both := testing.AllocsPerRun(20, func() { step(); r.View() })
			t.Logf("%-20s %-12s View %4.0f allocations, Update %4.0f", l.name, s.name, both-update, update)
			if both-update > viewAllocations {
				t.Errorf("%s, %s: painting makes %.0f allocations, at most %d are allowed", l.name, s.name, both-update, viewAllocations)
			}
		}
	}
}

// TestIdleViewIsTheSame paints twice: the same state is the same text, whatever
// the order of maps.
func TestIdleViewIsTheSame(t *testing.T) {
	for _, s := range scenes {
		r := s.stage(t, plain())
		first := r.View().Content
		for range 3 {
			if again := r.View().Content; again != first {
				t.Errorf("%s is painted in two ways", s.name)
			}
		}
	}
}

func BenchmarkViewStep(b *testing.B) {
	for _, l := range loads {
		for _, s := range steps {
			b.Run(l.name+"/"+s.name, func(b *testing.B) {
				r := l.open(b)
				s.reach(r)
				step := stepper(r, s.keys)
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					step()
					b.StartTimer()
					r.View()
				}
			})
		}
	}
}

func BenchmarkUpdateStep(b *testing.B) {
	for _, l := range loads {
		for _, s := range steps {
			b.Run(l.name+"/"+s.name, func(b *testing.B) {
				r := l.open(b)
				s.reach(r)
				step := stepper(r, s.keys)
				b.ReportAllocs()
				for b.Loop() {
					step()
				}
			})
		}
	}
}

// BenchmarkSearchKey types one letter of a name and takes it back: two keys
// with the frame after each.
func BenchmarkSearchKey(b *testing.B) {
	for name, reach := range map[string]string{"find": "f", "book": "n"} {
		b.Run(name, func(b *testing.B) {
			r := loads[1].open(b)
			r.press(reach)
			r.write("di")
			letter, back := keyOf(b, "a"), keyOf(b, "backspace")
			b.ReportAllocs()
			for b.Loop() {
				r.Update(letter)
				r.View()
				r.Update(back)
				r.View()
			}
		})
	}
}

// BenchmarkMinute is what the clock costs: a tick and its frame.
func BenchmarkMinute(b *testing.B) {
	r := loads[1].open(b)
	b.ReportAllocs()
	for b.Loop() {
		r.now = r.now.Add(time.Minute)
		r.Update(timed{number: r.timer.number})
		r.View()
	}
}
