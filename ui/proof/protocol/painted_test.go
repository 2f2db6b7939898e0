package protocol

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"creneau/api"
	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui"
	"creneau/ui/draw"
	"creneau/ui/locale"
	"creneau/ui/proof/yardstick"
	"creneau/ui/theme"
)

// painted is how many bookings TestEveryOutcomeCanBeRead makes in each view: so many in a
// usual run, and as many as this variable says.
const (
	painted    = 15
	paintedEnv = "CRENEAU_PAINTED_BOOKINGS"
)

// readable is how long a sentence must stand in all to be read.
const readable = 2 * time.Second

// TestEveryOutcomeCanBeRead books by keys at the whole desk, over the same sockets and
// faults as TestEveryClaimOverSockets, and looks at the cells of the screen, of several
// sizes and in both languages:
// whatever the desk says became of a booking or a cancel stands there whole, long
// enough to be read, and is in the clinic's books when it is first seen.
func TestEveryOutcomeCanBeRead(t *testing.T) {
	want := painted
	if text := os.Getenv(paintedEnv); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		want = n
	}
	for i, v := range []view{{"en", 80, 24}, {"fr", 80, 24}, {"fr", 120, 40}} {
		t.Run(fmt.Sprintf("%s %dx%d", v.lang, v.width, v.height), func(t *testing.T) {
			bookings, outcomes, frames := 0, 0, 0
			for seed := uint64(1000 * i); bookings < want; seed++ {
				s := openSeat(t, v, seed)
				for range aSession {
					s.book()
				}
				s.settle()
				bookings += aSession
				outcomes += s.outcomes
				frames += s.frames
			}
			t.Logf("%d bookings, %d outcomes, looked for on %d frames", bookings, outcomes, frames)
			if outcomes < bookings {
				t.Error("less was told than was booked")
			}
		})
	}
}

// A view is what a person sits before.
type view struct {
	lang          string
	width, height int
}

// A seat is a whole desk before which a person sits.
type seat struct {
	*ui.Model
	view   view
	t      *testing.T
	sim    *simulation
	wire   *wire
	client *api.Client
	rng    *rand.Rand
	look   *draw.Look
	faults []wireFault
	calm   bool
	asked  bool // a request was made
	asOf   int  // entries in the books when the answer was made that is applied; -1 for none
	number int
	refs   int
	trace  []string
	last   state.Notice

	waits            []*sentence
	outcomes, frames int
	text             string // of the frame that is shown, blanks as one
}

// A sentence is an outcome that was said and is looked for on the screen.
type sentence struct {
	notice state.Notice
	asOf   int           // entries in the books when it could be known
	since  time.Duration // when it came to stand there; negative while it does not
	stood  time.Duration
}

// A wakeUp is what a timer's command tells.
type wakeUp struct {
	after time.Duration
	tell  func(time.Time) tea.Msg
}

func openSeat(t *testing.T, v view, seed uint64) *seat {
	sim := newSimulation(start, demo.Options{Credits: credits, Small: true, Seed: 1, Limit: 10_000})
	s := &seat{t: t, view: v, sim: sim, wire: openWire(t, sim.clinic), rng: rand.New(rand.NewPCG(seed, 11)), faults: wireFaults(), calm: true, asOf: -1}
	key, err := api.NewSecret(sim.clinic.FullKey())
	if err != nil {
		t.Fatal(err)
	}
	s.client, err = api.New(api.Options{
		BaseURL: "http://" + s.wire.address() + "/api/v1", Key: key, Now: sim.time, ReadTimeout: patience, WriteTimeout: patience,
	})
	if err != nil {
		t.Fatal(err)
	}
	words := locale.Load(v.lang)
	skin := theme.New(theme.Dark, colorprofile.ANSI256)
	s.look = draw.NewLook(words, skin, false)
	s.Model = ui.New(ui.Config{
		Context: context.Background(), Backend: seatBackend{s.client, s}, Words: words,
		Now: func() clinic.Instant {
			return clinic.Instant{Wall: clinic.WallOf(sim.time()), Mono: sinceBoot + sim.now}
		},
		NewRef: func() string { s.refs++; return fmt.Sprintf("ref-%d", s.refs) },
		Jitter: s.rng.Float64,
		After: func(d time.Duration, tell func(time.Time) tea.Msg) tea.Cmd {
			return func() tea.Msg { return wakeUp{d, tell} }
		},
		Terminal: ui.Terminal{Width: v.width, Height: v.height, Theme: skin},
		State:    state.Options{Lexicon: words.Lexicon()},
	})
	s.note("seed %d", seed)
	s.run(s.Init())
	s.sim.pass(time.Minute)
	s.calm = false
	if form := s.rng.IntN(4); form < 2 {
		s.order(demo.Misfortune{Kind: demo.NoEcho, On: true, Form: []string{"", "unfiltered"}[form]})
	}
	return s
}

