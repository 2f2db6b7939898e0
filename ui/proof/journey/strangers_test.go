package journey_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/cli"
	"creneau/ui/locale"
	"creneau/ui/proof/journey"
)

// strangers are the statuses with which somebody else than the API refuses a
// booking that had reached its end, one of each reaction at least.
var strangers = []int{400, 401, 402, 403, 404, 405, 409, 413, 422, 451}

// everyStranger has a proxy answer a booking in the API's place, before the work
// and after.
func everyStranger(t *testing.T) {
	for i, status := range strangers {
		form := []string{"html", "empty", "json"}[i%3]
		m := demo.Misfortune{Kind: demo.Proxy, Status: status, Form: form}
		t.Run(fmt.Sprintf("%d of a proxy (%s) before", status, form), func(t *testing.T) {
			journey.InEach(t, cli.Run, func(d *journey.Desk) { refusedByAnother(d, m) })
		})
		m.Committed = true
		t.Run(fmt.Sprintf("%d of a proxy (%s) after", status, form), func(t *testing.T) {
			journey.InEach(t, cli.Run, func(d *journey.Desk) { doneAllTheSame(d, m) })
		})
	}
}

// refusedByAnother has a booking refused by a proxy: it is looked for twice, and
// then the reaction of the status follows.
func refusedByAnother(d *journey.Desk, m demo.Misfortune) {
	d.Order(m)
	d.Book("dia")
	d.Says("book.probably_refused")
	d.SaysNot("book.not_booked")
	d.Rest(11 * time.Second)
	d.Ledger()
	d.Tried(1)
	d.SaysNot("book.probably_refused")
	f := state.Failure{Code: state.Code(fmt.Sprintf("HTTP_%d", m.Status)), Status: m.Status}
	reaction := state.RuleFor(f).Reaction(state.Post{})
	if m.Status == http.StatusConflict {
		reaction = state.OfferSlots
	}
	d.Says(settlings[reaction].says...)
}

// doneAllTheSame has a booking made and refused by a proxy all the same: it is
// booked, and nothing else is ever said.
func doneAllTheSame(d *journey.Desk, m demo.Misfortune) {
	d.Order(m)
	d.Book("dia")
	d.SaysNot("book.not_booked")
	d.Rest(11 * time.Second)
	bookedOnce(d)
}

func bookedOnce(d *journey.Desk) {
	d.Says("ticket.title_booked", "ticket.late")
	d.Tried(1)
	d.Ledger(booked)
	d.Press("esc")
	d.Credits(2)
}

// repeated has a gateway bring back the conflict with one's own booking.
func repeated(d *journey.Desk) {
	d.Order(demo.Misfortune{Kind: demo.Repeat})
	d.Book("dia")
	d.Rest(3 * time.Second)
	bookedOnce(d)
}

// whereNothingIsNamed plays a journey at a clinic that shows no references, from the
// desk's first reading on.
func whereNothingIsNamed(t *testing.T, form string, script func(*journey.Desk)) {
	for _, lang := range locale.Languages() {
		t.Run(lang, func(t *testing.T) {
			journey.Play(t, cli.Run, lang, func(d *journey.Desk) {
				d.Rest(10 * time.Second)
				script(d)
			}, demo.Misfortune{Kind: demo.NoEcho, On: true, Form: form})
		})
	}
}

// oursUnnamed loses the answer where lists name no references: a person says that
// the appointment is the booking's.
func oursUnnamed(d *journey.Desk) {
	d.Order(demo.Misfortune{Kind: demo.LostAnswer})
	d.Book("dia")
	d.Rest(3 * time.Second)
	d.Says("book.alike_made")
	d.SaysNot("ticket.title_booked")
	d.Rest(time.Minute)
	d.Press("o")
	bookedOnce(d)
}

// namesakeUnnamed has a namesake booked at another desk: a person says that the
// appointment is not the booking's, and nobody is told that it is.
func namesakeUnnamed(d *journey.Desk) {
	d.Ask("dia")
	d.ElsewhereBooked("Diallo Fatoumata", clinic.NumberID("11"), clinic.At(2026, 2, 3, 11, 0))
	d.Press("enter")
	d.Rest(3 * time.Second)
	d.Says("book.alike_made")
	d.Press("x")
	d.Says("duplicate.title", "duplicate.kept")
	d.Tried(1)
	d.Ledger(booked) // the other desk's
}

// cancelThatIsNone has a DELETE answered as done with an error's code: the
// appointment stands, and is said to.
func cancelThatIsNone(d *journey.Desk) {
	d.Book("dia")
	d.Break(journey.Break{Method: http.MethodDelete, Fault: journey.Answer(http.StatusOK, "application/json",
		`{"error":{"code":"INTERNAL_SERVER_ERROR","message":"","details":{}}}`)})
	d.Press("u")
	d.Rest(3 * time.Second)
	d.SaysNot("note.cancelled")
	d.Says("note.cancel_not_done")
	d.Rest(time.Minute)
	d.Ledger(booked)
	d.Credits(2)
}

// cutLooks loses the answer while no list is whole: that decides nothing until one
// is.
func cutLooks(d *journey.Desk, form string) {
	d.Order(demo.Misfortune{Kind: demo.CutList, On: true, Form: form})
	d.Order(demo.Misfortune{Kind: demo.LostAnswer})
	d.Book("bah car mer 10h30")
	d.Rest(5 * time.Minute)
	d.SaysNot("book.absent", "book.not_booked")
	d.Order(demo.Misfortune{Kind: demo.CutList})
	d.Rest(2 * time.Minute)
	d.Says("ticket.title_booked", "ticket.late")
	d.Tried(1)
}
