package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/overlay"
)

// quit leaves, after a question when something would be lost or left open.
func (m *Model) quit() tea.Cmd {
	drafts, cancels, sends := m.st.Pending()
	if drafts+cancels+sends == 0 || m.quitNow {
		return m.leave()
	}
	if _, front, ok := find[*overlay.Confirm](m); ok && front {
		return nil
	}
	m.push(overlay.NewConfirm(desk{m}, "quit.title", m.quitReasons(drafts, cancels, sends), "quit.yes", m.leave))
	return nil
}

func (m *Model) leave() tea.Cmd {
	m.quitNow = true
	return tea.Batch(m.apply(state.Closed{}), tea.Quit)
}

// quitReasons say what quitting would lose or leave open.
func (m *Model) quitReasons(drafts, cancels, sends int) []string {
	var out []string
	for _, r := range []struct {
		key string
		n   int
	}{{"quit.drafts", drafts}, {"quit.cancels", cancels}, {"quit.sends", sends}} {
		if r.n > 0 {
			out = append(out, m.look.Words.N(r.key, r.n, nil))
		}
	}
	return out
}
