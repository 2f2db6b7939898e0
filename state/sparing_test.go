package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// Whenever nothing is read any more that nobody waits for, that is said: at the
// reserve, and where the bookings of all desks take what is above it.
func TestSparingIsSaidTheMomentItIs(t *testing.T) {
	for remaining := 0; remaining <= 1000; remaining++ {
		for _, told := range []bool{true, false} {
			d := openDesk(t)
			d.do(Heard{Quota: clinic.Quota{Known: true, Limit: 1000, Remaining: remaining, Told: told, Reset: 40 * time.Minute}})
			paused := d.interval(d.Now) == never || remaining <= quota.Kept(1000)
			if d.Sparing() != paused {
				t.Fatalf("%d left: paused %v, said %v", remaining, paused, d.Sparing())
			}
			if until, known := d.SparingUntil(); known != told || told && until != d.Now.Wall+40*clinic.Minute {
				t.Fatalf("%d left: until %v, known %v", remaining, until, known)
			}
			remaining += 19
		}
	}
}
