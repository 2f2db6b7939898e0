package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
)

// A watched appointment is one whose cancel had no clear answer and which then
// still stood: the API may do it late, so it is looked at a few times more.
type watched struct {
	visit clinic.Appointment
	since clinic.Instant
	reads int
	then  *Draft // the move that cancelled it; nil for none
}

// watchedAfter are when such an appointment is looked at. The last look is
// later than the API's longest plausible processing time.
var watchedAfter = [...]time.Duration{10 * time.Second, 45 * time.Second, 120 * time.Second}

func (l watched) next() clinic.Instant { return l.since.Add(watchedAfter[l.reads]) }

// watch looks at an appointment again that still stands after a cancel, which may
// have been part of a move.
func (w *Writing) watch(now clinic.Instant, v clinic.Appointment, then *Draft) {
	w.unwatch(v.ID)
	w.watched = append(w.watched, watched{visit: v, since: now, then: then})
}

// unwatch says whether an appointment was watched, and watches it no more.
func (w *Writing) unwatch(id clinic.ID) bool {
	n := len(w.watched)
	w.watched = slices.DeleteFunc(w.watched, func(l watched) bool { return l.visit.ID.Same(id) })
	return len(w.watched) < n
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
		return s.cancelledLate(v, s.watched[i].then)
	case s.watched[i].reads == len(watchedAfter):
		s.unwatch(v.ID)
	}
	return nil
}

// watchedUnread takes a watched appointment that no longer exists as cancelled.
// A appearance that was not answered counts for nothing: there is another in a minute.
func (s *State) watchedUnread(id clinic.ID, f Failure) []Effect {
	i := slices.IndexFunc(s.watched, func(l watched) bool { return l.visit.ID.Same(id) })
	if i < 0 {
		return nil
	}
	if f.Code == AppointmentNotFound {
		v, then := s.watched[i].visit, s.watched[i].then
		v.Status = clinic.Cancelled
		s.put(v)
		return s.cancelledLate(v, then)
	}
	s.watched[i].readLater(s.Now)
	return nil
}

// readBackLater makes the last look again in a minute.
func (l *watched) readLater(now clinic.Instant) {
	l.reads = max(0, l.reads-1)
	l.since = now.Add(time.Minute - watchedAfter[l.reads])
}

// cancelledLate takes in a cancel that was done after all.
func (s *State) cancelledLate(v clinic.Appointment, then *Draft) []Effect {
	s.unwatch(v.ID)
	told := Notice{Key: "cancelled_late", Tone: Good, Who: v.Name, When: v.At}
	if then != nil {
		s.cancelledForMove(*then)
		told.Key, told.Tone = "cancelled_late_for_move", Bad
	}
	s.countCredits(+1)
	s.changed[v.ID.Text()] = s.Now
	return append(s.slotFreed(v), s.say(told)...)
}
