package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

// However a booking of ours came to be cancelled: `u` no longer offers to take it
// back, and takes nothing back.
func TestNothingIsUndoneThatIsCancelled(t *testing.T) {
	day := LoadVisits{clinic.Visits{From: slot945.Day(), To: slot945.Day()}}
	doubt := func(d *desk, v clinic.Appointment) { // a cancel without an answer, that was not done then
		d.do(CancelAsked{v.ID})
		d.pass(Grace)
		d.do(failed(Cancel{v.ID}, NoAnswer), d.visitRead(v))
	}
	for name, cancel := range map[string]func(d *desk, v, gone clinic.Appointment){
		"taken back":           func(d *desk, v, _ clinic.Appointment) { d.do(UndoAsked{}, CancelDone{v.ID}) },
		"being taken back":     func(d *desk, _, _ clinic.Appointment) { d.do(UndoAsked{}) },
		"late, read by itself": func(d *desk, v, gone clinic.Appointment) { doubt(d, v); d.do(d.visitRead(gone)) },
		"late, with its day":   func(d *desk, v, gone clinic.Appointment) { doubt(d, v); d.visits[3] = gone; d.do(d.askedAnswer(day)) },
		"late, no longer there": func(d *desk, v, _ clinic.Appointment) {
			doubt(d, v)
			d.do(failed(LoadVisit{v.ID}, AppointmentNotFound))
		},
		"elsewhere, read by itself": func(d *desk, _, gone clinic.Appointment) { d.do(d.visitRead(gone)) },
		"elsewhere, with its day":   func(d *desk, _, gone clinic.Appointment) { d.visits[3] = gone; d.do(d.askedAnswer(day)) },
	} {
		d := openDesk(t)
		b := booked(d.confirm("dia"), "950")
		d.visits = append(d.visits, b.Visit)
		d.do(b)
		if !d.CanUndo() {
			t.Fatal("nothing to undo after a booking")
		}
		d.mute = true
		d.pass(time.Second)
		gone := b.Visit
		gone.Status = clinic.Cancelled
		cancel(d, b.Visit, gone)
		if d.CanUndo() {
			t.Errorf("%s: it is offered", name)
		}
		out := d.do(UndoAsked{})
		d.says(out, "nothing_to_undo")
		d.asks(out)
	}
}

// done is each thing that can be taken back, done at a desk: which person it is
// about, and what takes it back at once or after its countdown.
var done = []struct {
	name string
	do   func(d *desk)
	who  string
	said string             // when it is asked for
	asks func(*desk) Effect // that leaves in the end; nil for nothing
}{
	{"a booking", func(d *desk) { d.do(booked(d.confirm("dia"), "950")) }, diallo.Name, "undoing", func(*desk) Effect { return Cancel{clinic.NumberID("950")} }},
	{"an older booking", func(d *desk) { d.do(booked(d.confirm("dia"), "950")); d.pass(undoAtOnce) }, diallo.Name, "cancel_waits", func(*desk) Effect { return Cancel{clinic.NumberID("950")} }},
	{"a cancel", func(d *desk) { d.do(CancelAsked{conde.ID}); d.pass(Grace); d.do(CancelDone{conde.ID}) }, conde.Name, "again_waits", func(d *desk) Effect {
		return Post{clinic.Booking{Ref: "undo", Department: conde.Department, At: conde.At, Name: conde.Name}}
	}},
	{"a move", func(d *desk) { d.do(booked(d.move(conde.ID), "951")); d.do(CancelDone{conde.ID}) }, conde.Name, "back_waits", func(d *desk) Effect {
		return Post{clinic.Booking{Ref: "undo", Department: conde.Department, At: conde.At, Name: conde.Name}}
	}},
	{"an arrival", func(d *desk) { d.do(ArrivedMarked{conde.ID}) }, conde.Name, "not_arrived", nil},
	{"a place on the waiting list", func(d *desk) { d.do(WaitAdded{Who: clinic.Who{Name: "Zowo Martine"}, Department: "1"}) }, "Zowo Martine", "waits_no_more", nil},
	{"a place taken off it", func(d *desk) {
		d.do(WaitAdded{Who: clinic.Who{Name: "Zowo Martine"}, Department: "1"}, WaitRemoved{Who: clinic.Who{Name: "Zowo Martine"}, Department: "1"})
	}, "Zowo Martine", "waits", nil},
	{"a parked draft", func(d *desk) {
		d.typed("bah")
		d.do(DraftParked{})
		d.says(d.do(ParkedDropped{Serial: d.Parked[0].Serial}), "draft_removed")
	}, bah.Name, "", nil},
}

