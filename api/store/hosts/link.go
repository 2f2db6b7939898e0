package hosts

import (
	"context"
	"errors"
	"strconv"
	"time"

	"creneau/api/store"
	"creneau/api/store/hub"
)

// A link is a host's with its hub, while both are there.
type link struct {
	Options
	hub      *hub.Store
	here     store.Claim // in the host's store
	there    store.Claim // in the hub
	id       string      // of the host's store
	up, down store.Seq
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
