package yardstick

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func shows(t *testing.T, s *Screen, want ...string) {
	t.Helper()
	got := s.Text()
	for len(want) < len(got) {
		want = append(want, "")
	}
	if !slices.Equal(got, want) {
		t.Errorf("shows\n%q\nwant\n%q", got, want)
	}
}

func TestScreen(t *testing.T) {
	for _, c := range []struct {
		name, stream string
		want         []string
		x, y         int
	}{
		{"text", "ab\r\ncd", []string{"ab", "cd"}, 2, 1},
		{"line feed keeps the column", "ab\ncd", []string{"ab", "  cd"}, 4, 1},
		{"wrap", "abcdefghij", []string{"abcdefgh", "ij"}, 2, 1},
		{"the last column waits", "abcdefgh\rX", []string{"Xbcdefgh"}, 1, 0},
		{"no wrap", "\x1b[?7labcdefghij", []string{"abcdefgh"}, 7, 0},
		{"cup", "\x1b[2;3Hx\x1b[Hy\x1b[;4Hz", []string{"y  z", "  x"}, 4, 0},
		{"relative moves", "\x1b[3;4H\x1b[2A\x1b[Ba\x1b[2Cb\x1b[3Dc", []string{"", "   ac b"}, 5, 1},
		{"cha hpa vpa", "\x1b[3Ga\x1b[2d\x1b[6`b\x1b[ac", []string{"  a", "     b c"}, 7, 1},
		{"cnl cpl", "abc\x1b[2Ed\x1b[Fe", []string{"abc", "e", "d"}, 1, 1},
		{"backspace", "abc\b\bX", []string{"aXc"}, 2, 0},
		{"tab", "a\tb\x1b[Zc", []string{"c      b"}, 1, 0},
		{"moves stop at the edge", "\x1b[99;99Hx\x1b[99A\x1b[99Dy", []string{"y", "", "", "       x"}, 1, 0},
		{"el", "abcdef\x1b[3D\x1b[Kx", []string{"abcx"}, 4, 0},
		{"el to the left", "abcdef\x1b[3D\x1b[1K", []string{"    ef"}, 3, 0},
		{"el all", "abcdef\x1b[2K", []string{""}, 6, 0},
		{"ed below", "ab\r\ncd\r\nef\x1b[2;2H\x1b[J", []string{"ab", "c"}, 1, 1},
		{"ed above", "ab\r\ncd\r\nef\x1b[2;1H\x1b[1J", []string{"", " d", "ef"}, 0, 1},
		{"ed all", "ab\x1b[2Jc", []string{"  c"}, 3, 0},
		{"ech", "abcdef\x1b[5D\x1b[2X", []string{"a  def"}, 1, 0},
		{"ich", "abcdef\x1b[5D\x1b[2@", []string{"a  bcdef"}, 1, 0},
		{"dch", "abcdef\x1b[5D\x1b[2P", []string{"adef"}, 1, 0},
		{"il", "a\r\nb\r\nc\r\nd\x1b[2;2H\x1b[L", []string{"a", "", "b", "c"}, 0, 1},
		{"dl", "a\r\nb\r\nc\r\nd\x1b[2;2H\x1b[M", []string{"a", "c", "d", ""}, 0, 1},
		{"su", "a\r\nb\r\nc\r\nd\x1b[2S", []string{"c", "d"}, 1, 3},
		{"sd", "a\r\nb\r\nc\r\nd\x1b[T", []string{"", "a", "b", "c"}, 1, 3},
		{"rep", "a\x1b[3bb", []string{"aaaab"}, 5, 0},
		{"scroll at the end", "a\r\nb\r\nc\r\nd\r\ne", []string{"b", "c", "d", "e"}, 1, 3},
		{"scroll region", "a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[3;1H\nx", []string{"a", "c", "x", "d"}, 1, 2},
		{"il in a region", "a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[2H\x1b[L", []string{"a", "", "b", "d"}, 0, 1},
		{"ri scrolls down", "a\r\nb\x1b[H\x1bMx", []string{"x", "a", "b"}, 1, 0},
		{"ind and nel", "a\x1bDb\x1bEc", []string{"a", " b", "c"}, 1, 2},
		{"save and restore", "\x1b7abc\x1b8x\x1b[s\x1b[3;3H\x1b[uy", []string{"xyc"}, 2, 0},
		{"wide", "漢x\x1b[2D\x1b[D", []string{"漢x"}, 0, 0},
		{"half of a wide one is overwritten", "漢字\x1b[2Gx", []string{" x字"}, 2, 0},
		{"a wide one is overwritten by its head", "漢字\rx", []string{"x 字"}, 1, 0},
		{"half of a wide one is erased", "漢字\x1b[2G\x1b[K", []string{""}, 1, 0},
		{"a wide one wraps whole", "abcdefg漢", []string{"abcdefg", "漢"}, 2, 1},
		{"combining", "e\u0301x", []string{"e\u0301x"}, 2, 0},
		{"combining at the edge", "abcdefgh\u0301", []string{"abcdefgh\u0301"}, 7, 0},
		{"csi as c1", "a\u009b2;1Hb", []string{"a", "b"}, 1, 1},
		{"unknown is ignored", "a\x1b[>4;2m\x1b[?2026h\x1b[5 q\x1b[?2026$p\x1b(Bb\x1b[c\x1b=\x1bPq..\x1b\\c", []string{"abc"}, 3, 0},
		{"a sequence given up", "a\x1b[3\x18b", []string{"ab"}, 2, 0},
		{"reset", "abc\x1b[2;3r\x1bcx", []string{"x"}, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := NewScreen(8, 4)
			s.WriteString(c.stream)
			shows(t, s, c.want...)
			if x, y, _ := s.Cursor(); x != c.x || y != c.y {
				t.Errorf("cursor at %d, %d, want %d, %d", x, y, c.x, c.y)
			}
			if s.Written() != len(c.stream) {
				t.Errorf("%d bytes counted of %d", s.Written(), len(c.stream))
			}

			// The same stream in single bytes shows the same.
			drop := NewScreen(8, 4)
			for i := range len(c.stream) {
				if n, err := drop.Write([]byte{c.stream[i]}); n != 1 || err != nil {
					t.Fatal(n, err)
				}
			}
			if diff := s.Frame().Diff(drop.Frame()); diff != "" {
				t.Errorf("byte by byte:\n%s", diff)
			}
		})
	}
}

