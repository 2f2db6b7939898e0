package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/ui/cli"
	"creneau/ui/journey"
	"creneau/ui/locale"
)

// The journeys play whole tasks over the real program, the real client and the
// demo clinic, in fake time. They judge by what the screen shows and by the
// clinic's books.

// A desk is the one of a journey, with who judges it.
type desk struct {
	*journey.Desk
	t     *testing.T
	words *locale.Words
}

// known is how long the desk takes to read the weeks by which it knows callers.
const known = 15 * time.Second

// sit opens the demo in a language and lets the desk read.
func sit(t *testing.T, lang string, do func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{Desk: journey.Open(run, "demo", "--lang", lang), t: t, words: locale.Load(lang)}
		defer d.Close()
		d.Rest(known)
		d.CountKeys()
		do(d)
		if t.Failed() {
			t.Log("the screen at the end:\n" + d.Text())
		}
	})
}

// inEach plays a journey in each language.
func inEach(t *testing.T, do func(*desk)) {
	for _, lang := range locale.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			sit(t, lang, do)
		})
	}
}

// sees fails unless the screen shows each text.
func (d *desk) sees(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !d.Shows(text) {
			d.t.Errorf("the screen does not show %q:\n%s", text, d.Text())
		}
	}
}

// seesNot fails when the screen shows one of the texts.
func (d *desk) seesNot(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if d.Shows(text) {
			d.t.Errorf("the screen shows %q:\n%s", text, d.Text())
		}
	}
}

// says fails unless the screen shows each sentence of the desk's language.
func (d *desk) says(keys ...string) {
	d.t.Helper()
	for _, key := range keys {
		d.sees(d.words.T(key))
	}
}

