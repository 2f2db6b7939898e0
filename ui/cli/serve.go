package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"creneau/api/broker"
	"creneau/api/demo"
	"creneau/api/settings"
	"creneau/api/store/folder"
	"creneau/api/store/sqlite"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui"
	"creneau/ui/locale"
	"creneau/ui/sshd"
	"creneau/ui/story"
)

// serving are the flags of serve.
type serving struct {
	listen, users, hostKey, metrics string
	idle                            time.Duration
	desks                           int
	demo                            bool
}

// hostKeyName is the file of the host key.
const hostKeyName = "ssh_host_ed25519_key"

// serveCommand serves desks over SSH.
func serveCommand(f *flags, env environment, t Terminal, s speech) *cobra.Command {
	const address = "127.0.0.1:2222"
	var o serving
	limits := sshd.Standard()
	c := &cobra.Command{
		Use:   "serve",
		Short: s.words.T("command.serve"),
		Long:  s.words.T("command.serve_more"),
		Args:  noArguments(s.words),
		RunE: func(c *cobra.Command, _ []string) error {
			return o.serve(c.Context(), *f, env, t, s)
		},
	}
	of := func(flag string, standard any) string {
		return s.words.F("flag."+flag, locale.Args{"Default": standard})
	}
	p := c.Flags()
	p.StringVar(&o.listen, "listen", address, of("serve_listen", address))
	p.Var((*filled)(&o.users), "users", of("users", settings.UsersName))
	p.Var((*filled)(&o.hostKey), "host-key", of("host_key", hostKeyName))
	p.Var((*filled)(&o.metrics), "metrics", of("metrics", ""))
	p.DurationVar(&o.idle, "idle", limits.Idle, of("idle", limits.Idle))
	p.IntVar(&o.desks, "desks", limits.Desks, of("desks", limits.Desks))
	p.BoolVar(&o.demo, "demo", false, s.words.T("flag.serve_demo"))
	return c
}

// serve serves until the context ends.
func (o serving) serve(ctx context.Context, f flags, env environment, t Terminal, spoken speech) error {
	set, err := o.settings(f, env, spoken)
	if err != nil {
		return &exit{exitUsage, err}
	}
	h, err := openHouse(ctx, set, o.demo, f, env, t, spoken)
	if err != nil {
		return &exit{exitFailed, errors.New(troubled(err, spoken.words))}
	}
	defer h.close()
	h.folder = filepath.Dir(o.hostKey)
	limits := sshd.Standard()
	limits.Idle, limits.Desks = o.idle, o.desks
	server, err := sshd.New(sshd.Options{
		Listen: o.listen, Users: o.users, HostKey: o.hostKey, Metrics: o.metrics,
		Languages: spoken.languages, Words: spoken.words, Limits: limits,
		Log: slog.New(slog.NewTextHandler(t.Err, nil)), Open: h.open,
		Ready: func(r sshd.Ready) error { return announceDesks(t, spoken.words, r) },
	})
	if err == nil {
		err = server.Serve(ctx)
	}
	switch {
	case errors.Is(err, sshd.ErrNotThisMachine):
		return &exit{exitUsage, wrongValue("metrics", o.metrics, spoken.words)}
	case err != nil:
		return &exit{exitFailed, errors.New(troubled(err, spoken.words))}
	}
	return nil
}

// settings reads the settings, and judges the flags. Its errors are sentences.
func (o *serving) settings(f flags, env environment, spoken speech) (settings.Settings, error) {
	load := settings.Load
	if o.demo {
		load = settings.ForDemo
	}
	set, err := load(f.settings(), env.lookup, spoken.languages.Languages())
	var wrong settings.Problem
	switch {
	case errors.As(err, &wrong):
		return set, errors.New(problem(wrong, spoken.words))
	case set.Demo && !o.demo:
		return set, errors.New(spoken.words.T("serve.not_configured"))
	case o.idle < 0 || o.idle > 0 && o.idle < 2*time.Minute:
		return set, wrongValue("idle", o.idle.String(), spoken.words)
	case o.desks < 1:
		return set, wrongValue("desks", fmt.Sprint(o.desks), spoken.words)
	}
	if err := o.locate(f, env); err != nil {
		return set, errors.New(troubled(err, spoken.words))
	}
	return set, nil
}

