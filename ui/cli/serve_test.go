package cli_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"creneau/api/demo"
	"creneau/ui/cli"
	"creneau/ui/locale"
	"creneau/ui/proof/yardstick"
)

// A server is creneau serve as it runs on this machine.
type server struct {
	t        *testing.T
	addr     string
	clinic   *demo.Clinic // once a desk is open, of the demo
	keys     map[string]gossh.Signer
	out, err *locked
	stop     context.CancelFunc
	code     chan int
}

// serveDesks starts a server for three users: ada may book, in French, bo administers,
// cy may only read.
func serveDesks(t *testing.T, terminal cli.Terminal, home string, args ...string) *server {
	t.Helper()
	return serveDesksTo(t, map[string]string{"ada": "book\"\nlang = \"fr", "bo": "admin", "cy": "read"}, terminal, home, args...)
}

// serveDesksTo starts a server for users with rights; bo is one of them.
func serveDesksTo(t *testing.T, rightsOf map[string]string, terminal cli.Terminal, home string, args ...string) *server {
	t.Helper()
	s := &server{t: t, keys: map[string]gossh.Signer{}, out: &locked{}, err: &locked{}, code: make(chan int, 1)}
	var users strings.Builder
	for name, rights := range rightsOf {
		_, key, _ := ed25519.GenerateKey(rand.Reader)
		signer, err := gossh.NewSignerFromKey(key)
		if err != nil {
			t.Fatal(err)
		}
		s.keys[name] = signer
		fmt.Fprintf(&users, "[[user]]\nname = %q\nkey = %q\nrights = \"%s\"\n", name, strings.TrimSpace(string(gossh.MarshalAuthorizedKey(signer.PublicKey()))), rights)
	}
	path := filepath.Join(home, "users.toml")
	if err := errors.Join(os.Chmod(home, 0o700), os.WriteFile(path, []byte(users.String()), 0o600)); err != nil {
		t.Fatal(err)
	}
	terminal.Out, terminal.Err = s.out, s.err
	opened := make(chan *demo.Clinic, 1)
	terminal.Opened = func(_ *tea.Program, c *demo.Clinic) {
		select {
		case opened <- c:
		default:
		}
	}
	var ctx context.Context
	ctx, s.stop = context.WithCancel(context.Background())
	go func() {
		s.code <- cli.Run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0", "--users", path}, args...), []string{"HOME=" + home, "LC_ALL=C"}, terminal)
	}()
	address := regexp.MustCompile(`served at (\S+) for \d+ users?`)
	waitFor(t, "the server: "+s.err.String(), func() bool {
		found := address.FindStringSubmatch(s.out.String())
		if found != nil {
			s.addr = found[1]
		}
		return found != nil
	})
	t.Cleanup(func() {
		s.stop()
		if code := s.ends(); code != 0 {
			t.Errorf("the server ends with %d: %s", code, s.err)
		}
	})
	waitFor(t, "a first desk", func() bool {
		select {
		case s.clinic = <-opened:
			return true
		default:
			l := s.sit("bo", "xterm-256color", 80, 24)
			l.waits()
			l.leave()
			return false
		}
	})
	return s
}

// ends waits for the end of the server.
func (s *server) ends() int {
	s.t.Helper()
	select {
	case code := <-s.code:
		s.code <- code
		return code
	case <-time.After(patience):
		s.t.Fatal("the server does not end")
		return -1
	}
}

// A login is a desk of a server.
type login struct {
	t       *testing.T
	client  *gossh.Client
	session *gossh.Session
	keys    io.WriteCloser
	bytes   locked
	w, h    int
}

func (s *server) sit(who, term string, w, h int) *login {
	s.t.Helper()
	l := &login{t: s.t, w: min(w, 500), h: min(h, 200)}
	var err error
	for range 50 { // who has just left is still counted for a moment
		l.client, err = gossh.Dial("tcp", s.addr, &gossh.ClientConfig{
			User: who, Auth: []gossh.AuthMethod{gossh.PublicKeys(s.keys[who])}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		})
		if err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = l.client.Close() })
	if l.session, err = l.client.NewSession(); err != nil {
		s.t.Fatal(err)
	}
	l.session.Stdout = &l.bytes
	if l.keys, err = l.session.StdinPipe(); err != nil {
		s.t.Fatal(err)
	}
	if err := errors.Join(l.session.RequestPty(term, h, w, nil), l.session.Shell()); err != nil {
		s.t.Fatal(err)
	}
	return l
}

func (l *login) text() string {
	screen := yardstick.NewScreen(l.w, l.h)
	_, _ = screen.Write([]byte(l.bytes.String()))
	return strings.Join(screen.Text(), "\n")
}

