// Package sshd serves desks over SSH, many in one process: it lets in who holds a key
// of the users file, gives each connection one terminal and one desk, and keeps what
// one of them does from all others. What a desk is, is told to it.
package sshd

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"creneau/api/settings"
	"creneau/ui"
	"creneau/ui/locale"
)

// A Size of a terminal, in cells.
type Size struct{ Width, Height int }

// A Terminal is what a desk is shown on. It has no other environment than its type.
type Terminal struct {
	In   io.Reader // ends when the line does
	Out  io.Writer
	Term string // its type
	Size Size

	// Shown is to be called once, with what takes messages for the desk: sizes of the
	// window, and what the server has to say.
	Shown func(send func(tea.Msg))

	// Pressed is to be called whenever a key is pressed, and Broke with what broke the
	// desk, where it notices itself.
	Pressed func()
	Broke   func(what any)
}

// A Desk opens a desk for somebody on a terminal, and runs it until it is left or the
// context ends. It returns the exit code.
type Desk func(ctx context.Context, who settings.User, t Terminal) int

// Options are what a server is made of.
type Options struct {
	Listen  string // address and port; port 0 takes a free one
	Users   string // path of the users file
	HostKey string // path of the host key, which is made where there is none
	Metrics string // address and port of this machine; "" for none

	Languages *locale.Library
	Words     *locale.Words // of whoever is not known yet, or has set no language
	Limits    Limits
	Log       *slog.Logger
	Open      Desk

	// Ready, where set, is told once that clients may connect.
	Ready func(Ready) error
}

// Ready is a server that answers.
type Ready struct {
	Addr        net.Addr
	Metrics     net.Addr // nil where none are served
	Fingerprint string   // of the host key
	Users       int
}

// A Server serves desks.
type Server struct {
	o     Options
	users *users
	door  *door
	desks desks
	count *counters
	ssh   *ssh.Server
	host  gossh.Signer

	draining atomic.Bool
}

// New makes a server. It refuses what would let somebody in without a key.
func New(o Options) (*Server, error) {
	if o.Metrics != "" && !ofThisMachine(o.Metrics) {
		return nil, ErrNotThisMachine
	}
	s := &Server{o: o}
	s.count = newCounters(s)
	s.door = newDoor(o.Limits, s.count)
	var err error
	if s.users, err = openUsers(o.Users, o.Languages.Languages(), o.Log); err != nil {
		return nil, err
	}
	if s.host, err = hostKey(o.HostKey); err != nil {
		return nil, err
	}
	s.ssh, err = wish.NewServer(
		func(srv *ssh.Server) error { srv.AddHostKey(s.host); return nil },
		ssh.WrapConn(func(ctx ssh.Context, c net.Conn) net.Conn {
			v := s.door.admit(c)
			ctx.SetValue(visitorKey{}, v)
			return v
		}),
		wish.WithPublicKeyAuth(func(_ ssh.Context, key ssh.PublicKey) bool {
			_, known := s.users.of(key)
			if !known {
				s.count.logins.WithLabelValues("unknown_key").Inc()
			}
			return known
		}),
		wish.WithBanner(o.Words.T("serve.banner")+"\r\n"),
		wish.WithVersion("creneau"),
		wish.WithMiddleware(s.seat),
		s.restrict,
	)
	if err != nil {
		return nil, err
	}
	return s, keysOnly(s.ssh)
}

// restrict leaves nothing of the protocol open but one terminal for who holds a key.
func (s *Server) restrict(srv *ssh.Server) error {
	srv.HandshakeTimeout, srv.MaxTimeout = s.o.Limits.Handshake, s.o.Limits.Longest+time.Minute
	srv.ServerConfigCallback = s.protocol
	srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.session, "default": s.noForward}
	srv.RequestHandlers = map[string]ssh.RequestHandler{}
	srv.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
	return nil
}

var errNotKeysOnly = errors.New("this server would let somebody in without a key")

// keysOnly refuses a server that asks for anything but a key, or for nothing.
func keysOnly(srv *ssh.Server) error {
	if srv.PublicKeyHandler == nil || srv.PasswordHandler != nil || srv.KeyboardInteractiveHandler != nil || srv.ServerConfigCallback == nil {
		return errNotKeysOnly
	}
	c := srv.ServerConfigCallback(nil)
	if c.NoClientAuth || c.PasswordCallback != nil || c.KeyboardInteractiveCallback != nil || c.GSSAPIWithMICConfig != nil || c.PublicKeyCallback != nil {
		return errNotKeysOnly
	}
	return nil
}

