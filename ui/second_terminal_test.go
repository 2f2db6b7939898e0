package ui

import (
	"fmt"
	"image/color"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"creneau/ui/locale"
	"creneau/ui/proof/yardstick"
)

// TestASecondTerminalReadsTheSame shows every golden scene, in every language
// and size, to a terminal that is not ours: it shows the same cells as the one
// that the frames, bytes and pictures are judged by.
func TestASecondTerminalReadsTheSame(t *testing.T) {
	for _, lang := range locale.Languages() {
		for _, s := range scenes {
			t.Run(s.name+"."+lang, func(t *testing.T) {
				t.Parallel()
				r := s.stage(t, dress{lang: lang, profile: plain().profile})
				for _, size := range sizes {
					w, h := size[0], size[1]
					r.resizeTo(w, h)
					view := r.View().Content
					second := newSecondTerminal(w, h)
					for y, line := range strings.Split(view, "\n") {
						second.write(fmt.Sprintf("\x1b[%dH\x1b[m", y+1) + line)
					}
					if diff := second.frame().Diff(yardstick.Parse(view, w, h)); diff != "" {
						t.Errorf("%s in %s at %dx%d is two things to two terminals:\n%s", s.name, lang, w, h, diff)
					}
					second.close()
				}
			})
		}
	}
}

// A secondTerminal is a terminal written by others, as a judge of what ours
// shows.
type secondTerminal struct{ *vt.Emulator }

func newSecondTerminal(w, h int) secondTerminal {
	s := secondTerminal{vt.NewEmulator(w, h)}
	go func() { _, _ = io.Copy(io.Discard, s) }() // its answers to queries
	return s
}

func (s secondTerminal) write(text string) { _, _ = s.WriteString(text) }

// mapNewline is what yardstick.Screen.MapNewline is.
func (s secondTerminal) mapNewline() { s.write("\x1b[20h") }

// close ends its answers. Its own Close is not made for two goroutines.
func (s secondTerminal) close() { _ = s.InputPipe().(io.Closer).Close() }

// frame is what it shows, in the terms of our own terminal.
func (s secondTerminal) frame() yardstick.Frame {
	f := yardstick.Frame{W: s.Width(), H: s.Height(), CursorShown: !s.CursorHidden()}
	at := s.CursorPosition()
	f.CursorX, f.CursorY = at.X, at.Y
	for y := range f.H {
		for x := range f.W {
			f.Cells = append(f.Cells, s.cell(x, y))
		}
	}
	return f
}

// cell is a cell without what nobody can see: a blank has neither a colour of
// its text nor attributes but those that mark its place.
func (s secondTerminal) cell(x, y int) yardstick.Cell {
	c := s.CellAt(x, y)
	if c == nil {
		return yardstick.Cell{Text: " "}
	}
	style := yardstick.Style{FG: colorOf(c.Style.Fg), BG: colorOf(c.Style.Bg)}
	for i, attr := range []yardstick.Attr{
		yardstick.Bold, yardstick.Faint, yardstick.Italic, yardstick.Blink, yardstick.Blink,
		yardstick.Reverse, yardstick.Conceal, yardstick.Strike,
	} {
		if c.Style.Attrs&(1<<i) != 0 {
			style.Attr |= attr
		}
	}
	if c.Style.Underline != ansi.UnderlineNone {
		style.Attr |= yardstick.Underline
	}
	if c.Content == " " && style.Attr&(yardstick.Underline|yardstick.Reverse|yardstick.Strike) == 0 {
		style = yardstick.Style{BG: style.BG}
	}
	return yardstick.Cell{Text: c.Content, Style: style}
}

// withFlags is a frame in which the two letters of a flag are one character, as
// terminals have it that know grapheme clusters: it takes the same two columns.
func withFlags(f yardstick.Frame) yardstick.Frame {
	letter := func(c yardstick.Cell) bool {
		r, size := utf8.DecodeRuneInString(c.Text)
		return size == len(c.Text) && unicode.Is(unicode.Regional_Indicator, r)
	}
	f.Cells = slices.Clone(f.Cells)
	for i := 0; i+1 < len(f.Cells); i++ {
		if (i+1)%f.W > 0 && letter(f.Cells[i]) && letter(f.Cells[i+1]) {
			f.Cells[i].Text += f.Cells[i+1].Text
			f.Cells[i+1].Text = ""
			i++
		}
	}
	return f
}

func colorOf(c color.Color) yardstick.Color {
	switch c := c.(type) {
	case nil:
		return 0
	case ansi.BasicColor:
		return yardstick.Indexed(uint8(c))
	case ansi.IndexedColor:
		return yardstick.Indexed(uint8(c))
	}
	r, g, b, _ := c.RGBA()
	return yardstick.RGB(uint8(r>>8), uint8(g>>8), uint8(b>>8))
}