// locate finds what was not named: the users beside the configuration, the host key
// where systemd or the login keeps what a program needs.
func (o *serving) locate(f flags, env environment) error {
	if o.users == "" {
		o.users = settings.UsersPath(f.settings(), env.get)
	}
	if state := env.get("STATE_DIRECTORY"); o.hostKey == "" && filepath.IsAbs(state) {
		o.hostKey = filepath.Join(state, hostKeyName)
	}
	if o.hostKey == "" {
		own, err := folder.Locate("", settings.KeyPlace{}, env.get)
		if err != nil {
			return err
		}
		o.hostKey = filepath.Join(own.Path, hostKeyName)
	}
	return nil
}

// announceDesks says where desks are served, and by which key the server is known.
func announceDesks(t Terminal, words *locale.Words, r sshd.Ready) error {
	_, err := fmt.Fprintln(t.Out, words.N("serve.answers", r.Users, locale.Args{"Address": r.Addr.String(), "Key": r.Fingerprint}))
	if err == nil && r.Metrics != nil {
		_, err = fmt.Fprintln(t.Out, words.F("serve.metrics", locale.Args{"URL": "http://" + r.Metrics.String() + "/metrics"}))
	}
	return err
}

// A house is what all desks of a server have in common.
type house struct {
	settings settings.Settings
	flags    flags
	t        Terminal
	spoken   speech
	log      *slog.Logger
	closeLog func()
	store    *sqlite.Store // nil in the demo, which keeps nothing
	storedIn folder.Folder
	outlet   *outlet // the way to the API, or to the demo clinic that all desks show
	broker   *broker.Broker
	now      func() time.Time
	since    time.Time
	folder   string      // of what belongs to the server itself
	places   environment // where the server's own folders are
}

// servedCredits are what the demo clinic has for all desks together, to show.
const servedCredits = 500

// openHouse opens what desks share. A server that could keep nothing is refused.
func openHouse(ctx context.Context, s settings.Settings, inDemo bool, f flags, env environment, t Terminal, spoken speech) (*house, error) {
	zone, err := zoneOf(s)
	if err != nil {
		return nil, err
	}
	h := &house{since: time.Now(), settings: s, flags: f, t: t, spoken: spoken, now: func() time.Time { return time.Now().In(zone) }}
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
		if value, set := env.lookup(name); set {
			h.places = append(h.places, name+"="+value)
		}
	}
	if h.settings.Charset == "auto" {
		h.settings.Charset = "utf-8" // there is no locale to go by
	}
	if h.log, h.closeLog, err = openLog(f.debug); err != nil {
		return nil, err
	}
	if inDemo {
		clinic := demo.New(demo.Options{Seed: cmp.Or(t.Seed, story.Seed), Credits: servedCredits, Now: h.now})
		h.outlet = &outlet{now: h.now, demo: true, clinic: clinic}
		err = h.outlet.connect(zone, h.log, t)
	} else if h.outlet, err = openOutlet(s, false, false, h.log, t); err == nil {
		opening, end := context.WithTimeout(ctx, storeLimit)
		defer end()
		h.store, h.storedIn, err = openStore(opening, s, env, h.now)
	}
	if err != nil {
		h.closeLog()
		return nil, err
	}
	h.broker = broker.New(h.outlet.backend)
	return h, nil
}

func (h *house) close() {
	if h.store != nil {
		_ = h.store.Close()
	}
	h.closeLog()
}

