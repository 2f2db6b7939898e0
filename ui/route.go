package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/keyboard"
	"creneau/ui/theme"
)

// route says who receives a message: an event is applied, input goes to what
// has the focus, the rest concerns everybody.
func (m *Model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case reply:
		return m.answered(msg)
	case timed:
		return m.tick(msg)
	case keyboard.Read:
		return m.hear(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		return m.hear(keyboard.Read{Msgs: []tea.Msg{msg}})
	case Caption:
		m.caption = msg
	case Played:
		return m.key(msg.Key)
	case PlayOver:
		m.caption = Caption{}
		m.say(state.Notice{Key: "play_over", Tone: state.Good})
		return m.arm()
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
		return m.calendarShown()
	case tea.FocusMsg:
		return m.apply(state.FocusChanged{})
	case tea.BlurMsg:
		return m.apply(state.FocusChanged{Blurred: true})
	case tea.BackgroundColorMsg:
		m.background(msg)
	case keyUsed:
		if msg.err != nil {
			m.say(state.Notice{Key: "key_unfit", Tone: state.Warning})
			return m.arm()
		}
		return m.apply(state.KeyGiven{})
	case Announced:
		m.say(state.Notice{Key: msg.Key, Tone: state.Warning})
		return m.arm()
	case state.Event: // from outside: of other desks, and of what was kept
		return m.byItself(func() tea.Cmd { return m.apply(msg) })
	case exported:
		return m.sheetWritten(msg)
	case looksKept:
		return m.looksKept(msg)
	}
	return nil
}

// Announced is what whoever runs the desk says to the person at it: the key of a
// sentence.
type Announced struct{ Key string }

// answered lets what an answer tells happen.
func (m *Model) answered(r reply) tea.Cmd {
	m.writes.heard(r.number)
	return m.byItself(func() tea.Cmd {
		cmds := make([]tea.Cmd, 0, len(r.events))
		for _, e := range r.events {
			cmds = append(cmds, m.apply(e))
		}
		return tea.Batch(cmds...)
	})
}

// tick lets what is due happen. A timer that was overtaken counts for nothing.
func (m *Model) tick(t timed) tea.Cmd {
	if t.number != m.timer.number {
		return nil
	}
	m.timer.armed = 0
	now := m.config.Now()
	m.status.expire(now)
	passed := m.byItself(func() tea.Cmd {
		effects := m.st.Apply(now, t.heard)
		return m.perform(append(effects, m.st.Apply(now, state.Ticked{Idle: m.idle(now)})...))
	})
	return tea.Batch(passed, m.keysPassed(now))
}

// byItself lets happen what no key asked for, and notes where the desk shows
// another day or department since.
func (m *Model) byItself(happen func() tea.Cmd) tea.Cmd {
	day, department := m.st.Shown, m.st.Selected
	m.status.arriving = true
	cmd := happen()
	m.status.arriving = false
	if department != "" && (m.st.Shown != day || m.st.Selected != department) {
		m.last.turn = m.config.Now().Mono
	}
	return cmd
}

// idleAfter is how long no key was pressed at a desk that is left alone.
const idleAfter = time.Minute

// idle says whether the desk is left alone: nothing lies over the screen, nothing
// is being typed, and no key came for a while.
func (m *Model) idle(now clinic.Instant) bool {
	return m.top() == nil && !m.front().Typing() && now.Mono-m.last.key >= idleAfter
}

// resize lays the desk out anew. Selection and draft are not touched.
func (m *Model) resize(w, h int) {
	m.lay = layoutFor(clamp(w, h))
}

// grounds is how far the question for the terminal's ground is. It never delays the
// first paint.
type grounds struct {
	Ground
	dark    *theme.Theme  // for one that says that it is dark
	waits   bool          // for the answer
	since   time.Duration // when it was asked
	unknown bool          // it has not come in time
}

// groundAsked asks the terminal for its ground, where it is to be asked.
func (m *Model) groundAsked(dark *theme.Theme, g Ground) tea.Cmd {
	m.grounds = grounds{Ground: g, dark: dark, waits: g.Asked, since: m.config.Now().Mono}
	if !g.Asked {
		return nil
	}
	return tea.RequestBackgroundColor
}

// groundAnswer is how long the answer may take: over the slowest links it is there
// long before.
const groundAnswer = 3 * time.Second

// background changes to the theme of the terminal's ground.
func (m *Model) background(msg tea.BackgroundColorMsg) {
	was := m.grounds
	m.grounds = grounds{}
	switch {
	case !was.waits:
	case !msg.IsDark():
		m.look.Recolour(was.Light)
	case was.unknown:
		m.look.Recolour(was.dark)
	}
}

// groundless changes to colours that are read on every ground where the terminal has
// not said which it has.
func (m *Model) groundless() {
	if g := &m.grounds; g.waits && !g.unknown && m.config.Now().Mono-g.since >= groundAnswer {
		g.unknown = true
		m.look.Recolour(g.Unknown)
	}
}

// syncOutput tells the renderer that the terminal takes synchronised output:
// it does not ask over most SSH sessions.
func syncOutput() tea.Msg {
	return tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset}
}

// Filter is the program's one filter: it clamps a window size and drops one
// that the desk has already, for which the renderer would paint everything
// again, and drops suspends, which a clinic's terminal has no shell to come
// back from.
func Filter() func(tea.Model, tea.Msg) tea.Msg {
	return func(desk tea.Model, msg tea.Msg) tea.Msg {
		switch msg := msg.(type) {
		case tea.WindowSizeMsg:
			msg.Width, msg.Height = clamp(msg.Width, msg.Height)
			if m, ok := desk.(*Model); ok && m.lay.W == msg.Width && m.lay.H == msg.Height {
				return nil
			}
			return msg
		case tea.SuspendMsg:
			return nil
		}
		return msg
	}
}

// clamp makes a window's claim believable.
func clamp(w, h int) (int, int) { return min(max(w, 1), maxWidth), min(max(h, 1), maxHeight) }
