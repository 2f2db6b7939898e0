package protocol

import (
	"cmp"
	"flag"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/proof/yardstick"
)

// english is what the express line knows at an English desk.
var english = locale.Load("en").Lexicon()

// sequences is how many orders of events a run tries. They are shared by as many
// shards as there are processors. Nothing here runs beside anything else in a
// shard: the race detector proves nothing and costs five times, so that the many
// are tried without it.
var sequences = flag.Int("sequences", 1000, "orders of events that TestBookingProtocol tries")

// TestBookingProtocol lets a desk book over a line and from a clinic to which
// anything may happen, in any order. The program sends no booking a second time
// by itself, forgets none, sends nothing while nothing may be sent, and counts
// what the clinic's books hold.
func TestBookingProtocol(t *testing.T) {
	if yardstick.Raced {
		*sequences /= 5
	}
	shards := min(runtime.GOMAXPROCS(0), *sequences)
	if err := flag.Set("rapid.checks", strconv.Itoa((*sequences+shards-1)/shards)); err != nil {
		t.Fatal(err)
	}
	for shard := range shards {
		t.Run(strconv.Itoa(shard+1), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				m := newModel(t)
				actions := m.actions()
				if rapid.Bool().Draw(t, "over a store") {
					m = newFloor(t)
					actions = m.actions()
					m.floor.actions(actions)
				}
				t.Repeat(actions)
				m.settle()
			})
		})
	}
}

// start is when the simulations begin: in the opening hours of a Tuesday.
var start = time.Date(2026, time.February, 3, 9, 40, 0, 0, time.UTC)

// credits is more than any sequence spends, but for the orders that empty the
// purse.
const credits = 100

// A model is a desk and what it may do, by what people decided and by what the
// clinic's books hold.
type model struct {
	*front
	t        rapid.TB
	sim      *simulation
	floor    *floor // the desks of a store; nil where there is none
	fates    []way  // of the next requests
	refs     int
	personal bool // a person's event is being applied

	decided map[string]int           // how often a booking may leave later, because a person decided
	met     map[string]bool          // its last request met the limit
	looked  map[string]bool          // and it was looked for since, in vain
	vain    map[string]time.Duration // when the last answer was made that did not find it
	sends   map[string]int           // how often it was decided, over all
	told    map[string]bool          // what became of it was said
	stood   map[string]bool          // that it stands was said
	left    map[string]int           // which one of all that left it was, when it did last
	about   bool                     // somebody else booked too, or a refusal told a balance that was changing
	trace   []string
	posts   int
	judged  int               // what was shown and compared with the books
	byHand  map[string]bool   // appointments that a person had cancelled, by the text of their ids
	moving  map[string]int    // how often the booking of a move may leave once what it replaces is cancelled, by the text of its id
	posters map[string]*front // the desk at which a booking left last
	cancels map[string]*front // the desk at which a cancel left last, by the text of the appointment's id
	backs   map[string]bool   // bookings that put back what a move had cancelled
}

// A front is a desk and what was decided at it: drafts are numbered there.
type front struct {
	desk   *desk
	serial map[string]int // the draft of a booking
	owed   map[int]bool   // drafts that were confirmed and must not be lost
	names  map[int]string // for whom each draft is, or was
	aside  map[int]string // for whom the drafts are that were put aside before
	rested map[string]int // drafts of bookings that rested before the last undo
}

func newFront() *front {
	return &front{serial: map[string]int{}, owed: map[int]bool{}, names: map[int]string{}}
}

func newModel(t rapid.TB) *model {
	m := emptyModel(t)
	d, err := newDesk(m.sim, m, state.Options{Lexicon: english})
	if err != nil {
		t.Fatal(err)
	}
	m.open(d)
	return m
}

// emptyModel is a clinic of which no desk is open yet.
func emptyModel(t rapid.TB) *model {
	return &model{
		t: t, front: newFront(), sim: newSimulation(start, demo.Options{Credits: credits, Small: true, Seed: 1, Limit: 10_000}),
		decided: map[string]int{}, met: map[string]bool{}, looked: map[string]bool{}, vain: map[string]time.Duration{},
		sends: map[string]int{}, told: map[string]bool{}, stood: map[string]bool{}, left: map[string]int{}, byHand: map[string]bool{}, backs: map[string]bool{}, moving: map[string]int{}, cancels: map[string]*front{}, posters: map[string]*front{},
	}
}

// open opens the desk.
func (m *model) open(d *desk) {
	m.desk = d
	d.do(state.FocusChanged{Blurred: true}) // it reads less
	d.do(state.Started{})
	m.sim.pass(2 * time.Second)
	d.do(state.CreditsTyped{Count: credits})
}

