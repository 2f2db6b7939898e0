package overlay

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Duplicate shows the appointment that a draft would have doubled, beside it.
type Duplicate struct{ pane.Desk }

// NewDuplicate is the duplicate that the state knows of.
func NewDuplicate(d pane.Desk) *Duplicate { return &Duplicate{d} }

func (d *Duplicate) Title() string          { return "duplicate.title" }
func (d *Duplicate) Typing() bool           { return false }
func (d *Duplicate) Update(tea.Msg) tea.Cmd { return nil }
func (d *Duplicate) Settled() bool          { return d.State().Duplicate == nil }

// Tells says that a booking was refused: that is why this is open.
func (d *Duplicate) Tells(n state.Notice) bool { return refusalOf(d, n) }

func (d *Duplicate) Actions() []pane.Action {
	return []pane.Action{
		pane.Hinted("act.open_existing", d.open, "enter").When(d.unknown),
		pane.Hinted("act.put_aside", d.back, "esc"),
		pane.Hinted("act.move_existing", d.move, "r", "f6").When(d.mayReplace),
		pane.Hinted("act.other_person", d.other, "n"),
	}
}

func (d *Duplicate) unknown() string {
	if d.State().Duplicate.Visit.ID == "" {
		return "existing_unknown"
	}
	return ""
}

// mayReplace is the reason why the existing appointment cannot be cancelled first.
func (d *Duplicate) mayReplace() string { return pane.FirstOf(pane.MayCancel(d), d.unknown)() }

// open shows the existing appointment; the draft is put aside.
func (d *Duplicate) open() tea.Cmd {
	id := d.State().Duplicate.Visit.ID
	cmd := d.back()
	d.Open(NewTicket(d.Desk, id))
	return cmd
}

// move asks whether the existing appointment may be cancelled for what was asked
// for: the API takes no second one beside it.
func (d *Duplicate) move() tea.Cmd { return d.Apply(state.CancelFirst{}) }

// other goes back to the typing: another person of the same name.
func (d *Duplicate) other() tea.Cmd { return d.Apply(state.DuplicateDropped{}) }

// back closes the whole booking and puts the draft aside: nothing is lost, and
// the desk is free for the next caller.
func (d *Duplicate) back() tea.Cmd {
	cmd := d.Apply(state.DuplicateDropped{})
	d.CloseAll()
	return tea.Batch(cmd, d.Apply(state.DraftClosed{}))
}

func (d *Duplicate) View(w, h int) ([]string, *tea.Cursor) {
	l, st := d.Look(), d.State()
	c := st.Duplicate
	if c == nil {
		return nil, nil
	}
	w = min(w, draw.BoxWidth)
	inner := w - widget.BoxPadding
	small := d.Window().Size == pane.Small
	var lines []string
	if !small {
		lines = draftLines(d, inner)
	}
	lines = append(lines, l.Wrap(theme.Warn, l.Words.F("duplicate.exists", map[string]any{"Who": l.Name(c.Asked.Name)}), inner)...)
	kept := "duplicate.kept"
	if d.mayReplace() != "" {
		kept = "duplicate.kept_only"
	}
	if !small { // there the line of notice says so
		lines = append(append(lines, l.Wrap(theme.Dim, l.T(kept), inner)...), "")
	}
	label := l.Label("duplicate.existing", "duplicate.asked")
	existing := l.T("status.reading")
	switch v := c.Visit; {
	case v.ID != "":
		existing = l.Words.SaidDay(v.At.Day(), st.Now.Wall.Day()) + "  " + l.Words.Clock(v.At) + "  " + st.DepartmentName(v.Department) + "  " + l.T("ticket.ref") + " " + v.ID.Text()
	case !c.Reading:
		existing = l.T("duplicate.not_found")
	}
	asked := l.Words.SaidDay(c.Asked.At.Day(), st.Now.Wall.Day()) + "  " + l.Words.Clock(c.Asked.At) + "  " + st.DepartmentName(c.Asked.Department)
	lines = append(lines,
		l.Labelled(inner, label, "duplicate.existing", theme.Strong, existing),
		l.Labelled(inner, label, "duplicate.asked", theme.Text, asked))
	return l.Box(d.Title(), draw.Fit(lines, min(len(lines), h-2)), w), nil
}
