package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
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

// A wireAppointment is an appointment as the API writes it. Fields are read one
// by one, so that a wrong type in one that does not matter loses only itself.
type wireAppointment struct {
	ID              json.RawMessage `json:"id"`
	DepartmentID    json.RawMessage `json:"departmentId"`
	WorkerID        json.RawMessage `json:"workerId"`
	DateTime        json.RawMessage `json:"dateTime"`
	Status          json.RawMessage `json:"status"`
	Name            json.RawMessage `json:"name"`
	ExternalUserID  json.RawMessage `json:"externalUserId"`
	QRCode          json.RawMessage `json:"qrCode"`
	CreatedAt       json.RawMessage `json:"createdAt"`
	CreditsConsumed json.RawMessage `json:"creditsConsumed"`
}

// appointment reads one appointment. Without an id, a time and a status it is
// none: a zero value would stand in the day as a booking that nobody made.
func appointment(raw json.RawMessage, zone *time.Location) (clinic.Appointment, error) {
	var w wireAppointment
	if err := json.Unmarshal(raw, &w); err != nil {
		return clinic.Appointment{}, err
	}
	a, err := w.record(zone)
	if err != nil {
		return clinic.Appointment{}, err
	}
	if a.At == 0 || a.Status == "" {
		return clinic.Appointment{}, errors.New("no time or no status")
	}
	return a, nil
}

// record reads what can be read; only the id must be there.
func (w wireAppointment) record(zone *time.Location) (clinic.Appointment, error) {
	id, err := idOf(w.ID)
	if err != nil {
		return clinic.Appointment{}, err
	}
	a := clinic.Appointment{
		ID:       id,
		Status:   clinic.Status(clinic.Clean(textOf(w.Status), maxStatus)),
		Name:     clinic.Clean(textOf(w.Name), maxName),
		External: clinic.Clean(scalarOf(w.ExternalUserID), maxName),
		QR:       clinic.Clean(textOf(w.QRCode), maxAddress),
	}
	a.Department, _ = idOf(w.DepartmentID)
	a.Worker, _ = idOf(w.WorkerID)
	a.At, _ = wallOf(textOf(w.DateTime), zone)
	a.Created, _ = wallOf(textOf(w.CreatedAt), zone)
	a.Credits, _ = countOf(w.CreditsConsumed)
	return a, nil
}

// booked reads the answer to a booking. Its id alone says that it was made;
// what else it does not tell is as it was asked for.
func booked(body []byte, b clinic.Booking, zone *time.Location) (clinic.Appointment, error) {
	var w wireAppointment
	if err := json.Unmarshal(body, &w); err != nil {
		return clinic.Appointment{}, err
	}
	a, err := w.record(zone)
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
	skipped      int
	last         bool
}

// pageOf reads a page. An item that cannot be read is skipped and counted.
func pageOf(body []byte, number int, zone *time.Location) (visitPage, error) {
	var w struct {
		Content    []json.RawMessage `json:"content"`
		TotalPages json.RawMessage   `json:"totalPages"`
		Last       json.RawMessage   `json:"last"`
	}
	if err := json.Unmarshal(body, &w); err != nil {
		return visitPage{}, err
	}
	if w.Content == nil {
		return visitPage{}, errors.New("no content")
	}
	p := visitPage{items: len(w.Content)}
	hash := sha256.New()
	for _, raw := range w.Content {
		hash.Write(raw)
		a, err := appointment(raw, zone)
		if err != nil {
			p.skipped++
			continue
		}
		p.appointments = append(p.appointments, a)
	}
	last, told := truthOf(w.Last)
	if !told {
		pages, counted := countOf(w.TotalPages)
		last = counted && number+1 >= pages || !counted && len(w.Content) < pageSize
	}
	p.last = last
	hash.Sum(p.print[:0])
	return p, nil
}
