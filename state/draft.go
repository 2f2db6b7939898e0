package state

import (
	"slices"
	"strings"
	"time"

	"creneau/state/clinic"
)

// A Draft is the booking being typed. It survives all but success or an
// explicit discard.
type Draft struct {
	Serial  int           // tells drafts of one desk apart
	Line    string        // the express line as typed
	Fields  clinic.Fields // the same booking as separate fields; used when Split
	Split   bool
	Choice  int                // the candidate chosen; len(Reading.People) is the new person
	Pinned  clinic.Slot        // a slot chosen on a grid or list; zero At for none
	Person  clinic.Who         // who was meant when it was begun: of several who fit, this one; zero for nobody
	Moves   clinic.Appointment // the appointment that this one replaces; zero id for none
	Gone    bool               // that one is cancelled already: until this one stands, its patient has none
	With    WithWhom           // the question that was asked; zero for none
	Failure Failure            // why the last try was refused; zero code for none
	Stage   Stage
	Plan    Plan
	Reading clinic.Reading
	touched bool           // something was typed, chosen or confirmed
	fixedAt clinic.Instant // when the plan on screen was fixed
}

// seen is how long a sentence stands on screen before an Enter may act on it:
// the time of a few frames, so that nothing unpainted is ever sent.
const seen = 60 * time.Millisecond

// Chosen is the candidate that the draft books for.
func (d *Draft) Chosen() (clinic.Match, bool) {
	if d.Choice < len(d.Reading.People) {
		return d.Reading.People[d.Choice], true
	}
	return clinic.Match{}, false
}

// whom is the person that the draft books for.
func (s *State) whom(d *Draft) clinic.Who {
	who := clinic.Who{Name: d.Plan.Name}
	if d.Moves.ID != "" {
		who.Patient = s.People.Who(d.Moves).Patient
	} else if m, ok := d.Chosen(); ok {
		who.Patient = m.Person.Patient
	}
	return who
}

// Candidates counts who can be chosen: the people read, and the new person.
func (d *Draft) Candidates() int {
	n := len(d.Reading.People)
	if d.Reading.Name != "" {
		n++
	}
	return n
}

// CandidateKeys are the keys of who can be chosen; "" is the new person.
func (d *Draft) CandidateKeys() []string {
	out := make([]string, 0, d.Candidates())
	for i := range d.Reading.People {
		out = append(out, d.Reading.People[i].Person.Key)
	}
	if d.Reading.Name != "" {
		out = append(out, "")
	}
	return out
}

// blank says whether nothing would be lost with the draft: nobody touched it since it
// was begun, or what was typed is gone. One that was tried is never blank.
func (d *Draft) blank() bool {
	return !d.Gone && d.Failure.Code == "" && (!d.touched || d.empty())
}

// empty says whether a draft says nothing but the slot that it was begun with.
func (d *Draft) empty() bool {
	return strings.TrimSpace(d.Line) == "" && !d.Split && d.Fields == (clinic.Fields{}) && d.Moves.ID == ""
}

// confirmedAs is a draft that was confirmed before, with the text typed since:
// what was confirmed is booked, whatever the text would be read as now.
func (d *Draft) confirmedAs(was Draft) Draft {
	was.Line, was.Split, was.Fields = d.Line, d.Split, d.Fields
	was.Stage, was.Gone = Fixed, was.Gone || d.Gone
	return was
}

// confirm makes a draft as fixed as it was when it was confirmed: the next Enter
// sends it.
func (d *Draft) confirm(was Draft, now clinic.Instant) {
	failure := d.Failure
	*d = d.confirmedAs(was)
	d.Failure, d.fixedAt = failure, now
}

// openDraft puts a draft, or none, in front. What was open about another one
// closes.
func (d *Drafts) openDraft(front *Draft) {
	d.Draft = front
	d.Alternatives, d.Purchase, d.Duplicate = nil, nil, nil
}

// DraftOpened begins a booking, or goes on with the one that is open. Slot,
// Moves, Line and the Person whom the line names are what is already known.
type DraftOpened struct {
	Slot   clinic.Slot
	Moves  clinic.ID
	Line   string
	Person clinic.Who
}

func (e DraftOpened) apply(s *State) []Effect {
	fresh := e.Slot.At != 0 || e.Moves != "" || e.Line != ""
	if fresh {
		s.park()
	}
	if s.Draft == nil || fresh {
		s.serial++
		s.openDraft(&Draft{Serial: s.serial, Line: e.Line, Person: e.Person, Pinned: e.Slot})
		if v, ok := s.Visit(e.Moves); ok {
			s.Draft.Moves = v
		}
	}
	s.replan()
	if s.Draft.Moves.ID != "" {
		return append(s.draftSlots(freshBooking), s.fix()...)
	}
	return s.draftSlots(freshBooking)
}

// Typed is a change of the express line or of the fields.
type Typed struct {
	Line   string
	Split  bool
	Fields clinic.Fields
}

