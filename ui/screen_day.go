package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// day is the home screen: who is here, who is next, what is free.
type day struct {
	*Model
	win   widget.Window
	at    dayKey       // what lines were made for
	lines []state.Line // of the department and day that are shown
	rows  []string     // the same, drawn without selection
	head  string       // the line of departments above them
	want  string       // key of the line that was selected, kept when the list changes; "" is who is next
}

// dayKey is all that the rows and the head depend on.
type dayKey struct {
	size       size
	department clinic.ID
	day        clinic.Day
	minute     clinic.Wall
	rev        int
	w, cancels int
	curtain    bool
	looks      int
}

func newDay(m *Model) *day { return &day{Model: m} }

func (d *day) title() string          { return "day.title" }
func (d *day) typing() bool           { return false }
func (d *day) update(tea.Msg) tea.Cmd { return nil }

func (d *day) actions() []action {
	d.refresh(d.listWidth()) // so that a key after an answer and before its frame is not lost
	return append([]action{
		hinted("act.open", d.open, "enter").when(d.nothing),
		hinted("act.move", d.move, "r", "f6").when(d.noVisit),
		hinted("act.cancel", d.cancel, "x").when(firstOf(d.mayCancel, d.noVisit)),
		hinted("act.arrived", d.arrived, "a", "f7").when(d.noVisit),
		act("act.wait", d.wait, "e").when(d.noVisit),
		act("act.ticket", d.ticket, "v").when(d.noVisit),
		act("act.copy", d.copy, "y").when(d.noVisit),
		act("act.next_department", func() tea.Cmd { return d.department(+1) }, "tab"),
		act("act.previous_department", func() tea.Cmd { return d.department(-1) }, "shift+tab"),
		act("act.day_before", func() tea.Cmd { return d.otherDay(-1) }, "left", "h", "-"),
		act("act.day_after", func() tea.Cmd { return d.otherDay(+1) }, "right", "l", "+"),
	}, moves(&d.win, d.moved)...)
}

// moves are the actions that move a selection.
func moves(win *widget.Window, moved func() tea.Cmd) []action {
	step := func(name string, do func(), keys ...string) action {
		return act(name, func() tea.Cmd { do(); return moved() }, keys...)
	}
	return []action{
		step("act.up", func() { win.Move(-1) }, "up", "k"),
		step("act.down", func() { win.Move(+1) }, "down", "j"),
		step("act.page_up", func() { win.Page(-1) }, "pgup"),
		step("act.page_down", func() { win.Page(+1) }, "pgdown"),
		step("act.first", win.Home, "home"),
		step("act.last", win.End, "end"),
	}
}

func (d *day) moved() tea.Cmd {
	if l, ok := d.line(); ok {
		d.want = lineKey(l)
	}
	return nil
}

// lineKey tells a line from others of its day.
func lineKey(l state.Line) string {
	if l.Free {
		return l.Slot.At.Clock() + " " + l.Slot.Worker.Text()
	}
	return l.Visit.ID.Text()
}

// line is the selected line.
func (d *day) line() (state.Line, bool) {
	d.refresh(d.listWidth())
	if d.win.Selected < len(d.lines) {
		return d.lines[d.win.Selected], true
	}
	return state.Line{}, false
}

func (d *day) about() (clinic.Who, bool) {
	l, ok := d.line()
	return d.env.st.People.Who(l.Visit), ok && !l.Free
}

func (d *day) nothing() string {
	if _, ok := d.line(); !ok {
		return "no_line"
	}
	return ""
}

func (d *day) noVisit() string {
	if l, ok := d.line(); !ok || l.Free {
		return "no_visit"
	}
	return ""
}

func (d *day) visit() clinic.Appointment {
	l, _ := d.line()
	return l.Visit
}

// open books a free slot, or shows an appointment.
func (d *day) open() tea.Cmd {
	l, _ := d.line()
	if l.Free {
		return d.bookWith(state.DraftOpened{Slot: l.Slot})
	}
	return d.ticket()
}

func (d *day) ticket() tea.Cmd {
	d.push(newTicket(d.Model, d.visit().ID, false))
	return nil
}

func (d *day) move() tea.Cmd    { return d.moveVisit(d.visit()) }
func (d *day) cancel() tea.Cmd  { return d.apply(state.CancelAsked{ID: d.visit().ID}) }
func (d *day) arrived() tea.Cmd { return d.apply(state.ArrivedMarked{ID: d.visit().ID}) }
func (d *day) copy() tea.Cmd    { return d.copyReference(d.visit()) }

func (d *day) wait() tea.Cmd {
	v := d.visit()
	return d.apply(state.WaitAdded{Who: d.env.st.People.Who(v), Department: v.Department})
}

// department shows the department so many places on.
func (m *Model) department(by int) tea.Cmd {
	list := m.env.st.Departments
	for i, dep := range list {
		if dep.ID == m.env.st.Selected {
			return m.apply(state.DepartmentPicked{ID: list[(i+by+len(list))%len(list)].ID})
		}
	}
	return nil
}

