package demo

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"creneau/state"
	"creneau/state/clinic"
)

// Limits of the request's text fields, in characters. The documents give none.
const (
	maxName     = 255
	maxExternal = 255
)

// price is what a booking costs, in credits.
const price = 1

// A request to book, validated field by field.
type booking struct {
	department *department
	at         clinic.Wall
	name       string
	external   string
	worker     int64 // 0: none named
}

// book is POST /appointments. It checks, in this order: the fields, the
// department, the worker, a double booking, the slot, the credits.
func (c *Clinic) book(in *call) (reply, *refusal) {
	asked, refused := c.readBooking(in)
	if refused != nil {
		return reply{}, refused
	}
	day := asked.at.Day()
	if other := c.register.scheduled(asked.name, asked.department, day, in.wall); other != nil {
		return reply{}, &refusal{code: state.DuplicateAppointment,
			details: details{"field": "name", "value": asked.name, "appointmentId": other.id}}
	}
	if refused := c.checkSlot(asked, in); refused != nil {
		return reply{}, refused
	}
	cost, refused := c.charge(in.key)
	if refused != nil {
		return reply{}, refused
	}
	a := &appointment{department: asked.department, worker: asked.worker, at: asked.at, created: in.wall, name: asked.name,
		external: asked.external, credits: cost, status: clinic.Scheduled, outcome: clinic.Completed}
	c.register.add(a)
	c.enter(Booked, a, in.now)
	answer := respond(http.StatusCreated, a.json(in.wall))
	_, answer.lost = c.trouble.strike(LostAnswer, in.method)
	return answer, nil
}

// checkSlot says whether the slot can be booked. Where it can and the
// misfortune is armed, another desk of the clinic books it first: at the
// counter, so it costs no credit of the API's purse.
func (c *Clinic) checkSlot(asked booking, in *call) *refusal {
	taken := refuseField(state.SlotNotAvailable, "dateTime", asked.at.String())
	p := place{asked.department.id, asked.at}
	if !asked.department.bookable(asked.at) || asked.at <= in.wall || c.register.taken[p] != nil {
		return taken
	}
	if _, ok := c.trouble.strike(SlotTaken, in.method); ok {
		c.register.add(&appointment{department: asked.department, at: asked.at, created: in.wall,
			name: "Soumah Kerfalla", status: clinic.Scheduled, outcome: clinic.Completed})
		return taken
	}
	return nil
}

// charge takes the price out of the purse.
func (c *Clinic) charge(key *Key) (cost int, refused *refusal) {
	switch {
	case key.Development:
		return 0, nil
	case key.organization.unpaid:
		return 0, refuse(state.PaymentRequired).saying("L'abonnement de l'organisation est échu")
	case c.purse < price:
		return 0, &refusal{code: state.InsufficientCredits, details: details{"required": price, "available": c.purse}}
	}
	c.purse -= price
	return price, nil
}

// cancel is DELETE /appointments/{id}. Where the documents are silent: one that
// is cancelled already is APPOINTMENT_NOT_FOUND, as nothing is left to cancel;
// one that is over is INVALID_REQUEST, as no other field could make it right.
// Neither refunds anything.
func (c *Clinic) cancel(in *call) (reply, *refusal) {
	a, refused := c.find(in)
	if refused != nil {
		return reply{}, refused
	}
	switch status := a.statusAt(in.wall); status {
	case clinic.Cancelled:
		return reply{}, refuseField(state.AppointmentNotFound, "id", in.id).saying("Le rendez-vous est déjà annulé")
	case clinic.Completed, clinic.NoShow:
		return reply{}, refuseField(state.InvalidRequest, "status", status).saying("Le rendez-vous est terminé")
	}
	c.register.cancel(a)
	c.purse += a.credits
	c.enter(Cancelled, a, in.now)
	return respond(http.StatusNoContent, nil), nil
}

// fields are the members of a request body.
type fields map[string]json.RawMessage

