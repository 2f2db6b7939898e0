package demo

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"creneau/state"
	"creneau/state/clinic"
)

// Paging of the list of appointments. The largest size is the SDKs'; what the
// service does by default or beyond it is not documented: here a page has 20,
// and a larger wish is cut to 100.
const (
	defaultSize = 20
	maxSize     = 100
)

// maxDays is the longest range that availability is told for, in days.
const maxDays = 62

// find resolves the appointment that a path names.
func (c *Clinic) find(in *call) (*appointment, *refusal) {
	id, err := parseID(in.id)
	a := c.register.byID[id]
	if err != nil || a == nil {
		return nil, refuseField(state.AppointmentNotFound, "id", in.id)
	}
	return a, in.key.may(a.department)
}

// findDepartment resolves the department that a path names.
func (c *Clinic) findDepartment(in *call) (*department, *refusal) {
	d := c.department(in.id)
	if d == nil {
		return nil, refuseField(state.DepartmentNotFound, "id", in.id)
	}
	return d, in.key.may(d)
}

// readAppointment is GET /appointments/{id}.
func (c *Clinic) readAppointment(in *call) (reply, *refusal) {
	a, refused := c.find(in)
	if refused != nil {
		return reply{}, refused
	}
	return respond(http.StatusOK, c.shown(a, in)), nil
}

// shown is an appointment as readings show it.
func (c *Clinic) shown(a *appointment, in *call) appointmentJSON {
	shown := a.json(in.wall)
	if c.trouble.noEcho.On {
		shown.ExternalUserID = ""
	}
	return shown
}

// listDepartments is GET /departments: a bare array, without paging.
func (c *Clinic) listDepartments(in *call) (reply, *refusal) {
	list := []departmentJSON{}
	for _, d := range c.departments {
		if in.key.may(d) == nil {
			list = append(list, d.json())
		}
	}
	return respond(http.StatusOK, list), nil
}

// readDepartment is GET /departments/{id}.
func (c *Clinic) readDepartment(in *call) (reply, *refusal) {
	d, refused := c.findDepartment(in)
	if refused != nil {
		return reply{}, refused
	}
	return respond(http.StatusOK, d.json()), nil
}

// availability is GET /departments/{id}/availability. Every day of the range is
// there, closed ones without slots, and every slot, taken and past ones as not
// available.
func (c *Clinic) availability(in *call) (reply, *refusal) {
	d, refused := c.findDepartment(in)
	if refused != nil {
		return reply{}, refused
	}
	for _, name := range []string{"startDate", "endDate"} {
		if in.query.Get(name) == "" {
			return reply{}, refuseField(state.MissingRequiredField, name, nil)
		}
	}
	days, refused := readDays(in.query)
	if refused != nil {
		return reply{}, refused
	}
	if days.to-days.from >= maxDays {
		return reply{}, refuseField(state.InvalidFieldValue, "endDate", in.query.Get("endDate"))
	}
	answer := availabilityJSON{DepartmentID: d.id}
	for day := days.from; day <= days.to; day++ {
		of := dayJSON{Date: day.String(), Slots: []slotJSON{}}
		for _, at := range d.slots(day) {
			free := at > in.wall && c.register.taken[place{d.id, at}] == nil
			of.Slots = append(of.Slots, slotJSON{Time: at.Clock(), Available: free, DateTime: at.String()})
		}
		answer.Availability = append(answer.Availability, of)
	}
	return respond(http.StatusOK, answer), nil
}

// dayRange is a stretch of days, both ends included.
type dayRange struct{ from, to clinic.Day }

// allDays is the range that leaves nothing out.
func allDays() dayRange { return dayRange{-1 << 20, 1 << 20} }

// parseDay reads a day. A date and time is taken for its day, as frameworks do.
func parseDay(text string) (clinic.Day, error) {
	if at, err := clinic.ParseWall(text); err == nil {
		return at.Day(), nil
	}
	return clinic.ParseDay(text)
}

