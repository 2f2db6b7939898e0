package ui

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"creneau/state"
)

// clinic is a Backend without a network: fixed data, invented people. It counts
// how often it is asked.
type clinic struct {
	mu          sync.Mutex
	calls       int
	departments []state.Department
	visits      []state.Appointment
	times       []state.Wall        // of a day's slots
	taken       map[state.Slot]bool // besides one slot of three
	full        bool                // but for one slot
	silent      bool                // bookings and cancels are never answered
	refusal     error               // what bookings are answered with; nil books
	answer      time.Duration       // how long every answer takes
	credits     int                 // the balance; below 0 it is not known
}

// errSilent stands for an answer that does not come.
var errSilent = state.Failure{Code: "silent"}

// The departments of the small clinic.
const (
	cardiology state.ID = "4"
	paediatric state.ID = "7"
	dental     state.ID = "9"
)

// begins is the moment at which the desk is looked at.
func begins() state.Wall { return state.At(2026, time.February, 3, 9, 40) }

// newClinic is a small clinic with an ordinary day.
func newClinic() *clinic {
	c := &clinic{credits: 12, times: quarters(8, 12)}
	c.times = append(c.times, quarters(14, 17)...)
	c.departments = []state.Department{
		{ID: cardiology, Name: "Cardiologie", Organization: "Clinique des Almadies", Active: true},
		{ID: paediatric, Name: "Pédiatrie", Active: true},
		{ID: dental, Name: "Dentaire", Active: true, NeedsWorker: true, Workers: []state.Worker{
			{ID: "31", Name: "Dr Barry"}, {ID: "32", Name: "Dr Touré"},
		}},
	}
	today := begins().Day()
	for i, v := range []struct {
		name       string
		department state.ID
		day        state.Day
		hour, min  state.Wall
		status     state.Status
	}{
		{"Bah Mamadou", cardiology, 0, 8, 0, state.Completed},
		{"Sylla Aïssatou", cardiology, 0, 8, 30, state.Scheduled},
		{"Kourouma Fodé", cardiology, 0, 9, 0, state.NoShow},
		{"Camara Mariama", cardiology, 0, 9, 15, state.Cancelled},
		{"Diallo Fatoumata", cardiology, 0, 10, 0, state.Scheduled},
		{"Condé Ibrahima", cardiology, 0, 10, 45, state.PendingPayment},
		{"Keïta N'Famara", cardiology, 0, 11, 15, state.Scheduled},
		{"Soumah Jean-Baptiste Alpha Oumar", cardiology, 0, 14, 30, state.Scheduled},
		{"Bangoura Kadiatou", paediatric, 0, 9, 45, state.Scheduled},
		{"Barry Thierno", paediatric, 0, 10, 15, state.Scheduled},
		{"Touré Saran", dental, 0, 15, 0, state.Scheduled},
		{"Diallo Fatoumata", cardiology, -22, 10, 15, state.Completed},
		{"Diallo Fatoumata", paediatric, -8, 9, 0, state.NoShow},
		{"Diallo Alpha", paediatric, -6, 11, 0, state.Completed},
		{"Diaby Aminata", dental, -5, 16, 0, state.Completed},
		{"Bah Mamadou", cardiology, +7, 8, 15, state.Scheduled},
		{"Guilavogui Siaka", cardiology, +1, 9, 30, state.Scheduled},
		{"Millimono Finda", cardiology, +2, 10, 0, state.Scheduled},
	} {
		c.visits = append(c.visits, state.Appointment{
			ID: state.ID(strconv.Itoa(1041 + i)), Department: v.department, Status: v.status, Name: v.name,
			At: (today + v.day).At(v.hour*state.Hour + v.min*state.Minute),
			QR: "https://clinic.example/t/" + strconv.Itoa(1041+i),
		})
	}
	c.take()
	return c
}

