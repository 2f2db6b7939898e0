package sqlite

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"creneau/api/store"
)

// TestInFakeTime: journeys run the whole program in fake time, with its store.
func TestInFakeTime(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), options(folder, time.Now))
		if err != nil {
			t.Fatal(err)
		}
		other, err := Open(t.Context(), options(folder, time.Now))
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Claim(t.Context(), "desk/1", "one", 2*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		heard := make(chan error, 1)
		go func() { heard <- other.Await(context.Background(), 0) }()
		time.Sleep(30 * time.Second)
		if _, err := s.Append(t.Context(), []store.Claim{c}, booking(1)); err != nil {
			t.Fatal(err)
		}
		if err := <-heard; err != nil || time.Since(began) > 31*time.Second {
			t.Errorf("heard after %v, %v", time.Since(began), err)
		}
		time.Sleep(2 * time.Minute)
		if err := other.Ours(t.Context(), c); err != store.ErrLost {
			t.Errorf("after its time: %v", err)
		}
		for _, each := range []*Store{s, other} {
			if err := each.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
