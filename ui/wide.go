package ui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// beside is what stands beside the screen in a wide window: what narrower ones
// show in turn. It is drawn anew when what it depends on changes.
type beside struct {
	at          besideKey
	left, right []string
}

// besideKey is all that both panes depend on.
type besideKey struct {
	layout
	screen     pane.Screen
	department clinic.ID
	day        clinic.Day
	minute     clinic.Wall
	rev, log   int
	cancels    int
	look       int
	person     clinic.Who
	why        string
}

// threePanes puts the departments and the card beside the screen.
func (m *Model) threePanes(lines []string, cursor *tea.Cursor) ([]string, *tea.Cursor) {
	m.drawBeside()
	edge := m.look.Ink(theme.Rule)
	side := edge.On + m.look.Border.V + edge.Off + " "
	first, second := m.lay.left+1, m.lay.left+3+m.listWidth()+1
	for i := range lines {
		lines[i] = draw.Beside(draw.Beside(m.beside.left[i], first, side+lines[i]), second, side+m.beside.right[i])
	}
	if cursor != nil {
		moved := *cursor
		moved.X += m.lay.left + 3
		cursor = &moved
	}
	return lines, cursor
}

// drawBeside draws both panes where they are stale.
func (m *Model) drawBeside() {
	st := m.st
	key := besideKey{
		layout: m.lay, screen: m.screen, department: st.Selected, day: st.Shown, minute: st.Now.Wall / clinic.Minute,
		rev: st.Rev, log: len(st.Log), cancels: len(st.Cancels), look: m.look.Rev(),
	}
	if s, ok := m.screens[m.screen].(pane.About); ok {
		key.person, _ = s.About()
	}
	if n := len(st.Log); n > 0 {
		key.why = st.Log[n-1].Key // the log is bounded: its length alone does not tell
	}
	if key == m.beside.at {
		return
	}
	m.beside = beside{at: key, left: draw.Fit(m.departmentsPane(), m.lay.body), right: draw.Fit(m.callerPane(), m.lay.body)}
}

// weekdays are shown in a line of the calendar.
const weekdays = 7

// calendarWeeks are shown below the departments; each takes two lines.
const calendarWeeks = 4

// departmentsPane lists the departments with their day and their next free slot,
// and how much is free in the coming weeks of the one that is shown.
func (m *Model) departmentsPane() []string {
	l, st, w := m.look, m.st, m.lay.left
	calendar := m.calendar(w)
	lines := []string{l.Line(w).Gap(1).Put(l.Ink(theme.Title), l.T("wide.departments")).String()}
	win := widget.Window{}
	win.Resize(len(st.Departments), max(1, m.lay.body-len(calendar)-2))
	shown := 0
	for i, d := range st.Departments {
		if d.ID == st.Selected {
			shown = i
		}
	}
	win.Select(shown)
	day := st.Now.Wall.Day()
	if m.showsOf() == showsDay {
		day = st.Shown
	}
	visits := map[clinic.ID]int{}
	for _, v := range st.VisitsOn(day, "") {
		if v.Status == clinic.Cancelled {
			continue
		}
		visits[v.Department]++
	}
	from, to := win.Visible()
	for i := from; i < to; i++ {
		d := st.Departments[i]
		role, name := theme.Text, " "+d.Name
		if i == shown {
			role, name = theme.Active, "["+d.Name+"]"
		}
		free, cells := m.nextFreeWords(d.ID), l.Words.ClockCells()+6 // a day of the week before it
		r := l.Line(w).Cell(l.Ink(role), name, w-cells-6).RightCell(l.Ink(theme.Dim), strconv.Itoa(visits[d.ID]), 4)
		lines = append(lines, r.Gap(1).RightCell(l.Ink(theme.Free), free, cells).String())
	}
	lines = draw.Fit(lines, max(len(lines), min(len(lines)+1, m.lay.body-len(calendar))))
	return append(lines, calendar...)
}

// nextFreeWords are when the next free slot of a department is.
func (m *Model) nextFreeWords(department clinic.ID) string {
	l, st := m.look, m.st
	sl, ok := st.NextFree(department, st.Now.Wall)
	switch {
	case !ok:
		return l.Dot()
	case sl.At.Day() == st.Now.Wall.Day():
		return l.Words.Clock(sl.At)
	}
	return l.Words.Weekday(sl.At.Day()) + " " + l.Words.Clock(sl.At)
}

