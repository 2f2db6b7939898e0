//go:build unix

package settings

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// a made is a file or folder that is nowhere.
type made struct {
	mode         fs.FileMode
	owner, group int
}

func (m made) Name() string       { return "" }
func (m made) Size() int64        { return 0 }
func (m made) ModTime() time.Time { return time.Time{} }
func (m made) IsDir() bool        { return m.mode.IsDir() }
func (m made) Mode() fs.FileMode  { return m.mode }
func (m made) Sys() any           { return &syscall.Stat_t{Uid: uint32(m.owner), Gid: uint32(m.group)} }

// awa is a receptionist of the group 500, and somebody is nobody she shares with.
var (
	awa      = user{id: 1001, groups: []int{1001, 500}}
	root     = user{id: 0, groups: []int{0}}
	somebody = 1002
)

// after is the file once a command was obeyed, as far as it is one of those that
// are said.
func (m made) after(t *testing.T, command string, me *user) made {
	t.Helper()
	for _, each := range strings.Split(command, " && ") {
		words := strings.Fields(strings.TrimPrefix(each, "sudo "))
		asRoot := strings.HasPrefix(each, "sudo ") || me.id == 0
		switch {
		case words[0] == "chmod" && words[1] == "go-w" && (asRoot || m.owner == me.id):
			m.mode &^= 0o022
		case words[0] == "chmod" && (asRoot || m.owner == me.id):
			bits, err := strconv.ParseUint(words[1], 8, 32)
			if err != nil {
				t.Fatal(command)
			}
			m.mode = m.mode&fs.ModeType | fs.FileMode(bits)
		case words[0] == "chown" && asRoot && words[1] == "root":
			m.owner = 0
		case words[0] == "chown" && asRoot:
			m.owner, _ = strconv.Atoi(words[1])
		case words[0] == "usermod" && asRoot:
			group, err := strconv.Atoi(words[2])
			if err != nil {
				group = m.group
			}
			me.groups = append(me.groups, group)
		default:
			t.Fatalf("%q does not work, or nobody knows it", each)
		}
	}
	return m
}

// TestCase08KeyOfEveryModeAndOwner goes through every mode of a key file of every
// owner and group: taken are the user's own that nobody else may use, and root's
// that a group of theirs may read and nobody but root may write. Whatever else is
// refused with one command, after which it is taken.
func TestCase08KeyOfEveryModeAndOwner(t *testing.T) {
	taken := 0
	for _, me := range []user{awa, root} {
		for _, owner := range []int{0, awa.id, somebody} {
			for _, group := range []int{0, 500, 600} {
				for mode := fs.FileMode(0); mode <= 0o777; mode++ {
					file := made{mode, owner, group}
					alone := owner == me.id && mode&0o077 == 0
					shared := owner == 0 && mode&0o037 == 0 && mode&0o040 != 0 && (group == 500 || me.id == 0)
					err := fitKey("/etc/creneau/key", file, me)
					if (err == nil) != (alone || shared) {
						t.Fatalf("%04o of %d:%d for %d: %v", mode, owner, group, me.id, err)
					}
					if err == nil {
						taken++
						continue
					}
					p, reader := problem(t, err), me
					if !p.Kind.OfKey() || p.Command == "" {
						t.Fatalf("%04o of %d:%d: no command: %v", mode, owner, group, err)
					}
					mended := file.after(t, p.Command, &reader)
					if again := fitKey("/etc/creneau/key", mended, reader); again != nil {
						// Only a key that is to be shared with a group which the login is
						// not of needs a second one: that of the group.
						if next := problem(t, again); p.Kind != KeyFileOpen || next.Kind != KeyFileGroup {
							t.Fatalf("%04o of %d:%d for %d: after %q: %v", mode, owner, group, me.id, p.Command, again)
						}
					}
					if owner == me.id && (group == 0 || me.id != 0) && mended.mode&0o077 != 0 {
						t.Fatalf("%04o of %d:%d for %d: after %q one's own file is %04o", mode, owner, group, me.id, p.Command, mended.mode)
					}
					if mended.mode&0o007 != 0 || mended.mode&0o020 != 0 {
						t.Fatalf("after %q others may use it: %04o", p.Command, mended.mode)
					}
				}
			}
		}
	}
	if taken == 0 {
		t.Error("no key is taken")
	}
}

