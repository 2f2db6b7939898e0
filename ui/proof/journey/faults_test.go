package journey_test

import (
	"net/http"
	"testing"
	"time"

	"creneau/ui/cli"
	"creneau/ui/proof/journey"
	"creneau/ui/proof/yardstick"
)

// slowest is longer than the desk waits for the answer to a booking.
const slowest = 31 * time.Second

// TestEveryFault breaks the line under a booking in every way, before the clinic
// does its work and after: it is booked once, nothing is sent a second time
// unasked, and it is never said to be booked, or not, before that is known.
func TestEveryFault(t *testing.T) {
	for i, fault := range journey.Faults() {
		if yardstick.Raced && i%4 != 0 { // all without it: .ci/run does both
			continue
		}
		if fault.Unsent {
			t.Run(fault.Name, func(t *testing.T) {
				journey.Sit(t, cli.Run, "fr", func(d *journey.Desk) { neverLeft(d, fault) })
			})
			continue
		}
		t.Run(fault.Name+" before", func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) { notDone(d, fault) })
		})
		t.Run(fault.Name+" after", func(t *testing.T) {
			journey.Sit(t, cli.Run, "fr", func(d *journey.Desk) { doneUnseen(d, fault) })
		})
	}
	everyStranger(t)
	t.Run("repeated by a gateway", func(t *testing.T) { journey.InEach(t, cli.Run, repeated) })
	t.Run("no echo, ours", func(t *testing.T) { whereNothingIsNamed(t, "", oursUnnamed) })
	t.Run("no echo, no filter, ours", func(t *testing.T) { whereNothingIsNamed(t, "unfiltered", oursUnnamed) })
	t.Run("no echo, a namesake's", func(t *testing.T) { whereNothingIsNamed(t, "unfiltered", namesakeUnnamed) })
	t.Run("cancel that is none", func(t *testing.T) { journey.InEach(t, cli.Run, cancelThatIsNone) })
	for _, form := range []string{"missing", "early", "repeated"} {
		t.Run("looks are cut, "+form, func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) { cutLooks(d, form) })
		})
	}
}

// neverLeft has a booking find no connection.
func neverLeft(d *journey.Desk, fault journey.Fault) {
	d.Break(journey.Break{Method: http.MethodPost, Fault: fault})
	d.Book("dia")
	d.Rest(slowest + 20*time.Second)
	d.Ledger()
	d.Tried(1)
	d.Says("head.online") // the line is back, and the booking was looked at again
	d.Says("book.back_free")
	d.Offers("enter", "act.send")
	d.Offers("esc", "act.leave_sending")
	d.Press("enter")
	d.Tried(2)
	d.Ledger(booked)
}

// notDone has a booking lost on its way there.
func notDone(d *journey.Desk, fault journey.Fault) {
	d.Break(journey.Break{Method: http.MethodPost, Fault: fault})
	d.Book("dia")
	d.Rest(slowest)
	d.Says("book.uncertain")
	d.Rest(2 * time.Minute)
	d.Ledger()
	d.Tried(1)
	d.Says("book.absent")
	d.Press("enter")
	d.Tried(2)
	d.Ledger(booked)
}

// doneUnseen has the answer to a booking lost on its way back.
func doneUnseen(d *journey.Desk, fault journey.Fault) {
	d.Break(journey.Break{Method: http.MethodPost, Fault: fault, After: true})
	d.Book("dia")
	d.Ledger(booked)
	d.SaysNot("ticket.title_booked")
	d.Rest(slowest + 10*time.Second)
	d.Says("ticket.title_booked", "ticket.late")
	d.Rest(3 * time.Minute)
	d.Tried(1)
	d.Ledger(booked)
	d.Press("esc")
	d.Credits(2)
}

// TestEveryFaultOfAReading breaks the line under readings: what is held stays,
// and it is read again by itself.
func TestEveryFaultOfAReading(t *testing.T) {
	for _, fault := range journey.Faults() {
		t.Run(fault.Name, func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
				d.Rest(20 * time.Second)
				d.Break(journey.Break{Method: http.MethodGet, Fault: fault})
				d.Press("d", "+", "+", "+")
				d.Rest(slowest)
				d.Press("t")
				d.Sees("Touré Lansana")
				d.Rest(time.Minute)
				d.Press("d", "+", "+", "+")
				d.Rest(time.Second)
				d.Says("head.online", "slots.free")
			})
		})
	}
}
