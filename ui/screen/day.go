// Package screen has the screens of the desk. They open overlays and see
// nothing else of the desk than a pane.Desk.
package screen

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/overlay"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Day is the home screen: who is here, who is next, what is free.
type Day struct {
	pane.Desk
	sel   widget.Selection[lineKey]
	next  bool         // who is next is selected: nobody has moved the selection yet
	whole bool         // all of the day was read when who is next was selected
	at    dayKey       // what lines were made for
	lines []state.Line // of the department and day that are shown
	drawn drawnKey     // what rows and head were drawn for
	rows  []string     // the lines, drawn without selection
	head  string       // the line of departments above them
}

// dayKey is all that the lines depend on.
type dayKey struct {
	department clinic.ID
	day        clinic.Day
	minute     clinic.Wall
	rev        int
}

// drawnKey is all that drawn rows depend on beside what they are made of.
type drawnKey struct {
	size             pane.Size
	w, cancels, look int
	barred           bool // no slot can be booked here
}

// NewDay is the Day screen of a desk.
func NewDay(d pane.Desk) *Day { return &Day{Desk: d, next: true} }

func (d *Day) Title() string          { return "day.title" }
func (d *Day) Typing() bool           { return false }
func (d *Day) Update(tea.Msg) tea.Cmd { return nil }

func (d *Day) Actions() []pane.Action {
	d.refresh() // so that a key after an answer and before its frame is not lost
	return append([]pane.Action{
		pane.Hinted("act.open", d.open, "enter").When(pane.FirstOf(d.nothing, d.mayNotBook)),
		pane.Hinted("act.move", d.move, "r", "f6").When(pane.FirstOf(pane.MayMove(d), d.noVisit, d.notStanding)),
		pane.Hinted("act.cancel", d.cancel, "x").When(pane.FirstOf(pane.MayCancel(d), d.noVisit, d.notStanding)),
		pane.Hinted("act.arrived", d.arrived, "a", "f7").When(pane.FirstOf(pane.MayWrite(d), d.noVisit, d.notExpected)),
		pane.Act("act.wait", d.wait, "e").When(pane.FirstOf(pane.MayWrite(d), d.noVisit)),
		pane.Act("act.ticket", d.ticket, "v").When(d.noVisit),
		pane.Act("act.copy", d.copy, "y").When(d.noVisit),
		pane.Act("act.next_department", func() tea.Cmd { return department(d, +1) }, "tab").ForAnyRow(),
		pane.Act("act.previous_department", func() tea.Cmd { return department(d, -1) }, "shift+tab").ForAnyRow(),
		pane.Act("act.day_before", func() tea.Cmd { return d.otherDay(-1) }, "left", "h", "-").ForAnyRow(),
		pane.Act("act.day_after", func() tea.Cmd { return d.otherDay(+1) }, "right", "l", "+").ForAnyRow(),
	}, pane.Moves(&d.sel, func() { d.next = false })...)
}

// A lineKey is what a line of a day is: an appointment, else a free slot.
type lineKey struct {
	visit  string // the text of its id
	at     clinic.Wall
	worker string
}

func keyOf(l state.Line) lineKey {
	if l.Free {
		return lineKey{at: l.Slot.At, worker: l.Slot.Worker.Text()}
	}
	return lineKey{visit: l.Visit.ID.Text()}
}

// line is the selected line.
func (d *Day) line() (state.Line, bool) {
	d.refresh()
	if _, ok := d.sel.Key(); ok {
		return d.lines[d.sel.Index()], true
	}
	return state.Line{}, false
}

// Lost is when the selected line was last replaced without a person's doing.
func (d *Day) Lost() (time.Duration, bool) {
	d.refresh()
	return d.sel.Lost()
}

// About is whose appointment is selected.
func (d *Day) About() (clinic.Who, bool) {
	line, ok := d.line()
	return d.State().People.Who(line.Visit), ok && !line.Free
}

func (d *Day) nothing() string {
	if _, ok := d.line(); !ok {
		return "no_line"
	}
	return ""
}

// mayNotBook is the reason why the free slot that is selected cannot be booked.
func (d *Day) mayNotBook() string {
	if line, _ := d.line(); !line.Free {
		return ""
	}
	return pane.MayBookIn(d, d.State().Selected)
}

