package ui

import (
	"context"
	"sync"
	"time"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Config is what a desk is built from. Nothing of it changes afterwards, so
// that many desks can share a process.
type Config struct {
	Context context.Context // ends the desk's reads
	Backend Backend
	Now     func() clinic.Instant
	NewRef  func() string  // a booking's own reference, unique
	Jitter  func() float64 // 0 to 1
	Words   *locale.Words
	Width   int // of the window at the start; 0 where it is told later
	Height  int
	Theme   *theme.Theme
	Light   *theme.Theme // to change to when the terminal says that it is light; nil: it is not asked
	ASCII   bool         // the terminal shows ASCII only
	Demo    bool         // the clinic is not real: said on every screen
	Hello   string       // key of a quiet line that stands until the first key; "" for none
	Clinic  string       // name in the header; empty: that of the first department's organisation
	Credits string       // address where credits are bought
	Sync    bool         // frames are wrapped in synchronised output
	State   state.Options

	// UseKey has the Backend use another API key; nil where there is none to
	// replace.
	UseKey func(key string) error

	// Export writes a sheet and returns where it went.
	Export func(name, text string) (string, error)

	// Events are what the demo adds to the desk.
	Events []OutsideEvent

	// TakeOver ends the story that plays by itself; nil where none does.
	TakeOver func()
}

// env is what every pane of one desk may use.
type env struct {
	Config
	st      *state.State
	writes  *Writes
	border  widget.Border
	row     *widget.Row
	cells   *widget.CellCache
	curtain bool // names are shown as initials
	looks   int  // grows when the theme changes: what was drawn before is stale
}

func newEnv(c Config) *env {
	e := &env{Config: c, st: state.New(c.State), writes: NewWrites(), border: widget.UTF8Border()}
	if c.ASCII {
		e.border = widget.ASCIIBorder()
	}
	e.row = widget.NewRowTail(0, e.border.Tail)
	e.cells = widget.NewCellCache(4096, e.border.Tail)
	return e
}

func (e *env) ink(r theme.Role) widget.Ink { return e.Theme.Ink(r) }

// t is a sentence without fields.
func (e *env) t(key string) string { return e.Words.T(key) }

// line starts a line of w cells. One row serves the whole desk: finish a line
// before the next is begun.
func (e *env) line(w int) *widget.Row { return e.row.Reset(w) }

// dot is a mark between parts of a line.
func (e *env) dot() string {
	if e.ASCII {
		return "-"
	}
	return "·"
}

// Writes counts the requests that change something and are on their way, so
// that the program can wait for their answers before it ends.
type Writes struct {
	mu   sync.Mutex
	n    int
	idle chan struct{}
}

// NewWrites counts none.
func NewWrites() *Writes { return &Writes{} }

func (w *Writes) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n == 0 {
		w.idle = make(chan struct{})
	}
	w.n++
}

func (w *Writes) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n--; w.n == 0 {
		close(w.idle)
	}
}

// Wait waits until no write is on its way, at most so long, and says whether
// that came to pass.
func (w *Writes) Wait(most time.Duration) bool {
	w.mu.Lock()
	n, idle := w.n, w.idle
	w.mu.Unlock()
	if n == 0 {
		return true
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-idle:
		return true
	case <-timer.C:
		return false
	}
}

// keyName is a key as people read it on the key cap, in their language.
func (e *env) keyName(k string) string {
	if name := "key." + k; e.Words.Has(name) {
		return e.t(name)
	}
	return k
}
