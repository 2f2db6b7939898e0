package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

// What a refused booking tells of the world is learnt, each of what it tells alone.
func TestWhatARefusedBookingTeaches(t *testing.T) {
	for _, f := range []Failure{
		{Code: SlotNotAvailable}, {Code: DepartmentNotFound}, {Code: MissingRequiredField, Field: "workerId"}, {Code: MissingRequiredField, Field: "name"},
		{Code: InvalidFieldValue, Field: "workerId"}, {Code: InvalidDateTime}, {Code: InsufficientScope}, {Code: DepartmentAccessDenied}, {Code: "HTTP_403", Status: 403},
		{Code: CreditCheckFailed}, {Code: InsufficientCredits, CreditsTold: true, Available: 7, Required: 9}, {Code: InsufficientCredits, Available: 7},
	} {
		d := openDesk(t)
		d.do(CreditsTyped{Count: 5})
		p := d.confirm("dia")
		d.mute = true
		in := d.Intents[0]
		rule := RuleFor(f)
		d.refused(p, f, rule, d.refusal(p.Booking, f))
		if taken := !d.stillFree(in.Draft.Plan.Slot); taken != (f.Code == SlotNotAvailable) {
			t.Errorf("%+v: the slot is taken: %v", f, taken)
		}
		if d.depsOK == (f.Code == DepartmentNotFound) {
			t.Errorf("%+v: the departments are held: %v", f, d.depsOK)
		}
		own, _ := d.Department(p.Department)
		other, _ := d.Department("2")
		if worker := f.Code == MissingRequiredField && f.Field == "workerId"; own.NeedsWorker != worker || other.NeedsWorker {
			t.Errorf("%+v: asks for a worker: %v, and another: %v", f, own.NeedsWorker, other.NeedsWorker)
		}
		if _, no := d.forbids(p); no != (f.Code == InsufficientScope || f.Code == DepartmentAccessDenied) {
			t.Errorf("%+v: forbidden: %v", f, no)
		}
		want := 5
		if f.CreditsTold {
			want = 7
		}
		if d.Credits.Count != want {
			t.Errorf("%+v: %d credits", f, d.Credits.Count)
		}
		if f.Code == InsufficientCredits && (d.Purchase == nil || d.Purchase.had != want || d.Purchase.Required != max(1, f.Required)) {
			t.Errorf("%+v: the purchase is %+v", f, d.Purchase)
		}
	}
}

// One key tries again what only could not be checked; what has to be put right is
// not fixed again by itself.
func TestWhatOneKeyTriesAgain(t *testing.T) {
	for code, fixed := range map[Code]bool{CreditCheckFailed: true, InvalidDateTime: false, DepartmentNotFound: false, "SOMETHING_NEW": false} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.do(Failed{Doing: p, Failure: Failure{Code: code, Coded: true}})
		if d.Draft == nil || (d.Draft.Stage == Fixed) != fixed {
			t.Errorf("%s: the draft is %+v", code, d.Draft)
		}
	}
}

// What may have changed is read again after a refusal, and else nothing is.
func TestWhatIsReadAgainAfterARefusedBooking(t *testing.T) {
	for _, code := range Documented() {
		rule := RuleFor(Failure{Code: code})
		if r := rule.Reaction(Post{}); r == OutcomeUnknown || r == CountDown || rule.Conflict {
			continue
		}
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		out := d.do(failed(p, code))
		if reads := len(only[LoadSlots](out)) > 0 && len(only[LoadVisits](out)) > 0; reads != rule.Stale {
			t.Errorf("%s: read %v", code, requests(out))
		}
	}
}

// A conflict is looked into at once where it may be with the booking itself, and
// only a conflict is.
func TestOnlyAConflictIsLookedInto(t *testing.T) {
	for _, code := range Documented() {
		rule := RuleFor(Failure{Code: code})
		if r := rule.Reaction(Post{}); r == OutcomeUnknown || r == CountDown {
			continue
		}
		for _, repeated := range []bool{false, true} {
			d := openDesk(t)
			p := d.confirm("dia")
			d.mute = true
			d.Intents[0].repeated = repeated
			out := d.do(failed(p, code))
			if open := len(d.Intents) == 1 && d.Intents[0].Stage == Unknown; open != rule.Conflict {
				t.Errorf("%s, repeated %v: %+v", code, repeated, d.Intents)
			}
			if looks := len(only[ReadBack](out)); (looks == 1) != (rule.Conflict && !repeated) {
				t.Errorf("%s, repeated %v: %d looks at once", code, repeated, looks)
			}
		}
	}
}

