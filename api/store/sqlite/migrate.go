package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"slices"

	"creneau/api/store"
)

// The migrations, each by its number; the schema's version is that of the last.
//
//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks SQLite's file as a store of this program: "crnx".
const applicationID = 0x63726e78

// steps are the migrations in their order.
func steps() []string { return store.Steps(migrations) }

// newest is the version of the schema that this program writes.
func newest() int { return len(steps()) }

// versionOf is the version of a file's schema; 0 of an empty one. A file of
// another program or of a newer version of this one is a Problem.
func versionOf(ctx context.Context, db querier) (int, error) {
	var application, version, tables int
	err := db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).Scan(&application, &version, &tables)
	switch {
	case err != nil:
		return 0, err
	case application != applicationID && (application != 0 || version != 0 || tables != 0):
		return 0, store.Problem{Trouble: store.Foreign}
	case version > newest():
		return 0, store.Problem{Trouble: store.Newer, Version: version, Known: newest()}
	}
	return version, nil
}

// A querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// migrate brings a file to the newest version, all or nothing: whoever comes
// second finds nothing left to do.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	version, err := versionOf(ctx, tx)
	if err != nil {
		return err
	}
	all := steps()
	for _, step := range slices.Clone(all[version:]) {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	// A pragma takes no parameters.
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(all))
	if _, err := tx.ExecContext(ctx, mark); err != nil {
		return err
	}
	return tx.Commit()
}
