package desk

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"creneau/api/store"
	"creneau/api/store/seal"
	"creneau/api/store/sqlite"
	"creneau/api/store/storetest"
)

func opened(t *testing.T, folder string, now func() time.Time) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), storeIn(folder, now))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func storeIn(folder string, now func() time.Time) sqlite.Options {
	return sqlite.Options{
		Path: filepath.Join(folder, sqlite.FileName), Mode: 0o600, Now: now,
		Keys: func() (*seal.Ring, error) { return seal.Parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") },
	}
}

func intent(subject, stage string) store.Fact {
	return store.Fact{Kind: store.Intent, Subject: subject, Stage: stage, Alone: "for " + subject, Secret: []byte(stage)}
}

func all(store.Fact) bool { return true }

func clockOf(c *storetest.Clock) Clock {
	began := c.Now()
	return Clock{Now: c.Now, Mono: func() time.Duration { return c.Now().Sub(began) }}
}

// TestADeskThatIsGone is taken over after two minutes and not before; what it does
// late is refused, and what it held goes on where it was.
func TestADeskThatIsGone(t *testing.T) {
	c := storetest.NewClock()
	s := opened(t, t.TempDir(), c.Now)
	defer s.Close()
	ctx := t.Context()
	open := func() *Desk {
		d, err := Open(ctx, s, Seat{Clock: clockOf(c)})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first, second := open(), open()
	r, err := first.Record(ctx, intent("tui-1", "confirmed"), intent("tui-2", "confirmed"))
	if err != nil {
		t.Fatal(err)
	}
	adopted := func(want ...string) {
		t.Helper()
		facts, err := second.Adopt(ctx, func(f store.Fact) bool { return f.Subject != "tui-2" }, store.Intent)
		var got []string
		for _, f := range facts {
			got = append(got, f.Subject+" "+f.Stage+" "+string(f.Secret))
			if f.Desk != second.Name() {
				t.Errorf("%s is of %s", f.Subject, f.Desk)
			}
		}
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("taken over were %q (%v), want %q", got, err, want)
		}
	}
	adopted()
	if err := first.MaySend(ctx, r); err != nil {
		t.Errorf("at once: %v", err)
	}
	c.Move(fresh + time.Millisecond)
	if err := first.MaySend(ctx, r); !errors.Is(err, ErrStale) {
		t.Errorf("after more than ten seconds: %v", err)
	}
	c.Move(lasts - fresh - 2*time.Millisecond)
	adopted()
	if err := second.Renew(ctx); err != nil {
		t.Fatal(err)
	}
	c.Move(time.Millisecond)
	adopted("tui-1 confirmed confirmed")
	if r, err = first.Record(ctx, intent("tui-1", "sending")); !errors.Is(err, store.ErrLost) {
		t.Errorf("it records late: %v", err)
	}
	if err := first.MaySend(ctx, r); !errors.Is(err, store.ErrLost) {
		t.Errorf("it sends late: %v", err)
	}
	if err := first.Renew(ctx); !errors.Is(err, store.ErrLost) {
		t.Errorf("it renews late: %v", err)
	}
	third := open()
	if facts, err := third.Adopt(ctx, all, store.Intent); err != nil || len(facts) != 1 || facts[0].Subject != "tui-2" {
		t.Errorf("what the second did not want: %+v, %v", facts, err)
	}
	if err := second.Close(ctx); err != nil {
		t.Error(err)
	}
	if facts, err := third.Adopt(ctx, all, store.Intent); err != nil || len(facts) != 1 || facts[0].Subject != "tui-1" {
		t.Errorf("of a desk that was closed: %+v, %v", facts, err)
	}
}

// A slow store has something happen while what is open is read.
type slow struct {
	store.Store
	meanwhile func()
}

func (s *slow) Open(ctx context.Context, kinds ...store.Kind) ([]store.Fact, store.Seq, error) {
	facts, seq, err := s.Store.Open(ctx, kinds...)
	s.meanwhile()
	return facts, seq, err
}

// TestTwoTakeOver: of two desks that take over the same, one so slowly that the
// other does in between, the quicker one has it.
func TestTwoTakeOver(t *testing.T) {
	c := storetest.NewClock()
	s := opened(t, t.TempDir(), c.Now)
	defer s.Close()
	ctx := t.Context()
	var desks [3]*Desk
	hook := &slow{Store: s, meanwhile: func() {}}
	for i, of := range []store.Store{s, hook, s} {
		var err error
		if desks[i], err = Open(ctx, of, Seat{Clock: clockOf(c)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := desks[0].Record(ctx, intent("tui-1", "confirmed")); err != nil {
		t.Fatal(err)
	}
	c.Move(lasts)
	reads := 0
	hook.meanwhile = func() {
		if reads++; reads != 2 { // the second is of what the desk left, which is claimed
			return
		}
		c.Move(lasts)
		if facts, err := desks[2].Adopt(ctx, all, store.Intent); err != nil || len(facts) != 1 {
			t.Errorf("the quicker one: %+v, %v", facts, err)
		}
	}
	if facts, err := desks[1].Adopt(ctx, all, store.Intent); !errors.Is(err, store.ErrLost) || len(facts) != 0 {
		t.Errorf("the slower one: %+v, %v", facts, err)
	}
	if open, _, err := s.Open(ctx, store.Intent); err != nil || len(open) != 1 || open[0].Desk != desks[2].Name() {
		t.Errorf("in the end: %+v, %v", open, err)
	}
}

// A floor is several desks of one store.
type floor struct {
	store store.Store
	clock *storetest.Clock
	desks [3]*Desk
	had   [3]map[string]Receipt // by subject, as each desk believes
	owner map[string]int        // as it is
	name  string
	n     int
}

// TestOneDeskMaySend lets desks confirm, send, settle, renew, stop, take over and
// start anew in any order: whatever each believes, a request leaves only from the
// desk that took its booking last, and nothing is ever without a desk that may.
func TestOneDeskMaySend(t *testing.T) {
	c := storetest.NewClock()
	s := opened(t, t.TempDir(), c.Now)
	defer s.Close()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		f := &floor{store: s, clock: c, owner: map[string]int{}, name: fmt.Sprintf("tui-%d", round)}
		for i := range f.desks {
			f.start(t, i)
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			i := rapid.IntRange(0, 2).Draw(t, "desk")
			switch rapid.SampledFrom([]string{"confirm", "send", "send", "settle", "renew", "adopt", "adopt", "start", "sleep", "sleep"}).Draw(t, "what") {
			case "confirm":
				f.confirm(t, i)
			case "send":
				f.send(t, i)
			case "settle":
				f.settle(t, i)
			case "renew":
				if err := f.desks[i].Renew(context.Background()); errors.Is(err, store.ErrLost) {
					f.start(t, i)
				}
			case "adopt":
				f.adopt(t, i)
			case "start":
				f.start(t, i) // the one before was killed
			case "sleep":
				c.Move(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			}
		}
		c.Move(lasts)
		f.start(t, 0)
		f.adopt(t, 0)
		for subject, i := range f.owner {
			if i != 0 {
				t.Fatalf("nobody can take over %s of %d", subject, i)
			}
		}
		for subject := range f.owner {
			f.settle(t, 0, subject)
		}
	})
}

func (f *floor) start(t *rapid.T, i int) {
	d, err := Open(context.Background(), f.store, Seat{Clock: clockOf(f.clock)})
	if err != nil {
		t.Fatal(err)
	}
	f.desks[i], f.had[i] = d, map[string]Receipt{}
	for subject, of := range f.owner {
		if of == i {
			f.owner[subject] = -1 // of nobody who is still there
		}
	}
}

func (f *floor) confirm(t *rapid.T, i int) {
	f.n++
	subject := fmt.Sprintf("%s-%d", f.name, f.n)
	r, err := f.desks[i].Record(context.Background(), intent(subject, "confirmed"))
	switch {
	case err == nil:
		f.had[i][subject], f.owner[subject] = r, i
	case !errors.Is(err, store.ErrLost):
		t.Fatal(err)
	}
}

func (f *floor) send(t *rapid.T, i int) {
	for subject, r := range f.had[i] {
		if err := f.desks[i].MaySend(context.Background(), r); err == nil && f.owner[subject] != i {
			t.Fatalf("%d may send %s, which %d has", i, subject, f.owner[subject])
		}
	}
}

func (f *floor) settle(t *rapid.T, i int, subjects ...string) {
	for subject := range f.had[i] {
		subjects = append(subjects, subject)
	}
	for _, subject := range subjects {
		done := intent(subject, "booked")
		done.Closed = true
		_, err := f.desks[i].Record(context.Background(), done)
		switch {
		case err == nil && f.owner[subject] != i:
			t.Fatalf("%d settles %s, which %d has", i, subject, f.owner[subject])
		case err == nil:
			delete(f.owner, subject)
			delete(f.had[i], subject)
		case !errors.Is(err, store.ErrLost):
			t.Fatal(err)
		}
	}
}

func (f *floor) adopt(t *rapid.T, i int) {
	facts, err := f.desks[i].Adopt(context.Background(), all, store.Intent)
	if err != nil && !errors.Is(err, store.ErrLost) {
		t.Fatal(err)
	}
	for _, fact := range facts {
		f.had[i][fact.Subject], f.owner[fact.Subject] = Receipt{mono: f.desks[i].seat.Mono()}, i
	}
}

// TestKeep renews a claim for as long as its desk is there, and says when it is
// lost.
func TestKeep(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := opened(t, folder, time.Now)
		defer s.Close()
		began := time.Now()
		clock := Clock{Now: time.Now, Mono: func() time.Duration { return time.Since(began) }}
		d, err := Open(t.Context(), s, Seat{Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- d.Keep(t.Context()) }()
		time.Sleep(time.Hour)
		if r, err := d.Record(t.Context(), intent("tui-1", "confirmed")); err != nil || d.MaySend(t.Context(), r) != nil {
			t.Errorf("after an hour: %v", err)
		}
		if _, err := s.Claim(t.Context(), d.Name(), d.Name(), lasts); err != nil { // as if it had been taken over
			t.Fatal(err)
		}
		time.Sleep(renews)
		if err := <-ended; !errors.Is(err, store.ErrLost) {
			t.Errorf("it ends with %v", err)
		}
	})
}

// TestAsleepAndNotTakenOver: a desk whose claim is over and that nobody has taken over
// has it still, and what it records then may leave; what it had recorded is too old.
func TestAsleepAndNotTakenOver(t *testing.T) {
	c := storetest.NewClock()
	s := opened(t, t.TempDir(), c.Now)
	defer s.Close()
	d, err := Open(t.Context(), s, Seat{Clock: clockOf(c)})
	if err != nil {
		t.Fatal(err)
	}
	old, err := d.Record(t.Context(), intent("tui-1", "sending"))
	if err != nil {
		t.Fatal(err)
	}
	c.Move(2 * lasts)
	if err := d.MaySend(t.Context(), old); !errors.Is(err, ErrStale) {
		t.Errorf("recorded before: %v", err)
	}
	c.Move(2 * lasts)
	anew, err := d.Record(t.Context(), intent("tui-1", "sending"))
	if err == nil {
		err = d.MaySend(t.Context(), anew)
	}
	if err != nil {
		t.Errorf("recorded anew: %v", err)
	}
}