func (d *Day) noVisit() string {
	if line, ok := d.line(); !ok || line.Free {
		return "no_visit"
	}
	return ""
}

func (d *Day) notStanding() string { return pane.NotStanding(d, d.visit()) }
func (d *Day) notExpected() string { return pane.NotExpected(d, d.visit()) }

func (d *Day) visit() clinic.Appointment {
	line, _ := d.line()
	return line.Visit
}

// open books a free slot, or shows an appointment.
func (d *Day) open() tea.Cmd {
	line, _ := d.line()
	if line.Free {
		return overlay.OpenBook(d, state.DraftOpened{Slot: line.Slot})
	}
	return d.ticket()
}

func (d *Day) ticket() tea.Cmd {
	d.Open(overlay.NewTicket(d, d.visit().ID))
	return nil
}

func (d *Day) move() tea.Cmd    { return overlay.MoveVisit(d, d.visit()) }
func (d *Day) cancel() tea.Cmd  { return d.Apply(state.CancelAsked{ID: d.visit().ID}) }
func (d *Day) arrived() tea.Cmd { return d.Apply(state.ArrivedMarked{ID: d.visit().ID}) }
func (d *Day) copy() tea.Cmd    { return overlay.CopyReference(d, d.visit()) }

func (d *Day) wait() tea.Cmd {
	v := d.visit()
	return d.Apply(state.WaitAdded{Who: d.State().People.Who(v), Department: v.Department})
}

func (d *Day) otherDay(by clinic.Day) tea.Cmd {
	return d.Apply(state.DayShown{Day: d.State().Shown + by})
}

// refresh makes the lines anew when what they depend on changed.
func (d *Day) refresh() {
	st := d.State()
	key := dayKey{st.Selected, st.Shown, st.Now.Wall / clinic.Minute, st.Rev}
	if key == d.at {
		return
	}
	if key.department != d.at.department || key.day != d.at.day {
		d.sel.Reset()
		d.next, d.whole = true, false
	}
	d.at, d.drawn = key, drawnKey{}
	d.lines = st.Lines(st.Selected, st.Shown, st.Now.Wall)
	keys := make([]lineKey, len(d.lines))
	for i, line := range d.lines {
		keys[i] = keyOf(line)
	}
	_, chosen := d.sel.Key()
	d.sel.Hold(st.Now.Mono, keys)
	if d.next {
		d.selectNext(chosen)
	}
}

// selectNext selects who is next. Once the day was read only the clock moves it on,
// from a line whose time has passed.
func (d *Day) selectNext(chosen bool) {
	st := d.State()
	line, ok := d.line()
	if !ok {
		return
	}
	next := slices.IndexFunc(d.lines, func(line state.Line) bool { return line.At >= st.Now.Wall })
	passed := next >= 0 && line.At < st.Now.Wall
	if next < 0 {
		next = len(d.lines) - 1
	}
	switch {
	case !chosen:
		d.sel.Pick(keyOf(d.lines[next]))
	case passed || !d.whole:
		d.sel.Turn(st.Now.Mono, keyOf(d.lines[next]))
	}
	_, visits := st.VisitsReadAt(st.Shown)
	_, slots := st.SlotsReadAt(st.Selected, st.Shown)
	d.whole = visits && slots
}

// barred says whether no slot of what is shown can be booked from this desk.
func (d *Day) barred() bool { return pane.MayBookIn(d, d.State().Selected) != "" }

// draw draws the rows and the head anew when what they depend on changed.
func (d *Day) draw(w int) {
	d.refresh()
	key := drawnKey{d.Window().Size, w, len(d.State().Cancels), d.Look().Rev(), d.barred()}
	if key == d.drawn {
		return
	}
	d.drawn, d.rows = key, d.rows[:0]
	for _, line := range d.lines {
		d.rows = append(d.rows, d.row(line, w, false))
	}
	d.head = d.tabs(w)
}