func (e Typed) apply(s *State) []Effect {
	d := s.Draft
	if d == nil || d.Line == e.Line && d.Split == e.Split && d.Fields == e.Fields {
		return nil
	}
	answers := d.With.answeredIn(e.Line) && !e.Split && !d.Split
	d.Line, d.Split, d.Fields = e.Line, e.Split, e.Fields
	d.Stage, d.touched = Typing, true
	if d.With.Worker = ""; !answers {
		d.Choice, d.With = 0, WithWhom{}
	}
	s.replan()
	s.rest()
	return nil
}

// CandidateChosen picks another of the people that the line may mean, by key; ""
// is the new person.
type CandidateChosen struct{ Person string }

func (e CandidateChosen) apply(s *State) []Effect {
	d := s.Draft
	if d == nil {
		return nil
	}
	i := slices.Index(d.CandidateKeys(), e.Person)
	if i < 0 {
		return nil
	}
	d.Choice, d.Stage, d.touched = i, Typing, true
	d.Plan = s.plan(d) // the line says what it said
	return s.draftSlots(freshBooking)
}

// Entered is Enter on a draft: the first fixes person, place and slot and has
// the sentence shown; the second, once that was on screen, sends. Ref becomes
// the booking's own reference.
type Entered struct{ Ref string }

func (e Entered) apply(s *State) []Effect {
	d := s.Draft
	if d == nil {
		return nil
	}
	d.touched = true
	switch d.Stage {
	case Wanted:
		if s.planAsked(d) || s.slotsHeld(d.Plan.Department) {
			return s.say(Notice{Key: "slot_still_read", Tone: Warning})
		}
	case Fixed:
		if s.Now.Mono-d.fixedAt.Mono < seen {
			return s.say(Notice{Key: "enter_books", When: d.Plan.Slot.At})
		}
		if !s.stillFree(d.Plan.Slot) {
			d.Stage = Typing
			gone := d.Plan.Slot.At
			s.replan()
			return s.say(Notice{Key: "slot_gone", Tone: Warning, When: gone})
		}
		if why, no := s.MayNot(Post{clinic.Booking{Department: d.Plan.Department}}); no {
			return s.say(Notice{Key: "forbidden", Tone: Warning, Why: why})
		}
		if s.CancelsFirst(d) {
			return s.startMove(e.Ref)
		}
		return s.send(*d, e.Ref)
	}
	return s.fix()
}

// fix takes the first Enter: it fixes the plan, or remembers the wish while
// the slots are read.
func (s *State) fix() []Effect {
	d := s.Draft
	s.replan()
	if why, no := s.MayNot(Post{clinic.Booking{Department: d.Plan.Department}}); no {
		return s.say(Notice{Key: "forbidden", Tone: Warning, Why: why})
	}
	if why, no := s.MayNot(Cancel{d.Moves.ID}); no && d.Moves.ID != "" && !d.Gone { // both would stand
		return s.say(Notice{Key: "forbidden", Tone: Warning, Why: why})
	}
	switch p := d.Plan; p.Missing {
	case Nothing, SlotsLoading, NoFreeSlot:
		if load := s.draftSlots(freshBooking); len(load) > 0 || s.planAsked(d) {
			d.Stage = Wanted
			return load
		}
		if p.Missing == SlotsLoading && s.slotsHeld(p.Department) {
			d.Stage = Wanted // they are read when requests may be sent again
			return nil
		}
		if p.Missing != Nothing {
			return s.say(Notice{Key: "no_free_slot", Tone: Warning, Where: s.DepartmentName(p.Department)})
		}
		d.Stage, d.fixedAt = Fixed, s.Now
		return nil
	case MissingDepartment:
		return s.say(Notice{Key: "missing_department", Tone: Warning})
	case MissingWorker:
		return s.askWithWhom()
	}
	return s.say(Notice{Key: "missing_name", Tone: Warning})
}

// slotsArrived goes on with what waited for the slots of a department.
func (s *State) slotsArrived(asked LoadSlots) []Effect {
	var out []Effect
	if d := s.Draft; d != nil {
		before, stage := d.Plan.Slot.At, d.Stage
		s.replan()
		switch {
		case stage == Wanted:
			d.Stage = Typing
			out = append(out, s.fix()...)
		case stage == Fixed && d.Stage != Fixed:
			out = append(out, s.say(Notice{Key: "slot_gone", Tone: Warning, When: before})...)
		}
	}
	s.rankAlternatives(asked.Department)
	out = append(out, s.strandedChecked(asked)...)
	return append(out, s.purchaseChecked(asked)...)
}

// Unfixed goes back from the fixed sentence to typing.
type Unfixed struct{}

func (Unfixed) apply(s *State) []Effect {
	if s.Draft != nil && s.Draft.Stage <= Fixed {
		s.Draft.Stage = Typing
	}
	return nil
}