// calendar is how many slots are free on each day of the coming weeks, as far
// as they are held.
func (m *Model) calendar(w int) []string {
	l, st := m.look, m.st
	head := l.Line(w).Gap(1).Put(l.Ink(theme.Title), l.T("wide.free")).Gap(1).Put(l.Ink(theme.Text), st.DepartmentName(st.Selected)).String()
	lines := []string{head}
	monday := st.Now.Wall.Day().Monday()
	names := make([]piece, weekdays)
	for d := range names {
		names[d] = piece{theme.Dim, rightAligned(strings.TrimSuffix(l.Words.Weekday(monday+clinic.Day(d)), "."), dayWidth)}
	}
	lines = append(lines, m.pieces(w, names))
	for week := clinic.Day(0); week < calendarWeeks; week++ {
		numbers, counts := make([]piece, weekdays), make([]piece, weekdays)
		for i := range weekdays {
			d := monday + 7*week + clinic.Day(i)
			numbers[i] = piece{theme.Dim, rightAligned(strconv.Itoa(d.Time().Day()), dayWidth)}
			if d == st.Shown && m.showsOf() == showsDay { // the week grid marks it by itself
				numbers[i].role = theme.Focus
			}
			counts[i] = m.freeOn(d)
		}
		lines = append(lines, m.pieces(w, numbers), m.pieces(w, counts))
	}
	return lines
}

// dayWidth is the width of a day in the calendar.
const dayWidth = 4

// A piece is text in one role.
type piece struct {
	role theme.Role
	text string
}

// pieces is a line of pieces; neighbours of one role are set together, so that
// inks change as seldom as they must.
func (m *Model) pieces(w int, all []piece) string {
	r := m.look.Line(w)
	for i := 0; i < len(all); {
		text, role := "", all[i].role
		for ; i < len(all) && all[i].role == role; i++ {
			text += all[i].text
		}
		r.Put(m.look.Ink(role), text)
	}
	return r.String()
}

// calendarShown tells for how many weeks free slots are on screen.
func (m *Model) calendarShown() tea.Cmd {
	if m.lay.Size == pane.Wide {
		return m.apply(state.CalendarShown{Weeks: calendarWeeks})
	}
	return m.apply(state.CalendarShown{})
}

// freeOn is how many slots of the selected department are free on a day.
func (m *Model) freeOn(d clinic.Day) piece {
	l, st := m.look, m.st
	slots, _ := st.SlotsOf(st.Selected, d, d)
	n := 0
	for _, sl := range slots {
		if sl.Free && sl.At > st.Now.Wall {
			n++
		}
	}
	switch {
	case n > 0:
		return piece{theme.Free, rightAligned(strconv.Itoa(n), dayWidth)}
	case len(slots) > 0:
		return piece{theme.Dim, rightAligned("0", dayWidth)}
	}
	return piece{theme.Dim, rightAligned(l.Dot(), dayWidth)}
}

func rightAligned(s string, w int) string { return strings.Repeat(" ", max(0, w-widget.Width(s))) + s }

// cardMost is how many lines the card takes at most, so that what is below it
// does not move with the selection.
const cardMost = 15

// nextShown is how many free slots stand beside the screen.
const nextShown = 5

// callerPane is the card of who is selected, the next free slots, and the log,
// but for what the screen shows by itself.
func (m *Model) callerPane() []string {
	l, st, w := m.look, m.st, m.lay.card
	title := func(key, more string) string {
		return l.Line(w).Put(l.Ink(theme.Title), l.T(key)).Gap(1).Put(l.Ink(theme.Text), more).String()
	}
	var lines []string
	if m.showsOf().ofDepartment() {
		h := min(m.lay.body/2, cardMost)
		lines = append(draw.Fit(m.cardBlock(h), h), "")
	}
	lines = append(lines, title("wide.next", st.DepartmentName(st.Selected)))
	today := st.Now.Wall.Day()
	slots, _ := st.SlotsOf(st.Selected, today, today+14)
	shown := 0
	for _, sl := range slots {
		if sl.Free && sl.At > st.Now.Wall && shown < nextShown {
			shown++
			lines = append(lines, l.Line(w).Put(l.Ink(theme.Free), ". ").Cell(l.Ink(theme.Text), l.Words.Day(sl.At.Day(), today), 15).
				Put(l.Ink(theme.Text), l.Words.Clock(sl.At)+draw.WorkerOf(m.st, sl)).String())
		}
	}
	if shown == 0 {
		lines = append(lines, l.Line(w).Put(l.Ink(theme.Dim), l.T("book.no_slot")).String())
	}
	if m.showsOf() == showsLog {
		return lines
	}
	lines = append(lines, "", title("todo.log", ""))
	if len(st.Log) == 0 {
		lines = append(lines, l.Line(w).Put(l.Ink(theme.Dim), l.T("wide.log_empty")).String())
	}
	for i := len(st.Log) - 1; i >= 0 && len(lines) < m.lay.body; i-- {
		n := st.Log[i]
		clock := l.Words.ClockCells() + 2
		said := l.Wrap(draw.Tone(n.Tone), m.sentence(n), w-clock)
		for j, s := range said {
			at := ""
			if j == 0 {
				at = l.Line(clock).Put(l.Ink(theme.Dim), l.Words.Clock(n.At)).String()
			}
			lines = append(lines, draw.Beside(at, clock, s))
		}
	}
	return lines
}
