package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/cli"
	"creneau/ui/locale"
	"creneau/ui/proof/journey"
)

// What book leaves in the clinic's books.
const (
	booked    = "book Diallo Fatoumata, 11, 3 Feb 11:00"
	cancelled = "cancel Diallo Fatoumata, 11, 3 Feb 11:00"
)

// sit plays a journey that begins when the desk knows its callers.
func sit(t *testing.T, script func(*journey.Desk)) {
	t.Helper()
	journey.Play(t, cli.Run, "fr", func(d *journey.Desk) {
		d.Rest(15 * time.Second)
		script(d)
	})
}

// book books the next free slot for a known caller.
func book(d *journey.Desk) {
	d.Press("n")
	d.Type("dia")
	d.Press("enter", "enter")
}

func TestQuitWhileABookingIsInFlight(t *testing.T) {
	for _, seconds := range []int{2, 60} {
		t.Run(fmt.Sprintf("answer after %d s", seconds), func(t *testing.T) {
			sit(t, func(d *journey.Desk) {
				d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: seconds})
				book(d)
				d.Press("ctrl+c")
				d.Says("quit.title")
				d.Sees(d.Words.N("quit.intents", 1, nil))
				d.Press("q")
				d.Lasts(time.Second) // it waits for the answer
				d.Ends(4 * time.Second)
				d.Posts(1)
				d.Ledger(booked)
			})
		})
	}
}

func TestHangUpWhileABookingIsInFlight(t *testing.T) {
	for _, hangUp := range []struct {
		name string
		do   func(*journey.Desk)
	}{
		{"the connection is lost", func(d *journey.Desk) { d.HangUp() }},
		{"the input ends", func(d *journey.Desk) { d.EndInput() }},
	} {
		t.Run(hangUp.name, func(t *testing.T) {
			sit(t, func(d *journey.Desk) {
				d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 60})
				book(d)
				hangUp.do(d)
				d.EndsWith(1, 5*time.Second)
				d.Posts(1)
				d.Ledger(booked)
				saysAtTheEnd(d, onItsWay(d, "left.sends", "Cardiologie", clinic.At(2026, 2, 3, 11, 0)))
				d.SeesNot("Diallo", "Fatoumata")
			})
		})
	}
}

// onItsWay is the line that stays on the normal screen.
func onItsWay(d *journey.Desk, key, department string, at clinic.Wall) string {
	day := d.Words.Day(at.Day(), at.Day())
	return d.Words.N(key, 1, locale.Args{"What": department + ", " + day + ", " + d.Words.Said(at)})
}

// saysAtTheEnd fails unless a line stands on the screen, which the terminal may
// have broken anywhere.
func saysAtTheEnd(d *journey.Desk, line string) {
	whole := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if !strings.Contains(whole(d.Text()), whole(line)) {
		d.Fail("not said at the end: " + line)
	}
}

// inEach plays a journey in each language, at a desk that knows its callers.
func inEach(t *testing.T, script func(*journey.Desk)) {
	for _, lang := range locale.Languages() {
		t.Run(lang, func(t *testing.T) {
			journey.Play(t, cli.Run, lang, func(d *journey.Desk) {
				d.Rest(15 * time.Second)
				script(d)
			})
		})
	}
}

// TestWhatStaysOnTheNormalScreen ends the desk in each state in which something is
// open, and in those in which nothing is: one line says it, without a name.
func TestWhatStaysOnTheNormalScreen(t *testing.T) {
	at := clinic.At(2026, 2, 3, 11, 0)
	for _, c := range []struct {
		name    string
		arrange func(*journey.Desk)
		key     string // of the line; "" for none
	}{
		{"nothing was done", func(*journey.Desk) {}, ""},
		{"a draft", func(d *journey.Desk) { d.Press("n"); d.Type("dia") }, ""},
		{"booked", book, ""},
		{"the answer is not there", func(d *journey.Desk) {
			d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 60})
			book(d)
		}, "left.sends"},
		{"it comes within 5 s", func(d *journey.Desk) {
			d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 3})
			book(d)
		}, ""},
		{"it is lost", func(d *journey.Desk) {
			d.Order(demo.Misfortune{Kind: demo.LostAnswer})
			d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodGet, Seconds: 9, Times: 9})
			book(d)
			d.Rest(time.Second)
		}, "left.sends"},
		{"waits for the limit", func(d *journey.Desk) {
			d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 30, From: demo.FromNow})
			d.Press("d", "+", "+", "+")
			d.Rest(time.Second)
			d.Press("t")
			book(d)
		}, "left.unsent"},
		{"a cancel counts down", func(d *journey.Desk) { book(d); d.Press("x") }, "left.kept"},
		{"a cancel is on its way", func(d *journey.Desk) {
			book(d)
			d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodDelete, Seconds: 60})
			d.Press("x")
			d.Rest(state.Grace + time.Second)
		}, "left.cancels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inEach(t, func(d *journey.Desk) {
				c.arrange(d)
				d.HangUp()
				if c.key == "" {
					d.Ends(5 * time.Second)
					d.SeesNot("creneau:", "Diallo")
					return
				}
				d.EndsWith(1, 5*time.Second)
				saysAtTheEnd(d, "creneau: "+onItsWay(d, c.key, "Cardiologie", at))
				d.SeesNot("Diallo", "Fatoumata")
			})
		})
	}
}

// breaks is a line that breaks the program when a booking goes over it.
type breaks struct{ http.RoundTripper }

func (b breaks) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		panic("broken")
	}
	return b.RoundTripper.RoundTrip(r)
}

