// Package journey runs the whole program over the demo clinic in fake time, as
// the person at its terminal: it presses keys, pastes, resizes the window, reads
// the screen and the clinic's books, and judges them.
package journey

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/api"
	"creneau/api/demo"
	"creneau/state/clinic"
	"creneau/ui/cli"
	"creneau/ui/locale"
)

// A Program is what a journey runs.
type Program func(ctx context.Context, args, env []string, t cli.Terminal) int

// The reference size of a terminal, and how long a practised hand takes for a
// key.
const (
	Width, Height = 80, 24
	PerKey        = 120 * time.Millisecond
)

// longest is longer than anything that a program which has ended may still
// wait for: the answer to a booking, or its own timer.
const longest = 2 * time.Minute

// A Desk is a program that runs, its terminal, and who sits there. What it
// finds wrong fails the test.
type Desk struct {
	Clinic *demo.Clinic
	Words  *locale.Words // of the desk's language

	t       testing.TB
	program *tea.Program
	input   *io.PipeWriter
	screen  *screen
	line    *line
	ahead   atomic.Int64 // how far the desk's clock is ahead of the clinic's
	home    string
	hangUp  context.CancelFunc
	ended   chan int // its exit code
	opened  time.Time
	begins  time.Time // the clinic's clock when it was opened
	count   count
}

// A count is of the keys pressed until a request to book or to cancel leaves.
type count struct {
	keys   int
	writes int // that had left before the first key
	needed int // keys until the first write after it; -1 while none has left
}

// Play runs a program with the demo clinic in fake time, in a language, and
// plays a script at its desk. Trouble may be ordered from the clinic before the
// program asks for anything. Journeys share nothing and run side by side.
func Play(t *testing.T, run Program, lang string, script func(*Desk), trouble ...demo.Misfortune) {
	t.Helper()
	play(t, run, opening{lang: lang, w: Width, h: Height, trouble: trouble}, script)
}

// Watch plays a journey at a desk in a window of a size, at which the story plays
// by itself.
func Watch(t *testing.T, run Program, lang string, w, h int, script func(*Desk)) {
	t.Helper()
	play(t, run, opening{lang: lang, w: w, h: h, args: []string{"--play"}}, script)
}

// An opening is how a desk is opened.
type opening struct {
	lang    string
	w, h    int
	desk    bool      // without the story
	begins  time.Time // zero for the story's own moment
	seed    uint64    // of the demo clinic; 0 for the story's
	args    []string  // beside the language
	trouble []demo.Misfortune
}

func play(t *testing.T, run Program, o opening, script func(*Desk)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, run, o)
		defer d.close()
		script(d)
		if t.Failed() {
			t.Log("at the end the screen shows\n" + d.Text())
		}
	})
}

// settled is how long the desk takes to read the last visits of the story's
// callers.
const settled = 7 * time.Second

// Sit plays a journey that begins when the desk has read who may call.
func Sit(t *testing.T, run Program, lang string, script func(*Desk)) {
	t.Helper()
	Play(t, run, lang, func(d *Desk) {
		d.Rest(settled)
		d.CountKeys()
		script(d)
	})
}

// InEach plays such a journey in each language.
func InEach(t *testing.T, run Program, script func(*Desk)) {
	for _, lang := range locale.Languages() {
		t.Run(lang, func(t *testing.T) { Sit(t, run, lang, script) })
	}
}

// A Moment is where and when a desk is sat at: in which demo clinic, by which
// clock, in which language, with the story or without.
type Moment struct {
	At   time.Time
	Seed uint64
	Lang string
	Desk bool // without the story
}

// At plays a journey that begins at a moment, when the desk has read who may call.
func At(t *testing.T, run Program, m Moment, script func(*Desk)) {
	t.Helper()
	play(t, run, opening{lang: m.Lang, w: Width, h: Height, desk: m.Desk, begins: m.At, seed: m.Seed}, func(d *Desk) {
		d.Rest(settled)
		d.CountKeys()
		script(d)
	})
}

func open(t testing.TB, run Program, o opening) *Desk {
	ctx, hangUp := context.WithCancel(t.Context())
	in, input := io.Pipe()
	d := &Desk{
		Words: locale.Load(o.lang), t: t,
		input: input, screen: newScreen(o.w, o.h), home: t.TempDir(), hangUp: hangUp, ended: make(chan int, 1),
		opened: time.Now(), begins: o.begins,
	}
	terminal := cli.Terminal{
		In: in, Out: d.screen, Err: d.screen, IsTTY: true, OutIsTTY: true, Width: o.w, Height: o.h,
		Jitter: func() float64 { return 0.5 }, // each time the same
		Begins: o.begins, Seed: o.seed,
		Ahead: func() time.Duration { return time.Duration(d.ahead.Load()) },
		Line: func(clinic http.RoundTripper) http.RoundTripper {
			d.line = &line{clinic: clinic}
			return d.line
		},
		Opened: func(p *tea.Program, c *demo.Clinic) {
			d.program, d.Clinic = p, c
			for _, m := range o.trouble {
				d.Order(m)
			}
		},
	}
	args := append([]string{"demo", "--lang", o.lang, "--theme", "dark"}, o.args...)
	if o.desk {
		args = args[1:]
	}
	go func() {
		d.ended <- run(ctx, args, []string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + d.home}, terminal)
		in.Close()
	}()
	synctest.Wait()
	if d.Clinic == nil {
		t.Fatal("the program ended before its desk opened:\n" + d.Text())
	}
	d.Rest(PerKey)
	d.CountKeys()
	return d
}

