package api

import (
	"net/http"
	"time"
)

// clockSamples is how many answers the clock remembers.
const clockSamples = 8

// A clock estimates how far the server's clock is ahead of ours, from the Date
// of its answers. It serves to read absolute times only; waits run on ours.
type clock struct {
	samples [clockSamples]clockSample
	next    int
}

type clockSample struct {
	known  bool
	trip   time.Duration // from sending to receiving: the error is half of it, and half a second
	offset time.Duration
}

// agrees says whether two answers can have come between the same clocks.
func (s clockSample) agrees(t clockSample) bool {
	return (s.offset - t.offset).Abs() <= (s.trip+t.trip)/2+time.Second
}

// observe takes in one answer. One that a cache kept says nothing of now.
func (c *clock) observe(h http.Header, sent, received time.Time) {
	date, err := http.ParseTime(h.Get("Date"))
	trip := received.Sub(sent)
	if age := h.Get("Age"); err != nil || trip < 0 || age != "" && age != "0" {
		return
	}
	now := clockSample{known: true, trip: trip, offset: date.Sub(sent.Add(trip / 2))}
	for i, s := range c.samples {
		if s.known && !s.agrees(now) {
			c.samples[i] = clockSample{} // one of the clocks was set since
		}
	}
	c.samples[c.next] = now
	c.next = (c.next + 1) % clockSamples
}

// offset is that of the quickest of the answers remembered, the newest of
// equals.
func (c *clock) offset() (time.Duration, bool) {
	var best clockSample
	for i := range clockSamples {
		s := c.samples[(c.next+i)%clockSamples] // oldest first
		if s.known && (!best.known || s.trip <= best.trip) {
			best = s
		}
	}
	return best.offset, best.known
}

// serverTime is the time on the server when it is local here.
func (c *clock) serverTime(local time.Time) time.Time {
	ahead, _ := c.offset()
	return local.Add(ahead)
}
