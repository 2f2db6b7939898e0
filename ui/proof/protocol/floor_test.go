package protocol

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"creneau/api/store"
	storedesk "creneau/api/store/desk"
	"creneau/api/store/ledger"
	"creneau/api/store/storetest"
	"creneau/state"
)

// A floor is two desks of one store, of which each may be killed and opened anew, or be
// stopped and go on. A person sits at one at a time.
type floor struct {
	m       *model
	store   *storetest.Memory
	fronts  [2]*front
	sits    int                 // at which
	orphans []orphan            // what desks owed that were killed or let go of it
	late    map[string]lateness // of bookings
}

// A lateness is whether a booking left too long after it was recorded, and once more.
type lateness int

const (
	inTime lateness = iota
	wasLate
	leftAnew
)

// An orphan is a booking that was confirmed at a desk which has it no more.
type orphan struct {
	refs []string // of its booking
	name string
}

// A sitting tells a model at which desk something happens.
type sitting struct {
	m *model
	f *front
}

func (s sitting) at(do func()) {
	was := s.m.front
	s.m.front = s.f
	do()
	s.m.front = was
}

func (s sitting) way(e state.Effect) (w way) {
	s.m.floor.leave(e)
	s.at(func() { w = s.m.way(e) })
	return w
}

func (s sitting) arrives(e state.Effect, answer state.Event) { s.at(func() { s.m.arrives(e, answer) }) }

func (s sitting) applied(e state.Event, out []state.Effect) { s.at(func() { s.m.applied(e, out) }) }

func (s sitting) recorded() { s.m.floor.tell(s.f.desk) }

func (s sitting) held(e state.Effect, err error) { s.m.floor.held(e, err) }

func (m *model) recorded()                {}
func (m *model) held(state.Effect, error) {}

// newFloor opens both desks over an empty store.
func newFloor(t rapid.TB) *model {
	m := emptyModel(t)
	m.floor = &floor{m: m, store: storetest.NewMemory(m.sim.time), late: map[string]lateness{}}
	m.about = true // what another desk counted and did not live to tell, nobody counts
	for i := range m.floor.fronts {
		m.floor.opens(i)
	}
	m.front = m.floor.fronts[0]
	return m
}

// opens opens a desk over the store.
func (f *floor) opens(i int) {
	fr := newFront()
	f.fronts[i] = fr
	d, err := newDesk(f.m.sim, sitting{f.m, fr}, state.Options{Lexicon: english})
	if err != nil {
		f.m.t.Fatal(err)
	}
	fr.desk = d
	seat := storedesk.Seat{Clock: storedesk.Clock{Now: f.m.sim.time, Mono: func() time.Duration { return d.instant().Mono }}}
	kept, open, err := ledger.Open(context.Background(), f.store, seat, time.UTC)
	if err != nil {
		f.m.t.Fatal(err)
	}
	d.kept = kept
	d.do(open)
	d.do(state.FocusChanged{Blurred: true})
	d.do(state.Started{})
	f.adopts(d)
	if f.m.desk == nil {
		f.m.front = fr
	}
}

// looksAfter is how often a desk looks what others have left.
const looksAfter = 20 * time.Second

// adopts has a desk renew its claim and take over what others left, again and again.
func (f *floor) adopts(d *desk) {
	f.m.sim.atDesk(d, looksAfter, func() {
		switch err := d.kept.Renew(context.Background()); {
		case errors.Is(err, store.ErrLost):
			d.do(state.ClaimLost{})
		case err == nil:
			left, err := d.kept.Adopt(context.Background())
			if err != nil {
				f.m.t.Fatal(err)
			}
			if len(left.Pictures) > 0 {
				d.do(left)
			}
		}
		f.adopts(d)
	})
}

// tell has the other desks hear within a second what one has recorded.
func (f *floor) tell(by *desk) {
	done, end := context.WithCancel(context.Background())
	end()
	for _, fr := range f.fronts {
		if fr == nil || fr.desk == by || fr.desk == nil {
			continue
		}
		f.m.sim.atDesk(fr.desk, 300*time.Millisecond, func() {
			if news, err := fr.desk.kept.Follow(done); err == nil {
				fr.desk.do(news)
			}
		})
	}
}

// held notes what was kept from leaving: what was late may leave once more.
func (f *floor) held(e state.Effect, err error) {
	p, ok := e.(state.Post)
	if !ok {
		return
	}
	f.m.note("%s is kept from leaving: %v", p.Ref, err)
	if errors.Is(err, storedesk.ErrStale) && f.late[p.Ref] == inTime {
		f.late[p.Ref] = wasLate
		f.m.decided[p.Ref]++
	}
}

// leave notes that a booking leaves: for the first time, or anew.
func (f *floor) leave(e state.Effect) {
	if p, ok := e.(state.Post); ok {
		f.late[p.Ref] = map[lateness]lateness{wasLate: leftAnew}[f.late[p.Ref]]
	}
}

// where says at which desk something happens.
func (f *floor) where() string {
	if f == nil {
		return ""
	}
	return fmt.Sprintf("desk %d: ", slices.Index(f.fronts[:], f.m.front))
}

