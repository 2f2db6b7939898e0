package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// A change of our own, at a desk that has sent one booking: an appointment is
// made, or cancelled, or a refusal teaches what a department asks for. Open says
// that it is not known whether the booking stands.
type change struct {
	name string
	open bool
	do   func(*desk, Post)
	see  func(*desk, Post) sight // of what was changed
}

var changes = []change{
	{"booked", false, func(d *desk, p Post) { d.do(booked(p, "970")) }, func(d *desk, p Post) sight { return d.sight("970", p.Name, p.At) }},
	{"cancelled", true, func(d *desk, _ Post) { d.do(CancelDone{conde.ID}) }, func(d *desk, _ Post) sight { return d.sight(conde.ID, conde.Name, conde.At) }},
	{"found and cancelled", true, func(d *desk, p Post) {
		v := booked(p, "970").Visit
		d.do(d.visitRead(v))
		d.at = d.at.Add(time.Second)
		d.do(CancelDone{v.ID})
	}, func(d *desk, p Post) sight { return d.sight("970", p.Name, p.At) }},
	{"taught", false, func(d *desk, p Post) {
		d.do(Failed{Doing: p, Failure: Failure{Code: MissingRequiredField, Field: "workerId"}})
	}, func(d *desk, _ Post) sight { dep, _ := d.Department("1"); return sight{needsWorker: dep.NeedsWorker} }},
}

// asOf is what the clinic says now to a read, of whatever kind.
func (d *desk) asOf(e Effect, p Post) Event {
	visits := append([]clinic.Appointment{}, d.visits...)
	switch e := e.(type) {
	case LoadVisit:
		return VisitLoaded{Asked: e, Visit: conde}
	case ReadBack:
		return standing(p.Booking, "970")
	default:
		d.visits = append(visits, booked(p, "970").Visit)
		defer func() { d.visits = visits }()
		return d.answer(e)
	}
}

// sight is what the desk tells of what was changed.
type sight struct {
	status      clinic.Status
	next        clinic.Wall // of the person's appointments
	free        bool        // the slot
	needsWorker bool
}

func (d *desk) sight(id clinic.ID, name string, at clinic.Wall) sight {
	v, _ := d.Visit(id)
	s := sight{status: v.Status, free: d.stillFree(clinic.Slot{Department: "1", At: at})}
	if who, ok := d.People.Of(clinic.Who{Name: name}); ok {
		s.next = who.Next
	}
	return s
}

// Whatever was on its way when we changed something ourselves: its answer, which
// may be of before, undoes nothing.
func TestAnswersOfBeforeOurChangeUndoNothing(t *testing.T) {
	for _, e := range everyEffect {
		if e.Traits().Does != Reads {
			continue
		}
		for _, c := range changes {
			d := openDesk(t)
			d.busy[clinic.Slot{Department: "1", At: conde.At}] = true
			d.reread("1")
			p := d.confirm("dia")
			d.mute = true
			switch e.(type) {
			case LoadVisit:
				e = LoadVisit{conde.ID}
			case LoadSlots:
				e = thisWeek("1")
			case LoadVisits:
				e = LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
			case ReadBack:
				e = ReadBack(p)
			}
			if c.open {
				d.do(failed(p, NoAnswer))
			}
			d.pass(readBackAfter[wholeSchedule][0]) // a look leaves
			d.asked[e] = d.at
			answer := d.asOf(e, p)
			d.at = d.at.Add(time.Second)
			c.do(d, p)
			before := c.see(d, p)
			d.at = d.at.Add(time.Second)
			d.do(answer)
			if after := c.see(d, p); after != before {
				t.Errorf("%T answered after it was %s: %+v, was %+v", e, c.name, after, before)
			}
		}
	}
}

// An answer that left after our change is believed again, whatever it tells.
func TestAnswersOfAfterOurChangeAreBelieved(t *testing.T) {
	for _, e := range []Effect{LoadVisit{conde.ID}, thisWeek("1"), LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}} {
		d := openDesk(t)
		d.busy[clinic.Slot{Department: "1", At: conde.At}] = true
		d.do(CancelDone{conde.ID})
		d.at = d.at.Add(time.Second)
		d.asked[e] = d.at
		d.do(d.asOf(e, Post{}))
		got := d.sight(conde.ID, conde.Name, conde.At)
		if _, slots := e.(LoadSlots); slots && got.free || !slots && (got.status != conde.Status || got.next != conde.At) {
			t.Errorf("%T: %+v", e, got)
		}
	}
}

// A reading that left before the cancel did tells nothing of the cancel.
func TestReadingOfBeforeTheCancelDoesNotJudgeIt(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	read := LoadVisit{conde.ID}
	d.asked[read] = d.at
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.do(failed(Cancel{conde.ID}, NoAnswer))
	out := d.do(VisitLoaded{Asked: read, Visit: conde})
	d.says(out)
	d.asks(out, read) // once more
	d.says(d.do(VisitLoaded{Asked: read, Visit: conde}), "cancel_not_done")
}
