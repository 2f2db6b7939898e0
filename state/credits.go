package state

import (
	"time"

	"creneau/state/clinic"
)

// Purchase is what is known of the balance: told by a refusal, typed in by a
// person, or, where the API's side shows it, exact. From there the desk counts
// its own bookings and cancels.
type Credits struct {
	Known bool
	Exact bool
	Count int
	At    clinic.Wall // when it was last told
}

// countCredits counts a booking or a cancel of our own.
func (w *Writing) countCredits(n int) {
	switch c := &w.Credits; {
	case !c.Known || c.Exact:
	case c.Count+n < 0:
		*c = Credits{} // more was paid in than is known of: how many are left nobody can say
	default:
		c.Count += n
	}
}

// creditsTold takes over the balance that a refusal named.
func (w *Writing) creditsTold(now clinic.Instant, f Failure) {
	if f.CreditsTold && !w.Credits.Exact {
		w.Credits = Credits{Known: true, Count: f.Available, At: now.Wall}
	}
}

// CreditsTyped is the balance as a person read it elsewhere.
type CreditsTyped struct{ Count int }

func (e CreditsTyped) apply(s *State) []Effect {
	if !s.Credits.Exact {
		s.Credits = Credits{Known: true, Count: e.Count, At: s.Now.Wall}
	}
	return s.tickPurchase()
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
func (p Purchase) paid(c Credits) bool { return c.Exact && c.Count >= p.Required && c.Count > p.had }

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
