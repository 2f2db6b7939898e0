package hosts

import (
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/desk"
)

// notTakenOver: what a desk of another host has open is that desk's, however long it
// says nothing; and whatever this host's desks left is taken over as before.
func notTakenOver(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 0)
	a.run(t)
	b.run(t)
	f := a.fact(store.Intent, "tui-1", "confirmed")
	a.record(t, f)
	has(t, b.store, f, 10*time.Second)
	began := time.Now()
	clock := desk.Clock{Now: b.Now, Mono: func() time.Duration { return time.Since(began) }}
	for _, each := range []struct {
		at   *site
		want int
	}{{b, 0}, {a, 1}} {
		d, err := desk.Open(t.Context(), each.at.store, clock)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := d.Adopt(t.Context(), func(store.Fact) bool { return true }, store.Intent)
		if err != nil || len(facts) != each.want {
			t.Errorf("at host %s %d are taken over, want %d: %v", each.at.Name, len(facts), each.want, err)
		}
	}
}
