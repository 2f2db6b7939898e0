package state

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"creneau/state/clinic"
)

// DepartmentsLoaded is the list of departments.
type DepartmentsLoaded struct {
	Departments []clinic.Department
	Skipped     int // that could not be read
}

func (e DepartmentsLoaded) apply(s *State) []Effect {
	s.answered(LoadDepartments{})
	listed := slices.Clone(e.Departments)
	if s.depsSkipped = e.Skipped; e.Skipped > 0 {
		listed = append(listed, unlisted(s.Departments, listed)...)
	}
	s.depsAt, s.depsOK = s.answeredAt(), true
	s.list(listed)
	if _, ok := s.Department(s.Selected); !ok {
		s.Selected = ""
		s.selectFirst()
	}
	return s.refresh()
}

// list holds departments that take bookings.
func (a *Agenda) list(departments []clinic.Department) {
	a.Departments = slices.DeleteFunc(departments, func(d clinic.Department) bool { return !d.Active })
	a.folded = make(map[string]string, len(a.Departments))
	for i, d := range a.Departments {
		a.folded[d.Name] = clinic.Fold(d.Name)
		a.Departments[i].NeedsWorker = d.NeedsWorker || a.asksWorker[d.ID.Text()]
	}
	a.Rev++
}

// selectFirst chooses the department to begin with: the first one that has
// appointments today, else the first.
func (s *State) selectFirst() {
	if s.Selected != "" || len(s.Departments) == 0 {
		return
	}
	s.Selected = s.Departments[0].ID
	for _, d := range s.Departments {
		if len(s.VisitsOn(s.Now.Wall.Day(), d.ID)) > 0 {
			s.Selected = d.ID
			return
		}
	}
}

// SlotsLoaded is the availability of a department for the days asked.
type SlotsLoaded struct {
	Asked   LoadSlots
	Slots   []clinic.Slot
	Skipped int // that could not be read
}

func (e SlotsLoaded) apply(s *State) []Effect {
	left, ok := s.answered(e.Asked)
	if !ok {
		return nil
	}
	for monday := e.Asked.From.Monday(); monday <= e.Asked.To; monday += 7 {
		held := heldWeek{readAt: s.answeredAt(), skipped: e.Skipped}
		for _, sl := range e.Slots {
			if sl.At.Day().Monday() == monday {
				sl.Department = e.Asked.Department
				held.slots = append(held.slots, sl)
			}
		}
		if e.Skipped > 0 {
			was := s.weeks[week{e.Asked.Department, monday}]
			if stay := clinic.OtherDays(was.slots, held.slots); len(stay) > 0 {
				held.slots, held.kept = append(held.slots, stay...), cmp.Or(was.kept, was.readAt.Wall)
			}
		}
		slices.SortFunc(held.slots, clinic.CompareSlots)
		s.freeAmong(held.slots, left)
		s.weeks[week{e.Asked.Department, monday}] = held
	}
	for _, ours := range []map[clinic.Slot]clinic.Instant{s.taken, s.freed} {
		maps.DeleteFunc(ours, func(sl clinic.Slot, at clinic.Instant) bool { return e.Asked.covers(sl) && at.Mono < left.Mono })
	}
	s.Rev++
	out := append(s.slotsArrived(e.Asked), s.refresh()...)
	if s.outrun[e.Asked] {
		delete(s.outrun, e.Asked)
		out = append(out, s.ask(e.Asked)...)
	}
	return out
}

// covers says whether the answer tells of a slot's day.
func (e LoadSlots) covers(sl clinic.Slot) bool {
	return sl.Department == e.Department && e.From <= sl.At.Day() && sl.At.Day() <= e.To
}

// VisitsLoaded is the appointments of the days asked.
type VisitsLoaded struct {
	Asked LoadVisits
	List  clinic.VisitList
}

