package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// However late the answer to a look comes, and whatever time went by without a
// tick meanwhile: a cancel that was done late is seen, because the last look leaves
// after the API's longest plausible processing time.
func TestALateLookDecidesNothing(t *testing.T) {
	for _, late := range []time.Duration{0, time.Second, 50 * time.Second, 110 * time.Second, 3 * time.Minute} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.do(booked(p, "980"))
		v := booked(p, "980").Visit
		d.mute = true
		d.do(UndoAsked{}, failed(Cancel{v.ID}, NoAnswer), VisitLoaded{Asked: LoadVisit{v.ID}, Visit: v})
		left := d.at.Mono
		answer := func(asked []LoadVisit) {
			for range asked {
				seen := v
				if d.at.Mono-left > 60*time.Second { // the cancel is done a minute after it was sent
					seen.Status = clinic.Cancelled
				}
				d.at = d.at.Add(late) // nothing ticks meanwhile
				d.do(VisitLoaded{Asked: LoadVisit{v.ID}, Visit: seen}, Ticked{})
			}
		}
		for range 400 {
			answer(only[LoadVisit](d.pass(time.Second)))
		}
		if held, _ := d.Visit(v.ID); held.Status != clinic.Cancelled {
			t.Errorf("%v late: it is called %s", late, held.Status)
		}
	}
}

// A appearance whose answer was of no use, as one under a key that was replaced
// meanwhile, is made again.
func TestALookUnderTheOldKeyIsMadeAgain(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(booked(p, "980"))
	v := booked(p, "980").Visit
	d.mute = true
	d.do(UndoAsked{}, failed(Cancel{v.ID}, NoAnswer), VisitLoaded{Asked: LoadVisit{v.ID}, Visit: v})
	looks := 0
	for range 600 {
		for range only[LoadVisit](d.pass(time.Second)) {
			if looks++; looks == len(watchedAfter) {
				v.Status = clinic.Cancelled
				d.do(KeyGiven{})
			}
			d.do(VisitLoaded{Asked: LoadVisit{v.ID}, Visit: v})
		}
	}
	if held, _ := d.Visit(v.ID); held.Status != clinic.Cancelled || len(d.watched) > 0 {
		t.Errorf("after %d looks it is called %s", looks, held.Status)
	}
}
