package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// bookWidth is how wide the overlay is at most.
const bookWidth = 86

func (b *book) view(w, h int) ([]string, *tea.Cursor) {
	e := b.env
	w = min(w, bookWidth)
	inner := w - widget.BoxPadding
	d := b.draft()
	if d == nil {
		return b.box(b, b.sendingLines(inner), w), nil
	}
	var lines []string
	var cursor *tea.Cursor
	label := labelWidth(e, "book.line", "book.reads", "book.slot")
	if b.split {
		label = labelWidth(e, fieldNames[:]...)
	}
	room := inner - label - 1
	if b.split {
		for i, f := range b.parts {
			f.SetWidth(room)
			lines = append(lines, b.labelled(inner, label, fieldNames[i], theme.Input, f.View()))
		}
		cursor = b.field().Cursor(2+label, 1+b.part)
	} else {
		b.line.SetWidth(room)
		lines = append(lines, b.labelled(inner, label, "book.line", theme.Input, b.line.View()))
		cursor = b.line.Cursor(2+label, 1)
	}
	if b.lay.size > small || d.Stage != state.Fixed { // in a small window the sentence says it all
		lines = append(lines, b.readLines(d, inner, label)...)
		lines = append(lines, "")
	}
	lines = append(lines, b.lowerLines(d, inner, max(0, min(bookLower, h-2-len(lines))))...)
	return b.box(b, inView(lines, cursor, h-2), w), cursor
}

// inView is what fits of the lines in a box, the one with the cursor among
// them; the cursor is moved along.
func inView(lines []string, cursor *tea.Cursor, h int) []string {
	top := 0
	if cursor != nil && cursor.Y > h {
		top = cursor.Y - h
		cursor.Y = h
	}
	return lines[top:min(len(lines), top+h)]
}

// bookLower is how many lines stand below the reading.
const bookLower = 6

// box frames the lines of an overlay, with its name in the top edge.
func (m *Model) box(p pane, lines []string, w int) []string {
	return widget.Box(m.env.border, m.env.ink(theme.Edge), m.env.ink(theme.Title), m.env.t(p.title()), lines, w)
}

// labelWidth is the width of the widest label and two blanks.
func labelWidth(e *env, keys ...string) int {
	w := 0
	for _, k := range keys {
		w = max(w, widget.Width(e.t(k)))
	}
	return w + 2
}

func (m *Model) labelled(w, label int, key string, role theme.Role, text string) string {
	e := m.env
	return e.line(w).Cell(e.ink(theme.Dim), e.t(key), label).Put(e.ink(role), text).String()
}

// readLines say in words what was understood and the slot it would take.
func (b *book) readLines(d *state.Draft, w, label int) []string {
	e := b.env
	r := e.line(w).Cell(e.ink(theme.Dim), e.t("book.reads"), label)
	b.readPerson(r, d)
	person := r.String()
	r = e.line(w).Gap(label)
	if p := d.Plan; p.Department != "" {
		r.Put(e.ink(theme.Text), e.st.DepartmentName(p.Department))
		if dep, ok := e.st.Department(p.Department); ok {
			for _, wk := range dep.Workers {
				if wk.ID.Same(p.Worker) {
					r.Put(e.ink(theme.Text), ", "+wk.Name)
				}
			}
		}
	}
	if when := b.whenSaid(d.Reading); when != "" {
		r.Put(e.ink(theme.Dim), " / ").Put(e.ink(theme.Text), when)
	}
	if len(d.Reading.Unknown) > 0 {
		r.Put(e.ink(theme.Warn), "  "+e.t("book.unknown")+" "+strings.Join(d.Reading.Unknown, " "))
	}
	place := r.String()
	slot, role := b.slotWords(d)
	return []string{person, place, b.labelled(w, label, "book.slot", role, slot)}
}