func TestStyles(t *testing.T) {
	for _, c := range []struct {
		stream string
		want   Style
	}{
		{"x", Style{}},
		{"\x1b[1;7mx", Style{Attr: Bold | Reverse}},
		{"\x1b[1;2;22mx", Style{}},
		{"\x1b[1;4;3;9m\x1b[24;23mx", Style{Attr: Bold | Strike}},
		{"\x1b[4:3mx", Style{Attr: Underline}},
		{"\x1b[4m\x1b[4:0mx", Style{}},
		{"\x1b[31;102mx", Style{FG: Indexed(1), BG: Indexed(10)}},
		{"\x1b[38;5;80;1mx", Style{FG: Indexed(80), Attr: Bold}},
		{"\x1b[38:5:80;48:2::1:2:3mx", Style{FG: Indexed(80), BG: RGB(1, 2, 3)}},
		{"\x1b[38;2;1;2;3;48;5;7mx", Style{FG: RGB(1, 2, 3), BG: Indexed(7)}},
		{"\x1b[97;44m\x1b[39;49mx", Style{}},
		{"\x1b[1;31m\x1b[mx", Style{}},
		{"\x1b[31;;1mx", Style{Attr: Bold}},
		{"\x1b[5;8m\x1b[25;28mx", Style{}},
		{"\x1b[38;5mx", Style{}},
		// What nobody can see on a blank is not told.
		{"\x1b[1;31m ", Style{}},
		{"\x1b[1;31;44m ", Style{BG: Indexed(4)}},
		{"\x1b[31;7m ", Style{FG: Indexed(1), Attr: Reverse}},
		{"\x1b[44m\x1b[K", Style{BG: Indexed(4)}},
	} {
		s := NewScreen(4, 1)
		s.WriteString(c.stream)
		if got := s.Frame().At(0, 0).Style; got != c.want {
			t.Errorf("%q: %+v, want %+v", c.stream, got, c.want)
		}
	}
}