// An answer to a booking that is not on its way any more changes nothing.
func TestALateAnswerToABooking(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(failed(p, NoAnswer))
	for _, code := range []Code{InvalidDateTime, NotSent, RateLimitExceeded, SlotNotAvailable} {
		if out := d.do(failed(p, code)); said(out) != nil || d.Intents[0].Stage != Unknown {
			t.Errorf("%s: said %q, %+v", code, said(out), d.Intents)
		}
	}
}

// What has no keeper is said to be not done, or where that cannot be known maybe
// done.
func TestWhatIsNotDoneIsSaid(t *testing.T) {
	for code, key := range map[Code]string{
		NoAnswer: "maybe_done", InternalServerError: "maybe_done", RateLimitExceeded: "maybe_done", InvalidRequest: "not_done", NotSent: "not_done",
	} {
		d := openDesk(t)
		f := failed(strangeWrite{}, code)
		d.says(d.notDone(f, RuleFor(f.Failure)), key)
	}
	d := openDesk(t)
	f := failed(strangeRead{}, RateLimitExceeded)
	d.says(d.notDone(f, RuleFor(f.Failure)), "not_done")
}

// Since when there is no connection is told from when it was lost, whatever else
// fails meanwhile.
func TestSinceWhenThereIsNoConnection(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.do(failed(someRead(1), NotSent))
	since := d.Now.Wall
	if d.Link.Since != since || !d.Link.Offline {
		t.Fatalf("%+v", d.Link)
	}
	d.pass(time.Minute)
	for _, e := range []Effect{someRead(2), ReadBack{}} {
		d.do(failed(e, NotSent))
		if d.Link.Since != since || !d.Link.Offline {
			t.Errorf("%T: since %v, %+v", e, d.Link.Since, d.Link)
		}
	}
}

// A reading that the server could not do is made again; without an answer, and
// without a connection, the desk says OFFLINE.
func TestWhatAFailedReadingTellsOfTheConnection(t *testing.T) {
	for code, offline := range map[Code]bool{NotSent: true, NoAnswer: true, NotTheAPI: true, InternalServerError: false, DatabaseError: false, MaintenanceMode: false, BadReply: false} {
		d := openDesk(t)
		d.mute = true
		d.says(d.do(failed(someRead(1), code)), "read_failed")
		if d.Link.Offline != offline || !d.Link.Trying || d.Link.Why != code || d.Link.Since != d.Now.Wall {
			t.Errorf("%s: %+v", code, d.Link)
		}
		began := d.Link.Since
		d.pass(500 * time.Millisecond)
		d.at.Wall++
		d.says(d.do(failed(someRead(2), code))) // said once
		if d.Link.Since != began {
			t.Errorf("%s: since %v, began %v", code, d.Link.Since, began)
		}
	}
}

// Each failure in a row doubles the pause, from one second more to twenty.
func TestThePausesThatGrow(t *testing.T) {
	var longest []time.Duration
	for fails := 1; fails <= 6; fails++ {
		longest = append(longest, pause(fails, 1))
	}
	if want := seconds(2, 4, 8, 16, 20, 20); !slices.Equal(longest, want) {
		t.Errorf("%v, want %v", longest, want)
	}
	if half := pause(3, 0.5); half != 4500*time.Millisecond {
		t.Errorf("half of the third: %v", half)
	}
}

// A write that finds the connection lost has reads find out a pause later when it is
// back; a time that is set already is not put off.
func TestAWriteWithoutConnectionIsFollowedByReads(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(failed(p, NotSent))
	d.asks(d.pass(pause(1, 1) - time.Millisecond))
	if reads := only[LoadDepartments](d.pass(time.Millisecond)); len(reads) != 1 {
		t.Errorf("what finds out when it is back: %v", reads)
	}
	d = openDesk(t)
	p = d.confirm("dia")
	d.mute = true
	d.do(Failed{Doing: someRead(1), Failure: Failure{Code: NotSent}, Jitter: 1})
	again := d.State.again
	d.pass(time.Second)
	d.do(failed(p, NotSent))
	if d.State.again != again {
		t.Errorf("put off from %v to %v", again.Mono, d.State.again.Mono)
	}
}

