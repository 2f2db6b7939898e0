// Package sqlite is the embedded store: one SQLite file that several processes
// of one machine share, in WAL mode, synced at every commit. What names somebody
// is sealed before it reaches the file.
package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"creneau/api/store"
	"creneau/api/store/disk"
	"creneau/api/store/seal"
)

// FileName is that of a store in its folder. SQLite puts two others beside it.
const FileName = "store.db"

// Companions are the ends of the names of all files of a store.
func Companions() []string { return []string{"", "-wal", "-shm"} }

// patience is how long a lock of another process is waited for.
const patience = 5 * time.Second

// Options are what a store is opened with.
type Options struct {
	Path string
	Mode fs.FileMode                // of a new file; SQLite gives those beside it the same
	Keys func() (*seal.Ring, error) // called again when the key has changed
	Now  func() time.Time           // the wall clock
}

// A Store is the file. It implements store.Store.
type Store struct {
	path  string
	now   func() time.Time
	keys  func() (*seal.Ring, error)
	write *sql.DB // one connection: its transactions begin with the lock
	read  *sql.DB

	mu     sync.Mutex
	ring   *seal.Ring // the key that seals first
	marker seal.Marker
	failed error // the disk has failed: what it says is not believed until the store is opened anew
}

var _ store.Store = (*Store)(nil)

// Open opens a store, and makes it where there is none.
func Open(ctx context.Context, o Options) (*Store, error) {
	ring, err := o.Keys()
	if err != nil {
		return nil, err
	}
	s := &Store{path: o.Path, now: o.Now, keys: o.Keys, ring: ring}
	if err := s.exists(ctx, o.Mode); err != nil {
		return nil, s.problem(err)
	}
	err = s.problem(s.begin(ctx))
	for range 25 { // another login is just making what lies beside it: its rights come a moment later
		var p store.Problem
		if !errors.As(err, &p) || p.Trouble != store.Unreadable && p.Trouble != store.ReadOnly {
			break
		}
		_ = s.Close()
		time.Sleep(20 * time.Millisecond)
		err = s.problem(s.begin(ctx))
	}
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// exists makes the file where there is none: whole or not at all, so that one
// that is empty or has lost its beginning is never taken for a new one.
func (s *Store) exists(ctx context.Context, mode fs.FileMode) error {
	info, err := os.Lstat(s.path)
	switch {
	case err == nil && info.Size() == 0:
		return s.corrupt("it is empty")
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if left, err := os.Lstat(s.path + "-wal"); err == nil && left.Size() > 0 {
		return s.corrupt("it is gone, and what was written last is still there")
	}
	return s.create(ctx, mode)
}

// create writes a new store beside its place, and then puts it there.
func (s *Store) create(ctx context.Context, mode fs.FileMode) error {
	folder := filepath.Dir(s.path)
	f, err := os.CreateTemp(folder, ".store-")
	if err != nil {
		return err
	}
	made := f.Name()
	defer func() {
		for _, end := range Companions() {
			_ = os.Remove(made + end)
		}
	}()
	err = f.Chmod(mode)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = s.make(ctx, made)
	}
	if err == nil {
		err = os.Link(made, s.path)
	}
	if errors.Is(err, fs.ErrExist) { // somebody else was quicker
		return nil
	}
	if err != nil {
		return err
	}
	return disk.Sync(folder)
}

// make writes a new store into an empty file.
func (s *Store) make(ctx context.Context, path string) error {
	db, err := connect(path, false)
	if err != nil {
		return err
	}
	err = migrate(ctx, db)
	if err == nil {
		secret := make([]byte, seal.MarkerLength)
		_, _ = rand.Read(secret) // never fails
		_, err = db.ExecContext(ctx, "INSERT INTO meta (fence, data_key, marker) VALUES (0, ?, ?)",
			s.ring.ID(), s.ring.Seal(secret, []byte(aboutMarker)))
	}
	if err == nil { // so that nothing of it is in a file beside it
		_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	if closed := db.Close(); err == nil {
		err = closed
	}
	return err
}

// begin connects and sees whether the store is one that this program knows.
func (s *Store) begin(ctx context.Context) error {
	var err error
	if s.write, err = connect(s.path, false); err != nil {
		return err
	}
	if s.read, err = connect(s.path, true); err != nil {
		return err
	}
	known, err := versionOf(ctx, s.write)
	if err == nil {
		err = s.writable(ctx)
	}
	if err != nil {
		return err
	}
	if known < newest() {
		if err := migrate(ctx, s.write); err != nil {
			return err
		}
	}
	key, sealed, err := keyed(ctx, s.write)
	if err != nil {
		return err
	}
	return s.use(key, sealed)
}

// writable is nil where the connection may write: one that found what lies beside the
// file without its rights reads only for as long as it is open.
func (s *Store) writable(ctx context.Context) error {
	tx, err := s.write.BeginTx(ctx, nil) // takes the lock
	if err != nil {
		return err
	}
	return tx.Rollback()
}

// connect opens connections to a file that is there. A file name may hold what
// has a meaning in an address.
func connect(path string, reads bool) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	q := url.Values{
		"mode": {"rw"}, "_txlock": {"immediate"}, "_error_rc": {"1"}, "_dqs": {"0"}, "_defensive": {"1"},
		"_busy_timeout": {"5000"}, "_journal_mode": {"WAL"}, "_synchronous": {"FULL"},
		"_pragma": {"fullfsync(1)", "checkpoint_fullfsync(1)", "trusted_schema(0)", "cell_size_check(1)", "journal_size_limit(4194304)", "secure_delete(1)", "cache_size(-512)"},
	}
	if reads {
		q.Set("_txlock", "deferred")
		q.Set("_query_only", "1")
		q.Del("_journal_mode")
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// Close closes the store.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}
