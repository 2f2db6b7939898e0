package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/overlay"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Find is the search: one person or reference, and the visits.
type Find struct {
	pane.Desk
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

// NewFind is the Find screen of a desk.
func NewFind(d pane.Desk) *Find {
	return &Find{Desk: d, field: widget.NewField(func(s string) string { return clinic.Clean(s, widget.FieldLimit) })}
}

func (s *Find) Title() string { return "find.title" }
func (s *Find) Typing() bool  { return !s.onVisit }

// Shown begins a new search.
func (s *Find) Shown() tea.Cmd {
	s.field.Reset()
	s.field.Focus()
	s.onVisit, s.person = false, 0
	s.at = searchKey{rev: -1}
	return nil
}

func (s *Find) Update(msg tea.Msg) tea.Cmd {
	if s.onVisit {
		return nil
	}
	cmd := s.field.Update(msg)
	s.person = 0
	s.refresh()
	return cmd
}

// refresh searches again when the query or what is held changed.
func (s *Find) refresh() {
	st := s.State()
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
		slices.Reverse(s.visits)
	}
}

func (s *Find) Actions() []pane.Action {
	if !s.onVisit {
		return []pane.Action{
			pane.Hinted("act.to_visits", s.toVisits, "enter").When(s.nobody),
			pane.Hinted("act.other_person", func() tea.Cmd { return s.choose(+1) }, "down").When(s.nobodyElse),
			pane.Act("act.other_person", func() tea.Cmd { return s.choose(-1) }, "up"),
			pane.Hinted("act.leave", s.Home, "esc"),
			s.newBooking(),
		}
	}
	return append([]pane.Action{
		pane.Hinted("act.open", func() tea.Cmd { s.Open(overlay.NewTicket(s.Desk, s.visit().ID)); return nil }, "enter"),
		pane.Hinted("act.move", func() tea.Cmd { return overlay.MoveVisit(s, s.visit()) }, "r", "f6").When(s.notStanding),
		pane.Hinted("act.cancel", func() tea.Cmd { return s.Apply(state.CancelAsked{ID: s.visit().ID}) }, "x").When(pane.FirstOf(pane.MayCancel(s), s.notStanding)),
		pane.Act("act.arrived", func() tea.Cmd { return s.Apply(state.ArrivedMarked{ID: s.visit().ID}) }, "a", "f7").When(s.notStanding),
		pane.Act("act.wait", func() tea.Cmd {
			return s.Apply(state.WaitAdded{Who: s.State().People.Who(s.visit()), Department: s.visit().Department})
		}, "e"),
		pane.Act("act.ticket", func() tea.Cmd { s.Open(overlay.NewTicket(s.Desk, s.visit().ID)); return nil }, "v"),
		pane.Act("act.copy", func() tea.Cmd { return overlay.CopyReference(s, s.visit()) }, "y"),
		pane.Hinted("act.search_again", s.again, "esc"),
		s.newBooking(),
	}, pane.Moves(&s.win, func() tea.Cmd { return nil })...)
}

// newBooking begins a booking for who was found, else for who was typed.
func (s *Find) newBooking() pane.Action {
	return pane.Hinted("act.new", func() tea.Cmd {
		s.refresh()
		who := clinic.Who{Name: s.field.Value()}
		if len(s.people) > 0 {
			who = s.people[s.person].Person.Who()
		} else if len(s.visits) > 0 {
			who = s.State().People.Who(s.visits[0])
		}
		return overlay.OpenBook(s, state.DraftOpened{Line: who.Name, Person: who})
	}, "n", "f2").When(pane.MayBook(s))
}

func (s *Find) nobody() string {
	if s.refresh(); len(s.visits) == 0 {
		return "nobody_found"
	}
	return ""
}

func (s *Find) notStanding() string {
	if s.visit().Status != clinic.Scheduled {
		return "not_standing"
	}
	return ""
}

func (s *Find) nobodyElse() string {
	if s.refresh(); len(s.people) < 2 {
		return "nobody_else"
	}
	return ""
}

// visit is the selected visit.
func (s *Find) visit() clinic.Appointment {
	if s.refresh(); s.win.Selected < len(s.visits) {
		return s.visits[s.win.Selected]
	}
	return clinic.Appointment{}
}

// About is the person chosen.
func (s *Find) About() (clinic.Who, bool) {
	s.refresh()
	if s.person < len(s.people) {
		return s.people[s.person].Person.Who(), true
	}
	return clinic.Who{}, false
}

