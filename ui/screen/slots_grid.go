package screen

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// draw draws the rows anew when what they depend on changed.
func (s *Slots) draw(w int) {
	s.refresh()
	key := drawnKey{pane.Normal, w, len(s.State().Cancels), s.Look().Rev(), s.barred()}
	if key == s.drawn {
		return
	}
	s.drawn, s.rows = key, s.rows[:0]
	for i := range s.times {
		s.rows = append(s.rows, s.row(i, w, -1))
	}
}

// barred says whether no slot of the department can be booked from this desk.
func (s *Slots) barred() bool { return pane.MayBookIn(s, s.State().Selected) != "" }

// slotsGrid is the grid in w cells, beside times of so many.
func slotsGrid(w, clock int) widget.Grid {
	g := widget.Grid{RowHead: clock + 3, Gap: 1}
	g.ColWidth = max(2, min(16, (w-g.RowHead)/daysShown-g.Gap))
	return g
}

// row draws the times of one row; col is the selected column, -1 for none.
func (s *Slots) row(i, w, col int) string {
	l := s.Look()
	g := slotsGrid(w, l.Words.ClockCells())
	// Blanks take the ink of their cell, so that the renderer changes inks as
	// seldom as the cells do.
	solid := func(role theme.Role) widget.Ink {
		ink := l.Ink(role)
		ink.Solid = true
		return ink
	}
	r := l.Line(w).Cell(solid(theme.Dim), "  "+l.Words.Clock(s.times[i]), g.RowHead)
	for d := range daysShown {
		text, role := s.words(s.cells[i][d], g.ColWidth-1) // a blank before the mark of the next
		text = widget.Cut(text, g.ColWidth-1, l.Border.Tail)
		ink := solid(role)
		switch {
		case d == col:
			// The mark stands before its cell: at the beginning of the line it
			// would have the renderer send all that is between.
			r.Cell(l.Ink(theme.Text), ">", g.Gap).Cell(l.Ink(theme.Focus), text, g.ColWidth)
			continue
		case d == daysShown-1:
			ink = l.Ink(role)
		}
		r.Cell(ink, "", g.Gap).Cell(ink, text, g.ColWidth)
	}
	return r.String()
}

// words is what a cell of w cells says: its glyph alone where the word does not fit.
func (s *Slots) words(c slotCell, w int) (string, theme.Role) {
	past := c.At <= s.State().Now.Wall
	fitting := func(glyph, key string) string {
		if long := glyph + " " + s.Look().T(key); widget.Width(long) <= w {
			return long
		}
		return glyph
	}
	switch {
	case c.there && c.Free && !past && s.barred():
		return fitting("-", "slots.free"), theme.Dim
	case c.there && c.Free && !past && s.State().Elsewhere.InUse(c.Slot) != "":
		return fitting("~", "slots.in_use"), theme.Warn
	case c.there && c.Free && !past:
		return fitting(".", "slots.free"), theme.Free
	case c.visit.ID != "":
		glyph, _, _ := draw.StatusOf(s.State(), c.visit)
		return glyph + " " + s.Look().Name(c.visit.Name), theme.Taken
	case c.there && !c.Free && !past:
		return fitting("x", "slots.taken"), theme.Taken
	case c.there:
		return "-", theme.Taken
	}
	return "", theme.Text
}

func (s *Slots) View(w, h int) ([]string, *tea.Cursor) {
	l, st := s.Look(), s.State()
	s.draw(w)
	lines := make([]string, 0, h)
	week := l.Words.F("slots.week_of", map[string]any{"Day": l.Words.Day(s.monday(), st.Now.Wall.Day())})
	department := ""
	if st.Selected != "" {
		department = "[" + st.DepartmentName(st.Selected) + "]"
	}
	lines = append(lines, l.Line(w).Gap(1).Put(l.Ink(theme.Active), department).Gap(2).
		Put(l.Ink(theme.Text), week).Gap(2).Put(l.Ink(theme.Dim), s.freeCount()).String())
	gap := s.gap()
	if gap != "" {
		lines = append(lines, l.Line(w).Gap(2).Put(l.Ink(theme.Warn), draw.Capital(gap)).String())
	}
	g := slotsGrid(w, l.Words.ClockCells())
	heads := make([]string, daysShown)
	for d := range heads {
		day := s.monday() + clinic.Day(d)
		role := theme.Title
		if day == st.Now.Wall.Day() {
			role = theme.Accent
		}
		heads[d] = l.Cells.Cell(l.Ink(role), s.dayHead(day, g.ColWidth), g.ColWidth)
	}
	lines = append(lines, g.Line(l.Line(w), "", heads).String())
	s.sel.Fit(h - len(lines))
	from, to := s.sel.Visible()
	var cursor *tea.Cursor
	for i := from; i < to; i++ {
		if i == s.sel.Index() {
			cursor = l.RowCursor(g.RowHead+s.col*(g.Gap+g.ColWidth)+g.Gap, len(lines))
			lines = append(lines, s.row(i, w, s.col))
			continue
		}
		lines = append(lines, s.rows[i])
	}
	if len(s.times) == 0 {
		text := l.T("slots.none")
		if len(st.Departments) == 0 && st.Loaded() {
			text = l.T("day.no_department")
		} else if _, held := st.SlotsReadAt(st.Selected, st.Shown); !held {
			text = s.Look().Unread(st.UnreadSlots(st.Selected, st.Shown))
		} else if gap != "" {
			text = ""
		}
		lines = append(append(lines, ""), l.Quietly(text, w)...)
	}
	return lines, cursor
}

func (s *Slots) dayHead(day clinic.Day, w int) string {
	words := s.Look().Words
	long := words.Day(day, s.State().Now.Wall.Day())
	if widget.Width(long) <= w {
		return long
	}
	if short := words.Weekday(day) + " " + strconv.Itoa(day.Time().Day()); widget.Width(short) <= w {
		return short
	}
	return strconv.Itoa(day.Time().Day())
}

// freeCount says how many slots of the week can still be booked; nothing before it
// was read.
func (s *Slots) freeCount() string {
	if _, held := s.State().SlotsReadAt(s.State().Selected, s.monday()); !held {
		return ""
	}
	n := 0
	for _, row := range s.cells {
		for _, c := range row {
			if c.there && c.Free && c.At > s.State().Now.Wall {
				n++
			}
		}
	}
	return s.Look().Words.N("slots.free_count", n, nil)
}

// gap says what is missing of the week's slots and appointments; "" where nothing
// is.
func (s *Slots) gap() string {
	st := s.State()
	missing := st.VisitsGap(s.monday(), s.monday()+daysShown-1).And(st.SlotsGap(st.Selected, s.monday()))
	return s.Look().Gap(missing, st.Now.Wall.Day())
}