// newLargeClinic has so many departments and appointments, the latter spread
// over the four weeks around today; each week of a department shows 280 slots.
func newLargeClinic(departments, appointments int) *clinic {
	c := &clinic{credits: 900, times: quarters(8, 18)}
	for i := range departments {
		c.departments = append(c.departments, state.Department{
			ID: state.ID(strconv.Itoa(i + 1)), Name: fmt.Sprintf("Service %c%d", 'A'+i%26, i), Active: true,
		})
	}
	families := []string{"Diallo", "Bah", "Barry", "Sow", "Camara", "Sylla", "Condé", "Keïta", "Touré", "Soumah", "Bangoura", "Kaba"}
	given := []string{"Fatoumata", "Mamadou", "Aïssatou", "Ibrahima", "Mariama", "Ousmane", "Kadiatou", "Alpha", "Saran", "Thierno"}
	for i := range appointments {
		day := begins().Day() + state.Day(i%28-14)
		c.visits = append(c.visits, state.Appointment{
			ID: state.ID(strconv.Itoa(100_000 + i)), Department: c.departments[i/28%departments].ID, Status: state.Scheduled,
			Name: families[i%len(families)] + " " + given[i/12%len(given)] + " " + families[i/120%len(families)] + "a" + strconv.Itoa(i/1440),
			At:   day.At(c.times[i/7%len(c.times)]),
		})
	}
	c.take()
	return c
}

// take marks the slots that appointments hold.
func (c *clinic) take() {
	c.taken = map[state.Slot]bool{}
	for _, v := range c.visits {
		if v.Status != state.Cancelled {
			c.taken[state.Slot{Department: v.Department, At: v.At}] = true
		}
	}
}

// quarters are the quarters of an hour from one hour to another.
func quarters(from, to state.Wall) []state.Wall {
	var out []state.Wall
	for t := from * state.Hour; t < to*state.Hour; t += 15 * state.Minute {
		out = append(out, t)
	}
	return out
}

// ask counts a call.
func (c *clinic) ask() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
}

// asked is how many calls there were.
func (c *clinic) asked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

// answered counts a call and takes as long as an answer does.
func (c *clinic) answered(ctx context.Context) error {
	c.ask()
	if c.answer == 0 {
		return nil
	}
	timer := time.NewTimer(c.answer)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return state.Failure{Code: state.NoAnswer, Cause: state.CauseStopped}
	}
}

func (c *clinic) Departments(ctx context.Context) ([]state.Department, error) {
	return c.departments, c.answered(ctx)
}

func (c *clinic) Slots(ctx context.Context, department state.ID, from, to state.Day) ([]state.Slot, error) {
	var out []state.Slot
	for day := from; day <= to; day++ {
		if len(c.departments) < 10 && day.Weekday() == time.Sunday {
			continue
		}
		for i, t := range c.times {
			sl := state.Slot{Department: department, At: day.At(t)}
			sl.Free = !c.taken[sl] && (i+int(day))%3 != 0
			if c.full {
				sl.Free = i == 0 && day == begins().Day()+3
			}
			out = append(out, sl)
		}
	}
	return out, c.answered(ctx)
}

func (c *clinic) Visits(ctx context.Context, ask state.Visits) (state.VisitList, error) {
	var list state.VisitList
	for _, v := range c.visits {
		day := v.At.Day()
		if day >= ask.From && day <= ask.To && (ask.Department == "" || ask.Department == v.Department) &&
			(ask.External == "" || ask.External == v.External) {
			list.Appointments = append(list.Appointments, v)
		}
	}
	return list, c.answered(ctx)
}

func (c *clinic) Visit(ctx context.Context, id state.ID) (state.Appointment, error) {
	for _, v := range c.visits {
		if v.ID == id {
			return v, c.answered(ctx)
		}
	}
	return state.Appointment{}, state.Failure{Code: state.AppointmentNotFound, Status: 404}
}

func (c *clinic) Book(ctx context.Context, b state.Booking) (state.Appointment, error) {
	if err := c.answered(ctx); err != nil {
		return state.Appointment{}, err
	}
	if c.silent {
		return state.Appointment{}, errSilent
	}
	if c.refusal != nil {
		return state.Appointment{}, c.refusal
	}
	return booked(b), nil
}

// booked is the appointment that a booking becomes.
func booked(b state.Booking) state.Appointment {
	return state.Appointment{
		ID: "2001", Department: b.Department, Worker: b.Worker, At: b.At, Status: state.Scheduled,
		Name: b.Name, External: b.Ref, QR: "https://clinic.example/t/2001",
	}
}

func (c *clinic) Cancel(ctx context.Context, _ state.ID) error {
	if err := c.answered(ctx); err != nil || !c.silent {
		return err
	}
	return errSilent
}

func (c *clinic) Balance() state.Balance {
	c.ask()
	if c.credits < 0 {
		return state.Balance{}
	}
	return state.Balance{Known: true, Credits: c.credits}
}

func (c *clinic) Quota() state.Quota {
	c.ask()
	return state.Quota{Known: true, Limit: 1000, Remaining: 812}
}
