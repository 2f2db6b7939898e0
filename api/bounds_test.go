package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"creneau/state"
)

// The forms of a reset are told apart by their size, and between them none is.
func TestWhereOneFormOfAResetEnds(t *testing.T) {
	never := time.Time{}
	for text, want := range map[string]struct {
		at    time.Time
		after time.Duration
		ok    bool
	}{
		"0":                   {never, 0, true},
		"86399":               {never, 86399 * time.Second, true},
		"86400":               {never, 86400 * time.Second, true},
		"86401":               {never, 0, false},
		"999999999":           {never, 0, false},
		"1000000000":          {time.Unix(1e9, 0), 0, true},
		"1000000000.5":        {time.Unix(1e9, 5e8), 0, true},
		"99999999999":         {time.Unix(1e11-1, 0), 0, true},
		"100000000000":        {never, 0, false},
		"999999999999":        {never, 0, false},
		"1000000000000":       {time.UnixMilli(1e12), 0, true},
		"99999999999999":      {time.UnixMilli(1e14 - 1), 0, true},
		"100000000000000":     {never, 0, false},
		"999999999999999":     {never, 0, false},
		"1000000000000000":    {time.UnixMicro(1e15), 0, true},
		"99999999999999999":   {time.UnixMicro(1e17 - 1), 0, true},
		"100000000000000000":  {never, 0, false},
		"999999999999999999":  {never, 0, false},
		"1000000000000000000": {time.Unix(0, 1e18), 0, true},
	} {
		at, after, ok := resetForm(text)
		if !at.Equal(want.at) || after != want.after || ok != want.ok {
			t.Errorf("%s: %v, %v, %v, want %+v", text, at, after, ok, want)
		}
	}
}

// Retry-After is believed up to a minute after its time, and counts parts of a
// second.
func TestWhereARetryAfterEnds(t *testing.T) {
	date := func(by time.Duration) string { return noon.Add(by).Format(http.TimeFormat) }
	for text, want := range map[string]struct {
		wait time.Duration
		ok   bool
	}{
		"1.5": {1500 * time.Millisecond, true}, "0.25": {time.Second, true}, "2": {2 * time.Second, true},
		date(-time.Minute): {time.Second, true}, date(-61 * time.Second): {time.Second, false}, date(0): {time.Second, true},
		date(maxWait): {maxWait, true}, date(maxWait + time.Second): {maxWait, true}, "3660": {maxWait, true}, "3661": {maxWait, true},
	} {
		if wait, ok := retryAfter([]string{text}, noon); wait != want.wait || ok != want.ok {
			t.Errorf("%s: %v %v, want %v", text, wait, ok, want)
		}
	}
}

// A told wait of five seconds or more is believed each time; a shorter one doubles,
// begins anew after a longer one, and counts once for those of one moment.
func TestWhichToldWaitsDouble(t *testing.T) {
	told := func(seconds string) http.Header { return http.Header{"Retry-After": {seconds}} }
	var l limits
	at := noon
	for i, step := range []struct {
		told string
		wait time.Duration
		is   bool // told
	}{
		{"5", 5 * time.Second, true}, {"5", 5 * time.Second, true}, {"60", 60 * time.Second, true},
		{"4", 4 * time.Second, true}, {"4", 8 * time.Second, false}, {"4", 16 * time.Second, false},
		{"5", 5 * time.Second, true}, {"4", 4 * time.Second, true}, {"4", 8 * time.Second, false},
	} {
		at = at.Add(time.Minute)
		wait, is := l.wait(told(step.told), at, at)
		if wait != step.wait || is != step.is {
			t.Errorf("step %d, told %s: %v, told %v, want %+v", i, step.told, wait, is, step)
		}
	}
	l.succeeded()
	// What was sent before the last refusal came counts all the same where none is
	// counted since.
	if wait, is := l.wait(told("4"), at.Add(-time.Second), at); wait != 4*time.Second || !is {
		t.Errorf("after a success: %v, told %v", wait, is)
	}
}

// An end of the window is told only with what remains of it.
func TestAResetWithoutAQuotaTellsNoEnd(t *testing.T) {
	var l limits
	l.observe(http.Header{"X-Ratelimit-Limit": {"1000"}, "X-Ratelimit-Reset": {"36"}}, noon, noon)
	if q := l.quotaAt(noon); q.Told || q.Known || q.Reset != 0 {
		t.Errorf("%+v", q)
	}
	l.observe(http.Header{"X-Ratelimit-Limit": {"1000"}, "X-Ratelimit-Remaining": {"5"}}, noon, noon)
	if q := l.quotaAt(noon.Add(-time.Minute)); q.Told || q.Reset != 0 || q.Remaining != 5 {
		t.Errorf("%+v", q)
	}
}

