package hub

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"creneau/api/store"
)

// Copies implements store.Exchange.
func (s *Store) Copies(ctx context.Context, after store.Seq, most int, kinds ...store.Kind) ([]store.Copy, store.Seq, error) {
	var last store.Seq
	err := s.pool.QueryRow(ctx, "SELECT coalesce(max(seq), $1) FROM (SELECT seq FROM facts WHERE seq > $1 ORDER BY seq LIMIT $2) f",
		int64(after), most).Scan(&last)
	if err != nil || last == after {
		return nil, after, s.problem(err)
	}
	copies, err := s.copies(ctx, s.pool, "SELECT "+columns+" FROM facts f WHERE f.seq > $1 AND f.seq <= $2 AND f.kind = ANY($3) ORDER BY f.seq",
		int64(after), int64(last), names(kinds))
	return copies, last, s.problem(err)
}

// Receive implements store.Exchange.
func (s *Store) Receive(ctx context.Context, under []store.Claim, copies ...store.Copy) (int, error) {
	var n int
	err := s.change(ctx, func(t *tx) error {
		n = 0
		return t.receive(ctx, under, copies, &n)
	})
	return n, err
}

// receive takes copies, and counts those that told something new.
func (t *tx) receive(ctx context.Context, under []store.Claim, copies []store.Copy, n *int) error {
	if err := t.holds(ctx, under); err != nil {
		return err
	}
	for _, c := range copies {
		if err := c.Check(); err != nil {
			return err
		}
		if over(c, t.now) {
			continue
		}
		there, err := t.has(ctx, c.ID)
		if err != nil {
			return err
		}
		version, id, err := t.last(ctx, c.Fact)
		if err != nil {
			return err
		}
		if there > 0 || !c.After(version, id) {
			continue
		}
		alone, err := t.free(ctx, c.Fact)
		var taken *store.Taken
		if err != nil && !errors.As(err, &taken) {
			return err
		}
		if _, err := t.put(ctx, c, alone); err != nil {
			return err
		}
		*n++
	}
	return nil
}

// over says whether Sweep would remove the subject of a copy.
func over(c store.Copy, now time.Time) bool {
	return !c.Until.IsZero() && !c.Until.After(now) || c.Closed && !c.At.After(now.Add(-store.Retention))
}

// poll is how often Await looks though nobody woke it.
const poll = 30 * time.Second

// Await implements store.Store: it is woken, and looks each 30 s all the same.
func (s *Store) Await(ctx context.Context, after store.Seq) error {
	err := s.await(ctx, after)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return s.problem(err)
}

func (s *Store) await(ctx context.Context, after store.Seq) error {
	config, err := s.config() // a connection of its own: what it hears ends with it
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+schema); err != nil {
		return err
	}
	for {
		var last store.Seq
		if err := conn.QueryRow(ctx, "SELECT seq FROM meta").Scan(&last); err != nil || last > after {
			return err
		}
		waits, end := context.WithTimeout(ctx, poll)
		_, err := conn.WaitForNotification(waits)
		ran := waits.Err()
		end()
		if err != nil && (ran == nil || ctx.Err() != nil) {
			return err
		}
	}
}
