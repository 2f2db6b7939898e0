package ui

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state/clinic"
	"creneau/ui/pane"
	"creneau/ui/proof/yardstick"
)

// A running desk is the real program in fake time, in front of a terminal in
// memory.
type running struct {
	*Model
	t       *testing.T
	clinic  *fakeClinic
	program *tea.Program
	out     *terminal
	w, h    int
}

// terminal is the screen that a program writes to, and what was written.
type terminal struct {
	mu      sync.Mutex
	screen  *yardstick.Screen
	second  secondTerminal
	raw     []byte
	writes  []written
	painted string // by the desk, last
}

// witness is a desk that leaves what it painted with the terminal.
type witness struct {
	*Model
	out *terminal
}

func (w witness) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := w.Model.Update(msg)
	return w, cmd
}

func (w witness) View() tea.View {
	v := w.Model.View()
	w.out.mu.Lock()
	defer w.out.mu.Unlock()
	w.out.painted = v.Content
	return v
}

// written is one write, and when.
type written struct {
	at    time.Time
	bytes string
}

func (o *terminal) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.raw = append(o.raw, p...)
	o.writes = append(o.writes, written{time.Now(), string(p)})
	o.second.write(string(p))
	return o.screen.Write(p)
}

func (o *terminal) frame() (yardstick.Frame, int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.screen.Frame(), len(o.raw)
}

func (o *terminal) secondFrame() yardstick.Frame {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.second.frame()
}

func (o *terminal) view() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.painted
}

// bytes are those written from a place on.
func (o *terminal) bytes(from int) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.raw[from:])
}

// since lists the writes from a moment on.
func (o *terminal) since(at time.Time) []written {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []written
	for _, w := range o.writes {
		if !w.at.Before(at) {
			out = append(out, w)
		}
	}
	return out
}

// A desk starts five seconds after the full minute, so that a test has most of
// a minute to itself; preloaded, it has read everything.
func perform(t *testing.T, w, h int, c *fakeClinic, d dress, preloaded bool, play func(*running)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		config := configFor(c, d)
		config.Now = func() clinic.Instant {
			gone := time.Since(began)
			return clinic.Instant{Wall: begins() + 5, Mono: time.Hour + 5*time.Second}.Add(gone)
		}
		refs := 0
		config.NewRef = func() string { refs++; return "tui-" + strconv.Itoa(refs) }
		model := New(config)
		if preloaded {
			r := newRig(t, c, d)
			*model.st = *r.st
		}
		out := &terminal{screen: yardstick.NewScreen(w, h), second: newSecondTerminal(w, h)}
		out.screen.MapNewline(true)
		out.second.mapNewline()
		defer out.second.close()
		p := tea.NewProgram(witness{model, out}, tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(w, h), tea.WithColorProfile(d.profile),
			tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignalHandler(), tea.WithFilter(Filter()))
		done := make(chan error, 1)
		go func() {
			_, err := p.Run()
			done <- err
		}()
		r := &running{Model: model, t: t, clinic: c, program: p, out: out, w: w, h: h}
		r.wait(100 * time.Millisecond)
		if preloaded && model.lay.Size == pane.Wide {
			r.wait(10 * time.Second) // for the calendar
		}
		play(r)
		p.Quit()
		if err := <-done; err != nil {
			t.Error(err)
		}
		time.Sleep(2 * time.Minute) // timers that nobody waits for run out
	})
}

// wait lets fake time go by until nothing happens any more.
func (r *running) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// press presses keys, a tenth of a second apart.
func (r *running) press(names ...string) {
	r.t.Helper()
	for _, name := range names {
		r.program.Send(keyOf(r.t, name))
		r.wait(100 * time.Millisecond)
	}
}

func (r *running) write(text string) {
	for _, c := range text {
		r.program.Send(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
	r.wait(200 * time.Millisecond)
}

// shows fails unless the terminal, and the second one, show what the desk
// painted last.
func (r *running) shows(what string) yardstick.Frame {
	r.t.Helper()
	frame, _ := r.out.frame()
	want := yardstick.Parse(r.out.view(), r.w, r.h)
	if diff := frame.Diff(want); diff != "" {
		r.t.Errorf("%s: the terminal shows what the desk did not paint:\n%s", what, diff)
	}
	second := r.out.secondFrame()
	if diff := second.Diff(withFlags(want)); diff != "" {
		r.t.Errorf("%s: a second terminal shows what the desk did not paint:\n%s", what, diff)
	}
	if second.CursorShown != frame.CursorShown || frame.CursorShown && (second.CursorX != frame.CursorX || second.CursorY != frame.CursorY) {
		r.t.Errorf("%s: the cursor is at %d, %d, shown %t, and on a second terminal at %d, %d, shown %t", what,
			frame.CursorX, frame.CursorY, frame.CursorShown, second.CursorX, second.CursorY, second.CursorShown)
	}
	return frame
}

// rowCursorBytes is what the terminal's cursor on the selected row costs a step: it
// is hidden, put back and shown again.
const rowCursorBytes = 18

// costs measures what a step sends against the limit of its two frames.
func (r *running) costs(what string, most float64, step func()) {
	r.t.Helper()
	before := r.shows("before " + what)
	_, sent := r.out.frame()
	step()
	after := r.shows(what)
	_, now := r.out.frame()
	cursor := 0
	if after.CursorShown && !r.front().Typing() {
		cursor = rowCursorBytes
	}
	r.judge(what, most, now-sent, cursor, yardstick.Limit(before, after))
	if strings.Contains(r.out.bytes(sent), "\x1b[2J") {
		r.t.Errorf("%s paints the whole screen", what)
	}
}

// judge holds bytes sent against a limit, but for those that move a row's cursor.
func (r *running) judge(what string, most float64, sent, cursor, limit int) {
	r.t.Helper()
	ratio := float64(sent-cursor) / float64(max(limit, 1))
	r.t.Logf("%3dx%-2d  %-24s %5d bytes, limit %5d, %.2f of at most %.2f", r.w, r.h, what, sent, limit, ratio, most)
	if limit == 0 {
		r.t.Errorf("%s changes nothing", what)
	}
	if ratio > most {
		r.t.Errorf("%s takes %d bytes, %.2f times the limit of %d, and at most %.2f is allowed", what, sent, ratio, limit, most)
	}
}
