package screen

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/overlay"
	"creneau/ui/pane"
	"creneau/ui/widget"
)

// Find is the search: one person or reference, and the visits.
type Find struct {
	pane.Desk
	field   *widget.Field
	people  []clinic.Match
	persons widget.Selection[string] // of the people, by their keys
	visits  []clinic.Appointment     // of the person chosen, the latest first
	rows    widget.Selection[string] // of the visits, by the texts of their ids
	onVisit bool                     // the keys move the selection of the visits
	at      searchKey
}

// searchKey is all that the results depend on.
type searchKey struct {
	query  string
	rev    int
	person string
}

// foundMost is how many people a search shows.
const foundMost = 50

// NewFind is the Find screen of a desk.
func NewFind(d pane.Desk) *Find {
	return &Find{Desk: d, field: widget.NewField(func(s string) string { return clinic.Clean(s, widget.FieldLimit) }).Hide(clinic.Mask)}
}

func (s *Find) Title() string { return "find.title" }
func (s *Find) Typing() bool  { return !s.onVisit }

// Shown begins a new search.
func (s *Find) Shown() tea.Cmd {
	s.field.Reset()
	s.field.Focus()
	s.onVisit, s.at = false, searchKey{rev: -1}
	s.persons.Reset()
	s.rows.Reset()
	return nil
}

func (s *Find) Update(msg tea.Msg) tea.Cmd {
	if s.onVisit {
		return nil
	}
	was := s.field.Value()
	cmd := s.field.Update(msg)
	if typed := s.field.Value(); typed != was {
		cmd = tea.Batch(cmd, s.Apply(state.SearchTyped{Query: typed}))
	}
	s.refresh()
	return cmd
}

// refresh searches again when the query or what is held changed. Another query is
// another list; in the same one who was chosen stays so.
func (s *Find) refresh() {
	st, now := s.State(), s.State().Now
	key := searchKey{s.field.Value(), st.Rev, s.person()}
	if key == s.at {
		return
	}
	if key.query != s.at.query || key.rev != s.at.rev {
		s.search(key.query)
		if key.query != s.at.query {
			s.persons.Reset()
		}
		s.persons.Hold(now.Mono, keysOf(s.people))
		key.person = s.person()
	}
	if key.query != s.at.query || key.person != s.at.person {
		s.rows.Reset()
	}
	s.at, s.visits = key, nil
	if v, ok := s.referred(key.query); ok {
		s.visits = []clinic.Appointment{v}
	} else if p, ok := s.chosen(); ok {
		s.visits = st.VisitsOf(p.Who())
		slices.Reverse(s.visits)
	}
	ids := make([]string, len(s.visits))
	for i, v := range s.visits {
		ids[i] = v.ID.Text()
	}
	s.rows.Hold(now.Mono, ids)
}

// search finds people; a reference finds its appointment, and nobody beside.
func (s *Find) search(query string) {
	st, was := s.State(), s.people
	s.people = nil
	if _, ok := s.referred(query); ok {
		return
	}
	s.people = st.People.Find(query, st.Now.Wall, foundMost)
	// Who was chosen is not pushed out by others who became known.
	chosen := s.person()
	if i := index(was, chosen); query == s.at.query && i >= 0 && index(s.people, chosen) < 0 && len(s.people) == foundMost {
		s.people[foundMost-1] = was[i]
	}
}

// referred is the appointment whose number was typed, where it is held.
func (s *Find) referred(query string) (clinic.Appointment, bool) {
	ref, ok := clinic.Reference(query)
	if !ok {
		ref = query // numbers may hold letters
	}
	return s.State().VisitByText(ref)
}

// keysOf are the keys of people found.
func keysOf(people []clinic.Match) []string {
	keys := make([]string, len(people))
	for i, m := range people {
		keys[i] = m.Person.Key
	}
	return keys
}

// index is where somebody is among people found; -1 for nowhere.
func index(people []clinic.Match, key string) int {
	return slices.IndexFunc(people, func(m clinic.Match) bool { return m.Person.Key == key })
}

// person is the key of the person chosen; "" for nobody.
func (s *Find) person() string {
	key, _ := s.persons.Key()
	return key
}

// chosen is the person chosen among those found.
func (s *Find) chosen() (*clinic.Person, bool) {
	if i := index(s.people, s.person()); i >= 0 {
		return s.people[i].Person, true
	}
	return nil, false
}

