package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// help lists what can be done in one pane, from its own table of actions, and
// teaches the express line by examples.
type help struct {
	*Model
	of  pane
	top int
}

// openHelp shows the help of what is in front.
func (m *Model) openHelp() tea.Cmd {
	if _, front, ok := find[*help](m); ok && front {
		return m.pop()
	}
	m.push(&help{Model: m, of: m.front()})
	return nil
}

func (h *help) title() string          { return "help.title" }
func (h *help) typing() bool           { return false }
func (h *help) update(tea.Msg) tea.Cmd { return nil }
func (h *help) gone() bool             { return settled(h.of) }

func (h *help) actions() []action {
	return []action{
		hinted("act.close", h.pop, "esc", "enter", "q", "?"),
		hinted("act.down", func() tea.Cmd { h.top++; return nil }, "down", "j", "pgdown").when(h.noneBelow),
		hinted("act.up", func() tea.Cmd { h.top--; return nil }, "up", "k", "pgup").when(h.noneAbove),
	}
}

func (h *help) noneBelow() string {
	if h.top >= h.last((len(h.helped())+1)/2+1+len(helpExpress), h.lay.h-2) {
		return "no_more"
	}
	return ""
}

func (h *help) noneAbove() string {
	if h.top == 0 {
		return "no_more"
	}
	return ""
}

// last is the last line that can stand at the top.
func (h *help) last(lines, height int) int { return max(0, lines-(height-2)) }

// helpWidth is how wide the overlay is at most.
const helpWidth = 84

func (h *help) view(w, height int) ([]string, *tea.Cursor) {
	w = min(w, helpWidth)
	lines := h.lines(w)
	h.top = min(h.top, h.last(len(lines), height))
	return h.box(h, lines[h.top:min(len(lines), h.top+height-2)], w), nil
}

// helpExpress teaches the express line.
var helpExpress = [...]string{"help.express", "help.express1", "help.express2", "help.express3", "help.express4", "help.express5", "help.express6"}

// lines are all that there is to read, for a box of w cells.
func (h *help) lines(w int) []string {
	e := h.env
	inner := w - widget.BoxPadding
	half := inner/2 - 1
	var acts []string
	for _, a := range h.helped() {
		keys := make([]string, 0, 3)
		for _, k := range a.Keys() {
			keys = append(keys, e.keyName(k))
		}
		role := theme.KeyText
		if !a.can() {
			role = theme.Disabled
		}
		acts = append(acts, e.line(half).Cell(e.ink(theme.KeyName), strings.Join(keys, " "), 14).Put(e.ink(role), e.t(a.name)).String())
	}
	rows := (len(acts) + 1) / 2
	lines := joined(acts[:rows], acts[rows:], half+2)
	lines = append(lines, widget.BoxRule)
	for _, key := range helpExpress {
		lines = append(lines, e.line(inner).Put(e.ink(theme.Dim), e.t(key)).String())
	}
	return lines
}

// helped is the actions of the pane that is explained, each once.
func (h *help) helped() []action {
	seen := map[string]bool{}
	var out []action
	for _, a := range h.actionsOf(h.of) {
		if !seen[a.name] {
			seen[a.name] = true
			out = append(out, a)
		}
	}
	return out
}

// palette is every action by name, found by typing.
type palette struct {
	*Model
	of      pane // whose actions these are
	field   *widget.Field
	entries []paletteEntry
	found   []paletteEntry
	win     widget.Window
}

// A paletteEntry is one action, or one department to go to.
type paletteEntry struct {
	label, folded, keys string
	act                 action
}

func (m *Model) openPalette() tea.Cmd {
	if _, front, ok := find[*palette](m); ok && front {
		return m.pop()
	}
	p := &palette{Model: m, of: m.front(), field: widget.NewField(func(s string) string { return clinic.Clean(s, widget.FieldLimit) })}
	p.field.Focus()
	p.collect()
	p.search()
	m.push(p)
	return nil
}

