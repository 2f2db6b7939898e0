package sqlite

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const (
	page  = 4096
	frame = 24 + page // of the file in which SQLite writes first

	middle = 24 + page/2
)

// A recording is what a store wrote, commit by commit.
type recording struct {
	file []byte // as it was before
	wal  []byte
	ends []int // of the commits in wal
}

// record appends bookings to a store of some, and leaves off before they are
// written through.
func record(t *testing.T, had, commits int) (recording, string) {
	t.Helper()
	folder := filled(t, had)
	var r recording
	var err error
	if r.file, err = os.ReadFile(filepath.Join(folder, FileName)); err != nil {
		t.Fatal(err)
	}
	s := opened(t, options(folder, time.Now))
	if _, err := s.write.Exec("PRAGMA wal_autocheckpoint = 0"); err != nil {
		t.Fatal(err)
	}
	for i := range commits {
		draft := booking(1000 + i)
		draft.Closed, draft.Alone = true, ""
		if _, err := s.Append(t.Context(), nil, booking(had+i), draft); err != nil {
			t.Fatal(err)
		}
		if r.wal, err = os.ReadFile(filepath.Join(folder, FileName+"-wal")); err != nil {
			t.Fatal(err)
		}
		r.ends = append(r.ends, len(r.wal))
	}
	return r, folder
}

// facts opens a store as a power cut has left it and counts its facts: each opens,
// and the file is whole.
func facts(t *testing.T, file, wal []byte) int {
	t.Helper()
	folder := t.TempDir()
	for end, text := range map[string][]byte{"": file, "-wal": wal} {
		if err := os.WriteFile(filepath.Join(folder, FileName+end), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), options(folder, time.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := s.Check(t.Context())
	if err != nil || r.Unopened != 0 {
		t.Fatalf("%d payloads do not open, %v", r.Unopened, err)
	}
	if _, err := s.Append(t.Context(), nil, booking(99999)); err != nil {
		t.Fatalf("it takes no more: %v", err)
	}
	return r.Facts
}

// TestEveryPrefixOpens cuts what was written at every place of a kind: after each
// frame, within each, with noise and with zeros behind. What is there are the
// facts of every commit that is whole, and no part of another.
func TestEveryPrefixOpens(t *testing.T) {
	const had, commits = 5, 6
	r, _ := record(t, had, commits)
	noise := bytes.Repeat([]byte("\x37\x7f\x06\x82 a frame?"), 2*frame/14)
	cuts := 0
	for at := 0; at <= len(r.wal); {
		whole := 0
		for _, end := range r.ends {
			if end <= at {
				whole++
			}
		}
		tails := map[string][]byte{"": nil}
		if in := (at - 32) % frame; in == 0 || in == middle {
			tails["noise"], tails["zeros"] = noise, make([]byte, 2*frame)
		}
		for tail, rest := range tails {
			if got := facts(t, r.file, append(bytes.Clone(r.wal[:at]), rest...)); got != had+2*whole {
				t.Errorf("cut after %d of %d bytes, then %q: %d facts, want %d", at, len(r.wal), tail, got, had+2*whole)
			}
			cuts++
		}
		switch in := (at - 32) % frame; { // before and after each boundary, and between
		case at == 0:
			at = 16
		case at == 16:
			at = 31
		case in == 0:
			at++
		case in == 1:
			at += 23
		case in == 24:
			at += middle - in
		case in < frame-1:
			at += frame - 1 - in
		default:
			at++
		}
	}
	t.Logf("%d ends of %d commits in %d frames", cuts, commits, len(r.wal)/frame)
	if cuts < 300 {
		t.Errorf("only %d were tried", cuts)
	}
}

// TestEveryPrefixOfWritingThrough cuts while what was written first is written into
// the file itself, page by page, and while the next commit begins anew.
func TestEveryPrefixOfWritingThrough(t *testing.T) {
	const had, commits = 5, 30
	r, folder := record(t, had, commits)
	s := opened(t, options(folder, time.Now))
	if _, err := s.write.Exec("PRAGMA wal_checkpoint(RESTART)"); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(filepath.Join(folder, FileName))
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at <= len(after); at += page / 2 {
		mixed := append(bytes.Clone(after[:at]), r.file[min(at, len(r.file)):]...)
		if got := facts(t, mixed, r.wal); got != had+2*commits {
			t.Errorf("the first %d bytes are written: %d facts, want %d", at, got, had+2*commits)
		}
	}
	if _, err := s.Append(t.Context(), nil, booking(77)); err != nil {
		t.Fatal(err)
	}
	next, err := os.ReadFile(filepath.Join(folder, FileName+"-wal"))
	if err != nil {
		t.Fatal(err)
	}
	end := 0
	for i := range next {
		if i >= len(r.wal) || next[i] != r.wal[i] {
			end = i + 1
		}
	}
	end = 32 + (end-32+frame-1)/frame*frame
	for at := 0; at <= end; at += 16 + page/4 {
		at = min(at, end)
		want := had + 2*commits
		if at == end {
			want++
		}
		if got := facts(t, after, append(bytes.Clone(next[:at]), r.wal[at:]...)); got != want {
			t.Errorf("the first %d of %d bytes of the next commit: %d facts, want %d", at, end, got, want)
		}
	}
	if got := facts(t, after, next); got != had+2*commits+1 {
		t.Errorf("all of it: %d facts", got)
	}
}

// TestALeftoverOfMakingIsNoStore: a power cut while a store is made leaves none.
func TestALeftoverOfMakingIsNoStore(t *testing.T) {
	folder := t.TempDir()
	for i, text := range [][]byte{nil, []byte("SQLite format 3\x00"), make([]byte, 5000)} {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf(".store-%d", i)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := opened(t, options(folder, time.Now))
	if _, err := s.Append(t.Context(), nil, booking(1)); err != nil {
		t.Error(err)
	}
}
