package cli

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"creneau/api"
	"creneau/api/demo"
	"creneau/state"
	"creneau/ui"
	"creneau/ui/locale"
	"creneau/ui/story"
	"creneau/ui/theme"
)

// keyVariable holds the API key in the environment.
const keyVariable = "MONCRENEAU_API_KEY"

// lastAnswer is how long the program waits, when it is ended, for the answer
// to a booking that is on its way.
const lastAnswer = 5 * time.Second

// openDesk runs the desk until it is left.
func openDesk(ctx context.Context, f flags, env environment, t Terminal, demoAlways bool) error {
	look, err := lookAt(f, env, t)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation("Africa/Conakry")
	if err != nil {
		return err
	}
	o := outlet{now: time.Now, zone: zone}
	if err := o.openDemo(demoAlways); err != nil {
		return err
	}
	config := o.config(ctx, look, env)
	model := ui.New(config)
	p := tea.NewProgram(model, look.options(ctx, env, t)...)
	_, err = p.Run()
	model.Writes().Wait(lastAnswer)
	if err != nil && !errors.Is(err, tea.ErrProgramKilled) && !errors.Is(err, tea.ErrInterrupted) {
		return &exit{exitFailed, err}
	}
	return nil
}

// A look is how the desk shows itself on this terminal.
type look struct {
	words   *locale.Words
	theme   *theme.Theme
	profile colorprofile.Profile
	ascii   bool
	sync    bool
	remote  bool
}

// lookAt judges the terminal.
func lookAt(f flags, env environment, t Terminal) (look, error) {
	termName := env.get("TERM")
	if !t.IsTTY {
		return look{}, &exit{exitUsage, errors.New("the desk needs a terminal for input and output; see creneau --help")}
	}
	if termName == "dumb" || termName == "" {
		return look{}, &exit{exitUsage, fmt.Errorf("the desk needs a terminal that can place its cursor, and TERM is %q", termName)}
	}
	l := look{
		words:   locale.Load(locale.FromEnv(f.lang, env.get("LC_ALL"), env.get("LC_MESSAGES"), env.get("LANG"))),
		profile: colorprofile.Env(env),
		remote:  env.get("SSH_TTY") != "" || env.get("SSH_CONNECTION") != "",
	}
	if termName == "vt100" || termName == "vt220" {
		l.profile = colorprofile.Ascii
	}
	switch f.charset {
	case "utf-8":
	case "ascii":
		l.ascii = true
	case "", "auto":
		l.ascii = !locale.UTF8(env.get("LC_ALL"), env.get("LC_CTYPE"), env.get("LANG"))
	default:
		return look{}, &exit{exitUsage, fmt.Errorf("charset is utf-8, ascii or auto, not %q", f.charset)}
	}
	kind := theme.Dark
	if f.theme == "light" {
		kind = theme.Light
	}
	l.theme = theme.New(kind, l.profile)
	l.sync = l.remote && !f.noSync && l.profile > colorprofile.Ascii
	return l, nil
}

// options are the program's options for this terminal.
func (l look) options(ctx context.Context, env environment, t Terminal) []tea.ProgramOption {
	fps := 60
	if l.remote {
		fps = 30
	}
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(t.In), tea.WithOutput(t.Out), tea.WithEnvironment(env.forProgram()),
		tea.WithoutSignalHandler(), tea.WithFilter(ui.Filter()), tea.WithFPS(fps), tea.WithColorProfile(l.profile),
	}
	if t.Width > 0 {
		options = append(options, tea.WithWindowSize(t.Width, t.Height))
	}
	return options
}

// An outlet is what the desk talks to.
type outlet struct {
	now     func() time.Time
	zone    *time.Location
	backend ui.Backend
	demo    bool
	events  []ui.OutsideEvent
}

// openDemo makes the demo clinic and a client that reaches it in process. The
// story has its own time and purse.
func (o *outlet) openDemo(told bool) error {
	options := demo.Options{Seed: story.Seed, Credits: 40}
	if told {
		began, start := time.Now(), story.Start(o.zone)
		o.now = func() time.Time { return start.Add(time.Since(began)) }
		options.Credits = story.Credits
	}
	now := func() time.Time { return o.now().In(o.zone) }
	options.Now = now
	clinic := demo.New(options)
	client, err := newClient(api.Options{
		BaseURL: demo.BaseURL, Zone: o.zone, Now: now, Transport: clinic.Transport(),
		Staff: func(id state.ID) ([]state.Worker, bool) {
			return clinic.Workers()[id.Text()], clinic.NeedsWorker(id.Text())
		},
	}, clinic.FullKey())
	if err != nil {
		return err
	}
	o.demo, o.backend = true, demoBackend{client, clinic}
	if told {
		o.events = []ui.OutsideEvent{outsideEvent(clinic)}
	}
	return nil
}

func newClient(o api.Options, key string) (*api.Client, error) {
	secret, err := api.NewSecret(key)
	if err != nil {
		return nil, err
	}
	o.Key = secret
	return api.New(o)
}

// demoBackend is the client, and the purse that only the demo clinic shows.
type demoBackend struct {
	*api.Client
	clinic *demo.Clinic
}

func (d demoBackend) Balance() state.Balance {
	return state.Balance{Known: true, Credits: d.clinic.Credits()}
}

// outsideEvent plays the story's events one after the other.
func outsideEvent(clinic *demo.Clinic) ui.OutsideEvent {
	events, next := story.Events(), 0
	return ui.OutsideEvent{Key: "ctrl+g", Name: "act.event", Play: func() string {
		e := events[next%len(events)]
		next++
		if err := clinic.Order(demo.Misfortune{Kind: e.Kind, Seconds: e.Seconds, Credits: e.Credits}); err != nil {
			return "event_none"
		}
		return e.Say
	}}
}

// config is what the desk is built from.
func (o *outlet) config(ctx context.Context, l look, env environment) ui.Config {
	began := time.Now()
	return ui.Config{
		Context: ctx,
		Backend: o.backend,
		Now: func() state.Instant {
			return state.Instant{Wall: state.WallOf(o.now().In(o.zone)), Mono: time.Since(began)}
		},
		NewRef:  func() string { return newRef(o.now()) },
		Jitter:  rand.Float64,
		Words:   l.words,
		Theme:   l.theme,
		ASCII:   l.ascii,
		Demo:    o.demo,
		Credits: "https://moncreneau-docs.vercel.app/docs/v1/core-concepts/credits",
		Sync:    l.sync,
		State:   state.Options{Lang: l.words.Lang()},
		Export:  func(name, text string) (string, error) { return writeSheet(env.get("HOME"), name, text) },
		Events:  o.events,
	}
}

// writeSheet writes a sheet for its owner's eyes only into their home folder.
func writeSheet(home, name, text string) (string, error) {
	if home == "" {
		home = os.TempDir()
	}
	path := filepath.Join(home, name)
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// crockford is the alphabet of ULIDs: no letter that is taken for a digit.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newRef is a booking's own reference: "tui-" and a ULID, which sorts by time
// and tells nothing about the patient.
func newRef(now time.Time) string {
	var id [16]byte
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	_, _ = io.ReadFull(crand.Reader, id[6:])
	out := make([]byte, 0, 30)
	out = append(out, "tui-"...)
	// 128 bits are 26 digits of 5 bits, the first of which holds only 3.
	for digit := range 26 {
		var v byte
		for bit := range 5 {
			v <<= 1
			if at := digit*5 + bit - 2; at >= 0 {
				v |= id[at/8] >> (7 - at%8) & 1
			}
		}
		out = append(out, crockford[v])
	}
	return string(out)
}
