package clinic

import "slices"

// Unmet is why a slot is not what was asked.
type Unmet int

// The reasons.
const (
	Met        Unmet = iota
	PastDay          // the day is over: there is no slot at all
	PastHour         // that hour, or half day, is over today
	ClosedDay        // the department does not open that day
	ClosedThen       // nor at that hour or half day
	FullDay          // every slot of the day is taken
	FullThen         // every one at that hour or half day
	WorkerFull       // only with somebody else
	NoneThen         // nothing is offered then, and it is not said why
)

// An Offer is the slot that a reading takes.
type Offer struct {
	Slot  Slot
	Unmet Unmet // why it is not what was asked
	Asked Day   // the day that was asked for, or meant by an hour or half day alone
}

// metWithin is how far from the hour a slot may be that is what was asked.
const metWithin = 30 * Minute

// Choose is the slot of dep that a reading takes, of those given, with what keeps
// it from being the one that was asked for; false where there is none.
//
// A slot is free, later than now, and of the worker asked for where slots carry
// one. An hour is met by one at most half an hour away, a half day by one inside
// it. An hour or half day without a day is today's while it is ahead, else that of
// the next open day. What is not met takes the nearest: of the same day the one
// closest to what was asked, else the first of the next day that has one. Where
// nothing was said it is the next one.
func Choose(r Reading, dep Department, slots []Slot, now Wall) (Offer, bool) {
	w := wish{Said: r.Said, dep: dep, now: now}
	if r.Past(now.Day()) {
		return Offer{Unmet: PastDay, Asked: r.Day}, false
	}
	if !r.DaySaid {
		w.Day, w.Until = now.Day(), now.Day()
		if !w.timed() {
			w.Until = maxDay
		} else if w.isOver() || w.closed(w.Day, slots) {
			w.over = w.isOver()
			w.Day = w.nextOpen(slots)
			w.Until = w.Day
		}
	}
	o := Offer{Asked: w.Day}
	found := false
	for _, s := range slots {
		if s.Bookable(now) && s.serves(dep.ID, r.Worker) && s.At.Day() >= w.Day && (!found || w.prefers(s, o.Slot)) {
			o.Slot, found = s, true
		}
	}
	if !found {
		return o, false
	}
	o.Unmet = w.unmet(o.Slot, slots)
	if o.Unmet == Met && w.over {
		o.Unmet = PastHour
	}
	return o, true
}

const maxDay Day = 1 << 30

// A wish is what a reading asks of a slot.
type wish struct {
	Said
	dep  Department
	now  Wall
	over bool // what was asked is over today
}

// timed says whether an hour or half day is asked for.
func (w *wish) timed() bool { return w.HourSaid || w.To != 0 }

// isOver says whether what is asked of today is no longer ahead.
func (w *wish) isOver() bool {
	if w.HourSaid {
		return w.Day.At(w.Hour) <= w.now
	}
	return w.Day.At(w.To) <= w.now
}

// meets says whether a slot is what was asked.
func (w *wish) meets(s Slot) bool {
	return w.Day <= s.At.Day() && s.At.Day() <= w.Until && w.off(s) == 0
}

// off is how far a slot is from the hour or half day; 0 where it meets it.
func (w *wish) off(s Slot) Wall {
	t, off := s.At.OfDay(), Wall(0)
	if w.HourSaid {
		off = distance(t, w.Hour)
		if off <= metWithin {
			off = 0
		}
	}
	if w.To != 0 {
		off = max(off, w.From-t, t-w.To+1)
	}
	return off
}

// near is how far a slot is from the hour, or else from the half day.
func (w *wish) near(s Slot) Wall {
	if w.HourSaid {
		return distance(s.At.OfDay(), w.Hour)
	}
	return w.off(s)
}

// prefers says whether a slot is better than another.
func (w *wish) prefers(s, t Slot) bool {
	in, out := w.meets(s), w.meets(t)
	switch {
	case in != out:
		return in
	case s.At.Day() != t.At.Day():
		return s.At < t.At
	case s.At.Day() <= w.Until && w.timed() && w.near(s) != w.near(t):
		return w.near(s) < w.near(t)
	}
	return s.before(t)
}

