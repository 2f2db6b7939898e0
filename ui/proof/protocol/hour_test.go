package protocol

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/ui/locale"
)

// bystander lets every request through at a usual pace.
type bystander struct{ booked int }

func (*bystander) way(state.Effect) way {
	return way{there: 80 * time.Millisecond, back: 80 * time.Millisecond, jitter: 0.5}
}

func (*bystander) arrives(state.Effect, state.Event) {}

func (b *bystander) applied(e state.Event, _ []state.Effect) {
	if _, ok := e.(state.Booked); ok {
		b.booked++
	}
}

// TestAnHourOfTwelveDesksOnOneKey lets twelve desks of one clinic share a key of
// 1000 requests an hour, each with ten bookings: they know nothing of each other,
// and none of them meets the limit.
func TestAnHourOfTwelveDesksOnOneKey(t *testing.T) {
	const desks, bookings, limit = 12, 10, 1000
	sim := newSimulation(start, demo.Options{Credits: desks * bookings, Seed: 1, Limit: limit})
	watch := &bystander{}
	var all []*desk
	for range desks {
		d, err := newDesk(sim, watch, state.Options{Lexicon: locale.Load("fr").Lexicon()})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
		d.do(state.Started{})
		sim.pass(time.Second) // they are not opened in one moment
	}
	departments := []string{"car", "ped", "mat", "oph", "med"}
	refs := 0
	ref := func() string { refs++; return fmt.Sprintf("ref-%d", refs) }
	end := time.Hour
	every := (end - sim.now) / bookings
	for round := range bookings {
		began := sim.now
		for i, d := range all {
			d.do(state.DraftOpened{Line: fmt.Sprintf("Zowo Numero%c%c %s", 'A'+i, 'a'+round, departments[i%len(departments)])})
			sim.pass(time.Second)
			d.do(state.Entered{Ref: ref()})
			sim.pass(2 * time.Second)
			d.do(state.Entered{Ref: ref()})
			sim.pass(time.Second)
			for d.Offer != nil && len(d.Offer.Rows) > 0 { // another desk was quicker
				d.do(state.AlternativePicked{Slot: d.Offer.Rows[0].Slot, Ref: ref()})
				sim.pass(time.Second)
			}
		}
		sim.pass(every - (sim.now - began))
	}
	sim.pass(end - sim.now)
	writes, refused := 0, 0
	requests := sim.clinic.Requests()
	for _, r := range requests {
		if r.Method != http.MethodGet {
			writes++
		}
		if r.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	t.Logf("%d requests, %d of them bookings", len(requests), writes)
	if refused > 0 {
		t.Errorf("%d requests met the limit", refused)
	}
	if watch.booked != desks*bookings || sim.clinic.Credits() != 0 {
		t.Errorf("%d bookings of %d stand, %d were sent", watch.booked, desks*bookings, writes)
	}
}
