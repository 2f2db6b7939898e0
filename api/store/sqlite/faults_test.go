package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/seal"
)

// anotherKey is another data key of nobody's.
const anotherKey = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=\n"

// booking is a fact that names somebody.
func booking(n int) store.Fact {
	now := time.Now()
	return store.Fact{
		ID: store.NewULID(now), Kind: store.Intent, Subject: fmt.Sprintf("tui-%d", n), Stage: "confirmed", At: now, Desk: "desk/1",
		Alone: fmt.Sprintf("16 11:00 Camara Mariama %d", n), Secret: []byte("Camara Mariama"),
	}
}

// filled is a folder with a store of some bookings that is closed.
func filled(t testing.TB, n int) string {
	t.Helper()
	folder := t.TempDir()
	s, err := Open(t.Context(), options(folder, time.Now))
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if _, err := s.Append(t.Context(), nil, booking(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return folder
}

// contents are the files of a folder; of the shared memory beside a store nothing
// lasts.
func contents(t testing.TB, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(e.Name(), "-shm") {
			all[e.Name()] = string(text)
		}
	}
	return all
}

// change does something to a file of a folder.
func change(t testing.TB, folder, name string, do func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(folder, name)
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, do(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// sqlOf runs a statement on a store as any program could.
func sqlOf(t testing.TB, folder, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, FileName))
	if err == nil {
		_, err = db.Exec(statement)
	}
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func trouble(err error) store.Trouble {
	var p store.Problem
	errors.As(err, &p)
	return p.Trouble
}

// TestEveryFaultAtOpening spoils a store in every way and opens it: it is refused
// with the trouble, and every file stays as it was.
func TestEveryFaultAtOpening(t *testing.T) {
	for _, c := range []struct {
		name  string
		want  store.Trouble
		spoil func(t *testing.T, folder string, o *Options)
	}{
		{"empty", store.Corrupt, func(t *testing.T, folder string, _ *Options) {
			change(t, folder, FileName, func([]byte) []byte { return nil })
		}},
		{"no database", store.Corrupt, func(t *testing.T, folder string, _ *Options) {
			change(t, folder, FileName, func(text []byte) []byte { return bytes.Repeat([]byte("a diary\n"), len(text)/8) })
		}},
		{"the header is gone", store.Corrupt, func(t *testing.T, folder string, _ *Options) {
			change(t, folder, FileName, func(text []byte) []byte { clear(text[:100]); return text })
		}},
		{"only its first page", store.Corrupt, func(t *testing.T, folder string, _ *Options) {
			change(t, folder, FileName, func(text []byte) []byte { return text[:4096] })
		}},
		{"the first page is noise", store.Corrupt, func(t *testing.T, folder string, _ *Options) {
			change(t, folder, FileName, func(text []byte) []byte {
				for i := 100; i < 4096; i++ {
					text[i] = byte(i * 31)
				}
				return text
			})
		}},
		{"gone, but for what was written last", store.Corrupt, func(t *testing.T, folder string, _ *Options) {
			if err := os.Rename(filepath.Join(folder, FileName), filepath.Join(folder, FileName+"-wal")); err != nil {
				t.Fatal(err)
			}
		}},
		{"another program's", store.Foreign, func(t *testing.T, folder string, _ *Options) {
			sqlOf(t, folder, "PRAGMA application_id = 7")
		}},
		{"another program's that has no id", store.Foreign, func(t *testing.T, folder string, _ *Options) {
			sqlOf(t, folder, "PRAGMA application_id = 0")
		}},
		{"newer", store.Newer, func(t *testing.T, folder string, _ *Options) { sqlOf(t, folder, "PRAGMA user_version = 99") }},
		{"the key is another", store.KeyOther, func(_ *testing.T, _ string, o *Options) { o.Keys = keys(anotherKey) }},
		{"the key was changed by hand", store.Corrupt, func(t *testing.T, folder string, _ *Options) {
			sqlOf(t, folder, "UPDATE meta SET marker = CAST(marker || x'00' AS BLOB)")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := filled(t, 3)
			o := options(folder, time.Now)
			c.spoil(t, folder, &o)
			before := contents(t, folder)
			s, err := Open(t.Context(), o)
			if err == nil {
				s.Close()
			}
			var p store.Problem
			if !errors.As(err, &p) || p.Trouble != c.want || p.Path != o.Path {
				t.Errorf("opens with %#v, want %s", err, c.want)
			}
			if c.want == store.Corrupt && !strings.Contains(p.Command, FileName+".broken") {
				t.Errorf("nothing is said to do: %q", p.Command)
			}
			after := contents(t, folder)
			delete(after, FileName+"-wal") // one of no bytes may have been made
			delete(before, FileName+"-wal")
			if !maps.Equal(before, after) {
				t.Errorf("the files %q became %q", slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
			}
		})
	}
}

// TestEveryPageSpoilt spoils each page of a store in turn: what is read is right,
// or refused as corrupt, and Check finds it.
func TestEveryPageSpoilt(t *testing.T) {
	whole := filled(t, 40)
	text, err := os.ReadFile(filepath.Join(whole, FileName))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for page := 1; page < len(text)/4096; page++ {
		folder := t.TempDir()
		spoilt := bytes.Clone(text)
		for i := range 4096 {
			spoilt[page*4096+i] ^= 0x5a
		}
		if err := os.WriteFile(filepath.Join(folder, FileName), spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), options(folder, time.Now))
		if err != nil {
			if trouble(err) != store.Corrupt {
				t.Errorf("page %d: %v", page, err)
			}
			continue
		}
		if _, err := s.Check(t.Context()); trouble(err) == store.Corrupt {
			found++
		} else {
			t.Errorf("page %d: Check says %v", page, err)
		}
		if facts, err := s.Since(t.Context(), 0, 100); err != nil && trouble(err) != store.Corrupt || err == nil && len(facts) != 40 {
			t.Errorf("page %d: %d facts, %v", page, len(facts), err)
		}
		s.Close()
	}
	if found == 0 {
		t.Error("no page was spoilt that Check had to find")
	}
}

// TestSpoiltPayload: a payload that is not what was sealed, or that was moved from
// another fact, is never given out.
func TestSpoiltPayload(t *testing.T) {
	for _, statement := range []string{
		"UPDATE facts SET secret = x'00' WHERE seq = 2",
		"UPDATE facts SET secret = CAST(substr(secret, 1, length(secret) - 1) || x'77' AS BLOB) WHERE seq = 2",
		"UPDATE facts SET secret = (SELECT secret FROM facts WHERE seq = 1) WHERE seq = 2",
		"UPDATE facts SET subject = 'tui-9' WHERE seq = 2",
	} {
		folder := filled(t, 3)
		sqlOf(t, folder, statement)
		s := opened(t, options(folder, time.Now))
		if facts, err := s.Since(t.Context(), 1, 1); trouble(err) != store.Corrupt {
			t.Errorf("%s: %d facts, %v", statement, len(facts), err)
		}
		if r, err := s.Check(t.Context()); err != nil || r.Unopened != 1 {
			t.Errorf("%s: Check found %d, %v", statement, r.Unopened, err)
		}
	}
}

// TestTwoVersionsAtOnce has a newer version change the schema beneath a desk that
// is open: from then on it writes nothing.
func TestTwoVersionsAtOnce(t *testing.T) {
	folder := filled(t, 1)
	s := opened(t, options(folder, time.Now))
	sqlOf(t, folder, fmt.Sprintf("PRAGMA user_version = %d; ALTER TABLE facts ADD COLUMN patient TEXT", newest()+1))
	var p store.Problem
	if _, err := s.Append(t.Context(), nil, booking(7)); !errors.As(err, &p) || p.Trouble != store.Newer || p.Version != newest()+1 || p.Known != newest() {
		t.Errorf("it appends: %v", err)
	}
	if _, err := s.Claim(t.Context(), "desk/1", "one", time.Minute); trouble(err) != store.Newer {
		t.Errorf("it claims: %v", err)
	}
	if facts, err := s.Since(t.Context(), 0, 10); err != nil || len(facts) != 1 {
		t.Errorf("what it knows can be read no more: %d facts, %v", len(facts), err)
	}
}

// TestMigrations makes a store as each version made it, and opens it.
func TestMigrations(t *testing.T) {
	for version := range steps() {
		folder := t.TempDir()
		path := filepath.Join(folder, FileName)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		sqlOf(t, folder, strings.Join(steps()[:version], "\n")+fmt.Sprintf("; PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, version))
		db, err := connect(path, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := migrate(t.Context(), db); err != nil {
			t.Errorf("from version %d: %v", version, err)
		}
		if got, err := versionOf(t.Context(), db); err != nil || got != newest() {
			t.Errorf("from version %d to %d, %v", version, got, err)
		}
		db.Close()
	}
}

// TestLocked holds the lock in another process's stead.
func TestLocked(t *testing.T) {
	t.Parallel() // it waits
	folder := filled(t, 1)
	s := opened(t, options(folder, time.Now))
	other := opened(t, options(folder, time.Now))
	tx, err := other.write.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // it only holds the lock
	if facts, err := s.Since(t.Context(), 0, 10); err != nil || len(facts) != 1 {
		t.Errorf("who reads waits for who writes: %d facts, %v", len(facts), err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	began := time.Now()
	if _, err := s.Append(ctx, nil, booking(1)); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 2*time.Second {
		t.Errorf("it did not stop waiting: %v after %v", err, time.Since(began))
	}
	if _, err := s.Append(t.Context(), nil, booking(1)); trouble(err) != store.Locked {
		t.Errorf("locked for %v: %v", patience, err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), nil, booking(1)); err != nil {
		t.Errorf("when it is free again: %v", err)
	}
}

// TestFull fills a store to its limit: what does not fit is refused whole, reading
// goes on, and so does writing when there is room again.
func TestFull(t *testing.T) {
	s := opened(t, options(filled(t, 1), time.Now))
	limit := func(pages int) {
		if _, err := s.write.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(30)
	kept := 1
	var full error
	for ; full == nil && kept < 200; kept++ {
		f := booking(kept)
		f.Secret = bytes.Repeat([]byte("x"), 4000)
		_, full = s.Append(t.Context(), nil, f, f)
	}
	kept--
	if trouble(full) != store.Full {
		t.Fatalf("after %d: %v", kept, full)
	}
	if facts, err := s.Since(t.Context(), 0, 1000); err != nil || len(facts) != kept {
		t.Errorf("%d facts of %d, %v", len(facts), kept, err)
	}
	limit(1000)
	if _, err := s.Append(t.Context(), nil, booking(999)); err != nil {
		t.Errorf("there is room again: %v", err)
	}
}

// TestAFailingDiskIsNotBelieved: after the disk failed nothing is written until
// the store is opened anew; reading goes on.
func TestAFailingDiskIsNotBelieved(t *testing.T) {
	s := opened(t, options(filled(t, 1), time.Now))
	fail := store.Problem{Trouble: store.Failing}
	err := s.change(t.Context(), func(*sql.Tx) error { return fail })
	if trouble(err) != store.Failing {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), nil, booking(2)); trouble(err) != store.Failing {
		t.Errorf("it goes on: %v", err)
	}
	if facts, err := s.Since(t.Context(), 0, 10); err != nil || len(facts) != 1 {
		t.Errorf("%d facts, %v", len(facts), err)
	}
}

// TestNoNameIsInTheFiles looks for a name, and for pieces of it, in every file of
// a store that is open and of one that is closed, and in a backup.
func TestNoNameIsInTheFiles(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, options(folder, time.Now))
	for i := range 20 {
		if _, err := s.Append(t.Context(), nil, booking(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Backup(t.Context(), filepath.Join(folder, "backup.db")); err != nil {
		t.Fatal(err)
	}
	look := func(when string) {
		n := 0
		for name, text := range contents(t, folder) {
			n += len(text)
			for _, piece := range []string{"Camara", "Mariama", "11:00"} {
				if strings.Contains(text, piece) {
					t.Errorf("%s: %s holds %q", when, name, piece)
				}
			}
		}
		if n < 50_000 {
			t.Errorf("%s: only %d bytes were looked at", when, n)
		}
	}
	look("open")
	if _, err := s.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	look("written through")
	back := opened(t, Options{Path: filepath.Join(folder, "backup.db"), Keys: keys(testKey), Now: time.Now})
	if facts, err := back.Since(t.Context(), 0, 100); err != nil || len(facts) != 20 || string(facts[0].Secret) != "Camara Mariama" {
		t.Errorf("the backup has %d facts, %v", len(facts), err)
	}
	if err := s.Backup(t.Context(), filepath.Join(folder, "backup.db")); err == nil {
		t.Error("a backup was written over another")
	}
}

// TestWhatIsSweptIsGone: nothing of a payload is left in any file, sealed as it is.
func TestWhatIsSweptIsGone(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, options(folder, time.Now))
	gone := booking(0)
	gone.Until = time.Now().Add(-time.Second)
	gone.Secret = bytes.Repeat([]byte("Camara Mariama "), 1000) // on pages of its own, too
	if _, err := s.Append(t.Context(), nil, gone, booking(1)); err != nil {
		t.Fatal(err)
	}
	var sealed []byte
	if err := s.read.QueryRow("SELECT secret FROM facts WHERE seq = 1").Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	left := func() (n int) {
		for _, text := range contents(t, folder) {
			for at := 0; at+16 <= len(sealed); at += 500 {
				n += strings.Count(text, string(sealed[at:at+16]))
			}
		}
		return n
	}
	if left() == 0 {
		t.Fatal("what was kept is not found")
	}
	if swept, err := s.Sweep(t.Context()); err != nil || swept.Facts != 1 {
		t.Errorf("%+v, %v", swept, err)
	}
	if n := left(); n != 0 {
		t.Errorf("%d pieces of it are left", n)
	}
}

// TestReseal changes the key beneath a desk that is open, which goes on.
func TestReseal(t *testing.T) {
	folder := filled(t, 5)
	text := testKey
	o := options(folder, time.Now)
	o.Keys = func() (*seal.Ring, error) { return seal.Parse(text) }
	desk := opened(t, o)
	admin := opened(t, o)
	text = anotherKey + testKey
	if _, err := desk.Append(t.Context(), nil, booking(5)); err != nil {
		t.Errorf("between the file and the store: %v", err)
	}
	if n, err := admin.Reseal(t.Context()); err != nil || n != 6 {
		t.Errorf("%d were sealed anew, %v", n, err)
	}
	text = anotherKey
	f := booking(6)
	f.Alone = booking(5).Alone
	if _, err := desk.Append(t.Context(), nil, f); err == nil {
		t.Error("what it is marked by was lost with the old key")
	}
	if _, err := desk.Append(t.Context(), nil, booking(7)); err != nil {
		t.Errorf("after it: %v", err)
	}
	if n, err := admin.Reseal(t.Context()); err != nil || n != 0 {
		t.Errorf("once more: %d, %v", n, err)
	}
	other := opened(t, Options{Path: o.Path, Keys: keys(anotherKey), Now: time.Now})
	if facts, err := other.Since(t.Context(), 0, 100); err != nil || len(facts) != 7 {
		t.Errorf("with the new key alone: %d facts, %v", len(facts), err)
	}
	if _, err := Open(t.Context(), options(folder, time.Now)); trouble(err) != store.KeyOther {
		t.Errorf("with the old key alone: %v", err)
	}
}
