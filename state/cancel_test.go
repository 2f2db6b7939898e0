package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestCancelLeavesAfterItsGrace(t *testing.T) {
	d := openDesk(t)
	d.do(CreditsTyped{Count: 0})
	out := d.do(CancelAsked{conde.ID})
	d.says(out, "cancel_waits")
	d.asks(out)
	if left := d.Cancels[0].Left(d.Now); left != 8*time.Second {
		t.Errorf("%v left", left)
	}
	d.says(d.do(CancelAsked{conde.ID}), "cancelling_already")
	if c := only[Cancel](d.pass(8*time.Second - time.Millisecond)); len(c) > 0 {
		t.Fatalf("left early: %v", c)
	}
	if c := only[Cancel](d.pass(time.Millisecond)); len(c) != 1 || c[0] != (Cancel{conde.ID}) {
		t.Fatalf("left: %v", c)
	}
	d.says(d.do(CancelDone{conde.ID}), "cancelled")
	if v, _ := d.Visit(conde.ID); v.Status != clinic.Cancelled || d.Credits.Count != 1 || len(d.Cancels) != 0 {
		t.Errorf("%+v, credits %d, cancels %v", v, d.Credits.Count, d.Cancels)
	}
	d.do(CancelDone{conde.ID})
	if d.Credits.Count != 1 {
		t.Errorf("a second answer counted a second refund: %d", d.Credits.Count)
	}
}

func TestCancelOfWhatCannotBeCancelled(t *testing.T) {
	d := openDesk(t)
	d.says(d.do(CancelAsked{diallo.ID}), "cannot_cancel")
	if out := d.do(CancelAsked{"unheard of"}); out != nil || len(d.Cancels) != 0 {
		t.Errorf("%v, %v", out, d.Cancels)
	}
}

func TestUndoDropsACancelBeforeItLeaves(t *testing.T) {
	d := openDesk(t)
	d.says(d.do(UndoAsked{}), "nothing_to_undo")
	d.do(CancelAsked{conde.ID})
	d.pass(Grace - time.Second)
	if !d.CanUndo() {
		t.Error("it could not be undone")
	}
	d.says(d.do(UndoAsked{}), "cancel_dropped")
	if c := only[Cancel](d.pass(time.Minute)); len(c) > 0 {
		t.Errorf("left: %v", c)
	}
}

func TestUndoOfABooking(t *testing.T) {
	d := openDesk(t)
	d.do(booked(d.confirm("dia"), "950"))
	out := d.do(UndoAsked{})
	d.says(out, "undoing")
	d.asks(out, Cancel{clinic.NumberID("950")})
	d.says(d.do(UndoAsked{}), "nothing_to_undo")
	d.says(d.do(CancelDone{clinic.NumberID("950")}), "cancelled")
	if sl, ok := d.Agenda.NextFree("1", d.Now.Wall); !ok || sl.At != slot945 {
		t.Errorf("the slot is not free again: next is %v", sl.At)
	}
}

func TestUndoOfABookingCancelledElsewhere(t *testing.T) {
	d := openDesk(t)
	b := booked(d.confirm("dia"), "950")
	d.do(b)
	gone := b.Visit
	gone.Status = clinic.Cancelled
	d.pass(time.Second)
	d.do(d.visitRead(gone))
	out := d.do(UndoAsked{})
	d.says(out, "nothing_to_undo")
	d.asks(out)
}

func TestCancelRefused(t *testing.T) {
	for _, code := range append(Documented(), NotSent, "SOMETHING_NEW") {
		rule := RuleFor(Failure{Code: code})
		if r := rule.Reaction(Cancel{}); r == OutcomeUnknown || r == CountDown || code == AppointmentNotFound {
			continue
		}
		d := openDesk(t)
		d.do(CancelAsked{conde.ID})
		d.pass(Grace)
		out := d.do(failed(Cancel{conde.ID}, code))
		if rule.Show == AskKey {
			d.says(out, "cancel_refused", "key_refused")
		} else {
			d.says(out, "cancel_refused")
		}
		d.shows(out, rule.Show)
		if v, _ := d.Visit(conde.ID); v.Status != clinic.Scheduled || len(d.Cancels) != 0 {
			t.Errorf("%s: %+v, cancels %v", code, v, d.Cancels)
		}
		if out := d.do(failed(Cancel{conde.ID}, code)); out != nil {
			t.Errorf("%s: a late answer: %v", code, out)
		}
	}
}

