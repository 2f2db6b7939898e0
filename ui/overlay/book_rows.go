package overlay

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// noOtherRow is why there is no other way to take the line.
func (b *Book) noOtherRow() string {
	if d := b.draft(); d == nil || len(d.RowKeys()) < 2 && d.Row.Key != "" || len(d.RowKeys()) == 0 {
		return "nobody_else"
	}
	return ""
}

// refresh takes how the line can be taken now. Other text is another list, of
// which the state selects one; in the same list it may have turned to another row.
func (b *Book) refresh() {
	d := b.draft()
	if d == nil {
		return
	}
	now := b.State().Now.Mono
	_, chosen := b.rows.Key()
	b.rows.Hold(now, d.RowKeys())
	switch {
	case d.Row.Key == "":
	case chosen:
		b.rows.Turn(now, d.Row.Key)
	default:
		b.rows.Pick(d.Row.Key)
	}
}

// Lost is when the row that is taken was last replaced without anybody's doing.
func (b *Book) Lost() (time.Duration, bool) {
	b.refresh()
	return b.rows.Lost()
}

// otherRow takes the line another way.
func (b *Book) otherRow(by int) tea.Cmd {
	b.refresh()
	if b.draft().Row.Key != "" { // else none is taken yet, and the first one is next
		was := b.rows.Index()
		if b.rows.Move(by); b.rows.Index() == was {
			return nil
		}
	}
	key, _ := b.rows.Key()
	return b.Apply(state.RowChosen{Key: key})
}

// rowLines list how the line can be taken. The row that books for somebody new is
// always in sight.
func (b *Book) rowLines(d *state.Draft, w, h int) []string {
	b.refresh()
	rows := d.Reading.Rows
	n := min(len(rows), h)
	if n <= 0 {
		return nil
	}
	b.rows.Fit(n)
	from, to := b.rows.Visible()
	shown := make([]int, 0, n)
	for i := from; i < to; i++ {
		shown = append(shown, i)
	}
	if fresh := newRow(rows); fresh >= 0 && len(shown) > 1 {
		switch at := b.rows.Index(); {
		case fresh < from && at == from:
			shown[1] = shown[0]
			shown[0] = fresh
		case fresh < from:
			shown[0] = fresh
		case fresh >= to && at == to-1:
			shown = append(shown[1:], fresh)
		case fresh >= to:
			shown[len(shown)-1] = fresh
		}
	}
	lines := make([]string, len(shown))
	for k, i := range shown {
		lines[k] = b.rowLine(d, i, w)
	}
	return lines
}

// newRow is the number of the row for somebody new; -1 for none.
func newRow(rows []clinic.Row) int {
	return slices.IndexFunc(rows, func(r clinic.Row) bool { return r.Key == clinic.NewPerson })
}

// rowLine is one way to take the line: somebody known with what is known of the
// visits, somebody new, or what else would be read otherwise.
func (b *Book) rowLine(d *state.Draft, i, w int) string {
	l, st := b.Look(), b.State()
	today := st.Now.Wall.Day()
	row := d.Reading.Rows[i]
	role, mark := theme.Text, "  "
	if i == b.rows.Index() && d.Row.Key != "" {
		role, mark = theme.Strong, "> "
	}
	r := l.Line(w).Put(l.Ink(role), mark)
	other := strings.HasPrefix(row.Key, "+")
	switch {
	case len(row.Slips) > 0:
		b.putOther(r, role, row)
		for _, slip := range row.Slips {
			r.Put(l.Ink(theme.Warn), "  "+l.Words.F("book.slip_row", map[string]any{"Typed": slip.Typed, "Meant": slip.Meant}))
		}
		return r.String()
	case other && row.New() && strings.HasPrefix(row.Key, clinic.NewPerson):
		return r.Put(l.Ink(role), l.Words.F("book.new_named", map[string]any{"Who": l.Name(row.Name)})).String()
	case row.Key == d.BetterKey():
		at := d.Better.At
		text := l.Words.F("book.free_since", map[string]any{"Day": l.Words.Day(at.Day(), today), "Time": l.Words.Said(at)})
		return r.Put(l.Ink(role), l.Name(row.Name)).Put(l.Ink(theme.Dim), " / ").Put(l.Ink(role), text).String()
	case other:
		b.putOther(r, role, row)
		return r.String()
	}
	p := row.Match.Person
	l.Matched(r, role, p.Name, row.Match.Spans, max(16, w-44))
	r.Gap(1).Cell(l.Ink(theme.Dim), l.Words.N("person.visits", p.Visits, nil), 11)
	r.Gap(1).Cell(l.Ink(theme.Dim), st.DepartmentName(p.LastDepartment), 14)
	if p.Last != 0 {
		r.Gap(1).Put(l.Ink(theme.Dim), l.Words.Day(p.Last.Day(), today))
	}
	return r.String()
}

// putOther writes who, where and when of another way to take the line.
func (b *Book) putOther(r *widget.Row, role theme.Role, row clinic.Row) {
	l, st := b.Look(), b.State()
	who := l.Name(row.Name)
	if row.New() {
		who = l.Words.F("book.new_named", map[string]any{"Who": who})
	}
	r.Put(l.Ink(role), who).Put(l.Ink(theme.Dim), " / ").Put(l.Ink(role), st.DepartmentName(row.Said.Department))
	if row.Said.Worker != "" {
		r.Put(l.Ink(role), ", "+st.WorkerName(row.Said.Department, row.Said.Worker))
	}
	if when := b.whenSaid(row.Said); when != "" {
		r.Put(l.Ink(theme.Dim), " / ").Put(l.Ink(role), when)
	}
}

// whoIsMeant is the question that a person decides.
func (b *Book) whoIsMeant(d *state.Draft) string {
	l := b.Look()
	if slips := d.Reading.Rows[0].Slips; len(slips) > 0 {
		var typed, meant []string
		for _, slip := range slips {
			typed, meant = append(typed, slip.Typed), append(meant, slip.Meant)
		}
		return l.Words.F("book.who_slip", map[string]any{"Typed": strings.Join(typed, ", "), "Meant": strings.Join(meant, ", ")})
	}
	for i := range d.Reading.Rows {
		if left := d.Reading.Rows[i].Left; len(left) > 0 {
			return l.Words.F("book.who_left", map[string]any{"Words": strings.Join(left, " ")})
		}
	}
	if d.Reading.Asks {
		return l.T("book.who_alike")
	}
	return l.T("book.who_new")
}
