package hub

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"creneau/api/store"
	"creneau/api/store/seal"
)

// aboutMarker is what the marker's secret belongs to, as it is sealed.
const aboutMarker = "hub marker"

// A tx is one transaction that writes. It holds the one row of meta from its
// beginning: what it reads stays true until it commits, and numbers are seen in
// their order.
type tx struct {
	pgx.Tx
	store *Store
	now   time.Time
	seq   store.Seq // of the last fact
	fence int64
	wakes bool // who waits for facts
}

// change makes one durable transaction.
func (s *Store) change(ctx context.Context, do func(t *tx) error) error {
	return s.problem(pgx.BeginFunc(ctx, s.pool, func(begun pgx.Tx) error {
		t := &tx{Tx: begun, store: s}
		var version int
		var key string
		var sealed []byte
		var now time.Time
		err := t.QueryRow(ctx, "SELECT version, seq, fence, data_key, marker, clock_timestamp() FROM meta FOR UPDATE").
			Scan(&version, &t.seq, &t.fence, &key, &sealed, &now)
		if err != nil {
			return err
		}
		if newest := len(steps()); version != newest {
			return outdated(version, newest)
		}
		if s.keyring().ID() != key {
			if err := s.use(key, sealed); err != nil {
				return err
			}
		}
		if t.now = now; s.o.Now != nil {
			t.now = s.o.Now()
		}
		seq, fence := t.seq, t.fence
		if err := do(t); err != nil {
			return err
		}
		if t.seq != seq || t.fence != fence {
			_, err = t.Exec(ctx, "UPDATE meta SET seq = $1, fence = $2", t.seq, t.fence)
		}
		if err == nil && t.wakes {
			_, err = t.Exec(ctx, "NOTIFY "+schema)
		}
		return err
	}))
}

// clock is the time by which the hub judges.
func (s *Store) clock(ctx context.Context) (time.Time, error) {
	if s.o.Now != nil {
		return s.o.Now(), nil
	}
	var now time.Time
	err := s.pool.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&now)
	return now, err
}

// use takes the key of an id to seal with, which may have to be read first, and
// proves it.
func (s *Store) use(key string, sealed []byte) error {
	ring := s.keyring()
	if !ring.Has(key) {
		var err error
		if ring, err = s.o.Keys(); err != nil {
			return err
		}
	}
	ring, ok := ring.Led(key)
	if !ok {
		return store.Problem{Trouble: store.HubKey}
	}
	secret, err := ring.Open(sealed, []byte(aboutMarker))
	if err != nil {
		return store.Problem{Trouble: store.HubKey}
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

// unseal opens a payload, with a key that was added since if it has to.
func (s *Store) unseal(sealed, of []byte) ([]byte, error) {
	text, err := s.keyring().Open(sealed, of)
	if errors.Is(err, seal.ErrKey) {
		ring, read := s.o.Keys()
		if read != nil {
			return nil, read
		}
		text, err = ring.Open(sealed, of)
	}
	switch {
	case err != nil:
		return nil, store.Problem{Trouble: store.HubKey}
	case text == nil:
		text = []byte{} // a payload of nothing is one
	}
	return text, nil
}

// belongs is what a fact's payload belongs to, as it is sealed.
func belongs(id, kind, subject string) []byte {
	return []byte(id + "\x00" + kind + "\x00" + subject)
}
