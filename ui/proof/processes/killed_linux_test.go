package processes

import (
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"creneau/api/settings"
	"creneau/api/store/folder"
	"creneau/ui/locale"
)

// build builds the program.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "creneau")
	if out, err := exec.Command("go", "build", "-o", program, "creneau").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// kill ends a desk as a power cut does.
func (p *terminal) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	_ = p.cmd.Wait()
}

// twoMinutesOn has the claims of a login's desks be over, as they are two minutes
// after a desk was killed.
func twoMinutesOn(t *testing.T, home string) {
	t.Helper()
	at, err := folder.Locate("", settings.KeyPlace{}, func(name string) string {
		if name == "HOME" {
			return home
		}
		return ""
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := at.Open(t.Context(), func() time.Time { return time.Now().Add(3 * time.Minute) })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	facts, _, err := s.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if !strings.HasPrefix(f.Desk, "desk/") {
			continue
		}
		c, err := s.Claim(t.Context(), f.Desk, "test", time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Release(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

// opens starts a desk and waits until it has read the day.
func opens(t *testing.T, program string, env []string) *terminal {
	t.Helper()
	p := openTerminal(t, program, env)
	if p.waits(20*time.Second, locale.Load("en").T("head.online")) == "" {
		t.Fatalf("the desk does not open:\n%s", p.text())
	}
	return p
}

// What is typed at a desk that is killed, half a second after the last key and on, is
// there when it opens again; and when it was left in peace, without a question.
func TestKilledDeskHasItsDrafts(t *testing.T) {
	program := build(t)
	clinic := serveClinic(t, program)
	home := t.TempDir()
	env := clinic.environment(home)
	words := locale.Load("en")
	drafts := words.T("head.drafts") + " "

	p := opens(t, program, env)
	p.press("n")
	p.press(strings.Split("Zowo Martine", "")...)
	time.Sleep(time.Second)
	p.kill()
	twoMinutesOn(t, home)

	p = opens(t, program, env)
	if p.waits(5*time.Second, drafts+"1") == "" {
		t.Fatalf("the draft is gone:\n%s", p.text())
	}
	p.press("n")
	p.press(strings.Split("Zowo Paul", "")...)
	p.press("\x1b")
	time.Sleep(300 * time.Millisecond)
	p.press("\x03")
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatalf("it asks, or does not end:\n%s", p.text())
	}

	p = opens(t, program, env)
	if p.waits(5*time.Second, drafts+"2") == "" {
		t.Fatalf("a draft is gone:\n%s", p.text())
	}
}
