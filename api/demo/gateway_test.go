package demo

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"creneau/state"
	"creneau/state/clinic"
)

func TestProxy(t *testing.T) {
	for form, looks := range map[string]string{"": "<html>", "html": "<html>", "empty": "", "json": `"status":402`} {
		for _, committed := range []bool{false, true} {
			t.Run(fmt.Sprint(form, committed), func(t *testing.T) {
				overEachRoad(t, Options{Credits: 3}, func(t *testing.T, d *desk) {
					d.order(Misfortune{Kind: Proxy, Status: http.StatusPaymentRequired, Form: form, Committed: committed})
					body := d.bookSomething() // reads, and is not what the proxy waits for
					o := d.do(http.MethodPost, "/appointments", body)
					wantStatus(t, o, http.StatusPaymentRequired)
					if !strings.Contains(string(o.body), looks) || strings.Contains(string(o.body), `"code"`) || looks == "" && len(o.body) > 0 {
						t.Errorf("answered %s", o.body)
					}
					if made := len(d.clinic.Ledger()) == 1; made != committed || o.header.Get("X-RateLimit-Limit") != "" {
						t.Errorf("booked: %t; headers %v", made, o.header)
					}
				})
			})
		}
	}
	d := newDesk(t, Options{Credits: 3})
	d.order(Misfortune{Kind: Proxy, Status: http.StatusForbidden, Committed: true})
	d.wantCode(d.do(http.MethodPost, "/appointments", "{}"), state.MissingRequiredField) // no work was done
}

func TestRepeat(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	d.order(Misfortune{Kind: Repeat})
	d.wantCode(d.do(http.MethodPost, "/appointments", d.bookSomething()), state.DuplicateAppointment)
	posts := 0
	for _, r := range d.clinic.Requests() {
		if r.Method == http.MethodPost {
			posts++
		}
	}
	if posts != 2 || len(d.clinic.Ledger()) != 1 || d.clinic.Credits() != 2 {
		t.Errorf("%d requests, ledger %v, %d credits", posts, d.clinic.Ledger(), d.clinic.Credits())
	}
}

func TestNoEcho(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	at := d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0)
	d.do(http.MethodPost, "/appointments", bookingBody(cardiology, at, "Sow Mariama", `"externalUserId":"tui-1"`))
	list := "/appointments?size=100&startDate=2026-02-03&endDate=2026-02-03"
	for form, filtered := range map[string]bool{"": true, "unfiltered": false} {
		d.order(Misfortune{Kind: NoEcho, On: true, Form: form})
		found := decode[pageJSON](t, d.get(list+"&externalUserId=tui-1")).Content
		if one := len(found) == 1; one != filtered || len(found) == 0 {
			t.Errorf("%q: %d found", form, len(found))
		}
		for _, a := range found {
			if a.ExternalUserID != "" || decode[appointmentJSON](t, d.get("/appointments/"+idText(a.ID))).ExternalUserID != "" {
				t.Errorf("%q: the reference of %d is shown", form, a.ID)
			}
		}
	}
	d.order(Misfortune{Kind: NoEcho})
	if found := decode[pageJSON](t, d.get(list+"&externalUserId=tui-1")).Content; len(found) != 1 || found[0].ExternalUserID != "tui-1" {
		t.Errorf("ordered off: %+v", found)
	}
}

func TestCutList(t *testing.T) {
	d := newDesk(t, Options{})
	const list = "/appointments?size=10&startDate=2026-02-03&endDate=2026-02-03"
	whole := decode[pageJSON](t, d.get(list))
	if whole.TotalPages < 2 {
		t.Fatalf("%d pages", whole.TotalPages)
	}
	last := fmt.Sprintf("%s&page=%d", list, whole.TotalPages-1)
	d.order(Misfortune{Kind: CutList, On: true})
	if p := decode[pageJSON](t, d.get(last)); len(p.Content) > 0 || !p.Last || p.TotalElements != whole.TotalElements {
		t.Errorf("missing: %+v", p)
	}
	d.order(Misfortune{Kind: CutList, On: true, Form: listEarly})
	if p := decode[pageJSON](t, d.get(list)); !p.Last || p.TotalPages != whole.TotalPages || len(p.Content) != 10 {
		t.Errorf("early: %+v", p)
	}
	if p := decode[pageJSON](t, d.get(last)); !p.Last || p.TotalPages <= whole.TotalPages {
		t.Errorf("early, the last page: %+v", p)
	}
	d.order(Misfortune{Kind: CutList, On: true, Form: listRepeated})
	if p := decode[pageJSON](t, d.get(last)); p.Last || p.Content[0] != whole.Content[0] {
		t.Errorf("repeated: %+v", p)
	}
	d.order(Misfortune{Kind: Calm})
	if p := decode[pageJSON](t, d.get(list)); p.Last || len(p.Content) != 10 {
		t.Errorf("calm: %+v", p)
	}
}

