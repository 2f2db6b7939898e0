package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"creneau/api/store"
)

// A purse is a budget of a thousand, and what is asked of it.
type purse struct {
	t *testing.T
	h House
	s store.Store
	b store.Budget
}

func newPurse(t *testing.T, h House) purse {
	return purse{t, h, h.Open(), store.Budget{Name: "key", Limit: 1000, Window: time.Hour}}
}

// spend spends, and wants so many to be left; so many fewer than none where it is
// to be refused.
func (p purse) spend(n, keep, want int) {
	p.t.Helper()
	got, err := p.s.Spend(p.t.Context(), p.b, n, keep)
	var spent *store.Spent
	switch {
	case errors.As(err, &spent) && want < 0 && spent.Left == -want:
	case err == nil && want >= 0 && got.Left == want:
	default:
		p.t.Errorf("%d with %d to keep: %+v, %v; want %d", n, keep, got, err, want)
	}
}

func (p purse) told(left int, ends time.Time) {
	p.t.Helper()
	if err := p.s.Told(p.t.Context(), p.b, store.Balance{Left: left, Ends: ends}); err != nil {
		p.t.Error(err)
	}
}

func budgets(t *testing.T, h House) {
	p := newPurse(t, h)
	left, err := h.Open().Spend(t.Context(), p.b, 25, 150)
	if err != nil || left.Left != 975 || !left.Ends.Equal(h.Clock.Now().Add(time.Hour)) {
		t.Errorf("%+v, %v", left, err)
	}
	p.spend(800, 150, 175)
	p.spend(26, 150, -175)
	p.spend(26, 0, 149)
	p.spend(-5, 0, -149)
	h.Clock.Move(time.Hour)
	p.spend(1, 0, 999)
	p.b = store.Budget{Name: "another", Limit: 10, Window: time.Hour}
	p.spend(1, 0, 9)
}

// toldBudget: within a window the lower count is believed, of another window what
// was told.
func toldBudget(t *testing.T, h House) {
	p := newPurse(t, h)
	p.spend(800, 0, 200)
	ends := h.Clock.Now().Add(time.Hour)
	p.told(120, ends.Add(2*time.Second)) // somebody else uses the key
	p.spend(20, 0, 100)
	p.told(140, time.Time{}) // an answer that was late
	p.spend(20, 0, 80)
	h.Clock.Move(30 * time.Minute)
	p.told(900, h.Clock.Now().Add(time.Hour)) // another window
	p.spend(20, 0, 880)
	p.told(50, h.Clock.Now().Add(time.Hour))
	p.spend(60, 0, -50)
}

// budgetAmongMany lets many spend at once: no more than there is.
func budgetAmongMany(t *testing.T, h House) {
	b := store.Budget{Name: "key", Limit: 50, Window: time.Hour}
	var taken atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		s := h.Open()
		wg.Go(func() {
			for range 20 {
				_, err := s.Spend(context.Background(), b, 1, 10)
				var spent *store.Spent
				if err == nil {
					taken.Add(1)
				} else if !errors.As(err, &spent) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if taken.Load() != 40 {
		t.Errorf("%d were spent of 50 of which 10 are kept", taken.Load())
	}
}
