package ui

import (
	"regexp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/keyboard"
	"creneau/ui/overlay"
	"creneau/ui/pane"
)

// keys is what the desk knows of the keys that it was given last.
type keys struct {
	last    tea.KeyPressMsg
	typed   string // in the last reads, without a rest between them
	typedAt time.Duration

	many bool // more were read at once than fingers press

	ahead []tea.KeyPressMsg // that may begin an address, not given to anything yet
	until time.Duration     // when they are, at the latest

	digit digit
}

// A digit has selected a row, which it sends when no other byte comes soon.
type digit struct {
	pane  pane.Pane
	at    time.Duration // when it was pressed
	sends func() tea.Cmd
}

// How long the desk waits to know what a key is.
const (
	aheadWait = 50 * time.Millisecond  // the first letter of an address, for the next ones
	digitWait = 150 * time.Millisecond // a digit that sends, for anything else
)

// fingers is how many printable keys may be read at once and be typed: more are a
// paste that its terminal does not mark.
const fingers = 3

// hear takes what one read of the terminal brought. Anything at all stops what a
// digit was to send.
func (m *Model) hear(r keyboard.Read) tea.Cmd {
	m.keys.digit.sends = nil
	printable := 0
	for _, msg := range r.Msgs {
		if k, ok := msg.(tea.KeyPressMsg); ok && k.Text != "" {
			printable++
		}
	}
	m.keys.many = printable > fingers
	if m.pastesKey(r) {
		return tea.Batch(m.keyPasted(), m.arm())
	}
	var cmds []tea.Cmd
	for _, msg := range r.Msgs {
		m.keys.digit.sends = nil
		switch msg := msg.(type) {
		case tea.KeyPressMsg:
			cmds = append(cmds, m.press(msg))
		case tea.PasteMsg:
			cmds = append(cmds, m.settleAhead(), m.paste(msg))
		}
	}
	m.keys.many = false
	if r.Rest {
		m.keys.digit.sends = nil
	}
	return tea.Batch(cmds...)
}

// pastesKey says whether one read, with what came just before, is or goes on with an
// access key where none is asked for.
func (m *Model) pastesKey(r keyboard.Read) bool {
	now, k := m.config.Now().Mono, &m.keys
	rest := pasteRest
	_, digits := m.front().(*overlay.Reference) // which the _ of a French keyboard opens
	if (digits || !m.takesText()) && begunKey.MatchString(k.typed) {
		rest = typedRest
	}
	if now-k.typedAt > rest {
		k.typed = ""
	}
	k.typedAt = now
	for _, msg := range r.Msgs {
		switch msg := msg.(type) {
		case tea.KeyPressMsg:
			k.typed += msg.Text
			if msg.Text == "" {
				k.typed = ""
			}
		case tea.PasteMsg:
			k.typed = msg.Content
		}
	}
	_, front, _ := find[*overlay.AskKey](m)
	return !front && clinic.Mask(k.typed) != k.typed
}

// pasteRest is how long the parts of a paste lie apart at most, typedRest the keys of an
// access key that is typed by hand where no text is.
const (
	pasteRest = 100 * time.Millisecond
	typedRest = 3 * time.Second
)

// begunKey is what may be, or go on as, an access key: no three keys of a screen are.
var begunKey = regexp.MustCompile(`(?i)(^|[^a-z])mk?$|mk_`)

// keyPasted says that an access key goes nowhere but where it is asked for. What its
// first keys have opened is closed.
func (m *Model) keyPasted() tea.Cmd {
	m.keys.ahead = nil
	if _, front, _ := find[*overlay.Reference](m); front {
		m.pop()
	}
	m.say(state.Notice{Key: "key_pasted", Tone: state.Warning})
	return nil
}

// press takes a key that a person pressed, or a scanner.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	if m.caption.Beat > 0 {
		taken := m.takeOver()
		if k.String() != "ctrl+c" {
			return taken
		}
		return tea.Batch(taken, m.key(k))
	}
	if cmd, kept := m.mayBeScan(k); kept {
		return cmd
	}
	return m.key(k)
}

// mayBeScan keeps keys that may begin an address back, for a moment, where no text
// is typed: all of it belongs to the reference that it holds, and none of it is a
// key.
func (m *Model) mayBeScan(k tea.KeyPressMsg) (cmd tea.Cmd, kept bool) {
	const begins = "http"
	if len(m.keys.ahead) == 0 && (strings.ToLower(k.Text) != begins[:1] || m.takesText()) {
		return nil, false
	}
	m.keys.ahead = append(m.keys.ahead, k)
	if len(m.keys.ahead) == 1 {
		m.keys.until = m.config.Now().Mono + aheadWait
	}
	var text strings.Builder
	for _, k := range m.keys.ahead {
		text.WriteString(k.Text)
	}
	switch typed := strings.ToLower(text.String()); {
	case typed == begins:
		m.keys.ahead = nil
		m.push(overlay.NewReference(desk{m}, text.String()))
	case !strings.HasPrefix(begins, typed) || k.Text == "":
		return m.settleAhead(), true
	}
	return m.arm(), true
}

