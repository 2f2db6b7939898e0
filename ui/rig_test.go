package ui

import (
	"context"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/locale/pseudolocale"
	"creneau/ui/theme"
)

// A dress is how a desk shows itself.
type dress struct {
	lang    string
	profile colorprofile.Profile
	ascii   bool
	twelve  bool // its clock is one of twelve hours
}

// plain is English in 256 colours.
func plain() dress { return dress{lang: "en", profile: colorprofile.ANSI256} }

// A rig is a desk that a test drives by hand, without a program: reads are
// answered at once, bookings and cancels when the test says so, and time goes by
// when the test lets it.
type rig struct {
	*Model
	tb     testing.TB
	clinic *fakeClinic
	now    clinic.Instant
	refs   int
	outs   []tea.Msg // what the desk asked of the program: quit, repaint, copy
	typed  []string
}

// newRig opens a desk at 09:34 and lets it read all that it wants, until
// 09:40.
func newRig(tb testing.TB, c *fakeClinic, d dress) *rig {
	tb.Helper()
	r := bareRig(tb, c, d)
	r.load()
	return r
}

// reading is how long newRig lets the desk read.
const reading = 6 * time.Minute

// bareRig is a desk that has read nothing.
func bareRig(tb testing.TB, c *fakeClinic, d dress) *rig {
	tb.Helper()
	r := &rig{tb: tb, clinic: c}
	r.now = clinic.Instant{Wall: begins() - clinic.Wall(reading/time.Second), Mono: time.Hour}
	config := configFor(c, d)
	config.Now = func() clinic.Instant { return r.now }
	config.NewRef = func() string { r.refs++; return "tui-" + strconv.Itoa(r.refs) }
	r.Model = New(config)
	return r
}

// wordsOf are the sentences of each language, read once; besides those that
// receptionists speak, of the made-up one.
var wordsOf = func() map[string]*locale.Words {
	words := map[string]*locale.Words{}
	for _, lang := range locale.Languages() {
		words[lang] = locale.Load(lang)
	}
	library, err := pseudolocale.Library()
	if err != nil {
		panic(err)
	}
	words[pseudolocale.Lang] = library.Load(pseudolocale.Lang)
	return words
}()

// spoken are the languages that a desk of one of them offers.
func spoken(lang string) []string {
	if lang == pseudolocale.Lang {
		return []string{lang}
	}
	return locale.Languages()
}

// configFor is all of a configuration but the clock.
func configFor(c *fakeClinic, d dress) Config {
	return Config{
		Context: context.Background(), Backend: c,
		Jitter: func() float64 { return 0.5 },
		Words:  wordsOf[d.lang].OnTwelve(d.twelve), Terminal: Terminal{Theme: theme.New(theme.Dark, d.profile), ASCII: d.ascii},
		Choices: Choices{
			Stands: Looks{Lang: d.lang, Theme: "dark", Clock: map[bool]string{false: "24", true: "12"}[d.twelve]}, Languages: spoken(d.lang),
			Words: func(lang string) *locale.Words { return wordsOf[lang] },
			Theme: func(name string) (*theme.Theme, Ground) {
				return theme.New(map[string]theme.Kind{"light": theme.Light}[name], d.profile), Ground{}
			},
			Keep: func(Looks) error { return nil },
		},
		Profile: clinic.Profile{CreditsURL: "https://moncreneau.example/credits"},
		State:   state.Options{Lexicon: wordsOf[d.lang].Lexicon(), Patient: c.patients},
		Export:  func(name, _ string) (string, error) { return "/home/desk/" + name, nil },
		UseKey:  func(string) error { return nil },
		Events:  []OutsideEvent{{Key: "ctrl+g", Name: "act.event", Play: func() string { return "event_none" }}},
	}
}

// load reads departments, slots and appointments.
func (r *rig) load() {
	r.run(r.Init())
	for range reading / (2 * time.Second) {
		r.pass(2 * time.Second)
	}
	if !r.st.Loaded() || r.st.Now.Wall != begins() {
		r.tb.Fatalf("at %s the desk has not read everything", r.st.Now.Wall)
	}
}

