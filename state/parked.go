package state

import "slices"

// DraftParked puts the draft aside; with none open it takes the last one up.
type DraftParked struct{}

func (DraftParked) apply(s *State) []Effect {
	if d := s.Draft; d != nil && !d.blank() {
		s.park()
		return s.say(Notice{Key: "parked", N: len(s.Parked)})
	}
	if len(s.Parked) == 0 {
		return s.say(Notice{Key: "nothing_parked"})
	}
	s.unpark(len(s.Parked) - 1)
	return s.draftSlots(freshBooking)
}

// park puts the draft in front aside, unless nothing would be lost with it.
func (d *Drafts) park() {
	if d.Draft != nil && !d.Draft.blank() {
		d.Parked = append(d.Parked, *d.Draft)
	}
	d.openDraft(nil)
}

// DraftTaken takes one of the parked drafts up.
type DraftTaken struct{ Serial int }

func (e DraftTaken) apply(s *State) []Effect {
	i := slices.IndexFunc(s.Parked, func(d Draft) bool { return d.Serial == e.Serial })
	if i < 0 {
		return nil
	}
	s.park()
	s.unpark(i)
	return s.draftSlots(freshBooking)
}

func (s *State) unpark(i int) {
	d := s.Parked[i]
	s.Parked = slices.Delete(s.Parked, i, i+1)
	d.Stage = Typing
	s.openDraft(&d)
	s.replan()
}

// restore gives a draft back after its booking was refused or taken back. It
// never pushes away another draft that is being typed: then it is parked.
func (s *State) restore(d Draft) (front bool) {
	d.Stage = Typing
	if s.Draft != nil && !s.Draft.blank() {
		s.Parked = append(s.Parked, d)
		return false
	}
	s.openDraft(&d)
	s.replan()
	return true
}

// ParkedDropped discards a parked draft: a person asked for it.
type ParkedDropped struct{ Serial int }

func (e ParkedDropped) apply(s *State) []Effect {
	s.Parked = slices.DeleteFunc(s.Parked, func(d Draft) bool { return d.Serial == e.Serial })
	return nil
}
