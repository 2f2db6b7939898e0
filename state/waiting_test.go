package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// The seconds that are left of a wait are whole ones; the picture changes when one
// is over, and not after the last.
func TestTheSecondsLeftOfAWait(t *testing.T) {
	at := func(ms int) clinic.Instant {
		return clinic.Instant{Wall: storyNow + clinic.Wall(ms/1000), Mono: time.Duration(ms) * time.Millisecond}
	}
	q := quota.Quiet{On: true, Until: at(3000)}
	for _, tt := range []struct {
		now, left, next int // ms, s, ms
	}{
		{0, 3, 1000}, {1, 3, 1000}, {1000, 2, 2000}, {2500, 1, 3000}, {2999, 1, 3000}, {3000, 0, 3000}, {4200, 0, 4200},
	} {
		now := at(tt.now)
		if left := q.Left(now); left != time.Duration(tt.left)*time.Second {
			t.Errorf("at %d ms: %v left, want %d s", tt.now, left, tt.left)
		}
		if next := q.NextSecond(now); next.Mono != at(tt.next).Mono {
			t.Errorf("at %d ms: next at %v, want %d ms", tt.now, next.Mono, tt.next)
		}
	}
	if ends, reset := q.Ends(at(1000)), q.Reset(at(1000)); ends != storyNow+3 || reset != storyNow+2 {
		t.Errorf("ends %v, reset %v", ends, reset)
	}
}

// The place of a booking among those that wait counts those alone.
func TestThePlaceOfABookingThatWaits(t *testing.T) {
	d := openDesk(t)
	first := d.confirm("dia")
	d.do(failed(first, NoAnswer))
	d.mute = true
	d.do(limited(someRead(1), time.Minute))
	var refs []string
	for _, line := range []string{"bah", "cond"} {
		d.typed(line)
		d.enter()
		d.pass(readTime) // one of them has an appointment that day already
		d.says(d.enter(), "joins_queue")
		refs = append(refs, d.Intents[len(d.Intents)-1].Ref)
	}
	for ref, want := range map[string]int{first.Ref: 0, refs[0]: 1, refs[1]: 2, "unheard of": 0} {
		if got := d.Place(ref); got != want {
			t.Errorf("%s: place %d, want %d", ref, got, want)
		}
	}
}

// A refusal by the limit that comes late, with a wait that is over sooner, ends the
// time in which one request is out alone all the same.
func TestAShorterWaitEndsTheProbe(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.do(limited(someRead(1), time.Minute))
	d.Quiet.Probing = true
	d.do(limited(someRead(2), time.Second))
	if d.Quiet.Probing || !d.Quiet.On || d.Quiet.Left(d.Now) != time.Minute+quota.Margin {
		t.Errorf("%+v", d.Quiet)
	}
	d.pass(time.Minute + quota.Margin)
	d.do(limited(someRead(1), time.Second)) // a wait that was over is no wait
	if d.Quiet.Left(d.Now) != time.Second+quota.Margin {
		t.Errorf("%+v", d.Quiet)
	}
}

// Where nothing was held, the end of a wait is said and nothing is probed.
func TestAWaitForNothing(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.do(limited(someRead(1), time.Second))
	d.Held = nil
	d.says(d.pass(2*time.Second), "quiet_over")
	if d.Quiet.Probing || d.Quiet.On {
		t.Errorf("%+v", d.Quiet)
	}
}

// What was held leaves one by one at its pace, and no longer than there is something.
func TestTheHeldLeaveOneByOne(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	for n := range clinic.Day(4) {
		d.do(limited(someRead(n), time.Second))
	}
	d.pass(2 * time.Second)
	d.do(VisitsLoaded{Asked: someRead(0)})
	for len(d.Held) > 0 {
		held := len(d.Held)
		d.releaseHeld()
		if len(d.Held) != held-1 {
			t.Fatalf("%d left at once", held-len(d.Held))
		}
		if out := d.releaseHeld(); len(out) > 0 {
			t.Fatalf("without pause: %v", out)
		}
		d.Now = d.Now.Add(spacing)
	}
	if out := d.releaseHeld(); out != nil || d.release(1) != nil && len(d.release(1)) > 0 {
		t.Errorf("of nothing: %v", out)
	}
}

// Only what waits, or was looked for in vain, can be taken back.
func TestWhatCanBeTakenBack(t *testing.T) {
	for _, stage := range IntentStages() {
		d := openDesk(t)
		p := d.confirm("dia")
		d.Intents[0].Stage = stage
		out := d.do(WaitDropped{Ref: p.Ref})
		can := stage != Sending && stage != Unknown
		if taken := len(d.Intents) == 0; taken != can {
			t.Errorf("stage %d: taken back %v", stage, taken)
		}
		switch {
		case !can:
			d.says(out)
		case stage == Absent:
			d.says(out, "given_up")
		case len(said(out)) != 1 || said(out)[0] == "given_up":
			t.Errorf("stage %d: said %q", stage, said(out))
		}
	}
	d := openDesk(t)
	if out := d.do(WaitDropped{Ref: "unheard of"}); out != nil {
		t.Errorf("%v", out)
	}
}

// Who waits for a time that was wished for settles the draft that asked for it, and
// takes no other draft away.
func TestTheWaitingListSettlesItsDraft(t *testing.T) {
	who := clinic.Who{Name: "Zowo Martine"}
	for name, settles := range map[string]bool{"its own": true, "another": false} {
		d := openDesk(t)
		d.typed("Zowo Martine")
		serial := d.Draft.Serial
		if !settles {
			serial++
		}
		d.do(WaitAdded{Who: who, Department: "1", Wish: slot1000, Draft: serial})
		if gone := d.Draft == nil; gone != settles || len(d.Parked) != 0 {
			t.Errorf("%s: the draft is gone: %v", name, gone)
		}
		if len(d.Waiting) != 1 || d.Waiting[0].Wish != slot1000 {
			t.Errorf("%s: %+v wait", name, d.Waiting)
		}
	}
}
