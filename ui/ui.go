// Package ui is the desk on a terminal: screens, overlays and keys over the
// state. Events go in, state changes, effects come out; the screen is a picture
// of the state; what is in front owns the keys.
package ui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/draw"
	"creneau/ui/pane"
)

// A Model is one desk: the only tea.Model of the program. Its panes are
// pointers that change in place.
type Model struct {
	config  Config
	grounds grounds
	st      *state.State
	look    *draw.Look
	writes  *Writes
	lay     layout
	screens map[pane.Screen]pane.Pane
	screen  pane.Screen
	stack   []layer
	status  status
	beside  beside // the panes beside the screen in a wide window
	timer   timer
	quitNow bool
	hello   string  // key of the line that stands until the first key
	looks   Looks   // as they were chosen, or set
	caption Caption // of the story that plays by itself; zero while none does
	last    moments
	keys    keys
}

// A timer is the one that a desk has.
type timer struct {
	number int           // of the one that counts
	armed  time.Duration // its monotonic moment; 0 when none is set
	stop   func()        // ends it before; nil before the first
}

// moments are when something last happened, on the clock that only goes forward.
type moments struct {
	key         time.Duration
	turn        time.Duration // of the desk by itself to another day or department
	event       time.Duration // the outside event that the last key let happen; 0 where it did not
	eventBefore time.Duration // the same of the key before
}

// title of the terminal's window: a constant, never a name.
const windowTitle = "creneau"

// New builds a desk.
func New(c Config) *Model {
	m := &Model{
		config: c, hello: c.Hello, looks: c.Choices.Stands,
		st: state.New(c.State), look: draw.NewLook(c.Words, c.Terminal.Theme, c.Terminal.ASCII), writes: NewWrites(),
		lay: layoutFor(80, 24), screens: map[pane.Screen]pane.Pane{}, screen: pane.Day,
	}
	m.look.NoCursor = c.Terminal.NoCursor
	if c.Terminal.Width > 0 && c.Terminal.Height > 0 {
		m.resize(c.Terminal.Width, c.Terminal.Height)
	}
	for _, row := range screenTable {
		m.screens[row.screen] = row.make(m)
	}
	return m
}

// Writes knows the desk's requests that change something and are on their way.
func (m *Model) Writes() *Writes { return m.writes }

// State is what the desk knows. Who shows it reads it, and changes nothing.
func (m *Model) State() *state.State { return m.st }

// Init starts the desk: it asks for what the first screen shows.
func (m *Model) Init() tea.Cmd {
	c := m.config.Terminal
	cmds := []tea.Cmd{m.calendarShown()}
	if m.config.Kept != nil {
		cmds = append(cmds, m.apply(m.config.Kept))
	}
	cmds = append(cmds, m.apply(state.Started{Told: m.config.Told}))
	cmds = append(cmds, m.groundAsked(c.Theme, c.Ground))
	if c.Sync {
		cmds = append(cmds, syncOutput)
	}
	return tea.Batch(cmds...)
}

// Update takes one message; route says whose it is.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.groundless()
	cmd := m.route(msg)
	m.status.told = m.status.told || m.toldInFront(m.status.notice)
	m.status.queue = slices.DeleteFunc(m.status.queue, m.toldInFront)
	return m, cmd
}

// View is the desk as it is now.
func (m *Model) View() tea.View {
	lines, cursor := m.paint()
	if m.look.ASCII {
		for i := range lines {
			lines[i] = draw.ASCIIOnly(lines[i])
		}
	}
	v := tea.NewView(strings.Join(lines, "\n"))
	v.AltScreen = true
	v.ReportFocus = true
	v.WindowTitle = windowTitle
	v.Cursor = cursor
	return v
}

// apply lets an event happen and starts what it asks for.
func (m *Model) apply(e state.Event) tea.Cmd {
	return m.perform(m.st.Apply(m.config.Now(), e))
}

// perform starts effects: some show something, the others ask the Backend.
func (m *Model) perform(effects []state.Effect) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(effects)+1)
	for _, e := range effects {
		if e.Traits().Does == state.Shows {
			cmds = append(cmds, m.show(e))
		} else {
			cmds = append(cmds, m.ask(e))
		}
	}
	m.prune()
	cmds = append(cmds, m.arm())
	return tea.Batch(cmds...)
}

// show shows what an effect asks for.
func (m *Model) show(e state.Effect) tea.Cmd {
	switch e := e.(type) {
	case state.Say:
		m.status.say(e.Notice, e.Notice.Outcome(), m.config.Now())
	case state.Show:
		m.present(e.Reaction)
	case state.ShowTicket:
		m.showTicket(e)
	case state.OpenVisit:
		m.openVisit(e)
	default:
		return m.apply(state.Failed{Doing: e, Failure: state.Failure{Code: state.NotPossible}})
	}
	return nil
}

// arm sets the one timer to the next moment at which something changes by
// itself, unless it is set to that moment or an earlier one.
func (m *Model) arm() tea.Cmd {
	now := m.st.Now
	due := m.st.Due()
	if d, ok := m.status.due(now); ok {
		due = min(due, d)
	}
	if d, ok := m.keysDue(m.config.Now()); ok {
		due = min(due, d)
	}
	at := now.Mono + due
	if m.timer.armed > now.Mono && m.timer.armed <= at {
		return nil
	}
	m.timer.armed = at
	return m.wait(due)
}
