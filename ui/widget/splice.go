package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Splice lays front over back with its top left corner at column x, row y, and
// returns new lines; back is left alone. The front covers a rectangle as wide
// as its widest line. Parts above, below and left of the back are left out; the
// back is not made higher, and its lines may be shorter than x.
func Splice(back, front []string, x, y int) []string {
	out := make([]string, len(back))
	copy(out, back)
	w := 0
	for _, line := range front {
		w = max(w, Cells(line))
	}
	for i, line := range front {
		if row := y + i; row >= 0 && row < len(out) {
			out[row] = spliceLine(out[row], line, x, w)
		}
	}
	return out
}

// spliceLine puts line, padded to w cells, over back from column x on.
func spliceLine(back, line string, x, w int) string {
	used := Cells(line)
	if x < 0 { // the part left of the screen is lost
		line = dropCells(line, -x)
		w, used, x = w+x, max(used+x, 0), 0
		if w <= 0 {
			return back
		}
	}
	var b strings.Builder
	b.Grow(len(back) + len(line) + w)
	left := ansi.Truncate(back, x, "")
	b.WriteString(left)
	blanks(&b, x-Cells(left))
	b.WriteString(line)
	if whole := Cells(back); whole > x+w {
		blanks(&b, w-used)
		b.WriteString(dropCells(back, x+w))
	}
	return b.String() // where nothing follows, blanks show by themselves
}

// dropCells is s without its first n cells. A wide grapheme that is cut in two
// leaves a blank, so that what follows keeps its column.
func dropCells(s string, n int) string {
	rest := ansi.TruncateLeft(s, n, "")
	want := Cells(s) - n
	if want > 0 && Cells(rest) > want {
		return " " + ansi.TruncateLeft(s, n+1, "")
	}
	return rest
}

func blanks(b *strings.Builder, n int) {
	for ; n > 0; n-- {
		b.WriteByte(' ')
	}
}

// Center is where a box of w by h cells stands in the middle of a screen of
// width by height, and never left of or above it.
func Center(w, h, width, height int) (x, y int) {
	return max((width-w)/2, 0), max((height-h)/2, 0)
}