// readPerson says whom the line means.
func (b *book) readPerson(r *widget.Row, d *state.Draft) {
	e := b.env
	today := e.st.Now.Wall.Day()
	switch m, ok := d.Chosen(); {
	case d.Moves.ID != "":
		r.Put(e.ink(theme.Strong), e.name(d.Moves.Name))
		r.Put(e.ink(theme.Dim), " ("+e.Words.F("book.instead_of", map[string]any{"Day": e.Words.Day(d.Moves.At.Day(), today), "Time": e.Words.Said(d.Moves.At)})+")")
	case ok:
		r.Put(e.ink(theme.Strong), e.name(m.Person.Name))
		about := e.Words.F("book.one_of", map[string]any{"I": d.Choice + 1, "N": len(d.Reading.People)})
		if m.Person.LastSeen != 0 && m.Person.Last != 0 {
			about += ", " + e.Words.F("book.seen", map[string]any{"Day": e.Words.Day(m.Person.Last.Day(), today)})
		}
		r.Put(e.ink(theme.Dim), " ("+about+")")
	case d.Reading.Name != "":
		r.Put(e.ink(theme.Strong), e.name(d.Reading.Name)).Put(e.ink(theme.Dim), " ("+e.t("book.new_person")+")")
	default:
		r.Put(e.ink(theme.Dim), e.t("book.whom"))
	}
}

// whenSaid is the day and the hour that were asked for, in words.
func (b *book) whenSaid(r clinic.Reading) string {
	e := b.env
	var parts []string
	if r.DaySaid {
		parts = append(parts, e.Words.Day(r.Day, e.st.Now.Wall.Day()))
	}
	switch {
	case r.HourSaid:
		parts = append(parts, e.Words.F("book.about", map[string]any{"Time": e.Words.Said(r.Hour)}))
	case r.To != 0 && r.From == 0:
		parts = append(parts, e.t("book.morning"))
	case r.To != 0:
		parts = append(parts, e.t("book.afternoon"))
	}
	return strings.Join(parts, " ")
}

// slotWords is the slot that Enter would take, or what is missing for one.
func (b *book) slotWords(d *state.Draft) (string, theme.Role) {
	e, p := b.env, d.Plan
	switch {
	case d.Stage == state.Wanted || p.Missing == state.SlotsLoading:
		return e.t("book.slot_loading"), theme.Dim
	case p.Slot.At != 0:
		return e.Words.LongDay(p.Slot.At.Day()) + "  " + e.Words.Clock(p.Slot.At), theme.Accent
	case p.Missing == state.MissingDepartment:
		return e.t("book.which_department"), theme.Warn
	case p.Missing == state.NoFreeSlot:
		return e.t("book.no_slot"), theme.Warn
	}
	return e.dot(), theme.Dim
}

// lowerLines are the sentence to say aloud once the plan is fixed, else why
// the last try failed and who else may be meant.
func (b *book) lowerLines(d *state.Draft, w, h int) []string {
	e := b.env
	var lines []string
	if d.Stage == state.Fixed {
		lines = wrap(b.spoken(d), w, func(s string) string { return e.line(w).Put(e.ink(theme.Strong), s).String() })
		if n := e.st.Credits.Count; e.st.Credits.Known && n <= lowCredits {
			lines = append(lines, e.line(w).Put(e.ink(theme.Warn), e.Words.N("book.credits_low", n, nil)).String())
		}
		if d.Failure.Code != "" {
			lines = append(lines, b.failureLines(d.Failure, w)...)
		}
		lines = append(lines, "", e.line(w).Put(e.ink(theme.Accent), e.Words.F("book.enter_books", map[string]any{"Time": e.Words.Said(d.Plan.Slot.At)})).String())
		return fit(lines, h)
	}
	if d.Failure.Code != "" {
		lines = append(lines, b.failureLines(d.Failure, w)...)
	}
	if p := d.Plan; p.Missing == state.MissingWorker {
		lines = append(lines, b.workerLine(p.Department, w))
	}
	if d.Moves.ID == "" {
		lines = append(lines, b.candidateLines(d, w, h-len(lines))...)
	}
	return fit(lines, h)
}

// failureLines say what happened to the last try: that nothing was booked, why,
// what to type instead, and the server's own words.
func (b *book) failureLines(f state.Failure, w int) []string {
	e := b.env
	set := func(role theme.Role) func(string) string {
		return func(s string) string { return e.line(w).Put(e.ink(role), s).String() }
	}
	lines := wrap(e.t("book.not_booked")+" "+b.reason(f.Code), w, set(theme.Warn))
	if field, ok := fieldNamed(f.Field); ok && b.split && state.RuleFor(f).Show == state.FixField {
		lines = append(lines, set(theme.Text)(e.Words.F("book.example", map[string]any{"Field": e.t(fieldNames[field]), "Example": e.t(fieldExamples[field])})))
	}
	return append(lines, wrap(b.details(f), w, set(theme.Dim))...)
}

