package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/api/store"
)

// RunExchange runs what a store must pass besides that gives copies and takes them.
func RunExchange(t *testing.T, build func(t *testing.T, c *Clock) House) {
	for _, each := range []struct {
		name string
		test func(*testing.T, House)
	}{
		{"copies come back as they were", copiesAsTheyWere},
		{"whatever order they come in", anyOrder},
		{"what is over is not taken", notWhatIsOver},
		{"copies under a claim", copiesUnderClaim},
	} {
		t.Run(each.name, func(t *testing.T) { each.test(t, build(t, NewClock())) })
	}
}

func exchange(h House) store.Exchange { return h.Open().(store.Exchange) }

func received(t testing.TB, s store.Exchange, want int, copies ...store.Copy) {
	t.Helper()
	if n, err := s.Receive(context.Background(), nil, copies...); err != nil || n != want {
		t.Fatalf("%d of %d told something new, %d should: %v", n, len(copies), want, err)
	}
}

func copiesAsTheyWere(t *testing.T, h House) {
	s := exchange(h)
	first := h.fact(store.Intent, "tui-1", "confirmed")
	first.Alone = "16 11:00 Barry"
	appended(t, s, first, h.fact(store.Draft, "d1", "typing"), h.fact(store.Intent, "tui-1", "sending"))
	copies, last, err := s.Copies(t.Context(), 0, 10, store.Intent)
	if err != nil || last != 3 || len(copies) != 2 || copies[0].Version != 1 || copies[1].Version != 2 {
		t.Fatalf("%d copies up to %d, %v: %+v", len(copies), last, err, copies)
	}
	if copies, last, err := s.Copies(t.Context(), 1, 1, store.Intent); err != nil || last != 2 || len(copies) != 0 {
		t.Errorf("of the one after the first: %d up to %d, %v", len(copies), last, err)
	}
	if copies, last, err := s.Copies(t.Context(), 3, 10, store.Intent); err != nil || last != 3 || len(copies) != 0 {
		t.Errorf("after the last: %d up to %d, %v", len(copies), last, err)
	}
	received(t, s, 0, copies...) // its own
	other := h.fact(store.Intent, "tui-2", "confirmed")
	other.Desk = "second:desk/1"
	received(t, s, 1, store.Copy{Fact: other, Version: 4}, store.Copy{Fact: other, Version: 4})
	copies, last, err = s.Copies(t.Context(), 3, 10, store.Intent)
	if err != nil || last != 4 || len(copies) != 1 || copies[0].Version != 4 || copies[0].Desk != other.Desk || string(copies[0].Secret) != string(other.Secret) {
		t.Errorf("it came back as %+v, %v", copies, err)
	}
	appended(t, s, h.fact(store.Intent, "tui-2", "sending"))
	copies, _, err = s.Copies(t.Context(), 4, 10, store.Intent)
	if err != nil || len(copies) != 1 || copies[0].Version != 5 {
		t.Errorf("told after a copy: %+v, %v", copies, err)
	}
	again := h.fact(store.Intent, "tui-3", "confirmed") // of a host that did not know of the first
	again.Alone = first.Alone
	received(t, s, 1, store.Copy{Fact: again, Version: 1})
}

// anyOrder gives the same copies in any order, some of them again and in batches: the
// same counts in the end.
func anyOrder(t *testing.T, h House) {
	s := exchange(h)
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		subject := fmt.Sprintf("tui-%d", round)
		var all []store.Copy
		var counts store.Copy
		for i := range rapid.IntRange(1, 6).Draw(t, "copies") {
			c := store.Copy{Fact: h.fact(store.Intent, subject, fmt.Sprint(i)), Version: int64(rapid.IntRange(1, 4).Draw(t, "version"))}
			if all = append(all, c); c.After(counts.Version, counts.ID) {
				counts = c
			}
		}
		order := append(rapid.Permutation(all).Draw(t, "order"), rapid.SliceOf(rapid.SampledFrom(all)).Draw(t, "again")...)
		for len(order) > 0 {
			n := rapid.IntRange(1, len(order)).Draw(t, "batch")
			if _, err := s.Receive(context.Background(), nil, order[:n]...); err != nil {
				t.Fatal(err)
			}
			order = order[n:]
		}
		open, _, err := s.Open(context.Background(), store.Intent)
		if err != nil || len(open) != round || open[len(open)-1].ID != counts.ID {
			t.Fatalf("%d are open of %d, the last is %+v, want %+v: %v", len(open), round, open[len(open)-1], counts, err)
		}
	})
}

func notWhatIsOver(t *testing.T, h House) {
	s := exchange(h)
	past := h.fact(store.Arrival, "3020", "here")
	past.Until = h.Clock.Now()
	old := h.closing(store.Intent, "tui-1")
	old.At = h.Clock.Now().Add(-store.Retention)
	settled := h.closing(store.Intent, "tui-2")
	received(t, s, 1, store.Copy{Fact: past, Version: 1}, store.Copy{Fact: old, Version: 2}, store.Copy{Fact: settled, Version: 2})
	received(t, s, 0, store.Copy{Fact: h.fact(store.Intent, "tui-2", "sending"), Version: 1}) // which came too late
	var left []string
	for _, f := range all(t, s) {
		left = append(left, f.Subject)
	}
	if !slices.Equal(left, []string{"tui-2"}) || len(stages(t, s)) != 0 {
		t.Errorf("kept are %q", left)
	}
	if _, err := s.Receive(t.Context(), nil, store.Copy{Version: 1}); err == nil {
		t.Error("what is no fact was taken")
	}
}

func copiesUnderClaim(t *testing.T, h House) {
	s := exchange(h)
	c, err := s.Claim(t.Context(), "host/one", "a", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	one := store.Copy{Fact: h.fact(store.Intent, "tui-1", "confirmed"), Version: 1}
	if _, err := s.Receive(t.Context(), []store.Claim{c}, one); err != nil {
		t.Error(err)
	}
	if _, err := s.Claim(t.Context(), "host/one", "a", time.Minute); err != nil {
		t.Fatal(err)
	}
	one.ID, one.Version = store.NewULID(h.Clock.Now()), 2
	if n, err := s.Receive(t.Context(), []store.Claim{c}, one); !errors.Is(err, store.ErrLost) || n != 0 {
		t.Errorf("under a claim that is lost: %d, %v", n, err)
	}
}
