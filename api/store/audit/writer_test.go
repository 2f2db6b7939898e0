package audit

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/disk"
)

// A heard is what a Writer says.
type heard struct {
	mu  sync.Mutex
	all []error
}

func (h *heard) say(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, err)
}

func (h *heard) said() []error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]error(nil), h.all...)
}

// An audit that cannot be written keeps nobody waiting for longer than a moment, and
// says so once.
func TestWriterThatCannotWrite(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "audit.lock"), 0o700); err != nil {
		t.Fatal(err)
	}
	var h heard
	w := NewWriter(&Log{Folder: folder, Mode: 0o600}, h.say)
	defer w.Close()
	began := time.Now()
	for i := range 3 {
		w.Write(entry(i))
	}
	if took := time.Since(began); took > 4*writeLimit {
		t.Errorf("three acts waited for %v", took)
	}
	var p store.Problem
	if all := h.said(); len(all) != 1 || !errors.As(all[0], &p) {
		t.Errorf("it says %v", all)
	}
}

// A lock that another program holds for good stops nobody. What waited is written, in
// its order, once it is given up; what had no room is told.
func TestWriterThatIsHeld(t *testing.T) {
	folder := t.TempDir()
	var h heard
	w := NewWriter(&Log{Folder: folder, Mode: 0o600}, h.say)
	w.Write(entry(0))
	lock, err := os.OpenFile(filepath.Join(folder, "audit.lock"), os.O_RDWR, 0)
	if err == nil {
		err = disk.Lock(lock)
	}
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	w.Write(entry(1))
	if took := time.Since(began); took < writeLimit || took > 8*writeLimit {
		t.Errorf("it waited for %v", took)
	}
	w.Write(entry(2), entry(3))
	for len(w.queue) < cap(w.queue) {
		w.queue <- batch{done: make(chan struct{})}
	}
	w.Write(entry(4))
	if all := h.said(); len(all) != 1 || !errors.Is(all[0], ErrBehind) {
		t.Errorf("of an entry that has no room it says %v", all)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if r, err := Verify(folder, ""); err != nil || r.Entries != 4 {
		t.Errorf("of what waited there are %d entries, %v", r.Entries, err)
	}
}