func (m *model) fatalf(format string, args ...any) {
	m.t.Helper()
	for _, line := range m.trace {
		m.t.Log(line)
	}
	m.t.Fatalf(format, args...)
}

func (m *model) note(format string, args ...any) {
	m.trace = append(m.trace, fmt.Sprintf("%v  %s", m.sim.now, m.floor.where())+fmt.Sprintf(format, args...))
}

func (m *model) ref() string {
	m.refs++
	return fmt.Sprintf("ref-%d", m.refs)
}

// person lets an event happen that a person causes: what leaves because of it
// was decided.
func (m *model) person(e state.Event) {
	before := map[string]state.Stage{}
	for _, in := range m.desk.Intents {
		before[in.Ref] = in.Stage
	}
	m.note("person: %T%+v", e, e)
	waiting, serial := m.cancelling(), -1
	if d := m.desk.Draft; d != nil {
		serial = d.Serial
	}
	m.personal = true
	m.desk.do(e)
	m.personal = false
	m.noteMoves(e, serial, waiting)
	for _, in := range m.desk.Intents {
		was, known := before[in.Ref]
		if known && was != state.Absent && was != state.Stranded || in.Stage != state.Sending && in.Stage != state.Waits && in.Stage != state.Resting {
			continue
		}
		m.sends[in.Ref]++
		m.serial[in.Ref], m.owed[in.Draft.Serial] = in.Draft.Serial, true
		delete(m.backs, in.Ref+backMark) // refused again, what it replaces is put back again
		if in.Stage != state.Sending {
			m.decided[in.Ref]++
		}
	}
}

// later allows a booking to leave once, later and by itself.
func (m *model) later(ref string, serial int) {
	m.decided[ref]++
	m.sends[ref]++
	m.serial[ref], m.owed[serial] = serial, true
}

// way is how the next request fares. It is asked when one leaves.
func (m *model) way(e state.Effect) way {
	m.leaves(e)
	if len(m.fates) == 0 {
		return way{there: 40 * time.Millisecond, back: 40 * time.Millisecond, jitter: 0.5}
	}
	w := m.fates[0]
	m.fates = m.fates[1:]
	return w
}

// leaves judges a request that leaves.
func (m *model) leaves(e state.Effect) {
	if m.desk.Quiet.On {
		m.fatalf("%T%+v leaves while nothing may be sent", e, e)
	}
	if c, ok := e.(state.Cancel); ok {
		m.cancels[c.ID.Text()] = m.front
	}
	p, ok := e.(state.Post)
	if !ok {
		return
	}
	m.note("leaves: %+v", p)
	m.posts++
	m.left[p.Ref], m.posters[p.Ref] = m.posts, m.front
	switch {
	case m.met[p.Ref] && m.looked[p.Ref]:
		m.met[p.Ref], m.looked[p.Ref] = false, false
	case m.met[p.Ref]:
		m.fatalf("%s met the limit and is sent again before it was looked for", p.Ref)
	case m.personal:
		m.backs[p.Ref] = m.backs[p.Ref] || strings.HasSuffix(p.Ref, backMark) // its first time, too
	case m.isBack(p.Ref), m.isMove(p.Ref):
	case m.decided[p.Ref] > 0:
		m.decided[p.Ref]--
	default:
		m.fatalf("%s is sent once more, which nobody decided", p.Ref)
	}
}

// arrives notes what an answer tells.
func (m *model) arrives(e state.Effect, answer state.Event) {
	switch e := e.(type) {
	case state.Post:
		m.note("answer to %s: %T%+v", e.Ref, answer, answer)
		f, refused := answer.(state.Failed)
		m.met[e.Ref] = refused && state.RuleFor(f.Failure).Show == state.CountDown
		m.looked[e.Ref] = m.vain[e.Ref] > m.desk.made // by a desk that went on meanwhile
	case state.Cancel, state.LoadVisit:
		m.note("answer to %T: %T%+v", e, answer, answer)
	case state.ReadBack:
		m.note("looked for %s: %T%+v", e.Ref, answer, answer)
		if found, ok := answer.(state.Found); ok && !slices.ContainsFunc(found.List.Appointments, e.Made) {
			m.looked[e.Ref], m.vain[e.Ref] = true, m.desk.made
		}
	}
}

