package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/ui/pane"
)

// A layer is an overlay on the stack. Overlays know nothing of each other.
type layer struct {
	pane.Pane
	byItself bool          // it opened without a key for it
	seen     bool          // its grace is over
	touched  time.Duration // when it opened, or a key came during its grace
}

// push puts an overlay in front.
func (m *Model) push(p pane.Pane) { m.stack = append(m.stack, layer{Pane: p}) }

// pushByItself puts an overlay in front that no key asked for.
func (m *Model) pushByItself(p pane.Pane) {
	m.stack = append(m.stack, layer{Pane: p, byItself: true, touched: m.config.Now().Mono})
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
		if !pane.IsSettled(l.Pane) {
			kept = append(kept, l)
		}
	}
	m.stack = kept
}

func (m *Model) top() *layer {
	if n := len(m.stack); n > 0 {
		return &m.stack[n-1]
	}
	return nil
}

// front is what has the focus: the overlay in front, or the screen.
func (m *Model) front() pane.Pane {
	if top := m.top(); top != nil {
		return top.Pane
	}
	return m.screens[m.screen]
}

// under is what is below the overlay in front.
func (m *Model) under() pane.Pane {
	if n := len(m.stack); n > 1 {
		return m.stack[n-2].Pane
	}
	return m.screens[m.screen]
}

// find returns the overlay of a type, and whether it is in front.
func find[P pane.Pane](m *Model) (p P, front, ok bool) {
	for i := len(m.stack) - 1; i >= 0; i-- {
		if found, is := m.stack[i].Pane.(P); is {
			return found, i == len(m.stack)-1, true
		}
	}
	return p, false, false
}
