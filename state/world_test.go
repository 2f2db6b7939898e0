package state

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// A world is a desk and a clinic between which anything may happen in any
// order: keys, answers, refusals, lost answers, request limits, time. After
// each event it checks what must always hold.
type world struct {
	t      judge
	choose func(n int) int // any of 0 to n-1
	s      *State
	at     clinic.Instant
	seq    int
	trace  []string

	books  []clinic.Appointment // what the clinic has
	flight []sent               // requests on their way
	landed Effect               // the one that landed last
	left   clinic.Instant       // when that left
	late   []sent               // what the clinic does without an answer, and when
	lines  map[int]string
	budget map[string]int  // how often a booking may be sent, by reference
	posted map[string]int  // how often it was
	met    map[string]bool // whose last request met the limit
	waived map[string]bool // taken back by hand: nobody looks for it for ever

	rekeyed map[Effect]bool // asked again under another key, beside the first time

	patients waiting
	kept     map[Subject]Picture // what its store has open; nil where it has none
}

// A judge fails a test: one of the testing package, or of rapid.
type judge interface {
	Helper()
	Log(args ...any)
	Fatalf(format string, args ...any)
}

type sent struct {
	Effect
	at time.Duration
}

// answerLimit is how long a request may take in all.
const answerLimit = 60 * time.Second

func newWorld(t judge, choose func(int) int) *world {
	w := &world{
		t: t, choose: choose,
		s:      New(Options{Lexicon: french}),
		at:     clinic.Instant{Wall: storyNow, Mono: time.Hour},
		books:  []clinic.Appointment{diallo, bah, conde},
		lines:  map[int]string{},
		budget: map[string]int{},
		posted: map[string]int{},
		met:    map[string]bool{},
		waived: map[string]bool{},

		rekeyed: map[Effect]bool{},

		patients: waiting{strict: choose(2) == 0, byHand: map[string]bool{}, given: map[clinic.Who]bool{}},
	}
	if choose(2) == 0 {
		w.kept = map[Subject]Picture{}
		w.apply(Restored{Desk: "desk/1"})
	}
	w.apply(Started{})
	return w
}

func (w *world) fatalf(format string, args ...any) {
	w.t.Helper()
	for _, line := range w.trace[max(0, len(w.trace)-40):] {
		w.t.Log(line)
	}
	w.t.Fatalf(format, args...)
}

// answer brings what came of the request that landed last.
func (w *world) answer(e Event) {
	w.t.Helper()
	before, old := w.s.keyed(), w.left.Mono < w.s.keyAt.Mono
	_, asked := w.s.asked[w.landed]
	w.happen(e, Answered{Asked: w.landed, Left: w.left, Event: e})
	if _, failed := e.(Failed); asked && !failed && !old && len(w.s.copied) > 0 {
		w.fatalf("%T has answered, and %v is still held as it was long ago", e, w.s.copied)
	}
	if after := w.s.keyed(); old && !after.same(before) {
		if _, refused := e.(Failed); refused {
			w.fatalf("%+v of the old key: %+v, was %+v", e, after, before)
		}
	}
}

// apply lets an event happen and checks what comes of it.
func (w *world) apply(e Event) {
	w.t.Helper()
	w.happen(e, e)
}

// happen lets an event happen as it comes in.
func (w *world) happen(e, as Event) {
	w.t.Helper()
	before := w.snapshot()
	out := w.keep(w.s.Apply(w.at, as))
	w.trace = append(w.trace, fmt.Sprintf("%v %T%+v -> %+v", w.at.Mono, e, e, requests(out)))
	w.noteDecisions(before, e)
	for _, r := range requests(out) {
		w.checkRequest(before, e, r)
		w.noteCancel(r)
		w.flight = append(w.flight, sent{Effect: r, at: w.at.Mono})
	}
	w.checkQuiet(before, requests(out))
	w.checkHeld(before, e, out)
	w.checkDraft()
	w.checkLines(e)
	w.checkPatients(e)
	w.checkKept(e)
}

// before is what checks need of the state before an event.
type before struct {
	quiet  quota.Quiet
	held   []Effect
	refs   []string
	fixed  *Draft // the draft, when it was fixed and could be seen
	offer  bool
	buying bool
	after  []int    // drafts that wait for a cancel
	moving []string // references of bookings whose old appointment is gone
}

