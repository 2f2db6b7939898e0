package hub

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"creneau/api/store"
)

// holds is nil while nobody has taken one of some claims (store.ErrLost).
func (t *tx) holds(ctx context.Context, claims []store.Claim) error {
	for _, c := range claims {
		var fence int64
		err := t.QueryRow(ctx, "SELECT fence FROM claims WHERE name = $1", c.Name).Scan(&fence)
		if missing(err) != nil {
			return err
		}
		if err != nil || fence != c.Fence {
			return store.ErrLost
		}
	}
	return nil
}

// Claim implements store.Store. Where the clock was set back, a claim may seem to
// last longer than it was taken for: it is cut to that from now. Its number is not
// below the clock's milliseconds, so that a hub that is restored from a dump does not
// give one twice.
func (s *Store) Claim(ctx context.Context, name, by string, ttl time.Duration) (store.Claim, error) {
	var c store.Claim
	var held *store.Held
	err := s.change(ctx, func(t *tx) error {
		held = nil
		var holder string
		var had, until, fence int64
		err := t.QueryRow(ctx, "SELECT holder, ttl, until, fence FROM claims WHERE name = $1", name).Scan(&holder, &had, &until, &fence)
		if missing(err) != nil {
			return err
		}
		if now := t.now.UnixMilli(); err == nil && holder != by && until > now {
			latest := now + had
			held = &store.Held{By: holder, Until: time.UnixMilli(min(until, latest)), Fence: fence}
			if until > latest {
				_, err = t.Exec(ctx, "UPDATE claims SET until = $1 WHERE name = $2", latest, name)
			}
			return err
		}
		t.fence = max(t.fence+1, t.now.UnixMilli())
		c = store.Claim{Name: name, By: by, Fence: t.fence, Until: t.now.Add(ttl)}
		_, err = t.Exec(ctx, `INSERT INTO claims (name, fence, holder, ttl, until) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (name) DO UPDATE SET fence = excluded.fence, holder = excluded.holder, ttl = excluded.ttl, until = excluded.until`,
			name, c.Fence, by, ttl.Milliseconds(), c.Until.UnixMilli())
		return err
	})
	switch {
	case err != nil:
		return store.Claim{}, err
	case held != nil:
		return store.Claim{}, held
	}
	return c, nil
}

// Renew implements store.Store.
func (s *Store) Renew(ctx context.Context, c store.Claim, ttl time.Duration) (store.Claim, error) {
	err := s.change(ctx, func(t *tx) error {
		if err := t.holds(ctx, []store.Claim{c}); err != nil {
			return err
		}
		c.Until = t.now.Add(ttl)
		_, err := t.Exec(ctx, "UPDATE claims SET ttl = $1, until = $2 WHERE name = $3", ttl.Milliseconds(), c.Until.UnixMilli(), c.Name)
		return err
	})
	if err != nil {
		return store.Claim{}, err
	}
	return c, nil
}

// Ours implements store.Store.
func (s *Store) Ours(ctx context.Context, c store.Claim) error {
	now, err := s.clock(ctx)
	if err != nil {
		return s.problem(err)
	}
	var fence, until int64
	err = s.pool.QueryRow(ctx, "SELECT fence, until FROM claims WHERE name = $1", c.Name).Scan(&fence, &until)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && (fence != c.Fence || until <= now.UnixMilli()) {
		return store.ErrLost
	}
	return s.problem(err)
}

// Release implements store.Store.
func (s *Store) Release(ctx context.Context, c store.Claim) error {
	return s.change(ctx, func(t *tx) error {
		_, err := t.Exec(ctx, "DELETE FROM claims WHERE name = $1 AND fence = $2", c.Name, c.Fence)
		return err
	})
}

// sameWindow is by how much the ends of a window may differ as it is told twice.
const sameWindow = time.Minute

// Spend implements store.Store.
func (s *Store) Spend(ctx context.Context, b store.Budget, n, keep int) (store.Balance, error) {
	var left store.Balance
	err := s.change(ctx, func(t *tx) error {
		var err error
		if left, err = t.balance(ctx, b); err != nil {
			return err
		}
		if n < 0 || left.Left-n < keep {
			return &store.Spent{Balance: left}
		}
		left.Left -= n
		return t.setBalance(ctx, b, left)
	})
	if err != nil {
		return store.Balance{}, err
	}
	return left, nil
}

// Told implements store.Store.
func (s *Store) Told(ctx context.Context, b store.Budget, told store.Balance) error {
	return s.change(ctx, func(t *tx) error {
		have, err := t.balance(ctx, b)
		if err != nil {
			return err
		}
		if told.Ends.IsZero() {
			told.Ends = have.Ends
		}
		if have.Ends.Sub(told.Ends).Abs() <= sameWindow {
			told.Left = min(told.Left, have.Left)
		}
		return t.setBalance(ctx, b, told)
	})
}

// balance is what is left of a budget: all of it where the window is over, or
// seems to last longer than one does because the clock was set back.
func (t *tx) balance(ctx context.Context, b store.Budget) (store.Balance, error) {
	var left int
	var ends int64
	err := t.QueryRow(ctx, "SELECT rest, ends FROM budgets WHERE name = $1", b.Name).Scan(&left, &ends)
	if missing(err) != nil {
		return store.Balance{}, err
	}
	if until := time.UnixMilli(ends); until.After(t.now) && !until.After(t.now.Add(b.Window+sameWindow)) {
		return store.Balance{Left: left, Ends: until}, nil
	}
	return store.Balance{Left: b.Limit, Ends: t.now.Add(b.Window).Truncate(time.Millisecond)}, nil
}

func (t *tx) setBalance(ctx context.Context, b store.Budget, left store.Balance) error {
	_, err := t.Exec(ctx, `INSERT INTO budgets (name, rest, ends) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET rest = excluded.rest, ends = excluded.ends`, b.Name, left.Left, left.Ends.UnixMilli())
	return err
}
