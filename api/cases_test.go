package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// Answers as real servers gave them, each a small case that was once misread,
// and its neighbours.

func pageWith(items string) string {
	return `{"content":[` + items + `],"page":0,"size":100,"totalElements":1,"totalPages":1,"last":true}`
}

// Case 9: what is unambiguous is read, and what cannot be read is counted.
func TestCase09MomentsInOtherForms(t *testing.T) {
	at := clinic.At(2026, time.November, 26, 9, 0)
	for form, want := range map[string]clinic.Wall{
		`[2026,11,26,9,0]`: at, `[2026,11,26,9,0,0]`: at, `[2026,11,26,9,0,0,500]`: at,
		`"2026-11-26 09:00"`: at, `"2026-11-26T09:00+00"`: at, `"2026-11-26T10:00:00+01:00[Europe/Paris]"`: at,
		`"2026-11-26t09:00:00z"`: at, `1795683600`: at, `1795683600000`: at, `1795683600.0`: at, `"2026-11-25T24:00"`: at - 9*clinic.Hour,
		`[2026,11,31,9,0]`: 0, `[2026,11,26]`: 0, `[2026,11,26,9,60]`: 0, `17`: 0, `true`: 0, `null`: 0, `{}`: 0, `"26/11/2026"`: 0, `-1795683600`: 0, `1e400`: 0,
	} {
		item := fmt.Sprintf(`{"id":501,"departmentId":1,"dateTime":%s,"status":"SCHEDULED","name":"Sow Aminata"}`, form)
		c, _, _ := client(t, AuthBearer, says(200, pageWith(item)))
		list, err := c.Visits(t.Context(), clinic.Visits{})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case want == 0 && (len(list.Appointments) != 0 || list.Skipped != 1):
			t.Errorf("%s: %+v", form, list)
		case want != 0 && (len(list.Appointments) != 1 || list.Appointments[0].At != want):
			t.Errorf("%s: %+v, want %v", form, list, want)
		}
	}
}

func TestCase09SlotsInOtherForms(t *testing.T) {
	day := clinic.Date(2026, time.November, 26)
	for form, want := range map[string]string{
		`{"time":"09:00 AM","available":1}`: "09:00 true", `{"time":"09h00","available":0}`: "09:00 false", `{"time":"2:30 PM"}`: "14:30 true",
		`{"time":"12:00 AM"}`: "00:00 true", `{"time":"12:05pm"}`: "12:05 true", `{"time":"9:05"}`: "09:05 true", `{"dateTime":[2026,11,26,9,0]}`: "09:00 true",
		`{"time":"13:00 PM"}`: "", `{"time":"09:60"}`: "", `{"time":"24:01"}`: "", `{"time":"9"}`: "", `{"time":"09:00","available":2}`: "",
	} {
		for _, date := range []string{`"2026-11-26"`, `[2026,11,26]`, `"2026-11-26T00:00:00"`} {
			c, _, _ := client(t, AuthBearer, says(200, `{"availability":[{"date":`+date+`,"slots":[`+form+`]}]}`))
			list, err := c.Slots(t.Context(), clinic.NumberID("1"), day, day)
			got := ""
			if err == nil && len(list.Slots) == 1 {
				got = fmt.Sprintf("%s %v", list.Slots[0].At.Clock(), list.Slots[0].Free)
			}
			if got != want || (want == "") != (list.Skipped == 1) {
				t.Errorf("%s on %s: %q, want %q; %+v %v", form, date, got, want, list, err)
			}
		}
	}
}

