package ui

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// fakeClinic is a Backend without a network: fixed data, invented people. It counts
// how often it is asked.
type fakeClinic struct {
	mu          sync.Mutex
	calls       int
	departments []clinic.Department
	visits      []clinic.Appointment
	times       []clinic.Wall        // of a day's slots
	taken       map[clinic.Slot]bool // besides one slot of three
	full        bool                 // but for one slot
	silent      bool                 // bookings and cancels are never answered
	onlyAhead   bool                 // nor are days gone by
	mute        bool                 // nor any slots and appointments
	refusal     error                // what bookings are answered with; nil books
	answer      time.Duration        // how long every answer takes
	patients    bool                 // the reference of an appointment names the patient
	credits     int                  // the balance; below 0 it is not known
	cut         bool                 // lists of appointments do not end
	skipped     int                  // entries of such a list that cannot be read
}

// errSilent stands for an answer that does not come.
var errSilent = state.Failure{Code: "silent"}

// The departments of the small clinic.
const (
	cardiology clinic.ID = "4"
	paediatric clinic.ID = "7"
	dental     clinic.ID = "9"
)

// begins is the moment at which the desk is looked at.
func begins() clinic.Wall { return clinic.At(2026, time.February, 3, 9, 40) }

// newClinic is a small clinic with an ordinary day.
func newClinic() *fakeClinic {
	c := &fakeClinic{credits: 12, times: quarters(8, 12)}
	c.times = append(c.times, quarters(14, 17)...)
	c.departments = []clinic.Department{
		{ID: cardiology, Name: "Cardiologie", Organization: "Clinique des Almadies", Active: true, Hours: everyDay(
			clinic.Span{From: 8 * clinic.Hour, To: 12 * clinic.Hour}, clinic.Span{From: 14 * clinic.Hour, To: 17 * clinic.Hour})},
		{ID: paediatric, Name: "Pédiatrie", Active: true},
		{ID: dental, Name: "Dentaire", Active: true, NeedsWorker: true, Workers: []clinic.Worker{
			{ID: "31", Name: "Dr Barry"}, {ID: "32", Name: "Dr Touré"},
		}},
	}
	today := begins().Day()
	for i, v := range []struct {
		name       string
		department clinic.ID
		day        clinic.Day
		hour, min  clinic.Wall
		status     clinic.Status
	}{
		{"Bah Mamadou", cardiology, 0, 8, 0, clinic.Completed},
		{"Sylla Aïssatou", cardiology, 0, 8, 30, clinic.Scheduled},
		{"Kourouma Fodé", cardiology, 0, 9, 0, clinic.NoShow},
		{"Camara Mariama", cardiology, 0, 9, 15, clinic.Cancelled},
		{"Diallo Fatoumata", cardiology, 0, 10, 0, clinic.Scheduled},
		{"Condé Ibrahima", cardiology, 0, 10, 45, clinic.PendingPayment},
		{"Keïta N'Famara", cardiology, 0, 11, 15, clinic.Scheduled},
		{"Soumah Jean-Baptiste Alpha Oumar", cardiology, 0, 14, 30, clinic.Scheduled},
		{"Bangoura Kadiatou", paediatric, 0, 9, 45, clinic.Scheduled},
		{"Barry Thierno", paediatric, 0, 10, 15, clinic.Scheduled},
		{"Touré Saran", dental, 0, 15, 0, clinic.Scheduled},
		{"Diallo Fatoumata", cardiology, -22, 10, 15, clinic.Completed},
		{"Diallo Fatoumata", paediatric, -8, 9, 0, clinic.NoShow},
		{"Diallo Alpha", paediatric, -6, 11, 0, clinic.Completed},
		{"Diaby Aminata", dental, -5, 16, 0, clinic.Completed},
		{"Bah Mamadou", cardiology, +7, 8, 15, clinic.Scheduled},
		{"Guilavogui Siaka", cardiology, +1, 9, 30, clinic.Scheduled},
		{"Millimono Finda", cardiology, +2, 10, 0, clinic.Scheduled},
	} {
		c.visits = append(c.visits, clinic.Appointment{
			ID: clinic.ID(strconv.Itoa(1041 + i)), Department: v.department, Status: v.status, Name: v.name,
			At: (today + v.day).At(v.hour*clinic.Hour + v.min*clinic.Minute),
			QR: "https://clinic.example/t/" + strconv.Itoa(1041+i),
		})
	}
	c.take()
	return c
}

