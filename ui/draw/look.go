// Package draw is how a desk looks: its words, its inks, and what several panes
// draw alike. It reads the state and changes nothing; it asks nobody.
package draw

import (
	"creneau/ui/locale"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// A Look is how one desk is drawn. One serves all its panes.
type Look struct {
	Words    *locale.Words
	ASCII    bool // the terminal shows ASCII only
	NoCursor bool // outside of fields the cursor is hidden
	Border   widget.Border
	Cells    *widget.CellCache

	theme   *theme.Theme
	row     *widget.Row
	curtain bool // names are shown as initials
	rev     int
}

// cellsKept is how many cells of grids are kept drawn.
const cellsKept = 4096

// NewLook is the look of a desk in a language and a theme.
func NewLook(words *locale.Words, t *theme.Theme, ascii bool) *Look {
	border := widget.UTF8Border()
	if ascii {
		border = widget.ASCIIBorder()
	}
	return &Look{
		Words: words, ASCII: ascii, Border: border, theme: t,
		Cells: widget.NewCellCache(cellsKept, border.Tail),
		row:   widget.NewRowTail(0, border.Tail),
	}
}

// Rev grows whenever the desk looks different from then on: what was drawn
// before is stale.
func (l *Look) Rev() int { return l.rev }

// Recolour changes the theme.
func (l *Look) Recolour(t *theme.Theme) {
	l.theme = t
	l.rev++
}

// Speak changes the language, or the clock on which it tells times.
func (l *Look) Speak(words *locale.Words) {
	l.Words = words
	l.rev++
}

// ToggleCurtain shows names as initials, or in full again.
func (l *Look) ToggleCurtain() {
	l.curtain = !l.curtain
	l.rev++
}

// Ink is how text of a role is set.
func (l *Look) Ink(r theme.Role) widget.Ink { return l.theme.Ink(r) }

// Line starts a line of w cells. One row serves the whole desk: finish a line
// before the next is begun.
func (l *Look) Line(w int) *widget.Row { return l.row.Reset(w) }

// Dot is a mark between parts of a line.
func (l *Look) Dot() string {
	if l.ASCII {
		return "-"
	}
	return "·"
}