// Under maintenance a write tells since when, once; reads find out when it is over.
func TestAWriteUnderMaintenance(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(failed(p, MaintenanceMode))
	since := d.Now.Wall
	if !d.Link.Trying || d.Link.Why != MaintenanceMode || d.Link.Since != since || d.Link.Offline {
		t.Fatalf("%+v", d.Link)
	}
	if reads := only[LoadDepartments](d.pass(pause(1, 1) - time.Millisecond)); len(reads) > 0 {
		t.Errorf("read early: %v", reads)
	}
	if reads := only[LoadDepartments](d.pass(time.Millisecond)); len(reads) != 1 {
		t.Errorf("what finds out when it is over: %v", reads)
	}
	d.pass(time.Minute)
	d.do(failed(ReadBack(p), MaintenanceMode))
	if d.Link.Since != since {
		t.Errorf("since %v, began %v", d.Link.Since, since)
	}
	d = openDesk(t)
	p = d.confirm("dia")
	d.mute = true
	d.do(failed(p, InternalServerError))
	if d.Link.Trying {
		t.Errorf("a fault of the server is no maintenance: %+v", d.Link)
	}
	d.pass(readBackAfter[wholeSchedule][0])
	d.do(failed(ReadBack(p), MaintenanceMode))
	if !d.Link.Trying || d.Link.Why != MaintenanceMode {
		t.Errorf("a look: %+v", d.Link)
	}
}

// Readings of other slots and days settle nothing that waits.
func TestWhatAFailedReadingLetsGoOf(t *testing.T) {
	d := openDesk(t)
	p := d.broke("dia", InsufficientCredits)
	d.mute = true
	d.do(Paid{})
	if !d.Purchase.Checking {
		t.Fatalf("%+v", d.Purchase)
	}
	d.do(failed(thisWeek("2"), InternalServerError))
	if !d.Purchase.Checking {
		t.Error("the slots of another department")
	}
	own := LoadSlots{Department: p.Department, From: p.At.Day().Monday(), To: p.At.Day().Monday() + 6}
	d.do(limited(own, time.Second))
	if !d.Purchase.Checking {
		t.Error("a reading that is only held")
	}
	d.do(failed(own, InternalServerError))
	if d.Purchase.Checking || d.Purchase.next.Mono != d.Now.Mono+time.Minute {
		t.Errorf("%+v", d.Purchase)
	}
}

// A duplicate is looked for until the day that it is on was read, or cannot be.
func TestADuplicateIsLookedForOnItsDay(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.conflict(p, DuplicateAppointment)
	if d.Duplicate == nil || !d.Duplicate.Reading {
		t.Fatalf("%+v", d.Duplicate)
	}
	d.do(failed(someRead(1), InternalServerError))
	if !d.Duplicate.Reading {
		t.Error("another day")
	}
	own := LoadVisits{clinic.Visits{From: p.At.Day(), To: p.At.Day()}}
	d.do(limited(own, time.Second))
	if !d.Duplicate.Reading {
		t.Error("a reading that is only held")
	}
	d.do(failed(own, InternalServerError))
	if d.Duplicate.Reading {
		t.Error("its own day")
	}
}

// Alternatives are read until nothing is on its way any more.
func TestAlternativesAreReadUntilNothingIsOnItsWay(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	out := d.conflict(p, SlotNotAvailable)
	reads := only[LoadSlots](out)
	if d.Alternatives == nil || !d.Alternatives.Reading || len(reads) < 2 {
		t.Fatalf("%+v, read %v", d.Alternatives, reads)
	}
	d.do(failed(thisWeek("2"), InternalServerError))
	for i, e := range reads {
		if !d.Alternatives.Reading {
			t.Errorf("after %d of %d", i, len(reads))
		}
		d.do(failed(e, InvalidRequest))
	}
	if d.Alternatives.Reading {
		t.Error("still read")
	}
}

