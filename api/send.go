package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// maxBody is how much of a body is read, after decompression.
const maxBody = 1 << 20

var errTooBig = errors.New("body larger than 1 MiB")

// A call is one request of the contract.
type call struct {
	method string
	path   string // escaped, below the base URL
	query  url.Values
	body   []byte // JSON; nil where none is sent

	missing state.Code // what the API would say, of a record that no id names
	unnamed bool       // about one record, which no id names: not to be sent
}

func (q call) writes() bool { return q.method != http.MethodGet }

// A reply is an answer with a 2xx.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// do makes a call. A write is sent once. A read is sent once, and a second time
// with the other header where the first was refused for its header.
func (c *Client) do(ctx context.Context, q call) (reply, error) {
	if q.unnamed {
		return reply{}, state.Failure{Code: q.missing}
	}
	c.mu.Lock()
	key, g, limits := c.key, c.guess, c.limits
	c.mu.Unlock()
	if key.Empty() {
		return reply{}, state.Failure{Code: state.MissingAPIKey}
	}
	r, err := c.exchange(ctx, q, key, limits, g.header)
	if q.writes() || !g.open {
		return r, err
	}
	if err == nil {
		c.learn(key, g.header)
		return r, nil
	}
	if !RefusedForHeader(err) {
		return r, err
	}
	second, secondErr := c.exchange(ctx, q, key, limits, g.header.Other())
	switch {
	case secondErr == nil, knowsKey(secondErr) && !knowsKey(err):
		c.learn(key, g.header.Other())
	case RefusedForHeader(secondErr):
		c.learn(key, g.header) // neither works: it is not the header
		if f := err.(state.Failure); f.Coded || !secondErr.(state.Failure).Coded {
			return r, err
		}
	}
	return second, secondErr
}

// learn ends the guessing which header carries this key.
func (c *Client) learn(key Secret, header Auth) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.key == key { // not replaced meanwhile
		c.guess.settle(header)
	}
}

// RefusedForHeader says whether a read may have been refused because its key
// stood in the other header: gateways answer that in forms of their own.
func RefusedForHeader(err error) bool {
	f, ok := err.(state.Failure)
	return ok && (f.Status == http.StatusUnauthorized || f.Status == http.StatusForbidden)
}

// knowsKey says whether a refusal shows that the key was read: by the API's own
// word it lacks a right.
func knowsKey(err error) bool {
	f, ok := err.(state.Failure)
	return ok && f.Coded && f.Status == http.StatusForbidden
}

// exchange sends one request, once, and reads its answer. It asks the
// transport itself: only an http.Client would follow redirects, and hand the
// key and the patient's name to another host.
func (c *Client) exchange(ctx context.Context, q call, key Secret, limits *limits, header Auth) (r reply, err error) {
	sent := c.now()
	status := 0
	defer func() { c.logExchange(ctx, q, status, sent, err) }()

	timeout, transport := c.readTimeout, c.reads
	if q.writes() {
		timeout, transport = c.writeTimeout, c.writes
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	leaves := leaving{permit: permitOf(ctx)}
	if !leaves.may(ctx) {
		return reply{}, leaves.brokenOff(ctx, nil)
	}
	req, err := c.request(httptrace.WithClientTrace(ctx, leaves.trace(ctx)), q)
	if err != nil {
		return reply{}, state.Failure{Code: state.NotSent, Cause: state.CauseOther}
	}
	header.set(req.Header, key)

	resp, err := transport.RoundTrip(req)
	if err != nil {
		return reply{}, leaves.brokenOff(ctx, err)
	}
	defer resp.Body.Close()
	status = resp.StatusCode
	received := c.now()
	limits.observe(resp.Header, sent, received)

	body, readErr := readCapped(unpacked(resp))
	if status >= 200 && status < 300 {
		limits.succeeded()
		if readErr != nil { // what was cut off may have been an error's code
			return reply{}, cutOff(ctx, readErr, status)
		}
		return reply{status: status, header: resp.Header, body: body}, nil
	}
	f := failureOf(status, resp.Header, body, c.show(key))
	if limited(f.Code) {
		f.Wait, f.WaitTold = limits.wait(resp.Header, sent, received)
	}
	return reply{}, f
}

// A leaving is a request on its way out.
type leaving struct {
	permit  func(context.Context) error
	wrote   atomic.Bool
	refused atomic.Pointer[state.Failure] // why it must not leave; nil while it may
}

// may asks whether it may still leave.
func (l *leaving) may(ctx context.Context) bool {
	err := l.permit(ctx)
	if err == nil {
		return true
	}
	var f state.Failure
	if !errors.As(err, &f) {
		f = state.Failure{Code: state.NotKept}
	}
	l.refused.Store(&f)
	return false
}

func (l *leaving) trace(ctx context.Context) *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		WroteHeaders: func() { l.wrote.Store(true) },
		GotConn: func(c httptrace.GotConnInfo) {
			if !l.may(ctx) {
				_ = c.Conn.Close() // nothing can be written to it any more
			}
		},
	}
}

// brokenOff is why a request was not answered.
func (l *leaving) brokenOff(ctx context.Context, err error) state.Failure {
	if f := l.refused.Load(); f != nil {
		return *f
	}
	return brokenOff(ctx, err, l.wrote.Load())
}

// permitKey is that of a permit in a context.
type permitKey struct{}

// WithPermit has a request under a context ask whether it may still leave: before it
// is begun, and again when its connection stands, immediately before the first byte.
// An error keeps it from leaving: a state.Failure says why, any other that it could not
// be kept.
func WithPermit(ctx context.Context, permit func(context.Context) error) context.Context {
	return context.WithValue(ctx, permitKey{}, permit)
}

func permitOf(ctx context.Context) func(context.Context) error {
	if permit, ok := ctx.Value(permitKey{}).(func(context.Context) error); ok {
		return permit
	}
	return func(context.Context) error { return nil }
}

// request builds the request of a call, without its key. GetBody stays nil, so
// that no transport can rewind the body and send it again; for the same reason
// there is no Idempotency-Key, which Go's transport takes for leave to do so.
func (c *Client) request(ctx context.Context, q call) (*http.Request, error) {
	address := c.base.String() + q.path
	if len(q.query) > 0 {
		address += "?" + q.query.Encode()
	}
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, address, body)
	if err != nil {
		return nil, err
	}
	req.GetBody = nil
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.userAgent)
	if q.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// unpacked is the body of an answer, out of a packing that the transport left:
// x-gzip is gzip (RFC 9110, 8.4.1.3).
func unpacked(resp *http.Response) io.Reader {
	if !strings.EqualFold(strings.TrimSpace(resp.Header.Get("Content-Encoding")), "x-gzip") {
		return resp.Body
	}
	z, err := gzip.NewReader(resp.Body)
	if err != nil {
		return broken{err}
	}
	return z
}

// broken is a body that cannot be read.
type broken struct{ error }

func (b broken) Read([]byte) (int, error) { return 0, b.error }

func readCapped(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err == nil && len(body) > maxBody {
		return body[:maxBody], errTooBig
	}
	return body, err
}

// logExchange writes method, path, status, duration and code: no query, which
// may name a patient, no body and no header.
func (c *Client) logExchange(ctx context.Context, q call, status int, sent time.Time, err error) {
	code := ""
	if f, ok := err.(state.Failure); ok {
		code = string(f.Code)
	}
	c.log.InfoContext(ctx, "request",
		"method", q.method, "path", clinic.Mask(q.path), "status", status,
		"duration", c.now().Sub(sent).Round(time.Millisecond), "code", code)
}