// newLargeClinic has so many departments and appointments, the latter spread
// over the four weeks around today; each week of a department shows 280 slots.
func newLargeClinic(departments, appointments int) *fakeClinic {
	c := &fakeClinic{credits: 900, times: quarters(8, 18)}
	for i := range departments {
		c.departments = append(c.departments, clinic.Department{
			ID: clinic.ID(strconv.Itoa(i + 1)), Name: fmt.Sprintf("Service %c%d", 'A'+i%26, i), Active: true,
		})
	}
	families := []string{"Diallo", "Bah", "Barry", "Sow", "Camara", "Sylla", "Condé", "Keïta", "Touré", "Soumah", "Bangoura", "Kaba"}
	given := []string{"Fatoumata", "Mamadou", "Aïssatou", "Ibrahima", "Mariama", "Ousmane", "Kadiatou", "Alpha", "Saran", "Thierno"}
	for i := range appointments {
		day := begins().Day() + clinic.Day(i%28-14)
		c.visits = append(c.visits, clinic.Appointment{
			ID: clinic.ID(strconv.Itoa(100_000 + i)), Department: c.departments[i/28%departments].ID, Status: clinic.Scheduled,
			Name: families[i%len(families)] + " " + given[i/12%len(given)] + " " + families[i/120%len(families)] + "a" + strconv.Itoa(i/1440),
			At:   day.At(c.times[i/7%len(c.times)]),
		})
	}
	c.take()
	return c
}

// take marks the slots that appointments hold.
func (c *fakeClinic) take() {
	c.taken = map[clinic.Slot]bool{}
	for _, v := range c.visits {
		if v.Status != clinic.Cancelled {
			c.taken[clinic.Slot{Department: v.Department, At: v.At}] = true
		}
	}
}

// everyDay are the same opening hours on all days.
func everyDay(spans ...clinic.Span) (hours [7][]clinic.Span) {
	for i := range hours {
		hours[i] = spans
	}
	return hours
}

// quarters are the quarters of an hour from one hour to another.
func quarters(from, to clinic.Wall) []clinic.Wall {
	var out []clinic.Wall
	for t := from * clinic.Hour; t < to*clinic.Hour; t += 15 * clinic.Minute {
		out = append(out, t)
	}
	return out
}

// ask counts a call.
func (c *fakeClinic) ask() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
}

// asked is how many calls there were.
func (c *fakeClinic) asked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

// answered counts a call and takes as long as an answer does.
func (c *fakeClinic) answered(ctx context.Context) error {
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

func (c *fakeClinic) Departments(ctx context.Context) (clinic.DepartmentList, error) {
	return clinic.DepartmentList{Departments: c.departments}, c.answered(ctx)
}

func (c *fakeClinic) Slots(ctx context.Context, department clinic.ID, from, to clinic.Day) (clinic.SlotList, error) {
	if c.mute {
		return clinic.SlotList{}, errSilent
	}
	var out []clinic.Slot
	for day := from; day <= to; day++ {
		if len(c.departments) < 10 && day.Weekday() == time.Sunday {
			continue
		}
		for i, t := range c.times {
			sl := clinic.Slot{Department: department, At: day.At(t)}
			sl.Free = !c.taken[sl] && (i+int(day))%3 != 0
			if c.full {
				sl.Free = i == 0 && day == begins().Day()+3
			}
			out = append(out, sl)
		}
	}
	return clinic.SlotList{Slots: out}, c.answered(ctx)
}

func (c *fakeClinic) Visits(ctx context.Context, ask clinic.Visits) (clinic.VisitList, error) {
	list := clinic.VisitList{Partial: c.cut, Skipped: c.skipped}
	if c.mute || c.onlyAhead && ask.To < begins().Day().Monday() {
		return list, errSilent
	}
	for _, v := range c.visits {
		day := v.At.Day()
		if day >= ask.From && day <= ask.To && (ask.Department == "" || ask.Department == v.Department) &&
			(ask.External == "" || ask.External == v.External) {
			list.Appointments = append(list.Appointments, v)
		}
	}
	return list, c.answered(ctx)
}

func (c *fakeClinic) Visit(ctx context.Context, id clinic.ID) (clinic.Appointment, error) {
	for _, v := range c.visits {
		if v.ID == id {
			return v, c.answered(ctx)
		}
	}
	return clinic.Appointment{}, state.Failure{Code: state.AppointmentNotFound, Status: 404}
}

func (c *fakeClinic) Book(ctx context.Context, b clinic.Booking) (clinic.Appointment, error) {
	if err := c.answered(ctx); err != nil {
		return clinic.Appointment{}, err
	}
	if c.silent {
		return clinic.Appointment{}, errSilent
	}
	if c.refusal != nil {
		return clinic.Appointment{}, c.refusal
	}
	return booked(b), nil
}

// booked is the appointment that a booking becomes.
func booked(b clinic.Booking) clinic.Appointment {
	return clinic.Appointment{
		ID: "2001", Department: b.Department, Worker: b.Worker, At: b.At, Status: clinic.Scheduled,
		Name: b.Name, External: b.Ref, QR: "https://clinic.example/t/2001",
	}
}

func (c *fakeClinic) Cancel(ctx context.Context, _ clinic.ID) error {
	if err := c.answered(ctx); err != nil || !c.silent {
		return err
	}
	return errSilent
}

func (c *fakeClinic) Balance() clinic.Balance {
	c.ask()
	if c.credits < 0 {
		return clinic.Balance{}
	}
	return clinic.Balance{Known: true, Credits: c.credits}
}

func (c *fakeClinic) Quota() clinic.Quota {
	c.ask()
	return clinic.Quota{Known: true, Limit: 1000, Remaining: 812}
}
