package state

import (
	"cmp"
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
	restDelay      = 150 * time.Millisecond
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
	if s.Closing && e.Traits().Spared != NeverSpared {
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
		s.reached()
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

// rest plans the reads of what is looked at for when the arrow keys rest.
func (s *State) rest() {
	s.resting, s.restsUntil = true, s.Now.Add(restDelay)
	s.Link.Stopped = false
}

// refresh asks for what is looked at and not held, at once, and at its pace for
// one thing more: what on screen has become old, and in the background.
func (s *State) refresh() []Effect {
	if s.Closing {
		return s.rested(s.Now, s.readUncertainCancels())
	}
	if s.joins || s.Link.Stopped || s.Link.Trying && s.Now.Mono < s.again.Mono {
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
	out = append(out, s.searchRead()...)
	if len(out) > 0 || s.Quiet.On || s.Quiet.Probing {
		return out
	}
	return s.readMore(s.interval(s.Now))
}

// readMissing is what is looked at and not held: departments, the day, its slots,
// and the slots and the day that the draft needs, fresh where it has just been typed. With
// the first day those before it are read, because they tell who calls.
func (s *State) readMissing() []Effect {
	var out []Effect
	if !s.depsOK {
		out = append(out, s.ask(LoadDepartments{})...)
	}
	if s.resting && s.Now.Mono < s.restsUntil.Mono {
		return out
	}
	fresh := freshSlots
	if s.resting { // a key was pressed: an Enter may follow
		fresh = freshBooking
	}
	s.resting = false
	out = append(out, s.readUncertainCancels()...)
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
		out = append(out, s.draftDay()...)
	}
	return s.rested(s.Now, out)
}

// draftDay asks for the day of the slot that a draft would take, where it is not held
// and there is plenty: it tells of another appointment of the same person.
func (s *State) draftDay() []Effect {
	day := s.Draft.Plan.Slot.At.Day()
	if _, read := s.read[day]; read || s.Draft.Plan.Slot.At == 0 || s.dayAsked(s.Now, day) || s.interval(s.Now) != pace {
		return nil
	}
	return s.ask(LoadVisits{clinic.Visits{From: day, To: day}})
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

// listed says whether the departments are held, or never will be.
func (s *State) listed() bool {
	_, no := s.forbids(LoadDepartments{})
	return s.depsOK || no
}

// chosenStands is how long a day that was chosen by hand is not left by itself.
const chosenStands = 10 * time.Minute

// goHome shows today.
func (s *State) goHome() {
	s.Shown = s.Now.Wall.Day()
	s.home = s.Shown
}

// chooseDay shows a day that a person chose.
func (s *State) chooseDay(day clinic.Day) {
	s.Shown, s.chosen = day, s.Now
	if today := s.Now.Wall.Day(); day == today {
		s.home = today
	}
}

// followToday shows today once midnight has passed, as soon as that disturbs
// nobody. Nothing else leaves the day that is shown.
func (s *State) followToday(idle bool) {
	typed := s.Draft != nil && !s.Draft.empty()
	if s.home == s.Now.Wall.Day() || !idle || typed || s.since(s.chosen) < chosenStands {
		return
	}
	s.goHome()
	s.rest()
}

// since is how long ago a moment was, by the clock on which more has gone by: one
// of them stands still while the machine sleeps, the other may be set.
func (s *State) since(at clinic.Instant) time.Duration {
	if at == (clinic.Instant{}) {
		return never
	}
	return max(s.Now.Mono-at.Mono, time.Duration(s.Now.Wall-at.Wall)*time.Second)
}

// Unread is why what is looked at is not held.
type Unread int

// The reasons. Forbidden comes with why.
const (
	BeingRead Unread = iota
	ReadLater        // when requests may be sent again
	ReadForbidden
	NotRead // it failed, and is tried again by itself
)

// UnreadSlots says why the slots of a department around a day are not held.
func (s *State) UnreadSlots(department clinic.ID, day clinic.Day) (Unread, Why) {
	monday := max(day.Monday(), s.Now.Wall.Day().Monday())
	load := LoadSlots{Department: department, From: monday, To: monday + 6}
	return s.unread(load, s.slotsAsked(s.Now, department, monday, monday+6))
}

// UnreadDay says why the appointments of a day are not held.
func (s *State) UnreadDay(day clinic.Day) (Unread, Why) {
	if !s.depsOK {
		_, asked := s.asked[LoadDepartments{}]
		return s.unread(LoadDepartments{}, asked)
	}
	return s.unread(LoadVisits{clinic.Visits{From: day, To: day}}, s.dayAsked(s.Now, day))
}

func (s *State) unread(e Effect, asked bool) (Unread, Why) {
	why, no := s.MayNot(e)
	switch {
	case no:
		return ReadForbidden, why
	case s.Quiet.On:
		return ReadLater, Why{}
	case asked, s.Quiet.Probing, s.resting && s.restsUntil.Mono-s.Now.Mono <= restDelay:
		return BeingRead, Why{}
	}
	return NotRead, Why{}
}

// noteGap notes what is missing of the days that were read, and how old what stays
// is that was not listed.
func (a *Agenda) noteGap(asked LoadVisits, list clinic.VisitList, seen map[string]bool) {
	g := clinic.Gap{Skipped: list.Skipped, Cut: list.Partial, From: asked.From, To: asked.To}
	for day := asked.From; day <= asked.To; day++ {
		was := a.gaps[day]
		delete(a.gaps, day)
		if !g.Any() {
			continue
		}
		if g.Kept = 0; slices.ContainsFunc(a.byDay[day], func(id string) bool { return !seen[id] }) {
			g.Kept = cmp.Or(was.Kept, a.read[day].Wall)
		}
		a.gaps[day] = g
	}
	a.Rev++
}

// unlisted are the departments that are held and not listed: where some could not
// be read, they may be those.
func unlisted(held, listed []clinic.Department) []clinic.Department {
	return slices.DeleteFunc(slices.Clone(held), func(d clinic.Department) bool {
		return slices.ContainsFunc(listed, func(o clinic.Department) bool { return o.ID.Same(d.ID) })
	})
}
