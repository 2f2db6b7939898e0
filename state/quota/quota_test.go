package quota

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// A desk's own requests are counted when the quota falls, and what was used before
// is found once.
func TestWhenTheShareIsCounted(t *testing.T) {
	now := clinic.Instant{Mono: time.Hour}
	h := Share{Sent: 5}
	h.Counted(now, 10)
	if h.own != 5 || h.all != 10 || h.Desks() != 12./7 {
		t.Errorf("%+v", h)
	}
	h.Counted(now, 2) // of others
	if h.own != 5 || h.all != 12 {
		t.Errorf("%+v", h)
	}
	h = Share{}
	h.Found(now, 300, 10*time.Minute)
	if h.own != 0 || h.all != 150 {
		t.Errorf("what was used 10 minutes ago weighs %v", h.all)
	}
	h.Counted(now.Add(fades), 1)
	if h.all != 76 {
		t.Errorf("10 minutes later it weighs %v", h.all-1)
	}
}

// What is kept for bookings, and what bookings will take, leave something to read with.
func TestAHourIsNotUsedUpBefore(t *testing.T) {
	for _, limit := range []int{0, 1, 10, 100, 1000, 10_000} {
		for _, desks := range []float64{1, 7, 50, 500} {
			kept, expected := Kept(limit), Expected(limit, desks, time.Hour)
			if kept > 150 || kept > limit*15/100 || expected > limit*40/100 || limit >= 10 && kept+expected >= limit {
				t.Errorf("of %d with %v desks %d are kept and %d expected", limit, desks, kept, expected)
			}
		}
	}
}
