package state

import (
	"maps"
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// keyed is what a desk knows of its key: that it is refused, its rights, its quota,
// its limit and its credits.
type keyed struct {
	Key       KeyRefusal
	forbidden map[Right]Code
	Quota     clinic.Quota
	ends      clinic.Instant
	Quiet     quota.Quiet
	Credits   quota.Credits
}

func (s *State) keyed() keyed {
	return keyed{s.Key, maps.Clone(s.forbidden), s.Quota, s.quotaEnds, s.Quiet, s.Credits}
}

func (k keyed) same(o keyed) bool {
	k.Quiet.Next, o.Quiet.Next = clinic.Instant{}, clinic.Instant{} // paces what was held
	return k.Key == o.Key && maps.Equal(k.forbidden, o.forbidden) && k.Quota == o.Quota && k.ends == o.ends && k.Quiet == o.Quiet && k.Credits == o.Credits
}

// Whatever a request meets that was sent with the key before: it says nothing of
// the key in use now.
func TestAnswersToTheOldKeySayNothingOfTheNew(t *testing.T) {
	heard := Heard{Quota: clinic.Quota{Known: true, Limit: 1000, Remaining: 3}, Balance: clinic.Balance{Known: true, Credits: 1}}
	codes := slices.Concat(Documented(), ours, []Code{"SOMETHING_NEW"})
	for _, e := range everyEffect {
		if does := e.Traits().Does; does != Reads && does != Writes {
			continue
		}
		for _, code := range codes {
			for _, again := range []bool{false, true} { // the same is on its way with the new key
				d := openDesk(t)
				d.do(CreditsTyped{Count: 5})
				p := d.confirm("dia")
				d.mute = true
				d.do(CancelAsked{conde.ID})
				d.pass(Grace)
				e := e
				switch e.(type) {
				case Post:
					e = p
				case Cancel:
					e = Cancel{conde.ID}
				case ReadBack:
					d.do(failed(p, NoAnswer))
					d.pass(readBackAfter[wholeSchedule][0])
					e = ReadBack(p)
				}
				left := d.at
				d.at = d.at.Add(time.Second)
				d.do(KeyGiven{})
				if again && e.Traits().Does == Reads {
					d.asked[e] = d.at
				}
				before := d.keyed()
				out := d.do(Answered{Asked: e, Left: left, Heard: heard, Event: Failed{Doing: e, Failure: Failure{Code: code, Status: 400, Wait: time.Minute, CreditsTold: true}}})
				if after := d.keyed(); !after.same(before) {
					t.Errorf("%T refused with %s: %+v, was %+v", e, code, after, before)
				}
				if shown := only[Show](out); slices.Contains(shown, Show{AskKey}) || slices.Contains(shown, Show{RefusedRight}) || slices.Contains(shown, Show{CountDown}) {
					t.Errorf("%T refused with %s shows %v", e, code, shown)
				}
				if _, on := d.asked[e]; again && e.Traits().Does == Reads && !on {
					t.Errorf("%T refused with %s: the read with the new key counts no more", e, code)
				}
			}
		}
	}
}

// What the old key read says nothing more: it was asked again. What it did is done,
// and so is what was looked for.
func TestWhatTheOldKeyReadIsAskedAgain(t *testing.T) {
	for _, x := range Exchanges() {
		if x.Effect.Traits().Does == Shows {
			continue
		}
		d := openDesk(t)
		left := d.at
		d.at = d.at.Add(time.Second)
		d.do(KeyGiven{})
		d.mute = true
		d.asked[x.Effect] = d.at
		rev := d.Rev
		d.do(Answered{Asked: x.Effect, Left: left, Event: emptyAnswer(x.Effect)})
		if _, on := d.asked[x.Effect]; x.Effect.Traits().Urgency == Background && (!on || d.Rev != rev) {
			t.Errorf("%T: what the old key read is taken in", x.Effect)
		}
	}
}

// What the old key was refused is not lost: one key sends the booking with the new
// one, and a cancel is told.
func TestWhatTheOldKeyWasRefusedIsGivenBack(t *testing.T) {
	for _, code := range []Code{ExpiredAPIKey, InsufficientScope, DepartmentAccessDenied} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.do(CancelAsked{conde.ID})
		d.pass(Grace)
		left := d.at
		d.pass(time.Second)
		d.do(KeyGiven{})
		d.says(d.do(Answered{Left: left, Event: failed(p, code)}), "refused")
		d.keeps("dia")
		d.pass(seen)
		if posts := only[Post](d.enter()); len(posts) != 1 || posts[0].At != p.At {
			t.Errorf("%s: sent %+v", code, posts)
		}
		d.says(d.do(Answered{Left: left, Event: failed(Cancel{conde.ID}, code)}), "cancel_refused")
	}
	d := openDesk(t)
	p := d.confirm("dia")
	left := d.at
	d.pass(time.Second)
	d.do(KeyGiven{})
	d.says(d.do(Answered{Left: left, Event: booked(p, "950")}), "booked") // what is done is done
}

