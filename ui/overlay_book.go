package ui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// book is the booking being typed: one express line, or, with Tab, separate
// fields. It belongs to one draft and closes when that is settled.
type book struct {
	*Model
	serial int
	line   *widget.Field
	split  bool
	parts  [fieldCount]*widget.Field
	part   int // the field that has the cursor
}

// The separate fields, in order.
const (
	nameField = iota
	departmentField
	workerField
	dayField
	hourField
	fieldCount
)

var fieldNames = [fieldCount]string{"book.name", "book.department", "book.worker", "book.day", "book.hour"}

// openBook begins a booking in front of whatever is open.
func (m *Model) openBook() tea.Cmd { return m.bookWith(state.DraftOpened{}) }

// bookWith begins a booking with what is known already.
func (m *Model) bookWith(e state.DraftOpened) tea.Cmd {
	m.closeAll()
	cmd := m.apply(e)
	m.push(newBook(m))
	return cmd
}

// moveVisit begins the move of an appointment.
func (m *Model) moveVisit(v state.Appointment) tea.Cmd {
	if v.Status != state.Scheduled {
		m.status.say(state.Notice{Key: "cannot_move", Tone: state.Warning, Who: v.Name, At: m.env.Now().Wall})
		return nil
	}
	return m.bookWith(state.DraftOpened{Moves: v.ID})
}

// newBook shows the draft that is open.
func newBook(m *Model) *book {
	clean := func(s string) string { return state.Clean(s, widget.FieldLimit) }
	b := &book{Model: m, line: widget.NewField(clean)}
	for i := range b.parts {
		b.parts[i] = widget.NewField(clean)
	}
	if d := m.env.st.Draft; d != nil {
		b.serial, b.split = d.Serial, d.Split
		b.line.SetValue(d.Line)
		b.setParts(d.Fields)
	}
	b.focus()
	return b
}

func (b *book) setParts(f state.Fields) {
	for i, s := range []string{f.Name, f.Department, f.Worker, f.Day, f.Hour} {
		b.parts[i].SetValue(s)
	}
}

// focus gives the cursor to the line, or to the field it is in.
func (b *book) focus() {
	b.line.Blur()
	for _, f := range b.parts {
		f.Blur()
	}
	b.field().Focus()
}

func (b *book) field() *widget.Field {
	if b.split {
		return b.parts[b.part]
	}
	return b.line
}

// draft is the draft while it is being typed.
func (b *book) draft() *state.Draft {
	if d := b.env.st.Draft; d != nil && d.Serial == b.serial {
		return d
	}
	return nil
}

func (b *book) gone() bool {
	_, sent := b.env.st.IntentOf(b.serial)
	return b.draft() == nil && !sent
}

func (b *book) typing() bool { return b.draft() != nil }

func (b *book) title() string {
	if d := b.draft(); d != nil && d.Moves.ID != "" {
		return "book.title_move"
	}
	return "book.title"
}

func (b *book) actions() []action {
	d := b.draft()
	if d == nil {
		return b.actionsSending()
	}
	enter := "act.fix"
	if d.Stage == state.Fixed {
		enter = "act.send"
	}
	return []action{
		hinted(enter, b.enter, "enter"),
		hinted("act.back", b.back, "esc"),
		hinted("act.other_candidate", func() tea.Cmd { return b.candidate(+1) }, "down").when(b.nobodyElse),
		act("act.candidate_before", func() tea.Cmd { return b.candidate(-1) }, "up"),
		hinted("act.fields", func() tea.Cmd { return b.nextField(+1) }, "tab"),
		act("act.previous_field", func() tea.Cmd { return b.nextField(-1) }, "shift+tab"),
		act("act.new", b.openBook, "f2"),
	}
}

func (b *book) nobodyElse() string {
	if d := b.draft(); d == nil || d.Candidates() < 2 || d.Moves.ID != "" {
		return "nobody_else"
	}
	return ""
}

func (b *book) enter() tea.Cmd { return b.apply(state.Entered{Ref: b.env.NewRef()}) }

// back goes from the fixed sentence to typing, else puts the draft aside:
// closing never loses what was typed.
func (b *book) back() tea.Cmd {
	if d := b.draft(); d.Stage == state.Fixed && d.Moves.ID == "" || d.Stage == state.Wanted {
		return b.apply(state.Unfixed{})
	}
	b.pop()
	return b.putAside()
}

// putAside parks the draft, or forgets it where nothing was typed.
func (m *Model) putAside() tea.Cmd {
	d := m.env.st.Draft
	if d == nil {
		return nil
	}
	if strings.TrimSpace(d.Line) == "" && !d.Split {
		return m.apply(state.DraftDropped{})
	}
	return m.apply(state.DraftParked{})
}