// ledger fails unless these are the clinic's commits, in order, each as
// "book Diallo Fatoumata, 11, 3 Feb 11:00".
func (d *desk) ledger(want ...string) {
	d.t.Helper()
	var got []string
	for _, e := range d.Clinic.Ledger() {
		got = append(got, fmt.Sprintf("%s %s, %d, %s", e.Action, e.Name, e.Department, e.At.Time().Format("2 Jan 15:04")))
	}
	if !slices.Equal(got, want) {
		d.t.Errorf("the clinic's books hold\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// credits fails unless so many are in the purse and on the screen.
func (d *desk) credits(n int) {
	d.t.Helper()
	if got := d.Clinic.Credits(); got != n {
		d.t.Errorf("the purse holds %d credits, not %d", got, n)
	}
	d.sees(fmt.Sprintf("%s %d", d.words.T("head.credits"), n))
}

// posts fails unless the clinic got so many requests to book.
func (d *desk) posts(n int) {
	d.t.Helper()
	got := 0
	for _, r := range d.Writes() {
		if r.Method == http.MethodPost {
			got++
		}
	}
	if got != n {
		d.t.Errorf("%d requests to book left, not %d", got, n)
	}
}

// keys fails unless a request left after so many keys.
func (d *desk) keys(n int) {
	d.t.Helper()
	if d.Needed() != n {
		d.t.Errorf("the request left after %d keys, not %d", d.Needed(), n)
	}
}

// order has the clinic suffer.
func (d *desk) order(m demo.Misfortune) {
	d.t.Helper()
	if err := d.Clinic.Order(m); err != nil {
		d.t.Fatal(err)
	}
}

// asks begins a booking and has its sentence shown.
func (d *desk) asks(line string) {
	d.Press("n")
	d.Type(line)
	d.Press("enter")
}

// books goes through with one.
func (d *desk) books(line string) {
	d.asks(line)
	d.Press("enter")
}

// What the demo clinic's books hold after the first bookings of the journeys.
const (
	diallo     = "book Diallo Fatoumata, 11, 3 Feb 11:00"
	dialloLate = "book Diallo Fatoumata, 11, 10 Feb 10:15"
	noDiallo   = "cancel Diallo Fatoumata, 11, 3 Feb 11:00"

	noDialloLate = "cancel Diallo Fatoumata, 11, 10 Feb 10:15"
)

func TestKeysOfEachTask(t *testing.T) {
	for _, task := range []struct {
		name   string
		before func(*desk)
		do     func(*desk)
		keys   int
		ledger []string
	}{
		{
			name: "the next free slot for a known caller",
			do:   func(d *desk) { d.books("dia") },
			keys: 6, ledger: []string{diallo},
		}, {
			name: "the same with department and half day",
			do:   func(d *desk) { d.books("dia ca mat") },
			keys: 13, ledger: []string{diallo},
		}, {
			name: "a new caller with a name of 12 letters",
			do:   func(d *desk) { d.books("Zowo Marthe ") },
			keys: 15, ledger: []string{"book Zowo Marthe, 11, 3 Feb 11:00"},
		}, {
			name:   "from the week grid",
			before: func(d *desk) { d.Press("d") },
			do:     func(d *desk) { d.Press("enter"); d.Type("dia"); d.Press("enter", "enter") },
			keys:   6, ledger: []string{diallo},
		}, {
			name:   "cancel",
			before: func(d *desk) { d.books("dia"); d.Press("esc") },
			do:     func(d *desk) { d.Press("f"); d.Type("dia"); d.Press("enter", "x"); d.Rest(state.Grace) },
			keys:   6, ledger: []string{diallo, noDiallo},
		}, {
			name:   "move to the next free slot",
			before: func(d *desk) { d.books("dia mar 10"); d.Press("esc") },
			do:     func(d *desk) { d.Press("f"); d.Type("dia"); d.Press("enter", "r", "enter") },
			keys:   7, ledger: []string{dialloLate, diallo, noDialloLate},
		}, {
			name: "the slot is taken: the best alternative",
			before: func(d *desk) {
				d.order(demo.Misfortune{Kind: demo.SlotTaken})
				d.books("dia car mar 10")
				d.Rest(time.Second)
			},
			do:   func(d *desk) { d.Press("enter") },
			keys: 1, ledger: []string{"book Diallo Fatoumata, 11, 9 Feb 10:15"},
		}, {
			name: "after a top-up, where the balance can be seen",
			before: func(d *desk) {
				d.order(demo.Misfortune{Kind: demo.NoCredits})
				d.books("dia")
				d.Rest(time.Second)
			},
			do:   func(d *desk) { d.order(demo.Misfortune{Kind: demo.TopUp, Credits: 1}); d.Rest(7 * time.Second) },
			keys: 0, ledger: []string{diallo},
		}, {
			name: "after a payment that no balance shows",
			before: func(d *desk) {
				d.order(demo.Misfortune{Kind: demo.Error, Code: state.PaymentRequired})
				d.books("dia")
				d.Rest(time.Minute)
			},
			do:   func(d *desk) { d.Press("enter"); d.Rest(6 * time.Second) },
			keys: 1, ledger: []string{diallo},
		}, {
			name: "when a rate limit ends",
			before: func(d *desk) {
				d.order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 20})
				d.books("dia")
			},
			do:   func(d *desk) { d.Rest(22 * time.Second) },
			keys: 0, ledger: []string{diallo},
		},
	} {
		t.Run(task.name, func(t *testing.T) {
			t.Parallel()
			sit(t, "fr", func(d *desk) {
				if task.before != nil {
					task.before(d)
				}
				d.CountKeys()
				task.do(d)
				d.keys(task.keys)
				d.ledger(task.ledger...)
			})
		})
	}
}

func TestKeysToAnswerWhenAnAppointmentIs(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.books("dia")
		d.Press("esc")
		d.CountKeys()
		d.Press("f")
		d.Type("dia")
		if d.Keys() != 4 {
			t.Errorf("%d keys, not 4", d.Keys())
		}
		d.sees("Visites de Diallo Fatoumata", "mar. 3 févr. 11:00 Cardiologie o prévu")
	})
}

