// Package pane is the contract between the desk and its panes: what a pane is,
// what can be done in one, and what it may ask of the desk. Screens and overlays
// see this and never the desk itself.
package pane

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
)

// A Pane owns input and a rectangle: a screen or an overlay.
type Pane interface {
	// Title is the key of the pane's name in the locale files.
	Title() string
	// Actions is what can be done here, now, the most useful first.
	Actions() []Action
	// Update takes what is not an action: text, paste.
	Update(tea.Msg) tea.Cmd
	// Typing says whether a field has the cursor: then no printable key is an action.
	Typing() bool
	// View is the pane in at most w by h cells, and where its cursor is, if any.
	View(w, h int) ([]string, *tea.Cursor)
}

// Shown is a screen that does something when it is gone to.
type Shown interface{ Shown() tea.Cmd }

// About is a screen whose selection is about a person.
type About interface {
	// About is the person, and false where the selection is about nobody.
	About() (who clinic.Who, ok bool)
}

// Settled is an overlay that closes when what it is about is no more.
type Settled interface{ Settled() bool }

// Tells is an overlay that says itself what some notices say.
type Tells interface{ Tells(n state.Notice) bool }

// IsSettled says whether what a pane is about is no more.
func IsSettled(p Pane) bool {
	s, ok := p.(Settled)
	return ok && s.Settled()
}
