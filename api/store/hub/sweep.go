package hub

import (
	"context"
	"time"

	"creneau/api/store"
)

// A clock that is this far before the last fact was set back: nothing is removed
// by it.
const clockSlack = 10 * time.Minute

// batch is how many subjects one transaction removes: who waits for it waits briefly.
const batch = 500

// Sweep implements store.Store: of subjects, those whose Until is over and those
// that closed longer than store.Retention ago, with all their facts.
func (s *Store) Sweep(ctx context.Context) (store.Swept, error) {
	var swept store.Swept
	for removed := batch; removed == batch; {
		var facts, subjects int
		err := s.change(ctx, func(t *tx) error {
			if err := t.setBack(ctx); err != nil {
				return err
			}
			old := t.now.Add(-store.Retention).UnixMilli()
			return t.QueryRow(ctx, `WITH gone AS (
					DELETE FROM subjects WHERE (kind, subject) IN (
						SELECT kind, subject FROM subjects WHERE until <= $1 OR closed AND at <= $2 LIMIT $3)
					RETURNING kind, subject),
				facts AS (DELETE FROM facts WHERE (kind, subject) IN (SELECT kind, subject FROM gone) RETURNING 1)
				SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM gone)`,
				t.now.UnixMilli(), old, batch).Scan(&facts, &subjects)
		})
		if err != nil {
			return swept, err
		}
		removed = subjects
		swept.Facts, swept.Subjects = swept.Facts+facts, swept.Subjects+subjects
	}
	err := s.change(ctx, func(t *tx) error {
		old := t.now.Add(-store.Retention).UnixMilli()
		n, err := t.Exec(ctx, "DELETE FROM claims WHERE until <= $1", old)
		swept.Claims = int(n.RowsAffected())
		if err == nil {
			_, err = t.Exec(ctx, "DELETE FROM budgets WHERE ends <= $1", old)
		}
		if err == nil {
			_, err = t.Exec(ctx, "DELETE FROM leases WHERE ends <= $1", old)
		}
		return err
	})
	return swept, err
}

// setBack is nil unless the clock was set back.
func (t *tx) setBack(ctx context.Context) error {
	var at int64
	err := t.QueryRow(ctx, "SELECT at FROM facts ORDER BY seq DESC LIMIT 1").Scan(&at)
	if missing(err) != nil {
		return err
	}
	if back := time.UnixMilli(at).Sub(t.now); err == nil && back > clockSlack {
		return store.Problem{Trouble: store.ClockBack, Minutes: int(back / time.Minute)}
	}
	return nil
}
