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

// receive takes copies, and counts those that told something new. It asks once and
// writes once, however many there are: the hub may be far.
func (t *tx) receive(ctx context.Context, under []store.Claim, copies []store.Copy, n *int) error {
	if err := t.holds(ctx, under); err != nil {
		return err
	}
	for _, c := range copies {
		if err := c.Check(); err != nil {
			return err
		}
	}
	if len(copies) == 0 {
		return nil
	}
	there, have, err := t.have(ctx, copies)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	for _, c := range copies {
		name := [2]string{string(c.Kind), c.Subject}
		last := have[name]
		if over(c, t.now) || there[c.ID.String()] || !c.After(last.version, last.id) {
			continue
		}
		alone, err := t.mayStay(ctx, c.Fact, last)
		if err != nil {
			return err
		}
		t.queue(b, c, alone)
		there[c.ID.String()] = true
		have[name] = about{c.Version, c.ID, last.alone}
		*n++
	}
	return t.SendBatch(ctx, b).Close()
}

// An about is what is known of a subject.
type about struct {
	version int64
	id      store.ULID
	alone   []byte
}

// have reads which of some copies are there, and what is known of their subjects.
func (t *tx) have(ctx context.Context, copies []store.Copy) (there map[string]bool, have map[[2]string]about, err error) {
	var ids, kinds, subjects []string
	for _, c := range copies {
		ids, kinds, subjects = append(ids, c.ID.String()), append(kinds, string(c.Kind)), append(subjects, c.Subject)
	}
	there, have = map[string]bool{}, map[[2]string]about{}
	b := &pgx.Batch{}
	b.Queue("SELECT id FROM facts WHERE id = ANY($1)", ids).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		for _, id := range found {
			there[id] = true
		}
		return err
	})
	b.Queue("SELECT kind, subject, version, id, alone FROM subjects WHERE (kind, subject) IN (SELECT * FROM unnest($1::text[], $2::text[]))",
		kinds, subjects).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var name [2]string
			var a about
			var id string
			err := rows.Scan(&name[0], &name[1], &a.version, &id, &a.alone)
			if err == nil {
				a.id, err = store.ParseULID(id)
			}
			if err != nil {
				return err
			}
			have[name] = a
		}
		return rows.Err()
	})
	return there, have, t.SendBatch(ctx, b).Close()
}

// mayStay is the mark that the subject of a copy keeps; none where another open one has
// the same.
func (t *tx) mayStay(ctx context.Context, f store.Fact, last about) ([]byte, error) {
	if last.alone == nil && f.Alone == "" {
		return nil, nil
	}
	alone, err := t.free(ctx, f)
	var taken *store.Taken
	if errors.As(err, &taken) {
		return nil, nil
	}
	return alone, err
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
		asks, end := context.WithTimeout(ctx, connects)
		err := conn.QueryRow(asks, "SELECT seq FROM meta").Scan(&last)
		end()
		if err != nil || last > after {
			return err
		}
		waits, end := context.WithTimeout(ctx, poll)
		_, err = conn.WaitForNotification(waits)
		ran := waits.Err()
		end()
		if err != nil && (ran == nil || ctx.Err() != nil) {
			return err
		}
	}
}
