package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// The slots of Condé's move: from the afternoon to the next one free.
var oldSlot, newSlot = conde.At, slot945

// moving is a desk that has asked whether Condé's appointment may be cancelled
// first: the API has just refused the second one of the day.
func moving(t *testing.T) *desk {
	t.Helper()
	d := openDesk(t)
	d.busy[clinic.Slot{Department: "1", At: oldSlot}] = true
	d.reread("1")
	d.do(DraftOpened{Moves: conde.ID})
	d.pass(seen)
	p := only[Post](d.enter())
	if len(p) != 1 {
		t.Fatalf("sent %v", p)
	}
	out := d.do(failed(p[0], DuplicateAppointment))
	d.says(out, "refused")
	d.shows(out, Tell)
	if d.Duplicate != nil || d.Draft == nil || d.Draft.Stage != Fixed || !d.CancelsFirst(d.Draft) {
		t.Fatalf("the draft is %+v, the clash %+v", d.Draft, d.Duplicate)
	}
	d.pass(seen)
	return d
}

// cancelled is a desk whose move has cancelled the old appointment, and the booking
// that left then.
func cancelled(t *testing.T) (*desk, Post) {
	t.Helper()
	d := moving(t)
	d.asks(d.enter(), Cancel{conde.ID})
	if in, ok := d.IntentOf(d.serial); !ok || in.Stage != Clearing || in.At != newSlot {
		t.Fatalf("meanwhile: %+v %v", in, ok)
	}
	posts := only[Post](d.do(CancelDone{conde.ID}))
	if len(posts) != 1 || posts[0].At != newSlot || posts[0].Name != conde.Name {
		t.Fatalf("sent %v", posts)
	}
	return d, posts[0]
}

// without wants the state to say so many patients without appointment.
func (d *desk) without(n int) {
	d.t.Helper()
	if got := d.Without(); len(got) != n || n > 0 && got[0].Name != conde.Name {
		d.t.Errorf("without appointment: %+v, want %d", got, n)
	}
}

func TestMoveWithinADayCancelsFirst(t *testing.T) {
	d, p := cancelled(t)
	d.without(0) // it is on its way
	out := d.do(booked(p, "950"))
	d.says(out, "moved")
	d.asks(out)
	d.without(0)
	d.Undo = nil

	d.do(DraftOpened{Moves: "950"}) // it is learned: the next one asks at once
	d.pass(seen)
	d.asks(d.enter(), Cancel{clinic.NumberID("950")})
}

func TestMoveToAnotherDayBooksFirst(t *testing.T) {
	d, p := cancelled(t)
	d.do(booked(p, "950"), DraftOpened{Moves: "950"}, Typed{Line: "demain"})
	d.enter()
	d.pass(seen)
	out := d.enter()
	posts := only[Post](out)
	if len(posts) != 1 || posts[0].At.Day() != newSlot.Day()+1 || len(only[Cancel](out)) > 0 {
		t.Fatalf("asked %v", requests(out))
	}
	d.do(limited(someRead(1), wait))
	out = d.do(booked(posts[0], "951")) // its cancel waits for the limit
	d.says(out, "moved")
	if !d.CanUndo() || len(d.Cancels) != 1 {
		t.Errorf("cancels %+v", d.Cancels)
	}
	d.says(d.do(UndoAsked{}), "both_stand")
	if d.CanUndo() || len(d.Cancels) != 0 {
		t.Errorf("cancels %+v", d.Cancels)
	}
	if n := len(only[Cancel](d.pass(2 * wait))); n > 0 {
		t.Errorf("%d cancels leave", n)
	}
}

func TestMoveWithoutASpareCreditCancelsFirst(t *testing.T) {
	for name, learn := range map[string]func(*desk){
		"known": func(d *desk) { d.do(balance(0)) },
		"told by the refusal": func(d *desk) {
			p := only[Post](d.enter())[0]
			out := d.do(Failed{Doing: p, Failure: Failure{Code: InsufficientCredits, Status: 402, CreditsTold: true}})
			d.shows(out, Tell)
			if d.Purchase != nil {
				t.Error("credits are offered: the cancel brings one")
			}
		},
	} {
		d := openDesk(t)
		d.do(DraftOpened{Moves: conde.ID})
		d.pass(seen)
		learn(d)
		d.pass(seen)
		if !d.NoSpareCredit() || !d.CancelsFirst(d.Draft) {
			t.Errorf("%s: the draft is %+v", name, d.Draft)
		}
		d.asks(d.enter(), Cancel{conde.ID})
	}
}