// readDays reads startDate and endDate, which are YYYY-MM-DD and included.
func readDays(query url.Values) (dayRange, *refusal) {
	days := allDays()
	for _, bound := range []struct {
		name string
		day  *clinic.Day
	}{{"startDate", &days.from}, {"endDate", &days.to}} {
		text := query.Get(bound.name)
		if text == "" {
			continue
		}
		day, err := parseDay(text)
		if err != nil {
			return days, refuseField(state.InvalidDateTime, bound.name, text)
		}
		*bound.day = day
	}
	if days.to < days.from {
		return days, refuseField(state.InvalidFieldValue, "endDate", query.Get("endDate"))
	}
	return days, nil
}

// A filter narrows the list of appointments; zero fields do not.
type filter struct {
	days       dayRange
	status     clinic.Status
	department *department
	external   string
}

// readFilter reads the documented query parameters.
func (c *Clinic) readFilter(in *call) (f filter, refused *refusal) {
	if f.days, refused = readDays(in.query); refused != nil {
		return f, refused
	}
	if c.trouble.noEcho.Form != unfiltered {
		f.external = in.query.Get("externalUserId")
	}
	f.status = clinic.Status(in.query.Get("status"))
	statuses := []clinic.Status{"", clinic.PendingPayment, clinic.Scheduled, clinic.Completed, clinic.Cancelled, clinic.NoShow}
	if !slices.Contains(statuses, f.status) {
		return f, refuseField(state.InvalidFieldValue, "status", f.status)
	}
	text := in.query.Get("departmentId")
	if text == "" {
		return f, nil
	}
	if _, err := parseID(text); err != nil {
		return f, refuseField(state.InvalidFieldValue, "departmentId", text)
	}
	if f.department = c.department(text); f.department == nil {
		return f, refuseField(state.DepartmentNotFound, "departmentId", text)
	}
	return f, in.key.may(f.department)
}

// listAppointments is GET /appointments, by time and then by id.
func (c *Clinic) listAppointments(in *call) (reply, *refusal) {
	f, refused := c.readFilter(in)
	if refused != nil {
		return reply{}, refused
	}
	page, refused := readCount(in.query, "page", 0, 0)
	if refused != nil {
		return reply{}, refused
	}
	size, refused := readCount(in.query, "size", 1, defaultSize)
	if refused != nil {
		return reply{}, refused
	}
	size = min(size, maxSize)
	if c.trouble.cutList.Form == listRepeated {
		page = 0
	}
	answer := pageOf(c.matching(f, in), page, size, func(a *appointment) appointmentJSON { return c.shown(a, in) })
	if cut := c.trouble.cutList; cut.On {
		answer.cut(cut.Form)
	}
	return respond(http.StatusOK, answer), nil
}

// pageOf is a page of what was found.
func pageOf(found []*appointment, page, size int, show func(*appointment) appointmentJSON) pageJSON {
	total := len(found)
	pages := (total + size - 1) / size
	answer := pageJSON{Content: []appointmentJSON{}, Page: page, Size: size, TotalElements: total, TotalPages: pages, Last: page >= pages-1}
	if page < pages {
		for _, a := range found[page*size : min(total, (page+1)*size)] {
			answer.Content = append(answer.Content, show(a))
		}
	}
	return answer
}

// matching lists what a filter and the key let through.
func (c *Clinic) matching(f filter, in *call) []*appointment {
	var found []*appointment
	for _, a := range c.register.between(f.days.from.Start(), (f.days.to + 1).Start()) {
		switch {
		case in.key.may(a.department) != nil,
			f.department != nil && a.department != f.department,
			f.external != "" && a.external != f.external,
			f.status != "" && a.statusAt(in.wall) != f.status:
			continue
		}
		found = append(found, a)
	}
	return found
}

// readCount reads a whole number of at least least.
func readCount(query url.Values, name string, least, otherwise int) (int, *refusal) {
	text := query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || int(n) < least {
		return 0, refuseField(state.InvalidFieldValue, name, text)
	}
	return int(n), nil
}