func (s *seat) note(format string, args ...any) {
	s.trace = append(s.trace, fmt.Sprintf("%v  ", s.sim.now)+fmt.Sprintf(format, args...))
}

func (s *seat) fatalf(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("%s\n%s\n%s", fmt.Sprintf(format, args...), strings.Join(s.trace[max(0, len(s.trace)-60):], "\n"), s.text)
}

func (s *seat) order(m demo.Misfortune) {
	s.note("trouble: %+v", m)
	if err := s.sim.clinic.Order(m); err != nil {
		s.t.Fatal(err)
	}
}

// run runs a command, and has what comes of it happen when its time has come.
func (s *seat) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	s.asked = false
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	case wakeUp:
		s.sim.atDesk(nil, msg.after, func() { s.give(msg.tell(s.sim.time())) })
	default:
		if !s.asked {
			s.give(msg)
			return
		}
		asOf := len(s.sim.clinic.Ledger())
		s.sim.atDesk(nil, time.Duration(40+s.rng.IntN(5000))*time.Millisecond, func() {
			s.asOf = asOf
			s.give(msg)
			s.asOf = -1
		})
	}
}

// give gives the desk a message and looks at what it shows.
func (s *seat) give(msg tea.Msg) {
	_, cmd := s.Update(msg)
	s.lookAt()
	s.run(cmd)
}

// press presses a key, a moment after the one before.
func (s *seat) press(names ...string) {
	for _, name := range names {
		s.sim.pass(500 * time.Millisecond)
		s.note("key %s", name)
		switch name {
		case "enter":
			s.give(tea.KeyPressMsg{Code: tea.KeyEnter})
		case "esc":
			s.give(tea.KeyPressMsg{Code: tea.KeyEscape})
		case "home":
			s.give(tea.KeyPressMsg{Code: tea.KeyHome})
		case "down":
			s.give(tea.KeyPressMsg{Code: tea.KeyDown})
		default:
			s.give(tea.KeyPressMsg{Code: rune(name[0]), Text: name})
		}
	}
}