func (e VisitsLoaded) apply(s *State) []Effect {
	left, ok := s.answered(e.Asked)
	if !ok {
		return nil
	}
	if e.Asked == s.search.asked {
		s.searchPaid(e.List.Pages - int(s.cost(e.Asked)))
	}
	if days := float64(e.Asked.To - e.Asked.From + 1); e.List.Pages > 0 {
		s.pagesADay = float64(e.List.Pages) / days
	}
	var out []Effect
	var news []clinic.Appointment
	gone := false
	seen := make(map[string]bool, len(e.List.Appointments))
	for _, v := range e.List.Appointments {
		seen[v.ID.Text()] = true
		if s.changedSince(v.ID.Text(), left) {
			continue // our own booking or cancel is newer than this reading
		}
		gone = s.occupies(v, left) || gone
		news = append(news, s.put(v))
		out = append(out, s.watchedRead(v)...)
	}
	if gone {
		out = append(out, s.slotsGone()...)
	}
	if e.Asked.Department == "" && e.Asked.External == "" {
		if e.Asked.To == e.Asked.From+6 {
			s.weekAt[e.Asked.From] = s.answeredAt()
		}
		s.noteGap(e.Asked, e.List, seen)
		for day := e.Asked.From; day <= e.Asked.To; day++ {
			s.read[day] = s.answeredAt()
			if !e.List.Partial && e.List.Skipped == 0 { // what was not listed may be what was not read
				s.forget(day, seen, left)
			}
		}
	}
	s.People.Learn(news, s.Now.Wall)
	if s.search.query != "" && !s.search.found {
		s.lookUp()
	}
	s.selectFirst()
	s.replan()
	return append(append(out, s.duplicateArrived(e.Asked)...), s.refresh()...)
}

// slotsGone goes on with what was chosen before slots were seen taken: what is gone
// of it is said.
func (s *State) slotsGone() []Effect {
	var out []Effect
	if d := s.Draft; d != nil {
		before, stage := d.Plan.Slot.At, d.Stage
		if s.replan(); stage == Fixed && d.Stage != Fixed {
			out = s.say(Notice{Key: "slot_gone", Tone: Warning, When: before})
		}
	}
	if s.Alternatives != nil {
		s.rankAlternatives(s.Alternatives.Wish.Department)
	}
	return out
}

// forget drops the appointments of a day that a whole reading did not list.
func (s *State) forget(day clinic.Day, seen map[string]bool, left clinic.Instant) {
	for _, id := range slices.Clone(s.byDay[day]) {
		if !seen[id] && !s.changedSince(id, left) {
			s.drop(s.visits[id])
		}
	}
}

// changedSince says whether we changed an appointment ourselves after a
// reading was asked for.
func (w *Writing) changedSince(id string, left clinic.Instant) bool {
	at, ok := w.changed[id]
	return ok && at.Mono >= left.Mono
}

// covers says whether the answer tells of everybody on a day.
func (e LoadVisits) covers(day clinic.Day) bool {
	return e.Department == "" && e.External == "" && e.From <= day && day <= e.To
}

// VisitLoaded is one appointment, read again.
type VisitLoaded struct {
	Asked LoadVisit
	Visit clinic.Appointment
}

func (e VisitLoaded) apply(s *State) []Effect {
	left, ok := s.answered(e.Asked)
	switch {
	case !ok:
		return nil
	case s.changedSince(e.Visit.ID.Text(), left):
		return s.soughtRead(e.Asked) // our own booking or cancel is newer than this reading
	}
	var out []Effect
	if s.occupies(e.Visit, left) {
		out = s.slotsGone()
	}
	s.People.Learn([]clinic.Appointment{s.put(e.Visit)}, s.Now.Wall)
	out = append(append(out, s.watchedRead(e.Visit)...), s.cancelRead(e.Visit, left)...)
	return append(out, s.soughtRead(e.Asked)...)
}

// ReferenceAsked asks for the appointment with a number: it is opened, and no
// other.
type ReferenceAsked struct{ Ref string }