// Lost is when the person or the visit that is selected was last replaced
// without a person's doing.
func (s *Find) Lost() (time.Duration, bool) {
	s.refresh()
	at, lost := s.persons.Lost()
	if row, also := s.rows.Lost(); s.onVisit && also && (!lost || row > at) {
		return row, true
	}
	return at, lost
}

func (s *Find) Actions() []pane.Action {
	if !s.onVisit {
		return []pane.Action{
			s.primary(),
			pane.Hinted("act.other_person", func() tea.Cmd { return s.choose(+1) }, "down").When(s.nobodyElse).ForAnyRow(),
			pane.Act("act.other_person", func() tea.Cmd { return s.choose(-1) }, "up").ForAnyRow(),
			pane.Hinted("act.leave", s.Home, "esc").ForAnyRow(),
			s.newBooking(),
		}
	}
	return append([]pane.Action{
		pane.Hinted("act.open", func() tea.Cmd { s.Open(overlay.NewTicket(s.Desk, s.visit().ID)); return nil }, "enter"),
		pane.Hinted("act.move", func() tea.Cmd { return overlay.MoveVisit(s, s.visit()) }, "r", "f6").When(pane.FirstOf(pane.MayMove(s), s.notStanding)),
		pane.Hinted("act.cancel", func() tea.Cmd { return s.Apply(state.CancelAsked{ID: s.visit().ID}) }, "x").When(pane.FirstOf(pane.MayCancel(s), s.notStanding)),
		pane.Act("act.arrived", func() tea.Cmd { return s.Apply(state.ArrivedMarked{ID: s.visit().ID}) }, "a", "f7").When(s.notExpected),
		pane.Act("act.wait", func() tea.Cmd {
			return s.Apply(state.WaitAdded{Who: s.State().People.Who(s.visit()), Department: s.visit().Department})
		}, "e").When(pane.MayWrite(s)),
		pane.Act("act.ticket", func() tea.Cmd { s.Open(overlay.NewTicket(s.Desk, s.visit().ID)); return nil }, "v"),
		pane.Act("act.copy", func() tea.Cmd { return overlay.CopyReference(s, s.visit()) }, "y"),
		pane.Hinted("act.search_again", s.again, "esc").ForAnyRow(),
		s.newBooking(),
	}, pane.Moves(&s.rows, nil)...)
}

// primary goes on to the visits, or opens the appointment whose number was typed.
func (s *Find) primary() pane.Action {
	if ref, ok := clinic.Reference(s.field.Value()); ok {
		return pane.Hinted("act.open", func() tea.Cmd { return s.Apply(state.ReferenceAsked{Ref: ref}) }, "enter").ForAnyRow()
	}
	return pane.Hinted("act.to_visits", s.toVisits, "enter").When(s.nobody)
}

// newBooking begins a booking for who was found, else for who was typed.
func (s *Find) newBooking() pane.Action {
	return pane.Hinted("act.new", func() tea.Cmd {
		s.refresh()
		who := clinic.Who{Name: s.field.Value()}
		if p, ok := s.chosen(); ok {
			who = p.Who()
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

func (s *Find) notStanding() string { return pane.NotStanding(s, s.visit()) }
func (s *Find) notExpected() string { return pane.NotExpected(s, s.visit()) }

func (s *Find) nobodyElse() string {
	if s.refresh(); len(s.people) < 2 {
		return "nobody_else"
	}
	return ""
}

// visit is the selected visit.
func (s *Find) visit() clinic.Appointment {
	s.refresh()
	if _, ok := s.rows.Key(); ok {
		return s.visits[s.rows.Index()]
	}
	return clinic.Appointment{}
}

// About is the person chosen.
func (s *Find) About() (clinic.Who, bool) {
	s.refresh()
	if p, ok := s.chosen(); ok {
		return p.Who(), true
	}
	return clinic.Who{}, false
}

// choose takes another of the people found.
func (s *Find) choose(by int) tea.Cmd {
	s.persons.Move(by)
	s.refresh()
	return nil
}

// toVisits goes on to the visits, at the next one still to come.
func (s *Find) toVisits() tea.Cmd {
	s.onVisit = true
	s.field.Blur()
	s.rows.Home()
	for _, v := range s.visits {
		if v.At >= s.State().Now.Wall && v.Status.Open() {
			s.rows.Pick(v.ID.Text())
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