// actions are what may happen beside what may at one desk.
func (f *floor) actions(all map[string]func(*rapid.T)) {
	all["sit at the other desk"] = func(*rapid.T) {
		f.sits = 1 - f.sits
		f.m.front = f.fronts[f.sits]
		f.m.note("a person sits at desk %d", f.sits)
	}
	all["kill"] = func(t *rapid.T) {
		f.kill(rapid.IntRange(0, 1).Draw(t, "desk"), rapid.Bool().Draw(t, "known to be gone"))
	}
	all["stop"] = func(t *rapid.T) {
		i := rapid.IntRange(0, 1).Draw(t, "desk")
		f.fronts[i].desk.stopped = true
		f.m.note("desk %d is stopped", i)
	}
	all["go on"] = func(*rapid.T) { f.wakes() }
	all["stop a while"] = func(t *rapid.T) {
		f.fronts[f.sits].desk.stopped = true
		f.m.note("desk %d is stopped", f.sits)
		f.m.sim.pass(time.Duration(rapid.SampledFrom([]int{1, 9, 11, 60, 115, 125, 300}).Draw(t, "s")) * time.Second)
		f.wakes()
	}
	for _, name := range []string{"book", "enter again", "pick", "decide", "pay", "stop paying", "cancel first", "move", "park", "undo", "take back", "new key"} {
		do := all[name]
		all[name] = func(t *rapid.T) {
			if !f.m.desk.stopped { // nobody can do anything there
				do(t)
			}
		}
	}
}

// wakes has the desks go on that are stopped.
func (f *floor) wakes() {
	if f == nil {
		return
	}
	for i, fr := range f.fronts {
		if fr.desk.stopped {
			fr.desk.stopped = false
			f.m.note("desk %d goes on", i)
		}
	}
	f.m.sim.pass(0)
}

// kill ends a desk at once, and opens another in its place. That its process is gone
// the store may be told, or its claim has to end.
func (f *floor) kill(i int, known bool) {
	fr := f.fronts[i]
	f.m.note("desk %d is killed, known to be gone %v", i, known)
	f.m.sim.killed(fr.desk)
	for serial := range fr.owed {
		f.leaves(fr, serial)
	}
	for _, in := range fr.desk.Intents {
		f.m.decided[in.Ref] = 0
	}
	if known {
		if err := fr.desk.kept.Close(context.Background()); err != nil {
			f.m.t.Fatal(err)
		}
	}
	sits := f.m.front == fr
	f.opens(i)
	if sits {
		f.m.front = f.fronts[i]
	}
}

// leaves notes that a desk has something no more which it owed.
func (f *floor) leaves(fr *front, serial int) {
	o := orphan{name: fr.names[serial]}
	for ref, of := range fr.serial {
		if of == serial {
			o.refs = append(o.refs, ref)
		}
	}
	f.orphans = append(f.orphans, o)
}

// handedOver notes what the desk in front has taken over, and what it has let go of
// because another has.
func (f *floor) handedOver(e state.Event) {
	if f == nil {
		return
	}
	fr := f.m.front
	if takenOver(e) {
		for serial := range fr.owed {
			if !f.m.holds(serial) {
				f.leaves(fr, serial)
				delete(fr.owed, serial)
			}
		}
	}
	if fr.desk == nil {
		return
	}
	f.orphans = slices.DeleteFunc(f.orphans, func(o orphan) bool { return f.found(o) })
}

// takenOver says whether an event tells that another desk has what this one had.
func takenOver(e state.Event) bool {
	switch e := e.(type) {
	case state.Answered:
		return takenOver(e.Event)
	case state.Failed:
		return e.Failure.Code == state.HandedOver
	case state.NotRecorded:
		return e.TakenOver
	case state.ClaimLost:
		return true
	default:
		return false
	}
}

// found says whether a desk has what another had, and has it owe that. What a booking
// or draft of its patient settles is settled.
func (f *floor) found(o orphan) bool {
	for _, fr := range f.fronts {
		if fr == nil || fr.desk == nil {
			continue
		}
		for _, in := range fr.desk.Intents {
			if slices.Contains(o.refs, in.Ref) {
				fr.owed[in.Draft.Serial] = true
				fr.serial[in.Ref] = in.Draft.Serial
				return true
			}
		}
		drafts := append(slices.Clone(fr.desk.Parked), fr.desk.Unfinished()...)
		if d := fr.desk.Draft; d != nil { // in front, where nothing else was when it was refused
			drafts = append(drafts, *d)
		}
		for _, d := range drafts {
			if isFor(d, o.name) {
				fr.owed[d.Serial], fr.names[d.Serial] = true, o.name
				return true
			}
		}
	}
	return false
}

// settled wants nothing to be lost that was confirmed, and leaves the desk in front that
// has something open.
func (f *floor) settled() {
	if f == nil {
		return
	}
	for i, fr := range f.fronts {
		f.m.front = fr
		f.m.person(state.KeyGiven{})
		for minute := 0; minute < 3 || minute < 20 && len(fr.desk.Intents) > 0; minute++ {
			f.m.decideOne(true)
			f.m.sim.pass(time.Minute)
		}
		f.m.note("desk %d has settled", i)
	}
	for _, o := range f.orphans {
		if !f.booked(o) {
			f.m.fatalf("%+v was confirmed at a desk that is gone, and no desk has it", o)
		}
	}
	for _, fr := range f.fronts {
		if len(fr.desk.Intents) > 0 {
			f.m.front = fr
		}
	}
}

// booked says whether the clinic has, or had, what a desk owed.
func (f *floor) booked(o orphan) bool {
	if f == nil {
		return false
	}
	for _, e := range f.m.sim.clinic.Ledger() {
		if slices.Contains(o.refs, e.External) || e.Name == o.name {
			return true
		}
	}
	return false
}

var _ store.Store = (*storetest.Memory)(nil)
