package folder

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"creneau/api/store"
)

// inMounts is set where a test runs among mounts of its own, which are gone with
// its process.
const inMounts = "CRENEAU_STORE_MOUNTS"

// alone runs a test again as a process that may mount things and limit itself; it
// says whether this is that process.
func alone(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inMounts) != "" {
		if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
			t.Fatal(err)
		}
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inMounts+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if id := os.Geteuid(); id != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &ended):
		t.Skipf("this machine lets no test mount anything: %v", err)
	case err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()):
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// small is the folder of a login on a disk of some kB.
func small(t *testing.T, size string) Folder {
	t.Helper()
	l := newLogin(t)
	f := l.locate("")
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", f.Path, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(f.Path, syscall.MNT_DETACH) })
	return f
}

// TestFullDisk: what does not fit is refused whole and said; what is there can be
// read, and when there is room the store goes on.
func TestFullDisk(t *testing.T) {
	if !alone(t) {
		return
	}
	f := small(t, "800k")
	s, err := f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	filler := filepath.Join(f.Path, "filler")
	if err := os.WriteFile(filler, make([]byte, 300<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	for err == nil && n < 1000 {
		if _, err = s.Append(t.Context(), nil, kept(2000), kept(2000)); err == nil {
			n += 2
		}
	}
	if trouble(err) != store.Full {
		t.Errorf("after %d: %v", n, err)
	}
	if facts, err := s.Since(t.Context(), 0, 5000); err != nil || len(facts) != n || n == 0 {
		t.Errorf("%d facts of %d, %v", len(facts), n, err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), nil, kept(2000)); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	if !f.Fleeting() {
		t.Error("what lies in memory is taken for a disk")
	}
	tiny := small(t, "8k")
	if _, err := tiny.Open(t.Context(), time.Now); trouble(err) != store.Full || tiny.Kept() {
		t.Errorf("there is no room for a store: %v", err)
	}
}

// TestReadOnlyDisk: nothing is made there, and nothing is changed.
func TestReadOnlyDisk(t *testing.T) {
	if !alone(t) {
		return
	}
	f := small(t, "2m")
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
	if err := syscall.Mount("none", f.Path, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open(t.Context(), time.Now); trouble(err) != store.ReadOnly {
		t.Errorf("it opens with %v", err)
	}
	if err := syscall.Mount("none", f.Path, "", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
	if s, err = f.Open(t.Context(), time.Now); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if facts, err := s.Since(t.Context(), 0, 10); err != nil || len(facts) != 1 {
		t.Errorf("%d facts, %v", len(facts), err)
	}
}

// TestDiskThatFails: after a write that failed nothing is written any more until
// the store is opened anew, even if the disk has come to itself; all that was kept
// is there.
func TestDiskThatFails(t *testing.T) {
	if !alone(t) {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	var had syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &had); err != nil {
		t.Fatal(err)
	}
	f := newLogin(t).locate("")
	s, err := f.Open(t.Context(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 200 << 10, Max: had.Max}); err != nil {
		t.Fatal(err)
	}
	n := 0
	for err == nil && n < 1000 {
		if _, err = s.Append(t.Context(), nil, kept(2000)); err == nil {
			n++
		}
	}
	if trouble(err) != store.Failing || n == 0 {
		t.Errorf("after %d: %v", n, err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &had); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), nil, kept(10)); trouble(err) != store.Failing {
		t.Errorf("it is believed again: %v", err)
	}
	if facts, err := s.Since(t.Context(), 0, 5000); err != nil || len(facts) != n {
		t.Errorf("%d facts of %d, %v", len(facts), n, err)
	}
	_ = s.Close()
	if s, err = f.Open(t.Context(), time.Now); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if facts, err := s.Since(t.Context(), 0, 5000); err != nil || len(facts) != n {
		t.Errorf("opened anew: %d facts of %d, %v", len(facts), n, err)
	}
	if _, err := s.Append(t.Context(), nil, kept(10)); err != nil {
		t.Errorf("opened anew: %v", err)
	}
}
