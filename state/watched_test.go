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

// A move whose cancel seemed not to be done, and whose new appointment a person then
// cancels: done late after all, the cancel leaves its patient without appointment, and
// that stands on the screen.
func TestACancelDoneLateAfterItsMoveWasGivenUp(t *testing.T) {
	moved := conde
	moved.ID, moved.At = "960", conde.At+clinic.Hour
	gone := conde
	gone.Status = clinic.Cancelled
	for name, c := range map[string]struct {
		happens func(d *desk)
		without int
	}{
		"the new one stands":           {func(*desk) {}, 0},
		"the new one is cancelled":     {func(d *desk) { d.do(CancelDone{moved.ID}) }, 1},
		"the new one is about to be":   {func(d *desk) { d.do(CancelAsked{moved.ID}) }, 1},
		"that was dropped in its time": {func(d *desk) { d.do(CancelAsked{moved.ID}, UndoAsked{}) }, 0},
	} {
		d := openDesk(t)
		d.put(moved)
		d.watch(d.at, conde, Cancelling{Visit: conde, moved: moved})
		c.happens(d)
		d.asked[LoadVisit{conde.ID}] = d.at
		out := d.do(VisitLoaded{Asked: LoadVisit{conde.ID}, Visit: gone})
		if n := len(d.Without()); n != c.without {
			t.Errorf("%s: %d are without appointment; %v", name, n, only[Say](out))
		}
		if c.without > 0 {
			d.says(out, "cancelled_late_for_move")
		}
	}
}

// A cancel that seemed not to be done and is done late is seen by whoever opens the desk
// anew, whenever it ended: with the move that it was part of.
func TestAWatchedCancelOutlivesTheDesk(t *testing.T) {
	for _, ended := range []time.Duration{0, 9 * time.Second, 44 * time.Second, 119 * time.Second} {
		for _, shut := range []time.Duration{0, time.Second, time.Minute, time.Hour} {
			d := storeDesk(t)
			v := conde
			d.mute = true
			d.recordAll(d.do(doing{func(s *State) []Effect {
				moves := s.moveOf(v)
				return s.cancelNow(Cancelling{Visit: v, quiet: true, then: &moves, ref: "m"})
			}}))
			d.recordAll(d.do(failed(Cancel{v.ID}, NoAnswer), VisitLoaded{Asked: LoadVisit{v.ID}, Visit: v}))
			if len(d.watched) != 1 {
				t.Fatalf("watched are %+v", d.watched)
			}
			for range ended / time.Second {
				for range only[LoadVisit](d.recordAll(d.pass(time.Second))) {
					d.recordAll(d.do(VisitLoaded{Asked: LoadVisit{v.ID}, Visit: v}))
				}
			}
			next := opened(d.at.Add(shut), d.ledger.recorded)
			gone := v
			gone.Status = clinic.Cancelled
			looks := 0
			for at := d.at.Add(shut); at.Mono < d.at.Add(shut+4*time.Minute).Mono; at = at.Add(time.Second) {
				for range only[LoadVisit](next.Apply(at, Ticked{})) {
					seen := v
					if looks++; looks > 0 && at.Mono-next.watched[0].since.Mono >= time.Minute {
						seen = gone // the cancel is done a minute after it was sent
					}
					next.Apply(at, VisitLoaded{Asked: LoadVisit{v.ID}, Visit: seen})
				}
			}
			without := next.Without()
			if len(without) != 1 || !without[0].ID.Same(v.ID) || len(next.watched) != 0 {
				t.Errorf("ended after %v, opened %v later: %d looks, without appointment %+v, watched %+v", ended, shut, looks, without, next.watched)
			}
		}
	}
}
