package overlay

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Help teaches the express line by examples, and lists what can be done in one pane,
// from its own table of actions.
type Help struct {
	pane.Desk
	of      pane.Pane
	actions func() []pane.Action
	top     int // the first line that shows
}

// NewHelp explains a pane: actions are all that can be done in it.
func NewHelp(d pane.Desk, of pane.Pane, actions func() []pane.Action) *Help {
	return &Help{Desk: d, of: of, actions: actions}
}

func (h *Help) Title() string          { return "help.title" }
func (h *Help) Typing() bool           { return false }
func (h *Help) Update(tea.Msg) tea.Cmd { return nil }
func (h *Help) Settled() bool          { return pane.IsSettled(h.of) }

func (h *Help) Actions() []pane.Action {
	return []pane.Action{
		pane.Hinted("act.close", h.Close, "esc", "enter", "q", "?"),
		pane.Hinted("act.down", func() tea.Cmd { h.top++; return nil }, "down", "j", "pgdown").When(h.noneBelow),
		pane.Hinted("act.up", func() tea.Cmd { h.top--; return nil }, "up", "k", "pgup").When(h.noneAbove),
	}
}

func (h *Help) noneBelow() string {
	if h.top >= h.last(len(h.lines(min(h.Window().W, helpWidth))), h.Window().H-2) {
		return "no_more"
	}
	return ""
}

func (h *Help) noneAbove() string {
	if h.top == 0 {
		return "no_more"
	}
	return ""
}

// last is the last line that can stand at the top.
func (h *Help) last(lines, height int) int { return max(0, lines-(height-2)) }

// helpWidth is how wide the overlay is at most.
const helpWidth = 84

func (h *Help) View(w, height int) ([]string, *tea.Cursor) {
	w = min(w, helpWidth)
	lines := h.lines(w)
	h.top = min(h.top, h.last(len(lines), height))
	return h.Look().Box(h.Title(), lines[h.top:min(len(lines), h.top+height-2)], w), nil
}

// helpExpress teaches the express line.
var helpExpress = [...]string{"help.express", "help.express1", "help.express2", "help.express3", "help.express4", "help.express5", "help.express6"}

// lines are all that there is to read, for a box of w cells.
func (h *Help) lines(w int) []string {
	l := h.Look()
	inner := w - widget.BoxPadding
	half := inner/2 - 1
	columns := h.Window().Size >= pane.Normal
	if !columns {
		half = inner
	}
	var acts []string
	helped := h.helped()
	for _, a := range helped {
		keys := make([]string, 0, 3)
		for _, k := range a.KeysTold() {
			keys = append(keys, l.KeyName(k))
		}
		role := theme.KeyText
		if !a.Can() {
			role = theme.Disabled
		}
		acts = append(acts, l.Line(half).Cell(l.Ink(theme.KeyName), strings.Join(keys, " "), 13).Gap(1).Put(l.Ink(role), l.T(a.Name)).String())
	}
	lines := append(h.expressLines(inner), widget.BoxRule)
	if rows := (len(acts) + 1) / 2; columns {
		acts = draw.Joined(acts[:rows], acts[rows:], half+2)
	}
	lines = append(append(lines, acts...), widget.BoxRule)
	lines = append(lines, l.Wrap(theme.Dim, l.T("help.looks"), inner)...)
	if why := h.whyNot(helped, inner); len(why) > 0 {
		lines = append(append(lines, widget.BoxRule), why...)
	}
	return lines
}

// expressLines teach the quick entry: an example and what it means on one line, or
// one below the other where there is no room.
func (h *Help) expressLines(w int) []string {
	l := h.Look()
	var lines []string
	example := map[string]any{"Time": l.Words.Said(10 * clinic.Hour)}
	for _, key := range helpExpress {
		text := l.Words.F(key, example)
		typed, means, is := strings.Cut(text, "   ")
		switch {
		case widget.Width(text) <= w:
			lines = append(lines, l.Text(theme.Text, text, w))
		case is:
			lines = append(lines, l.Text(theme.KeyName, typed, w))
			for _, s := range draw.Broken(means, w-2) {
				lines = append(lines, l.Line(w).Gap(2).Put(l.Ink(theme.Text), s).String())
			}
		default:
			lines = append(lines, l.Wrap(theme.Text, text, w)...)
		}
	}
	return lines
}

// whyNot says why some of the actions cannot be done now, one sentence a reason.
func (h *Help) whyNot(acts []pane.Action, w int) []string {
	l := h.Look()
	names, order := map[string][]string{}, []string(nil)
	for _, a := range acts {
		if why := a.Reason(); why != "" {
			if names[why] == nil {
				order = append(order, why)
			}
			names[why] = append(names[why], l.T(a.Name))
		}
	}
	var lines []string
	for _, why := range order {
		lines = append(lines, l.Wrap(theme.Disabled, cannot(h, strings.Join(names[why], ", "), why), w)...)
	}
	return lines
}

// cannot says of actions, by name, why they cannot be done now.
func cannot(d pane.Desk, what, why string) string {
	l := d.Look()
	return l.Words.F("palette.cannot", map[string]any{"What": what, "Why": l.Sentence(state.Notice{Key: why}, d.State().Now.Wall.Day(), draw.Keys{})})
}

// helped is the actions of the pane that is explained, each once.
func (h *Help) helped() []pane.Action {
	seen := map[string]bool{}
	var out []pane.Action
	for _, a := range h.actions() {
		if !seen[a.Name] {
			seen[a.Name] = true
			out = append(out, a)
		}
	}
	return out
}
