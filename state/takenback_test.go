package state

import (
	"slices"
	"testing"
	"time"
)

// again confirms the booking in front anew.
func (d *desk) again() []Effect {
	out := d.enter()
	d.pass(seen)
	return append(out, d.enter()...)
}

// A booking that met the limit, was taken back and is confirmed anew, from the same
// draft or from another for the same person, department and time, never reaches the
// API under a second reference, and is looked for before it is sent.
func TestTakenBackAndConfirmedAnewKeepsItsReference(t *testing.T) {
	lines := map[string]func(*desk){
		"the same draft": func(*desk) {},
		"another draft":  func(d *desk) { d.do(DraftClosed{}); d.typed("dia") },
	}
	for name, open := range lines {
		for _, after := range []time.Duration{0, wait / 2, wait + 2*time.Second, 90 * time.Second} {
			for _, stands := range []bool{true, false} {
				d := openDesk(t)
				p := d.confirm("dia")
				d.mute = true
				d.do(limited(p, wait))
				d.says(d.do(WaitDropped{Ref: p.Ref}), "taken_back_sent")
				sent := d.pass(after)
				open(d)
				sent = append(sent, d.again()...)
				i := slices.IndexFunc(d.Intents, func(in Intent) bool { return in.At == p.At })
				if i < 0 || d.Intents[i].Ref != p.Ref {
					t.Fatalf("%s after %v: %+v, want the reference %q", name, after, d.Intents, p.Ref)
				}
				if d.Intents[i].Stage != Waits {
					t.Errorf("%s after %v: stage %v", name, after, d.Intents[i].Stage)
				}
				looked := false
				for range 100 {
					for len(requests(sent)) > 0 {
						e := requests(sent)[0]
						sent = requests(sent)[1:]
						switch e := e.(type) {
						case ReadBack:
							looked = true
							answer := standing(e.Booking)
							if stands {
								answer = standing(e.Booking, "977")
							}
							sent = append(sent, d.do(answer)...)
						case Post:
							if !looked || stands || e != p {
								t.Fatalf("%s after %v: sent %+v, looked %v, stands %v", name, after, e, looked, stands)
							}
							d.do(booked(p, "978"))
						}
					}
					sent = d.pass(2 * time.Second)
				}
				if len(d.Intents) > 0 || d.Booked == nil {
					t.Errorf("%s after %v, stands %v: %d are open", name, after, stands, len(d.Intents))
				}
			}
		}
	}
}

// One of another time is another booking.
func TestTakenBackAndChangedIsAnotherBooking(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(limited(p, wait), WaitDropped{Ref: p.Ref}, Typed{Line: "dia 15h"})
	d.again()
	if len(d.Intents) != 1 || d.Intents[0].Ref == p.Ref || d.Intents[0].At == p.At {
		t.Errorf("%+v", d.Intents)
	}
}

// What was taken back though it was sent is looked for until an answer tells,
// whatever the looks meet.
func TestTakenBackIsLookedForUntilThatIsKnown(t *testing.T) {
	hurdles := map[string]func(p Post) Event{
		"a limit of its own": func(p Post) Event { return limited(ReadBack(p), wait) },
		"no answer":          func(p Post) Event { return failed(ReadBack(p), NoAnswer) },
		"a cut list": func(p Post) Event {
			f := standing(p.Booking)
			f.List.Partial = true
			return f
		},
		"something unreadable": func(p Post) Event {
			f := standing(p.Booking)
			f.List.Skipped = 1
			return f
		},
	}
	for name, hurdle := range hurdles {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		d.do(limited(p, wait), WaitDropped{Ref: p.Ref})
		met, told := 0, false
		for range 600 {
			for range only[ReadBack](d.pass(time.Second)) {
				if met++; met < 6 {
					d.do(hurdle(p))
					continue
				}
				told = told || slices.Contains(said(d.do(standing(p.Booking, "979"))), "booked_late")
			}
		}
		if !told {
			t.Errorf("%s: after %d looks nobody was told", name, met)
		}
	}
}
