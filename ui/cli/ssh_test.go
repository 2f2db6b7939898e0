package cli_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"creneau/ui/proof/yardstick"
)

// The desk through a real SSH server on this machine, which passes no locale
// on: whole in both languages by its settings, and gone after a hang-up. It
// needs sshd and ssh; where they are missing it is skipped.
func TestDeskOverSSH(t *testing.T) {
	sshd, ssh := tool(t, "sshd"), tool(t, "ssh")
	dir := t.TempDir()
	binary := filepath.Join(dir, "creneau")
	if out, err := exec.Command("go", "build", "-o", binary, "creneau").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	port := serveSSH(t, sshd, dir)
	for lang, wants := range map[string][]string{
		"en": {"DEMO, not real", "Patient", "NEXT FREE", "┌─ New booking", "Understood"},
		"fr": {"DÉMO, fictif", "Patient", "PROCHAIN LIBRE", "┌─ Nouveau rendez-vous", "Créneau"},
	} {
		t.Run(lang, func(t *testing.T) {
			command := fmt.Sprintf("stty rows 24 cols 80; exec %s demo --lang %s --charset utf-8", binary, lang)
			s := dial(t, ssh, dir, port, command)
			s.see(t, wants[:3]...)
			s.press(t, "n")
			s.see(t, wants[3:]...)
			pid := deskProcess(t, binary, lang)
			s.hangUp()
			waitFor(t, "the desk to end after a hang-up", func() bool { return syscall.Kill(pid, 0) != nil })
		})
	}
}

// tool finds a program that tests need and machines may lack.
func tool(t *testing.T, name string) string {
	t.Helper()
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	t.Skip("no " + name + " on this machine")
	return ""
}

// patience is how long a real process may take for one step on a busy machine.
const patience = 20 * time.Second

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

// serveSSH starts an SSH server of its own keys on a free port of this machine.
func serveSSH(t *testing.T, sshd, dir string) (port int) {
	t.Helper()
	for _, name := range []string{"host", "user"} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, name)).CombinedOutput(); err != nil {
			t.Skipf("no key could be made: %v %s", err, out)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port = l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	config := fmt.Sprintf("ListenAddress 127.0.0.1\nPort %d\nHostKey %s/host\nAuthorizedKeysFile %s/user.pub\nPidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin yes\n", port, dir, dir)
	file := filepath.Join(dir, "sshd_config")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = os.MkdirAll("/run/sshd", 0o755) // where sshd separates its privileges, when it runs as root
	server := exec.Command(sshd, "-D", "-e", "-f", file)
	var log locked
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Skipf("no SSH server could be started: %v", err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	waitFor(t, "the SSH server: "+log.String(), func() bool {
		c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return port
}

// A session is one login, seen as a terminal of 80x24 shows it.
type session struct {
	cmd   *exec.Cmd
	keys  *os.File
	bytes locked
}

func dial(t *testing.T, ssh, dir string, port int, command string) *session {
	t.Helper()
	s := &session{cmd: exec.Command(ssh, "-tt", "-p", fmt.Sprint(port), "-i", filepath.Join(dir, "user"),
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "127.0.0.1", command)}
	s.cmd.Env = append(withoutLocale(os.Environ()), "TERM=xterm-256color")
	in, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s.keys, s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = keys, in, &s.bytes, &s.bytes
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	t.Cleanup(s.hangUp)
	return s
}

func withoutLocale(env []string) []string {
	var out []string
	for _, e := range env {
		if !strings.HasPrefix(e, "LC_") && !strings.HasPrefix(e, "LANG") {
			out = append(out, e)
		}
	}
	return out
}

func (s *session) press(t *testing.T, keys string) {
	t.Helper()
	if _, err := s.keys.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

// text is what the session's terminal shows.
func (s *session) text() string {
	screen := yardstick.NewScreen(80, 24)
	_, _ = screen.Write([]byte(s.bytes.String()))
	return strings.Join(screen.Text(), "\n")
}

// see waits until the screen shows all of these.
func (s *session) see(t *testing.T, wants ...string) {
	t.Helper()
	var text string
	defer func() {
		if t.Failed() {
			t.Logf("the screen:\n%s", text)
		}
	}()
	waitFor(t, strings.Join(wants, ", "), func() bool {
		text = s.text()
		for _, want := range wants {
			if !strings.Contains(text, want) {
				return false
			}
		}
		return true
	})
}

// hangUp ends the login as a lost line does.
func (s *session) hangUp() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.keys.Close()
}

// deskProcess finds the desk that the login runs.
func deskProcess(t *testing.T, binary, lang string) (pid int) {
	t.Helper()
	waitFor(t, "the desk's process", func() bool {
		all, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, file := range all {
			text, _ := os.ReadFile(file)
			args := strings.Split(string(text), "\x00")
			if args[0] == binary && strings.Contains(string(text), "\x00"+lang+"\x00") {
				_, err := fmt.Sscanf(file, "/proc/%d/cmdline", &pid)
				return err == nil
			}
		}
		return false
	})
	return pid
}

// locked is a buffer that one process writes while a test reads it.
type locked struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *locked) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Len()
}

func (l *locked) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf = bytes.Buffer{}
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