// unmet is why a slot is not what was asked; Met where it is.
func (w *wish) unmet(got Slot, slots []Slot) Unmet {
	if w.meets(got) {
		return Met
	}
	if w.Worker != "" && slices.ContainsFunc(slots, func(s Slot) bool {
		return s.Bookable(w.now) && s.serves(w.dep.ID, "") && w.meets(s)
	}) {
		return WorkerFull
	}
	closed, closedThen := ClosedDay, ClosedThen
	if !w.hasHours() {
		closed, closedThen = NoneThen, NoneThen
	}
	switch {
	case w.closedAll(slots):
		return closed
	case !w.timed() && w.Day == w.now.Day() && !w.aheadToday(slots):
		return PastHour
	case !w.timed():
		return FullDay
	case w.Day == w.now.Day() && w.isOver():
		return PastHour
	case w.closedThen(slots):
		return closedThen
	}
	return FullThen
}

// aheadToday says whether the department still has slots today, free or not.
func (w *wish) aheadToday(slots []Slot) bool {
	return slices.ContainsFunc(slots, func(s Slot) bool {
		return s.At > w.now && s.At.Day() == w.now.Day() && s.serves(w.dep.ID, "")
	})
}

// hasHours says whether the department says when it is open.
func (w *wish) hasHours() bool {
	for _, spans := range w.dep.Hours {
		if len(spans) > 0 {
			return true
		}
	}
	return false
}

// closed says whether the department does not open on a day: by its hours, or else
// because the day has no slot, free or not.
func (w *wish) closed(day Day, slots []Slot) bool {
	if w.hasHours() && len(w.dep.Hours[day.Weekday()]) == 0 {
		return true
	}
	return !w.hasHours() && !slices.ContainsFunc(slots, func(s Slot) bool { return s.At.Day() == day && s.serves(w.dep.ID, "") })
}

func (w *wish) closedAll(slots []Slot) bool {
	for day := w.Day; day <= w.Until; day++ {
		if !w.closed(day, slots) {
			return false
		}
	}
	return true
}

// closedThen says whether the department is closed at that hour or half day of
// every day that is meant.
func (w *wish) closedThen(slots []Slot) bool {
	for day := w.Day; day <= w.Until; day++ {
		if w.opens(day, slots) {
			return false
		}
	}
	return true
}

func (w *wish) opens(day Day, slots []Slot) bool {
	if !w.hasHours() {
		return slices.ContainsFunc(slots, func(s Slot) bool { return s.At.Day() == day && s.serves(w.dep.ID, "") && w.off(s) == 0 })
	}
	for _, open := range w.dep.Hours[day.Weekday()] {
		if w.HourSaid && open.From <= w.Hour && w.Hour < open.To {
			return true
		}
		if !w.HourSaid && open.From < w.To && w.From < open.To {
			return true
		}
	}
	return false
}

// nextOpen is the first day from tomorrow on at which the department opens; what
// is meant by an hour or half day that is over, or asked of a closed day.
func (w *wish) nextOpen(slots []Slot) Day {
	for day := w.now.Day() + 1; day <= w.now.Day()+31; day++ {
		if !w.closed(day, slots) {
			return day
		}
	}
	return w.now.Day() + 1
}

// Bookable says whether a slot is free and later than now.
func (s Slot) Bookable(now Wall) bool { return s.Free && s.At > now }

// serves says whether a slot is of the department, and of the worker where one
// is asked for and slots carry them.
func (s Slot) serves(department, worker ID) bool {
	return s.Department.Same(department) && (worker == "" || s.Worker == "" || s.Worker.Same(worker))
}

// before is the order of slots: by time, then department and worker.
func (s Slot) before(t Slot) bool { return CompareSlots(s, t) < 0 }

// distance is the time between two moments.
func distance(a, b Wall) Wall { return max(a-b, b-a) }
