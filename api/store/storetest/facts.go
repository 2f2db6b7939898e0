package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"creneau/api/store"
)

// comeBack appends facts of every kind, with payloads of every sort, and reads
// them in another process.
func comeBack(t *testing.T, h House) {
	var want []store.Fact
	for i, k := range store.Kinds() {
		for _, secret := range [][]byte{nil, {}, []byte("Barry Aïssatou"), bytes.Repeat([]byte{0, 255}, 100_000)} {
			f := h.fact(k, fmt.Sprintf("%s/%d", k, i), "confirmed")
			f.Secret = secret
			f.Until = h.Clock.Now().Add(time.Hour)
			f.Seq = store.Seq(len(want) + 1)
			want = append(want, f)
		}
	}
	appended(t, h.Open(), want...)
	got := all(t, h.Open())
	for i := range got {
		w := want[i]
		if got[i].At.Equal(w.At) && got[i].Until.Equal(w.Until) {
			got[i].At, got[i].Until = w.At, w.Until
		}
		if !reflect.DeepEqual(got[i], w) {
			t.Errorf("%s %s: came back as %+.300v, was %+.300v", w.Kind, w.Subject, got[i], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d facts of %d", len(got), len(want))
	}
}

func openOnes(t *testing.T, h House) {
	s := h.Open()
	appended(t, s, h.fact(store.Intent, "tui-1", "confirmed"), h.fact(store.Draft, "d1", "typing"), h.fact(store.Intent, "tui-2", "confirmed"))
	appended(t, s, h.fact(store.Intent, "tui-1", "sending"))
	appended(t, s, h.closing(store.Intent, "tui-2"), h.fact(store.Cancel, "tui-1", "grace")) // of another kind, it is another subject
	ends := h.fact(store.Arrival, "3020", "here")
	ends.Until = h.Clock.Now().Add(time.Hour)
	last := appended(t, s, ends)
	other := h.Open()
	want := []string{"draft d1 typing", "intent tui-1 sending", "cancel tui-1 grace", "arrival 3020 here"}
	if got := stages(t, other); !slices.Equal(got, want) {
		t.Errorf("open are %q, want %q", got, want)
	}
	if got := stages(t, other, store.Intent, store.Arrival); !slices.Equal(got, []string{want[1], want[3]}) {
		t.Errorf("open intents and arrivals are %q", got)
	}
	if _, seq, err := other.Open(t.Context()); err != nil || seq != last {
		t.Errorf("that holds up to %d (%v), the last fact is %d", seq, err, last)
	}
	h.Clock.Move(time.Hour)
	if got := stages(t, other, store.Arrival); len(got) != 0 {
		t.Errorf("after its day it is still open: %q", got)
	}
	appended(t, s, h.fact(store.Intent, "tui-2", "sending")) // it is taken up again
	if got := stages(t, other, store.Intent); !slices.Equal(got, []string{"intent tui-1 sending", "intent tui-2 sending"}) {
		t.Errorf("taken up again: %q", got)
	}
}

// allOrNone appends facts of which the last cannot be kept.
func allOrNone(t *testing.T, h House) {
	s := h.Open()
	first := h.fact(store.Intent, "tui-1", "confirmed")
	first.Alone = "16 11:00 Barry"
	appended(t, s, first)
	second := h.fact(store.Intent, "tui-2", "confirmed")
	second.Alone = first.Alone
	closing := h.fact(store.Draft, "d1", "confirmed")
	if _, err := s.Append(t.Context(), nil, closing, second); err == nil {
		t.Error("two are open for the same")
	}
	if got := stages(t, h.Open()); !slices.Equal(got, []string{"intent tui-1 confirmed"}) {
		t.Errorf("a part was kept: %q", got)
	}
}

func twice(t *testing.T, h House) {
	s := h.Open()
	f := h.fact(store.Intent, "tui-1", "confirmed")
	f.Alone = "16 11:00 Barry"
	first := appended(t, s, f)
	appended(t, s, h.fact(store.Draft, "d1", "typing"))
	if again := appended(t, h.Open(), f); again != first || len(all(t, s)) != 2 {
		t.Errorf("the fact is number %d and %d; there are %d facts", first, again, len(all(t, s)))
	}
}

// latest keeps of a subject only the last fact, and never gives a number twice.
func latest(t *testing.T, h House) {
	s := h.Open()
	var last store.Seq
	for i := range 5 {
		f := h.fact(store.Draft, "d1", fmt.Sprint(i))
		f.Latest = true
		last = appended(t, s, f)
	}
	facts := all(t, s)
	if len(facts) != 1 || facts[0].Stage != "4" || facts[0].Seq != last || last != 5 {
		t.Errorf("kept are %+v, the last number was %d", facts, last)
	}
	gone := h.closing(store.Draft, "d1")
	gone.Latest = true
	if after := appended(t, s, gone); after != 6 {
		t.Errorf("the number after 5 is %d", after)
	}
}

func alone(t *testing.T, h House) {
	a, b := h.Open(), h.Open()
	first := h.fact(store.Intent, "tui-1", "confirmed")
	first.Alone = "16 11:00 Barry"
	appended(t, a, first)
	second := h.fact(store.Intent, "tui-2", "confirmed")
	second.Alone, second.Desk = first.Alone, "desk/2"
	refused := func(what string) {
		t.Helper()
		var taken *store.Taken
		if _, err := b.Append(t.Context(), nil, second); !errors.As(err, &taken) || taken.Subject != "tui-1" || taken.Desk != "desk/1" {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("confirmed")
	appended(t, a, h.fact(store.Intent, "tui-1", "sending")) // which says nothing of Alone
	refused("sending")
	appended(t, a, h.closing(store.Intent, "tui-1"))
	if _, err := b.Append(t.Context(), nil, second); err != nil {
		t.Errorf("after the first was settled: %v", err)
	}
	var taken *store.Taken
	if _, err := a.Append(t.Context(), nil, h.fact(store.Intent, "tui-1", "sending")); !errors.As(err, &taken) || taken.Subject != "tui-2" {
		t.Errorf("the first is taken up again beside the second: %v", err)
	}
	ends := h.fact(store.Waiting, "w1", "waits")
	ends.Alone, ends.Until = "Camara", h.Clock.Now().Add(time.Minute)
	appended(t, a, ends)
	h.Clock.Move(time.Minute)
	next := h.fact(store.Waiting, "w2", "waits")
	next.Alone = ends.Alone
	if _, err := b.Append(t.Context(), nil, next); err != nil {
		t.Errorf("after its time was over: %v", err)
	}
}

// aloneAmongMany lets many confirm the same at once.
func aloneAmongMany(t *testing.T, h House) {
	const many = 8
	var wg sync.WaitGroup
	errs := make([]error, many)
	for i := range many {
		s := h.Open()
		wg.Go(func() {
			f := h.fact(store.Intent, fmt.Sprintf("tui-%d", i), "confirmed")
			f.Alone = "16 11:00 Barry"
			_, errs[i] = s.Append(context.Background(), nil, f)
		})
	}
	wg.Wait()
	kept := 0
	for _, err := range errs {
		var taken *store.Taken
		if err == nil {
			kept++
		} else if !errors.As(err, &taken) {
			t.Error(err)
		}
	}
	if kept != 1 || len(stages(t, h.Open())) != 1 {
		t.Errorf("%d were kept", kept)
	}
}

func follow(t *testing.T, h House) {
	s := h.Open()
	for i := range 10 {
		appended(t, s, h.fact(store.Intent, fmt.Sprintf("tui-%d", i), "confirmed"))
	}
	var seen []store.Seq
	after := store.Seq(2)
	for {
		facts, err := s.Since(t.Context(), after, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(facts) == 0 {
			break
		}
		if len(facts) > 3 {
			t.Fatalf("%d facts, at most 3 were asked for", len(facts))
		}
		for _, f := range facts {
			seen = append(seen, f.Seq)
			after = f.Seq
		}
	}
	if !slices.Equal(seen, []store.Seq{3, 4, 5, 6, 7, 8, 9, 10}) {
		t.Errorf("followed %v", seen)
	}
}

// nobodyMisses has many append while one follows: a number is seen only once all
// before it can be.
func nobodyMisses(t *testing.T, h House) {
	const writers, each = 4, 25
	var wg sync.WaitGroup
	for w := range writers {
		s := h.Open()
		wg.Go(func() {
			for i := range each {
				f := h.fact(store.Intent, fmt.Sprintf("tui-%d-%d", w, i), "confirmed")
				if _, err := s.Append(context.Background(), nil, f); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	reader := h.Open()
	seen := map[string]bool{}
	for after := store.Seq(0); len(seen) < writers*each; {
		if err := reader.Await(ctx, after); err != nil {
			t.Fatalf("%v after %d facts", err, len(seen))
		}
		facts, err := reader.Since(ctx, after, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range facts {
			if seen[f.Subject] || f.Seq <= after {
				t.Fatalf("%s came twice, as %d after %d", f.Subject, f.Seq, after)
			}
			seen[f.Subject], after = true, f.Seq
		}
	}
	wg.Wait()
}

func await(t *testing.T, h House) {
	s, other := h.Open(), h.Open()
	seq := appended(t, s, h.fact(store.Intent, "tui-1", "confirmed"))
	if err := s.Await(t.Context(), seq-1); err != nil {
		t.Errorf("what is there already: %v", err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if err := other.Await(ctx, seq); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nothing is there: %v", err)
	}
	known := make(chan error)
	go func() { known <- other.Await(context.Background(), seq) }()
	appended(t, s, h.fact(store.Intent, "tui-1", "sending"))
	select {
	case err := <-known:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Second):
		t.Error("a change is not known within a second")
	}
}

func unfit(t *testing.T, h House) {
	s := h.Open()
	for what, spoil := range map[string]func(*store.Fact){
		"no id":                    func(f *store.Fact) { f.ID = store.ULID{} },
		"no kind":                  func(f *store.Fact) { f.Kind = "" },
		"no subject":               func(f *store.Fact) { f.Subject = "" },
		"no time":                  func(f *store.Fact) { f.At = time.Time{} },
		"a control character":      func(f *store.Fact) { f.Subject = "tui-\x1b[2J" },
		"a long text":              func(f *store.Fact) { f.Stage = strings.Repeat("x", 201) },
		"a payload beyond reason":  func(f *store.Fact) { f.Secret = make([]byte, 5<<20) },
		"a desk that is no name":   func(f *store.Fact) { f.Desk = "desk\n1" },
		"a subject that is a text": func(f *store.Fact) { f.Subject = strings.Repeat("word ", 50) },
	} {
		f := h.fact(store.Intent, "tui-1", "confirmed")
		spoil(&f)
		if _, err := s.Append(t.Context(), nil, f); err == nil {
			t.Errorf("%s: it was kept", what)
		}
	}
	if got := all(t, s); len(got) != 0 {
		t.Errorf("%d were kept", len(got))
	}
}
