package ui

import (
	"cmp"
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/overlay"
	"creneau/ui/theme"
)

// Config is what a desk is built from. Nothing of it changes afterwards, so
// that many desks can share a process.
type Config struct {
	Context context.Context // ends the desk's reads
	Backend Backend
	Keeper  Keeper       // nil where nothing is kept
	Kept    state.Event  // what was kept, or why nothing is; nil where nothing is to be
	Told    []state.Told // what other desks of the process were answered
	Now     func() clinic.Instant
	NewRef  func() string  // a booking's own reference, unique
	Jitter  func() float64 // 0 to 1

	// After makes a command that tells something after a while; nil for the clock's.
	After func(d time.Duration, tell func(time.Time) tea.Msg) tea.Cmd

	Words    *locale.Words
	Terminal Terminal
	Choices  Choices
	Demo     bool   // the clinic is not real: said on every screen
	Hello    string // key of a quiet line that stands until the first key; "" for none
	State    state.Options

	clinic.Profile

	// UseKey has the Backend use another API key; nil where there is none to
	// replace.
	UseKey func(key string) error

	// Export writes a sheet and returns where it went.
	Export func(name, text string) (string, error)

	// Events are what the demo adds to the desk.
	Events []OutsideEvent

	// TakeOver ends the story that plays by itself; nil where none does.
	TakeOver func()
}

// Looks are what a person may choose of how the desk looks, each by the name that its
// setting has.
type Looks struct{ Lang, Theme, Clock string }

// Choices are what there is to choose of, at the desk. The zero value is nothing.
type Choices struct {
	Stands    Looks    // at the start
	Languages []string // by their tags
	Words     func(lang string) *locale.Words
	Theme     func(name string) (*theme.Theme, Ground)

	// Keep has what was chosen remembered for the login, what is "" aside, or says why
	// that is not possible.
	Keep func(Looks) error
}

// A Terminal is what the desk is shown on.
type Terminal struct {
	Width    int // of the window at the start; 0 where it is told later
	Height   int
	Theme    *theme.Theme
	Ground   Ground
	ASCII    bool // it shows ASCII only
	NoCursor bool // outside of fields it shows none
	Sync     bool // frames are wrapped in synchronised output
}

// Ground is what to do about the ground of a terminal, dark or light, where it is not
// set.
type Ground struct {
	Asked   bool         // the terminal is asked
	Light   *theme.Theme // for one that says that it is light
	Unknown *theme.Theme // for one that has not said
}

// twelveHours is the clock of twelve hours, by its name.
const twelveHours = "12"

// choices are what the palette offers of how the desk looks.
func (m *Model) choices() []overlay.Choice {
	if m.config.Choices.Keep == nil {
		return nil
	}
	l := m.look
	var all []overlay.Choice
	add := func(key, what string, c Looks) {
		all = append(all, overlay.Choice{
			ID: key + " " + what, Label: l.Words.F(key, locale.Args{"What": what}), Stands: m.looks.with(c) == m.looks,
			Do: func() tea.Cmd { return m.choose(c) },
		})
	}
	for _, lang := range m.config.Choices.Languages {
		add("palette.language", m.config.Choices.Words(lang).T("look.language"), Looks{Lang: lang})
	}
	for _, c := range lookKeys {
		of := "palette.theme"
		if c.Clock != "" {
			of = "palette.clock"
		}
		add(of, l.T(c.key), c.Looks)
	}
	return all
}

// lookKeys are the themes and clocks, with the keys of what they are called.
var lookKeys = [...]struct {
	Looks
	key string
}{
	{Looks{Theme: "dark"}, "look.dark"}, {Looks{Theme: "light"}, "look.light"}, {Looks{Theme: "auto"}, "look.auto"},
	{Looks{Clock: "24"}, "look.clock_24"}, {Looks{Clock: twelveHours}, "look.clock_12"},
}

// with are the looks with what was chosen of them.
func (l Looks) with(chosen Looks) Looks {
	return Looks{cmp.Or(chosen.Lang, l.Lang), cmp.Or(chosen.Theme, l.Theme), cmp.Or(chosen.Clock, l.Clock)}
}

// choose changes how the desk looks and has that remembered. What is open stays open,
// and what is typed as it is.
func (m *Model) choose(chosen Looks) tea.Cmd {
	m.looks = m.looks.with(chosen)
	cmds := []tea.Cmd{m.keepLooks(chosen)}
	if chosen.Lang != "" {
		words := m.config.Choices.Words(chosen.Lang)
		m.look.Speak(words)
		cmds = append(cmds, m.apply(state.LanguageChosen{Lexicon: words.Lexicon()}))
	}
	m.look.Speak(m.look.Words.OnTwelve(m.looks.Clock == twelveHours))
	if chosen.Theme != "" {
		dark, ground := m.config.Choices.Theme(chosen.Theme)
		m.look.Recolour(dark)
		cmds = append(cmds, m.groundAsked(dark, ground))
	}
	return tea.Batch(cmds...)
}

// looksKept says what was chosen, or why that is for now only.
func (m *Model) looksKept(msg looksKept) tea.Cmd {
	n := state.Notice{Key: "looks_kept", Tone: state.Good}
	if msg.err != nil {
		n = state.Notice{Key: "looks_not_kept", Tone: state.Warning, Where: clinic.Clean(msg.err.Error(), 0)}
	}
	m.say(n)
	return m.arm()
}
