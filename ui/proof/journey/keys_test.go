package journey_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state/clinic"
	"creneau/ui/cli"
	"creneau/ui/locale"
	"creneau/ui/proof/journey"
)

const ms = time.Millisecond

// read is how long the desk takes to read all that it reads by itself.
const read = 3 * time.Minute

// still is what the screen shows but for what changes by itself: the clock, the
// quota, and when what is shown was read.
func still(d *journey.Desk) string {
	lines := strings.Split(d.Text(), "\n")[2:]
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		return strings.Contains(line, d.Words.F("status.read_at", locale.Args{"Time": ""}))
	}), "\n")
}

// TestCase02 sends answers of the terminal in two pieces: nothing on the screen
// changes.
func TestCase02(t *testing.T) {
	for _, answer := range []string{
		"\x1b]11;rgb:1|e1e/1e1e/2e2e\x1b\\", "\x1b]|11;rgb:1e1e/1e1e/2e2e\x1b\\", "\x1b]11;rgb:1e1e/|a1e1/2e2e\a",
		"\x1b[?2026;|2$y", "\x1b[?|1u", "\x1b[|O", "\x1b[?62;|22c", "\x1bP>|xterm(388)\x1b\\",
	} {
		t.Run(fmt.Sprintf("%q", answer), func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
				d.Rest(read)
				before := still(d)
				head, tail, _ := strings.Cut(answer, "|")
				d.Sends(head)
				d.Rest(300 * ms)
				d.Sends(tail)
				d.Rest(2 * time.Second)
				if after := still(d); after != before {
					t.Errorf("was\n%s\nis\n%s", before, after)
				}
			})
		})
	}
}

// TestCase03 begins a paste whose end is lost: the keyboard comes back, by itself
// and by either key.
func TestCase03(t *testing.T) {
	for name, gives := range map[string]func(*journey.Desk){
		"by itself": func(d *journey.Desk) { d.Rest(2 * time.Second) },
		"Escape":    func(d *journey.Desk) { d.Sends("\x1b"); d.Rest(100 * ms) },
		"Ctrl+C":    func(d *journey.Desk) { d.Sends("\x03"); d.Rest(100 * ms) },
	} {
		t.Run(name, func(t *testing.T) {
			journey.Sit(t, cli.Run, "fr", func(d *journey.Desk) {
				d.Press("n")
				d.Sends("\x1b[200~dia")
				d.Rest(300 * ms)
				d.SeesNot(d.Words.T("book.line") + " dia")
				gives(d)
				inFront(d)
				d.Press("enter", "enter")
				d.Ledger(booked)
			})
		})
	}
}

// TestCase04 presses the function keys of the Linux console, on a screen and while
// text is typed.
func TestCase04(t *testing.T) {
	journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
		d.Sends("\x1b[[B")
		d.Rest(100 * ms)
		d.Says("book.title")
		d.Type("dia")
		for _, f := range "CDE" {
			d.Sends("\x1b[[" + string(f))
			d.Rest(100 * ms)
			d.Sees(d.Words.T("book.line") + " dia ")
		}
		d.Sends("\x1b[[A")
		d.Rest(100 * ms)
		d.Says("help.title")
	})
}

// TestCase05 has Caps Lock on: letters are the keys that they are, in fields they
// stay capitals.
func TestCase05(t *testing.T) {
	journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
		d.Press("F")
		d.Says("find.hint")
		d.Type("DIA")
		d.Sees(d.Words.T("find.title") + "  DIA")
		d.Press("esc", "D")
		d.Says("slots.free")
		d.Press("T", "B")
		d.Says("todo.log")
		d.Press("T", "N")
		d.Type("DIA")
		d.Press("enter", "enter")
		d.Ledger(booked)
		d.Press("X")
		d.Rest(9 * time.Second)
		d.Ledger(booked, cancelled)
		d.Press("Q")
		d.Ends(time.Second)
	})
}

// TestCase06 types letters and their marks apart: the name keeps them.
func TestCase06(t *testing.T) {
	for _, name := range []string{"K\u0254\u0300nd\u025b\u0301", "e\u0301lise", "\u07de\u07cb\u07ec", "\U0001e900\U0001e944", "\u0641\u064e"} {
		t.Run(name, func(t *testing.T) {
			journey.Sit(t, cli.Run, "fr", func(d *journey.Desk) {
				d.Press("f")
				d.Type(name)
				typed := still(d)
				d.Press("ctrl+u")
				d.Paste(name)
				if pasted := still(d); typed != pasted {
					t.Errorf("typed it shows\n%s\npasted\n%s", typed, pasted)
				}
			})
		})
	}
}

