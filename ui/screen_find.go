package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// search is the Find screen: one person or reference, and the visits.
type search struct {
	*Model
	field   *widget.Field
	people  []clinic.Match
	visits  []clinic.Appointment // of the person chosen, the latest first
	win     widget.Window        // people, while typing; visits, afterwards
	onVisit bool                 // the selection is among the visits
	person  int                  // the person whose visits are shown
	at      searchKey
}

// searchKey is all that the results depend on.
type searchKey struct {
	query  string
	rev    int
	person int
}

// foundMost is how many people a search shows.
const foundMost = 50

func newFind(m *Model) *search {
	return &search{Model: m, field: widget.NewField(func(s string) string { return clinic.Clean(s, widget.FieldLimit) })}
}

func (s *search) title() string { return "find.title" }
func (s *search) typing() bool  { return !s.onVisit }

// enter begins a new search.
func (s *search) enter() tea.Cmd {
	s.field.Reset()
	s.field.Focus()
	s.onVisit, s.person = false, 0
	s.at = searchKey{rev: -1}
	return nil
}

func (s *search) update(msg tea.Msg) tea.Cmd {
	if s.onVisit {
		return nil
	}
	cmd := s.field.Update(msg)
	s.person = 0
	s.refresh()
	return cmd
}

// refresh searches again when the query or what is held changed.
func (s *search) refresh() {
	st := s.env.st
	key := searchKey{s.field.Value(), st.Rev, s.person}
	if key == s.at {
		return
	}
	if key.query != s.at.query || key.rev != s.at.rev {
		s.people = st.People.Find(key.query, st.Now.Wall, foundMost)
	}
	s.at, s.visits = key, nil
	if v, ok := st.VisitByText(key.query); ok {
		s.people = nil
		s.visits = []clinic.Appointment{v}
		return
	}
	s.person = min(s.person, max(0, len(s.people)-1))
	if len(s.people) > 0 {
		s.visits = st.VisitsOf(s.people[s.person].Person.Who())
		reverse(s.visits)
	}
}

func reverse(list []clinic.Appointment) {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
}

func (s *search) actions() []action {
	if !s.onVisit {
		return []action{
			hinted("act.to_visits", s.toVisits, "enter").when(s.nobody),
			hinted("act.other_person", func() tea.Cmd { return s.choose(+1) }, "down").when(s.nobodyElse),
			act("act.other_person", func() tea.Cmd { return s.choose(-1) }, "up"),
			hinted("act.leave", s.today, "esc"),
			s.newBooking(),
		}
	}
	return append([]action{
		hinted("act.open", func() tea.Cmd { s.push(newTicket(s.Model, s.visit().ID, false)); return nil }, "enter"),
		hinted("act.move", func() tea.Cmd { return s.moveVisit(s.visit()) }, "r", "f6").when(s.notStanding),
		hinted("act.cancel", func() tea.Cmd { return s.apply(state.CancelAsked{ID: s.visit().ID}) }, "x").when(firstOf(s.mayCancel, s.notStanding)),
		act("act.arrived", func() tea.Cmd { return s.apply(state.ArrivedMarked{ID: s.visit().ID}) }, "a", "f7").when(s.notStanding),
		act("act.wait", func() tea.Cmd {
			return s.apply(state.WaitAdded{Who: s.env.st.People.Who(s.visit()), Department: s.visit().Department})
		}, "e"),
		act("act.ticket", func() tea.Cmd { s.push(newTicket(s.Model, s.visit().ID, false)); return nil }, "v"),
		act("act.copy", func() tea.Cmd { return s.copyReference(s.visit()) }, "y"),
		hinted("act.search_again", s.again, "esc"),
		s.newBooking(),
	}, moves(&s.win, func() tea.Cmd { return nil })...)
}

// newBooking begins a booking for who was found, else for who was typed.
func (s *search) newBooking() action {
	return hinted("act.new", func() tea.Cmd {
		s.refresh()
		who := clinic.Who{Name: s.field.Value()}
		if len(s.people) > 0 {
			who = s.people[s.person].Person.Who()
		} else if len(s.visits) > 0 {
			who = s.env.st.People.Who(s.visits[0])
		}
		return s.bookWith(state.DraftOpened{Line: who.Name, Person: who})
	}, "n", "f2").when(s.mayBook)
}

func (s *search) nobody() string {
	if s.refresh(); len(s.visits) == 0 {
		return "nobody_found"
	}
	return ""
}

func (s *search) notStanding() string {
	if s.visit().Status != clinic.Scheduled {
		return "not_standing"
	}
	return ""
}

func (s *search) nobodyElse() string {
	if s.refresh(); len(s.people) < 2 {
		return "nobody_else"
	}
	return ""
}

// visit is the selected visit.
func (s *search) visit() clinic.Appointment {
	if s.refresh(); s.win.Selected < len(s.visits) {
		return s.visits[s.win.Selected]
	}
	return clinic.Appointment{}
}

func (s *search) about() (clinic.Who, bool) {
	s.refresh()
	if s.person < len(s.people) {
		return s.people[s.person].Person.Who(), true
	}
	return clinic.Who{}, false
}