// The limit is the old key's: what waited for its end leaves under the new one.
func TestAnotherKeyEndsTheWait(t *testing.T) {
	for name, until := range map[string]func(*desk){
		"waiting": func(*desk) {},
		"probing": func(d *desk) { d.do(limited(ReadBack{}, wait)); d.pass(wait + quota.Margin) },
	} {
		d := openDesk(t)
		d.typed("dia")
		d.enter()
		d.pass(seen)
		d.mute = true
		d.do(limited(someRead(1), wait))
		d.enter()
		if len(d.Intents) != 1 || d.Intents[0].Stage != Waits {
			t.Fatalf("outbox %+v", d.Intents)
		}
		d.hold(someRead(0))
		until(d)
		out := append(d.do(KeyGiven{}), d.pass(2*spacing)...)
		if d.Quiet.On || d.Quiet.Probing || len(only[Post](out)) != 1 && name == "waiting" || len(d.Held) > 0 {
			t.Errorf("%s: left %v, held %v, %+v", name, requests(out), d.Held, d.Quiet)
		}
	}
}

// What waited for a read with the old key gets one with the new.
func TestWhatWaitedForTheOldKeyIsAskedAgain(t *testing.T) {
	d := openDesk(t)
	d.broke("dia", InsufficientCredits)
	d.pass(freshBooking)
	d.mute = true
	left := d.at
	reads := only[LoadSlots](d.do(Paid{}))
	d.at = d.at.Add(time.Second)
	out := d.do(KeyGiven{})
	if !d.Purchase.Checking || len(reads) != 1 || !slices.Contains(only[LoadSlots](out), reads[0]) {
		t.Fatalf("asked %v, then %v", reads, out)
	}
	d.do(Answered{Asked: reads[0], Left: left, Event: d.answer(reads[0])})
	if d.Purchase.Counting {
		t.Error("it goes on by what the old key read")
	}
	d.do(Answered{Asked: reads[0], Left: d.at, Event: d.answer(reads[0])})
	if !d.Purchase.Counting {
		t.Error("it does not go on")
	}
}

func TestAnAnswerIsHeard(t *testing.T) {
	d := openDesk(t)
	heard := Heard{Quota: clinic.Quota{Known: true, Limit: 1000, Remaining: 3}, Balance: clinic.Balance{Known: true, Credits: 4}, Asked: true, Took: slowAnswer + 1}
	d.do(Answered{Left: d.at, Heard: heard, Event: d.visitRead(conde)})
	if d.Quota != heard.Quota || d.Credits.Count != 4 || !d.Link.Slow {
		t.Errorf("%+v, %+v, %+v", d.Quota, d.Credits, d.Link)
	}
	p := d.broke("dia", InsufficientCredits)
	heard.Balance.Credits = 5
	if reads := only[LoadSlots](d.do(Answered{Left: d.at, Heard: heard, Event: d.visitRead(conde)})); !d.Purchase.Checking && !d.Purchase.Counting {
		t.Errorf("the credits are there for %+v, asked %v, %+v", p, reads, d.Purchase)
	}
}
