package journey_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/ui/cli"
	"creneau/ui/locale"
	"creneau/ui/proof/journey"
	"creneau/ui/proof/yardstick"
)

// What the clinic's books hold after the next free slot was booked for who is
// meant by `dia`, and cancelled.
const (
	booked    = "book Diallo Fatoumata, 11, 3 Feb 11:00"
	cancelled = "cancel Diallo Fatoumata, 11, 3 Feb 11:00"
)

// A settling is how a reaction to a refused booking looks, and how one goes on.
type settling struct {
	after   time.Duration // until the reaction is there
	says    []string      // what happened, what was booked or charged, that nothing is lost
	primary [2]string     // the key that goes on, and the name of what it does
	retreat [2]string     // the key that goes back
	kept    func(*journey.Desk)
	goOn    func(*journey.Desk)
	booked  string // what is in the books then, where it is not booked
	posts   int    // that left in all
}

// parked sees the typing among the parked drafts, and takes it up.
func parked(d *journey.Desk) {
	d.Press("esc")
	d.Sees(d.Words.T("head.drafts") + " 1")
	d.Press("ctrl+t")
	inFront(d)
}

// inFront sees the typing in front.
func inFront(d *journey.Desk) {
	d.Sees(d.Words.T("book.line") + " dia")
}

// named sees the typing as separate fields.
func named(d *journey.Desk) {
	d.Press("esc")
	d.Sees(d.Words.T("head.drafts") + " 1")
	d.Press("ctrl+t")
	d.Sees(d.Words.T("book.name") + " Diallo Fatoumata")
}

// unsettled sees the booking among those that are not settled.
func unsettled(d *journey.Desk) {
	d.Press("esc")
	d.Sees(d.Words.T("head.intents") + " 1")
	d.Press("b")
	d.Sees("Diallo Fatoumata")
}

// enter presses Enter so many times, and waits.
func enter(times int) func(*journey.Desk) {
	return func(d *journey.Desk) {
		for range times {
			d.Press("enter")
		}
		d.Rest(6 * time.Second)
	}
}

// giveKey types the clinic's key and goes on.
func giveKey(d *journey.Desk) {
	d.Paste(d.Clinic.FullKey())
	d.Offers("enter", "act.use_key")
	d.Press("enter")
	d.Says("note.key_given")
}

// otherDepartment books the same caller where the desk may.
func otherDepartment(d *journey.Desk) {
	d.Press("enter")
	saysWhy(d, state.DepartmentAccessDenied)
	d.Type(" ped")
	d.Press("enter", "enter")
}

var told = settling{
	says: []string{"book.not_booked"}, primary: [2]string{"enter", "act.fix"}, retreat: [2]string{"esc", "act.back"},
	kept: parked, goOn: enter(2), booked: booked, posts: 2,
}

// settlings are by reaction, where that is more than told in the draft; those of some
// codes differ.
var settlings = map[state.Reaction]settling{
	state.OfferSlots: {
		says: []string{"alternatives.title", "alternatives.kept"}, primary: [2]string{"enter", "act.book_this"}, retreat: [2]string{"esc", "act.back"},
		kept: func(d *journey.Desk) { d.Press("esc"); inFront(d) },
		goOn: enter(1), booked: "book Diallo Fatoumata, 11, 4 Feb 11:00", posts: 2,
	},
	state.OfferCredits: {
		says: []string{"purchase.refused", "purchase.where", "purchase.then"}, primary: [2]string{"enter", "act.paid"}, retreat: [2]string{"esc", "act.back"},
		kept: func(d *journey.Desk) { d.Press("esc"); inFront(d) },
		goOn: enter(1), booked: booked, posts: 2,
	},
	state.CountDown: {
		says: []string{"head.waiting", "book.waits_met"}, primary: [2]string{"enter", "act.leave_sending"}, retreat: [2]string{"esc", "act.take_back"},
		kept: func(d *journey.Desk) { d.Press("esc"); inFront(d) },
		goOn: func(d *journey.Desk) { d.Rest(time.Minute) }, booked: booked, posts: 2,
	},
	state.ShowExisting: {
		says: []string{"duplicate.title", "duplicate.kept_only"}, primary: [2]string{"n", "act.other_person"}, retreat: [2]string{"esc", "act.put_aside"},
		kept: parked, goOn: func(d *journey.Desk) { d.Press("n", "enter", "enter") }, booked: booked, posts: 2,
	},
	state.FixField: {
		says: []string{"book.not_booked"}, primary: [2]string{"enter", "act.fix"}, retreat: [2]string{"esc", "act.back"},
		kept: named, goOn: enter(2), booked: booked, posts: 2,
	},
	state.AskKey: {
		says: []string{"ask_key.title", "book.not_booked", "ask_key.kept"}, primary: [2]string{"f8", "act.copy_code"}, retreat: [2]string{"esc", "act.back"},
		kept: func(d *journey.Desk) { d.Press("esc"); inFront(d) },
		goOn: func(d *journey.Desk) { giveKey(d); d.Press("enter", "enter") }, booked: booked, posts: 2,
	},
	state.RefusedRight: {
		says: []string{"book.not_booked"}, primary: [2]string{"enter", "act.fix"}, retreat: [2]string{"esc", "act.back"},
		kept: parked, goOn: otherDepartment, booked: "book Diallo Fatoumata, 12, 3 Feb 10:00", posts: 2,
	},
	state.OutcomeUnknown: {
		after: 2 * time.Minute,
		says:  []string{"book.absent"}, primary: [2]string{"enter", "act.send_again"}, retreat: [2]string{"esc", "act.leave_sending"},
		kept: unsettled, goOn: enter(1), booked: booked, posts: 2,
	},
}

