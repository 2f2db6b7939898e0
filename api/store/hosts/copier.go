// Package hosts lets several hosts work as one: it copies facts between the store of
// this host and a hub, both ways, and shares a budget among them. The host's own store
// is written first, so nobody waits for the hub; while it cannot be reached the host
// goes on by itself, and what it missed is copied afterwards.
package hosts

import (
	"context"
	"errors"
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
