package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"creneau/api/store"
)

// holds is nil while nobody has taken a claim (store.ErrLost).
func holds(ctx context.Context, db querier, c store.Claim) error {
	var fence int64
	err := db.QueryRowContext(ctx, "SELECT fence FROM claims WHERE name = ?", c.Name).Scan(&fence)
	if errors.Is(err, sql.ErrNoRows) || err == nil && fence != c.Fence {
		return store.ErrLost
	}
	return err
}

// Claim implements store.Store. Where the clock was set back, a claim may seem to
// last longer than it was taken for: it is cut to that from now.
func (s *Store) Claim(ctx context.Context, name, by string, ttl time.Duration) (store.Claim, error) {
	var c store.Claim
	var held *store.Held
	err := s.change(ctx, func(tx *sql.Tx) error {
		now := s.now()
		var holder string
		var had, until, fence int64
		err := tx.QueryRowContext(ctx, "SELECT holder, ttl, until, fence FROM claims WHERE name = ?", name).Scan(&holder, &had, &until, &fence)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if holder != by && until > now.UnixMilli() {
			latest := now.UnixMilli() + had
			held = &store.Held{By: holder, Until: time.UnixMilli(min(until, latest)), Fence: fence}
			if until > latest {
				_, err = tx.ExecContext(ctx, "UPDATE claims SET until = ? WHERE name = ?", latest, name)
			}
			return err
		}
		err = tx.QueryRowContext(ctx, "UPDATE meta SET fence = fence + 1 RETURNING fence").Scan(&fence)
		if err != nil {
			return err
		}
		c = store.Claim{Name: name, By: by, Fence: fence, Until: now.Add(ttl)}
		_, err = tx.ExecContext(ctx, "REPLACE INTO claims (name, fence, holder, ttl, until) VALUES (?, ?, ?, ?, ?)",
			name, fence, by, ttl.Milliseconds(), c.Until.UnixMilli())
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
	err := s.change(ctx, func(tx *sql.Tx) error {
		if err := holds(ctx, tx, c); err != nil {
			return err
		}
		c.Until = s.now().Add(ttl)
		_, err := tx.ExecContext(ctx, "UPDATE claims SET ttl = ?, until = ? WHERE name = ?", ttl.Milliseconds(), c.Until.UnixMilli(), c.Name)
		return err
	})
	if err != nil {
		return store.Claim{}, err
	}
	return c, nil
}

// Ours implements store.Store.
func (s *Store) Ours(ctx context.Context, c store.Claim) error {
	var fence, until int64
	err := s.read.QueryRowContext(ctx, "SELECT fence, until FROM claims WHERE name = ?", c.Name).Scan(&fence, &until)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (fence != c.Fence || until <= s.now().UnixMilli()) {
		return store.ErrLost
	}
	return s.problem(err)
}

// Release implements store.Store.
func (s *Store) Release(ctx context.Context, c store.Claim) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM claims WHERE name = ? AND fence = ?", c.Name, c.Fence)
		return err
	})
}

// sameWindow is by how much the ends of a window may differ as it is told twice.
const sameWindow = time.Minute

// Spend implements store.Store.
func (s *Store) Spend(ctx context.Context, b store.Budget, n, keep int) (store.Balance, error) {
	var left store.Balance
	err := s.change(ctx, func(tx *sql.Tx) error {
		var err error
		if left, err = s.balance(ctx, tx, b); err != nil {
			return err
		}
		if n < 0 || left.Left-n < keep {
			return &store.Spent{Balance: left}
		}
		left.Left -= n
		return setBalance(ctx, tx, b, left)
	})
	if err != nil {
		return store.Balance{}, err
	}
	return left, nil
}

// Told implements store.Store.
func (s *Store) Told(ctx context.Context, b store.Budget, told store.Balance) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		have, err := s.balance(ctx, tx, b)
		if err != nil {
			return err
		}
		if told.Ends.IsZero() {
			told.Ends = have.Ends
		}
		if have.Ends.Sub(told.Ends).Abs() <= sameWindow {
			told.Left = min(told.Left, have.Left)
		}
		return setBalance(ctx, tx, b, told)
	})
}

// balance is what is left of a budget: all of it where the window is over, or
// seems to last longer than one does because the clock was set back.
func (s *Store) balance(ctx context.Context, db querier, b store.Budget) (store.Balance, error) {
	now := s.now()
	var left int
	var ends int64
	err := db.QueryRowContext(ctx, "SELECT left, ends FROM budgets WHERE name = ?", b.Name).Scan(&left, &ends)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return store.Balance{}, err
	}
	if until := time.UnixMilli(ends); until.After(now) && !until.After(now.Add(b.Window+sameWindow)) {
		return store.Balance{Left: left, Ends: until}, nil
	}
	return store.Balance{Left: b.Limit, Ends: now.Add(b.Window).Truncate(time.Millisecond)}, nil
}

func setBalance(ctx context.Context, tx *sql.Tx, b store.Budget, left store.Balance) error {
	_, err := tx.ExecContext(ctx, "REPLACE INTO budgets (name, left, ends) VALUES (?, ?, ?)", b.Name, left.Left, left.Ends.UnixMilli())
	return err
}
