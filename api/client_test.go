package api

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

const testKey = "mk_live_4f9a2bc81e7d"

// noon is when the tests happen, on every clock.
var noon = time.Date(2026, 2, 3, 12, 0, 0, 0, time.UTC)

// A script answers requests in the order they come, in process.
type script struct {
	mu      sync.Mutex
	answers []func(*http.Request) (*http.Response, error)
	seen    []*http.Request
	bodies  []string
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body := ""
	if req.Body != nil {
		b, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req.Body.Close()
		body = string(b)
	}
	s.seen, s.bodies = append(s.seen, req), append(s.bodies, body)
	answer := s.answers[min(len(s.seen), len(s.answers))-1]
	return answer(req)
}

// says is an answer: header is a list of names and values.
func says(status int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		if trace := httptrace.ContextClientTrace(req.Context()); trace != nil {
			trace.WroteHeaders()
		}
		h := http.Header{}
		for i := 0; i+1 < len(header); i += 2 {
			h.Add(header[i], header[i+1])
		}
		if len(h.Values("Content-Type")) == 0 {
			h.Set("Content-Type", "application/json")
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
	}
}

// client is one that talks to a script, and the log that it writes.
func client(t *testing.T, auth Auth, answers ...func(*http.Request) (*http.Response, error)) (*Client, *script, *bytes.Buffer) {
	t.Helper()
	s, log := &script{answers: answers}, &bytes.Buffer{}
	c, err := New(Options{
		Key: secret(t, testKey), Auth: auth, Transport: s, Zone: time.UTC,
		Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, s, log
}

func secret(t testing.TB, text string) Secret {
	t.Helper()
	s, err := NewSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// failure is the state.Failure that an error must be.
func failure(t *testing.T, err error) state.Failure {
	t.Helper()
	f, ok := err.(state.Failure)
	if !ok {
		t.Fatalf("error is %#v, not a state.Failure", err)
	}
	return f
}

func TestBaseURL(t *testing.T) {
	tests := map[string]bool{
		"":                               true,
		"https://clinic.example/api/v1":  true,
		"https://clinic.example/api/v1/": true,
		"http://127.0.0.1:8080/api/v1":   true,
		"http://localhost:8080/api/v1":   true,
		"http://[::1]:8080/api/v1":       true,
		"http://clinic.example/api/v1":   false,
		"http://127.0.0.1.example/":      false,
		"ftp://clinic.example/":          false,
		"https://u:p@clinic.example/":    false,
		"https://clinic.example/?key=mk": false,
		"clinic.example":                 false,
		"https://":                       false,
		"::":                             false,
	}
	for text, want := range tests {
		if _, err := New(Options{BaseURL: text}); (err == nil) != want {
			t.Errorf("New with %q: %v, want accepted %v", text, err, want)
		}
	}
	if _, err := New(Options{BaseURL: "http://clinic.invalid/", Transport: &script{}}); err != nil {
		t.Errorf("a transport in this process needs no https: %v", err)
	}
	if _, err := New(Options{Auth: "basic"}); err == nil {
		t.Error("an unknown auth was accepted")
	}
}

func TestRequestCarriesItsHeaders(t *testing.T) {
	c, s, _ := client(t, AuthAuto, says(201, `{"id": 7}`))
	_, err := c.Book(t.Context(), clinic.Booking{
		Ref: "tui-01J", Department: clinic.NumberID("31"), Worker: clinic.TextID("w6"),
		At: clinic.At(2026, 2, 10, 10, 15), Name: "Diallo <Fatoumata> & fils",
	})
	if err != nil {
		t.Fatal(err)
	}
	req := s.seen[0]
	if req.URL.String() != DefaultBaseURL+"/appointments" || req.Method != http.MethodPost {
		t.Errorf("%s %s", req.Method, req.URL)
	}
	want := `{"departmentId":31,"dateTime":"2026-02-10T10:15:00","name":"Diallo <Fatoumata> & fils","externalUserId":"tui-01J","workerId":"w6"}`
	if got := strings.TrimSpace(s.bodies[0]); got != want {
		t.Errorf("body %s\nwant %s", got, want)
	}
	if req.GetBody != nil {
		t.Error("GetBody is set: a transport may send the booking again")
	}
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key", "X-Api-Key"} {
		if req.Header.Get(name) != "" {
			t.Errorf("%s is sent", name)
		}
	}
	if req.Header.Get("Authorization") != "Bearer "+testKey || req.Header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", req.Header)
	}
}

func TestAuthIsFoundOnReads(t *testing.T) {
	missing := says(401, `{"error":{"code":"MISSING_API_KEY"}}`)
	badForm := says(401, `{"error":{"code":"INVALID_TOKEN_FORMAT"}}`)
	invalid := says(401, `{"error":{"code":"INVALID_API_KEY"}}`)
	denied := says(403, `{"error":{"code":"INSUFFICIENT_SCOPE"}}`)
	down := says(503, ``)
	list, booked := says(200, `[]`), says(201, `{"id":1}`)
	type answer = func(*http.Request) (*http.Response, error)
	tests := map[string]struct {
		auth    Auth
		answers []answer
		calls   string // r read, w write
		want    string // b bearer, x X-API-Key, for each request that left
	}{
		"bearer works":                   {AuthAuto, []answer{list}, "rr", "bb"},
		"the other works, is remembered": {AuthAuto, []answer{missing, list}, "rrw", "bxxx"},
		"a malformed token too":          {AuthAuto, []answer{badForm, list}, "rr", "bxx"},
		"neither works":                  {AuthAuto, []answer{missing}, "rrw", "bxbb"},
		"a bad key is refused both ways": {AuthAuto, []answer{invalid}, "rrw", "bxbb"},
		"a bare 401":                     {AuthAuto, []answer{says(401, ``), list}, "rrw", "bxxx"},
		"a page of a gateway":            {AuthAuto, []answer{says(403, `<html>no</html>`), list}, "rrw", "bxxx"},
		"a code nobody has heard of":     {AuthAuto, []answer{says(403, `{"code":"NOPE_NO"}`), list}, "rrw", "bxxx"},
		"a right that the key lacks":     {AuthAuto, []answer{denied}, "rrw", "bxbb"},
		"lacking in the other header":    {AuthAuto, []answer{says(401, ``), denied}, "rrw", "bxxx"},
		"the second says nothing":        {AuthAuto, []answer{missing, down, missing, list}, "rrr", "bxbxx"},
		"a write never tries":            {AuthAuto, []answer{missing}, "ww", "bb"},
		"a write, then a read":           {AuthAuto, []answer{missing, missing, list, booked}, "wrw", "bbxx"},
		"once shown, never again":        {AuthAuto, []answer{list, missing}, "rrr", "bbb"},
		"bearer only":                    {AuthBearer, []answer{missing}, "rw", "bb"},
		"X-API-Key only":                 {AuthAPIKey, []answer{missing}, "rw", "xx"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, s, _ := client(t, tt.auth, tt.answers...)
			for _, kind := range tt.calls {
				if kind == 'r' {
					c.Departments(t.Context())
				} else {
					c.Book(t.Context(), clinic.Booking{Name: "Bah"})
				}
			}
			got := ""
			for _, req := range s.seen {
				bearer, key := req.Header.Get("Authorization"), req.Header.Get("X-API-Key")
				switch {
				case bearer == "Bearer "+testKey && key == "":
					got += "b"
				case key == testKey && bearer == "":
					got += "x"
				default:
					t.Fatalf("headers %v", req.Header)
				}
			}
			if got != tt.want {
				t.Errorf("headers %s, want %s", got, tt.want)
			}
		})
	}
}

