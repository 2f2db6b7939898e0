package state

import (
	"slices"
	"strings"
	"time"
)

// A Draft is the booking being typed. It survives all but success or an
// explicit discard.
type Draft struct {
	Serial   int    // tells drafts of one desk apart
	Line     string // the express line as typed
	Fields   Fields // the same booking as separate fields; used when Split
	Split    bool
	Choice   int         // the candidate chosen; len(Reading.People) is the new person
	Pinned   Slot        // a slot chosen on a grid or list; zero At for none
	Moves    Appointment // the appointment that this one replaces; zero id for none
	Failure  Failure     // why the last try was refused; zero code for none
	Stage    Stage
	Plan     Plan
	Reading  Reading
	fixedAt  Instant // when the plan on screen was fixed
	wantedAt Instant // when Enter was pressed before the slot was known
}

// Fields are the parts of a booking when each is typed apart.
type Fields struct{ Name, Department, Worker, Day, Hour string }

// Stage is how far a draft or an intent has come.
type Stage int

// The stages. Up to Fixed it is a draft, from Sending on an intent.
const (
	Typing  Stage = iota
	Wanted        // Enter was pressed; the slot is being read
	Fixed         // person, place and slot are fixed and shown
	Sending       // the request is on its way
	Waits         // held until requests may be sent again
	Unknown       // sent, and no answer says what became of it
)

// A Plan is what a draft would book now.
type Plan struct {
	Name       string
	New        bool // nobody of this name was seen before
	Department ID
	Worker     ID
	Slot       Slot // zero At where none is known
	Missing    Missing
}

// Missing is what a draft lacks before it can be booked.
type Missing int

// What can be missing, in the order in which it is asked for.
const (
	Nothing Missing = iota
	MissingName
	MissingDepartment
	MissingWorker
	SlotsLoading // the slots of the department are not held yet
	NoFreeSlot
)

// seen is how long a sentence stands on screen before an Enter may act on it:
// the time of a few frames, so that nothing unpainted is ever sent.
const seen = 60 * time.Millisecond

// Chosen is the candidate that the draft books for.
func (d *Draft) Chosen() (Match, bool) {
	if d.Choice < len(d.Reading.People) {
		return d.Reading.People[d.Choice], true
	}
	return Match{}, false
}

// Candidates counts who can be chosen: the people read, and the new person.
func (d *Draft) Candidates() int {
	n := len(d.Reading.People)
	if d.Reading.Name != "" {
		n++
	}
	return n
}

// DraftOpened begins a booking, or goes on with the one that is open. Name,
// Slot and Moves are what is already known.
type DraftOpened struct {
	Slot  Slot
	Moves ID
	Line  string
}

func (e DraftOpened) apply(s *State) []Effect {
	fresh := e.Slot.At != 0 || e.Moves != "" || e.Line != ""
	if s.Draft != nil && fresh && s.Draft.Line != "" {
		s.Parked = append(s.Parked, *s.Draft)
		s.Draft = nil
	}
	if s.Draft == nil || fresh {
		s.serial++
		s.Draft = &Draft{Serial: s.serial, Line: e.Line, Pinned: e.Slot}
		if v, ok := s.Visit(e.Moves); ok {
			s.Draft.Moves = v
		}
	}
	s.replan()
	if s.Draft.Moves.ID != "" {
		return append(s.draftSlots(), s.fix()...)
	}
	return s.draftSlots()
}

// Typed is a change of the express line or of the fields.
type Typed struct {
	Line   string
	Split  bool
	Fields Fields
}

func (e Typed) apply(s *State) []Effect {
	if s.Draft == nil || s.Draft.Stage >= Sending {
		return nil
	}
	d := s.Draft
	if d.Line == e.Line && d.Split == e.Split && d.Fields == e.Fields {
		return nil
	}
	d.Line, d.Split, d.Fields = e.Line, e.Split, e.Fields
	d.Choice, d.Stage = 0, Typing
	s.replan()
	s.lookSoon()
	return nil
}

// CandidateChosen picks another of the people that the line may mean.
type CandidateChosen struct{ Index int }

func (e CandidateChosen) apply(s *State) []Effect {
	d := s.Draft
	if d == nil || d.Stage >= Sending || e.Index < 0 || e.Index >= d.Candidates() {
		return nil
	}
	d.Choice, d.Stage = e.Index, Typing
	s.replan()
	return s.draftSlots()
}

// Entered is Enter on a draft: the first fixes person, place and slot and has
// the sentence shown; the second, once that was on screen, sends. Ref becomes
// the booking's own reference.
type Entered struct{ Ref string }

func (e Entered) apply(s *State) []Effect {
	d := s.Draft
	if d == nil {
		return nil
	}
	switch d.Stage {
	case Wanted:
		return s.say(Notice{Key: "slot_still_read", Tone: Warning})
	case Fixed:
		if s.Now.Mono-d.fixedAt.Mono < seen {
			return s.say(Notice{Key: "enter_books", When: d.Plan.Slot.At})
		}
		return s.send(*d, e.Ref)
	}
	return s.fix()
}

