package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/api/store"
)

const ttl = 2 * time.Minute

func claims(t *testing.T, h House) {
	a, b := h.Open(), h.Open()
	ctx := t.Context()
	mine, err := a.Claim(ctx, "desk/1", "one", ttl)
	if err != nil {
		t.Fatal(err)
	}
	var held *store.Held
	if _, err := b.Claim(ctx, "desk/1", "two", ttl); !errors.As(err, &held) || held.By != "one" || !held.Until.Equal(mine.Until) || held.Fence != mine.Fence {
		t.Errorf("a second one: %v", err)
	}
	if _, err := b.Claim(ctx, "desk/2", "two", ttl); err != nil {
		t.Errorf("another name: %v", err)
	}
	h.Clock.Move(ttl - time.Second)
	if err := b.Ours(ctx, mine); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	if mine, err = a.Renew(ctx, mine, ttl); err != nil || !mine.Until.Equal(h.Clock.Now().Add(ttl)) {
		t.Errorf("renewed: %+v, %v", mine, err)
	}
	h.Clock.Move(ttl)
	if err := a.Ours(ctx, mine); !errors.Is(err, store.ErrLost) {
		t.Errorf("when its time is over: %v", err)
	}
	if _, err = a.Renew(ctx, mine, ttl); err != nil {
		t.Errorf("nobody has taken it: %v", err)
	}
}

// released gives a claim up, once in time and once too late.
func released(t *testing.T, h House) {
	a, b := h.Open(), h.Open()
	ctx := t.Context()
	mine, err := a.Claim(ctx, "desk/1", "one", ttl)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Release(ctx, mine); err != nil {
		t.Error(err)
	}
	if err := a.Ours(ctx, mine); !errors.Is(err, store.ErrLost) {
		t.Errorf("released: %v", err)
	}
	next, err := b.Claim(ctx, "desk/1", "two", ttl)
	if err != nil || next.Fence <= mine.Fence {
		t.Errorf("the next claim has number %d after %d (%v)", next.Fence, mine.Fence, err)
	}
	if err := a.Release(ctx, mine); err != nil { // late
		t.Error(err)
	}
	if err := b.Ours(ctx, next); err != nil {
		t.Errorf("the late release of another took it: %v", err)
	}
	again, err := b.Claim(ctx, "desk/1", "two", ttl) // the answer to the first was lost, say
	if err != nil || again.Fence <= next.Fence {
		t.Errorf("by the same: %+v, %v", again, err)
	}
}

// fencing lets one go on late with what another has taken over.
func fencing(t *testing.T, h House) {
	a, b := h.Open(), h.Open()
	ctx := t.Context()
	mine, err := a.Claim(ctx, "desk/1", "one", ttl)
	if err != nil {
		t.Fatal(err)
	}
	under := []store.Claim{mine}
	if _, err := a.Append(ctx, under, h.fact(store.Intent, "tui-1", "confirmed")); err != nil {
		t.Fatal(err)
	}
	h.Clock.Move(ttl)
	if _, err := a.Append(ctx, under, h.fact(store.Intent, "tui-1", "sending")); err != nil {
		t.Errorf("its time is over, but nobody has taken it: %v", err)
	}
	theirs, err := b.Claim(ctx, "desk/1", "two", ttl)
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"append": func() error { _, err := a.Append(ctx, under, h.closing(store.Intent, "tui-1")); return err }(),
		"renew":  func() error { _, err := a.Renew(ctx, mine, ttl); return err }(),
		"ours":   a.Ours(ctx, mine),
	} {
		if !errors.Is(err, store.ErrLost) {
			t.Errorf("late %s: %v", what, err)
		}
	}
	if _, err := b.Append(ctx, []store.Claim{theirs}, h.fact(store.Intent, "tui-1", "unknown")); err != nil {
		t.Error(err)
	}
	if got := stages(t, a); !slices.Equal(got, []string{"intent tui-1 unknown"}) {
		t.Errorf("open are %q", got)
	}
}

// rivals are several who want the same name.
type rivals struct {
	house   House
	stores  [3]store.Store
	had     [3]store.Claim
	name    string
	last    int // who claimed last; -1 for nobody who still has it
	highest int64
}

// fencingProperty lets several claim, renew, release, sleep and append in any
// order: what is appended is appended by whoever claimed last, and the numbers
// only rise.
func fencingProperty(t *testing.T, h House) {
	stores := [3]store.Store{h.Open(), h.Open(), h.Open()}
	var round atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		r := rivals{house: h, stores: stores, name: fmt.Sprintf("desk/%d", round.Add(1)), last: -1}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			who := rapid.IntRange(0, 2).Draw(t, "who")
			switch rapid.SampledFrom([]string{"claim", "claim", "renew", "release", "append", "append", "sleep"}).Draw(t, "what") {
			case "claim":
				r.claim(t, who)
			case "renew":
				r.renew(t, who)
			case "release":
				r.release(t, who)
			case "append":
				r.append(t, who)
			case "sleep":
				h.Clock.Move(time.Duration(rapid.IntRange(0, 150).Draw(t, "seconds")) * time.Second)
			}
		}
	})
}

