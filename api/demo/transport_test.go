package demo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"creneau/state/clinic"
)

// traced makes a request and lists the hooks that were called.
func (d *desk) traced(method, path, body string) (hooks []string, err error) {
	d.t.Helper()
	note := func(name string) { hooks = append(hooks, name) }
	ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
		GetConn:              func(string) { note("GetConn") },
		GotConn:              func(httptrace.GotConnInfo) { note("GotConn") },
		WroteHeaders:         func() { note("WroteHeaders") },
		WroteRequest:         func(httptrace.WroteRequestInfo) { note("WroteRequest") },
		GotFirstResponseByte: func() { note("GotFirstResponseByte") },
	})
	req, err := http.NewRequestWithContext(ctx, method, d.base+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("X-API-Key", d.key)
	_, err = d.sendRequest(req)
	return hooks, err
}

// TestHooks also holds the in-process transport against net/http's own.
func TestHooks(t *testing.T) {
	written := []string{"GetConn", "GotConn", "WroteHeaders", "WroteRequest"}
	overEachRoad(t, Options{Credits: 3}, func(t *testing.T, d *desk) {
		hooks, err := d.traced(http.MethodGet, "/departments", "")
		if want := append(slices.Clone(written), "GotFirstResponseByte"); err != nil || !slices.Equal(hooks, want) {
			t.Errorf("answered: %v %v, want %v", hooks, err, want)
		}
		body := d.bookSomething()
		d.order(Misfortune{Kind: LostAnswer})
		if hooks, err = d.traced(http.MethodPost, "/appointments", body); err == nil || !slices.Equal(hooks, written) {
			t.Errorf("lost: %v %v, want %v", hooks, err, written)
		}
	})
	d := newDesk(t, Options{})
	d.order(Misfortune{Kind: Cut, Seconds: 1, From: FromNow})
	if hooks, err := d.traced(http.MethodGet, "/departments", ""); err == nil || !slices.Equal(hooks, []string{"GetConn"}) {
		t.Errorf("cut: %v %v", hooks, err)
	}
}

// TestSameAnswers holds both roads to the same bytes.
func TestSameAnswers(t *testing.T) {
	asked := []struct{ method, path, body string }{
		{http.MethodGet, "/departments", ""},
		{http.MethodGet, "/departments/12/availability?startDate=2026-02-03&endDate=2026-02-09", ""},
		{http.MethodGet, "/appointments?startDate=2026-02-03&size=100", ""},
		{http.MethodPost, "/appointments", "{"},
		{http.MethodPost, "/appointments", bookingBody(cardiology, (storyDay() + 7).At(10*clinic.Hour+15*clinic.Minute), "Sow Mariama")},
		{http.MethodDelete, "/appointments/7", ""},
	}
	var first []outcome
	overEachRoad(t, Options{Credits: 3}, func(t *testing.T, d *desk) {
		for i, a := range asked {
			got := d.do(a.method, a.path, a.body)
			for _, name := range []string{"Content-Length", "Connection"} {
				got.header.Del(name)
			}
			if len(first) < len(asked) {
				first = append(first, got)
				continue
			}
			if got.status != first[i].status || string(got.body) != string(first[i].body) {
				t.Errorf("%s %s: %d %s\nwant %d %s", a.method, a.path, got.status, got.body, first[i].status, first[i].body)
			}
			for name := range first[i].header {
				if got.header.Get(name) != first[i].header.Get(name) {
					t.Errorf("%s: %q, want %q", name, got.header.Get(name), first[i].header.Get(name))
				}
			}
			if len(got.header) != len(first[i].header) {
				t.Errorf("headers %v, want %v", got.header, first[i].header)
			}
		}
	})
}

func TestDateIsTheClinics(t *testing.T) {
	overEachRoad(t, Options{}, func(t *testing.T, d *desk) {
		if date := d.get("/departments").header.Get("Date"); date != "Tue, 03 Feb 2026 09:40:00 GMT" {
			t.Errorf("dated %s", date)
		}
	})
}

func TestContextEndsASlowAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, Options{Now: time.Now})
		d.order(Misfortune{Kind: Slow, Seconds: 60})
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		start := time.Now()
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, d.base+"/departments", nil)
		if _, err := d.client.Do(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestContextEndsABodyThatBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, Options{Now: time.Now})
		body, _ := io.Pipe() // nobody writes
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, d.base+"/appointments", body)
		if _, err := d.clinic.Transport().RoundTrip(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

func TestEndedContextSendsNothing(t *testing.T) {
	d := newDesk(t, Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, d.base+"/departments", nil)
	if _, err := d.clinic.Transport().RoundTrip(req); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if n := len(d.clinic.Requests()); n != 0 {
		t.Errorf("%d requests arrived", n)
	}
}

// TestOneSlotForMany lets many desks fight for one slot and one purse.
func TestOneSlotForMany(t *testing.T) {
	d := newDesk(t, Options{Credits: 50})
	server := httptest.NewServer(d.clinic)
	defer server.Close()
	at := d.freeSlot(cardiology, storyDay().At(10*clinic.Hour), 0)
	var wait sync.WaitGroup
	for i := range 40 {
		wait.Go(func() {
			mine := *d
			if i%2 == 0 {
				mine.client, mine.base = server.Client(), server.URL+apiRoot
			}
			mine.do(http.MethodPost, "/appointments", bookingBody(cardiology, at, "Sow "+strings.Repeat("i", i+1)))
			mine.get("/appointments?size=5")
			mine.get("/departments/11/availability?startDate=2026-02-03&endDate=2026-02-03")
			_ = d.clinic.Order(Misfortune{Kind: TopUp, Credits: 1})
			_, _ = d.clinic.Ledger(), d.clinic.Requests()
		})
	}
	wait.Wait()
	if n := len(d.clinic.Ledger()); n != 1 || d.clinic.Credits() != 50-1+40 {
		t.Errorf("%d booked, %d credits", n, d.clinic.Credits())
	}
}
