package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"creneau/state"
	"creneau/state/clinic"
)

func TestIDs(t *testing.T) {
	long := strings.Repeat("7", clinic.MaxID)
	tests := map[string]clinic.ID{
		`90412`:                             clinic.NumberID("90412"),
		`0`:                                 clinic.NumberID("0"),
		`-7`:                                clinic.NumberID("-7"),
		`90412.0`:                           clinic.NumberID("90412"),
		`1e5`:                               clinic.NumberID("100000"),
		`9.0412E4`:                          clinic.NumberID("90412"),
		`904120e-1`:                         clinic.NumberID("90412"),
		`1e30`:                              clinic.NumberID("1" + strings.Repeat("0", 30)),
		`9007199254740993`:                  clinic.NumberID("9007199254740993"), // above the whole numbers of a double
		long:                                clinic.NumberID(long),
		`"appt_7"`:                          clinic.TextID("appt_7"),
		`"90412"`:                           clinic.TextID("90412"),
		`"` + long + `"`:                    clinic.TextID(long),
		`1.5`:                               "",
		`1e-1`:                              "",
		`1e999999999`:                       "",
		`1e-999999999`:                      "",
		`1e99999999999999999999`:            "",
		long + `7`:                          "",
		`"` + long + `7"`:                   "",
		`""`:                                "",
		`"."`:                               "",
		`".."`:                              "",
		`"a\u0007"`:                         "",
		`"a\u200bb"`:                        "",
		`"e\u0301"`:                         "",
		`"\ud800"`:                          clinic.TextID("\ufffd"),
		`null`:                              "",
		`true`:                              "",
		`{}`:                                "",
		`[1]`:                               "",
		`"` + strings.Repeat("é", 65) + `"`: "",
	}
	for raw, want := range tests {
		got, err := idOf(json.RawMessage(raw))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("idOf(%s) = %q, %v; want %q", raw, got, err, want)
		}
		if err != nil {
			continue
		}
		sent, err := json.Marshal(wireID(got))
		if err != nil {
			t.Fatal(err)
		}
		back, err := idOf(sent)
		if err != nil || back != got {
			t.Errorf("%q is sent as %s and comes back as %q, %v", got, sent, back, err)
		}
	}
}

