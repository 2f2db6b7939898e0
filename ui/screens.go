package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
)

type screenID int

// The screens: flat, each reachable from each with one key.
const (
	dayScreen screenID = iota
	slotsScreen
	findScreen
	deskScreen
	screenCount
)

// screenTable makes the screens of a desk.
var screenTable = [screenCount]func(*Model) pane{
	dayScreen:   func(m *Model) pane { return newDay(m) },
	slotsScreen: func(m *Model) pane { return newSlots(m) },
	findScreen:  func(m *Model) pane { return newFind(m) },
	deskScreen:  func(m *Model) pane { return newDesk(m) },
}

// goTo shows a screen, above which nothing lies.
func (m *Model) goTo(id screenID) tea.Cmd {
	m.closeAll()
	m.screen = id
	if e, ok := m.screens[id].(interface{ enter() tea.Cmd }); ok {
		return e.enter()
	}
	return nil
}

// actionsOf are the actions of a pane with those that work everywhere. An
// overlay owns the keys: of the others only those that never depend on what is
// shown stay. What a pane does with a key hides what the key does elsewhere.
func (m *Model) actionsOf(p pane) []action {
	acts, rest := p.actions(), m.everywhere()
	if p == m.screens[m.screen] {
		rest = append(m.global(), rest...)
	}
	for _, a := range rest {
		if !hidden(a, acts) {
			acts = append(acts, a)
		}
	}
	return acts
}

// hidden says whether other actions have all keys of an action that has some.
func hidden(a action, others []action) bool {
	for _, k := range a.Keys() {
		if !slices.ContainsFunc(others, func(o action) bool { return slices.Contains(o.Keys(), k) }) {
			return false
		}
	}
	return len(a.Keys()) > 0
}

// global are the actions of every screen.
func (m *Model) global() []action {
	acts := []action{
		hinted("act.new", m.openBook, "n", "f2").when(m.mayBook),
		hinted("act.find", func() tea.Cmd { return m.goTo(findScreen) }, "f", "/", "f3"),
		act("act.slots", func() tea.Cmd { return m.goTo(slotsScreen) }, "d", "s", "f4"),
		act("act.today", m.today, "t", "f5"),
		act("act.desk", func() tea.Cmd { return m.goTo(deskScreen) }, "b", "f10"),
		act("act.undo", func() tea.Cmd { return m.apply(state.UndoAsked{}) }, "u").when(m.nothingToUndo),
		act("act.print", m.printDay, "p", "f8"),
		act("act.credits", m.openCredits, "o"),
		act("act.key", m.openKey),
		act("act.stop", m.stopWaiting, "esc"),
		hinted("act.help", m.openHelp, "?", "f1"),
		act("act.quit", m.quit, "q"),
	}
	for _, e := range m.env.Events {
		acts = append(acts, act(e.Name, func() tea.Cmd { return m.playEvent(e) }, e.Key))
	}
	return acts
}

// everywhere are the actions that work in every pane, with text being typed too.
func (m *Model) everywhere() []action {
	acts := []action{
		act("act.palette", m.openPalette, "ctrl+k", ":"),
		act("act.park", m.park, "ctrl+t"),
		act("act.curtain", m.toggleCurtain, "f9"),
		act("act.repaint", func() tea.Cmd { return tea.ClearScreen }, "ctrl+l"),
		act("act.quit", m.quit, "ctrl+c"),
	}
	if m.top() != nil {
		acts = append(acts, act("act.help", m.openHelp, "f1"))
		for _, e := range m.env.Events {
			acts = append(acts, act(e.Name, func() tea.Cmd { return m.playEvent(e) }, e.Key))
		}
	}
	return acts
}

func (m *Model) nothingToUndo() string {
	if m.env.st.CanUndo() {
		return ""
	}
	return "nothing_to_undo"
}

// today goes home: the Day screen at today. Where reading has failed it looks
// again at once.
func (m *Model) today() tea.Cmd {
	cmd := m.goTo(dayScreen)
	return tea.Batch(cmd, m.apply(state.DayShown{Day: m.env.Now().Wall.Day()}), m.apply(state.RetryAsked{}))
}

// park puts the open draft aside, or takes the last one up again.
func (m *Model) park() tea.Cmd {
	had := m.env.st.Draft != nil
	cmd := m.apply(state.DraftParked{})
	if !had && m.env.st.Draft != nil {
		m.closeAll()
		m.push(newBook(m))
	}
	return cmd
}

func (m *Model) toggleCurtain() tea.Cmd {
	m.env.curtain = !m.env.curtain
	return nil
}

// stopWaiting is Esc on a bare screen: it takes back the booking that waits
// for the end of a request limit, or stops the reads that are made again.
func (m *Model) stopWaiting() tea.Cmd {
	for _, in := range m.env.st.Outbox {
		if in.Stage == state.Waits {
			cmd := m.apply(state.WaitDropped{Ref: in.Ref})
			if m.env.st.Draft != nil {
				m.push(newBook(m))
			}
			return cmd
		}
	}
	return m.apply(state.RetryStopped{})
}

// quit leaves, after a question when something would be lost or left open.
func (m *Model) quit() tea.Cmd {
	drafts, cancels, sends := m.env.st.Pending()
	if drafts+cancels+sends == 0 || m.quitNow {
		return m.leave()
	}
	if _, front, ok := find[*confirm](m); ok && front {
		return nil
	}
	m.push(newConfirm(m, "quit.title", m.quitReasons(drafts, cancels, sends), "quit.yes", m.leave))
	return nil
}

func (m *Model) leave() tea.Cmd {
	m.quitNow = true
	return tea.Batch(m.apply(state.Closed{}), tea.Quit)
}
