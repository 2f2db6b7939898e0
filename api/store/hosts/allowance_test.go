package hosts

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/api/store"
	"creneau/api/store/hub"
)

// sharing are hosts that share a budget through a hub.
func sharing(t *testing.T, p place, n, limit int) ([]Allowance, *hub.Store) {
	t.Helper()
	h, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	var all []Allowance
	var links []*link
	for i := range n {
		s := newSite(t, p, fmt.Sprintf("host%d", i), time.Duration(i-1)*5*time.Minute)
		s.Hub = func(context.Context) (*hub.Store, error) { return h, nil }
		c, err := s.store.Claim(t.Context(), local, "test", lasts)
		if err == nil {
			var l *link
			l, err = s.open(t.Context(), c)
			links = append(links, l)
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Allowance{Options: s.Options, Budget: store.Budget{Name: "key", Limit: limit, Window: time.Hour}})
	}
	for _, l := range links { // the first came when nobody else was there
		if err := l.renew(t.Context(), false); err != nil {
			t.Fatal(err)
		}
	}
	return all, h
}

// leases spends what is leased, and what is safe when the host is cut off.
func leases(t *testing.T, p place) {
	all, h := sharing(t, p, 2, 1000)
	a, b := all[0], all[1]
	spend := func(a Allowance, link *hub.Store, n int, writes, want bool) {
		t.Helper()
		err := a.Spend(t.Context(), link, n, 150, writes, nil)
		var spent *store.Spent
		if (err == nil) != want || err != nil && !errors.As(err, &spent) {
			t.Errorf("%d at %s: %v", n, a.Name, err)
		}
	}
	left := func(want int) {
		t.Helper()
		if l, err := h.Spend(t.Context(), a.Budget, 0, 0); err != nil || l.Left != want {
			t.Errorf("left are %d, want %d: %v", l.Left, want, err)
		}
	}
	spend(a, h, 1, false, true)
	left(975)
	spend(b, h, 20, false, true)
	left(950)
	spend(b, h, 10, false, true) // the 5 that it has are given back
	left(930)
	spend(a, nil, 24, false, true) // cut off: what it has leased
	spend(a, nil, 1, false, false) // and no reading beyond
	spend(a, nil, 250, true, true) // but what is safe
	spend(a, nil, 1, true, false)
	left(930)
	told := store.Balance{Left: 210} // somebody else uses the key
	if err := b.Spend(t.Context(), h, 20, 150, false, &told); err != nil {
		t.Error(err)
	}
	left(150) // 210, less the two leases that run, and what was given back; less the new one
	spend(b, h, 30, false, false)
	spend(b, h, 5, false, true)
	if hosts, err := b.noted(t.Context(), census); err != nil || hosts != "2" {
		t.Errorf("a process that starts cut off knows of %s hosts, %v", hosts, err)
	}
	var wg sync.WaitGroup // processes of one host
	var mu sync.Mutex
	got := 0
	for range 8 {
		wg.Go(func() {
			for range 4 {
				if a.Spend(context.Background(), h, 1, 0, false, nil) == nil {
					mu.Lock()
					got++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if got != 32 {
		t.Errorf("8 processes spent %d of 32", got)
	}
}

// leasesInAnyOrder lets hosts spend, be cut off and be back: those that are linked
// never spend more than there is together, those cut off never more than their part.
func leasesInAnyOrder(t *testing.T, p place) {
	const limit, hosts = 120, 3
	all, h := sharing(t, p, hosts, limit)
	began, rounds := time.Now(), 0
	rapid.Check(t, func(t *rapid.T) {
		if time.Since(began) > 2*time.Second {
			return
		}
		rounds++
		linked, apart := 0, [hosts]int{}
		for i := range all {
			all[i].Budget.Name = fmt.Sprintf("key%d", rounds)
		}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			i, n := rapid.IntRange(0, hosts-1).Draw(t, "host"), rapid.IntRange(1, 12).Draw(t, "n")
			link := h
			if rapid.IntRange(0, 3).Draw(t, "away") == 0 {
				link = nil
			}
			before, err := all[i].lease(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			fits := all[i].left(t, before) >= n
			err = all[i].Spend(context.Background(), link, n, 0, true, nil)
			var spent *store.Spent
			switch {
			case err != nil && !errors.As(err, &spent):
				t.Fatal(err)
			case err == nil && (link != nil || fits):
				linked += n
			case err == nil:
				apart[i] += n
			}
			if linked > limit || apart[i] > limit/(2*hosts) {
				t.Fatalf("of %d %d were spent, and %v by who was cut off", limit, linked, apart)
			}
		}
	})
	t.Logf("%d sequences", rounds)
}

// left is what is left of a lease that runs.
func (a Allowance) left(t *rapid.T, l lease) int {
	if l.id == "" {
		return 0
	}
	b, err := a.Local.Spend(context.Background(), a.purse(l), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return b.Left
}
