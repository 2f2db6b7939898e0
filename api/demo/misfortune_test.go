package demo

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// bookSomething is a booking that a quiet clinic would take.
func (d *desk) bookSomething() string {
	d.t.Helper()
	return bookingBody(cardiology, d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0), "Sow Mariama")
}

func TestSlotTaken(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	d.order(Misfortune{Kind: SlotTaken})
	body := d.bookSomething()
	e := d.wantCode(d.do(http.MethodPost, "/appointments", body), state.SlotNotAvailable)
	if e.Error.Details["field"] != "dateTime" {
		t.Errorf("details %v", e.Error.Details)
	}
	if again := d.bookSomething(); again == body {
		t.Error("the slot is offered again, though another desk has it")
	}
	if len(d.clinic.Ledger()) != 0 || d.clinic.Credits() != 3 {
		t.Errorf("ledger %v, %d credits", d.clinic.Ledger(), d.clinic.Credits())
	}
	wantStatus(t, d.do(http.MethodPost, "/appointments", d.bookSomething()), http.StatusCreated)
}

func TestCredits(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	d.order(Misfortune{Kind: NoCredits})
	d.wantCode(d.do(http.MethodPost, "/appointments", d.bookSomething()), state.InsufficientCredits)
	d.order(Misfortune{Kind: TopUp, Credits: 20})
	wantStatus(t, d.do(http.MethodPost, "/appointments", d.bookSomething()), http.StatusCreated)
	if d.clinic.Credits() != 19 {
		t.Errorf("%d credits", d.clinic.Credits())
	}
}

func TestOrderedRateLimit(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	d.order(Misfortune{Kind: RateLimit, Seconds: 20})
	body := d.bookSomething() // reading goes on until a POST
	d.clock.add(time.Minute)
	o := d.do(http.MethodPost, "/appointments", body)
	d.wantCode(o, state.RateLimitExceeded)
	wantHeaders(t, o.header, "1000", "0", fmt.Sprint(storyStart().Add(80*time.Second).Unix()))
	d.clock.add(20*time.Second - time.Nanosecond)
	d.wantCode(d.get("/departments"), state.RateLimitExceeded)
	d.clock.add(time.Nanosecond)
	wantStatus(t, d.do(http.MethodPost, "/appointments", body), http.StatusCreated)

	d.order(Misfortune{Kind: RateLimit, Seconds: 5, From: FromNow})
	d.wantCode(d.get("/departments"), state.RateLimitExceeded)
}

// overEachRoad runs a test in process and over a socket.
func overEachRoad(t *testing.T, o Options, test func(t *testing.T, d *desk)) {
	t.Run("in process", func(t *testing.T) { test(t, newDesk(t, o)) })
	t.Run("over HTTP", func(t *testing.T) {
		d := newDesk(t, o)
		server := httptest.NewServer(d.clinic)
		defer server.Close()
		d.client, d.base = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, server.URL+apiRoot
		test(t, d)
	})
}

func TestLostAnswer(t *testing.T) {
	overEachRoad(t, Options{Credits: 3}, func(t *testing.T, d *desk) {
		d.order(Misfortune{Kind: LostAnswer})
		d.wantCode(d.do(http.MethodPost, "/appointments", "{}"), state.MissingRequiredField) // commits nothing, loses nothing
		_, err := d.send(http.MethodPost, "/appointments", d.bookSomething())
		if !errors.Is(err, io.EOF) {
			t.Fatalf("error %v, want the connection's end", err)
		}
		if l := d.clinic.Ledger(); len(l) != 1 || d.clinic.Credits() != 2 {
			t.Errorf("ledger %v, %d credits", l, d.clinic.Credits())
		}
		requests := d.clinic.Requests()
		if last := requests[len(requests)-1]; last.Method != http.MethodPost || last.Status != 0 {
			t.Errorf("last request %+v", last)
		}
		wantStatus(t, d.do(http.MethodPost, "/appointments", strings.Replace(d.bookSomething(), "Sow", "Bah", 1)), http.StatusCreated)
	})
}

func TestCut(t *testing.T) {
	overEachRoad(t, Options{Credits: 3}, func(t *testing.T, d *desk) {
		d.order(Misfortune{Kind: Cut, Seconds: 10})
		body := d.bookSomething()
		arrived := len(d.clinic.Requests())
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			if o, err := d.send(method, "/appointments", body); err == nil {
				t.Fatalf("%s answered %d through a cut line", method, o.status)
			}
		}
		if len(d.clinic.Requests()) != arrived || len(d.clinic.Ledger()) != 0 {
			t.Error("something came through the cut line")
		}
		d.clock.add(10 * time.Second)
		wantStatus(t, d.do(http.MethodPost, "/appointments", body), http.StatusCreated)
		d.order(Misfortune{Kind: Cut, Seconds: 10, From: FromNow})
		if _, err := d.send(http.MethodGet, "/departments", ""); err == nil {
			t.Error("answered through a line that is cut now")
		}
	})
}

func TestCutInProcessIsARefusedDial(t *testing.T) {
	d := newDesk(t, Options{})
	d.order(Misfortune{Kind: Cut, Seconds: 10, From: FromNow})
	if _, err := d.send(http.MethodGet, "/departments", ""); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("error %v", err)
	}
}

func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, Options{Now: time.Now})
		d.order(Misfortune{Kind: Slow, Seconds: 5, Times: 2})
		for _, want := range []time.Duration{5 * time.Second, 5 * time.Second, 0} {
			start := time.Now()
			o := d.get("/departments")
			if took := time.Since(start); took != want {
				t.Errorf("took %v, want %v", took, want)
			}
			if date := o.header.Get("Date"); date != time.Now().UTC().Format(http.TimeFormat) {
				t.Errorf("dated %s", date)
			}
		}
	})
}