func TestDateTimes(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at := clinic.At(2027, 3, 9, 8, 20)
	tests := []struct {
		text   string
		utc    clinic.Wall
		inGMT1 clinic.Wall
	}{
		{"2027-03-09T08:20:00", at, at},
		{"2027-03-09T08:20", at, at},
		{"2027-03-09 08:20:00", at, at},
		{"2027-03-09T08:20:00.123456", at, at},
		{"2027-03-09T08:20:00Z", at, at + clinic.Hour},
		{"2027-03-09T08:20Z", at, at + clinic.Hour},
		{"2027-03-09T09:20:00+01:00", at, at + clinic.Hour},
		{"2027-03-09T09:20:00+0100", at, at + clinic.Hour},
		{"2027-03-09T08:20:00.5Z", at, at + clinic.Hour},
		{"2027-03-09 08:20", at, at},
		{"2027-03-09t08:20:00z", at, at + clinic.Hour},
		{"2027-03-09T09:20:00+01", at, at + clinic.Hour},
		{"2027-03-09T09:20:00+01:00[Europe/Paris]", at, at + clinic.Hour},
		{"2027-03-08T24:00", clinic.At(2027, 3, 9, 0, 0), clinic.At(2027, 3, 9, 0, 0)},
	}
	for _, tt := range tests {
		for zone, want := range map[*time.Location]clinic.Wall{time.UTC: tt.utc, paris: tt.inGMT1} {
			if got, err := wallOf(tt.text, zone); err != nil || got != want {
				t.Errorf("%s in %s: %v %v, want %v", tt.text, zone, got, err, want)
			}
		}
	}
	for _, text := range []string{"", "09/03/2027", "2027-03-09", "2027-13-09T08:20:00", "08:20", "2027-03-09T25:00:00", "1770120036", "2027-04-31T08:20:00"} {
		if got, err := wallOf(text, time.UTC); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func TestDepartments(t *testing.T) {
	body := `[
		{"id": 31, "name": "Cardiologie", "description": "Le cœur", "organization": {"id": 4, "name": "Clinique Pasteur"},
		 "slotDuration": 20, "isActive": true, "openingHours": {"MONDAY": [{"start": "14:00", "end": "18:00:00"}, {"start": "08:00", "end": "12:00"}]}},
		{"id": "d2", "name": "Pédiatrie", "isActive": false, "showAdminsInBooking": true},
		{"id": 33, "name": "Dentaire", "slotDuration": "fast", "organization": 4, "openingHours": [], "description": 5},
		{"id": 34}, {"name": "no id"}, 35, null
	]`
	c, s, _ := client(t, AuthBearer, says(200, body))
	c.staff = func(id clinic.ID) ([]clinic.Worker, bool) {
		return []clinic.Worker{{ID: clinic.NumberID("6"), Name: "Dr Camara"}}, id.Text() == "31"
	}
	got, err := c.Departments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	staff, _ := c.staff("")
	hour := func(h int) clinic.Wall { return clinic.Wall(h) * clinic.Hour }
	want := []clinic.Department{
		{ID: clinic.NumberID("31"), Name: "Cardiologie", Description: "Le cœur", Organization: "Clinique Pasteur", SlotLength: 20, Active: true,
			Hours: [7][]clinic.Span{time.Monday: {{From: hour(8), To: hour(12)}, {From: hour(14), To: hour(18)}}}, Workers: staff, NeedsWorker: true},
		{ID: clinic.TextID("d2"), Name: "Pédiatrie", Workers: staff, NeedsWorker: true},
		{ID: clinic.NumberID("33"), Name: "Dentaire", Active: true, Workers: staff},
	}
	if !reflect.DeepEqual(got, clinic.DepartmentList{Departments: want, Skipped: 4}) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if s.seen[0].URL.String() != DefaultBaseURL+"/departments" {
		t.Errorf("asked %s", s.seen[0].URL)
	}
	c, _, _ = client(t, AuthBearer, says(200, `[1, 2]`))
	if _, err := c.Departments(t.Context()); failure(t, err).Code != state.BadReply {
		t.Errorf("a list of nothing readable: %v", err)
	}
}

func TestWeekdays(t *testing.T) {
	for day, names := range map[time.Weekday]string{
		time.Monday: "MONDAY monday lundi Lun mon 1", time.Sunday: "SUNDAY dimanche dim 7", time.Saturday: "samedi SAT 6",
	} {
		for name := range strings.FieldsSeq(names) {
			if got, ok := weekday(name); !ok || got != day {
				t.Errorf("%q is %v %v", name, got, ok)
			}
		}
	}
	for _, name := range []string{"", "0", "8", "someday", "mo"} {
		if got, ok := weekday(name); ok {
			t.Errorf("%q is %v", name, got)
		}
	}
	hours := openingHours(json.RawMessage(`{"lundi":[{"start":"8h","end":"12:00"},{"start":"12:00","end":"08:00"},{"start":"22:00","end":"24:00"}],"1":5,"x":[{"start":"08:00","end":"09:00"}]}`))
	if want := ([7][]clinic.Span{time.Monday: {{From: 22 * clinic.Hour, To: 24 * clinic.Hour}}}); !reflect.DeepEqual(hours, want) {
		t.Errorf("hours %v", hours)
	}
}

func TestSlotsAreAskedForByWeeks(t *testing.T) {
	monday := clinic.Date(2027, 3, 8)
	answer := func(req *http.Request) (*http.Response, error) {
		from, to := req.URL.Query().Get("startDate"), req.URL.Query().Get("endDate")
		return says(200, fmt.Sprintf(`{"departmentId":31,"availability":[
			{"date":%q,"slots":[
				{"time":"10:00","available":true},
				{"time":"09:00:00","available":false,"dateTime":null},
				{"time":"08:00","available":true,"dateTime":"%sT08:20:00"},
				{"time":"11:00"}, {"time":"11:20","available":"true","workerId":6}, {"time":"11:40","available":"maybe"},
				{"available":true}, "x"]},
			{"date":%q,"slots":[{"time":"10:00","available":true}]},
			{"date":"2030-01-01","slots":[{"time":"10:00","available":true}]},
			7]}`, from, from, to))(req)
	}
	c, s, _ := client(t, AuthBearer, answer)
	got, err := c.Slots(t.Context(), clinic.NumberID("31"), monday, monday+8)
	if err != nil {
		t.Fatal(err)
	}
	asked := ""
	for _, req := range s.seen {
		asked += req.URL.RequestURI() + "\n"
	}
	if want := "/api/v1/departments/31/availability?endDate=2027-03-14&startDate=2027-03-08\n" +
		"/api/v1/departments/31/availability?endDate=2027-03-16&startDate=2027-03-15\n"; asked != want {
		t.Errorf("asked\n%swant\n%s", asked, want)
	}
	var lines []string
	for _, slot := range got.Slots {
		lines = append(lines, fmt.Sprintf("%s %v %s", slot.At, slot.Free, slot.Worker.Text()))
		if slot.Department != clinic.NumberID("31") {
			t.Errorf("department %q", slot.Department)
		}
	}
	want := []string{
		"2027-03-08T08:20:00 true ", "2027-03-08T09:00:00 false ", "2027-03-08T10:00:00 true ", "2027-03-08T11:00:00 true ", "2027-03-08T11:20:00 true 6",
		"2027-03-14T10:00:00 true ",
		"2027-03-15T08:20:00 true ", "2027-03-15T09:00:00 false ", "2027-03-15T10:00:00 true ", "2027-03-15T11:00:00 true ", "2027-03-15T11:20:00 true 6",
		"2027-03-16T10:00:00 true ",
	}
	if got.Skipped != 8 {
		t.Errorf("%d were not read", got.Skipped)
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("slots\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestAppointment(t *testing.T) {
	full := `{"id":90412,"departmentId":31,"dateTime":"2027-03-09T08:20:00","status":"SCHEDULED","name":"Mariama Sow",
		"qrCode":"https://example.invalid/qr/90412","createdAt":"2027-02-27T16:05:11Z","creditsConsumed":1,"externalUserId":"tui-1","workerId":6,"extra":{}}`
	c, _, _ := client(t, AuthBearer, says(200, full))
	got, err := c.Visit(t.Context(), clinic.NumberID("90412"))
	want := clinic.Appointment{
		ID: clinic.NumberID("90412"), Department: clinic.NumberID("31"), Worker: clinic.NumberID("6"), At: clinic.At(2027, 3, 9, 8, 20),
		Status: clinic.Scheduled, Name: "Mariama Sow", External: "tui-1", QR: "https://example.invalid/qr/90412",
		Created: clinic.At(2027, 2, 27, 16, 5) + 11, Credits: 1,
	}
	if err != nil || got != want {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
	for _, body := range []string{
		`{"id":90412}`, `{"id":90412,"dateTime":"soon","status":"SCHEDULED"}`, `{"id":90412,"dateTime":"2027-03-09T08:20:00"}`,
		`{"id":8,"dateTime":"2027-03-09T08:20:00","status":"SCHEDULED"}`, // another one than was asked for
	} {
		c, _, _ := client(t, AuthBearer, says(200, body))
		if _, err := c.Visit(t.Context(), clinic.NumberID("90412")); failure(t, err).Code != state.BadReply {
			t.Errorf("%s: %v", body, err)
		}
	}
	c, _, _ = client(t, AuthBearer, says(200, `{"id":"90412","dateTime":"2027-03-09T08:20:00","status":"ON_HOLD","name":5,"creditsConsumed":[],"departmentId":true}`))
	if got, err := c.Visit(t.Context(), clinic.NumberID("90412")); err != nil || got.Status != "ON_HOLD" || got.Name != "" || got.Credits != 0 {
		t.Errorf("a field of the wrong type must lose only itself: %+v, %v", got, err)
	}
}

func TestBookedWithAnIDAlone(t *testing.T) {
	asked := clinic.Booking{Ref: "tui-1", Department: "31", Worker: "6", At: clinic.At(2027, 3, 9, 8, 20), Name: "Bah"}
	for _, status := range []int{200, 201, 202} {
		c, _, _ := client(t, AuthBearer, says(status, `{"id":"a1"}`))
		got, err := c.Book(t.Context(), asked)
		want := clinic.Appointment{ID: clinic.TextID("a1"), Department: "31", Worker: "6", At: asked.At, Status: clinic.Scheduled, Name: "Bah", External: "tui-1"}
		if err != nil || got != want {
			t.Errorf("%d: %+v, %v", status, got, err)
		}
	}
}

func TestHostileStringsInEveryField(t *testing.T) {
	nasty := `\u001b]52;c;aGk=\u0007\u009b31m\u202ex\u200b\r\n\ud800` + strings.Repeat(`o\u0323`, 3000)
	appointment := strings.ReplaceAll(`{"id":1,"departmentId":"N","workerId":"N","dateTime":"2027-03-09T08:20:00","status":"N","name":"N","externalUserId":"N","qrCode":"N"}`, "N", nasty)
	department := strings.ReplaceAll(`{"id":1,"name":"N","description":"N","organization":{"name":"N"}}`, "N", nasty)
	c, _, _ := client(t, AuthBearer,
		says(200, `{"content":[`+appointment+`],"last":true}`), says(200, `[`+department+`]`), says(201, appointment),
		says(400, strings.ReplaceAll(`{"error":{"code":"INVALID_REQUEST","message":"N","details":{"field":"N","value":"N"}}}`, "N", nasty)))
	visits, err := c.Visits(t.Context(), clinic.Visits{})
	if err != nil || len(visits.Appointments) != 1 {
		t.Fatalf("%+v, %v", visits, err)
	}
	list, err := c.Departments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	made, err := c.Book(t.Context(), clinic.Booking{})
	if err != nil {
		t.Fatal(err)
	}
	_, refused := c.Visit(t.Context(), "1")
	for _, record := range []any{visits.Appointments[0], list.Departments[0], made, failure(t, refused)} {
		v := reflect.ValueOf(record)
		for i := range v.NumField() {
			if v.Field(i).Kind() != reflect.String {
				continue
			}
			if text := v.Field(i).String(); clinic.Clean(text, maxAddress) != text || strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("%T.%s is not clean: %.60q", record, v.Type().Field(i).Name, text)
			}
		}
	}
	if made.Department != "" || made.Worker != "" {
		t.Errorf("an id that cannot be sent back was kept: %q %q", made.Department, made.Worker)
	}
}

func FuzzDateTime(f *testing.F) {
	for _, text := range []string{"2027-03-09T08:20:00", "2027-03-09T08:20:00Z", "2027-03-09T08:20:00+05:30", "2027-03-09T08:20", "9999-12-31T23:59:59-23:59", "9999-12-30T23:01:00-2359", "1970-01-01T00:30:00Z", ""} {
		f.Add(text)
	}
	conakry, paris := time.FixedZone("GMT", 0), time.FixedZone("CET", 3600)
	f.Fuzz(func(t *testing.T, text string) {
		here, err := wallOf(text, conakry)
		there, errThere := wallOf(text, paris)
		if (err == nil) != (errThere == nil) {
			t.Fatalf("%q: %v in one zone, %v in another", text, err, errThere)
		}
		if err != nil {
			return
		}
		if moved := there - here; moved != 0 && moved != clinic.Hour {
			t.Fatalf("%q differs by %d s between zones", text, moved)
		}
		if again, err := wallOf(here.String(), paris); err != nil || again != here {
			t.Fatalf("%q reads as %s, which reads as %s, %v", text, here, again, err)
		}
	})
}
