package state

import (
	"cmp"
	"slices"

	"creneau/state/clinic"
)

// Agenda is what is held of the clinic: departments, slots, appointments, and
// when each was read.
type Agenda struct {
	Departments []clinic.Department
	Rev         int // grows with every change of what is held

	visits map[string]clinic.Appointment // by the text of the id: its form may differ from answer to answer
	byDay  map[clinic.Day][]string       // their keys, in order of time
	byWho  map[string][]string           // the same by whom they are for
	weeks  map[week]heldWeek
	read   map[clinic.Day]clinic.Instant  // when the appointments of a day were last read
	weekAt map[clinic.Day]clinic.Instant  // the same of whole weeks, by their Monday
	taken  map[clinic.Slot]clinic.Instant // slots seen taken by us, newer than any reading
	freed  map[clinic.Slot]clinic.Instant // slots that a cancel of ours freed, likewise
	depsAt clinic.Instant
	depsOK bool

	gaps        map[clinic.Day]clinic.Gap // what is missing of the appointments of days
	depsSkipped int                       // departments that could not be read

	oneADay    bool                       // the API has refused a second appointment of somebody in a department on a day
	asksWorker map[string]bool            // departments, by the text of their ids, that refused a booking without a worker
	byID       map[string][]clinic.Worker // who was named by a number in a department that tells no names, likewise

	who    func(clinic.Appointment) clinic.Who
	folded map[string]string // names of the departments as they are compared, for every key typed
}

// A week is seven days of one department's slots, from a Monday on.
type week struct {
	department clinic.ID
	monday     clinic.Day
}

type heldWeek struct {
	slots   []clinic.Slot // in order of time
	readAt  clinic.Instant
	skipped int         // that could not be read
	kept    clinic.Wall // when the slots were read that stay in place of those; 0 for none
}

// newAgenda holds nothing; who says whom an appointment is for.
func newAgenda(who func(clinic.Appointment) clinic.Who) Agenda {
	return Agenda{
		who:    who,
		visits: map[string]clinic.Appointment{},
		byDay:  map[clinic.Day][]string{},
		byWho:  map[string][]string{},
		weeks:  map[week]heldWeek{},
		read:   map[clinic.Day]clinic.Instant{},
		weekAt: map[clinic.Day]clinic.Instant{},
		taken:  map[clinic.Slot]clinic.Instant{},
		freed:  map[clinic.Slot]clinic.Instant{},
		gaps:   map[clinic.Day]clinic.Gap{},

		asksWorker: map[string]bool{},
		byID:       map[string][]clinic.Worker{},
	}
}

// Department finds a department by its id, in whatever form the id came.
func (a *Agenda) Department(id clinic.ID) (clinic.Department, bool) {
	for i := range a.Departments {
		if a.Departments[i].ID.Same(id) {
			return a.Departments[i], true
		}
	}
	return clinic.Department{}, false
}

// DepartmentName is the name of a department, or its id where it is not held.
func (a *Agenda) DepartmentName(id clinic.ID) string {
	if d, ok := a.Department(id); ok {
		return d.Name
	}
	return id.Text()
}

// Loaded says whether the departments have been read.
func (a *Agenda) Loaded() bool { return a.depsOK }

// Visit finds an appointment that is held.
func (a *Agenda) Visit(id clinic.ID) (clinic.Appointment, bool) {
	v, ok := a.visits[id.Text()]
	return v, ok
}

// VisitsOn lists the appointments of a day, of one department or of all (zero
// id), in order of time.
func (a *Agenda) VisitsOn(day clinic.Day, department clinic.ID) []clinic.Appointment {
	var out []clinic.Appointment
	for _, id := range a.byDay[day] {
		if v := a.visits[id]; department == "" || v.Department.Same(department) {
			out = append(out, v)
		}
	}
	return out
}

// VisitsOf lists the appointments held of a person, in order of time.
func (a *Agenda) VisitsOf(who clinic.Who) []clinic.Appointment {
	var out []clinic.Appointment
	for _, id := range a.byWho[who.Key()] {
		out = append(out, a.visits[id])
	}
	return out
}

