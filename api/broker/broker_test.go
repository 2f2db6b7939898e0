package broker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"creneau/state"
	"creneau/state/clinic"
)

// A sent is a request that reached the double.
type sent struct {
	kind string
	at   time.Time
	over time.Time // when it was answered; zero while it is not
}

// A double answers every request after a while; limited ones as the API does.
type double struct {
	mu     sync.Mutex
	took   time.Duration
	limits []int         // after how many more requests the next limit is met
	wait   time.Duration // that each tells
	breaks bool
	visits int // how many appointments there are: a reading tells it
	got    []sent

	until  time.Time // end of the limit
	told   bool      // one was answered so
	probe  int       // the first request after it, from 1
	faults []string  // what should not have come
}

func (d *double) ask(ctx context.Context, kind string) error {
	d.mu.Lock()
	i := len(d.got)
	d.got = append(d.got, sent{kind: kind, at: time.Now()})
	refused := d.limited(i)
	breaks := d.breaks
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.got[i].over = time.Now()
		if d.told = d.told || refused; d.probe == i+1 {
			d.probe = 0
		}
	}()
	if breaks {
		panic("broken")
	}
	select {
	case <-time.After(d.took):
	case <-ctx.Done():
		return state.Failure{Code: state.NoAnswer, Cause: state.CauseStopped}
	}
	if refused {
		return limited(d.wait)
	}
	return nil
}

// limited says whether a request meets a limit, and notes one that should not leave.
func (d *double) limited(i int) bool {
	now := time.Now()
	if d.told && now.Before(d.until) {
		d.faults = append(d.faults, fmt.Sprintf("%s is sent %v before the limit ends", d.got[i].kind, d.until.Sub(now)))
	}
	if d.probe > 0 {
		d.faults = append(d.faults, d.got[i].kind+" is sent beside the one that finds out whether the limit is over")
	}
	if d.told && !now.Before(d.until) {
		d.told, d.probe = false, i+1
	}
	if now.Before(d.until) {
		return true
	}
	if len(d.limits) == 0 {
		return false
	}
	if d.limits[0]--; d.limits[0] > 0 {
		return false
	}
	d.limits, d.until = d.limits[1:], now.Add(d.took+d.wait) // as its answer tells
	return true
}

func (d *double) Departments(ctx context.Context) (clinic.DepartmentList, error) {
	return clinic.DepartmentList{}, d.ask(ctx, "departments")
}

func (d *double) Slots(ctx context.Context, id clinic.ID, from, _ clinic.Day) (clinic.SlotList, error) {
	return clinic.SlotList{}, d.ask(ctx, fmt.Sprint("slots ", id.Text(), " ", int(from)))
}

func (d *double) Visits(ctx context.Context, ask clinic.Visits) (clinic.VisitList, error) {
	d.mu.Lock()
	there := make([]clinic.Appointment, d.visits)
	d.mu.Unlock()
	return clinic.VisitList{Appointments: there}, d.ask(ctx, "visits "+ask.External)
}

func (d *double) Visit(ctx context.Context, id clinic.ID) (clinic.Appointment, error) {
	return clinic.Appointment{ID: id}, d.ask(ctx, "visit")
}

func (d *double) Book(ctx context.Context, b clinic.Booking) (clinic.Appointment, error) {
	err := d.ask(ctx, "book")
	if err == nil {
		d.mu.Lock()
		d.visits++
		d.mu.Unlock()
	}
	return clinic.Appointment{}, err
}

func (d *double) Cancel(ctx context.Context, _ clinic.ID) error { return d.ask(ctx, "cancel") }
func (d *double) Balance() clinic.Balance                       { return clinic.Balance{} }
func (d *double) Quota() clinic.Quota                           { return clinic.Quota{} }

func join(b *Broker, n int) []*Desk {
	desks := make([]*Desk, n)
	for i := range desks {
		desks[i] = b.Join()
	}
	return desks
}

func TestWhatManyAskAtOnceIsAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &double{took: time.Second}
		b := New(api)
		desks := join(b, 50)
		var answered sync.WaitGroup
		for _, d := range desks[1:] {
			answered.Go(func() {
				if _, err := d.Departments(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		answered.Wait()
		if len(api.got) != 1 {
			t.Errorf("%d requests", len(api.got))
		}
		for _, d := range desks[1:] {
			if n := len(d.Take().Readings); n != 0 {
				t.Errorf("a desk that asked is told %d times more", n)
			}
		}
		<-desks[0].Woken()
		if got := desks[0].Take().Readings; len(got) != 1 || got[0].Asked != (state.LoadDepartments{}) {
			t.Errorf("the desk that did not ask is told %v", got)
		}
	})
}

// Who began a request may be closed; one that nobody waits for is cut off.
func TestAClosedDeskCutsNobodyOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &double{took: 10 * time.Second}
		b := New(api)
		desks := join(b, 2)
		begins, closes := context.WithCancel(t.Context())
		ends := make(chan error, 2)
		go func() { _, err := desks[0].Departments(begins); ends <- err }()
		synctest.Wait()
		go func() { _, err := desks[1].Departments(t.Context()); ends <- err }()
		synctest.Wait()
		closes()
		var f state.Failure
		if err := <-ends; !errors.As(err, &f) || f.Cause != state.CauseStopped {
			t.Errorf("the closed desk: %v", err)
		}
		if err := <-ends; err != nil {
			t.Errorf("the other desk: %v", err)
		}

		alone, closes := context.WithCancel(t.Context())
		go func() { _, err := desks[0].Departments(alone); ends <- err }()
		synctest.Wait()
		began := time.Now()
		closes()
		<-ends
		synctest.Wait()
		if over := api.got[1].over; over.Sub(began) != 0 {
			t.Errorf("a request that nobody waits for went on for %v", over.Sub(began))
		}
	})
}

func TestARequestThatBreaksIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &double{breaks: true}
		b := New(api)
		for range 2 {
			var f state.Failure
			if _, err := b.Join().Departments(t.Context()); !errors.As(err, &f) || f.Code != state.NoAnswer {
				t.Errorf("%v", err)
			}
		}
		if len(api.got) != 2 {
			t.Errorf("%d requests", len(api.got))
		}
	})
}

// A desk that takes no news keeps the newest of each question, and not too many.
func TestNewsAreTheNewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := New(&double{})
		d := b.Join()
		var want []clinic.Day
		for range rapid.IntRange(0, 600).Draw(t, "answers") {
			day := clinic.Day(rapid.IntRange(0, 400).Draw(t, "day"))
			b.tell(Reading{Asked: state.LoadSlots{From: day}}, nil)
			if i := slices.Index(want, day); i >= 0 {
				want = slices.Delete(want, i, i+1)
			}
			want = append(want, day)
			want = want[max(0, len(want)-unread):]
		}
		var got []clinic.Day
		for _, r := range d.Take().Readings {
			got = append(got, r.Asked.(state.LoadSlots).From)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		d.Leave()
		b.tell(Reading{Asked: state.LoadDepartments{}}, nil)
		if n := len(d.Take().Readings); n != 0 {
			t.Errorf("a desk that left is told %d", n)
		}
	})
}

