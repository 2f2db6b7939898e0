// Package audit is what was done at the desks, line by line, in files of their own:
// only ever added to, each line chained to the one before by its hash, so that a
// line that was changed, taken out or put in is seen. It holds references and no
// names, and is there when the store is not.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"creneau/api/store"
	"creneau/api/store/disk"
)

// An Entry is one thing that was done. None of its texts is a name: they are words
// of ours, references and ids.
type Entry struct {
	N       int64     `json:"n"` // counted from 1, over all files
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty"`      // the login
	Desk    string    `json:"desk,omitempty"`    // its claim
	Act     string    `json:"act"`               // book, cancel, view, login …
	Ref     string    `json:"ref,omitempty"`     // the booking's reference, or the appointment's id
	Outcome string    `json:"outcome,omitempty"` // the code of a refusal, or what became of it
	Torn    bool      `json:"torn,omitempty"`    // the line before was cut off while it was written
	Prev    string    `json:"prev"`              // the hash of the entry before
}

// IsWord says whether a text is what an entry may hold: no blank and no letter that
// only names have.
func IsWord(text string) bool {
	const others = `._:/@+"-`
	for i := range len(text) {
		c := text[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(others, c) >= 0) {
			return false
		}
	}
	return len(text) <= 120
}

// kept is how many files are kept, one for each month in which something was done:
// more than a year.
const kept = 14

// A Log is the files of a folder.
type Log struct {
	Folder string
	Mode   fs.FileMode // of new ones

	mu     sync.Mutex
	failed error // what was written last may not be on the disk
}

// Write adds an entry, and returns when it is on the disk. N, Torn and Prev are
// the log's to set. Several processes may write at once. After the disk has failed
// nothing is written until the log is opened anew: a store.Problem.
func (l *Log) Write(e Entry) error {
	for _, text := range []string{e.By, e.Desk, e.Act, e.Ref, e.Outcome} {
		if !IsWord(text) {
			return fmt.Errorf("the audit takes no such text: %.30q", text)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed != nil {
		return l.failed
	}
	lock, err := l.open("audit.lock", os.O_RDWR)
	if err == nil {
		defer lock.Close()
		if err = disk.Lock(lock); err == nil {
			err = l.add(e)
		}
	}
	return l.problem(err)
}

// add adds an entry while no other process does.
func (l *Log) add(e Entry) error {
	files, err := names(l.Folder)
	if err != nil {
		return err
	}
	name := "audit-" + e.At.UTC().Format("2006-01") + ".jsonl"
	last := end{}
	if n := len(files); n > 0 {
		name = max(name, files[n-1]) // a clock that was set back begins no earlier file
		if last, err = endOf(l.Folder, files); err != nil {
			return err
		}
	}
	e.N, e.Prev, e.Torn = last.n+1, last.hash, last.torn
	e.At = e.At.UTC().Truncate(time.Millisecond)
	f, err := l.open(name, os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return err
	}
	text := lineOf(e)
	if last.open == name {
		text = "\n" + text // what was cut off stays, as a line of its own
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil && !slices.Contains(files, name) {
		err = disk.Sync(l.Folder)
	}
	return err
}

// open opens a file of the folder, new or not, through no link.
func (l *Log) open(name string, flags int) (*os.File, error) {
	path := filepath.Join(l.Folder, name)
	f, err := os.OpenFile(path, flags|os.O_CREATE|os.O_EXCL|disk.NotThroughLinks, 0o600)
	if err == nil {
		if err = f.Chmod(l.Mode); err != nil { // whatever the umask
			_ = f.Close()
		}
		return f, err
	}
	if !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	f, err = os.OpenFile(path, flags|disk.NotThroughLinks, 0)
	for range 5 { // another login is just making it: its rights come a moment later
		if !errors.Is(err, fs.ErrPermission) {
			break
		}
		time.Sleep(20 * time.Millisecond)
		f, err = os.OpenFile(path, flags|disk.NotThroughLinks, 0)
	}
	return f, err
}

// problem is an error of the system as a Problem; one of the disk is remembered.
func (l *Log) problem(err error) error {
	var path *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return store.Problem{Trouble: store.ReadOnly, Path: l.Folder, Detail: err.Error()}
	case errors.As(err, &path):
		l.failed = store.Problem{Trouble: store.Failing, Path: path.Path, Detail: path.Err.Error()}
		return l.failed
	}
	return err
}

// lineOf is an entry as it is written: JSON, with the hash of all before it.
func lineOf(e Entry) string {
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // it holds nothing that JSON has no form for
	}
	return string(text[:len(text)-1]) + sumMark + hashOf(string(text)) + "\"}\n"
}

// sumMark begins the hash of a line, which is its last field.
const sumMark = `,"sum":"`

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// read reads a line that is whole.
func read(line string) (e Entry, hash string, whole bool) {
	text, rest, ok := strings.Cut(line, sumMark)
	hash, closes := strings.CutSuffix(rest, `"}`)
	if !ok || !closes || hash != hashOf(text+"}") {
		return e, "", false
	}
	return e, hash, json.Unmarshal([]byte(text+"}"), &e) == nil
}

// names are the files of a folder in the order of their months.
func names(folder string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "audit-[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"))
	var all []string
	for _, path := range paths {
		all = append(all, filepath.Base(path))
	}
	slices.Sort(all)
	return all, err
}

// Names are the files of a folder that hold entries.
func Names(folder string) ([]string, error) { return names(folder) }

// Prune removes the oldest files, and says how many: as many months as are kept
// stay, whatever the clock says now.
func Prune(folder string) (int, error) {
	files, err := names(folder)
	if err != nil || len(files) <= kept {
		return 0, err
	}
	old := files[:len(files)-kept]
	for i, name := range old {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return i, err
		}
	}
	return len(old), nil
}