// actionsSending are those of a booking on its way. Esc takes one back that only
// waits for the end of a request limit; Enter, which may have bounced, does not.
func (b *book) actionsSending() []action {
	another := hinted("act.new", b.openBook, "n", "f2")
	if in, ok := b.env.st.IntentOf(b.serial); ok && in.Stage == state.Waits {
		takeBack := func() tea.Cmd { return b.apply(state.WaitDropped{Ref: in.Ref}) }
		return []action{hinted("act.take_back", takeBack, "esc"), hinted("act.leave_sending", b.pop, "enter"), another}
	}
	return []action{hinted("act.leave_sending", b.pop, "esc", "enter"), another}
}

func (b *book) candidate(by int) tea.Cmd {
	d := b.draft()
	return b.apply(state.CandidateChosen{Index: d.Choice + by})
}

// nextField goes to the next field; from the line it opens the fields, filled
// with what the line says, and from the first field Shift+Tab goes back to it.
func (b *book) nextField(by int) tea.Cmd {
	switch {
	case !b.split && by < 0:
		return nil
	case !b.split:
		b.split, b.part = true, nameField
		b.setParts(b.fieldsOf(b.draft()))
	case b.part+by < 0:
		b.split = false
	default:
		b.part = (b.part + by) % fieldCount
	}
	b.focus()
	return b.typed()
}

// fieldsOf writes what a draft's line was read as into fields.
func (b *book) fieldsOf(d *state.Draft) state.Fields {
	f := state.Fields{Name: d.Plan.Name}
	if f.Name == "" {
		f.Name = d.Reading.Name
	}
	if dep, ok := b.env.st.Department(d.Plan.Department); ok {
		f.Department = dep.Name
		for _, w := range dep.Workers {
			if w.ID.Same(d.Plan.Worker) {
				f.Worker = w.Name
			}
		}
	}
	if at := d.Plan.Slot.At; at != 0 {
		t := at.Time()
		f.Day = strconv.Itoa(t.Day()) + "/" + strconv.Itoa(int(t.Month()))
		f.Hour = at.Clock()
	}
	return f
}

func (b *book) update(msg tea.Msg) tea.Cmd {
	if b.draft() == nil {
		return nil
	}
	cmd := b.field().Update(msg)
	return tea.Batch(cmd, b.typed())
}

// typed tells the state what the fields hold.
func (b *book) typed() tea.Cmd {
	return b.apply(state.Typed{
		Line:  b.line.Value(),
		Split: b.split,
		Fields: state.Fields{
			Name: b.parts[nameField].Value(), Department: b.parts[departmentField].Value(),
			Worker: b.parts[workerField].Value(), Day: b.parts[dayField].Value(), Hour: b.parts[hourField].Value(),
		},
	})
}

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
func (b *book) whenSaid(r state.Reading) string {
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
		lines = wrap(b.spoken(d.Plan), w, func(s string) string { return e.line(w).Put(e.ink(theme.Strong), s).String() })
		lines = append(lines, "", e.line(w).Put(e.ink(theme.Accent), e.Words.F("book.enter_books", map[string]any{"Time": e.Words.Said(d.Plan.Slot.At)})).String())
		return fit(lines, h)
	}
	if d.Failure.Code != "" {
		lines = append(lines, wrap(e.t("book.not_booked")+" "+b.reason(d.Failure.Code), w, func(s string) string { return e.line(w).Put(e.ink(theme.Warn), s).String() })...)
	}
	if p := d.Plan; p.Missing == state.MissingWorker {
		lines = append(lines, b.workerLine(p.Department, w))
	}
	if d.Moves.ID == "" {
		lines = append(lines, b.candidateLines(d, w, h-len(lines))...)
	}
	return fit(lines, h)
}

// workerLine names who can be asked for.
func (b *book) workerLine(department state.ID, w int) string {
	e := b.env
	dep, _ := e.st.Department(department)
	names := make([]string, len(dep.Workers))
	for i, wk := range dep.Workers {
		names[i] = wk.Name
	}
	return e.line(w).Put(e.ink(theme.Warn), e.t("book.which_worker")+" "+strings.Join(names, ", ")).String()
}

// spoken is the sentence to say aloud.
func (b *book) spoken(p state.Plan) string {
	e := b.env
	return e.Words.F("book.spoken", map[string]any{
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
	case state.Unknown:
		key = "book.uncertain"
	}
	text := e.Words.F("book.spoken", args)
	lines := wrap(text, w, func(s string) string { return e.line(w).Put(e.ink(theme.Strong), s).String() })
	lines = append(lines, "")
	return append(lines, wrap(e.Words.F(key, args), w, func(s string) string { return e.line(w).Put(e.ink(theme.Warn), s).String() })...)
}
