package folder

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"creneau/api/store"
	"creneau/api/store/audit"
	"creneau/api/store/disk"
	"creneau/api/store/sqlite"
)

// Audit is the log of the folder.
func (f *Folder) Audit() *audit.Log { return &audit.Log{Folder: f.Path, Mode: f.Mode()} }

// A Copied is what a backup holds.
type Copied struct {
	Path  string // its folder
	Audit int    // files
	Key   bool   // it holds the data key
}

// keyName is that of the data key in a backup.
const keyName = "data.key"

// Backup copies store and audit, and the data key where it is asked for, into a new
// folder below one that is there, for the user's eyes only. Desks that are open
// go on.
func (f *Folder) Backup(ctx context.Context, s *sqlite.Store, into string, at time.Time, withKey bool) (Copied, error) {
	c := Copied{Path: filepath.Join(into, "creneau-"+at.Format("20060102-150405"))}
	if err := os.Mkdir(c.Path, 0o700); err != nil {
		return c, refused(c.Path, err)
	}
	if err := s.Backup(ctx, filepath.Join(c.Path, sqlite.FileName)); err != nil {
		return c, refusedIn(c.Path, err)
	}
	files, err := audit.Names(f.Path)
	if err != nil {
		return c, err
	}
	for _, name := range files {
		if err := copied(filepath.Join(f.Path, name), filepath.Join(c.Path, name)); err != nil {
			return c, refusedIn(c.Path, err)
		}
		c.Audit++
	}
	if withKey {
		if err := copied(f.Key.Path, filepath.Join(c.Path, keyName)); err != nil {
			return c, refusedIn(c.Path, err)
		}
		c.Key = true
	}
	return c, disk.Sync(c.Path)
}

// refusedIn is why a file of a backup was not made; what is wrong with the store
// stays that.
func refusedIn(path string, err error) error {
	if isProblem(err) {
		return err
	}
	return refused(path, err)
}

// copied copies a file to one that is not there yet.
func copied(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	return err
}

// A Rotated is what came of a change of the data key.
type Rotated struct {
	Payloads int  // that were sealed anew
	Left     bool // the old keys are still in the file, which is not the user's to change; else they are in its Old
}

// Rotate seals everything with a new data key and puts the old one aside. It can be
// stopped at any moment and begun again. Where the file is not the user's to change,
// whoever may puts a new key before the old one first: a store.Problem says so.
func (f *Folder) Rotate(ctx context.Context, s *sqlite.Store) (Rotated, error) {
	var r Rotated
	unlock, err := f.lock() // one at a time: the keys of two would be lost
	if err != nil {
		return r, refusedIn(f.Path, err)
	}
	defer unlock()
	ring, err := f.Key.Read()
	if err != nil {
		return r, err
	}
	if ring.Len() == 1 {
		if err := f.Key.Add(); err != nil {
			return r, refusedIn(f.Key.Path, err)
		}
	}
	if r.Payloads, err = s.Reseal(ctx); err != nil {
		return r, err
	}
	_, err = f.Key.Retire()
	var p store.Problem
	if errors.As(err, &p) && p.Trouble == store.KeyFixed {
		r.Left, err = true, nil
	}
	if err != nil {
		err = refusedIn(f.Key.Path, err)
	}
	return r, err
}

// lock waits until nobody else changes the data key.
func (f *Folder) lock() (unlock func(), err error) {
	lock, err := os.OpenFile(filepath.Join(f.Path, "rotate.lock"), os.O_CREATE|os.O_RDWR|disk.NotThroughLinks, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := lock.Stat(); err == nil && info.Mode().Perm() != f.Mode() {
		_ = lock.Chmod(f.Mode()) // another's: its owner has seen to it
	}
	if err := disk.Lock(lock); err != nil {
		_ = lock.Close()
		return nil, err
	}
	return func() { _ = lock.Close() }, nil
}

// Sweep removes what nobody needs any more of store and audit.
func (f *Folder) Sweep(ctx context.Context, s *sqlite.Store) (store.Swept, int, error) {
	swept, err := s.Sweep(ctx)
	if err != nil {
		return swept, 0, err
	}
	files, err := audit.Prune(f.Path)
	return swept, files, err
}
