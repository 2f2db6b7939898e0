// Package cli is the command line: it reads the settings, wires client, demo
// clinic and desk together, and runs them.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"creneau/api/demo"
	"creneau/api/settings"
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

	// Mono is the monotonic clock that waits are measured by; nil is the
	// process's own.
	Mono func() time.Duration

	// Ahead, where set, is how far this machine's clock is ahead of the demo
	// clinic's, and Line what lies between the desk and the demo clinic. Journeys
	// set the one and break the other.
	Ahead func() time.Duration
	Line  func(http.RoundTripper) http.RoundTripper

	// Jitter, where set, spreads what is made again by itself, from 0 to 1; else
	// that is left to chance.
	Jitter func() float64

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
	root := commands(environment(env), t)
	root.SetArgs(args)
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

// commands is the command line.
func commands(env environment, t Terminal) *cobra.Command {
	var f flags
	root := &cobra.Command{
		Use:           "creneau",
		Short:         "The reception desk for MONCRENEAU on a terminal",
		Long:          "creneau opens the reception desk. With an API key it talks to MONCRENEAU; where nothing\nat all is configured it opens an embedded demo clinic, marked DEMO on every screen.",
		Args:          cobra.NoArgs,
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(c *cobra.Command, _ []string) error {
			return openDesk(c.Context(), f, env, t, false, false)
		},
	}
	f.register(root)
	root.AddCommand(demoCommand(&f, env, t), clinicCommand(t), checkCommand(&f, env, t))
	return root
}

// demoCommand is the desk over the demo clinic with its story.
func demoCommand(f *flags, env environment, t Terminal) *cobra.Command {
	plays := false
	c := &cobra.Command{
		Use:   "demo",
		Short: "Open the desk over the demo clinic, with its story ready under Ctrl+G",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return openDesk(c.Context(), *f, env, t, true, plays)
		},
	}
	c.Flags().BoolVar(&plays, "play", false, "play the story by itself; any key takes over")
	return c
}

// flags are what the command line can set; the rest comes from environment and
// file.
type flags struct {
	config, baseURL, auth, externalID, lang, charset, zone, theme string

	debug  string
	noSync bool
}

func (f *flags) register(c *cobra.Command) {
	p := c.PersistentFlags()
	p.StringVar(&f.config, "config", "", "configuration file (default: creneau/config.toml in the user's configuration folder)")
	p.StringVar(&f.baseURL, "base-url", "", "address of the API")
	p.StringVar(&f.auth, "auth", "", "how the key is sent: auto, bearer or x-api-key")
	p.StringVar(&f.externalID, "external-id", "", "what externalUserId holds: booking or patient")
	p.StringVar(&f.lang, "lang", "", "language: en or fr (default: by the locale)")
	p.StringVar(&f.charset, "charset", "", "what the terminal shows: utf-8, ascii or auto (default: by the locale)")
	p.StringVar(&f.zone, "zone", "", "the clinic's time zone (default Africa/Conakry)")
	p.StringVar(&f.theme, "theme", "", "dark, light or auto")
	p.StringVar(&f.debug, "debug", "", "write method, path, status, duration and code of every request to this `file`")
	p.BoolVar(&f.noSync, "no-sync", false, "do not wrap frames in synchronised output")
}

// settings are the flags that the settings know.
func (f flags) settings() settings.Flags {
	return settings.Flags{
		Config: f.config, BaseURL: f.baseURL, Auth: f.auth, ExternalID: f.externalID,
		Lang: f.lang, Charset: f.charset, Zone: f.zone, Theme: f.theme,
	}
}
