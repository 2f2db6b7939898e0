package state

import "creneau/state/clinic"

// LoadDepartments asks for the list of departments.
type LoadDepartments struct{}

// LoadSlots asks for the availability of one department, both days included.
type LoadSlots struct {
	Department clinic.ID
	From, To   clinic.Day
}

// LoadVisits asks for appointments.
type LoadVisits struct{ clinic.Visits }

// LoadVisit asks for one appointment.
type LoadVisit struct{ ID clinic.ID }

// Post sends a booking, once.
type Post struct{ clinic.Booking }

// Cancel cancels an appointment.
type Cancel struct{ ID clinic.ID }

// LookFor asks whether a booking stands, whose answer was never seen.
type LookFor struct{ clinic.Booking }

// Show asks for a reaction to be shown: an overlay, a banner, a line.
type Show struct{ Reaction Reaction }

// ShowTicket asks for the ticket of an appointment to be shown.
type ShowTicket struct {
	ID   clinic.ID
	Late bool // it was found by looking, not by an answer

	Times int // as how many appointments it was found, where more than one: a person cancels this one
}

// Say asks for a notice in the status area.
type Say struct{ Notice Notice }

func (LoadDepartments) effect() {}
func (LoadSlots) effect()       {}
func (LoadVisits) effect()      {}
func (LoadVisit) effect()       {}
func (Post) effect()            {}
func (Cancel) effect()          {}
func (LookFor) effect()         {}
func (Show) effect()            {}
func (ShowTicket) effect()      {}
func (Say) effect()             {}

// writes says whether an effect changes something at the API.
func writes(e Effect) bool {
	switch e.(type) {
	case Post, Cancel:
		return true
	}
	return false
}

// A Notice is one passing line: a sentence by its key in the locale files and
// what it speaks of. Zero fields are not spoken of.
type Notice struct {
	Key   string
	Tone  Tone
	Who   string
	Where string // department name
	When  clinic.Wall
	N     int
	Code  Code
	At    clinic.Wall // when it was said
}

// Tone is how a notice is meant.
type Tone int

// The tones, from the quietest.
const (
	Plain Tone = iota
	Good
	Warning
	Bad
)

// maxLog is how many notices the event log keeps.
const maxLog = 200

// say notes a notice in the log and asks for it to be shown.
func (s *State) say(n Notice) []Effect {
	n.At = s.Now.Wall
	s.Log = append(s.Log, n)
	if len(s.Log) > maxLog {
		s.Log = append(s.Log[:0], s.Log[len(s.Log)-maxLog:]...)
	}
	return []Effect{Say{n}}
}
