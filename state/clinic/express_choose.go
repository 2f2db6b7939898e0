package clinic

// Choose is the slot of dep that a reading takes, of those given: free, later
// than now, and of the worker asked for where slots carry one.
//
// Where a day was said it is on that day, else on the next one that has a free
// slot. On its day it is the one nearest to the hour asked, of those within the
// half day; with none within it, the first of the day. Without a day it is the
// next one within the half day, or else at all; an hour then asks for the next
// day on which that hour is still to come.
func Choose(r Reading, dep Department, slots []Slot, now Wall) (Slot, bool) {
	w := wanted{from: now.Day(), within: Span{r.From, r.To}, hour: -1}
	if w.within.To == 0 {
		w.within.To = dayLen
	}
	if r.HourSaid {
		w.hour = r.Hour
	}
	w.strict = !r.DaySaid && r.To != 0
	switch {
	case r.DaySaid:
		w.from = r.Day
	case r.HourSaid && w.from.At(r.Hour) <= now:
		w.from++
	}
	var best, next Slot
	found, any := false, false
	for _, s := range slots {
		if !s.Bookable(now) || !s.serves(dep.ID, r.Worker) {
			continue
		}
		if !any || s.before(next) {
			next, any = s, true
		}
		if w.accepts(s) && (!found || w.prefers(s, best)) {
			best, found = s, true
		}
	}
	if !found && !r.DaySaid {
		return next, any
	}
	return best, found
}

// NextFree is the earliest free slot later than now.
func NextFree(slots []Slot, now Wall) (Slot, bool) {
	var next Slot
	found := false
	for _, s := range slots {
		if s.Bookable(now) && (!found || s.before(next)) {
			next, found = s, true
		}
	}
	return next, found
}

// bookable says whether a slot is free and later than now.
func (s Slot) Bookable(now Wall) bool { return s.Free && s.At > now }

// serves says whether a slot is of the department, and of the worker where one
// is asked for and slots carry them.
func (s Slot) serves(department, worker ID) bool {
	return s.Department.Same(department) && (worker == "" || s.Worker == "" || s.Worker.Same(worker))
}

// before is the order of slots: by time, then department and worker.
func (s Slot) before(t Slot) bool { return CompareSlots(s, t) < 0 }

// wanted is what a reading asks of a slot.
type wanted struct {
	from   Day  // the day asked for; later ones will do
	within Span // the half day
	strict bool // nothing outside the half day will do
	hour   Wall // -1 where none was said
}

func (w wanted) accepts(s Slot) bool {
	return s.At.Day() >= w.from && (!w.strict || w.inside(s))
}

func (w wanted) inside(s Slot) bool {
	t := s.At.OfDay()
	return w.within.From <= t && t < w.within.To
}

// prefers says whether s is better than t.
func (w wanted) prefers(s, t Slot) bool {
	switch in := w.inside(s); {
	case s.At.Day() != t.At.Day():
		return s.At < t.At
	case in != w.inside(t):
		return in
	case in && w.hour >= 0 && w.off(s) != w.off(t):
		return w.off(s) < w.off(t)
	}
	return s.before(t)
}

// off is how far a slot is from the hour asked.
func (w wanted) off(s Slot) Wall { return distance(s.At.OfDay(), w.hour) }

// distance is the time between two moments.
func distance(a, b Wall) Wall { return max(a-b, b-a) }
