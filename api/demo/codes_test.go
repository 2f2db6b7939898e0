package demo

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"creneau/state"
	"creneau/state/clinic"
)

func TestEveryCodeHasAnAnswer(t *testing.T) {
	documented := state.Documented()
	for _, code := range documented {
		if row := answers[code]; row.status < 400 || row.message == "" {
			t.Errorf("the demo clinic has no answer for %s: %+v", code, row)
		}
	}
	for code := range answers {
		if !slices.Contains(documented, code) {
			t.Errorf("%s is answered and not documented", code)
		}
	}
}

// What the desk does about a code goes with the status that it is sent with: a
// conflict may be with the booking itself, a write that broke may have been done.
func TestRulesGoWithTheStatus(t *testing.T) {
	for code, row := range answers {
		rule := state.RuleFor(state.Failure{Code: code})
		for what, holds := range map[string][2]bool{
			"a conflict":   {rule.Conflict, row.status == http.StatusConflict},
			"a limit":      {rule.Show == state.CountDown, row.status == http.StatusTooManyRequests},
			"perhaps done": {rule.Reaction(state.Post{}) == state.OutcomeUnknown, row.status >= http.StatusInternalServerError},
			"read again":   {rule.Again == state.Backoff, row.status >= http.StatusInternalServerError},
		} {
			if holds[0] != holds[1] {
				t.Errorf("%s: the desk takes it for %s: %v; its status %d says so: %v", code, what, holds[0], row.status, holds[1])
			}
		}
	}
}

// A cause is an honest way to meet a code.
type cause struct {
	name  string
	code  state.Code
	field string // details.field; "" is not looked at
	do    func(*desk) outcome
}

// tenOClock is on the day of the story's start, a while after it.
var tenOClock = storyDay().At(10 * clinic.Hour)

// withHeader reads with one header of its own, or with none.
func withHeader(name, value string) func(*desk) outcome {
	return func(d *desk) outcome {
		req, err := http.NewRequest(http.MethodGet, d.base+"/departments", nil)
		if err != nil {
			d.t.Fatal(err)
		}
		if name != "" {
			req.Header.Set(name, value)
		}
		o, err := d.sendRequest(req)
		if err != nil {
			d.t.Fatal(err)
		}
		return o
	}
}

// posting asks to book with a body made for the desk.
func posting(body func(*desk) string) func(*desk) outcome {
	return func(d *desk) outcome { return d.do(http.MethodPost, "/appointments", body(d)) }
}

// changed asks to book with a good body in which something was replaced.
func changed(replace, by string) func(*desk) outcome {
	return posting(func(d *desk) string {
		good := bookingBody(cardiology, d.freeSlot(cardiology, tenOClock, 0), "Sow Mariama")
		bad := strings.Replace(good, replace, by, 1)
		if bad == good {
			d.t.Fatalf("no %s in %s", replace, good)
		}
		return bad
	})
}

func bookingAt(when clinic.Wall) func(*desk) outcome {
	return posting(func(*desk) string { return bookingBody(cardiology, when, "Sow Mariama") })
}

// keyCauses lie in the key.
func keyCauses() []cause {
	return []cause{
		{"no key", state.MissingAPIKey, "Authorization", withHeader("", "")},
		{"unknown key", state.InvalidAPIKey, "X-API-Key", withHeader("X-API-Key", "mk_unknown")},
		{"revoked key", state.InvalidAPIKey, "", func(d *desk) outcome { return d.as(KeyRevoked).get("/departments") }},
		{"expired key", state.ExpiredAPIKey, "", func(d *desk) outcome { return d.as(KeyExpired).get("/departments") }},
		{"basic authorization", state.InvalidTokenFormat, "Authorization", withHeader("Authorization", "Basic bWs6")},
		{"no token", state.InvalidTokenFormat, "Authorization", withHeader("Authorization", "Bearer")},
		{"token of another kind", state.InvalidTokenFormat, "Authorization", withHeader("Authorization", "Bearer sk_1")},
		{"token with a blank", state.InvalidTokenFormat, "Authorization", withHeader("Authorization", "Bearer mk_1 2")},
		{"scope", state.InsufficientScope, "scope", func(d *desk) outcome { return d.as(KeyReader).do(http.MethodPost, "/appointments", "{}") }},
		{"other organisation's department", state.OrganizationMismatch, "", func(d *desk) outcome { return d.get("/departments/91") }},
		{"our appointments, other key", state.OrganizationMismatch, "", func(d *desk) outcome { return d.as(KeyOther).get("/appointments?departmentId=11") }},
		{"department of no concern", state.DepartmentAccessDenied, "", func(d *desk) outcome { return d.as(KeyDepartment).get("/departments/12") }},
		{"limit", state.RateLimitExceeded, "", func(d *desk) outcome {
			for range 5 {
				d.get("/departments")
			}
			return d.get("/departments")
		}},
	}
}