// collect takes the actions of the pane in front and a way to each department.
func (p *palette) collect() {
	e := p.env
	seen := map[string]bool{"act.up": true, "act.down": true, "act.page_up": true, "act.page_down": true, "act.palette": true}
	for _, a := range append(p.of.actions(), append(p.global(), p.everywhere()...)...) {
		if seen[a.name] {
			continue
		}
		seen[a.name] = true
		label := e.t(a.name)
		p.entries = append(p.entries, paletteEntry{label, clinic.Fold(label), e.keyName(a.Help().Key), a})
	}
	for _, d := range e.st.Departments {
		label := e.Words.F("palette.department", map[string]any{"Where": d.Name})
		pick := act("act.department", func() tea.Cmd { return p.apply(state.DepartmentPicked{ID: d.ID}) })
		p.entries = append(p.entries, paletteEntry{label, clinic.Fold(label), "", pick})
	}
}

func (p *palette) title() string { return "palette.title" }
func (p *palette) typing() bool  { return true }
func (p *palette) gone() bool    { return settled(p.of) }

func (p *palette) update(msg tea.Msg) tea.Cmd {
	cmd := p.field.Update(msg)
	p.search()
	return cmd
}

// search finds the entries by the beginnings of their words first, then fuzzily.
func (p *palette) search() {
	query := clinic.Fold(p.field.Value())
	if query == "" {
		p.found = p.entries
		p.win.Select(0)
		return
	}
	var first, rest []paletteEntry
	taken := map[int]bool{}
	for i, en := range p.entries {
		if strings.HasPrefix(en.folded, query) || strings.Contains(en.folded, " "+query) {
			first = append(first, en)
			taken[i] = true
		}
	}
	folded := make([]string, len(p.entries))
	for i, en := range p.entries {
		folded[i] = en.folded
	}
	for _, m := range fuzzy.Find(query, folded) {
		if !taken[m.Index] {
			rest = append(rest, p.entries[m.Index])
		}
	}
	p.found = append(first, rest...)
	p.win.Select(0)
}

func (p *palette) actions() []action {
	return []action{
		hinted("act.do", p.run, "enter").when(p.nothing),
		act("act.up", func() tea.Cmd { p.win.Move(-1); return nil }, "up"),
		act("act.down", func() tea.Cmd { p.win.Move(+1); return nil }, "down"),
		act("act.page_up", func() tea.Cmd { p.win.Page(-1); return nil }, "pgup"),
		act("act.page_down", func() tea.Cmd { p.win.Page(+1); return nil }, "pgdown"),
		hinted("act.close", p.pop, "esc"),
	}
}

func (p *palette) nothing() string {
	if len(p.found) == 0 {
		return "no_such_action"
	}
	return ""
}

// run closes the palette and does the chosen action, or says why it cannot.
func (p *palette) run() tea.Cmd {
	a := p.found[p.win.Selected].act
	p.pop()
	if why := a.reason(); why != "" {
		p.status.say(state.Notice{Key: why, Tone: state.Warning, At: p.env.Now().Wall})
		return nil
	}
	return a.do()
}

func (p *palette) view(w, h int) ([]string, *tea.Cursor) {
	e := p.env
	w = min(w, 64)
	inner := w - widget.BoxPadding
	p.field.SetWidth(inner - 2)
	lines := []string{e.line(inner).Put(e.ink(theme.Accent), "> ").Put(e.ink(theme.Input), p.field.View()).String(), widget.BoxRule}
	p.win.Resize(len(p.found), min(12, h-4))
	from, to := p.win.Visible()
	for i := from; i < to; i++ {
		en := p.found[i]
		role := theme.Text
		if !en.act.can() {
			role = theme.Disabled
		}
		mark := "  "
		if i == p.win.Selected {
			role, mark = theme.Focus, "> "
		}
		lines = append(lines, e.line(inner).Put(e.ink(role), mark).Cell(e.ink(role), en.label, inner-14).RightCell(e.ink(role), en.keys, 12).String())
	}
	return p.box(p, fit(lines, p.win.Height+2), w), p.field.Cursor(4, 1)
}