func (l *login) sees(wants ...string) {
	l.t.Helper()
	for _, want := range wants {
		waitFor(l.t, want+" on\n"+l.text(), func() bool { return strings.Contains(l.text(), want) })
	}
}

// waits waits until the day is there.
func (l *login) waits() {
	l.t.Helper()
	waitFor(l.t, "the day", func() bool { return strings.Contains(l.text(), "> ") })
}

func (l *login) press(keys string) {
	l.t.Helper()
	if _, err := io.WriteString(l.keys, keys); err != nil {
		l.t.Fatal(err)
	}
}

// until presses a key until something is shown.
func (l *login) until(key, want string) {
	l.t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(l.text(), want); time.Sleep(600 * time.Millisecond) {
		if time.Now().After(end) {
			l.t.Fatalf("%q does not lead to %q:\n%s", key, want, l.text())
		}
		l.press(key)
	}
}

// leave leaves the desk and returns its exit code.
func (l *login) leave() int {
	l.t.Helper()
	l.press("q")
	return l.code()
}

func (l *login) code() int {
	l.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- l.session.Wait() }()
	select {
	case err := <-ended:
		var e *gossh.ExitError
		switch {
		case errors.As(err, &e):
			return e.ExitStatus()
		case err != nil:
			return -1
		}
		return 0
	case <-time.After(patience):
		l.t.Fatal("the desk does not end:\n" + l.text())
		return -1
	}
}

// TestServedDesks: each desk is somebody's own, with their language and their rights,
// and all see one demo clinic; who may only read is told so at every key that writes.
func TestServedDesks(t *testing.T) {
	s := serveDesks(t, cli.Terminal{}, t.TempDir(), "--demo")
	fr, en := locale.Load("fr"), locale.Load("en")
	ada, cy := s.sit("ada", "xterm-256color", 80, 24), s.sit("cy", "xterm-256color", 100, 30)
	ada.sees("DÉMO, fictif", "PROCHAIN LIBRE")
	cy.sees("DEMO, not real", "NEXT FREE", "("+"n "+en.T("act.new")+")")
	for _, key := range []string{"n", "x", "r", "a", "e"} {
		cy.until(key, en.T("note.read_only")) // a row may just have changed
		cy.press("y")
		waitFor(t, "another notice", func() bool { return !strings.Contains(cy.text(), en.T("note.read_only")) })
	}
	before := len(s.clinic.Ledger())
	ada.press("n")
	ada.sees(fr.T("book.title"))
	ada.press("sow car\r")
	waitFor(t, "the sentence", func() bool { return strings.Contains(ada.text(), "Sow") })
	for end := time.Now().Add(patience); len(s.clinic.Ledger()) == before && time.Now().Before(end); {
		time.Sleep(600 * time.Millisecond) // a warning is read first
		ada.press("\r")
	}
	if len(s.clinic.Ledger()) != before+1 {
		t.Fatalf("nothing was booked:\n%s", ada.text())
	}
	dumb := s.sit("cy", "dumb", 80, 24)
	if code := dumb.code(); code != 2 || !strings.Contains(dumb.bytes.String(), en.F("cli.dumb_terminal", locale.Args{"Term": "dumb"})) {
		t.Errorf("TERM=dumb: code %d, %q", code, dumb.bytes.String())
	}
	if code := cy.leave(); code != 0 {
		t.Errorf("left with %d", code)
	}
}

// TestServedChoicesAreKept: what somebody chooses at a desk is there when they come again,
// before what the users file says, and is nobody else's.
// Many desks ask for little more than one, and see at once what another books.
func TestServedDesksShareWhatTheyKnow(t *testing.T) {
	const desks = 12
	rights := map[string]string{"bo": "admin"}
	for i := range desks {
		rights[fmt.Sprint("user", i)] = "book"
	}
	s := serveDesksTo(t, rights, cli.Terminal{}, t.TempDir(), "--demo")
	en := locale.Load("en")
	sit := func(who string) *login {
		l := s.sit(who, "xterm-256color", 80, 24)
		l.sees("NEXT FREE")
		l.waits()
		return l
	}
	one := sit("user0")
	time.Sleep(3 * time.Second) // weeks around today are read
	asked := len(s.clinic.Requests())
	var open []*login
	for i := range desks - 1 {
		open = append(open, sit(fmt.Sprint("user", i+1)))
	}
	more := len(s.clinic.Requests()) - asked
	t.Logf("one desk asked %d times, %d more %d times", asked, desks-1, more)
	if more*5 > asked {
		t.Errorf("one desk asked %d times, %d more ask %d times", asked, desks-1, more)
	}
	before := len(s.clinic.Ledger())
	one.press("n")
	one.sees(en.T("book.title"))
	one.press("zowo martine car\r")
	for end := time.Now().Add(patience); len(s.clinic.Ledger()) == before && time.Now().Before(end); {
		time.Sleep(600 * time.Millisecond) // a warning is read first
		one.press("\r")
	}
	booked := time.Now()
	for _, l := range open {
		waitFor(t, "Zowo Martine on\n"+l.text(), func() bool { return strings.Contains(l.text(), "Zowo Martine") })
	}
	t.Logf("seen by %d desks after %v", len(open), time.Since(booked))
}

