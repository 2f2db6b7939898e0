package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// left is a quota of which so much remains; no reset means that none was told.
func left(remaining int, reset time.Duration) Heard {
	return Heard{Quota: clinic.Quota{Known: true, Limit: 1000, Remaining: remaining, Told: reset > 0, Reset: reset}}
}

func TestLastRequestsAreKeptForBookings(t *testing.T) {
	d := openDesk(t)
	d.do(left(150, 0))
	if !d.Sparing() {
		t.Fatal("150 of 1,000 are kept for bookings")
	}
	d.asks(d.pass(10 * time.Minute))
	p := d.confirm("dia")
	d.do(failed(p, NoAnswer))
	if looks := only[ReadBack](d.pass(2 * time.Second)); len(looks) != 1 {
		t.Errorf("a booking is read back all the same: %v", looks)
	}
	d.do(left(170, 0))
	if d.Sparing() {
		t.Error("170 are enough for one desk")
	}
}

func TestQuotaIsFullAgainWhenItsWindowIsOver(t *testing.T) {
	for _, c := range []struct {
		reset, over time.Duration
	}{{20 * time.Minute, 20 * time.Minute}, {0, time.Hour}} {
		d := openDesk(t)
		heard := left(0, c.reset)
		d.do(heard)
		again := func(by time.Duration) { // a timer tells it again, counted down
			d.pass(by)
			heard.Quota.Reset = max(0, heard.Quota.Reset-by)
			d.do(heard)
		}
		again(c.over - time.Second)
		if !d.Sparing() {
			t.Errorf("%+v: over early", c)
		}
		for range 3 {
			again(time.Second)
			if d.Sparing() {
				t.Errorf("%+v: never over", c)
			}
		}
	}
}

// Nothing waits for ever for a read that the budget does not allow.
func TestWhatWaitsForASparedReadGoesOn(t *testing.T) {
	d := openDesk(t)
	p := d.broke("dia", InsufficientCredits)
	d.do(left(0, 0))
	out := d.do(Paid{})
	if reads := only[LoadSlots](out); len(reads) > 0 || !d.Purchase.Counting {
		t.Fatalf("read %v, the purchase is %+v", reads, d.Purchase)
	}
	if posts := only[Post](d.pass(purchaseGrace)); len(posts) != 1 || posts[0] != p {
		t.Fatalf("sent %v", posts)
	}
	d.conflict(p, DuplicateAppointment)
	if d.Duplicate == nil || d.Duplicate.Reading {
		t.Errorf("the clash is %+v", d.Duplicate)
	}
	d.do(DraftClosed{})
	d.conflict(d.confirm("bah"), SlotNotAvailable)
	if d.Alternatives == nil || d.Alternatives.Reading || len(d.Alternatives.Rows) == 0 {
		t.Errorf("the offer is %+v", d.Alternatives)
	}
}

// Without a connection nobody hears of the quota: one read finds out when it is
// back, whatever is left.
func TestSparingDeskFindsItsConnectionAgain(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.do(left(0, 0), failed(ReadBack{}, NotSent))
	if reads := only[LoadDepartments](d.pass(30 * time.Second)); len(reads) == 0 {
		t.Fatal("it looks no more")
	}
	d.do(d.answer(LoadDepartments{}))
	if d.Link.Offline {
		t.Error("still offline")
	}
}
