package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// slots is the week of one department: days as columns, times as rows. Enter
// on a free slot books it.
type slots struct {
	*Model
	win   widget.Window // rows: the times of the week
	col   int           // the day, 0 is Monday
	at    slotsKey      // what the rows were made for
	times []clinic.Wall // times of day, one a row
	want  clinic.Wall   // the time chosen, kept while a week is read
	cells [][daysShown]slotCell
	rows  []string // drawn without selection
}

// daysShown is a week.
const daysShown = 7

// A slotCell is what one time of one day holds.
type slotCell struct {
	clinic.Slot
	there bool // the department has a slot then
	visit clinic.Appointment
}

// slotsKey is all that the rows depend on.
type slotsKey struct {
	department clinic.ID
	monday     clinic.Day
	rev, w     int
	minute     clinic.Wall
	cancels    int
	curtain    bool
	looks      int
}

func newSlots(m *Model) *slots { return &slots{Model: m} }

func (s *slots) title() string          { return "slots.title" }
func (s *slots) typing() bool           { return false }
func (s *slots) update(tea.Msg) tea.Cmd { return nil }

// enter puts the selection on the next free slot.
func (s *slots) enter() tea.Cmd {
	st := s.env.st
	if sl, ok := st.NextFree(st.Selected, st.Now.Wall); ok {
		cmd := s.apply(state.DayShown{Day: sl.At.Day()})
		s.refresh(s.listWidth())
		s.col = int(sl.At.Day() - sl.At.Day().Monday())
		s.win.Select(max(0, slices.Index(s.times, sl.At.OfDay())))
		s.want = sl.At.OfDay()
		return cmd
	}
	s.col = int(st.Shown - st.Shown.Monday())
	return nil
}

func (s *slots) actions() []action {
	return append([]action{
		hinted(s.primary(), s.open, "enter").when(s.notFree),
		hinted("act.next_free", s.enter, "space").when(s.noneFree),
		act("act.day_before", func() tea.Cmd { return s.otherDay(-1) }, "left", "h"),
		act("act.day_after", func() tea.Cmd { return s.otherDay(+1) }, "right", "l"),
		hinted("act.week_before", func() tea.Cmd { return s.week(-1) }, "-"),
		hinted("act.week_after", func() tea.Cmd { return s.week(+1) }, "+"),
		hinted("act.next_department", func() tea.Cmd { return s.department(+1) }, "tab").when(s.noDepartment),
		act("act.previous_department", func() tea.Cmd { return s.department(-1) }, "shift+tab"),
	}, moves(&s.win, s.moved)...)
}

// moved notes the time that was chosen.
func (s *slots) moved() tea.Cmd {
	if s.win.Selected < len(s.times) {
		s.want = s.times[s.win.Selected]
	}
	return nil
}

func (s *slots) cell() slotCell {
	s.refresh(s.listWidth())
	if s.win.Selected < len(s.cells) {
		return s.cells[s.win.Selected][s.col]
	}
	return slotCell{}
}

func (s *slots) notFree() string {
	switch c := s.cell(); {
	case c.visit.ID != "":
		return ""
	case !c.there:
		return "closed_then"
	case !c.Free:
		return "slot_taken"
	case c.At <= s.env.st.Now.Wall:
		return "slot_past"
	}
	return ""
}

// noneFree is the reason why there is no next free slot to go to.
func (s *slots) noneFree() string {
	st := s.env.st
	if _, ok := st.NextFree(st.Selected, st.Now.Wall); !ok {
		return "none_free"
	}
	return ""
}

func (s *slots) noDepartment() string {
	if len(s.env.st.Departments) == 0 {
		return "no_department"
	}
	return ""
}

// primary is what Enter does with the selected cell.
func (s *slots) primary() string {
	if c := s.cell(); c.visit.ID != "" && !c.Free {
		return "act.open"
	}
	return "act.book"
}

// open books a free slot, or shows the appointment that holds it.
func (s *slots) open() tea.Cmd {
	c := s.cell()
	if c.visit.ID != "" && !c.Free {
		s.push(newTicket(s.Model, c.visit.ID, false))
		return nil
	}
	return s.bookWith(state.DraftOpened{Slot: c.Slot})
}

func (s *slots) about() (clinic.Who, bool) {
	c := s.cell()
	return s.env.st.People.Who(c.visit), c.visit.ID != ""
}

// otherDay moves to the next column, over the end of the week into the next.
func (s *slots) otherDay(by int) tea.Cmd {
	s.col += by
	switch {
	case s.col < 0:
		s.col = daysShown - 1
		return s.week(-1)
	case s.col >= daysShown:
		s.col = 0
		return s.week(+1)
	}
	return s.apply(state.DayShown{Day: s.monday() + clinic.Day(s.col)})
}

func (s *slots) week(by clinic.Day) tea.Cmd {
	return s.apply(state.DayShown{Day: s.monday() + 7*by + clinic.Day(s.col)})
}

func (s *slots) monday() clinic.Day { return s.env.st.Shown.Monday() }

// refresh makes the rows anew when what they depend on changed, and keeps the
// selection at its time.
func (s *slots) refresh(w int) {
	st := s.env.st
	s.col = int(st.Shown - st.Shown.Monday())
	key := slotsKey{st.Selected, s.monday(), st.Rev, w, st.Now.Wall / clinic.Minute, len(st.Cancels), s.env.curtain, s.env.looks}
	if key == s.at {
		return
	}
	s.at = key
	s.col = min(max(int(st.Shown-s.monday()), 0), daysShown-1)
	s.fill()
	s.rows = s.rows[:0]
	for i := range s.times {
		s.rows = append(s.rows, s.row(i, w, -1))
	}
	s.win.Resize(len(s.times), s.win.Height)
	if i := slices.IndexFunc(s.times, func(t clinic.Wall) bool { return t >= s.want }); i >= 0 {
		s.win.Select(i)
	}
}

