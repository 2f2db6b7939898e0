package screen

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

func (s *Find) View(w, h int) ([]string, *tea.Cursor) {
	l := s.Look()
	s.refresh()
	label := l.Label("find.title")
	s.field.SetWidth(w - label - 2)
	lines := []string{
		l.Line(w).Gap(1).Cell(l.Ink(theme.Title), l.T("find.title"), label).Put(l.Ink(theme.Input), s.field.View()).String(),
		l.Line(w).Gap(1).Put(l.Ink(theme.Dim), s.searched()).String(),
	}
	if gap := l.Gap(s.State().VisitsGap(s.State().HeldFrom(), s.State().HeldTo()), s.State().Now.Wall.Day()); gap != "" {
		lines = append(lines, l.Line(w).Gap(1).Put(l.Ink(theme.Warn), draw.Capital(gap)).String())
	}
	var cursor *tea.Cursor
	if !s.onVisit {
		cursor = s.field.Cursor(1+label, 0)
	}
	if len(s.people) > 0 {
		lines = append(lines, s.peopleLines(w, min(len(s.people), max(3, (h-6)/2)))...)
	}
	lines = append(lines, "")
	visits := s.visitLines(w, h-len(lines))
	if from, _ := s.rows.Visible(); s.onVisit && len(visits) > 1 {
		cursor = l.RowCursor(0, len(lines)+1+s.rows.Index()-from)
	}
	return append(lines, visits...), cursor
}

// searched says which dates were searched.
func (s *Find) searched() string {
	l, st := s.Look(), s.State()
	from, to := st.HeldFrom(), st.HeldTo()
	if from > to {
		return s.Look().Unread(st.UnreadDay(st.Now.Wall.Day()))
	}
	today := st.Now.Wall.Day()
	more := ""
	if reads, short := st.Searching(); reads {
		more = l.T("find.reading")
	} else if short {
		more = l.T("find.short")
	}
	return l.Words.F("find.searched", map[string]any{"From": l.Words.Day(from, today), "To": l.Words.Day(to, today), "N": st.People.Len(), "More": more})
}

// peopleLines list the people found; the chosen one's visits stand below.
func (s *Find) peopleLines(w, h int) []string {
	l, st := s.Look(), s.State()
	today := st.Now.Wall.Day()
	s.persons.Fit(h)
	from, to := s.persons.Visible()
	lines := make([]string, 0, h)
	for i := from; i < to; i++ {
		p := s.people[i].Person
		r := l.Line(w)
		role, mark := theme.Text, "  "
		if i == s.persons.Index() {
			role, mark = theme.Strong, "> "
		}
		r.Put(l.Ink(role), mark)
		name, visits := max(18, w-50), 11
		if w < 60 {
			name, visits = max(15, w-25), 9
		}
		l.Matched(r, role, p.Name, s.people[i].Spans, name)
		r.Gap(1).Cell(l.Ink(theme.Dim), l.Words.N("person.visits", p.Visits, nil), visits)
		switch narrow := w < 60; {
		case narrow && p.Next != 0:
			r.Put(l.Ink(theme.Accent), l.Words.Day(p.Next.Day(), today))
		case narrow && p.Last != 0:
			r.Put(l.Ink(theme.Dim), l.Words.Day(p.Last.Day(), today))
		case narrow:
		case p.Next != 0:
			r.Put(l.Ink(theme.Accent), l.Words.F("find.next", map[string]any{"Day": l.Words.Day(p.Next.Day(), today), "Time": l.Words.Clock(p.Next)}))
		case p.Last != 0:
			r.Put(l.Ink(theme.Dim), l.Words.F("person.last", map[string]any{"Day": l.Words.Day(p.Last.Day(), today)}))
		}
		if i == to-1 {
			more(l, r, len(s.people)-to, len(s.people) == foundMost, w)
		}
		lines = append(lines, r.String())
	}
	return lines
}

// more says at the end of the last row in view how many are below it, and whether the
// search ended before it had them all.
func more(l *draw.Look, r *widget.Row, below int, cut bool, w int) {
	text := "+" + strconv.Itoa(below)
	if cut {
		text += l.Border.Tail
	}
	if below > 0 && r.Col() < w-widget.Width(text)-1 {
		r.To(w-widget.Width(text)-1).Put(l.Ink(theme.Dim), text)
	}
}

// visitLines list the visits of the person chosen.
func (s *Find) visitLines(w, h int) []string {
	l := s.Look()
	set := func(role theme.Role, key string) []string {
		var lines []string
		for _, s := range draw.Broken(l.T(key), w-4) {
			lines = append(lines, l.Line(w).Gap(2).Put(l.Ink(role), s).String())
		}
		return lines
	}
	switch {
	case s.field.Value() == "":
		return set(theme.Dim, "find.hint")
	case len(s.visits) == 0:
		if _, whole := s.State().SeenFrom(); !whole {
			return set(theme.Warn, "find.nobody_yet")
		}
		return set(theme.Warn, "find.nobody")
	}
	lines := []string{l.Line(w).Gap(2).Put(l.Ink(theme.Title), l.Words.F("find.visits_of", map[string]any{"Who": l.Name(s.visits[0].Name)})).String()}
	s.rows.Fit(max(1, h-1))
	from, to := s.rows.Visible()
	for i := from; i < to; i++ {
		below := 0
		if i == to-1 {
			below = len(s.visits) - to
		}
		lines = append(lines, s.visitRow(s.visits[i], w, below, s.onVisit && i == s.rows.Index()))
	}
	return lines
}

func (s *Find) visitRow(v clinic.Appointment, w, below int, selected bool) string {
	l, st := s.Look(), s.State()
	glyph, word, role := draw.StatusOf(st, v)
	ink := func(plain theme.Role) widget.Ink {
		if selected {
			return l.Ink(theme.Focus)
		}
		return l.Ink(plain)
	}
	mark := "  "
	if selected {
		mark = "> "
	}
	r := l.Line(w).Put(ink(theme.Text), mark).Cell(ink(theme.Text), l.Words.Day(v.At.Day(), st.Now.Wall.Day()), 15)
	r.Cell(ink(theme.Text), l.Words.Clock(v.At), l.Words.ClockCells()+2).Cell(ink(theme.Text), st.DepartmentName(v.Department), max(12, w-54))
	r.Cell(ink(role), glyph+" "+l.T(word), 20).Cell(ink(theme.Dim), v.ID.Text(), min(8, r.Left()))
	more(l, r, below, false, w)
	return r.String()
}
