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

func (b *Book) View(w, h int) ([]string, *tea.Cursor) {
	l := b.Look()
	w = min(w, draw.BoxWidth)
	inner := w - widget.BoxPadding
	d := b.draft()
	if d == nil {
		return l.Box(b.Title(), b.intentLines(inner), w), nil
	}
	var lines []string
	var cursor *tea.Cursor
	label := l.Label("book.line", "book.reads", "book.slot")
	if b.split {
		label = l.Label(fieldNames[:]...)
	}
	room := inner - label - 1
	if b.split {
		for i, f := range b.parts {
			f.SetWidth(room)
			lines = append(lines, l.Labelled(inner, label, fieldNames[i], theme.Input, f.View()))
		}
		cursor = b.field().Cursor(2+label, 1+b.part)
	} else {
		b.line.SetWidth(room)
		lines = append(lines, l.Labelled(inner, label, "book.line", theme.Input, b.line.View()))
		cursor = b.line.Cursor(2+label, 1)
	}
	_, asks := b.staff()
	if b.Window().Size > pane.Small || d.Stage != state.Fixed && !asks { // in a small window the sentence says it all, or the question
		lines = append(lines, b.readLines(d, inner, label)...)
		lines = append(lines, "")
	}
	lines = append(lines, b.lowerLines(d, inner, max(0, min(bookLower, h-2-len(lines))))...)
	return l.Box(b.Title(), draw.InView(lines, cursor, h-2), w), cursor
}

// bookLower is how many lines stand below the reading.
const bookLower = 6

// readLines say in words what was understood and the slot it would take.
func (b *Book) readLines(d *state.Draft, w, label int) []string {
	l, st := b.Look(), b.State()
	r := l.Line(w).Cell(l.Ink(theme.Dim), l.T("book.reads"), label)
	b.readPerson(r, d)
	person := r.String()
	r = l.Line(w).Gap(label)
	if p := d.Plan; p.Department != "" {
		r.Put(l.Ink(theme.Text), st.DepartmentName(p.Department))
		if dep, ok := st.Department(p.Department); ok {
			for _, wk := range dep.Workers {
				if wk.ID.Same(p.Worker) {
					r.Put(l.Ink(theme.Text), ", "+wk.Name)
				}
			}
		}
	}
	if when := b.whenSaid(d.Reading); when != "" {
		r.Put(l.Ink(theme.Dim), " / ").Put(l.Ink(theme.Text), when)
	}
	if len(d.Reading.Unknown) > 0 {
		r.Put(l.Ink(theme.Warn), "  "+l.T("book.unknown")+" "+strings.Join(d.Reading.Unknown, " "))
	}
	place := r.String()
	slot, role := b.slotWords(d)
	return []string{person, place, l.Labelled(w, label, "book.slot", role, slot)}
}

// readPerson says whom the line means.
func (b *Book) readPerson(r *widget.Row, d *state.Draft) {
	l, st := b.Look(), b.State()
	today := st.Now.Wall.Day()
	switch m, ok := d.Chosen(); {
	case d.Moves.ID != "":
		r.Put(l.Ink(theme.Strong), l.Name(d.Moves.Name))
		key := "book.instead_of"
		if d.Gone {
			key = "book.gone"
		}
		r.Put(l.Ink(theme.Dim), " ("+l.Words.F(key, map[string]any{"Day": l.Words.Day(d.Moves.At.Day(), today), "Time": l.Words.Said(d.Moves.At)})+")")
	case ok:
		r.Put(l.Ink(theme.Strong), l.Name(m.Person.Name))
		about := l.Words.F("book.one_of", map[string]any{"I": d.Choice + 1, "N": len(d.Reading.People)})
		if m.Person.LastSeen != 0 && m.Person.Last != 0 {
			about += ", " + l.Words.F("book.seen", map[string]any{"Day": l.Words.Day(m.Person.Last.Day(), today)})
		}
		r.Put(l.Ink(theme.Dim), " ("+about+")")
	case d.Reading.Name != "":
		r.Put(l.Ink(theme.Strong), l.Name(d.Reading.Name)).Put(l.Ink(theme.Dim), " ("+l.T("book.new_person")+")")
	default:
		r.Put(l.Ink(theme.Dim), l.T("book.whom"))
	}
}

// whenSaid is the day and the hour that were asked for, in words.
func (b *Book) whenSaid(r clinic.Reading) string {
	l, st := b.Look(), b.State()
	var parts []string
	if r.DaySaid {
		parts = append(parts, l.Words.Day(r.Day, st.Now.Wall.Day()))
	}
	switch {
	case r.HourSaid:
		parts = append(parts, l.Words.F("book.about", map[string]any{"Time": l.Words.Said(r.Hour)}))
	case r.To != 0 && r.From == 0:
		parts = append(parts, l.T("book.morning"))
	case r.To != 0:
		parts = append(parts, l.T("book.afternoon"))
	}
	return strings.Join(parts, " ")
}

// slotWords is the slot that Enter would take, or what is missing for one.
func (b *Book) slotWords(d *state.Draft) (string, theme.Role) {
	l, p := b.Look(), d.Plan
	switch {
	case d.Stage == state.Wanted || p.Missing == state.SlotsLoading:
		return l.T("book.slot_loading"), theme.Dim
	case p.Slot.At != 0:
		return l.Words.LongDay(p.Slot.At.Day()) + "  " + l.Words.Clock(p.Slot.At), theme.Accent
	case p.Missing == state.MissingDepartment:
		return l.T("book.which_department"), theme.Warn
	case p.Missing == state.NoFreeSlot:
		return l.T("book.no_slot"), theme.Warn
	}
	return l.Dot(), theme.Dim
}

