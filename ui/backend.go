package ui

import (
	"context"

	"creneau/state/clinic"
)

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
