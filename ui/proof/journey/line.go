package journey

import (
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync"
)

// A line is what lies between a desk and its clinic. It carries every request
// until it is told to break.
type line struct {
	clinic http.RoundTripper

	mu     sync.Mutex
	breaks []Break
	tried  []string // methods of the requests that were to leave
}

// A Break is how the line breaks under one request.
type Break struct {
	Method string
	Fault  Fault
	After  bool // the clinic gets the request and does its work before
}

// RoundTrip carries a request, or breaks under it.
func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	b, broken := l.next(req.Method)
	switch {
	case !broken:
		return l.clinic.RoundTrip(req)
	case b.After:
		answer, err := l.clinic.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		answer.Body.Close()
	default:
		if req.Body != nil {
			defer req.Body.Close()
		}
		trace := httptrace.ContextClientTrace(req.Context())
		if !b.Fault.Unsent && trace != nil && trace.WroteHeaders != nil {
			trace.WroteHeaders()
		}
	}
	return b.Fault.meet(req)
}

// next notes a request, and takes the break off that waits for it.
func (l *line) next(method string) (Break, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tried = append(l.tried, method)
	i := slices.IndexFunc(l.breaks, func(b Break) bool { return b.Method == method })
	if i < 0 {
		return Break{}, false
	}
	b := l.breaks[i]
	l.breaks = slices.Delete(l.breaks, i, i+1)
	return b, true
}

// Break has the line break under the next request of a method that no earlier
// order waits for.
func (d *Desk) Break(b Break) {
	d.line.mu.Lock()
	defer d.line.mu.Unlock()
	d.line.breaks = append(d.line.breaks, b)
}

// Tried fails unless so many requests to book were to leave, whether or not they
// reached the clinic.
func (d *Desk) Tried(n int) {
	d.t.Helper()
	d.line.mu.Lock()
	defer d.line.mu.Unlock()
	got := 0
	for _, method := range d.line.tried {
		if method == http.MethodPost {
			got++
		}
	}
	if got != n {
		d.t.Errorf("%d requests to book were to leave, not %d", got, n)
	}
}