func TestCancelOfUnknownOutcomeIsRead(t *testing.T) {
	gone := conde
	gone.Status = clinic.Cancelled
	for _, c := range []struct {
		name   string
		answer Event
		say    string
		status clinic.Status
	}{
		{"done", VisitLoaded{Asked: LoadVisit{conde.ID}, Visit: gone}, "cancelled", clinic.Cancelled},
		{"done, under the id's other form", VisitLoaded{Asked: LoadVisit{conde.ID}, Visit: clinic.Appointment{ID: clinic.TextID("903"), Department: "1", At: conde.At, Status: clinic.Cancelled, Name: conde.Name}}, "cancelled", clinic.Cancelled},
		{"not done", VisitLoaded{Asked: LoadVisit{conde.ID}, Visit: conde}, "cancel_not_done", clinic.Scheduled},
		{"gone", failed(LoadVisit{conde.ID}, AppointmentNotFound), "cancelled", clinic.Cancelled},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openDesk(t)
			d.do(CancelAsked{conde.ID})
			d.pass(Grace)
			out := d.do(failed(Cancel{conde.ID}, NoAnswer))
			d.says(out, "cancel_uncertain")
			d.asks(out, LoadVisit{conde.ID})
			d.says(d.do(c.answer), c.say)
			if v, _ := d.Visit(conde.ID); v.Status != c.status || len(d.Cancels) != 0 {
				t.Errorf("%+v, cancels %v", v, d.Cancels)
			}
		})
	}
}

func TestCancelInDoubtIsReadUntilItIsKnown(t *testing.T) {
	d := openDesk(t)
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.do(failed(Cancel{conde.ID}, NoAnswer))
	for range 3 {
		d.do(failed(LoadVisit{conde.ID}, NoAnswer))
		reads := only[LoadVisit](d.pass(30 * time.Second))
		if len(reads) != 1 || reads[0].ID != conde.ID {
			t.Fatalf("read again: %v", reads)
		}
	}
	d.says(d.do(VisitLoaded{Asked: LoadVisit{conde.ID}, Visit: conde}), "cancel_not_done")
}

// stillStands is a desk with a cancel that had no answer and then was not done.
func stillStands(t *testing.T) *desk {
	d := openDesk(t)
	d.do(CreditsTyped{Count: 5}, CancelAsked{conde.ID})
	d.pass(Grace)
	d.do(failed(Cancel{conde.ID}, NoAnswer), VisitLoaded{Asked: LoadVisit{conde.ID}, Visit: conde})
	return d
}

func TestCancelThatIsDoneLate(t *testing.T) {
	late := conde
	late.Status = clinic.Cancelled
	today := LoadVisits{clinic.Visits{From: conde.At.Day(), To: conde.At.Day()}}
	for name, seen := range map[string]func(*desk) Event{
		"read by itself":  func(d *desk) Event { return d.visitRead(late) },
		"no longer there": func(*desk) Event { return failed(LoadVisit{late.ID}, AppointmentNotFound) },
		"read with its day": func(d *desk) Event {
			d.visits = []clinic.Appointment{late}
			return d.askedAnswer(today)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := stillStands(t)
			e := seen(d)
			d.says(d.do(e), "cancelled_late")
			d.do(e) // it counts once
			if v, _ := d.Visit(late.ID); v.Status != clinic.Cancelled || d.Credits.Count != 6 {
				t.Errorf("%+v, %d credits", v, d.Credits.Count)
			}
		})
	}
}

func TestALookThatIsNotAnsweredIsMadeAgain(t *testing.T) {
	d := stillStands(t)
	for range 5 {
		if reads := only[LoadVisit](d.pass(time.Minute)); len(reads) == 0 {
			t.Fatal("not looked at again")
		}
		d.do(failed(LoadVisit{conde.ID}, NoAnswer))
	}
}

func TestAnAppointmentThatStillStandsIsLookedAtThreeTimes(t *testing.T) {
	d := stillStands(t)
	reads := 0
	for range 20 {
		asked := only[LoadVisit](d.pass(30 * time.Second))
		reads += len(asked)
		for _, e := range asked {
			d.do(VisitLoaded{Asked: e, Visit: conde})
		}
	}
	if reads != 3 || len(d.watched) > 0 {
		t.Errorf("%d reads, still watched: %v", reads, d.watched)
	}
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.do(CancelDone{conde.ID})
	d.do(failed(LoadVisit{conde.ID}, NoAnswer)) // nobody watches it any more
	if d.Credits.Count != 6 {
		t.Errorf("%d credits", d.Credits.Count)
	}
}