// dayColumns are the widths of the columns in w cells, beside times of so many; 0
// leaves one out.
func dayColumns(w, clock int) (name, standing, ref int) {
	standing, ref = 18, 10
	if w < 60 {
		standing, ref = 12, 0
	}
	return w - 4 - clock - standing - ref, standing, ref
}

// row draws one line of the day.
func (d *Day) row(line state.Line, w int, selected bool) string {
	l, st := d.Look(), d.State()
	name, standing, ref := dayColumns(w, l.Words.ClockCells())
	r := l.Line(w)
	role := func(plain theme.Role) widget.Ink {
		if selected {
			return l.Ink(theme.Focus)
		}
		return l.Ink(plain)
	}
	mark := "  "
	if selected {
		mark = "> "
	}
	r.Cell(role(theme.Text), mark, 2).Cell(role(theme.Text), l.Words.Clock(line.At), l.Words.ClockCells()+2)
	if line.Free && d.barred() {
		return r.Cell(role(theme.Dim), "- "+l.T("day.barred"), name+standing+ref).String()
	}
	if line.Free {
		r.Cell(role(theme.Free), ". "+l.T("day.free")+draw.WorkerOf(st, line.Slot), name)
		used := ""
		if desk := st.Elsewhere.InUse(line.Slot); desk != "" {
			used = l.Words.F("day.in_use", map[string]any{"Desk": desk})
		}
		r.Cell(role(theme.Warn), used, standing+ref)
		return r.String()
	}
	glyph, word, standingRole := draw.StatusOf(st, line.Visit)
	plain := theme.Text
	if line.Visit.Status == clinic.Cancelled || line.Visit.Status == clinic.Completed {
		plain = theme.Dim
	}
	r.Cell(role(plain), l.Name(line.Visit.Name), name-1).Cell(role(plain), "", 1)
	r.Cell(role(standingRole), glyph+" "+l.T(word), standing)
	return r.Cell(role(theme.Dim), line.Visit.ID.Text(), ref).String()
}

func (d *Day) View(w, h int) ([]string, *tea.Cursor) {
	l := d.Look()
	d.draw(w)
	lines := make([]string, 0, h)
	lines = append(lines, d.head)
	if gap := l.DayGap(d.State()); gap != "" {
		lines = append(lines, l.Line(w).Gap(2).Put(l.Ink(theme.Warn), draw.Capital(gap)).String())
	}
	if d.Window().Size > pane.Small {
		clock := l.Words.ClockCells()
		name, standing, _ := dayColumns(w, clock)
		lines = append(lines, l.Line(w).Gap(2).Cell(l.Ink(theme.Title), l.T("day.time"), clock+2).
			Cell(l.Ink(theme.Title), l.T("day.patient"), name).Cell(l.Ink(theme.Title), l.T("day.standing"), standing).
			Put(l.Ink(theme.Title), l.T("day.ref")).String())
	}
	d.sel.Fit(h - len(lines))
	if d.next {
		d.sel.Lead(d.sel.Height() / 3) // with some who were before
	}
	from, to := d.sel.Visible()
	var cursor *tea.Cursor
	for i := from; i < to; i++ {
		if i == d.sel.Index() {
			cursor = l.RowCursor(0, len(lines))
			lines = append(lines, d.row(d.lines[i], w, true))
			continue
		}
		lines = append(lines, d.rows[i])
	}
	if len(d.lines) == 0 {
		lines = append(append(lines, ""), l.Quietly(d.empty(), w)...)
	}
	return lines, cursor
}

// empty says why the day shows nothing.
func (d *Day) empty() string {
	l, st := d.Look(), d.State()
	if _, read := st.VisitsReadAt(st.Shown); !read || !st.Loaded() {
		return l.Unread(st.UnreadDay(st.Shown))
	}
	if len(st.Departments) == 0 {
		return l.T("day.no_department")
	}
	if st.VisitsGap(st.Shown, st.Shown).Any() { // not that there is none: the line above says why
		return ""
	}
	if sl, ok := st.NextFree(st.Selected, st.Now.Wall); ok {
		return l.Words.F("day.empty_next", map[string]any{"Day": l.Words.SaidDay(sl.At.Day(), st.Now.Wall.Day()), "Time": l.Words.Said(sl.At)})
	}
	return l.T("day.empty")
}
