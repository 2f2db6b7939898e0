package sshd

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"

	"creneau/api/settings"
	"creneau/ui"
	"creneau/ui/locale"
)

// Exit codes, as shells and service managers read them.
const (
	exitRefused = 1
	exitUsage   = 2
)

// Why the server ends a desk.
var (
	errClosing = errors.New("closing")
	errIdle    = errors.New("idle")
	errRevoked = errors.New("revoked")
	errLongest = errors.New("longest")
)

// endings are the keys of what is said then.
var endings = map[string]string{"closing": "serve.ended_closing", "idle": "serve.ended_idle", "revoked": "serve.ended_revoked", "longest": "serve.ended_longest"}

// A desk is one that is open.
type desk struct {
	who   settings.User
	end   context.CancelCauseFunc
	sizes sizes
	shown chan func(tea.Msg)     // what takes messages, once
	says  chan ui.Announced      // what is to be said there
	key   atomic.Int64           // when the last key was pressed, since began
	broke atomic.Pointer[string] // the number of what broke it; nil for nothing
	began time.Time
}

// seat gives a connection its desk. It stands where the library's own would, which
// goes on reading sizes of a window that is closed.
func (s *Server) seat(next ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		v := visitorOf(sess.Context())
		code := s.open(sess, v)
		// Whatever the client does now: the connection was for this desk.
		time.AfterFunc(s.o.Limits.Farewell, func() { _ = v.Close() })
		_ = sess.Exit(code)
		next(sess)
	}
}

// open opens a desk on a terminal, and runs it. It returns the exit code.
func (s *Server) open(sess ssh.Session, v *visitor) (code int) {
	who := v.seated()
	words := s.wordsOf(who)
	pty, size, why := s.terminalOf(sess, v, who)
	if why != "" {
		s.count.refused.WithLabelValues(labelOf(why)).Inc()
		_, _ = io.WriteString(sess, words.T(why)+"\n")
		return exitUsage
	}
	ctx, over := context.WithTimeoutCause(sess.Context(), s.o.Limits.Longest, errLongest)
	defer over()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	d := &desk{who: who, end: end, sizes: v.sizes, shown: make(chan func(tea.Msg), 1), says: make(chan ui.Announced, 4), began: time.Now()}
	s.desks.add(d)
	defer s.desks.remove(d)
	if s.draining.Load() {
		end(errClosing)
	}
	s.o.Log.Info("opened", "key", fingerprint(who), "from", v.from, "rights", who.Rights)
	go s.attend(ctx, d)
	code = s.run(ctx, d, Terminal{
		In: newPaced(ctx, sess), Out: sess, Term: pty.Term, Size: size,
		Shown:   func(send func(tea.Msg)) { d.shown <- send },
		Pressed: func() { d.key.Store(int64(time.Since(d.began))) },
		Broke:   func(what any) { d.noteBreak(s.incident("desk", what)) },
	})
	s.farewell(sess, d, causeOf(ctx, sess.Context()))
	s.o.Log.Info("ended", "key", fingerprint(who), "from", v.from, "why", causeOf(ctx, sess.Context()), "after", time.Since(d.began).Round(time.Second))
	return code
}

// terminalOf is the terminal of who is inside, or the key of why there is none.
func (s *Server) terminalOf(sess ssh.Session, v *visitor, who settings.User) (ssh.Pty, Size, string) {
	if !ssh.KeysEqual(who.Key, sess.PublicKey()) {
		return ssh.Pty{}, Size{}, "serve.not_known"
	}
	pty, _, ok := sess.Pty()
	if !ok {
		return pty, Size{}, "serve.no_terminal"
	}
	size, ok := v.sizes.first(sess.Context(), s.o.Limits.FirstSize)
	if !ok {
		return pty, size, "serve.no_size"
	}
	return pty, size, ""
}

// farewell says what is to be said of a desk that has ended, and counts it.
func (s *Server) farewell(out io.Writer, d *desk, why string) {
	words := s.wordsOf(d.who)
	if incident := d.broke.Load(); incident != nil {
		_, _ = io.WriteString(out, words.F("serve.broke", locale.Args{"Incident": *incident})+"\n")
	}
	if key, said := endings[why]; said {
		_, _ = io.WriteString(out, words.T(key)+"\n")
	}
	s.count.ended.WithLabelValues(why).Inc()
}

// run runs a desk. One that breaks ends alone.
func (s *Server) run(ctx context.Context, d *desk, t Terminal) (code int) {
	defer s.contain("desk", func(incident string) {
		d.noteBreak(incident)
		code = exitRefused
	})
	return s.o.Open(ctx, d.who, t)
}

// causeOf is why a desk has ended.
func causeOf(ctx, line context.Context) string {
	for _, err := range []error{errClosing, errIdle, errRevoked, errLongest} {
		if errors.Is(context.Cause(ctx), err) {
			return err.Error()
		}
	}
	if line.Err() != nil {
		return "hung_up"
	}
	return "left"
}

