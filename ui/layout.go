package ui

// size is how much of the desk fits a window.
type size int

const (
	oneLine size = iota // smaller than 40x10: one line that says so
	small               // below 60x16: one list and one line of notice
	narrow              // 60 to 79 columns: the least useful column is dropped
	normal              // the reference, 80x24
	broad               // from 100 columns: list and card
	wide                // from 160 columns: departments, list and card
)

// Limits of a window. Claims beyond are not believed: the renderer keeps some
// 250 bytes a cell.
const (
	maxWidth, maxHeight = 500, 200
	minWidth, minHeight = 40, 10
)

// A layout divides the window by its width and height alone.
type layout struct {
	size
	w, h   int
	header int // lines at the top, the rule below them included
	body   int // lines of the screen
	status int // lines below the body, the rule above them included, the footer not
	notice int // lines of the status area above what it says
	card   int // columns of the card at the right; 0 for none
	left   int // columns of the departments at the left; 0 for none
}

func layoutFor(w, h int) layout {
	l := layout{w: w, h: h}
	switch {
	case w < minWidth || h < minHeight:
		l.size = oneLine
		return l
	case w < 60 || h < 16:
		l.size, l.header, l.status = small, 1, 1
	case w < 80:
		l.size, l.header, l.status = narrow, 3, 4
	case w < 100:
		l.size, l.header, l.status = normal, 3, 4
	case w < 160:
		l.size, l.header, l.status = broad, 3, 4
		l.card = min(48, max(34, w/3))
	default:
		l.size, l.header, l.status = wide, 3, 4
		l.left, l.card = min(40, max(32, w/5)), min(56, max(44, w/4))
	}
	if l.size > small && h >= 24 {
		l.status++ // a blank line above the footer
	}
	if l.size > small {
		l.notice = 3 // the rule, the next free slots, the person
	}
	l.body = h - l.header - l.status - 1
	return l
}