func (w *world) snapshot() before {
	b := before{quiet: w.s.Quiet, held: slices.Clone(w.s.Held), offer: w.s.Alternatives != nil, buying: w.s.Purchase != nil}
	for _, in := range w.s.Intents {
		b.refs = append(b.refs, in.Ref)
		if in.Draft.Gone && !in.Back {
			b.moving = append(b.moving, in.Ref)
		}
	}
	for _, c := range w.s.Cancels {
		if c.then != nil {
			b.after = append(b.after, c.then.Serial)
		}
	}
	if d := w.s.Draft; d != nil && d.Stage == Fixed && w.at.Mono-d.fixedAt.Mono >= seen {
		fixed := *d
		b.fixed = &fixed
	}
	return b
}

// noteDecisions counts a booking that a person confirmed in this event.
func (w *world) noteDecisions(b before, e Event) {
	for i, in := range w.s.Intents {
		if slices.Contains(b.refs, in.Ref) {
			continue
		}
		w.budget[in.Ref]++
		for _, other := range w.s.Intents[:i] {
			if other.Ref == in.Ref {
				w.fatalf("two intents %q", in.Ref)
			}
		}
		if in.Back {
			if i := slices.Index(b.moving, strings.TrimSuffix(in.Ref, backMark)); i < 0 {
				w.fatalf("%+v is booked again, and nothing was cancelled for it", in.Booking)
			}
			continue
		}
		switch e.(type) {
		case Entered:
			if b.fixed == nil || b.fixed.Plan.Slot.At != in.At || b.fixed.Plan.Name != in.Name || b.fixed.Plan.Department != in.Department {
				w.fatalf("%+v is sent, but %+v was shown", in.Booking, b.fixed)
			}
		case UndoAsked:
			if in.Stage != Resting {
				w.fatalf("%+v is booked again without a rest", in.Booking)
			}
		case AlternativePicked:
			if !b.offer {
				w.fatalf("%+v is sent without an offer", in.Booking)
			}
		case Ticked, Heard, Paid:
			if !b.buying {
				w.fatalf("%+v is sent unasked", in.Booking)
			}
		case CancelDone, VisitLoaded, Failed:
			if !slices.Contains(b.after, in.Draft.Serial) {
				w.fatalf("%+v is sent unasked", in.Booking)
			}
		default:
			w.fatalf("%+v is sent on %T", in.Booking, e)
		}
	}
}

func (w *world) checkRequest(b before, e Event, r Effect) {
	if w.s.Quiet.On {
		w.fatalf("%+v leaves while nothing may be sent", r)
	}
	for _, f := range w.flight {
		if f.Effect == r && !w.rekeyed[r] {
			w.fatalf("%+v leaves while the same is on its way", r)
		}
		if p, ok := r.(Post); ok {
			if q, ok := f.Effect.(Post); ok && q.Ref == p.Ref {
				w.fatalf("two requests for %q are on their way", p.Ref)
			}
		}
	}
	if p, ok := r.(Post); ok {
		w.posted[p.Ref]++
		w.met[p.Ref] = false
		if w.posted[p.Ref] > w.budget[p.Ref] {
			w.fatalf("%+v leaves %d times for %d decisions", p, w.posted[p.Ref], w.budget[p.Ref])
		}
		if i := w.s.intent(p.Ref); i < 0 || w.s.Intents[i].Stage != Sending {
			w.fatalf("%+v leaves and is not in the outbox", p)
		}
	}
}

// checkQuiet wants one request alone after the wait, and none until its answer.
func (w *world) checkQuiet(b before, out []Effect) {
	switch {
	case b.quiet.Probing && w.s.Quiet.Probing && len(out) > 0:
		w.fatalf("%+v do not wait for the probe", out)
	case !b.quiet.Probing && w.s.Quiet.Probing && len(out) != 1:
		w.fatalf("the probe is %+v", out)
	}
}

// checkHeld wants what was held to be held still, or to leave, but for what a
// person took back.
func (w *world) checkHeld(b before, e Event, out []Effect) {
	for i, h := range w.s.Held {
		if slices.Contains(w.s.Held[:i], h) {
			w.fatalf("%+v is held twice", h)
		}
	}
	for _, h := range b.held {
		if slices.Contains(w.s.Held, h) || slices.Contains(out, h) {
			continue
		}
		_, isPost := h.(Post)
		_, isCancel := h.(Cancel)
		switch e.(type) {
		case WaitDropped:
			if isPost {
				continue
			}
		case UndoAsked, Booked, Found, CancelFirst: // what cancels now replaces the same cancel
			if isCancel {
				continue
			}
		}
		w.fatalf("%+v was held and is lost by %T", h, e)
	}
}

