// Package hosts lets several hosts work as one: it copies facts between the store of
// this host and a hub, both ways, and shares a budget among them. The host's own store
// is written first, so nobody waits for the hub; while it cannot be reached the host
// goes on by itself, and what it missed is copied afterwards.
package hosts

import (
	"context"
	"errors"
	"strconv"
	"time"

	"creneau/api/store"
	"creneau/api/store/hub"
)

// copied are the kinds of what hosts tell each other.
func copied() []store.Kind {
	return []store.Kind{store.Intent, store.Cancel, store.Draft, store.Waiting, store.Arrival}
}

// Options are what a host copies with.
type Options struct {
	Local store.Exchange
	Hub   func(context.Context) (*hub.Store, error)
	Name  string // the host's, by which the others know it
	Now   func() time.Time
	Told  func(State) // whether the hub is there, at each change; nil for nobody
}

// A State is whether the hub is there.
type State struct {
	Why   error     // nil while it is
	Since time.Time // by this host's clock
}

// The times of copying.
const (
	lasts   = 15 * time.Second // the claim of a process that does not renew it
	renews  = 5 * time.Second
	there   = time.Minute      // that of a host in the hub
	answers = 15 * time.Second // how long the hub may take for one thing
	again   = time.Second      // after which the hub is tried again, first; twice as long each time
	longest = 30 * time.Second
	batch   = 200 // facts
)

// local is the claim of whoever copies for a host: one process of it does.
const local = "hub"

// Run copies until ctx ends. Of the processes that share a store one copies; if it ends
// another does.
func Run(ctx context.Context, o Options) error {
	by := store.NewULID(o.Now()).String()
	state := State{Since: o.Now()}
	known := false
	tell := func(why error) {
		if known && (why == nil) == (state.Why == nil) {
			return
		}
		known, state = true, State{Why: why, Since: o.Now()}
		if o.Told != nil {
			o.Told(state)
		}
	}
	for pause := again; ; pause = min(2*pause, longest) {
		claim, err := o.Local.Claim(ctx, local, by, lasts)
		var held *store.Held
		switch {
		case errors.As(err, &held): // another process copies
			pause = again
			tell(o.state(ctx))
		case err == nil:
			began := o.Now()
			err = o.session(ctx, claim, func() { tell(o.note(ctx, nil)) })
			if o.Now().Sub(began) > there {
				pause = again
			}
			if ctx.Err() == nil {
				tell(o.note(ctx, err))
			}
			end, stop := context.WithTimeout(context.WithoutCancel(ctx), answers)
			_ = o.Local.Release(end, claim) // what cannot be released is over soon
			stop()
		}
		if err := rest(ctx, pause); err != nil {
			return err
		}
	}
}

// rest lets a time pass.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// A link is a host's with its hub, while both are there.
type link struct {
	Options
	hub      *hub.Store
	here     store.Claim // in the host's store
	there    store.Claim // in the hub
	id       string      // of the host's store
	up, down store.Seq
}

// session copies until something fails.
func (o Options) session(ctx context.Context, here store.Claim, linked func()) error {
	opening, end := context.WithTimeout(ctx, answers)
	defer end()
	l, err := o.open(opening, here)
	if err != nil {
		return err
	}
	defer l.close()
	linked()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	failed := make(chan error, 3)
	for _, work := range []func(context.Context) error{l.upward, l.downward, l.hold} {
		go func() { failed <- work(ctx) }()
	}
	err = <-failed
	stop(err)
	<-failed
	<-failed
	return err
}

// open links a host with its hub.
func (o Options) open(ctx context.Context, here store.Claim) (*link, error) {
	l := &link{Options: o, here: here}
	var err error
	if l.id, err = o.identity(ctx, here); err != nil {
		return nil, err
	}
	if l.hub, err = o.Hub(ctx); err != nil {
		return nil, err
	}
	l.there, err = l.hub.Claim(ctx, hub.HostClaim(o.Name), l.id, there)
	var held *store.Held
	if errors.As(err, &held) {
		err = store.Problem{Trouble: store.HubHost, Detail: o.Name}
	}
	if err == nil {
		err = l.arrive(ctx)
	}
	if err != nil {
		_ = l.hub.Close()
		return nil, err
	}
	return l, nil
}

// arrive finds out how far everything was copied.
func (l *link) arrive(ctx context.Context) error {
	was, err := l.noted(ctx, "mark")
	if err != nil {
		return err
	}
	next := store.NewULID(l.Now()).String()
	if err := l.keep(ctx, l.here, "mark", next); err != nil {
		return err
	}
	p, err := l.hub.Arrive(ctx, l.there, l.Name, l.id, was, next)
	if err != nil {
		return err
	}
	same, err := l.same(ctx, p)
	if err == nil && !same { // this store was restored: everything is copied again
		p = hub.Place{}
		err = l.hub.Downloaded(ctx, l.there, l.Name, 0)
	}
	l.up, l.down = p.Up, p.Down
	if err != nil {
		return err
	}
	return l.census(ctx)
}

