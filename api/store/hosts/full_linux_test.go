package hosts

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/hub"
	"creneau/api/store/hub/hubtest"
)

// inMounts is set where a test runs among mounts of its own, which are gone with its
// process.
const inMounts = "CRENEAU_HUB_MOUNTS"

// alone runs a test again as a process that may mount things; it says whether this is
// that process.
func alone(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inMounts) != "" {
		if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
			t.Fatal(err)
		}
		return true
	}
	if os.Geteuid() != 0 {
		t.Skip("only root may give a disk to who PostgreSQL runs as")
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inMounts+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &ended):
		t.Skipf("this machine lets no test mount anything: %v", err)
	case strings.Contains(string(out), "--- SKIP: "+t.Name()):
		t.Skip("there is no PostgreSQL on this machine")
	case err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()):
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// TestFullHub fills the disk of a hub: hosts go on by themselves, say so, and copy what
// they recorded when there is room.
func TestFullHub(t *testing.T) {
	if !alone(t) {
		return
	}
	c := hubtest.Start(t)
	disk := filepath.Join(c.Folder, "small")
	if err := os.Mkdir(disk, 0o777); err != nil {
		t.Fatal(err)
	}
	owner, err := os.Stat(c.Folder)
	if err != nil {
		t.Fatal(err)
	}
	of := owner.Sys().(*syscall.Stat_t)
	options := fmt.Sprintf("size=24m,mode=0700,uid=%d,gid=%d", of.Uid, of.Gid)
	if err := syscall.Mount("none", disk, "tmpfs", 0, options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	c.Exec(t, "postgres", "CREATE TABLESPACE small LOCATION '"+disk+"'")
	c.Exec(t, "postgres", "CREATE DATABASE tight TABLESPACE small")
	p := place{cluster: c, database: "tight", address: c.Address(t, "tight")}
	if _, err := hub.Init(t.Context(), p.options()); err != nil {
		t.Fatal(err)
	}
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 0)
	a.run(t)
	b.run(t)
	a.becomes(t, true, 10*time.Second)
	c.Exec(t, "tight", `CREATE TABLE public.filler (t text);
		DO $$ BEGIN LOOP INSERT INTO public.filler SELECT repeat(md5(random()::text), 200) FROM generate_series(1, 10); END LOOP;
		EXCEPTION WHEN disk_full THEN END $$`)
	f := a.fact(store.Intent, "tui-1", "confirmed")
	f.Secret = make([]byte, 300<<10)
	_, _ = rand.Read(f.Secret) // never fails
	a.record(t, f)
	a.becomes(t, false, 10*time.Second)
	var is store.Problem
	if why := a.state().Why; !errors.As(why, &is) || is.Trouble != store.HubFull {
		t.Errorf("of a full disk it is told: %v", why)
	}
	if len(counts(t, b.store)) != 0 {
		t.Error("a part of it was copied")
	}
	c.Exec(t, "tight", "DROP TABLE public.filler")
	has(t, b.store, f, 40*time.Second)
	a.becomes(t, true, time.Second)
}