// applied checks after each event that no confirmed booking was forgotten.
func (m *model) applied(e state.Event, out []state.Effect) {
	m.judgeClaims(e, out)
	m.judgeStanding(e)
	switch e := e.(type) {
	case state.Booked:
		delete(m.owed, m.serial[e.Asked.Ref])
	case state.AlikeJudged:
		if e.Ours {
			delete(m.owed, m.serial[e.Ref])
		}
	case state.UndoAsked:
		for ref, serial := range m.rested {
			if _, on := m.desk.IntentOf(serial); !on {
				m.decided[ref] = 0
				delete(m.owed, serial)
			}
		}
	case state.Found: // of a booking that was taken back meanwhile, too
		if slices.ContainsFunc(e.List.Appointments, func(v clinic.Appointment) bool { return e.Asked.Made(v) || m.madeUnder(e.Asked.Ref, v) }) {
			delete(m.owed, m.serial[e.Asked.Ref])
		}
	}
	m.floor.handedOver(e)
	m.nothingForgotten(e)
	for _, in := range m.desk.Intents {
		m.takenUp(in)
	}
}

// takenUp notes that a booking leaves under the reference of one that was taken
// back: it is decided as often as it was under the one it had.
func (m *model) takenUp(in state.Intent) {
	for ref, serial := range m.serial {
		waits := slices.ContainsFunc(m.desk.Intents, func(o state.Intent) bool { return o.Ref == ref })
		if serial == in.Draft.Serial && m.decided[ref] > 0 && !waits {
			m.decided[in.Ref], m.sends[in.Ref] = m.decided[in.Ref]+1, m.sends[in.Ref]+1
			m.decided[ref], m.sends[ref] = m.decided[ref]-1, m.sends[ref]-1
		}
	}
	m.serial[in.Ref] = in.Draft.Serial
}

// nothingForgotten wants every confirmed booking to be the desk's still: as a booking,
// as a draft, or behind a cancel that it waits for. A draft that was put aside may be
// gone where another says the same, or a booking of its patient fulfils it.
func (m *model) nothingForgotten(e state.Event) {
	for serial := range m.owed {
		if m.holds(serial) {
			continue
		}
		name := cmp.Or(m.aside[serial], m.names[serial])
		equal := slices.ContainsFunc(m.desk.Parked, func(d state.Draft) bool { return isFor(d, name) })
		fulfilled := m.desk.Booked != nil && m.desk.Booked.Name == name || m.floor.booked(orphan{name: name})
		switch {
		case name != "" && (equal || fulfilled):
			delete(m.owed, serial)
		case len(m.desk.Cancels) == 0:
			m.fatalf("%T: the booking of draft %d, for %q, is forgotten", e, serial, name)
		}
	}
	m.aside = map[int]string{}
	for _, d := range m.desk.Parked {
		m.aside[d.Serial] = d.Plan.Name
	}
	for _, in := range m.desk.Intents {
		m.aside[in.Draft.Serial] = in.Name
	}
	for serial, name := range m.aside {
		m.names[serial] = cmp.Or(name, m.names[serial])
	}
	for _, d := range m.desk.Unfinished() {
		m.names[d.Serial] = d.Plan.Name
	}
}

// isFor says whether a draft is for somebody; where not all are read, by its line.
func isFor(d state.Draft, name string) bool {
	return name != "" && (d.Plan.Name == name || d.Plan.Name == "" && strings.HasPrefix(d.Line, name))
}

func (m *model) holds(serial int) bool {
	if _, ok := m.desk.IntentOf(serial); ok {
		return true
	}
	if d := m.desk.Draft; d != nil && d.Serial == serial {
		return true
	}
	return slices.ContainsFunc(m.desk.Parked, func(d state.Draft) bool { return d.Serial == serial })
}

var faults = []struct {
	name string
	meet func(*line, *http.Request) (*http.Response, error)
}{
	{"nothing is sent", unsent},
	{"the request is lost", swallowed},
	{"the answer is lost", unanswered},
	{"done after 20 s", late(20 * time.Second)},
	{"done after 100 s", late(100 * time.Second)},
	{"502 instead", instead(false, http.StatusBadGateway, "text/html", "<html>502</html>")},
	{"502 though done", instead(true, http.StatusBadGateway, "text/html", "<html>502</html>")},
	{"500 though done", instead(true, http.StatusInternalServerError, "application/json", `{"error":{"code":"DATABASE_ERROR"}}`)},
	{"maintenance", instead(false, http.StatusServiceUnavailable, "application/json", `{"error":{"code":"MAINTENANCE_MODE"}}`)},
	{"login page", instead(false, http.StatusOK, "text/html", "<html>Wi-Fi</html>")},
	{"201 without id", instead(true, http.StatusCreated, "application/json", `{}`)},
	{"429 alone", instead(false, http.StatusTooManyRequests, "text/plain", "")},
	{"429 though done", instead(true, http.StatusTooManyRequests, "application/json", `{"error":{"code":"TOO_MANY_REQUESTS"}}`)},
}

