// Package storetest is what every store must pass, whatever it is made of.
package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"creneau/api/store"
)

// A Clock is the wall clock of a store under test: it stands until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock is a clock that stands at the moment of the test.
func NewClock() *Clock { return &Clock{now: time.Now().Truncate(time.Millisecond)} }

// Now is what it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move moves it, back where d is negative.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// A House is a store that is empty: each call of Open opens it once more, as
// another process would. It is closed at the end of the test.
type House struct {
	Clock *Clock
	Open  func() store.Store
}

// Run runs everything. build makes an empty store for one test, which goes by the
// clock.
func Run(t *testing.T, build func(t *testing.T, c *Clock) House) {
	for _, each := range []struct {
		name string
		test func(*testing.T, House)
	}{
		{"facts come back as they were", comeBack},
		{"what is open is the last fact of what is not closed", openOnes},
		{"all or none", allOrNone},
		{"the same fact twice is one", twice},
		{"only the latest", latest},
		{"alone", alone},
		{"alone among many", aloneAmongMany},
		{"follow", follow},
		{"nobody misses a fact", nobodyMisses},
		{"await", await},
		{"claims", claims},
		{"claims that are released", released},
		{"fencing", fencing},
		{"fencing whatever happens", fencingProperty},
		{"a clock that is set", clockSet},
		{"budgets", budgets},
		{"budgets as they are told", toldBudget},
		{"a budget among many", budgetAmongMany},
		{"sweep", sweep},
		{"unfit facts", unfit},
	} {
		t.Run(each.name, func(t *testing.T) { each.test(t, build(t, NewClock())) })
	}
}

// fact is a fact about a subject, at a house's time.
func (h House) fact(kind store.Kind, subject, stage string) store.Fact {
	now := h.Clock.Now()
	return store.Fact{ID: store.NewULID(now), Kind: kind, Subject: subject, Stage: stage, Desk: "desk/1", At: now, Secret: []byte("about " + subject + ", " + stage)}
}

// closing is that the subject is closed.
func (h House) closing(kind store.Kind, subject string) store.Fact {
	f := h.fact(kind, subject, "settled")
	f.Closed = true
	return f
}

func appended(t *testing.T, s store.Store, facts ...store.Fact) store.Seq {
	t.Helper()
	seq, err := s.Append(t.Context(), nil, facts...)
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// stages are the subjects that are open and how far each is.
func stages(t *testing.T, s store.Store, kinds ...store.Kind) []string {
	t.Helper()
	facts, _, err := s.Open(t.Context(), kinds...)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, f := range facts {
		out = append(out, fmt.Sprintf("%s %s %s", f.Kind, f.Subject, f.Stage))
	}
	return out
}

// all are all facts of a store.
func all(t *testing.T, s store.Store) []store.Fact {
	t.Helper()
	facts, err := s.Since(t.Context(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}
