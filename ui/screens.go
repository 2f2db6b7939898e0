package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/pane"
	"creneau/ui/screen"
)

// A screenRow is one screen: its name, what makes it, what it shows, and the action
// that goes there.
type screenRow struct {
	screen pane.Screen
	shows  shows
	make   func(*Model) pane.Pane
	action func(name string, do func() tea.Cmd, keys ...string) pane.Action
	does   string // key of the action's name
	keys   []string
}

// shows is what a screen shows, by which what stands around it goes: the card beside
// it, the marks of the calendar, whose age the status area tells. The zero value is no
// answer.
type shows int

// What a screen shows.
const (
	showsUnknown shows = iota
	showsDay           // the appointments of the selected department and day
	showsSlots         // the slots of the selected department
	showsLog           // the log, beside other things
	showsElse          // nothing of that
)

// showsOf is what the screen that is shown shows.
func (m *Model) showsOf() shows {
	i := slices.IndexFunc(screenTable, func(row screenRow) bool { return row.screen == m.screen })
	return screenTable[i].shows
}

// ofDepartment says whether a screen is about the selected department.
func (s shows) ofDepartment() bool { return s == showsDay || s == showsSlots }

// screenTable has a row for each screen: flat, each reachable from each with one
// key. The first is home.
var screenTable = []screenRow{
	{pane.Day, showsDay, func(m *Model) pane.Pane { return screen.NewDay(desk{m}) }, pane.Act, "act.today", []string{"t", "f5"}},
	{pane.Slots, showsSlots, func(m *Model) pane.Pane { return screen.NewSlots(desk{m}) }, pane.Act, "act.slots", []string{"d", "s", "f4"}},
	{pane.Find, showsElse, func(m *Model) pane.Pane { return screen.NewFind(desk{m}) }, pane.Hinted, "act.find", []string{"f", "/", "f3"}},
	{pane.Todo, showsLog, func(m *Model) pane.Pane { return screen.NewTodo(desk{m}, m.openPurchase) }, pane.Act, "act.todo", []string{"b", "f10"}},
}

// toScreens are the actions that go to each screen.
func (m *Model) toScreens() []pane.Action {
	acts := make([]pane.Action, 0, len(screenTable))
	for i, row := range screenTable {
		do := func() tea.Cmd { return m.goTo(row.screen) }
		if i == 0 {
			do = m.home
		}
		acts = append(acts, row.action(row.does, do, row.keys...))
	}
	return acts
}

// toScreen is the action that leads to a screen from where letters may be text: it
// stands in no footer.
func (m *Model) toScreen(id pane.Screen) pane.Action {
	i := slices.IndexFunc(screenTable, func(row screenRow) bool { return row.screen == id })
	return pane.Act(screenTable[i].does, func() tea.Cmd { return m.goTo(id) }, screenTable[i].keys...)
}

// goTo shows a screen, above which nothing lies. What was being typed there is set
// aside.
func (m *Model) goTo(id pane.Screen) tea.Cmd {
	var cmd tea.Cmd
	if m.top() != nil && m.st.Draft != nil {
		cmd = m.apply(state.DraftParked{})
	}
	m.closeAll()
	m.screen = id
	if s, ok := m.screens[id].(pane.Shown); ok {
		cmd = tea.Batch(cmd, s.Shown())
	}
	return cmd
}

// home goes home: the Day screen at today. Where reading has failed it looks
// again at once.
func (m *Model) home() tea.Cmd {
	cmd := m.goTo(pane.Day)
	return tea.Batch(cmd, m.apply(state.DayShown{Day: m.config.Now().Wall.Day()}), m.apply(state.RetryAsked{}))
}
