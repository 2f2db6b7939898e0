package state

import (
	"slices"
	"strconv"
	"time"

	"creneau/state/clinic"
)

// A Plan is what a draft would book now.
type Plan struct {
	Name       string
	New        bool // nobody of this name was seen before
	Department clinic.ID
	Worker     clinic.ID
	Slot       clinic.Slot // zero At where none is known
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

// replan works out again what the draft would book. A fixed plan stays while
// its slot is free.
func (s *State) replan() {
	d := s.Draft
	if d == nil || d.Stage == Fixed && s.stillFree(d.Plan.Slot) {
		return
	}
	if d.Stage == Fixed {
		d.Stage = Typing
	}
	r := s.readDraft(d)
	d.meant(&r)
	d.Choice, d.Reading = d.choiceIn(&r), r
	d.Choice = min(d.Choice, max(0, d.Candidates()-1))
	d.Plan = s.plan(d)
}

// meant puts who was meant when the draft was begun before others who fit.
func (d *Draft) meant(r *clinic.Reading) {
	who := d.Person
	if d.With.Person != (clinic.Who{}) {
		who = d.With.Person
	}
	i := slices.IndexFunc(r.People, func(m clinic.Match) bool { return who != (clinic.Who{}) && m.Person.Who().Is(who) })
	if i > 0 {
		m := r.People[i]
		r.People = slices.Insert(slices.Delete(r.People, i, i+1), 0, m)
	}
}

// choiceIn is the candidate's number in a new reading. The first is whoever fits
// best, but who was chosen by hand stays chosen: with every week that is read
// more people are known, and their order changes.
func (d *Draft) choiceIn(r *clinic.Reading) int {
	was, known := d.Chosen()
	switch {
	case d.Choice == 0:
		return 0
	case !known:
		return len(r.People) // the new person
	}
	i := slices.IndexFunc(r.People, func(m clinic.Match) bool { return m.Person.Key == was.Person.Key })
	if last := len(r.People) - 1; i < 0 && last >= 0 {
		r.People[last], i = was, last
	}
	return max(i, 0)
}

// readDraft reads a draft: its line, or its fields.
func (s *State) readDraft(d *Draft) clinic.Reading {
	c := clinic.Context{Now: s.Now.Wall, Lexicon: s.Lexicon, Departments: s.Departments, Selected: s.Selected, People: s.People, Folded: s.folded}
	if d.Pinned.At != 0 {
		c.Selected = d.Pinned.Department
	}
	if d.Moves.ID != "" {
		c.Selected = d.Moves.Department
	}
	if d.Split {
		return clinic.ReadFields(d.Fields, c)
	}
	if dep, ok := s.Department(d.With.Department); ok {
		c.Staff, c.StaffFrom = dep.Workers, len(d.With.Line)
	}
	return clinic.Read(d.Line, c)
}

// whomAndWhere is the person, the department and the worker of a draft, and whether
// its slot was chosen by hand and nothing that was typed asks for another.
func (s *State) whomAndWhere(d *Draft) (p Plan, pinned bool) {
	r := d.Reading
	p = Plan{Department: r.Department, Worker: r.Worker}
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
	pinned = d.Pinned.At != 0 && !r.DaySaid && !r.HourSaid && !r.DepartmentSaid && r.From == r.To
	if pinned {
		p.Department, p.Worker = d.Pinned.Department, cmpOr(d.Pinned.Worker, p.Worker)
	}
	return p, pinned
}

// plan is what a draft would book with what is held.
func (s *State) plan(d *Draft) Plan {
	p, pinned := s.whomAndWhere(d)
	dep, known := s.Department(p.Department)
	if known && p.Worker == "" {
		p.Worker = d.With.workerOf(dep)
	}
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
		p.Slot = clinic.Slot{}
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
func (s *State) choose(d *Draft, p Plan, dep clinic.Department) (clinic.Slot, bool) {
	free, _ := s.SlotsOf(dep.ID, s.Now.Wall.Day(), max(s.Now.Wall.Day()+ahead, s.wantedDay(d)+ahead))
	if d.Moves.ID != "" && !d.Gone {
		free = slices.DeleteFunc(free, func(sl clinic.Slot) bool { return sl.At == d.Moves.At && dep.ID.Same(d.Moves.Department) })
	}
	r := d.Reading
	r.Worker = p.Worker
	return clinic.Choose(r, dep, free, s.Now.Wall)
}

// stillFree says whether a slot is free by what is held.
func (a *Agenda) stillFree(want clinic.Slot) bool {
	held, whole := a.SlotsOf(want.Department, want.At.Day(), want.At.Day())
	for _, sl := range held {
		if sl.At == want.At && sl.Worker == want.Worker {
			return sl.Free
		}
	}
	return !whole
}

// wantedDay is the day that a draft asks for: the day said, the pinned one, or
// today.
func (s *State) wantedDay(d *Draft) clinic.Day {
	switch {
	case d.Reading.DaySaid:
		return d.Reading.Day
	case d.Pinned.At != 0:
		return d.Pinned.At.Day()
	}
	return s.Now.Wall.Day()
}

// draftSlots asks for the slots that the draft needs and that are not held or
// older than a limit: the wanted week, and the next ones while none is free.
func (s *State) draftSlots(limit time.Duration) []Effect {
	d := s.Draft
	if d == nil || d.Plan.Department == "" {
		return nil
	}
	day := s.wantedDay(d)
	if d.Plan.Slot.At != 0 {
		day = d.Plan.Slot.At.Day()
		return s.bookingSlots(d.Plan.Department, day, limit)
	}
	for w := day.Monday(); w <= day.Monday()+ahead; w += 7 {
		if load := s.bookingSlots(d.Plan.Department, w, limit); len(load) > 0 {
			return load
		}
	}
	return nil
}

// planAsked says whether slots that decide a draft's plan are on their way: those
// from the day it asks for to the slot that it would take.
func (s *State) planAsked(d *Draft) bool {
	from := s.wantedDay(d).Monday()
	to := from + ahead
	if d.Plan.Slot.At != 0 {
		to = d.Plan.Slot.At.Day()
	}
	return s.slotsAsked(s.Now, d.Plan.Department, from, to)
}

// slotsAsked says whether slots of a department between two days, both
// included, are on their way.
func (r *Reading) slotsAsked(now clinic.Instant, department clinic.ID, from, to clinic.Day) bool {
	for e, at := range r.asked {
		l, ok := e.(LoadSlots)
		if ok && l.Department == department && l.From <= to && from <= l.To && now.Mono-at.Mono < askedForgotten {
			return true
		}
	}
	return false
}

// slotsHeld says whether slots of a department wait until they may be asked for.
func (g *Gate) slotsHeld(department clinic.ID) bool {
	return slices.ContainsFunc(g.Held, func(e Effect) bool {
		l, ok := e.(LoadSlots)
		return ok && l.Department == department
	})
}

func cmpOr(a, b clinic.ID) clinic.ID {
	if a != "" {
		return a
	}
	return b
}

// splitForField opens a refused draft as separate fields, so that the one that
// the API named can be put right.
func (s *State) splitForField() {
	if d := s.Draft; d != nil && !d.Split {
		d.Fields, d.Split = s.FieldsOf(d), true
		s.replan()
	}
}

// FieldsOf writes what a draft's line was read as into fields.
func (a *Agenda) FieldsOf(d *Draft) clinic.Fields {
	f := clinic.Fields{Name: d.Plan.Name}
	if f.Name == "" {
		f.Name = d.Reading.Name
	}
	if dep, ok := a.Department(d.Plan.Department); ok {
		f.Department = dep.Name
		for _, w := range dep.Workers {
			if w.ID.Same(d.Plan.Worker) {
				f.Worker = w.Name
			}
		}
	}
	if at := d.Plan.Slot.At; at != 0 {
		t := at.Time()
		f.Day = strconv.Itoa(t.Day()) + "/" + strconv.Itoa(int(t.Month()))
		f.Hour = at.Clock()
	}
	return f
}
