package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

func TestDepartments(t *testing.T) {
	d := newDesk(t, Options{})
	list := decode[[]departmentJSON](t, d.get("/departments"))
	if len(list) != 6 {
		t.Fatalf("%d departments", len(list))
	}
	lengths := map[int]bool{}
	for _, dep := range list {
		lengths[dep.SlotDuration] = true
		if dep.Organization.Name != ourClinic.name || !dep.IsActive || len(dep.OpeningHours) == 0 {
			t.Errorf("incomplete: %+v", dep)
		}
		one := d.get("/departments/" + idText(dep.ID))
		if got := decode[departmentJSON](t, one); got.Name != dep.Name {
			t.Errorf("read %q, listed %q", got.Name, dep.Name)
		}
	}
	if len(lengths) < 3 {
		t.Errorf("slot lengths %v do not differ", lengths)
	}
	if got := list[0].OpeningHours["MONDAY"]; !slices.Equal(got, []spanJSON{{"08:00", "12:30"}, {"14:00", "17:00"}}) {
		t.Errorf("Monday is %v", got)
	}
}

func TestAvailability(t *testing.T) {
	d := newDesk(t, Options{})
	o := d.get("/departments/11/availability?startDate=2026-02-03&endDate=2026-02-08")
	got := decode[availabilityJSON](t, o)
	if got.DepartmentID != cardiology || len(got.Availability) != 6 {
		t.Fatalf("%d days of %d", len(got.Availability), got.DepartmentID)
	}
	today, sunday := got.Availability[0], got.Availability[5]
	if len(today.Slots) != 30 || len(sunday.Slots) != 0 || sunday.Date != "2026-02-08" {
		t.Errorf("%d slots today, %d on %s", len(today.Slots), len(sunday.Slots), sunday.Date)
	}
	for _, s := range today.Slots {
		if s.DateTime != "2026-02-03T"+s.Time+":00" {
			t.Errorf("slot %+v", s)
		}
		if s.Time <= "09:40" && s.Available {
			t.Errorf("past slot %s is free", s.Time)
		}
	}
}

func TestBookReadCancel(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	at := d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0)
	o := d.do(http.MethodPost, "/appointments", bookingBody(cardiology, at, "Sow Mariama", `"externalUserId":"tui-1"`))
	wantStatus(t, o, http.StatusCreated)
	a := decode[appointmentJSON](t, o)
	want := appointmentJSON{ID: a.ID, DepartmentID: cardiology, DateTime: at.String(), Status: clinic.Scheduled, Name: "Sow Mariama",
		QRCode: "https://moncreneau.example/qr/" + idText(a.ID), CreatedAt: "2026-02-03T09:40:00", CreditsConsumed: 1, ExternalUserID: "tui-1"}
	if a != want {
		t.Errorf("got %+v\nwant %+v", a, want)
	}
	if d.clinic.Credits() != 2 {
		t.Errorf("%d credits after booking", d.clinic.Credits())
	}
	if next := d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0); next == at {
		t.Error("the booked slot is still free")
	}
	path := "/appointments/" + idText(a.ID)
	if got := decode[appointmentJSON](t, d.get(path)); got != want {
		t.Errorf("read %+v", got)
	}
	gone := d.do(http.MethodDelete, path, "")
	if wantStatus(t, gone, http.StatusNoContent); len(gone.body) != 0 {
		t.Errorf("204 with a body: %s", gone.body)
	}
	if got := decode[appointmentJSON](t, d.get(path)); got.Status != clinic.Cancelled {
		t.Errorf("status %s after cancel", got.Status)
	}
	if next := d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0); next != at {
		t.Error("the cancelled slot is not free")
	}
	d.wantCode(d.do(http.MethodDelete, path, ""), state.AppointmentNotFound)
	if d.clinic.Credits() != 3 {
		t.Errorf("%d credits after one refund", d.clinic.Credits())
	}
	actions := []Action{}
	for _, e := range d.clinic.Ledger() {
		actions = append(actions, e.Action)
		if e.ID != a.ID || e.External != "tui-1" || e.At != at || !e.Time.Equal(storyStart()) {
			t.Errorf("ledger entry %+v", e)
		}
	}
	if !slices.Equal(actions, []Action{Booked, Cancelled}) {
		t.Errorf("ledger %v", actions)
	}
}

