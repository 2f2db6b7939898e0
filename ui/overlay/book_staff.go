package overlay

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// A withWhom is the question whom of the staff the patient shall see: numbered rows
// below the reading, of which none is selected until a key selects one.
type withWhom struct {
	sel     widget.Selection[clinic.ID] // "" is the question itself
	painted []clinic.ID                 // under each number, when it was last drawn
}

// hold takes who may be named now.
func (q *withWhom) hold(st *state.State, staff []clinic.Worker) {
	keys := make([]clinic.ID, 1, len(staff)+1)
	for _, w := range staff {
		keys = append(keys, w.ID)
	}
	q.sel.Hold(st.Now.Mono, keys)
}

// staff is who may be named, and whether that is asked now.
func (b *Book) staff() ([]clinic.Worker, bool) {
	d := b.draft()
	if d == nil {
		return nil, false
	}
	staff, asked := b.State().AsksWithWhom(d)
	if !asked {
		b.whom = withWhom{}
		return nil, false
	}
	b.whom.hold(b.State(), staff)
	return staff, true
}

// answered says whether something was typed after the question.
func (b *Book) answered(d *state.Draft) bool {
	if d.Split {
		return d.Fields.Worker != ""
	}
	return strings.TrimSpace(d.Line) != strings.TrimSpace(d.With.Line)
}

// misnumbered says whether a key is a digit under which nobody stands: it is said,
// and is no part of a date.
func (b *Book) misnumbered(msg tea.Msg) bool {
	k, ok := msg.(tea.KeyPressMsg)
	if _, asked := b.staff(); !ok || !asked || b.split || b.answered(b.draft()) {
		return false
	}
	if _, err := strconv.Atoi(k.Text); err != nil {
		return false
	}
	b.Say(state.Notice{Key: "no_such_number", Tone: state.Warning, N: len(b.whom.painted)})
	return true
}

// numbered is whom a key names by a row's number while nothing is typed yet: a
// digit, or what an AZERTY keyboard types there without Shift.
func (b *Book) numbered(msg tea.Msg) (clinic.ID, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if _, asked := b.staff(); !ok || !asked || b.answered(b.draft()) || b.split && b.part != workerField {
		return "", false
	}
	i := slices.IndexFunc(pickerKeys[:], func(keys []string) bool { return slices.Contains(keys, k.Text) })
	if i < 0 {
		if n, err := strconv.Atoi(k.Text); err == nil {
			i = n - 1
		}
	}
	if i < 0 || i >= len(b.whom.painted) {
		return "", false
	}
	return b.whom.painted[i], true
}

// step selects another of the staff while that is asked, else another of the
// people who may be meant.
func (b *Book) step(by int) tea.Cmd {
	if _, asked := b.staff(); asked {
		b.whom.sel.Move(by)
		return nil
	}
	return b.otherRow(by)
}

// staffLines are the question and the rows that answer it.
func (b *Book) staffLines(d *state.Draft, staff []clinic.Worker, w, h int) []string {
	l, q := b.Look(), &b.whom
	q.sel.Fit(max(h, 2))
	from, to := q.sel.Visible()
	q.painted = q.painted[:0]
	var lines []string
	for i := from; i < to; i++ {
		r := l.Line(w)
		if i == 0 {
			key := "book.with_whom"
			if dep, _ := b.State().Department(d.Plan.Department); len(dep.Workers) == 0 {
				key = "book.with_number"
			}
			lines = append(lines, r.Put(l.Ink(theme.Warn), l.Words.F(key, map[string]any{"Where": b.State().DepartmentName(d.Plan.Department)})).String())
			continue
		}
		role, mark := theme.Text, "  "
		if i == q.sel.Index() {
			role, mark = theme.Strong, "> "
		}
		number := " "
		if n := len(q.painted) + 1; n <= 9 {
			number = strconv.Itoa(n)
		}
		q.painted = append(q.painted, staff[i-1].ID)
		lines = append(lines, r.Put(l.Ink(role), mark+number+" "+staff[i-1].Name).String())
	}
	return lines
}

// choose names one of the staff.
func (b *Book) choose(worker clinic.ID) tea.Cmd {
	cmd := b.Apply(state.WorkerChosen{Worker: worker})
	if d := b.draft(); d != nil && b.split {
		b.setParts(d.Fields)
	}
	return cmd
}

// enter is Enter on the draft, or on the row that names one of the staff.
func (b *Book) enter() tea.Cmd {
	if ref, ok := clinic.Address(b.field().Value()); ok { // of a ticket, not of a patient
		b.field().Reset()
		return tea.Batch(b.typed(), b.Apply(state.ReferenceAsked{Ref: ref}))
	}
	if _, asked := b.staff(); asked {
		if worker, _ := b.whom.sel.Key(); worker != "" {
			return b.choose(worker)
		}
	}
	cmd := b.Apply(state.Entered{Ref: b.NewRef()})
	if _, asked := b.staff(); asked { // the answer goes on behind a blank, or in its field
		switch d := b.draft(); {
		case b.split:
			b.part = workerField
			b.focus()
		case d.Line != b.line.Value():
			b.line.SetValue(d.Line)
		}
	}
	return cmd
}

// stepActions move among the rows below the reading.
func (b *Book) stepActions() []pane.Action {
	down, reason := "act.other_candidate", b.noOtherRow
	if _, asked := b.staff(); asked {
		down, reason = "act.next_worker", nil
	}
	return []pane.Action{
		pane.Hinted(down, func() tea.Cmd { return b.step(+1) }, "down").When(reason).ForAnyRow(),
		pane.Act("act.candidate_before", func() tea.Cmd { return b.step(-1) }, "up").ForAnyRow(),
	}
}