// A mistyped day of a move is read as what was meant, which the sentence tells.
func TestAMoveTellsASlip(t *testing.T) {
	for _, line := range []string{"mercerdi", "thrusday", "cond mercerdi"} {
		d := openDesk(t)
		d.do(DraftOpened{Moves: conde.ID})
		d.typed(line)
		slips := d.Draft.Slips()
		if !d.Draft.Said().DaySaid || len(slips) != 1 || len(d.Draft.Unread()) > 0 || !d.Draft.Warned() {
			t.Errorf("%q: %+v, not understood %q", line, slips, d.Draft.Unread())
		}
	}
}

// What must be well before an appointment is cancelled for another: a connection,
// no limit, requests enough, a slot just read, and the right to.
func TestMoveThatCannotBeginLeavesAllAsItIs(t *testing.T) {
	for _, c := range []struct {
		name, say string
		hinder    func(*desk)
	}{
		{"offline", "move_offline", func(d *desk) { d.do(failed(ReadBack{}, NotSent)) }},
		{"trying", "move_offline", func(d *desk) { d.do(failed(someRead(1), ServiceUnavailable)) }},
		{"key refused", "move_offline", func(d *desk) { d.do(failed(someRead(1), ExpiredAPIKey)) }},
		{"limited", "move_limited", func(d *desk) { d.do(limited(someRead(1), wait)) }},
		{"probing", "move_limited", func(d *desk) { d.do(limited(someRead(1), 0)); d.pass(2 * quota.Margin) }},
		{"19 requests", "move_few_requests", func(d *desk) { d.do(left(19, 0)) }},
		{"forbidden", "forbidden", func(d *desk) { d.forbid(Cancel{conde.ID}, Failure{Code: InsufficientScope}) }},
		{"over", "cannot_move", func(d *desk) { over := conde; over.Status = clinic.Completed; d.pass(seen); d.do(d.visitRead(over)) }},
	} {
		d := moving(t)
		d.mute = true
		c.hinder(d)
		out := d.enter()
		if keys := said(out); len(keys) != 1 || keys[0] != c.say {
			t.Errorf("%s: said %q", c.name, keys)
		}
		if d.asks(out); d.Draft == nil || d.Draft.Moves.ID != conde.ID {
			t.Errorf("%s: the draft is %+v", c.name, d.Draft)
		}
	}
	d := moving(t)
	d.do(left(20, 0))
	d.asks(d.enter(), Cancel{conde.ID})

	d = moving(t)
	d.mute = true
	d.pass(freshBooking)
	out := d.enter()
	d.asks(out, thisWeek("1"))
	d.do(d.answer(thisWeek("1")))
	d.says(d.enter(), "enter_books") // and is asked again
	d.pass(seen)
	d.asks(d.enter(), Cancel{conde.ID})
}

func TestMoveWhoseCancelIsNotDone(t *testing.T) {
	for name, answer := range map[string]func(*desk){
		"refused":  func(d *desk) { d.do(failed(Cancel{conde.ID}, InvalidRequest)) },
		"not done": func(d *desk) { d.do(failed(Cancel{conde.ID}, NoAnswer), d.visitRead(conde)) },
		"refused after a limit": func(d *desk) {
			d.do(limited(Cancel{conde.ID}, wait))
			d.pass(wait + quota.Margin)
			d.do(failed(Cancel{conde.ID}, InvalidRequest), d.visitRead(conde))
		},
	} {
		d := moving(t)
		d.enter()
		answer(d)
		d.without(0)
		if posts := only[Post](d.pass(time.Minute)); len(posts) > 0 || d.Draft == nil || d.Draft.Moves.ID != conde.ID || d.Draft.Gone {
			t.Errorf("%s: sent %v, the draft is %+v", name, posts, d.Draft)
		}
	}
}

