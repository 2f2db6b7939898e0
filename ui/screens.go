package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/pane"
	"creneau/ui/screen"
)

// screenTable makes the screens of a desk.
var screenTable = [pane.Screens]func(*Model) pane.Pane{
	pane.Day:   func(m *Model) pane.Pane { return screen.NewDay(desk{m}) },
	pane.Slots: func(m *Model) pane.Pane { return screen.NewSlots(desk{m}) },
	pane.Find:  func(m *Model) pane.Pane { return screen.NewFind(desk{m}) },
	pane.Todo:  func(m *Model) pane.Pane { return screen.NewTodo(desk{m}, m.openCredits) },
}

// goTo shows a screen, above which nothing lies.
func (m *Model) goTo(id pane.Screen) tea.Cmd {
	m.closeAll()
	m.screen = id
	if s, ok := m.screens[id].(pane.Shown); ok {
		return s.Shown()
	}
	return nil
}

// home goes home: the Day screen at today. Where reading has failed it looks
// again at once.
func (m *Model) home() tea.Cmd {
	cmd := m.goTo(pane.Day)
	return tea.Batch(cmd, m.apply(state.DayShown{Day: m.config.Now().Wall.Day()}), m.apply(state.RetryAsked{}))
}
