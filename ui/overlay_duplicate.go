package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// duplicate shows the appointment that a draft would have doubled, beside it.
type duplicate struct{ *Model }

func newDuplicate(m *Model) *duplicate { return &duplicate{m} }

func (d *duplicate) title() string          { return "dup.title" }
func (d *duplicate) typing() bool           { return false }
func (d *duplicate) update(tea.Msg) tea.Cmd { return nil }
func (d *duplicate) gone() bool             { return d.env.st.Clash == nil }

func (d *duplicate) actions() []action {
	return []action{
		hinted("act.open_existing", d.open, "enter").when(d.unknown),
		hinted("act.put_aside", d.back, "esc"),
		hinted("act.move_existing", d.move, "r", "f6").when(firstOf(d.mayCancel, d.unknown)),
		hinted("act.other_person", d.other, "n"),
	}
}

func (d *duplicate) unknown() string {
	if d.env.st.Clash.Visit.ID == "" {
		return "existing_unknown"
	}
	return ""
}

// open shows the existing appointment; the draft is put aside.
func (d *duplicate) open() tea.Cmd {
	id := d.env.st.Clash.Visit.ID
	cmd := d.back()
	d.push(newTicket(d.Model, id, false))
	return cmd
}

// move cancels the existing appointment and then books what was asked for: the
// API takes no second one beside it.
func (d *duplicate) move() tea.Cmd { return d.apply(state.CancelFirst{Ref: d.env.NewRef()}) }

// other goes back to the typing: another person of the same name.
func (d *duplicate) other() tea.Cmd { return d.apply(state.ClashDropped{}) }

// back closes the whole booking and puts the draft aside: nothing is lost, and
// the desk is free for the next caller.
func (d *duplicate) back() tea.Cmd {
	cmd := d.apply(state.ClashDropped{})
	d.closeAll()
	return tea.Batch(cmd, d.putAside())
}

func (d *duplicate) view(w, h int) ([]string, *tea.Cursor) {
	e, c := d.env, d.env.st.Clash
	if c == nil {
		return nil, nil
	}
	w = min(w, bookWidth)
	inner := w - widget.BoxPadding
	set := func(role theme.Role) func(string) string {
		return func(s string) string { return e.line(inner).Put(e.ink(role), s).String() }
	}
	lines := append(d.draftLines(inner), wrap(e.Words.F("dup.exists", map[string]any{"Who": e.name(c.Asked.Name)}), inner, set(theme.Warn))...)
	lines = append(lines, wrap(e.t("dup.kept"), inner, set(theme.Dim))...)
	lines = append(lines, "")
	label := labelWidth(e, "dup.existing", "dup.asked")
	existing := e.t("status.reading")
	switch v := c.Visit; {
	case v.ID != "":
		existing = e.Words.LongDay(v.At.Day()) + "  " + v.At.Clock() + "  " + e.st.DepartmentName(v.Department) + "  " + e.t("ticket.ref") + " " + v.ID.Text()
	case !c.Looking:
		existing = e.t("dup.not_found")
	}
	asked := e.Words.LongDay(c.Asked.At.Day()) + "  " + c.Asked.At.Clock() + "  " + e.st.DepartmentName(c.Asked.Department)
	lines = append(lines,
		d.labelled(inner, label, "dup.existing", theme.Strong, existing),
		d.labelled(inner, label, "dup.asked", theme.Text, asked))
	return d.box(d, fit(lines, min(len(lines), h-2)), w), nil
}
