package ui

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/overlay"
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
	Beats []overlay.Beat
}

// takeOver ends the story that plays by itself, because a person pressed a key.
func (m *Model) takeOver() tea.Cmd {
	m.caption = Caption{}
	if m.config.TakeOver != nil {
		m.config.TakeOver()
	}
	m.say(state.Notice{Key: "taken_over", Tone: state.Good})
	return m.arm()
}

// captionLine is the beat, the keys that were pressed, and the caption.
func (m *Model) captionLine() string {
	l, c := m.look, m.caption
	r := l.Line(m.lay.W).Put(l.Ink(theme.Active), " "+strconv.Itoa(c.Beat)+"/"+strconv.Itoa(c.Beats)+" ").Gap(1)
	text := l.T(c.Text)
	if keys := l.KeyNames(c.Keys); keys != "" && widget.Width(keys)+2+widget.Width(text) <= r.Left() {
		r.Put(l.Ink(theme.KeyName), keys).Gap(2)
	}
	return r.Put(l.Ink(theme.Strong), text).String()
}

// beatsAgain is how soon the key of an outside event lists the beats when it is
// pressed again.
const beatsAgain = 3 * time.Second

// playEvent lets the next outside event happen. Pressed again at once it lists
// the beats of the story.
func (m *Model) playEvent(e OutsideEvent) tea.Cmd {
	now := m.config.Now()
	if len(e.Beats) > 0 && m.caption.Beat == 0 && m.last.eventBefore > 0 && now.Mono-m.last.eventBefore < beatsAgain {
		m.push(overlay.NewBeats(desk{m}, e.Key, e.Beats))
		return nil
	}
	m.last.event = now.Mono
	m.say(state.Notice{Key: e.Play(), Tone: state.Warning})
	return nil
}