func (e ReferenceAsked) apply(s *State) []Effect {
	s.sought = ""
	if v, ok := s.VisitByText(e.Ref); ok {
		return []Effect{OpenVisit{ID: v.ID}}
	}
	look := LoadVisit{clinic.NumberID(e.Ref)}
	if code, no := s.forbids(look); no {
		return s.say(Notice{Key: "reference_unread", Tone: Warning, Where: e.Ref, Why: Why{Code: code}})
	}
	s.sought, s.soughtAt = e.Ref, s.Now
	said := s.say(Notice{Key: "reference_sought", Where: e.Ref})
	return append(said, s.ask(look)...)
}

// soughtFor is how long an appointment may take to be read and open still: later
// only a notice says whose it is.
const soughtFor = 10 * time.Second

// soughtRead opens the appointment that is sought by its number, where it was
// read: only with that number.
func (s *State) soughtRead(asked LoadVisit) []Effect {
	if s.sought == "" || asked.ID.Text() != s.sought {
		return nil
	}
	ref := s.sought
	s.sought = ""
	switch v, ok := s.VisitByText(ref); {
	case ok && s.Now.Mono-s.soughtAt.Mono < soughtFor:
		return []Effect{OpenVisit{ID: v.ID, Late: true}}
	case ok:
		return s.say(Notice{Key: "reference_found", Tone: Good, Where: ref, Who: v.Name, When: v.At})
	}
	return s.say(Notice{Key: "reference_unknown", Tone: Warning, Where: ref})
}

// soughtUnread says that the appointment that is sought was not found, or not
// read.
func (s *State) soughtUnread(asked LoadVisit, f Failure, rule Rule) []Effect {
	if s.sought == "" || asked.ID.Text() != s.sought || rule.Show == CountDown {
		return nil
	}
	ref := s.sought
	s.sought = ""
	if rule.Show == Gone {
		return s.say(Notice{Key: "reference_unknown", Tone: Warning, Where: ref})
	}
	return s.say(Notice{Key: "reference_unread", Tone: Warning, Where: ref, Why: Why{Code: f.Code}})
}

// DepartmentPicked says which department is looked at.
type DepartmentPicked struct{ ID clinic.ID }

func (e DepartmentPicked) apply(s *State) []Effect {
	d, ok := s.Department(e.ID)
	if !ok {
		return nil
	}
	s.Selected = d.ID
	s.rest()
	return nil
}

// CalendarShown says for how many weeks the free slots of the selected department
// are on screen: they are read in the background.
type CalendarShown struct{ Weeks int }

func (e CalendarShown) apply(s *State) []Effect {
	s.calendar = e.Weeks
	return nil
}

// DayShown says which day a person looks at.
type DayShown struct{ Day clinic.Day }

func (e DayShown) apply(s *State) []Effect {
	s.chooseDay(e.Day)
	s.rest()
	return nil
}

// HeldFrom is the first day whose appointments are held without a gap to
// today, HeldTo the last; HeldFrom is after HeldTo where today is not held.
func (s *State) HeldFrom() clinic.Day { return s.heldEnd(-1) }

// HeldTo is the other end of HeldFrom.
func (s *State) HeldTo() clinic.Day { return s.heldEnd(+1) }

func (s *State) heldEnd(step clinic.Day) clinic.Day {
	day := s.Now.Wall.Day()
	for _, ok := s.read[day]; ok; _, ok = s.read[day] {
		day += step
	}
	return day - step
}

// Answered is what came of a request: the event that it became, and what was heard
// beside it.
type Answered struct {
	Asked Effect
	Left  clinic.Instant // when the request left
	Heard Heard
	Event Event
}

func (e Answered) apply(s *State) []Effect {
	if e.Left.Mono < s.keyAt.Mono {
		return s.answeredToOldKey(e)
	}
	if l, ok := e.Event.(VisitsLoaded); ok { // before its requests are heard of
		s.Share.Sent += max(0, l.List.Pages-1)
	}
	s.hear(e.Heard)
	out := e.Event.apply(s)
	if s.Purchase != nil && e.Heard.Balance.Known {
		out = append(out, s.tickPurchase()...) // after what the answer itself may forbid
	}
	return out
}