// fill lays slots and appointments out by time and day.
func (s *slots) fill() {
	st, monday := s.env.st, s.monday()
	held, _ := st.SlotsOf(st.Selected, monday, monday+daysShown-1)
	visits := map[clinic.Wall]clinic.Appointment{}
	s.times = s.times[:0]
	for d := monday; d < monday+daysShown; d++ {
		for _, v := range st.VisitsOn(d, st.Selected) {
			if v.Status != clinic.Cancelled {
				visits[v.At] = v
				s.times = append(s.times, v.At.OfDay())
			}
		}
	}
	for _, sl := range held {
		s.times = append(s.times, sl.At.OfDay())
	}
	slices.Sort(s.times)
	s.times = slices.Compact(s.times)
	s.cells = make([][daysShown]slotCell, len(s.times))
	put := func(at clinic.Wall, fill func(*slotCell)) {
		if i, ok := slices.BinarySearch(s.times, at.OfDay()); ok {
			fill(&s.cells[i][at.Day()-monday])
		}
	}
	for _, sl := range held {
		put(sl.At, func(c *slotCell) {
			if !c.there || sl.Free && !c.Free {
				c.Slot, c.there = sl, true
			}
		})
	}
	for at, v := range visits {
		put(at, func(c *slotCell) { c.visit = v })
	}
}

// slotsGrid is the grid in w cells.
func slotsGrid(w int) widget.Grid {
	return widget.Grid{RowHead: 7, ColWidth: max(4, min(16, (w-7)/daysShown-1)), Gap: 1}
}

// row draws the times of one row; col is the selected column, -1 for none.
func (s *slots) row(i, w, col int) string {
	e := s.env
	g := slotsGrid(w)
	// Blanks take the ink of their cell, so that the renderer changes inks as
	// seldom as the cells do.
	solid := func(role theme.Role) widget.Ink {
		ink := e.ink(role)
		ink.Solid = true
		return ink
	}
	r := e.line(w).Cell(solid(theme.Dim), "  "+s.times[i].Clock(), g.RowHead)
	for d := range daysShown {
		text, role := s.words(s.cells[i][d])
		ink := solid(role)
		switch {
		case d == col:
			// The mark stands before its cell: at the beginning of the line it
			// would have the renderer send all that is between.
			r.Cell(e.ink(theme.Text), ">", g.Gap).Cell(e.ink(theme.Focus), text, g.ColWidth)
			continue
		case d == daysShown-1:
			ink = e.ink(role)
		}
		r.Cell(ink, "", g.Gap).Cell(ink, text, g.ColWidth)
	}
	return r.String()
}

// words is what a cell says.
func (s *slots) words(c slotCell) (string, theme.Role) {
	past := c.At <= s.env.st.Now.Wall
	switch {
	case c.there && c.Free && !past:
		return ". " + s.env.t("slots.free"), theme.Free
	case c.visit.ID != "":
		glyph, _, _ := s.standing(c.visit)
		return glyph + " " + s.env.name(c.visit.Name), theme.Taken
	case c.there && !c.Free:
		return "x " + s.env.t("slots.taken"), theme.Taken
	case c.there:
		return "-", theme.Taken
	}
	return "", theme.Text
}

func (s *slots) view(w, h int) ([]string, *tea.Cursor) {
	e, st := s.env, s.env.st
	s.refresh(w)
	lines := make([]string, 0, h)
	week := e.Words.F("slots.week_of", map[string]any{"Day": e.Words.Day(s.monday(), st.Now.Wall.Day())})
	department := ""
	if st.Selected != "" {
		department = "[" + st.DepartmentName(st.Selected) + "]"
	}
	lines = append(lines, e.line(w).Gap(1).Put(e.ink(theme.Active), department).Gap(2).
		Put(e.ink(theme.Text), week).Gap(2).Put(e.ink(theme.Dim), s.freeCount()).String())
	g := slotsGrid(w)
	heads := make([]string, daysShown)
	for d := range heads {
		day := s.monday() + clinic.Day(d)
		role := theme.Title
		if day == st.Now.Wall.Day() {
			role = theme.Accent
		}
		heads[d] = e.cells.Cell(e.ink(role), s.dayHead(day, g.ColWidth), g.ColWidth)
	}
	lines = append(lines, g.Line(e.line(w), "", heads).String())
	s.win.Resize(len(s.times), h-len(lines))
	from, to := s.win.Visible()
	for i := from; i < to; i++ {
		if i == s.win.Selected {
			lines = append(lines, s.row(i, w, s.col))
			continue
		}
		lines = append(lines, s.rows[i])
	}
	if len(s.times) == 0 {
		text := e.t("slots.none")
		if len(st.Departments) == 0 && st.Loaded() {
			text = e.t("day.no_department")
		} else if _, held := st.SlotsReadAt(st.Selected, st.Shown); !held {
			text = s.unread(st.UnreadSlots(st.Selected, st.Shown))
		}
		lines = append(append(lines, ""), s.quietly(text, w)...)
	}
	return lines, nil
}

func (s *slots) dayHead(day clinic.Day, w int) string {
	long := s.env.Words.Day(day, s.env.st.Now.Wall.Day())
	if widget.Width(long) <= w {
		return long
	}
	return s.env.Words.DayOfMonth(day)
}

// freeCount says how many slots of the week can still be booked.
func (s *slots) freeCount() string {
	n := 0
	for _, row := range s.cells {
		for _, c := range row {
			if c.there && c.Free && c.At > s.env.st.Now.Wall {
				n++
			}
		}
	}
	return s.env.Words.N("slots.free_count", n, nil)
}