func (s *seat) write(text string) {
	s.note("types %s", text)
	for _, c := range text {
		s.sim.pass(150 * time.Millisecond)
		s.give(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

// book has a person book, and go on with whatever comes of it.
func (s *seat) book() {
	s.number++
	letter := string(rune('A' + s.number))
	s.press("esc", "esc", "esc", "t", "n")
	s.write(names[s.rng.IntN(len(names))] + " " + letter + letter + letter + []string{"", " mer", " 15h", " jeu"}[s.rng.IntN(4)])
	s.press("enter")
	s.sim.pass(6 * time.Second)
	s.press("enter")
	s.sim.pass(2 * time.Second)
	if d := s.State().Draft; d != nil && d.Stage == state.Fixed {
		s.press("enter")
	}
	s.sim.pass(time.Duration(s.rng.IntN(20)) * time.Second)
	if s.rng.IntN(3) == 0 {
		s.press("u")
	}
	s.sim.pass(time.Duration(s.rng.IntN(90)) * time.Second)
	if s.rng.IntN(3) == 0 {
		s.cancel()
	}
	s.sim.pass(2 * time.Minute)
	s.decide()
}

// cancel cancels the appointment that was booked last.
func (s *seat) cancel() {
	v := s.State().Booked
	if v == nil {
		return
	}
	s.press("esc", "esc", "esc", "t")
	s.press(strings.Split(v.ID.Text(), "")...)
	s.press("enter")
	s.sim.pass(10 * time.Second)
	s.press("esc", "x")
	s.sim.pass(time.Duration(s.rng.IntN(30)) * time.Second)
}

// decide answers what waits for a person, by what the books say.
func (s *seat) decide() {
	in, ok := s.State().ToDecide()
	if !ok {
		return
	}
	s.press("esc", "esc", "esc", "b", "home")
	for range s.State().Parked { // which stand first
		s.press("down")
	}
	s.press("enter")
	answer := []string{"enter", "x"}[s.rng.IntN(2)]
	if in.Stage == state.Alike {
		answer = "x"
		for _, e := range s.sim.clinic.Ledger() {
			if e.External == in.Ref && strconv.FormatInt(e.ID, 10) == in.Alike.ID.Text() {
				answer = "o"
			}
		}
	}
	s.press(answer)
	s.sim.pass(20 * time.Second)
}

// settle mends everything, and waits until all was told.
func (s *seat) settle() {
	s.calm = true
	s.order(demo.Misfortune{Kind: demo.Calm})
	for range 20 {
		s.decide()
		s.sim.pass(2 * time.Minute)
	}
	s.press("esc", "esc", "esc", "t")
	s.sim.pass(5 * time.Minute)
	for _, w := range s.waits {
		s.fatalf("what became of it was never painted: %+v stood %v", w.notice, w.stood)
	}
}

// lookAt compares what was said with what stands in the cells now.
func (s *seat) lookAt() {
	s.frames++
	lines := yardstick.Parse(s.View().Content, s.view.width, s.view.height).Text()
	s.text = strings.Join(lines, "\n")
	shown := strings.Join(strings.FieldsFunc(strings.Join(lines, " "), func(r rune) bool { // but for boxes and QR codes
		return unicode.IsSpace(r) || strings.ContainsRune("│▀▄█", r)
	}), " ")
	s.listen()
	s.waits = slices.DeleteFunc(s.waits, func(w *sentence) bool { return s.read(w, shown) })
}

// listen notes the outcomes that were said since.
func (s *seat) listen() {
	log := s.State().Log
	from := len(log) // those behind the last one that was seen
	for from > 0 && log[from-1] != s.last {
		from--
	}
	for _, n := range log[from:] {
		s.last = n
		s.note("says %s %s %v", n.Key, n.Who, n.When)
		if s.asOf < 0 { // a key that is about it has been pressed: who did so has read it
			s.waits = slices.DeleteFunc(s.waits, func(w *sentence) bool { return w.since >= 0 && w.notice.Who == n.Who && w.notice.When == n.When })
		}
		if !n.Outcome() {
			continue
		}
		s.outcomes++
		asOf := s.asOf
		if asOf < 0 {
			asOf = len(s.sim.clinic.Ledger())
		}
		s.waits = slices.DeleteFunc(s.waits, func(w *sentence) bool {
			return n.Settles(w.notice) || w.notice.Key == n.Key && w.notice.Who == n.Who && w.notice.When == n.When
		})
		s.waits = append(s.waits, &sentence{notice: n, asOf: asOf, since: -1})
	}
}

// read says whether a sentence has stood long enough.
func (s *seat) read(w *sentence, shown string) bool {
	visible := s.stands(w.notice, shown)
	switch {
	case visible && w.since < 0:
		w.since = s.sim.now
		s.judge(w)
	case !visible && w.since >= 0:
		s.note("gone from the screen: %s", w.notice.Key)
		w.stood, w.since = w.stood+s.sim.now-w.since, -1
	}
	return w.stood >= readable || w.since >= 0 && s.sim.now-w.since >= readable
}

// stands says whether a sentence stands whole on the screen, or what lies in front
// says the same of the same person.
func (s *seat) stands(n state.Notice, shown string) bool {
	said := strings.Join(strings.Fields(s.look.Sentence(n, s.State().Now.Wall.Day(), draw.Keys{})), " ")
	if strings.Contains(shown, said) {
		return true
	}
	return strings.Contains(shown, n.Who) && slices.ContainsFunc(inFront[n.Key], func(key string) bool { return strings.Contains(shown, s.begins(key)) })
}

// inFront is by which sentences what lies in front says what a notice tells.
var inFront = map[string][]string{
	"send_uncertain": {"book.uncertain"}, "repeat_uncertain": {"book.sending"}, "probably_refused": {"book.probably_refused"},
	"not_found_after_all": {"book.absent", "book.absent_gone"}, "found_alike": {"book.alike", "book.alike_made"},
	"key_refused": {"ask_key.title"}, "stranded": {"book.stranded"}, "back_free": {"book.back_free"}, "back_taken": {"book.back_taken"},
	"refused": {"book.not_booked", "purchase.refused", "alternatives.kept", "duplicate.kept_only"},
}

// begins is how a sentence begins: as far as the first stop, or the first word that is
// put in.
func (s *seat) begins(key string) string {
	text := s.look.Words.Raw(key)
	if end := strings.IndexAny(text, ".({"); end >= 0 {
		text = text[:end]
	}
	return strings.Join(strings.Fields(text), " ")
}

// judge compares a sentence that has come to stand on the screen with the books.
func (s *seat) judge(w *sentence) {
	books := s.sim.clinic.Ledger()
	for kept := len(books); kept >= w.asOf; kept-- {
		if claims[w.notice.Key].holds(books[:kept], w.notice, subject{}) {
			return
		}
	}
	s.fatalf("%+v is painted, and the books hold %+v", w.notice, books)
}

// seatBackend asks over the wire, where a fault may be met.
type seatBackend struct {
	*api.Client
	s *seat
}

// asks has a request meet what it meets.
func (b seatBackend) asks(ctx context.Context, method string, ask func(context.Context) error) error {
	s, limit := b.s, patience
	s.asked = true
	likely := map[string]int{http.MethodPost: 80, http.MethodDelete: 80, http.MethodGet: 10}[method]
	if !s.calm && s.rng.IntN(100) < likely {
		f := s.faults[s.rng.IntN(len(s.faults))]
		for f.method != "" && f.method != method {
			f = s.faults[s.rng.IntN(len(s.faults))]
		}
		s.note("%s meets: %s", method, f.name)
		limit = shortly
		s.wire.meets(f.meet)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := ask(ctx)
	for _, kept := range s.wire.settled() {
		s.sim.atClinic(kept.after, kept.do)
	}
	return err
}

func (b seatBackend) Departments(ctx context.Context) (list clinic.DepartmentList, err error) {
	err = b.asks(ctx, http.MethodGet, func(ctx context.Context) error { list, err = b.Client.Departments(ctx); return err })
	return list, err
}

func (b seatBackend) Slots(ctx context.Context, d clinic.ID, from, to clinic.Day) (list clinic.SlotList, err error) {
	err = b.asks(ctx, http.MethodGet, func(ctx context.Context) error { list, err = b.Client.Slots(ctx, d, from, to); return err })
	return list, err
}

func (b seatBackend) Visits(ctx context.Context, ask clinic.Visits) (list clinic.VisitList, err error) {
	err = b.asks(ctx, http.MethodGet, func(ctx context.Context) error { list, err = b.Client.Visits(ctx, ask); return err })
	return list, err
}

func (b seatBackend) Visit(ctx context.Context, id clinic.ID) (v clinic.Appointment, err error) {
	err = b.asks(ctx, http.MethodGet, func(ctx context.Context) error { v, err = b.Client.Visit(ctx, id); return err })
	return v, err
}

func (b seatBackend) Book(ctx context.Context, k clinic.Booking) (v clinic.Appointment, err error) {
	err = b.asks(ctx, http.MethodPost, func(ctx context.Context) error { v, err = b.Client.Book(ctx, k); return err })
	return v, err
}

func (b seatBackend) Cancel(ctx context.Context, id clinic.ID) error {
	return b.asks(ctx, http.MethodDelete, func(ctx context.Context) error { return b.Client.Cancel(ctx, id) })
}
