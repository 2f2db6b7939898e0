package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

const wait = 30 * time.Second

// someRead is a read that nothing in these tests asks for by itself.
func someRead(n clinic.Day) LoadVisits { return LoadVisits{clinic.Visits{From: 100 + n, To: 100 + n}} }

func TestRateLimitOnARead(t *testing.T) {
	d := openDesk(t)
	out := d.do(limited(someRead(1), wait))
	d.says(out, "limit_met")
	d.shows(out, CountDown)
	if !d.Quiet.On || d.Quiet.Left(d.Now) != wait+quota.Margin || d.Quiet.Reset(d.at) != d.at.Add(wait).Wall {
		t.Fatalf("%+v", d.Quiet)
	}
	d.asks(d.pass(wait + quota.Margin - time.Millisecond))
	held := slices.Clone(d.Held)
	out = d.pass(time.Millisecond)
	d.says(out, "quiet_over")
	if probe := requests(out); len(probe) == 0 || probe[0] != held[0] {
		t.Fatalf("the probe is %v of %v", probe, held)
	}
}

func TestOneProbeThenTheRestAtItsPace(t *testing.T) {
	d := openDesk(t)
	for n := range clinic.Day(3) {
		d.do(limited(someRead(n), wait))
	}
	d.do(limited(someRead(1), wait)) // the same read is held once
	d.mute = true
	if probe := requests(d.pass(wait + 5*time.Second)); len(probe) != 1 || probe[0] != Effect(someRead(0)) {
		t.Fatalf("while the probe is out: %v", probe)
	}
	if !d.Quiet.Probing {
		t.Fatal("nothing waits for the probe")
	}
	d.do(VisitsLoaded{Asked: someRead(0)})
	if got := d.pass(0); !slices.Contains(got, Effect(someRead(1))) {
		t.Fatalf("after the probe's answer: %v", got)
	}
	if got := d.pass(spacing - time.Millisecond); slices.Contains(got, Effect(someRead(2))) {
		t.Fatalf("without pause: %v", got)
	}
	if got := d.pass(time.Millisecond); !slices.Contains(got, Effect(someRead(2))) {
		t.Fatalf("after the pause: %v", got)
	}
}

func TestProbeThatMeetsTheLimitAgain(t *testing.T) {
	d := openDesk(t)
	d.do(limited(someRead(1), wait), limited(someRead(2), wait))
	d.mute = true
	d.pass(wait + quota.Margin)
	d.do(limited(someRead(1), wait))
	if !d.Quiet.On || d.Quiet.Probing {
		t.Fatalf("%+v", d.Quiet)
	}
	d.asks(d.pass(wait))
	if probe := requests(d.pass(quota.Margin)); len(probe) != 1 {
		t.Errorf("probes: %v", probe)
	}
}

func TestLongerAndShorterWaits(t *testing.T) {
	d := openDesk(t)
	d.do(limited(someRead(1), wait), limited(someRead(2), wait/2))
	if d.Quiet.Left(d.Now) != wait+quota.Margin {
		t.Errorf("a shorter wait cut it: %v", d.Quiet.Left(d.Now))
	}
	d.do(limited(someRead(2), 2*wait))
	if d.Quiet.Left(d.Now) != 2*wait+quota.Margin {
		t.Errorf("a longer wait did not prolong it: %v", d.Quiet.Left(d.Now))
	}
}

func TestBookingsLeaveFirst(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(CancelAsked{conde.ID}, limited(someRead(1), wait))
	d.do(limited(p, wait)) // it has to be looked for
	d.typed("bah")
	d.enter()
	d.pass(seen)
	out := d.enter()
	d.says(out, "joins_queue")
	d.asks(out)
	waiting := d.Intents[1]
	if waiting.Stage != Waits || d.Draft != nil {
		t.Fatalf("outbox %+v", d.Intents)
	}
	d.pass(Grace) // the cancel joins as well
	d.mute = true
	var order []Effect
	for range 400 {
		out := requests(d.pass(100 * time.Millisecond))
		for _, e := range out {
			switch e := e.(type) {
			case Post:
				d.do(booked(e, "970"))
			case ReadBack:
				d.do(standing(e.Booking, "971"))
			case Cancel:
				d.do(CancelDone(e))
			default:
				continue
			}
			order = append(order, e)
		}
	}
	want := []Effect{Post{waiting.Booking}, ReadBack(p), Cancel{conde.ID}}
	if !slices.Equal(order, want) {
		t.Errorf("left %+v\nwant %+v", order, want)
	}
}

func TestWaitDropped(t *testing.T) {
	d := openDesk(t)
	d.do(limited(someRead(1), wait))
	d.typed("dia")
	d.enter()
	d.pass(seen)
	d.enter()
	ref := d.Intents[0].Ref
	d.says(d.do(WaitDropped{Ref: ref}), "taken_back")
	d.keeps("dia")
	if posts := only[Post](d.pass(10 * time.Minute)); len(posts) > 0 {
		t.Errorf("sent %v", posts)
	}
	if out := d.do(WaitDropped{Ref: ref}); out != nil {
		t.Errorf("twice: %v", out)
	}
	p := d.confirm("bah")
	if out := d.do(WaitDropped{Ref: p.Ref}); out != nil || len(d.Intents) != 1 {
		t.Errorf("a booking on its way was taken back: %v", out)
	}
}

// A booking that met the limit itself may stand: it is looked for even when it
// was taken back, and said when it is found.
func TestTakenBackBookingThatStands(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(limited(p, wait), WaitDropped{Ref: p.Ref})
	d.keeps("dia")
	if looks := only[ReadBack](d.pass(wait + quota.Margin)); len(looks) != 1 {
		t.Fatalf("looked for: %v", looks)
	}
	d.says(d.do(standing(p.Booking, "995")), "booked_late")
	if _, ok := d.Visit("995"); !ok {
		t.Error("it is not held")
	}
}

func TestDraftWhileQuiet(t *testing.T) {
	d := openDesk(t)
	d.pass(time.Minute) // what is held is too old to book from, and still the best there is
	d.do(limited(someRead(1), wait))
	d.typed("dia")
	d.asks(d.enter())
	if d.Draft.Stage != Fixed {
		t.Errorf("stage %v: booking stays possible", d.Draft.Stage)
	}

	fresh := newDesk(t, Options{})
	fresh.do(limited(someRead(1), wait), fresh.answer(LoadDepartments{}))
	fresh.typed("barry")
	fresh.enter() // who is meant? Nobody was read yet
	fresh.pass(readTime)
	fresh.says(fresh.enter()) // not "no free slot": nobody knows
	if fresh.Draft.Stage != Wanted {
		t.Fatalf("stage %v, want Wanted: %+v", fresh.Draft.Stage, fresh.Draft.Plan)
	}
	fresh.pass(wait + 5*time.Second)
	if fresh.Draft.Stage != Fixed {
		t.Errorf("stage %v after the wait, want Fixed", fresh.Draft.Stage)
	}
}

func TestCountdownTicksOnceASecond(t *testing.T) {
	d := openDesk(t)
	d.do(limited(someRead(1), 3*time.Second))
	for want := 4 * time.Second; want > 0; want -= time.Second {
		if got := d.Quiet.Left(d.Now); got != want {
			t.Fatalf("shown %v, want %v", got, want)
		}
		if due := d.Due(); due != time.Second {
			t.Fatalf("with %v left the next tick is due in %v", want, due)
		}
		d.at = d.at.Add(time.Second)
		d.do(Ticked{})
	}
	if d.Quiet.On {
		t.Error("still quiet")
	}
}
