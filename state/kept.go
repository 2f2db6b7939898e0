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
