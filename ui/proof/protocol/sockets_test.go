package protocol

import (
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"creneau/api"
	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
)

// confirmed is how many bookings TestEveryClaimOverSockets has confirmed: so many in
// a usual run, and as many as this variable says.
const (
	confirmed    = 80
	confirmedEnv = "CRENEAU_SOCKET_BOOKINGS"
)

// aSession is how many bookings are made at one desk.
const aSession = 5

// How long the client waits for an answer over loopback: where a fault may keep it
// back, and where only a busy machine does.
const (
	shortly  = 150 * time.Millisecond
	patience = 20 * time.Second
)

// patience is how long an answer is waited for.
func (w way) patience() time.Duration {
	if w.wire != nil {
		return shortly
	}
	return patience
}

// TestEveryClaimOverSockets books over real sockets, with a proxy between desk and
// clinic that breaks requests in every way, while the desk's own time goes fast:
// what the desk says of an appointment is in the clinic's books at that moment, no
// booking is sent twice unless a person decides, none is lost, the credits are
// right, and what became of each is told.
func TestEveryClaimOverSockets(t *testing.T) {
	want := confirmed
	if text := os.Getenv(confirmedEnv); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		want = n
	}
	faults, bookings, posts, judged := wireFaults(), 0, 0, 0
	met := map[string]int{}
	for seed := uint64(1); bookings < want; seed++ {
		s := newSession(t, seed, faults, met)
		for range aSession {
			s.book()
		}
		s.calm = true
		s.model.settle()
		s.outcomesTold()
		bookings += len(s.sends)
		posts += s.wire.posts
		judged += s.judged
	}
	t.Logf("%d bookings confirmed, %d requests to book, %d faults of %d kinds; what stood on screen was compared with the books %d times", bookings, posts, total(met), len(met), judged)
	if judged < bookings {
		t.Error("nothing stood on screen")
	}
}

func total(of map[string]int) (n int) {
	for _, m := range of {
		n += m
	}
	return n
}

// A session is a model whose desk asks over sockets.
type session struct {
	*model
	wire   *wire
	rng    *rand.Rand
	faults []wireFault
	met    map[string]int
	calm   bool
	number int
	guests int // bookings of other desks
}

func newSession(t *testing.T, seed uint64, faults []wireFault, met map[string]int) *session {
	m := emptyModel(t)
	s := &session{model: m, wire: openWire(t, m.sim.clinic), rng: rand.New(rand.NewPCG(seed, 8)), faults: faults, met: met, calm: true}
	key, err := api.NewSecret(m.sim.clinic.FullKey())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{State: state.New(state.Options{Lexicon: english}), sim: m.sim, watch: s, asOf: -1}
	d.line = &line{desk: d, wire: s.wire}
	d.client, err = api.New(api.Options{
		BaseURL: "http://" + s.wire.address() + "/api/v1", Key: key, Now: d.line.time, ReadTimeout: patience, WriteTimeout: patience,
	})
	if err != nil {
		t.Fatal(err)
	}
	m.note("seed %d", seed)
	m.open(d)
	m.sim.pass(10 * time.Second)
	s.calm = false
	if form := s.rng.IntN(4); form < 2 {
		m.order(demo.Misfortune{Kind: demo.NoEcho, On: true, Form: []string{"", "unfiltered"}[form]})
	}
	return s
}

// way draws what a request meets that is leaving.
func (s *session) way(e state.Effect) way {
	s.model.leaves(e)
	w := way{
		there: time.Duration(20+s.rng.IntN(2900)) * time.Millisecond, back: time.Duration(20+s.rng.IntN(2900)) * time.Millisecond,
		jitter: s.rng.Float64(),
	}
	likely := map[state.Does]int{state.Writes: 80, state.Reads: 15}[e.Traits().Does]
	if s.calm || s.rng.IntN(100) >= likely {
		return w
	}
	method := http.MethodGet
	switch e.(type) {
	case state.Post:
		method = http.MethodPost
	case state.Cancel:
		method = http.MethodDelete
	}
	for {
		f := s.faults[s.rng.IntN(len(s.faults))]
		if f.method == "" || f.method == method {
			s.note("%T meets: %s", e, f.name)
			s.met[method+" "+f.name]++
			w.wire = f.meet
			return w
		}
	}
}

// book has a person book, and go on with whatever comes of it.
func (s *session) book() {
	s.number++
	letter := string(rune('A' + s.number))
	name := names[s.rng.IntN(len(names))] + " " + letter + letter + letter // a new person of a known name
	when := []string{"", " mer", " 15h", " jeu"}[s.rng.IntN(4)]
	s.person(state.DraftOpened{Line: name + when})
	s.person(state.Entered{Ref: s.ref()})
	if d := s.desk.Draft; d != nil && d.Asks {
		s.sim.pass(time.Second)
		s.person(state.Entered{Ref: s.ref()})
	}
	s.sim.pass(7 * time.Second)
	if d := s.desk.Draft; d != nil && d.Stage == state.Fixed && s.rng.IntN(6) == 0 {
		s.elsewhere(d.Plan)
	}
	if s.rng.IntN(8) == 0 {
		s.outage()
	}
	if s.rng.IntN(5) == 0 {
		form := []string{"", "early", "repeated"}[s.rng.IntN(3)]
		s.order(demo.Misfortune{Kind: demo.CutList, On: true, Form: form})
	}
	s.person(state.Entered{Ref: s.ref()})
	s.sim.pass(time.Duration(1+s.rng.IntN(20)) * time.Second)
	if s.rng.IntN(4) == 0 {
		s.person(state.UndoAsked{Ref: s.ref()})
	}
	s.sim.pass(time.Duration(1+s.rng.IntN(90)) * time.Second)
	s.order(demo.Misfortune{Kind: demo.CutList})
	s.sim.pass(2 * time.Minute)
	s.decideOne(s.rng.IntN(2) == 0)
	s.sim.pass(time.Minute)
	s.person(state.DraftParked{})
}

// elsewhere has another desk book the same slot for somebody of the same name, or
// of another.
func (s *session) elsewhere(p state.Plan) {
	name := p.Name
	if s.rng.IntN(2) == 0 {
		name = "Soumah Kerfalla"
	}
	s.note("elsewhere: %s, %v", name, p.Slot.At)
	key, err := api.NewSecret(s.sim.clinic.FullKey())
	if err != nil {
		s.t.Fatal(err)
	}
	c, err := api.New(api.Options{BaseURL: demo.BaseURL, Key: key, Transport: s.sim.clinic.Transport(), Now: s.sim.time})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := c.Book(context.Background(), clinic.Booking{Department: p.Department, At: p.Slot.At, Name: name}); err == nil {
		s.guests++
		s.sends[""]++
		s.about = true
	}
}

// outage cuts the network for a while.
func (s *session) outage() {
	s.note("no network")
	s.wire.cut()
	s.sim.atClinic(time.Duration(5+s.rng.IntN(60))*time.Second, func() { s.note("network"); s.wire.mend() })
}

// outcomesTold fails where nobody was told what became of a booking that was sent.
func (s *session) outcomesTold() {
	for ref := range s.sends {
		if ref != "" && !s.told[ref] {
			s.fatalf("nobody was told what became of %s", ref)
		}
	}
}