// loginTries is how many keys or signatures may be wrong on one connection.
const loginTries = 3

// protocol is how a connection is spoken. The key that counts is the one whose holder
// has signed, not any that was only asked about.
func (s *Server) protocol(ctx ssh.Context) *gossh.ServerConfig {
	c := &gossh.ServerConfig{MaxAuthTries: loginTries}
	c.KeyExchanges = []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519}
	c.Ciphers = []string{
		gossh.CipherAES128GCM, gossh.CipherAES256GCM, gossh.CipherChaCha20Poly1305, gossh.CipherAES128CTR, gossh.CipherAES256CTR,
	}
	c.MACs = []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM}
	c.PublicKeyAuthAlgorithms = []string{
		gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
		gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521, gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512,
	}
	c.VerifiedPublicKeyCallback = func(_ gossh.ConnMetadata, key gossh.PublicKey, p *gossh.Permissions, _ string) (*gossh.Permissions, error) {
		return p, s.enter(visitorOf(ctx), key)
	}
	return c
}

var errRefused = errors.New("refused")

// enter lets in who holds a key, where there is room. It is told why not.
func (s *Server) enter(v *visitor, key gossh.PublicKey) error {
	who, known := s.users.of(key)
	if !known || s.draining.Load() { // the file has changed a moment ago
		s.count.logins.WithLabelValues("unknown_key").Inc()
		return errRefused
	}
	if why := s.door.enter(v, who); why != "" {
		s.count.logins.WithLabelValues(labelOf(why)).Inc()
		s.o.Log.Info("refused", "why", labelOf(why), "key", gossh.FingerprintSHA256(key), "from", v.from)
		said := s.wordsOf(who).N(why, s.o.Limits.PerUser, nil)
		return &gossh.BannerError{Err: errRefused, Message: said + "\r\n"}
	}
	s.count.logins.WithLabelValues("entered").Inc()
	return nil
}

// labelOf is a key of a sentence as metrics and the log name what it says.
func labelOf(key string) string { return strings.TrimPrefix(key, "serve.") }

// wordsOf are the words of somebody.
func (s *Server) wordsOf(who settings.User) *locale.Words {
	if who.Lang == "" {
		return s.o.Words
	}
	return s.o.Languages.Load(who.Lang)
}

// Serve serves until the context ends, then gives every desk its time to end. It
// returns nil after that.
func (s *Server) Serve(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.o.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	ready := Ready{Addr: l.Addr(), Fingerprint: gossh.FingerprintSHA256(s.host.PublicKey()), Users: s.users.len()}
	if s.o.Metrics != "" {
		stop, at, err := s.serveMetrics(ctx)
		if err != nil {
			return err
		}
		defer stop()
		ready.Metrics = at
	}
	if s.o.Ready != nil {
		if err := s.o.Ready(ready); err != nil {
			return err
		}
	}
	s.o.Log.Info("serving", "address", l.Addr().String(), "users", ready.Users)
	following, stopped := context.WithCancel(context.Background())
	defer stopped()
	go s.users.follow(following, s.desks.revoke)
	served := make(chan error, 1)
	go func() { served <- s.ssh.Serve(l) }()
	select {
	case err := <-served:
		_ = s.ssh.Close()
		return err
	case <-ctx.Done():
	}
	s.drain(l)
	return nil
}

// drain lets nobody in any more, says so at every desk, and waits until each has
// ended in its own time.
func (s *Server) drain(l net.Listener) {
	s.draining.Store(true)
	_ = l.Close()
	s.door.clear()
	s.o.Log.Info("closing", "desks", s.desks.len())
	s.desks.tell(ui.Announced{Key: "server_closes"})
	s.desks.wait(s.o.Limits.Notice)
	s.desks.end(errClosing)
	if !s.desks.wait(s.o.Limits.Drain) {
		s.o.Log.Warn("desks were cut off", "desks", s.desks.len())
	}
	for over := time.Now().Add(s.o.Limits.Farewell); time.Now().Before(over); time.Sleep(20 * time.Millisecond) {
		if _, inside := s.door.numbers(); inside == 0 {
			break // what was said last has arrived
		}
	}
	_ = s.ssh.Close()
}
