package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
)

// Only this file and keeper.go start IO: an effect becomes a command that asks
// the Backend, and its answer comes back as events.

// Backend is what the desk needs from outside. Every error it returns is a
// state.Failure. Each call honours its context and sends its request once.
type Backend interface {
	Departments(ctx context.Context) (clinic.DepartmentList, error)
	Slots(ctx context.Context, department clinic.ID, from, to clinic.Day) (clinic.SlotList, error)
	Visits(ctx context.Context, ask clinic.Visits) (clinic.VisitList, error)
	Visit(ctx context.Context, id clinic.ID) (clinic.Appointment, error)
	Book(ctx context.Context, b clinic.Booking) (clinic.Appointment, error)
	Cancel(ctx context.Context, id clinic.ID) error

	// Balance and Quota tell what is known without asking anybody.
	Balance() clinic.Balance
	Quota() clinic.Quota
}

// How long one effect may take in all, beside the client's own limits per
// request: a list of appointments may take several.
const (
	readLimit  = 60 * time.Second
	writeLimit = 40 * time.Second
)

// reply is what came of an effect, in the order in which it is applied.
type reply struct {
	number int // of the request; 0 where there was none
	events []state.Event
}

// timed says that the timer with this number is over.
type timed struct {
	number int
	heard  state.Heard
}

// exported says where a sheet was written.
type exported struct {
	where string
	err   error
}

// ask makes a command of an effect.
func (m *Model) ask(e state.Effect) tea.Cmd { return m.request(m.config.Context, e) }

// request is ask until a context ends. A write that has begun is not cut off by
// that.
func (m *Model) request(parent context.Context, e state.Effect) tea.Cmd {
	if r, ok := e.(state.Record); ok {
		return m.record(r)
	}
	c, writes, left := m.config, m.writes, m.st.Now
	limit := readLimit
	if e.Traits().Outlives {
		parent, limit = context.WithoutCancel(parent), writeLimit
		if c.Keeper != nil {
			parent = c.Keeper.Leaving(parent)
		}
	}
	number := writes.begin(e)
	return func() tea.Msg {
		r := reply{number: number}
		defer func() { writes.end(r) }() // though it should break
		ctx, cancel := context.WithTimeout(parent, limit)
		defer cancel()
		began := c.Now()
		event := Ask(ctx, c.Backend, e, c.Jitter())
		heard := state.Heard{Quota: c.Backend.Quota(), Balance: c.Backend.Balance(), Asked: true, Took: c.Now().Mono - began.Mono}
		r.events = []state.Event{state.Answered{Asked: e, Left: left, Heard: heard, Event: event}}
		return r
	}
}

// Ask asks the Backend for what an effect wants and makes an event of its
// answer: never nil, and a failure of what nobody can do. Jitter, from 0 to 1,
// goes with a failure.
func Ask(ctx context.Context, b Backend, e state.Effect, jitter float64) state.Event {
	var event state.Event
	var err error
	switch e := e.(type) {
	case state.LoadDepartments:
		var list clinic.DepartmentList
		list, err = b.Departments(ctx)
		event = state.DepartmentsLoaded(list)
	case state.LoadSlots:
		var list clinic.SlotList
		list, err = b.Slots(ctx, e.Department, e.From, e.To)
		event = state.SlotsLoaded{Asked: e, Slots: list.Slots, Skipped: list.Skipped}
	case state.LoadVisits:
		var list clinic.VisitList
		list, err = b.Visits(ctx, e.Visits)
		event = state.VisitsLoaded{Asked: e, List: list}
	case state.LoadVisit:
		var v clinic.Appointment
		v, err = b.Visit(ctx, e.ID)
		event = state.VisitLoaded{Asked: e, Visit: v}
	case state.Post:
		var v clinic.Appointment
		v, err = b.Book(ctx, e.Booking)
		event = state.Booked{Asked: e.Booking, Visit: v}
	case state.Cancel:
		err = b.Cancel(ctx, e.ID)
		event = state.CancelDone(e)
	case state.ReadBack:
		var list clinic.VisitList
		day := e.At.Day()
		list, err = b.Visits(ctx, clinic.Visits{From: day, To: day, Department: e.Department, External: e.Ref})
		event = state.Found{Asked: e, List: list}
	default:
		err = state.Failure{Code: state.NotPossible}
	}
	if err == nil {
		return event
	}
	var f state.Failure
	if !errors.As(err, &f) {
		f = state.Failure{Code: state.NoAnswer, Cause: state.CauseOther}
	}
	return state.Failed{Doing: e, Failure: f, Jitter: jitter}
}

// wait makes the command of the one timer, in place of the one before. What is
// known of balance and quota comes with it: looking asks nobody. It ends with the
// desk, which it would else hold in memory until it is due.
func (m *Model) wait(d time.Duration) tea.Cmd {
	if m.timer.stop != nil {
		m.timer.stop()
	}
	m.timer.number++
	number, b := m.timer.number, m.config.Backend
	tell := func(time.Time) tea.Msg {
		return timed{number: number, heard: state.Heard{Quota: b.Quota(), Balance: b.Balance()}}
	}
	if m.config.After != nil {
		return m.config.After(d, tell)
	}
	ctx, stop := context.WithCancel(m.config.Context)
	m.timer.stop = stop
	return func() tea.Msg {
		defer stop()
		clock := time.NewTimer(d)
		defer clock.Stop()
		select {
		case <-ctx.Done():
			return nil
		case at := <-clock.C:
			return tell(at)
		}
	}
}

// looksKept says whether what was chosen is remembered.
type looksKept struct{ err error }

// keepLooks has what was chosen remembered for the login.
func (m *Model) keepLooks(chosen Looks) tea.Cmd {
	keep := m.config.Choices.Keep
	return func() tea.Msg { return looksKept{keep(chosen)} }
}

// useKey has the Backend use another key from now on. The text goes nowhere
// else.
func (m *Model) useKey(text string) tea.Cmd {
	use := m.config.UseKey
	return func() tea.Msg {
		if use == nil {
			return keyUsed{errors.New("this desk has no key of its own")}
		}
		return keyUsed{use(text)}
	}
}

// keyUsed says whether another key is in use.
type keyUsed struct{ err error }

// export writes a sheet.
func (m *Model) export(name, text string) tea.Cmd {
	write := m.config.Export
	return func() tea.Msg {
		where, err := write(name, text)
		return exported{where, err}
	}
}
