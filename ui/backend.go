package ui

import (
	"context"

	"creneau/state"
)

// Backend is what the desk needs from outside. Every error it returns is a
// state.Failure. Each call honours its context and sends its request once.
type Backend interface {
	Departments(ctx context.Context) ([]state.Department, error)
	Slots(ctx context.Context, department state.ID, from, to state.Day) ([]state.Slot, error)
	Visits(ctx context.Context, ask state.Visits) (state.VisitList, error)
	Visit(ctx context.Context, id state.ID) (state.Appointment, error)
	Book(ctx context.Context, b state.Booking) (state.Appointment, error)
	Cancel(ctx context.Context, id state.ID) error

	// Balance and Quota tell what is known without asking anybody.
	Balance() state.Balance
	Quota() state.Quota
}
