package broker

import (
	"context"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// A Reading is what another desk was answered.
type Reading struct {
	Asked state.Effect
	Event state.Event // that it becomes; shared by all desks, and changed by none
	Began time.Time   // when its request left
}

// News are what a desk was not told yet.
type News struct {
	Readings []Reading     // in the order in which the answers came; of one question the last
	Quiet    time.Duration // that nothing is to be sent, as it was when another met a limit; 0 for none
	Met      time.Time     // when that was
}

// unread is how many readings wait for a desk that takes none: the oldest is dropped,
// as a desk reads anew what it holds for too long.
const unread = 256

// A Desk is one desk's way to the Sender. It asks as the Sender does.
type Desk struct {
	broker *Broker
	woken  chan struct{}

	// Under the Broker's lock:
	news   News
	places map[state.Effect]int // of readings among the news
}

// Leave ends what a desk is told.
func (d *Desk) Leave() {
	d.broker.mu.Lock()
	defer d.broker.mu.Unlock()
	delete(d.broker.desks, d)
	d.news, d.places = News{}, map[state.Effect]int{}
}

// Woken has something to receive when there are news.
func (d *Desk) Woken() <-chan struct{} { return d.woken }

// Take takes the news that there are.
func (d *Desk) Take() News {
	d.broker.mu.Lock()
	defer d.broker.mu.Unlock()
	taken := d.news
	d.news, d.places = News{}, map[state.Effect]int{}
	return taken
}

// tell puts a reading among the news of every desk that did not wait for it. It is
// called under the lock.
func (b *Broker) tell(r Reading, knowing map[*Desk]int) {
	b.held.put(r)
	for d := range b.desks {
		if knowing[d] > 0 {
			continue
		}
		d.put(r)
		d.wake()
	}
}

// hush has every desk be quiet.
func (b *Broker) hush(wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for d := range b.desks {
		d.news.Quiet, d.news.Met = wait, time.Now()
		d.wake()
	}
}

func (d *Desk) put(r Reading) {
	if i, ok := d.places[r.Asked]; ok { // an older answer to the same
		d.news.Readings = append(d.news.Readings[:i:i], d.news.Readings[i+1:]...)
		d.number(i)
	}
	d.news.Readings = append(d.news.Readings, r)
	if len(d.news.Readings) > unread {
		delete(d.places, d.news.Readings[0].Asked)
		d.news.Readings = d.news.Readings[1:]
		d.number(0)
		return
	}
	d.places[r.Asked] = len(d.news.Readings) - 1
}

// number notes the places of readings anew, from one on.
func (d *Desk) number(from int) {
	for i := from; i < len(d.news.Readings); i++ {
		d.places[d.news.Readings[i].Asked] = i
	}
}

func (d *Desk) wake() {
	select {
	case d.woken <- struct{}{}:
	default: // it will look anyway
	}
}

// Departments are those that the key may see.
func (d *Desk) Departments(ctx context.Context) (clinic.DepartmentList, error) {
	return read(ctx, d, state.LoadDepartments{}, d.broker.sender.Departments,
		func(l clinic.DepartmentList) state.Event { return state.DepartmentsLoaded(l) })
}

// Slots are those of a department from one day to another.
func (d *Desk) Slots(ctx context.Context, department clinic.ID, from, to clinic.Day) (clinic.SlotList, error) {
	asked := state.LoadSlots{Department: department, From: from, To: to}
	return read(ctx, d, asked,
		func(ctx context.Context) (clinic.SlotList, error) {
			return d.broker.sender.Slots(ctx, department, from, to)
		},
		func(l clinic.SlotList) state.Event {
			return state.SlotsLoaded{Asked: asked, Slots: l.Slots, Skipped: l.Skipped}
		})
}

// Visits are the appointments asked for. A look for one reference is each desk's own:
// it decides about a booking.
func (d *Desk) Visits(ctx context.Context, ask clinic.Visits) (clinic.VisitList, error) {
	look := func(ctx context.Context) (clinic.VisitList, error) { return d.broker.sender.Visits(ctx, ask) }
	if ask.External != "" {
		return through(ctx, d.broker, looks, look)
	}
	asked := state.LoadVisits{Visits: ask}
	return read(ctx, d, asked, look,
		func(l clinic.VisitList) state.Event { return state.VisitsLoaded{Asked: asked, List: l} })
}

// Visit is one appointment, which is asked for to decide something.
func (d *Desk) Visit(ctx context.Context, id clinic.ID) (clinic.Appointment, error) {
	return through(ctx, d.broker, looks, func(ctx context.Context) (clinic.Appointment, error) {
		return d.broker.sender.Visit(ctx, id)
	})
}

// Book books an appointment.
func (d *Desk) Book(ctx context.Context, booking clinic.Booking) (clinic.Appointment, error) {
	return write(ctx, d, state.Post{Booking: booking},
		func(ctx context.Context) (clinic.Appointment, error) { return d.broker.sender.Book(ctx, booking) },
		func(v clinic.Appointment) state.Event { return state.Booked{Asked: booking, Visit: v} })
}

// Cancel cancels an appointment.
func (d *Desk) Cancel(ctx context.Context, id clinic.ID) error {
	asked := state.Cancel{ID: id}
	_, err := write(ctx, d, asked,
		func(ctx context.Context) (struct{}, error) { return struct{}{}, d.broker.sender.Cancel(ctx, id) },
		func(struct{}) state.Event { return state.CancelDone(asked) })
	return err
}

// Balance is what is known of credits without asking.
func (d *Desk) Balance() clinic.Balance { return d.broker.sender.Balance() }

// Quota is what is known of the request limit without asking.
func (d *Desk) Quota() clinic.Quota { return d.broker.sender.Quota() }
