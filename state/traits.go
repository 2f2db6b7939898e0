package state

import "creneau/state/clinic"

// Traits are what an effect is. Each effect says them once, beside itself, and
// everybody reads them here: a new effect is never taken for another kind by a
// default.
type Traits struct {
	Does       Does
	Urgency    Urgency
	Right      Right     // that the API must have given the key; "" for none
	Department clinic.ID // that the right is to; zero where it is to no one department
	One        bool      // it concerns one appointment alone: so does what refuses it
	Again      bool      // it is made again by itself where its failure's rule says so
	Spared     Spared
	Outlives   bool // once begun it is not cut off by the end of the desk
}

// Does is what becomes of an effect.
type Does int

// What an effect does. The zero value is no answer: such an effect is neither
// asked of the API nor made again.
const (
	Undeclared Does = iota
	Shows           // something at this desk; nothing leaves it
	Reads           // something of the API, which changes nothing there
	Writes          // something at the API, at most once
)

// Urgency is the order in which what was held leaves; the lowest first.
type Urgency int

// The urgencies: a booking before everything, and what nobody waits for last.
const (
	BookingFirst Urgency = iota
	ReadsBack            // what became of a booking
	Cancels
	Background
)

// Spared says when a read stays away while the last requests of the quota are
// kept for bookings.
type Spared int

// When a read is spared.
const (
	WhenSparing Spared = iota // always then
	WhenHeld                  // where what it would read is held
	NeverSpared               // it reads a write back
)

// A holder is a read that knows whether what it would read is held.
type holder interface{ held(s *State) bool }

// A leaver is an effect that is noted where it belongs when it leaves after
// having been held; other reads are noted as asked.
type leaver interface{ leaves(s *State) }

// A failing effect knows what its failure means. A read without it is judged as
// any read; anything else is only told.
type failing interface {
	failed(s *State, e Failed, rule Rule) []Effect
}
