package sshd

import (
	"context"
	"io"
	"regexp"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// session takes the one channel that a connection may open. What is asked on it is
// sifted before the library sees it.
func (s *Server) session(srv *ssh.Server, conn *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	v := visitorOf(ctx)
	if v.channels.Add(1) > 1 {
		s.count.refused.WithLabelValues("channel").Inc()
		_ = ch.Reject(gossh.ResourceShortage, s.wordsOf(v.user()).T("serve.one_channel"))
		return
	}
	ssh.DefaultSessionHandler(srv, conn, &sifted{NewChannel: ch, server: s, visitor: v}, ctx)
}

// noForward refuses every other channel.
func (s *Server) noForward(_ *ssh.Server, _ *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	s.count.refused.WithLabelValues("forward").Inc()
	_ = ch.Reject(gossh.Prohibited, s.wordsOf(visitorOf(ctx).user()).T("serve.no_forward"))
}

// sifted is a channel on which nothing passes but a terminal and a shell.
type sifted struct {
	gossh.NewChannel
	server  *Server
	visitor *visitor
}

// Accept implements gossh.NewChannel.
func (c *sifted) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, asked, err := c.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	l := &line{Channel: ch, visitor: c.visitor, stuck: c.server.o.Limits.Stuck}
	passed := make(chan *gossh.Request)
	go c.sift(l, asked, passed)
	return l, passed, nil
}

// The payloads of requests, RFC 4254, 6.2 and 6.7.
type (
	ptyRequest struct {
		Term                           string
		Columns, Rows, Pixels, PixelsY uint32
		Modes                          string
	}
	windowChange struct{ Columns, Rows, Pixels, PixelsY uint32 }
)

// sift lets what makes a terminal pass, made believable, and refuses the rest.
func (c *sifted) sift(l *line, asked <-chan *gossh.Request, passed chan<- *gossh.Request) {
	defer close(passed)
	defer c.server.contain("session", func(string) { _ = c.visitor.Close() })
	away := false
	for req := range asked {
		switch req.Type {
		case "pty-req":
			var p ptyRequest
			if gossh.Unmarshal(req.Payload, &p) != nil {
				c.refuse(req, "terminal")
				continue
			}
			size := believable(p.Columns, p.Rows)
			c.visitor.sizes.put(size)
			req.Payload = gossh.Marshal(ptyRequest{Term: termOf(p.Term), Columns: uint32(size.Width), Rows: uint32(size.Height)})
			passed <- req
		case "window-change":
			var w windowChange
			if gossh.Unmarshal(req.Payload, &w) == nil {
				c.visitor.sizes.put(believable(w.Columns, w.Rows))
			}
			_ = req.Reply(true, nil)
		case "shell":
			passed <- req
		case "exec", "subsystem":
			if away {
				_ = req.Reply(false, nil)
				continue
			}
			away = true
			c.server.count.refused.WithLabelValues(req.Type).Inc()
			_ = req.Reply(true, nil)
			go c.turnAway(l, req.Type)
		default: // an environment, an agent, windows of another system, signals
			c.refuse(req, "request")
		}
	}
}

func (c *sifted) refuse(req *gossh.Request, what string) {
	c.server.count.refused.WithLabelValues(what).Inc()
	_ = req.Reply(false, nil)
}

// noCommands are the keys of what is said to who asks for something else than a shell.
var noCommands = map[string]string{"exec": "serve.no_exec", "subsystem": "serve.no_subsystem"}

// turnAway says in a sentence that no commands are run here.
func (c *sifted) turnAway(l *line, what string) {
	defer c.server.contain("session", nil)
	over := time.AfterFunc(c.server.o.Limits.Stuck, func() { _ = c.visitor.Close() })
	defer over.Stop()
	said := c.server.wordsOf(c.visitor.user()).T(noCommands[what])
	_, _ = io.WriteString(l.Stderr(), said+"\n")
	_, _ = l.SendRequest("exit-status", false, gossh.Marshal(struct{ Status uint32 }{exitRefused}))
	_ = l.Close()
	time.Sleep(c.server.o.Limits.Farewell)
	_ = c.visitor.Close()
}

// plainTerm is the name of a terminal's type that no file is looked for by.
var plainTerm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]*$`)

func termOf(name string) string {
	if len(name) > longestTerm || !plainTerm.MatchString(name) {
		return unknownTerm
	}
	return name
}

// believable is a size as a client claims it, clamped; zero where it is not known.
func believable(columns, rows uint32) Size {
	if columns == 0 || rows == 0 {
		return Size{}
	}
	return Size{int(min(columns, maxWidth)), int(min(rows, maxHeight))}
}

// sizes holds the latest size of a window, of however many were told.
type sizes struct {
	mu   *sync.Mutex
	last *Size
	news chan struct{}
}

func newSizes() sizes { return sizes{&sync.Mutex{}, &Size{}, make(chan struct{}, 1)} }

// put notes a size; one that is not known is none.
func (z sizes) put(s Size) {
	if s == (Size{}) {
		return
	}
	z.mu.Lock()
	*z.last = s
	z.mu.Unlock()
	select {
	case z.news <- struct{}{}:
	default: // the latest is taken anyhow
	}
}

func (z sizes) latest() Size {
	z.mu.Lock()
	defer z.mu.Unlock()
	return *z.last
}

// first waits for a size, at most so long.
func (z sizes) first(ctx context.Context, most time.Duration) (Size, bool) {
	over := time.NewTimer(most)
	defer over.Stop()
	select {
	case <-z.news:
	case <-over.C:
	case <-ctx.Done():
	}
	s := z.latest()
	return s, s != (Size{})
}

// A line is a channel whose other end must read: one write that takes too long ends
// the connection, because what waits behind it can be neither shown nor ended.
type line struct {
	gossh.Channel
	visitor *visitor
	stuck   time.Duration
}

// Write implements gossh.Channel.
func (l *line) Write(p []byte) (int, error) {
	over := time.AfterFunc(l.stuck, func() { l.visitor.drop("stalled") })
	defer over.Stop()
	return l.Channel.Write(p)
}

// A paced reader reads no faster than keys are pressed, but for a paste.
type paced struct {
	from io.Reader
	ctx  context.Context
	left float64 // bytes that may be read at once
	at   time.Time
}

func newPaced(ctx context.Context, from io.Reader) *paced {
	return &paced{from: from, ctx: ctx, left: readAtOnce, at: time.Now()}
}

// Read implements io.Reader.
func (r *paced) Read(p []byte) (int, error) {
	if r.left <= 0 {
		wait := time.NewTimer(time.Duration((1 - r.left) / readASecond * float64(time.Second)))
		defer wait.Stop()
		select {
		case <-r.ctx.Done():
			return 0, io.EOF
		case <-wait.C:
		}
	}
	n, err := r.from.Read(p[:min(len(p), readAtATime)])
	now := time.Now()
	r.left = min(readAtOnce, r.left+now.Sub(r.at).Seconds()*readASecond) - float64(n)
	r.at = now
	return n, err
}