// A booking that waits for its slots comes back as typed where those cannot be read;
// other slots are nothing to it.
func TestAWantedSlotThatCannotBeRead(t *testing.T) {
	d := openDesk(t)
	d.typed("dia")
	d.Draft.Stage, d.Draft.Plan.Department = Wanted, "1"
	d.do(failed(thisWeek("2"), InvalidRequest))
	if d.Draft.Stage != Wanted {
		t.Error("another department's")
	}
	d.says(d.do(failed(thisWeek("1"), InvalidRequest)), "slots_not_read", "read_failed")
	if d.Draft.Stage != Typing {
		t.Errorf("%+v", d.Draft)
	}
	d.says(d.do(failed(thisWeek("1"), InvalidRequest)), "read_failed") // nothing waits any more
}

// What never left is shown by what is held where its slots cannot be read, and kept
// for later where they may be.
func TestWhatNeverLeftIsShownWhereItsSlotsCannotBeRead(t *testing.T) {
	for code, shown := range map[Code]bool{InsufficientScope: true, InternalServerError: false, RateLimitExceeded: false} {
		d := openDesk(t)
		p := d.stranded("dia")
		d.do(Failed{Doing: LoadSlots{Department: p.Department, From: p.At.Day().Monday(), To: p.At.Day().Monday() + 6}, Failure: Failure{Code: code, Wait: time.Second}})
		if d.Intents[0].Checked != shown {
			t.Errorf("%s: %+v", code, d.Intents[0])
		}
	}
}

// Without the right to read, a refusal that is doubted is believed; what is not
// watched stays open.
func TestALookThatIsForbidden(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(failed(p, NoAnswer))
	d.pass(readBackAfter[wholeSchedule][0])
	d.do(failed(ReadBack(p), InsufficientScope))
	if len(d.Intents) != 1 || d.Intents[0].Stage != Unknown || d.Intents[0].readBacks != 1 {
		t.Errorf("%+v", d.Intents)
	}
}

// Which key is asked for is said once.
func TestTheKeyIsAskedForOnce(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	out := d.do(failed(someRead(1), InvalidAPIKey))
	d.says(out, "key_refused")
	d.shows(out, AskKey)
	if d.State.again.Mono != d.Now.Mono+time.Minute {
		t.Errorf("again at %v", d.State.again.Mono)
	}
	if out := d.do(failed(someRead(2), InvalidAPIKey)); len(out) > 0 {
		t.Errorf("again: %v", out)
	}
}

