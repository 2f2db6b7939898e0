package state

import (
	"cmp"
	"slices"
)

// Agenda is what is held of the clinic: departments, slots, appointments, and
// when each was read.
type Agenda struct {
	Departments []Department
	Selected    ID  // the department looked at
	Shown       Day // the day looked at
	Rev         int // grows with every change of what is held

	visits map[string]Appointment // by the text of the id: its form may differ from answer to answer
	byDay  map[Day][]string
	weeks  map[week]heldWeek
	read   map[Day]Instant  // when the appointments of a day were last read
	weekAt map[Day]Instant  // the same of whole weeks, by their Monday
	taken  map[Slot]Instant // slots seen taken by us, newer than any reading
	depsAt Instant
	depsOK bool
}

// A week is seven days of one department's slots, from a Monday on.
type week struct {
	department ID
	monday     Day
}

type heldWeek struct {
	slots  []Slot // in order of time
	readAt Instant
}

func newAgenda() Agenda {
	return Agenda{
		visits: map[string]Appointment{},
		byDay:  map[Day][]string{},
		weeks:  map[week]heldWeek{},
		read:   map[Day]Instant{},
		weekAt: map[Day]Instant{},
		taken:  map[Slot]Instant{},
	}
}

// Department finds a department by its id, in whatever form the id came.
func (a *Agenda) Department(id ID) (Department, bool) {
	for i := range a.Departments {
		if a.Departments[i].ID.Same(id) {
			return a.Departments[i], true
		}
	}
	return Department{}, false
}

// DepartmentName is the name of a department, or its id where it is not held.
func (a *Agenda) DepartmentName(id ID) string {
	if d, ok := a.Department(id); ok {
		return d.Name
	}
	return id.Text()
}

// Loaded says whether the departments have been read.
func (a *Agenda) Loaded() bool { return a.depsOK }

// Visit finds an appointment that is held.
func (a *Agenda) Visit(id ID) (Appointment, bool) {
	v, ok := a.visits[id.Text()]
	return v, ok
}

// VisitsOn lists the appointments of a day, of one department or of all (zero
// id), in order of time.
func (a *Agenda) VisitsOn(day Day, department ID) []Appointment {
	var out []Appointment
	for _, id := range a.byDay[day] {
		if v := a.visits[id]; department == "" || v.Department == department {
			out = append(out, v)
		}
	}
	return out
}

