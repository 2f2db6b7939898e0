package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	gossh "golang.org/x/crypto/ssh"

	"creneau/api/settings"
)

// TestWhatIsNotServedIsRefused: a command, files, another channel, a forward, an agent,
// windows of another system and an environment; the desk beside them goes on.
func TestWhatIsNotServedIsRefused(t *testing.T) {
	r := serve(t, plainDesk)
	for request, key := range map[string]string{"exec": "serve.no_exec", "subsystem": "serve.no_subsystem"} {
		ch, asked, err := r.enter(r.books).OpenChannel("session", nil)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := ch.SendRequest(request, true, gossh.Marshal(struct{ What string }{"sftp"})); !ok || err != nil {
			t.Fatal(request, ok, err)
		}
		said, err := io.ReadAll(ch.Stderr())
		var status struct{ Code uint32 }
		for req := range asked {
			if req.Type == "exit-status" {
				_ = gossh.Unmarshal(req.Payload, &status)
			}
		}
		if string(said) != r.o.Words.T(key)+"\n" || err != nil || status.Code != exitRefused {
			t.Errorf("%s: %q, code %d, %v", request, said, status.Code, err)
		}
		eventually(t, "the end of the connection", func() bool { _, n := r.door.numbers(); return n == 0 })
	}

	c := r.sit(r.books, 80, 24)
	c.sees("[Bintou")
	for _, kind := range []string{"session", "direct-tcpip", "direct-streamlocal@openssh.com", "x11", "auth-agent@openssh.com", "forwarded-tcpip", "tun@openssh.com", "zzz"} {
		for range 50 {
			_, _, err := c.OpenChannel(kind, gossh.Marshal(struct {
				Host  string
				Port  uint32
				From  string
				PortF uint32
			}{"127.0.0.1", 22, "127.0.0.1", 1}))
			var refused *gossh.OpenChannelError
			if !errors.As(err, &refused) || refused.Message == "" {
				t.Fatalf("%s: %v", kind, err)
			}
		}
	}
	for _, kind := range []string{"tcpip-forward", "cancel-tcpip-forward", "streamlocal-forward@openssh.com", "zzz"} {
		if ok, _, err := c.SendRequest(kind, true, gossh.Marshal(struct {
			Host string
			Port uint32
		}{"0.0.0.0", 0})); ok || err != nil {
			t.Errorf("%s: %v %v", kind, ok, err)
		}
	}
	for _, kind := range []string{"env", "auth-agent-req@openssh.com", "x11-req", "signal", "break", "zzz", "shell", "pty-req"} {
		if ok, err := c.session.SendRequest(kind, true, gossh.Marshal(struct{ A, B string }{"LANG", "fr_FR"})); ok || err != nil {
			t.Errorf("%s: %v %v", kind, ok, err)
		}
	}
	_, _ = io.WriteString(c.keys, "z")
	c.sees("(z)")
}

// TestWithoutATerminal: a shell without a terminal, and a terminal without a size, are
// told so; whoever opens nothing is gone after a while.
func TestWithoutATerminal(t *testing.T) {
	r := serve(t, plainDesk)
	c := &client{Client: r.enter(r.books), seen: &locked{}, t: t}
	c.session, _ = c.NewSession()
	c.session.Stdout = c.seen
	if err := c.session.Shell(); err != nil {
		t.Fatal(err)
	}
	if code := c.code(); code != exitUsage || c.seen.String() != r.o.Words.T("serve.no_terminal")+"\n" {
		t.Errorf("code %d, %q", code, c.seen)
	}
	c = r.sit(r.books, 0, 0)
	if code := c.code(); code != exitUsage || strings.TrimSpace(c.seen.String()) != r.o.Words.T("serve.no_size") {
		t.Errorf("code %d, %q", code, c.seen)
	}
	c = r.sit(r.books, 0, 0)
	if err := c.session.WindowChange(24, 80); err != nil {
		t.Fatal(err)
	}
	c.sees("80x24]")
	r.enter(r.reads)
	eventually(t, "the end of who opens nothing", func() bool { _, n := r.door.numbers(); return n == 1 })
}

