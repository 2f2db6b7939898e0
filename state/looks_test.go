package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// lookTimes are when a booking is looked for from now on, within a time, where
// every look is answered and none finds it.
func (d *desk) lookTimes(p Post, within time.Duration) []time.Duration {
	d.t.Helper()
	var at []time.Duration
	began := d.at.Mono
	for d.at.Mono-began < within {
		for range only[ReadBack](d.pass(100 * time.Millisecond)) {
			at = append(at, d.at.Mono-began)
			d.do(standing(p.Booking))
		}
	}
	return at
}

func seconds(n ...float64) []time.Duration {
	var all []time.Duration
	for _, s := range n {
		all = append(all, time.Duration(s*float64(time.Second)))
	}
	return all
}

// A booking that waited for the end of a limit is looked for by when it left, not
// by when it was confirmed.
func TestLooksOfABookingThatWaitedBeginWhenItLeft(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.do(limited(someRead(1), time.Minute))
	d.typed("dia")
	d.enter()
	d.pass(seen)
	d.says(d.enter(), "joins_queue")
	posts := only[Post](d.pass(time.Minute + quota.Margin))
	if len(posts) != 1 {
		t.Fatalf("left: %v", posts)
	}
	d.do(failed(posts[0], NoAnswer))
	if got, want := d.lookTimes(posts[0], 5*time.Minute), seconds(2, 10, 45, 120); !slices.Equal(got, want) {
		t.Errorf("looked for after %v, want %v", got, want)
	}
}

// The looks run from when the booking was sent, though it broke later.
func TestLooksRunFromTheSending(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.pass(20 * time.Second)
	d.do(failed(p, NoAnswer))
	if got, want := d.lookTimes(p, 5*time.Minute), seconds(0.1, 0.2, 25, 100); !slices.Equal(got, want) {
		t.Errorf("looked for after %v, want %v: two looks are overdue", got, want)
	}
}

// What somebody else refused is looked for at once and after 10 s, and a conflict
// of a booking that was sent before after 2 s.
func TestLooksOfADoubtedRefusal(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.asks(d.do(bare(p, 402)), ReadBack(p))
	d.do(standing(p.Booking))
	if got, want := d.lookTimes(p, time.Minute), seconds(10); !slices.Equal(got, want) {
		t.Errorf("somebody else's: looked for after %v, want %v", got, want)
	}

	d = openDesk(t)
	p = d.confirm("dia")
	d.mute = true
	d.do(limited(p, time.Second))
	d.pass(2 * time.Second)
	d.do(standing(p.Booking)) // not found: sent again
	d.do(failed(p, SlotNotAvailable))
	if got, want := d.lookTimes(p, time.Minute), seconds(2); !slices.Equal(got, want) {
		t.Errorf("repeated: looked for after %v, want %v", got, want)
	}
}

// A appearance that tells nothing is made again: after a minute, or where somebody waits
// for the answer that was given after 10 s.
func TestALookThatToldNothingIsMadeAgain(t *testing.T) {
	for _, c := range []struct {
		refusal func(Post) Failed
		first   time.Duration // until the last look of the schedule
		again   time.Duration
	}{
		{func(p Post) Failed { return failed(p, NoAnswer) }, 120 * time.Second, time.Minute},
		{func(p Post) Failed { return bare(p, 402) }, 10 * time.Second, 10 * time.Second},
	} {
		for name, nothing := range map[string]func(Post) Event{
			"cut":          func(p Post) Event { return Found{Asked: ReadBack(p), List: clinic.VisitList{Partial: true}} },
			"not answered": func(p Post) Event { return failed(ReadBack(p), NoAnswer) },
		} {
			d := openDesk(t)
			p := d.confirm("dia")
			d.mute = true
			looks := only[ReadBack](d.do(c.refusal(p)))
			began := d.at.Mono
			for d.at.Mono-began < c.first {
				for range looks {
					d.do(standing(p.Booking))
				}
				looks = only[ReadBack](d.pass(100 * time.Millisecond))
			}
			if len(looks) != 1 {
				t.Fatalf("%s: no look after %v", name, c.first)
			}
			for range 3 {
				d.do(nothing(p))
				if early := only[ReadBack](d.pass(c.again - time.Second)); len(early) > 0 {
					t.Errorf("%s: looked again before %v", name, c.again)
				}
				if again := only[ReadBack](d.pass(time.Second)); len(again) != 1 {
					t.Errorf("%s: not looked again after %v", name, c.again)
				}
			}
			if d.Intents[0].Stage != Unknown {
				t.Errorf("%s: %+v", name, d.Intents[0])
			}
		}
	}
}

