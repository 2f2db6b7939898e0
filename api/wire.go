package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"creneau/state/clinic"
)

// Lengths to which the texts of records are cut, in runes.
const (
	maxName    = 120
	maxLong    = 400 // descriptions
	maxAddress = 500
	maxStatus  = 40
)

// appointment reads one appointment. Without an id, a time and a status it is
// none: a zero value would stand in the day as a booking that nobody made.
func appointment(raw json.RawMessage, zone *time.Location) (clinic.Appointment, error) {
	o, err := objectOf(raw)
	if err != nil {
		return clinic.Appointment{}, err
	}
	a, err := recordOf(o, zone)
	if err != nil {
		return clinic.Appointment{}, err
	}
	if a.At == 0 || a.Status == "" {
		return clinic.Appointment{}, errors.New("no time or no status")
	}
	return a, nil
}

// recordOf reads what can be read; only the id must be there. Fields are read one
// by one, so that a wrong type in one that does not matter loses only itself.
func recordOf(o object, zone *time.Location) (clinic.Appointment, error) {
	id, err := idOf(o["id"])
	if err != nil {
		return clinic.Appointment{}, err
	}
	a := clinic.Appointment{
		ID:       id,
		Status:   statusOf(o["status"]),
		Name:     clinic.Clean(textOf(o["name"]), maxName),
		External: clinic.Clean(scalarOf(o["externalUserId"]), maxName),
		QR:       clinic.Clean(textOf(o["qrCode"]), maxAddress),
	}
	a.Department, _ = idOf(o["departmentId"])
	a.Worker, _ = idOf(o["workerId"])
	a.At, _ = momentOf(o["dateTime"], zone)
	a.Created, _ = momentOf(o["createdAt"], zone)
	a.Credits, _ = countOf(o["creditsConsumed"])
	return a, nil
}

// statusOf reads a status: a documented one in whatever case, another as it is.
func statusOf(raw json.RawMessage) clinic.Status {
	s := clinic.Status(strings.TrimSpace(clinic.Clean(textOf(raw), maxStatus)))
	if upper := clinic.Status(strings.ToUpper(string(s))); upper.Known() {
		return upper
	}
	return s
}

// booked reads the answer to a booking. Its id alone says that it was made;
// what else it does not tell is as it was asked for.
func booked(body []byte, b clinic.Booking, zone *time.Location) (clinic.Appointment, error) {
	o, err := objectOf(body)
	if err != nil {
		return clinic.Appointment{}, err
	}
	a, err := recordOf(o, zone)
	if err != nil {
		return clinic.Appointment{}, err
	}
	if a.Department == "" {
		a.Department = b.Department
	}
	if a.Worker == "" {
		a.Worker = b.Worker
	}
	if a.At == 0 {
		a.At = b.At
	}
	if a.Status == "" {
		a.Status = clinic.Scheduled
	}
	if a.Name == "" {
		a.Name = clinic.Clean(b.Name, maxName)
	}
	if a.External == "" {
		a.External = clinic.Clean(b.Ref, maxName)
	}
	return a, nil
}

// bookingBody is the body of a booking's POST.
func bookingBody(b clinic.Booking) ([]byte, error) {
	w := struct {
		DepartmentID any    `json:"departmentId"`
		DateTime     string `json:"dateTime"`
		Name         string `json:"name"`
		External     string `json:"externalUserId,omitempty"`
		WorkerID     any    `json:"workerId,omitempty"`
	}{DepartmentID: wireID(b.Department), DateTime: b.At.String(), Name: b.Name, External: b.Ref}
	if b.Worker != "" {
		w.WorkerID = wireID(b.Worker)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(w)
	return out.Bytes(), err
}

// A visitPage is one page of appointments.
type visitPage struct {
	print        [sha256.Size]byte // of the items, to know a page that comes again
	appointments []clinic.Appointment
	items        int // on the page, readable or not
	total        int // of the list, as it says; 0 where it does not
	skipped      int
	last         bool
}

// pageOf reads a page. An item that cannot be read is skipped and counted.
func pageOf(body []byte, number int, zone *time.Location) (visitPage, error) {
	o, err := objectOf(body)
	if err != nil {
		return visitPage{}, err
	}
	content, err := o.list("content")
	if err != nil {
		return visitPage{}, err
	}
	p := visitPage{items: len(content)}
	hash := sha256.New()
	for _, raw := range content {
		hash.Write(raw)
		a, err := appointment(raw, zone)
		if err != nil {
			p.skipped++
			continue
		}
		p.appointments = append(p.appointments, a)
	}
	p.total, _ = countOf(o["totalElements"])
	p.last = isLast(o, number, len(content))
	hash.Sum(p.print[:0])
	return p, nil
}

// isLast says whether a page is the last one. Where last and totalPages
// disagree there is more: reading a page too many costs a request, missing one
// hides appointments.
func isLast(o object, number, items int) bool {
	last, told := truthOf(o["last"])
	pages, counted := countOf(o["totalPages"])
	switch {
	case told && counted:
		return last && number+1 >= pages
	case told:
		return last
	case counted:
		return number+1 >= pages
	}
	return items < pageSize
}