// census is the note of how many hosts there are.
const census = "hosts"

// census notes how many hosts share the hub: who is cut off spends its part.
func (l *link) census(ctx context.Context) error {
	all, err := l.hub.Hosts(ctx)
	if err != nil {
		return err
	}
	was, err := l.noted(ctx, census)
	if now := strconv.Itoa(len(all)); err == nil && now != was {
		err = l.keep(ctx, l.here, census, now)
	}
	return err
}

// same says whether this host's store holds the last fact that the hub has of it, by
// the number that it had.
func (l *link) same(ctx context.Context, p hub.Place) (bool, error) {
	if p.Last == "" {
		return p.Up == 0, nil
	}
	facts, err := l.Local.Since(ctx, p.Up-1, 1)
	return len(facts) > 0 && facts[0].Seq == p.Up && facts[0].ID.String() == p.Last, err
}

func (l *link) close() {
	ctx, end := context.WithTimeout(context.Background(), time.Second)
	defer end()
	_ = l.hub.Release(ctx, l.there) // what cannot be released is over in a minute
	_ = l.hub.Close()
}

// upward copies what this host records, as soon as it does.
func (l *link) upward(ctx context.Context) error {
	for {
		moved, err := l.upload(ctx)
		if err != nil {
			return err
		}
		if moved {
			continue
		}
		if err := l.Local.Await(ctx, l.up); err != nil {
			return err
		}
		if moved, err = l.upload(ctx); err == nil && !moved { // what was there was swept
			err = rest(ctx, again)
		}
		if err != nil {
			return err
		}
	}
}

// upload copies the next facts of this host, and says whether there were any. Those
// that it has of others go up too: a hub that was restored may have lost them.
func (l *link) upload(ctx context.Context) (bool, error) {
	ctx, end := context.WithTimeout(ctx, answers)
	defer end()
	copies, last, err := l.Local.Copies(ctx, l.up, batch, copied()...)
	if err != nil || last == l.up {
		return false, err
	}
	for i := range copies {
		c := &copies[i]
		c.Desk, c.Latest = store.OfHost(l.Name, c.Desk), c.Kind == store.Draft
	}
	if len(copies) > 0 {
		if _, err := l.hub.Upload(ctx, l.there, l.Name, copies...); err != nil {
			return false, err
		}
	}
	l.up = last
	return true, nil
}

// downward copies what other hosts record, as soon as the hub has it.
func (l *link) downward(ctx context.Context) error {
	for {
		moved, err := l.download(ctx)
		if err != nil {
			return err
		}
		if moved {
			continue
		}
		if err := l.hub.Await(ctx, l.down); err != nil {
			return err
		}
		if moved, err = l.download(ctx); err == nil && !moved { // what was there was swept
			err = rest(ctx, again)
		}
		if err != nil {
			return err
		}
	}
}

// download copies the next facts of the hub, and says whether there were any.
func (l *link) download(ctx context.Context) (bool, error) {
	ctx, end := context.WithTimeout(ctx, answers)
	defer end()
	copies, last, err := l.hub.Copies(ctx, l.down, batch, copied()...)
	if err != nil || last == l.down {
		return false, err
	}
	for i := range copies {
		c := &copies[i]
		c.Latest = c.Kind == store.Draft
		if store.HostOf(c.Desk) == l.Name {
			c.Desk = store.OnHost(c.Desk) // it is back
		}
	}
	if len(copies) > 0 {
		if _, err := l.Local.Receive(ctx, []store.Claim{l.here}, copies...); err != nil {
			return false, err
		}
	}
	if err := l.hub.Downloaded(ctx, l.there, l.Name, last); err != nil {
		return false, err
	}
	l.down = last
	return true, nil
}

// hold renews both claims, and sweeps the hub now and then.
func (l *link) hold(ctx context.Context) error {
	const asks, sweeps = 4, 720 // renewals: 20 s, an hour
	for n := 1; ; n++ {
		if err := rest(ctx, renews); err != nil {
			return err
		}
		if _, err := l.Local.Renew(ctx, l.here, lasts); err != nil {
			return err
		}
		if n%asks > 0 {
			continue
		}
		if err := l.renew(ctx, n%sweeps == 0); err != nil {
			return err
		}
	}
}

// renew holds the host's claim in the hub.
func (l *link) renew(ctx context.Context, sweep bool) error {
	ctx, end := context.WithTimeout(ctx, answers)
	defer end()
	if _, err := l.hub.Renew(ctx, l.there, there); err != nil {
		return err
	}
	if err := l.census(ctx); err != nil || !sweep {
		return err
	}
	_, err := l.hub.Sweep(ctx)
	return err
}