func TestBrowseTheWeekAndBookFromIt(t *testing.T) {
	inEach(t, func(d *desk) {
		d.Press("d", "+", "up", "up", "up")
		d.sees(d.words.F("slots.week_of", locale.Args{"Day": d.words.Day(state.Date(2026, 2, 9), state.Date(2026, 2, 3))}))
		d.Press("up", "enter") // ten is taken
		d.posts(0)
		d.seesNot(d.words.T("book.title"))
		d.Press("esc", "down", "right", "left", "enter")
		d.says("book.title")
		d.sees(d.words.LongDay(state.Date(2026, 2, 10)) + " 10:15")
		d.Type("dia")
		d.Press("enter")
		d.posts(0)
		d.Press("enter")
		d.says("ticket.title_booked")
		d.ledger(dialloLate)
		d.Press("esc")
		d.sees("Diallo")
		d.credits(2)
	})
}

func TestSlotTaken(t *testing.T) {
	inEach(t, func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.SlotTaken})
		d.books("dia car mar 10")
		d.says("alt.title", "alt.kept", "alt.same_hour", "alt.same_day", "alt.soonest")
		d.sees("dia car mar 10", d.words.Said(state.At(2026, 2, 10, 10, 15)), "> 1", "5 ")
		d.Rest(time.Minute)
		d.posts(1)
		d.ledger()
		d.credits(3)
		d.CountKeys()
		d.Press("é")
		d.keys(1)
		d.ledger("book Diallo Fatoumata, 11, 9 Feb 10:00")
		d.says("ticket.title_booked")
	})
}

func TestNoCreditsThenTopUp(t *testing.T) {
	inEach(t, func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.NoCredits})
		d.books("con")
		d.says("buy.title", "buy.refused", "buy.then")
		d.sees("Condé Ibrahima", "https://moncreneau-docs.vercel.app/")
		d.credits(0)
		d.Rest(time.Minute)
		d.posts(1)
		d.ledger()
		d.order(demo.Misfortune{Kind: demo.TopUp, Credits: 20})
		d.Rest(1200 * time.Millisecond)
		d.posts(1)
		d.sees(d.words.N("buy.counting", 5, locale.Args{"Time": d.words.Said(state.At(2026, 2, 3, 10, 10))}))
		d.Rest(5 * time.Second)
		d.posts(2)
		d.ledger("book Condé Ibrahima, 15, 3 Feb 10:10")
		d.says("ticket.title_booked")
		d.Press("esc")
		d.credits(19)
	})
}

func TestEscStopsAPurchase(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.NoCredits})
		d.books("con")
		d.Rest(time.Second)
		d.order(demo.Misfortune{Kind: demo.TopUp, Credits: 20})
		d.Rest(3 * time.Second)
		d.Press("esc")
		d.Rest(time.Minute)
		d.posts(1)
		d.ledger()
		d.sees("con") // the draft
		d.Press("enter", "enter")
		d.ledger("book Condé Ibrahima, 15, 3 Feb 10:10")
	})
}

func TestRateLimit(t *testing.T) {
	inEach(t, func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 20})
		d.books("kei")
		d.sees("Keïta Maïmouna", "0:22")
		d.Rest(10 * time.Second)
		d.sees("0:12")
		before := len(d.Clinic.Requests())
		d.Press("enter", "right") // leaves the sentence, and reads on
		d.says("act.open")
		d.sees(d.words.Day(state.Date(2026, 2, 4), state.Date(2026, 2, 3)))
		d.Rest(5 * time.Second)
		if sent := len(d.Clinic.Requests()) - before; sent != 0 {
			d.t.Errorf("%d requests left within the limit", sent)
		}
		d.ledger()
		d.Rest(8 * time.Second)
		d.posts(2)
		d.ledger("book Keïta Maïmouna, 14, 3 Feb 12:00")
		d.sees(d.words.T("head.online"))
		d.credits(2)
		looked := slices.ContainsFunc(d.Clinic.Requests()[before:], func(r demo.Request) bool {
			return strings.Contains(r.Query, "externalUserId=")
		})
		if !looked {
			d.t.Error("the booking that met the limit was sent again without being looked for")
		}
	})
}

