package ui

import "creneau/ui/pane"

// Limits of a window. Claims beyond are not believed: the renderer keeps some
// 250 bytes a cell.
const (
	maxWidth, maxHeight = 500, 200
	minWidth, minHeight = 40, 10
)

// A layout divides the window by its width and height alone.
type layout struct {
	pane.Window
	header int // lines at the top, the rule below them included
	body   int // lines of the screen
	status int // lines below the body, the rule above them included, the footer not
	notice int // lines of the status area above what it says
	card   int // columns of the card at the right; 0 for none
	left   int // columns of the departments at the left; 0 for none
}

func layoutFor(w, h int) layout {
	l := layout{Window: pane.Window{W: w, H: h}}
	switch {
	case w < minWidth || h < minHeight:
		l.Size = pane.OneLine
		return l
	case w < 60 || h < 16:
		l.Size, l.header, l.status = pane.Small, 1, 1
	case w < 80:
		l.Size, l.header, l.status = pane.Narrow, 3, 4
	case w < 100:
		l.Size, l.header, l.status = pane.Normal, 3, 4
	case w < 160:
		l.Size, l.header, l.status = pane.Broad, 3, 4
		l.card = min(48, max(34, w/3))
	default:
		l.Size, l.header, l.status = pane.Wide, 3, 4
		l.left, l.card = min(40, max(32, w/5)), min(56, max(44, w/4))
	}
	if l.Size > pane.Small && h >= 24 {
		l.status++ // a blank line above the footer
	}
	if l.Size > pane.Small {
		l.notice = 3 // the rule, the next free slots, the person
	}
	l.body = h - l.header - l.status - 1
	return l
}