// takesText says whether a printable key is text now: in the field in front, or in
// the draft behind what opened by itself and was not seen yet.
func (m *Model) takesText() bool {
	top := m.top()
	return m.front().Typing() || top != nil && top.byItself && !top.seen && m.under().Typing()
}

// settleAhead gives keys that begin no address to what is in front.
func (m *Model) settleAhead() tea.Cmd {
	ahead := m.keys.ahead
	m.keys.ahead = nil
	var cmds []tea.Cmd
	for _, k := range ahead {
		cmds = append(cmds, m.key(k))
	}
	return tea.Batch(cmds...)
}

// keysDue is when time alone makes something of the keys.
func (m *Model) keysDue(now clinic.Instant) (in time.Duration, ok bool) {
	switch {
	case len(m.keys.ahead) > 0:
		return max(0, m.keys.until-now.Mono), true
	case m.keys.digit.sends != nil:
		return max(0, m.keys.digit.at+digitWait-now.Mono), true
	}
	return 0, false
}

// keysPassed does what is due of the keys.
func (m *Model) keysPassed(now clinic.Instant) tea.Cmd {
	var cmd tea.Cmd
	if in, ok := m.keysDue(now); ok && in == 0 {
		d := m.keys.digit
		m.keys.digit.sends = nil
		switch {
		case len(m.keys.ahead) > 0:
			cmd = m.settleAhead()
		case d.pane == m.front():
			cmd = d.sends()
		}
	}
	return tea.Batch(cmd, m.arm())
}

// openReference opens the line for a reference with the digit that was pressed.
func (m *Model) openReference() tea.Cmd {
	m.push(overlay.NewReference(desk{m}, m.keys.last.Text))
	return nil
}

// rowChanged says whether the row that is selected now was not when the key was
// thought of.
func (m *Model) rowChanged(p pane.Pane, now clinic.Instant) bool {
	seen := now.Mono - grace
	_, selects := p.(pane.Selects)
	return selects && m.last.turn > max(seen, 0) || pane.ChangedSince(p, seen)
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
	again := k.Code == tea.KeyEnter && m.keys.last.Code == tea.KeyEnter && now.Mono-m.last.key < grace
	m.keys.last = k
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
		return tea.Batch(p.Update(k), m.covered(p, k), m.arm())
	}
	switch why := a.Reason(); {
	case k.Code == tea.KeyEnter && m.closesUnseen(a, again, now):
	case m.keys.many && changes(k) && (m.top() == nil || a.Name == "act.undo"):
		m.say(state.Notice{Key: "unmarked_paste", Tone: state.Warning, Where: k.Text})
	case k.Code == tea.KeyEnter && m.keys.digit.pane == p && now.Mono-m.keys.digit.at < digitWait:
		m.say(state.Notice{Key: "enter_after_digit", Tone: state.Warning})
	case !a.AnyRow && m.rowChanged(p, now):
		m.say(state.Notice{Key: "row_changed", Tone: state.Warning})
	case why != "":
		m.say(state.Notice{Key: why, Tone: state.Warning})
	default:
		cmd := a.Do()
		if a.Sends != nil {
			m.keys.digit = digit{pane: p, at: now.Mono, sends: a.Sends}
		}
		return tea.Batch(cmd, m.arm())
	}
	return m.arm()
}

// closesUnseen says whether an Enter would close what nobody can have read: it follows
// another one, or what is in front has just appeared.
func (m *Model) closesUnseen(a pane.Action, again bool, now clinic.Instant) bool {
	top := m.top()
	return (a.Name == "act.close" || a.Name == "act.leave_sending") &&
		(again || top != nil && top.byItself && now.Mono-top.touched < grace)
}

// covered says of a key of every screen that it waits for what lies in front.
func (m *Model) covered(p pane.Pane, k tea.KeyPressMsg) tea.Cmd {
	if m.top() == nil || p.Typing() && k.Text != "" {
		return nil
	}
	if _, on := pane.Matching(m.global(), k, p.Typing()); on && k.Code != tea.KeyEscape {
		m.say(state.Notice{Key: "close_first", Tone: state.Warning, Where: m.look.KeyName(k.String())})
	}
	return nil
}

// changes says whether a printable key changes something on a bare screen.
func changes(k tea.KeyPressMsg) bool {
	return slices.Contains([]string{"x", "a", "e", "p", "r", "u"}, strings.ToLower(k.Text))
}

// paste gives pasted text to the field in front, or a reference to the line for
// one; it never is an action.
func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	p := m.front()
	if !p.Typing() {
		if _, ok := clinic.Reference(msg.Content); ok {
			m.push(overlay.NewReference(desk{m}, msg.Content))
			return m.arm()
		}
		m.say(state.Notice{Key: "paste_nowhere"})
		return m.arm()
	}
	return tea.Batch(p.Update(msg), m.arm())
}

// isText says whether a key types a character or edits typed text.
func isText(k tea.KeyPressMsg) bool { return k.Text != "" || k.String() == "backspace" }
