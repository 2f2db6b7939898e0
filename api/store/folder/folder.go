// Package folder is whose a store is and where it lies: each user's own, or that
// of a group of one machine. It judges who could read, change or lose what is
// kept, before anything is.
package folder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/disk"
	"creneau/api/store/seal"
	"creneau/api/store/sqlite"
)

// Where a group's store belongs, and its data key.
const (
	groupFolder = "/var/lib/creneau"
	groupKey    = "/etc/creneau/data.key"
)

// A Folder is where a store lies.
type Folder struct {
	Path   string
	Named  bool // by the administrator; else it is the user's own
	Shared bool // by a group; known once it was judged
	Key    seal.File

	ownKey string
	system func(path string) string // the file system of a path
}

// Locate finds the folder that was named, else the user's own.
func Locate(named string, key settings.KeyPlace, env func(string) string) (Folder, error) {
	f := Folder{Path: named, Named: named != "", Key: seal.File(key), system: disk.System}
	home := env("HOME")
	below := func(variable string, rest ...string) string {
		if base := env(variable); filepath.IsAbs(base) { // the specification says to ignore another
			return base
		}
		return filepath.Join(append([]string{home}, rest...)...)
	}
	if !filepath.IsAbs(home) && (!f.Named || key.Path == "") {
		return f, store.Problem{Trouble: store.HomeUnset}
	}
	f.ownKey = filepath.Join(below("XDG_CONFIG_HOME", ".config"), "creneau", "data.key")
	if !f.Named {
		f.Path = filepath.Join(below("XDG_STATE_HOME", ".local", "state"), "creneau")
	}
	return f, nil
}

// Store is the path of the store's file.
func (f *Folder) Store() string { return filepath.Join(f.Path, sqlite.FileName) }

// Mode is that of the files in the folder.
func (f *Folder) Mode() fs.FileMode {
	if f.Shared {
		return 0o660
	}
	return 0o600
}

// Open judges the folder and opens its store. It makes what is not there: the
// user's own folder, its data key, and the store.
func (f *Folder) Open(ctx context.Context, now func() time.Time) (*sqlite.Store, error) {
	if err := f.make(); err != nil {
		return nil, err
	}
	if err := f.Fit(); err != nil {
		return nil, err
	}
	if err := f.begin(); err != nil {
		return nil, err
	}
	return sqlite.Open(ctx, sqlite.Options{Path: f.Store(), Mode: f.Mode(), Keys: f.Keys, Now: now})
}

// Kept says whether there is a store.
func (f *Folder) Kept() bool {
	_, err := os.Lstat(f.Store())
	return err == nil
}

// make makes the user's own folder.
func (f *Folder) make() error {
	if f.Named {
		return nil
	}
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		if info, there := os.Stat(f.Path); there == nil && !info.IsDir() {
			return store.Problem{Trouble: store.NoFolder, Path: f.Path}
		}
		return refused(f.Path, err)
	}
	return nil
}

// There says whether there is anything in the folder's place.
func (f *Folder) There() bool {
	_, err := os.Lstat(f.Path)
	return err == nil
}

// Keys reads the data keys. That there is none is a Problem: of a store that is
// there it is gone, of a new one it is still to be made.
func (f *Folder) Keys() (*seal.Ring, error) {
	r, err := f.Key.Read()
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return r, err
	case f.Kept():
		return nil, store.Problem{Trouble: store.KeyGone, Path: f.Key.Path}
	}
	return nil, store.Problem{Trouble: store.KeyMissing, Path: f.Key.Path, Command: f.makeKey()}
}

// begin has a key for a store that is to be made: the user makes their own.
func (f *Folder) begin() error {
	_, err := f.Keys()
	var p store.Problem
	if errors.As(err, &p) && p.Trouble == store.KeyMissing && !f.Shared {
		if _, err = f.Key.Make(); err != nil && !isProblem(err) {
			return refused(f.Key.Path, err)
		}
	}
	return err
}

// makeKey is the command by which an administrator makes the key of a group.
func (f *Folder) makeKey() string {
	group := "reception"
	if info, err := os.Stat(f.Path); err == nil {
		if _, id, known := disk.OwnerOf(info); known {
			group = groupName(id)
		}
	}
	return "head -c 32 /dev/urandom | base64 | sudo install -D -m 640 -g " + group + " /dev/stdin " + store.Quoted(f.Key.Path)
}

// refused is why the system let nothing be made in a place.
func refused(path string, err error) error {
	p := store.Problem{Trouble: store.ReadOnly, Path: path, Detail: err.Error()}
	var of *fs.PathError
	if errors.As(err, &of) {
		p.Path, p.Detail = of.Path, of.Err.Error()
	}
	if full(err) {
		p.Trouble = store.Full
	}
	return p
}

func isProblem(err error) bool {
	var ofStore store.Problem
	var ofKey settings.Problem
	return errors.As(err, &ofStore) || errors.As(err, &ofKey)
}

// files are the paths of everything in the folder that is ours.
func (f *Folder) files() ([]string, error) {
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), sqlite.FileName) || strings.HasPrefix(e.Name(), "audit") {
			all = append(all, filepath.Join(f.Path, e.Name()))
		}
	}
	return all, nil
}
