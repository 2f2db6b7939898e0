package overlay

import (
	"slices"
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
	small := b.Window().Size == pane.Small
	if small && (d == nil || d.Stage == state.Fixed) {
		h++ // it says itself what the line of notice below would
	}
	if d == nil {
		return l.Box(b.Title(), l.Squeezed(b.intentLines(inner), h-2, inner), w), nil
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
	if !small || d.Stage != state.Fixed && !asks && !d.Asks { // in a small window the sentence says it all, or the question
		lines = append(lines, b.readLines(d, inner, label)...)
		lines = append(lines, "")
	}
	lower := bookLower
	if d.Asks || d.Stage == state.Fixed && d.Warned() {
		lower = bookLowerMost
	}
	lines = append(lines, b.lowerLines(d, inner, max(0, min(lower, h-2-len(lines))))...)
	return l.Box(b.Title(), draw.InView(lines, cursor, h-2), w), cursor
}

// bookLower is how many lines stand below the reading, and bookLowerMost where
// there is more to read.
const (
	bookLower     = 6
	bookLowerMost = 8
)

// readLines say in words what was understood and the slot it would take.
func (b *Book) readLines(d *state.Draft, w, label int) []string {
	l, st := b.Look(), b.State()
	r := l.Line(w).Cell(l.Ink(theme.Dim), l.T("book.reads"), label)
	b.readPerson(r, d)
	person := r.String()
	r = l.Line(w).Gap(label)
	if p := d.Plan; p.Department != "" {
		r.Put(l.Ink(theme.Text), st.DepartmentName(p.Department))
		if assumed := b.assumed(d); assumed != "" && len(d.Unread()) == 0 {
			r.Put(l.Ink(theme.Dim), " ("+l.T(assumed)+")")
		}
		if p.Worker != "" {
			r.Put(l.Ink(theme.Text), ", "+st.WorkerName(p.Department, p.Worker))
		}
	}
	if when := b.whenSaid(d.Said()); when != "" {
		r.Put(l.Ink(theme.Dim), " / ").Put(l.Ink(theme.Text), when)
	}
	if d.Reading.Phone != "" {
		r.Put(l.Ink(theme.Dim), " / "+l.Words.F("book.phone", map[string]any{"Number": d.Reading.Phone}))
	}
	if unread := d.Unread(); len(unread) > 0 {
		r.Put(l.Ink(theme.Warn), "  "+l.T("book.unknown")+" "+strings.Join(unread, " "))
	}
	place := r.String()
	slot, role := b.slotWords(d)
	return []string{person, place, l.Labelled(w, label, "book.slot", role, slot)}
}

// assumed is the sentence about where the department comes from that nobody named; ""
// for none.
func (b *Book) assumed(d *state.Draft) string {
	if d.Said().DepartmentSaid || d.Plan.Name == "" || d.Moves.ID != "" || d.Pinned.At != 0 {
		return ""
	}
	if m, ok := d.Chosen(); ok && m.Person.LastDepartment.Same(d.Plan.Department) {
		return "book.as_last"
	}
	return "book.as_selected"
}

// readPerson says whom the line means.
func (b *Book) readPerson(r *widget.Row, d *state.Draft) {
	l, st := b.Look(), b.State()
	if d.Moves.ID != "" {
		b.readMoved(r, d)
		return
	}
	var about []string
	role := theme.Dim
	switch m, ok := d.Chosen(); {
	case ok:
		r.Put(l.Ink(theme.Strong), l.Name(m.Person.Name))
		if i := slices.IndexFunc(d.Reading.People, func(o clinic.Match) bool { return o.Person.Key == m.Person.Key }); i >= 0 && d.Reading.Count > 1 {
			about = append(about, l.Words.F("book.one_of", map[string]any{"I": i + 1, "N": d.Reading.Count}))
		}
		if _, whole := st.SeenFrom(); whole && m.Person.Last != 0 { // else there is no room, and a later one may be unread
			about = append(about, l.Words.F("book.seen", map[string]any{"Day": l.Words.Day(m.Person.Last.Day(), st.Now.Wall.Day())}))
		}
		if m.Fuzzy {
			about, role = append(about, l.T("book.similar")), theme.Warn
		}
	case d.Plan.Name != "":
		r.Put(l.Ink(theme.Strong), l.Name(d.Plan.Name))
		about, role = append(about, l.T("book.new_person")), theme.Warn
	case d.Plan.Missing == state.PeopleUnread:
		r.Put(l.Ink(theme.Dim), l.T("book.nobody_yet"))
	default:
		r.Put(l.Ink(theme.Dim), l.T("book.whom"))
		return
	}
	if from, whole := st.SeenFrom(); !whole {
		about = append(about, l.Words.F("book.seen_from", map[string]any{"Day": l.Words.DayOfMonth(from)}))
	}
	if len(about) > 0 {
		r.Put(l.Ink(role), " ("+strings.Join(about, ", ")+")")
	}
}

// readMoved says whose appointment is moved, and which.
func (b *Book) readMoved(r *widget.Row, d *state.Draft) {
	l := b.Look()
	key := "book.instead_of"
	if d.Gone {
		key = "book.gone"
	}
	at := d.Moves.At
	r.Put(l.Ink(theme.Strong), l.Name(d.Moves.Name)).Put(l.Ink(theme.Dim), " ("+l.Words.F(key, map[string]any{
		"Day": l.Words.Day(at.Day(), b.State().Now.Wall.Day()), "Time": l.Words.Said(at),
	})+")")
}

// whenSaid is the day and the hour that were asked for, in words.
func (b *Book) whenSaid(r clinic.Said) string {
	l, st := b.Look(), b.State()
	var parts []string
	switch today := st.Now.Wall.Day(); {
	case r.DaySaid && r.Until != r.Day:
		parts = append(parts, l.Words.F("book.week_of", map[string]any{"Day": l.Words.Day(r.Day, today)}))
	case r.DaySaid:
		parts = append(parts, l.Words.Day(r.Day, today))
	}
	switch {
	case r.HourSaid:
		parts = append(parts, l.Words.F("book.about", map[string]any{"Time": l.Words.Said(r.Hour)}))
	case r.To != 0:
		parts = append(parts, b.halfDay(r))
	}
	return strings.Join(parts, " ")
}

// slotWords is the slot that Enter would take, or what is missing for one.
func (b *Book) slotWords(d *state.Draft) (string, theme.Role) {
	l, p := b.Look(), d.Plan
	switch {
	case d.Stage == state.Wanted || p.Missing == state.SlotsLoading:
		return l.T("book.slot_loading"), theme.Dim
	case p.Slot.At != 0 && p.Unmet != clinic.Met && d.Stage != state.Fixed: // else the sentence says so
		return b.unmet(d, l.Words.Day), theme.Warn
	case p.Slot.At != 0 && b.Window().Size == pane.Small:
		return l.Words.Day(p.Slot.At.Day(), b.State().Now.Wall.Day()) + "  " + l.Words.Clock(p.Slot.At), theme.Accent
	case p.Slot.At != 0:
		return l.Words.SaidDay(p.Slot.At.Day(), b.State().Now.Wall.Day()) + "  " + l.Words.Clock(p.Slot.At), theme.Accent
	case p.Unmet == clinic.PastDay:
		return b.unmet(d, l.Words.Day), theme.Warn
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
		return b.fixedLines(d, w, h)
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
	if d.Asks {
		lines = append(lines, l.Text(theme.Warn, b.whoIsMeant(d), w))
	}
	lines = append(lines, b.rowLines(d, w, h-len(lines))...)
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
