package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
)

// ErrTakenOver is why a batch was not recorded: another desk took this one to be gone,
// and has what it had recorded.
var ErrTakenOver = errors.New("another desk has taken over")

// Taken is why a batch was not recorded: another desk is sending a booking of it too.
type Taken struct {
	Ref  string // of the booking
	Desk string // that has it, as people call it
}

// Error names the other desk.
func (t *Taken) Error() string { return "being booked at " + t.Desk }

// A Keeper makes durable what must not be forgotten: all of it or nothing. Its errors
// are sentences in the desk's language.
type Keeper interface {
	Record(ctx context.Context, pictures []state.Picture) error

	// Leaving is the context of a request that leaves because of what was recorded
	// last: it is refused on the way once another desk has taken that over, or when it
	// comes too late.
	Leaving(ctx context.Context) context.Context
}

// recordLimit is how long a batch may take: every commit waits for the disk.
const recordLimit = 10 * time.Second

// record makes a command of what is to be kept. Once begun it is not cut off.
func (m *Model) record(e state.Record) tea.Cmd {
	writes, keeper, batch := m.writes, m.config.Keeper, m.st.Batch(e)
	ctx := context.WithoutCancel(m.config.Context)
	number := writes.begin(e)
	return func() tea.Msg {
		r := reply{number: number}
		defer func() { writes.end(r) }()
		ctx, cancel := context.WithTimeout(ctx, recordLimit)
		defer cancel()
		r.events = []state.Event{recorded(e, keeper.Record(ctx, batch))}
		return r
	}
}

// recorded is what came of a batch.
func recorded(e state.Record, err error) state.Event {
	var taken *Taken
	switch {
	case errors.As(err, &taken):
		return state.NotRecorded{Batch: e.Batch, Taken: taken.Ref, Desk: taken.Desk}
	case err != nil:
		return state.NotRecorded{Batch: e.Batch, Why: err.Error(), TakenOver: errors.Is(err, ErrTakenOver)}
	}
	return state.Recorded(e)
}

// Keep records what is not yet, when the program that showed the desk has ended.
func (m *Model) Keep() {
	defer func() {
		_ = recover() // it ended because its state was broken
	}()
	e, ok := m.st.Unrecorded()
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(m.config.Context), recordLimit)
	defer cancel()
	m.st.Apply(m.config.Now(), recorded(e, m.config.Keeper.Record(ctx, m.st.Batch(e))))
}
