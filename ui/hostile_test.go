package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"creneau/state/clinic"
	"creneau/ui/pane"
	"creneau/ui/proof/yardstick"
)

// hostile are names that somebody may have typed elsewhere to disturb a
// terminal, and honest ones that are hard to set.
var hostile = []string{
	"Diallo \x1b[31mFatoumata\x1b[0m",
	"Bah \x1b]0;title\x07 Mamadou",
	"Sylla \x1b]52;c;c3VkbyBybQ==\x07",
	"Condé \x1b]never closed",
	"Barry \x1bP1;2q device \x1b\\ control",
	"Keïta \u009b31m \u009d0;title\u009c C1",
	"Camara \x1b[2J\x1b[H\x1bc reset",
	"Soumah\rOverwritten",
	"Touré\nSecond line\tTabbed",
	"Bangoura \u202egnp.exe\u202c \u2066isolated\u2069",
	"Kourouma \u200b\u200c\u200d\ufeff\U000e0041\U000e0042 invisible",
	"Millimono \xff\xfe\xc3 broken \xe2\x28\xa1",
	"Traoré " + strings.Repeat("e\u0301", 20) + strings.Repeat("\u0300", 300),
	strings.Repeat("Guilavogui ", 900),
	"漢字太郎 山田花子",
	"ديالو فاطماتا",
	"ߖߊ߬ߟߏ߫ ߝߊߕߎߡߊߕߊ",
	"👩‍👩‍👧‍👦 Sow ❤️ ☎️ 🇬🇳",
	"\x00\x01\x02\x7f\b\b\b\bKaba",
	"", "   ", "\u0301\u0302",
}

// hostileClinic has them all among the day's patients, cleaned as the client
// cleans every string at its door.
func hostileClinic() *fakeClinic {
	c := newClinic()
	c.visits = nil
	for i, name := range hostile {
		c.visits = append(c.visits, clinic.Appointment{
			ID: clinic.ID(clinic.Clean(fmt.Sprintf("%d\x1b[5m", 3000+i), clinic.MaxID)), Department: cardiology, Status: clinic.Scheduled,
			Name: clinic.Clean(name, 0), At: begins() + clinic.Wall(5+5*i)*clinic.Minute, QR: "https://clinic.example/t/" + fmt.Sprint(i),
		})
	}
	c.departments[0].Name = clinic.Clean("Cardio\x1b[7m\u202elogie\r", 0)
	c.departments[0].Organization = clinic.Clean("Clinique\u009b2J\x07 \x1b]2;x\x1b\\", 0)
	return c
}

// ours are the sequences that the desk and its renderer send: moving, erasing,
// scrolling, setting text, switching modes, the cursor's shape, the window's
// title, a link to where credits are bought, and what asks the terminal how it
// counts.
var ours = regexp.MustCompile(`\x1b(` +
	`\[[0-9;]*[mHABCDGdJKXLMPSTr@Zb]` +
	`|\[[0-9]* q` +
	`|\[[?<>=][0-9;]*[hlump]` +
	`|\[\?[0-9;]*\$p` +
	`|\]2;creneau\x07` +
	`|\]8;;(https://moncreneau\.example/credits)?(\x07|\x1b\\)` +
	`|M|7|8|\(B|=|>)`)

// strange lists what bytes to a terminal hold besides text, line ends,
// backspaces and our own sequences.
func strange(raw string) []string {
	var found []string
	rest := ours.ReplaceAllString(raw, "")
	for len(rest) > 0 {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			found = append(found, fmt.Sprintf("the byte %#x", rest[0]))
		case r == '\n' || r == '\r' || r == '\b' || r == '\t':
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Bidi_Control, r), r >= 0xe0000 && r <= 0xe007f, r == '\ufeff', r == '\u200b':
			found = append(found, fmt.Sprintf("%U in %q", r, rest[:min(len(rest), 24)]))
		}
		rest = rest[size:]
	}
	return found
}