// A cancel that seemed not to be done, and is done late: whatever became of the
// draft, the state says who is without appointment.
func TestMoveWhoseCancelIsDoneLate(t *testing.T) {
	gone := conde
	gone.Status = clinic.Cancelled
	for name, meanwhile := range map[string]func(*desk){
		"in front": func(*desk) {},
		"parked":   func(d *desk) { d.do(DraftParked{}) },
		"dropped":  func(d *desk) { d.do(DraftClosed{}) },
	} {
		d := moving(t)
		d.enter()
		d.do(failed(Cancel{conde.ID}, NoAnswer), d.visitRead(conde))
		meanwhile(d)
		d.pass(time.Second)
		d.says(d.do(d.visitRead(gone)), "cancelled_late_for_move")
		d.without(1)
		for range 2 { // dropping it puts it aside; taking it off the list is a decision
			d.do(DraftClosed{})
		}
		if d.without(1); len(d.Parked) != 1 {
			t.Fatalf("%s: parked %+v", name, d.Parked)
		}
		d.do(DraftTaken{Serial: d.Parked[0].Serial})
		d.enter()
		d.pass(seen)
		posts := only[Post](d.enter())
		if len(posts) != 1 {
			t.Fatalf("%s: sent %v", name, posts)
		}
		d.says(d.do(booked(posts[0], "970")), "moved")
		d.without(0)
	}
}

// A person who takes the draft off the list of what is put aside has settled it.
func TestWithoutAppointmentIsSettledByHand(t *testing.T) {
	d, p := cancelled(t)
	d.do(failed(p, InsufficientCredits))
	d.without(1)
	d.do(PurchaseStopped{}, DraftClosed{})
	d.without(1)
	d.do(ParkedDropped{Serial: d.Parked[0].Serial})
	d.without(0)
}

func (d *desk) backPost(out []Effect) Post {
	d.t.Helper()
	posts := only[Post](out)
	if len(posts) != 1 || posts[0].At != oldSlot || posts[0].Name != conde.Name || !posts[0].Department.Same(conde.Department) {
		d.t.Fatalf("sent %v, want the old slot", posts)
	}
	return posts[0]
}

// For each documented refusal of the new booking: the old slot is booked again, or
// the draft is there with the reaction and the state says who is without.
func TestMoveWhoseNewSlotIsRefused(t *testing.T) {
	for _, code := range append(Documented(), "SOMETHING_NEW") {
		rule := RuleFor(Failure{Code: code})
		if r := rule.Reaction(Post{}); r == OutcomeUnknown || r == CountDown {
			continue
		}
		d, p := cancelled(t)
		out := d.do(failed(p, code))
		if !rule.putsBack() {
			if posts := only[Post](append(out, d.pass(time.Minute)...)); len(posts) > 0 {
				t.Errorf("%s: sent %v", code, posts)
			}
			d.without(1)
			d.shows(out, rule.Show)
			continue
		}
		d.says(out, "refused", "putting_back")
		back := d.backPost(out)
		d.without(0) // it is on its way
		out = d.do(booked(back, "960"))
		d.says(out, "put_back")
		d.shows(out, OfferSlots)
		d.without(0)
		if d.Draft == nil || d.Draft.Moves.ID != clinic.NumberID("960") || d.Draft.Gone || d.Alternatives == nil || d.Alternatives.Wish.At != newSlot {
			t.Errorf("%s: the draft is %+v, offered %+v", code, d.Draft, d.Alternatives)
		}
		if d.CanUndo() {
			t.Errorf("%s: `u` would leave nothing", code)
		}
	}
}

