package state

import (
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
		"cancelled":            func(d *desk, v, _ clinic.Appointment) { d.do(CancelAsked{v.ID}); d.pass(Grace); d.do(CancelDone{v.ID}) },
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
