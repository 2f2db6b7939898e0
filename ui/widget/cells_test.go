package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// Widths are those of the library, whatever the text: what is counted quickly is
// counted alike.
func TestCellsAreThoseOfTheLibrary(t *testing.T) {
	pieces := []string{
		"a", "~", " ", "é", "œ", "ÿ", "\u00ad", "\u00a0", "e\u0301", "│", "█", "─", "…", "’", "–", "€", "漢", "☎️", "👩\u200d👩\u200d👧", "🇬🇳",
		"\x1b[m", "\x1b[1;38;5;80m", "\x1b[38:2::1:2:3m", "\x1b[7", "\x1b[2J", "\x1b]0;title\a", "\x1b", "\x7f", "\t", "\u200d", "\ufe0f", "\xff",
	}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8).Draw(t, "pieces"), "")
		if got, want := Cells(s), ansi.StringWidth(s); got != want {
			t.Errorf("%q takes %d cells, want %d", s, got, want)
		}
		if got, want := Width(s), max(ansi.StringWidth(s), ansi.StringWidthWc(s)); got != want {
			t.Errorf("%q is %d wide, want %d", s, got, want)
		}
	})
	for r := rune(0x20); r < 0x3000; r++ {
		if s := "\x1b[1m" + string(r) + "x"; Cells(s) != ansi.StringWidth(s) || Width(s) != max(ansi.StringWidth(s), ansi.StringWidthWc(s)) {
			t.Errorf("%q takes %d cells, %d wide", s, Cells(s), Width(s))
		}
	}
}