// TestClaimedSizes: whatever a client claims, at its start or later, is clamped.
func TestClaimedSizes(t *testing.T) {
	r := serve(t, plainDesk)
	for _, claim := range [][2]int{{4096, 256}, {65535, 65535}, {1<<32 - 1, 1<<32 - 1}, {3000, 1}, {1, 3000}} {
		w, h := min(claim[0], maxWidth), min(claim[1], maxHeight)
		c := r.sit(r.books, claim[0], claim[1])
		c.sees(fmt.Sprintf("%dx%d]", w, h))
		if err := c.session.WindowChange(24, 80); err != nil {
			t.Fatal(err)
		}
		c.sees("{80 24}")
		if err := c.session.WindowChange(claim[1], claim[0]); err != nil {
			t.Fatal(err)
		}
		c.sees(fmt.Sprintf("<tea.WindowSizeMsg {%d %d}>", w, h))
		_ = c.Close()
		eventually(t, "the end", func() bool { return r.desks.len() == 0 })
	}
}

// TestResizesAreFew: of a thousand sizes the desk gets few, and the last one; sizes that
// say nothing are none.
func TestResizesAreFew(t *testing.T) {
	r := serve(t, plainDesk)
	c := r.sit(r.books, 80, 24)
	c.sees("[Bintou")
	began := time.Now()
	for n := range 1000 {
		if err := c.session.WindowChange(20+n%7, 100+n%11); err != nil {
			t.Fatal(err)
		}
		_ = c.session.WindowChange(0, 0)
	}
	if err := c.session.WindowChange(50, 123); err != nil {
		t.Fatal(err)
	}
	c.sees("{123 50}")
	most := int(time.Since(began)/r.o.Limits.Resize) + 3
	if n := strings.Count(c.seen.String(), "WindowSizeMsg"); n > most || strings.Contains(c.seen.String(), "{0 0}") {
		t.Errorf("%d sizes within %v", n, time.Since(began))
	}
}

