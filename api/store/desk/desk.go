// Package desk is one desk's hold on a store. What it records it records under its
// own claim; what it sends it may send only while that claim is its own and what it
// recorded is fresh; and what a desk left open that is gone, another takes over.
package desk

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"creneau/api/store"
)

// The times of a claim. A desk that has not renewed for as long as it lasts is gone.
const (
	lasts  = 2 * time.Minute
	renews = 30 * time.Second
)

// fresh is how long after it was recorded a request may leave.
const fresh = 10 * time.Second

// ErrStale is why a request must not leave: it was recorded too long ago, and is to
// be recorded anew.
var ErrStale = errors.New("it was recorded too long ago")

// A Clock is the two clocks of a desk: the wall's, which may be set, and one that
// only runs, through the suspension of the machine too.
type Clock struct {
	Now  func() time.Time
	Mono func() time.Duration
}

// A Seat is where a desk stands.
type Seat struct {
	Clock
	Login  string // whose desk it is; "" where that is not told
	Place  string // where, as people call it: the terminal
	Signer *Signer
}

// A Desk is one desk's hold on a store.
type Desk struct {
	store store.Store
	seat  Seat
	sign  *os.File // its lock ends with this process

	mu    sync.Mutex
	claim store.Claim
}

// Open gives a desk a name of its own, signs and claims it.
func Open(ctx context.Context, s store.Store, at Seat) (*Desk, error) {
	name := at.prefix() + store.NewULID(at.Now()).String()
	by, sign := at.Signer.sign(name)
	c, err := s.Claim(ctx, name, by, lasts)
	if err != nil {
		closeSign(sign)
		return nil, err
	}
	return &Desk{store: s, seat: at, sign: sign, claim: c}, nil
}

func closeSign(f *os.File) {
	if f != nil {
		_ = f.Close() // nothing was written
	}
}

// What the names of desks begin with, and what parts login and place in them.
const (
	named  = "desk/"
	parted = " "
)

func (s Seat) prefix() string {
	if s.Login == "" && s.Place == "" {
		return named
	}
	return named + plain(s.Login) + parted + plain(s.Place) + "/"
}

// plain is a word of a name, without what parts it.
func plain(word string) string {
	const most = 40
	word = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '-'
		}
		return r
	}, word)
	return word[:min(len(word), most)]
}

// SeatOf is the login and the place of a desk by its name; "" where it tells none.
func SeatOf(name string) (login, place string) {
	seat, ok := strings.CutPrefix(name, named)
	end := strings.LastIndexByte(seat, '/')
	if !ok || end < 0 {
		return "", ""
	}
	login, place, _ = strings.Cut(seat[:end], parted)
	return login, place
}

// Name is the desk's claim: what the facts that it records bear.
func (d *Desk) Name() string { return d.held().Name }

func (d *Desk) held() store.Claim {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.claim
}

// Keep renews the claim until ctx ends, or until it is lost: then another desk has
// taken over what this one had open (store.ErrLost). What else goes wrong is tried
// again.
func (d *Desk) Keep(ctx context.Context) error {
	tick := time.NewTicker(renews)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if err := d.Renew(ctx); errors.Is(err, store.ErrLost) {
				return err
			}
		}
	}
}

// Renew holds the claim for its time from now.
func (d *Desk) Renew(ctx context.Context) error {
	c, err := d.store.Renew(ctx, d.held(), lasts)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.claim = c
	return nil
}

// A Receipt says when something was recorded.
type Receipt struct {
	Seq  store.Seq
	mono time.Duration
}

// Record makes facts durable as this desk's, all or none. It fills in ID, Desk and
// At.
func (d *Desk) Record(ctx context.Context, facts ...store.Fact) (Receipt, error) {
	return d.record(ctx, nil, facts)
}

func (d *Desk) record(ctx context.Context, also []store.Claim, facts []store.Fact) (Receipt, error) {
	c, now := d.held(), d.seat.Now()
	facts = slices.Clone(facts)
	for i := range facts {
		facts[i].ID, facts[i].Desk, facts[i].At = store.NewULID(now), c.Name, now
	}
	seq, err := d.store.Append(ctx, append(also, c), facts...)
	return Receipt{Seq: seq, mono: d.seat.Mono()}, err
}

// MaySend is nil while a request that was recorded may leave: the claim is ours
// (store.ErrLost), and the receipt is fresh (ErrStale). It is asked again when the
// connection stands, immediately before the first byte.
func (d *Desk) MaySend(ctx context.Context, r Receipt) error {
	err := d.store.Ours(ctx, d.held())
	if errors.Is(err, store.ErrLost) { // or its time is over, and nobody has taken it
		err = d.Renew(ctx)
	}
	if err == nil && d.seat.Mono()-r.mono > fresh {
		return ErrStale
	}
	return err
}

// Adopt takes over what desks left open that are gone, as far as it is wanted, and
// returns it as it is now recorded. Whatever those desks still record or send is
// refused from before this desk knows of it.
func (d *Desk) Adopt(ctx context.Context, wanted func(store.Fact) bool, kinds ...store.Kind) ([]store.Fact, error) {
	open, _, err := d.store.Open(ctx, kinds...)
	if err != nil {
		return nil, err
	}
	var gone []string
	for _, f := range open {
		if f.Desk != "" && f.Desk != d.Name() && store.HostOf(f.Desk) == "" && !slices.Contains(gone, f.Desk) && wanted(f) {
			gone = append(gone, f.Desk)
		}
	}
	var all []store.Fact
	for _, name := range gone {
		facts, err := d.adopt(ctx, name, wanted, kinds)
		if err != nil {
			return all, err
		}
		all = append(all, facts...)
	}
	return all, nil
}

// adopt takes over what one desk left, unless it is still there.
func (d *Desk) adopt(ctx context.Context, name string, wanted func(store.Fact) bool, kinds []store.Kind) ([]store.Fact, error) {
	c, err := d.store.Claim(ctx, name, d.Name(), lasts)
	var held *store.Held
	if errors.As(err, &held) && d.seat.Signer.gone(held, name) {
		if err := d.store.Release(ctx, store.Claim{Name: name, Fence: held.Fence}); err != nil {
			return nil, err
		}
		c, err = d.store.Claim(ctx, name, d.Name(), lasts)
	}
	if errors.As(err, &held) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// What is open is read only now: until the claim it may have been settled.
	open, _, err := d.store.Open(ctx, kinds...)
	if err != nil {
		return nil, err
	}
	open = slices.DeleteFunc(open, func(f store.Fact) bool { return f.Desk != name || !wanted(f) })
	if len(open) > 0 {
		if _, err := d.record(ctx, []store.Claim{c}, open); err != nil {
			return nil, err
		}
	}
	for i := range open {
		open[i].Desk = d.Name()
	}
	return open, d.store.Release(ctx, c)
}

// Close gives the claim up: what the desk leaves open, another may take over at
// once.
func (d *Desk) Close(ctx context.Context) error {
	defer closeSign(d.sign)
	return d.store.Release(ctx, d.held())
}
