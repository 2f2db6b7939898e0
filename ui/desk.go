package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/draw"
	"creneau/ui/pane"
)

// desk is all that panes see of a Model.
type desk struct{ m *Model }

func (d desk) State() *state.State         { return d.m.State() }
func (d desk) Apply(e state.Event) tea.Cmd { return d.m.apply(e) }
func (d desk) Say(n state.Notice)          { d.m.say(n) }
func (d desk) NewRef() string              { return d.m.config.NewRef() }
func (d desk) Open(p pane.Pane)            { d.m.push(p) }
func (d desk) Close() tea.Cmd              { return d.m.pop() }
func (d desk) CloseAll()                   { d.m.closeAll() }
func (d desk) Go(s pane.Screen) tea.Cmd    { return d.m.goTo(s) }
func (d desk) Home() tea.Cmd               { return d.m.home() }
func (d desk) Window() pane.Window         { return d.m.lay.Window }
func (d desk) Look() *draw.Look            { return d.m.look }