// TestAnEnvironmentTakesNoMemory: however much of it is sent, nothing is kept; and the
// type of a terminal is a name that no file is looked for by.
func TestAnEnvironmentTakesNoMemory(t *testing.T) {
	r := serve(t, plainDesk, func(o *Options) { o.Limits.FirstSize = patience })
	c := &client{Client: r.enter(r.books), seen: &locked{}, t: t}
	c.session, _ = c.NewSession()
	c.session.Stdout = c.seen
	before := heap()
	value := strings.Repeat("x", 8<<10)
	for range 2000 { // 16 MB
		_, _ = c.session.SendRequest("env", false, gossh.Marshal(struct{ Name, Value string }{"A", value}))
	}
	if ok, err := c.session.SendRequest("env", true, gossh.Marshal(struct{ Name, Value string }{"A", value})); ok || err != nil {
		t.Fatal(ok, err)
	}
	if grew := heap() - before; grew > 4<<20 {
		t.Errorf("%d bytes are kept", grew)
	}
	if err := errors.Join(c.session.RequestPty("../../../../etc/passwd", 24, 80, nil), c.session.Shell()); err != nil {
		t.Fatal(err)
	}
	c.sees(" " + unknownTerm + " 80x24]")
	for _, name := range []string{"", "a/b", "\x1b[2J", "x\x00y", "é", strings.Repeat("x", 65), "-x", ".."} {
		if got := termOf(name); got != unknownTerm {
			t.Errorf("%q is %q", name, got)
		}
	}
	for _, name := range []string{"xterm-256color", "screen.xterm-256color", "putty", "rxvt-unicode-256color", "vt100", "linux", "st+256"} {
		if termOf(name) != name {
			t.Errorf("%q is not known", name)
		}
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestACrowdKeepsNobodyOut: 500 connections that say nothing, slow ones, broken ones and
// wrong keys from the same place: who has a key logs in within three seconds, and the
// crowd is gone when its time is over.
func TestACrowdKeepsNobodyOut(t *testing.T) {
	r := serve(t, plainDesk)
	ctx, over := context.WithCancel(context.Background())
	defer over()
	for range 500 {
		r.silent()
	}
	for range 20 {
		slow := r.silent()
		_, _ = io.WriteString(slow, "SSH-2.0-slow\r\n")
		go func() { // a byte now and then
			for ctx.Err() == nil {
				if _, err := slow.Write([]byte{0}); err != nil {
					return
				}
				rest(ctx, 50*time.Millisecond)
			}
		}()
		c := r.silent()
		_, _ = c.Write(bytes.Repeat([]byte{0xff}, 4096))
		c = r.silent()
		_, _ = io.WriteString(c, "SSH-2.0-x\r\n\x00\x00\x10\x00\xff\xff\xff\xff")
	}
	go func() {
		for ctx.Err() == nil {
			if c, err := gossh.Dial("tcp", r.addr, config(gossh.PublicKeys(newSigner(t)), gossh.Password("x"))); err == nil {
				_ = c.Close()
			}
		}
	}()
	if waiting, _ := r.door.numbers(); waiting > r.o.Limits.Waiting {
		t.Errorf("%d wait", waiting)
	}
	for range 3 {
		began := time.Now()
		c := r.sit(r.books, 80, 24)
		c.sees("[Bintou")
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("the login took %v", took)
		}
		_ = c.Close()
	}
	over()
	eventually(t, "the end of the crowd", func() bool { waiting, _ := r.door.numbers(); return waiting == 0 })
}

// TestWhoGoesFromACrowd: who has said nothing longest, else the oldest of those from
// where most come; a place that fails much waits a little, and is forgiven.
func TestWhoGoesFromACrowd(t *testing.T) {
	l := Standard()
	l.Waiting = 4
	s := &Server{}
	d := newDoor(l, newCounters(s))
	from := func(ip string, spoke bool) *visitor {
		near, far := net.Pipe()
		t.Cleanup(func() { _, _ = near.Close(), far.Close() })
		v := d.admit(placed{near, &net.TCPAddr{IP: net.ParseIP(ip)}})
		v.spoke.Store(spoke)
		return v
	}
	gone := func(v *visitor) bool { return !slices.Contains(d.waiting, v) }
	alone, silent := from("10.0.0.1", true), from("10.0.0.2", false)
	first := from("2001:db8::1", true)
	from("2001:db8::2", true)
	if from("2001:db8::3", true); !gone(silent) || gone(alone) || gone(first) {
		t.Error("who said nothing stays")
	}
	if from("10.0.0.3", true); !gone(first) || gone(alone) {
		t.Error("who came alone goes, and not the crowd")
	}
	place, now := alone.from, time.Now()
	for range 1000 {
		d.blame(place, now)
	}
	if wait := d.penalty(place, now); wait <= 0 || wait > 2*time.Second {
		t.Errorf("a place that fails waits %v", wait)
	}
	if wait := d.penalty(place, now.Add(20*time.Second)); wait != 0 {
		t.Errorf("it is not forgiven: %v", wait)
	}
}

// placed is a connection from somewhere.
type placed struct {
	net.Conn
	from net.Addr
}

func (p placed) RemoteAddr() net.Addr { return p.from }

// TestAStalledReaderIsDropped: who does not read what is written is gone after a while,
// and the desk with them; others do not notice.
func TestAStalledReaderIsDropped(t *testing.T) {
	ended := make(chan struct{})
	r := serve(t, func(ctx context.Context, who settings.User, at Terminal) int {
		if who.Rights != settings.MayRead {
			return plainDesk(ctx, who, at)
		}
		defer close(ended)
		frame := bytes.Repeat([]byte("x"), 32<<10)
		for {
			if _, err := at.Out.Write(frame); err != nil {
				return 0
			}
		}
	})
	c := &client{Client: r.enter(r.reads), t: t}
	ch, asked, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(asked)
	for _, request := range []string{"pty-req", "shell"} {
		payload := gossh.Marshal(ptyRequest{Term: "xterm", Columns: 80, Rows: 24})
		if ok, err := ch.SendRequest(request, true, payload); !ok || err != nil {
			t.Fatal(request, ok, err)
		}
	}
	other := r.sit(r.books, 80, 24)
	for range 10 {
		began := time.Now()
		_, _ = io.WriteString(other.keys, "z")
		other.sees("(z)")
		if took := time.Since(began); took > time.Second {
			t.Errorf("a key took %v beside it", took)
		}
	}
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("the desk does not end")
	}
	eventually(t, "the end of the connection", func() bool { _, n := r.door.numbers(); return n == 1 })
}