// settlingOf is how the refusal of a booking by a code is settled.
func settlingOf(code state.Code) settling {
	s, ok := settlings[state.RuleFor(state.Failure{Code: code}).Reaction(state.Post{})]
	if !ok {
		s = told
	}
	switch code {
	case state.CreditCheckFailed:
		s.primary, s.goOn = [2]string{"enter", "act.send"}, enter(1)
		s.kept = func(d *journey.Desk) { d.Press("esc"); parked(d) }
	case state.InsufficientScope: // only another key helps
		s.goOn = func(d *journey.Desk) {
			d.Press("enter", "enter")
			saysWhy(d, code)
			d.Posts(1)
			d.Press("esc", "esc")
			d.Press("n")
			d.Says("note.no_right_book")
			otherKey(d)
			d.Press("ctrl+t", "enter", "enter")
		}
		s.booked = booked
	case state.OrganizationMismatch:
		s.goOn = func(d *journey.Desk) {
			d.Type(" ped")
			d.Press("enter", "enter")
		}
	}
	return s
}

// saysWhy sees the sentence of a code, or that which names the right, the department
// or the field that it is about.
func saysWhy(d *journey.Desk, code state.Code) {
	key := "code." + string(code)
	may := []string{d.Words.T(key)}
	if named := key + "_named"; d.Words.Has(named) {
		for _, right := range []state.Right{state.MayBook, state.MayCancel, state.MayRead, state.MaySlots, state.MayList} {
			may = append(may, d.Words.F(named, map[string]any{"Where": "Cardiologie", "Right": d.Words.T("right." + string(right))}))
		}
	}
	if field := key + "_field"; d.Words.Has(field) {
		before, _, _ := strings.Cut(d.Words.Raw(field), "{{")
		may = append(may, before)
	}
	if !slices.ContainsFunc(may, d.Shows) {
		d.Sees(may[0])
	}
}

// otherKey gives another key by its action in the palette.
func otherKey(d *journey.Desk) {
	d.Press("ctrl+k")
	d.Type(d.Words.T("act.key"))
	d.Press("enter")
	giveKey(d)
}

// TestEveryRefusedBooking refuses a booking with each documented code: it is
// said, nothing is booked, nothing more is sent unasked, one key goes back with
// the typing there, and a few keys later the booking stands.
func TestEveryRefusedBooking(t *testing.T) {
	for i, code := range state.Documented() {
		if yardstick.Raced && i%4 != 0 {
			continue
		}
		s := settlingOf(code)
		meets := func(d *journey.Desk) {
			d.Order(demo.Misfortune{Kind: demo.Error, Code: code, Method: http.MethodPost})
			d.Book("dia")
			if s.after > 0 {
				d.Says("book.uncertain")
				if code == state.MaintenanceMode {
					d.Says("head.maintenance")
				}
			}
			d.Rest(s.after + 5*time.Second)
			d.Posts(1)
			d.Ledger()
			d.Says(s.says...)
			d.Offers(s.primary[0], s.primary[1])
			d.Offers(s.retreat[0], s.retreat[1])
		}
		for _, lang := range locale.Languages() {
			t.Run(string(code)+" "+lang, func(t *testing.T) {
				journey.Sit(t, cli.Run, lang, func(d *journey.Desk) {
					meets(d)
					s.kept(d)
					d.Posts(1)
				})
			})
			t.Run(string(code)+" "+lang+" goes on", func(t *testing.T) {
				journey.Sit(t, cli.Run, lang, func(d *journey.Desk) {
					meets(d)
					s.goOn(d)
					d.Posts(s.posts)
					d.Ledger(s.booked)
				})
			})
		}
	}
}

