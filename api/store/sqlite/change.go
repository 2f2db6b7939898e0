package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"creneau/api/store"
	"creneau/api/store/seal"
)

// aboutMarker is what the marker's secret belongs to, as it is sealed.
const aboutMarker = "marker"

// change makes one durable transaction. It holds the lock from its beginning, so
// what it reads stays true until it commits.
func (s *Store) change(ctx context.Context, do func(tx *sql.Tx) error) error {
	if err := s.trusted(); err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.untrust(err)
	}
	err = s.current(ctx, tx)
	if err == nil {
		err = do(tx)
	}
	if err != nil {
		_ = tx.Rollback()
		return s.untrust(err)
	}
	return s.untrust(tx.Commit())
}

// trusted is nil until the disk fails.
func (s *Store) trusted() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// untrust makes a Problem of an error, and remembers one of the disk: after a sync
// that failed nobody knows what lies there.
func (s *Store) untrust(err error) error {
	err = s.problem(err)
	var p store.Problem
	if errors.As(err, &p) && (p.Trouble == store.Failing || p.Trouble == store.Corrupt) {
		s.mu.Lock()
		s.failed = err
		s.mu.Unlock()
	}
	return err
}

// current sees, within a transaction, whether the store is still as this program
// knows it: a newer one may have changed its schema, somebody its key.
func (s *Store) current(ctx context.Context, tx *sql.Tx) error {
	if _, err := versionOf(ctx, tx); err != nil {
		return err
	}
	key, sealed, err := keyed(ctx, tx)
	if err != nil {
		return err
	}
	if s.keyring().ID() == key {
		return nil
	}
	return s.use(key, sealed)
}

// keyed reads which key seals, and the sealed secret of marks.
func keyed(ctx context.Context, db querier) (key string, marker []byte, err error) {
	err = db.QueryRowContext(ctx, "SELECT data_key, marker FROM meta").Scan(&key, &marker)
	return key, marker, err
}

// use takes the key of an id to seal with, which may have to be read first, and
// proves it.
func (s *Store) use(key string, sealed []byte) error {
	ring := s.keyring()
	if !ring.Has(key) {
		var err error
		if ring, err = s.keys(); err != nil {
			return err
		}
	}
	ring, ok := ring.Led(key)
	if !ok {
		return store.Problem{Trouble: store.KeyOther}
	}
	secret, err := ring.Open(sealed, []byte(aboutMarker))
	if errors.Is(err, seal.ErrKey) {
		return store.Problem{Trouble: store.KeyOther}
	}
	if err != nil {
		return s.corrupt(err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ring, s.marker = ring, seal.NewMarker(secret)
	return nil
}

func (s *Store) keyring() *seal.Ring {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ring
}

// mark is the keyed mark of a text; nil of none.
func (s *Store) mark(text string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marker.Mark(text)
}

// about is what a fact's payload belongs to, as it is sealed.
func about(id, kind, subject string) []byte {
	return []byte(id + "\x00" + kind + "\x00" + subject)
}
