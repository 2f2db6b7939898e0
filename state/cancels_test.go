package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// noon is another open appointment of conde's day and department.
var noon = clinic.Appointment{ID: clinic.NumberID("904"), Department: "1", At: clinic.At(2026, time.February, 3, 12, 0), Status: clinic.PendingPayment, Name: "Sow Mariama"}

// openWithTwo is a desk at which two appointments of today can be cancelled.
func openWithTwo(t *testing.T) *desk {
	t.Helper()
	d := openDesk(t)
	d.visits = append(d.visits, noon)
	d.do(d.askedAnswer(LoadVisits{clinic.Visits{From: noon.At.Day(), To: noon.At.Day()}}), CreditsTyped{Count: 5})
	return d
}

// move confirms the moving of an appointment to the next free slot.
func (d *desk) move(id clinic.ID) Post {
	d.t.Helper()
	d.do(DraftOpened{Moves: id})
	d.pass(seen)
	posts := only[Post](d.enter())
	if len(posts) != 1 {
		d.t.Fatalf("sent %v, the draft is %+v", posts, d.Draft)
	}
	return posts[0]
}

// Two cancels at once are told apart: each is dropped, sent, answered and refused
// for itself.
func TestTwoCancelsAtOnce(t *testing.T) {
	for _, ids := range [][2]clinic.ID{{conde.ID, noon.ID}, {noon.ID, conde.ID}} {
		first, second := ids[0], ids[1]
		d := openWithTwo(t)
		d.mute = true
		status, _ := d.Visit(first)
		d.do(CancelAsked{first})
		d.pass(time.Second)
		d.do(CancelAsked{second})
		d.asks(d.pass(Grace-time.Second), Cancel{first})
		if d.cancelling(second).Sent || !d.cancelling(first).Sent {
			t.Fatalf("%+v", d.Cancels)
		}
		d.says(d.do(UndoAsked{}), "cancel_dropped") // the one that has not left
		if d.Cancelling(second) || !d.Cancelling(first) {
			t.Fatalf("dropped the other: %+v", d.Cancels)
		}
		d.do(CancelAsked{second})
		d.pass(Grace)
		d.says(d.do(failed(Cancel{second}, InvalidRequest)), "cancel_refused")
		if d.Cancelling(second) || !d.Cancelling(first) {
			t.Fatalf("refused the other: %+v", d.Cancels)
		}
		d.says(d.do(CancelDone{first}), cancelledAs[status.Status])
		a, _ := d.Visit(first)
		b, _ := d.Visit(second)
		if a.Status != clinic.Cancelled || !b.Status.Open() || d.Credits.Count != 6 {
			t.Errorf("%+v %+v, %d credits", a, b, d.Credits.Count)
		}
	}
}

// A cancel that leaves when the limit is over is the one that is marked as sent.
func TestTheCancelThatIsReleasedHasLeft(t *testing.T) {
	d := openWithTwo(t)
	d.mute = true
	d.do(limited(someRead(1), time.Minute), CancelAsked{conde.ID}, CancelAsked{noon.ID})
	d.asks(d.pass(Grace + time.Second))
	if held := d.CancelsHeld(); len(held) != 2 || held[0].Visit.ID != conde.ID || held[1].Visit.ID != noon.ID {
		t.Errorf("held: %+v", held)
	}
	d.asks(d.pass(time.Minute-Grace), Cancel{conde.ID})
	if !d.cancelling(conde.ID).Sent || d.cancelling(noon.ID).Sent {
		t.Fatalf("%+v", d.Cancels)
	}
	d.says(d.do(UndoAsked{}), "cancel_dropped")
	if d.Cancelling(noon.ID) || !d.Cancelling(conde.ID) {
		t.Errorf("%+v", d.Cancels)
	}
	if len(d.CancelsHeld()) > 0 {
		t.Error("none is held any more")
	}
	d.says(d.do(CancelDone{conde.ID}), "cancelled")
	if d.Quiet.Probing {
		t.Error("its answer is that of the probe")
	}
}

