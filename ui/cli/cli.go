// Package cli is the command line: it reads the settings, wires client, demo
// clinic and desk together, and runs them.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"creneau/api/demo"
	"creneau/api/settings"
	"creneau/ui/locale"
)

// version is what --version says; a release sets it when it is linked.
var version = "0.1.0"

// A Terminal is what the program talks to a person through.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
	IsTTY    bool // both ends are a terminal
	OutIsTTY bool
	Width    int // cells; 0 where the terminal is asked
	Height   int

	// Jobs, where set, tells when the program is asked to stop, and when it goes on.
	Jobs <-chan os.Signal

	// Mono is the monotonic clock that waits are measured by; nil is the
	// process's own.
	Mono func() time.Duration

	// Ahead, where set, is how far this machine's clock is ahead of the demo
	// clinic's, and Line what lies between the desk and the demo clinic. Journeys
	// set the one and break the other.
	Ahead func() time.Duration
	Line  func(http.RoundTripper) http.RoundTripper

	// Begins, where set, is when the demo clinic's clock begins to run, and Seed
	// another demo clinic than that of the story.
	Begins time.Time
	Seed   uint64

	// Jitter, where set, spreads what is made again by itself, from 0 to 1; else
	// that is left to chance.
	Jitter func() float64

	// Languages, where set, are spoken instead of our own.
	Languages *locale.Library

	// Pressed, where set, is called whenever a key is pressed. Broke, where set, is told
	// what broke a desk, which then ends alone; else the program breaks.
	Pressed func()
	Broke   func(what any)
	// Opened, where set, is called with the desk that is about to run and the
	// demo clinic behind it, which is nil where the clinic is not a demo. Journeys
	// resize the one and read the books of the other.
	Opened func(*tea.Program, *demo.Clinic)
}

// Exit codes, as shells and service managers read them.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// An exit is an error with the code that the program ends with.
type exit struct {
	code int
	error
}

// Forget removes from the environment what nothing started later may inherit:
// the API key, and the switches by which the interface library would write
// every frame, and so every name, to a file.
func Forget(unset func(string) error) {
	for _, name := range []string{"TEA_TRACE", "TEA_DEBUG", settings.EnvKey} {
		_ = unset(name)
	}
}

// Run runs the program and returns its exit code.
func Run(ctx context.Context, args, env []string, t Terminal) int {
	l := t.Languages
	if l == nil {
		l = locale.Ours()
	}
	root := commands(environment(env), t, l, speaks(l, args, env))
	root.SetArgs(append([]string{}, args...)) // of none at all the library would take the process's own
	root.SetIn(t.In)
	root.SetOut(t.Out)
	root.SetErr(t.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(t.Err, "creneau: "+err.Error())
	var e *exit
	if errors.As(err, &e) {
		return e.code
	}
	return exitUsage
}

// environment is the entries NAME=value that the program was started with.
type environment []string

func (e environment) lookup(name string) (string, bool) {
	for i := len(e) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(e[i], name+"="); ok {
			return value, true
		}
	}
	return "", false
}

func (e environment) get(name string) string {
	value, _ := e.lookup(name)
	return value
}

// forProgram is the environment as the interface library may see it: without
// the key, and without what would have it trace frames to a file.
func (e environment) forProgram() []string {
	var out []string
	for _, entry := range e {
		if !strings.HasPrefix(entry, "TEA_") && !strings.HasPrefix(entry, settings.EnvKey+"=") {
			out = append(out, entry)
		}
	}
	return out
}

// commands is the command line, in a language.
func commands(env environment, t Terminal, l *locale.Library, words *locale.Words) *cobra.Command {
	var f flags
	s := speech{l, words}
	root := &cobra.Command{
		Use:               "creneau",
		Short:             words.T("command.creneau"),
		Long:              words.T("command.creneau_more"),
		Args:              noArguments(words),
		Version:           version,
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(c *cobra.Command, _ []string) error {
			return openDesk(c.Context(), f, env, t, s, false, false)
		},
	}
	f.register(root.PersistentFlags(), l.Languages(), func(flag string) string {
		return words.F("flag."+flag, locale.Args{"Languages": strings.Join(l.Languages(), ", ")})
	})
	root.Flags().Bool("version", false, words.T("flag.version"))
	root.SetVersionTemplate("creneau {{.Version}}\n")
	root.SetFlagErrorFunc(wrongFlag(words))
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { help(t.Out, c, words) })
	root.SetHelpCommand(helpCommand(words))
	root.AddCommand(demoCommand(&f, env, t, s), clinicCommand(&f, words, t), serveCommand(&f, env, t, s), checkCommand(&f, env, t, s),
		dataCommand(&f, env, t, s), hubCommand(&f, env, t, s), auditCommand(&f, env, t, s), completionCommand(words, t))
	return root
}

// A speech is the languages that there are, and the one that is spoken.
type speech struct {
	languages *locale.Library
	words     *locale.Words
}

// load reads the settings.
func (s speech) load(f flags, env environment) (settings.Settings, error) {
	return settings.Load(f.settings(), env.lookup, s.languages.Languages())
}

// demoCommand is the desk over the demo clinic with its story.
func demoCommand(f *flags, env environment, t Terminal, s speech) *cobra.Command {
	plays := false
	c := &cobra.Command{
		Use:   "demo",
		Short: s.words.T("command.demo"),
		Args:  noArguments(s.words),
		RunE: func(c *cobra.Command, _ []string) error {
			return openDesk(c.Context(), *f, env, t, s, true, plays)
		},
	}
	c.Flags().BoolVar(&plays, "play", false, s.words.T("flag.play"))
	return c
}

// LeaveNoTraces has a crash leave nothing of what the program holds, the key and
// names: no core file. Where it can be had no other program of the user's may look
// into this one's memory either. How much a crash writes of where the program was
// the language's runtime takes from the environment, and the settings judge.
func LeaveNoTraces() {
	noCoreFile()
	noOnlookers()
}
