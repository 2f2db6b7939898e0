// Package story is the three-minute story of the demo as data: when it starts,
// what happens outside, beat by beat. `creneau demo`, its journeys and its
// pictures read the same.
package story

import "time"

// Start is when the story begins: a Tuesday, 09:40 on the clinic's wall clock.
func Start(zone *time.Location) time.Time {
	return time.Date(2026, time.February, 3, 9, 40, 0, 0, zone)
}

// Purchase are in the purse when the story begins.
const Credits = 3

// Seed is the demo clinic that the story plays in.
const Seed = 1

// Outside is the key that lets the next outside event happen.
const Outside = "ctrl+g"

// A Trouble is an outside event, in the demo clinic's own terms.
type Trouble struct {
	Kind             string
	Seconds, Credits int
}

// An Event is what Outside lets happen, and the key of what is said of it.
type Event struct {
	Trouble
	Say string
}

// Events are the outside events in the order in which Outside plays them. The
// line that the fifth cuts is cut until the sixth mends it, however long the
// presenter speaks meanwhile.
func Events() []Event {
	return []Event{
		{Trouble{Kind: "slot_taken"}, "event_slot_taken"},
		{Trouble{Kind: "lost_answer"}, "event_lost_answer"},
		{Trouble{Kind: "top_up", Credits: 20}, "event_top_up"},
		{Trouble{Kind: "rate_limit", Seconds: 20}, "event_rate_limit"},
		{Trouble{Kind: "cut", Seconds: 3600}, "event_cut"},
		{Trouble{Kind: "mended"}, "event_mended"},
	}
}
