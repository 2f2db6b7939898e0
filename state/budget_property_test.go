package state

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// Whatever is told of the quota and whenever: until its window is over the desk
// counts what remains, from then on the whole quota, at once.
func TestQuotaIsFullFromTheEndOfItsWindowOn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := New(Options{})
		now := clinic.Instant{Wall: storyNow, Mono: time.Hour}
		var heard clinic.Quota // as the client holds it
		var toldAt, end time.Duration
		told := false // end is the API's word, not our guess
		hear := func(q clinic.Quota) {
			switch {
			case q.Told:
				end, told = now.Mono+q.Reset, true
			case q != heard && (!told || now.Mono >= end):
				end, told = now.Mono+time.Hour, false
			}
			heard, toldAt = q, now.Mono
		}
		for range 40 {
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				now = now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(rt, "seconds")) * time.Second)
			case 1: // up to the very end, and to just before it
				now = now.Add(max(0, end-now.Mono-time.Duration(rapid.IntRange(0, 1).Draw(rt, "before"))))
			case 2:
				q := clinic.Quota{Known: true, Limit: rapid.SampledFrom([]int{1000, 1000, 0}).Draw(rt, "limit"), Remaining: rapid.IntRange(0, 1000).Draw(rt, "remaining")}
				if q.Told = rapid.Bool().Draw(rt, "told"); q.Told {
					q.Reset = time.Duration(rapid.IntRange(0, 3660).Draw(rt, "reset")) * time.Second
				}
				hear(q)
			}
			q := heard
			if q.Told { // a timer tells it again, counted down
				q.Reset = max(0, q.Reset-(now.Mono-toldAt))
			}
			s.Apply(now, Heard{Quota: q})
			remaining, _, known := s.left(s.Now)
			want := heard.Remaining
			if now.Mono >= end {
				want = heard.Limit
			}
			if limited := heard.Limit > 0; known != limited || known && remaining != want || !limited && s.interval(s.Now) != pace {
				rt.Fatalf("%v, the window ends %v: %d remain, want %d of %+v", now.Mono, end, remaining, want, q)
			}
		}
	})
}