// While nothing may be sent, and while the one request of after the wait is out,
// nothing is looked for.
func TestNothingIsLookedForWhileQuiet(t *testing.T) {
	for _, refusal := range []func(Post) Failed{
		func(p Post) Failed { return failed(p, NoAnswer) },
		func(p Post) Failed { return bare(p, 402) },
	} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		d.do(limited(someRead(1), time.Minute))
		if looks := only[ReadBack](append(d.do(refusal(p)), d.pass(time.Minute)...)); len(looks) > 0 {
			t.Errorf("looked for while quiet: %v", looks)
		}
		probe := d.pass(quota.Margin)
		if !d.Quiet.Probing || len(only[ReadBack](probe)) > 0 || len(requests(probe)) != 1 {
			t.Fatalf("the probe: %v", probe)
		}
		if looks := only[ReadBack](d.pass(10 * time.Second)); len(looks) > 0 {
			t.Errorf("looked for beside the probe: %v", looks)
		}
		d.do(d.answer(requests(probe)[0]))
		if looks := only[ReadBack](d.pass(10 * time.Second)); len(looks) == 0 {
			t.Error("not looked for afterwards")
		}
	}
}

// An answer that comes when nobody looks any more changes nothing.
func TestALookThatNobodyMadeIsNotHeard(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(failed(p, NoAnswer))
	for range 10 {
		d.do(standing(p.Booking))
		d.do(failed(ReadBack(p), NoAnswer))
	}
	if in := d.Intents[0]; in.Stage != Unknown || in.readBacks != 0 {
		t.Errorf("%+v", in)
	}
	if got, want := d.lookTimes(p, 5*time.Minute), seconds(2, 10, 45, 120); !slices.Equal(got, want) {
		t.Errorf("looked for after %v, want %v", got, want)
	}
}

// An appointment that stands though its cancel was not answered is looked at 10,
// 45 and 120 s later, and by no other look while one is on its way.
func TestWhenAnAppointmentThatStillStandsIsLookedAt(t *testing.T) {
	for _, slow := range []bool{false, true} {
		d := stillStands(t)
		d.mute = true
		began := d.at.Mono
		var at []time.Duration
		for d.at.Mono-began < 5*time.Minute {
			for _, e := range only[LoadVisit](d.pass(100 * time.Millisecond)) {
				at = append(at, (d.at.Mono - began).Truncate(time.Second))
				if slow {
					at = append(at, time.Duration(len(only[LoadVisit](d.pass(3*time.Second)))))
				}
				d.do(VisitLoaded{Asked: e, Visit: conde})
			}
		}
		want := seconds(10, 45, 120)
		if slow {
			want = seconds(10, 0, 45, 0, 120, 0)
		}
		if !slices.Equal(at, want) {
			t.Errorf("slow %v: looked at after %v, want %v", slow, at, want)
		}
		if len(d.watched) > 0 {
			t.Errorf("still watched: %+v", d.watched)
		}
	}
}

// A appearance at it that is not answered is made again after a minute.
func TestALookAtWhatStandsIsMadeAgainAfterAMinute(t *testing.T) {
	d := stillStands(t)
	d.mute = true
	if looks := only[LoadVisit](d.pass(10 * time.Second)); len(looks) != 1 {
		t.Fatalf("looked at: %v", looks)
	}
	for range 4 {
		d.do(failed(LoadVisit{conde.ID}, NoAnswer))
		if early := only[LoadVisit](d.pass(59 * time.Second)); len(early) > 0 {
			t.Errorf("looked again early: %v", early)
		}
		if again := only[LoadVisit](d.pass(time.Second)); len(again) != 1 {
			t.Errorf("not looked again: %v", again)
		}
	}
}

// Looks that are not answered are made at their times all the same, then each minute.
func TestLooksThatAreNotAnsweredKeepTheirTimes(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(failed(p, NoAnswer))
	began := d.at.Mono
	var at []time.Duration
	for d.at.Mono-began < 5*time.Minute {
		for _, l := range only[ReadBack](d.pass(100 * time.Millisecond)) {
			at = append(at, (d.at.Mono - began).Truncate(time.Second))
			d.do(failed(l, InternalServerError))
		}
	}
	if want := seconds(2, 10, 45, 120, 180, 240, 300); !slices.Equal(at, want) {
		t.Errorf("looked for after %v, want %v", at, want)
	}
}

