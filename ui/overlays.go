package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/ui/widget"
)

// A layer is an overlay on the stack. Overlays know nothing of each other.
type layer struct {
	pane
	byItself bool          // it opened without a key for it
	seen     bool          // its grace is over
	touched  time.Duration // when it opened, or a key came during its grace
}

// gone is an overlay that closes when what it is about is no more.
type gone interface{ gone() bool }

// push puts an overlay in front.
func (m *Model) push(p pane) { m.stack = append(m.stack, layer{pane: p}) }

// pushByItself puts an overlay in front that no key asked for.
func (m *Model) pushByItself(p pane) {
	m.stack = append(m.stack, layer{pane: p, byItself: true, touched: m.env.Now().Mono})
}

// pop closes the overlay in front.
func (m *Model) pop() tea.Cmd {
	if n := len(m.stack); n > 0 {
		m.stack = m.stack[:n-1]
	}
	return nil
}

// closeAll closes every overlay.
func (m *Model) closeAll() { m.stack = m.stack[:0] }

// prune closes the overlays whose matter is settled.
func (m *Model) prune() {
	kept := m.stack[:0]
	for _, l := range m.stack {
		if !settled(l.pane) {
			kept = append(kept, l)
		}
	}
	m.stack = kept
}

// settled says whether what a pane is about is no more.
func settled(p pane) bool {
	g, ok := p.(gone)
	return ok && g.gone()
}

func (m *Model) top() *layer {
	if n := len(m.stack); n > 0 {
		return &m.stack[n-1]
	}
	return nil
}

// front is what has the focus: the overlay in front, or the screen.
func (m *Model) front() pane {
	if top := m.top(); top != nil {
		return top.pane
	}
	return m.screens[m.screen]
}

// under is what is below the overlay in front.
func (m *Model) under() pane {
	if n := len(m.stack); n > 1 {
		return m.stack[n-2].pane
	}
	return m.screens[m.screen]
}

// find returns the overlay of a type, and whether it is in front.
func find[P pane](m *Model) (p P, front, ok bool) {
	for i := len(m.stack) - 1; i >= 0; i-- {
		if found, is := m.stack[i].pane.(P); is {
			return found, i == len(m.stack)-1, true
		}
	}
	return p, false, false
}

// A presentation is how a reaction is shown: by an overlay that opens by
// itself, or, with a nil overlay, by the notice that was said alone.
type presentation struct {
	overlay func(*Model) pane
	draft   bool // the draft itself shows it: it is put in front
	send    bool // the booking that a person has to decide about shows it
}

// presentations has a row for every reaction.
var presentations = map[state.Reaction]presentation{
	state.OfferSlots:     {overlay: func(m *Model) pane { return newAlternatives(m) }},
	state.OfferCredits:   {overlay: func(m *Model) pane { return newCredits(m) }},
	state.ShowExisting:   {overlay: func(m *Model) pane { return newDuplicate(m) }},
	state.CountDown:      {},
	state.Tell:           {draft: true},
	state.FixField:       {draft: true},
	state.AskKey:         {overlay: func(m *Model) pane { return newAskKey(m) }},
	state.RefusedRight:   {draft: true},
	state.Gone:           {draft: true},
	state.Retry:          {},
	state.Maintenance:    {},
	state.Offline:        {send: true},
	state.OutcomeUnknown: {send: true},
}

// present shows a reaction. A draft that it concerns is put below it, so that
// closing it leads back to the typing.
func (m *Model) present(r state.Reaction) {
	p := presentations[r]
	if p.send {
		m.presentSend()
	}
	if p.overlay == nil && !p.draft || r == state.AskKey && m.typesOn() {
		return
	}
	switch b, _, open := find[*book](m); {
	case m.env.st.Draft == nil:
	case !open:
		m.pushByItself(newBook(m))
	default:
		b.follow()
	}
	if p.overlay != nil {
		m.pushByItself(p.overlay(m))
	}
}

// typesOn says whether a draft is being typed that a refused key does not concern,
// or the new key already: then the notice is enough.
func (m *Model) typesOn() bool {
	_, _, asked := find[*askKey](m)
	b, _, open := find[*book](m)
	return asked || open && b.draft() != nil && b.draft().Failure.Code != m.env.st.Key.Code
}

// presentSend shows the booking that a person has to decide about, unless a
// draft is being typed: then its notice is enough.
func (m *Model) presentSend() {
	in, ok := m.env.st.ToDecide()
	if !ok {
		return
	}
	if b, _, open := find[*book](m); open && (b.serial == in.Draft.Serial || b.draft() != nil) {
		return
	}
	m.pushByItself(newSend(m, in.Draft.Serial))
}

// showTicket shows the ticket of what was just booked where the receptionist
// waits for it: in place of its draft. Elsewhere the notice is enough.
func (m *Model) showTicket(e state.ShowTicket) {
	b, front, ok := find[*book](m)
	if !ok || !front || !b.gone() {
		return
	}
	m.pop()
	t := newTicket(m, e.ID, true)
	t.late, t.times = e.Late, e.Times
	m.pushByItself(t)
	m.top().seen = true // it takes no key that a draft would: n, Esc and Enter go on
}

// overlayAt lays the overlays over the lines of the screen and returns the
// cursor of the one in front.
func (m *Model) overlayAt(lines []string, cursor *tea.Cursor) ([]string, *tea.Cursor) {
	room := m.lay.h - 3 // the first line, a line of notice and the footer stay in view
	covered := 0
	for i, l := range m.stack {
		if i < len(m.stack)-1 && m.stack[i+1].byItself {
			continue // a reaction stands in place of the draft it concerns
		}
		front, c := l.view(m.lay.w, room)
		cells := 0
		for _, s := range front {
			cells = max(cells, ansi.StringWidth(s))
		}
		x, y := m.placed(cells), m.lay.header
		if below := m.lay.h - m.lay.header - 1 - len(front); below >= 0 {
			y += below / 3
		} else {
			y = max(1, (m.lay.h-1-len(front))/2)
		}
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

// placed is the column at which an overlay so wide begins: in the middle, in a
// wide window in the middle of its middle pane, so that the left one stays whole.
func (m *Model) placed(cells int) int {
	if m.lay.size != wide {
		return (m.lay.w - cells) / 2
	}
	return min(m.lay.left+3+max(0, m.listWidth()-cells)/2, m.lay.w-cells)
}

// behind is what stays of a line beside an overlay: no words that it cuts, so
// nothing, or in a wide window the panes that it leaves whole.
func (m *Model) behind(line string, x, cells int) string {
	end := m.lay.left + 3 + m.listWidth()
	switch {
	case m.lay.size != wide || x <= m.lay.left:
		return ""
	case x+cells > end:
		return ansi.Truncate(line, m.lay.left+2, "")
	}
	return ansi.Truncate(line, m.lay.left+2, "") + strings.Repeat(" ", m.listWidth()+1) + ansi.TruncateLeft(line, end, "")
}

// noticeBelow moves the status area's sentence below what overlays cover, as far
// as it fits: what is said while one is open must be seen.
func (m *Model) noticeBelow(lines []string, covered int) {
	first, footer := m.lay.h-m.lay.status-1+m.lay.notice, m.lay.h-1
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