// close ends the program and waits until nothing of it is left.
func (d *Desk) close() {
	d.hangUp()
	<-d.ended
	d.input.Close()
	time.Sleep(longest)
}

// Order has the clinic suffer.
func (d *Desk) Order(m demo.Misfortune) {
	if err := d.Clinic.Order(m); err != nil {
		d.t.Error(err)
	}
}

// ElsewhereBooked has another desk of the clinic book a slot.
func (d *Desk) ElsewhereBooked(name string, department clinic.ID, at clinic.Wall) {
	if _, err := d.elsewhere().Book(d.t.Context(), clinic.Booking{Department: department, At: at, Name: name}); err != nil {
		d.t.Error(err)
	}
}

// Seen are the appointments of some days, as another desk reads them.
func (d *Desk) Seen(from, to clinic.Day) []clinic.Appointment {
	list, err := d.elsewhere().Visits(d.t.Context(), clinic.Visits{From: from, To: to})
	if err != nil {
		d.t.Error(err)
	}
	return list.Appointments
}

// elsewhere is the client of another desk of the clinic.
func (d *Desk) elsewhere() *api.Client {
	key, err := api.NewSecret(d.Clinic.FullKey())
	if err != nil {
		d.t.Fatal(err)
	}
	c, err := api.New(api.Options{BaseURL: demo.BaseURL, Key: key, Transport: d.Clinic.Transport()})
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// Rest lets time pass, until everything that it brings about has happened.
func (d *Desk) Rest(t time.Duration) {
	time.Sleep(t)
	synctest.Wait()
	d.note()
}

// Press presses keys by their names, one after the other.
func (d *Desk) Press(names ...string) {
	for _, name := range names {
		d.key(d.bytesOf(name))
	}
}

// Type types a text, one key a character.
func (d *Desk) Type(text string) {
	for _, r := range text {
		d.key(string(r))
	}
}

// Ask types a booking and has its sentence shown.
func (d *Desk) Ask(line string) {
	d.Press("n")
	d.Type(line)
	d.Press("enter")
}

// Book does so and goes through with it.
func (d *Desk) Book(line string) {
	d.Ask(line)
	d.Press("enter")
}

func (d *Desk) key(bytes string) {
	d.send(bytes)
	d.count.keys++
	d.Rest(PerKey)
}

// Burst presses keys with no time between them, as when they were typed ahead
// over a link that stood still. No time passes afterwards either.
func (d *Desk) Burst(names ...string) {
	var all string
	for _, name := range names {
		all += d.bytesOf(name)
	}
	d.send(all)
	d.count.keys += len(names)
	synctest.Wait()
	d.note()
}

// Sends has the terminal send bytes, all at once. No time passes afterwards.
func (d *Desk) Sends(bytes string) {
	d.send(bytes)
	synctest.Wait()
	d.note()
}

// Paste pastes a text as a terminal does that marks what is pasted.
func (d *Desk) Paste(text string) {
	d.send("\x1b[200~" + text + "\x1b[201~")
	d.Rest(PerKey)
}

// Resize gives the window another size.
func (d *Desk) Resize(w, h int) {
	d.screen.resize(w, h)
	d.program.Send(tea.WindowSizeMsg{Width: w, Height: h})
	d.Rest(PerKey)
}

// intent writes to the program's input; once the program has ended nobody reads.
func (d *Desk) send(bytes string) { _, _ = io.WriteString(d.input, bytes) }

// SetClock sets the desk's clock ahead of the clinic's; the time that passes is
// the same.
func (d *Desk) SetClock(ahead time.Duration) { d.ahead.Store(int64(ahead)) }

// HangUp ends the program as a lost connection does.
func (d *Desk) HangUp() { d.hangUp() }

// EndInput ends the program's input, as a terminal that is gone does.
func (d *Desk) EndInput() { d.input.Close() }

// CountKeys begins to count the keys until a request to book or cancel leaves.
func (d *Desk) CountKeys() { d.count = count{writes: len(d.Writes()), needed: -1} }

func (d *Desk) note() {
	if d.count.needed < 0 && len(d.Writes()) > d.count.writes {
		d.count.needed = d.count.keys
	}
}

// Writes are the requests to book or to cancel that the clinic got.
func (d *Desk) Writes() []demo.Request {
	var writes []demo.Request
	for _, r := range d.Clinic.Requests() {
		if r.Method != http.MethodGet {
			writes = append(writes, r)
		}
	}
	return writes
}