// fate draws how a request fares.
func (m *model) fate(t *rapid.T) way {
	w := way{
		there:  time.Duration(rapid.IntRange(20, 3000).Draw(t, "there")) * time.Millisecond,
		back:   time.Duration(rapid.IntRange(20, 3000).Draw(t, "back")) * time.Millisecond,
		jitter: rapid.Float64Range(0, 1).Draw(t, "jitter"),
	}
	if i := rapid.IntRange(0, len(faults)).Draw(t, "fault"); i < len(faults) {
		m.note("a request to come: %s", faults[i].name)
		w.meet = faults[i].meet
	}
	return w
}

// names of callers; there are few, so that duplicates are met.
var names = []string{"Diallo Fatoumata", "Bah Mamadou", "Sow Mariama"}

// actions are what may happen at any moment.
func (m *model) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"book": func(t *rapid.T) {
			m.book(rapid.SampledFrom(names).Draw(t, "name") + rapid.SampledFrom([]string{"", " mer", " 15h"}).Draw(t, "when"))
		},
		"enter again": func(*rapid.T) { m.person(state.Entered{Ref: m.ref()}) },
		"fates": func(t *rapid.T) {
			for range rapid.IntRange(1, 4).Draw(t, "many") {
				m.fates = append(m.fates, m.fate(t))
			}
		},
		"trouble": func(t *rapid.T) {
			order := rapid.SampledFrom([]demo.Misfortune{
				{Kind: demo.SlotTaken}, {Kind: demo.LostAnswer}, {Kind: demo.RateLimit, Seconds: 30}, {Kind: demo.Cut, Seconds: 40},
				{Kind: demo.Error, Code: state.InsufficientCredits}, {Kind: demo.Error, Code: state.PaymentRequired},
				{Kind: demo.Error, Code: state.DatabaseError}, {Kind: demo.Error, Code: state.CreditCheckFailed},
				{Kind: demo.Error, Code: state.InvalidAPIKey}, {Kind: demo.Error, Code: state.DuplicateAppointment},
				{Kind: demo.ResetForm, Form: "http_date"}, {Kind: demo.ResetForm, Form: "none"}, {Kind: demo.ResetForm, Form: "delta"},
				{Kind: demo.NoEcho, On: true}, {Kind: demo.NoEcho},
			}).Draw(t, "order")
			m.about = m.about || order.Kind == demo.SlotTaken || order.Code == state.InsufficientCredits
			m.order(order)
		},
		"pick": func(t *rapid.T) {
			row, slot := rapid.IntRange(0, 4).Draw(t, "row"), clinic.Slot{}
			if o := m.desk.Alternatives; o != nil && row < len(o.Rows) {
				slot = o.Rows[row].Slot
			}
			m.person(state.AlternativePicked{Slot: slot, Ref: m.ref()})
		},
		"decide": func(t *rapid.T) { m.decideOne(rapid.Bool().Draw(t, "again")) },
		"pay": func(*rapid.T) {
			if b := m.desk.Purchase; b != nil && !b.Checking && !b.Counting {
				m.later(b.Booking.Ref, m.desk.Draft.Serial)
				m.person(state.Paid{})
			}
		},
		"stop paying": func(*rapid.T) {
			if b := m.desk.Purchase; b != nil {
				m.decided[b.Booking.Ref] = 0
				m.person(state.PurchaseStopped{})
			}
		},
		"cancel first": func(*rapid.T) { m.cancelFirst() },
		"move":         func(t *rapid.T) { m.move(rapid.IntRange(0, 7).Draw(t, "whose")) },
		"park":         func(*rapid.T) { m.person(state.DraftParked{}) },
		"undo":         func(*rapid.T) { m.undo() },
		"take back":    func(t *rapid.T) { m.takeBack() },
		"new key":      func(*rapid.T) { m.person(state.KeyGiven{}) },
		"pass":         func(t *rapid.T) { m.sim.pass(time.Duration(rapid.IntRange(1, 45).Draw(t, "s")) * time.Second) },
		"sleep":        func(t *rapid.T) { m.sim.sleep(time.Duration(rapid.IntRange(1, 600).Draw(t, "s")) * time.Second) },
		"set clock":    func(t *rapid.T) { m.setClock(time.Duration(rapid.IntRange(-3, 3).Draw(t, "h")) * time.Hour / 2) },
	}
}

// toRead is how long a person reads what is said in the warning tone.
const toRead = 400 * time.Millisecond

