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
	"creneau/ui/cli"
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
				d.Sees(d.Words.N("quit.sends", 1, nil))
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
				d.Ends(5 * time.Second)
				d.Posts(1)
				d.Ledger(booked)
			})
		})
	}
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
