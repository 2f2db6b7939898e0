package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"syscall"
	"time"
)

// errCut is how a dial fails while the line is cut.
var errCut = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}

// Transport reaches the clinic in process, without a port, under any host name.
// It calls the httptrace hooks GetConn, GotConn, WroteHeaders, WroteRequest and
// GotFirstResponseByte, honours the request's context wherever it waits, and
// starts no goroutine, so that it works in fake time.
func (c *Clinic) Transport() http.RoundTripper { return transport{c} }

type transport struct{ clinic *Clinic }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, c := req.Context(), t.clinic
	trace := httptrace.ContextClientTrace(ctx)
	if trace == nil {
		trace = &httptrace.ClientTrace{}
	}
	defer closeBody(req)
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	call1(trace.GetConn, req.URL.Host)
	arrived, err := c.arrive(req.Method, req.URL)
	if err != nil {
		return nil, err
	}
	call1(trace.GotConn, httptrace.GotConnInfo{})
	if trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	body, err := readBody(req)
	call1(trace.WroteRequest, httptrace.WroteRequestInfo{Err: err})
	if err != nil {
		return nil, err
	}
	answer := c.answer(arrived, req.Method, req.URL, req.Header, body)
	if err := wait(ctx, answer.wait); err != nil {
		return nil, err
	}
	if answer.lost {
		return nil, io.EOF // as net/http reports a connection that ends before the answer
	}
	if trace.GotFirstResponseByte != nil {
		trace.GotFirstResponseByte()
	}
	return answer.response(req, c.date()), nil
}

// call1 calls a hook that may not be set.
func call1[T any](hook func(T), argument T) {
	if hook != nil {
		hook(argument)
	}
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close()
	}
}

// readBody reads what is sent. A body that blocks is closed when the context
// ends, which ends the reading.
func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	ctx := req.Context()
	stop := context.AfterFunc(ctx, func() { req.Body.Close() })
	defer stop()
	body, err := io.ReadAll(io.LimitReader(req.Body, maxBody+1))
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return body, err
}

// wait sleeps, unless the context ends first.
func wait(ctx context.Context, d time.Duration) error {
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	return context.Cause(ctx)
}

// response is the reply as a client of net/http gets it.
func (r reply) response(req *http.Request, date string) *http.Response {
	header := http.Header{}
	for name, values := range r.header { // net/http reads names in any case, and keeps them in its own
		header[http.CanonicalHeaderKey(name)] = values
	}
	header.Set("Date", date)
	response := &http.Response{
		Status:     fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)),
		StatusCode: r.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        header,
		Body:          http.NoBody,
		ContentLength: int64(len(r.body)),
		Request:       req,
	}
	if len(r.body) > 0 {
		response.Body = io.NopCloser(bytes.NewReader(r.body))
	}
	return response
}
