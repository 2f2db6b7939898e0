package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func bracket(solid bool) Ink { return Ink{On: "\x1b[7m", Off: "\x1b[m", Solid: solid} }

// visible makes inks readable in what a test compares.
func visible(s string) string {
	return strings.NewReplacer("\x1b[7m", "<", "\x1b[m", ">", "\x1b[1m", "{").Replace(s)
}

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "abc": 3, "Aïssatou": 8, "œuvre – « là »": 14, "┌─┐": 3, "▀▄█ ": 4, "…": 1,
		"e\u0301te\u0301": 3, "漢字": 4, "\x1b[7mab\x1b[m": 2, "a\u00adb": 2, "ɓɗŋƴ": 4,
	} {
		if got := Width(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestWidthOfLatinAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Width("Diallo Fatoumata, 14 h 30, à l'accueil") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestWidthAgrees compares the short way with the long one.
func TestWidthAgrees(t *testing.T) {
	for r := rune(' '); r < 0x2600; r++ {
		if !single(r) {
			continue
		}
		s := string(r)
		if g, wc := ansi.StringWidth(s), ansi.StringWidthWc(s); g != 1 || wc != 1 {
			t.Errorf("%q (%U) is %d and %d cells wide", s, r, g, wc)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		tail string
		want string
	}{
		{"Diallo", 6, "…", "Diallo"},
		{"Diallo", 5, "…", "Dial…"},
		{"Diallo", 5, "..", "Dia.."},
		{"Diallo", 1, "..", "D"},
		{"Diallo", 0, "…", ""},
		{"Diallo", -3, "…", ""},
		{"e\u0301e\u0301e\u0301", 2, "…", "e\u0301…"},
		{"漢字", 3, "…", "漢…"},
		{"漢字", 2, "…", "…"},
	} {
		if got := Cut(c.s, c.w, c.tail); got != c.want {
			t.Errorf("Cut(%q, %d, %q) = %q, want %q", c.s, c.w, c.tail, got, c.want)
		}
	}
}

// text is what names and sentences are made of after the cleaning door.
func text() *rapid.Generator[string] {
	return rapid.StringOf(rapid.SampledFrom([]rune("aàéîœñ Zx-'…─█漢字\u0301\u0327한ß")))
}

func TestCutFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, w := text().Draw(t, "text"), rapid.IntRange(-1, 12).Draw(t, "width")
		tail := rapid.SampledFrom([]string{"…", "..", ""}).Draw(t, "tail")
		got := Cut(s, w, tail)
		if Width(got) > max(w, 0) {
			t.Fatalf("Cut(%q, %d) = %q is %d wide", s, w, got, Width(got))
		}
		if w > 0 && Width(s) <= w && got != s {
			t.Fatalf("Cut(%q, %d) = %q changes what fits", s, w, got)
		}
	})
}

func TestRow(t *testing.T) {
	plain, soft, solid := Ink{}, bracket(false), bracket(true)
	for _, c := range []struct {
		name string
		row  *Row
		want string
	}{
		{"empty", NewRow(5), ""},
		{"plain", NewRow(9).Put(plain, " ab ").Put(plain, "c"), " ab c"},
		{"cell", NewRow(9).Cell(plain, "ab", 4).Put(plain, "c"), "ab  c"},
		{"cut cell", NewRow(9).Cell(plain, "abcdef", 4).Put(plain, "c"), "abc…c"},
		{"right", NewRow(9).RightCell(plain, "12", 4).Put(plain, "€"), "  12€"},
		{"no blanks at the end", NewRow(9).Cell(plain, "ab", 9), "ab"},
		{"cut at the edge", NewRow(5).Put(plain, "abcdefgh"), "abcd…"},
		{"to", NewRow(9).Put(plain, "a").To(4).Put(plain, "b"), "a   b"},
		{"to is passed", NewRow(9).Put(plain, "abcde").To(4).Put(plain, "f"), "abcdef"},
		{"soft ink leaves padding plain", NewRow(9).Cell(soft, "ab", 4).Put(plain, "c"), "<ab>  c"},
		{"soft ink leaves blanks around plain", NewRow(9).Put(soft, " ab ").Put(plain, "c"), " <ab> c"},
		{"soft ink over two cells", NewRow(9).Cell(soft, "ab", 4).Cell(soft, "c", 2), "<ab  c>"},
		{"solid ink pads", NewRow(7).Cell(solid, "ab", 4).Fill(solid, " "), "<ab     >"},
		{"solid after plain blanks", NewRow(5).To(2).Put(solid, "a").Gap(1).Put(solid, "b"), "  <a> <b>"},
		{"fill", NewRow(4).Put(plain, "a").Fill(soft, "─"), "a<───>"},
		{"raw", NewRow(8).Raw("<ab>", 4).To(6).Put(plain, "c"), "<ab>  c"},
		{"raw too wide", NewRow(3).Put(plain, "a").Raw("<ab>", 4), "a"},
		{"padded", NewRow(4).Put(soft, "a"), "<a>"},
		{"ascii tail", NewRowTail(4, ASCIIEllipsis).Put(plain, "abcdef"), "ab.."},
	} {
		if got := visible(c.row.String()); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestRowIsExact(t *testing.T) {
	inks := []Ink{{}, bracket(false), bracket(true), {On: "\x1b[1m", Off: "\x1b[m"}}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(-1, 30).Draw(t, "width")
		row := NewRow(w)
		for range rapid.IntRange(0, 6).Draw(t, "pieces") {
			ink, s := rapid.SampledFrom(inks).Draw(t, "ink"), text().Draw(t, "text")
			n := rapid.IntRange(-1, 15).Draw(t, "n")
			before := row.Col()
			switch rapid.IntRange(0, 4).Draw(t, "method") {
			case 0:
				row.Put(ink, s)
			case 1:
				row.Cell(ink, s, n)
			case 2:
				row.RightCell(ink, s, n)
			case 3:
				row.To(n)
			case 4:
				row.Gap(n)
			}
			if row.Col() < before || row.Left() < 0 {
				t.Fatalf("column %d after %d, %d left", row.Col(), before, row.Left())
			}
		}
		line := row.String()
		if Width(line) > max(w, 0) || strings.HasSuffix(line, " ") {
			t.Fatalf("%q is %d wide, want at most %d", line, Width(line), w)
		}
		if got := Width(row.Padded()); got != max(w, 0) {
			t.Fatalf("padded to %d, want %d", got, w)
		}
	})
}

func TestRowAllocatesItsLineOnly(t *testing.T) {
	row := NewRow(80)
	ink := bracket(true)
	if n := testing.AllocsPerRun(100, func() {
		_ = row.Reset(80).Cell(ink, "14:15", 7).Cell(Ink{}, "Diallo Fatoumata", 27).Fill(ink, " ").String()
	}); n > 1 {
		t.Errorf("%v allocations for one line", n)
	}
}
