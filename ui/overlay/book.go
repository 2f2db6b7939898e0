// Package overlay has what opens in front of the screens. Overlays know no
// screen, and nothing else of the desk than a pane.Desk.
package overlay

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/pane"
	"creneau/ui/widget"
)

// Book is the booking being typed: one express line, or, with Tab, separate
// fields. It belongs to one draft and closes when that is settled.
type Book struct {
	pane.Desk
	serial int
	line   *widget.Field
	split  bool
	parts  [fieldCount]*widget.Field
	part   int                      // the field that has the cursor
	rows   widget.Selection[string] // of how the line can be taken, by their keys
	whom   withWhom
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

// OpenBook begins a booking with what is known already, in front of whatever is
// open.
func OpenBook(d pane.Desk, e state.DraftOpened) tea.Cmd {
	d.CloseAll()
	cmd := d.Apply(e)
	d.Open(NewBook(d))
	return cmd
}

// MoveVisit begins the move of an appointment.
func MoveVisit(d pane.Desk, v clinic.Appointment) tea.Cmd {
	if !v.Status.Open() {
		d.Say(state.Notice{Key: "cannot_move", Tone: state.Warning, Who: v.Name})
		return nil
	}
	return OpenBook(d, state.DraftOpened{Moves: v.ID})
}

// NewBook shows the draft that is open.
func NewBook(d pane.Desk) *Book {
	clean := func(s string) string { return clinic.Clean(s, widget.FieldLimit) }
	b := &Book{Desk: d, line: widget.NewField(clean).Hide(clinic.Mask)}
	for i := range b.parts {
		b.parts[i] = widget.NewField(clean).Hide(clinic.Mask)
	}
	if open := d.State().Draft; open != nil {
		b.serial, b.split = open.Serial, open.Split
		b.line.SetValue(open.Line)
		b.setParts(open.Fields)
	}
	b.focus()
	return b
}

// NewIntent shows a booking that was confirmed and is not settled.
func NewIntent(d pane.Desk, serial int) *Book {
	b := NewBook(d)
	b.serial = serial
	return b
}

// Serial is the draft that the booking belongs to.
func (b *Book) Serial() int { return b.serial }

// Follow takes over what the state did to the draft, and puts the cursor into
// the field that the API named.
func (b *Book) Follow() {
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

// setParts fills the fields. A time of the day stands as the desk writes it.
func (b *Book) setParts(f clinic.Fields) {
	if at, err := time.Parse("15:04", f.Hour); err == nil {
		f.Hour = b.Look().TypedClock(clinic.WallOf(at))
	}
	for i, s := range []string{f.Name, f.Department, f.Worker, f.Day, f.Hour} {
		b.parts[i].SetValue(s)
	}
}

// focus gives the cursor to the line, or to the field it is in.
func (b *Book) focus() {
	b.line.Blur()
	for _, f := range b.parts {
		f.Blur()
	}
	b.field().Focus()
}

func (b *Book) field() *widget.Field {
	if b.split {
		return b.parts[b.part]
	}
	return b.line
}

// draft is the draft while it is being typed.
func (b *Book) draft() *state.Draft {
	if d := b.State().Draft; d != nil && d.Serial == b.serial {
		return d
	}
	return nil
}

// Settled says whether the booking is neither a draft nor on its way any more.
func (b *Book) Settled() bool {
	_, sent := b.State().IntentOf(b.serial)
	return b.draft() == nil && !sent
}

func (b *Book) Typing() bool { return b.draft() != nil }

func (b *Book) Title() string {
	d := b.draft()
	if in, ok := b.State().IntentOf(b.serial); d == nil && ok {
		d = &in.Draft
	}
	if d != nil && d.Moves.ID != "" {
		return "book.title_move"
	}
	return "book.title"
}

func (b *Book) Actions() []pane.Action {
	d := b.draft()
	if d == nil {
		return b.intentActions()
	}
	enter := "act.fix"
	switch {
	case d.Stage == state.Fixed && b.State().CancelsFirst(d):
		enter = "act.move"
	case d.Stage == state.Fixed:
		enter = "act.send"
	}
	acts := []pane.Action{
		pane.Hinted(enter, b.enter, "enter"),
		pane.Hinted("act.back", b.back, "esc").ForAnyRow(),
	}
	acts = append(acts, b.stepActions()...)
	return append(acts, []pane.Action{
		pane.Hinted("act.fields", func() tea.Cmd { return b.nextField(+1) }, "tab").ForAnyRow(),
		pane.Act("act.previous_field", func() tea.Cmd { return b.nextField(-1) }, "shift+tab").ForAnyRow(),
		pane.Act("act.new", b.another, "f2").ForAnyRow(),
	}...)
}

// back goes from the fixed sentence to typing, else puts the draft aside:
// closing never loses what was typed.
func (b *Book) back() tea.Cmd {
	if d := b.draft(); d.Stage == state.Fixed && d.Moves.ID == "" || d.Stage == state.Wanted || d.Asks {
		return b.Apply(state.Unfixed{})
	}
	b.Close()
	return b.Apply(state.DraftClosed{})
}

// another begins another booking.
func (b *Book) another() tea.Cmd { return OpenBook(b, state.DraftOpened{}) }

// nextField goes to the next field; from the line it opens the fields, filled
// with what the line says, and from the first field Shift+Tab goes back to it.
func (b *Book) nextField(by int) tea.Cmd {
	switch {
	case !b.split && by < 0:
		return nil
	case !b.split:
		b.split, b.part = true, nameField
		b.setParts(b.State().FieldsOf(b.draft()))
	case b.part+by < 0:
		b.split = false
	default:
		b.part = (b.part + by) % fieldCount
	}
	b.focus()
	return b.typed()
}

func (b *Book) Update(msg tea.Msg) tea.Cmd {
	if b.draft() == nil {
		return nil
	}
	if worker, ok := b.numbered(msg); ok {
		return b.choose(worker)
	}
	if b.misnumbered(msg) {
		return nil
	}
	cmd := b.field().Update(msg)
	return tea.Batch(cmd, b.typed())
}

// typed tells the state what the fields hold.
func (b *Book) typed() tea.Cmd {
	b.rows.Reset()
	return b.Apply(state.Typed{
		Line:  b.line.Value(),
		Split: b.split,
		Fields: clinic.Fields{
			Name: b.parts[nameField].Value(), Department: b.parts[departmentField].Value(),
			Worker: b.parts[workerField].Value(), Day: b.parts[dayField].Value(), Hour: b.parts[hourField].Value(),
		},
	})
}
