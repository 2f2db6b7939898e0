package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"creneau/api/store"
	"creneau/api/store/seal"
)

// Append implements store.Store.
func (s *Store) Append(ctx context.Context, under []store.Claim, facts ...store.Fact) (store.Seq, error) {
	for _, f := range facts {
		if err := f.Check(); err != nil {
			return 0, err
		}
	}
	var last store.Seq
	err := s.change(ctx, func(tx *sql.Tx) error {
		for _, c := range under {
			if err := holds(ctx, tx, c); err != nil {
				return err
			}
		}
		for _, f := range facts {
			seq, err := s.put(ctx, tx, f)
			if err != nil {
				return err
			}
			last = max(last, seq)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return last, nil
}

// put appends one fact.
func (s *Store) put(ctx context.Context, tx *sql.Tx, f store.Fact) (store.Seq, error) {
	var seq store.Seq
	err := tx.QueryRowContext(ctx, "SELECT seq FROM facts WHERE id = ?", f.ID.String()).Scan(&seq)
	if !errors.Is(err, sql.ErrNoRows) {
		return seq, err // it is there
	}
	alone, err := s.free(ctx, tx, f)
	if err != nil {
		return 0, err
	}
	version, _, err := current(ctx, tx, f)
	if err != nil {
		return 0, err
	}
	return s.insert(ctx, tx, store.Copy{Fact: f, Version: version + 1}, alone)
}

// insert writes a fact that counts from now on.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, f store.Copy, alone []byte) (store.Seq, error) {
	id := f.ID.String()
	var secret []byte
	if f.Secret != nil {
		secret = s.keyring().Seal(f.Secret, about(id, string(f.Kind), f.Subject))
	}
	at, until := f.At.UnixMilli(), milliseconds(f.Until)
	r, err := tx.ExecContext(ctx, "INSERT INTO facts (id, kind, subject, stage, closed, desk, at, until, version, secret) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id, string(f.Kind), f.Subject, f.Stage, f.Closed, f.Desk, at, until, f.Version, secret)
	if err != nil {
		return 0, err
	}
	n, err := r.LastInsertId()
	if err != nil {
		return 0, err
	}
	if f.Latest {
		if _, err := tx.ExecContext(ctx, "DELETE FROM facts WHERE kind = ? AND subject = ? AND seq < ?", string(f.Kind), f.Subject, n); err != nil {
			return 0, err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO subjects (kind, subject, seq, closed, at, until, alone) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (kind, subject) DO UPDATE SET seq = excluded.seq, closed = excluded.closed, at = excluded.at, until = excluded.until,
		alone = excluded.alone`,
		string(f.Kind), f.Subject, n, f.Closed, at, until, alone)
	return store.Seq(n), err
}

// free is the mark that a fact's subject has, after it was seen that no other open
// subject has the same.
func (s *Store) free(ctx context.Context, tx *sql.Tx, f store.Fact) ([]byte, error) {
	alone := s.mark(f.Alone)
	if alone == nil {
		err := tx.QueryRowContext(ctx, "SELECT alone FROM subjects WHERE kind = ? AND subject = ?", string(f.Kind), f.Subject).Scan(&alone)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	if alone == nil || f.Closed {
		return alone, nil
	}
	now := s.now().UnixMilli()
	if _, err := tx.ExecContext(ctx, "UPDATE subjects SET alone = NULL WHERE alone = ? AND closed = 0 AND until <= ?", alone, now); err != nil {
		return nil, err
	}
	t := store.Taken{Refused: f.Subject}
	err := tx.QueryRowContext(ctx, `SELECT s.subject, f.desk FROM subjects s JOIN facts f ON f.seq = s.seq
		WHERE s.alone = ? AND s.closed = 0 AND NOT (s.kind = ? AND s.subject = ?)`, alone, string(f.Kind), f.Subject).Scan(&t.Subject, &t.Desk)
	switch {
	case err == nil:
		return nil, &t
	case errors.Is(err, sql.ErrNoRows):
		return alone, nil
	}
	return nil, err
}

// columns are those of a fact, as row reads them.
const columns = "f.seq, f.id, f.kind, f.subject, f.stage, f.closed, f.desk, f.at, f.until, f.secret"

// Open implements store.Store.
func (s *Store) Open(ctx context.Context, kinds ...store.Kind) ([]store.Fact, store.Seq, error) {
	query := "SELECT " + columns + ` FROM subjects s JOIN facts f ON f.seq = s.seq
		WHERE s.closed = 0 AND (s.until IS NULL OR s.until > ?)`
	args := []any{s.now().UnixMilli()}
	if len(kinds) > 0 {
		query += " AND s.kind IN (?" + strings.Repeat(", ?", len(kinds)-1) + ")"
		for _, k := range kinds {
			args = append(args, string(k))
		}
	}
	tx, err := s.read.BeginTx(ctx, nil) // so that the number is that of the facts
	if err != nil {
		return nil, 0, s.problem(err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	last, err := lastSeq(ctx, tx)
	if err != nil {
		return nil, 0, s.problem(err)
	}
	facts, err := s.facts(ctx, tx, query+" ORDER BY s.seq", args...)
	return facts, last, s.problem(err)
}

// Since implements store.Store.
func (s *Store) Since(ctx context.Context, after store.Seq, most int) ([]store.Fact, error) {
	facts, err := s.facts(ctx, s.read, "SELECT "+columns+" FROM facts f WHERE f.seq > ? ORDER BY f.seq LIMIT ?", int64(after), most)
	return facts, s.problem(err)
}

// lastSeq is the number of the last fact, removed or not; 0 before the first.
func lastSeq(ctx context.Context, db querier) (store.Seq, error) {
	var last store.Seq
	err := db.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'facts'").Scan(&last)
	return last, err
}

// glance is how often Await looks: a change is known well within a second.
const glance = 200 * time.Millisecond

// Await implements store.Store.
func (s *Store) Await(ctx context.Context, after store.Seq) error {
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		last, err := lastSeq(ctx, s.read)
		if err != nil || last > after {
			return s.problem(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// facts reads facts and opens what is sealed in them.
func (s *Store) facts(ctx context.Context, db queryer, query string, args ...any) ([]store.Fact, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []store.Fact
	for rows.Next() {
		f, err := s.row(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return slices.Clip(out), rows.Err()
}

func (s *Store) row(rows *sql.Rows) (store.Fact, error) {
	var f store.Fact
	var id string
	var at int64
	var until sql.NullInt64
	var secret sql.RawBytes
	if err := rows.Scan(&f.Seq, &id, &f.Kind, &f.Subject, &f.Stage, &f.Closed, &f.Desk, &at, &until, &secret); err != nil {
		return f, err
	}
	f.At = time.UnixMilli(at)
	if until.Valid {
		f.Until = time.UnixMilli(until.Int64)
	}
	var err error
	if f.ID, err = store.ParseULID(id); err != nil {
		return f, s.corrupt(err.Error())
	}
	if secret != nil {
		f.Secret, err = s.unseal(secret, about(id, string(f.Kind), f.Subject))
	}
	return f, err
}

// unseal opens a payload, with a key that was added since if it has to.
func (s *Store) unseal(sealed, of []byte) ([]byte, error) {
	text, err := s.keyring().Open(sealed, of)
	if errors.Is(err, seal.ErrKey) {
		ring, read := s.keys()
		if read != nil {
			return nil, read
		}
		text, err = ring.Open(sealed, of)
	}
	switch {
	case errors.Is(err, seal.ErrKey):
		return nil, store.Problem{Trouble: store.KeyOther}
	case err != nil:
		return nil, s.corrupt(err.Error())
	case text == nil:
		text = []byte{} // a payload of nothing is one
	}
	return text, nil
}

// milliseconds are those of a moment since 1970; NULL of none.
func milliseconds(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}
