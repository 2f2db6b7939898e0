package draw

import (
	tea "charm.land/bubbletea/v2"

	"creneau/ui/theme"
	"creneau/ui/widget"
)

// BoxWidth is how wide an overlay is at most.
const BoxWidth = 86

// Box frames the lines of an overlay, with its name in the top edge.
func (l *Look) Box(title string, lines []string, w int) []string {
	return widget.Box(l.Border, l.Ink(theme.Edge), l.Ink(theme.Title), l.T(title), lines, w)
}

// RowCursor is the terminal's cursor on the first cell of what is selected, which
// screen readers and magnifiers follow; nil where it is hidden.
func (l *Look) RowCursor(x, y int) *tea.Cursor {
	if l.NoCursor {
		return nil
	}
	c := tea.NewCursor(x, y)
	c.Blink = false
	return c
}

// InView is what fits of the lines in a box, the one with the cursor among
// them; the cursor is moved along.
func InView(lines []string, cursor *tea.Cursor, h int) []string {
	top := 0
	if cursor != nil && cursor.Y > h {
		top = cursor.Y - h
		cursor.Y = h
	}
	return lines[top:min(len(lines), top+h)]
}