func TestABookingInTheQueueIsTakenBack(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 20})
		d.books("kei")
		d.Press("esc")
		d.sees("Ligne kei")
		d.Rest(time.Minute)
		d.posts(1)
		d.ledger()
		d.Press("enter", "enter")
		d.ledger("book Keïta Maïmouna, 14, 3 Feb 12:00")
	})
}

func TestABookingMadeWithinTheLimitJoinsTheQueue(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.RateLimit, Seconds: 30, From: demo.FromNow})
		d.Press("+") // a day that is not held
		d.Press("t")
		d.Rest(time.Minute)
		d.ledger()
	})
}

func TestDuplicate(t *testing.T) {
	inEach(t, func(d *desk) {
		d.books("bah")
		d.Press("esc")
		d.books("bah")
		d.says("dup.title", "dup.kept")
		d.sees("Bah Aïssatou Lamarana", "bah", d.words.LongDay(state.Date(2026, 2, 3))+" 10:00")
		d.Rest(time.Second)
		d.Press("esc")
		d.sees(d.words.T("head.drafts") + " 1")
		d.ledger("book Bah Aïssatou Lamarana, 12, 3 Feb 10:00")
		d.credits(2)
		d.Press("ctrl+t")
		d.sees("bah")
	})
}

func TestUndoOfABookingAndOfACancel(t *testing.T) {
	inEach(t, func(d *desk) {
		d.books("dia")
		d.Press("u")
		d.ledger(diallo, noDiallo)
		d.credits(3)
		d.books("dia")
		d.Press("x")
		d.credits(2)
		d.Rest(5 * time.Second)
		d.sees("3 s")
		d.Press("u")
		d.Rest(time.Minute)
		d.ledger(diallo, noDiallo, diallo)
		d.Press("f")
		d.Type("dia")
		d.says("status.planned")
	})
}

func TestLostAnswer(t *testing.T) {
	inEach(t, func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.LostAnswer})
		d.books("bah")
		d.says("book.uncertain")
		d.sees(d.words.T("head.sends") + " 1")
		d.Rest(3 * time.Second)
		d.says("ticket.title_booked")
		d.Press("esc")
		at := state.At(2026, 2, 3, 10, 0)
		d.sees(d.words.F("note.booked_late", locale.Args{"Who": "Bah Aïssatou Lamarana", "Where": "Pédiatrie",
			"Day": d.words.Day(at.Day(), at.Day()), "Time": d.words.Said(at)}))
		d.seesNot(d.words.T("head.sends"))
		d.posts(1)
		d.ledger("book Bah Aïssatou Lamarana, 12, 3 Feb 10:00")
	})
}

func TestUncertainAndNeverFound(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.Error, Code: state.InternalServerError, Method: http.MethodPost})
		d.books("bah")
		d.says("book.uncertain")
		d.Rest(110 * time.Second)
		d.posts(1)
		d.sees("En envoi 1")
		d.Rest(15 * time.Second)
		d.sees("Finalement pas réservé", "Ligne bah")
		d.posts(1)
		d.ledger()
		d.Press("enter", "enter")
		d.posts(2)
		d.ledger("book Bah Aïssatou Lamarana, 12, 3 Feb 10:00")
	})
}

func TestNoLine(t *testing.T) {
	inEach(t, func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.Cut, Seconds: 60})
		d.books("cam")
		d.says("head.offline", "book.not_booked")
		d.Rest(90 * time.Second)
		d.says("head.online")
		d.posts(0)
		d.ledger()
		d.Press("enter", "enter")
		d.posts(1)
		d.ledger("book Camara Sékou, 11, 3 Feb 11:00")
	})
}

func TestAMoveThatFindsItsSlotTaken(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.books("dia mar 10")
		d.Press("esc", "f")
		d.Type("dia")
		d.order(demo.Misfortune{Kind: demo.SlotTaken})
		d.Press("enter", "r", "enter")
		d.ledger(dialloLate)
		d.Rest(time.Second)
		d.says("alt.title")
		d.Press("enter")
		d.ledger(dialloLate, "book Diallo Fatoumata, 11, 4 Feb 11:00", noDialloLate)
	})
}

