package api

import (
	"cmp"
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"creneau/state"
	"creneau/state/clinic"
)

// Bounds of what one call asks for.
const (
	pageSize = 100 // appointments on a page; the most that the SDKs allow
	maxPages = 50
	week     = 7 // days of availability asked for at a time
)

// Departments are those that the key may see.
func (c *Client) Departments(ctx context.Context) (clinic.DepartmentList, error) {
	q := call{method: http.MethodGet, path: "/departments"}
	r, err := c.do(ctx, q)
	if err != nil {
		return clinic.DepartmentList{}, err
	}
	list, err := departments(r.body)
	if err != nil {
		return clinic.DepartmentList{}, unreadable(q, r)
	}
	for i := range list.Departments {
		c.addStaff(&list.Departments[i])
	}
	return list, nil
}

// Department is one department.
func (c *Client) Department(ctx context.Context, id clinic.ID) (clinic.Department, error) {
	q := aboutOne(http.MethodGet, "/departments/", id, state.DepartmentNotFound)
	r, err := c.do(ctx, q)
	if err != nil {
		return clinic.Department{}, err
	}
	d, err := department(r.body)
	if err != nil {
		return clinic.Department{}, unreadable(q, r)
	}
	c.addStaff(&d)
	return d, nil
}

func (c *Client) addStaff(d *clinic.Department) {
	workers, needed := c.staff(d.ID)
	d.Workers, d.NeedsWorker = workers, d.NeedsWorker || needed
}

// Slots are those of a department from one day to another, both included, by
// time. They are asked for a week at a time.
func (c *Client) Slots(ctx context.Context, id clinic.ID, from, to clinic.Day) (clinic.SlotList, error) {
	var all clinic.SlotList
	for start := from; start <= to; start += week {
		end := min(start+week-1, to)
		q := aboutOne(http.MethodGet, "/departments/", id, state.DepartmentNotFound)
		q.path += "/availability"
		q.query = url.Values{"startDate": {start.String()}, "endDate": {end.String()}}
		r, err := c.do(ctx, q)
		if err != nil {
			return clinic.SlotList{}, err
		}
		week, err := slotsOf(r.body, id, start, end, c.zone)
		if err != nil {
			return clinic.SlotList{}, unreadable(q, r)
		}
		all.Slots, all.Skipped = append(all.Slots, week.Slots...), all.Skipped+week.Skipped
	}
	slices.SortStableFunc(all.Slots, func(a, b clinic.Slot) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Worker, b.Worker))
	})
	all.Slots = slices.Compact(all.Slots)
	return all, nil
}

// Visits are the appointments asked for, by time. Pages are followed to the
// last; the list is partial where they repeat, break off or are too many.
func (c *Client) Visits(ctx context.Context, ask clinic.Visits) (clinic.VisitList, error) {
	var list clinic.VisitList
	places := make(map[string]int)
	pages := make(map[[sha256.Size]byte]bool)
	items := 0
	for number := 0; ; number++ {
		if number == maxPages {
			list.Partial = true
			break
		}
		q := visitsCall(ask, number)
		r, err := c.do(ctx, q)
		if err != nil {
			return clinic.VisitList{}, err
		}
		page, err := pageOf(r.body, number, c.zone)
		if err != nil {
			return clinic.VisitList{}, unreadable(q, r)
		}
		if pages[page.print] && page.items > 0 {
			list.Partial = true
			break
		}
		pages[page.print] = true
		list.Pages++
		items += page.items
		list.Skipped += page.skipped
		for _, a := range page.appointments {
			if !asked(ask, a) {
				continue
			}
			if i, ok := places[a.ID.Text()]; ok {
				list.Appointments[i] = a // read later
				continue
			}
			places[a.ID.Text()] = len(list.Appointments)
			list.Appointments = append(list.Appointments, a)
		}
		if page.last || page.items == 0 {
			list.Partial = !page.last || items < page.total
			break
		}
	}
	slices.SortStableFunc(list.Appointments, func(a, b clinic.Appointment) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID.Text(), b.ID.Text()))
	})
	return list, nil
}