func TestCancelOfWhatIsOver(t *testing.T) {
	d := newDesk(t, Options{})
	page := decode[pageJSON](t, d.get("/appointments?status=COMPLETED&size=1"))
	o := d.do(http.MethodDelete, "/appointments/"+idText(page.Content[0].ID), "")
	if e := d.wantCode(o, state.InvalidRequest); e.Error.Details["value"] != "COMPLETED" {
		t.Errorf("details %v", e.Error.Details)
	}
}

func TestScheduledBecomesCompleted(t *testing.T) {
	d := newDesk(t, Options{Credits: 1})
	a := d.book(cardiology, d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0), "Sow Mariama")
	d.clock.add(24 * time.Hour)
	if got := decode[appointmentJSON](t, d.get("/appointments/"+idText(a.ID))); got.Status != clinic.Completed {
		t.Errorf("status %s a day later", got.Status)
	}
}

func TestPaging(t *testing.T) {
	d := newDesk(t, Options{})
	total, seen := 0, map[int64]bool{}
	last := ""
	for page := 0; ; page++ {
		p := decode[pageJSON](t, d.get(fmt.Sprintf("/appointments?page=%d&size=500", page)))
		if p.Page != page || p.Size != 100 {
			t.Fatalf("page %d of size %d", p.Page, p.Size)
		}
		total = p.TotalElements
		for _, a := range p.Content {
			if seen[a.ID] || a.DateTime < last {
				t.Fatalf("%d again, or %s after %s", a.ID, a.DateTime, last)
			}
			seen[a.ID], last = true, a.DateTime
		}
		if p.Last {
			if page != p.TotalPages-1 {
				t.Errorf("last page is %d of %d", page, p.TotalPages)
			}
			break
		}
	}
	if len(seen) != total || total < 1000 {
		t.Errorf("%d appointments over all pages, %d told", len(seen), total)
	}
	if p := decode[pageJSON](t, d.get("/appointments?page=9999")); len(p.Content) != 0 || !p.Last || p.Size != defaultSize {
		t.Errorf("beyond the end: %d items, last %v, size %d", len(p.Content), p.Last, p.Size)
	}
	if p := decode[pageJSON](t, d.get("/appointments?startDate=2030-01-01")); p.TotalPages != 0 || !p.Last || p.Content == nil {
		t.Errorf("empty list is %+v", p)
	}
}

func TestFilters(t *testing.T) {
	d := newDesk(t, Options{})
	someone := decode[pageJSON](t, d.get("/appointments?departmentId=13&size=50")).Content
	external := someone[slices.IndexFunc(someone, func(a appointmentJSON) bool { return a.ExternalUserID != "" })].ExternalUserID
	tests := []struct {
		query string
		keep  func(appointmentJSON) bool
	}{
		{"status=NO_SHOW", func(a appointmentJSON) bool { return a.Status == clinic.NoShow }},
		{"status=SCHEDULED", func(a appointmentJSON) bool { return a.Status == clinic.Scheduled }},
		{"departmentId=13", func(a appointmentJSON) bool { return a.DepartmentID == dental }},
		{"startDate=2026-02-03&endDate=2026-02-03", func(a appointmentJSON) bool { return strings.HasPrefix(a.DateTime, "2026-02-03T") }},
		{"endDate=2026-02-02", func(a appointmentJSON) bool { return a.DateTime < "2026-02-03" }},
		{"externalUserId=" + external, func(a appointmentJSON) bool { return a.ExternalUserID == external }},
		{"externalUserId=nobody", func(appointmentJSON) bool { return false }},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			all := d.clinic.register.all
			want := 0
			for _, a := range all {
				if a.department.organization == ourClinic && test.keep(a.json(clinic.WallOf(storyStart()))) {
					want++
				}
			}
			p := decode[pageJSON](t, d.get("/appointments?size=100&"+test.query))
			if p.TotalElements != want {
				t.Errorf("%d found, want %d", p.TotalElements, want)
			}
			for _, a := range p.Content {
				if !test.keep(a) {
					t.Errorf("not asked for: %+v", a)
				}
			}
		})
	}
}

