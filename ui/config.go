package ui

import (
	"context"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/theme"
)

// Config is what a desk is built from. Nothing of it changes afterwards, so
// that many desks can share a process.
type Config struct {
	Context  context.Context // ends the desk's reads
	Backend  Backend
	Keeper   Keeper      // nil where nothing is kept
	Kept     state.Event // what was kept, or why nothing is; nil where nothing is to be
	Now      func() clinic.Instant
	NewRef   func() string  // a booking's own reference, unique
	Jitter   func() float64 // 0 to 1
	Words    *locale.Words
	Terminal Terminal
	Demo     bool   // the clinic is not real: said on every screen
	Hello    string // key of a quiet line that stands until the first key; "" for none
	State    state.Options

	clinic.Profile

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

// A Terminal is what the desk is shown on.
type Terminal struct {
	Width    int // of the window at the start; 0 where it is told later
	Height   int
	Theme    *theme.Theme
	Ground   Ground
	ASCII    bool // it shows ASCII only
	NoCursor bool // outside of fields it shows none
	Sync     bool // frames are wrapped in synchronised output
}

// Ground is what to do about the ground of a terminal, dark or light, where it is not
// set.
type Ground struct {
	Asked   bool         // the terminal is asked
	Light   *theme.Theme // for one that says that it is light
	Unknown *theme.Theme // for one that has not said
}