// What the tones of sentences say at a glance: good is good, and bad is bad.
func TestTonesOfWhatIsSaid(t *testing.T) {
	tone := func(out []Effect, key string) Tone {
		t.Helper()
		for _, say := range only[Say](out) {
			if say.Notice.Key == key {
				return say.Notice.Tone
			}
		}
		t.Errorf("%q is not said: %q", key, said(out))
		return 0
	}
	good, warning, bad := map[string]Tone{}, map[string]Tone{}, map[string]Tone{}
	d := openDesk(t)
	p := d.confirm("dia")
	good["booked"] = tone(d.do(booked(p, "950")), "booked")
	d.do(CancelAsked{conde.ID})
	warning["cancel_waits"] = tone(d.do(UndoAsked{}, CancelAsked{conde.ID}), "cancel_waits")
	good["cancel_dropped"] = tone(d.do(UndoAsked{}), "cancel_dropped")
	warning["cannot_cancel"] = tone(d.do(CancelAsked{diallo.ID}), "cannot_cancel")
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	good["cancelled"] = tone(d.do(CancelDone{conde.ID}), "cancelled")

	d = stillStands(t)
	d.do(CancelAsked{conde.ID})
	warning["cancel_dropped_tried"] = tone(d.do(UndoAsked{}), "cancel_dropped_tried")
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	warning["cancel_uncertain"] = tone(d.do(failed(Cancel{conde.ID}, NoAnswer)), "cancel_uncertain")
	warning["cancel_not_done"] = tone(d.do(VisitLoaded{Asked: LoadVisit{conde.ID}, Visit: conde}), "cancel_not_done")
	late := conde
	late.Status = clinic.Cancelled
	good["cancelled_late"] = tone(d.do(d.visitRead(late)), "cancelled_late")

	d = openDesk(t)
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	bad["cancel_refused"] = tone(d.do(failed(Cancel{conde.ID}, InvalidRequest)), "cancel_refused")
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	warning["cancel_met_limit"] = tone(d.do(limited(Cancel{conde.ID}, time.Second)), "cancel_met_limit")
	good["quiet_over"] = tone(d.pass(2*time.Second), "quiet_over")
	bad["read_failed for good"] = tone(d.do(failed(someRead(1), InvalidRequest)), "read_failed")
	warning["read_failed"] = tone(d.do(failed(someRead(1), NotSent)), "read_failed")

	d = openDesk(t)
	p = d.confirm("dia")
	warning["refused"] = tone(d.do(failed(p, InvalidDateTime)), "refused")
	d.do(DraftClosed{})
	p = d.confirm("dia")
	d.do(failed(p, NoAnswer))
	d.do(DraftOpened{Line: "dia"})
	d.pass(seen)
	d.enter()
	d.pass(seen)
	warning["already_sent"] = tone(d.enter(), "already_sent")
	d.do(DraftClosed{})
	var vain []Effect
	for range readBackAfter[wholeSchedule] {
		d.pass(2 * time.Minute)
		vain = d.do(standing(p.Booking))
	}
	warning["not_found_after_all"] = tone(vain, "not_found_after_all")

	d = openDesk(t)
	p = d.confirm("dia")
	d.do(failed(p, NoAnswer))
	d.pass(readBackAfter[wholeSchedule][0])
	bad["found_double"] = tone(d.do(standing(p.Booking, "950", "951")), "found_double")

	for want, said := range map[Tone]map[string]Tone{Good: good, Warning: warning, Bad: bad} {
		for key, got := range said {
			if got != want {
				t.Errorf("%s: tone %v, want %v", key, got, want)
			}
		}
	}
}

// A purchase remembers the balance that it was refused with: the one that was told,
// else the one that is known.
func TestTheBalanceThatAPurchaseWasRefusedWith(t *testing.T) {
	for told, had := range map[bool]int{true: 2, false: 5} {
		d := openDesk(t)
		d.do(Heard{Balance: clinic.Balance{Known: true, Credits: 5}})
		d.do(Failed{Doing: d.confirm("dia"), Failure: Failure{Code: InsufficientCredits, Status: 402, CreditsTold: told, Available: 2, Required: 9}})
		if d.Purchase == nil || d.Purchase.had != had {
			t.Errorf("told %v: %+v", told, d.Purchase)
		}
	}
}

// A reading that is not made again by itself says so, and tells nothing of the
// connection.
func TestAReadingThatIsNotMadeAgain(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.says(d.do(failed(strangeRead{}, InternalServerError)), "read_failed")
	if d.Link.Trying {
		t.Errorf("%+v", d.Link)
	}
	d.says(d.do(failed(LoadVisit{diallo.ID}, InvalidRequest)), "read_failed") // that nobody watches
}

// More tones: what waits, what was not read, what was not done.
func TestTonesOfWhatIsNotDone(t *testing.T) {
	tone := func(want Tone, out []Effect, key string) {
		t.Helper()
		for _, say := range only[Say](out) {
			if say.Notice.Key == key {
				if say.Notice.Tone != want {
					t.Errorf("%s: tone %v, want %v", key, say.Notice.Tone, want)
				}
				return
			}
		}
		t.Errorf("%q is not said: %q", key, said(out))
	}
	d := openDesk(t)
	d.mute = true
	tone(Warning, d.do(limited(someRead(1), time.Second)), "limit_met")
	d.Held = nil
	tone(Good, d.pass(2*time.Second), "quiet_over")
	tone(Bad, d.notDone(failed(strangeWrite{}, InvalidRequest), Rule{}), "not_done")

	d = openDesk(t)
	p := d.confirm("dia")
	d.typed("bah")
	tone(Warning, d.do(failed(p, InvalidDateTime)), "draft_waits")

	d = openDesk(t)
	d.typed("dia")
	d.Draft.Stage, d.Draft.Plan.Department = Wanted, "1"
	tone(Warning, d.do(failed(thisWeek("1"), InvalidRequest)), "slots_not_read")
}
