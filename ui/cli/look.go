package cli

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"creneau/api/settings"
	"creneau/ui"
	"creneau/ui/locale"
	"creneau/ui/theme"
)

// A look is how the desk shows itself on this terminal.
type look struct {
	words   *locale.Words
	theme   *theme.Theme
	light   *theme.Theme // to change to when the terminal says that it is light; nil: it is not asked
	profile colorprofile.Profile
	ascii   bool
	sync    bool
	remote  bool
}

// Frames a second: on a terminal of this machine, and over SSH, where half as
// many cost the eye nothing and the link half the packets.
const (
	localFrames  = 60
	remoteFrames = 30
)

// language is the language of sentences: set, else the locale's.
func language(s settings.Settings, f flags, env environment) string {
	set := s.Lang
	if set == "" {
		set = f.lang
	}
	return locale.Ours().FromEnv(set, env.get("LC_ALL"), env.get("LC_MESSAGES"), env.get("LANG"))
}

// lookAt judges the terminal.
func lookAt(s settings.Settings, f flags, env environment, t Terminal) (look, error) {
	name := env.get("TERM")
	switch {
	case !t.IsTTY:
		return look{}, &exit{exitUsage, errors.New("the desk needs a terminal for input and output; creneau --help lists what works without one")}
	case name == "dumb" || name == "":
		return look{}, &exit{exitUsage, fmt.Errorf("the desk needs a terminal that can place its cursor, and TERM is %q", name)}
	}
	l := look{
		words:   locale.Load(language(s, f, env)),
		profile: colorprofile.Env(env),
		remote:  env.get("SSH_TTY") != "" || env.get("SSH_CONNECTION") != "",
	}
	if isVT(name) {
		l.profile = colorprofile.Ascii
	}
	switch s.Charset {
	case "ascii":
		l.ascii = true
	case "auto":
		l.ascii = isVT(name) || !locale.UTF8(env.get("LC_ALL"), env.get("LC_CTYPE"), env.get("LANG"))
	}
	dark, light := theme.New(theme.Dark, l.profile), theme.New(theme.Light, l.profile)
	switch {
	case s.Theme == "light":
		l.theme = light
	case s.Theme == "auto" && l.profile > colorprofile.Ascii && !isVT(name) && name != "linux":
		l.theme, l.light = dark, light
	default:
		l.theme = dark
	}
	l.sync = l.remote && !f.noSync && l.profile > colorprofile.ANSI
	return l, nil
}

// isVT says whether TERM names a terminal without colour and UTF-8.
func isVT(name string) bool { return name == "vt100" || name == "vt102" || name == "vt220" }

// options are the program's options for this terminal.
func (l look) options(ctx context.Context, env environment, t Terminal) []tea.ProgramOption {
	frames := localFrames
	if l.remote {
		frames = remoteFrames
	}
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(t.In), tea.WithOutput(t.Out), tea.WithEnvironment(env.forProgram()),
		tea.WithoutSignalHandler(), tea.WithFilter(ui.Filter()), tea.WithFPS(frames), tea.WithColorProfile(l.profile),
	}
	if t.Width > 0 {
		options = append(options, tea.WithWindowSize(t.Width, t.Height))
	}
	return options
}
