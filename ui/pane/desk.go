package pane

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/draw"
)

// A Desk is what a pane may ask of the desk it stands on.
type Desk interface {
	// State is what the desk knows, to read. Apply alone changes it.
	State() *state.State
	// Apply lets an event happen; the command starts what it asks for.
	Apply(state.Event) tea.Cmd
	// Say shows a notice, said now.
	Say(state.Notice)
	// NewRef is a new booking's own reference.
	NewRef() string

	// Open puts an overlay in front.
	Open(Pane)
	// Close closes the overlay in front.
	Close() tea.Cmd
	// CloseAll closes every overlay.
	CloseAll()
	// Go shows a screen, above which nothing lies.
	Go(Screen) tea.Cmd
	// Home shows today on the Day screen. Where reading has failed, it looks again.
	Home() tea.Cmd

	// Window is the window that all is shown in.
	Window() Window
	// Look is how all is drawn.
	Look() *draw.Look
}

// A Screen names one of the desk's screens.
type Screen string

// The screens that others than the root know by name.
const (
	Day   Screen = "day"
	Slots Screen = "slots"
	Find  Screen = "find"
	Todo  Screen = "todo"
)

// A Window is what the desk is shown in: its size in cells, and how much of the
// desk that fits.
type Window struct {
	Size
	W, H int
}

// Size is how much of the desk fits a window.
type Size int

// The sizes.
const (
	OneLine Size = iota // smaller than 40x10: one line that says so
	Small               // below 60x16: one list and one line of notice
	Narrow              // 60 to 79 columns: the least useful column is dropped
	Normal              // the reference, 80x24
	Broad               // from 100 columns: list and card
	Wide                // from 160 columns: departments, list and card
)
