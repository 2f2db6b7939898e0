package demo

import (
	"cmp"
	"slices"

	"creneau/state/clinic"
)

// firstID is the reference number of the oldest appointment.
const firstID = 1001

// An appointment is one booking of the clinic.
type appointment struct {
	id         int64
	department *department
	worker     int64 // 0: none named
	at         clinic.Wall
	created    clinic.Wall
	name       string
	external   string
	credits    int
	status     clinic.Status

	// outcome is what a scheduled appointment turns out to be once its slot is
	// over, as the staff would enter it.
	outcome clinic.Status
}

// statusAt is the status at this moment of the clinic's clock.
func (a *appointment) statusAt(now clinic.Wall) clinic.Status {
	if a.status == clinic.Scheduled && now >= a.at+a.department.slotLength {
		return a.outcome
	}
	return a.status
}

// A place is one slot of one department: the thing that can be taken once.
type place struct {
	department int64
	at         clinic.Wall
}

func (a *appointment) place() place { return place{a.department.id, a.at} }

// A register holds every appointment.
type register struct {
	all   []*appointment // by time, then by id
	byID  map[int64]*appointment
	taken map[place]*appointment
	next  int64
}

// newRegister numbers the appointments in the order in which they were made.
func newRegister(list []*appointment) *register {
	slices.SortStableFunc(list, func(a, b *appointment) int { return cmp.Compare(a.created, b.created) })
	r := &register{
		all:   list,
		byID:  make(map[int64]*appointment, len(list)),
		taken: make(map[place]*appointment, len(list)),
		next:  firstID,
	}
	for _, a := range list {
		a.id = r.next
		r.next++
		r.index(a)
	}
	slices.SortFunc(list, byTime)
	return r
}

func byTime(a, b *appointment) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id))
}

func (r *register) index(a *appointment) {
	r.byID[a.id] = a
	if a.status != clinic.Cancelled {
		r.taken[a.place()] = a
	}
}

// add gives a new appointment its id and enters it.
func (r *register) add(a *appointment) {
	a.id = r.next
	r.next++
	r.index(a)
	i, _ := slices.BinarySearchFunc(r.all, a, byTime)
	r.all = slices.Insert(r.all, i, a)
}

// cancel keeps the appointment readable and frees its slot.
func (r *register) cancel(a *appointment) {
	a.status = clinic.Cancelled
	if r.taken[a.place()] == a {
		delete(r.taken, a.place())
	}
}

// between lists the appointments of from ≤ time < to, by time.
func (r *register) between(from, to clinic.Wall) []*appointment {
	i, _ := slices.BinarySearchFunc(r.all, from, startsAt)
	j, _ := slices.BinarySearchFunc(r.all, to, startsAt)
	return r.all[i:max(i, j)]
}

func startsAt(a *appointment, at clinic.Wall) int { return cmp.Compare(a.at, at) }

// scheduled finds somebody's appointment that is still to come in a department
// on a day. Names compare without accents, case, hyphens and order.
func (r *register) scheduled(name string, d *department, day clinic.Day, now clinic.Wall) *appointment {
	folded := fold(name)
	for _, a := range r.between(day.Start(), (day + 1).Start()) {
		if a.department == d && a.statusAt(now) == clinic.Scheduled && fold(a.name) == folded {
			return a
		}
	}
	return nil
}
