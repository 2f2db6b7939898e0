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

	"creneau/api/broker"
	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/folder"
	"creneau/api/store/sqlite"
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
	v := newVoices(spoken.languages, l.words)
	keep := func(chosen settings.Looks) error {
		return keepLooks(settings.LooksPlace(env.get), chosen, f.settings().Values, v)
	}
	return sit(ctx, seat{settings: s, looks: l, voices: v, keep: keep, outlet: o, env: env, plays: plays}, t)
}

// A seat is where somebody sits down: all that a desk is opened with.
type seat struct {
	settings settings.Settings
	looks    appearance
	voices   *voices
	keep     func(settings.Looks) error // what is chosen at the desk
	outlet   *outlet
	env      environment
	plays    bool // the story plays by itself

	served bool          // by a server, to who may sit at many
	who    settings.User // sits there, where it is served
	news   *broker.Desk  // brings what others were answered; nil where it asks for itself
	store  *sqlite.Store // of all desks of the server; nil where a desk has its own
	folder folder.Folder // of that store
}

// sit opens a desk and runs it until it is left.
func sit(ctx context.Context, at seat, t Terminal) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	c := at.outlet.config(ctx, at.settings, at.looks, at.env, t.Mono)
	c.Terminal.Width, c.Terminal.Height = t.Width, t.Height
	c.Choices = at.looks.choices(at.settings, at.keep, at.voices)
	if t.Jitter != nil {
		c.Jitter = t.Jitter
	}
	if at.served {
		allow(&c, at.who.Rights)
	}
	c.Told, _ = heard(at.news)
	k := openKept(ctx, at, &c)
	defer k.close()
	n := takeNotes(at, &c, k)
	defer n.close()
	playing, takeOver := context.WithCancel(ctx)
	defer takeOver()
	if at.plays {
		c.TakeOver = takeOver
	}
	desk := ui.New(c)
	p := newProgram(ctx, at, desk, t)
	if t.Opened != nil {
		t.Opened(p, at.outlet.clinic)
	}
	if at.plays {
		go play(playing, p, at.looks.words)
	}
	go t.contain(end, func() { k.follow(ctx, p) })
	go t.contain(end, func() { k.tell(ctx, p) })
	go t.contain(end, func() { k.share(ctx, p) })
	go t.contain(end, func() { n.follow(ctx, p) })
	go t.contain(end, func() { hear(ctx, at.news, p) })
	return runDesk(ctx, end, desk, p, t, at.voices)
}

// newProgram makes the program that shows a desk.
func newProgram(ctx context.Context, at seat, desk *ui.Model, t Terminal) *tea.Program {
	options := at.looks.options(ctx, at.env, t)
	if t.Broke == nil {
		return tea.NewProgram(desk, options...)
	}
	filter := ui.Filter()
	return tea.NewProgram(contained{desk, t.Broke}, append(options, tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
		return filter(desk, msg)
	}))...)
}

// contained is a desk among others in one process. The interface library prints what a
// panic says, which may be a name: it gets another one, that says nothing.
type contained struct {
	desk  *ui.Model
	broke func(any)
}

func (c contained) Init() tea.Cmd {
	defer c.nameless()
	return c.guarded(c.desk.Init())
}

func (c contained) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	defer c.nameless()
	_, cmd := c.desk.Update(msg)
	return c, c.guarded(cmd)
}

func (c contained) View() tea.View {
	defer c.nameless()
	return c.desk.View()
}

// guarded is a command, and all that come of it, whose panics say nothing either.
func (c contained) guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		defer c.nameless()
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = c.guarded(batch[i])
			}
		}
		return msg
	}
}

// nameless tells what broke, and breaks with nothing of it.
func (c contained) nameless() {
	if what := recover(); what != nil {
		c.broke(what)
		panic("a desk broke")
	}
}

// contain runs something that a desk needs beside its program. When that breaks, the
// desk ends, and nothing else.
func (t Terminal) contain(end func(), run func()) {
	if t.Broke != nil {
		defer func() {
			if what := recover(); what != nil {
				t.Broke(what)
				end()
			}
		}()
	}
	run()
}

// runDesk runs the program, finishes at its end what would leave a patient without
// appointment, and waits for a booking in flight. What stays open is said on the
// screen that was there before. The end of the input ends the program.
func runDesk(ctx context.Context, end func(), desk *ui.Model, p *tea.Program, t Terminal, v *voices) error {
	hears, deaf := context.WithCancel(ctx)
	defer deaf()
	if t.In != nil {
		go t.contain(end, func() { keyboard.Listen(hears, t.In, t.heard(p.Send), end) })
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