// choose takes another of the people found.
func (s *Find) choose(by int) tea.Cmd {
	s.person = min(max(0, s.person+by), max(0, len(s.people)-1))
	s.refresh()
	return nil
}

// toVisits goes on to the visits, at the next one still to come.
func (s *Find) toVisits() tea.Cmd {
	s.onVisit = true
	s.field.Blur()
	s.win.Resize(len(s.visits), s.win.Height)
	s.win.Home()
	for i, v := range s.visits {
		if v.At >= s.State().Now.Wall && v.Status == clinic.Scheduled {
			s.win.Select(i)
		}
	}
	return nil
}

// again goes back to the typing.
func (s *Find) again() tea.Cmd {
	s.onVisit = false
	s.field.Focus()
	return nil
}

func (s *Find) View(w, h int) ([]string, *tea.Cursor) {
	l := s.Look()
	s.refresh()
	label := l.Label("find.title")
	s.field.SetWidth(w - label - 2)
	lines := []string{
		l.Line(w).Gap(1).Cell(l.Ink(theme.Title), l.T("find.title"), label).Put(l.Ink(theme.Input), s.field.View()).String(),
		l.Line(w).Gap(1).Put(l.Ink(theme.Dim), s.searched()).String(),
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
func (s *Find) searched() string {
	l, st := s.Look(), s.State()
	from, to := st.HeldFrom(), st.HeldTo()
	if from > to {
		return s.Look().Unread(st.UnreadDay(st.Now.Wall.Day()))
	}
	today := st.Now.Wall.Day()
	return l.Words.F("find.searched", map[string]any{"From": l.Words.Day(from, today), "To": l.Words.Day(to, today), "N": st.People.Len()})
}

// peopleLines list the people found; the chosen one's visits stand below.
func (s *Find) peopleLines(w, h int) []string {
	l, st := s.Look(), s.State()
	today := st.Now.Wall.Day()
	win := widget.Window{}
	win.Resize(len(s.people), h)
	win.Select(s.person)
	from, to := win.Visible()
	lines := make([]string, 0, h)
	for i := from; i < to; i++ {
		p := s.people[i].Person
		r := l.Line(w)
		role, mark := theme.Text, "  "
		if i == s.person {
			role, mark = theme.Strong, "> "
		}
		r.Put(l.Ink(role), mark)
		l.Matched(r, role, p.Name, s.people[i].Spans, max(18, w-50))
		r.Gap(1).Cell(l.Ink(theme.Dim), l.Words.N("person.visits", p.Visits, nil), 11)
		if p.Next != 0 {
			r.Put(l.Ink(theme.Accent), l.Words.F("find.next", map[string]any{"Day": l.Words.Day(p.Next.Day(), today), "Time": l.Words.Clock(p.Next)}))
		} else if p.Last != 0 {
			r.Put(l.Ink(theme.Dim), l.Words.F("person.last", map[string]any{"Day": l.Words.Day(p.Last.Day(), today)}))
		}
		lines = append(lines, r.String())
	}
	return lines
}

// visitLines list the visits of the person chosen.
func (s *Find) visitLines(w, h int) []string {
	l := s.Look()
	set := func(role theme.Role, key string) []string {
		return []string{l.Line(w).Gap(2).Put(l.Ink(role), l.T(key)).String()}
	}
	switch {
	case s.field.Value() == "":
		return set(theme.Dim, "find.hint")
	case len(s.visits) == 0:
		return set(theme.Warn, "find.nobody")
	}
	lines := []string{l.Line(w).Gap(2).Put(l.Ink(theme.Title), l.Words.F("find.visits_of", map[string]any{"Who": l.Name(s.visits[0].Name)})).String()}
	s.win.Resize(len(s.visits), max(1, h-1))
	from, to := s.win.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, s.visitRow(s.visits[i], w, s.onVisit && i == s.win.Selected))
	}
	return lines
}

func (s *Find) visitRow(v clinic.Appointment, w int, selected bool) string {
	l, st := s.Look(), s.State()
	glyph, word, role := draw.Standing(st, v)
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
	r.Cell(ink(theme.Text), v.At.Clock(), 7).Cell(ink(theme.Text), st.DepartmentName(v.Department), max(12, w-54))
	return r.Cell(ink(role), glyph+" "+l.T(word), 20).Cell(ink(theme.Dim), v.ID.Text(), min(10, r.Left())).String()
}
