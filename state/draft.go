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
	Choice  string             // the key of the row chosen by hand; "" for the one that is offered
	Row     clinic.Row         // how the line is taken, as painted; zero where nobody is offered
	Asks    bool               // a person decides who is meant: Enter opened the question
	Better  clinic.Slot        // what became free since the slot was painted; zero At for nothing
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

// Chosen is the person known that the draft books for.
func (d *Draft) Chosen() (clinic.Match, bool) { return d.Row.Match, d.Row.Match.Person != nil }

// Said is what the line says of where and when, as it is taken.
func (d *Draft) Said() clinic.Said {
	said := d.Reading.Said
	if d.Row.Key != "" {
		said = d.Row.Said
	}
	if d.Moves.ID != "" && !said.DaySaid && (said.HourSaid || said.From != said.To) {
		said.Day, said.Until, said.DaySaid = d.Moves.At.Day(), d.Moves.At.Day(), true // the day of what is moved, at another hour
	}
	return said
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

// RowKeys are the keys of how the line can be taken.
func (d *Draft) RowKeys() []string {
	out := make([]string, len(d.Reading.Rows))
	for i := range d.Reading.Rows {
		out[i] = d.Reading.Rows[i].Key
	}
	return out
}

// Slips are the words that are read as others as the line is taken.
func (d *Draft) Slips() []clinic.Slip {
	if d.Moves.ID != "" {
		return d.Reading.Slips
	}
	return d.Row.Slips
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
	named := d.namedSo(e)
	d.Line, d.Split, d.Fields = e.Line, e.Split, e.Fields
	d.Stage, d.Asks, d.touched = Typing, false, true
	if d.With.Worker = ""; !answers {
		d.Row, d.With = clinic.Row{}, WithWhom{}
		if !named {
			d.Choice = ""
		}
	}
	d.Plan = Plan{} // what was painted was of another line
	s.replan()
	s.rest()
	return nil
}

// namedSo says whether who was chosen by hand is still meant: the name stands as it
// was in its own field, or was written there.
func (d *Draft) namedSo(e Typed) bool {
	name := d.Plan.Name
	if d.Split {
		name = d.Fields.Name
	}
	if !e.Split || d.Choice == "" || e.Fields.Name != name {
		return false
	}
	if strings.HasPrefix(d.Choice, clinic.NewPerson) {
		d.Choice = clinic.NewPerson
	}
	return d.Choice == clinic.NewPerson || !strings.HasPrefix(d.Choice, "+")
}

// RowChosen takes the line another way: a row of its reading, by key.
type RowChosen struct{ Key string }

func (e RowChosen) apply(s *State) []Effect {
	d := s.Draft
	if d == nil || d.Stage > Fixed || d.Moves.ID != "" || !slices.Contains(d.RowKeys(), e.Key) {
		return nil
	}
	if d.Stage = Typing; !strings.HasPrefix(e.Key, betterSlot) {
		d.Choice = e.Key
	}
	d.touched, d.Plan = true, Plan{}
	s.replan()
	return s.draftSlots(freshBooking)
}

// Entered is Enter on a draft: the first fixes person, place and slot and has
// the sentence shown; the second, once that was on screen, sends. Where a person
// has to decide who is meant, one before them opens that question. Ref becomes the
// booking's own reference.
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
		if s.Now.Mono-d.fixedAt.Mono < s.readIn(d) {
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
	if answered, out := s.whoIsMeant(d); !answered {
		return out
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
	case DayPast:
		return s.say(Notice{Key: "day_past", Tone: Warning, When: d.Said().Day.Start()})
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
		s.Draft.Stage, s.Draft.Asks = Typing, false
	}
	return nil
}

// splitForField opens a refused draft as separate fields, so that the one that
// the API named can be put right.
func (s *State) splitForField() {
	if d := s.Draft; d != nil && !d.Split {
		d.Fields, d.Split = s.FieldsOf(d), true
		s.replan()
	}
}

func (d *Draft) picture() DraftPicture {
	p := DraftPicture{
		Line: d.Line, Fields: d.Fields, Split: d.Split, Choice: d.Choice, Person: d.Person, Pinned: d.Pinned,
		Moves: d.Moves, Gone: d.Gone, With: d.With, Failure: d.Failure, Plan: d.Plan,
	}
	if m, known := d.Chosen(); known {
		p.Person = m.Person.Who()
	}
	return p
}

// draftOf is the draft of a picture, as it is put aside.
func (s *State) draftOf(p DraftPicture) Draft {
	s.serial++
	d := Draft{
		Serial: s.serial, Line: p.Line, Fields: p.Fields, Split: p.Split, Choice: p.Choice, Person: p.Person, Pinned: p.Pinned,
		Moves: p.Moves, Gone: p.Gone, With: p.With, Failure: p.Failure, Plan: p.Plan, touched: true,
	}
	d.Reading = s.readDraft(&d)
	return d
}