func (r *rivals) claim(t *rapid.T, i int) {
	c, err := r.stores[i].Claim(context.Background(), r.name, fmt.Sprint(i), ttl)
	var held *store.Held
	switch {
	case err == nil && c.Fence <= r.highest:
		t.Fatalf("number %d after %d", c.Fence, r.highest)
	case err == nil:
		r.had[i], r.last, r.highest = c, i, c.Fence
	case !errors.As(err, &held):
		t.Fatal(err)
	}
}

func (r *rivals) renew(t *rapid.T, i int) {
	c, err := r.stores[i].Renew(context.Background(), r.had[i], ttl)
	if (err == nil) != (r.last == i) {
		t.Fatalf("%d renews, %d claimed last: %v", i, r.last, err)
	}
	if err == nil {
		r.had[i] = c
	}
}

func (r *rivals) release(t *rapid.T, i int) {
	if err := r.stores[i].Release(context.Background(), r.had[i]); err != nil {
		t.Fatal(err)
	}
	if r.last == i {
		r.last = -1
	}
}

func (r *rivals) append(t *rapid.T, i int) {
	_, err := r.stores[i].Append(context.Background(), []store.Claim{r.had[i]}, r.house.fact(store.Intent, r.name, fmt.Sprint(i)))
	if (err == nil) != (r.last == i) || err != nil && !errors.Is(err, store.ErrLost) {
		t.Fatalf("%d appends, %d claimed last: %v", i, r.last, err)
	}
}

// clockSet sets the clock back by years, and forward.
func clockSet(t *testing.T, h House) {
	s := h.Open()
	ctx := t.Context()
	const years = 3 * 365 * 24 * time.Hour
	h.Clock.Move(years) // a machine without a battery
	if _, err := s.Claim(ctx, "desk/1", "one", ttl); err != nil {
		t.Fatal(err)
	}
	b := store.Budget{Name: "key", Limit: 100, Window: time.Hour}
	if _, err := s.Spend(ctx, b, 100, 0); err != nil {
		t.Fatal(err)
	}
	first := appended(t, s, h.fact(store.Intent, "tui-1", "confirmed"))
	h.Clock.Move(-years)
	if second := appended(t, s, h.fact(store.Intent, "tui-1", "sending")); second <= first {
		t.Errorf("number %d after %d", second, first)
	}
	if got := stages(t, s); !slices.Equal(got, []string{"intent tui-1 sending"}) {
		t.Errorf("open are %q", got)
	}
	var held *store.Held
	if _, err := s.Claim(ctx, "desk/1", "two", ttl); !errors.As(err, &held) || held.Until.After(h.Clock.Now().Add(ttl)) {
		t.Errorf("it seems to be held for years: %v", err)
	}
	h.Clock.Move(ttl)
	if _, err := s.Claim(ctx, "desk/1", "two", ttl); err != nil {
		t.Errorf("whoever had it is gone: %v", err)
	}
	if _, err := s.Spend(ctx, b, 1, 0); err != nil {
		t.Errorf("the window seems to last for years: %v", err)
	}
}

func sweep(t *testing.T, h House) {
	s := h.Open()
	ctx := t.Context()
	appended(t, s, h.fact(store.Intent, "open", "confirmed"), h.fact(store.Intent, "old", "confirmed"), h.fact(store.Intent, "old", "sending"))
	appended(t, s, h.closing(store.Intent, "old"))
	day := h.fact(store.Reading, "16/today", "read")
	day.Until = h.Clock.Now().Add(12 * time.Hour)
	appended(t, s, day)
	if _, err := s.Claim(ctx, "desk/1", "one", ttl); err != nil {
		t.Fatal(err)
	}
	swept := func(want store.Swept, left ...string) {
		t.Helper()
		got, err := s.Sweep(ctx)
		if err != nil || got != want {
			t.Errorf("swept %+v, %v; want %+v", got, err, want)
		}
		var subjects []string
		for _, f := range all(t, s) {
			subjects = append(subjects, f.Subject)
		}
		if !slices.Equal(subjects, left) {
			t.Errorf("left are %q, want %q", subjects, left)
		}
	}
	swept(store.Swept{}, "open", "old", "old", "old", "16/today")
	h.Clock.Move(-time.Hour)
	var p store.Problem
	if _, err := s.Sweep(ctx); !errors.As(err, &p) || p.Trouble != store.ClockBack || p.Minutes != 60 {
		t.Errorf("by a clock that was set back: %v", err)
	}
	h.Clock.Move(13 * time.Hour)
	swept(store.Swept{Facts: 1, Subjects: 1}, "open", "old", "old", "old")
	h.Clock.Move(store.Retention)
	swept(store.Swept{Facts: 3, Subjects: 1, Claims: 1}, "open")
	h.Clock.Move(10 * store.Retention)
	swept(store.Swept{}, "open")
}
