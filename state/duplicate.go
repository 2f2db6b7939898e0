package state

import "creneau/state/clinic"

// A Duplicate is the appointment that a draft would have doubled.
type Duplicate struct {
	Asked   clinic.Booking
	Visit   clinic.Appointment // zero id while it is being looked for
	Reading bool

	draft Draft // as it was confirmed
}

func (s *State) showDuplicate(in Intent) []Effect {
	b := in.Booking
	s.Duplicate = &Duplicate{Asked: b, draft: in.Draft}
	if s.findDuplicate() {
		return nil
	}
	load := LoadVisits{clinic.Visits{From: b.At.Day(), To: b.At.Day()}}
	out := s.ask(load)
	s.Duplicate.Reading = s.coming(load)
	return out
}

// findDuplicate looks for the existing appointment among what is held.
func (s *State) findDuplicate() bool {
	v, ok := s.sameDay(s.Duplicate.Asked, s.whom(&s.Duplicate.draft))
	if ok {
		s.Duplicate.Visit, s.oneADay = v, true
	}
	return ok
}

// sameDay is the appointment that stands, of the same person, in the same
// department and on the same day as a booking asks for, if one is held.
func (s *State) sameDay(b clinic.Booking, who clinic.Who) (clinic.Appointment, bool) {
	for _, same := range []func(clinic.Who) bool{who.Is, who.MayBe} { // never a namesake who is told apart
		for _, v := range s.VisitsOn(b.At.Day(), b.Department) {
			if v.Status.Open() && same(s.People.Who(v)) {
				return v, true
			}
		}
	}
	return clinic.Appointment{}, false
}

// duplicateArrived looks again when the day of the existing appointment was read.
func (s *State) duplicateArrived(asked LoadVisits) []Effect {
	if s.Duplicate != nil && s.Duplicate.Reading && asked.covers(s.Duplicate.Asked.At.Day()) {
		s.Duplicate.Reading = false
		s.findDuplicate()
	}
	return nil
}

// DuplicateDropped closes the duplicate; the draft stays.
type DuplicateDropped struct{}

func (DuplicateDropped) apply(s *State) []Effect {
	s.Duplicate = nil
	return nil
}

// CancelFirst makes the draft in front a move of the appointment that it would
// double. The API takes no second one beside it, so the next Enter cancels that
// one first: a person is asked.
type CancelFirst struct{}

func (CancelFirst) apply(s *State) []Effect {
	c := s.Duplicate
	if c == nil || c.Visit.ID == "" || s.Draft == nil {
		return nil
	}
	d := s.Draft.confirmedAs(c.draft)
	d.Moves, d.fixedAt = c.Visit, s.Now
	s.openDraft(&d)
	return nil
}
