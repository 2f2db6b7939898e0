package state

import (
	"math"
	"slices"
	"time"

	"creneau/state/clinic"
)

// How old what is held may be, and how fast it is read. Sources: the request
// budget (1,000 an hour and key) and the decisions on what the desk holds.
const (
	freshBooking   = 20 * time.Second // slots while a booking is typed
	freshSlots     = 5 * time.Minute
	freshDay       = time.Minute
	freshBlurred   = 5 * time.Minute
	freshWeeks     = time.Hour
	daysBefore     = 3               // that are read with today: they tell who calls
	freshList      = time.Hour       // departments
	pace           = 2 * time.Second // between reads that nobody waits for, at the quickest
	lookDelay      = 150 * time.Millisecond
	slowAnswer     = 2 * time.Second
	stripMost      = 8 // departments whose next free slot is kept in view
	askedForgotten = 2 * time.Minute
)

// Link is how the way to the API was last seen.
type Link struct {
	Offline bool
	Since   clinic.Wall
	Slow    bool
	Why     Code
	Trying  bool // another read is planned by itself
	Stopped bool // a person stopped that
}

// RetryLeft is how long it is until a read is made again by itself.
func (s *State) RetryLeft() time.Duration {
	return max(0, (s.again.Mono-s.Now.Mono+time.Second-1)/time.Second*time.Second)
}

// ask returns a read as an effect unless the same read is on its way, or spared
// for bookings; while nothing may be sent it is held instead.
func (s *State) ask(e Effect) []Effect {
	if s.spared(e) {
		return nil
	}
	return s.askNow(e)
}

// askNow is ask for what is never spared.
func (s *State) askNow(e Effect) []Effect {
	if s.Closing {
		return nil
	}
	if _, no := s.forbids(e); no {
		return nil
	}
	if at, ok := s.asked[e]; ok && s.Now.Mono-at.Mono < askedForgotten {
		return nil
	}
	if s.Quiet.On || s.Quiet.Probing || slices.Contains(s.Held, e) {
		s.hold(e)
		return nil
	}
	s.asked[e] = s.Now
	return []Effect{e}
}

// coming says whether an answer to a read will come: the read is on its way, or
// held until requests may be sent.
func (s *State) coming(e Effect) bool {
	_, asked := s.asked[e]
	return asked || slices.Contains(s.Held, e)
}

// answered notes that a read came back and returns when it had left; ok is
// false when nobody asked any more.
func (s *State) answered(e Effect) (left clinic.Instant, ok bool) {
	left, ok = s.asked[e]
	delete(s.asked, e)
	delete(s.failedAt, e)
	if ok {
		s.fails = 0
		s.Link.Offline, s.Link.Trying, s.Link.Stopped, s.Link.Why = false, false, false, ""
		if left.Mono > s.Key.since.Mono {
			s.Key = KeyRefusal{} // a read that left after the refusal was answered
		}
	}
	s.probed(s.Now)
	return left, ok
}

// older says whether something read at a moment is older than a limit.
func (s *State) older(at clinic.Instant, known bool, limit time.Duration) bool {
	return !known || s.Now.Mono-at.Mono >= limit
}

// lookSoon plans the reads of what is looked at for when the arrow keys rest.
func (s *State) lookSoon() {
	s.looking, s.lookAt = true, s.Now.Add(lookDelay)
	s.Link.Stopped = false
}

// refresh asks for what is looked at and not held, at once, and at its pace for
// one thing more: what on screen has become old, and in the background.
func (s *State) refresh() []Effect {
	if s.Closing || s.Link.Stopped || s.Link.Trying && s.Now.Mono < s.again.Mono {
		return nil
	}
	if s.Key.Code != "" { // one read at a time finds out whether the key works again
		if s.Now.Mono < s.again.Mono {
			return nil
		}
		s.again = s.Now.Add(time.Minute)
		return s.askProbe()
	}
	out := append(s.readMissing(), s.checkStranded()...)
	if len(out) > 0 || s.Quiet.On || s.Quiet.Probing {
		return out
	}
	return s.readMore(s.interval(s.Now))
}

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
	if ok && s.Now.Mono-at.Mono >= max(worn(interval), s.dayLimit()) && s.mayAsk(e) && !s.dayAsked(s.Now, s.Shown) {
		return e
	}
	return nil
}

// readMissing is what is looked at and not held: departments, the day, its slots,
// and the slots that the draft needs, fresh where it has just been typed. With the first day those before it are read,
// because they tell who calls.
func (s *State) readMissing() []Effect {
	var out []Effect
	if !s.depsOK {
		out = append(out, s.ask(LoadDepartments{})...)
	}
	if s.looking && s.Now.Mono < s.lookAt.Mono {
		return out
	}
	fresh := freshSlots
	if s.looking { // a key was pressed: an Enter may follow
		fresh = freshBooking
	}
	s.looking = false
	out = append(out, s.readDoubts()...)
	today := s.Now.Wall.Day()
	for _, day := range []clinic.Day{today, s.Shown} {
		if _, ok := s.read[day]; ok || s.dayAsked(s.Now, day) {
			continue
		}
		asked := clinic.Visits{From: day, To: day}
		if len(s.read) == 0 && day == today {
			asked.From -= daysBefore
		}
		out = append(out, s.ask(LoadVisits{asked})...)
	}
	if s.Selected != "" {
		if _, held := s.SlotsReadAt(s.Selected, max(s.Shown, today)); !held {
			out = append(out, s.needSlots(s.Selected, s.Shown, freshSlots)...)
		}
		out = append(out, s.needFree(s.Selected)...)
	}
	if s.Draft != nil && s.Draft.Line != "" {
		out = append(out, s.draftSlots(fresh)...)
	}
	return s.rested(s.Now, out)
}

