package demo

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// maxBody is the longest request body that is read, in bytes.
const maxBody = 64 << 10

// A call is one request under /api/v1, read and on the clinic's clock.
type call struct {
	method, path string
	query        url.Values
	header       http.Header
	body         []byte
	id           string // the {id} of the path
	key          *Key
	now          time.Time
	wall         clinic.Wall
}

// A route is one documented call.
type route struct {
	method, path string
	scope        string
	do           func(*Clinic, *call) (reply, *refusal)
}

// routes has a row for each documented call.
var routes = []route{
	{http.MethodPost, "appointments", scopeCreate, (*Clinic).book},
	{http.MethodGet, "appointments", scopeReadAppointments, (*Clinic).listAppointments},
	{http.MethodGet, "appointments/{id}", scopeReadAppointments, (*Clinic).readAppointment},
	{http.MethodDelete, "appointments/{id}", scopeCancel, (*Clinic).cancel},
	{http.MethodGet, "departments", scopeDepartments, (*Clinic).listDepartments},
	{http.MethodGet, "departments/{id}", scopeDepartments, (*Clinic).readDepartment},
	{http.MethodGet, "departments/{id}/availability", scopeAvailability, (*Clinic).availability},
}

// ServeHTTP answers /api/v1 as the contract says, and /_demo, where trouble is
// ordered. Where a misfortune cuts the line, the connection is closed without
// an answer.
func (c *Clinic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	arrived, err := c.arrive(r.Method, r.URL)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away
	}
	answer := c.answer(arrived, r.Method, r.URL, r.Header, body)
	if wait(r.Context(), answer.wait) != nil || answer.lost {
		panic(http.ErrAbortHandler)
	}
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.Header().Set("Date", c.date())
	w.WriteHeader(answer.status)
	w.Write(answer.body) // an error here is the client's going away
}

// date is the Date header of an answer that leaves now.
func (c *Clinic) date() string { return c.now().UTC().Format(http.TimeFormat) }

// underAPI says whether a path belongs to the public contract.
func underAPI(path string) bool {
	return path == apiRoot || strings.HasPrefix(path, apiRoot+"/")
}

// arrive notes that a request came in, or says that the line is cut. Only
// requests under /api/v1 are noted or cut; for others it returns nil.
func (c *Clinic) arrive(method string, u *url.URL) (*Request, error) {
	if !underAPI(u.Path) {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if c.trouble.isCut(method, now) {
		return nil, errCut
	}
	r := &Request{Method: method, Path: u.Path, Query: u.RawQuery, Time: now}
	c.noteRequest(r)
	return r, nil
}

// answer does what a request asks for.
func (c *Clinic) answer(arrived *Request, method string, u *url.URL, h http.Header, body []byte) reply {
	if arrived == nil {
		return c.answerControl(method, u.Path, body)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	asked := method
	if method == http.MethodHead {
		asked = http.MethodGet
	}
	answer := c.answerThrough(&call{
		method: asked, path: strings.Trim(strings.TrimPrefix(u.Path, apiRoot), "/"), query: u.Query(), header: h, body: body,
		now: now, wall: clinic.WallOf(now),
	})
	if method == http.MethodHead {
		answer.header["Content-Length"] = []string{strconv.Itoa(len(answer.body))}
		answer.body = nil
	}
	if m, ok := c.trouble.strike(Slow, method); ok {
		answer.wait = m.duration()
	}
	if !answer.lost {
		arrived.Status = answer.status
	}
	return answer
}

// answerCall lets a call through the key, the limit and the ordered errors, in
// that order, and then does it. The clinic is locked.
func (c *Clinic) answerCall(in *call) reply {
	if c.apiKeyOnly && in.header.Get("X-API-Key") == "" && in.header.Get("Authorization") != "" {
		return respond(http.StatusUnauthorized, nil) // as a gateway does that looks for its own header
	}
	key, refused := c.authenticate(in.header)
	if refused != nil {
		return refused.reply()
	}
	in.key = key
	rates, refused := c.admit(in)
	var answer reply
	if refused == nil {
		answer, rates, refused = c.perform(in, rates)
	}
	if refused != nil {
		answer = refused.reply()
	}
	if !c.noRates || answer.status == http.StatusTooManyRequests {
		c.form.setRateHeaders(answer.header, rates, in.now)
	}
	return answer
}

// admit counts a call against the limits.
func (c *Clinic) admit(in *call) (quota, *refusal) {
	if until, limited := c.trouble.isLimited(in.method, in.now); limited {
		return quota{c.limit, 0, until}, refuse(state.RateLimitExceeded)
	}
	return c.count(in.key.Secret, in.now)
}

// perform does an admitted call, unless an error was ordered for it. The quota
// it returns is another one only where the ordered error is a 429.
func (c *Clinic) perform(in *call, rates quota) (reply, quota, *refusal) {
	ordered, struck := c.trouble.strike(Error, in.method)
	if !struck || ordered.Committed {
		answer, refused := c.route(in)
		if !struck || refused != nil {
			return answer, rates, refused
		}
	}
	if answers[ordered.Code].status == http.StatusTooManyRequests {
		rates.remaining, rates.reset = 0, in.now.Add(max(ordered.duration(), burstWait))
	}
	return reply{}, rates, ordered.refusal(c.purse)
}

// route finds the documented call and checks its scope. What is not documented is
// answered as a framework does, without a code.
func (c *Clinic) route(in *call) (reply, *refusal) {
	for _, r := range routes {
		id, ok := matches(r.path, in.path)
		if !ok || r.method != in.method {
			continue
		}
		if !in.key.allows(r.scope) {
			return reply{}, refuseField(state.InsufficientScope, "scope", r.scope)
		}
		in.id = id
		return r.do(c, in)
	}
	methods := allowed(in.path)
	if len(methods) == 0 {
		return notOurs(http.StatusNotFound, proxyJSON, apiRoot+"/"+in.path, in.now), nil
	}
	answer := notOurs(http.StatusMethodNotAllowed, proxyJSON, apiRoot+"/"+in.path, in.now)
	answer.header.Set("Allow", strings.Join(methods, ", "))
	return answer, nil
}

// matches compares a path with a route's, and returns what stands for {id}.
func matches(pattern, path string) (id string, ok bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return "", false
	}
	for i, segment := range want {
		switch {
		case segment == "{id}":
			id = got[i]
		case segment != got[i]:
			return "", false
		}
	}
	return id, true
}
