package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
)

// A Plan is what a draft would book now.
type Plan struct {
	Name       string
	New        bool // nobody of this name was seen before
	Department clinic.ID
	Worker     clinic.ID
	Slot       clinic.Slot  // zero At where none is known
	Unmet      clinic.Unmet // why the slot is not what was asked
	Asked      clinic.Day   // the day that was asked for, where it is not met
	Lost       clinic.Wall  // the slot that was painted before, and was taken; 0 for none
	Already    clinic.Wall  // another appointment of the same person, there and that day; 0 for none known
	Missing    Missing
}

// Missing is what a draft lacks before it can be booked.
type Missing int

// What can be missing, in the order in which it is asked for.
const (
	Nothing Missing = iota
	MissingName
	PeopleUnread // nobody fits yet, and not all days gone by are read
	MissingDepartment
	MissingWorker
	DayPast
	SlotsLoading // the slots of the department are not held yet
	NoFreeSlot
)

// replan works out again what the draft would book. What was painted of the same
// line stays: who, where, and the slot while it is free. A fixed plan stays so
// whole.
func (s *State) replan() {
	d := s.Draft
	if d == nil || d.Stage == Fixed && s.stillFree(d.Plan.Slot) {
		return
	}
	if d.Stage == Fixed {
		d.Stage = Typing
	}
	was := d.Plan
	d.Reading = s.readDraft(d)
	d.Row = s.rowOf(d)
	d.Plan, d.Better = s.plan(d), clinic.Slot{}
	s.keepPainted(d, was)
	d.Plan.Already = s.already(d)
	d.Asks = d.Asks && d.undecided()
}

// rowOf is how a draft takes its line: as was chosen by hand, else as it was taken
// before, else as the reading offers. With every week that is read more people are
// known, and their order changes: the row stays, even where others fit better now.
func (s *State) rowOf(d *Draft) clinic.Row {
	r := &d.Reading
	key := d.Choice
	if key == "" {
		key = d.Row.Key
	}
	switch {
	case len(r.Rows) == 0, key == "" && s.maybeUnread(r):
		return clinic.Row{}
	case key == "":
		return r.Rows[0]
	}
	i := slices.IndexFunc(r.Rows, func(w clinic.Row) bool { return w.Key == key })
	switch {
	case i >= 0:
		return r.Rows[i]
	case d.Row.Key == key: // more fit now than are listed
		said := r.Said
		if !said.DepartmentSaid {
			said.Department = d.Row.Said.Department
		}
		if d.Row.Match.Person != nil && d.Row.Match.Person.Key == key {
			d.Row.Said = said
		}
		r.Rows = slices.Insert(r.Rows, 0, d.Row)
		return d.Row
	}
	return r.Rows[0]
}

// BetterKey is the key of the row that takes what became free since; "" for none.
func (d *Draft) BetterKey() string {
	if d.Better.At == 0 {
		return ""
	}
	return betterSlot + d.Better.At.String()
}

// maybeUnread says whether somebody whom the line fits may be known once the days
// gone by are read: until then nobody is new by himself.
func (s *State) maybeUnread(r *clinic.Reading) bool {
	_, whole := s.SeenFrom()
	return r.Count == 0 && !whole
}

// keepPainted keeps the place and the slot that were painted, while they can be
// booked; what is better now is one row more, what is gone is told.
func (s *State) keepPainted(d *Draft, was Plan) {
	if was.Slot.At == 0 || d.Plan.Missing == DayPast {
		return
	}
	if !s.stillFree(was.Slot) || was.Slot.At <= s.Now.Wall {
		d.Plan.Lost = was.Slot.At
		return
	}
	found := d.Plan.Slot
	if found != was.Slot && found.At != 0 && found.Department.Same(was.Department) {
		d.Better = found
		row := d.Row
		row.Key = betterSlot + found.At.String()
		if n := len(d.Reading.Rows); n > 0 {
			d.Reading.Rows = slices.Insert(d.Reading.Rows, n-1, row)
		}
	}
	d.Plan.Department, d.Plan.Worker, d.Plan.Slot = was.Department, was.Worker, was.Slot
	d.Plan.Unmet, d.Plan.Asked, d.Plan.Lost = was.Unmet, was.Asked, was.Lost
	if d.Plan.Missing > MissingWorker {
		d.Plan.Missing = Nothing
	}
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
	if d.Moves.ID != "" {
		c.People, c.WhoIsKnown = nil, true
	}
	var r clinic.Reading
	if d.Split {
		dep, _ := s.Department(d.Reading.Department) // as it was read before
		c.StaffByID = dep.NeedsWorker && len(dep.Workers) == 0
		r = clinic.ReadFields(d.Fields, c)
	} else {
		if dep, ok := s.Department(d.With.Department); ok {
			c.Staff, c.StaffFrom, c.StaffByID = s.StaffOf(dep), len(d.With.Line), len(dep.Workers) == 0
		}
		r = clinic.Read(d.Line, c)
	}
	if d.Moves.ID != "" {
		if r.Name != "" && !clinic.BeginsName(r.Name, d.Moves.Name) {
			r.Unknown = append(r.Unknown, r.Name)
		}
		r.Rows, r.Asks = nil, false
	}
	d.meant(&r)
	return r
}