// For each refusal of the old slot, too: alternatives, and the state says who is
// without until one of them stands.
func TestMoveWhoseOldSlotIsRefusedToo(t *testing.T) {
	for _, code := range append(Documented(), "SOMETHING_NEW") {
		if r := RuleFor(Failure{Code: code}).Reaction(Post{}); r == OutcomeUnknown || r == CountDown {
			continue
		}
		d, p := cancelled(t)
		back := d.backPost(d.do(failed(p, SlotNotAvailable)))
		out := d.do(failed(back, code))
		if keys := said(out); !slices.Contains(keys, "without") {
			t.Errorf("%s: said %q", code, keys)
		}
		d.shows(out, OfferSlots)
		d.without(1)
		if d.Draft == nil || !d.Draft.Gone || d.Alternatives == nil || d.Alternatives.Wish.At != newSlot {
			t.Fatalf("%s: the draft is %+v, offered %+v", code, d.Draft, d.Alternatives)
		}
		d.pass(settleRows)
		if _, no := d.forbids(Post{back.Booking}); no {
			continue
		}
		posts := only[Post](d.do(AlternativePicked{Slot: d.Alternatives.Rows[0].Slot, Ref: "again"}))
		if len(posts) != 1 {
			t.Fatalf("%s: sent %v", code, posts)
		}
		d.says(d.do(booked(posts[0], "961")), "moved")
		d.without(0)
	}
}

func TestMoveWithoutCreditInBetweenOpensTheCredits(t *testing.T) {
	d, p := cancelled(t)
	out := d.do(failed(p, InsufficientCredits))
	d.shows(out, OfferCredits)
	d.without(1)
	d.do(Paid{})
	posts := only[Post](d.pass(2 * purchaseGrace))
	if len(posts) != 1 || posts[0].At != newSlot {
		t.Fatalf("sent %v", posts)
	}
	d.says(d.do(booked(posts[0], "950")), "moved")
	d.without(0)
}

// A 429 in between: the move goes out before anything else after the reset.
func TestMoveGoesOutFirstAfterTheLimit(t *testing.T) {
	d, p := cancelled(t)
	d.typed("bah")
	d.enter()
	d.pass(seen)
	d.mute = true
	d.do(limited(p, wait))
	d.enter() // another booking joins the queue
	d.without(1)
	if place := d.Place(p.Ref); place != 1 {
		t.Errorf("it goes out as number %d", place)
	}
	d.asks(d.pass(wait+quota.Margin), ReadBack(p))
	d.asks(d.do(standing(p.Booking)), p)
	d.says(d.do(booked(p, "950")), "moved")
	d.without(0)
}

// Esc in the limit books the old slot again, once the new one is known not to
// stand, and not before.
func TestMoveTakenBackInTheLimit(t *testing.T) {
	for name, c := range map[string]struct {
		found []string
		say   string
	}{"not done": {nil, "putting_back"}, "done": {[]string{"950"}, "moved"}} {
		d, p := cancelled(t)
		d.mute = true
		d.do(limited(p, wait))
		out := d.do(WaitDropped{Ref: p.Ref})
		d.says(out, "given_up_later")
		d.asks(out)
		d.without(1)
		d.asks(d.pass(wait+quota.Margin), ReadBack(p))
		out = d.do(standing(p.Booking, c.found...))
		d.says(out, c.say)
		if name == "not done" {
			d.says(d.do(booked(d.backPost(out), "960")), "put_back")
			if d.Draft == nil || d.Draft.Moves.ID != clinic.NumberID("960") {
				t.Errorf("the draft is %+v", d.Draft)
			}
		}
		d.without(0)
	}
	d := moving(t)
	d.enter()
	d.mute = true
	d.do(limited(someRead(1), wait))
	d.do(CancelDone{conde.ID}) // the booking has not left: nothing is to be looked for
	d.without(1)
	d.asks(d.do(WaitDropped{Ref: d.Intents[0].Ref}))
	out := d.pass(wait + quota.Margin)
	d.says(d.do(booked(d.backPost(out), "960")), "put_back")
	d.without(0)
}

