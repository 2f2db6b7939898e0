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

// Slots is the week of one department: days as columns, times as rows. Enter
// on a free slot books it.
type Slots struct {
	pane.Desk
	sel   widget.Selection[clinic.Wall] // rows: the times of day of the week
	col   int                           // the day, 0 is Monday
	at    slotsKey                      // what the cells were made for
	times []clinic.Wall                 // times of day, one a row
	want  clinic.Wall                   // the time chosen, kept from week to week
	seeks bool                          // until a week is read, the selection goes to the time chosen
	cells [][daysShown]slotCell
	drawn drawnKey // what the rows were drawn for
	rows  []string // the times, drawn without selection
}

// daysShown is a week.
const daysShown = 7

// A slotCell is what one time of one day holds.
type slotCell struct {
	clinic.Slot
	there bool // the department has a slot then
	visit clinic.Appointment
}

// slotsKey is all that the cells depend on.
type slotsKey struct {
	department clinic.ID
	monday     clinic.Day
	minute     clinic.Wall
	rev        int
}

// NewSlots is the Slots screen of a desk.
func NewSlots(d pane.Desk) *Slots { return &Slots{Desk: d} }

func (s *Slots) Title() string          { return "slots.title" }
func (s *Slots) Typing() bool           { return false }
func (s *Slots) Update(tea.Msg) tea.Cmd { return nil }

// Shown puts the selection on the next free slot.
func (s *Slots) Shown() tea.Cmd {
	st := s.State()
	if sl, ok := st.NextFree(st.Selected, st.Now.Wall); ok {
		cmd := s.Apply(state.DayShown{Day: sl.At.Day()})
		s.refresh()
		s.col = int(sl.At.Day() - sl.At.Day().Monday())
		s.want = sl.At.OfDay()
		s.sel.Pick(s.want)
		s.seeks = false
		return cmd
	}
	s.col = int(st.Shown - st.Shown.Monday())
	return nil
}

func (s *Slots) Actions() []pane.Action {
	return append([]pane.Action{
		pane.Hinted(s.primary(), s.open, "enter").When(pane.FirstOf(s.notFree, s.mayNotBook)),
		pane.Hinted("act.next_free", s.Shown, "space").When(s.noneFree).ForAnyRow(),
		pane.Act("act.day_before", func() tea.Cmd { return s.otherDay(-1) }, "left", "h").ForAnyRow(),
		pane.Act("act.day_after", func() tea.Cmd { return s.otherDay(+1) }, "right", "l").ForAnyRow(),
		pane.Hinted("act.week_before", func() tea.Cmd { return s.week(-1) }, "-").ForAnyRow(),
		pane.Hinted("act.week_after", func() tea.Cmd { return s.week(+1) }, "+").ForAnyRow(),
		pane.Hinted("act.next_department", func() tea.Cmd { return department(s, +1) }, "tab").When(s.noDepartment).ForAnyRow(),
		pane.Act("act.previous_department", func() tea.Cmd { return department(s, -1) }, "shift+tab").ForAnyRow(),
	}, pane.Moves(&s.sel, s.moved)...)
}

// moved notes the time that was chosen.
func (s *Slots) moved() {
	if at, ok := s.sel.Key(); ok {
		s.want, s.seeks = at, false
	}
}

// Lost is when the selected time was last replaced without a person's doing.
func (s *Slots) Lost() (time.Duration, bool) {
	s.refresh()
	return s.sel.Lost()
}

func (s *Slots) cell() slotCell {
	s.refresh()
	if _, ok := s.sel.Key(); ok {
		return s.cells[s.sel.Index()][s.col]
	}
	return slotCell{}
}

func (s *Slots) notFree() string {
	switch c := s.cell(); {
	case c.visit.ID != "":
		return ""
	case !c.there:
		return "closed_then"
	case !c.Free:
		return "slot_taken"
	case c.At <= s.State().Now.Wall:
		return "slot_past"
	}
	return ""
}

// noneFree is the reason why there is no next free slot to go to.
func (s *Slots) noneFree() string {
	st := s.State()
	if _, ok := st.NextFree(st.Selected, st.Now.Wall); !ok {
		return "none_free"
	}
	return ""
}

func (s *Slots) noDepartment() string {
	if len(s.State().Departments) == 0 {
		return "no_department"
	}
	return ""
}

// mayNotBook is the reason why the free slot that is selected cannot be booked.
func (s *Slots) mayNotBook() string {
	if s.primary() == "act.open" {
		return ""
	}
	return pane.MayBookIn(s, s.State().Selected)
}

// primary is what Enter does with the selected cell.
func (s *Slots) primary() string {
	if c := s.cell(); c.visit.ID != "" && !c.Free {
		return "act.open"
	}
	return "act.book"
}

// open books a free slot, or shows the appointment that holds it.
func (s *Slots) open() tea.Cmd {
	c := s.cell()
	if c.visit.ID != "" && !c.Free {
		s.Open(overlay.NewTicket(s.Desk, c.visit.ID))
		return nil
	}
	return overlay.OpenBook(s, state.DraftOpened{Slot: c.Slot})
}

// About is whose appointment holds the selected cell.
func (s *Slots) About() (clinic.Who, bool) {
	c := s.cell()
	return s.State().People.Who(c.visit), c.visit.ID != ""
}

// otherDay moves to the next column, over the end of the week into the next.
func (s *Slots) otherDay(by int) tea.Cmd {
	s.col += by
	switch {
	case s.col < 0:
		s.col = daysShown - 1
		return s.week(-1)
	case s.col >= daysShown:
		s.col = 0
		return s.week(+1)
	}
	return s.Apply(state.DayShown{Day: s.monday() + clinic.Day(s.col)})
}

func (s *Slots) week(by clinic.Day) tea.Cmd {
	return s.Apply(state.DayShown{Day: s.monday() + 7*by + clinic.Day(s.col)})
}

func (s *Slots) monday() clinic.Day { return s.State().Shown.Monday() }

// refresh makes the cells anew when what they depend on changed. In another week
// the selection is at the time that was chosen, or the next one there.
func (s *Slots) refresh() {
	st := s.State()
	s.col = int(st.Shown - st.Shown.Monday())
	key := slotsKey{st.Selected, s.monday(), st.Now.Wall / clinic.Minute, st.Rev}
	if key == s.at {
		return
	}
	elsewhere := key.department != s.at.department || key.monday != s.at.monday
	s.at, s.drawn = key, drawnKey{}
	s.fill()
	if elsewhere {
		s.sel.Reset()
		s.seeks = true
	}
	s.sel.Hold(st.Now.Mono, s.times)
	switch i := slices.IndexFunc(s.times, func(t clinic.Wall) bool { return t >= s.want }); {
	case i < 0:
	case elsewhere:
		s.sel.Pick(s.times[i])
	case s.seeks:
		s.sel.Turn(st.Now.Mono, s.times[i])
	}
	if _, read := st.SlotsReadAt(st.Selected, st.Shown); read {
		s.seeks = false
	}
}

// fill lays slots and appointments out by time and day.
func (s *Slots) fill() {
	st, monday := s.State(), s.monday()
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
