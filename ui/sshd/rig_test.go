package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"creneau/api/settings"
	"creneau/ui/locale"
)

// A rig is a server on this machine, and the keys of who may come in.
type rig struct {
	t     *testing.T
	o     Options
	addr  string
	admin gossh.Signer
	books gossh.Signer
	reads gossh.Signer
	log   *locked
	stop  context.CancelFunc
	ended chan error
	ready Ready
	*Server
}

// quick are limits as a test can wait for.
func quick() Limits {
	l := Standard()
	l.FirstSize, l.Handshake, l.Stuck = 500*time.Millisecond, time.Second, 500*time.Millisecond
	l.Notice, l.Drain, l.Farewell = 200*time.Millisecond, 3*time.Second, 100*time.Millisecond
	return l
}

// serve starts a server whose desks are what open makes of them.
func serve(t *testing.T, open Desk, with ...func(*Options)) *rig {
	t.Helper()
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, admin: newSigner(t), books: newSigner(t), reads: newSigner(t), log: &locked{}, ended: make(chan error, 1)}
	r.o = Options{
		Listen: "127.0.0.1:0", Users: filepath.Join(folder, "users.toml"), HostKey: filepath.Join(folder, "host"),
		Languages: locale.Ours(), Words: locale.Load("en"), Limits: quick(), Open: open,
		Log: slog.New(slog.NewTextHandler(r.log, nil)),
	}
	for _, change := range with {
		change(&r.o)
	}
	r.users(row("Ada Admin", r.admin, "admin", "fr"), row("Bintou Books", r.books, "book", ""), row("Rose Reads", r.reads, "read", "fr"))
	ready := make(chan Ready, 1)
	r.o.Ready = func(now Ready) error { ready <- now; return nil }
	var err error
	if r.Server, err = New(r.o); err != nil {
		t.Fatal(err)
	}
	var ctx context.Context
	ctx, r.stop = context.WithCancel(context.Background())
	go func() { r.ended <- r.Serve(ctx) }()
	select {
	case r.ready = <-ready:
	case err := <-r.ended:
		t.Fatalf("it does not serve: %v", err)
	}
	r.addr = r.ready.Addr.String()
	t.Cleanup(func() {
		r.stop()
		select {
		case <-r.ended:
		case <-time.After(20 * time.Second):
			t.Error("the server does not end")
		}
	})
	return r
}

func newSigner(t testing.TB) gossh.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// row is a user of the file.
func row(name string, key gossh.Signer, rights, lang string) string {
	return fmt.Sprintf("[[user]]\nname = %q\nkey = %q\nrights = %q\nlang = %q\n", name, strings.TrimSpace(string(gossh.MarshalAuthorizedKey(key.PublicKey()))), rights, lang)
}

// users writes the users file.
func (r *rig) users(rows ...string) {
	r.t.Helper()
	if err := os.WriteFile(r.o.Users, []byte(strings.Join(rows, "")), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// config is a client's, which says with whose key it comes.
func config(auth ...gossh.AuthMethod) *gossh.ClientConfig {
	return &gossh.ClientConfig{User: "anybody", Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second}
}

// enter logs in.
func (r *rig) enter(key gossh.Signer) *gossh.Client {
	r.t.Helper()
	c, err := gossh.Dial("tcp", r.addr, config(gossh.PublicKeys(key)))
	if err != nil {
		r.t.Fatalf("no way in: %v", err)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	return c
}

// A client is one login with a terminal.
type client struct {
	*gossh.Client
	session *gossh.Session
	keys    io.WriteCloser
	seen    *locked
	t       *testing.T
}

// sit logs in and opens a terminal of a size.
func (r *rig) sit(key gossh.Signer, w, h int) *client {
	r.t.Helper()
	c := &client{Client: r.enter(key), seen: &locked{}, t: r.t}
	var err error
	if c.session, err = c.NewSession(); err != nil {
		r.t.Fatal(err)
	}
	c.session.Stdout, c.session.Stderr = c.seen, c.seen
	if c.keys, err = c.session.StdinPipe(); err != nil {
		r.t.Fatal(err)
	}
	if err := c.session.RequestPty("xterm-256color", h, w, gossh.TerminalModes{gossh.ECHO: 1}); err != nil {
		r.t.Fatal(err)
	}
	if err := c.session.Shell(); err != nil {
		r.t.Fatal(err)
	}
	return c
}

// sees waits until something was shown.
func (c *client) sees(what string) {
	c.t.Helper()
	eventually(c.t, "seeing "+what, func() bool { return strings.Contains(c.seen.String(), what) })
}

// code waits for the end of the login.
func (c *client) code() int {
	c.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- c.session.Wait() }()
	select {
	case err := <-ended:
		if e, ok := err.(*gossh.ExitError); ok {
			return e.ExitStatus()
		}
		if err != nil {
			return -1
		}
		return 0
	case <-time.After(patience):
		c.t.Fatal("the login does not end")
		return -1
	}
}

const patience = 20 * time.Second

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

// locked is a buffer that one goroutine writes while another reads it.
type locked struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// plainDesk says who sits there, shows every message that it gets, and every byte that
// is typed. q leaves.
func plainDesk(ctx context.Context, who settings.User, t Terminal) int {
	var mu sync.Mutex
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(t.Out, format, args...)
	}
	say("[%s %s %s %dx%d]\n", who.Name, who.Rights, t.Term, t.Size.Width, t.Size.Height)
	t.Shown(func(msg tea.Msg) { say("<%T %v>\n", msg, msg) })
	typed := make(chan byte)
	go func() {
		defer close(typed)
		b := make([]byte, 1)
		for {
			if _, err := t.In.Read(b); err != nil {
				return
			}
			select {
			case typed <- b[0]:
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return 0
		case b, ok := <-typed:
			if !ok || b == 'q' {
				return 0
			}
			t.Pressed()
			say("(%c)\n", b)
		}
	}
}

// silent connects and says nothing.
func (r *rig) silent() net.Conn {
	r.t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	return c
}
