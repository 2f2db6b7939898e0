package state

import (
	"slices"

	"creneau/state/clinic"
)

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

// Record asks for a batch to be made durable, which State.Batch has.
type Record struct{ Batch int }

// Traits of Record: nothing leaves the machine.
func (Record) Traits() Traits { return Traits{Does: Keeps, Outlives: true} }

func (e Record) failed(s *State, _ Failed, _ Rule) []Effect {
	return NotRecorded{Batch: e.Batch}.apply(s)
}

// A Subject is something that must not be forgotten: its name is a reference and
// names no patient.
type Subject struct{ Kind, Name string }

// The kinds of subjects, as a store calls them.
const (
	KeptDraft   = "draft"
	KeptWait    = "waiting"
	KeptArrival = "arrival"
	KeptIntent  = "intent"
	KeptCancel  = "cancel"
)

// A Picture is what a subject is from now on, whole. It is comparable.
type Picture struct {
	Subject
	Stage  string      // how far it is
	Alone  string      // what no other open subject may be for; "" for anything
	Closed bool        // nothing is open about it any more
	Until  clinic.Wall // from then on it is as if it were closed; 0 for never
	Of     any         // a picture by its kind, Wait or Arrival; nil of what is closed
}

// Followed says what other desks of the store have open from now on, each whole, and
// what they have put on or taken off what all desks share.
type Followed struct {
	Others []clinic.Elsewhere
	Shared []Picture // of the waiting list and of who is here
}

func (e Followed) apply(s *State) []Effect {
	var out []Effect
	s.Rev++ // a slot of the day may be in use
	for _, o := range e.Others {
		s.leftElsewhere(Subject{o.Kind, o.Subject})
		if !o.Closed {
			s.Elsewhere = append(s.Elsewhere, o)
		}
		if o.Kind == KeptIntent && !o.Closed {
			s.bookedElsewhere(o.Department, o.At, o.Who, false)
		}
		if o.Done.ID != "" {
			out = append(out, s.doneElsewhere(o.Done)...)
		}
	}
	for _, p := range e.Shared {
		s.shared(p)
	}
	return out
}

// leftElsewhere notes that no other desk has a subject open.
func (k *Kept) leftElsewhere(of Subject) {
	k.Elsewhere = slices.DeleteFunc(k.Elsewhere, func(o clinic.Elsewhere) bool { return Subject{o.Kind, o.Subject} == of })
}

// others counts the bookings and cancels among what other desks have open.
func others(all []clinic.Elsewhere) int {
	n := 0
	for _, o := range all {
		if o.Kind == KeptIntent || o.Kind == KeptCancel {
			n++
		}
	}
	return n
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

// OpenVisit asks for an appointment to be opened that was asked for by its number.
type OpenVisit struct {
	ID   clinic.ID
	Late bool // it had to be read first
}

// Traits of OpenVisit.
func (OpenVisit) Traits() Traits { return Traits{Does: Shows} }

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
	Until clinic.Wall // until when nothing is sent
	N     int
	Why               // something was refused
	At    clinic.Wall // when it was said
}

// A Why is why something was refused: the code, and by name what it is about, as
// far as that is known.
type Why struct {
	Code  Code
	Right Right
	Field string // of the request, by the API's name
	Where string // department
}

// because is why an effect was refused.
func (a *Agenda) because(e Effect, f Failure) Why {
	is := e.Traits()
	w := Why{Code: f.Code, Right: is.Right, Field: f.Field}
	if is.Department != "" {
		w.Where = a.DepartmentName(is.Department)
	}
	return w
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

// An Exchange is an effect and the event that its answer is; no event where it only
// shows something.
type Exchange struct {
	Effect Effect
	Answer Event
}

// Exchanges has one for each type of effect.
func Exchanges() []Exchange {
	return []Exchange{
		{LoadDepartments{}, DepartmentsLoaded{}}, {LoadSlots{}, SlotsLoaded{}}, {LoadVisits{}, VisitsLoaded{}}, {LoadVisit{}, VisitLoaded{}},
		{Post{}, Booked{}}, {Cancel{}, CancelDone{}}, {ReadBack{}, Found{}},
		{Show{}, nil}, {ShowTicket{}, nil}, {OpenVisit{}, nil}, {Say{}, nil}, {Record{}, Recorded{}},
	}
}

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
	Keeps           // something in the store of this desk
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

// passing are the notices that tell of no outcome: answers to a key, hints, and
// what a countdown or the header tells as well. Another one may take their place
// at once. Every other notice tells what became of something: it stands until it
// was read.
var passing = map[string]bool{
	"again_counts": true, "cancelled_at": true, "again_taken": true, "again_waits": true, "already_sent": true, "arrived": true, "booking_met_limit": true, "back_counts": true, "back_waits": true, "cancel_counts": true, "cancel_met_limit": true, "cancel_waits": true, "cancelling_already": true, "alike_in_doubt": true, "cancel_waits_again": true, "cancel_again_counts": true,
	"cannot_arrive": true, "cannot_cancel": true, "cannot_move": true, "checking_slot": true, "day_past": true, "enter_books": true, "enter_takes": true, "forbidden": true,
	"joins_queue": true, "key_given": true, "limit_met": true, "missing_department": true, "missing_name": true,
	"missing_worker": true, "move_few_requests": true, "move_limited": true, "move_offline": true, "no_free_slot": true, "not_arrived": true,
	"no_staff": true, "not_staff": true, "nothing_parked": true, "nothing_to_undo": true, "parked": true, "quiet_over": true, "read_failed": true, "reference_sought": true,
	"retry_stopped": true, "rows_changed": true, "slot_still_read": true, "taken_up": true,
	"undoing": true, "waits": true, "waits_already": true, "waits_no_more": true, "draft_removed": true,
}

// Outcome says whether a notice tells what became of something.
func (n Notice) Outcome() bool { return n.Key != "" && !passing[n.Key] }

// interim are the outcomes that another about the same appointment settles.
var interim = map[string]bool{
	"send_uncertain": true, "repeat_uncertain": true, "probably_refused": true, "found_alike": true, "not_found_after_all": true, "stranded": true,
	"cancel_uncertain": true, "cancel_probably_refused": true, "cancel_not_found": true, "given_up_later": true, "putting_back": true, "back_free": true, "back_taken": true,
}

// Settles says whether a notice tells what became of what an earlier one left
// open, or all that it told and more.
func (n Notice) Settles(was Notice) bool {
	return n.Outcome() && n.Who == was.Who && n.When == was.When &&
		(interim[was.Key] || was.Key == "booked_late" && n.Key == "found_double")
}