// TestAFloodOfKeysIsPaced: what no hand types is read no faster than a paste and what a
// hand types.
func TestAFloodOfKeysIsPaced(t *testing.T) {
	read := make(chan int, 1<<16)
	r := serve(t, func(_ context.Context, _ settings.User, at Terminal) int {
		b := make([]byte, 64<<10)
		for {
			n, err := at.In.Read(b)
			if err != nil {
				return 0
			}
			read <- n
		}
	})
	c := r.sit(r.books, 80, 24)
	go func() {
		for {
			if _, err := c.keys.Write(bytes.Repeat([]byte("j"), 32<<10)); err != nil {
				return
			}
		}
	}()
	began := time.Now()
	total := 0
	for time.Since(began) < 2*time.Second {
		select {
		case n := <-read:
			total += n
		case <-time.After(10 * time.Millisecond):
		}
	}
	if total < 64<<10 || total > readAtOnce+4*readASecond {
		t.Errorf("%d bytes were read within 2 s", total)
	}
}

// TestAClosedChannelEndsTheDesk: the channel is closed or its input ends, the connection
// stays: the desk ends, and soon the connection; nothing turns in circles meanwhile.
func TestAClosedChannelEndsTheDesk(t *testing.T) {
	for name, end := range map[string]func(*client){
		"closed":    func(c *client) { _ = c.session.Close() },
		"end":       func(c *client) { _ = c.keys.Close() },
		"cut":       func(c *client) { _ = c.Close() },
		"left":      func(c *client) { _, _ = io.WriteString(c.keys, "q") },
		"cut early": func(c *client) { _ = c.Client.Conn.Close() },
	} {
		r := serve(t, plainDesk)
		c := r.sit(r.books, 80, 24)
		c.sees("[Bintou")
		end(c)
		eventually(t, "the end of the desk: "+name, func() bool { return r.desks.len() == 0 })
		eventually(t, "the end of the connection: "+name, func() bool { _, n := r.door.numbers(); return n == 0 })
	}
}

// TestStockClient: what OpenSSH's own client says to who asks for what is not served,
// and that it gets a desk.
func TestStockClient(t *testing.T) {
	tool, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("no ssh on this machine")
	}
	r := serve(t, plainDesk)
	key := filepath.Join(t.TempDir(), "key")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).CombinedOutput(); err != nil {
		t.Skipf("no key could be made: %v %s", err, out)
	}
	r.users(rowOf(t, key))
	host, port, _ := net.SplitHostPort(r.addr)
	call := func(input string, args ...string) (string, int) {
		var out locked
		c := exec.Command(tool, append([]string{"-p", port, "-i", key, "-F", "none", "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no",
			"-o", "UserKnownHostsFile=/dev/null"}, args...)...)
		if input == "" {
			c.Stdout, c.Stderr = &out, &out
			_ = c.Run()
			return out.String(), c.ProcessState.ExitCode()
		}
		terminal, err := pty.StartWithSize(c, &pty.Winsize{Rows: 24, Cols: 80})
		if err != nil {
			t.Fatal(err)
		}
		defer terminal.Close()
		shown := make(chan struct{})
		go func() { defer close(shown); _, _ = io.Copy(&out, terminal) }()
		eventually(t, "a desk", func() bool { return strings.Contains(out.String(), "80x24]") })
		_, _ = io.WriteString(terminal, input)
		_ = c.Wait()
		<-shown
		return out.String(), c.ProcessState.ExitCode()
	}
	for name, c := range map[string]struct {
		args  []string
		input string
		says  string
		code  int
	}{
		"a desk":     {[]string{host}, "zq", "(z)", 0},
		"a command":  {[]string{host, "ls"}, "", r.o.Words.T("serve.no_exec"), exitRefused},
		"files":      {[]string{"-s", host, "sftp"}, "", r.o.Words.T("serve.no_subsystem"), exitRefused},
		"no shell":   {[]string{"-T", host}, "", r.o.Words.T("serve.no_terminal"), exitUsage},
		"a forward":  {[]string{"-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1", "-N", host}, "", "remote port forwarding failed", 255},
		"a jump":     {[]string{"-W", "127.0.0.1:1", host}, "", r.o.Words.T("serve.no_forward"), 255},
		"a password": {[]string{"-o", "PreferredAuthentications=password", host}, "", r.o.Words.T("serve.banner"), 255},
	} {
		out, code := call(c.input, c.args...)
		if code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%s: code %d, %q", name, code, out)
		}
	}
}
