package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// An Alternatives is the alternatives for a slot that turned out to be taken.
type Alternatives struct {
	Wish      clinic.Wish
	Who       clinic.Who
	Serial    int // of the draft
	Rows      []clinic.Alternative
	Reading   bool           // availability is being read again
	ChangedAt clinic.Instant // when the rows last changed

	draft Draft // as it was confirmed
}

// Alternatives offered: five rows, from at most 14 days.
const (
	offered  = 5
	offerFor = 14
)

// settleRows is how long rows must have stood still before a key may pick one.
const settleRows = 300 * time.Millisecond

// offerAlternatives makes the alternatives for a refused booking and asks for the
// availability again.
func (s *State) offerAlternatives(in Intent) []Effect {
	s.Alternatives = &Alternatives{
		Wish:   clinic.Wish{At: in.At, Department: in.Department, Worker: in.Worker},
		Who:    s.whom(&in.Draft),
		Serial: in.Draft.Serial,
		draft:  in.Draft,
	}
	var out []Effect
	for monday := in.At.Day().Monday(); monday <= in.At.Day()+offerFor; monday += 7 {
		out = append(out, s.ask(LoadSlots{Department: in.Department, From: monday, To: monday + 6})...)
	}
	s.Alternatives.Reading = s.alternativesAsked()
	s.rank()
	return out
}

// rankAlternatives ranks again when slots of the department have been read.
func (s *State) rankAlternatives(department clinic.ID) {
	if s.Alternatives == nil || s.Alternatives.Wish.Department != department {
		return
	}
	s.Alternatives.Reading = s.alternativesAsked()
	s.rank()
}

// alternativesAsked says whether slots that may be offered are on their way, or held.
func (s *State) alternativesAsked() bool {
	w := s.Alternatives.Wish
	return s.slotsHeld(w.Department) || s.slotsAsked(s.Now, w.Department, w.At.Day().Monday(), w.At.Day()+offerFor)
}

func (s *State) rank() {
	o := s.Alternatives
	today := s.Now.Wall.Day()
	from := max(today, o.Wish.At.Day()-offerFor)
	held, _ := s.SlotsOf(o.Wish.Department, from, o.Wish.At.Day()+offerFor)
	if s.Weights.OtherDepartments {
		for _, d := range s.Departments {
			if d.ID != o.Wish.Department && !d.NeedsWorker {
				more, _ := s.SlotsOf(d.ID, from, o.Wish.At.Day()+offerFor)
				held = append(held, more...)
			}
		}
	}
	rows := clinic.Rank(o.Wish, held, s.Now.Wall, s.Weights, offered)
	if !sameRows(rows, o.Rows) {
		o.Rows, o.ChangedAt = rows, s.Now
	}
}

func sameRows(a, b []clinic.Alternative) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// AlternativePicked books one of the alternatives for the same draft: the one
// whose slot a person saw. Booking again what was just confirmed counts as asked,
// so it is sent at once.
type AlternativePicked struct {
	Slot clinic.Slot
	Ref  string
}

func (e AlternativePicked) apply(s *State) []Effect {
	o := s.Alternatives
	if o == nil || s.Draft == nil {
		return nil
	}
	offered := slices.ContainsFunc(o.Rows, func(a clinic.Alternative) bool { return a.Slot == e.Slot })
	if !offered || s.Now.Mono-o.ChangedAt.Mono < settleRows {
		return s.say(Notice{Key: "rows_changed", Tone: Warning})
	}
	d := s.Draft.confirmedAs(o.draft)
	d.Pinned, d.Plan.Slot, d.Plan.Department = e.Slot, e.Slot, e.Slot.Department
	if e.Slot.Worker != "" {
		d.Plan.Worker = e.Slot.Worker
	}
	d.Plan.Missing = Nothing
	return s.sendOrAsk(d, e.Ref)
}

// AlternativesDropped closes the alternatives; the draft stays.
type AlternativesDropped struct{}

func (AlternativesDropped) apply(s *State) []Effect {
	s.Alternatives = nil
	return nil
}

// A Duplicate is the appointment that a draft would have doubled.
type Duplicate struct {
	Asked   clinic.Booking
	Visit   clinic.Appointment // zero id while it is being looked for
	Reading bool

	draft Draft // as it was confirmed
}

func (s *State) showDuplicate(in Intent) []Effect {
	b := in.Booking
	s.Duplicate = &Duplicate{Asked: b, draft: in.Draft}
	if s.findDuplicate() {
		return nil
	}
	load := LoadVisits{clinic.Visits{From: b.At.Day(), To: b.At.Day()}}
	out := s.ask(load)
	s.Duplicate.Reading = s.coming(load)
	return out
}

// findDuplicate looks for the existing appointment among what is held.
func (s *State) findDuplicate() bool {
	v, ok := s.sameDay(s.Duplicate.Asked, s.whom(&s.Duplicate.draft))
	if ok {
		s.Duplicate.Visit, s.oneADay = v, true
	}
	return ok
}

// sameDay is the appointment that stands, of the same person, in the same
// department and on the same day as a booking asks for, if one is held.
func (s *State) sameDay(b clinic.Booking, who clinic.Who) (clinic.Appointment, bool) {
	for _, same := range []func(clinic.Who) bool{who.Is, who.MayBe} { // never a namesake who is told apart
		for _, v := range s.VisitsOn(b.At.Day(), b.Department) {
			if v.Status.Open() && same(s.People.Who(v)) {
				return v, true
			}
		}
	}
	return clinic.Appointment{}, false
}