// A cancel that may have been done already is still that one when it is asked for
// again: it is not there any more, so it was done, and counts once.
func TestACancelAskedForAgain(t *testing.T) {
	for name, again := range map[string]func(*desk){
		"by x":      func(d *desk) { d.do(CancelAsked{conde.ID}); d.pass(Grace) },
		"by a move": func(d *desk) { d.do(booked(d.move(conde.ID), "950")) },
		"by x and then by a move": func(d *desk) {
			p := d.move(conde.ID)
			d.do(CancelAsked{conde.ID})
			d.pass(time.Second)
			d.do(booked(p, "950"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := stillStands(t)
			again(d)
			if c := d.cancelling(conde.ID); c == nil || !c.Sent || !c.tried || len(d.watched) > 0 {
				t.Fatalf("%+v, watched %+v", c, d.watched)
			}
			d.mute = true
			d.do(CreditsTyped{Count: 5}, failed(Cancel{conde.ID}, AppointmentNotFound), failed(LoadVisit{conde.ID}, AppointmentNotFound))
			if v, _ := d.Visit(conde.ID); v.Status != clinic.Cancelled || d.Credits.Count != 6 {
				t.Errorf("%+v, %d credits", v, d.Credits.Count)
			}
		})
	}
}

// Dropped, it is watched again, because the first try may still be done; one that
// was never tried is not.
func TestADroppedCancelThatWasTriedIsWatched(t *testing.T) {
	d := stillStands(t)
	d.mute = true
	d.do(CancelAsked{conde.ID})
	if len(d.watched) > 0 {
		t.Fatalf("watched beside its cancel: %+v", d.watched)
	}
	d.says(d.do(UndoAsked{}), "cancel_dropped_tried")
	late := conde
	late.Status = clinic.Cancelled
	d.pass(10 * time.Second)
	d.says(d.do(d.visitRead(late)), "cancelled_late")

	d = openDesk(t)
	d.do(CancelAsked{conde.ID}, UndoAsked{})
	if len(d.watched) > 0 {
		t.Errorf("watched: %+v", d.watched)
	}
}

// A move cancels at once, whatever was asked before it.
func TestAMoveCancelsAtOnce(t *testing.T) {
	d := openDesk(t)
	p := d.move(conde.ID)
	d.do(CancelAsked{conde.ID})
	d.pass(time.Second)
	d.asks(d.do(booked(p, "950")), Cancel{conde.ID})
	if c := d.Cancels[0]; c.Due != d.Now || !c.Sent || c.tried || len(d.Cancels) != 1 {
		t.Errorf("%+v", d.Cancels)
	}
	if again := only[Cancel](d.pass(time.Minute)); len(again) > 0 {
		t.Errorf("and again: %v", again)
	}
}

// A draft that waits for a cancel comes back where that is not done, or leaves when
// it is, whatever else asks for the same cancel meanwhile.
func TestWhatWaitsForACancelThatIsAskedForAgain(t *testing.T) {
	waits := func(t *testing.T) *desk {
		d := openDesk(t)
		d.mute = true
		d.do(limited(someRead(1), time.Minute)) // the cancel is held
		then := Draft{Serial: 7, Line: "cond 15h", Moves: conde, Plan: Plan{Name: conde.Name, Department: "1", Slot: clinic.Slot{Department: "1", At: slot945, Free: true}}}
		d.asks(d.cancelNow(Cancelling{Visit: conde, quiet: true, then: &then, ref: "after"}))
		if c := d.cancelling(conde.ID); c == nil || c.then == nil || c.Sent {
			t.Fatalf("%+v", d.Cancels)
		}
		return d
	}
	t.Run("`u` drops it", func(t *testing.T) {
		d := waits(t)
		out := d.do(UndoAsked{})
		d.says(out, "cancel_dropped")
		d.shows(out, Tell)
		if d.Cancelling(conde.ID) || d.CanUndo() || d.Draft == nil || d.Draft.Serial != 7 || d.Draft.Gone {
			t.Errorf("%+v, draft %+v", d.Cancels, d.Draft)
		}
		if again := only[Cancel](d.pass(3 * time.Minute)); len(again) > 0 {
			t.Errorf("and then: %v", again)
		}
	})
	t.Run("`u` drops it, and it was tried", func(t *testing.T) {
		d := waits(t)
		d.asks(d.pass(time.Minute+quota.Margin), Cancel{conde.ID})
		d.do(limited(Cancel{conde.ID}, time.Minute))
		d.says(d.do(UndoAsked{}), "cancel_dropped_tried")
		if d.Draft == nil || d.Draft.Gone || len(d.watched) != 1 || d.watched[0].then == nil {
			t.Fatalf("draft %+v, watched %+v", d.Draft, d.watched)
		}
		gone := conde
		gone.Status = clinic.Cancelled
		d.cancelledLate(gone, d.watched[0])
		if !d.Draft.Gone {
			t.Error("its patient has no appointment")
		}
	})
	t.Run("a move takes it over", func(t *testing.T) {
		d := waits(t)
		d.cancelNow(Cancelling{Visit: conde, quiet: true})
		if c := d.cancelling(conde.ID); c.then == nil || c.ref != "after" || len(d.Cancels) != 1 {
			t.Fatalf("%+v", d.Cancels)
		}
		d.pass(time.Minute + quota.Margin)
		if p := only[Post](append(d.do(CancelDone{conde.ID}), d.pass(time.Minute)...)); len(p) != 1 || p[0].Ref != "after" {
			t.Errorf("sent %v", p)
		}
	})
	t.Run("another draft takes its place", func(t *testing.T) {
		d := waits(t)
		other := Draft{Serial: 99, Line: "another"}
		d.cancelNow(Cancelling{Visit: conde, then: &other, ref: "other"})
		if c := d.cancelling(conde.ID); c.then.Serial != 99 || c.ref != "other" {
			t.Errorf("%+v", c)
		}
		d.keeps("cond 15h")
	})
	t.Run("it has left already", func(t *testing.T) {
		d := waits(t)
		d.pass(time.Minute + quota.Margin)
		if !d.cancelling(conde.ID).Sent {
			t.Fatalf("%+v", d.Cancels)
		}
		other := Draft{Serial: 99, Line: "another"}
		d.asks(d.cancelNow(Cancelling{Visit: conde, then: &other, ref: "other"}))
		if c := d.cancelling(conde.ID); c.then.Serial != 99 || c.ref != "other" || !c.Sent || len(d.Cancels) != 1 {
			t.Errorf("%+v", d.Cancels)
		}
	})
	t.Run("it was not done", func(t *testing.T) {
		d := waits(t)
		d.pass(time.Minute + quota.Margin)
		d.do(failed(Cancel{conde.ID}, NoAnswer))
		d.says(d.do(VisitLoaded{Asked: LoadVisit{conde.ID}, Visit: conde}), "cancel_not_done")
		d.keeps("cond 15h")
	})
}

// cancelledAs is what is said of a cancelled appointment by how it stood: whether a
// credit is returned for one that was not paid nobody knows.
var cancelledAs = map[clinic.Status]string{clinic.Scheduled: "cancelled", clinic.PendingPayment: "cancelled_unpaid"}

// A cancelled appointment that is not held any more is cancelled all the same, and
// one that nobody knows is nothing.
func TestCancelDoneOfWhatIsNotHeld(t *testing.T) {
	d := openDesk(t)
	d.do(CreditsTyped{Count: 5})
	d.Cancels = []Cancelling{{Visit: noon, Sent: true}}
	d.says(d.do(CancelDone{noon.ID}), cancelledAs[noon.Status])
	if v, ok := d.Visit(noon.ID); !ok || v.Status != clinic.Cancelled || d.Credits.Count != 6 {
		t.Errorf("%+v %v, %d credits", v, ok, d.Credits.Count)
	}
	if out := d.do(CancelDone{"unheard of"}); out != nil || d.Credits.Count != 6 {
		t.Errorf("%v, %d credits", out, d.Credits.Count)
	}
	if v, ok := d.Visit(""); ok {
		t.Errorf("nothing is held as %+v", v)
	}
	if out := d.do(CancelDone{conde.ID}); said(out) != nil || d.Credits.Count != 6 {
		t.Errorf("one that nobody asked for: %v, %d credits", said(out), d.Credits.Count)
	}
}

// A person whose only coming visit is cancelled has none to come.
func TestACancelIsLearntOfThePerson(t *testing.T) {
	d := openDesk(t)
	if who, _ := d.People.Of(clinic.Who{Name: conde.Name}); who.Next != conde.At {
		t.Fatalf("next %v", who.Next)
	}
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.do(CancelDone{conde.ID})
	if who, _ := d.People.Of(clinic.Who{Name: conde.Name}); who.Next == conde.At {
		t.Error("the cancelled visit is to come")
	}
}

// A cancel without connection says OFFLINE; under maintenance the desk finds out
// when it is over.
func TestWhatACancelFindsOfTheConnection(t *testing.T) {
	for code, offline := range map[Code]bool{NotSent: true, MaintenanceMode: false} {
		d := openDesk(t)
		d.mute = true
		d.do(CancelAsked{conde.ID})
		d.pass(Grace)
		d.do(failed(Cancel{conde.ID}, code))
		if d.Link.Offline != offline || !d.Link.Trying || d.Link.Since != d.Now.Wall || d.Link.Why != code {
			t.Errorf("%s: %+v", code, d.Link)
		}
	}
	d := openDesk(t)
	d.mute = true
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.do(failed(Cancel{conde.ID}, InternalServerError))
	if d.Link.Offline || d.Link.Trying {
		t.Errorf("a fault of the server: %+v", d.Link)
	}
}

// A cancel that was tried and meets the limit again waits again.
func TestACancelThatMeetsTheLimitAgainWaitsAgain(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	for range 3 {
		out := d.do(limited(Cancel{conde.ID}, 20*time.Second))
		d.says(out, "cancel_met_limit")
		if n := d.Log[len(d.Log)-1]; n.Who != conde.Name || n.When != conde.At || n.Until != d.Quiet.Until.Wall {
			t.Errorf("said of whom, and until when: %+v", n)
		}
		if held := d.CancelsHeld(); len(held) != 1 || !held[0].Met() {
			t.Errorf("held: %+v", held)
		}
		d.asks(d.pass(20 * time.Second))
		d.asks(d.pass(quota.Margin), Cancel{conde.ID})
	}
	d.says(d.do(CancelDone{conde.ID}), "cancelled")
}

// Where the key may cancel nothing, that is remembered; where the appointment may
// have changed, its day is read again, and else not.
func TestWhatARefusedCancelTeaches(t *testing.T) {
	for _, code := range Documented() {
		rule := RuleFor(Failure{Code: code})
		if r := rule.Reaction(Cancel{}); r == OutcomeUnknown || r == CountDown || code == AppointmentNotFound {
			continue
		}
		d := openDesk(t)
		d.mute = true
		d.do(CancelAsked{conde.ID})
		d.pass(Grace)
		out := d.do(failed(Cancel{conde.ID}, code))
		if _, no := d.forbids(Cancel{conde.ID}); no != (code == InsufficientScope) {
			t.Errorf("%s: forbidden %v", code, no)
		}
		reads := only[LoadVisits](out)
		if rule.Stale != (len(reads) > 0) || rule.Stale && !reads[0].covers(conde.At.Day()) {
			t.Errorf("%s: read %v", code, reads)
		}
	}
}

// While the old appointment of a move is not known to be cancelled, `u` takes
// nothing back: not what was booked before it either.
func TestNothingIsUndoneDuringAMove(t *testing.T) {
	d := openDesk(t)
	d.do(booked(d.confirm("dia"), "950"))
	d.do(booked(d.move(conde.ID), "951"))
	if d.CanUndo() {
		t.Error("it is offered")
	}
	out := d.do(UndoAsked{})
	d.says(out, "nothing_to_undo")
	d.asks(out)
}

// What was undone once is not undone again, though it stands.
func TestWhatWasUndoneIsNotUndoneAgain(t *testing.T) {
	d := openDesk(t)
	b := booked(d.confirm("dia"), "950")
	d.visits = append(d.visits, b.Visit)
	d.do(b)
	d.mute = true
	d.asks(d.do(UndoAsked{}), Cancel{b.Visit.ID})
	d.do(failed(Cancel{b.Visit.ID}, InvalidRequest))
	out := d.do(UndoAsked{})
	d.says(out, "nothing_to_undo")
	d.asks(out)
}

// A booking whose appointment is not held any more can still be taken back.
func TestABookingThatIsNotHeldCanBeUndone(t *testing.T) {
	d := openDesk(t)
	d.do(booked(d.confirm("dia"), "950"))
	d.Undo.Visit.ID = "960"
	if !d.CanUndo() {
		t.Error("it is not offered")
	}
	d.asks(d.do(UndoAsked{}), Cancel{"960"})
}

// The seconds that are left of a cancel are whole ones, and change when the second
// is over.
func TestTheSecondsLeftOfACancel(t *testing.T) {
	at := func(ms int) clinic.Instant { return clinic.Instant{Mono: time.Duration(ms) * time.Millisecond} }
	c := Cancelling{Due: at(8000)}
	for _, tt := range []struct {
		now, left, next int // ms, s, ms
	}{
		{0, 8, 1000}, {1, 8, 1000}, {999, 8, 1000}, {1000, 7, 2000}, {7000, 1, 8000}, {7001, 1, 8000}, {7999, 1, 8000}, {8000, 0, 8000}, {9500, 0, 9500},
	} {
		now := at(tt.now)
		if left := c.Left(now); left != time.Duration(tt.left)*time.Second {
			t.Errorf("at %d ms: %v left, want %d s", tt.now, left, tt.left)
		}
		if next := clinic.NextSecond(now, c.Due); next.Mono != at(tt.next).Mono {
			t.Errorf("at %d ms: the next second at %v, want %d ms", tt.now, next.Mono, tt.next)
		}
	}
}

// While a cancel of the last booking is on its way, `u` has nothing to undo.
func TestNothingIsUndoneTwice(t *testing.T) {
	d := openDesk(t)
	b := booked(d.confirm("dia"), "950")
	d.visits = append(d.visits, b.Visit)
	d.do(b, CancelAsked{b.Visit.ID})
	d.mute = true
	d.asks(d.pass(Grace), Cancel{b.Visit.ID})
	if d.CanUndo() {
		t.Error("it is offered")
	}
	out := d.do(UndoAsked{})
	d.says(out, "nothing_to_undo")
	d.asks(out)
}

// What a cancel frees is its own slot: not the one of another department or another
// hour, and lists that were drawn are drawn anew.
func TestTheSlotOfAnotherDepartmentStaysTaken(t *testing.T) {
	d := openDesk(t)
	for _, department := range []clinic.ID{"1", "2"} {
		for _, at := range []clinic.Wall{conde.At, conde.At + clinic.Hour} {
			d.busy[clinic.Slot{Department: department, At: at}] = true
		}
		d.reread(department)
	}
	rev := d.Rev
	d.free(conde, d.Now)
	if d.Rev == rev {
		t.Error("nothing is drawn anew")
	}
	for _, c := range []struct {
		department clinic.ID
		at         clinic.Wall
		free       bool
	}{{"1", conde.At, true}, {"2", conde.At, false}, {"1", conde.At + clinic.Hour, false}} {
		if got := d.stillFree(clinic.Slot{Department: c.department, At: c.at}); got != c.free {
			t.Errorf("%+v: free %v", c, got)
		}
	}
	d.take(clinic.Slot{Department: "2", At: conde.At}, d.Now)
	d.free(conde, d.Now)
	if d.stillFree(clinic.Slot{Department: "2", At: conde.At}) {
		t.Error("one that we took in another department is free")
	}
}

// Slots are read once more where they were on their way, and else not.
func TestSlotsThatWereNotOnTheirWayAreReadOnce(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	e := thisWeek("1")
	shared := []clinic.Slot{{Department: "1", Worker: "61", At: conde.At}, {Department: "1", Worker: "62", At: conde.At}}
	d.asked[e] = d.at
	d.do(SlotsLoaded{Asked: e, Slots: shared})
	d.at = d.at.Add(time.Second)
	if reads := only[LoadSlots](d.do(CancelDone{conde.ID})); len(reads) != 1 || reads[0] != e {
		t.Fatalf("read %v", reads)
	}
	if reads := only[LoadSlots](d.do(SlotsLoaded{Asked: e, Slots: shared})); len(reads) > 0 && reads[0] == e {
		t.Errorf("and again: %v", reads)
	}
}

// A right is refused by the API alone: what stands between may say the same of any
// cancel.
func TestAProxyTakesNoRightToCancel(t *testing.T) {
	for code, forbids := range map[Code]bool{InsufficientScope: true, "HTTP_403": false} {
		d := openDesk(t)
		d.mute = true
		d.do(CancelAsked{conde.ID})
		d.pass(Grace)
		f := Failure{Code: code, Status: 403}
		d.cancelRefused(d.cancelling(conde.ID), f, RuleFor(f))
		if _, no := d.forbids(Cancel{conde.ID}); no != forbids {
			t.Errorf("%s: forbidden %v", code, no)
		}
	}
}

// Who leaves the desk was told that what has not been sent stays booked, however
// long a move still takes.
func TestNoCancelLeavesWithTheDesk(t *testing.T) {
	for name, closes := range map[string]func(*desk){
		"in its 8 s":          func(*desk) {},
		"held by a limit":     func(d *desk) { d.do(limited(someRead(1), 20*time.Second)) },
		"that met the limit":  func(d *desk) { d.pass(Grace); d.do(limited(Cancel{conde.ID}, 20*time.Second)) },
		"met it and released": func(d *desk) { d.pass(Grace); d.do(limited(Cancel{conde.ID}, 0)) },
	} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t)
			d.mute = true
			d.do(CancelAsked{conde.ID})
			closes(d)
			d.do(Closed{})
			if sent := only[Cancel](d.pass(time.Minute)); len(sent) > 0 {
				t.Errorf("%v left", sent)
			}
		})
	}
}