func TestServedChoicesAreKept(t *testing.T) {
	s := serveDesks(t, cli.Terminal{}, t.TempDir(), "--demo")
	ada := s.sit("ada", "xterm-256color", 80, 24)
	ada.sees("DÉMO, fictif")
	ada.until("\x0b", locale.Load("fr").T("palette.title"))
	ada.press("english")
	time.Sleep(300 * time.Millisecond)
	ada.press("\r")
	ada.sees("DEMO, not real")
	if code := ada.leave(); code != 0 {
		t.Errorf("left with %d", code)
	}
	s.sit("ada", "xterm-256color", 80, 24).sees("DEMO, not real")
	s.sit("cy", "xterm-256color", 80, 24).sees("DEMO, not real")
	if bo := s.sit("bo", "xterm-256color", 80, 24); true {
		bo.until("\x0b", locale.Load("en").T("palette.title"))
		bo.press("français")
		time.Sleep(300 * time.Millisecond)
		bo.press("\r")
		bo.sees("DÉMO, fictif")
	}
	s.sit("cy", "xterm-256color", 80, 24).sees("DEMO, not real")
}

// TestServedDeskBreaksAlone: a desk that breaks in the middle of a booking ends alone
// and says so; no name of a patient is told by it.
func TestServedDeskBreaksAlone(t *testing.T) {
	s := serveDesks(t, cli.Terminal{Line: func(clinic http.RoundTripper) http.RoundTripper { return breaks{clinic} }}, t.TempDir(), "--demo")
	fr := locale.Load("fr")
	other, ada := s.sit("bo", "xterm", 80, 24), s.sit("ada", "xterm", 80, 24)
	other.waits()
	ada.waits()
	ada.press("n")
	ada.sees(fr.T("book.title"))
	ada.press("sow car\r")
	said, _, _ := strings.Cut(fr.Raw("serve.broke"), "{{")
	for end := time.Now().Add(patience); !strings.Contains(ada.bytes.String(), said) && time.Now().Before(end); {
		time.Sleep(600 * time.Millisecond)
		_, _ = io.WriteString(ada.keys, "\r")
	}
	if code := ada.code(); code != 1 || !strings.Contains(ada.bytes.String(), fr.T("cli.panicked")) {
		t.Errorf("code %d:\n%s", code, ada.text())
	}
	_, incident, _ := strings.Cut(ada.bytes.String(), said)
	if incident = strings.TrimSpace(incident); len(incident) != 6 || !strings.Contains(s.err.String(), "incident="+incident) {
		t.Errorf("incident %q", incident)
	}
	if strings.Contains(s.err.String(), "Sow") || strings.Contains(s.err.String(), "broken") {
		t.Errorf("the log tells:\n%s", s.err)
	}
	other.press("n")
	other.sees(locale.Load("en").T("book.title"))
}

// TestServedBookingGetsItsAnswer: the server is stopped while a booking is on its way:
// the desk says that it closes, and the booking is made and known.
func TestServedBookingGetsItsAnswer(t *testing.T) {
	s := serveDesks(t, cli.Terminal{}, t.TempDir(), "--demo")
	fr := locale.Load("fr")
	ada := s.sit("ada", "xterm", 80, 24)
	ada.waits()
	if err := s.clinic.Order(demo.Misfortune{Kind: demo.Slow, Method: http.MethodPost, Seconds: 5}); err != nil {
		t.Fatal(err)
	}
	before := len(s.clinic.Ledger())
	ada.press("n")
	ada.sees(fr.T("book.title"))
	ada.press("sow car\r")
	for end := time.Now().Add(patience); len(s.clinic.Ledger()) == before && time.Now().Before(end); {
		time.Sleep(600 * time.Millisecond)
		ada.press("\r")
	}
	s.stop()
	ada.sees(fr.T("note.server_closes"))
	ada.sees(fr.T("serve.ended_closing"))
	if code := ada.code(); code != 0 || strings.Contains(ada.text(), fr.T("cli.panicked")) {
		t.Errorf("code %d:\n%s", code, ada.text())
	}
	if code := s.ends(); code != 0 {
		t.Errorf("the server ends with %d", code)
	}
}