// give gives the desk a message, and runs what it asks for.
func (r *rig) give(msg tea.Msg) { r.run(r.after(msg)) }

func (r *rig) after(msg tea.Msg) tea.Cmd {
	_, cmd := r.Update(msg)
	return cmd
}

// run runs a command and all that come of it, but for timers.
func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil || isTimer(cmd) {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	case reply:
		if !unanswered(msg) {
			r.give(msg)
		}
	case exported, looksKept:
		r.give(msg)
	default:
		r.outs = append(r.outs, msg)
	}
}

// isTimer tells the command of a timer, which takes real time.
func isTimer(cmd tea.Cmd) bool {
	name := runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name()
	return strings.Contains(name, "(*Model).wait")
}

// unanswered tells a reply that a silent clinic never gave.
func unanswered(r reply) bool {
	for _, e := range r.events {
		if a, ok := e.(state.Answered); ok {
			e = a.Event
		}
		if f, ok := e.(state.Failed); ok && f.Failure == errSilent {
			return true
		}
	}
	return false
}

// pass lets time go by, and the timer run out.
func (r *rig) pass(d time.Duration) {
	r.now = r.now.Add(d)
	r.give(timed{number: r.timer.number, heard: state.Heard{Quota: r.clinic.Quota(), Balance: r.clinic.Balance()}})
}

// happen applies events as an answer brings them.
func (r *rig) happen(events ...state.Event) { r.give(reply{events: events}) }

// resizeTo changes the window.
func (r *rig) resizeTo(w, h int) { r.give(tea.WindowSizeMsg{Width: w, Height: h}) }

// press presses keys by their names, a second apart, with what the desk shows
// in view.
func (r *rig) press(names ...string) {
	r.tb.Helper()
	for _, name := range names {
		r.pass(time.Second)
		r.View()
		r.give(keyOf(r.tb, name))
	}
}

// write types text.
func (r *rig) write(text string) {
	r.typed = append(r.typed, text)
	for _, c := range text {
		r.give(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

// lines are the lines of the window.
func (r *rig) lines() []string { return strings.Split(r.View().Content, "\n") }

// sent is the booking that was confirmed last.
func (r *rig) sent() clinic.Booking {
	r.tb.Helper()
	box := r.st.Intents
	if len(box) == 0 {
		r.tb.Fatal("no booking was confirmed")
	}
	return box[len(box)-1].Booking
}

// refuse answers the booking that was confirmed last.
func (r *rig) refuse(f state.Failure) {
	r.tb.Helper()
	r.happen(state.Failed{Doing: state.Post{Booking: r.sent()}, Failure: f})
}

// pasted is the message of a paste.
func pasted(text string) tea.PasteMsg { return tea.PasteMsg{Content: text} }

// named keys, as far as actions use them.
var namedKeys = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "delete": tea.KeyDelete,
	"f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5,
	"f6": tea.KeyF6, "f7": tea.KeyF7, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10,
}

// keyOf is the message of a key by its name.
func keyOf(tb testing.TB, name string) tea.KeyPressMsg {
	tb.Helper()
	var k tea.KeyPressMsg
	base := name
	for prefix, mod := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "shift+": tea.ModShift, "alt+": tea.ModAlt} {
		if rest, ok := strings.CutPrefix(base, prefix); ok {
			base, k.Mod = rest, mod
		}
	}
	code, named := namedKeys[base]
	switch {
	case named:
		k.Code = code
		if base == "space" {
			k.Text = " "
		}
	case utf8.RuneCountInString(base) == 1:
		k.Code, _ = utf8.DecodeRuneInString(base)
		if k.Mod == 0 {
			k.Text = base
		}
	default:
		tb.Fatalf("no key is named %q", name)
	}
	if k.String() != name {
		tb.Fatalf("the key %q calls itself %q", name, k.String())
	}
	return k
}
