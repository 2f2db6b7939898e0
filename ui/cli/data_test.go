package cli

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/audit"
	"creneau/api/store/folder"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui"
	"creneau/ui/locale"
)

// A lodging is a login with a home folder, and what its desk keeps.
type lodging struct {
	t      *testing.T
	home   string
	folder folder.Folder
}

// lodge is a login whose desk has kept some bookings.
func lodge(t *testing.T, n int) *lodging {
	t.Helper()
	l := &lodging{t: t, home: t.TempDir()}
	var err error
	if l.folder, err = folder.Locate("", settings.KeyPlace{}, environment(l.env()).get); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		return l
	}
	s, err := l.folder.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range n {
		now := time.Now().Add(-40 * 24 * time.Hour)
		f := store.Fact{ID: store.NewULID(now), Kind: store.Intent, Subject: fmt.Sprintf("tui-%d", i), At: now, Closed: i > 0, Secret: []byte("Camara Mariama")}
		if _, err := s.Append(t.Context(), nil, f); err != nil {
			t.Fatal(err)
		}
		if err := l.folder.Audit().Write(audit.Entry{At: now, By: "awa", Act: "book", Ref: f.Subject}); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func (l *lodging) env() []string { return []string{"HOME=" + l.home} }

// run runs a command and returns what it prints.
func (l *lodging) run(args ...string) (code int, out, err string) {
	var stdout, stderr strings.Builder
	code = Run(l.t.Context(), args, l.env(), Terminal{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}

// says runs a command in each language, which must end with a code and print what
// the language says under some keys.
func (l *lodging) says(want int, args []string, keys ...string) {
	l.t.Helper()
	for _, lang := range locale.Languages() {
		code, out, err := l.run(append(args, "--lang", lang)...)
		if code != want {
			l.t.Errorf("%q ends with %d, want %d: %s%s", args, code, want, out, err)
		}
		for _, key := range keys {
			if said := sentenceOf(key, lang); !said.MatchString(out + err) {
				l.t.Errorf("%q does not say %s in %s (%s):\n%s%s", args, key, lang, said, out, err)
			}
		}
	}
}

// sentenceOf is a sentence of a language with anything in its fields, however its
// lines are broken.
func sentenceOf(key, lang string) *regexp.Regexp {
	text := strings.ReplaceAll(regexp.QuoteMeta(locale.Load(lang).Raw(key)), " ", `\s+`)
	return regexp.MustCompile(regexp.MustCompile(`\\\{\\\{\\\.\w+\\\}\\\}`).ReplaceAllString(text, `.*`))
}

func TestDataCommands(t *testing.T) {
	l := lodge(t, 3)
	l.says(exitOK, []string{"data"}, "command.data_check", "command.data_backup", "command.data_sweep", "command.data_rotate")
	l.says(exitOK, []string{"audit"}, "command.audit_verify")
	l.says(exitOK, []string{"data", "check"}, "data.own", "data.key", "data.whole", "audit.whole")
	l.says(exitOK, []string{"audit", "verify"}, "audit.whole")
	_, out, _ := l.run("data", "check")
	if !strings.Contains(out, ": 3 ") || !strings.Contains(out, " 1 ") || strings.Contains(out, "Camara") {
		t.Errorf("of 3 facts, of which one is open, it says\n%s", out)
	}
	if _, out, _ = l.run("audit", "verify"); !strings.Contains(out, "3:") {
		t.Errorf("no head: %s", out)
	}
	head := regexp.MustCompile(`3:[0-9a-f]{16}`).FindString(out)
	l.says(exitOK, []string{"audit", "verify", "--head", head}, "audit.whole")
	l.says(exitFailed, []string{"audit", "verify", "--head", "3:0123456789abcdef"}, "audit.unknown_head")
	l.says(exitOK, []string{"data", "rotate"}, "data.rotated")
	l.says(exitOK, []string{"data", "check"}, "data.whole")
	if _, out, _ = l.run("data", "sweep", "--lang", "en"); !strings.Contains(out, ": 2, with 2") {
		t.Errorf("of two that were settled long ago: %s", out)
	}
	l.says(exitUsage, []string{"data", "backup"}, "cli.no_folder")
	l.says(exitUsage, []string{"data", "backup", "a", "b"}, "cli.unknown_argument")
	l.says(exitUsage, []string{"data", "chek"}, "cli.unknown_command_near")
	none := lodge(t, 0)
	l.says(exitFailed, []string{"data", "backup", filepath.Join(none.home, "gone")}, "store.read_only")
	none.says(exitOK, []string{"data", "check"}, "data.none")
	none.says(exitOK, []string{"audit", "verify"}, "audit.empty")
	none.says(exitFailed, []string{"data", "sweep"}, "data.none")
	none.says(exitFailed, []string{"data", "sweep", "--data", filepath.Join(none.home, "gone")}, "store.missing")
	none.says(exitFailed, []string{"data", "check", "--data", filepath.Join(none.home, "gone")}, "store.missing", "check.unfit")
	none.says(exitUsage, []string{"data", "check", "--data", "data"}, "problem.bad_value")
	if entries, err := os.ReadDir(none.home); err != nil || len(entries) != 0 {
		t.Errorf("something was made: %v, %v", entries, err)
	}
}

// TestBackup takes a backup with and without the key, and says what it is worth.
func TestBackup(t *testing.T) {
	l := lodge(t, 3)
	for _, withKey := range []bool{false, true} {
		into, args, said := t.TempDir(), []string{"data", "backup"}, "data.backup_without_key"
		if withKey {
			args, said = append(args, "--with-key"), "data.backup_with_key"
		}
		code, out, err := l.run(append(args, into, "--lang", "en")...)
		if code != exitOK || !sentenceOf(said, "en").MatchString(out) || !sentenceOf("data.backed_up", "en").MatchString(out) {
			t.Errorf("with the key %v: %d, %s%s", withKey, code, out, err)
		}
		copies, _ := filepath.Glob(filepath.Join(into, "creneau-*"))
		if len(copies) != 1 {
			t.Fatalf("%q", copies)
		}
		key := l.folder.Key.Path
		if withKey {
			key = filepath.Join(copies[0], "data.key")
		}
		back, failed := folder.Locate(copies[0], settings.KeyPlace{Path: key}, environment(l.env()).get)
		if failed != nil {
			t.Fatal(failed)
		}
		if _, failed := os.Stat(filepath.Join(copies[0], "data.key")); (failed == nil) != withKey {
			t.Errorf("with the key %v: it is there: %v", withKey, failed == nil)
		}
		s, failed := back.Open(t.Context(), time.Now)
		if failed != nil {
			t.Fatal(failed)
		}
		if facts, failed := s.Since(t.Context(), 0, 10); failed != nil || len(facts) != 3 || string(facts[0].Secret) != "Camara Mariama" {
			t.Errorf("in the backup are %d facts, %v", len(facts), failed)
		}
		s.Close()
		if r, failed := audit.Verify(copies[0], ""); failed != nil || r.Entries != 3 {
			t.Errorf("in the backup's audit are %d entries, %v", r.Entries, failed)
		}
	}
}

// spoilt are the ways in which what is kept is spoilt, with what is said of each, and
// whether a desk opens over it all the same.
var spoilt = map[string]struct {
	spoil func(*lodging) error
	key   string
	opens bool
}{
	"the folder is open": {func(l *lodging) error { return os.Chmod(l.folder.Path, 0o755) }, "store.exposed", false},
	"the folder is a file": {func(l *lodging) error {
		return errors.Join(os.RemoveAll(l.folder.Path), os.WriteFile(l.folder.Path, nil, 0o600))
	}, "store.no_folder", false},
	"the store is open": {func(l *lodging) error { return os.Chmod(l.folder.Store(), 0o644) }, "store.file_mode", false},
	"the store is a link": {func(l *lodging) error {
		return errors.Join(os.Rename(l.folder.Store(), l.home+"/away"), os.Symlink(l.home+"/away", l.folder.Store()))
	}, "store.file_kind", false},
	"the store is damaged":   {func(l *lodging) error { return os.WriteFile(l.folder.Store(), []byte("a diary"), 0o600) }, "store.corrupt", false},
	"a page is damaged":      {func(l *lodging) error { return l.overwrite(-4096, make([]byte, 4096)) }, "store.corrupt", false},
	"of a newer version":     {func(l *lodging) error { return l.sql("PRAGMA user_version = 99") }, "store.newer", false},
	"of another program":     {func(l *lodging) error { return l.sql("PRAGMA application_id = 7") }, "store.foreign", false},
	"the clock was set back": {func(l *lodging) error { return l.sql(`UPDATE facts SET at = at + 90 * 86400000`) }, "store.clock_back", true},
	"a payload is damaged":   {func(l *lodging) error { return l.sql(`UPDATE facts SET secret = zeroblob(60) WHERE seq = 3`) }, "data.unopened", true},
	"the key is gone":        {func(l *lodging) error { return os.Remove(l.folder.Key.Path) }, "store.key_gone", false},
	"the key is no key":      {func(l *lodging) error { return os.WriteFile(l.folder.Key.Path, []byte("a diary"), 0o600) }, "store.key_malformed", false},
	"the key is open":        {func(l *lodging) error { return os.Chmod(l.folder.Key.Path, 0o644) }, "problem.key_file_open", false},
	"the key is another":     {func(l *lodging) error { return os.WriteFile(l.folder.Key.Path, []byte(anotherKey), 0o600) }, "store.key_other", false},
	"another user's":         {func(l *lodging) error { return os.Chown(l.folder.Store(), 4321, 4321) }, "store.file_owner", false},
	"another user's folder":  {func(l *lodging) error { return os.Chown(l.folder.Path, 4321, 4321) }, "store.owner", false},
	"the audit was changed":  {func(l *lodging) error { return l.inAudit("tui-1", "tui-7") }, "audit.changed", true},
	"the audit lacks a line": {func(l *lodging) error { return l.inAudit(`{"n":2,`, "{") }, "audit.changed", true},
}

const anotherKey = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=\n"

// A desk that stays open removes what is over by itself.
func TestDeskSweeps(t *testing.T) {
	l := lodge(t, 3)
	conf := ui.Config{Words: locale.Load("en"), Now: func() clinic.Instant { return clinic.Instant{} }}
	at := seat{outlet: &outlet{now: time.Now}, env: l.env(), voices: newVoices(locale.Ours(), conf.Words)}
	k := openKept(t.Context(), at, &conf)
	defer k.close()
	n := takeNotes(at, &conf, k)
	defer n.close()
	n.sweep(t.Context())
	if facts, err := k.store.Since(t.Context(), 0, 10); err != nil || len(facts) != 1 || facts[0].Closed {
		t.Errorf("of two that were settled 40 days ago and one that was not there are %+v, %v", facts, err)
	}
}

// overwrite puts bytes into the store; before its end where at is below 0.
func (l *lodging) overwrite(at int64, text []byte) error {
	content, err := os.ReadFile(l.folder.Store())
	if err != nil {
		return err
	}
	copy(content[(int64(len(content))+at)%int64(len(content)):], text)
	return os.WriteFile(l.folder.Store(), content, 0o600)
}

func (l *lodging) sql(text string) error {
	db, err := sql.Open("sqlite", l.folder.Store())
	if err != nil {
		return err
	}
	_, err = db.Exec(text)
	return errors.Join(err, db.Close())
}

func (l *lodging) inAudit(from, to string) error {
	names, err := audit.Names(l.folder.Path)
	if err != nil {
		return err
	}
	path := filepath.Join(l.folder.Path, names[0])
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(strings.Replace(string(text), from, to, 1)), 0o600)
}

// contents are what lies below the home folder, but for the memory that processes
// share and the audit, which goes on.
func (l *lodging) contents() map[string]string {
	all := map[string]string{}
	err := filepath.WalkDir(l.home, func(path string, e fs.DirEntry, err error) error {
		name := e.Name()
		if err != nil || e.IsDir() || strings.HasSuffix(name, "-shm") || strings.HasPrefix(name, "audit") {
			return err
		}
		text, err := os.ReadFile(path)
		if len(text) > 0 {
			all[path] = string(text)
		}
		return err
	})
	if err != nil {
		l.t.Error(err)
	}
	return all
}

// TestWhatIsWrongWithWhatIsKept: each is said by both commands, which end with code 1
// where it is more than a warning, and at the desk, which books nothing where it cannot
// keep it; and nothing that is there is changed.
func TestWhatIsWrongWithWhatIsKept(t *testing.T) {
	for name, c := range spoilt {
		t.Run(name, func(t *testing.T) {
			l := lodge(t, 3)
			l.t = t
			if err := c.spoil(l); err != nil {
				t.Skip(err) // not everybody may give a file away
			}
			before := l.contents()
			if c.key == "store.clock_back" {
				l.says(exitOK, []string{"data", "check"}, c.key)
			} else {
				l.says(exitFailed, []string{"data", "check"}, c.key, "check.unfit")
			}
			config := filepath.Join(t.TempDir(), "config.toml")
			if err := os.WriteFile(config, []byte("base_url = \"http://127.0.0.1:1/api\"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			_, out, errs := l.run("check", "--config", config, "--lang", "en")
			if !sentenceOf(c.key, "en").MatchString(out) {
				t.Errorf("check does not say it:\n%s%s", out, errs)
			}
			conf := ui.Config{Words: locale.Load("en"), Now: func() clinic.Instant { return clinic.Instant{} }}
			k := openKept(t.Context(), seat{outlet: &outlet{now: time.Now}, env: l.env(), voices: newVoices(locale.Ours(), conf.Words)}, &conf)
			refused, isRefused := conf.Kept.(state.StoreRefused)
			k.close()
			switch {
			case isRefused == c.opens || (conf.Keeper != nil) != c.opens:
				t.Errorf("the desk opens with %+v", conf.Kept)
			case isRefused && !sentenceOf(c.key, "en").MatchString(refused.Why):
				t.Errorf("the desk says %q", refused.Why)
			}
			if !c.opens && !maps.Equal(before, l.contents()) {
				t.Error("what is there was changed")
			}
		})
	}
}
