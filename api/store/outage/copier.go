package outage

import (
	"context"
	"errors"
	"hash/maphash"
	"maps"
	"slices"
	"sync"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// The paces of the outage copy: how long what was read may wait for more of it, how
// often one is written that has only become younger, and how often one is brought.
const (
	copiesAfter  = 2 * time.Second
	copiesAnew   = time.Minute
	recallsAfter = 10 * time.Second

	copiesLimit = 5 * time.Second // for the store
)

// A Copier keeps what is read of today and the next days, and what this desk itself
// changes of it, for when there is no connection. What it cannot write stays as it
// was: the next record says why.
type Copier struct {
	copy Copy
	tell func(state.Recalled)
	seed maphash.Seed

	mu       sync.Mutex
	days     map[clinic.Day]written
	listed   []clinic.Department  // to be written
	waits    map[clinic.Day]Day   // likewise
	changed  []clinic.Appointment // by this desk, since their days were read
	dropped  []clinic.ID          // likewise, by a cancel
	timer    *time.Timer          // nil while nothing waits
	recalled time.Time
}

// written is what was written of a day, and when.
type written struct {
	sum uint64
	at  time.Time
}

// NewCopier begins to keep; tell brings a desk what is there.
func NewCopier(c Copy, tell func(state.Recalled)) *Copier {
	return &Copier{copy: c, tell: tell, seed: maphash.MakeSeed(), days: map[clinic.Day]written{}, waits: map[clinic.Day]Day{}}
}

// Read takes in what the API has told of days.
func (c *Copier) Read(ask clinic.Visits, list clinic.VisitList) {
	if ask.Department != "" || ask.External != "" {
		return // that is not all of a day
	}
	now := c.copy.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for day := ask.From; day <= ask.To; day++ {
		if !c.copy.Wanted(day) {
			continue
		}
		var sum maphash.Hash
		sum.SetSeed(c.seed)
		d := Day{Day: day, Read: now, Partial: list.Partial, Skipped: list.Skipped}
		for _, v := range list.Appointments {
			if v.At.Day() == day {
				d.Visits = append(d.Visits, v)
				maphash.WriteComparable(&sum, v)
			}
		}
		was := c.days[day]
		if was.sum == sum.Sum64() && now.Sub(was.at) < copiesAnew {
			continue
		}
		c.days[day], c.waits[day] = written{sum.Sum64(), now}, d
		c.soon()
	}
}

// List takes in the departments.
func (c *Copier) List(listed []clinic.Department) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listed = listed
	c.soon()
}

// Put takes in what this desk has booked.
func (c *Copier) Put(v clinic.Appointment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed = append(c.changed, v)
	c.soon()
}

// Cancelled takes in that this desk has cancelled an appointment.
func (c *Copier) Cancelled(id clinic.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dropped = append(c.dropped, id)
	c.soon()
}

// soon has what waits be written in a moment.
func (c *Copier) soon() {
	if c.timer == nil {
		c.timer = time.AfterFunc(copiesAfter, c.flush)
	}
}

// flush writes what waits, a day at a time: a large clinic's are long.
func (c *Copier) flush() {
	c.mu.Lock()
	listed, waits, changed, dropped := c.listed, c.waits, c.changed, c.dropped
	c.timer, c.listed, c.waits, c.changed, c.dropped = nil, nil, map[clinic.Day]Day{}, nil, nil
	c.mu.Unlock()
	ctx, end := context.WithTimeout(context.Background(), copiesLimit)
	defer end()
	if len(changed)+len(dropped) > 0 {
		c.amend(ctx, waits, changed, dropped)
	}
	if len(listed) > 0 {
		_ = c.copy.Keep(ctx, listed)
	}
	for _, d := range waits {
		_ = c.copy.Keep(ctx, nil, d)
	}
}

// amend brings what this desk has changed into the days that wait, and into those that
// were written.
func (c *Copier) amend(ctx context.Context, waits map[clinic.Day]Day, changed []clinic.Appointment, dropped []clinic.ID) {
	_, held, _ := c.copy.Held(ctx) // where nothing can be read nothing is amended
	held = slices.DeleteFunc(held, func(d Day) bool { _, newer := waits[d.Day]; return newer })
	for _, d := range append(held, slices.Collect(maps.Values(waits))...) {
		visits := slices.Clone(d.Visits)
		for _, v := range changed {
			known := slices.ContainsFunc(visits, func(o clinic.Appointment) bool { return o.ID.Same(v.ID) })
			if v.At.Day() == d.Day && !known {
				visits = append(visits, v)
			}
		}
		for i, v := range visits {
			if slices.ContainsFunc(dropped, v.ID.Same) {
				visits[i].Status = clinic.Cancelled
			}
		}
		if !slices.Equal(visits, d.Visits) {
			d.Visits = visits
			waits[d.Day] = d
		}
	}
}

// Failed brings the desk what is there, where an answer says that the API cannot be
// reached now.
func (c *Copier) Failed(err error) {
	var f state.Failure
	if !errors.As(err, &f) || f.Cause == state.CauseStopped || state.RuleFor(f).Again != state.Backoff {
		return
	}
	now := c.copy.Now()
	c.mu.Lock()
	soon := now.Sub(c.recalled) < recallsAfter && !now.Before(c.recalled)
	if !soon {
		c.recalled = now
	}
	c.mu.Unlock()
	if !soon {
		time.AfterFunc(100*time.Millisecond, c.recall) // the failure is told first
	}
}

func (c *Copier) recall() {
	c.flush()
	ctx, end := context.WithTimeout(context.Background(), copiesLimit)
	defer end()
	listed, days, err := c.copy.Held(ctx)
	if err != nil || len(days) == 0 {
		return
	}
	e := state.Recalled{Departments: listed}
	for _, d := range days {
		e.Days = append(e.Days, clinic.DayRead{
			Day: d.Day, At: clinic.WallOf(d.Read.In(c.copy.Zone)),
			List: clinic.VisitList{Appointments: d.Visits, Partial: d.Partial, Skipped: d.Skipped},
		})
	}
	c.tell(e)
}

// Stop writes what waits, and no more.
func (c *Copier) Stop() {
	c.mu.Lock()
	waits := c.timer != nil
	if waits {
		c.timer.Stop()
	}
	c.mu.Unlock()
	if waits {
		c.flush()
	}
}