// VisitsOf lists the appointments held of a person by folded name, in order
// of time.
func (a *Agenda) VisitsOf(name string) []Appointment {
	want := nameKey(name)
	var out []Appointment
	for _, v := range a.visits {
		if nameKey(v.Name) == want {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, byTime)
	return out
}

// SlotsOf lists what is held of a department's slots between two days, both
// included, and whether every week of them is held.
func (a *Agenda) SlotsOf(department ID, from, to Day) (slots []Slot, whole bool) {
	whole = true
	for monday := from.Monday(); monday <= to; monday += 7 {
		w, ok := a.weeks[week{department, monday}]
		whole = whole && ok
		for _, sl := range w.slots {
			if d := sl.At.Day(); d < from || d > to {
				continue
			}
			if _, gone := a.taken[Slot{Department: sl.Department, Worker: sl.Worker, At: sl.At}]; gone {
				sl.Free = false
			}
			slots = append(slots, sl)
		}
	}
	return slots, whole
}

// SlotsReadAt is when a department's slots of a day were read.
func (a *Agenda) SlotsReadAt(department ID, day Day) (Instant, bool) {
	w, ok := a.weeks[week{department, day.Monday()}]
	return w.readAt, ok
}

// VisitsReadAt is when the appointments of a day were read.
func (a *Agenda) VisitsReadAt(day Day) (Instant, bool) {
	at, ok := a.read[day]
	return at, ok
}

// A Line is one row of a day: an appointment, or a free slot.
type Line struct {
	At    Wall
	Visit Appointment
	Free  bool // no appointment: the slot can be booked
	Slot  Slot
}

// Lines is a department's day: its appointments and its free slots that are
// not past, in order of time.
func (a *Agenda) Lines(department ID, day Day, now Wall) []Line {
	var out []Line
	for _, v := range a.VisitsOn(day, department) {
		out = append(out, Line{At: v.At, Visit: v})
	}
	slots, _ := a.SlotsOf(department, day, day)
	for _, sl := range slots {
		if sl.Free && sl.At > now {
			out = append(out, Line{At: sl.At, Free: true, Slot: sl})
		}
	}
	slices.SortStableFunc(out, func(x, y Line) int { return cmp.Compare(x.At, y.At) })
	return out
}

// NextFree is the first free slot held of a department after a moment.
func (a *Agenda) NextFree(department ID, now Wall) (Slot, bool) {
	slots, _ := a.SlotsOf(department, now.Day(), now.Day()+ahead)
	return NextFree(slots, now)
}

// ahead is how many days of slots are looked through, from today on.
const ahead = 20

// put notes an appointment, new or changed.
func (a *Agenda) put(v Appointment) {
	if old, ok := a.visits[v.ID.Text()]; ok {
		if old == v {
			return
		}
		if old.At != v.At {
			a.drop(old)
		}
	}
	if d, ok := a.Department(v.Department); ok {
		v.Department = d.ID
	}
	_, known := a.visits[v.ID.Text()]
	a.visits[v.ID.Text()] = v
	a.Rev++
	if known {
		return
	}
	day := a.byDay[v.At.Day()]
	at, _ := slices.BinarySearchFunc(day, v, func(id string, v Appointment) int { return byTime(a.visits[id], v) })
	a.byDay[v.At.Day()] = slices.Insert(day, at, v.ID.Text())
}

func (a *Agenda) drop(v Appointment) {
	delete(a.visits, v.ID.Text())
	a.byDay[v.At.Day()] = slices.DeleteFunc(a.byDay[v.At.Day()], func(id string) bool { return id == v.ID.Text() })
	a.Rev++
}

func byTime(x, y Appointment) int {
	if c := cmp.Compare(x.At, y.At); c != 0 {
		return c
	}
	return cmp.Compare(x.ID, y.ID)
}

// take marks a slot as no longer free, whatever an older reading says.
func (a *Agenda) take(sl Slot, at Instant) {
	sl.Free = false
	a.taken[sl] = at
	a.Rev++
}

// DepartmentsLoaded is the list of departments.
type DepartmentsLoaded struct{ Departments []Department }

func (e DepartmentsLoaded) apply(s *State) []Effect {
	s.answered(LoadDepartments{})
	s.Departments = slices.DeleteFunc(slices.Clone(e.Departments), func(d Department) bool { return !d.Active })
	s.depsAt, s.depsOK = s.Now, true
	s.Rev++
	if _, ok := s.Department(s.Selected); !ok {
		s.Selected = ""
		s.selectFirst()
	}
	return s.refresh()
}

// selectFirst chooses the department to begin with: the first one that has
// appointments today, else the first.
func (s *State) selectFirst() {
	if s.Selected != "" || len(s.Departments) == 0 {
		return
	}
	s.Selected = s.Departments[0].ID
	for _, d := range s.Departments {
		if len(s.VisitsOn(s.Now.Wall.Day(), d.ID)) > 0 {
			s.Selected = d.ID
			return
		}
	}
}

// SlotsLoaded is the availability of a department for the days asked.
type SlotsLoaded struct {
	Asked LoadSlots
	Slots []Slot
}

func (e SlotsLoaded) apply(s *State) []Effect {
	left, ok := s.answered(e.Asked)
	if !ok {
		return nil
	}
	for monday := e.Asked.From.Monday(); monday <= e.Asked.To; monday += 7 {
		held := heldWeek{readAt: s.Now}
		for _, sl := range e.Slots {
			if sl.At.Day().Monday() == monday {
				sl.Department = e.Asked.Department
				held.slots = append(held.slots, sl)
			}
		}
		slices.SortFunc(held.slots, func(x, y Slot) int { return cmp.Compare(x.At, y.At) })
		s.weeks[week{e.Asked.Department, monday}] = held
	}
	for sl, at := range s.taken {
		if sl.Department == e.Asked.Department && at.Mono < left.Mono {
			delete(s.taken, sl)
		}
	}
	s.Rev++
	return append(s.slotsArrived(e.Asked.Department), s.refresh()...)
}

// VisitsLoaded is the appointments of the days asked.
type VisitsLoaded struct {
	Asked LoadVisits
	List  VisitList
}

func (e VisitsLoaded) apply(s *State) []Effect {
	left, ok := s.answered(e.Asked)
	if !ok {
		return nil
	}
	seen := make(map[string]bool, len(e.List.Appointments))
	for _, v := range e.List.Appointments {
		seen[v.ID.Text()] = true
		if s.changedSince(v.ID.Text(), left) {
			continue // our own booking or cancel is newer than this reading
		}
		s.put(v)
	}
	if e.Asked.Department == "" && e.Asked.External == "" {
		if e.Asked.To == e.Asked.From+6 {
			s.weekAt[e.Asked.From] = s.Now
		}
		for day := e.Asked.From; day <= e.Asked.To; day++ {
			s.read[day] = s.Now
			if !e.List.Partial {
				s.forget(day, seen, left)
			}
		}
	}
	s.People.Learn(e.List.Appointments, s.Now.Wall)
	s.selectFirst()
	return append(s.clashArrived(), s.refresh()...)
}

// forget drops the appointments of a day that a whole reading did not list.
func (s *State) forget(day Day, seen map[string]bool, left Instant) {
	for _, id := range slices.Clone(s.byDay[day]) {
		if !seen[id] && !s.changedSince(id, left) {
			s.drop(s.visits[id])
		}
	}
}

// changedSince says whether we changed an appointment ourselves after a
// reading was asked for.
func (s *State) changedSince(id string, left Instant) bool {
	at, ok := s.changed[id]
	return ok && at.Mono >= left.Mono
}

// VisitLoaded is one appointment, read again.
type VisitLoaded struct{ Visit Appointment }

func (e VisitLoaded) apply(s *State) []Effect {
	s.answered(LoadVisit{e.Visit.ID})
	s.put(e.Visit)
	s.People.Learn([]Appointment{e.Visit}, s.Now.Wall)
	return s.cancelRead(e.Visit)
}

// DepartmentPicked says which department is looked at.
type DepartmentPicked struct{ ID ID }

func (e DepartmentPicked) apply(s *State) []Effect {
	if _, ok := s.Department(e.ID); !ok {
		return nil
	}
	s.Selected = e.ID
	s.lookSoon()
	return nil
}

// DayShown says which day is looked at.
type DayShown struct{ Day Day }

func (e DayShown) apply(s *State) []Effect {
	s.Shown = e.Day
	s.lookSoon()
	return nil
}

// VisitByText finds an appointment by its reference number as typed.
func (a *Agenda) VisitByText(ref string) (Appointment, bool) {
	v, ok := a.visits[ref]
	return v, ok
}

// HeldFrom is the first day whose appointments are held without a gap to
// today, HeldTo the last; HeldFrom is after HeldTo where today is not held.
func (s *State) HeldFrom() Day { return s.heldEnd(-1) }

// HeldTo is the other end of HeldFrom.
func (s *State) HeldTo() Day { return s.heldEnd(+1) }

func (s *State) heldEnd(step Day) Day {
	day := s.Now.Wall.Day()
	for _, ok := s.read[day]; ok; _, ok = s.read[day] {
		day += step
	}
	return day - step
}