// TestServedClaimsTakeNoMemory: a window of any size costs little.
func TestServedClaimsTakeNoMemory(t *testing.T) {
	s := serveDesks(t, cli.Terminal{}, t.TempDir(), "--demo")
	l := s.sit("bo", "xterm", 80, 24)
	l.waits()
	before := allocated()
	for _, claim := range [][2]int{{4096, 256}, {65535, 65535}, {1<<32 - 1, 1<<32 - 1}} {
		if err := l.session.WindowChange(claim[1], claim[0]); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
	}
	grew := allocated() - before
	t.Logf("%d bytes more", grew)
	if grew > 40<<20 { // of which the test itself has what was shown
		t.Errorf("%d bytes more", grew)
	}
}

func allocated() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestServeRefusesToStart where nobody could come in, or anybody, or where nothing is
// configured and no demo is asked for.
func TestServeRefusesToStart(t *testing.T) {
	home := t.TempDir()
	_ = os.Chmod(home, 0o700)
	users := filepath.Join(home, "users.toml")
	for name, c := range map[string]struct {
		args []string
		code int
		key  string
	}{
		"nothing configured": {[]string{"serve"}, 2, "serve.not_configured"},
		"no users":           {[]string{"serve", "--demo", "--users", users}, 1, "problem.users_file_missing"},
		"metrics for all":    {[]string{"serve", "--demo", "--metrics", "0.0.0.0:9090"}, 2, "cli.bad_flag_value"},
		"no time":            {[]string{"serve", "--demo", "--idle", "1s"}, 2, "cli.bad_flag_value"},
		"no desk":            {[]string{"serve", "--demo", "--desks", "0"}, 2, "cli.bad_flag_value"},
		"an argument":        {[]string{"serve", "x"}, 2, "cli.unknown_argument"},
	} {
		var out, err locked
		code := cli.Run(t.Context(), c.args, []string{"HOME=" + home, "LC_ALL=C"}, cli.Terminal{Out: &out, Err: &err})
		begins, _, _ := strings.Cut(locale.Load("en").Raw(c.key), "{{")
		if code != c.code || !strings.Contains(err.String(), begins) || out.String() != "" {
			t.Errorf("%s: code %d, %q", name, code, err.String())
		}
	}
}

// desksEnv says how many desks TestClosedDesksLeaveNothing opens and cuts off.
const desksEnv = "CRENEAU_SSH_DESKS"

// TestClosedDesksLeaveNothing opens desks and cuts their connections, all at once:
// within five seconds no routine and no memory of them is left.
func TestClosedDesksLeaveNothing(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv(desksEnv))
	if err != nil {
		n = 50
	}
	rights := map[string]string{"bo": "admin"}
	for i := range n {
		rights[fmt.Sprint("user", i)] = "book"
	}
	s := serveDesksTo(t, rights, cli.Terminal{}, t.TempDir(), "--demo", "--desks", fmt.Sprint(n+10))
	round := func() (took time.Duration) {
		began := time.Now()
		var all sync.WaitGroup
		var mu sync.Mutex
		var open []*login
		for worker := range 8 {
			all.Go(func() {
				for i := worker; i < n; i += 8 {
					l := s.sit(fmt.Sprint("user", i), "xterm-256color", 120, 40)
					mu.Lock()
					open = append(open, l)
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for _, l := range open {
			waitFor(t, "a frame", func() bool { return l.bytes.len() > 0 })
		}
		took = time.Since(began)
		for _, l := range open {
			_ = l.client.Close()
			l.bytes.clear()
		}
		return took
	}
	_ = round() // what is made once is made now
	time.Sleep(2 * time.Second)
	routines, memory := runtime.NumGoroutine(), allocated()
	took := round()
	closed := time.Now()
	left, kept, most := 0, int64(0), int64(n)*32<<10 // the demo clinic notes what it was asked
	for since := time.Duration(0); since < 5*time.Second; since = time.Since(closed) {
		left, kept = runtime.NumGoroutine()-routines, allocated()-memory
		if left <= 2 && kept <= most {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Logf("%d desks: %.0f logins a second; %v after the end %d routines and %d kB more than before", n, float64(n)/took.Seconds(), time.Since(closed).Round(10*time.Millisecond), left, kept>>10)
	if left > 2 || kept > most {
		t.Errorf("of %d desks %d routines and %d bytes are left", n, left, kept)
	}
}