func (w *world) checkDraft() {
	d := w.s.Draft
	if d == nil {
		if w.s.Alternatives != nil || w.s.Purchase != nil || w.s.Duplicate != nil {
			w.fatalf("something about a draft is open without one")
		}
		return
	}
	if d.Row.Key != "" && !slices.Contains(d.RowKeys(), d.Row.Key) && d.Stage != Fixed {
		w.fatalf("the line is taken as %q, of %q", d.Row.Key, d.RowKeys())
	}
	if d.Stage > Fixed {
		w.fatalf("a draft of stage %d", d.Stage)
	}
	if d.Stage == Fixed && (d.Plan.Missing != Nothing || d.Plan.Slot.At == 0 || d.Plan.Name == "") {
		w.fatalf("fixed: %+v", d.Plan)
	}
	if o := w.s.Alternatives; o != nil && o.Serial != d.Serial {
		w.fatalf("the offer is of another draft")
	}
}

// checkLines wants every line that was typed to be somewhere, but for what was
// booked or dropped.
func (w *world) checkLines(e Event) {
	if d := w.s.Draft; d != nil && d.touched {
		w.lines[d.Serial] = d.Line
	}
	for serial, line := range w.lines {
		fulfils := false
		switch e.(type) {
		case Booked, Found, AlikeJudged: // the drafts that say the same, and those for its slot
			fulfils = true
		}
		switch {
		case w.holds(func(d Draft) bool { return d.Serial == serial && d.Line == line }):
		case fulfils, strings.TrimSpace(line) == "", w.holds(func(d Draft) bool { return d.Line == line }): // an equal one stands for it
			delete(w.lines, serial)
		default:
			w.fatalf("the line %q is lost by %T", line, e)
		}
	}
}

func (w *world) holds(is func(Draft) bool) bool {
	return w.s.Draft != nil && is(*w.s.Draft) || slices.ContainsFunc(w.s.Parked, is) ||
		slices.ContainsFunc(w.s.Intents, func(in Intent) bool { return is(in.Draft) }) ||
		slices.ContainsFunc(w.s.Cancels, func(c Cancelling) bool { return c.then != nil && is(*c.then) })
}

// forget notes that the line of a draft need not be kept any longer.
func (w *world) forget(d *Draft) {
	if d == nil {
		return
	}
	maps.DeleteFunc(w.lines, func(serial int, line string) bool { return serial == d.Serial || line == d.Line }) // equal ones are one
}

// pass lets time go by: ticks come when they are due, and requests that take too
// long break.
func (w *world) pass(by time.Duration) {
	end := w.at.Mono + by
	for {
		due := w.due()
		if w.at.Mono+due > end {
			break
		}
		w.at = w.at.Add(due)
		w.expire()
		w.apply(Ticked{})
	}
	w.at = w.at.Add(end - w.at.Mono)
	w.expire()
}

// due is when the next tick is due, once those due now have come: they must
// come to an end.
func (w *world) due() time.Duration {
	for range 8 {
		w.s.Now = w.at
		due := w.s.Due()
		if due < 0 {
			w.fatalf("due in %v", due)
		}
		if due > 0 {
			return due
		}
		w.apply(Ticked{})
	}
	w.fatalf("ticks make no progress: %+v %+v", w.s.Quiet, w.s.Held)
	return 0
}

func (w *world) expire() {
	w.late = slices.DeleteFunc(w.late, func(l sent) bool {
		due := l.at <= w.at.Mono
		if due {
			w.execute(l.Effect)
		}
		return due
	})
	for i := 0; i < len(w.flight); {
		if w.at.Mono-w.flight[i].at < answerLimit {
			i++
			continue
		}
		w.fail(i, Failure{Code: NoAnswer, Cause: CauseTimeout})
		i = 0
	}
}

// land takes a request off those on their way.
func (w *world) land(i int) Effect {
	e := w.flight[i].Effect
	w.landed, w.left = e, clinic.Instant{Mono: w.flight[i].at}
	w.flight = slices.Delete(w.flight, i, i+1)
	return e
}
