package protocol

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"syscall"
	"time"
)

// A way is how a request fares: how long it takes there and back, and what it
// meets.
type way struct {
	there, back time.Duration
	jitter      float64
	meet        func(*line, *http.Request) (*http.Response, error) // nil for the clinic alone
	wire        func(*exchange)                                    // over sockets; nil for the clinic alone
}

// A line carries the requests of a desk, one at a time.
type line struct {
	desk   *desk
	clinic http.RoundTripper
	wire   *wire // instead, over sockets
	way    way
	clock  time.Time // the terminal's, for the request that it carries; zero between
	posts  int       // bookings of which a byte was written
}

// time is the time on the terminal's clock, as the client sees it.
func (l *line) time() time.Time {
	if l.clock.IsZero() {
		return l.desk.time()
	}
	return l.clock
}

// begin makes the line ready for a request that left at a moment of the
// terminal's clock.
func (l *line) begin(w way, sent time.Time) {
	l.way, l.clock = w, sent
	if l.wire != nil {
		l.wire.meets(w.wire)
	}
}

// end has the request be over, whatever became of it.
func (l *line) end() {
	l.clock = time.Time{}
	if l.wire == nil {
		return
	}
	for _, kept := range l.wire.settled() {
		l.desk.sim.atClinic(kept.after, kept.do)
	}
}

// RoundTrip carries a request as its way has it.
func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	defer func() { l.clock = l.clock.Add(l.way.there + l.way.back) }()
	if l.way.meet == nil {
		return l.carry(req)
	}
	return l.way.meet(l, req)
}

// carry brings a request to the clinic and its answer back.
func (l *line) carry(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodPost {
		l.posts++
	}
	return l.clinic.RoundTrip(req)
}

// write notes that a request left and never reached the clinic.
func (l *line) write(req *http.Request) {
	if trace := httptrace.ContextClientTrace(req.Context()); trace != nil && trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	if req.Method == http.MethodPost {
		l.posts++
	}
}

// unsent is a connection that is refused.
func unsent(*line, *http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED }

// swallowed is a request that is lost on its way there.
func swallowed(l *line, req *http.Request) (*http.Response, error) {
	l.write(req)
	return nil, context.DeadlineExceeded
}

// unanswered is a request whose answer is lost on its way back.
func unanswered(l *line, req *http.Request) (*http.Response, error) {
	answer, err := l.carry(req)
	if err != nil {
		return nil, err
	}
	answer.Body.Close()
	return nil, io.EOF
}

// late is a request that nobody answers, and that is done long afterwards.
func late(after time.Duration) func(*line, *http.Request) (*http.Response, error) {
	return func(l *line, req *http.Request) (*http.Response, error) {
		l.write(req)
		again := req.Clone(context.Background())
		if req.Body != nil {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			again.Body = io.NopCloser(bytes.NewReader(body))
		}
		l.desk.sim.atClinic(after, func() {
			if answer, err := l.clinic.RoundTrip(again); err == nil {
				answer.Body.Close()
			}
		})
		return nil, context.DeadlineExceeded
	}
}

// instead is another answer than the clinic's, which does its work or never
// hears of it.
func instead(worked bool, status int, kind, body string) func(*line, *http.Request) (*http.Response, error) {
	return func(l *line, req *http.Request) (*http.Response, error) {
		l.write(req)
		if worked {
			answer, err := l.clinic.RoundTrip(req)
			if err != nil || answer.StatusCode >= http.StatusBadRequest {
				return answer, err // there was no work
			}
			answer.Body.Close()
		}
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {kind}},
			Body: io.NopCloser(strings.NewReader(body)), Request: req,
		}, nil
	}
}