// fieldCauses lie in the body of a booking.
func fieldCauses() []cause {
	return []cause{
		{"cut JSON", state.InvalidRequest, "", posting(func(*desk) string { return `{"departmentId":` })},
		{"not an object", state.InvalidRequest, "", posting(func(*desk) string { return `[1]` })},
		{"null", state.InvalidRequest, "", posting(func(*desk) string { return `null` })},
		{"huge", state.InvalidRequest, "", posting(func(*desk) string { return `{"name":"` + strings.Repeat("a", maxBody) + `"}` })},
		{"no name", state.MissingRequiredField, "name", changed(`"name":"Sow Mariama"`, `"x":1`)},
		{"null name", state.MissingRequiredField, "name", changed(`"Sow Mariama"`, `null`)},
		{"blank name", state.MissingRequiredField, "name", changed("Sow Mariama", "  ")},
		{"no department", state.MissingRequiredField, "departmentId", changed(`"departmentId"`, `"x"`)},
		{"no dateTime", state.MissingRequiredField, "dateTime", changed(`"dateTime"`, `"x"`)},
		{"no worker", state.MissingRequiredField, "workerId", posting(func(d *desk) string {
			return bookingBody(radiology, d.freeSlot(radiology, tenOClock, 0), "Sow Mariama")
		})},
		{"department as text", state.InvalidFieldValue, "departmentId", changed(`:11,`, `:"11",`)},
		{"department as fraction", state.InvalidFieldValue, "departmentId", changed(`:11,`, `:11.5,`)},
		{"name as number", state.InvalidFieldValue, "name", changed(`"Sow Mariama"`, `7`)},
		{"long name", state.InvalidFieldValue, "name", changed("Sow", strings.Repeat("é", maxName))},
		{"name with a control", state.InvalidFieldValue, "name", changed("Sow", `So\u0007w`)},
		{"reference as number", state.InvalidFieldValue, "externalUserId", changed(`"name"`, `"externalUserId":7,"name"`)},
		{"worker as text", state.InvalidFieldValue, "workerId", changed(`"name"`, `"workerId":"x","name"`)},
		{"day first", state.InvalidDateTime, "dateTime", changed("2026-02-03T", "03/02/2026 ")},
		{"a zone", state.InvalidDateTime, "dateTime", changed(`:00","name`, `:00Z","name`)},
		{"a number for a time", state.InvalidDateTime, "dateTime", posting(func(*desk) string { return `{"departmentId":11,"dateTime":5,"name":"x"}` })},
		{"telephone", state.InvalidPhoneNumber, "userPhone", changed(`"name"`, `"userPhone":"call me","name"`)},
		{"address", state.InvalidEmail, "userEmail", changed(`"name"`, `"userEmail":"m@nowhere","name"`)},
		{"book in no department", state.DepartmentNotFound, "departmentId", changed(`:11,`, `:7,`)},
		{"no such worker", state.UserNotFound, "workerId", changed(`"name"`, `"workerId":7,"name"`)},
	}
}

// bookingCauses lie in the slot, the person and the purse.
func bookingCauses() []cause {
	return []cause{
		{"past slot", state.SlotNotAvailable, "dateTime", bookingAt(storyDay().At(8 * clinic.Hour))},
		{"off the grid", state.SlotNotAvailable, "dateTime", bookingAt(storyDay().At(10*clinic.Hour + 5*clinic.Minute))},
		{"lunch", state.SlotNotAvailable, "dateTime", bookingAt(storyDay().At(13 * clinic.Hour))},
		{"Sunday", state.SlotNotAvailable, "dateTime", bookingAt((storyDay() + 5).At(10 * clinic.Hour))},
		{"taken slot", state.SlotNotAvailable, "dateTime", bookingAt((storyDay() + 7).At(10 * clinic.Hour))},
		{"twice the same day", state.DuplicateAppointment, "name", func(d *desk) outcome {
			d.book(cardiology, d.freeSlot(cardiology, tenOClock, 0), "Sow Mariama")
			return changed("Sow Mariama", "sow MARIAMA")(d)
		}},
		{"empty purse", state.InsufficientCredits, "", func(d *desk) outcome {
			d.order(Misfortune{Kind: NoCredits})
			return d.do(http.MethodPost, "/appointments", bookingBody(cardiology, d.freeSlot(cardiology, tenOClock, 0), "Sow Mariama"))
		}},
		{"unpaid subscription", state.PaymentRequired, "", func(d *desk) outcome {
			d = d.as(KeyOther)
			when := d.freeSlot(otherPractice, tenOClock, 0)
			return d.do(http.MethodPost, "/appointments", bookingBody(otherPractice, when, "Sow Mariama"))
		}},
	}
}