// TestAsLooseAsTheRealOne takes what the official clients send.
func TestAsLooseAsTheRealOne(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	at := d.freeSlot(radiology, storyDay().At(10*clinic.Hour), 0)
	worker := d.clinic.Workers()[idText(radiology)][0].ID.Text()
	body := bookingBody(radiology, at, "Sow Mariama", `"workerId":`+worker+".0")
	body = strings.Replace(body, `"departmentId":`+idText(radiology), `"departmentId":`+idText(radiology)+".0", 1)
	o := d.do(http.MethodPost, "/appointments", body)
	wantStatus(t, o, http.StatusCreated)
	id := idText(decode[appointmentJSON](t, o).ID)
	for _, path := range []string{
		"/appointments/" + id + ".0", "/departments/11.0",
		"/departments/11.0/availability?startDate=2026-02-03T00:00:00&endDate=2026-02-03T23:59:59",
		"/appointments?startDate=2026-02-03T00:00:00&endDate=2026-02-03&departmentId=11.0",
	} {
		wantStatus(t, d.get(path), http.StatusOK)
	}
	for _, path := range []string{"/appointments/" + id + ".5", "/appointments/" + id + ".", "/departments/11.0.0"} {
		wantStatus(t, d.get(path), http.StatusNotFound)
	}
	d.wantCode(d.get("/appointments?startDate=2026-02-03T25:00:00"), state.InvalidDateTime)
	wantStatus(t, d.do(http.MethodDelete, "/appointments/"+id+".0", ""), http.StatusNoContent)
}

func TestHead(t *testing.T) {
	overEachRoad(t, Options{}, func(t *testing.T, d *desk) {
		got := d.do(http.MethodGet, "/departments", "")
		head := d.do(http.MethodHead, "/departments", "")
		if wantStatus(t, head, http.StatusOK); len(head.body) > 0 {
			t.Errorf("a body: %s", head.body)
		}
		if want := fmt.Sprint(len(got.body)); head.header.Get("Content-Length") != want {
			t.Errorf("Content-Length %q, not %s", head.header.Get("Content-Length"), want)
		}
	})
}

func TestAPIKeyOnly(t *testing.T) {
	d := newDesk(t, Options{APIKeyOnly: true})
	wantStatus(t, d.get("/departments"), http.StatusOK) // X-API-Key
	req, _ := http.NewRequest(http.MethodGet, d.base+"/departments", nil)
	req.Header.Set("Authorization", "Bearer "+d.key)
	o, err := d.sendRequest(req)
	if err != nil || o.status != http.StatusUnauthorized || len(o.body) > 0 {
		t.Errorf("Bearer: %d %s %v", o.status, o.body, err)
	}
	d.key = ""
	d.wantCode(d.get("/departments"), state.MissingAPIKey)
}

// TestRateHeadersAsSpelled reads the bytes of an answer: clients of other
// languages may look for the documented names exactly.
func TestRateHeadersAsSpelled(t *testing.T) {
	d := newDesk(t, Options{})
	server := httptest.NewServer(d.clinic)
	defer server.Close()
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET %s/departments HTTP/1.1\r\nHost: demo\r\nConnection: close\r\nX-API-Key: %s\r\n\r\n", apiRoot, d.key)
	answer, err := io.ReadAll(bufio.NewReader(c))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"X-RateLimit-Limit: ", "X-RateLimit-Remaining: ", "X-RateLimit-Reset: "} {
		if !strings.Contains(string(answer), "\r\n"+name) {
			t.Errorf("no %q in\n%s", name, answer)
		}
	}
}

func TestLastingTroubleIsShown(t *testing.T) {
	d := newDesk(t, Options{})
	d.order(Misfortune{Kind: NoEcho, On: true, Form: unfiltered})
	d.order(Misfortune{Kind: CutList, On: true})
	if s := d.clinic.state(); len(s.Lasting) != 2 || len(s.Armed) != 0 {
		text, _ := json.Marshal(s)
		t.Errorf("state %s", text)
	}
}