// taken has the slot of a booking taken, so that alternatives are offered.
func taken(d *journey.Desk) {
	d.Order(demo.Misfortune{Kind: demo.SlotTaken})
	d.Book("dia car mar 10")
	d.Rest(time.Second)
	d.Says("alternatives.title")
}

// TestADigitThatSends presses a digit in the picker that sends, and what may follow
// it.
func TestADigitThatSends(t *testing.T) {
	const second = "book Diallo Fatoumata, 11, 9 Feb 10:00"
	for _, c := range []struct {
		name  string
		sends []string // 100 ms apart
		books bool
	}{
		{"alone", []string{"2"}, true},
		{"another digit behind it", []string{"3", "2"}, true},
		{"Enter behind it", []string{"2", "\r"}, false},
		{"Enter with it", []string{"2\r"}, false},
		{"Enter twice", []string{"2", "\r", "\r"}, true},
		{"a letter behind it", []string{"2", "z"}, false},
		{"with more", []string{"2z"}, false},
		{"the beginning of an answer", []string{"2", "\x1b]11;"}, false},
		{"with the beginning of an answer", []string{"2\x1b]11;"}, false},
		{"with an answer", []string{"2\x1b[?1u"}, false},
		{"a report of the focus", []string{"2", "\x1b[I"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
				taken(d)
				for i, bytes := range c.sends {
					if i > 0 {
						d.Rest(100 * ms)
					}
					d.Sends(bytes)
				}
				d.Rest(time.Second)
				if c.books {
					d.Ledger(second)
					return
				}
				d.Ledger()
				d.Sees("> 2")
				if strings.HasSuffix(c.sends[len(c.sends)-1], "\r") {
					d.Says("note.enter_after_digit")
				}
				d.Rest(2 * time.Second)
				d.Press("enter")
				d.Ledger(second)
			})
		})
	}
}

// TestAReferenceOnABareScreen opens appointments by their numbers, from another
// day, typed with Shift and without.
func TestAReferenceOnABareScreen(t *testing.T) {
	journey.InEach(t, cli.Run, func(d *journey.Desk) {
		d.Book("dia")
		d.Press("esc", "left")
		number, name := d.Made()
		for _, typed := range []string{number, shifted(number), "1 0\x7f\x7f\x7f" + number} {
			d.Type(typed)
			d.Sees(d.Words.T("reference.number") + "  " + number + " ")
			d.Press("enter")
			d.Says("ticket.title")
			d.Sees(name, number)
			d.Press("esc")
		}
		d.Type("999999")
		d.Press("enter")
		d.Rest(time.Second)
		d.Says("note.reference_unknown")
		d.SaysNot("ticket.title")
		d.Type("12")
		d.Press("esc", "enter")
		d.SeesNot(d.Words.T("reference.number"))
	})
}

// TestAReferenceThatIsNotHeld opens an appointment of long ago, which is read first:
// where somebody types by then, a notice says whose it is.
func TestAReferenceThatIsNotHeld(t *testing.T) {
	for _, typing := range []bool{false, true} {
		t.Run(fmt.Sprint(typing), func(t *testing.T) {
			journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
				d.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodGet, Seconds: 2, Times: 3})
				d.Type("1047")
				d.Press("enter")
				d.Says("note.reference_sought")
				if typing {
					d.Press("n")
					d.Type("dia")
				}
				d.Rest(4 * time.Second)
				if typing {
					inFront(d)
					d.Sees("Reference 1047: Sow Yarie")
					return
				}
				d.Says("ticket.title")
				d.Sees("1047")
				d.Press("esc")
				d.Says("day.patient")
			})
		})
	}
}

// shifted are digits as a French keyboard types them without Shift.
func shifted(digits string) string {
	return strings.NewReplacer("1", "&", "2", "é", "3", `"`, "4", "'", "5", "(", "6", "§", "7", "è", "8", "_", "9", "ç", "0", "à").Replace(digits)
}