// fix takes the first Enter: it fixes the plan, or remembers the wish while
// the slots are read.
func (s *State) fix() []Effect {
	d := s.Draft
	s.replan()
	switch p := d.Plan; p.Missing {
	case Nothing, SlotsLoading, NoFreeSlot:
		if load := s.draftSlots(); len(load) > 0 || s.slotsAsked(p.Department) {
			d.Stage, d.wantedAt = Wanted, s.Now
			return load
		}
		if p.Missing != Nothing {
			return s.say(Notice{Key: "no_free_slot", Tone: Warning, Where: s.DepartmentName(p.Department)})
		}
		d.Stage, d.fixedAt = Fixed, s.Now
		return nil
	case MissingDepartment:
		return s.say(Notice{Key: "missing_department", Tone: Warning})
	case MissingWorker:
		return s.say(Notice{Key: "missing_worker", Tone: Warning, Where: s.DepartmentName(p.Department)})
	}
	return s.say(Notice{Key: "missing_name", Tone: Warning})
}

// slotsArrived goes on with what waited for the slots of a department.
func (s *State) slotsArrived(department ID) []Effect {
	var out []Effect
	if d := s.Draft; d != nil && d.Stage < Sending {
		before, stage := d.Plan, d.Stage
		s.replan()
		switch {
		case stage == Wanted && d.Plan.Department == department:
			d.Stage = Typing
			out = append(out, s.fix()...)
		case stage == Fixed && d.Plan != before:
			d.Stage = Typing
			out = append(out, s.say(Notice{Key: "slot_gone", Tone: Warning, When: before.Slot.At})...)
		}
	}
	out = append(out, s.rankOffer(department)...)
	return append(out, s.purchaseChecked(department)...)
}

// replan works out again what the draft would book. A fixed plan stays while
// its slot is free.
func (s *State) replan() {
	d := s.Draft
	if d == nil {
		return
	}
	d.Reading = s.read1(d)
	d.Choice = min(d.Choice, max(0, d.Candidates()-1))
	d.Plan = s.plan(d)
}

// read1 reads a draft: its line, or its fields.
func (s *State) read1(d *Draft) Reading {
	c := Context{Now: s.Now.Wall, Lang: s.Lang, Departments: s.Departments, Selected: s.Selected, People: s.People}
	if d.Pinned.At != 0 {
		c.Selected = d.Pinned.Department
	}
	if d.Moves.ID != "" {
		c.Selected = d.Moves.Department
	}
	if d.Split {
		return readFields(d.Fields, c)
	}
	return Read(d.Line, c)
}

// readFields reads a booking typed into separate fields: each part by the
// grammar of its own field, so that a name is never taken for a day.
func readFields(f Fields, c Context) Reading {
	places := c
	places.People = nil // no word of these fields is a patient's
	r := Read(strings.Join([]string{f.Department, f.Worker, f.Day, f.Hour}, " "), places)
	r.People, r.Name = nil, ""
	if name := strings.TrimSpace(f.Name); name != "" {
		r.People = c.People.Find(name, c.Now, maxCandidates)
		r.Name = titled(name)
	}
	if !r.DepartmentSaid && len(r.People) > 0 && r.People[0].Person.LastDepartment != "" {
		r.Department = r.People[0].Person.LastDepartment
	}
	return r
}

// plan is what a draft would book with what is held.
func (s *State) plan(d *Draft) Plan {
	r := d.Reading
	p := Plan{Department: r.Department, Worker: r.Worker}
	switch m, ok := d.Chosen(); {
	case d.Moves.ID != "":
		p.Name, p.Worker = d.Moves.Name, cmpOr(r.Worker, d.Moves.Worker)
		if !r.DepartmentSaid {
			p.Department = d.Moves.Department
		}
	case ok:
		p.Name = m.Person.Name
		if !r.DepartmentSaid && m.Person.LastDepartment != "" {
			p.Department = m.Person.LastDepartment
		}
	default:
		p.Name, p.New = r.Name, true
	}
	pinned := d.Pinned.At != 0 && !r.DaySaid && !r.HourSaid && !r.DepartmentSaid && r.From == r.To
	if pinned {
		p.Department, p.Worker = d.Pinned.Department, cmpOr(d.Pinned.Worker, p.Worker)
	}
	dep, known := s.Department(p.Department)
	switch {
	case p.Name == "":
		p.Missing = MissingName
	case !known:
		p.Missing = MissingDepartment
	case dep.NeedsWorker && p.Worker == "":
		p.Missing = MissingWorker
	}
	if !known {
		return p
	}
	p.Department = dep.ID
	found := false
	if pinned {
		p.Slot, found = d.Pinned, s.stillFree(d.Pinned)
	}
	if !found {
		p.Slot, found = s.choose(d, p, dep)
	}
	if !found {
		p.Slot = Slot{}
		if p.Missing == Nothing {
			p.Missing = NoFreeSlot
			if _, held := s.SlotsReadAt(dep.ID, s.wantedDay(d)); !held {
				p.Missing = SlotsLoading
			}
		}
	}
	return p
}

