package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"creneau/api/store"
)

var _ store.Exchange = (*Store)(nil)

// current is the version and the id of what counts about the subject of a fact;
// version 0 where nothing does.
func current(ctx context.Context, tx *sql.Tx, f store.Fact) (version int64, id store.ULID, err error) {
	var text string
	err = tx.QueryRowContext(ctx, `SELECT f.version, f.id FROM subjects s JOIN facts f ON f.seq = s.seq
		WHERE s.kind = ? AND s.subject = ?`, string(f.Kind), f.Subject).Scan(&version, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, id, nil
	}
	if err == nil {
		id, err = store.ParseULID(text)
	}
	return version, id, err
}

// Copies implements store.Exchange.
func (s *Store) Copies(ctx context.Context, after store.Seq, most int, kinds ...store.Kind) ([]store.Copy, store.Seq, error) {
	tx, err := s.read.BeginTx(ctx, nil) // so that the number is that of the facts
	if err != nil {
		return nil, after, s.problem(err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	facts, err := s.facts(ctx, tx, "SELECT "+columns+" FROM facts f WHERE f.seq > ? ORDER BY f.seq LIMIT ?", int64(after), most)
	if err != nil || len(facts) == 0 {
		return nil, after, s.problem(err)
	}
	last := facts[len(facts)-1].Seq
	versions, err := versionsOf(ctx, tx, after, last)
	if err != nil {
		return nil, after, s.problem(err)
	}
	var out []store.Copy
	for _, f := range facts {
		if slices.Contains(kinds, f.Kind) {
			out = append(out, store.Copy{Fact: f, Version: versions[f.Seq]})
		}
	}
	return out, last, nil
}

func versionsOf(ctx context.Context, db queryer, after, last store.Seq) (map[store.Seq]int64, error) {
	rows, err := db.QueryContext(ctx, "SELECT seq, version FROM facts WHERE seq > ? AND seq <= ?", int64(after), int64(last))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[store.Seq]int64{}
	for rows.Next() {
		var seq store.Seq
		var version int64
		if err := rows.Scan(&seq, &version); err != nil {
			return nil, err
		}
		all[seq] = version
	}
	return all, rows.Err()
}

// Receive implements store.Exchange.
func (s *Store) Receive(ctx context.Context, under []store.Claim, copies ...store.Copy) (int, error) {
	n := 0
	err := s.change(ctx, func(tx *sql.Tx) error {
		n = 0
		for _, c := range under {
			if err := holds(ctx, tx, c); err != nil {
				return err
			}
		}
		for _, c := range copies {
			told, err := s.receive(ctx, tx, c)
			if err != nil {
				return err
			}
			if told {
				n++
			}
		}
		return nil
	})
	return n, err
}

// receive takes one copy, and says whether it told something new.
func (s *Store) receive(ctx context.Context, tx *sql.Tx, c store.Copy) (bool, error) {
	if err := c.Check(); err != nil {
		return false, err
	}
	if now := s.now(); !c.Until.IsZero() && !c.Until.After(now) || c.Closed && !c.At.After(now.Add(-store.Retention)) {
		return false, nil // Sweep would remove it
	}
	version, id, err := current(ctx, tx, c.Fact)
	if err != nil || !c.After(version, id) {
		return false, err
	}
	var there bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM facts WHERE id = ?)", c.ID.String()).Scan(&there); err != nil || there {
		return false, err
	}
	alone, err := s.free(ctx, tx, c.Fact)
	var taken *store.Taken
	if err != nil && !errors.As(err, &taken) {
		return false, err
	}
	_, err = s.insert(ctx, tx, c, alone)
	return err == nil, err
}
