package seal

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/chacha20poly1305"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/disk"
)

// A File is where the data keys are. One that systemd put there has systemd's
// rights, and is nobody's to change.
type File settings.KeyPlace

// Read reads the keys. Who may read or replace the file is judged as for the key
// file of the API: a settings.Problem. One that is not there is fs.ErrNotExist.
func (f File) Read() (*Ring, error) {
	text, err := f.text()
	var p settings.Problem
	if errors.As(err, &p) && p.Kind == settings.KeyFileMissing {
		return nil, &fs.PathError{Op: "open", Path: f.Path, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, err
	}
	r, err := Parse(text)
	if err != nil {
		return nil, store.Problem{Trouble: store.KeyMalformed, Path: f.Path}
	}
	return r, nil
}

func (f File) text() (string, error) {
	if !f.Credential {
		text, err := settings.ReadKeyFile(f.Path)
		for range 5 { // it was replaced by a new one while it was read, unless it is a link
			var p settings.Problem
			if !errors.As(err, &p) || p.Kind != settings.KeyFileLink {
				break
			}
			text, err = settings.ReadKeyFile(f.Path)
		}
		return text, err
	}
	text, err := os.ReadFile(f.Path)
	return string(text), err
}

// Make makes the file with a new key, for its owner's eyes only, and reads it. One
// that somebody else has made meanwhile stays.
func (f File) Make() (*Ring, error) {
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return nil, err
	}
	err := f.write(fresh().text(), 0o600, func(made string) error {
		err := os.Link(made, f.Path)
		_ = os.Remove(made)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return f.Read()
}

// Add puts a new key before those of the file. What they sealed still opens.
func (f File) Add() error {
	r := fresh()
	had, err := f.Read()
	if err != nil {
		return err
	}
	r.keys = append(r.keys, had.keys...)
	return f.replace(r)
}

// Old is where the keys are put that Retire takes out of the file.
func (f File) Old() File { return File{Path: f.Path + ".old"} }

// Retire takes all keys but the first out of the file: nothing of the store is
// sealed with them. Backups are, so they are put aside and not away. It says
// whether there were any.
func (f File) Retire() (bool, error) {
	r, err := f.Read()
	if err != nil || r.Len() == 1 {
		return false, err
	}
	if err := f.changeable(); err != nil {
		return false, err
	}
	before, err := os.ReadFile(f.Old().Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	old := &Ring{keys: r.keys[1:]}
	if err := f.Old().write(old.text()+string(before), 0o600, func(made string) error { return os.Rename(made, f.Old().Path) }); err != nil {
		return false, err
	}
	r.keys = r.keys[:1]
	return true, f.replace(r)
}

// changeable is nil where the file is the user's to change.
func (f File) changeable() error {
	info, err := os.Lstat(f.Path)
	if err != nil {
		return err
	}
	owner, _, known := disk.OwnerOf(info)
	if f.Credential || known && owner != os.Geteuid() && os.Geteuid() != 0 {
		return store.Problem{Trouble: store.KeyFixed, Path: f.Path}
	}
	return nil
}

// replace puts a ring in the file's place, whole or not at all, with the rights
// that the file has.
func (f File) replace(r *Ring) error {
	if err := f.changeable(); err != nil {
		return err
	}
	info, err := os.Lstat(f.Path)
	if err != nil {
		return err
	}
	owner, group, known := disk.OwnerOf(info)
	return f.write(r.text(), info.Mode().Perm(), func(made string) error {
		if known {
			if err := disk.Give(made, owner, group); err != nil {
				return err
			}
		}
		return os.Rename(made, f.Path)
	})
}

// write writes keys to a new file in the same folder, has it put in place, and
// waits until both are on the disk.
func (f File) write(text string, mode fs.FileMode, put func(made string) error) error {
	folder := filepath.Dir(f.Path)
	made, err := os.CreateTemp(folder, ".data-key-") // of mode 0600
	if err != nil {
		return err
	}
	_, err = io.WriteString(made, text)
	if err == nil {
		err = made.Chmod(mode)
	}
	if err == nil {
		err = made.Sync()
	}
	if closed := made.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = put(made.Name())
	}
	if err != nil {
		_ = os.Remove(made.Name())
		return err
	}
	return disk.Sync(folder)
}

// fresh is a ring of one new key.
func fresh() *Ring {
	raw := make([]byte, chacha20poly1305.KeySize)
	_, _ = rand.Read(raw) // never fails
	return &Ring{keys: []key{newKey(raw)}}
}
