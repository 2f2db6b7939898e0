package state

import (
	"testing"
	"time"
)

// stranded books what the line says without a connection.
func (d *desk) stranded(line string) Post {
	d.t.Helper()
	p := d.confirm(line)
	d.mute = true
	out := d.do(failed(p, NotSent))
	d.says(out, "stranded")
	d.shows(out, Offline)
	if len(d.Intents) != 1 || d.Intents[0].Stage != Stranded || !d.Link.Offline {
		d.t.Fatalf("outbox %+v, link %+v", d.Intents, d.Link)
	}
	return p
}

func (d *desk) reconnect() []Effect {
	d.mute = false
	return d.pass(25 * time.Second)
}

func TestBookingThatNeverLeftIsShownOnReturnAndSentByAKey(t *testing.T) {
	d := openDesk(t)
	p := d.stranded("dia")
	if _, ok := d.ToDecide(); ok {
		t.Error("there is nothing to decide while there is no connection")
	}
	out := d.reconnect()
	d.says(out, "back_free")
	if posts := only[Post](append(out, d.pass(time.Hour)...)); len(posts) > 0 {
		t.Fatalf("sent by itself: %v", posts)
	}
	if in, ok := d.ToDecide(); !ok || in.Ref != p.Ref || !in.Free {
		t.Fatalf("to decide: %+v %v", in, ok)
	}
	d.asks(d.do(SentAgain{Ref: p.Ref}), p)
	d.asks(d.do(SentAgain{Ref: p.Ref}, SentAgain{Ref: "unheard of"}))
	d.says(d.do(booked(p, "950")), "booked")
}

func TestBookingThatNeverLeftWhoseSlotIsGone(t *testing.T) {
	d := openDesk(t)
	p := d.stranded("dia")
	d.takeElsewhere("1", p.At)
	d.says(d.reconnect(), "back_taken")
	out := d.do(SentAgain{Ref: p.Ref})
	d.shows(out, OfferSlots)
	if posts := only[Post](out); len(posts) > 0 || d.Alternatives == nil || d.offers(p.At) {
		t.Errorf("sent %v, offered %+v", posts, d.Alternatives)
	}
	d.keeps("dia")
}

func TestBookingThatNeverLeftIsCheckedByWhatIsHeldWhereNothingMayBeRead(t *testing.T) {
	d := openDesk(t)
	p := d.stranded("dia")
	d.do(failed(LoadSlots{Department: "2"}, InsufficientScope))
	d.says(d.reconnect(), "back_free")
	d.asks(d.do(SentAgain{Ref: p.Ref}), p)
}

func TestBookingThatWasNotFoundIsSentByAKey(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(failed(p, NoAnswer))
	for range readBackAfter[wholeSchedule] {
		for _, l := range only[ReadBack](d.pass(2 * time.Minute)) {
			d.do(standing(l.Booking))
		}
	}
	if in, ok := d.ToDecide(); !ok || in.Stage != Absent {
		t.Fatalf("to decide: %+v %v", in, ok)
	}
	d.asks(d.do(SentAgain{Ref: p.Ref}), p)
	d.says(d.do(failed(p, DuplicateAppointment)), "repeat_uncertain") // with the first try, after all
	d.pass(2 * time.Second)
	d.says(d.do(standing(p.Booking, "950")), "booked_late")
}

func TestUndecidedBookingIsTakenBack(t *testing.T) {
	d := openDesk(t)
	p := d.stranded("dia")
	d.says(d.do(WaitDropped{Ref: p.Ref}), "taken_back")
	d.keeps("dia")
}
