//go:build unix

package folder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/disk"
	"creneau/api/store/seal"
)

const testKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"

// A login is a home folder and an environment.
type login struct {
	t   *testing.T
	env map[string]string
}

func newLogin(t *testing.T) login {
	return login{t, map[string]string{"HOME": t.TempDir()}}
}

func (l login) get(name string) string { return l.env[name] }

func (l login) locate(named string) Folder {
	l.t.Helper()
	f, err := Locate(named, settings.KeyPlace{}, l.get)
	if err != nil {
		l.t.Fatal(err)
	}
	return f
}

func trouble(err error) store.Trouble {
	var p store.Problem
	errors.As(err, &p)
	return p.Trouble
}

// shared is a folder that a group of the user's shares.
func shared(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, groupMode); err != nil {
		t.Fatal(err)
	}
	return path
}

func kept(n int) store.Fact {
	now := time.Now()
	return store.Fact{ID: store.NewULID(now), Kind: store.Intent, Subject: store.NewULID(now).String(), At: now, Secret: make([]byte, n)}
}

// TestOwnStore: each user has one of their own, which nobody else can look into,
// with its key in another place.
func TestOwnStore(t *testing.T) {
	for _, c := range []struct{ variable, state, key string }{
		{"", ".local/state/creneau", ".config/creneau/data.key"},
		{"XDG_STATE_HOME", "xdg/creneau", ".config/creneau/data.key"},
		{"XDG_CONFIG_HOME", ".local/state/creneau", "xdg/creneau/data.key"},
	} {
		l := newLogin(t)
		home := l.env["HOME"]
		if c.variable != "" {
			l.env[c.variable] = filepath.Join(home, "xdg")
		}
		f := l.locate("")
		if f.Kept() {
			t.Error("there is a store before there is one")
		}
		s, err := f.Open(t.Context(), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Append(t.Context(), nil, kept(10)); err != nil {
			t.Error(err)
		}
		if f.Path != filepath.Join(home, c.state) || f.Key.Path != filepath.Join(home, c.key) || !f.Kept() {
			t.Errorf("%s: it is in %s, its key in %s", c.variable, f.Path, f.Key.Path)
		}
		for path, mode := range map[string]fs.FileMode{f.Path: 0o700, f.Store(): 0o600, f.Store() + "-wal": 0o600, f.Store() + "-shm": 0o600, f.Key.Path: 0o600} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s has mode %v, want %v (%v)", path, info.Mode(), mode, err)
			}
		}
		if err := f.Fit(); err != nil {
			t.Errorf("what was made is not fit: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := Locate("", settings.KeyPlace{}, func(string) string { return "" }); trouble(err) != store.HomeUnset {
		t.Errorf("no home is known: %v", err)
	}
	key := settings.KeyPlace{Path: "/etc/creneau/data.key"}
	if f, err := Locate("/srv/creneau", key, func(string) string { return "" }); err != nil || f.Key != seal.File(key) {
		t.Errorf("all is named: %+v, %v", f, err)
	}
}

// TestSharedStore: a group's store takes its key from the administrator.
func TestSharedStore(t *testing.T) {
	l := newLogin(t)
	f := l.locate(shared(t))
	f.Key = seal.File{Path: filepath.Join(l.env["HOME"], "data.key")}
	var p store.Problem
	if _, err := f.Open(t.Context(), time.Now); !errors.As(err, &p) || p.Trouble != store.KeyMissing || !strings.Contains(p.Command, f.Key.Path) || !strings.Contains(p.Command, "640") {
		t.Fatalf("without a key: %v", err)
	}
	if f.Kept() {
		t.Error("a store was made")
	}
	if err := os.WriteFile(f.Key.Path, []byte(testKey), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Append(t.Context(), nil, kept(10)); err != nil {
		t.Error(err)
	}
	folder, err := os.Stat(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	_, group, _ := disk.OwnerOf(folder)
	for _, end := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(f.Store() + end)
		if err != nil || info.Mode().Perm() != 0o660 {
			t.Fatalf("%s has mode %v, %v", end, info.Mode(), err)
		}
		if _, of, _ := disk.OwnerOf(info); of != group {
			t.Errorf("%s is of group %d, its folder of %d", end, of, group)
		}
	}
	unnamed := l.locate(f.Path)
	if err := unnamed.Fit(); err != nil || unnamed.Key.Path != groupKey {
		t.Errorf("its key is looked for in %s, %v", unnamed.Key.Path, err)
	}
}

// TestUnfitFolders: each is refused with the trouble and with what mends it.
func TestUnfitFolders(t *testing.T) {
	me := os.Geteuid()
	stranger := user{id: 4711, groups: []int{4711}}
	for _, c := range []struct {
		name    string
		mode    fs.FileMode
		named   bool
		me      user
		want    store.Trouble
		command string
	}{
		{"the user's own", 0o700, false, myself(), "", ""},
		{"the user's own, named", 0o700, true, myself(), "", ""},
		{"a group's", groupMode, true, myself(), "", ""},
		{"everybody may look", 0o755, false, myself(), store.Exposed, "chmod 700"},
		{"a group, which was not named", groupMode, false, myself(), store.Exposed, "chmod 700"},
		{"everybody may look, named", 0o755, true, myself(), store.Exposed, "chmod 2770"},
		{"everybody may pass, named", 0o701, true, myself(), store.Exposed, "chmod 700"},
		{"what is made is not the group's", 0o770, true, myself(), store.Unshared, "chmod 2770"},
		{"the group makes nothing", fs.ModeSetgid | 0o750, true, myself(), store.Unshared, "chmod 2770"},
		{"another's", 0o700, false, stranger, store.Owner, "chown 4711"},
		{"another's, named", 0o700, true, stranger, store.Owner, "chown 4711"},
	} {
		path := filepath.Join(t.TempDir(), "data")
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		f := Folder{Path: path, Named: c.named, Shared: c.named && c.mode&0o070 != 0}
		var p store.Problem
		switch err := f.fitFolder(info, c.me); {
		case c.want == "" && err == nil:
		case !errors.As(err, &p) || p.Trouble != c.want || !strings.Contains(p.Command, c.command) || p.Path != path:
			t.Errorf("%s: %#v", c.name, err)
		}
	}
	path := shared(t)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f := Folder{Path: path, Named: true, Shared: true}
	want := store.Group // where it is root's
	if me != 0 {
		want = store.Owner
	}
	if err := f.fitFolder(info, stranger); trouble(err) != want {
		t.Errorf("of a group that the user is not in: %v", err)
	}
}

// TestUnfitPlaces: folders that are none, or lie where no store can.
func TestUnfitPlaces(t *testing.T) {
	l := newLogin(t)
	gone := l.locate(filepath.Join(l.env["HOME"], "gone"))
	if _, err := gone.Open(t.Context(), time.Now); trouble(err) != store.Missing {
		t.Errorf("a folder that was named and is not there: %v", err)
	}
	file := filepath.Join(l.env["HOME"], "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	none := l.locate(file)
	if err := none.Fit(); trouble(err) != store.NoFolder {
		t.Errorf("a file: %v", err)
	}
	in := l.locate(filepath.Join(file, "data"))
	if err := in.Fit(); trouble(err) != store.Unreadable {
		t.Errorf("below a file: %v", err)
	}
	l.env["XDG_STATE_HOME"] = file
	own := l.locate("")
	if _, err := own.Open(t.Context(), time.Now); trouble(err) != store.ReadOnly {
		t.Errorf("the own one cannot be made: %v", err)
	}
	for _, system := range []string{"nfs4", "cifs", "9p", "fuse.sshfs"} {
		f := newLogin(t).locate(shared(t))
		f.system = func(string) string { return system }
		var p store.Problem
		if _, err := f.Open(t.Context(), time.Now); !errors.As(err, &p) || p.Trouble != store.Network || p.Detail != system || p.Use != groupFolder || f.Kept() {
			t.Errorf("%s: %#v", system, err)
		}
	}
}

// TestUnfitFiles spoils the rights of each file of a store.
func TestUnfitFiles(t *testing.T) {
	for _, sharing := range []bool{false, true} {
		l := newLogin(t)
		named := ""
		if sharing {
			named = shared(t)
		}
		f := l.locate(named)
		f.Key = seal.File{Path: filepath.Join(l.env["HOME"], "data.key")}
		if err := os.WriteFile(f.Key.Path, []byte(testKey), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := f.Open(t.Context(), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		files, err := f.files()
		if err != nil || len(files) != 3 {
			t.Fatalf("%q, %v", files, err)
		}
		for _, path := range files {
			for _, mode := range []fs.FileMode{0o644, 0o666, 0o640, 0o620} {
				if err := os.Chmod(path, mode); err != nil {
					t.Fatal(err)
				}
				if err := f.Fit(); trouble(err) != store.FileMode {
					t.Errorf("%s of mode %v: %v", path, mode, err)
				}
			}
			if err := os.Chmod(path, f.Mode()); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Fit(); err != nil {
			t.Error(err)
		}
		link := filepath.Join(f.Path, "audit-2026-11.jsonl")
		if err := os.Symlink(f.Key.Path, link); err != nil {
			t.Fatal(err)
		}
		if err := f.Fit(); trouble(err) != store.FileKind {
			t.Errorf("a link: %v", err)
		}
		info, err := os.Stat(f.Store())
		if err != nil {
			t.Fatal(err)
		}
		if err := f.fitFile(f.Store(), info, 4711, user{id: 4711}); trouble(err) != store.FileOwner {
			t.Errorf("another's: %v", err)
		}
	}
}

// TestOneRotationAtATime: who changes the key while another does waits, because one
// of two new keys would be lost.
func TestOneRotationAtATime(t *testing.T) {
	f := newLogin(t).locate("")
	s, err := f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before, err := f.Keys()
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := f.lock()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { _, err := f.Rotate(context.Background(), s); done <- err }()
	select {
	case err := <-done:
		t.Fatalf("it does not wait: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	if now, err := f.Keys(); err != nil || now.ID() != before.ID() {
		t.Errorf("the key is changed already: %v", err)
	}
	unlock()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if now, err := f.Keys(); err != nil || now.ID() == before.ID() || now.Len() != 1 {
		t.Errorf("it was not changed: %v", err)
	}
}

// TestRightsThatComeLate: SQLite gives a file its rights a moment after it has made
// it, where the umask keeps some back.
func TestRightsThatComeLate(t *testing.T) {
	f := newLogin(t).locate(shared(t))
	path := f.Store() + "-wal"
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(30*time.Millisecond, func() { _ = os.Chmod(path, 0o660) })
	if err := f.Fit(); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Fit(); trouble(err) != store.FileMode {
		t.Errorf("they never come: %v", err)
	}
}

// TestKeyIsGone: a store that has lost its key is not given another, and whoever
// brings the key back finds everything.
func TestKeyIsGone(t *testing.T) {
	l := newLogin(t)
	f := l.locate("")
	s, err := f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), nil, kept(10)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	away := f.Key.Path + ".away"
	if err := os.Rename(f.Key.Path, away); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open(t.Context(), time.Now); trouble(err) != store.KeyGone {
		t.Errorf("it opens with %v", err)
	}
	if _, err := os.Stat(f.Key.Path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a key was made: %v", err)
	}
	if err := os.WriteFile(f.Key.Path, []byte(testKey), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open(t.Context(), time.Now); trouble(err) != store.KeyOther {
		t.Errorf("with another key it opens with %v", err)
	}
	if err := os.Rename(away, f.Key.Path); err != nil {
		t.Fatal(err)
	}
	s, err = f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if facts, err := s.Since(t.Context(), 0, 10); err != nil || len(facts) != 1 {
		t.Errorf("%d facts, %v", len(facts), err)
	}
}
