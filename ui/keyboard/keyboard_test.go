package keyboard

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"
)

// A part is bytes that come together, some time after those before.
type part struct {
	after time.Duration
	bytes string
}

// heard is what a decoder makes of parts, each key and paste as a text; time goes
// on behind the last.
func heard(parts ...part) []string {
	var d Decoder
	var at time.Duration
	var out []string
	add := func(msgs []tea.Msg) {
		for _, msg := range msgs {
			switch msg := msg.(type) {
			case tea.KeyPressMsg:
				out = append(out, msg.String())
			case tea.PasteMsg:
				out = append(out, "paste "+msg.Content)
			default:
				out = append(out, fmt.Sprintf("%T", msg))
			}
		}
	}
	expire := func(until time.Duration) {
		for due, ok := d.Due(); ok && due <= until; due, ok = d.Due() {
			add(d.Expire(due))
		}
	}
	for _, p := range parts {
		at += p.after
		expire(at)
		add(d.Feed(at, []byte(p.bytes)))
	}
	expire(at + time.Minute)
	return out
}

const ms = time.Millisecond

// TestWhatBytesMean are single readings, cut and whole.
func TestWhatBytesMean(t *testing.T) {
	for _, c := range []struct {
		name  string
		parts []part
		want  []string
	}{
		{"letters", []part{{0, "dé\r"}}, []string{"d", "é", "enter"}},
		{"case 02: an answer in two pieces", []part{{0, "\x1b]11;rgb:1"}, {300 * ms, "e1e/1e1e/2e2e\x1b\\"}}, []string{"tea.BackgroundColorMsg"}},
		{"case 02: cut before a letter that marks arrived", []part{{0, "\x1b]11;rgb:"}, {900 * ms, "a1e1/1e1e/2e2e"}, {900 * ms, "\a"}}, []string{"tea.BackgroundColorMsg"}},
		{"case 02: cut behind Escape", []part{{0, "\x1b"}, {300 * ms, "]11;rgb:1e1e/1e1e/2e2e\x1b\\"}}, []string{"esc"}},
		{"case 02: answers about modes", []part{{0, "\x1b[?2026;"}, {300 * ms, "2$y\x1b[?"}, {300 * ms, "1u"}}, []string{"tea.ModeReportMsg"}},
		{"an answer whose end is lost", []part{{0, "\x1b]11;rgb:1"}, {1100 * ms, "n"}}, []string{"n"}},
		{"an answer that a key cuts off", []part{{0, "\x1b]11;rgb:1"}, {300 * ms, "\x03"}}, []string{"ctrl+c"}},
		{"an answer too long", []part{{0, "\x1b]11;" + strings.Repeat("x", 9000)}, {300 * ms, "xxx\x1b"}, {300 * ms, "\\n"}}, []string{"n"}},
		{"case 03: a paste that never ends", []part{{0, "\x1b[200~dia"}, {2100 * ms, "n"}}, []string{"paste dia", "n"}},
		{"case 03: Escape gives the keyboard back", []part{{0, "\x1b[200~dia"}, {300 * ms, "\x1b"}, {300 * ms, "n"}}, []string{"paste dia", "n"}},
		{"case 03: Ctrl+C does", []part{{0, "\x1b[200~dia"}, {300 * ms, "x"}, {300 * ms, "\x03"}, {300 * ms, "n"}}, []string{"paste diax", "n"}},
		{"a paste cut before the end of its mark", []part{{0, "\x1b[200~dia\x1b[20"}, {300 * ms, "1~n"}}, []string{"paste dia", "n"}},
		{"a paste cut in its mark for long", []part{{0, "\x1b[200~dia\x1b[20"}, {2100 * ms, "1~"}, {0, "n"}}, []string{"paste dia", "n"}},
		{"a paste cut behind the Escape of its mark", []part{{0, "\x1b[200~dia\x1b"}, {300 * ms, "[201~n"}}, []string{"paste dia", "n"}},
		{"a paste cut around the Escape of its mark", []part{{0, "\x1b[200~dia"}, {300 * ms, "\x1b"}, {300 * ms, "[201~n"}}, []string{"paste dia", "n"}},
		{"a paste cut behind an Escape and Ctrl+C", []part{{0, "\x1b[200~d\x1b"}, {300 * ms, "[31ma\x03"}, {300 * ms, "x\x1b[201~"}}, []string{"paste d\x1b[31ma\x03x"}},
		{"a paste that holds Escapes", []part{{0, "\x1b[200~d\x1bi\x1b[31ma\x03b\x1b[201~"}}, []string{"paste d\x1bi\x1b[31ma\x03b"}},
		{"case 04: the Linux console", []part{{0, "\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E"}}, []string{"f1", "f2", "f3", "f4", "f5"}},
		{"case 04: cut everywhere", []part{{0, "\x1b["}, {300 * ms, "["}, {300 * ms, "E"}}, []string{"f5"}},
		{"PuTTY", []part{{0, "\x1b[11~\x1b[12~\x1b[15~\x1b[17~"}}, []string{"f1", "f2", "f5", "f6"}},
		{"rxvt with Shift", []part{{0, "\x1b[23$\x1b[3$"}}, []string{"shift+f11", "shift+delete"}},
		{"a mouse that was left on", []part{{0, "\x1b[M !!\x1b[<0;10;5M\x1b[<0;10;5mx"}}, []string{"x"}},
		{"the keypad", []part{{0, "\x1bOm\x1bOk\x1bOl\x1bOM\x1bOq"}}, []string{"-", "+", "+", "enter", "1"}},
		{"Escape", []part{{0, "\x1b"}, {0, ""}}, []string{"esc"}},
		{"Escape twice", []part{{0, "\x1b\x1b"}, {300 * ms, "\x1b"}}, []string{"esc", "esc", "esc"}},
		{"Alt with an arrow, as rxvt", []part{{0, "\x1b\x1b[A"}}, []string{"alt+up"}},
		{"Alt with a letter", []part{{0, "\x1bn"}}, []string{"alt+n"}},
		{"Escape and a bracket that is typed", []part{{0, "\x1b"}, {300 * ms, "["}}, []string{"esc", "["}},
		{"Escape and a name in capitals", []part{{0, "\x1b"}, {100 * ms, "O"}, {100 * ms, "U"}, {100 * ms, "M"}}, []string{"esc", "O", "U", "M"}},
		{"Escape, and later a name", []part{{0, "\x1b"}, {1100 * ms, "OP"}}, []string{"esc", "O", "P"}},
		{"an arrow in three pieces", []part{{0, "\x1b"}, {300 * ms, "["}, {300 * ms, "A"}}, []string{"esc"}},
		{"a letter in two pieces", []part{{0, "\xc3"}, {900 * ms, "\xa9"}}, []string{"é"}},
		{"a letter whose rest is lost", []part{{0, "\xc3"}, {1100 * ms, "n"}}, []string{"n"}},
		{"Latin-1", []part{{0, "n\xe9a"}}, []string{"n", "a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := heard(c.parts...); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// units are what terminals send, each whole: keys, letters, answers, pastes. The
// keypad's small letters are left out: in three pieces they are a name that begins
// with O.
var units = []string{
	"a", "e", "x", "p", "r", "u", "N", "O", "[", "1", "é", "ɔ", "\u0301", "𞤀", "\r", "\t", "\x7f", "\x03", "\x1b",
	"\x1b[A", "\x1b[1;5C", "\x1b[3~", "\x1b[15~", "\x1b[[B", "\x1bOP", "\x1bOA", "\x1b[23$", "\x1ba", "\x1bO5P",
	"\x1b[I", "\x1b[O", "\x1b[M !!", "\x1b[<0;10;5M", "\x1b[?2026;2$y", "\x1b[?1u", "\x1b[?62;22c", "\x1b[97;5u",
	"\x1b]11;rgb:1e1e/aeae/2e2e\x1b\\", "\x1b]11;rgb:1e1e/aeae/2e2e\a", "\x1bP>|xterm(388)\x1b\\", "\x1b_Gi=31;OK\x1b\\",
	"\x1b[200~dia car\x1b[201~", "\x1b[200~\x1b[201~", "\x1b[200~é\rxa\x1b[201~",
}

// TestAKeyIsWholeOrNothing cuts random keys at random places, with pauses: what
// comes of them is what comes of whole ones. Where the cut is behind an Escape,
// nobody can know that more comes: it may be that key, instead of the one that it
// began, and nothing else.
func TestAKeyIsWholeOrNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []part
		var want []string
		for range rapid.IntRange(1, 6).Draw(t, "keys") {
			unit := rapid.SampledFrom(units).Draw(t, "key")
			// Between keys passes more than is waited for any.
			after := rapid.SampledFrom([]time.Duration{2100 * ms, 5 * time.Second}).Draw(t, "after")
			comes := heard(part{0, unit})
			for from := 0; from < len(unit); {
				to := rapid.IntRange(from+1, len(unit)).Draw(t, "to")
				parts = append(parts, part{after, unit[from:to]})
				after = rapid.SampledFrom([]time.Duration{0, 20 * ms, 60 * ms, 300 * ms, 900 * ms}).Draw(t, "pause")
				if lone := unit[:to]; lone == "\x1b" && len(unit) > 1 && after >= escWait {
					switch comes = []string{"esc"}; {
					case sameAsTwo[unit]:
						comes = append(comes, heard(part{0, unit[1:]})...)
					case strings.HasPrefix(unit, "\x1b[200~"): // which no key can be taken for
						comes = append(comes, heard(part{0, unit})...)
					}
				}
				from = to
			}
			want = append(want, comes...)
		}
		if got := heard(parts...); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+q is taken for %q, want %q", fmt.Sprint(parts), got, want)
		}
	})
}

// sameAsTwo are keys that are two keys, Escape first, to whoever reads their bytes
// with a pause between.
var sameAsTwo = map[string]bool{"\x1ba": true}