// Of an appointment that stands, three looks must be answered; one that was not is
// made up for, and only while none is on its way.
func TestThreeAnsweredLooks(t *testing.T) {
	for unanswered := range 3 {
		d := stillStands(t)
		d.mute = true
		answered := 0
		for n := 0; len(d.watched) > 0 && n < 20; {
			for _, e := range only[LoadVisit](d.pass(30 * time.Second)) {
				if n++; n == unanswered+1 {
					d.do(failed(e, NoAnswer))
					continue
				}
				answered++
				d.do(VisitLoaded{Asked: e, Visit: conde})
			}
		}
		if answered != 3 {
			t.Errorf("look %d was not answered: %d were", unanswered+1, answered)
		}
	}
	d := stillStands(t)
	d.mute = true
	d.watch(d.Now, conde, Cancelling{}) // once more
	if len(d.watched) != 1 {
		t.Fatalf("watched %+v", d.watched)
	}
	look := LoadVisit{conde.ID}
	for looks := range len(watchedAfter) + 1 {
		d.watched[0].reads, d.watched[0].since = looks, clinic.Instant{}
		d.asked[look] = d.Now
		if out := d.readWatched(); len(out) > 0 || d.watched[0].reads != looks {
			t.Errorf("beside one on its way: %v, %+v", out, d.watched)
		}
	}
	delete(d.asked, look)
	if out := d.readWatched(); len(out) > 0 || d.watched[0].reads != len(watchedAfter)-1 || d.watched[0].next().Mono != d.Now.Mono+time.Minute {
		t.Errorf("the last was of no use: %v, %+v", out, d.watched)
	}
}

// What was cancelled after all is not revived by what was read before.
func TestACancelThatWasDoneLateIsNotRevived(t *testing.T) {
	d := stillStands(t)
	d.mute = true
	day := LoadVisits{clinic.Visits{From: conde.At.Day(), To: conde.At.Day()}}
	d.asked[day] = d.at
	before := d.answer(day)
	d.at = d.at.Add(time.Second)
	d.says(d.do(failed(LoadVisit{conde.ID}, AppointmentNotFound)), "cancelled_late")
	d.at = d.at.Add(time.Second)
	d.do(before)
	if v, _ := d.Visit(conde.ID); v.Status != clinic.Cancelled {
		t.Errorf("%+v", v)
	}
}

// Nothing is looked for that may not be read.
func TestNothingIsLookedForThatMayNotBeRead(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(failed(someRead(1), InsufficientScope))
	out := d.do(failed(p, SlotNotAvailable))
	if looks := only[ReadBack](out); len(looks) > 0 || d.Alternatives == nil {
		t.Errorf("looked for: %v, the offer is %+v", looks, d.Alternatives)
	}
}

// Only a refusal that somebody else wrote is looked for at once: what the API wrote
// is believed, and what its server could not do takes the whole schedule.
func TestWhoseRefusalIsLookedForAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		f    Failure
		once bool // at once
		open bool
	}{
		"a proxy's 402":        {Failure{Code: "HTTP_402", Status: 402}, true, true},
		"a proxy's 499":        {Failure{Code: "HTTP_499", Status: 499}, false, true},
		"a proxy's 500":        {Failure{Code: "HTTP_500", Status: 500}, false, true},
		"a proxy's 502":        {Failure{Code: "HTTP_502", Status: 502}, false, true},
		"the API's own code":   {Failure{Code: "SOMETHING_NEW", Status: 400, Coded: true}, false, false},
		"a documented code":    {Failure{Code: InvalidDateTime, Status: 422, Coded: true}, false, false},
		"a documented 402":     {Failure{Code: CreditCheckFailed, Status: 402, Coded: true}, false, false},
		"the API's own, a 500": {Failure{Code: "SOMETHING_NEW", Status: 500, Coded: true}, false, true},
	} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		out := d.do(Failed{Doing: p, Failure: c.f})
		if once := len(only[ReadBack](out)) == 1; once != c.once {
			t.Errorf("%s: looked for at once: %v", name, once)
		}
		if open := len(d.Intents) == 1 && d.Intents[0].Stage == Unknown; open != c.open {
			t.Errorf("%s: %+v", name, d.Intents)
		}
	}
}
