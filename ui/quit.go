package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/locale"
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

// Left says, once the program has ended, what it leaves open, and what to do
// about it, in one line without names of patients; "" where nothing is. Answers
// that came too late to be shown count.
func (m *Model) Left() (line string) {
	defer func() {
		if recover() != nil { // it ended because its state was broken
			line = ""
		}
	}()
	for _, late := range m.writes.late() {
		m.answered(late)
	}
	var said []string
	for _, open := range m.leftOpen() {
		if len(open.what) > 0 {
			said = append(said, m.look.Words.N(open.key, len(open.what), locale.Args{"What": strings.Join(open.what, "; ")}))
		}
	}
	line = strings.Join(said, " ")
	if m.look.ASCII {
		line = draw.ASCIIOnly(line)
	}
	return line
}

// An openWrite is what was not settled in one way, by department, day and time.
type openWrite struct {
	key  string
	what []string
}

func (m *Model) leftOpen() []openWrite {
	sends, unsent := openWrite{key: "left.sends"}, openWrite{key: "left.unsent"}
	cancels, kept := openWrite{key: "left.cancels"}, openWrite{key: "left.kept"}
	add := func(to *openWrite, department clinic.ID, at clinic.Wall) {
		words := m.look.Words
		to.what = append(to.what, m.st.DepartmentName(department)+", "+words.Day(at.Day(), m.st.Now.Wall.Day())+", "+words.Said(at))
	}
	for _, i := range m.st.Outbox {
		if i.Stage == state.Stranded || i.Stage == state.Waits && !i.Met {
			add(&unsent, i.Department, i.At)
		} else {
			add(&sends, i.Department, i.At)
		}
	}
	for _, c := range m.st.Cancels {
		if c.Sent {
			add(&cancels, c.Visit.Department, c.Visit.At)
		} else {
			add(&kept, c.Visit.Department, c.Visit.At)
		}
	}
	return []openWrite{sends, unsent, cancels, kept}
}
