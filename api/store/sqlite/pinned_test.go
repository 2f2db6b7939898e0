//go:build unix

package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestPinned holds what durability rests on: every connection that writes syncs at
// each commit, and nothing maps the file into memory.
func TestPinned(t *testing.T) {
	s := opened(t, options(t.TempDir(), time.Now))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "fullfsync": "1", "checkpoint_fullfsync": "1", "busy_timeout": fmt.Sprint(patience.Milliseconds()),
		"mmap_size": "0", "trusted_schema": "0", "query_only": "0", "application_id": fmt.Sprint(applicationID), "user_version": fmt.Sprint(newest()),
	} {
		var got string
		if err := s.write.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	if _, err := s.read.Exec("DELETE FROM facts"); err == nil {
		t.Error("the connection that reads writes")
	}
	if n := s.write.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d connections write", n)
	}
}

// TestModes: the files are as private as they were asked to be, whatever the
// umask.
func TestModes(t *testing.T) {
	had := syscall.Umask(0)
	defer syscall.Umask(had)
	for _, mode := range []os.FileMode{0o600, 0o660} {
		for _, mask := range []int{0, 0o022, 0o077} {
			syscall.Umask(mask)
			o := options(t.TempDir(), time.Now)
			o.Mode = mode
			s := opened(t, o)
			if _, err := s.Append(t.Context(), nil, booking(1)); err != nil {
				t.Fatal(err)
			}
			for _, end := range Companions() {
				info, err := os.Stat(o.Path + end)
				if err != nil || info.Mode().Perm() != mode {
					t.Errorf("%s: mode %v with umask %03o, want %v (%v)", filepath.Base(o.Path)+end, info.Mode(), mask, mode, err)
				}
			}
		}
	}
}
