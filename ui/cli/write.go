package cli

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"creneau/api/settings"
)

// This is the only file of the program that writes files, but for what api/store
// keeps, and the key of a server (ui/sshd/hostkey.go).

// forOwner is the mode of what is written: for its owner's eyes only.
const forOwner = 0o600

// writeSheet writes a sheet into its owner's home folder, for their eyes only,
// and says where as a person would. Without a home it goes into a new folder of
// its own, whose name nobody can have made before.
func writeSheet(home, name, text string) (string, error) {
	folder, said := home, "~"
	if !filepath.IsAbs(home) {
		var err error
		if folder, err = os.MkdirTemp("", "creneau-"); err != nil {
			return "", err
		}
		said = folder
	}
	return filepath.Join(said, name), replaceFile(filepath.Join(folder, name), text)
}

// replaceFile puts a new file in a place, whole or not at all: what stood there,
// a link as well as a file that others may read, is gone and untouched.
func replaceFile(path, text string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".creneau-") // of mode 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// writeLooks puts what was chosen at the desk in its place, for the login's own eyes,
// and makes the folder where there is none.
func writeLooks(place, text string) error {
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return err
	}
	return replaceFile(place, text)
}

// openLog makes the log of --debug, for its owner's eyes only; nil without it, or
// where it cannot be opened.
func openLog(path string) (*slog.Logger, func(), error) {
	if path == "" {
		return nil, func() {}, nil
	}
	f, err := appendTo(path)
	if err != nil {
		return nil, func() {}, err
	}
	return slog.New(slog.NewTextHandler(f, nil)), func() { _ = f.Close() }, nil
}

// tryLog says why the log cannot be opened, and leaves no file behind that was
// not there.
func tryLog(path string) error {
	if path == "" {
		return nil
	}
	_, before := os.Lstat(path)
	f, err := appendTo(path)
	if err != nil {
		return err
	}
	if errors.Is(before, fs.ErrNotExist) {
		_ = os.Remove(path)
	}
	return f.Close()
}

// appendTo opens a file to append to it: a new one, or one that is a regular file
// of the user's own, by its one name. It follows no link and waits for no pipe.
func appendTo(path string) (*os.File, error) {
	before, err := os.Lstat(path)
	if err == nil && !before.Mode().IsRegular() {
		return nil, settings.ErrNotOurs
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND|notThroughLinks, forOwner)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !(info.Mode().IsRegular() && solelyOurs(info)) {
		err = settings.ErrNotOurs
	}
	if err == nil {
		err = f.Chmod(forOwner)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}
