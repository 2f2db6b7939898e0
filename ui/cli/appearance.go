package cli

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"creneau/api/settings"
	"creneau/ui"
	"creneau/ui/locale"
	"creneau/ui/theme"
)

// A appearance is how the desk shows itself on this terminal.
type appearance struct {
	words   *locale.Words
	theme   *theme.Theme
	ground  ui.Ground
	profile colorprofile.Profile
	ascii   bool
	sync    bool
	mute    bool // it does not tell its ground
	remote  bool
}

// Frames a second: on a terminal of this machine, and over SSH, where half as
// many cost the eye nothing and the link half the packets.
const (
	localFrames  = 60
	remoteFrames = 30
)

// A display is what a terminal shows, by its type and its locale: judged once,
// for the desk and for check.
type display struct {
	term    string
	refused bool // it cannot place its cursor
	plain   bool // it has neither colour nor UTF-8
	ascii   bool // the desk shows ASCII only
}

// displayOf judges a terminal. charset is that of the settings.
func displayOf(charset string, env environment) display {
	d := display{term: env.get("TERM")}
	d.refused = d.term == "dumb" || d.term == ""
	d.plain = d.term == "vt100" || d.term == "vt102" || d.term == "vt220"
	switch {
	case charset == "ascii", d.plain: // it knows no other, whatever is set
		d.ascii = true
	case charset == "utf-8":
	default:
		d.ascii = !locale.UTF8(env.get("LC_ALL"), env.get("LC_CTYPE"), env.get("LANG"))
	}
	return d
}

// appearanceOf judges the terminal.
func appearanceOf(s settings.Settings, f flags, env environment, t Terminal, words *locale.Words) (appearance, error) {
	shows := displayOf(s.Charset, env)
	switch {
	case !t.IsTTY:
		return appearance{}, &exit{exitUsage, errors.New(words.T("cli.no_terminal"))}
	case shows.refused:
		return appearance{}, &exit{exitUsage, errors.New(words.F("cli.dumb_terminal", locale.Args{"Term": shows.term}))}
	}
	l := appearance{
		words:   words,
		profile: colorprofile.Env(env),
		ascii:   shows.ascii,
		remote:  env.get("SSH_TTY") != "" || env.get("SSH_CONNECTION") != "",
	}
	if shows.plain {
		l.profile = colorprofile.Ascii
	}
	l.mute = shows.plain || shows.term == "linux" || l.profile <= colorprofile.Ascii
	l.theme, l.ground = l.themed(s.Theme)
	l.words = words.OnTwelve(s.Clock == "12")
	l.sync = l.remote && !f.noSync && l.profile > colorprofile.ANSI
	return l, nil
}

// themed is the theme of a name, and whether the terminal is asked for its ground.
func (l appearance) themed(name string) (*theme.Theme, ui.Ground) {
	dark, light := theme.New(theme.Dark, l.profile), theme.New(theme.Light, l.profile)
	switch {
	case name == "light":
		return light, ui.Ground{}
	case name == "auto" && !l.mute:
		return dark, ui.Ground{Asked: true, Light: light, Unknown: theme.New(theme.Either, l.profile)}
	}
	return dark, ui.Ground{}
}

// options are the program's options for this terminal.
func (l appearance) options(ctx context.Context, env environment, t Terminal) []tea.ProgramOption {
	frames := localFrames
	if l.remote {
		frames = remoteFrames
	}
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(leftUnread(t.In)), tea.WithOutput(t.Out), tea.WithEnvironment(env.forProgram()),
		tea.WithoutSignalHandler(), tea.WithFilter(ui.Filter()), tea.WithFPS(frames), tea.WithColorProfile(l.profile),
	}
	if t.Width > 0 {
		options = append(options, tea.WithWindowSize(t.Width, t.Height))
	}
	return options
}