// fieldExamples say what each field takes.
var fieldExamples = [fieldCount]string{"book.example_name", "book.example_department", "book.example_worker", "book.example_day", "book.example_hour"}

// workerLine names who can be asked for.
func (b *book) workerLine(department clinic.ID, w int) string {
	e := b.env
	dep, _ := e.st.Department(department)
	names := make([]string, len(dep.Workers))
	for i, wk := range dep.Workers {
		names[i] = wk.Name
	}
	return e.line(w).Put(e.ink(theme.Warn), e.t("book.which_worker")+" "+strings.Join(names, ", ")).String()
}

// spoken is the sentence to say aloud; after a refusal it is short, so that the
// reason and the key that goes on fit below it.
func (b *book) spoken(d *state.Draft) string {
	e, p, key := b.env, d.Plan, "book.aloud"
	if d.Failure.Code != "" {
		key = "book.spoken"
	}
	return e.Words.F(key, map[string]any{
		"Who": e.name(p.Name), "Where": e.st.DepartmentName(p.Department),
		"Day": e.Words.LongDay(p.Slot.At.Day()), "Time": e.Words.Said(p.Slot.At),
	})
}

// candidateLines list who may be meant; the last one is always a new person.
func (b *book) candidateLines(d *state.Draft, w, h int) []string {
	e := b.env
	today := e.st.Now.Wall.Day()
	win := widget.Window{}
	win.Resize(d.Candidates(), max(h, 1))
	win.Select(d.Choice)
	from, to := win.Visible()
	var lines []string
	for i := from; i < to; i++ {
		r := e.line(w)
		role, mark := theme.Text, "  "
		if i == d.Choice {
			role, mark = theme.Strong, "> "
		}
		r.Put(e.ink(role), mark)
		if i == len(d.Reading.People) {
			r.Put(e.ink(role), e.Words.F("book.new_named", map[string]any{"Who": e.name(d.Reading.Name)}))
			lines = append(lines, r.String())
			continue
		}
		p := d.Reading.People[i].Person
		e.matched(r, role, p.Name, d.Reading.People[i].Spans, max(16, w-44))
		r.Gap(1).Cell(e.ink(theme.Dim), e.Words.N("person.visits", p.Visits, nil), 11)
		r.Gap(1).Cell(e.ink(theme.Dim), e.st.DepartmentName(p.LastDepartment), 14)
		if p.Last != 0 {
			r.Gap(1).Put(e.ink(theme.Dim), e.Words.Day(p.Last.Day(), today))
		}
		lines = append(lines, r.String())
	}
	return lines
}

// draftLines are the draft that a reaction concerns, above it.
func (m *Model) draftLines(w int) []string {
	d := m.env.st.Draft
	if d == nil {
		return nil
	}
	label := labelWidth(m.env, "book.line")
	text := d.Line
	if text == "" {
		text = d.Plan.Name
	}
	return []string{m.labelled(w, label, "book.line", theme.Input, text), ""}
}

// sendingLines say how far a booking on its way is.
func (b *book) sendingLines(w int) []string {
	e := b.env
	in, ok := e.st.IntentOf(b.serial)
	if !ok {
		return nil
	}
	args := map[string]any{
		"Who": e.name(in.Name), "Where": e.st.DepartmentName(in.Department),
		"Day": e.Words.LongDay(in.At.Day()), "Time": e.Words.Said(in.At), "Until": e.Words.Said(e.st.Quiet.Until.Wall),
	}
	key := "book.sending"
	switch in.Stage {
	case state.Waits:
		key = "book.waits"
		if place := e.st.Place(in.Ref); place > 1 {
			key, args["Place"] = "book.waits_place", place
		}
	case state.Unknown:
		key = "book.uncertain"
	case state.Absent:
		key = "book.absent"
	case state.Stranded:
		switch {
		case !in.Checked:
			key = "book.stranded"
		case in.Free:
			key = "book.back_free"
		default:
			key = "book.back_taken"
		}
	}
	text := e.Words.F("book.spoken", args)
	lines := wrap(text, w, func(s string) string { return e.line(w).Put(e.ink(theme.Strong), s).String() })
	lines = append(lines, "")
	return append(lines, wrap(e.Words.F(key, args), w, func(s string) string { return e.line(w).Put(e.ink(theme.Warn), s).String() })...)
}