// given says whether a member is there and not null.
func (f fields) given(name string) bool {
	raw, ok := f[name]
	return ok && string(raw) != "null"
}

// text reads a string member; absent is "".
func (f fields) text(name string) (string, bool) {
	if !f.given(name) {
		return "", true
	}
	var s string
	err := json.Unmarshal(f[name], &s)
	return s, err == nil
}

// integer reads a member that is a whole JSON number.
func (f fields) integer(name string) (int64, *refusal) {
	n, err := parseID(string(f[name]))
	if err != nil {
		return 0, refuseField(state.InvalidFieldValue, name, f[name])
	}
	return n, nil
}

// readBooking validates the body and resolves what it names.
func (c *Clinic) readBooking(in *call) (booking, *refusal) {
	var f fields
	if len(in.body) > maxBody || json.Unmarshal(in.body, &f) != nil || f == nil {
		return booking{}, refuse(state.InvalidRequest)
	}
	for _, name := range []string{"departmentId", "dateTime", "name"} {
		if !f.given(name) {
			return booking{}, refuseField(state.MissingRequiredField, name, nil)
		}
	}
	id, refused := f.integer("departmentId")
	if refused != nil {
		return booking{}, refused
	}
	b, refused := f.texts()
	if refused != nil {
		return booking{}, refused
	}
	if b.department = c.departmentByID(id); b.department == nil {
		return booking{}, refuseField(state.DepartmentNotFound, "departmentId", id)
	}
	if refused := in.key.may(b.department); refused != nil {
		return booking{}, refused
	}
	b.worker, refused = f.workerFor(b.department)
	return b, refused
}

// texts reads the members that are strings, among them the telephone and the
// address of version 1 of the contract, which are checked and not kept.
func (f fields) texts() (booking, *refusal) {
	var b booking
	when, ok := f.text("dateTime")
	at, err := clinic.ParseWall(when)
	if !ok || err != nil || !strings.Contains(when, "T") {
		return b, refuseField(state.InvalidDateTime, "dateTime", f["dateTime"])
	}
	b.at = at
	if b.name, ok = f.text("name"); !ok || !printable(b.name, maxName) {
		return b, refuseField(state.InvalidFieldValue, "name", f["name"])
	}
	if b.name = strings.TrimSpace(b.name); b.name == "" {
		return b, refuseField(state.MissingRequiredField, "name", "")
	}
	if b.external, ok = f.text("externalUserId"); !ok || !printable(b.external, maxExternal) {
		return b, refuseField(state.InvalidFieldValue, "externalUserId", f["externalUserId"])
	}
	if phone, ok := f.text("userPhone"); !ok || f.given("userPhone") && !isPhone(phone) {
		return b, refuseField(state.InvalidPhoneNumber, "userPhone", f["userPhone"])
	}
	if address, ok := f.text("userEmail"); !ok || f.given("userEmail") && !isEmail(address) {
		return b, refuseField(state.InvalidEmail, "userEmail", f["userEmail"])
	}
	return b, nil
}

// workerFor reads who is asked for.
func (f fields) workerFor(d *department) (int64, *refusal) {
	if !f.given("workerId") {
		if d.needsWorker {
			return 0, refuseField(state.MissingRequiredField, "workerId", nil)
		}
		return 0, nil
	}
	worker, refused := f.integer("workerId")
	if refused == nil && !d.employs(worker) {
		refused = refuseField(state.UserNotFound, "workerId", worker)
	}
	return worker, refused
}

// printable says whether a text is short enough and holds nothing that would
// not be printed.
func printable(s string, most int) bool {
	return utf8.RuneCountInString(s) <= most && strings.IndexFunc(s, unicode.IsControl) < 0
}

// isPhone accepts 8 to 15 digits, with a plus sign before and blanks, dots,
// hyphens or parentheses among them.
func isPhone(s string) bool {
	digits := 0
	for _, r := range strings.TrimPrefix(s, "+") {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune(" .-()", r):
			return false
		}
	}
	return digits >= 8 && digits <= 15
}

func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(domain, ".")
}