// SlotsOf lists what is held of a department's slots between two days, both
// included, and whether every week of them is held.
func (a *Agenda) SlotsOf(department clinic.ID, from, to clinic.Day) (slots []clinic.Slot, whole bool) {
	whole = true
	for monday := from.Monday(); monday <= to; monday += 7 {
		w, ok := a.weeks[week{department, monday}]
		whole = whole && ok
		for _, sl := range w.slots {
			if d := sl.At.Day(); d < from || d > to {
				continue
			}
			slots = append(slots, a.asTaken(sl))
		}
	}
	return slots, whole
}

// asTaken is a slot as it was read, but not free where we know better.
func (a *Agenda) asTaken(sl clinic.Slot) clinic.Slot {
	if len(a.taken) > 0 && sl.Free {
		_, gone := a.taken[clinic.Slot{Department: sl.Department, Worker: sl.Worker, At: sl.At}]
		sl.Free = !gone
	}
	return sl
}

// SlotsReadAt is when a department's slots of a day were read.
func (a *Agenda) SlotsReadAt(department clinic.ID, day clinic.Day) (clinic.Instant, bool) {
	w, ok := a.weeks[week{department, day.Monday()}]
	return w.readAt, ok
}

// VisitsReadAt is when the appointments of a day were read.
func (a *Agenda) VisitsReadAt(day clinic.Day) (clinic.Instant, bool) {
	at, ok := a.read[day]
	return at, ok
}

// A Line is one row of a day: an appointment, or a free slot.
type Line struct {
	At    clinic.Wall
	Visit clinic.Appointment
	Free  bool // no appointment: the slot can be booked
	Slot  clinic.Slot
}

