package sshd

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"creneau/api/settings"
)

// TestNobodyWithoutAKey: whoever comes without a key of the file is refused in a
// sentence, whatever else they have.
func TestNobodyWithoutAKey(t *testing.T) {
	r := serve(t, plainDesk)
	for name, auth := range map[string][]gossh.AuthMethod{
		"nothing":          nil,
		"a password":       {gossh.Password("secret")},
		"answers":          {gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })},
		"an unknown key":   {gossh.PublicKeys(newSigner(t))},
		"a certificate":    {gossh.PublicKeys(certified(t, r.admin))},
		"all but the key":  {gossh.Password(""), gossh.PublicKeys(newSigner(t), newSigner(t))},
		"too many of them": {gossh.PublicKeys(newSigner(t), newSigner(t), newSigner(t), newSigner(t), newSigner(t), newSigner(t), newSigner(t), r.books)},
	} {
		c := config(auth...)
		said := ""
		c.BannerCallback = func(message string) error { said += message; return nil }
		client, err := gossh.Dial("tcp", r.addr, c)
		if err == nil {
			_ = client.Close()
			t.Errorf("%s opens a desk", name)
		}
		if said != r.o.Words.T("serve.banner")+"\r\n" {
			t.Errorf("%s is told %q", name, said)
		}
	}
	if n := r.desks.len(); n > 0 {
		t.Errorf("%d desks were opened", n)
	}
}