func TestAnotherKeyGuessesAnew(t *testing.T) {
	missing := says(401, `{"error":{"code":"MISSING_API_KEY"}}`)
	c, s, _ := client(t, AuthAuto, missing, missing, missing, says(200, `[]`))
	c.Departments(t.Context())
	c.SetKey(secret(t, "mk_live_other"))
	if _, err := c.Departments(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := s.seen[3].Header.Get("X-API-Key"); got != "mk_live_other" {
		t.Errorf("the new key was not sent: %q", got)
	}
}

func TestWithoutKeyNothingIsSent(t *testing.T) {
	c, s, _ := client(t, AuthAuto, says(200, `[]`))
	c.SetKey(Secret{})
	_, err := c.Departments(t.Context())
	if f := failure(t, err); f.Code != state.MissingAPIKey || len(s.seen) != 0 {
		t.Errorf("%v after %d requests", f, len(s.seen))
	}
}

// An id that is empty or dots would cancel at, or read from, another path.
func TestUnnamedRecordIsNotAskedFor(t *testing.T) {
	for _, id := range []clinic.ID{"", clinic.TextID("."), clinic.TextID("..")} {
		c, s, _ := client(t, AuthAuto, says(200, `{}`))
		if f := failure(t, c.Cancel(t.Context(), id)); f.Code != state.AppointmentNotFound {
			t.Errorf("cancel %q: %v", id, f)
		}
		_, err := c.Visit(t.Context(), id)
		if f := failure(t, err); f.Code != state.AppointmentNotFound {
			t.Errorf("visit %q: %v", id, f)
		}
		_, err = c.Slots(t.Context(), id, 20000, 20001)
		if f := failure(t, err); f.Code != state.DepartmentNotFound {
			t.Errorf("slots %q: %v", id, f)
		}
		if len(s.seen) > 0 {
			t.Errorf("id %q: %s was asked", id, s.seen[0].URL)
		}
	}
	c, s, _ := client(t, AuthAuto, says(204, ``))
	if err := c.Cancel(t.Context(), clinic.TextID("a/../b?c")); err != nil {
		t.Fatal(err)
	}
	if got := s.seen[0].URL.EscapedPath(); got != "/api/v1/appointments/a%2F..%2Fb%3Fc" {
		t.Errorf("path %s", got)
	}
}

func TestBreakagesAreNamed(t *testing.T) {
	for _, wrote := range []bool{false, true} {
		want := state.NotSent
		if wrote {
			want = state.NoAnswer
		}
		c, _, _ := client(t, AuthAuto, func(req *http.Request) (*http.Response, error) {
			if wrote {
				httptrace.ContextClientTrace(req.Context()).WroteHeaders()
			}
			return nil, io.EOF
		})
		_, err := c.Book(t.Context(), clinic.Booking{})
		if f := failure(t, err); f != (state.Failure{Code: want, Cause: state.CauseReset}) {
			t.Errorf("wrote %v: %+v", wrote, f)
		}
	}
}

func TestContextEndsTheCall(t *testing.T) {
	waits := func(req *http.Request) (*http.Response, error) {
		<-req.Context().Done()
		return nil, context.Cause(req.Context())
	}
	synctest.Test(t, func(t *testing.T) {
		c, _, _ := client(t, AuthAuto, waits)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := c.Departments(ctx)
		if f := failure(t, err); f.Cause != state.CauseStopped {
			t.Errorf("stopped: %+v", f)
		}
		for name, tt := range map[string]struct {
			call func() error
			want time.Duration
		}{
			"read":  {func() error { _, err := c.Departments(t.Context()); return err }, DefaultReadTimeout},
			"write": {func() error { _, err := c.Book(t.Context(), clinic.Booking{}); return err }, DefaultWriteTimeout},
		} {
			start := time.Now()
			f := failure(t, tt.call())
			if took := time.Since(start); f.Cause != state.CauseTimeout || took != tt.want {
				t.Errorf("%s: %+v after %v", name, f, took)
			}
		}
	})
}
