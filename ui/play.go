package ui

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// A Caption is what the story says while it plays by itself, in place of the
// footer.
type Caption struct {
	Beat, Beats int
	Text        string   // key of the sentence in the locale files
	Keys        []string // pressed in this scene so far: names of keys, and texts
}

// Played is a key that the story presses.
type Played struct{ Key tea.KeyPressMsg }

// PlayOver ends the story: the desk is the person's.
type PlayOver struct{}

// An OutsideEvent is something that the demo can let happen, and the beats of
// its story.
type OutsideEvent struct {
	Key   string              // the key that plays it; pressed again at once, it lists the beats
	Name  string              // key of its name in the locale files
	Play  func() (key string) // returns the key of what is said of it
	Beats []Beat
}

// A Beat is one that a presenter can begin with.
type Beat struct {
	Number int
	Text   string   // key of what it shows
	Keys   []string // what is pressed in it
	Ready  func()   // has the demo stand where it begins
}

// takeOver ends the story that plays by itself, because a person pressed a key.
func (m *Model) takeOver() tea.Cmd {
	m.caption = Caption{}
	if m.env.TakeOver != nil {
		m.env.TakeOver()
	}
	m.status.say(state.Notice{Key: "taken_over", Tone: state.Good, At: m.env.Now().Wall})
	return m.arm()
}

// captionLine is the beat, the keys that were pressed, and the caption.
func (m *Model) captionLine() string {
	e, c := m.env, m.caption
	r := e.line(m.lay.w).Put(e.ink(theme.Active), " "+strconv.Itoa(c.Beat)+"/"+strconv.Itoa(c.Beats)+" ").Gap(1)
	text := e.t(c.Text)
	if keys := m.keysSaid(c.Keys); keys != "" && widget.Width(keys)+2+widget.Width(text) <= r.Left() {
		r.Put(e.ink(theme.KeyName), keys).Gap(2)
	}
	return r.Put(e.ink(theme.Strong), text).String()
}

// keysSaid are keys as people read them.
func (m *Model) keysSaid(keys []string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = m.env.keyName(k)
	}
	return strings.Join(names, " ")
}

// beatsAgain is how soon the key of an outside event lists the beats when it is
// pressed again.
const beatsAgain = 3 * time.Second

// playEvent lets the next outside event happen. Pressed again at once it lists
// the beats of the story.
func (m *Model) playEvent(e OutsideEvent) tea.Cmd {
	now := m.env.Now()
	if len(e.Beats) > 0 && m.caption.Beat == 0 && m.eventBefore > 0 && now.Mono-m.eventBefore < beatsAgain {
		m.push(&beats{Model: m, of: e})
		return nil
	}
	m.eventAt = now.Mono
	m.status.say(state.Notice{Key: e.Play(), Tone: state.Warning, At: now.Wall})
	return nil
}

// beats lists where a presenter can begin.
type beats struct {
	*Model
	of  OutsideEvent
	win widget.Window
}

func (b *beats) title() string          { return "story.title" }
func (b *beats) typing() bool           { return false }
func (b *beats) update(tea.Msg) tea.Cmd { return nil }

func (b *beats) actions() []action {
	return append([]action{
		hinted("act.begin", b.begin, "enter"),
		hinted("act.close", b.pop, "esc", b.of.Key),
	}, moves(&b.win, func() tea.Cmd { return nil })...)
}

// begin has the demo stand where the chosen beat begins, at a bare desk.
func (b *beats) begin() tea.Cmd {
	beat := b.of.Beats[b.win.Selected]
	beat.Ready()
	b.closeAll()
	cmds := []tea.Cmd{b.putAside(), b.today()}
	b.status.say(state.Notice{Key: "beat_ready", Tone: state.Good, Where: b.keysSaid(beat.Keys), At: b.env.Now().Wall})
	return tea.Batch(append(cmds, b.arm())...)
}

func (b *beats) view(w, h int) ([]string, *tea.Cursor) {
	e := b.env
	w = min(w, bookWidth)
	inner := w - widget.BoxPadding
	b.win.Resize(len(b.of.Beats), max(1, (h-2)/2))
	from, to := b.win.Visible()
	var lines []string
	for i := from; i < to; i++ {
		beat := b.of.Beats[i]
		role, mark := theme.Text, "  "
		if i == b.win.Selected {
			role, mark = theme.Focus, "> "
		}
		lines = append(lines,
			e.line(inner).Put(e.ink(role), mark).Cell(e.ink(role), strconv.Itoa(beat.Number), 4).Put(e.ink(role), e.t(beat.Text)).String(),
			e.line(inner).Gap(6).Put(e.ink(theme.KeyName), b.keysSaid(beat.Keys)).String())
	}
	return b.box(b, lines, w), nil
}