// open opens a desk for somebody.
func (h *house) open(ctx context.Context, who settings.User, at sshd.Terminal) int {
	t := h.t
	t.In, t.Out, t.Err = at.In, at.Out, at.Out
	t.IsTTY, t.OutIsTTY, t.Jobs = true, true, nil
	t.Width, t.Height = at.Size.Width, at.Size.Height
	t.Pressed, t.Broke = at.Pressed, at.Broke
	if t.Mono == nil { // one for all desks: what one was answered the next may be told
		t.Mono = func() time.Duration { return time.Since(h.since) }
	}
	opened := h.t.Opened
	t.Opened = func(p *tea.Program, c *demo.Clinic) {
		at.Shown(p.Send)
		if opened != nil {
			opened(p, c)
		}
	}
	env := append(environment{"TERM=" + at.Term, "SSH_CONNECTION=served"}, h.places...)
	err := h.seat(ctx, who, env, t)
	var e *exit
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &e):
		fmt.Fprintln(t.Err, "creneau: "+err.Error())
		return e.code
	}
	fmt.Fprintln(t.Err, "creneau: "+err.Error())
	return exitFailed
}

// seat seats somebody at a desk of their own.
func (h *house) seat(ctx context.Context, who settings.User, env environment, t Terminal) error {
	s, words := h.settings, h.spoken.words
	place := h.looksOf(who)
	looks := settings.Looks{Lang: who.Lang, Theme: who.Theme}.With(settings.Chosen(place, h.spoken.languages.Languages()))
	s.Theme, s.Clock = cmp.Or(looks.Theme, s.Theme), cmp.Or(looks.Clock, s.Clock)
	if looks.Lang != "" {
		s.Lang, words = looks.Lang, h.spoken.languages.Load(looks.Lang)
	}
	l, err := appearanceOf(s, h.flags, env, t, words)
	if err != nil {
		return err
	}
	desk, o := h.broker.Join(), *h.outlet
	defer desk.Leave()
	o.backend = desk
	v := newVoices(h.spoken.languages, l.words)
	keep := func(chosen settings.Looks) error { return keepLooks(place, chosen, nil, v) }
	return sit(ctx, seat{
		settings: s, looks: l, voices: v, keep: keep, outlet: &o, env: env, store: h.store, news: desk,
		served: true, who: who, folder: h.storedIn,
	}, t)
}

// looksOf is where it is kept what somebody has chosen at the desk: beside the host
// key, by their key.
func (h *house) looksOf(who settings.User) string {
	sum := sha256.Sum256(who.Key.Marshal())
	return filepath.Join(h.folder, "looks", hex.EncodeToString(sum[:])+".toml")
}

// hear brings a served desk what others were answered, until ctx ends.
func hear(ctx context.Context, d *broker.Desk, p *tea.Program) {
	for d != nil {
		select {
		case <-ctx.Done():
			return
		case <-d.Woken():
		}
		told, quiet := heard(d)
		if quiet.Wait > 0 {
			p.Send(quiet)
		}
		for _, e := range told {
			p.Send(e)
		}
	}
}

// heard is what others were answered since it was last asked for, and for how long all
// are quiet; nothing where the desk asks for itself.
func heard(d *broker.Desk) (told []state.Told, quiet state.Hushed) {
	if d == nil {
		return nil, quiet
	}
	news := d.Take()
	for _, r := range news.Readings {
		told = append(told, state.Told{Asked: r.Asked, Event: r.Event, Ago: time.Since(r.Began)})
	}
	return told, state.Hushed{Wait: max(0, news.Quiet-time.Since(news.Met))}
}

// allow leaves a served desk what its user may do. Sheets have no place to go to that
// they could reach.
func allow(c *ui.Config, rights settings.Rights) {
	c.Export = nil
	if rights != settings.MayAdminister {
		c.UseKey = nil
	}
	if rights != settings.MayBook && rights != settings.MayAdminister {
		c.State.ReadOnly = true
		c.Backend = readOnly{c.Backend}
	}
}

// readOnly is a way to the API on which nothing is changed, whatever a desk asks.
type readOnly struct{ ui.Backend }

var errReadOnly = state.Failure{Code: state.NotPossible}

func (readOnly) Book(context.Context, clinic.Booking) (clinic.Appointment, error) {
	return clinic.Appointment{}, errReadOnly
}

func (readOnly) Cancel(context.Context, clinic.ID) error { return errReadOnly }