func (d *day) otherDay(by clinic.Day) tea.Cmd {
	return d.apply(state.DayShown{Day: d.env.st.Shown + by})
}

// refresh makes the lines anew when what they depend on changed, and keeps the
// selection on the same line, or near.
func (d *day) refresh(w int) {
	st := d.env.st
	key := dayKey{d.lay.size, st.Selected, st.Shown, st.Now.Wall / clinic.Minute, st.Rev, w, len(st.Cancels), d.env.curtain, d.env.looks}
	if key == d.at {
		return
	}
	elsewhere := key.department != d.at.department || key.day != d.at.day
	d.at = key
	d.lines = st.Lines(st.Selected, st.Shown, st.Now.Wall)
	d.rows = d.rows[:0]
	for _, l := range d.lines {
		d.rows = append(d.rows, d.row(l, w, false))
	}
	d.head = d.tabs(w)
	d.win.Resize(len(d.lines), d.win.Height)
	if elsewhere {
		d.want = ""
	}
	for i, l := range d.lines {
		if d.want != "" && lineKey(l) == d.want || d.want == "" && (l.At >= st.Now.Wall || i == len(d.lines)-1) {
			d.win.Select(i)
			break
		}
	}
}

// dayColumns are the widths of the columns in w cells; 0 leaves one out.
func dayColumns(w int) (name, standing, ref int) {
	standing, ref = 18, 10
	if w < 60 {
		standing, ref = 12, 0
	}
	return w - 9 - standing - ref, standing, ref
}

// row draws one line of the day.
func (d *day) row(l state.Line, w int, selected bool) string {
	e := d.env
	name, standing, ref := dayColumns(w)
	r := e.line(w)
	role := func(plain theme.Role) widget.Ink {
		if selected {
			return e.ink(theme.Focus)
		}
		return e.ink(plain)
	}
	mark := "  "
	if selected {
		mark = "> "
	}
	r.Cell(role(theme.Text), mark, 2).Cell(role(theme.Text), l.At.Clock(), 7)
	if l.Free {
		r.Cell(role(theme.Free), ". "+e.t("day.free")+d.workerOf(l.Slot), name)
		r.Cell(role(theme.Text), "", standing+ref)
		return r.String()
	}
	glyph, word, standingRole := d.standing(l.Visit)
	plain := theme.Text
	if l.Visit.Status == clinic.Cancelled || l.Visit.Status == clinic.Completed {
		plain = theme.Dim
	}
	r.Cell(role(plain), e.name(l.Visit.Name), name-1).Cell(role(plain), "", 1)
	r.Cell(role(standingRole), glyph+" "+e.t(word), standing)
	return r.Cell(role(theme.Dim), l.Visit.ID.Text(), ref).String()
}

func (m *Model) workerOf(sl clinic.Slot) string {
	if sl.Worker == "" {
		return ""
	}
	dep, _ := m.env.st.Department(sl.Department)
	for _, w := range dep.Workers {
		if w.ID.Same(sl.Worker) {
			return "  " + w.Name
		}
	}
	return ""
}

func (d *day) view(w, h int) ([]string, *tea.Cursor) {
	e := d.env
	d.refresh(w)
	lines := make([]string, 0, h)
	lines = append(lines, d.head)
	if d.lay.size > small {
		name, standing, _ := dayColumns(w)
		lines = append(lines, e.line(w).Gap(2).Cell(e.ink(theme.Title), e.t("day.time"), 7).
			Cell(e.ink(theme.Title), e.t("day.patient"), name).Cell(e.ink(theme.Title), e.t("day.standing"), standing).
			Put(e.ink(theme.Title), e.t("day.ref")).String())
	}
	if d.want == "" {
		d.win.Top = d.win.Selected - (h-len(lines))/3 // who is next, with some who were before
	}
	d.win.Resize(len(d.lines), h-len(lines))
	from, to := d.win.Visible()
	for i := from; i < to; i++ {
		if i == d.win.Selected {
			lines = append(lines, d.row(d.lines[i], w, true))
			continue
		}
		lines = append(lines, d.rows[i])
	}
	if len(d.lines) == 0 {
		lines = append(append(lines, ""), d.quietly(d.empty(), w)...)
	}
	return lines, nil
}

// quietly sets a sentence that stands where there is nothing to show.
func (m *Model) quietly(text string, w int) []string {
	return wrap(text, w-4, func(s string) string { return m.env.line(w).Gap(2).Put(m.env.ink(theme.Dim), s).String() })
}

// empty says why the day shows nothing.
func (d *day) empty() string {
	e, st := d.env, d.env.st
	if _, read := st.VisitsReadAt(st.Shown); !read || !st.Loaded() {
		return d.unread(st.UnreadDay(st.Shown))
	}
	if len(st.Departments) == 0 {
		return e.t("day.no_department")
	}
	if sl, ok := st.NextFree(st.Selected, st.Now.Wall); ok {
		return e.Words.F("day.empty_next", map[string]any{"Day": e.Words.LongDay(sl.At.Day()), "Time": e.Words.Said(sl.At)})
	}
	return e.t("day.empty")
}
