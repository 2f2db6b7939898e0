package hub

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"creneau/api/store"
)

// Append implements store.Store.
func (s *Store) Append(ctx context.Context, under []store.Claim, facts ...store.Fact) (store.Seq, error) {
	for _, f := range facts {
		if err := f.Check(); err != nil {
			return 0, err
		}
	}
	var last store.Seq
	err := s.change(ctx, func(t *tx) error {
		if err := t.holds(ctx, under); err != nil {
			return err
		}
		for _, f := range facts {
			seq, err := t.append(ctx, f)
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

// append appends one fact, after the last about its subject.
func (t *tx) append(ctx context.Context, f store.Fact) (store.Seq, error) {
	seq, err := t.has(ctx, f.ID)
	if seq > 0 || err != nil {
		return seq, err
	}
	alone, err := t.free(ctx, f)
	if err != nil {
		return 0, err
	}
	version, _, err := t.last(ctx, f)
	if err != nil {
		return 0, err
	}
	return t.put(ctx, store.Copy{Fact: f, Version: version + 1}, alone)
}

// has is the number of the fact of an id; 0 where it is not there.
func (t *tx) has(ctx context.Context, id store.ULID) (store.Seq, error) {
	var seq store.Seq
	err := t.QueryRow(ctx, "SELECT seq FROM facts WHERE id = $1", id.String()).Scan(&seq)
	return seq, missing(err)
}

// missing is an error but for that of no row.
func missing(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}

// last is what counts about the subject of a fact; version 0 where nothing does.
func (t *tx) last(ctx context.Context, f store.Fact) (version int64, id store.ULID, err error) {
	var text string
	err = t.QueryRow(ctx, "SELECT version, id FROM subjects WHERE kind = $1 AND subject = $2", string(f.Kind), f.Subject).Scan(&version, &text)
	if err != nil {
		return 0, id, missing(err)
	}
	id, err = store.ParseULID(text)
	return version, id, err
}

// put writes a fact that counts from now on.
func (t *tx) put(ctx context.Context, c store.Copy, alone []byte) (store.Seq, error) {
	b := &pgx.Batch{}
	t.queue(b, c, alone)
	return t.seq, t.SendBatch(ctx, b).Close()
}

// queue has a batch write a fact that counts from then on.
func (t *tx) queue(b *pgx.Batch, c store.Copy, alone []byte) {
	t.seq++
	t.wakes = true
	id, at, until := c.ID.String(), c.At.UnixMilli(), milliseconds(c.Until)
	var secret []byte
	if c.Secret != nil {
		secret = t.store.keyring().Seal(c.Secret, belongs(id, string(c.Kind), c.Subject))
	}
	b.Queue("INSERT INTO facts (seq, id, kind, subject, stage, closed, desk, at, until, version, secret) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		int64(t.seq), id, string(c.Kind), c.Subject, c.Stage, c.Closed, c.Desk, at, until, c.Version, secret)
	if c.Latest {
		b.Queue("DELETE FROM facts WHERE kind = $1 AND subject = $2 AND seq < $3", string(c.Kind), c.Subject, int64(t.seq))
	}
	b.Queue(`INSERT INTO subjects (kind, subject, seq, version, id, closed, at, until, alone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (kind, subject) DO UPDATE SET seq = excluded.seq, version = excluded.version, id = excluded.id, closed = excluded.closed,
		at = excluded.at, until = excluded.until, alone = excluded.alone`,
		string(c.Kind), c.Subject, int64(t.seq), c.Version, id, c.Closed, at, until, alone)
}

// free is the mark that a fact's subject has, after it was seen that no other open
// subject has the same (store.Taken).
func (t *tx) free(ctx context.Context, f store.Fact) ([]byte, error) {
	alone := t.store.mark(f.Alone)
	if alone == nil {
		err := t.QueryRow(ctx, "SELECT alone FROM subjects WHERE kind = $1 AND subject = $2", string(f.Kind), f.Subject).Scan(&alone)
		if missing(err) != nil {
			return nil, err
		}
	}
	if alone == nil || f.Closed {
		return alone, nil
	}
	if _, err := t.Exec(ctx, "UPDATE subjects SET alone = NULL WHERE alone = $1 AND NOT closed AND until <= $2", alone, t.now.UnixMilli()); err != nil {
		return nil, err
	}
	taken := store.Taken{Refused: f.Subject}
	err := t.QueryRow(ctx, `SELECT s.subject, f.desk FROM subjects s JOIN facts f ON f.seq = s.seq
		WHERE s.alone = $1 AND NOT s.closed AND NOT (s.kind = $2 AND s.subject = $3)`, alone, string(f.Kind), f.Subject).Scan(&taken.Subject, &taken.Desk)
	if err == nil {
		return nil, &taken
	}
	return alone, missing(err)
}

// columns are those of a fact, as row reads them.
const columns = "f.seq, f.id, f.kind, f.subject, f.stage, f.closed, f.desk, f.at, f.until, f.version, f.secret"

// Open implements store.Store.
func (s *Store) Open(ctx context.Context, kinds ...store.Kind) ([]store.Fact, store.Seq, error) {
	now, err := s.clock(ctx)
	if err != nil {
		return nil, 0, s.problem(err)
	}
	var copies []store.Copy
	var last store.Seq
	// So that the number is that of the facts.
	err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(t pgx.Tx) error {
		if err := t.QueryRow(ctx, "SELECT seq FROM meta").Scan(&last); err != nil {
			return err
		}
		var err error
		copies, err = s.copies(ctx, t, "SELECT "+columns+` FROM subjects s JOIN facts f ON f.seq = s.seq
			WHERE NOT s.closed AND (s.until IS NULL OR s.until > $1) AND (cardinality($2::text[]) = 0 OR s.kind = ANY($2)) ORDER BY s.seq`,
			now.UnixMilli(), names(kinds))
		return err
	})
	return factsOf(copies), last, s.problem(err)
}

// names are those of kinds.
func names(kinds []store.Kind) []string {
	out := make([]string, 0, len(kinds))
	for _, k := range kinds {
		out = append(out, string(k))
	}
	return out
}

func factsOf(copies []store.Copy) []store.Fact {
	var out []store.Fact
	for _, c := range copies {
		out = append(out, c.Fact)
	}
	return out
}

// Since implements store.Store.
func (s *Store) Since(ctx context.Context, after store.Seq, most int) ([]store.Fact, error) {
	copies, err := s.copies(ctx, s.pool, "SELECT "+columns+" FROM facts f WHERE f.seq > $1 ORDER BY f.seq LIMIT $2", int64(after), most)
	return factsOf(copies), s.problem(err)
}

// copies reads facts and opens what is sealed in them.
func (s *Store) copies(ctx context.Context, db querier, query string, args ...any) ([]store.Copy, error) {
	rows, err := db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (store.Copy, error) {
		var c store.Copy
		var id string
		var at int64
		var until *int64
		var sealed []byte
		if err := r.Scan(&c.Seq, &id, &c.Kind, &c.Subject, &c.Stage, &c.Closed, &c.Desk, &at, &until, &c.Version, &sealed); err != nil {
			return c, err
		}
		c.At = time.UnixMilli(at)
		if until != nil {
			c.Until = time.UnixMilli(*until)
		}
		var err error
		if c.ID, err = store.ParseULID(id); err == nil && sealed != nil {
			c.Secret, err = s.unseal(sealed, belongs(id, string(c.Kind), c.Subject))
		}
		return c, err
	})
}

// milliseconds are those of a moment since 1970; nil of none.
func milliseconds(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := t.UnixMilli()
	return &ms
}
