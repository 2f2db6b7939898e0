package state

import (
	"slices"

	"creneau/state/clinic"
)

// waiting is who must not be left without an appointment in a world, and by whose
// decision each cancel was.
type waiting struct {
	strict bool                // the clinic takes one appointment a patient, department and day, and one a slot
	byHand map[string]bool     // appointments that a person had cancelled, by the text of their ids
	gone   []string            // appointments in the order in which the clinic cancelled them
	given  map[clinic.Who]bool // whose draft a person took off the list: settled
}

// refusal is why a strict clinic does not take a booking; "" where it does.
func (w *world) refusal(p Post) Code {
	if !w.patients.strict {
		return ""
	}
	for _, v := range w.books {
		switch {
		case v.Status != clinic.Scheduled || !v.Department.Same(p.Department):
		case v.At.Day() == p.At.Day() && (clinic.Who{Name: v.Name}).Is(clinic.Who{Name: p.Name}):
			return DuplicateAppointment
		case v.At == p.At && v.Worker == p.Worker:
			return SlotNotAvailable
		}
	}
	return ""
}

// noteCancel notes whose decision a cancel is that leaves.
func (w *world) noteCancel(e Effect) {
	if c, ok := e.(Cancel); ok {
		if waits := w.s.cancelling(c.ID); waits == nil || waits.then == nil && !waits.quiet {
			w.patients.byHand[c.ID.Text()] = true
		}
	}
}

// checkPatients wants everybody to have an appointment who had one, but for whom a
// person cancelled it last, or the state says so: as one without, or as a booking or
// a cancel that is not settled.
func (w *world) checkPatients(e Event) {
	for i, id := range w.patients.gone {
		v := w.appointment(id)
		who := clinic.Who{Name: v.Name}
		last := !slices.ContainsFunc(w.patients.gone[i+1:], func(id string) bool { return who.Is(clinic.Who{Name: w.appointment(id).Name}) })
		if last && !w.patients.byHand[id] && !w.patients.given[clinic.Who{Name: who.Key()}] && !w.stands(who) && !w.says(who) {
			w.fatalf("after %T %s is without appointment and nothing says so: %+v", e, v.Name, v)
		}
	}
}

func (w *world) appointment(id string) clinic.Appointment {
	i := slices.IndexFunc(w.books, func(v clinic.Appointment) bool { return v.ID.Text() == id })
	return w.books[i]
}

// stands says whether somebody has an appointment in the clinic's books.
func (w *world) stands(who clinic.Who) bool {
	return slices.ContainsFunc(w.books, func(v clinic.Appointment) bool {
		return v.Status != clinic.Cancelled && who.Is(clinic.Who{Name: v.Name})
	})
}

// says says whether the desk knows that somebody may be without.
func (w *world) says(who clinic.Who) bool {
	is := func(name string) bool { return who.Is(clinic.Who{Name: name}) }
	return slices.ContainsFunc(w.s.Without(), func(v clinic.Appointment) bool { return is(v.Name) }) ||
		slices.ContainsFunc(w.s.Intents, func(in Intent) bool { return is(in.Name) }) ||
		slices.ContainsFunc(w.s.Cancels, func(c Cancelling) bool { return is(c.Visit.Name) }) ||
		slices.ContainsFunc(w.s.watched, func(l watched) bool { return is(l.visit.Name) }) // its cancel may still be done
}

// dropParked takes a draft off the list by hand: whose patient it would have
// settled.
func (w *world) dropParked(d Draft) {
	if d.Gone {
		w.patients.given[clinic.Who{Name: clinic.Who{Name: d.Moves.Name}.Key()}] = true
	}
	w.forget(&d)
	w.apply(ParkedDropped{Serial: d.Serial})
}

// move moves an appointment that stands, and answers what is asked about it.
func (w *world) move() {
	var standing []clinic.Appointment
	for _, v := range w.books {
		if v.Status == clinic.Scheduled {
			standing = append(standing, v)
		}
	}
	if len(standing) == 0 {
		return
	}
	w.apply(DraftOpened{Moves: standing[w.choose(len(standing))].ID})
	for range 1 + w.choose(3) {
		w.pass(seen)
		w.press()
		for range w.choose(3) {
			if len(w.flight) > 0 {
				w.succeed(w.pick())
			}
		}
	}
}
