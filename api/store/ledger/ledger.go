// Package ledger keeps the pictures of what a desk has open as facts of a store, and
// gives them back.
package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"creneau/api/store"
	"creneau/api/store/desk"
	"creneau/state"
	"creneau/state/clinic"
)

// A Ledger is one desk's.
type Ledger struct {
	store store.Store
	seat  desk.Seat
	zone  *time.Location

	seen store.Seq // what Follow has told

	mu   sync.Mutex
	desk *desk.Desk
	last desk.Receipt
}

// Open opens a desk's ledger, and says what is open: the waiting list and who is
// here, and of drafts, bookings and cancels those whose desk is gone.
func Open(ctx context.Context, s store.Store, at desk.Seat, zone *time.Location) (*Ledger, state.Restored, error) {
	d, err := desk.Open(ctx, s, at)
	if err != nil {
		return nil, state.Restored{}, err
	}
	l := &Ledger{store: s, seat: at, zone: zone, desk: d}
	open, err := l.Adopt(ctx)
	if err != nil {
		return nil, state.Restored{}, err
	}
	facts, seq, err := s.Open(ctx, followed...)
	if err != nil {
		return nil, state.Restored{}, err
	}
	l.seen = seq
	for _, f := range facts {
		if p := l.pictures([]store.Fact{f}); l.ofAll(f) {
			open.Pictures = append(open.Pictures, p...)
		} else if f.Desk != d.Name() {
			open.Elsewhere = append(open.Elsewhere, l.elsewhere(f, p)...)
		}
	}
	return l, open, nil
}

// Adopt takes over what desks left open that are gone.
func (l *Ledger) Adopt(ctx context.Context) (state.Restored, error) {
	d := l.held()
	facts, err := d.Adopt(ctx, l.mayAdopt, adopted...)
	return state.Restored{Desk: d.Name(), Pictures: l.pictures(facts)}, err
}

// adopted are the kinds of what is one desk's at a time.
var adopted = []store.Kind{store.Intent, store.Cancel, store.Draft}

// mayAdopt says whether what a desk left is ours to go on with: a draft is its login's.
func (l *Ledger) mayAdopt(f store.Fact) bool {
	login, _ := desk.SeatOf(f.Desk)
	return f.Kind != store.Draft || login == l.seat.Login
}

// Record makes pictures durable, all or none. Where another desk has taken over what
// this one had open (store.ErrLost), the next goes under a new name.
func (l *Ledger) Record(ctx context.Context, pictures []state.Picture) error {
	facts := make([]store.Fact, 0, len(pictures))
	for _, p := range pictures {
		f, err := l.fact(p)
		if err != nil {
			return err
		}
		facts = append(facts, f)
	}
	err := l.record(ctx, facts)
	if errors.Is(err, store.ErrLost) {
		if begun := l.begin(ctx); begun != nil {
			return begun
		}
	}
	return err
}

func (l *Ledger) record(ctx context.Context, facts []store.Fact) error {
	r, err := l.held().Record(ctx, facts...)
	if err == nil {
		l.mu.Lock()
		l.last = r
		l.mu.Unlock()
	}
	return err
}

// MaySend is what a request asks that leaves after what was recorded last: it is nil
// while the claim under which that was done is ours, and for ten seconds.
func (l *Ledger) MaySend() func(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	d, r := l.desk, l.last
	return func(ctx context.Context) error { return d.MaySend(ctx, r) }
}

// Name is the desk's: what it records bears it.
func (l *Ledger) Name() string { return l.held().Name() }

func (l *Ledger) held() *desk.Desk {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.desk
}

// begin takes a new name.
func (l *Ledger) begin(ctx context.Context) error {
	d, err := desk.Open(ctx, l.store, l.seat)
	if err != nil {
		return err
	}
	l.mu.Lock()
	was := l.desk
	l.desk = d
	l.mu.Unlock()
	return was.Close(ctx)
}

// Renew holds the desk's claim for its time from now. Where another desk has taken over
// what this one had open (store.ErrLost), the next Record goes under a new name.
func (l *Ledger) Renew(ctx context.Context) error {
	err := l.held().Renew(ctx)
	if errors.Is(err, store.ErrLost) {
		if begun := l.begin(ctx); begun != nil {
			return begun
		}
	}
	return err
}

// Close leaves what is open to other desks, at once.
func (l *Ledger) Close(ctx context.Context) error { return l.held().Close(ctx) }

// fact is a picture as a store keeps it.
func (l *Ledger) fact(p state.Picture) (store.Fact, error) {
	f := store.Fact{Kind: store.Kind(p.Kind), Subject: p.Name, Stage: p.Stage, Alone: p.Alone, Closed: p.Closed, Latest: p.Kind == state.KeptDraft}
	if p.Until != 0 {
		w := p.Until.Time() // its digits are those of the clinic's clock
		f.Until = time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, l.zone)
	}
	if p.Of == nil {
		return f, nil
	}
	text, err := json.Marshal(p.Of)
	if err != nil {
		return f, fmt.Errorf("a picture of %s: %w", p.Kind, err)
	}
	f.Secret = text
	return f, nil
}

// pictures are those of facts. What cannot be read, because a newer creneau wrote
// it, is left as it is.
func (l *Ledger) pictures(facts []store.Fact) []state.Picture {
	out := make([]state.Picture, 0, len(facts))
	for _, f := range facts {
		of, ok := content(f)
		if !ok {
			continue
		}
		p := state.Picture{Subject: state.Subject{Kind: string(f.Kind), Name: f.Subject}, Stage: f.Stage, Of: of}
		if !f.Until.IsZero() {
			p.Until = clinic.WallOf(f.Until.In(l.zone))
		}
		out = append(out, p)
	}
	return out
}

// content is what a fact says.
func content(f store.Fact) (any, bool) {
	switch string(f.Kind) {
	case state.KeptIntent, state.KeptCancel:
		if f.Closed {
			return decoded[clinic.Appointment](f.Secret)
		}
	}
	switch string(f.Kind) {
	case state.KeptDraft:
		return decoded[state.DraftPicture](f.Secret)
	case state.KeptIntent:
		return decoded[state.IntentPicture](f.Secret)
	case state.KeptCancel:
		return decoded[state.CancelPicture](f.Secret)
	case state.KeptWait:
		return decoded[state.Wait](f.Secret)
	case state.KeptArrival:
		return decoded[state.Arrival](f.Secret)
	}
	return nil, false
}

func decoded[T any](text []byte) (any, bool) {
	var of T
	err := json.Unmarshal(text, &of)
	return of, err == nil
}
