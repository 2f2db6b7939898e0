package protocol

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/ui/locale"
	"creneau/ui/proof/yardstick"
)

// bystander lets every request through at a usual pace.
type bystander struct{ booked int }

func (*bystander) way(state.Effect) way {
	return way{there: 80 * time.Millisecond, back: 80 * time.Millisecond, jitter: 0.5}
}

func (*bystander) held(state.Effect, error) {}
func (*bystander) recorded()                {}

func (*bystander) arrives(state.Effect, state.Event) {}

func (b *bystander) applied(e state.Event, _ []state.Effect) {
	if _, ok := e.(state.Booked); ok {
		b.booked++
	}
}

// A clinic's hour: desks that share a key of 1000 requests, opened within a
// minute, each with so many bookings spread over the hour, and as many searches for
// somebody whom no week tells of before the first ones.
type clinicHour struct{ desks, bookings, searches int }

// TestAnHourOnOneKey lets the desks of a clinic share a key: they know nothing of
// each other, all is booked, none of them meets the limit, and where there is room
// for reading no day on screen grows old.
func TestAnHourOnOneKey(t *testing.T) {
	for _, h := range []clinicHour{{1, 10, 0}, {12, 10, 0}, {20, 10, 0}, {50, 4, 0}, {1, 10, 10}, {20, 10, 2}, {50, 4, 1}} {
		if yardstick.Raced && h.desks > 20 {
			continue
		}
		name := fmt.Sprintf("%d desks", h.desks)
		if h.searches > 0 {
			name += " that search"
		}
		t.Run(name, func(t *testing.T) {
			oldest := h.play(t)
			if h.desks <= 20 && h.searches == 0 && oldest > 10*time.Minute {
				t.Errorf("the day was %v old at some desk", oldest)
			}
		})
	}
}

// play lets the hour go by and returns how old the day was on screen at the most.
func (h clinicHour) play(t *testing.T) (oldest time.Duration) {
	const limit, end = 1000, time.Hour
	sim := newSimulation(start, demo.Options{Credits: h.desks * h.bookings, Seed: 1, Limit: limit})
	watch := &bystander{}
	var all []*desk
	for range h.desks {
		d, err := newDesk(sim, watch, state.Options{Lexicon: locale.Load("fr").Lexicon()})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
		before := len(sim.clinic.Requests())
		d.do(state.Started{})
		sim.pass(time.Second)
		if n := len(sim.clinic.Requests()) - before; len(all) == 1 && n > 8 {
			t.Errorf("opening a desk cost %d requests", n)
		}
		sim.pass(time.Minute/time.Duration(h.desks) - time.Second) // they are not opened in one moment
	}
	oldest = h.book(t, sim, all)
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
	t.Logf("%d requests, %d of them bookings; the day at most %v old", len(requests), writes, oldest.Round(time.Second))
	if refused > 0 {
		t.Errorf("%d requests met the limit", refused)
	}
	if want := h.desks * h.bookings; watch.booked != want || sim.clinic.Credits() != 0 {
		t.Errorf("%d bookings of %d stand, %d were sent", watch.booked, want, writes)
	}
	return oldest
}

// book lets each desk make its bookings, one after the other.
func (h clinicHour) book(t *testing.T, sim *simulation, all []*desk) (oldest time.Duration) {
	departments := []string{"car", "ped", "mat", "oph", "med"}
	refs := 0
	ref := func() string { refs++; return fmt.Sprintf("ref-%d", refs) }
	pass := func(d time.Duration) {
		sim.pass(d)
		for _, desk := range all {
			if at, ok := desk.VisitsReadAt(desk.Shown); ok {
				oldest = max(oldest, desk.instant().Mono-at.Mono)
			}
		}
	}
	const end = time.Hour
	for round := range h.bookings {
		next := end * time.Duration(round) / time.Duration(h.bookings)
		for i, d := range all {
			at := next + end/time.Duration(h.bookings)*time.Duration(i)/time.Duration(len(all))
			for sim.now < at {
				pass(min(at-sim.now, 20*time.Second))
			}
			if round < h.searches {
				d.do(state.SearchTyped{Query: "nobody"})
				pass(2 * time.Second)
			}
			d.do(state.DraftOpened{Line: caller(i, round) + " " + departments[i%len(departments)]})
			pass(time.Second)
			d.do(state.Entered{Ref: ref()})
			pass(2 * time.Second)
			if d.Draft != nil && d.Draft.Asks {
				d.do(state.Entered{Ref: ref()})
				pass(2 * time.Second)
			}
			d.do(state.Entered{Ref: ref()})
			pass(time.Second)
			for d.Alternatives != nil && len(d.Alternatives.Rows) > 0 { // another desk was quicker
				d.do(state.AlternativePicked{Slot: d.Alternatives.Rows[0].Slot, Ref: ref()})
				pass(time.Second)
			}
		}
	}
	for sim.now < end {
		pass(20 * time.Second)
	}
	return oldest
}

// caller is a new person for each desk and round, whose name is like nobody else's.
func caller(desk, round int) string {
	family := []string{"Bako", "Fesi", "Dulo", "Gimu", "Kapo", "Leru", "Moti", "Nafe"}
	first := []string{"Paru", "Rode", "Sifa", "Tumo", "Vela", "Wiko", "Zabu", "Hemi"}
	second := []string{"Adju", "Elbo", "Ispa", "Ormi", "Ungo", "Asto", "Ekri", "Idlo", "Ofna", "Ulmi"}
	return family[desk/8%8] + " " + first[desk%8] + " " + second[round%10]
}
