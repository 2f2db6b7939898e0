package journey

import (
	"strings"
	"sync"
	"time"

	"creneau/state/clinic"
	"creneau/ui/proof/yardstick"
)

// A screen is a terminal's, shared by the program that writes and the journey
// that reads.
type screen struct {
	mu    sync.Mutex
	cells *yardstick.Screen
	read  string // its text as it is read, until something is written
}

func newScreen(w, h int) *screen {
	s := &screen{cells: yardstick.NewScreen(w, h)}
	s.cells.MapNewline(true) // the program's input is a pipe
	return s
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = ""
	return s.cells.Write(p)
}

func (s *screen) resize(w, h int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = ""
	s.cells.Resize(w, h)
}

// flow is its text as it is read.
func (s *screen) flow() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read == "" {
		s.read = flow(strings.Join(s.cells.Text(), "\n"))
	}
	return s.read
}

func (s *screen) frame() yardstick.Frame {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cells.Frame()
}

func (s *screen) isAlternate() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cells.Alternate()
}

// Frame is what the terminal shows.
func (d *Desk) Frame() yardstick.Frame { return d.screen.frame() }

// Text is the same as text, line by line.
func (d *Desk) Text() string { return strings.Join(d.Frame().Text(), "\n") }

// Shows tells whether the terminal shows a text. The edges of boxes and QR codes
// count for nothing, and a line's end is a blank: a sentence is found wherever it
// is broken.
func (d *Desk) Shows(text string) bool { return strings.Contains(d.screen.flow(), flow(text)) }

// Reads tells whether a screen's text, kept from earlier, showed a text.
func Reads(screen, text string) bool { return strings.Contains(flow(screen), flow(text)) }

// Asks tells whether the terminal shows a sentence of the desk's language; of one
// with fields, its longest part without.
func (d *Desk) Asks(key string) bool { return d.Shows(d.sentence(key)) }

// Today is the clinic's day, at a desk that was opened at a Moment.
func (d *Desk) Today() clinic.Day { return clinic.WallOf(d.begins.Add(time.Since(d.opened))).Day() }

// flow is a text as it is read: its words in order. A no-break space is read as
// any other.
func flow(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \u00a0\u202f\n│|▀▄█", r) }), " ")
}
