package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// paint makes the lines of the whole window, exactly as many as it has, and
// says where the cursor is.
func (m *Model) paint() ([]string, *tea.Cursor) {
	if m.lay.Size == pane.OneLine {
		return m.tinyLines(), nil
	}
	lines := make([]string, 0, m.lay.H)
	lines = append(lines, m.headerLines()...)
	body, cursor := m.bodyLines()
	lines = append(lines, body...)
	lines = append(lines, m.statusLines()...)
	lines = append(lines, m.footerLine())
	if cursor != nil {
		moved := *cursor
		moved.Y += m.lay.header
		cursor = &moved
	}
	return m.overlayAt(lines, cursor)
}

// tinyLines is what a window too small for anything shows.
func (m *Model) tinyLines() []string {
	lines := make([]string, max(1, m.lay.H))
	lines[0] = m.look.Line(max(1, m.lay.W)).Put(m.look.Ink(theme.Text), m.look.T("status.too_small")).String()
	return lines
}

// bodyLines is the screen, with the card beside it where there is room.
func (m *Model) bodyLines() ([]string, *tea.Cursor) {
	p := m.screens[m.screen]
	lines, cursor := p.View(m.listWidth(), m.lay.body)
	lines = draw.Fit(lines, m.lay.body)
	switch {
	case m.lay.Size == pane.Wide:
		return m.threePanes(lines, cursor)
	case !m.hasCard():
		return lines, cursor
	}
	card := draw.Fit(m.cardBlock(m.lay.body), m.lay.body)
	edge := m.look.Ink(theme.Rule)
	side := edge.On + m.look.Border.V + edge.Off + " "
	at := m.listWidth() + 1
	for i := range lines {
		lines[i] = draw.Beside(lines[i], at, side+card[i])
	}
	return lines, cursor
}

// hasCard says whether the card stands beside the screen: Find shows the same
// by itself, and the others are not about one person. In a wide window a pane is
// there beside every screen.
func (m *Model) hasCard() bool {
	return m.lay.Size == pane.Wide || m.lay.card > 0 && m.showsOf() == showsDay
}

// listWidth is the width of the screen beside its card.
func (m *Model) listWidth() int {
	switch {
	case m.lay.Size == pane.Wide:
		return m.lay.W - m.lay.left - m.lay.card - 6
	case m.hasCard():
		return m.lay.W - m.lay.card - 3
	}
	return m.lay.W
}

// overlayAt lays the overlays over the lines of the screen and returns the
// cursor of the one in front.
func (m *Model) overlayAt(lines []string, cursor *tea.Cursor) ([]string, *tea.Cursor) {
	room := m.lay.H - 2 - m.noticeNeeds() // the first line, the notice and the footer stay in view
	covered := 0
	for i, l := range m.stack {
		if i < len(m.stack)-1 && m.stack[i+1].byItself {
			continue // a reaction stands in place of the draft it concerns
		}
		front, c := l.View(m.overlayWidth(), room)
		cells := 0
		for _, s := range front {
			cells = max(cells, widget.Cells(s))
		}
		x, y := m.placed(cells), m.lay.header
		if below := m.lay.H - m.lay.header - 1 - len(front); below >= 0 {
			y += below / 3
		} else {
			y = max(1, (m.lay.H-1-len(front))/2)
		}
		y = min(y, max(1, room+1-len(front)))
		for j := y; j < min(y+len(front), len(lines)); j++ {
			lines[j] = m.behind(lines[j], x, cells)
		}
		lines = widget.Splice(lines, front, x, y)
		covered = max(covered, y+len(front))
		if cursor = c; c != nil {
			moved := *c
			moved.X, moved.Y = c.X+x, c.Y+y
			cursor = &moved
		}
	}
	m.noticeBelow(lines, covered)
	return lines, cursor
}

// overlayWidth is how wide an overlay may be: in a wide window as its middle pane,
// where that holds one, so that it lies across no line.
func (m *Model) overlayWidth() int {
	const narrowest = 76 // what overlays are made for, and four cells less
	if w := m.listWidth(); m.lay.Size == pane.Wide && w >= narrowest {
		return w
	}
	return m.lay.W
}

// placed is the column at which an overlay so wide begins: in the middle, in a
// wide window in the middle of its middle pane, so that the left one stays whole.
func (m *Model) placed(cells int) int {
	if m.lay.Size != pane.Wide {
		return (m.lay.W - cells) / 2
	}
	return min(m.lay.left+3+max(0, m.listWidth()-cells)/2, m.lay.W-cells)
}

// behind is what stays of a line beside an overlay: no words that it cuts, so
// nothing, or in a wide window the panes that it leaves whole.
func (m *Model) behind(line string, x, cells int) string {
	end := m.lay.left + 3 + m.listWidth()
	switch {
	case m.lay.Size != pane.Wide || x <= m.lay.left:
		return ""
	case x+cells > end:
		return ansi.Truncate(line, m.lay.left+2, "")
	}
	return ansi.Truncate(line, m.lay.left+2, "") + strings.Repeat(" ", m.listWidth()+1) + ansi.TruncateLeft(line, end, "")
}

// noticeBelow moves the status area's sentence below what overlays cover, as far
// as it fits: what is said while one is open must be seen.
func (m *Model) noticeBelow(lines []string, covered int) {
	first, footer := m.lay.H-m.lay.status-1+m.lay.notice, m.lay.H-1
	if covered <= first || covered >= footer {
		return
	}
	said := m.noticeLines(footer - covered)
	for i := covered; i < footer; i++ {
		lines[i] = ""
		if n := i - covered; n < len(said) {
			lines[i] = said[n]
		}
	}
}