func TestTypeAhead(t *testing.T) {
	for _, c := range []struct {
		name  string
		after time.Duration // since the slots were read
		says  string
	}{
		{"with fresh slots", 0, "Entrée réserve 11 h"},
		{"with slots to be read again", time.Minute, "Entrée réserve"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sit(t, "fr", func(d *desk) {
				d.Rest(c.after)
				d.Burst("n", "d", "i", "a", "enter", "enter")
				d.posts(0)
				d.Rest(time.Second)
				d.posts(0)
				d.sees("Ligne dia", "Diallo Fatoumata, Cardiologie, mardi 3 février à 11 h.", c.says)
				d.Press("enter")
				d.ledger(diallo)
			})
		})
	}
}

func TestKeysInTheGraceOfAnOverlay(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.SlotTaken})
		d.order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 1})
		d.books("dia car mar 10")
		d.says("book.sending")
		d.Rest(950 * time.Millisecond)
		d.says("alt.title")
		d.Press("2", "1", "enter", "e", "é")
		d.posts(1)
		d.sees("dia car mar 1021eé")
		d.Rest(400 * time.Millisecond)
		d.Press("é")
		d.ledger("book Diallo Fatoumata, 11, 9 Feb 10:00")
	})
}

// TestAnotherNameTypedInTheGrace types on into a draft whose slot is taken, so
// that it means somebody else: the picker books for whom it speaks of.
func TestAnotherNameTypedInTheGrace(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.order(demo.Misfortune{Kind: demo.SlotTaken})
		d.order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 1})
		d.books("dia")
		d.Rest(950 * time.Millisecond)
		d.Type("llo aï")
		d.sees("diallo aï")
		d.Rest(400 * time.Millisecond)
		d.Press("enter")
		d.ledger("book Diallo Fatoumata, 11, 4 Feb 11:00")
	})
}

func TestDoubleEnter(t *testing.T) {
	for _, slow := range []int{0, 2} {
		t.Run(fmt.Sprintf("answer after %d s", slow), func(t *testing.T) {
			sit(t, "fr", func(d *desk) {
				if slow > 0 {
					d.order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: slow})
				}
				d.asks("dia")
				d.Burst("enter", "enter", "enter")
				d.Rest(5 * time.Second)
				d.posts(1)
				d.ledger(diallo)
			})
		})
	}
}

// rude is a paste that does all a paste can do.
var rude = strings.Repeat("dia\r\ncar\n\x1b[2J\x1b[1;1HX\x1b]52;c;eA==\x07\u009b31m\t\x00\u202eé\x1b[A\x03", 400)

func TestRudePaste(t *testing.T) {
	if len(rude) < 16<<10 {
		t.Fatalf("%d bytes", len(rude))
	}
	sit(t, "fr", func(d *desk) {
		d.Press("n")
		blank := d.Frame().Text()
		d.Paste(rude)
		d.posts(0)
		after := d.Frame().Text()
		for y, line := range after {
			if edge := strings.Index(blank[y], "│"); edge >= 0 && (strings.Index(line, "│") != edge || !strings.HasSuffix(line, "│")) {
				t.Errorf("line %d is broken: %s", y, line)
			}
		}
		if after[0] != blank[0] || after[23] != blank[23] {
			t.Errorf("header and footer have changed:\n%s", d.Text())
		}
		d.Press("ctrl+u")
		d.Type("dia")
		d.Press("enter", "enter")
		d.ledger(diallo)
		d.Press("esc")
		day := d.Frame().Text()
		d.Paste("nxq\r" + rude) // into no field
		d.posts(1)
		if got := d.Frame().Text(); !slices.Equal(got[3:18], day[3:18]) {
			t.Errorf("a paste into no field has done something:\n%s", d.Text())
		}
	})
}

