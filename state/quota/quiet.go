package quota

import (
	"time"

	"creneau/state/clinic"
)

// Quiet is the time before which nothing is sent, after a 429.
type Quiet struct {
	On      bool
	Until   clinic.Instant // when sending starts again: the reset and a second
	Told    bool           // the API said when it ends; else that is our guess
	Probing bool           // one request is out alone; the rest waits for its answer
	Next    clinic.Instant // when the next held request may leave
}

// Margin is how long after the reset the first request leaves.
const Margin = time.Second

// Left is how long nothing is sent, in whole seconds rounded up.
func (q Quiet) Left(now clinic.Instant) time.Duration {
	left := q.Until.Mono - now.Mono
	return max(0, (left+time.Second-1)/time.Second*time.Second)
}

// Ends is the clock time at which sending starts again, by the clock as it is
// now: it may have been set since the wait began.
func (q Quiet) Ends(now clinic.Instant) clinic.Wall {
	return now.Wall + clinic.Wall((q.Until.Mono-now.Mono)/time.Second)
}

// Reset is the clock time of the API's own reset.
func (q Quiet) Reset(now clinic.Instant) clinic.Wall {
	return q.Ends(now) - clinic.Wall(Margin/time.Second)
}

// NextSecond is when the countdown on screen changes next.
func (q Quiet) NextSecond(now clinic.Instant) clinic.Instant {
	left := q.Until.Mono - now.Mono
	step := left % time.Second
	if step == 0 && left > 0 {
		step = time.Second
	}
	return now.Add(max(step, 0))
}
