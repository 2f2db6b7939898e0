package hosts

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"creneau/api/store"
	"creneau/api/store/hub"
)

// What a host takes of the budget at a time, and for how long.
const (
	leased    = 25 // requests
	leaseTime = 5 * time.Minute
)

// An Allowance is what a host may spend of a budget that several share, all of its
// processes together. While the hub is there it takes leases of it. Cut off it spends
// what it has leased, and then its safe part: half of the limit, divided by the hosts,
// for requests that write alone.
type Allowance struct {
	Options
	Budget store.Budget
}

// A lease is what this host has.
type lease struct {
	id     string
	tokens int
	until  time.Time // by this host's clock
}

// Spend takes n requests, of which at least keep must be left to the other hosts. Link
// is the hub; nil while it is away. What was told of the budget since goes to the hub
// with it.
func (a Allowance) Spend(ctx context.Context, link *hub.Store, n, keep int, writes bool, told *store.Balance) error {
	l, err := a.lease(ctx)
	if err != nil {
		return err
	}
	for ours := false; ; {
		err := a.take(ctx, l, n)
		var spent *store.Spent
		switch {
		case !errors.As(err, &spent):
			return err
		case link == nil:
			return a.safe(ctx, n, writes)
		case ours && l.tokens < n: // more there is not
			return err
		}
		l, ours, err = a.renew(ctx, link, l, n, keep, told)
		var away store.Problem
		if errors.As(err, &away) && away.Trouble == store.HubAway {
			return a.safe(ctx, n, writes)
		}
		if err != nil {
			return err
		}
		told = nil // it was
	}
}

// subject is that of the lease's note.
func (a Allowance) subject() string { return "lease " + a.Budget.Name }

// lease is the one that was noted; none where none was.
func (a Allowance) lease(ctx context.Context) (lease, error) {
	var l lease
	text, err := a.noted(ctx, a.subject())
	if err != nil || text == "" {
		return l, err
	}
	var until int64
	_, err = fmt.Sscan(text, &l.id, &l.tokens, &until)
	l.until = time.UnixMilli(until)
	return l, err
}

// purse is what is left of a lease, in this host's store: it must not be full again
// before the budget's window is over.
func (a Allowance) purse(l lease) store.Budget {
	return store.Budget{Name: a.Budget.Name + " " + l.id, Limit: l.tokens, Window: 2 * a.Budget.Window}
}

// take takes n of a lease (store.Spent).
func (a Allowance) take(ctx context.Context, l lease, n int) error {
	now := a.Now()
	if !l.until.After(now) || l.until.After(now.Add(leaseTime)) { // it is over, or the clock was set back
		return &store.Spent{}
	}
	_, err := a.Local.Spend(ctx, a.purse(l), n, 0)
	return err
}

// safe takes n of what a host may spend that is cut off.
func (a Allowance) safe(ctx context.Context, n int, writes bool) error {
	if !writes {
		return &store.Spent{}
	}
	text, err := a.noted(ctx, census)
	if err != nil {
		return err
	}
	hosts, _ := strconv.Atoi(text)
	hosts = max(2, hosts) // why else is there a hub
	b := store.Budget{Name: a.Budget.Name + " cut off", Limit: a.Budget.Limit / (2 * hosts), Window: a.Budget.Window}
	_, err = a.Local.Spend(ctx, b, n, 0)
	return err
}

// renew takes another lease in place of one, of which it gives back what is left. One
// process of a host does at a time; who comes second has the lease of the first, which
// is not its own.
func (a Allowance) renew(ctx context.Context, link *hub.Store, had lease, n, keep int, told *store.Balance) (l lease, ours bool, err error) {
	c, err := a.turn(ctx)
	if err != nil {
		return had, false, err
	}
	defer func() { _ = a.Local.Release(context.WithoutCancel(ctx), c) }() // it is over in a moment
	if l, err := a.lease(ctx); err != nil || l.id != had.id {
		return l, false, err
	}
	ask := hub.Ask{Host: a.Name, Had: had.id, Want: max(leased, n), Keep: keep, For: leaseTime, Told: told}
	if had.id != "" {
		if ask.Unspent, err = a.empty(ctx, had); err != nil {
			return had, false, err
		}
	}
	began := a.Now() // so that it is over here before it is there
	given, err := link.Lease(ctx, a.Budget, ask)
	if err != nil {
		return had, false, err
	}
	l = lease{id: given.ID, tokens: given.Tokens, until: began.Add(given.For)}
	return l, true, a.keep(ctx, c, a.subject(), fmt.Sprint(l.id, " ", l.tokens, " ", l.until.UnixMilli()))
}

// turn waits for this process's turn to renew.
func (a Allowance) turn(ctx context.Context) (store.Claim, error) {
	by := store.NewULID(a.Now()).String()
	for {
		c, err := a.Local.Claim(ctx, a.subject(), by, answers)
		var held *store.Held
		if !errors.As(err, &held) {
			return c, err
		}
		if err := rest(ctx, 20*time.Millisecond); err != nil {
			return c, err
		}
	}
}

// empty takes all that is left of a lease, and says how much that was: nobody spends
// what is given back.
func (a Allowance) empty(ctx context.Context, l lease) (int, error) {
	for {
		left, err := a.Local.Spend(ctx, a.purse(l), 0, 0)
		if err != nil {
			return 0, err
		}
		_, err = a.Local.Spend(ctx, a.purse(l), left.Left, 0)
		var spent *store.Spent
		if !errors.As(err, &spent) {
			return left.Left, err
		}
	}
}
