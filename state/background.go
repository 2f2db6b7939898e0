package state

import (
	"math"
	"slices"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// readMore asks for one thing that nobody waits for, when its turn has come.
func (s *State) readMore(interval time.Duration) []Effect {
	if s.Link.Trying { // one that finds out whether the API answers again
		s.again = s.Now.Add(time.Minute)
		return s.askProbe()
	}
	if e := s.wornDay(interval); e != nil {
		s.owed += s.cost(e)
		return s.ask(e)
	}
	e := s.nextRead(interval)
	if e == nil || s.Now.Mono < s.saved(e, interval).Mono {
		return nil
	}
	s.turn++
	s.restsSince, s.owed = s.Now, 1
	return s.ask(e)
}

// saved is when the requests that a read takes have been saved up, at the pace of
// now: the first of them is paid afterwards.
func (r *Reading) saved(e Effect, interval time.Duration) clinic.Instant {
	return r.restsSince.Add(min(interval*(r.owed+r.cost(e)-1), 2*time.Hour))
}

// cost is how many requests a read takes, as far as is known: one a page.
func (r *Reading) cost(e Effect) time.Duration {
	if l, ok := e.(LoadVisits); ok {
		return max(1, time.Duration(math.Ceil(r.pagesADay*float64(l.To-l.From+1))))
	}
	return 1
}

// wornDay is the read of the day on screen where it is so old that it does not
// wait for its turn, nil where it is not.
func (s *State) wornDay(interval time.Duration) Effect {
	at, ok := s.read[s.Shown]
	if interval == never {
		return nil
	}
	e := LoadVisits{clinic.Visits{From: s.Shown, To: s.Shown}}
	if ok && s.Now.Mono-at.Mono >= max(quota.Worn(interval, freshDay), s.dayLimit(s.Shown)) && s.mayAsk(e) && !s.dayAsked(s.Now, s.Shown) {
		return e
	}
	return nil
}

// nextRead is the next read that nobody waits for, or nil: in turn what is old on
// screen and what is read in the background. Where reads are far apart the day is
// not read again before another has had its turn.
func (s *State) nextRead(interval time.Duration) Effect {
	if interval == never {
		return nil
	}
	background := func() Effect { return s.background(interval) }
	kinds := [...]func() Effect{s.oldRead, background}
	for i := range kinds {
		if e := kinds[(s.turn+i)%len(kinds)](); e != nil {
			return e
		}
	}
	return nil
}

// dayLimit is how old a day on screen may be.
func (s *State) dayLimit(day clinic.Day) time.Duration {
	switch {
	case s.gaps[day].Cut:
		return freshCut
	case s.Blurred:
		return freshBlurred
	}
	return freshDay
}

// oldRead is the read of what on screen is oldest beside how old it may be, or
// nil where nothing is too old.
func (s *State) oldRead() Effect {
	today := s.Now.Wall.Day()
	var oldest Effect
	most := 1.0
	consider := func(e Effect, at clinic.Instant, known bool, limit time.Duration) {
		if age := float64(s.Now.Mono-at.Mono) / float64(limit); known && age >= most && s.mayAsk(e) {
			oldest, most = e, age
		}
	}
	consider(LoadDepartments{}, s.depsAt, s.depsOK, freshList)
	for _, day := range []clinic.Day{today, s.Shown} {
		at, ok := s.read[day]
		consider(LoadVisits{clinic.Visits{From: day, To: day}}, at, ok && !s.dayAsked(s.Now, day), s.dayLimit(day))
	}
	if monday := max(s.Shown, today).Monday(); s.Selected != "" {
		at, ok := s.SlotsReadAt(s.Selected, monday)
		consider(LoadSlots{Department: s.Selected, From: monday, To: monday + 6}, at, ok, freshSlots)
	}
	return oldest
}

// more says whether reading goes on by itself before the minute.
func (s *State) more() bool {
	if s.Closing || s.Quiet.On || s.Quiet.Probing || s.Link.Stopped {
		return false
	}
	if s.Link.Trying || s.Key.Code != "" {
		return s.probe() != nil
	}
	return s.listed() && s.nextRead(s.interval(s.Now)) != nil
}

// nextAt is when the next read that nobody waits for may leave.
func (s *State) nextAt() clinic.Instant {
	if s.Key.Code != "" || s.Link.Trying {
		return s.again
	}
	interval := s.interval(s.Now)
	return s.saved(s.nextRead(interval), interval)
}

// background is the next read that nobody waits for, or nil: who calls, while that is
// typed and not known; in turn the weeks
// around today, the next free slots of the departments in view, and the calendar.
func (s *State) background(interval time.Duration) Effect {
	if e := s.callerRead(); e != nil {
		return e
	}
	if interval == pace { // what is in view and was never read comes first, where there is plenty
		if e := s.stripRead(never); e != nil {
			return e
		}
	}
	strip := func() Effect { return s.stripRead(freshSlots) }
	kinds := [...]func() Effect{s.weekRead, strip, s.calendarRead}
	for i := range kinds {
		if e := kinds[(s.turn/2+i)%len(kinds)](); e != nil {
			return e
		}
	}
	return nil
}

// calendarRead is the next week of the selected department's calendar to read,
// or nil.
func (s *State) calendarRead() Effect {
	monday := s.Now.Wall.Day().Monday()
	for w := monday; w < monday+7*clinic.Day(s.calendar) && s.Selected != ""; w += 7 {
		e := LoadSlots{Department: s.Selected, From: w, To: w + 6}
		held, ok := s.weeks[week{s.Selected, w}]
		if s.older(held.readAt, ok, freshWeeks) && s.mayAsk(e) {
			return e
		}
	}
	return nil
}

// weekOrder is the order in which the weeks around today are read: the coming
// days first, then those gone by, because they tell who calls.
var weekOrder = [...]int{0, -1, -2, 1, 2}

// callerRead is the next week that tells who calls, while somebody is being booked for
// and not all of them were read; else nil.
func (s *State) callerRead() Effect {
	if _, whole := s.SeenFrom(); s.Draft == nil || whole {
		return nil
	}
	for from := s.Now.Wall.Day().Monday(); from > s.Now.Wall.Day()-lookedBack-7; from -= 7 {
		e := LoadVisits{clinic.Visits{From: from, To: from + 6}}
		if _, read := s.weekAt[from]; !read && s.mayAsk(e) {
			return e
		}
	}
	return nil
}

// weekRead is the next week of appointments to read, or nil.
func (s *State) weekRead() Effect {
	for _, w := range weekOrder {
		from := s.Now.Wall.Day().Monday() + clinic.Day(7*w)
		e := LoadVisits{clinic.Visits{From: from, To: from + 6}}
		if at, ok := s.weekAt[from]; s.older(at, ok, freshWeeks) && s.mayAsk(e) {
			return e
		}
	}
	return nil
}

// stripRead is the read that the next free slots in view need, where what is held
// is older than a limit.
func (s *State) stripRead(limit time.Duration) Effect {
	monday := s.Now.Wall.Day().Monday()
	for i, d := range s.Departments {
		if i == stripMost {
			break
		}
		for w := monday; w <= monday+7; w += 7 {
			held, ok := s.weeks[week{d.ID, w}]
			e := LoadSlots{Department: d.ID, From: w, To: w + 6}
			if s.older(held.readAt, ok, limit) {
				if s.mayAsk(e) {
					return e
				}
				break // an answer on its way tells whether the next week is needed
			}
			if slices.ContainsFunc(held.slots, func(sl clinic.Slot) bool { return sl.Bookable(s.Now.Wall) }) {
				break
			}
		}
	}
	return nil
}

// A watched appointment is one whose cancel had no clear answer and which then
// still stood: the API may do it late, so it is looked at a few times more.
type watched struct {
	visit clinic.Appointment
	since clinic.Instant
	reads int
	then  *Draft             // the move that cancelled it; nil for none
	moved clinic.Appointment // what it was to make room for, and stood; zero id for nothing
}

// watchedAfter are when such an appointment is looked at. The last look is
// later than the API's longest plausible processing time.
var watchedAfter = [...]time.Duration{10 * time.Second, 45 * time.Second, 120 * time.Second}

func (l watched) next() clinic.Instant { return l.since.Add(watchedAfter[l.reads]) }

// watch looks at an appointment again that still stands after a cancel, which may
// have been part of a move.
func (w *Writing) watch(now clinic.Instant, v clinic.Appointment, c Cancelling) {
	w.unwatch(v.ID)
	w.watched = append(w.watched, watched{visit: v, since: now, then: c.then, moved: c.moved})
}

// unwatch says whether an appointment was watched, and watches it no more.
func (w *Writing) unwatch(id clinic.ID) bool {
	n := len(w.watched)
	w.watched = slices.DeleteFunc(w.watched, func(l watched) bool { return l.visit.ID.Same(id) })
	return len(w.watched) < n
}

func (w *Writing) watching(id clinic.ID) bool {
	return slices.ContainsFunc(w.watched, func(l watched) bool { return l.visit.ID.Same(id) })
}

// watchAgain goes on with what a desk watched since then that is gone. One look tells as
// much as all whose time is over.
func (w *Writing) watchAgain(now, since clinic.Instant, c Cancelling) {
	w.watch(since, c.Visit, c)
	l := &w.watched[len(w.watched)-1]
	for l.reads+1 < len(watchedAfter) && now.Mono >= since.Add(watchedAfter[l.reads+1]).Mono {
		l.reads++
	}
}

// readWatched reads the watched appointments whose time has come.
func (s *State) readWatched() []Effect {
	var out []Effect
	for i := range s.watched {
		l := &s.watched[i]
		switch look := (LoadVisit{l.visit.ID}); {
		case l.reads == len(watchedAfter) && !s.underway(look):
			l.readLater(s.Now) // its answer was of no use
		case s.mayReadWatched(*l) && s.Now.Mono >= l.next().Mono:
			l.reads++
			out = append(out, s.ask(look)...)
		}
	}
	return out
}

// mayReadWatched says whether a watched appointment has a look to come: one that is on
// its way is answered first, because it may tell of before.
func (s *State) mayReadWatched(l watched) bool {
	return l.reads < len(watchedAfter) && !s.underway(LoadVisit{l.visit.ID})
}

// watchedRead judges a watched appointment by what was read of it.
func (s *State) watchedRead(v clinic.Appointment) []Effect {
	i := slices.IndexFunc(s.watched, func(l watched) bool { return l.visit.ID.Same(v.ID) })
	switch {
	case i < 0:
		return nil
	case v.Status == clinic.Cancelled:
		return s.cancelledLate(v, s.watched[i])
	case s.watched[i].reads == len(watchedAfter):
		s.unwatch(v.ID)
	}
	return nil
}

// watchedUnread takes a watched appointment that no longer exists as cancelled.
// A look that was not answered counts for nothing: there is another in a minute.
func (s *State) watchedUnread(id clinic.ID, f Failure) []Effect {
	i := slices.IndexFunc(s.watched, func(l watched) bool { return l.visit.ID.Same(id) })
	if i < 0 {
		return nil
	}
	if f.Code == AppointmentNotFound {
		v := s.watched[i].visit
		v.Status = clinic.Cancelled
		s.put(v)
		return s.cancelledLate(v, s.watched[i])
	}
	s.watched[i].readLater(s.Now)
	return nil
}

// readLater makes the last look again in a minute.
func (l *watched) readLater(now clinic.Instant) {
	l.reads = max(0, l.reads-1)
	l.since = now.Add(time.Minute - watchedAfter[l.reads])
}

// cancelledLate takes in a cancel that was done after all.
func (s *State) cancelledLate(v clinic.Appointment, l watched) []Effect {
	s.unwatch(v.ID)
	told := Notice{Key: "cancelled_late", Tone: Good, Who: v.Name, When: v.At}
	if l.then == nil && s.movedAway(l.moved) {
		d := s.moveOf(v)
		l.then = &d
	}
	if l.then != nil {
		s.cancelledForMove(*l.then)
		told.Key, told.Tone = "cancelled_late_for_move", Bad
	}
	s.Credits.Add(+1)
	s.changed[v.ID.Text()] = s.Now
	s.closes(v, l.picture(s.ledger.ofCancel(v.ID)).Subject)
	return append(s.slotFreed(v), s.say(told)...)
}