// certified is a key with a certificate of its own making for it.
func certified(t *testing.T, key gossh.Signer) gossh.Signer {
	cert := &gossh.Certificate{Key: key.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{"anybody"}, ValidBefore: gossh.CertTimeInfinity}
	if err := cert.SignCert(zeroes{}, key); err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewCertSigner(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { return len(p), nil }

// shifty is a key that asks whether another one would do, and then proves itself.
type shifty struct {
	gossh.Signer
	other gossh.PublicKey
	asks  atomic.Int32
}

func (s *shifty) PublicKey() gossh.PublicKey { return shiftyKey{s.Signer.PublicKey(), s} }

type shiftyKey struct {
	gossh.PublicKey
	of *shifty
}

func (k shiftyKey) Marshal() []byte {
	if k.of.asks.Add(-1) >= 0 {
		return k.of.other.Marshal()
	}
	return k.PublicKey.Marshal()
}

// TestTheProvenKeyCounts: who asks about the administrator's key and proves another
// one has the rights of that other.
func TestTheProvenKeyCounts(t *testing.T) {
	r := serve(t, plainDesk, func(o *Options) { o.Limits.PerUser = 20 })
	entered := 0
	for asks := range 6 {
		key := &shifty{Signer: r.reads, other: r.admin.PublicKey()}
		key.asks.Store(int32(asks))
		c, err := gossh.Dial("tcp", r.addr, config(gossh.PublicKeys(key)))
		if err != nil {
			continue
		}
		if asks > 0 {
			entered++
		}
		_ = c.Close()
		eventually(t, "the end of the login", func() bool { _, n := r.door.numbers(); return n == 0 })
	}
	if entered == 0 {
		t.Fatal("no client asks about one key and proves another: the test tests nothing")
	}
	for asks := range 6 {
		key := &shifty{Signer: r.reads, other: r.admin.PublicKey()}
		key.asks.Store(int32(asks))
		c, err := gossh.Dial("tcp", r.addr, config(gossh.PublicKeys(key)))
		if err != nil {
			continue
		}
		session, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		seen := &locked{}
		session.Stdout = seen
		if err := errors.Join(session.RequestPty("xterm", 24, 80, nil), session.Shell()); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a desk", func() bool { return strings.Contains(seen.String(), "]") })
		if !strings.Contains(seen.String(), "Rose Reads read") {
			t.Errorf("asked %d times about another key: %q", asks, seen)
		}
		_ = c.Close()
	}
}

// TestTheNameOfTheLoginGivesNothing: who somebody is comes from the key alone.
func TestTheNameOfTheLoginGivesNothing(t *testing.T) {
	r := serve(t, plainDesk)
	for _, name := range []string{"root", "Ada Admin", "admin", "", "Bintou Books\x00"} {
		c := config(gossh.PublicKeys(r.reads))
		c.User = name
		client, err := gossh.Dial("tcp", r.addr, c)
		if err != nil {
			t.Fatal(err)
		}
		eventually(t, "who came in", func() bool { _, n := r.door.numbers(); return n == 1 })
		_ = client.Close()
		eventually(t, "the end", func() bool { _, n := r.door.numbers(); return n == 0 })
	}
	if c := r.sit(r.reads, 80, 24); true {
		c.sees("[Rose Reads read ")
	}
}

// TestServersThatAskNothingDoNotStart: a server that would let somebody in without a
// key is refused before it listens.
func TestServersThatAskNothingDoNotStart(t *testing.T) {
	r := serve(t, plainDesk)
	for name, change := range map[string]func(*ssh.Server){
		"no keys":   func(s *ssh.Server) { s.PublicKeyHandler = nil },
		"passwords": func(s *ssh.Server) { s.PasswordHandler = func(ssh.Context, string) bool { return false } },
		"questions": func(s *ssh.Server) {
			s.KeyboardInteractiveHandler = func(ssh.Context, gossh.KeyboardInteractiveChallenge) bool { return false }
		},
		"nothing at all": func(s *ssh.Server) {
			s.ServerConfigCallback = func(ssh.Context) *gossh.ServerConfig { return &gossh.ServerConfig{NoClientAuth: true} }
		},
		"another way": func(s *ssh.Server) { s.ServerConfigCallback = nil },
		"passwords below": func(s *ssh.Server) {
			s.ServerConfigCallback = func(ssh.Context) *gossh.ServerConfig {
				return &gossh.ServerConfig{PasswordCallback: func(gossh.ConnMetadata, []byte) (*gossh.Permissions, error) { return nil, nil }}
			}
		},
	} {
		s := &ssh.Server{PublicKeyHandler: r.Server.ssh.PublicKeyHandler, ServerConfigCallback: r.Server.ssh.ServerConfigCallback}
		if err := keysOnly(s); err != nil {
			t.Fatalf("one that asks for keys is refused: %v", err)
		}
		if change(s); keysOnly(s) == nil {
			t.Errorf("%s: it would start", name)
		}
	}
	for name, text := range map[string]string{"nobody": "", "no file": "-", "a misspelt right": row("A", r.admin, "boss", ""), "no TOML": "[[user"} {
		o := r.o
		o.Users = filepath.Join(filepath.Dir(o.Users), "other.toml")
		_ = os.Remove(o.Users)
		if text != "-" {
			if err := os.WriteFile(o.Users, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var p settings.Problem
		if _, err := New(o); !errors.As(err, &p) {
			t.Errorf("%s: it would start: %v", name, err)
		}
	}
}

// TestTheUsersFileIsReadAnew: who is added may come in at once, who is taken out or has
// other rights is sent away, and a file that is unfit changes nothing and is told.
func TestTheUsersFileIsReadAnew(t *testing.T) {
	r := serve(t, plainDesk)
	books, reads := r.sit(r.books, 80, 24), r.sit(r.reads, 80, 24)
	books.sees("[Bintou")
	reads.sees("[Rose")
	added := newSigner(t)
	r.users(row("Ada Admin", r.admin, "admin", ""), row("Bintou Books", r.books, "read", ""), row("Nene New", added, "book", ""), row("Rose Reads", r.reads, "read", ""))
	r.sit(added, 80, 24).sees("[Nene New book")
	books.sees(r.o.Words.T("serve.ended_revoked"))
	books.code()
	if r.desks.len() != 2 {
		t.Errorf("%d desks are open", r.desks.len())
	}
	for name, unfit := range map[string]func(){
		"no user":   func() { r.users("") },
		"no TOML":   func() { r.users("[[user]\n") },
		"a new key": func() { r.users(row("Ada Admin", r.admin, "admin", ""), "colour = 3\n") },
		"no name":   func() { r.users(row("Secret \x02 Name", r.admin, "admin", "")) },
		"open":      func() { r.users(row("Ada Admin", added, "admin", "")); _ = os.Chmod(r.o.Users, 0o666) },
		"gone":      func() { _ = os.Remove(r.o.Users) },
	} {
		before := strings.Count(r.log.String(), "level=ERROR")
		unfit()
		r.Server.users.refresh()
		if c := r.sit(r.books, 80, 24); true {
			c.sees("[Bintou Books read")
			_ = c.Close()
		}
		if n := strings.Count(r.log.String(), "level=ERROR") - before; n != 1 {
			t.Errorf("%s: told %d times", name, n)
		}
		eventually(t, "the end", func() bool { return r.desks.len() == 2 })
	}
	if strings.Contains(r.log.String(), "Secret") {
		t.Errorf("the log tells what is written in the file:\n%s", r.log)
	}
	if strings.Contains(reads.seen.String(), "serve.") || r.desks.len() != 2 {
		t.Error("a file that is unfit ended a desk")
	}
}

// TestTheHostKeyIsMadeOnce: made at the first start for the server alone, never written
// over, and refused where others can use it.
func TestTheHostKeyIsMadeOnce(t *testing.T) {
	folder := t.TempDir()
	_ = os.Chmod(folder, 0o700)
	path := filepath.Join(folder, "below", "host")
	first, err := hostKey(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	again, err := hostKey(path)
	if err != nil || string(again.PublicKey().Marshal()) != string(first.PublicKey().Marshal()) {
		t.Errorf("another key at the second start: %v", err)
	}
	if err := makeHostKey(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("a key that is there: %v", err)
	}
	left, _ := os.ReadDir(filepath.Dir(path))
	if len(left) != 1 {
		t.Errorf("files left behind: %v", left)
	}
	for name, spoil := range map[string]func() error{
		"open to others": func() error { return os.Chmod(path, 0o644) },
		"empty":          func() error { return os.WriteFile(path, nil, 0o600) },
		"no key":         func() error { return os.WriteFile(path, []byte("x"), 0o600) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(path)
		var p settings.Problem
		if _, err := hostKey(path); !errors.As(err, &p) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("%s: it was written over", name)
		}
		_ = os.Chmod(path, 0o600)
	}
}

// TestTooManyDesks: each key has its desks and all have theirs, said in the language of
// who comes; a place that is left is free again.
func TestTooManyDesks(t *testing.T) {
	r := serve(t, plainDesk, func(o *Options) { o.Limits.Desks = 3 })
	refused := func(key gossh.Signer) string {
		c := config(gossh.PublicKeys(key))
		said := ""
		c.BannerCallback = func(message string) error { said = message; return nil }
		if client, err := gossh.Dial("tcp", r.addr, c); err == nil {
			_ = client.Close()
			return ""
		}
		return strings.TrimSpace(said)
	}
	one := r.sit(r.books, 80, 24)
	r.sit(r.books, 80, 24)
	if got, want := refused(r.books), r.o.Words.N("serve.too_many", 2, nil); got != want {
		t.Errorf("a third desk of one key: %q", got)
	}
	r.sit(r.reads, 80, 24)
	if got, want := refused(r.reads), r.o.Languages.Load("fr").T("serve.full"); got != want {
		t.Errorf("a fourth desk: %q", got)
	}
	_ = one.Close()
	eventually(t, "a free place", func() bool { _, n := r.door.numbers(); return n == 2 })
	r.sit(r.reads, 80, 24).sees("[Rose")
}