// TestEveryRefusedReading refuses readings with each documented code: what is
// held stays readable, the typing is kept, it is said, and it is read again.
func TestEveryRefusedReading(t *testing.T) {
	for i, code := range state.Documented() {
		if yardstick.Raced && i%4 != 0 {
			continue
		}
		t.Run(string(code), func(t *testing.T) {
			journey.Sit(t, cli.Run, "fr", func(d *journey.Desk) {
				d.Rest(2 * time.Minute) // all weeks around today are read
				d.Press("n")
				d.Type("dia")
				d.Press("esc")
				d.Order(demo.Misfortune{Kind: demo.Error, Code: code, Method: http.MethodGet, Times: 2})
				d.Press("d", "+", "+", "+")
				d.Rest(time.Second)
				rule := state.RuleFor(state.Failure{Code: code})
				switch rule.Show {
				case state.CountDown:
					d.Says("head.waiting", "status.countdown")
				case state.AskKey:
					d.Says("head.key", "ask_key.title", "ask_key.kept", "code."+string(code))
					d.Press("esc")
				case state.Maintenance:
					d.Says("head.maintenance", "note.read_failed", "code."+string(code))
				case state.RefusedRight:
					d.Says("note.read_failed")
				default:
					d.Says("note.read_failed")
					saysWhy(d, code)
				}
				d.Press("t")
				d.Sees("Touré Lansana", d.Words.T("head.drafts")+" 1")
				d.Rest(3 * time.Minute)
				d.Press("d", "+", "+", "+")
				if rule.Show == state.RefusedRight {
					d.Rest(time.Second)
					saysWhy(d, code)
					otherKey(d)
				}
				d.Rest(time.Second)
				d.Says("head.online", "slots.free")
				d.Press("ctrl+t")
				inFront(d)
				d.Posts(0)
				d.Ledger()
			})
		})
	}
}

// TestEveryRefusedCancel refuses a cancel with each documented code: it is said
// whether the appointment stands, and no second request leaves unasked, but for
// the one that met the limit.
func TestEveryRefusedCancel(t *testing.T) {
	for i, code := range state.Documented() {
		if yardstick.Raced && i%4 != 0 {
			continue
		}
		t.Run(string(code), func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
				d.Book("dia")
				d.Order(demo.Misfortune{Kind: demo.Error, Code: code, Method: http.MethodDelete})
				d.Press("u")
				reaction := state.RuleFor(state.Failure{Code: code}).Reaction(state.Cancel{})
				if code == state.AppointmentNotFound { // it is read before that is believed
					reaction = state.OutcomeUnknown
				}
				switch reaction {
				case state.CountDown:
					d.Says("head.waiting", "status.countdown_cancel_met")
					d.Rest(time.Minute)
					d.Ledger(booked, cancelled)
					d.Credits(3)
					return
				case state.OutcomeUnknown:
					d.Rest(3 * time.Second)
					d.Says("note.cancel_not_done")
				case state.RefusedRight:
					d.Says("note.cancel_refused")
				default:
					d.Says("note.cancel_refused")
					saysWhy(d, code)
				}
				d.Rest(time.Minute)
				d.Ledger(booked)
				d.Credits(2)
				d.Press("esc", "f")
				d.Type("dia")
				d.Press("enter", "x")
				if code == state.InsufficientScope {
					d.Says("note.no_right_cancel")
					otherKey(d)
					d.Press("x")
				}
				d.Rest(state.Grace + time.Second)
				d.Ledger(booked, cancelled)
				d.Credits(3)
			})
		})
	}
}
