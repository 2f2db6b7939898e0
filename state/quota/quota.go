// Package quota reckons how a desk shares a key's hour with desks of which it knows
// nothing. Each spreads what remains above the share kept for bookings over what is
// left of the window, and takes of it what is its own: by how fast Remaining falls
// beside its own requests it knows how many ask beside it.
package quota

import (
	"math"
	"time"

	"creneau/state/clinic"
)

// Of a quota the last requests are kept for bookings and for reading them back.
const (
	keptForWrites = 150 // of 1,000 an hour; of smaller quotas the same share
	keptShare     = 15  // per cent
)

// Kept is how many of the requests of a window are kept for bookings and for
// reading them back.
func Kept(limit int) int { return min(keptForWrites, limit*keptShare/100) }

// Expected is how many requests the bookings of so many desks will take until the
// window ends, of those that reading may use: an hour's four at each, for two
// requests each.
func Expected(limit int, desks float64, window time.Duration) int {
	const anHour, most = 8, 40 // most in per cent of the quota
	return min(int(desks*anHour*window.Hours()), limit*most/100)
}

// A Share is how a desk's requests compare with all that used the quota lately.
// Both counts fade.
type Share struct {
	Sent int // requests of this desk since it was opened
	own  float64
	all  float64

	before    int // requests sent when Remaining was last heard to fall
	countedAt clinic.Instant
}

// fades is the time in which what was counted loses half of its weight.
const fades = 10 * time.Minute

// Counted takes in that Remaining fell by so many.
func (h *Share) Counted(now clinic.Instant, fall int) {
	fade := math.Exp2(-float64(now.Mono-h.countedAt.Mono) / float64(fades))
	h.own = h.own*fade + float64(h.Sent-h.before)
	h.all = h.all*fade + float64(fall)
	h.before, h.countedAt = h.Sent, now
}

// Found takes in how much of the window was used when it was first heard of, and
// how long ago it began: others may have been opened a moment ago.
func (h *Share) Found(now clinic.Instant, used int, since time.Duration) {
	h.Counted(now, used)
	h.all *= math.Exp2(-float64(max(0, since)) / float64(fades))
}

// Desks is how many desks like this one use the quota, at least one. Nothing is
// concluded from few requests.
func (h *Share) Desks() float64 {
	const few = 2
	return max(1, (h.all+few)/(h.own+few))
}

// Worn is how old the day on screen may get before it is read again out of its
// turn: eight minutes at the most, as long as the quota can bear that;
// fresh is how old it gets at least.
func Worn(interval, fresh time.Duration) time.Duration {
	const turns, most, slow = 3, 8 * time.Minute, 7 * time.Minute
	if interval > slow {
		return turns * interval
	}
	return min(most, max(fresh, turns*interval))
}
