package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/pane"
)

// route says who receives a message: an event is applied, input goes to what
// has the focus, the rest concerns everybody.
func (m *Model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case reply:
		return m.answered(msg)
	case timed:
		return m.tick(msg)
	case tea.KeyPressMsg:
		if m.caption.Beat > 0 {
			taken := m.takeOver()
			if msg.String() != "ctrl+c" {
				return taken
			}
			return tea.Batch(taken, m.key(msg))
		}
		return m.key(msg)
	case Caption:
		m.caption = msg
	case Played:
		return m.key(msg.Key)
	case PlayOver:
		m.caption = Caption{}
		m.say(state.Notice{Key: "play_over", Tone: state.Good})
		return m.arm()
	case tea.PasteMsg:
		return m.paste(msg)
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
	case exported:
		return m.sheetWritten(msg)
	}
	return nil
}

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
	if t.number != m.timer {
		return nil
	}
	m.armed = 0
	now := m.config.Now()
	m.status.expire(now)
	return m.byItself(func() tea.Cmd {
		effects := m.st.Apply(now, t.heard)
		return m.perform(append(effects, m.st.Apply(now, state.Ticked{Idle: m.idle(now)})...))
	})
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

// rowChanged says whether the row that is selected now was not when the key was
// thought of.
func (m *Model) rowChanged(p pane.Pane, now clinic.Instant) bool {
	seen := now.Mono - grace
	_, selects := p.(pane.Selects)
	return selects && m.last.turn > max(seen, 0) || pane.ChangedSince(p, seen)
}

// idleAfter is how long no key was pressed at a desk that is left alone.
const idleAfter = time.Minute

// idle says whether the desk is left alone: nothing lies over the screen, nothing
// is being typed, and no key came for a while.
func (m *Model) idle(now clinic.Instant) bool {
	return m.top() == nil && !m.front().Typing() && now.Mono-m.last.key >= idleAfter
}

// grace is how long no key must have been pressed before an overlay that
// opened by itself takes any: until then keys go on into the draft. So long does
// a row that was selected without a person's doing take none: the key was meant
// for the one before.
const grace = 400 * time.Millisecond

// key gives a key to what is in front. What opened by itself and was not seen
// yet takes none; meanwhile text goes on into what was being typed, and other
// keys are dropped, because they would land on what nobody has looked at.
func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	now := m.config.Now()
	m.status.key(now, m.front().Typing() && isText(k))
	m.hello, m.last.key = "", now.Mono
	m.last.eventBefore, m.last.event = m.last.event, 0
	if top := m.top(); top != nil && top.byItself && !top.seen {
		if now.Mono-top.touched < grace {
			top.touched = now.Mono
			if under := m.under(); isText(k) && under.Typing() {
				return tea.Batch(under.Update(k), m.arm())
			}
			if k.String() != "ctrl+c" {
				return nil
			}
		}
		top.seen = true
	}
	p := m.front()
	a, ok := pane.Matching(m.actionsOf(p), k, p.Typing())
	if !ok {
		return tea.Batch(p.Update(k), m.arm())
	}
	switch why := a.Reason(); {
	case !a.AnyRow && m.rowChanged(p, now):
		m.say(state.Notice{Key: "row_changed", Tone: state.Warning})
	case why != "":
		m.say(state.Notice{Key: why, Tone: state.Warning})
	default:
		return tea.Batch(a.Do(), m.arm())
	}
	return m.arm()
}

// paste gives pasted text to the field in front; it never is an action.
func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	p := m.front()
	if !p.Typing() {
		m.say(state.Notice{Key: "paste_nowhere"})
		return m.arm()
	}
	return tea.Batch(p.Update(msg), m.arm())
}

// resize lays the desk out anew. Selection and draft are not touched.
func (m *Model) resize(w, h int) {
	m.lay = layoutFor(clamp(w, h))
}

// background changes to the light theme when the terminal turns out to be
// light. The question never delays the first paint.
func (m *Model) background(msg tea.BackgroundColorMsg) {
	if m.light != nil && !msg.IsDark() {
		m.look.Recolour(m.light)
		m.light = nil
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

// isText says whether a key types a character or edits typed text.
func isText(k tea.KeyPressMsg) bool { return k.Text != "" || k.String() == "backspace" }
