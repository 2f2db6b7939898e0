package main

import (
	"net/http"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/proof/journey"
)

// What the books hold of a move within the day.
const (
	dialloLater   = "book Diallo Fatoumata, 11, 3 Feb 12:15"
	noDialloLater = "cancel Diallo Fatoumata, 11, 3 Feb 12:15"
)

// moves begins to move the appointment that Diallo Fatoumata has.
func moves(d *journey.Desk) {
	d.Press("f")
	d.Type("dia")
	d.Press("enter", "r")
}

// TestMoveWithinADay moves an appointment within its day, which the clinic takes for
// a second one: one question, and one key, in the other order. `u` leaves both alone.
// From then on it is asked at once.
func TestMoveWithinADay(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		d.CountKeys()
		moves(d)
		d.Press("enter")
		d.LeftAfter(7) // refused: no key books what is doubled
		d.Rest(time.Second)
		d.Says("book.title_move")
		question := d.Words.F("book.cancels_first", locale.Args{
			"Old": d.Words.Said(clinic.At(2026, 2, 3, 11, 0)), "Time": d.Words.Said(clinic.At(2026, 2, 3, 12, 15))})
		d.Sees(question)
		d.Ledger(diallo)
		d.Press("enter")
		d.Pressed(8)
		d.Says("ticket.title_booked")
		d.Ledger(diallo, noDiallo, dialloLater)
		d.Press("esc")
		d.Credits(2)
		d.Press("u")
		d.Rest(time.Minute)
		d.Ledger(diallo, noDiallo, dialloLater)

		d.Press("f5")
		d.CountKeys()
		moves(d)
		d.Says("book.one_a_day")
		d.Press("enter")
		d.Pressed(7)
		d.LeftAfter(7)
		d.Ledger(diallo, noDiallo, dialloLater, noDialloLater, diallo)
		d.SeesNot(d.Words.T("head.without"))
	})
}

// TestReplaceTheExisting replaces the appointment that a booking would double.
func TestReplaceTheExisting(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		d.Book("dia 15h")
		d.Rest(time.Second)
		d.Says("duplicate.title")
		d.Press("r")
		d.Says("book.title_move")
		d.Ledger(diallo)
		d.Press("enter")
		d.Says("ticket.title_booked")
		d.Ledger(diallo, noDiallo, "book Diallo Fatoumata, 11, 3 Feb 15:30")
	})
}

// TestMoveWhoseSlotGoesMeanwhile has the new slot taken between the cancel and the
// booking: the old one is booked again, and the draft offers others.
func TestMoveWhoseSlotGoesMeanwhile(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		moves(d)
		d.Press("enter")
		d.Rest(time.Second)
		d.Order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Press("enter")
		d.Rest(time.Second)
		d.Ledger(diallo, noDiallo, diallo)
		d.Says("alternatives.title")
		d.SeesNot(d.Words.T("head.without"))
		d.Credits(2)
	})
}

// TestMoveWhoseSlotsGoBoth has nobody say of a patient who has lost the old slot and
// not got the new one that all is well.
func TestMoveWhoseSlotsGoBoth(t *testing.T) {
	journey.InEach(t, run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc")
		moves(d)
		d.Press("enter")
		d.Rest(time.Second)
		d.Order(demo.Misfortune{Kind: demo.SlotTaken, Times: 2})
		d.Press("enter")
		d.Rest(time.Second)
		d.Ledger(diallo, noDiallo)
		d.Says("alternatives.title")
		d.Sees(d.Words.T("head.without") + " 1")
		d.Press("esc", "esc") // nothing drops it
		d.Sees(d.Words.T("head.without") + " 1")
		d.Press("b")
		d.Says("todo.without")
		d.Press("enter", "enter", "enter")
		d.Says("ticket.title_booked")
		d.SeesNot(d.Words.T("head.without"))
		d.Books("Diallo Fatoumata")
	})
}

// TestMoveThatMeetsTheLimit has the limit come between the cancel and the booking:
// the booking goes out first after it, or Esc books the old slot again.
func TestMoveThatMeetsTheLimit(t *testing.T) {
	for name, esc := range map[string]bool{"goes out first": false, "taken back": true} {
		t.Run(name, func(t *testing.T) {
			journey.Sit(t, run, "fr", func(d *journey.Desk) {
				d.Book("dia")
				d.Press("esc")
				moves(d)
				d.Press("enter")
				d.Rest(time.Second)
				d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 30, Method: http.MethodPost})
				d.Press("enter")
				d.Rest(time.Second)
				d.Ledger(diallo, noDiallo)
				d.Says("book.waits_gone")
				d.Sees(d.Words.T("head.without") + " 1")
				last := dialloLater
				if esc {
					d.Press("esc")
					last = diallo
				}
				d.Rest(40 * time.Second)
				d.Ledger(diallo, noDiallo, last)
				d.SeesNot(d.Words.T("head.without"))
			})
		})
	}
}