// choose picks the slot that a reading would take, never the very time that is
// being moved away from.
func (s *State) choose(d *Draft, p Plan, dep Department) (Slot, bool) {
	free, _ := s.SlotsOf(dep.ID, s.Now.Wall.Day(), max(s.Now.Wall.Day()+ahead, s.wantedDay(d)+ahead))
	if d.Moves.ID != "" {
		free = slices.DeleteFunc(free, func(sl Slot) bool { return sl.At == d.Moves.At && dep.ID == d.Moves.Department })
	}
	r := d.Reading
	r.Worker = p.Worker
	return Choose(r, dep, free, s.Now.Wall)
}

// stillFree says whether a slot is free by what is held.
func (s *State) stillFree(want Slot) bool {
	held, whole := s.SlotsOf(want.Department, want.At.Day(), want.At.Day())
	for _, sl := range held {
		if sl.At == want.At && sl.Worker == want.Worker {
			return sl.Free
		}
	}
	return !whole
}

// wantedDay is the day that a draft asks for: the day said, the pinned one, or
// today.
func (s *State) wantedDay(d *Draft) Day {
	switch {
	case d.Reading.DaySaid:
		return d.Reading.Day
	case d.Pinned.At != 0:
		return d.Pinned.At.Day()
	}
	return s.Now.Wall.Day()
}

// draftSlots asks for the slots that the draft needs and that are not held or
// too old to book from: the wanted week, and the next ones while none is free.
func (s *State) draftSlots() []Effect {
	d := s.Draft
	if d == nil || d.Stage >= Sending || d.Plan.Department == "" {
		return nil
	}
	day := s.wantedDay(d)
	if d.Plan.Slot.At != 0 {
		day = d.Plan.Slot.At.Day()
		return s.needSlots(d.Plan.Department, day, freshBooking)
	}
	for w := day.Monday(); w <= day.Monday()+ahead; w += 7 {
		if load := s.needSlots(d.Plan.Department, w, freshBooking); len(load) > 0 {
			return load
		}
	}
	return nil
}

// slotsAsked says whether slots of a department are on their way.
func (s *State) slotsAsked(department ID) bool {
	for e := range s.asked {
		if l, ok := e.(LoadSlots); ok && l.Department == department {
			return true
		}
	}
	return false
}

// DraftParked puts the draft aside; with none open it takes the last one up.
type DraftParked struct{}

func (DraftParked) apply(s *State) []Effect {
	if d := s.Draft; d != nil && (d.Line != "" || d.Moves.ID != "" || d.Split) {
		s.Parked = append(s.Parked, *d)
		s.Draft = nil
		return s.say(Notice{Key: "parked", N: len(s.Parked)})
	}
	if len(s.Parked) == 0 {
		return s.say(Notice{Key: "nothing_parked"})
	}
	s.unpark(len(s.Parked) - 1)
	return s.draftSlots()
}

// DraftTaken takes one of the parked drafts up.
type DraftTaken struct{ Serial int }

func (e DraftTaken) apply(s *State) []Effect {
	for i := range s.Parked {
		if s.Parked[i].Serial == e.Serial {
			if s.Draft != nil && s.Draft.Line != "" {
				s.Parked = append(s.Parked, *s.Draft)
			}
			s.unpark(i)
			return s.draftSlots()
		}
	}
	return nil
}

func (s *State) unpark(i int) {
	d := s.Parked[i]
	s.Parked = slices.Delete(s.Parked, i, i+1)
	d.Stage = Typing
	s.Draft = &d
	s.replan()
}

// DraftDropped discards the draft: a person asked for it.
type DraftDropped struct{}

func (DraftDropped) apply(s *State) []Effect {
	s.Draft, s.Offer, s.Buy, s.Clash = nil, nil, nil, nil
	return nil
}

// Unfixed goes back from the fixed sentence to typing.
type Unfixed struct{}

func (Unfixed) apply(s *State) []Effect {
	if s.Draft != nil && s.Draft.Stage <= Fixed {
		s.Draft.Stage = Typing
	}
	return nil
}

// restore gives a draft back after its booking was refused or taken back. It
// never pushes away another draft that is being typed: then it is parked.
func (s *State) restore(d Draft) (front bool) {
	d.Stage = Typing
	if s.Draft != nil && (s.Draft.Line != "" || s.Draft.Split) {
		s.Parked = append(s.Parked, d)
		return false
	}
	s.Draft = &d
	s.replan()
	return true
}

func cmpOr(a, b ID) ID {
	if a != "" {
		return a
	}
	return b
}

// ParkedDropped discards a parked draft: a person asked for it.
type ParkedDropped struct{ Serial int }

func (e ParkedDropped) apply(s *State) []Effect {
	s.Parked = slices.DeleteFunc(s.Parked, func(d Draft) bool { return d.Serial == e.Serial })
	return nil
}
