package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

func TestBookingThatMetTheLimitIsLookedForThenPostedIdentically(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	out := d.do(limited(p, wait))
	d.says(out, "booking_met_limit")
	d.shows(out, CountDown)
	if in := d.Intents[0]; in.Stage != Waits || !in.Met {
		t.Fatalf("%+v", in)
	}
	d.mute = true
	if got := requests(d.pass(wait + quota.Margin)); len(got) != 1 || got[0] != Effect(ReadBack(p)) {
		t.Fatalf("first: %v", got)
	}
	if got := requests(d.do(standing(p.Booking))); len(got) != 1 || got[0] != Effect(p) {
		t.Fatalf("then: %v, want the same booking", got)
	}
	if got := only[Post](d.pass(10 * time.Minute)); len(got) > 0 {
		t.Errorf("and again: %v", got)
	}
}

func TestBookingThatMetTheLimitAndStands(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(limited(p, wait))
	d.pass(wait + quota.Margin)
	out := d.do(standing(p.Booking, "980"))
	d.says(out, "booked_late")
	if posts := only[Post](append(out, d.pass(10*time.Minute)...)); len(posts) > 0 {
		t.Errorf("sent again: %v", posts)
	}
}

func TestLookingThatBreaksLeavesTheBookingUnknown(t *testing.T) {
	for _, answer := range []Event{
		failed(ReadBack{}, NoAnswer),
		Found{List: clinic.VisitList{Partial: true}},
		Found{List: clinic.VisitList{Skipped: 1}},
	} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.do(limited(p, wait))
		d.pass(wait + quota.Margin)
		switch e := answer.(type) {
		case Failed:
			e.Doing = ReadBack(p)
			answer = e
		case Found:
			e.Asked = ReadBack(p)
			answer = e
		}
		out := d.do(answer)
		if posts := only[Post](append(out, d.pass(time.Hour)...)); len(posts) > 0 {
			t.Errorf("%T: sent again: %v", answer, posts)
		}
		if in := d.Intents[0]; in.Stage != Unknown {
			t.Errorf("%T: %+v", answer, in)
		}
	}
}

func TestConflictOfARepeatedBookingMayBeWithItself(t *testing.T) {
	for _, code := range []Code{SlotNotAvailable, DuplicateAppointment} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.do(limited(p, wait))
		d.pass(wait + quota.Margin)
		d.do(standing(p.Booking))
		d.says(d.do(failed(p, code)), "repeat_uncertain")
		if looks := only[ReadBack](d.pass(2 * time.Second)); len(looks) != 1 {
			t.Fatalf("%s: looked for: %v", code, looks)
		}
		d.says(d.do(standing(p.Booking, "990")), "booked_late")
	}
}

func TestFoundNothingWhileQuietWaits(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(limited(p, wait))
	d.mute = true
	d.pass(wait + quota.Margin)
	d.do(limited(someRead(1), wait)) // another request of before meets the limit
	d.asks(d.do(standing(p.Booking)))
	if posts := only[Post](d.pass(wait + quota.Margin)); len(posts) != 1 || posts[0] != p {
		t.Errorf("after the wait: %v", posts)
	}
}

func TestRateLimitOnALook(t *testing.T) {
	t.Run("of an unknown outcome", func(t *testing.T) {
		d := openDesk(t)
		p := d.confirm("dia")
		d.do(failed(p, NoAnswer))
		d.pass(readBackAfter[wholeSchedule][0])
		d.do(limited(ReadBack(p), wait))
		d.mute = true
		d.asks(d.pass(wait))
		if got := requests(d.pass(quota.Margin + time.Second)); len(got) != 1 || got[0] != Effect(ReadBack(p)) {
			t.Fatalf("after the wait: %v", got)
		}
		if in := d.Intents[0]; in.readBacks != 0 {
			t.Errorf("a look that was not answered counts: %+v", in)
		}
	})
	t.Run("of a booking taken back meanwhile", func(t *testing.T) {
		d := openDesk(t)
		p := d.confirm("dia")
		d.do(limited(p, wait), limited(someRead(1), wait))
		d.mute = true
		d.pass(wait + quota.Margin)
		d.do(WaitDropped{Ref: p.Ref}, limited(ReadBack(p), wait))
		if !d.Quiet.On || d.Quiet.Probing {
			t.Fatalf("the probe's answer was not heard: %+v", d.Quiet)
		}
		if got := requests(d.pass(wait + quota.Margin)); len(got) != 1 {
			t.Errorf("after the wait: %v", got)
		}
	})
}
