package hub

import (
	"context"
	"time"

	"creneau/api/store"
)

// An Ask is what a host wants of a budget.
type Ask struct {
	Host    string
	Had     string         // the lease it had; "" for none
	Unspent int            // of that one
	Want    int            // at most
	Keep    int            // must be left to the others
	For     time.Duration  // how long
	Told    *store.Balance // what the API said is left; nil for nothing
}

// A Lease is what a host may spend without asking. What of it is not spent within the
// time is lost to the window, unless it is given back with the next Ask.
type Lease struct {
	ID     string
	Tokens int // 0 where too little is left
	For    time.Duration
	Ends   time.Time // of the window
}

// Lease gives a host a part of a budget: what all hosts have at a time is never more
// than what is left.
func (s *Store) Lease(ctx context.Context, b store.Budget, a Ask) (Lease, error) {
	var l Lease
	err := s.change(ctx, func(t *tx) error {
		left, err := t.balance(ctx, b)
		if err != nil {
			return err
		}
		if left, err = t.believe(ctx, b, left, a.Told); err != nil {
			return err
		}
		var tokens int
		var ends int64
		err = t.QueryRow(ctx, "SELECT tokens, ends FROM leases WHERE budget = $1 AND host = $2 AND id = $3", b.Name, a.Host, a.Had).Scan(&tokens, &ends)
		if missing(err) != nil {
			return err
		}
		if err == nil && left.Ends.Sub(time.UnixMilli(ends)).Abs() <= sameWindow {
			left.Left += max(0, min(a.Unspent, tokens))
		}
		l.ID, l.Ends = store.NewULID(t.now).String(), left.Ends
		l.Tokens = max(0, min(a.Want, left.Left-a.Keep))
		l.For = min(a.For, left.Ends.Sub(t.now))
		left.Left -= l.Tokens
		if err := t.setBalance(ctx, b, left); err != nil {
			return err
		}
		_, err = t.Exec(ctx, `INSERT INTO leases (budget, host, id, tokens, until, ends) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (budget, host) DO UPDATE SET id = excluded.id, tokens = excluded.tokens, until = excluded.until, ends = excluded.ends`,
			b.Name, a.Host, l.ID, l.Tokens, t.now.Add(l.For).UnixMilli(), l.Ends.UnixMilli())
		return err
	})
	return l, err
}

// believe is what is left after what the API said, of which the leases that run may
// still be spent.
func (t *tx) believe(ctx context.Context, b store.Budget, have store.Balance, told *store.Balance) (store.Balance, error) {
	if told == nil {
		return have, nil
	}
	var leased int
	err := t.QueryRow(ctx, "SELECT coalesce(sum(tokens), 0) FROM leases WHERE budget = $1 AND until > $2", b.Name, t.now.UnixMilli()).Scan(&leased)
	if err != nil {
		return have, err
	}
	said := store.Balance{Left: max(0, told.Left-leased), Ends: told.Ends}
	if said.Ends.IsZero() || have.Ends.Sub(said.Ends).Abs() <= sameWindow {
		have.Left = min(have.Left, said.Left)
		return have, nil
	}
	return said, nil
}
