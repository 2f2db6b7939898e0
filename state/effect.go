package state

import "creneau/state/clinic"

// LoadDepartments asks for the list of departments.
type LoadDepartments struct{}

// Traits of LoadDepartments: it also finds out whether there is a connection.
func (LoadDepartments) Traits() Traits {
	return Traits{Does: Reads, Urgency: Background, Right: MayList, Again: true, Spared: WhenHeld}
}

// LoadSlots asks for the availability of one department, both days included.
type LoadSlots struct {
	Department clinic.ID
	From, To   clinic.Day
}

// Traits of LoadSlots.
func (e LoadSlots) Traits() Traits {
	return Traits{Does: Reads, Urgency: Background, Right: MaySlots, Department: e.Department, Again: true, Spared: WhenHeld}
}

// LoadVisits asks for appointments.
type LoadVisits struct{ clinic.Visits }

// Traits of LoadVisits.
func (LoadVisits) Traits() Traits {
	return Traits{Does: Reads, Urgency: Background, Right: MayRead, Again: true}
}

// LoadVisit asks for one appointment.
type LoadVisit struct{ ID clinic.ID }

// Traits of LoadVisit: it reads back what a cancel did.
func (LoadVisit) Traits() Traits {
	return Traits{Does: Reads, Urgency: Background, Right: MayRead, One: true, Again: true, Spared: NeverSpared}
}

// Post sends a booking, once.
type Post struct{ clinic.Booking }

// Traits of Post.
func (e Post) Traits() Traits {
	return Traits{Does: Writes, Urgency: BookingFirst, Right: MayBook, Department: e.Department, Outlives: true}
}

// Cancel cancels an appointment.
type Cancel struct{ ID clinic.ID }

// Traits of Cancel.
func (Cancel) Traits() Traits {
	return Traits{Does: Writes, Urgency: Cancels, Right: MayCancel, One: true, Outlives: true}
}

// ReadBack asks whether a booking stands, whose answer was never seen.
type ReadBack struct{ clinic.Booking }

// Traits of ReadBack: its schedule, not its failure, makes it again.
func (ReadBack) Traits() Traits {
	return Traits{Does: Reads, Urgency: ReadsBack, Right: MayRead, One: true, Spared: NeverSpared}
}

// Show asks for a reaction to be shown: an overlay, a banner, a line.
type Show struct{ Reaction Reaction }

// Traits of Show.
func (Show) Traits() Traits { return Traits{Does: Shows} }

// ShowTicket asks for the ticket of an appointment to be shown.
type ShowTicket struct {
	ID   clinic.ID
	Late bool // it was found by looking, not by an answer

	Times int // as how many appointments it was found, where more than one: a person cancels this one
}

// Traits of ShowTicket.
func (ShowTicket) Traits() Traits { return Traits{Does: Shows} }

// Say asks for a notice in the status area.
type Say struct{ Notice Notice }

// Traits of Say.
func (Say) Traits() Traits { return Traits{Does: Shows} }

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
