package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestSplice(t *testing.T) {
	back := []string{"abcdef", "", "漢字漢", "\x1b[7mabcdef\x1b[m"}
	for _, c := range []struct {
		name  string
		front []string
		x, y  int
		want  []string
	}{
		{"inside", []string{"12"}, 2, 0, []string{"ab12ef", "", "漢字漢", "<abcdef>"}},
		{"beyond a short line", []string{"12"}, 2, 1, []string{"abcdef", "  12", "漢字漢", "<abcdef>"}},
		{"halves of wide cells are blank", []string{"12"}, 1, 2, []string{"abcdef", "", " 12 漢", "<abcdef>"}},
		{"in ink", []string{"12"}, 2, 3, []string{"abcdef", "", "漢字漢", "<ab>12<ef>"}},
		{"short lines cover too", []string{"1", "12"}, 3, -1, []string{"abc12f", "", "漢字漢", "<abcdef>"}},
		{"padded inside", []string{"123", "1"}, 0, 2, []string{"abcdef", "", "123 漢", "1  <def>"}},
		{"left of the screen", []string{"123"}, -1, 0, []string{"23cdef", "", "漢字漢", "<abcdef>"}},
		{"outside", []string{"12"}, 0, 9, []string{"abcdef", "", "漢字漢", "<abcdef>"}},
	} {
		got := Splice(back, c.front, c.x, c.y)
		for i := range got {
			got[i] = visible(got[i])
		}
		if c.name == "in ink" || c.name == "padded inside" {
			// Sequences that change nothing may stay; what shows counts.
			for i := range got {
				got[i] = strings.ReplaceAll(strings.ReplaceAll(got[i], "<>", ""), ">>", ">")
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestSpliceKeepsColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(1, 20).Draw(t, "width")
		back := []string{NewRow(w).Put(bracket(rapid.Bool().Draw(t, "solid")), text().Draw(t, "back")).Padded()}
		front := NewRow(rapid.IntRange(1, 10).Draw(t, "front width")).Fill(Ink{}, "#").String()
		x := rapid.IntRange(0, 25).Draw(t, "x")
		got := Splice(back, []string{front}, x, 0)[0]
		want := max(w, x+len(front))
		// Laid out by the larger of two widths, a line may be narrower by
		// grapheme than the cells that were counted for it.
		if n := ansi.StringWidth(got); n > want {
			t.Fatalf("%q is %d wide, want %d", got, n, want)
		}
		if before, _, _ := strings.Cut(got, "#"); ansi.StringWidth(before) != x {
			t.Fatalf("%q begins the front at %d, want %d", got, ansi.StringWidth(before), x)
		}
	})
}

func TestCenter(t *testing.T) {
	if x, y := Center(10, 4, 80, 24); x != 35 || y != 10 {
		t.Errorf("%d, %d", x, y)
	}
	if x, y := Center(100, 40, 80, 24); x != 0 || y != 0 {
		t.Errorf("too large: %d, %d", x, y)
	}
}

func TestBox(t *testing.T) {
	got := Box(UTF8Border(), Ink{}, bracket(false), "Billet", []string{"Diallo", BoxRule, "a long line of text"}, 14)
	for i := range got {
		got[i] = visible(got[i])
	}
	want := []string{
		"┌─ <Billet> ───┐",
		"│ Diallo     │",
		"├────────────┤",
		"│ a long li… │",
		"└────────────┘",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestBoxIsExactAtEveryWidth(t *testing.T) {
	for _, border := range []Border{UTF8Border(), ASCIIBorder()} {
		for w := BoxPadding; w < 60; w++ {
			for _, line := range Box(border, bracket(true), bracket(false), "Prochains créneaux libres", []string{"Aïssatou", "", BoxRule}, w) {
				if Width(line) != w {
					t.Fatalf("width %d: %q is %d", w, line, Width(line))
				}
			}
			if got := Width(Rule(border, Ink{}, w)); got != w {
				t.Fatalf("a rule of %d is %d", w, got)
			}
		}
	}
	if Rule(ASCIIBorder(), Ink{}, -1) != "" {
		t.Error("a rule of negative width")
	}
}

func TestASCIIBorderIsASCII(t *testing.T) {
	for _, line := range Box(ASCIIBorder(), Ink{}, Ink{}, "A title that is much too long", []string{strings.Repeat("x", 50)}, 20) {
		if !ascii(line) {
			t.Errorf("%q", line)
		}
	}
}

func TestGrid(t *testing.T) {
	g := Grid{RowHead: 6, ColWidth: 5, Gap: 1}
	if n := g.Columns(80); n != 12 || g.Width(n) > 80 {
		t.Errorf("%d columns of %d cells in 80", n, g.Width(n))
	}
	row := g.Line(NewRow(40), "14:30 ", []string{"libre", "", "\x1b[7mlibre\x1b[m"})
	if got := visible(row.String()); got != "14:30  libre       <libre>" {
		t.Errorf("%q", got)
	}
	if row.Col() != g.Width(3) {
		t.Errorf("column %d, want %d", row.Col(), g.Width(3))
	}
	for x := range g.Width(4) {
		column, ok := g.ColumnAt(x)
		if ok && (x < g.X(column) || x >= g.X(column)+g.ColWidth) {
			t.Errorf("cell %d is not in column %d", x, column)
		}
		if want := x >= g.RowHead && (x-g.RowHead)%6 != 0; ok != want {
			t.Errorf("cell %d is in a column: %v", x, ok)
		}
	}
	if n := (Grid{}).Columns(-5); n != 0 {
		t.Errorf("%d columns without room", n)
	}
}

func TestCellCacheIsBounded(t *testing.T) {
	c := NewCellCache(16, Ellipsis)
	for i := range 100 {
		s := c.Cell(bracket(true), fmt.Sprint(i), 4)
		if Width(s) != 4 || s != c.Cell(bracket(true), fmt.Sprint(i), 4) {
			t.Fatalf("%q", s)
		}
		if c.Len() > 16 {
			t.Fatalf("%d cells kept", c.Len())
		}
	}
	if a, b := c.Cell(Ink{}, "x", 3), c.Cell(bracket(true), "x", 3); a == b || a != "x  " {
		t.Errorf("%q, %q", a, b)
	}
}