// Counts are believed up to a billion.
func TestHowMuchACountMayBe(t *testing.T) {
	for text, want := range map[string]int{"0": 0, "999999999": 999999999, "1000000000": 1e9, "1000000001": -1, "2000000000": -1, "": -1, "1:": -1} {
		n, ok := countIn([]string{text})
		if ok != (want >= 0) || ok && n != want {
			t.Errorf("%q: %d %v, want %d", text, n, ok, want)
		}
	}
}

// Both codes of the limit are the limit, and so is its bare status.
func TestWhichCodesAreTheLimit(t *testing.T) {
	for code, want := range map[state.Code]bool{
		state.RateLimitExceeded: true, state.TooManyRequests: true, "HTTP_429": true, "HTTP_503": false, state.MaintenanceMode: false,
	} {
		if limited(code) != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
}

// Every redirect, and nothing beside, is none of the API's answers.
func TestWhatIsARedirect(t *testing.T) {
	for status, want := range map[int]bool{299: false, 300: true, 301: true, 307: true, 399: true, 400: false} {
		f := read(t, status, "application/json", `{"code":"SOMETHING_NEW"}`)
		if got := f.Cause == state.CauseRedirect; got != want || want != (f.Code == state.NotTheAPI) {
			t.Errorf("%d: %+v", status, f)
		}
	}
}

// Texts are cut to their lengths, no shorter.
func TestHowLongTheServersTextsMayBe(t *testing.T) {
	long := strings.Repeat("a", 500)
	f := read(t, 422, "application/json", fmt.Sprintf(`{"error":{"code":"INVALID_FIELD_VALUE","message":%q,"details":{"field":%q,"value":%q}}}`, long, long, long))
	if len([]rune(f.Message)) != maxMessage || len([]rune(f.Field)) != maxField || len([]rune(f.Value)) != maxValue {
		t.Errorf("message %d, field %d, value %d", len([]rune(f.Message)), len([]rune(f.Field)), len([]rune(f.Value)))
	}
	f = read(t, 400, "application/json", fmt.Sprintf(`{"error":%q}`, long))
	if len([]rune(f.Message)) != maxMessage {
		t.Errorf("of the framework: %d", len([]rune(f.Message)))
	}
	body := fmt.Sprintf(`{"code":"INVALID_REQUEST","message":%q}`, "short and true")
	f = failureOf(400, http.Header{}, []byte(body), (&Client{}).show(Secret{}))
	if f.Message != "short and true" {
		t.Errorf("without a key: %q", f.Message)
	}
}

// A web page is none of the API's answers, however it is known as one, and though it
// holds what the API would say.
func TestWhatIsAWebPage(t *testing.T) {
	const answer = `{"error":{"code":"SLOT_NOT_AVAILABLE"}}`
	for _, c := range []struct {
		kind, body string
		page       bool
	}{
		{"text/html", answer, true}, {"TEXT/HTML; charset=utf-8", answer, true}, {"application/xhtml+xml", answer, true},
		{"application/json", "<html>", true}, {"application/json", " \t\r\n\ufeff<!doctype html>", true}, {"", "<p>", true},
		{"application/json", answer, false}, {"", answer, false}, {"text/plain", answer, false}, {"application/xml", answer, false},
	} {
		h := http.Header{"Content-Type": {c.kind}}
		if got := isHTML(h, []byte(c.body)); got != c.page {
			t.Errorf("%q %q: %v", c.kind, c.body, got)
		}
		if f := read(t, 409, c.kind, c.body); f.Coded == c.page {
			t.Errorf("%q %q is read: %+v", c.kind, c.body, f)
		}
	}
}

// What broke is named, whatever wraps it.
func TestWhatBroke(t *testing.T) {
	live := context.Background()
	over, cancel := context.WithDeadline(live, time.Unix(0, 0))
	defer cancel()
	stopped, stop := context.WithCancel(live)
	stop()
	op := func(op string, err error) error { return &net.OpError{Op: op, Net: "tcp", Err: err} }
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want state.Cause
	}{
		"a deadline":                       {live, fmt.Errorf("get: %w", context.DeadlineExceeded), state.CauseTimeout},
		"a deadline, by its context":       {over, errors.New("use of closed connection"), state.CauseTimeout},
		"a slow connection":                {live, op("read", os.ErrDeadlineExceeded), state.CauseTimeout},
		"stopped":                          {stopped, context.Canceled, state.CauseStopped},
		"a proxy":                          {live, op(proxyOp, errors.New("refused")), state.CauseProxy},
		"a proxy that is too slow":         {over, op(proxyOp, context.DeadlineExceeded), state.CauseProxy},
		"no such name":                     {live, op("dial", &net.DNSError{}), state.CauseDNS},
		"a bad certificate":                {live, &tls.CertificateVerificationError{Err: errors.New("expired")}, state.CauseTLS},
		"no TLS at all":                    {live, tls.RecordHeaderError{Msg: "first record"}, state.CauseTLS},
		"an alert of theirs":               {live, op("remote error", errors.New("tls: handshake failure")), state.CauseTLS},
		"an alert of ours":                 {live, op("local error", errors.New("tls: bad record")), state.CauseTLS},
		"refused":                          {live, op("dial", syscall.ECONNREFUSED), state.CauseRefused},
		"reset":                            {live, op("read", syscall.ECONNRESET), state.CauseReset},
		"a broken pipe":                    {live, op("write", syscall.EPIPE), state.CauseReset},
		"ended":                            {live, io.EOF, state.CauseReset},
		"ended in the middle":              {live, io.ErrUnexpectedEOF, state.CauseReset},
		"something else":                   {live, op("read", errors.New("odd")), state.CauseOther},
		"something that is no operation":   {live, errors.New("odd"), state.CauseOther},
		"reset, the deadline not yet over": {live, fmt.Errorf("%w", syscall.ECONNRESET), state.CauseReset},
	} {
		if got := causeOf(c.ctx, c.err); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Which answers tell of the server's clock: those that no cache kept, of clocks that
// were not set between asking and hearing.
func TestWhichAnswersTellTheTime(t *testing.T) {
	date := func(ahead time.Duration, age ...string) http.Header {
		h := http.Header{"Date": {noon.Add(ahead).Format(http.TimeFormat)}}
		if len(age) > 0 {
			h.Set("Age", age[0])
		}
		return h
	}
	for name, c := range map[string]struct {
		h     http.Header
		trip  time.Duration
		known bool
	}{
		"fresh":                        {date(time.Minute), time.Second, true},
		"fresh, says a cache":          {date(time.Minute, "0"), time.Second, true},
		"kept by a cache":              {date(time.Minute, "1"), time.Second, false},
		"answered before it was asked": {date(time.Minute), -time.Second, false},
		"answered in no time":          {date(time.Minute), 0, true},
		"without a date":               {http.Header{}, time.Second, false},
		"without a date, says a cache": {http.Header{"Age": {"0"}}, time.Second, false},
	} {
		var k clock
		k.observe(c.h, noon, noon.Add(c.trip))
		if _, known := k.offset(); known != c.known {
			t.Errorf("%s: known %v", name, known)
		}
	}
}

// Two answers agree as far as their trips, and a second for the Date's own, allow;
// of equally quick ones the newest counts, among the last eight.
func TestWhichClocksAgree(t *testing.T) {
	s := clockSample{known: true, trip: 4 * time.Second}
	for apart, agrees := range map[time.Duration]bool{
		0: true, 4 * time.Second: true, 4*time.Second + time.Millisecond: false, -4 * time.Second: true, -5 * time.Second: false,
	} {
		if got := s.agrees(clockSample{known: true, trip: 2 * time.Second, offset: apart}); got != agrees {
			t.Errorf("%v apart: %v", apart, got)
		}
	}
	var c clock
	see := func(offset, trip time.Duration) {
		sent := noon.Add(-offset - trip/2)
		c.observe(http.Header{"Date": {noon.Format(http.TimeFormat)}}, sent, sent.Add(trip))
	}
	see(500*time.Millisecond, time.Second)
	see(600*time.Millisecond, time.Second)
	if got, _ := c.offset(); got != 600*time.Millisecond {
		t.Errorf("of equally quick ones: %v", got)
	}
	see(700*time.Millisecond, 500*time.Millisecond)
	for range clockSamples - 1 {
		see(800*time.Millisecond, 2*time.Second)
		if got, _ := c.offset(); got != 700*time.Millisecond {
			t.Fatalf("the quickest of the last eight: %v", got)
		}
	}
	see(800*time.Millisecond, 2*time.Second)
	if got, _ := c.offset(); got != 800*time.Millisecond {
		t.Errorf("it is the ninth: %v", got)
	}
	see(time.Hour, 3*time.Second) // somebody set a clock
	if got, _ := c.offset(); got != time.Hour {
		t.Errorf("after the clock was set: %v", got)
	}

	// One in the middle may be dropped, which fits the newest no more.
	c = clock{}
	see(0, time.Second)
	see(4700*time.Millisecond, 10*time.Second)
	see(-1900*time.Millisecond, 1100*time.Millisecond)
	if got, _ := c.offset(); got != 0 {
		t.Errorf("the quickest of those that agree: %v", got)
	}
}