// book types a booking and confirms it; where it is asked who is meant, the row that
// is offered is.
func (m *model) book(line string) {
	m.person(state.DraftOpened{Line: line})
	m.person(state.Entered{Ref: m.ref()})
	m.sim.pass(toRead)
	if d := m.desk.Draft; d != nil && d.Asks {
		m.person(state.Entered{Ref: m.ref()})
		m.sim.pass(toRead)
	}
	m.person(state.Entered{Ref: m.ref()})
}

// undo takes the last thing done back, or drops what is counted down: what rested
// then does not leave.
func (m *model) undo() {
	m.rested = map[string]int{}
	for _, in := range m.desk.Intents {
		if in.Stage == state.Resting {
			m.rested[in.Ref] = in.Draft.Serial
		}
	}
	m.person(state.UndoAsked{Ref: m.ref()})
}

// order has the clinic suffer.
func (m *model) order(trouble demo.Misfortune) {
	m.note("trouble: %+v", trouble)
	m.about = m.about || trouble.Kind == demo.NoEcho // what was cancelled before it was found is nobody's to count
	if err := m.sim.clinic.Order(trouble); err != nil {
		m.t.Fatal(err)
	}
}

// setClock sets the desk's clock.
func (m *model) setClock(ahead time.Duration) {
	m.desk.ahead = ahead
	m.note("clock ahead by %v", ahead)
}

// decideOne decides about the booking that a person is asked about.
func (m *model) decideOne(again bool) {
	in, ok := m.desk.ToDecide()
	if !ok {
		return
	}
	if in.Stage == state.Alike {
		m.person(state.AlikeJudged{Ref: in.Ref, Ours: m.madeUnder(in.Ref, in.Alike)})
		return
	}
	if again {
		m.person(state.SentAgain{Ref: in.Ref})
		return
	}
	m.person(state.WaitDropped{Ref: in.Ref})
}

// madeUnder says whether the clinic's books have an appointment under a reference,
// though lists may not echo it.
func (m *model) madeUnder(ref string, v clinic.Appointment) bool {
	return slices.ContainsFunc(m.sim.clinic.Ledger(), func(e demo.Entry) bool {
		return e.External == ref && strconv.FormatInt(e.ID, 10) == v.ID.Text()
	})
}

// takeBack takes a booking back that has not left.
func (m *model) takeBack() {
	for _, in := range m.desk.Intents {
		if in.Stage == state.Waits {
			m.decided[in.Ref] = 0
			m.about = m.about || m.met[in.Ref] // it may stand all the same, and is looked for once
			m.person(state.WaitDropped{Ref: in.Ref})
			return
		}
	}
}

// settle mends the line, lets time pass, decides what is left to decide, and
// compares the desk with the clinic's books.
func (m *model) settle() {
	m.note("from now on all is well")
	m.floor.wakes()
	m.fates, m.desk.ahead = nil, 0
	if err := m.sim.clinic.Order(demo.Misfortune{Kind: demo.Mended}); err != nil {
		m.t.Fatal(err)
	}
	m.person(state.KeyGiven{})
	for minute := 0; minute < 3 || minute < 20 && len(m.desk.Intents) > 0; minute++ {
		m.sim.pass(time.Minute)
		m.decideOne(true)
		m.desk.do(state.FocusChanged{Blurred: true})
	}
	m.sim.pass(5 * time.Minute)
	m.floor.settled()
	if n := len(m.desk.Intents); n > 0 {
		m.fatalf("%d bookings are never settled: %+v; link %+v, key %+v, quiet %+v, quota %+v, held %d", n, m.desk.Intents, m.desk.Link, m.desk.Key, m.desk.Quiet, m.desk.Quota, len(m.desk.Held))
	}
	made, cancels := map[string]int{}, 0
	ledger := m.sim.clinic.Ledger()
	for _, e := range ledger {
		if e.Action == demo.Booked {
			made[e.External]++
		} else {
			cancels++
		}
	}
	for ref, n := range made {
		if n > m.sends[ref] {
			m.fatalf("%s is booked %d times and was decided %d times", ref, n, m.sends[ref])
		}
	}
	m.checkPatients(ledger)
	purse := m.sim.clinic.Credits()
	if want := credits - (len(ledger) - cancels) + cancels; purse != want {
		m.fatalf("the purse holds %d credits, and by the books %d", purse, want)
	}
	if c := m.desk.Credits; !m.about && c.Count != purse {
		m.fatalf("the desk counts %d credits, the purse holds %d; cancels %+v", c.Count, purse, m.desk.Cancels)
	}
}