func visitsCall(ask clinic.Visits, page int) call {
	query := url.Values{"page": {strconv.Itoa(page)}, "size": {strconv.Itoa(pageSize)}}
	if ask.From != 0 {
		query.Set("startDate", ask.From.String())
	}
	if ask.To != 0 {
		query.Set("endDate", ask.To.String())
	}
	if ask.Department != "" {
		query.Set("departmentId", ask.Department.Text())
	}
	if ask.External != "" {
		query.Set("externalUserId", ask.External)
	}
	return call{method: http.MethodGet, path: "/appointments", query: query}
}

// asked says whether an appointment is one of those asked for: nothing says
// which filters the server knows, or whether it counts both ends. One that names
// no reference may have been found by it all the same: lists may not echo it.
func asked(ask clinic.Visits, a clinic.Appointment) bool {
	day := a.At.Day()
	return (ask.From == 0 || day >= ask.From) && (ask.To == 0 || day <= ask.To) &&
		(ask.Department == "" || a.Department.Same(ask.Department)) &&
		(ask.External == "" || a.External == "" || a.External == ask.External)
}

// Visit is one appointment.
func (c *Client) Visit(ctx context.Context, id clinic.ID) (clinic.Appointment, error) {
	q := aboutOne(http.MethodGet, "/appointments/", id, state.AppointmentNotFound)
	r, err := c.do(ctx, q)
	if err != nil {
		return clinic.Appointment{}, err
	}
	a, err := appointment(r.body, c.zone)
	if err != nil || !a.ID.Same(id) {
		return clinic.Appointment{}, unreadable(q, r)
	}
	return a, nil
}

// Book sends one booking, once. An answer that names no id leaves it open
// whether it was made: BadReply.
func (c *Client) Book(ctx context.Context, b clinic.Booking) (clinic.Appointment, error) {
	body, err := bookingBody(b)
	if err != nil {
		return clinic.Appointment{}, state.Failure{Code: state.NotSent, Cause: state.CauseOther}
	}
	q := call{method: http.MethodPost, path: "/appointments", body: body}
	r, err := c.do(ctx, q)
	if err != nil {
		return clinic.Appointment{}, err
	}
	a, err := booked(r.body, b, c.zone)
	if err != nil {
		return clinic.Appointment{}, unreadable(q, r)
	}
	return a, nil
}

// Cancel sends one cancellation, once. Any 2xx is a success, but for a web
// page, which some proxy made, and for an error body of the API.
func (c *Client) Cancel(ctx context.Context, id clinic.ID) error {
	q := aboutOne(http.MethodDelete, "/appointments/", id, state.AppointmentNotFound)
	r, err := c.do(ctx, q)
	if err != nil {
		return err
	}
	if isHTML(r.header, r.body) {
		return unreadable(q, r)
	}
	c.mu.Lock()
	key := c.key
	c.mu.Unlock()
	return refusedInside(r, c.show(key))
}

// refusedInside is the refusal that an answer with a 2xx holds: an error body,
// or a documented code beside other things; nil where there is none. A code that
// nobody knows may be the appointment's own.
func refusedInside(r reply, show func(string, int) string) error {
	f := state.Failure{Status: r.status}
	readFailure(r.body, &f, show)
	top, _ := objectOf(r.body)
	if _, err := objectOf(top["error"]); f.Coded && (err == nil || documented(f.Code)) {
		return f
	}
	return nil
}

// aboutOne is a call about one record. An id that is empty or all dots would
// name another path: the list, or what lies above. It names no record, and
// nothing is sent.
func aboutOne(method, under string, id clinic.ID, missing state.Code) call {
	q := call{method: method, path: under + url.PathEscape(id.Text()), missing: missing}
	q.unnamed = strings.Trim(id.Text(), ".") == ""
	return q
}