// inHand counts what is kept at the desk and not yet booked.
func (d *desk) inHand() [3]int {
	drafts := len(d.Parked)
	if d.Draft != nil && !d.Draft.blank() {
		drafts++
	}
	return [3]int{len(d.Waiting), len(d.Arrived), drafts}
}

// keptBefore is what was kept before a thing was done that only the desk knows of.
var keptBefore = map[string][3]int{"an arrival": {}, "a place on the waiting list": {}, "a place taken off it": {1, 0, 0}, "a parked draft": {0, 0, 1}}

// written are those of some effects that write.
func written(out []Effect) []Effect {
	return slices.DeleteFunc(slices.Clone(out), func(e Effect) bool { return e.Traits().Does != Writes })
}

func TestTheLastThingDoneIsTakenBack(t *testing.T) {
	for _, c := range done {
		t.Run(c.name, func(t *testing.T) {
			d := openDesk(t)
			c.do(d)
			if who, _, ok := d.Undoes(); !ok || who != c.who {
				t.Fatalf("`u` is about %q, %v", who, ok)
			}
			d.mute = true
			out := d.do(UndoAsked{Ref: "undo"})
			if c.said != "" {
				d.says(out, c.said)
			}
			if c.asks != nil {
				out = append(out, d.pass(Grace)...)
				d.asks(written(out), c.asks(d))
			}
			if want, ok := keptBefore[c.name]; ok && d.inHand() != want {
				t.Errorf("waiting, arrived and drafts are %v, not %v", d.inHand(), want)
			}
			if c.said != "back_waits" && d.CanUndo() {
				t.Error("what takes back is taken back itself")
			}
		})
	}
}

// What is counted down is dropped by another `u`, and nothing leaves then.
func TestTakingBackIsDropped(t *testing.T) {
	for _, c := range done {
		d := openDesk(t)
		c.do(d)
		d.mute = true
		d.do(UndoAsked{Ref: "undo"})
		if _, rest := d.countedDown(); rest < 0 && len(d.Cancels) == 0 {
			continue
		}
		d.pass(Grace - time.Second)
		if !d.CanUndo() {
			continue // it has left
		}
		d.do(UndoAsked{Ref: "undo-2"})
		d.asks(written(d.pass(time.Minute)))
		if len(d.Intents)+len(d.Cancels) > 0 {
			t.Errorf("%s: there is still %+v %+v", c.name, d.Intents, d.Cancels)
		}
	}
}

// After ten minutes it is an ordinary booking or cancel, and the next thing done takes
// the place of the one before.
func TestUndoHasLimits(t *testing.T) {
	for _, c := range done {
		d := openDesk(t)
		c.do(d)
		d.mute = true
		d.pass(undoFor)
		if d.CanUndo() {
			t.Errorf("%s can be undone after %v", c.name, undoFor)
		}
		for _, next := range done {
			if next.who == c.who {
				continue // the first may be why the second cannot be done
			}
			d := openDesk(t)
			c.do(d)
			next.do(d)
			if who, _, ok := d.Undoes(); !ok || who != next.who {
				t.Errorf("after %s and then %s `u` is about %q, %v", c.name, next.name, who, ok)
			}
		}
	}
}

func TestWhatIsTakenIsNotBookedAgain(t *testing.T) {
	d := openDesk(t)
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.do(CancelDone{conde.ID})
	d.visits[2].Status = clinic.Cancelled
	d.pass(2 * time.Minute) // what was read just before the cancel is not believed
	d.takeElsewhere("1", conde.At)
	d.reread("1")
	out := d.do(UndoAsked{Ref: "undo"})
	d.says(out, "again_taken")
	d.asks(written(d.pass(time.Minute)))
}

// A move back ends like any other move: the appointment that was moved to is cancelled
// once the old slot is booked again.
func TestAMoveBackCancelsTheNewOne(t *testing.T) {
	d := openDesk(t)
	d.do(booked(d.move(conde.ID), "951"))
	d.do(CancelDone{conde.ID})
	d.mute = true
	d.do(UndoAsked{Ref: "undo"})
	p := only[Post](d.pass(Grace))
	if len(p) != 1 {
		t.Fatalf("sent %v", p)
	}
	d.asks(d.do(booked(p[0], "952")), Cancel{clinic.NumberID("951")})
	d.do(CancelDone{clinic.NumberID("951")})
	if d.CanUndo() {
		t.Error("a move back can be moved back")
	}
}
