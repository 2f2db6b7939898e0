// Package theme gives every role that text plays on screen its ink, for dark
// and light terminals and for 256 colours, 16 and none. The default background
// is left as it is, and nothing is told by colour alone.
package theme

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"creneau/ui/widget"
)

// A Role is what a piece of text is for.
type Role int

// The roles. Those of an appointment's status stand beside its glyph and word.
const (
	Text     Role = iota // what is read
	Strong               // what is read first
	Dim                  // what is read last
	Title                // head of a box, a column or a screen
	Accent               // the one accent colour
	Focus                // the selected row or cell
	Active               // the open tab among tabs
	Bar                  // header
	Demo                 // the DEMO mark
	Good                 // it went well
	Warn                 // look at this
	Bad                  // it went wrong
	Free                 // a slot that can be booked
	Taken                // a slot that cannot
	Mine                 // a slot that this desk holds
	Rule                 // lines between parts
	Edge                 // edge of an overlay
	KeyName              // a key in the footer
	KeyText              // what the key does
	Match                // letters that were searched for
	Disabled             // an action that cannot be done now
	Input                // text being typed
	QRInk                // black on white in every theme

	StatusPlanned
	StatusArrived
	StatusDone
	StatusCancelled
	StatusAbsent
	StatusToPay

	roleCount
)

// Kind is the background that the terminal has.
type Kind int

// The kinds of theme.
const (
	Dark Kind = iota
	Light
	Either // not known: what is read on both
)

// A Theme is the ink of every role. It is built once and never changes, so many
// desks can share one.
type Theme struct {
	kind Kind
	inks [roleCount]widget.Ink
}

// New builds the theme for a terminal. Profiles without colour, and those that
// are not known, get bold, underline and reverse video only.
func New(kind Kind, profile colorprofile.Profile) *Theme {
	t := &Theme{kind: kind}
	for role, look := range stylings(kind) {
		t.inks[role] = look.ink(profile)
	}
	return t
}

// Ink is how text of a role is set. Text itself is plain.
func (t *Theme) Ink(r Role) widget.Ink {
	if r < 0 || r >= roleCount {
		return widget.Ink{}
	}
	return t.inks[r]
}

// Kind is the background that the theme is for.
func (t *Theme) Kind() Kind { return t.kind }

// A appearance is one role's attributes and its colours in each depth. Colours are
// palette numbers; none is the terminal's own.
type styling struct {
	attr  attributes // those that need no colour
	mono  attributes // instead of them where there is no colour; 0: the same
	solid bool       // padding takes the ink too

	fg, bg     int // of the 256 colours
	fg16, bg16 int // of the first 16
}

// none is the terminal's own colour.
const none = -1

// ink renders the look once with Lip Gloss and keeps the sequence before the
// text: rendering a style for each piece of text costs some hundred times more.
func (l styling) ink(profile colorprofile.Profile) widget.Ink {
	on, _, _ := strings.Cut(l.style(profile).Render("x"), "x")
	if on == "" {
		return widget.Ink{}
	}
	return widget.Ink{On: on, Off: ansi.ResetStyle, Solid: l.solid}
}

// style is the look in the colours that a terminal has.
func (l styling) style(profile colorprofile.Profile) lipgloss.Style {
	attr, s := l.attr, lipgloss.NewStyle()
	switch {
	case profile >= colorprofile.ANSI256:
		s = painted(s, l.fg, l.bg)
	case profile == colorprofile.ANSI:
		s = painted(s, l.fg16, l.bg16)
	case l.mono != 0:
		attr = l.mono
	}
	return s.Bold(attr&bold != 0).Underline(attr&underline != 0).Reverse(attr&reverse != 0)
}

func painted(s lipgloss.Style, fg, bg int) lipgloss.Style {
	if fg != none {
		s = s.Foreground(lipgloss.Color(strconv.Itoa(fg)))
	}
	if bg != none {
		s = s.Background(lipgloss.Color(strconv.Itoa(bg)))
	}
	return s
}
