package protocol

import (
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"

	"creneau/ui/proof/yardstick"
)

// found are the sequences in which random ones have once found a fault, by what
// is right. Each is judged like a random one.
var found = []struct {
	name string
	play func(*model)
}{
	{"a conflict is believed once the first try was looked for in vain", func(m *model) {
		m.meets("the request is lost")
		m.book("Bah Mamadou")
		m.book("Bah Mamadou 15h") // two on one day: the first can never be booked
	}},
	{"a cancel that is done late is counted, once", func(m *model) {
		m.booked("Diallo Fatoumata")
		m.meets("done after 20 s")
		m.undo()
		m.sim.pass(10 * time.Minute)
	}},
	{"a cancel that is done late is counted after a time without connection", func(m *model) {
		m.booked("Diallo Fatoumata")
		m.meets("done after 20 s")
		m.undo()
		m.sim.pass(2 * time.Second)
		m.order(demo.Misfortune{Kind: demo.Cut, Seconds: 200, From: demo.FromNow})
		m.sim.pass(10 * time.Minute)
	}},
	{"a cancel that is done late is counted though a second one was dropped", func(m *model) {
		m.booked("Diallo Fatoumata")
		m.meets("done after 20 s")
		m.undo()
		m.sim.pass(2 * time.Second)
		m.person(state.CancelAsked{ID: "1001"})
		m.undo()
	}},
	{"a cancel that is done late is counted once though a second one met it", func(m *model) {
		m.booked("Bah Mamadou")
		m.meets("done after 20 s")
		m.undo()
		m.sim.pass(2 * time.Second)
		m.book("Bah Mamadou 15h")
		m.sim.pass(20 * time.Second)
		m.cancelFirst()
	}},
	{"what was cancelled meanwhile is not cancelled first", func(m *model) {
		m.booked("Diallo Fatoumata")
		m.book("Diallo Fatoumata 15h")
		m.sim.pass(time.Second)
		m.undo()
		m.sim.pass(time.Second)
		m.meets("the request is lost")
		m.cancelFirst()
	}},
	{"a booking cancelled before it was known to stand is settled", func(m *model) {
		m.meets("the answer is lost")
		m.book("Sow Mariama")
		m.book("Sow Mariama 15h")
		m.sim.pass(200 * time.Millisecond)
		m.cancelFirst()
	}},
	{"a cancel that met the limit and then no connection may have been done", func(m *model) {
		m.booked("Diallo Fatoumata")
		m.meets("429 though done")
		m.undo()
		m.sim.pass(50 * time.Second)
		m.order(demo.Misfortune{Kind: demo.Cut, Seconds: 40, From: demo.FromNow})
		m.sim.pass(time.Minute)
	}},
	{"refusals by the limit in one moment lengthen the wait once", func(m *model) {
		m.order(demo.Misfortune{Kind: demo.ResetForm, Form: "none"})
		m.order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 30})
		m.slowly(len(names), 2*time.Second) // all are on their way when the first is refused
		for _, name := range names {
			m.book(name)
		}
		m.sim.pass(5 * time.Second)
		if left := m.desk.Quiet.Left(m.desk.Now); left > time.Minute {
			m.fatalf("%d bookings are refused, and the desk waits %v more", len(m.desk.Intents), left)
		}
	}},
	{"a wait is not wrong by what the clock was set", func(m *model) {
		m.setClock(-30 * time.Minute)
		m.order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 30})
		m.slowly(1, 100*time.Millisecond) // the answers from before are quicker, and would be trusted more
		m.book("Diallo Fatoumata")
		m.sim.pass(time.Minute)
		if m.desk.Quiet.On {
			m.fatalf("after a limit of 30 s the desk still waits: %+v", m.desk.Quiet)
		}
	}},
}

func TestFaultsOnceFound(t *testing.T) {
	for _, f := range found {
		t.Run(f.name, func(t *testing.T) {
			m := newModel(t)
			f.play(m)
			m.settle()
		})
	}
}

// booked books what a line says, and hears that it stands.
func (m *model) booked(line string) {
	m.book(line)
	m.sim.pass(time.Second)
	if len(m.desk.Intents) > 0 || m.desk.Booked == nil {
		m.fatalf("%q is not booked: %+v", line, m.desk.Intents)
	}
}

// slowly has the next requests take their time, there and back.
func (m *model) slowly(n int, each time.Duration) {
	for range n {
		m.fates = append(m.fates, way{there: each, back: each, jitter: 1})
	}
}

// meets has the next requests meet faults.
func (m *model) meets(names ...string) {
	for _, name := range names {
		w := way{there: 40 * time.Millisecond, back: 40 * time.Millisecond, jitter: 1}
		for _, f := range faults {
			if f.name == name {
				w.meet = f.meet
			}
		}
		if w.meet == nil {
			m.t.Fatal("no fault is called " + name)
		}
		m.fates = append(m.fates, w)
	}
}

// A move that cancels first is a cancel and then a booking. Its desk is killed after each
// tenth of a second of it, whatever one of its requests met: the next desk goes on with
// it, and at the end its patient has an appointment or is said to have none.
func TestAMoveIsResumedFromEveryStep(t *testing.T) {
	met := []string{""}
	for _, f := range faults {
		met = append(met, f.name)
	}
	moved, stride := 0, 1
	if yardstick.Raced {
		stride = 5
	}
	for _, fault := range met {
		for nth := range 3 {
			for step := 0; step < 14; step += stride {
				m := newFloor(t)
				m.booked("Diallo Fatoumata")
				m.book("Diallo Fatoumata 15h")
				m.sim.pass(time.Second)
				if m.desk.Duplicate == nil {
					t.Fatal("the second is no duplicate")
				}
				m.slowly(nth, 40*time.Millisecond)
				if fault != "" {
					m.meets(fault)
				}
				m.person(state.CancelFirst{})
				m.sim.pass(time.Second)
				m.person(state.Entered{Ref: m.ref()})
				m.sim.pass(time.Duration(step) * 100 * time.Millisecond)
				m.floor.kill(0, step%2 == 0)
				m.settle()
				for _, e := range m.sim.clinic.Ledger() {
					if e.Action == demo.Cancelled {
						moved++
						break
					}
				}
			}
		}
	}
	t.Logf("%d began to move", moved)
	if moved == 0 {
		t.Error("none")
	}
}
