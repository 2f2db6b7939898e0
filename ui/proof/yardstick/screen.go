package yardstick

import (
	"slices"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// A Screen is a terminal that counts widths by wcwidth. It understands the
// control functions that renderers of full-screen programs send, and ignores
// the rest as a terminal does. The zero Screen is of no use; see NewScreen.
type Screen struct {
	cursorState
	w, h       int
	cells      []Cell
	beyond     bool // the last column was written: the next character wraps
	wrap       bool
	mapNewline bool
	hidden     bool // the cursor
	top, end   int  // scroll region: lines top to end, end not included
	tabs       []bool
	saved      cursorState
	primary    []Cell // what the alternate screen covers
	last       string // what REP repeats
	written    int
	commands   []string
	parser     parser
	onPrimary  cursorState
	alternate  bool
}

type cursorState struct {
	x, y int
	pen  Style
}

// NewScreen is a blank terminal of w by h cells, at least one.
func NewScreen(w, h int) *Screen {
	s := &Screen{w: max(w, 1), h: max(h, 1)}
	s.reset()
	return s
}

// reset is RIS: everything as it was at the start.
func (s *Screen) reset() {
	*s = Screen{w: s.w, h: s.h, written: s.written, commands: s.commands, mapNewline: s.mapNewline, wrap: true, end: s.h}
	s.cells = slices.Repeat([]Cell{{Text: blank}}, s.w*s.h)
	s.tabs = make([]bool, s.w)
	s.everyEight()
}

func (s *Screen) everyEight() {
	for x := range s.tabs {
		s.tabs[x] = x%8 == 0
	}
}

// MapNewline makes a line feed return to the first column too, as the terminal
// line does outside raw mode and as the terminal of an SSH session does. Bubble
// Tea counts on it where its input is no terminal.
func (s *Screen) MapNewline(on bool) { s.mapNewline = on }

// Resize changes the size, keeps what fits and leaves the rest blank.
func (s *Screen) Resize(w, h int) {
	old := s.Frame()
	w, h = max(w, 1), max(h, 1)
	s.w, s.h, s.top, s.end, s.beyond = w, h, 0, h, false
	s.cells = slices.Repeat([]Cell{{Text: blank}}, w*h)
	for y := range min(h, old.H) {
		copy(s.cells[y*w:y*w+min(w, old.W)], old.Cells[y*old.W:(y+1)*old.W])
	}
	s.primary = nil
	s.tabs = make([]bool, w)
	s.everyEight()
	s.moveTo(s.x, s.y)
}

// Frame is what the screen shows now.
func (s *Screen) Frame() Frame {
	cells := make([]Cell, len(s.cells))
	for i, c := range s.cells {
		cells[i] = c.shown()
	}
	return Frame{W: s.w, H: s.h, Cells: cells, CursorX: s.x, CursorY: s.y, CursorShown: !s.hidden}
}

// Text is the text of all lines, each without blanks at its end.
func (s *Screen) Text() []string { return Frame{W: s.w, H: s.h, Cells: s.cells}.Text() }

// Cursor is where the cursor is and whether it shows.
func (s *Screen) Cursor() (x, y int, shown bool) { return s.x, s.y, !s.hidden }

// Written is the number of bytes received.
func (s *Screen) Written() int { return s.written }

// Commands are the operating system commands received, such as
// "2;title" or "52;c;…", in order.
func (s *Screen) Commands() []string { return slices.Clone(s.commands) }

// Alternate tells whether the alternate screen shows.
func (s *Screen) Alternate() bool { return s.alternate }

// print shows a character where the cursor is.
func (s *Screen) print(r rune) {
	w := 1
	if r >= utf8.RuneSelf {
		w = ansi.StringWidthWc(string(r))
	}
	if w == 0 {
		s.combine(r)
		return
	}
	if s.beyond || s.x+w > s.w {
		if !s.wrap && (s.beyond || w > s.w) {
			return
		}
		if s.wrap {
			s.x, s.beyond = 0, false
			s.lineFeed()
		} else if s.x+w > s.w {
			return
		}
	}
	s.last = string(r)
	s.putCell(s.x, Cell{Text: s.last, Style: s.pen})
	if w == 2 && s.x+1 < s.w {
		s.putCell(s.x+1, Cell{Style: s.pen})
	}
	if s.x+w >= s.w {
		s.x, s.beyond = s.w-1, true
		return
	}
	s.x += w
}

// combine adds a character without width to the one before the cursor.
func (s *Screen) combine(r rune) {
	x := s.x
	if !s.beyond {
		x--
	}
	for ; x >= 0; x-- {
		if c := &s.cells[s.y*s.w+x]; c.Text != "" {
			c.Text += string(r)
			return
		}
	}
}

// putCell replaces a cell of the cursor's line, and blanks the other half of a
// wide character that it breaks.
func (s *Screen) putCell(x int, c Cell) {
	line := s.cells[s.y*s.w : (s.y+1)*s.w]
	if line[x].Text == "" && c.Text != "" && x > 0 {
		line[x-1].Text = blank
	}
	if x+1 < s.w && line[x+1].Text == "" {
		line[x+1].Text = blank
	}
	line[x] = c
}

func (s *Screen) moveTo(x, y int) {
	s.x, s.y, s.beyond = min(max(x, 0), s.w-1), min(max(y, 0), s.h-1), false
}

// lineFeed moves down, scrolling at the end of the region.
func (s *Screen) lineFeed() {
	s.beyond = false
	if s.y == s.end-1 {
		s.scroll(s.top, s.end, 1)
	} else if s.y < s.h-1 {
		s.y++
	}
}

// reverseFeed moves up, scrolling at the top of the region.
func (s *Screen) reverseFeed() {
	s.beyond = false
	if s.y == s.top {
		s.scroll(s.top, s.end, -1)
	} else if s.y > 0 {
		s.y--
	}
}

// scroll moves the lines top to end up by n, down when negative.
func (s *Screen) scroll(top, end, n int) {
	area := s.cells[top*s.w : end*s.w]
	shift(area, n*s.w, Cell{Text: blank, Style: Style{BG: s.pen.BG}})
}

// shift moves cells towards the start by n, or towards the end when n is
// negative, and fills what is left with empty.
func shift(cells []Cell, n int, empty Cell) {
	n = min(max(n, -len(cells)), len(cells))
	if n >= 0 {
		copy(cells, cells[n:])
		fill(cells[len(cells)-n:], empty)
		return
	}
	copy(cells[-n:], cells)
	fill(cells[:-n], empty)
}

func fill(cells []Cell, c Cell) {
	for i := range cells {
		cells[i] = c
	}
}

// erase blanks the cells from..to of the whole screen with the pen's
// background.
func (s *Screen) erase(from, to int) {
	s.split(from)
	s.split(to)
	fill(s.cells[from:to], Cell{Text: blank, Style: Style{BG: s.pen.BG}})
}

// split blanks a wide character that has its second half at cell i.
func (s *Screen) split(i int) {
	if i < len(s.cells) && i%s.w > 0 && s.cells[i].Text == "" {
		s.cells[i].Text, s.cells[i-1].Text = blank, blank
	}
}

// tab moves by n tab stops, back when negative.
func (s *Screen) tab(n int) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	x := s.x
	for ; n > 0; n-- {
		for x += step; x > 0 && x < s.w-1 && !s.tabs[x]; x += step {
			continue
		}
	}
	s.moveTo(x, s.y)
}
