package ledger

import (
	"cmp"
	"context"
	"slices"
	"time"

	"creneau/api/store"
	"creneau/api/store/desk"
	"creneau/state"
	"creneau/state/clinic"
)

// followed are the kinds of what other desks are told.
var followed = []store.Kind{store.Intent, store.Cancel, store.Draft, store.Waiting, store.Arrival}

// atOnce is how many facts are told together.
const atOnce = 200

// Follow waits until another desk of the store has recorded something, and tells it. It
// is called by one at a time.
func (l *Ledger) Follow(ctx context.Context) (state.Followed, error) {
	for {
		if err := l.store.Await(ctx, l.seen); err != nil {
			return state.Followed{}, err
		}
		facts, err := l.store.Since(ctx, l.seen, atOnce)
		if err != nil {
			return state.Followed{}, err
		}
		if len(facts) == 0 { // they were swept since
			if err := rest(ctx); err != nil {
				return state.Followed{}, err
			}
		}
		if news := l.news(facts); len(news.Others)+len(news.Shared) > 0 {
			return news, nil
		}
	}
}

// rest lets a second pass.
func rest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Second):
		return nil
	}
}

// news is what facts tell of other desks.
func (l *Ledger) news(facts []store.Fact) state.Followed {
	var out state.Followed
	own := l.held().Name()
	for _, f := range facts {
		l.seen = f.Seq
		if f.Desk == own || !slices.Contains(followed, f.Kind) {
			continue
		}
		p := l.pictures([]store.Fact{f})
		if l.ofAll(f) {
			if f.Closed {
				p = []state.Picture{{Subject: subject(f), Closed: true}}
			}
			out.Shared = append(out.Shared, p...)
			continue
		}
		out.Others = append(out.Others, l.elsewhere(f, p)...)
	}
	return out
}

// ofAll says whether a fact is about what all desks share.
func (l *Ledger) ofAll(f store.Fact) bool { return f.Kind == store.Waiting || f.Kind == store.Arrival }

func subject(f store.Fact) state.Subject { return state.Subject{Kind: string(f.Kind), Name: f.Subject} }

// elsewhere is a fact of another desk, by its picture, which may be missing of what is
// closed: what cannot be read is not told.
func (l *Ledger) elsewhere(f store.Fact, p []state.Picture) []clinic.Elsewhere {
	e := clinic.Elsewhere{Kind: string(f.Kind), Subject: f.Subject, Desk: l.SeatName(f.Desk), Closed: f.Closed}
	if len(p) == 0 {
		if f.Closed {
			return []clinic.Elsewhere{e}
		}
		return nil
	}
	switch of := p[0].Of.(type) {
	case state.IntentPicture:
		e.Who, e.Department, e.Worker, e.At = clinic.Who{Name: of.Booking.Name}, of.Booking.Department, of.Booking.Worker, of.Booking.At
		if who := of.Draft.Person; who.Name == e.Name {
			e.Who = who
		}
	case state.CancelPicture:
		if of.Watched { // it stands, as far as is known: anybody may cancel it
			return nil
		}
		v := of.Visit
		e.Who, e.Department, e.Worker, e.At, e.Visit = clinic.Who{Name: v.Name}, v.Department, v.Worker, v.At, v.ID
	case state.DraftPicture:
		plan := of.Plan
		e.Who, e.Line = clinic.Who{Name: cmp.Or(plan.Name, of.Fields.Name)}, of.Line
		e.Department, e.Worker, e.At = plan.Department, plan.Worker, plan.Slot.At
	case clinic.Appointment:
		e.Done = of
	}
	return []clinic.Elsewhere{e}
}

// SeatName is where a desk is, for people: the terminal of one's own login, another's
// login, or where neither is known the end of its name; of another host's, its login and
// that host.
func (l *Ledger) SeatName(name string) string {
	login, place := desk.SeatOf(store.OnHost(name))
	switch host := store.HostOf(name); {
	case host != "" && login != "":
		return login + "@" + host
	case host != "":
		return host
	case login != l.seat.Login && login != "":
		return login
	}
	return cmp.Or(place, login, name[max(0, len(name)-4):])
}
