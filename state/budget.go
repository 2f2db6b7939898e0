package state

import "creneau/state/clinic"

import "time"

// The quota of a key is shared by desks that know nothing of each other. Reads
// that nobody waits for slow down as it runs out and stop early; the last
// requests are kept for bookings and for reading them back.
const (
	keptForWrites = 150 // of 1,000 an hour; of smaller quotas the same share
	keptShare     = 15  // per cent
)

// heardQuota takes over what an answer told of the quota; timers tell it again
// and again, counted down. Where no answer tells when the window ends, it is over
// an hour after it was last heard of: were it never, nothing would be asked again
// that could tell. An end that was told stands until it has come.
func (g *Gate) heardQuota(now clinic.Instant, q clinic.Quota) {
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

// Sparing says whether reads have stopped so that bookings can go on.
func (s *State) Sparing() bool {
	remaining, limit, known := s.left(s.Now)
	return known && remaining <= min(keptForWrites, limit*keptShare/100)
}

// slowed is how old what is held may get while the quota runs out.
func (g *Gate) slowed(now clinic.Instant, limit time.Duration) time.Duration {
	remaining, of, known := g.left(now)
	if !known {
		return limit
	}
	switch share := remaining * 100 / of; {
	case share < reserve:
		return never
	case share < 45:
		return 5 * limit
	case share < 60:
		return 2 * limit
	}
	return limit
}

// never is longer than any desk is open.
const never = 1 << 62

// spared says whether a read must not leave now: the rest of the quota is kept
// for bookings, and what it would read is held already. What finds out whether the
// API answers again is never spared.
func (s *State) spared(e Effect) bool {
	if !s.Sparing() || s.Link.Trying && e == s.probe() {
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