// TestCase08WritableOfEveryModeAndOwner goes through every mode of a file and of
// a folder of every owner: refused is what another than the user and root can
// change, with one command that mends it. A folder with the sticky bit keeps
// what is in it.
func TestCase08WritableOfEveryModeAndOwner(t *testing.T) {
	for _, me := range []user{awa, root} {
		for _, owner := range []int{0, awa.id, somebody} {
			for _, kind := range []fs.FileMode{0, fs.ModeDir, fs.ModeDir | fs.ModeSticky} {
				for mode := fs.FileMode(0); mode <= 0o777; mode++ {
					thing := made{kind | mode, owner, 500}
					strange := owner != 0 && owner != me.id
					open := mode&0o022 != 0 && kind&fs.ModeSticky == 0
					err := unchangeable("/etc/creneau", thing, me, ConfigOwner, ConfigWritable)
					if (err != nil) != (strange || open) {
						t.Fatalf("%v of %d for %d: %v", thing.mode, owner, me.id, err)
					}
					if err == nil {
						continue
					}
					p, reader := problem(t, err), me
					if want := map[bool]Kind{true: ConfigOwner, false: ConfigWritable}[strange]; p.Kind != want {
						t.Fatalf("%v of %d is %s", thing.mode, owner, p.Kind)
					}
					if again := unchangeable("/etc/creneau", thing.after(t, p.Command, &reader), me, ConfigOwner, ConfigWritable); again != nil {
						t.Fatalf("%v of %d: after %q: %v", thing.mode, owner, p.Command, again)
					}
				}
			}
		}
	}
}

// TestCase08TheCommandMends has a shell obey what is said of files that are
// really there, of every mode that matters, in each place that counts: then the
// desk opens.
func TestCase08TheCommandMends(t *testing.T) {
	for _, place := range []string{".config/creneau/config.toml", ".config/creneau", "my keys/key", "my keys", "link's/config.toml", "link's"} {
		for _, mode := range []fs.FileMode{0o602, 0o620, 0o664, 0o666, 0o772, 0o777} {
			t.Run(fmt.Sprintf("%s %04o", place, mode), func(t *testing.T) {
				d := newDesk(t)
				text := `key_file = "~/my keys/key"`
				d.write("my keys/key", testKey, 0o600)
				if strings.HasPrefix(place, "link") {
					d.write("link's/config.toml", text, 0o600)
					if err := os.MkdirAll(d.home+"/.config/creneau", 0o700); err != nil {
						t.Fatal(err)
					}
					if err := os.Symlink(d.home+"/link's/config.toml", d.home+"/.config/creneau/config.toml"); err != nil {
						t.Fatal(err)
					}
				} else {
					d.config(text)
				}
				path := filepath.Join(d.home, place)
				if info, err := os.Stat(path); err != nil || info.IsDir() && mode&0o700 != 0o700 {
					mode |= 0o700
				}
				if err := os.Chmod(path, mode); err != nil {
					t.Fatal(err)
				}
				s, err := d.load(Flags{})
				p := problem(t, err)
				if s.Demo || p.Command == "" || p.Path != path || p.Fields()["Mode"] != fmt.Sprintf("%04o", mode) {
					t.Fatalf("%+v", p)
				}
				fillsItsCase(t, p)
				if out, err := exec.Command("sh", "-c", p.Command).CombinedOutput(); err != nil {
					t.Fatalf("%s: %v: %s", p.Command, err, out)
				}
				if s, err := d.load(Flags{}); err != nil || s.Key.Reveal() != testKey {
					t.Errorf("after %q: %v", p.Command, err)
				}
			})
		}
	}
}

// TestCase08KeyOfAnotherOwner names the command with who asks in it: a number,
// which an administrator's shell does not take for the administrator.
func TestCase08KeyOfAnotherOwner(t *testing.T) {
	for file, want := range map[made]string{
		{0o600, somebody, 600}: `^sudo chown 1001 /etc/creneau/key$`,
		{0o644, somebody, 600}: `^sudo chown 1001 /etc/creneau/key && sudo chmod 600 /etc/creneau/key$`,
		{0o600, 0, 0}:          `^sudo chown 1001 /etc/creneau/key$`,
		{0o644, 0, 500}:        `^sudo chmod 640 /etc/creneau/key$`,
		{0o640, 0, 600}:        `^sudo usermod -aG \S+ \S+$`,
		{0o640, awa.id, 500}:   `^chmod 600 /etc/creneau/key$`,
	} {
		err := fitKey("/etc/creneau/key", file, awa)
		if p := problem(t, err); !regexp.MustCompile(want).MatchString(p.Command) {
			t.Errorf("%+v: %q, want %s", file, p.Command, want)
		}
	}
}
