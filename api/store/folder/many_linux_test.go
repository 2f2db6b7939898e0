package folder

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/audit"
	"creneau/api/store/seal"
)

// The variables by which a test starts itself as another login, or as an
// administrator.
const (
	asLogin  = "CRENEAU_STORE_LOGIN"
	inFolder = "CRENEAU_STORE_FOLDER"
	withKey  = "CRENEAU_STORE_KEY"
)

// again is a test's own program, to run the test as one of several processes.
func again(t *testing.T, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

// named is the folder that the variables name.
func named(t *testing.T) Folder {
	t.Helper()
	f, err := Locate(os.Getenv(inFolder), settings.KeyPlace{Path: os.Getenv(withKey)}, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestLoginsOfAGroup has three logins of a group open and close a store at once,
// over and over, whatever the umask of each: each reads and writes what the others
// made, and a fourth login, which is not of the group, is refused.
func TestLoginsOfAGroup(t *testing.T) {
	const group, first, opens, each = 60_000, 60_001, 4, 10
	if id := os.Getenv(asLogin); id != "" {
		comeAndGo(t, id, opens, each)
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can become several logins")
	}
	path := shared(t)
	for above := path; strings.HasPrefix(above, os.TempDir()+"/"); above = filepath.Dir(above) {
		if above != path {
			if err := os.Chmod(above, 0o711); err != nil {
				t.Fatal(err)
			}
		}
	}
	key := filepath.Join(filepath.Dir(path), "data.key")
	if err := os.WriteFile(key, []byte(testKey), 0o640); err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{path, key} {
		if err := os.Chown(of, 0, group); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(path, groupMode); err != nil {
		t.Fatal(err)
	}
	env := []string{inFolder + "=" + path, withKey + "=" + key}
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			cmd := again(t, append(env, fmt.Sprintf("%s=%d:%d:%d", asLogin, first+i, group, []int{0o077, 0o022, 0}[i]))...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("login %d: %v\n%s", i, err, out)
			}
		})
	}
	wg.Wait()
	out, err := again(t, append(env, fmt.Sprintf("%s=%d:%d:0", asLogin, first+9, group+9))...).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "store: group") {
		t.Errorf("a login that is not of the group: %v\n%s", err, out)
	}
	f := Folder{Path: path, Named: true, Key: seal.File{Path: key}, system: func(string) string { return "" }}
	s, err := f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if facts, err := s.Since(t.Context(), 0, 1000); err != nil || len(facts) != 3*opens*each {
		t.Errorf("%d facts of %d, %v", len(facts), 3*opens*each, err)
	}
	if r, err := audit.Verify(path, ""); err != nil || r.Entries != 3*opens {
		t.Errorf("%d entries of %d, %v", r.Entries, 3*opens, err)
	}
}

// comeAndGo becomes a login, and opens, appends and closes.
func comeAndGo(t *testing.T, as string, opens, each int) {
	var numbers [3]int // user, group, umask
	for i, text := range strings.Split(as, ":") {
		numbers[i], _ = strconv.Atoi(text)
	}
	syscall.Umask(numbers[2])
	for _, err := range []error{syscall.Setgroups([]int{numbers[1]}), syscall.Setgid(numbers[1]), syscall.Setuid(numbers[0])} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for range opens {
		f := named(t)
		s, err := f.Open(t.Context(), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		for range each {
			if _, err := s.Append(t.Context(), nil, kept(100)); err != nil {
				t.Error(err)
			}
		}
		if _, err := s.Since(t.Context(), 0, 1000); err != nil {
			t.Error(err)
		}
		if err := f.Audit().Write(audit.Entry{At: time.Now(), Act: "book"}); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestRotationIsKilled has two change the data key over and over, who are killed at
// it at any moment, and begin again, while a desk goes on: everything opens with
// one key, and no key was thrown away.
func TestRotationIsKilled(t *testing.T) {
	if os.Getenv(inFolder) != "" {
		f := named(t)
		s, err := f.Open(t.Context(), time.Now)
		for err == nil {
			if _, err = f.Rotate(t.Context(), s); err == nil {
				fmt.Println("rotated")
			}
		}
		t.Fatal(err)
	}
	path, key := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "data.key")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := Locate(path, settings.KeyPlace{Path: key}, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	desk, err := f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	first, err := f.Keys()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range 20 {
		admins := []*exec.Cmd{again(t, inFolder+"="+path, withKey+"="+key), again(t, inFolder+"="+path, withKey+"="+key)}
		begun := make(chan bool, len(admins))
		for _, cmd := range admins {
			out, err := cmd.StdoutPipe()
			if err == nil {
				err = cmd.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				for lines := bufio.NewScanner(out); lines.Scan(); {
					if lines.Text() == "rotated" && len(begun) == 0 {
						begun <- true
					}
				}
				select {
				case begun <- false:
				default:
				}
			}()
		}
		if !<-begun {
			t.Fatal("nobody changes the key")
		}
		for end := time.Now().Add(time.Duration(rand.IntN(100)) * time.Millisecond); time.Now().Before(end); n++ {
			if _, err := desk.Append(t.Context(), nil, kept(50), kept(50)); err != nil {
				t.Fatalf("the desk: %v", err)
			}
		}
		for _, cmd := range admins {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
		if _, _, err := desk.Open(t.Context(), store.Intent); err != nil {
			t.Fatalf("the desk reads: %v", err)
		}
	}
	if _, err := f.Rotate(t.Context(), desk); err != nil {
		t.Fatal(err)
	}
	ring, err := f.Keys()
	if err != nil || ring.Len() != 1 || ring.ID() == first.ID() {
		t.Errorf("in the end there are %d keys, %v", ring.Len(), err)
	}
	old, err := os.ReadFile(f.Key.Old().Path)
	if err != nil {
		t.Fatal(err)
	}
	if aside, err := seal.Parse(string(old)); err != nil || !aside.Has(first.ID()) || aside.Len() < 20 {
		t.Errorf("put aside are %v, %v", aside, err)
	}
	s, err := f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if r, err := s.Check(t.Context()); err != nil || r.Facts != 2*n || r.Unopened != 0 {
		t.Errorf("of %d facts there are %d, %d do not open, %v", 2*n, r.Facts, r.Unopened, err)
	}
}
