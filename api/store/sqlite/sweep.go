package sqlite

import (
	"context"
	"database/sql"
	"time"

	"creneau/api/store"
)

// A clock that is this far before the last fact was set back: nothing is removed
// by it.
const clockSlack = 10 * time.Minute

// batch is how many subjects one transaction removes: who waits for the lock waits
// briefly.
const batch = 500

// Sweep implements store.Store: of subjects, those whose Until is over and those
// that closed longer than store.Retention ago, with all their facts.
func (s *Store) Sweep(ctx context.Context) (store.Swept, error) {
	var swept store.Swept
	now := s.now()
	if err := s.clock(ctx, now); err != nil {
		return swept, s.problem(err)
	}
	for removed := batch; removed == batch; {
		began := time.Now()
		err := s.change(ctx, func(tx *sql.Tx) error {
			gone, err := over(ctx, tx, now)
			removed = len(gone)
			if err != nil {
				return err
			}
			return remove(ctx, tx, gone, &swept)
		})
		if err == nil && removed == batch {
			err = giveWay(ctx, time.Since(began))
		}
		if err != nil {
			return swept, err
		}
	}
	err := s.change(ctx, func(tx *sql.Tx) error {
		old := now.Add(-store.Retention).UnixMilli()
		n, err := count(tx.ExecContext(ctx, "DELETE FROM claims WHERE until <= ?", old))
		swept.Claims = n
		if err == nil {
			_, err = tx.ExecContext(ctx, "DELETE FROM budgets WHERE ends <= ?", old)
		}
		return err
	})
	if err == nil { // what was removed is overwritten in the file; so that it is not beside it either
		_, err = s.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	return swept, s.problem(err)
}

// over are the next subjects to remove.
func over(ctx context.Context, tx *sql.Tx, now time.Time) ([][2]string, error) {
	rows, err := tx.QueryContext(ctx, `SELECT kind, subject FROM subjects WHERE until <= ?
		UNION SELECT kind, subject FROM subjects WHERE closed = 1 AND at <= ? LIMIT ?`,
		now.UnixMilli(), now.Add(-store.Retention).UnixMilli(), batch)
	if err != nil {
		return nil, err
	}
	return pairs(rows)
}

// clock is nil unless the clock was set back.
func (s *Store) clock(ctx context.Context, now time.Time) error {
	var at sql.NullInt64
	if err := s.read.QueryRowContext(ctx, "SELECT at FROM facts ORDER BY seq DESC LIMIT 1").Scan(&at); err != nil && err != sql.ErrNoRows {
		return err
	}
	if back := time.UnixMilli(at.Int64).Sub(now); at.Valid && back > clockSlack {
		return store.Problem{Trouble: store.ClockBack, Minutes: int(back / time.Minute)}
	}
	return nil
}

func pairs(rows *sql.Rows) ([][2]string, error) {
	defer rows.Close()
	var all [][2]string
	for rows.Next() {
		var p [2]string
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func remove(ctx context.Context, tx *sql.Tx, gone [][2]string, swept *store.Swept) error {
	for _, p := range gone {
		n, err := count(tx.ExecContext(ctx, "DELETE FROM facts WHERE kind = ? AND subject = ?", p[0], p[1]))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM subjects WHERE kind = ? AND subject = ?", p[0], p[1]); err != nil {
			return err
		}
		swept.Facts += n
		swept.Subjects++
	}
	return nil
}

func count(r sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	return int(n), err
}
