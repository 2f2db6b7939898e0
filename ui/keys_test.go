package ui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/keyboard"
)

// A typist is a desk at a terminal whose bytes come when they come.
type typist struct {
	*rig
	decoder keyboard.Decoder
}

// rest lets time go by, in steps no longer than the shortest time that is waited.
func (d *typist) rest(long time.Duration) {
	const step = 50 * time.Millisecond
	for ; long > 0; long -= step {
		d.pass(min(step, long))
		if msgs := d.decoder.Expire(d.now.Mono); len(msgs) > 0 {
			d.hears(msgs, false)
		}
	}
}

func (d *typist) sends(bytes string) {
	msgs := d.decoder.Feed(d.now.Mono, []byte(bytes))
	d.hears(msgs, d.decoder.Rest())
	d.View()
}

func (d *typist) hears(msgs []tea.Msg, rest bool) {
	read := keyboard.Read{Rest: rest}
	for _, msg := range msgs {
		switch msg.(type) {
		case tea.KeyPressMsg, tea.PasteMsg:
			read.Msgs = append(read.Msgs, msg)
		default:
			d.give(msg)
		}
	}
	d.give(read)
}

// units are keys, letters and answers of a terminal, most of which do something.
var units = []string{
	"a", "e", "x", "r", "u", "n", "f", "d", "t", "b", "v", "y", "o", "h", "N", "A", "1", "2", "é", "\u0301", "\r", "\t", "\x7f", "\x1b",
	"\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[6~", "\x1bOQ", "\x1b[[C", "\x1b[17~", "\x1b[18~", "\x1b[I", "\x1b[O",
	"\x1b]11;rgb:aeae/bebe/2e2e\x1b\\", "\x1b[?2026;2$y", "\x1b[?1u", "\x1b[200~dia\x1b[201~",
}

// TestACutKeyDoesWhatTheWholeDoes presses random keys at two desks, at one of them
// cut at random places, with pauses: both show the same, and have done the same.
func TestACutKeyDoesWhatTheWholeDoes(tt *testing.T) {
	rapid.Check(tt, func(t *rapid.T) {
		var desks [2]*typist
		for i := range desks {
			r := newRig(tt, newClinic(), plain())
			desks[i] = &typist{rig: r}
			desks[i].clinic.silent = true
			desks[i].View()
		}
		whole, cut := desks[0], desks[1]
		var pressed []string
		for range rapid.IntRange(1, 8).Draw(t, "keys") {
			unit := rapid.SampledFrom(units).Draw(t, "key")
			pressed = append(pressed, fmt.Sprintf("%+q", unit))
			for from := 0; from < len(unit); {
				least := from + 1
				if from == 0 && unit[0] == '\x1b' && len(unit) > 1 {
					least = 2 // Escape alone is a key itself
				}
				to := rapid.IntRange(least, len(unit)).Draw(t, "to")
				cut.sends(unit[from:to])
				if from = to; from == len(unit) {
					whole.sends(unit)
				}
				pause := rapid.SampledFrom([]time.Duration{20, 60, 300, 900}).Draw(t, "pause") * time.Millisecond
				cut.rest(pause)
				whole.rest(pause)
			}
			cut.rest(500 * time.Millisecond)
			whole.rest(500 * time.Millisecond)
		}
		if a, b := whole.View().Content, cut.View().Content; a != b {
			t.Fatalf("%v: whole\n%s\ncut\n%s", pressed, a, b)
		}
		if a, b := did(whole.st), did(cut.st); a != b {
			t.Fatalf("%v: whole %s, cut %s", pressed, a, b)
		}
	})
}

// did is what a desk has done for patients.
func did(st *state.State) string {
	var sent []clinic.Booking
	for _, in := range st.Intents {
		sent = append(sent, in.Booking)
	}
	return fmt.Sprint(sent, st.Cancels, st.Arrived, st.Waiting, len(st.Parked))
}