// whomAndWhere is the person, the department and the worker of a draft, and whether
// its slot was chosen by hand and nothing that was typed asks for another.
func (s *State) whomAndWhere(d *Draft) (p Plan, pinned bool) {
	r := d.Said()
	p = Plan{Department: r.Department, Worker: r.Worker, Name: d.Row.Name, New: d.Row.Key != "" && d.Row.New()}
	if d.Moves.ID != "" {
		p.Name, p.Worker, p.New = d.Moves.Name, cmpOr(r.Worker, d.Moves.Worker), false
		if !r.DepartmentSaid {
			p.Department = d.Moves.Department
		}
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
		p.Worker = d.With.workerOf(dep, s.StaffOf(dep))
	}
	switch {
	case p.Name == "" && s.maybeUnread(&d.Reading) && d.Reading.Name != "":
		p.Missing = PeopleUnread
	case p.Name == "":
		p.Missing = MissingName
	case !known:
		p.Missing = MissingDepartment
	case dep.NeedsWorker && p.Worker == "":
		p.Missing = MissingWorker
	}
	if known {
		p.Department = dep.ID
		s.planSlot(d, &p, dep, pinned)
	}
	return p
}

// planSlot finds the slot of a plan: the pinned one while it is free, else what the
// reading takes.
func (s *State) planSlot(d *Draft, p *Plan, dep clinic.Department, pinned bool) {
	missing, found := NoFreeSlot, false
	switch {
	case d.Said().Past(s.Now.Wall.Day()):
		p.Unmet, p.Asked, missing = clinic.PastDay, d.Said().Day, DayPast
	case pinned && s.stillFree(d.Pinned):
		p.Slot, found = d.Pinned, true
	default:
		var o clinic.Offer
		if o, found = s.choose(d, *p, dep); found {
			p.Slot, p.Unmet, p.Asked = o.Slot, o.Unmet, o.Asked
		}
		if pinned {
			p.Lost = d.Pinned.At
		}
		if _, held := s.SlotsReadAt(dep.ID, s.wantedDay(d)); !held {
			missing = SlotsLoading
		}
	}
	if !found && p.Missing == Nothing {
		p.Missing = missing
	}
}

// choose picks the slot that a reading would take, never the very time that is
// being moved away from: of the weeks held, up to the first that is not, since
// nothing is known of what lies behind it.
func (s *State) choose(d *Draft, p Plan, dep clinic.Department) (clinic.Offer, bool) {
	today, wanted := s.Now.Wall.Day(), s.wantedDay(d)
	from := today
	if d.Said().DaySaid {
		from = max(today, wanted)
	}
	last := from.Monday() - 1
	for monday := from.Monday(); monday <= wanted+ahead; monday += 7 {
		if _, held := s.SlotsReadAt(dep.ID, monday); !held {
			break
		}
		last = min(monday+6, wanted+ahead)
	}
	free, _ := s.SlotsOf(dep.ID, min(from, last), last)
	if d.Moves.ID != "" && !d.Gone {
		free = slices.DeleteFunc(free, func(sl clinic.Slot) bool { return sl.At == d.Moves.At && dep.ID.Same(d.Moves.Department) })
	}
	r := clinic.Reading{Said: d.Said()}
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
	case d.Said().DaySaid:
		return d.Said().Day
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
