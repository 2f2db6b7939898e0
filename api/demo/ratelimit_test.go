package demo

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"creneau/state"
)

func wantHeaders(t *testing.T, h http.Header, limit, remaining, reset string) {
	t.Helper()
	got := [3]string{h.Get("X-RateLimit-Limit"), h.Get("X-RateLimit-Remaining"), h.Get("X-RateLimit-Reset")}
	if want := [3]string{limit, remaining, reset}; got != want {
		t.Errorf("limit, remaining, reset = %q, want %q", got, want)
	}
}

func TestWindow(t *testing.T) {
	d := newDesk(t, Options{Limit: 3})
	end := fmt.Sprint(storyStart().Add(time.Hour).Unix())
	wantHeaders(t, d.get("/departments").header, "3", "2", end)
	d.clock.add(10 * time.Minute)
	wantHeaders(t, d.get("/departments").header, "3", "1", end)
	wantHeaders(t, d.get("/appointments/7").header, "3", "0", end) // a refusal counts as well
	o := d.get("/departments")
	d.wantCode(o, state.RateLimitExceeded)
	wantHeaders(t, o.header, "3", "0", end)

	// Another key has its own window, which begins with its own first request.
	later := fmt.Sprint(storyStart().Add(70 * time.Minute).Unix())
	wantHeaders(t, d.as(KeyReader).get("/departments").header, "3", "2", later)

	d.clock.add(50*time.Minute - time.Nanosecond)
	d.wantCode(d.get("/departments"), state.RateLimitExceeded)
	d.clock.add(time.Nanosecond)
	wantHeaders(t, d.get("/departments").header, "3", "2", fmt.Sprint(storyStart().Add(2*time.Hour).Unix()))
}

func TestStrangersAreNotCounted(t *testing.T) {
	d := newDesk(t, Options{Limit: 3})
	for range 5 {
		o := d.as(KeyExpired).get("/departments")
		d.wantCode(o, state.ExpiredAPIKey)
		wantHeaders(t, o.header, "", "", "")
	}
	wantHeaders(t, d.get("/departments").header, "3", "2", fmt.Sprint(storyStart().Add(time.Hour).Unix()))
}

func TestResetForms(t *testing.T) {
	reset := storyStart().Add(time.Hour)
	for form, want := range map[resetForm]string{
		epochSeconds: fmt.Sprint(reset.Unix()),
		epochMillis:  fmt.Sprint(reset.UnixMilli()),
		isoTime:      "2026-02-03T10:40:00Z",
		httpDate:     "Tue, 03 Feb 2026 10:40:00 GMT",
		deltaSeconds: "3600",
		noReset:      "",
	} {
		t.Run(string(form), func(t *testing.T) {
			d := newDesk(t, Options{Limit: 3})
			d.order(Misfortune{Kind: ResetForm, Form: string(form)})
			wantHeaders(t, d.get("/departments").header, "3", "2", want)
		})
	}
}

func TestResetIsRoundedUp(t *testing.T) {
	now := storyStart().Add(300 * time.Millisecond)
	reset := now.Add(20 * time.Second)
	if got, want := epochSeconds.format(reset, now), fmt.Sprint(storyStart().Unix()+21); got != want {
		t.Errorf("epoch %s, want %s", got, want)
	}
	if got := deltaSeconds.format(reset, now); got != "21" && got != "20" {
		t.Errorf("delta %s", got)
	}
	if back := now.Add(20 * time.Second); back.Before(reset) {
		t.Error("whoever waits the delta is too early")
	}
}

func TestRateHeadersOff(t *testing.T) {
	d := newDesk(t, Options{Limit: 2})
	d.order(Misfortune{Kind: RateHeaders, On: false})
	wantHeaders(t, d.get("/departments").header, "", "", "")
	d.order(Misfortune{Kind: RateHeaders, On: true})
	end := fmt.Sprint(storyStart().Add(time.Hour).Unix())
	wantHeaders(t, d.get("/departments").header, "2", "0", end)
	d.order(Misfortune{Kind: RateHeaders, On: false})
	wantHeaders(t, d.get("/departments").header, "2", "0", end) // a 429 always tells
}
