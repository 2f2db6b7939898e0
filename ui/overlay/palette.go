package overlay

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Palette is every action by name, found by typing.
type Palette struct {
	pane.Desk
	of      pane.Pane     // whose actions these are
	opened  time.Duration // when, on the clock that only goes forward
	field   *widget.Field
	entries []paletteEntry
	found   []paletteEntry
	sel     widget.Selection[string]
}

// A paletteEntry is one action, one department to go to, or one choice.
type paletteEntry struct {
	id, label, folded, keys string
	act                     pane.Action
}

// A Choice is something that can be chosen of how the desk looks.
type Choice struct {
	ID, Label string
	Stands    bool // it is chosen
	Do        func() tea.Cmd
}

// NewPalette finds among the actions of a pane and those that work everywhere, and
// among choices.
func NewPalette(d pane.Desk, of pane.Pane, actions []pane.Action, choices []Choice) *Palette {
	p := &Palette{Desk: d, of: of, opened: d.State().Now.Mono, field: widget.NewField(func(s string) string { return clinic.Clean(s, widget.FieldLimit) }).Hide(clinic.Mask)}
	p.field.Focus()
	p.collect(actions)
	for _, c := range choices {
		now := ""
		if c.Stands {
			now = d.Look().T("palette.stands")
		}
		act := pane.Act("act.choose", c.Do).ForAnyRow()
		p.entries = append(p.entries, paletteEntry{c.ID, c.Label, clinic.Fold(c.Label), now, act})
	}
	p.search()
	return p
}

// collect takes the actions, each once, and a way to each department.
func (p *Palette) collect(actions []pane.Action) {
	l := p.Look()
	seen := map[string]bool{"act.up": true, "act.down": true, "act.page_up": true, "act.page_down": true, "act.palette": true}
	for _, a := range actions {
		if seen[a.Name] {
			continue
		}
		seen[a.Name] = true
		label := l.T(a.Name)
		p.entries = append(p.entries, paletteEntry{a.Name, label, clinic.Fold(label), l.KeyName(a.Help().Key), a})
	}
	for _, d := range p.State().Departments {
		label := l.Words.F("palette.department", map[string]any{"Where": d.Name})
		pick := pane.Act("act.department", func() tea.Cmd { return p.Apply(state.DepartmentPicked{ID: d.ID}) }).ForAnyRow()
		p.entries = append(p.entries, paletteEntry{"department " + d.ID.Text(), label, clinic.Fold(label), "", pick})
	}
}

func (p *Palette) Title() string { return "palette.title" }
func (p *Palette) Typing() bool  { return true }
func (p *Palette) Settled() bool { return pane.IsSettled(p.of) }

func (p *Palette) Update(msg tea.Msg) tea.Cmd {
	before := p.field.Value()
	cmd := p.field.Update(msg)
	if p.field.Value() != before {
		p.search()
	}
	return cmd
}

// search finds the entries by the beginnings of their words first, then fuzzily.
func (p *Palette) search() {
	p.found = p.matching(clinic.Fold(p.field.Value()))
	if ref, ok := clinic.Reference(p.field.Value()); ok {
		p.found = append([]paletteEntry{p.reference(ref)}, p.found...)
	}
	ids := make([]string, len(p.found))
	for i, en := range p.found {
		ids[i] = en.id
	}
	p.sel.Reset() // the best is selected
	p.sel.Hold(p.opened, ids)
}

// reference is the entry that opens the appointment with a number.
func (p *Palette) reference(ref string) paletteEntry {
	open := pane.Act("act.reference", func() tea.Cmd { return p.Apply(state.ReferenceAsked{Ref: ref}) }).ForAnyRow()
	return paletteEntry{id: "reference " + ref, label: p.Look().T("reference.number") + " " + ref, act: open}
}

// matching are the entries that a folded query finds, the best first.
func (p *Palette) matching(query string) []paletteEntry {
	if query == "" {
		return p.entries
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
	return append(first, rest...)
}

// Lost is when the selected entry was last replaced without a person's doing.
func (p *Palette) Lost() (time.Duration, bool) { return p.sel.Lost() }

func (p *Palette) Actions() []pane.Action {
	return append([]pane.Action{
		pane.Hinted("act.do", p.run, "enter").When(p.nothing),
		pane.Hinted("act.close", p.Close, "esc").ForAnyRow(),
	}, pane.Steps(&p.sel)...)
}

func (p *Palette) nothing() string {
	if len(p.found) == 0 {
		return "no_such_action"
	}
	return ""
}

// run closes the palette and does the chosen action, or says why it cannot: also
// where it was chosen for a row that has gone since.
func (p *Palette) run() tea.Cmd {
	a := p.found[p.sel.Index()].act
	p.Close()
	switch why := a.Reason(); {
	case !a.AnyRow && pane.ChangedSince(p.of, p.opened):
		p.Say(state.Notice{Key: "row_changed", Tone: state.Warning})
	case why != "":
		p.Say(state.Notice{Key: why, Tone: state.Warning})
	default:
		return a.Do()
	}
	return nil
}

func (p *Palette) View(w, h int) ([]string, *tea.Cursor) {
	l := p.Look()
	w = min(w, 64)
	inner := w - widget.BoxPadding
	p.field.SetWidth(inner - 2)
	lines := []string{l.Line(inner).Put(l.Ink(theme.Accent), "> ").Put(l.Ink(theme.Input), p.field.View()).String(), widget.BoxRule}
	p.sel.Fit(min(12, h-4))
	from, to := p.sel.Visible()
	for i := from; i < to; i++ {
		en := p.found[i]
		role := theme.Text
		if !en.act.Can() {
			role = theme.Disabled
		}
		mark := "  "
		if i == p.sel.Index() {
			role, mark = theme.Focus, "> "
		}
		label := en.label
		if why := en.act.Reason(); why != "" {
			label = cannot(p, label, why)
		}
		lines = append(lines, l.Line(inner).Put(l.Ink(role), mark).Cell(l.Ink(role), label, inner-14).RightCell(l.Ink(role), en.keys, 12).String())
	}
	return l.Box(p.Title(), draw.Fit(lines, p.sel.Height()+2), w), p.field.Cursor(4, 1)
}
