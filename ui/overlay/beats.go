package overlay

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// A Beat is one that a presenter can begin with.
type Beat struct {
	Number int
	Text   string   // key of what it shows
	Keys   []string // what is pressed in it
	Ready  func()   // has the demo stand where it begins
}

// Beats lists where a presenter can begin.
type Beats struct {
	pane.Desk
	key  string // that opened it, and closes it
	list []Beat
	sel  widget.Selection[int] // of their numbers
}

// NewBeats lists beats; key closes the list as it opened it.
func NewBeats(d pane.Desk, key string, list []Beat) *Beats {
	b := &Beats{Desk: d, key: key, list: list}
	numbers := make([]int, len(list))
	for i, beat := range list {
		numbers[i] = beat.Number
	}
	b.sel.Hold(0, numbers)
	return b
}

func (b *Beats) Title() string          { return "story.title" }
func (b *Beats) Typing() bool           { return false }
func (b *Beats) Update(tea.Msg) tea.Cmd { return nil }

// Lost is when the selected beat was last replaced without a person's doing.
func (b *Beats) Lost() (time.Duration, bool) { return b.sel.Lost() }

func (b *Beats) Actions() []pane.Action {
	return append([]pane.Action{
		pane.Hinted("act.begin", b.begin, "enter"),
		pane.Hinted("act.close", b.Close, "esc", b.key).ForAnyRow(),
	}, pane.Moves(&b.sel, nil)...)
}

// begin has the demo stand where the chosen beat begins, at a bare desk.
func (b *Beats) begin() tea.Cmd {
	beat := b.list[b.sel.Index()]
	beat.Ready()
	b.CloseAll()
	cmds := tea.Batch(b.Apply(state.DraftClosed{}), b.Home())
	b.Say(state.Notice{Key: "beat_ready", Tone: state.Good, Where: b.Look().KeyNames(beat.Keys)})
	return cmds
}

func (b *Beats) View(w, h int) ([]string, *tea.Cursor) {
	l := b.Look()
	w = min(w, draw.BoxWidth)
	inner := w - widget.BoxPadding
	b.sel.Fit(max(1, (h-2)/2))
	from, to := b.sel.Visible()
	var lines []string
	for i := from; i < to; i++ {
		beat := b.list[i]
		role, mark := theme.Text, "  "
		if i == b.sel.Index() {
			role, mark = theme.Focus, "> "
		}
		lines = append(lines,
			l.Line(inner).Put(l.Ink(role), mark).Cell(l.Ink(role), strconv.Itoa(beat.Number), 4).Put(l.Ink(role), l.T(beat.Text)).String(),
			l.Line(inner).Gap(6).Put(l.Ink(theme.KeyName), l.KeyNames(beat.Keys)).String())
	}
	return l.Box(b.Title(), lines, w), l.RowCursor(2, 1+2*(b.sel.Index()-from))
}