// TestAPanicSaysWhatIsOpen breaks the program at the moment of a booking.
func TestAPanicSaysWhatIsOpen(t *testing.T) {
	run := func(ctx context.Context, args, env []string, t cli.Terminal) int {
		line := t.Line
		t.Line = func(clinic http.RoundTripper) http.RoundTripper { return breaks{line(clinic)} }
		return cli.Run(ctx, args, env, t)
	}
	journey.Play(t, run, "fr", func(d *journey.Desk) {
		d.Rest(15 * time.Second)
		book(d)
		d.EndsWith(1, time.Second)
		saysAtTheEnd(d, d.Words.T("cli.panicked")+" "+onItsWay(d, "left.sends", "Cardiologie", clinic.At(2026, 2, 3, 11, 0)))
		d.SeesNot("Diallo", "Fatoumata")
	})
}

func TestQuitAsksOnlyWhenSomethingIsPending(t *testing.T) {
	sit(t, func(d *journey.Desk) {
		book(d)
		d.Press("x", "q")
		d.Says("quit.title")
		d.Press("enter") // stays
		d.Rest(state.Grace)
		d.Ledger(booked, cancelled)
		d.Press("q")
		d.Ends(0)
	})
}

func TestNoTerminal(t *testing.T) {
	for _, c := range []struct {
		name, term string
		tty        bool
	}{
		{"stdout is no terminal", "TERM=xterm-256color", false},
		{"a terminal that places no cursor", "TERM=dumb", true},
		{"no terminal is named", "TERM=", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, err bytes.Buffer
			code := cli.Run(context.Background(), []string{"demo"}, []string{c.term, "LANG=C.UTF-8"},
				cli.Terminal{In: strings.NewReader(""), Out: &out, Err: &err, IsTTY: c.tty, OutIsTTY: c.tty, Width: 80, Height: 24})
			if code != 2 || out.Len() > 0 || strings.Count(err.String(), "\n") != 1 || strings.Contains(err.String(), "\x1b") {
				t.Errorf("code %d, output %q, error %q", code, out.String(), err.String())
			}
		})
	}
}

// TestQuitFinishesAMove ends the desk while the old appointment of a move is being
// cancelled: the new one is booked all the same, before the program ends.
func TestQuitFinishesAMove(t *testing.T) {
	for name, end := range map[string]func(*journey.Desk){
		"quit":                   func(d *journey.Desk) { d.Press("ctrl+c", "q") },
		"the connection is lost": func(d *journey.Desk) { d.HangUp() },
		"the input ends":         func(d *journey.Desk) { d.EndInput() },
	} {
		for trouble, c := range map[string]struct {
			rest   time.Duration // until the end
			orders []demo.Misfortune
		}{
			"a slow cancel":  {0, []demo.Misfortune{{Kind: demo.Slow, Method: http.MethodDelete, Seconds: 10}}},
			"a slow booking": {0, []demo.Misfortune{{Kind: demo.Slow, Method: http.MethodPost, Seconds: 10}}},
			"a lost answer":  {0, []demo.Misfortune{{Kind: demo.LostAnswer}}},
			"a slow look":    {3 * time.Second, []demo.Misfortune{{Kind: demo.LostAnswer}, {Kind: demo.Slow, Method: http.MethodGet, Seconds: 8, Times: 9}}},
			"a limit":        {time.Second, []demo.Misfortune{{Kind: demo.RateLimit, Method: http.MethodPost, Seconds: 20}}},
		} {
			t.Run(name+", "+trouble, func(t *testing.T) {
				sit(t, func(d *journey.Desk) {
					movesWithinADay(d)
					for _, m := range c.orders {
						d.Order(m)
					}
					d.Press("enter")
					d.Rest(c.rest)
					end(d)
					d.Ends(50 * time.Second)
					d.Ledger(booked, cancelled, "book Diallo Fatoumata, 11, 3 Feb 12:15")
				})
			})
		}
	}
}

// TestQuitFinishesAMoveWhoseCancelIsInDoubt ends the desk while nobody knows whether
// the old appointment is cancelled: that is read before the program ends.
func TestQuitFinishesAMoveWhoseCancelIsInDoubt(t *testing.T) {
	sit(t, func(d *journey.Desk) {
		movesWithinADay(d)
		fault := journey.Faults()[len(journey.Faults())-1]
		for _, f := range journey.Faults() {
			if f.Name == "reset before the answer" {
				fault = f
			}
		}
		d.Break(journey.Break{Method: http.MethodDelete, Fault: fault, After: true})
		d.Break(journey.Break{Method: http.MethodGet, Fault: fault})
		d.Press("enter")
		d.Rest(time.Second)
		d.Press("ctrl+c", "q")
		d.Ends(time.Minute)
		d.Ledger(booked, cancelled, "book Diallo Fatoumata, 11, 3 Feb 12:15")
	})
}

// TestQuitSaysWhichMoveIsNotFinished ends the desk in the middle of a move that
// cannot be finished: the last line says which it was.
func TestQuitSaysWhichMoveIsNotFinished(t *testing.T) {
	sit(t, func(d *journey.Desk) {
		movesWithinADay(d)
		d.Order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 300, Method: http.MethodPost})
		d.Press("enter")
		d.Rest(time.Second)
		d.Press("ctrl+c", "q")
		d.Lasts(59 * time.Second)
		d.Ends(2 * time.Second)
		d.Ledger(booked, cancelled)
		d.Sees("déplacement inachevé")
		d.SeesNot("Diallo Fatoumata") // no name stays on the terminal
	})
}

// movesWithinADay books, and moves that to the next free slot of the day, up to the
// question whether the old appointment may be cancelled first.
func movesWithinADay(d *journey.Desk) {
	book(d)
	d.Press("esc", "f")
	d.Type("dia")
	d.Press("enter", "r", "enter")
	d.Rest(time.Second)
	d.Says("book.title_move")
}
