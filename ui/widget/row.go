package widget

import "strings"

// An Ink is how text is set: the SGR sequence that turns it on and the one that
// turns it off. The zero Ink is plain text.
type Ink struct {
	On, Off string

	// Solid says that padding takes the ink too: a bar, a selected row. Blanks
	// around other text are written plain, which costs the renderer nothing.
	Solid bool
}

// Ellipsis is the tail of cut text, and ASCIIEllipsis the one where the
// terminal shows ASCII only.
const (
	Ellipsis      = "…"
	ASCIIEllipsis = ".."
)

// A Row builds one line of w cells from left to right. What does not fit is cut
// at the right edge. A Row can be used again after Reset; one Row serves a
// whole block without allocating more than its lines.
type Row struct {
	buf    []byte
	w, col int
	ink    Ink // of what was written last; still on
	blanks int // plain blanks counted in col but not written yet
	tail   string
}

// NewRow is an empty row of w cells whose cut text ends in an ellipsis.
func NewRow(w int) *Row { return NewRowTail(w, Ellipsis) }

// NewRowTail is NewRow with another tail for cut text.
func NewRowTail(w int, tail string) *Row {
	return &Row{buf: make([]byte, 0, w+w/2+16), w: max(w, 0), tail: tail}
}

// Reset empties the row and makes it w cells wide.
func (r *Row) Reset(w int) *Row {
	r.buf, r.w, r.col, r.ink, r.blanks = r.buf[:0], max(w, 0), 0, Ink{}, 0
	return r
}

// Col is the column that is written next, from 0.
func (r *Row) Col() int { return r.col }

// Left is the number of cells left of the line.
func (r *Row) Left() int { return r.w - r.col }

// Put writes plain text s, cut at the right edge.
func (r *Row) Put(ink Ink, s string) *Row {
	s = Cut(s, r.Left(), r.tail)
	r.write(ink, s, Width(s))
	return r
}

// Cell writes s in exactly w cells, left aligned: cut or padded.
func (r *Row) Cell(ink Ink, s string, w int) *Row {
	w = min(w, r.Left())
	s = Cut(s, w, r.tail)
	used := Width(s)
	r.write(ink, s, used)
	r.pad(ink, w-used)
	return r
}

// RightCell writes s in exactly w cells, right aligned: cut or padded.
func (r *Row) RightCell(ink Ink, s string, w int) *Row {
	w = min(w, r.Left())
	s = Cut(s, w, r.tail)
	used := Width(s)
	r.pad(ink, w-used)
	r.write(ink, s, used)
	return r
}

// Raw writes a string that was rendered before and is w cells wide, if it fits
// whole, else blanks. It must leave no style on.
func (r *Row) Raw(rendered string, w int) *Row {
	if w > r.Left() {
		r.pad(Ink{}, r.Left())
		return r
	}
	r.turnOff()
	r.flush()
	r.buf = append(r.buf, rendered...)
	r.col += w
	return r
}

// To writes plain blanks up to column col; nothing when it is passed already.
func (r *Row) To(col int) *Row {
	r.pad(Ink{}, min(col, r.w)-r.col)
	return r
}

// Gap writes n plain blanks.
func (r *Row) Gap(n int) *Row { return r.To(r.col + n) }

// Fill repeats a glyph of one cell to the end of the line.
func (r *Row) Fill(ink Ink, glyph string) *Row {
	if glyph == " " {
		r.pad(ink, r.Left())
		return r
	}
	for r.Left() > 0 {
		r.write(ink, glyph, 1)
	}
	return r
}

// String is the line. Plain blanks at its end are left out: they are what the
// terminal shows anyway, and Splice puts them back where it needs them.
func (r *Row) String() string {
	r.turnOff()
	return string(r.buf)
}

// Padded is the line with all its blanks: exactly w cells.
func (r *Row) Padded() string {
	r.pad(Ink{}, r.Left())
	r.turnOff()
	r.flush()
	return string(r.buf)
}

// write appends s, which takes cells and fits. Blanks around it are padding.
func (r *Row) write(ink Ink, s string, cells int) {
	if !ink.Solid {
		text := strings.TrimLeft(s, " ")
		r.pad(Ink{}, len(s)-len(text))
		cells -= len(s) - len(text)
		trimmed := strings.TrimRight(text, " ")
		defer r.pad(Ink{}, len(text)-len(trimmed))
		s, cells = trimmed, cells-(len(text)-len(trimmed))
	}
	if s == "" {
		return
	}
	r.turnOn(ink)
	r.buf = append(r.buf, s...)
	r.col += cells
}

// pad writes n blanks: those of a solid ink at once, plain ones when something
// follows them.
func (r *Row) pad(ink Ink, n int) {
	if n <= 0 {
		return
	}
	r.col += n
	if !ink.Solid {
		r.blanks += n
		return
	}
	r.turnOn(ink)
	for range n {
		r.buf = append(r.buf, ' ')
	}
}

// turnOn makes ink the one that is on, and writes the blanks that turned out not
// to end the line.
func (r *Row) turnOn(ink Ink) {
	if r.ink != ink || r.blanks > 0 && ink.Solid {
		r.turnOff()
	}
	r.flush()
	if r.ink != ink {
		r.buf = append(r.buf, ink.On...)
		r.ink = ink
	}
}

func (r *Row) turnOff() {
	r.buf = append(r.buf, r.ink.Off...)
	r.ink = Ink{}
}

func (r *Row) flush() {
	for ; r.blanks > 0; r.blanks-- {
		r.buf = append(r.buf, ' ')
	}
}
