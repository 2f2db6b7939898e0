package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
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
func (m *Model) moveVisit(v clinic.Appointment) tea.Cmd {
	if v.Status != clinic.Scheduled {
		m.status.say(state.Notice{Key: "cannot_move", Tone: state.Warning, Who: v.Name, At: m.env.Now().Wall})
		return nil
	}
	return m.bookWith(state.DraftOpened{Moves: v.ID})
}

// newBook shows the draft that is open.
func newBook(m *Model) *book {
	clean := func(s string) string { return clinic.Clean(s, widget.FieldLimit) }
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

// newSend shows a booking that was confirmed and is not settled.
func newSend(m *Model, serial int) *book {
	b := newBook(m)
	b.serial = serial
	return b
}

// follow takes over what the state did to the draft, and puts the cursor into
// the field that the API named.
func (b *book) follow() {
	d := b.draft()
	if d == nil || !d.Split {
		return
	}
	b.split = true
	b.setParts(d.Fields)
	b.part, _ = fieldNamed(d.Failure.Field)
	b.focus()
}

// fieldNamed is the field that holds what the API calls so; the first one, and
// false, where none does.
func fieldNamed(name string) (field int, ok bool) {
	switch name {
	case "name":
		return nameField, true
	case "departmentId":
		return departmentField, true
	case "workerId":
		return workerField, true
	case "dateTime":
		return dayField, true
	}
	return nameField, false
}

func (b *book) setParts(f clinic.Fields) {
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
	in, _ := b.env.st.IntentOf(b.serial)
	another := hinted("act.new", b.openBook, "n", "f2")
	takeBack := func() tea.Cmd { return b.takeBack(in.Ref) }
	again := func() tea.Cmd { return b.apply(state.SentAgain{Ref: in.Ref}) }
	leave := hinted("act.leave_sending", b.pop, "esc")
	switch {
	case in.Stage == state.Waits:
		return []action{hinted("act.take_back", takeBack, "esc"), hinted("act.leave_sending", b.pop, "enter"), another}
	case in.Stage == state.Absent:
		return []action{hinted("act.send_again", again, "enter"), leave, hinted("act.take_back", takeBack, "x"), another}
	case in.Stage == state.Stranded && in.Checked:
		return []action{hinted("act.send", again, "enter"), leave, hinted("act.take_back", takeBack, "x"), another}
	case in.Stage == state.Stranded:
		return []action{hinted("act.leave_sending", b.pop, "enter", "esc"), hinted("act.take_back", takeBack, "x"), another}
	}
	return []action{hinted("act.leave_sending", b.pop, "esc", "enter"), another}
}

// takeBack makes a draft again of a booking that has not left, and shows it.
func (b *book) takeBack(ref string) tea.Cmd {
	b.pop()
	cmd := b.apply(state.WaitDropped{Ref: ref})
	if d := b.env.st.Draft; d != nil && d.Serial == b.serial {
		b.push(newBook(b.Model))
	}
	return cmd
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
		b.setParts(b.env.st.FieldsOf(b.draft()))
	case b.part+by < 0:
		b.split = false
	default:
		b.part = (b.part + by) % fieldCount
	}
	b.focus()
	return b.typed()
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
		Fields: clinic.Fields{
			Name: b.parts[nameField].Value(), Department: b.parts[departmentField].Value(),
			Worker: b.parts[workerField].Value(), Day: b.parts[dayField].Value(), Hour: b.parts[hourField].Value(),
		},
	})
}
