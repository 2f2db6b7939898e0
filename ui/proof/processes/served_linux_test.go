package processes

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// servedEnv says how many desks TestServedDesks opens; without it nothing is done.
const servedEnv = "CRENEAU_SSH_DESKS"

// TestServedDesks measures a server of its own process with many desks at 120x40: how
// fast they open, what an idle one takes of memory and processor, and what is left
// when all were cut off at once.
func TestServedDesks(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv(servedEnv))
	if err != nil {
		t.Skip(servedEnv + "=200 opens two hundred desks of a server")
	}
	s := startServer(t, n)
	s.openAll(t, 0, 10)
	time.Sleep(5 * time.Second)
	s.closeAll()
	s.settle(t)
	before := s.measure(t)
	began := time.Now()
	s.openAll(t, 10, n)
	took, opened := time.Since(began), s.measure(t)
	time.Sleep(20 * time.Second)
	open := s.measure(t)
	time.Sleep(20 * time.Second)
	idle := s.measure(t)
	each := (open["process_resident_memory_bytes"] - before["process_resident_memory_bytes"]) / float64(n)
	t.Logf("%d desks: %.0f logins a second, %.1f ms of the processor each; each idle desk %.0f kB and %.1f routines, %.0f desks in a GiB; all idle %.0f %% of a core",
		n, float64(n)/took.Seconds(), (opened["process_cpu_seconds_total"]-before["process_cpu_seconds_total"])/float64(n)*1000, each/1024, (open["go_goroutines"]-before["go_goroutines"])/float64(n), (1<<30)/each,
		(idle["process_cpu_seconds_total"]-open["process_cpu_seconds_total"])/20*100)
	s.closeAll()
	closed := time.Now()
	s.settle(t)
	after := s.measure(t)
	t.Logf("%v after all were cut off: %.0f routines (%.0f before)", time.Since(closed).Round(100*time.Millisecond), after["go_goroutines"], before["go_goroutines"])
	if time.Since(closed) > 5*time.Second || after["go_goroutines"] > before["go_goroutines"]+4 {
		t.Errorf("desks are left: %v", after)
	}
}

// A sshServer is creneau serve in a process of its own.
type sshServer struct {
	addr, metrics string
	keys          []gossh.Signer
	mu            sync.Mutex
	open          []*gossh.Client
}

// startServer starts one over the demo clinic for so many users and ten more.
func startServer(t *testing.T, n int) *sshServer {
	t.Helper()
	folder := t.TempDir()
	program, users := filepath.Join(folder, "creneau"), filepath.Join(folder, "users.toml")
	if out, err := exec.Command("go", "build", "-o", program, "creneau").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := &sshServer{}
	var text strings.Builder
	for i := range n + 10 {
		_, key, _ := ed25519.GenerateKey(rand.Reader)
		signer, err := gossh.NewSignerFromKey(key)
		if err != nil {
			t.Fatal(err)
		}
		s.keys = append(s.keys, signer)
		fmt.Fprintf(&text, "[[user]]\nname = \"user %d\"\nkey = %q\nrights = \"book\"\n", i, strings.TrimSpace(string(gossh.MarshalAuthorizedKey(signer.PublicKey()))))
	}
	if err := errors.Join(os.Chmod(folder, 0o700), os.WriteFile(users, []byte(text.String()), 0o600)); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "serve", "--demo", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--users", users, "--desks", fmt.Sprint(n+10))
	c.Env = []string{"HOME=" + folder, "LC_ALL=C"}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Signal(syscall.SIGTERM); _ = c.Wait() })
	lines := bufio.NewScanner(out)
	find := func(form string) string {
		if !lines.Scan() {
			t.Fatal("the server does not start")
		}
		found := regexp.MustCompile(form).FindStringSubmatch(lines.Text())
		if found == nil {
			t.Fatal(lines.Text())
		}
		return found[1]
	}
	s.addr, s.metrics = find(`served at (\S+) for`), find(`(http://\S+)`)
	return s
}

// openAll opens the desks of n users, and waits for a first frame of each.
func (s *sshServer) openAll(t *testing.T, from, n int) {
	t.Helper()
	var all sync.WaitGroup
	for worker := range 16 {
		all.Go(func() {
			for i := from + worker; i < from+n; i += 16 {
				if err := s.sit(s.keys[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func (s *sshServer) sit(key gossh.Signer) error {
	c, err := gossh.Dial("tcp", s.addr, &gossh.ClientConfig{User: "x", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.open = append(s.open, c)
	s.mu.Unlock()
	session, err := c.NewSession()
	if err != nil {
		return err
	}
	if _, err := session.StdinPipe(); err != nil { // open, as a terminal is
		return err
	}
	out, err := session.StdoutPipe()
	if err != nil {
		return err
	}
	if err := errors.Join(session.RequestPty("xterm-256color", 40, 120, nil), session.Shell()); err != nil {
		return err
	}
	_, err = out.Read(make([]byte, 1))
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return err
}

func (s *sshServer) closeAll() {
	for _, c := range s.open {
		_ = c.Close()
	}
	s.open = nil
}

// settle waits until no desk is open and no routine ends any more.
func (s *sshServer) settle(t *testing.T) {
	t.Helper()
	last := -1.0
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		now := s.measure(t)
		if now["creneau_desks_open"]+now["creneau_connections_inside"] == 0 && now["go_goroutines"] == last {
			return
		}
		last = now["go_goroutines"]
	}
}

// measure reads the server's metrics.
func (s *sshServer) measure(t *testing.T) map[string]float64 {
	t.Helper()
	answer, err := http.Get(s.metrics)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	of := map[string]float64{}
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), " "); ok && !strings.HasPrefix(name, "#") {
			of[name], _ = strconv.ParseFloat(value, 64)
		}
	}
	return of
}
