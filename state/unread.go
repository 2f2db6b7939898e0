package state

import "creneau/state/clinic"

// Unread is why what is looked at is not held.
type Unread int

// The reasons. Forbidden comes with the code that says so.
const (
	BeingRead Unread = iota
	ReadLater        // when requests may be sent again
	ReadForbidden
	NotRead // it failed, and is tried again by itself
)

// UnreadSlots says why the slots of a department around a day are not held.
func (s *State) UnreadSlots(department clinic.ID, day clinic.Day) (Unread, Code) {
	monday := max(day.Monday(), s.Now.Wall.Day().Monday())
	load := LoadSlots{Department: department, From: monday, To: monday + 6}
	return s.unread(load, s.slotsAsked(s.Now, department, monday, monday+6))
}

// UnreadDay says why the appointments of a day are not held.
func (s *State) UnreadDay(day clinic.Day) (Unread, Code) {
	if !s.depsOK {
		_, asked := s.asked[LoadDepartments{}]
		return s.unread(LoadDepartments{}, asked)
	}
	return s.unread(LoadVisits{clinic.Visits{From: day, To: day}}, s.dayAsked(s.Now, day))
}

func (s *State) unread(e Effect, asked bool) (Unread, Code) {
	code, no := s.forbids(e)
	switch {
	case no:
		return ReadForbidden, code
	case s.Quiet.On:
		return ReadLater, ""
	case asked, s.Quiet.Probing, s.resting && s.restsUntil.Mono-s.Now.Mono <= restDelay:
		return BeingRead, ""
	}
	return NotRead, ""
}
