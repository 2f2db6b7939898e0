package hub

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"creneau/api/store"
	"creneau/api/store/seal"
)

// The migrations, each by its number; the schema's version is that of the last.
//
//go:embed migrations/*.sql
var migrations embed.FS

// steps are the migrations in their order.
func steps() []string { return store.Steps(migrations) }

// schema is PostgreSQL's, in which the tables are: those of others are left alone.
const schema = "creneau"

// Init makes what a hub needs in its database, or brings it to the newest version,
// all or nothing. It says whether there was anything to do.
func Init(ctx context.Context, o Options) (bool, error) {
	s := &Store{o: o}
	ring, err := o.Keys()
	if err != nil {
		return false, err
	}
	if err := s.connect(ctx); err != nil {
		return false, s.problem(err)
	}
	defer s.Close()
	done := false
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		// Two who do this at once do it one after the other.
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext('creneau'))"); err != nil {
			return err
		}
		version, err := versionOf(ctx, tx)
		var p store.Problem
		if errors.As(err, &p) && p.Trouble == store.HubEmpty {
			err = nil
		}
		if err != nil || version == len(steps()) {
			return err
		}
		done = true
		return raise(ctx, tx, version, ring)
	})
	return done, s.problem(err)
}

// raise brings a schema from a version to the newest.
func raise(ctx context.Context, tx pgx.Tx, version int, ring *seal.Ring) error {
	if _, err := tx.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
		return err
	}
	all := steps()
	for _, step := range all[version:] {
		if _, err := tx.Exec(ctx, step); err != nil {
			return err
		}
	}
	if version > 0 {
		_, err := tx.Exec(ctx, "UPDATE meta SET version = $1", len(all))
		return err
	}
	secret := make([]byte, seal.MarkerLength)
	_, _ = rand.Read(secret) // never fails
	_, err := tx.Exec(ctx, "INSERT INTO meta (version, seq, fence, data_key, marker) VALUES ($1, 0, 0, $2, $3)",
		len(all), ring.ID(), ring.Seal(secret, []byte(aboutMarker)))
	return err
}

// versionOf is the version of the schema. One that is not there or newer is a
// Problem.
func versionOf(ctx context.Context, db querier) (int, error) {
	var there bool
	if err := db.QueryRow(ctx, "SELECT to_regclass('"+schema+".meta') IS NOT NULL").Scan(&there); err != nil {
		return 0, err
	}
	if !there {
		return 0, store.Problem{Trouble: store.HubEmpty, Command: "creneau hub init"}
	}
	var version int
	if err := db.QueryRow(ctx, "SELECT version FROM meta").Scan(&version); err != nil {
		return 0, err
	}
	if newest := len(steps()); version != newest {
		return version, outdated(version, newest)
	}
	return version, nil
}

// outdated is nil of an older schema where it is to be raised: who only opens the hub
// is told.
func outdated(version, newest int) error {
	if version > newest {
		return store.Problem{Trouble: store.HubNewer, Version: version, Known: newest}
	}
	return store.Problem{Trouble: store.HubEmpty, Command: "creneau hub init"}
}

// A querier is a pool, a connection or a transaction.
type querier interface {
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	Exec(ctx context.Context, query string, args ...any) (pgconn.CommandTag, error)
}