// already is when the appointment is that a booking would double; 0 for none known.
func (s *State) already(d *Draft) clinic.Wall {
	if d.Plan.Slot.At == 0 || d.Plan.Name == "" || d.Moves.ID != "" {
		return 0
	}
	v, _ := s.sameDay(planned(*d), s.whom(d))
	return v.At
}

// duplicateArrived looks again when the day of the existing appointment was read.
func (s *State) duplicateArrived(asked LoadVisits) []Effect {
	if s.Duplicate != nil && s.Duplicate.Reading && asked.covers(s.Duplicate.Asked.At.Day()) {
		s.Duplicate.Reading = false
		s.findDuplicate()
	}
	return nil
}

// DuplicateDropped closes the duplicate; the draft stays.
type DuplicateDropped struct{}

func (DuplicateDropped) apply(s *State) []Effect {
	s.Duplicate = nil
	return nil
}

// CancelFirst makes the draft in front a move of the appointment that it would
// double. The API takes no second one beside it, so the next Enter cancels that
// one first: a person is asked.
type CancelFirst struct{}

func (CancelFirst) apply(s *State) []Effect {
	c := s.Duplicate
	if c == nil || c.Visit.ID == "" || s.Draft == nil {
		return nil
	}
	d := s.Draft.confirmedAs(c.draft)
	d.Moves, d.fixedAt = c.Visit, s.Now
	d.Plan.Already = 0 // that one goes
	s.openDraft(&d)
	return nil
}

// A Purchase is a booking that waits for credits.
type Purchase struct {
	Booking  clinic.Booking
	Required int
	Checking bool // the slot is read again
	Counting bool // it leaves by itself at Until
	Why      Code
	Until    clinic.Instant

	draft Draft          // as it was confirmed
	had   int            // the balance that it was refused with
	next  clinic.Instant // when the slot may be read again by itself
}

// waitsFor says whether the answer to a read tells of the slot.
func (p Purchase) waitsFor(asked LoadSlots) bool {
	return p.Checking && asked.covers(clinic.Slot{Department: p.Booking.Department, At: p.Booking.At})
}

// purchaseGrace is how long Esc can stop a booking whose credits have come.
const purchaseGrace = 5 * time.Second

// pollBalance is how often the balance is looked at while a booking waits for
// it; looking asks nobody.
const pollBalance = time.Second

// Left is how long the countdown runs on, in whole seconds.
func (p Purchase) Left(now clinic.Instant) time.Duration {
	return max(0, (p.Until.Mono-now.Mono+time.Second-1)/time.Second*time.Second)
}

func (p Purchase) due(now clinic.Instant) clinic.Instant {
	if !p.Counting {
		return now.Add(pollBalance)
	}
	step := (p.Until.Mono - now.Mono) % time.Second
	if step <= 0 {
		step = time.Second
	}
	return now.Add(min(step, max(0, p.Until.Mono-now.Mono)))
}

// Paid says that a person bought credits: the slot is read again, then the
// booking leaves after purchaseGrace.
type Paid struct{}

func (Paid) apply(s *State) []Effect { return s.checkPurchase() }

func (s *State) checkPurchase() []Effect {
	b := s.Purchase
	if b == nil || b.Checking || b.Counting {
		return nil
	}
	monday := b.Booking.At.Day().Monday()
	b.Checking = true
	load := LoadSlots{Department: b.Booking.Department, From: monday, To: monday + 6}
	out := append(s.ask(load), s.say(Notice{Key: "checking_slot", Who: b.Booking.Name, When: b.Booking.At})...)
	if !s.coming(load) {
		return append(out, s.purchaseChecked(load)...) // by what is held
	}
	return out
}

// tickPurchase goes on when credits are seen, and sends when the countdown is
// over.
func (s *State) tickPurchase() []Effect {
	b := s.Purchase
	switch {
	case b == nil:
		return nil
	case b.Counting && s.Now.Mono >= b.Until.Mono:
		s.Purchase = nil
		return s.sendOrAsk(s.Draft.confirmedAs(b.draft), b.Booking.Ref)
	case !b.Counting && !b.Checking && b.paid(s.Credits) && s.Now.Mono >= b.next.Mono:
		return s.checkPurchase()
	}
	return nil
}

// paid says whether credits are seen that were not there at the refusal. A
// balance that was high enough then is no reason to send again unasked.
func (p Purchase) paid(c quota.Credits) bool {
	return c.Exact && c.Count >= p.Required && c.Count > p.had
}

// purchaseChecked goes on when the slot was read again: it counts down, or, if
// the slot went meanwhile, offers others.
func (s *State) purchaseChecked(asked LoadSlots) []Effect {
	b := s.Purchase
	if b == nil || !b.waitsFor(asked) {
		return nil
	}
	b.Checking = false
	if s.stillFree(b.draft.Plan.Slot) {
		b.Counting, b.Until = true, s.Now.Add(purchaseGrace)
		return nil
	}
	s.Purchase = nil
	in := Intent{Booking: b.Booking, Draft: b.draft}
	return append(s.offerAlternatives(in), Show{OfferSlots})
}

// PurchaseStopped stops the countdown, or closes the purchase when none runs;
// the draft stays.
type PurchaseStopped struct{}

func (PurchaseStopped) apply(s *State) []Effect {
	switch b := s.Purchase; {
	case b == nil:
	case b.Counting:
		s.Purchase = nil
		return s.say(Notice{Key: "purchase_stopped", Who: b.Booking.Name, When: b.Booking.At})
	default:
		s.Purchase = nil
	}
	return nil
}

// creditsTold takes over the balance that a refusal named.
func (w *Writing) creditsTold(now clinic.Instant, f Failure) {
	if f.CreditsTold && !w.Credits.Exact {
		w.Credits = quota.Credits{Known: true, Count: f.Available, At: now.Wall}
	}
}
