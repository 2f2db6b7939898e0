package overlay

import (
	"regexp"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
)

// Ticket is one appointment: what is known of it, and its QR code.
type Ticket struct {
	pane.Desk
	id    clinic.ID
	fresh bool // it was just booked
	late  bool // that was found by looking, not told by an answer
	times int  // as how many appointments, where more than one
	full  bool // the QR code alone, as large as it gets
}

// NewTicket shows an appointment.
func NewTicket(d pane.Desk, id clinic.ID) *Ticket { return &Ticket{Desk: d, id: id} }

// NewBooked shows an appointment that was just booked.
func NewBooked(d pane.Desk, e state.ShowTicket) *Ticket {
	return &Ticket{Desk: d, id: e.ID, fresh: true, late: e.Late, times: e.Times}
}

func (t *Ticket) Title() string {
	if t.fresh {
		return "ticket.title_booked"
	}
	return "ticket.title"
}

func (t *Ticket) Typing() bool           { return false }
func (t *Ticket) Update(tea.Msg) tea.Cmd { return nil }

func (t *Ticket) visit() clinic.Appointment {
	v, _ := t.State().Visit(t.id)
	return v
}

func (t *Ticket) Actions() []pane.Action {
	acts := []pane.Action{
		pane.Hinted("act.close", t.Close, "esc", "enter"),
		pane.Hinted("act.new", func() tea.Cmd { return OpenBook(t, state.DraftOpened{}) }, "n", "f2").When(pane.MayBook(t)),
		pane.Hinted("act.undo", t.undo, "u").When(pane.NothingToUndo(t)),
	}
	return append(acts,
		pane.Hinted("act.move", func() tea.Cmd { return MoveVisit(t, t.visit()) }, "r", "f6").When(pane.FirstOf(pane.MayMove(t), t.notStanding)),
		pane.Hinted("act.cancel", t.cancel, "x").When(pane.FirstOf(pane.MayCancel(t), t.notStanding)),
		pane.Act("act.arrived", func() tea.Cmd { return t.Apply(state.ArrivedMarked{ID: t.id}) }, "a", "f7").When(t.notExpected),
		pane.Hinted("act.qr", t.toggleFull, "v").When(t.noRoom),
		pane.Act("act.copy", func() tea.Cmd { return CopyReference(t, t.visit()) }, "y"),
		pane.Act("act.find", func() tea.Cmd { return t.Go(pane.Find) }, "f", "f3"),
	)
}

func (t *Ticket) notStanding() string { return pane.NotStanding(t, t.visit()) }
func (t *Ticket) notExpected() string { return pane.NotExpected(t, t.visit()) }

func (t *Ticket) undo() tea.Cmd {
	t.Close()
	return t.Apply(state.UndoAsked{Ref: t.NewRef()})
}

func (t *Ticket) cancel() tea.Cmd {
	t.Close()
	return t.Apply(state.CancelAsked{ID: t.id})
}

func (t *Ticket) toggleFull() tea.Cmd {
	t.full = !t.full
	return nil
}

// noRoom is the reason why the QR code cannot be shown.
func (t *Ticket) noRoom() string {
	win := t.Window()
	return t.Look().NoRoom(t.visit().QR, win.W, win.H)
}

// CopyReference puts an appointment's reference number into the terminal's
// clipboard (OSC 52) and shows it. The clipboard is never read.
func CopyReference(d pane.Desk, v clinic.Appointment) tea.Cmd {
	ref := v.ID.Text()
	if !plain.MatchString(ref) {
		d.Say(state.Notice{Key: "not_copied", Tone: state.Warning, Where: ref})
		return nil
	}
	d.Say(state.Notice{Key: "copied", Tone: state.Good, Who: v.Name, Where: ref})
	return tea.SetClipboard(ref)
}

// plain are the references and codes that may stand in a clipboard: what others
// wrote could be a command where it is pasted.
var plain = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func (t *Ticket) View(w, h int) ([]string, *tea.Cursor) {
	code := t.visit().QR
	if !t.full && !t.expected() {
		code = "" // nobody scans it any more
	}
	return t.Look().BesideCode(t.Title(), code, t.full, t.words, w, h), nil
}

// expected says whether the patient is still to come, with the ticket.
func (t *Ticket) expected() bool {
	v := t.visit()
	_, here := t.State().Arrived[v.ID]
	return v.Status.Open() && !here
}

// words tell what is known of the appointment.
func (t *Ticket) words(w int) []string {
	l, st, v := t.Look(), t.State(), t.visit()
	glyph, word, role := draw.StatusOf(st, v)
	var lines []string
	switch {
	case t.times > 1:
		lines = append(l.Wrap(theme.Bad, l.Words.N("ticket.double", t.times, nil), w), "")
	case t.late:
		lines = append(l.Wrap(theme.Good, l.T("ticket.late"), w), "")
	}
	lines = append(lines, l.Wrap(theme.Strong, l.Name(v.Name), w)...)
	lines = append(lines, l.Wrap(theme.Text, st.DepartmentName(v.Department)+draw.WorkerOf(st, clinic.Slot{Department: v.Department, Worker: v.Worker}), w)...)
	lines = append(lines, l.Wrap(theme.Accent, draw.Capital(l.Words.SaidDay(v.At.Day(), st.Now.Wall.Day()))+", "+l.Words.Said(v.At), w)...)
	lines = append(lines, "", l.Line(w).Put(l.Ink(role), glyph+" "+l.T(word)).String())
	lines = append(lines, l.Line(w).Put(l.Ink(theme.Dim), l.T("ticket.ref")+" ").Put(l.Ink(theme.Strong), v.ID.Text()).String())
	lines = append(lines, "")
	lines = append(lines, l.Wrap(theme.Dim, l.Person(st, st.People.Who(v)), w)...)
	if v.QR != "" && t.expected() {
		lines = append(lines, "")
		lines = append(lines, l.Wrap(theme.Dim, l.T("ticket.scan"), w)...)
		lines = append(lines, l.Text(theme.Dim, v.QR, w))
	}
	return lines
}