func TestScopesAndDepartments(t *testing.T) {
	d := newDesk(t, Options{Credits: 5})
	if got := decode[[]departmentJSON](t, d.as(KeyDepartment).get("/departments")); len(got) != 1 || got[0].ID != cardiology {
		t.Errorf("a key of one department lists %v", got)
	}
	if got := decode[[]departmentJSON](t, d.as(KeyOther).get("/departments")); len(got) != 1 || got[0].ID != otherPractice {
		t.Errorf("the other organisation lists %v", got)
	}
	for _, a := range decode[pageJSON](t, d.as(KeyDepartment).get("/appointments?size=100")).Content {
		if a.DepartmentID != cardiology {
			t.Fatalf("a key of one department sees %+v", a)
		}
	}
	a := d.book(cardiology, d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0), "Sow Mariama")
	d.wantCode(d.as(KeyNoCancel).do(http.MethodDelete, "/appointments/"+idText(a.ID), ""), state.InsufficientScope)
	d.wantCode(d.as(KeyReader).do(http.MethodPost, "/appointments", "{}"), state.InsufficientScope)

	free := d.as(KeyDevelopment)
	b := free.book(cardiology, d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0), "Sow Kadiatou")
	wantStatus(t, free.do(http.MethodDelete, "/appointments/"+idText(b.ID), ""), http.StatusNoContent)
	if b.CreditsConsumed != 0 || d.clinic.Credits() != 4 {
		t.Errorf("a development key took %d, purse %d", b.CreditsConsumed, d.clinic.Credits())
	}
}

func TestDuplicateFoldsNames(t *testing.T) {
	d := newDesk(t, Options{Credits: 5})
	morning := storyDay().At(10 * clinic.Hour)
	first := d.book(maternity, d.freeSlot(maternity, morning, 0), "Keïta N'na-Fanta")
	again := bookingBody(maternity, d.freeSlot(maternity, morning, 0), "  fanta NNA keita ")
	wantStatus(t, d.do(http.MethodPost, "/appointments", again), http.StatusCreated) // N'na is two words, NNA is one
	same := bookingBody(maternity, d.freeSlot(maternity, morning, 0), "FANTA n na KEITA", `"externalUserId":"another"`)
	e := d.wantCode(d.do(http.MethodPost, "/appointments", same), state.DuplicateAppointment)
	if e.Error.Details["appointmentId"] != float64(first.ID) {
		t.Errorf("details %v, want the id %d", e.Error.Details, first.ID)
	}
	tomorrow := d.freeSlot(maternity, (storyDay() + 1).Start(), 0)
	wantStatus(t, d.do(http.MethodPost, "/appointments", bookingBody(maternity, tomorrow, "Keïta N'na-Fanta")), http.StatusCreated)
}

func TestBothHeaderForms(t *testing.T) {
	d := newDesk(t, Options{})
	for name, value := range map[string]string{"X-API-Key": d.key, "Authorization": "Bearer " + d.key, "authorization": "bearer " + d.key} {
		req, _ := http.NewRequest(http.MethodGet, d.base+"/departments", nil)
		req.Header.Set(name, value)
		o, err := d.sendRequest(req)
		if err != nil || o.status != http.StatusOK {
			t.Errorf("%s: %d %v", name, o.status, err)
		}
	}
}

func TestWorkers(t *testing.T) {
	d := newDesk(t, Options{Credits: 5})
	staff := d.clinic.Workers()
	needing := []string{}
	for department, workers := range staff {
		if d.clinic.NeedsWorker(department) {
			needing = append(needing, department)
		}
		if len(workers) == 0 {
			t.Errorf("%s has none", department)
		}
	}
	if !slices.Equal(needing, []string{idText(radiology)}) {
		t.Fatalf("%v need a worker", needing)
	}
	at := d.freeSlot(radiology, storyDay().At(10*clinic.Hour), 0)
	worker := `"workerId":` + staff[idText(radiology)][1].ID.Text()
	wantStatus(t, d.do(http.MethodPost, "/appointments", bookingBody(radiology, at, "Sow Mariama", worker)), http.StatusCreated)
}

func TestOtherAddresses(t *testing.T) {
	d := newDesk(t, Options{})
	for path, allow := range map[string]string{
		"/departments": "GET, HEAD", "/appointments": "POST, GET, HEAD", "/appointments/1001": "GET, HEAD, DELETE", "/appointments/1/ticket": "",
	} {
		o := d.do(http.MethodPut, path, "{}")
		want := http.StatusMethodNotAllowed
		if allow == "" {
			want = http.StatusNotFound
		}
		wantStatus(t, o, want)
		if got := o.header.Get("Allow"); got != allow {
			t.Errorf("%s allows %q, not %q", path, got, allow)
		}
		if e := decode[map[string]any](t, o); e["error"] != http.StatusText(want) {
			t.Errorf("%s answers %v: only the API writes codes", path, e)
		}
	}
	d.base = "http://demo.invalid"
	wantStatus(t, d.get("/departments"), http.StatusNotFound)
	wantStatus(t, d.get("/api/v10/departments"), http.StatusNotFound)
}
