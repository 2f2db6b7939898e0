package yardstick

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLimit(t *testing.T) {
	const w, h = 40, 6
	for _, c := range []struct {
		name, before, after string
		want                string
	}{
		{"nothing", "abc", "abc", ""},
		{"where the cursor is", "abc", "xbc", "x"},
		{"a line further", "a\nb", "a\nc", "\nc"},
		{"a step right", "abc", "abx", "abx"},
		{"far right", strings.Repeat("a", 30), strings.Repeat("a", 29) + "b", "\x1b[29Cb"},
		{"far away", "", strings.Repeat("\n", 3) + strings.Repeat(" ", 20) + "x", "\x1b[4;21Hx"},
		{"a gap is rewritten", "x..y", "z..w", "z..w"},
		{"a long gap is jumped", "x........y", "z........w", "z\x1b[8Cw"},
		{"a gap in another style is jumped", "x\x1b[1m..\x1b[my", "z\x1b[1m..\x1b[mw", "z\x1b[2Cw"},
		{"style and reset", "abc", "\x1b[1;7mabc\x1b[m", "\x1b[1;7mabc\x1b[m"},
		{"one style to the next", "", "\x1b[1mab\x1b[7mcd\x1b[m", "\x1b[1mab\x1b[7mcd\x1b[m"},
		{"a reset may be shorter", "", "\x1b[1;4;7ma\x1b[m\x1b[1mb", "\x1b[1;4;7ma\x1b[;1mb\x1b[m"},
		{"colours", "ab", "\x1b[38;5;80ma\x1b[mb", "\x1b[38;5;80ma\x1b[m"},
		{"first 16", "ab", "\x1b[30;107mab", "\x1b[30;107mab\x1b[m"},
		{"blanks need no style of their own", "", "\x1b[1ma\x1b[m \x1b[1mb", "\x1b[1ma b\x1b[m"},
		{"wide", "a漢b", "a字b", "a字"},
	} {
		before, after := Parse(c.before, w, h), Parse(c.after, w, h)
		before.CursorX, before.CursorY, after.CursorShown = 0, 0, false
		got := string(Ideal(before, after))
		if len(got) != len(c.want) {
			t.Errorf("%s: %q, want %q or another of %d bytes", c.name, got, c.want, len(c.want))
		}
		if Limit(before, after) != len(got) {
			t.Errorf("%s: the limit is not its length", c.name)
		}
	}
}

func TestLimitPutsTheCursorBack(t *testing.T) {
	before, after := Parse("abc", 10, 2), Parse("xbc", 10, 2)
	before.CursorX, before.CursorY = 0, 0
	after.CursorX, after.CursorY = 5, 1
	if got := string(Ideal(before, after)); got != "x\n\x1b[4C" {
		t.Errorf("%q", got)
	}
}

func TestLimitOfAFirstPaint(t *testing.T) {
	after := Parse("ab\n\n c", 10, 3)
	after.CursorShown = false
	if got := string(Ideal(Frame{}, after)); got != "ab\n\n\bc" {
		t.Errorf("%q", got)
	}
}

// TestIdealShowsWhatItShould plays the stream to a terminal that shows the
// frame before.
func TestIdealShowsWhatItShould(t *testing.T) {
	const w, h = 12, 4
	piece := rapid.SampledFrom([]string{"a", "bc", " ", "   ", "é", "漢", "e\u0301", "\x1b[1m", "\x1b[7m", "\x1b[4m", "\x1b[2;3;9m",
		"\x1b[m", "\x1b[38;5;80m", "\x1b[44m", "\x1b[31m", "\x1b[48;2;1;2;3m", "\x1b[22m", "\x1b[39m", "\n", "......."})
	rapid.Check(t, func(t *rapid.T) {
		view := func(name string) string {
			return strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, name), "")
		}
		// The next frame is often nearly the same.
		first := view("before")
		second := first
		if rapid.Bool().Draw(t, "other") {
			second = view("after")
		} else if i := strings.IndexByte(first, 'a'); i >= 0 {
			second = first[:i] + "x" + first[i+1:]
		}
		after := Parse(second, w, h)
		screen := NewScreen(w, h)
		for y, line := range strings.Split(first, "\n")[:min(h, strings.Count(first, "\n")+1)] {
			screen.wrap = false
			screen.moveTo(0, y)
			screen.pen = Style{}
			screen.WriteString(line)
		}
		screen.wrap, screen.pen = true, Style{}
		screen.moveTo(screen.x, screen.y)
		before := screen.Frame()

		stream := Ideal(before, after)
		_, _ = screen.Write(stream)
		if diff := screen.Frame().Diff(after); diff != "" {
			t.Fatalf("%q shows\n%s", stream, diff)
		}
		if x, y, _ := screen.Cursor(); x != after.CursorX || y != after.CursorY {
			t.Fatalf("%q leaves the cursor at %d, %d, want %d, %d", stream, x, y, after.CursorX, after.CursorY)
		}
		if screen.pen != (Style{}) {
			t.Fatalf("%q leaves a style on", stream)
		}
	})
}