// nextRead is the next read that nobody waits for, or nil: in turn what is old on
// screen and what is read in the background. Where reads are far apart the day is
// not read again before another has had its turn.
func (s *State) nextRead(interval time.Duration) Effect {
	if interval == never {
		return nil
	}
	kinds := [...]func() Effect{s.oldRead, s.background}
	for i := range kinds {
		if e := kinds[(s.turn+i)%len(kinds)](); e != nil {
			return e
		}
	}
	return nil
}

// dayLimit is how old a day on screen may be.
func (s *State) dayLimit() time.Duration {
	if s.Blurred {
		return freshBlurred
	}
	return freshDay
}

// oldRead is the read of what on screen is oldest beside how old it may be, or
// nil where nothing is too old.
func (s *State) oldRead() Effect {
	today := s.Now.Wall.Day()
	limit := s.dayLimit()
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
		consider(LoadVisits{clinic.Visits{From: day, To: day}}, at, ok && !s.dayAsked(s.Now, day), limit)
	}
	if monday := max(s.Shown, today).Monday(); s.Selected != "" {
		at, ok := s.SlotsReadAt(s.Selected, monday)
		consider(LoadSlots{Department: s.Selected, From: monday, To: monday + 6}, at, ok, freshSlots)
	}
	return oldest
}

// needFree asks for the weeks of a department up to its next free slot, one
// after the other.
func (s *State) needFree(department clinic.ID) []Effect {
	today := s.Now.Wall.Day()
	for monday := today.Monday(); monday <= today+ahead; monday += 7 {
		if _, held := s.weeks[week{department, monday}]; !held {
			return s.needSlots(department, monday, freshSlots)
		}
		if sl, free := s.NextFree(department, s.Now.Wall); free && sl.At.Day() < monday+7 {
			return nil
		}
	}
	return nil
}

// dayAsked says whether a reading that covers a day is on its way.
func (r *Reading) dayAsked(now clinic.Instant, day clinic.Day) bool {
	for e, at := range r.asked {
		if l, ok := e.(LoadVisits); ok && l.covers(day) && now.Mono-at.Mono < askedForgotten {
			return true
		}
	}
	return false
}

// needSlots asks for the week of a day of a department when what is held of it
// is older than a limit.
func (s *State) needSlots(department clinic.ID, day clinic.Day, limit time.Duration) []Effect {
	if load, old := s.oldSlots(department, day, limit); old {
		return s.ask(load)
	}
	return nil
}

// oldSlots is the read of the week of a day of a department, and whether what is
// held of it is older than a limit.
func (s *State) oldSlots(department clinic.ID, day clinic.Day, limit time.Duration) (LoadSlots, bool) {
	monday := max(day.Monday(), s.Now.Wall.Day().Monday())
	w, ok := s.weeks[week{department, monday}]
	return LoadSlots{Department: department, From: monday, To: monday + 6}, department != "" && s.older(w.readAt, ok, limit)
}

// bookingSlots is needSlots for a booking: it is a part of it, as its one request
// is, and not spared. A slot that went meanwhile would cost more.
func (s *State) bookingSlots(department clinic.ID, day clinic.Day, limit time.Duration) []Effect {
	if load, old := s.oldSlots(department, day, limit); old {
		return s.askNow(load)
	}
	return nil
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

// listed says whether the departments are held, or never will be.
func (s *State) listed() bool {
	_, no := s.forbids(LoadDepartments{})
	return s.depsOK || no
}

// background is the next read that nobody waits for, or nil: in turn the weeks
// around today, the next free slots of the departments in view, and the calendar.
func (s *State) background() Effect {
	kinds := [...]func() Effect{s.weekRead, s.stripRead, s.calendarRead}
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

// stripRead is the read that the next free slots in view need.
func (s *State) stripRead() Effect {
	monday := s.Now.Wall.Day().Monday()
	for i, d := range s.Departments {
		if i == stripMost {
			break
		}
		for w := monday; w <= monday+7; w += 7 {
			held, ok := s.weeks[week{d.ID, w}]
			e := LoadSlots{Department: d.ID, From: w, To: w + 6}
			if s.older(held.readAt, ok, freshSlots) {
				if s.mayAsk(e) {
					return e
				}
				break // an answer on its way tells whether the next week is needed
			}
			if _, free := clinic.NextFree(held.slots, s.Now.Wall); free {
				break
			}
		}
	}
	return nil
}
