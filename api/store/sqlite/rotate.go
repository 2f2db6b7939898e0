package sqlite

import (
	"context"
	"database/sql"
	"time"

	"creneau/api/store"
	"creneau/api/store/seal"
)

// Reseal seals everything with the first key of the file, which it reads anew, and
// says how many payloads that were. It can be stopped at any moment and begun
// again: each payload says with which key it opens. Desks that are open go on.
func (s *Store) Reseal(ctx context.Context) (int, error) {
	ring, err := s.keys()
	if err != nil {
		return 0, err
	}
	if err := s.adopt(ctx, ring); err != nil {
		return 0, err
	}
	resealed, after := 0, store.Seq(0)
	for {
		seen, began := 0, time.Now()
		err := s.change(ctx, func(tx *sql.Tx) error {
			rows, err := tx.QueryContext(ctx, "SELECT seq, id, kind, subject, secret FROM facts WHERE seq > ? AND secret IS NOT NULL ORDER BY seq LIMIT ?", int64(after), batch)
			if err != nil {
				return err
			}
			fresh, err := s.reseal(rows, ring, &after, &seen)
			for seq, secret := range fresh {
				if err == nil {
					_, err = tx.ExecContext(ctx, "UPDATE facts SET secret = ? WHERE seq = ?", secret, int64(seq))
				}
			}
			resealed += len(fresh)
			return err
		})
		if err == nil {
			err = giveWay(ctx, time.Since(began))
		}
		if err != nil || seen < batch {
			return resealed, err
		}
	}
}

// giveWay leaves the lock to the desks for as long as it was held: SQLite queues
// nobody, and who only ever looks when it is taken would give up in the end.
func giveWay(ctx context.Context, held time.Duration) error {
	select {
	case <-time.After(held):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// adopt has everybody seal with the first key of a ring from here on: what another
// key has sealed by now is all there is of it.
func (s *Store) adopt(ctx context.Context, ring *seal.Ring) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		_, sealed, err := keyed(ctx, tx)
		if err != nil {
			return err
		}
		secret, err := s.unseal(sealed, []byte(aboutMarker))
		if err != nil {
			return err
		}
		sealed = ring.Seal(secret, []byte(aboutMarker))
		if _, err := tx.ExecContext(ctx, "UPDATE meta SET data_key = ?, marker = ?", ring.ID(), sealed); err != nil {
			return err
		}
		return s.use(ring.ID(), sealed)
	})
}

// reseal seals the payloads of rows that another key sealed; it counts the rows
// and moves after to the last.
func (s *Store) reseal(rows *sql.Rows, ring *seal.Ring, after *store.Seq, seen *int) (map[store.Seq][]byte, error) {
	defer rows.Close()
	fresh := map[store.Seq][]byte{}
	for rows.Next() {
		var id, kind, subject string
		var sealed []byte
		if err := rows.Scan(after, &id, &kind, &subject, &sealed); err != nil {
			return nil, err
		}
		*seen++
		if by, err := seal.IDOf(sealed); err == nil && by == ring.ID() {
			continue
		}
		text, err := s.unseal(sealed, about(id, kind, subject))
		if err != nil {
			return nil, err
		}
		fresh[*after] = ring.Seal(text, about(id, kind, subject))
	}
	return fresh, rows.Err()
}
