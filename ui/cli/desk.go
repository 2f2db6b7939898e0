package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui"
	"creneau/ui/keyboard"
)

// lastAnswer is how long the program waits, when it is ended, for the answer
// to a booking that is on its way.
const lastAnswer = 5 * time.Second

// lastMove is how long the program goes on, when it is ended, with a move whose old
// appointment is cancelled already.
const lastMove = time.Minute

// openDesk runs the desk until it is left: over MONCRENEAU, over the demo
// clinic where nothing at all is configured, over the demo clinic with its
// story where told is set, which plays by itself where plays is.
func openDesk(ctx context.Context, f flags, env environment, t Terminal, spoken speech, told, plays bool) error {
	load := settings.Load
	if told {
		load = settings.ForDemo
	}
	s, err := load(f.settings(), env.lookup, spoken.languages.Languages())
	var wrong settings.Problem
	if errors.As(err, &wrong) {
		return &exit{exitUsage, errors.New(problem(wrong, spoken.words))}
	}
	l, err := appearanceOf(s, f, env, t, spoken.words)
	if err != nil {
		return err
	}
	log, closeLog, noLog := openLog(f.debug)
	defer closeLog()
	o, err := openOutlet(s, told || s.Demo, told, log, t)
	if err != nil {
		return &exit{exitFailed, err}
	}
	if noLog != nil {
		o.hello = "status.no_log"
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	c := o.config(ctx, s, l, env, t.Mono)
	c.Terminal.Width, c.Terminal.Height = t.Width, t.Height
	v := newVoices(spoken.languages, l.words)
	c.Choices = l.choices(s, f, env, v)
	if t.Jitter != nil {
		c.Jitter = t.Jitter
	}
	k := openKept(ctx, s, o, env, v, &c)
	defer k.close()
	n := takeNotes(s, o, env, v, &c, k)
	defer n.close()
	playing, takeOver := context.WithCancel(ctx)
	defer takeOver()
	if plays {
		c.TakeOver = takeOver
	}
	desk := ui.New(c)
	p := tea.NewProgram(desk, l.options(ctx, env, t)...)
	if t.Opened != nil {
		t.Opened(p, o.clinic)
	}
	if plays {
		go play(playing, p, l.words)
	}
	followed(ctx, p, k, n)
	return runDesk(ctx, end, desk, p, t, v)
}

// runDesk runs the program, finishes at its end what would leave a patient without
// appointment, and waits for a booking in flight. What stays open is said on the
// screen that was there before. The end of the input ends the program.
func runDesk(ctx context.Context, end func(), desk *ui.Model, p *tea.Program, t Terminal, v *voices) error {
	hears, deaf := context.WithCancel(ctx)
	defer deaf()
	if t.In != nil {
		go keyboard.Listen(hears, t.In, p.Send, end)
	}
	if t.Jobs != nil {
		go followJobs(hears, t.Jobs, p)
	}
	fmt.Fprint(t.Out, ansi.KeypadNumericMode) // what ran before may have left it in another
	_, err := p.Run()
	deaf() // what is typed from now on is not the desk's
	if desk.Moving() {
		fmt.Fprintln(t.Err, v.words().T("cli.finishing"))
	}
	desk.Finish(lastMove)
	desk.Writes().Wait(lastAnswer)
	left := desk.Left()
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		return &exit{exitFailed, errors.New(strings.TrimSpace(v.words().T("cli.panicked") + " " + left))}
	case err == nil && left != "": // by a person, who was asked
		fmt.Fprintln(t.Err, "creneau: "+left)
		return nil
	case err == nil:
		return nil
	case (ctx.Err() != nil || errors.Is(err, tea.ErrInterrupted)) && left != "":
		return &exit{exitFailed, errors.New(left)}
	case ctx.Err() != nil, errors.Is(err, tea.ErrInterrupted):
		return nil
	}
	return &exit{exitFailed, err}
}

// config is what the desk is built from.
func (o *outlet) config(ctx context.Context, s settings.Settings, l appearance, env environment, mono func() time.Duration) ui.Config {
	if mono == nil {
		began := time.Now()
		mono = func() time.Duration { return time.Since(began) }
	}
	profile := s.Profile
	if o.demo {
		profile.Clinic = "" // the demo clinic has its own, and is not to be taken for a real one
	}
	return ui.Config{
		Context: ctx,
		Backend: o.backend,
		Now: func() clinic.Instant {
			return clinic.Instant{Wall: clinic.WallOf(o.now()), Mono: mono()}
		},
		NewRef:   func() string { return "tui-" + store.NewULID(o.now()).String() },
		After:    tea.Tick,
		Jitter:   rand.Float64,
		Words:    l.words,
		Terminal: ui.Terminal{Theme: l.theme, Ground: l.ground, ASCII: l.ascii, Sync: l.sync, NoCursor: s.HideCursor},
		Demo:     o.demo,
		Hello:    o.hello,
		Profile:  profile,
		State:    state.Options{Lexicon: l.words.Lexicon(), Weights: s.Ranking, Patient: s.ExternalID == settings.PerPatient},
		Export:   func(name, text string) (string, error) { return writeSheet(env.get("HOME"), name, text) },
		UseKey:   o.useKey,
		Events:   o.events,
	}
}
