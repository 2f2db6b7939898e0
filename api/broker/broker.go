// Package broker is the one sender of a key for the desks of a process: what
// several ask at once is asked once, what one was answered all are told, and after a
// request limit one request finds out for all whether it is over.
package broker

import (
	"context"
	"errors"
	"sync"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// Sender sends requests: an api.Client. Every error it returns is a state.Failure.
type Sender interface {
	Departments(ctx context.Context) (clinic.DepartmentList, error)
	Slots(ctx context.Context, department clinic.ID, from, to clinic.Day) (clinic.SlotList, error)
	Visits(ctx context.Context, ask clinic.Visits) (clinic.VisitList, error)
	Visit(ctx context.Context, id clinic.ID) (clinic.Appointment, error)
	Book(ctx context.Context, b clinic.Booking) (clinic.Appointment, error)
	Cancel(ctx context.Context, id clinic.ID) error
	Balance() clinic.Balance
	Quota() clinic.Quota
}

// remembered is how long what was answered is told to desks that join.
const remembered = time.Hour

// readLimit is how long a read may take that was begun for whoever waits for it.
const readLimit = 60 * time.Second

// A Broker sends for all desks that joined it.
type Broker struct {
	sender Sender
	gate   gate

	mu      sync.Mutex
	desks   map[*Desk]bool
	held    *Desk // is told everything, for who joins later
	flights map[flightKey]*flight
	round   int // writes begun and ended: a read that began before one tells nothing of it
}

// New makes a Broker that no desk has joined.
func New(s Sender) *Broker {
	b := &Broker{sender: s, desks: map[*Desk]bool{}, flights: map[flightKey]*flight{}}
	b.held = b.newDesk()
	return b
}

func (b *Broker) newDesk() *Desk {
	return &Desk{broker: b, woken: make(chan struct{}, 1), places: map[state.Effect]int{}}
}

// Join adds a desk, which is told what others were answered within the last hour, and
// from now on.
func (b *Broker) Join() *Desk {
	d := b.newDesk()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.held.news.Readings {
		if time.Since(r.Began) < remembered {
			d.put(r)
			d.wake()
		}
	}
	if left := time.Until(b.gate.ends()); left > 0 {
		d.news.Quiet, d.news.Met = left, time.Now()
		d.wake()
	}
	b.desks[d] = true
	return d
}

// Desks is how many have joined and not left.
func (b *Broker) Desks() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.desks)
}

// A flightKey tells what is asked, and after which writes.
type flightKey struct {
	asked state.Effect
	round int
}

// A flight is a read that is under way, for all who ask the same meanwhile.
type flight struct {
	waiting map[*Desk]int // calls of each
	cancel  context.CancelFunc
	done    chan struct{} // closed once value and err are there
	value   any
	err     error
}

// read asks once for all who ask the same between two writes, and tells the others.
// It goes on when the desk that began it is closed, as long as anybody waits.
func read[T any](ctx context.Context, d *Desk, asked state.Effect, ask func(context.Context) (T, error), loaded func(T) state.Event) (T, error) {
	b := d.broker
	b.mu.Lock()
	key := flightKey{asked, b.round}
	f := b.flights[key]
	if f == nil {
		away, cancel := context.WithTimeout(context.WithoutCancel(ctx), readLimit)
		f = &flight{waiting: map[*Desk]int{}, cancel: cancel, done: make(chan struct{})}
		b.flights[key] = f
		go fly(away, b, key, f, ask, loaded)
	}
	f.waiting[d]++
	b.mu.Unlock()
	select {
	case <-f.done:
		value, _ := f.value.(T)
		return value, f.err
	case <-ctx.Done():
		b.abandon(key, f, d)
		var none T
		return none, state.Failure{Code: state.NoAnswer, Cause: stopped(ctx)}
	}
}

// fly makes the request of a flight. Nothing that breaks in it breaks the others.
func fly[T any](ctx context.Context, b *Broker, key flightKey, f *flight, ask func(context.Context) (T, error), loaded func(T) state.Event) {
	defer f.cancel()
	began := time.Now()
	value, err := guarded(func() (T, error) { return through(ctx, b, reads, ask) })
	b.mu.Lock()
	defer b.mu.Unlock()
	f.value, f.err = value, err
	if b.flights[key] == f {
		delete(b.flights, key)
	}
	close(f.done)
	if err == nil {
		b.tell(Reading{Asked: key.asked, Event: loaded(value), Began: began}, f.waiting)
	}
}

// abandon counts a desk off that waits no more. A request that nobody waits for is
// cut off, and nobody joins it.
func (b *Broker) abandon(key flightKey, f *flight, d *Desk) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f.waiting[d]--; f.waiting[d] == 0 {
		delete(f.waiting, d)
	}
	if len(f.waiting) == 0 {
		f.cancel()
		if b.flights[key] == f {
			delete(b.flights, key)
		}
	}
}

// write sends once. What was asked before it was answered is not what is asked after.
func write[T any](ctx context.Context, d *Desk, asked state.Effect, ask func(context.Context) (T, error), done func(T) state.Event) (T, error) {
	b, began := d.broker, time.Now()
	b.nextRound()
	value, err := through(ctx, b, writes, ask)
	b.nextRound()
	if err == nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.tell(Reading{Asked: asked, Event: done(value), Began: began}, map[*Desk]int{d: 1})
	}
	return value, err
}

func (b *Broker) nextRound() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.round++
}

// through lets a request pass the gate, and has all desks be quiet after a limit.
func through[T any](ctx context.Context, b *Broker, of class, ask func(context.Context) (T, error)) (T, error) {
	var none T
	pass, err := b.gate.enter(ctx, of)
	if err != nil {
		return none, err
	}
	answered := false
	defer func() {
		if !answered { // it broke
			b.gate.leave(pass, nil)
		}
	}()
	value, err := ask(ctx)
	answered = true
	if wait := b.gate.leave(pass, err); wait > 0 {
		b.hush(wait)
	}
	return value, err
}

// guarded makes a failure of what breaks.
func guarded[T any](do func() (T, error)) (value T, err error) {
	defer func() {
		if recover() != nil {
			err = state.Failure{Code: state.NoAnswer, Cause: state.CauseOther}
		}
	}()
	return do()
}

// stopped is why a context ended.
func stopped(ctx context.Context) state.Cause {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return state.CauseTimeout
	}
	return state.CauseStopped
}