// Whatever desks ask, and whenever: no reading that began before a write ended
// answers who asked after it; each write is sent once; nothing leaves during a limit;
// after it one alone; and all is answered in the end.
func TestDesksShareASender(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		type step struct {
			desk  int
			after time.Duration
			kind  string
		}
		steps := make([]step, rapid.IntRange(1, 90).Draw(rt, "steps"))
		for i := range steps {
			steps[i] = step{
				desk:  rapid.IntRange(0, 4).Draw(rt, "desk"),
				after: time.Duration(rapid.IntRange(0, 80).Draw(rt, "after")) * 250 * time.Millisecond,
				kind:  rapid.SampledFrom([]string{"departments", "slots", "visits", "visits", "look", "book", "book", "cancel"}).Draw(rt, "kind"),
			}
		}
		slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.after, b.after) })
		api := &double{
			took:   time.Duration(rapid.IntRange(100, 3000).Draw(rt, "took")) * time.Millisecond,
			limits: rapid.SliceOfN(rapid.SampledFrom([]int{1, 1, 2, 5, 20}), 0, 4).Draw(rt, "limits"),
			wait:   time.Duration(rapid.IntRange(1, 4).Draw(rt, "wait")) * time.Second,
		}
		synctest.Test(t, func(t *testing.T) {
			desks := join(New(api), 5)
			start := time.Now()
			var mu sync.Mutex
			books, booked := 0, 0
			var all sync.WaitGroup
			for _, s := range steps {
				time.Sleep(s.after - time.Since(start))
				d := desks[s.desk]
				all.Go(func() {
					mu.Lock()
					known := booked
					mu.Unlock()
					var err error
					switch s.kind {
					case "departments":
						_, err = d.Departments(t.Context())
					case "slots":
						_, err = d.Slots(t.Context(), "1", 0, 6)
					case "visits":
						var list clinic.VisitList
						if list, err = d.Visits(t.Context(), clinic.Visits{}); err == nil && len(list.Appointments) < known {
							rt.Errorf("%d appointments are read though %d were booked before", len(list.Appointments), known)
						}
					case "look":
						_, err = d.Visits(t.Context(), clinic.Visits{External: "tui-1"})
					case "book":
						mu.Lock()
						books++
						mu.Unlock()
						if _, err = d.Book(t.Context(), clinic.Booking{}); err == nil {
							mu.Lock()
							booked++
							mu.Unlock()
						}
					case "cancel":
						err = d.Cancel(t.Context(), "7")
					}
					var f state.Failure
					if err != nil && (!errors.As(err, &f) || f.Wait == 0) {
						rt.Errorf("%s: %v", s.kind, err)
					}
				})
			}
			all.Wait()
			if n := len(slices.DeleteFunc(slices.Clone(api.got), func(s sent) bool { return s.kind != "book" })); n > books {
				rt.Errorf("%d bookings were sent of %d", n, books)
			}
			for _, fault := range api.faults {
				rt.Error(fault)
			}
		})
	})
}

// Those that waited for the end of a limit leave a little apart, bookings first.
func TestBookingsLeaveFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &double{took: time.Second, limits: []int{1}, wait: 5 * time.Second}
		b := New(api)
		desks := join(b, 40)
		if _, err := desks[0].Departments(t.Context()); err == nil {
			t.Fatal("no limit")
		}
		for _, d := range desks {
			<-d.Woken()
			if n := d.Take(); n.Quiet != 5*time.Second {
				t.Errorf("a desk is told to be quiet for %v", n.Quiet)
			}
		}
		if err := desks[1].Cancel(t.Context(), "1"); err == nil || len(api.got) != 1 {
			t.Errorf("during the limit: %v, %d requests", err, len(api.got))
		}
		time.Sleep(7 * time.Second)
		var all sync.WaitGroup
		for i, d := range desks {
			all.Go(func() {
				if i%2 == 0 {
					_, _ = d.Slots(t.Context(), clinic.NumberID(fmt.Sprint(i)), 0, 6)
				} else {
					_, _ = d.Book(t.Context(), clinic.Booking{})
				}
			})
			synctest.Wait()
		}
		all.Wait()
		seenRead := false
		for i, s := range api.got[2:] {
			if read := s.kind != "book"; read {
				seenRead = true
			} else if seenRead {
				t.Errorf("request %d books after one that reads", i)
			}
			if i >= burst && s.at.Sub(api.got[2+i-1].at) < spacing {
				t.Errorf("request %d leaves %v after the one before", i, s.at.Sub(api.got[2+i-1].at))
			}
		}
		if len(api.got) != 41 {
			t.Errorf("%d requests", len(api.got))
		}
	})
}

// A desk that joins is told what was answered within the last hour, and by whom it is
// quiet.
func TestWhoJoinsLaterKnows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(&double{})
		first := b.Join()
		if _, err := first.Departments(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Minute)
		_, _ = first.Slots(t.Context(), "1", 0, 6)
		began := time.Now()
		_, _ = first.Slots(t.Context(), "1", 0, 6)
		told := b.Join().Take().Readings
		if len(told) != 2 || told[0].Asked != (state.LoadDepartments{}) || !told[1].Began.Equal(began) {
			t.Errorf("told are %+v", told)
		}
		time.Sleep(20 * time.Minute)
		second := b.Join()
		if told := second.Take().Readings; len(told) != 1 {
			t.Errorf("20 minutes later are told %+v", told)
		}
		b.sender.(*double).limits, b.sender.(*double).wait = []int{1}, 30*time.Second
		_, _ = first.Visits(t.Context(), clinic.Visits{})
		if n := b.Join().Take(); n.Quiet != 30*time.Second {
			t.Errorf("who joins during a limit is told %v", n.Quiet)
		}
	})
}