// While it is uncertain whether the new booking stands, the old slot is not booked.
func TestMoveOfUnknownOutcome(t *testing.T) {
	for _, f := range breakages {
		if f.Code == NotSent {
			continue
		}
		d, p := cancelled(t)
		d.mute = true
		d.do(Failed{Doing: p, Failure: f})
		d.without(1)
		var out []Effect
		for range 200 {
			out = append(out, d.pass(time.Second)...)
			for _, l := range only[ReadBack](out) {
				out = d.do(standing(l.Booking))
			}
			if _, ok := d.ToDecide(); ok {
				break
			}
		}
		if posts := only[Post](out); len(posts) > 0 {
			t.Fatalf("%s: sent %v", f.Code, posts)
		}
		if in, ok := d.ToDecide(); !ok || in.Stage != Absent {
			t.Fatalf("%s: to decide %+v %v", f.Code, in, ok)
		}
		d.without(1)
		back := d.backPost(d.do(WaitDropped{Ref: p.Ref}))
		d.says(d.do(booked(back, "960")), "put_back")
		d.without(0)
	}
}

func TestMoveThatFindsNoConnectionInBetween(t *testing.T) {
	for name, c := range map[string]struct {
		then func(*desk, Post) []Effect
		at   clinic.Wall
	}{
		"sent again":            {func(d *desk, p Post) []Effect { return d.do(SentAgain{Ref: p.Ref}) }, newSlot},
		"taken back":            {func(d *desk, p Post) []Effect { return d.do(WaitDropped{Ref: p.Ref}) }, oldSlot},
		"taken in the meantime": {func(d *desk, p Post) []Effect { return d.do(SentAgain{Ref: p.Ref}) }, oldSlot},
	} {
		d, p := cancelled(t)
		d.mute = true
		d.do(failed(p, NotSent))
		d.without(1)
		delete(d.busy, clinic.Slot{Department: "1", At: oldSlot})
		if name == "taken in the meantime" {
			d.takeElsewhere("1", newSlot)
		}
		d.reconnect()
		posts := only[Post](c.then(d, p))
		if len(posts) != 1 || posts[0].At != c.at {
			t.Fatalf("%s: sent %v", name, posts)
		}
		d.do(booked(posts[0], "960"))
		d.without(0)
	}
}

// What puts the old appointment back may fail in every way, too.
func TestPuttingBackIsTakenBack(t *testing.T) {
	for name, c := range map[string]struct {
		meets Failure
		found bool
	}{
		"no connection": {Failure{Code: NotSent}, false},
		"no answer":     {Failure{Code: NoAnswer}, false},
		"limit":         {Failure{Code: RateLimitExceeded, Wait: wait}, false},
		"limit, stands": {Failure{Code: RateLimitExceeded, Wait: wait}, true},
	} {
		d, p := cancelled(t)
		back := d.backPost(d.do(failed(p, SlotNotAvailable)))
		d.mute = true
		d.do(Failed{Doing: back, Failure: c.meets})
		d.without(1)
		d.do(WaitDropped{Ref: back.Ref})
		for range 200 {
			for _, l := range only[ReadBack](d.pass(time.Second)) {
				if c.found {
					d.do(standing(l.Booking, "960"))
				} else {
					d.do(standing(l.Booking))
				}
			}
		}
		d.do(WaitDropped{Ref: back.Ref})
		if c.found {
			d.without(0)
			continue
		}
		d.without(1)
		if d.Draft == nil || !d.Draft.Gone || len(d.Intents) > 0 {
			t.Errorf("%s: the draft is %+v, outbox %+v", name, d.Draft, d.Intents)
		}
	}
}

// Nothing is moved where the old appointment may not be cancelled: both would stand.
func TestNoMoveWithoutTheRightToCancel(t *testing.T) {
	for _, line := range []string{"", "demain", "ped"} {
		d := openDesk(t)
		d.do(CancelAsked{conde.ID})
		d.pass(Grace)
		d.do(failed(Cancel{conde.ID}, InsufficientScope))
		d.do(DraftOpened{Moves: conde.ID}, Typed{Line: line})
		d.pass(seen)
		out := append(d.enter(), d.pass(seen)...)
		out = append(out, d.enter()...)
		if posts := only[Post](out); len(posts) > 0 {
			t.Errorf("%q: %v leaves", line, posts)
		}
		if n := d.Log[len(d.Log)-1]; n.Key != "forbidden" || n.Right != MayCancel {
			t.Errorf("%q: said %+v", line, n)
		}
	}
}
