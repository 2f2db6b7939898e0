package state

import (
	"time"

	"creneau/state/clinic"
)

// Of the quota the last requests are kept for bookings and for reading them back.
const (
	keptForWrites = 150 // of 1,000 an hour; of smaller quotas the same share
	keptShare     = 15  // per cent
)

// heardQuota takes over what an answer told of the quota; timers tell it again
// and again, counted down. Where no answer tells when the window ends, it is over
// an hour after it was last heard of: were it never, nothing would be asked again
// that could tell. An end that was told stands until it has come.
func (g *Gate) heardQuota(now clinic.Instant, q clinic.Quota) {
	switch was := g.Quota; {
	case q.Known && was.Known && q.Remaining < was.Remaining:
		g.Share.counted(now, was.Remaining-q.Remaining)
	case q.Known && !was.Known && q.Told && q.Remaining < q.Limit:
		g.Share.found(now, q.Limit-q.Remaining, time.Hour-q.Reset)
	}
	stands := g.endTold && now.Mono < g.quotaEnds.Mono
	switch {
	case q.Told:
		g.quotaEnds, g.endTold = now.Add(q.Reset), true
	case q != g.Quota && !stands:
		g.quotaEnds, g.endTold = now.Add(time.Hour), false
	}
	g.Quota = q
}

// left is what is left of the quota, as far as it is known. A window that is
// over counts as full again.
func (g *Gate) left(now clinic.Instant) (remaining, limit int, known bool) {
	q := g.Quota
	if !q.Known || q.Limit <= 0 {
		return 0, 0, false
	}
	if g.quotaEnds.Mono > 0 && now.Mono >= g.quotaEnds.Mono {
		return q.Limit, q.Limit, true
	}
	return q.Remaining, q.Limit, true
}

// Sparing says whether nothing is read any more that nobody waits for, so that
// bookings can go on.
func (s *State) Sparing() bool { return s.reserved() || s.interval(s.Now) == never }

// reserved says whether what remains is kept for bookings.
func (s *State) reserved() bool {
	remaining, limit, known := s.left(s.Now)
	return known && remaining <= kept(limit)
}

// never is longer than any desk is open.
const never = 1 << 62

// SparingUntil is when the window of the quota ends, by the clock as it is now:
// from then on reading goes on. It is not known where no answer told it.
func (s *State) SparingUntil() (until clinic.Wall, told bool) {
	return s.Now.Wall + clinic.Wall(max(0, s.quotaEnds.Mono-s.Now.Mono)/time.Second), s.endTold
}

// spared says whether a read must not leave now: the rest of the quota is kept
// for bookings, and what it would read is held already. What finds out whether the
// API answers again is never spared.
func (s *State) spared(e Effect) bool {
	if !s.reserved() || s.Link.Trying && e == s.probe() {
		return false
	}
	switch e.Traits().Spared {
	case NeverSpared:
		return false
	case WhenHeld:
		h, ok := e.(holder)
		return ok && h.held(s)
	}
	return true
}

func (e LoadSlots) held(s *State) bool {
	_, held := s.weeks[week{e.Department, e.From.Monday()}]
	return held
}

func (LoadDepartments) held(s *State) bool { return s.depsOK }
