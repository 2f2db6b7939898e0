package state

import (
	"slices"

	"creneau/state/clinic"
)

// What the API has no call for, the waiting list and who is here, is kept at the
// desk.

// Wait is a person on the waiting list, which is kept at the desk.
type Wait struct {
	clinic.Who
	Department clinic.ID
	Since      clinic.Wall
}

// WaitAdded puts a person on the waiting list.
type WaitAdded struct {
	clinic.Who
	Department clinic.ID
}

func (e WaitAdded) apply(s *State) []Effect {
	for _, w := range s.Waiting {
		if w.MayBe(e.Who) && w.Department == e.Department {
			return s.say(Notice{Key: "waits_already", Who: w.Name, Where: s.DepartmentName(w.Department)})
		}
	}
	s.Waiting = append(s.Waiting, Wait{Who: e.Who, Department: e.Department, Since: s.Now.Wall})
	return s.say(Notice{Key: "waits", Tone: Good, Who: e.Name, Where: s.DepartmentName(e.Department), N: len(s.Waiting)})
}

// WaitRemoved takes a person off the waiting list of a department.
type WaitRemoved struct {
	clinic.Who
	Department clinic.ID
}

func (e WaitRemoved) apply(s *State) []Effect {
	s.Waiting = slices.DeleteFunc(s.Waiting, func(w Wait) bool { return w.Who == e.Who && w.Department == e.Department })
	return nil
}

// ArrivedMarked notes, or takes back, that a person is here. The API has no
// call for it: the mark is kept at the desk.
type ArrivedMarked struct{ ID clinic.ID }

func (e ArrivedMarked) apply(s *State) []Effect {
	v, ok := s.Visit(e.ID)
	if !ok {
		return nil
	}
	s.Rev++
	if _, here := s.Arrived[v.ID]; here {
		delete(s.Arrived, v.ID)
		return s.say(Notice{Key: "not_arrived", Who: v.Name, When: v.At})
	}
	if !v.Status.Open() {
		return s.say(Notice{Key: "cannot_arrive", Tone: Warning, Who: v.Name, When: v.At})
	}
	s.Arrived[v.ID] = s.Now.Wall
	return s.say(Notice{Key: "arrived", Tone: Good, Who: v.Name, When: v.At})
}

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
