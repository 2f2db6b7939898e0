// Package yardstick measures what the desk sends. Screen is a terminal in
// memory that shows what a byte stream shows; Limit is the number of bytes that
// a perfect renderer would need between two frames. Tests and pictures use
// both.
package yardstick

import (
	"fmt"
	"strings"
)

// A Color is the terminal's own (the zero value), one of its 256, or RGB.
type Color uint32

const (
	indexedColor Color = 1 << 24
	rgbColor     Color = 2 << 24
)

// Indexed is one of the 256 colours.
func Indexed(n uint8) Color { return indexedColor | Color(n) }

// RGB is a 24-bit colour.
func RGB(r, g, b uint8) Color { return rgbColor | Color(r)<<16 | Color(g)<<8 | Color(b) }

// Index is the number of an indexed colour.
func (c Color) Index() (n uint8, ok bool) { return uint8(c), c>>24 == 1 }

// RGB is the value of a 24-bit colour.
func (c Color) RGB() (r, g, b uint8, ok bool) {
	return uint8(c >> 16), uint8(c >> 8), uint8(c), c>>24 == 2
}

// An Attr is a set of text attributes.
type Attr uint8

// The attributes.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Underline
	Blink
	Reverse
	Conceal
	Strike
)

// visibleOnBlank are the attributes that a blank cell shows.
const visibleOnBlank = Underline | Reverse | Strike

// A Style is how a cell is set.
type Style struct {
	FG, BG Color
	Attr   Attr
}

// A Cell is one place of the screen. Text is a character and what combines with
// it, a blank for an empty cell, and nothing for the second half of a wide one.
type Cell struct {
	Text  string
	Style Style
}

// blank is an empty cell.
const blank = " "

// shown is the cell without what nobody can see, so that cells which look the
// same compare equal.
func (c Cell) shown() Cell {
	if c.Text == blank && c.Style.Attr&visibleOnBlank == 0 {
		c.Style = Style{BG: c.Style.BG}
	}
	return c
}

// A Frame is what a terminal of W by H cells shows. Cells are by line, and those
// that look the same are equal.
type Frame struct {
	W, H             int
	Cells            []Cell
	CursorX, CursorY int
	CursorShown      bool
}

// At is the cell in column x of line y.
func (f Frame) At(x, y int) Cell { return f.Cells[y*f.W+x] }

// Line is the text of line y without blanks at its end.
func (f Frame) Line(y int) string {
	var b strings.Builder
	for _, c := range f.Cells[y*f.W : (y+1)*f.W] {
		b.WriteString(c.Text)
	}
	return strings.TrimRight(b.String(), blank)
}

// Text is the text of all lines, each without blanks at its end.
func (f Frame) Text() []string {
	lines := make([]string, f.H)
	for y := range lines {
		lines[y] = f.Line(y)
	}
	return lines
}

// Diff tells in words where two frames show something else, at most ten places,
// and is empty when they look the same. Cursors are not compared.
func (f Frame) Diff(other Frame) string {
	if f.W != other.W || f.H != other.H {
		return fmt.Sprintf("%dx%d is not %dx%d", f.W, f.H, other.W, other.H)
	}
	var b strings.Builder
	found := 0
	for i := range f.Cells {
		if f.Cells[i] == other.Cells[i] {
			continue
		}
		if found++; found <= 10 {
			fmt.Fprintf(&b, "line %d column %d: %q %+v, %q %+v\n", i/f.W, i%f.W,
				f.Cells[i].Text, f.Cells[i].Style, other.Cells[i].Text, other.Cells[i].Style)
		}
	}
	if found > 10 {
		fmt.Fprintf(&b, "and %d more\n", found-10)
	}
	return b.String()
}

// Parse is the frame that a rendered view stands for: lines joined by newlines,
// with SGR sequences. What is wider or higher than the frame is lost.
func Parse(view string, w, h int) Frame {
	s := NewScreen(w, h)
	s.wrap = false
	lines := strings.Split(view, "\n")
	for y, line := range lines[:min(len(lines), h)] {
		s.moveTo(0, y)
		s.pen = Style{}
		s.WriteString(line)
	}
	return s.Frame()
}
