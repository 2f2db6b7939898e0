package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// ticket is one appointment: what is known of it, and its QR code.
type ticket struct {
	*Model
	id    clinic.ID
	fresh bool // it was just booked
	late  bool // that was found by looking, not told by an answer
	times int  // as how many appointments, where more than one
	full  bool // the QR code alone, as large as it gets
}

func newTicket(m *Model, id clinic.ID, fresh bool) *ticket {
	return &ticket{Model: m, id: id, fresh: fresh}
}

func (t *ticket) title() string {
	if t.fresh {
		return "ticket.title_booked"
	}
	return "ticket.title"
}

func (t *ticket) typing() bool           { return false }
func (t *ticket) update(tea.Msg) tea.Cmd { return nil }

func (t *ticket) visit() clinic.Appointment {
	v, _ := t.env.st.Visit(t.id)
	return v
}

func (t *ticket) actions() []action {
	acts := []action{
		hinted("act.close", t.pop, "esc", "enter"),
		hinted("act.new", t.openBook, "n", "f2"),
		hinted("act.undo", t.undo, "u").when(t.nothingToUndo),
	}
	return append(acts,
		hinted("act.move", func() tea.Cmd { return t.moveVisit(t.visit()) }, "r", "f6").when(t.notStanding),
		hinted("act.cancel", t.cancel, "x").when(firstOf(t.mayCancel, t.notStanding)),
		act("act.arrived", func() tea.Cmd { return t.apply(state.ArrivedMarked{ID: t.id}) }, "a", "f7").when(t.notStanding),
		hinted("act.qr", t.toggleFull, "v").when(func() string { return t.noRoom(t.visit().QR) }),
		act("act.copy", func() tea.Cmd { return t.copyReference(t.visit()) }, "y"),
		act("act.find", func() tea.Cmd { return t.goTo(findScreen) }, "f", "f3"),
	)
}

func (t *ticket) notStanding() string {
	if t.visit().Status != clinic.Scheduled {
		return "not_standing"
	}
	return ""
}

func (t *ticket) undo() tea.Cmd {
	t.pop()
	return t.apply(state.UndoAsked{})
}

func (t *ticket) cancel() tea.Cmd {
	t.pop()
	return t.apply(state.CancelAsked{ID: t.id})
}

func (t *ticket) toggleFull() tea.Cmd {
	t.full = !t.full
	return nil
}

// copyReference puts an appointment's reference number into the terminal's
// clipboard (OSC 52) and shows it. Only our own numbers are ever written, and
// the clipboard is never read.
func (m *Model) copyReference(v clinic.Appointment) tea.Cmd {
	ref := v.ID.Text()
	m.status.say(state.Notice{Key: "copied", Tone: state.Good, Who: v.Name, Where: ref, At: m.env.Now().Wall})
	return tea.SetClipboard(ref)
}

func (t *ticket) view(w, h int) ([]string, *tea.Cursor) {
	return t.besidesCode(t, t.visit().QR, t.full, t.words, w, h), nil
}

// codeText is how wide words beside a QR code are at least.
const codeText = 34

// besidesCode draws words with a QR code beside them: in a box, or, where the
// code leaves no room for one, over the whole width; else the words alone.
// Full is the code alone.
func (m *Model) besidesCode(p pane, text string, full bool, words func(w int) []string, w, h int) []string {
	code, wide := m.env.qr(text)
	inner := w - widget.BoxPadding
	beside := min(inner-wide-2, 44)
	switch {
	case len(code) > 0 && full && wide <= w && len(code) <= h:
		return code
	case len(code) > 0 && beside >= codeText && len(code)+2 <= h:
		return m.box(p, joined(words(beside), code, beside+2), nearly(beside+2+wide+widget.BoxPadding, w))
	case len(code) > 0 && w-wide-3 >= codeText && len(code) <= h:
		beside = w - wide - 3
		title := m.env.line(beside).Gap(1).Put(m.env.ink(theme.Title), m.env.t(p.title())).String()
		lines := []string{title, ""}
		for _, s := range words(beside - 1) {
			lines = append(lines, " "+s)
		}
		return joined(fit(lines, len(code)), code, w-wide)
	}
	lines := words(min(inner, bookWidth-widget.BoxPadding))
	return m.box(p, fit(lines, min(len(lines), h-2)), min(w, bookWidth))
}

// nearly is w where a box is almost as wide: no sliver of the screen behind it
// stays in view.
func nearly(box, w int) int {
	if w-box <= 4 {
		return w
	}
	return box
}

// joined puts two blocks side by side.
func joined(left, right []string, at int) []string {
	n := max(len(left), len(right))
	left, right = fit(left, n), fit(right, n)
	out := make([]string, n)
	for i := range out {
		out[i] = besides(left[i], at, right[i])
	}
	return out
}

// words tell what is known of the appointment.
func (t *ticket) words(w int) []string {
	e, v := t.env, t.visit()
	glyph, word, role := t.standing(v)
	set := func(r theme.Role) func(string) string {
		return func(s string) string { return e.line(w).Put(e.ink(r), s).String() }
	}
	var lines []string
	switch {
	case t.times > 1:
		lines = append(wrap(e.Words.N("ticket.double", t.times, nil), w, set(theme.Bad)), "")
	case t.late:
		lines = append(wrap(e.t("ticket.late"), w, set(theme.Good)), "")
	}
	lines = append(lines, wrap(e.name(v.Name), w, set(theme.Strong))...)
	lines = append(lines, wrap(e.st.DepartmentName(v.Department)+t.workerOf(clinic.Slot{Department: v.Department, Worker: v.Worker}), w, set(theme.Text))...)
	lines = append(lines, wrap(capital(e.Words.LongDay(v.At.Day()))+", "+e.Words.Said(v.At), w, set(theme.Accent))...)
	lines = append(lines, "", e.line(w).Put(e.ink(role), glyph+" "+e.t(word)).String())
	lines = append(lines, e.line(w).Put(e.ink(theme.Dim), e.t("ticket.ref")+" ").Put(e.ink(theme.Strong), v.ID.Text()).String())
	lines = append(lines, "")
	lines = append(lines, wrap(t.personLine(t.env.st.People.Who(v)), w, set(theme.Dim))...)
	if v.QR != "" {
		lines = append(lines, "")
		lines = append(lines, wrap(e.t("ticket.scan"), w, set(theme.Dim))...)
		lines = append(lines, set(theme.Dim)(v.QR))
	}
	return lines
}

// noRoom says why a QR code cannot be shown in this window.
func (m *Model) noRoom(text string) string {
	code, wide := m.env.qr(text)
	switch {
	case len(code) == 0:
		return "no_qr"
	case wide > m.lay.w || len(code) > m.lay.h-2:
		return "qr_no_room"
	}
	return ""
}

// qr draws a QR code in the terminal's characters; none where the text does not
// fit one.
func (e *env) qr(text string) (lines []string, width int) {
	if text == "" {
		return nil, 0
	}
	draw := widget.QR
	if e.ASCII {
		draw = widget.ASCIIQR
	}
	lines, width, err := draw(text, e.ink(theme.QRInk))
	if err != nil {
		return nil, 0
	}
	return lines, width
}