// TestArrivedByScan scans a ticket and marks the patient arrived: one key.
func TestArrivedByScan(t *testing.T) {
	for _, spelling := range []struct {
		name  string
		spell func(string) string
	}{
		{"as it is", func(s string) string { return s }},
		{"Caps Lock", strings.ToUpper},
		{"a French keyboard", func(s string) string {
			return strings.NewReplacer("://", "M!!", "/", "!", ".", ":", "1", "&", "2", "é", "3", `"`, "4", "'", "5", "(", "6", "-", "7", "è", "8", "_", "9", "ç", "0", "à", "a", "q", "q", "a").Replace(s)
		}},
	} {
		for _, screen := range []string{"t", "d", "b", "enter"} {
			t.Run(spelling.name+", from "+screen, func(t *testing.T) {
				journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
					d.Book("dia")
					d.Press("esc", "left")
					if screen == "enter" {
						d.Press("end") // an appointment
					}
					d.Press(screen)
					number, name := d.Made()
					d.CountKeys()
					d.Sends(spelling.spell("https://moncreneau.example/qr/"+number) + "\r")
					d.Rest(journey.PerKey)
					d.Says("ticket.title")
					d.Sees(name, number)
					d.Press("a")
					d.Pressed(1)
					d.Says("note.arrived")
					d.Ledger(booked)
				})
			})
		}
	}
}

// TestAScanIsNoKeys scans addresses that name no appointment of ours, in pieces:
// nothing of them is obeyed.
func TestAScanIsNoKeys(t *testing.T) {
	for _, address := range []string{"https://example.org/xaepru/\r", "http://x.a/r/p/nothing\r", "HTTPS://MONCRENEAU.EXAMPLE/QR/999999\r"} {
		for cut := 1; cut < len(address); cut += 3 {
			t.Run(fmt.Sprint(address, cut), func(t *testing.T) {
				journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
					d.Rest(read)
					before := still(d)
					d.Sends(address[:cut])
					if cut < 4 { // h and what follows it come together, or they are keys
						d.Rest(20 * ms)
					} else {
						d.Rest(time.Second)
					}
					d.Sends(address[cut:])
					d.Rest(11 * time.Second) // until what was said is gone
					if after := still(d); after != before {
						t.Errorf("was\n%s\nis\n%s", before, after)
					}
					d.Ledger()
				})
			})
		}
	}
}

// TestAReferenceInAnyField types the address and the digits where text is typed.
func TestAReferenceInAnyField(t *testing.T) {
	for _, field := range []string{"n", "f", "ctrl+k"} {
		for _, form := range []string{"https://moncreneau.example/qr/%s", "%s", "# %s"} {
			if field == "n" && form[0] != 'h' {
				continue // there digits mean more
			}
			t.Run(field+" "+form, func(t *testing.T) {
				journey.Sit(t, cli.Run, "fr", func(d *journey.Desk) {
					d.Book("dia")
					d.Press("esc", "left", field)
					number, name := d.Made()
					d.Type(fmt.Sprintf(form, number))
					d.Press("enter")
					d.Says("ticket.title")
					d.Sees(name, number)
					d.Ledger(booked)
				})
			})
		}
	}
}

// TestAPasteThatIsNotMarked sends many keys at once on a bare screen: those that
// change something are said, and behind n and f they are letters.
func TestAPasteThatIsNotMarked(t *testing.T) {
	journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
		d.Press("end")
		for _, key := range "xaepru" {
			d.Sends("vwz" + string(key))
			d.Rest(100 * ms)
			d.Press("esc")
			d.Sends("wzz" + string(key))
			d.Rest(5 * time.Second)
			d.SaysNot("book.title_move")
			d.SeesNot(d.Words.T("head.waitlist") + " 1")
			d.Ledger()
		}
		d.Sends("fxaepru")
		d.Rest(100 * ms)
		d.Sees(d.Words.T("find.title") + "  xaepru")
		d.Press("esc")
		d.Sends("nxaepru")
		d.Rest(100 * ms)
		d.Sees(d.Words.T("book.line") + " xaepru")
	})
}

// TestThreeKeysTypedAheadWork presses as many as fingers do, over a line that
// stood still.
func TestThreeKeysTypedAheadWork(t *testing.T) {
	journey.Sit(t, cli.Run, "en", func(d *journey.Desk) {
		d.Burst("down", "down", "up", "a")
		d.Rest(100 * ms)
		d.Says("note.arrived")
		d.Burst("h", "l", "h")
		d.Rest(100 * ms)
		d.Sees(d.Words.Day(clinic.Date(2026, 2, 2), clinic.Date(2026, 2, 3)))
	})
}