func TestAlternateScreenAndCommands(t *testing.T) {
	s := NewScreen(10, 2)
	s.WriteString("shell\x1b[?1049h\x1b[?25l\x1b[Hdesk\x1b]2;creneau\x07\x1b]52;c;MTA0Mg==\x1b\\")
	shows(t, s, "desk")
	if _, _, shown := s.Cursor(); shown || !s.Alternate() {
		t.Error("the cursor shows, or the primary screen")
	}
	if want := []string{"2;creneau", "52;c;MTA0Mg=="}; !slices.Equal(s.Commands(), want) {
		t.Errorf("commands %q", s.Commands())
	}
	s.WriteString("\x1b[?25h\x1b[?1049l")
	shows(t, s, "shell")
	if x, y, shown := s.Cursor(); x != 5 || y != 0 || !shown || s.Alternate() {
		t.Errorf("cursor at %d, %d, shown %v", x, y, shown)
	}
}

func TestResize(t *testing.T) {
	s := NewScreen(8, 4)
	s.WriteString("abcdef\r\ngh\x1b[4;8H")
	s.Resize(3, 2)
	shows(t, s, "abc", "gh")
	if x, y, _ := s.Cursor(); x != 2 || y != 1 {
		t.Errorf("cursor at %d, %d", x, y)
	}
	s.Resize(20, 3)
	s.WriteString("\r\n\tx")
	shows(t, s, "abc", "gh", "        x")
}

func TestParse(t *testing.T) {
	f := Parse("a\x1b[1mb\ncdefgh\n\x1b[7mx\x1b[m\nlost", 4, 3)
	if want := []string{"ab", "cdef", "x"}; !slices.Equal(f.Text(), want) {
		t.Errorf("%q", f.Text())
	}
	if f.At(1, 0).Style.Attr != Bold || f.At(0, 1).Style.Attr != 0 || f.At(0, 2).Style.Attr != Reverse {
		t.Error("styles are lost, or run on")
	}
	if f.Line(1) != "cdef" {
		t.Errorf("%q", f.Line(1))
	}
}

func TestDiffTells(t *testing.T) {
	a, b := Parse("abc", 3, 1), Parse("a\x1b[1mb\x1b[mc", 3, 1)
	if a.Diff(a) != "" {
		t.Error("a frame differs from itself")
	}
	if got := a.Diff(b); !strings.HasPrefix(got, `line 0 column 1: "b"`) || strings.Count(got, "\n") != 1 {
		t.Errorf("%q", got)
	}
	if got := a.Diff(Parse("abc", 4, 1)); got != "3x1 is not 4x1" {
		t.Errorf("%q", got)
	}
}

// TestHostileStreams: whatever comes, the screen stays as large as it is.
func TestHostileStreams(t *testing.T) {
	parts := []string{"\x1b[", "\x1b]", "\x1bP", "\x1b", "?", ";", "999999999", "3", ":", "h", "l", "m", "H", "A", "J",
		"K", "X", "@", "P", "L", "M", "S", "T", "b", "r", "g", "I", "Z", "W", "漢", "e\u0301", "\u009b", "\n", "\r", "\t",
		"\b", "abc", "\xff", "\xc3", "\x1b[?1049h", "\x1b[?1049l", "\x1b[?7l", "\x1bM", "\x1bc", "38;5", "2"}
	rapid.Check(t, func(t *rapid.T) {
		s := NewScreen(rapid.IntRange(1, 9).Draw(t, "width"), rapid.IntRange(1, 5).Draw(t, "height"))
		s.WriteString(strings.Join(rapid.SliceOf(rapid.SampledFrom(parts)).Draw(t, "stream"), ""))
		f := s.Frame()
		if x, y, _ := s.Cursor(); len(f.Cells) != f.W*f.H || x < 0 || x >= f.W || y < 0 || y >= f.H {
			t.Fatalf("%d cells, cursor at %d, %d", len(f.Cells), x, y)
		}
	})
}
