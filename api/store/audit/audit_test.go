package audit

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"creneau/api/store"
)

func at(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 9, 40, 0, 0, time.UTC)
}

func entry(n int) Entry {
	return Entry{At: at(11, 25), By: "awa", Desk: "desk/01", Act: "book", Ref: fmt.Sprintf("tui-%d", n), Outcome: "booked"}
}

// written is a log of some entries.
func written(t *testing.T, n int) *Log {
	t.Helper()
	l := &Log{Folder: t.TempDir(), Mode: 0o600}
	for i := range n {
		if err := l.Write(entry(i)); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func text(t *testing.T, l *Log) (string, string) {
	t.Helper()
	path := filepath.Join(l.Folder, "audit-2026-11.jsonl")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, string(content)
}

func TestWhole(t *testing.T) {
	l := written(t, 3)
	r, err := Verify(l.Folder, "")
	if err != nil || r.Entries != 3 || r.Torn != 0 || !r.First.Equal(at(11, 25)) || !strings.HasPrefix(r.Head, "3:") {
		t.Errorf("%+v, %v", r, err)
	}
	if err := l.Write(entry(3)); err != nil {
		t.Fatal(err)
	}
	if later, err := Verify(l.Folder, r.Head); err != nil || later.Entries != 4 || !later.Known {
		t.Errorf("what was the last is still in it: %+v, %v", later, err)
	}
	if later, err := Verify(l.Folder, "3:0123456789abcdef"); err != nil || later.Known {
		t.Errorf("what was never in it: %+v, %v", later, err)
	}
	if r, err := Verify(t.TempDir(), ""); err != nil || r.Entries != 0 {
		t.Errorf("none: %+v, %v", r, err)
	}
}

// TestEveryByteCounts changes each byte of a log, and takes out, doubles and swaps
// its lines: every one is seen. The end of the last line apart: it is no part of it.
func TestEveryByteCounts(t *testing.T) {
	l := written(t, 3)
	path, whole := text(t, l)
	try := func(what, spoilt string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(spoilt), 0o600); err != nil {
			t.Fatal(err)
		}
		var broken *Break
		if r, err := Verify(l.Folder, ""); !errors.As(err, &broken) {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
	}
	for i := range len(whole) - 1 {
		for _, bit := range []byte{1, 0x40} {
			spoilt := []byte(whole)
			spoilt[i] ^= bit
			try(fmt.Sprintf("byte %d", i), string(spoilt))
		}
	}
	lines := strings.SplitAfter(whole, "\n")[:3]
	for name, spoilt := range map[string][]string{
		"the first is gone": lines[1:], "one is gone": {lines[0], lines[2]}, "one is there twice": {lines[0], lines[0], lines[1], lines[2]},
		"two are swapped": {lines[1], lines[0], lines[2]}, "one was put in": {lines[0], lineOf(entry(7)), lines[1], lines[2]},
		"all after the first are new": {lines[0], lineOf(entry(1)), lineOf(entry(2))},
	} {
		try(name, strings.Join(spoilt, ""))
	}
}

// TestCutAtEveryByte cuts a log off at each byte, as a power cut does, and goes on:
// every line that was whole is there, and what was cut off is told.
func TestCutAtEveryByte(t *testing.T) {
	l := written(t, 3)
	path, whole := text(t, l)
	for i := range len(whole) {
		for _, rest := range []string{"", "\x00\x00\x00"} {
			if err := os.WriteFile(path, []byte(whole[:i]+rest), 0o600); err != nil {
				t.Fatal(err)
			}
			entries := int64(0)
			for _, line := range strings.Split(whole[:i], "\n") {
				if _, _, ok := read(line); ok {
					entries++
				}
			}
			cut := 0
			if begun := whole[:i] + rest; begun != "" && !strings.HasSuffix(begun, "\n") && !strings.HasSuffix(begun, `"}`) {
				cut = 1
			}
			if strings.HasSuffix(whole[:i], `"}`) && rest != "" {
				entries-- // noise follows it
			}
			for n := range int64(2) {
				if n == 1 {
					if err := l.Write(entry(9)); err != nil {
						t.Fatal(err)
					}
				}
				r, err := Verify(l.Folder, "")
				if err != nil || r.Entries != entries+n || r.Torn != cut {
					t.Fatalf("cut after %d bytes, then %q, then %d more: %+v, %v; want %d whole and %d in part", i, rest, n, r, err, entries, cut)
				}
			}
		}
	}
}

// TestMonths goes from file to file, and never back to an earlier one.
func TestMonths(t *testing.T) {
	l := &Log{Folder: t.TempDir(), Mode: 0o600}
	for month := range 20 {
		for range 2 {
			e := entry(month)
			e.At = time.Date(2026, time.Month(month+1), 15, 0, 0, 0, 0, time.UTC)
			if err := l.Write(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	early := entry(40)
	early.At = at(3, 1)
	if err := l.Write(early); err != nil {
		t.Fatal(err)
	}
	if files, err := Names(l.Folder); err != nil || len(files) != 20 || files[19] != "audit-2027-08.jsonl" {
		t.Errorf("%q, %v", files, err)
	}
	if r, err := Verify(l.Folder, ""); err != nil || r.Entries != 41 {
		t.Errorf("%+v, %v", r, err)
	}
	if n, err := Prune(l.Folder); err != nil || n != 6 {
		t.Errorf("%d were removed, %v", n, err)
	}
	if r, err := Verify(l.Folder, ""); err != nil || r.Entries != 29 {
		t.Errorf("after that: %+v, %v", r, err)
	}
	if n, err := Prune(l.Folder); err != nil || n != 0 {
		t.Errorf("%d more were removed, %v", n, err)
	}
	if err := os.Remove(filepath.Join(l.Folder, "audit-2027-01.jsonl")); err != nil {
		t.Fatal(err)
	}
	var broken *Break
	if _, err := Verify(l.Folder, ""); !errors.As(err, &broken) || broken.Why != Missing {
		t.Errorf("a month is gone: %v", err)
	}
}

// TestManyWriteAtOnce lets several processes and several logs of each write.
func TestManyWriteAtOnce(t *testing.T) {
	const folder = "CRENEAU_AUDIT_CHILD"
	write := func(where string) {
		l := &Log{Folder: where, Mode: 0o600}
		for i := range 40 {
			if err := l.Write(entry(i)); err != nil {
				t.Error(err)
			}
		}
	}
	if where := os.Getenv(folder); where != "" {
		write(where)
		return
	}
	where := t.TempDir()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { write(where) })
		wg.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run", "^TestManyWriteAtOnce$")
			cmd.Env = append(os.Environ(), folder+"="+where)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	if r, err := Verify(where, ""); err != nil || r.Entries != 240 || r.Torn != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestNoNames: what is no word of ours, no reference and no id is not taken.
func TestNoNames(t *testing.T) {
	l := written(t, 0)
	for _, text := range []string{"Camara Mariama", "Aïssatou", "a\nb", "a\"} {", strings.Repeat("x", 121)} {
		for _, e := range []Entry{{By: text}, {Desk: text}, {Act: text}, {Ref: text}, {Outcome: text}} {
			if err := l.Write(e); err == nil || strings.Contains(err.Error(), "Mariama ") {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
	if files, err := Names(l.Folder); err != nil || len(files) != 0 {
		t.Errorf("%q, %v", files, err)
	}
}

// TestNotThroughLinks, nor into what is no file: that is refused, once and for all.
func TestNotThroughLinks(t *testing.T) {
	l := written(t, 0)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.WriteFile(elsewhere, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(l.Folder, "audit-2026-11.jsonl")
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Skip("no links here")
	}
	var p store.Problem
	if err := l.Write(entry(1)); !errors.As(err, &p) || p.Trouble != store.Failing {
		t.Errorf("%v", err)
	}
	_ = os.Remove(path)
	if err := l.Write(entry(1)); !errors.As(err, &p) || p.Trouble != store.Failing {
		t.Errorf("it goes on: %v", err)
	}
	if err := (&Log{Folder: l.Folder, Mode: 0o600}).Write(entry(1)); err != nil {
		t.Errorf("opened anew: %v", err)
	}
}

// FuzzRead: a line is whole only with the hash of all before it, and one that is
// whole reads as what is written.
func FuzzRead(f *testing.F) {
	whole := strings.TrimSuffix(lineOf(entry(1)), "\n")
	f.Add(whole)
	f.Add(whole[:len(whole)-3])
	f.Add(`{"n":1,"sum":"x"}`)
	f.Fuzz(func(t *testing.T, line string) {
		e, hash, ok := read(line)
		if !ok {
			return
		}
		if !strings.HasSuffix(line, `"sum":"`+hash+`"}`) || hashOf(strings.TrimSuffix(line, sumMark+hash+`"}`)+"}") != hash {
			t.Fatalf("%q is whole with %s: %+v", line, hash, e)
		}
	})
}