// choose takes another of the people found.
func (s *search) choose(by int) tea.Cmd {
	s.person = min(max(0, s.person+by), max(0, len(s.people)-1))
	s.refresh()
	return nil
}

// toVisits goes on to the visits, at the next one still to come.
func (s *search) toVisits() tea.Cmd {
	s.onVisit = true
	s.field.Blur()
	s.win.Resize(len(s.visits), s.win.Height)
	s.win.Home()
	for i, v := range s.visits {
		if v.At >= s.env.st.Now.Wall && v.Status == clinic.Scheduled {
			s.win.Select(i)
		}
	}
	return nil
}

// again goes back to the typing.
func (s *search) again() tea.Cmd {
	s.onVisit = false
	s.field.Focus()
	return nil
}

func (s *search) view(w, h int) ([]string, *tea.Cursor) {
	e := s.env
	s.refresh()
	label := labelWidth(e, "find.title")
	s.field.SetWidth(w - label - 2)
	lines := []string{
		e.line(w).Gap(1).Cell(e.ink(theme.Title), e.t("find.title"), label).Put(e.ink(theme.Input), s.field.View()).String(),
		e.line(w).Gap(1).Put(e.ink(theme.Dim), s.searched()).String(),
	}
	var cursor *tea.Cursor
	if !s.onVisit {
		cursor = s.field.Cursor(1+label, 0)
	}
	if len(s.people) > 0 {
		lines = append(lines, s.peopleLines(w, min(len(s.people), max(3, (h-6)/2)))...)
	}
	lines = append(lines, "")
	return append(lines, s.visitLines(w, h-len(lines))...), cursor
}

// searched says which dates were searched.
func (s *search) searched() string {
	e, st := s.env, s.env.st
	from, to := st.HeldFrom(), st.HeldTo()
	if from > to {
		return s.unread(st.UnreadDay(st.Now.Wall.Day()))
	}
	today := st.Now.Wall.Day()
	return e.Words.F("find.searched", map[string]any{"From": e.Words.Day(from, today), "To": e.Words.Day(to, today), "N": st.People.Len()})
}

// peopleLines list the people found; the chosen one's visits stand below.
func (s *search) peopleLines(w, h int) []string {
	e := s.env
	today := e.st.Now.Wall.Day()
	win := widget.Window{}
	win.Resize(len(s.people), h)
	win.Select(s.person)
	from, to := win.Visible()
	lines := make([]string, 0, h)
	for i := from; i < to; i++ {
		p := s.people[i].Person
		r := e.line(w)
		role, mark := theme.Text, "  "
		if i == s.person {
			role, mark = theme.Strong, "> "
		}
		r.Put(e.ink(role), mark)
		e.matched(r, role, p.Name, s.people[i].Spans, max(18, w-50))
		r.Gap(1).Cell(e.ink(theme.Dim), e.Words.N("person.visits", p.Visits, nil), 11)
		if p.Next != 0 {
			r.Put(e.ink(theme.Accent), e.Words.F("find.next", map[string]any{"Day": e.Words.Day(p.Next.Day(), today), "Time": e.Words.Clock(p.Next)}))
		} else if p.Last != 0 {
			r.Put(e.ink(theme.Dim), e.Words.F("person.last", map[string]any{"Day": e.Words.Day(p.Last.Day(), today)}))
		}
		lines = append(lines, r.String())
	}
	return lines
}

// visitLines list the visits of the person chosen.
func (s *search) visitLines(w, h int) []string {
	e := s.env
	set := func(role theme.Role, key string) []string {
		return []string{e.line(w).Gap(2).Put(e.ink(role), e.t(key)).String()}
	}
	switch {
	case s.field.Value() == "":
		return set(theme.Dim, "find.hint")
	case len(s.visits) == 0:
		return set(theme.Warn, "find.nobody")
	}
	lines := []string{e.line(w).Gap(2).Put(e.ink(theme.Title), e.Words.F("find.visits_of", map[string]any{"Who": e.name(s.visits[0].Name)})).String()}
	s.win.Resize(len(s.visits), max(1, h-1))
	from, to := s.win.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, s.visitRow(s.visits[i], w, s.onVisit && i == s.win.Selected))
	}
	return lines
}

func (s *search) visitRow(v clinic.Appointment, w int, selected bool) string {
	e := s.env
	glyph, word, role := s.standing(v)
	ink := func(plain theme.Role) widget.Ink {
		if selected {
			return e.ink(theme.Focus)
		}
		return e.ink(plain)
	}
	mark := "  "
	if selected {
		mark = "> "
	}
	r := e.line(w).Put(ink(theme.Text), mark).Cell(ink(theme.Text), e.Words.Day(v.At.Day(), e.st.Now.Wall.Day()), 15)
	r.Cell(ink(theme.Text), v.At.Clock(), 7).Cell(ink(theme.Text), e.st.DepartmentName(v.Department), max(12, w-54))
	return r.Cell(ink(role), glyph+" "+e.t(word), 20).Cell(ink(theme.Dim), v.ID.Text(), min(10, r.Left())).String()
}