// lowerLines are the sentence to say aloud once the plan is fixed, else why
// the last try failed and who else may be meant.
func (b *Book) lowerLines(d *state.Draft, w, h int) []string {
	l, st := b.Look(), b.State()
	var lines []string
	if d.Stage == state.Fixed && st.CancelsFirst(d) {
		return draw.Fit(b.moveLines(d, w), h)
	}
	if d.Stage == state.Fixed {
		lines = l.Wrap(theme.Strong, b.spoken(d), w)
		if n := st.Credits.Count; st.Credits.Known && n <= draw.LowCredits {
			lines = append(lines, l.Line(w).Put(l.Ink(theme.Warn), l.Words.N("book.credits_low", n, nil)).String())
		}
		if d.Failure.Code != "" {
			lines = append(lines, b.failureLines(d, w)...)
		}
		lines = append(lines, "", l.Line(w).Put(l.Ink(theme.Accent), l.Words.F("book.enter_books", map[string]any{"Time": l.Words.Said(d.Plan.Slot.At)})).String())
		return draw.Fit(lines, h)
	}
	why, no := st.MayNot(state.Post{Booking: clinic.Booking{Department: d.Plan.Department}})
	switch {
	case d.Failure.Code != "":
		lines = append(lines, b.failureLines(d, w)...)
	case no: // before it is typed out
		lines = append(lines, l.Wrap(theme.Warn, l.ReasonOf(why), w)...)
	}
	if staff, asked := b.staff(); asked {
		return draw.Fit(append(lines, b.staffLines(d, staff, w, h-len(lines))...), h)
	}
	if p := d.Plan; p.Missing == state.MissingWorker {
		lines = append(lines, b.workerLine(p.Department, w))
	}
	if d.Moves.ID == "" {
		lines = append(lines, b.candidateLines(d, w, h-len(lines))...)
	}
	return draw.Fit(lines, h)
}

// failureLines say what happened to the last try: that nothing was booked, why,
// what to type instead, and the server's own words.
func (b *Book) failureLines(d *state.Draft, w int) []string {
	l, f := b.Look(), d.Failure
	why := state.Why{Code: f.Code, Right: state.MayBook, Field: f.Field, Where: b.State().DepartmentName(d.Plan.Department)}
	lines := l.Wrap(theme.Warn, l.T("book.not_booked")+" "+l.ReasonOf(why), w)
	if field, ok := fieldNamed(f.Field); ok && b.split && state.RuleFor(f).Show == state.FixField {
		lines = append(lines, l.Text(theme.Text, l.Words.F("book.example", map[string]any{"Field": l.T(fieldNames[field]), "Example": l.T(fieldExamples[field])}), w))
	}
	return append(lines, l.Wrap(theme.Dim, l.Details(f), w)...)
}

// fieldExamples say what each field takes.
var fieldExamples = [fieldCount]string{"book.example_name", "book.example_department", "book.example_worker", "book.example_day", "book.example_hour"}

// workerLine names who can be asked for.
func (b *Book) workerLine(department clinic.ID, w int) string {
	l, st := b.Look(), b.State()
	dep, _ := st.Department(department)
	names := make([]string, len(dep.Workers))
	for i, wk := range dep.Workers {
		names[i] = wk.Name
	}
	return l.Line(w).Put(l.Ink(theme.Warn), l.T("book.which_worker")+" "+strings.Join(names, ", ")).String()
}

// spoken is the sentence to say aloud; after a refusal it is short, so that the
// reason and the key that goes on fit below it.
func (b *Book) spoken(d *state.Draft) string {
	l, p, key := b.Look(), d.Plan, "book.aloud"
	if d.Failure.Code != "" {
		key = "book.spoken"
	}
	return l.Words.F(key, map[string]any{
		"Who": l.Name(p.Name), "Where": b.State().DepartmentName(p.Department),
		"Day": l.Words.LongDay(p.Slot.At.Day()), "Time": l.Words.Said(p.Slot.At),
	})
}

// candidateLines list who may be meant; the last one is always a new person.
func (b *Book) candidateLines(d *state.Draft, w, h int) []string {
	l, st := b.Look(), b.State()
	today := st.Now.Wall.Day()
	b.refresh()
	b.people.Fit(max(h, 1))
	from, to := b.people.Visible()
	var lines []string
	for i := from; i < to; i++ {
		r := l.Line(w)
		role, mark := theme.Text, "  "
		if i == b.people.Index() {
			role, mark = theme.Strong, "> "
		}
		r.Put(l.Ink(role), mark)
		if i == len(d.Reading.People) {
			r.Put(l.Ink(role), l.Words.F("book.new_named", map[string]any{"Who": l.Name(d.Reading.Name)}))
			lines = append(lines, r.String())
			continue
		}
		p := d.Reading.People[i].Person
		l.Matched(r, role, p.Name, d.Reading.People[i].Spans, max(16, w-44))
		r.Gap(1).Cell(l.Ink(theme.Dim), l.Words.N("person.visits", p.Visits, nil), 11)
		r.Gap(1).Cell(l.Ink(theme.Dim), st.DepartmentName(p.LastDepartment), 14)
		if p.Last != 0 {
			r.Gap(1).Put(l.Ink(theme.Dim), l.Words.Day(p.Last.Day(), today))
		}
		lines = append(lines, r.String())
	}
	return lines
}
