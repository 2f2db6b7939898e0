package sqlite

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"time"

	"creneau/api/store"
	"creneau/api/store/disk"
)

// A Report is what Check found of a store.
type Report struct {
	Facts    int
	Open     int // subjects
	Last     time.Time
	Bytes    int64 // of all its files
	Unopened int   // payloads that no key opens, or that are not what was sealed
	Clock    error // store.ClockBack where the clock is before the last fact
}

// Check reads everything: whether the file is whole, and whether each payload
// opens. What is wrong with the file is a Problem.
func (s *Store) Check(ctx context.Context) (Report, error) {
	r := Report{Bytes: s.size()}
	if found, err := s.integrity(ctx); err != nil || found != "" {
		if err == nil {
			err = s.corrupt(found)
		}
		return r, s.problem(err)
	}
	now := s.now()
	var last sql.NullInt64
	err := s.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM facts), (SELECT max(at) FROM facts),
		(SELECT count(*) FROM subjects WHERE closed = 0 AND (until IS NULL OR until > ?))`, now.UnixMilli()).Scan(&r.Facts, &last, &r.Open)
	if err != nil {
		return r, s.problem(err)
	}
	if last.Valid {
		r.Last = time.UnixMilli(last.Int64)
	}
	r.Clock = s.problem(s.clock(ctx, now))
	r.Unopened, err = s.unopened(ctx)
	return r, s.problem(err)
}

// integrity is what SQLite finds wrong with its file; "" where that is nothing.
func (s *Store) integrity(ctx context.Context) (string, error) {
	rows, err := s.read.QueryContext(ctx, "PRAGMA integrity_check(3)")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return "", err
		}
		if line != "ok" {
			found = append(found, line)
		}
	}
	return strings.Join(found, "; "), rows.Err()
}

// unopened counts the payloads that do not open.
func (s *Store) unopened(ctx context.Context) (int, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT id, kind, subject, secret FROM facts WHERE secret IS NOT NULL")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var id, kind, subject string
		var sealed sql.RawBytes
		if err := rows.Scan(&id, &kind, &subject, &sealed); err != nil {
			return n, err
		}
		if _, err := s.keyring().Open(sealed, about(id, kind, subject)); err != nil {
			n++
		}
	}
	return n, rows.Err()
}

func (s *Store) size() int64 {
	var n int64
	for _, end := range Companions() {
		if info, err := os.Lstat(s.path + end); err == nil {
			n += info.Size()
		}
	}
	return n
}

// Backup writes a copy, as the store is at one moment, into a file that is not
// there yet. Desks that are open go on.
func (s *Store) Backup(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	db, err := connect(s.path, false)
	if err == nil {
		_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
		_ = db.Close()
	}
	if err != nil {
		_ = os.Remove(path)
		return s.problem(err)
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return disk.Sync(filepath.Dir(path))
}

// Aside is the command that puts the files of a store aside, so that the next
// start makes a new one.
func Aside(path string) string {
	aside := store.Quoted(path + ".broken")
	return "mkdir " + aside + " && mv " + store.Quoted(path) + " " + store.Quoted(path+"-") + "* " + aside
}