// Case 10: a field is told by its exact name, wherever a name of another case stands.
func TestCase10KeysThatDifferInCase(t *testing.T) {
	exact := `"id":501,"departmentId":1,"workerId":6,"dateTime":"2026-11-26T09:00:00","status":"SCHEDULED","name":"Sow Aminata","externalUserId":"e","qrCode":"q"`
	other := `"ID":777,"departmentID":null,"WorkerId":7,"DateTime":"2020-01-01T00:00:00","Status":"x","NAME":"y","ExternalUserID":"z","QRCode":"w"`
	want, err := appointment(json.RawMessage(`{`+exact+`}`), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{`{` + exact + `,` + other + `}`, `{` + other + `,` + exact + `}`} {
		if got, err := appointment(json.RawMessage(text), time.UTC); err != nil || got != want {
			t.Errorf("%s\n got %+v, %v\nwant %+v", text, got, err, want)
		}
		if got, err := booked([]byte(text), clinic.Booking{}, time.UTC); err != nil || got != want {
			t.Errorf("booked: %+v, %v", got, err)
		}
	}
	d, err := department(json.RawMessage(`{"id":1,"name":"Cardiologie","isActive":true,"ID":2,"Name":"x","IsActive":false}`))
	if err != nil || d.ID != "1" || d.Name != "Cardiologie" || !d.Active {
		t.Errorf("%+v, %v", d, err)
	}
}

// Case 11: a byte order mark changes nothing, in any answer.
func TestCase11ByteOrderMark(t *testing.T) {
	const mark = "\ufeff"
	c, _, _ := client(t, AuthBearer, says(200, mark+`[{"id":1,"name":"Cardiologie"}]`))
	if list, err := c.Departments(t.Context()); err != nil || len(list.Departments) != 1 {
		t.Errorf("departments: %v", err)
	}
	c, _, _ = client(t, AuthBearer, says(200, mark+`{"availability":[]}`))
	if _, err := c.Slots(t.Context(), "1", 20000, 20001); err != nil {
		t.Errorf("slots: %v", err)
	}
	c, _, _ = client(t, AuthBearer, says(200, mark+pageWith("")))
	if _, err := c.Visits(t.Context(), clinic.Visits{}); err != nil {
		t.Errorf("visits: %v", err)
	}
	c, _, _ = client(t, AuthBearer, says(201, mark+`{"id":7}`))
	if made, err := c.Book(t.Context(), clinic.Booking{}); err != nil || made.ID != "7" {
		t.Errorf("booking: %+v, %v", made, err)
	}
	for _, code := range state.Documented() {
		if f := read(t, 409, "application/json", mark+fmt.Sprintf(`{"error":{"code":%q}}`, code)); f.Code != code || !f.Coded {
			t.Errorf("%s: %+v", code, f)
		}
	}
}

// Case 15: null is an empty list.
func TestCase15NullLists(t *testing.T) {
	c, _, _ := client(t, AuthBearer, says(200, `{"content":null,"page":0,"size":100,"totalElements":0,"totalPages":0,"last":true}`))
	if list, err := c.Visits(t.Context(), clinic.Visits{}); err != nil || list.Partial || list.Skipped != 0 {
		t.Errorf("visits: %+v, %v", list, err)
	}
	c, _, _ = client(t, AuthBearer, says(200, `null`))
	if list, err := c.Departments(t.Context()); err != nil || list.Skipped != 0 {
		t.Errorf("departments: %+v, %v", list, err)
	}
	for _, days := range []string{`null`, `[]`, `[{"date":"2026-11-26","slots":null}]`, `[{"date":"2026-11-26"}]`} {
		c, _, _ = client(t, AuthBearer, says(200, `{"availability":`+days+`}`))
		if list, err := c.Slots(t.Context(), "1", 20000, 20001); err != nil || list.Skipped != 0 {
			t.Errorf("slots %s: %+v, %v", days, list, err)
		}
	}
}

// Case 20: a status is told whatever its case; an unknown one stays as it is.
func TestCase20StatusesInOtherWords(t *testing.T) {
	for text, want := range map[string]clinic.Status{
		"scheduled": clinic.Scheduled, "Completed": clinic.Completed, "cancelled": clinic.Cancelled, "no_show": clinic.NoShow,
		"pending_payment": clinic.PendingPayment, "SCHEDULED ": clinic.Scheduled, "CONFIRMED": "CONFIRMED", "Validated": "Validated",
	} {
		raw, _ := json.Marshal(text)
		if got := statusOf(raw); got != want || got.Open() != (want != clinic.Completed && want != clinic.Cancelled && want != clinic.NoShow) {
			t.Errorf("%q is %q, open %v", text, got, got.Open())
		}
	}
}

// Case 23: x-gzip is gzip.
func TestCase23XGzip(t *testing.T) {
	packed := gzipped(`[{"id":1,"name":"Cardiologie"}]`)
	for _, name := range []string{"x-gzip", "X-GZIP"} {
		c, _, _ := client(t, AuthBearer, says(200, packed, "Content-Encoding", name))
		if list, err := c.Departments(t.Context()); err != nil || len(list.Departments) != 1 {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
	c, _, _ := client(t, AuthBearer, says(201, `{"id":7}`, "Content-Encoding", "x-gzip"))
	if _, err := c.Book(t.Context(), clinic.Booking{}); failure(t, err).Code != state.NoAnswer {
		t.Errorf("a booking answered with something else than it says: %v", err)
	}
	bomb := gzipped(strings.Repeat(" ", 8<<20))
	c, _, _ = client(t, AuthBearer, says(200, bomb, "Content-Encoding", "x-gzip"))
	if _, err := c.Departments(t.Context()); failure(t, err).Cause != state.CauseTooBig {
		t.Errorf("unpacked without bound: %v", err)
	}
}

func gzipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	fmt.Fprint(z, text)
	z.Close()
	return b.String()
}