func TestErrorAfterCommit(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	d.order(Misfortune{Kind: Error, Code: state.InternalServerError, Method: http.MethodPost, Committed: true})
	body := d.bookSomething() // reads, and is not what the error waits for
	d.wantCode(d.do(http.MethodPost, "/appointments", body), state.InternalServerError)
	if len(d.clinic.Ledger()) != 1 {
		t.Errorf("ledger %v", d.clinic.Ledger())
	}
}

func TestBookingErrorsWaitForABooking(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	d.order(Misfortune{Kind: Error, Code: state.CreditCheckFailed})
	d.order(Misfortune{Kind: Error, Code: state.MaintenanceMode})
	d.wantCode(d.get("/departments"), state.MaintenanceMode)
	body := d.bookSomething()
	d.wantCode(d.do(http.MethodPost, "/appointments", body), state.CreditCheckFailed)
	wantStatus(t, d.do(http.MethodPost, "/appointments", body), http.StatusCreated)
}

func TestTooManyRequestsTellsWhen(t *testing.T) {
	d := newDesk(t, Options{})
	d.order(Misfortune{Kind: Error, Code: state.TooManyRequests, Seconds: 30})
	o := d.get("/departments")
	d.wantCode(o, state.TooManyRequests)
	wantHeaders(t, o.header, "1000", "0", fmt.Sprint(storyStart().Add(30*time.Second).Unix()))
}

func TestOrdersOverHTTP(t *testing.T) {
	d := newDesk(t, Options{Credits: 3})
	d.base = "http://demo.invalid"
	d.key = ""
	for _, body := range []string{
		`{"kind":"slot_taken"}`, `{"kind":"top_up","credits":20}`, `{"kind":"rate_limit","seconds":20}`, `{"kind":"lost_answer"}`,
		`{"kind":"slow","seconds":5}`, `{"kind":"cut","seconds":10}`, `{"kind":"cut","seconds":10,"from":"now"}`,
		`{"kind":"error","code":"MAINTENANCE_MODE","times":3}`, `{"kind":"reset_form","form":"iso"}`, `{"kind":"rate_headers","on":false}`,
		`{"kind":"proxy","status":402,"form":"json","committed":true}`, `{"kind":"repeat"}`, `{"kind":"no_echo","on":true,"form":"unfiltered"}`,
		`{"kind":"cut_list","on":true,"form":"early"}`,
	} {
		if o := d.do(http.MethodPost, "/_demo/misfortunes", body); o.status != http.StatusNoContent {
			t.Errorf("%s: %d %s", body, o.status, o.body)
		}
	}
	shown := decode[stateJSON](t, d.get("/_demo/state"))
	if shown.Credits != 23 || shown.Limit != 1000 || len(shown.Armed) != 8 || shown.ResetForm != isoTime || shown.RateHeaders {
		t.Errorf("state %+v", shown)
	}
	if d.do(http.MethodPost, "/_demo/misfortunes", `{"kind":"mended"}`); decode[stateJSON](t, d.get("/_demo/state")).CutUntil != "" {
		t.Error("the line is still cut")
	}
	if shown.Time != "2026-02-03T09:40:00" || shown.CutUntil != "2026-02-03T09:40:10" || shown.LimitedUntil != "" {
		t.Errorf("times %+v", shown)
	}
	if got := shown.Armed[5]; got.Kind != Error || got.Code != state.MaintenanceMode || got.Times != 3 {
		t.Errorf("armed %+v", got)
	}
	d.do(http.MethodPost, "/_demo/misfortunes", `{"kind":"no_credits"}`)
	if d.clinic.Credits() != 0 {
		t.Error("the purse is not empty")
	}
}

func TestOrdersThatAreRefused(t *testing.T) {
	d := newDesk(t, Options{})
	d.base = "http://demo.invalid"
	for body, field := range map[string]string{
		`{"kind":"flood"}`:                              "kind",
		`{}`:                                            "kind",
		`{"kind":"error","code":"TEAPOT"}`:              "code",
		`{"kind":"reset_form","form":"lunar"}`:          "form",
		`{"kind":"top_up"}`:                             "credits",
		`{"kind":"proxy"}`:                              "status",
		`{"kind":"proxy","status":200}`:                 "status",
		`{"kind":"proxy","status":402,"form":"jpeg"}`:   "form",
		`{"kind":"no_echo","form":"early"}`:             "form",
		`{"kind":"cut_list","form":"unfiltered"}`:       "form",
		`{"kind":"cut"}`:                                "seconds",
		`{"kind":"rate_limit","seconds":-1}`:            "seconds",
		`{"kind":"slow","seconds":5,"times":-1}`:        "times",
		`{"kind":"cut","seconds":5,"from":"next week"}`: "from",
	} {
		e := d.wantCode(d.do(http.MethodPost, "/_demo/misfortunes", body), state.InvalidFieldValue)
		if e.Error.Details["field"] != field || !strings.Contains(e.Error.Message, field) {
			t.Errorf("%s: %+v", body, e.Error)
		}
	}
	for _, body := range []string{`{"kind":`, `{"kind":"slow","second":5}`} {
		d.wantCode(d.do(http.MethodPost, "/_demo/misfortunes", body), state.InvalidRequest)
	}
	if err := d.clinic.Order(Misfortune{Kind: "flood"}); err == nil || !strings.Contains(err.Error(), "kind") {
		t.Errorf("error %v", err)
	}
}