// readingCauses lie in what a path or a query names.
func readingCauses() []cause {
	return []cause{
		{"unknown status", state.InvalidFieldValue, "status", func(d *desk) outcome { return d.get("/appointments?status=DONE") }},
		{"page before the first", state.InvalidFieldValue, "page", func(d *desk) outcome { return d.get("/appointments?page=-1") }},
		{"size nothing", state.InvalidFieldValue, "size", func(d *desk) outcome { return d.get("/appointments?size=0") }},
		{"days backwards", state.InvalidFieldValue, "endDate", func(d *desk) outcome { return d.get("/appointments?startDate=2026-02-03&endDate=2026-02-02") }},
		{"a year of slots", state.InvalidFieldValue, "endDate", func(d *desk) outcome {
			return d.get("/departments/11/availability?startDate=2026-01-01&endDate=2026-12-31")
		}},
		{"range of no dates", state.InvalidDateTime, "startDate", func(d *desk) outcome { return d.get("/appointments?startDate=soon") }},
		{"no such appointment", state.AppointmentNotFound, "id", func(d *desk) outcome { return d.get("/appointments/7") }},
		{"no number", state.AppointmentNotFound, "id", func(d *desk) outcome { return d.do(http.MethodDelete, "/appointments/x", "") }},
		{"no such department", state.DepartmentNotFound, "id", func(d *desk) outcome { return d.get("/departments/7") }},
		{"filter by no department", state.DepartmentNotFound, "departmentId", func(d *desk) outcome { return d.get("/appointments?departmentId=7") }},
	}
}

// TestHonestCauses makes each code by what the contract says causes it. The
// others are ordered alone.
func TestHonestCauses(t *testing.T) {
	met := map[state.Code]bool{}
	for _, cause := range slices.Concat(keyCauses(), fieldCauses(), bookingCauses(), readingCauses()) {
		met[cause.code] = true
		t.Run(cause.name, func(t *testing.T) {
			d := newDesk(t, Options{Credits: 5, Limit: 5})
			e := d.wantCode(cause.do(d), cause.code)
			if cause.field != "" && e.Error.Details["field"] != cause.field {
				t.Errorf("details %v, want the field %s", e.Error.Details, cause.field)
			}
			if cause.code != state.DuplicateAppointment && len(d.clinic.Ledger()) != 0 {
				t.Errorf("refused and committed: %v", d.clinic.Ledger())
			}
		})
	}
	for _, code := range state.Documented() {
		if ordered := answers[code].ordered; met[code] == ordered {
			t.Errorf("%s has a cause: %v; it is ordered alone: %v", code, met[code], ordered)
		}
	}
}

func TestInsufficientCreditsTellsBoth(t *testing.T) {
	d := newDesk(t, Options{})
	body := bookingBody(cardiology, d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0), "Sow Mariama")
	e := d.wantCode(d.do(http.MethodPost, "/appointments", body), state.InsufficientCredits)
	if e.Error.Details["required"] != 1.0 || e.Error.Details["available"] != 0.0 {
		t.Errorf("details %v", e.Error.Details)
	}
}

func TestNoAnswerRepeatsAKey(t *testing.T) {
	d := newDesk(t, Options{})
	for _, name := range []string{KeyRevoked, KeyExpired} {
		refused := d.as(name)
		if o := refused.get("/departments"); strings.Contains(string(o.body), refused.key[5:]) {
			t.Errorf("the key stands in %s", o.body)
		}
	}
}

// TestOrderedErrors makes each code by misfortune.
func TestOrderedErrors(t *testing.T) {
	for _, code := range state.Documented() {
		t.Run(string(code), func(t *testing.T) {
			d := newDesk(t, Options{Credits: 5})
			body := bookingBody(cardiology, d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0), "Sow Mariama")
			d.order(Misfortune{Kind: Error, Code: code, Times: 2})
			for range 2 {
				d.wantCode(d.do(http.MethodPost, "/appointments", body), code)
			}
			if len(d.clinic.Ledger()) != 0 {
				t.Errorf("refused and committed: %v", d.clinic.Ledger())
			}
			wantStatus(t, d.do(http.MethodPost, "/appointments", body), http.StatusCreated)
		})
	}
}
