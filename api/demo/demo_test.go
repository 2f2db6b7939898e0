package demo

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// storyStart is when the three-minute story begins.
func storyStart() time.Time { return time.Date(2026, time.February, 3, 9, 40, 0, 0, time.UTC) }

func storyDay() clinic.Day { return clinic.Date(2026, time.February, 3) }

// A testClock is set by hand.
type testClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *testClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *testClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// A desk is a client of one clinic, over any transport.
type desk struct {
	t      *testing.T
	clinic *Clinic
	clock  *testClock
	client *http.Client
	base   string
	key    string
}

// newDesk opens a clinic at the story's start, reached in process.
func newDesk(t *testing.T, o Options) *desk {
	t.Helper()
	clock := &testClock{at: storyStart()}
	if o.Now == nil {
		o.Now = clock.now
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	c := New(o)
	return &desk{t: t, clinic: c, clock: clock, client: &http.Client{Transport: c.Transport()}, base: BaseURL, key: c.FullKey()}
}

// as is the same desk with the key of a name.
func (d *desk) as(name string) *desk {
	d.t.Helper()
	for _, k := range d.clinic.Keys() {
		if k.Name == name {
			other := *d
			other.key = k.Secret
			return &other
		}
	}
	d.t.Fatalf("no key %q", name)
	return nil
}

// An outcome is one answer, read to its end.
type outcome struct {
	status int
	header http.Header
	body   []byte
}

// intent makes a request; a nil error has an answer.
func (d *desk) send(method, path, body string) (outcome, error) {
	d.t.Helper()
	req, err := http.NewRequest(method, d.base+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if d.key != "" {
		req.Header.Set("X-API-Key", d.key)
	}
	return d.sendRequest(req)
}

func (d *desk) sendRequest(req *http.Request) (outcome, error) {
	d.t.Helper()
	res, err := d.client.Do(req)
	if err != nil {
		return outcome{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return outcome{res.StatusCode, res.Header, text}, nil
}

// do makes a request that must be answered.
func (d *desk) do(method, path, body string) outcome {
	d.t.Helper()
	got, err := d.send(method, path, body)
	if err != nil {
		d.t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

func (d *desk) get(path string) outcome { d.t.Helper(); return d.do(http.MethodGet, path, "") }

// order arms a misfortune that must be understood.
func (d *desk) order(m Misfortune) {
	d.t.Helper()
	if err := d.clinic.Order(m); err != nil {
		d.t.Fatal(err)
	}
}

// decode reads a JSON answer.
func decode[T any](t *testing.T, o outcome) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(o.body, &v); err != nil {
		t.Fatalf("%v in %s", err, o.body)
	}
	return v
}

// envelope is a refusal as the error reference shows it.
type envelope struct {
	Error struct {
		Code    state.Code     `json:"code"`
		Message string         `json:"message"`
		Details map[string]any `json:"details"`
	} `json:"error"`
}

// wantCode checks a refusal's code, and its status against the table.
func (d *desk) wantCode(o outcome, code state.Code) envelope {
	d.t.Helper()
	e := decode[envelope](d.t, o)
	if e.Error.Code != code || o.status != answers[code].status {
		d.t.Errorf("got %d %s, want %d %s", o.status, o.body, answers[code].status, code)
	}
	if e.Error.Message == "" || e.Error.Details == nil {
		d.t.Errorf("envelope without message or details: %s", o.body)
	}
	return e
}

func wantStatus(t *testing.T, o outcome, status int) {
	t.Helper()
	if o.status != status {
		t.Fatalf("status %d, want %d: %s", o.status, status, o.body)
	}
}

// bookingBody is a request to book, as JSON.
func bookingBody(department int64, at clinic.Wall, name string, more ...string) string {
	body := `{"departmentId":` + idText(department) + `,"dateTime":"` + at.String() + `","name":` + strconv.Quote(name)
	for _, m := range more {
		body += "," + m
	}
	return body + "}"
}

// freeSlot finds the n-th free slot of a department from a moment on.
func (d *desk) freeSlot(department int64, from clinic.Wall, n int) clinic.Wall {
	d.t.Helper()
	path := "/departments/" + idText(department) + "/availability?startDate=" + from.Day().String() + "&endDate=" + (from.Day() + 13).String()
	o := d.get(path)
	wantStatus(d.t, o, http.StatusOK)
	for _, day := range decode[availabilityJSON](d.t, o).Availability {
		for _, s := range day.Slots {
			at, err := clinic.ParseWall(s.DateTime)
			if err != nil {
				d.t.Fatal(err)
			}
			if s.Available && at >= from {
				if n--; n < 0 {
					return at
				}
			}
		}
	}
	d.t.Fatalf("no free slot in %d", department)
	return 0
}

// book books a free slot that must be given.
func (d *desk) book(department int64, at clinic.Wall, name string) appointmentJSON {
	d.t.Helper()
	o := d.do(http.MethodPost, "/appointments", bookingBody(department, at, name))
	wantStatus(d.t, o, http.StatusCreated)
	return decode[appointmentJSON](d.t, o)
}
