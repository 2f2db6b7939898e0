package protocol

import (
	"context"
	"errors"
	"time"

	"creneau/api"
	"creneau/api/demo"
	"creneau/api/store"
	storedesk "creneau/api/store/desk"
	"creneau/api/store/ledger"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui"
)

// A desk is the core and its client, on a line to the clinic.
type desk struct {
	*state.State
	sim     *simulation
	client  *api.Client
	line    *line
	ahead   time.Duration // of the clinic's clock
	armed   time.Duration // when the one timer goes off; 0 where it is not set
	watch   watcher
	kept    *ledger.Ledger // in the store; nil where there is none
	stopped bool           // the process is
	killed  bool           // so too, and nothing happens there any more
	asOf    int            // entries in the clinic's books when the answer was made that is being applied; -1 for none
	made    time.Duration  // when that was, since the start
}

// A watcher is told of all that a desk does.
type watcher interface {
	way(state.Effect) way // how a request fares that is leaving
	arrives(state.Effect, state.Event)
	held(state.Effect, error) // it was kept from leaving, though it was on its way out
	recorded()
	applied(state.Event, []state.Effect)
}

// sinceBoot is on the desks' monotonic clocks when the simulation starts.
const sinceBoot = time.Hour

func newDesk(sim *simulation, watch watcher, o state.Options) (*desk, error) {
	key, err := api.NewSecret(sim.clinic.FullKey())
	if err != nil {
		return nil, err
	}
	d := &desk{State: state.New(o), sim: sim, watch: watch, asOf: -1}
	d.line = &line{desk: d, clinic: sim.clinic.Transport()}
	d.client, err = api.New(api.Options{BaseURL: demo.BaseURL, Key: key, Auth: api.AuthBearer, Transport: d.line, Now: d.line.time})
	return d, err
}

// time is the time on the terminal's clock.
func (d *desk) time() time.Time { return d.sim.time().Add(d.ahead) }

func (d *desk) instant() clinic.Instant {
	return clinic.Instant{Wall: clinic.WallOf(d.time()), Mono: sinceBoot + d.sim.now}
}

// do lets an event happen at the desk, and sends what comes of it.
func (d *desk) do(e state.Event) {
	out := d.Apply(d.instant(), e)
	if a, ok := e.(state.Answered); ok {
		e = a.Event
	}
	d.watch.applied(e, out)
	for _, e := range out {
		if r, ok := e.(state.Record); ok {
			d.record(r)
		} else if e.Traits().Does != state.Shows {
			d.leave(e)
		}
	}
	d.arm()
}

// record puts a batch into the store.
func (d *desk) record(r state.Record) {
	err := d.kept.Record(context.Background(), d.Batch(r))
	var taken *store.Taken
	switch {
	case errors.Is(err, store.ErrLost):
		d.do(state.NotRecorded{Batch: r.Batch, TakenOver: true})
	case errors.As(err, &taken):
		d.do(state.NotRecorded{Batch: r.Batch, Taken: taken.Refused, Desk: taken.Desk})
	case err != nil:
		panic(err)
	default:
		d.watch.recorded()
		d.do(state.Recorded(r))
	}
}

// connects is how much of its way there a write takes until its connection stands.
const connects = 2

// connect has a write leave once its connection stands, while it may.
func (d *desk) connect(e state.Effect, w way, then func(way)) {
	if d.kept == nil || e.Traits().Does != state.Writes {
		then(w)
		return
	}
	may, leftAt := d.kept.MaySend(), d.instant()
	d.sim.atDesk(d, w.there/connects, func() {
		err := may(context.Background())
		if err == nil {
			w.there -= w.there / connects
			then(w)
			return
		}
		d.watch.held(e, err)
		f := state.Failure{Code: state.NotKept}
		switch {
		case errors.Is(err, storedesk.ErrStale):
			f.Code = state.Stale
		case errors.Is(err, store.ErrLost):
			f.Code = state.HandedOver
		}
		d.do(state.Answered{Asked: e, Left: leftAt, Heard: d.heard(), Event: state.Failed{Doing: e, Failure: f}})
	})
}

// leave sends a request on its way.
func (d *desk) leave(e state.Effect) {
	d.connect(e, d.watch.way(e), func(w way) { d.carry(e, w) })
}

// carry brings a request to the clinic, and its answer back.
func (d *desk) carry(e state.Effect, w way) {
	sent := d.time()
	left, leftAt := d.sim.now, d.instant()
	d.sim.atClinic(w.there, func() {
		d.line.begin(w, sent)
		ctx, cancel := context.WithTimeout(context.Background(), w.patience())
		event := ui.Ask(ctx, d.client, e, w.jitter)
		cancel()
		d.line.end()
		asOf, made := len(d.sim.clinic.Ledger()), d.sim.now
		d.sim.atDesk(d, w.back, func() {
			d.asOf, d.made = asOf, made
			d.watch.arrives(e, event)
			heard := d.heard()
			heard.Asked, heard.Took = true, d.sim.now-left
			d.do(state.Answered{Asked: e, Left: leftAt, Heard: heard, Event: event})
			d.asOf = -1
		})
	})
}

// heard is what is known without asking anybody.
func (d *desk) heard() state.Heard { return state.Heard{Quota: d.client.Quota()} }

// arm sets the one timer to when something changes by itself.
func (d *desk) arm() {
	due := d.Due()
	at := d.sim.now + due
	if d.armed > d.sim.now && d.armed <= at {
		return
	}
	d.armed = at
	d.sim.atDesk(d, due, func() {
		if d.armed != at {
			return // it was set anew
		}
		d.armed = 0
		d.do(d.heard())
		d.do(state.Ticked{})
	})
}