func TestResizeAndPasteInTheMiddle(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.asks("dia")
		d.Press("esc")
		before := d.Text()
		for _, size := range [][2]int{{120, 40}, {59, 15}, {40, 10}, {39, 9}, {1, 1}, {1000, 1000}, {160, 50}, {80, 24}} {
			d.Resize(size[0], size[1])
			if size[0] >= 40 && !d.Shows("Diallo Fatoumata") {
				t.Errorf("at %dx%d the draft is gone", size[0], size[1])
			}
		}
		if got := d.Text(); withoutQuota(got) != withoutQuota(before) {
			t.Errorf("after the resizes the screen shows\n%s\nnot\n%s", got, before)
		}
		d.Paste(" car mar 10")
		d.Rest(time.Second)
		d.sees("Ligne dia car mar 10", "mardi 10 février 10:15")
		d.Press("enter")
		d.Resize(59, 15)
		d.Press("enter")
		d.ledger(dialloLate)
	})
}

// withoutQuota is a screen without the line that every reading changes.
func withoutQuota(screen string) string {
	lines := strings.Split(screen, "\n")
	return strings.Join(slices.Delete(lines, 1, 2), "\n")
}

func TestAChosenPersonStaysChosenWhileTheWeeksAreRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{Desk: journey.Open(run, "demo", "--lang", "fr"), t: t}
		defer d.Close()
		d.Rest(2500 * time.Millisecond) // today and one week are read
		d.Press("n")
		d.Type("dia")
		d.Press("down", "down")
		chosen := marked(d.Text())
		d.Rest(known)
		if got := marked(d.Text()); got == "" || got != chosen {
			t.Errorf("%q was chosen and is now %q", chosen, got)
		}
	})
}

// marked is the name in the row that an overlay marks.
func marked(screen string) string {
	_, row, _ := strings.Cut(screen, "│ > ")
	name, _, _ := strings.Cut(row, "  ")
	return name
}

func TestQuitWhileABookingIsInFlight(t *testing.T) {
	for _, seconds := range []int{2, 60} {
		t.Run(fmt.Sprintf("answer after %d s", seconds), func(t *testing.T) {
			sit(t, "fr", func(d *desk) {
				d.order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: seconds})
				d.books("dia")
				d.Press("ctrl+c")
				d.says("quit.title")
				d.sees("1 réservation n'est pas encore réglée")
				d.Press("q")
				d.left(5 * time.Second)
				d.posts(1)
				d.ledger(diallo)
			})
		})
	}
}

func TestHangUpWhileABookingIsInFlight(t *testing.T) {
	for _, hangUp := range []struct {
		name string
		do   func(*desk)
	}{
		{"the connection is lost", func(d *desk) { d.HangUp() }},
		{"the input ends", func(d *desk) { d.EndInput() }},
	} {
		t.Run(hangUp.name, func(t *testing.T) {
			sit(t, "fr", func(d *desk) {
				d.order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 60})
				d.books("dia")
				hangUp.do(d)
				d.left(5 * time.Second)
				d.posts(1)
				d.ledger(diallo)
			})
		})
	}
}

// left fails unless the program ends in good order within a time.
func (d *desk) left(most time.Duration) {
	d.t.Helper()
	code, ended := d.Exit(most + time.Millisecond)
	if !ended || code != 0 || d.Alternate() {
		d.t.Errorf("ended %t with code %d; alternate screen left on: %t", ended, code, d.Alternate())
	}
}

func TestQuitAsksOnlyWhenSomethingIsPending(t *testing.T) {
	sit(t, "fr", func(d *desk) {
		d.books("dia")
		d.Press("x", "q")
		d.says("quit.title")
		d.Press("enter") // stays
		d.Rest(state.Grace)
		d.ledger(diallo, noDiallo)
		d.Press("q")
		d.left(0)
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
			code := run(context.Background(), []string{"demo"}, []string{c.term, "LANG=C.UTF-8"},
				cli.Terminal{In: strings.NewReader(""), Out: &out, Err: &err, IsTTY: c.tty, OutIsTTY: c.tty, Width: 80, Height: 24})
			if code != 2 || out.Len() > 0 || strings.Count(err.String(), "\n") != 1 || strings.Contains(err.String(), "\x1b") {
				t.Errorf("code %d, output %q, error %q", code, out.String(), err.String())
			}
		})
	}
}
