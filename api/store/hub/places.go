package hub

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"creneau/api/store"
)

// A Host is one of those that share a hub.
type Host struct {
	Name string
	Seen time.Time
}

// A Place is how far the facts of a host have been copied: those of its own store up
// to a number that a fact has, which no later one takes the place of; and those of the
// hub.
type Place struct {
	Up   store.Seq
	Last string // the id of that fact; "" for none
	Down store.Seq
}

// HostClaim is the name of the claim under which a host copies.
func HostClaim(host string) string { return "host/" + host }

// Arrive says that a host is there, whose store has an id, and how far its facts were
// copied. Was is what hub and host told each other last, and next what they will. If
// that is not what the hub was told, one of the two was restored: then everything is
// copied again, which does no harm.
func (s *Store) Arrive(ctx context.Context, under store.Claim, host, id, was, next string) (Place, error) {
	var p Place
	err := s.change(ctx, func(t *tx) error {
		if err := t.holds(ctx, []store.Claim{under}); err != nil {
			return err
		}
		var have, mark string
		err := t.QueryRow(ctx, "SELECT store, mark, up, last, down FROM hosts WHERE name = $1", host).Scan(&have, &mark, &p.Up, &p.Last, &p.Down)
		if missing(err) != nil {
			return err
		}
		if err != nil || have != id || mark != was {
			p = Place{}
		}
		_, err = t.Exec(ctx, `INSERT INTO hosts (name, store, mark, up, last, down, seen) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (name) DO UPDATE SET store = excluded.store, mark = excluded.mark, up = excluded.up, last = excluded.last,
			down = excluded.down, seen = excluded.seen`,
			host, id, next, int64(p.Up), p.Last, int64(p.Down), t.now.UnixMilli())
		return err
	})
	return p, err
}

// Upload takes copies of a host's facts, in their order, and says how many told
// something new.
func (s *Store) Upload(ctx context.Context, under store.Claim, host string, copies ...store.Copy) (int, error) {
	var n int
	err := s.change(ctx, func(t *tx) error {
		n = 0
		if err := t.receive(ctx, []store.Claim{under}, copies, &n); err != nil {
			return err
		}
		for _, c := range slices.Backward(copies) {
			if !c.Latest {
				_, err := t.Exec(ctx, "UPDATE hosts SET up = $1, last = $2, seen = $3 WHERE name = $4", int64(c.Seq), c.ID.String(), t.now.UnixMilli(), host)
				return err
			}
		}
		return nil
	})
	return n, err
}

// Downloaded says that a host has the hub's facts up to a number.
func (s *Store) Downloaded(ctx context.Context, under store.Claim, host string, down store.Seq) error {
	return s.change(ctx, func(t *tx) error {
		if err := t.holds(ctx, []store.Claim{under}); err != nil {
			return err
		}
		_, err := t.Exec(ctx, "UPDATE hosts SET down = $1, seen = $2 WHERE name = $3", int64(down), t.now.UnixMilli(), host)
		return err
	})
}

// Hosts are those that were seen within store.Retention, by name.
func (s *Store) Hosts(ctx context.Context) ([]Host, error) {
	now, err := s.clock(ctx)
	if err != nil {
		return nil, s.problem(err)
	}
	rows, err := s.pool.Query(ctx, "SELECT name, seen FROM hosts WHERE seen > $1 ORDER BY name", now.Add(-store.Retention).UnixMilli())
	if err != nil {
		return nil, s.problem(err)
	}
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (Host, error) {
		var h Host
		var seen int64
		err := r.Scan(&h.Name, &seen)
		h.Seen = time.UnixMilli(seen)
		return h, err
	})
	return all, s.problem(err)
}