// Lines is a department's day: its appointments and its free slots that are
// not past, in order of time.
func (a *Agenda) Lines(department clinic.ID, day clinic.Day, now clinic.Wall) []Line {
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

// NextFree is the first free slot held of a department after a moment. It is
// asked for every department in view whenever something is painted.
func (a *Agenda) NextFree(department clinic.ID, now clinic.Wall) (clinic.Slot, bool) {
	last := now.Day() + ahead
	for monday := now.Day().Monday(); monday <= last; monday += 7 {
		for _, sl := range a.weeks[week{department, monday}].slots {
			if sl = a.asTaken(sl); sl.Bookable(now) && sl.At.Day() <= last {
				return sl, true
			}
		}
	}
	return clinic.Slot{}, false
}

// ahead is how many days of slots are looked through, from today on.
const ahead = 20

// put notes an appointment, new or changed, in the form in which its ids were
// first seen, and returns it so. An answer that does not echo the reference takes
// none away.
func (a *Agenda) put(v clinic.Appointment) clinic.Appointment {
	key := v.ID.Text()
	v.Department = a.formOf(v.Department)
	if old, ok := a.visits[key]; ok {
		if v.ID, v.External = old.ID, cmp.Or(v.External, old.External); v == old {
			return v
		}
		a.drop(old)
	}
	a.visits[key] = v
	a.Rev++
	a.byDay[v.At.Day()] = a.listed(a.byDay[v.At.Day()], v)
	who := a.who(v).Key()
	a.byWho[who] = a.listed(a.byWho[who], v)
	return v
}

// formOf is a department's id in the form in which the departments have it.
func (a *Agenda) formOf(department clinic.ID) clinic.ID {
	if d, ok := a.Department(department); ok {
		return d.ID
	}
	return department
}

// listed puts an appointment into a list that is in order of time.
func (a *Agenda) listed(list []string, v clinic.Appointment) []string {
	at, _ := slices.BinarySearchFunc(list, v, func(id string, v clinic.Appointment) int { return byTime(a.visits[id], v) })
	return slices.Insert(list, at, v.ID.Text())
}

func (a *Agenda) drop(v clinic.Appointment) {
	key := v.ID.Text()
	is := func(id string) bool { return id == key }
	who := a.who(v).Key()
	a.byDay[v.At.Day()] = slices.DeleteFunc(a.byDay[v.At.Day()], is)
	a.byWho[who] = slices.DeleteFunc(a.byWho[who], is)
	delete(a.visits, key)
	a.Rev++
}

func byTime(x, y clinic.Appointment) int {
	if c := cmp.Compare(x.At, y.At); c != 0 {
		return c
	}
	return cmp.Compare(x.ID, y.ID)
}

// take marks a slot as no longer free, whatever an older reading says.
func (a *Agenda) take(sl clinic.Slot, at clinic.Instant) {
	sl.Free = false
	a.taken[sl] = at
	for freed := range a.freed {
		if frees(freed, sl) {
			delete(a.freed, freed)
		}
	}
	a.Rev++
}

// VisitByText finds an appointment by its reference number as typed.
func (a *Agenda) VisitByText(ref string) (clinic.Appointment, bool) {
	v, ok := a.visits[ref]
	return v, ok
}

// slotFreed marks the slot of a cancelled appointment free again. Where nothing
// tells whose slot it was, none is: the slots are read again.
func (s *State) slotFreed(v clinic.Appointment) []Effect {
	if s.free(v, s.Now) {
		return nil
	}
	monday := v.At.Day().Monday()
	load := LoadSlots{Department: s.formOf(v.Department), From: monday, To: monday + 6}
	if _, on := s.asked[load]; on {
		s.outrun[load] = true // its answer may be of before
	}
	return s.ask(load)
}

// free marks the slot of a cancelled appointment free again, as far as it can be
// told from those of other workers at the same time, and says whether it can.
func (a *Agenda) free(v clinic.Appointment, now clinic.Instant) bool {
	sl := clinic.Slot{Department: a.formOf(v.Department), Worker: v.Worker, At: v.At}
	slots := a.weeks[week{sl.Department, v.At.Day().Monday()}].slots
	if v.Worker == "" && slices.ContainsFunc(slots, func(o clinic.Slot) bool { return o.At == v.At && o.Worker != "" }) {
		return false
	}
	a.freed[sl] = now
	for taken := range a.taken {
		if frees(sl, taken) {
			delete(a.taken, taken)
		}
	}
	a.freeAmong(slots, now)
	a.Rev++
	return true
}

// frees says whether a freed slot is this one: slots may carry no worker though
// appointments do.
func frees(freed, sl clinic.Slot) bool {
	return sl.Department == freed.Department && sl.At == freed.At && (sl.Worker == "" || sl.Worker.Same(freed.Worker))
}

// freeAmong marks those slots free that we freed since a moment: what was read
// from then on may not tell of it yet.
func (a *Agenda) freeAmong(slots []clinic.Slot, since clinic.Instant) {
	for freed, at := range a.freed {
		if at.Mono < since.Mono {
			continue
		}
		for i := range slots {
			slots[i].Free = slots[i].Free || frees(freed, slots[i])
		}
	}
}

// occupies marks the slot of an appointment taken that a reading brought, asked for
// at a moment, where the slots that are held are older and have it as free, and
// says whether it did. One that was known before the slots were read is not news:
// there the slot may take several.
func (a *Agenda) occupies(v clinic.Appointment, left clinic.Instant) bool {
	was, known := a.visits[v.ID.Text()]
	department := a.formOf(v.Department)
	held, ok := a.weeks[week{department, v.At.Day().Monday()}]
	if !ok || !v.Status.Open() || held.readAt.Mono >= left.Mono || known && was.Status.Open() && was.At == v.At {
		return false
	}
	var free []clinic.Slot
	for _, sl := range held.slots {
		if sl = a.asTaken(sl); sl.At == v.At && sl.Free && (sl.Worker == "" || v.Worker == "" || sl.Worker.Same(v.Worker)) {
			free = append(free, sl)
		}
	}
	if len(free) != 1 { // nothing tells whose slot it is
		return false
	}
	a.take(free[0], left)
	return true
}