// One that is repeated and answered that there is no such appointment was done, or it
// was not: what is read of the appointment tells.
func TestCancelThatIsRepeatedAndNotFoundIsLookedAt(t *testing.T) {
	gone := conde
	gone.Status = clinic.Cancelled
	look := LoadVisit{conde.ID}
	for name, c := range map[string]struct {
		read   Event
		says   string
		status clinic.Status
	}{
		"cancelled":  {VisitLoaded{look, gone}, "cancelled", clinic.Cancelled},
		"not there":  {failed(look, AppointmentNotFound), "cancelled", clinic.Cancelled},
		"it stands":  {VisitLoaded{look, conde}, "cancel_not_done", clinic.Scheduled},
		"unreadable": {failed(look, BadReply), "", clinic.Scheduled},
	} {
		d := openDesk(t)
		d.mute = true
		d.do(CancelAsked{conde.ID})
		d.pass(Grace)
		out := d.do(limited(Cancel{conde.ID}, 20*time.Second))
		d.says(out, "cancel_met_limit")
		d.shows(out, CountDown)
		if c := only[Cancel](d.pass(21 * time.Second)); len(c) != 1 {
			t.Fatalf("sent again: %v", c)
		}
		credits := d.Credits
		out = d.do(failed(Cancel{conde.ID}, AppointmentNotFound))
		d.says(out, "cancel_uncertain")
		if held, _ := d.Visit(conde.ID); held.Status != clinic.Scheduled || d.Credits != credits {
			t.Errorf("%s: before it was looked at it is %v, with %+v", name, held.Status, d.Credits)
		}
		out = d.do(c.read)
		if held, _ := d.Visit(conde.ID); held.Status != c.status {
			t.Errorf("%s: it is %v", name, held.Status)
		}
		if c.says != "" {
			d.says(out, c.says)
		}
	}
}

func TestCancelThatIsRepeatedAndRefusedIsInDoubt(t *testing.T) {
	for _, code := range []Code{NotSent, InvalidAPIKey, InsufficientScope} {
		d := openDesk(t)
		d.mute = true
		d.do(CancelAsked{conde.ID})
		d.pass(Grace)
		d.do(limited(Cancel{conde.ID}, 20*time.Second))
		d.pass(21 * time.Second)
		out := d.do(failed(Cancel{conde.ID}, code))
		d.says(out, "cancel_uncertain")
		d.asks(out, LoadVisit{conde.ID})
	}
}

func TestCancelWhileQuietCanBeDroppedUntilItLeaves(t *testing.T) {
	d := openDesk(t)
	d.do(limited(LoadVisits{clinic.Visits{From: 1, To: 1}}, time.Minute))
	d.do(CancelAsked{conde.ID})
	d.asks(d.pass(Grace + time.Second))
	d.says(d.do(UndoAsked{}), "cancel_dropped")
	if c := only[Cancel](d.pass(2 * time.Minute)); len(c) > 0 {
		t.Errorf("left: %v", c)
	}
	d.do(limited(LoadVisits{clinic.Visits{From: 1, To: 1}}, time.Minute), CancelAsked{conde.ID})
	if c := only[Cancel](d.pass(2 * time.Minute)); len(c) != 1 {
		t.Errorf("left: %v", c)
	}
}

// What is read while the request is still on its way says nothing of it.
func TestReadingDuringACancelDoesNotJudgeIt(t *testing.T) {
	d := openDesk(t)
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.says(d.do(d.visitRead(conde)))
	if !d.Cancelling(conde.ID) {
		t.Fatal("it was given up")
	}
	d.says(d.do(CancelDone{conde.ID}), "cancelled")
}

func TestMoveTakesOverACancelThatIsHeld(t *testing.T) {
	d := openDesk(t)
	d.do(DraftOpened{Moves: conde.ID})
	d.pass(seen)
	p := only[Post](d.enter())[0]
	other := d.confirm("bah")
	d.do(CancelAsked{conde.ID})
	d.pass(Grace - time.Second)
	d.mute = true
	d.do(limited(other, time.Second))
	d.pass(2 * time.Second) // the cancel is held, and the look for the other booking leaves
	d.do(standing(other.Booking, "951"))
	if !slices.Contains(d.Held, Effect(Cancel{conde.ID})) {
		t.Fatalf("held: %v", d.Held)
	}
	out := append(d.do(booked(p, "950")), d.pass(time.Minute)...)
	if c := only[Cancel](out); len(c) != 1 {
		t.Errorf("cancelled %d times: %v", len(c), c)
	}
}