// TestHostileNamesSendNothing runs the real program over a hostile clinic, shows
// every place where a name stands, and reads every byte sent.
func TestHostileNamesSendNothing(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		perform(t, size[0], size[1], hostileClinic(), plain(), true, func(r *running) {
			for range hostile {
				r.press("down", "enter", "esc", "a")
			}
			r.press("d", "right", "down", "f")
			r.write("o")
			r.press("down", "down", "enter", "enter", "esc", "r", "esc")
			r.press("n")
			for _, name := range hostile {
				r.program.Send(pasted(name))
				r.wait(100 * time.Millisecond)
				r.press("enter", "down", "enter", "ctrl+u")
			}
			r.press("esc", "ctrl+k", "esc", "b", "?", "esc", "f9", "t")
			r.wait(2 * time.Second)
			for _, s := range strange(r.out.bytes(0)) {
				t.Errorf("sent: %s", s)
			}
			for _, c := range r.out.screen.Commands() {
				if c != "2;creneau" && !strings.HasPrefix(c, "8;;") {
					t.Errorf("sent the command %q", c)
				}
			}
		})
	}
}

// TestStrangeFindsWhatItShould makes sure that the test above could fail.
func TestStrangeFindsWhatItShould(t *testing.T) {
	for _, bad := range []string{
		"\x1b]0;x\x07", "\x1b]52;c;x\x07", "\u009b31m", "\x1bP1q\x1b\\", "\x1bc", "a\x00b", "\x1b]8;;https://other.example\x07",
		"\u202e", "\xff", "\x1b[5n", "\x1b[c", "\x1b[6n",
	} {
		if len(strange(bad)) == 0 {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"\x1b[1;7mé\x1b[m", "\x1b[?2026h", "\r\n\b", "\x1b[2 q", "\x1b]2;creneau\x07"} {
		if s := strange(good); len(s) > 0 {
			t.Errorf("%q: %v", good, s)
		}
	}
}

// TestRowsStayAligned looks at where the columns of the day stand on the
// terminal, whatever name is between them.
func TestRowsStayAligned(t *testing.T) {
	for _, size := range [][2]int{{80, 40}, {120, 40}, {200, 50}} {
		perform(t, size[0], size[1], hostileClinic(), plain(), true, func(r *running) {
			frame := r.shows("the day")
			rows, left := 0, 0
			if r.lay.Size == pane.Wide {
				left = r.lay.left + 3
			}
			standing, ref := column(t, frame, r.look.T("day.standing")), column(t, frame, r.look.T("day.ref"))
			for y := range frame.H {
				if frame.At(left+4, y).Text != ":" {
					continue
				}
				if frame.At(left+9, y).Text == "." { // a free slot
					continue
				}
				rows++
				if at := frame.At(standing, y); at.Text != "o" {
					t.Errorf("%d columns: %q stands where a status should in %q", size[0], at.Text, frame.Line(y))
				}
				if at := frame.At(ref, y); at.Text != "3" {
					t.Errorf("%d columns: %q stands where a reference should in %q", size[0], at.Text, frame.Line(y))
				}
			}
			if rows < len(hostile) {
				t.Errorf("%d rows of %d are in view:\n%s", rows, len(hostile), strings.Join(frame.Text(), "\n"))
			}
		})
	}
}

// column is where a column's title stands, in the row below the departments.
func column(t *testing.T, frame yardstick.Frame, title string) int {
	t.Helper()
	for x := range frame.W {
		text := ""
		for i := x; i < min(x+len(title), frame.W); i++ {
			text += frame.At(i, 4).Text
		}
		if text == title {
			return x
		}
	}
	t.Fatalf("no column %q in %q", title, frame.Line(4))
	return 0
}

// TestASCIIKeepsColumns shows the hostile day on a terminal for ASCII: the same
// cells, in other letters.
func TestASCIIKeepsColumns(t *testing.T) {
	d := plain()
	d.ascii = true
	r := newRig(t, hostileClinic(), d)
	r.resizeTo(80, 40)
	v := r.View()
	fitsWindow(t, "hostile day", v, 80, 40)
	isASCIIOnly(t, "hostile day", v.Content)
	rows := 0
	for _, line := range strings.Split(v.Content, "\n") {
		if strings.Contains(line, "o "+r.look.T("status.planned")) {
			rows++
		}
	}
	if rows != len(hostile) {
		t.Errorf("%d rows of %d", rows, len(hostile))
	}
}