// noteBreak notes the first break.
func (d *desk) noteBreak(incident string) { d.broke.CompareAndSwap(nil, &incident) }

// attend brings a desk what concerns it: the sizes of its window, the latest alone,
// and what is to be said; and ends it when nobody has pressed a key for long.
func (s *Server) attend(ctx context.Context, d *desk) {
	defer s.contain("attendance", func(string) { d.end(nil) })
	var send func(tea.Msg)
	var news <-chan struct{}
	var says <-chan ui.Announced
	idle := time.NewTimer(s.o.Limits.untilIdle(d))
	defer idle.Stop()
	warned := time.Duration(-1) // the key behind which it was said
	for {
		select {
		case <-ctx.Done():
			return
		case send = <-d.shown:
			news, says = d.sizes.news, d.says
		case <-news:
			size := d.sizes.latest()
			send(tea.WindowSizeMsg{Width: size.Width, Height: size.Height})
			rest(ctx, s.o.Limits.Resize)
		case said := <-says:
			send(said)
		case <-idle.C:
			last := time.Duration(d.key.Load())
			switch left := s.o.Limits.Idle - (time.Since(d.began) - last); {
			case s.o.Limits.Idle == 0:
			case left <= 0:
				d.end(errIdle)
				return
			case left <= s.o.Limits.Warning && warned != last && send != nil:
				warned = last
				send(ui.Announced{Key: "no_key_soon"})
			}
			idle.Reset(s.o.Limits.untilIdle(d))
		}
	}
}

// untilIdle is when it is to be looked whether somebody is at a desk.
func (l Limits) untilIdle(d *desk) time.Duration {
	if l.Idle == 0 {
		return l.Longest
	}
	left := l.Idle - (time.Since(d.began) - time.Duration(d.key.Load()))
	if left > l.Warning {
		left -= l.Warning
	}
	return max(left, time.Millisecond)
}

// rest waits, unless the context ends.
func rest(ctx context.Context, d time.Duration) {
	wait := time.NewTimer(d)
	defer wait.Stop()
	select {
	case <-ctx.Done():
	case <-wait.C:
	}
}

// contain keeps a panic from everybody else. What broke is logged under a number,
// without the values that it had, which may be names; then, where set, told.
func (s *Server) contain(where string, then func(incident string)) {
	r := recover()
	if r == nil {
		return
	}
	incident := s.incident(where, r)
	if then != nil {
		then(incident)
	}
}

// incident logs what broke, and gives it a number.
func (s *Server) incident(where string, what any) string {
	id := make([]byte, 3)
	_, _ = rand.Read(id) // never fails
	incident := hex.EncodeToString(id)
	s.count.broke.Inc()
	s.o.Log.Error("broke", "incident", incident, "where", where, "what", nameless(what), "stack", string(debug.Stack()))
	return incident
}

// nameless is what a panic says that can hold no name: the runtime's own words, else
// its type.
func nameless(r any) string {
	if err, ok := r.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a %s", reflect.TypeOf(r))
}

// desks are those that are open.
type desks struct {
	mu   sync.Mutex
	open map[*desk]struct{}
	none chan struct{} // closed when none is; nil while nobody waits for that
}

func (all *desks) add(d *desk) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.open == nil {
		all.open = map[*desk]struct{}{}
	}
	all.open[d] = struct{}{}
}

func (all *desks) remove(d *desk) {
	all.mu.Lock()
	defer all.mu.Unlock()
	delete(all.open, d)
	if len(all.open) == 0 && all.none != nil {
		close(all.none)
		all.none = nil
	}
}

func (all *desks) len() int {
	all.mu.Lock()
	defer all.mu.Unlock()
	return len(all.open)
}

// each does something with every desk.
func (all *desks) each(do func(*desk)) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for d := range all.open {
		do(d)
	}
}

// tell says something at every desk. One that takes nothing in misses it.
func (all *desks) tell(said ui.Announced) {
	all.each(func(d *desk) {
		select {
		case d.says <- said:
		default:
		}
	})
}

// end ends every desk.
func (all *desks) end(why error) { all.each(func(d *desk) { d.end(why) }) }

// revoke ends the desks of who may not sit there as they do any more.
func (all *desks) revoke(still func(settings.User) bool) {
	all.each(func(d *desk) {
		if !still(d.who) {
			d.end(errRevoked)
		}
	})
}

// wait waits until no desk is open, at most so long, and says whether that came to
// pass.
func (all *desks) wait(most time.Duration) bool {
	all.mu.Lock()
	if len(all.open) == 0 {
		all.mu.Unlock()
		return true
	}
	if all.none == nil {
		all.none = make(chan struct{})
	}
	none := all.none
	all.mu.Unlock()
	over := time.NewTimer(most)
	defer over.Stop()
	select {
	case <-none:
		return true
	case <-over.C:
		return false
	}
}
