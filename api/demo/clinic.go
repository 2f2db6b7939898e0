// Package demo is a clinic that does not exist: an http.Handler with the whole
// documented MONCRENEAU contract in memory, and a list of misfortunes it can be
// told to suffer. It is what the desk shows when nothing is configured, what
// the story and the journeys run against, and what `creneau clinic` serves.
// Everybody in it is invented.
package demo

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"creneau/state/clinic"
)

// BaseURL is the address under which Transport reaches the clinic. Any other
// host name does as well.
const BaseURL = "http://demo.invalid" + apiRoot

const (
	apiRoot     = "/api/v1"
	controlRoot = "/_demo"
)

// DefaultLimit is the documented default of the key-creation form, in requests
// per hour and key.
const DefaultLimit = 1000

// requestsKept bounds the log that Requests returns, for a clinic that is left
// running.
const requestsKept = 50_000

// Options say which clinic to build.
type Options struct {
	Now     func() time.Time // the clinic's clock; its location is the clinic's zone. nil: time.Now
	Seed    uint64           // the same seed on the same day of the clock gives the same clinic
	Credits int              // in the purse at the start
	Limit   int              // requests per hour and key; 0: 1000
	Large   bool             // 300 departments and 10,000 appointments, for measuring
	Small   bool             // one department of few slots and no appointment, for tests that build thousands

	// APIKeyOnly takes the key in X-API-Key only, as all four official clients send
	// it: Bearer gets a bare 401.
	APIKeyOnly bool
}

// A Clinic is the demo clinic. It is safe for use by many goroutines.
type Clinic struct {
	now         func() time.Time
	limit       int
	apiKeyOnly  bool
	departments []*department // every organisation's, in the order of the list
	keys        []Key

	mu       sync.Mutex
	register *register
	purse    int
	windows  map[string]*window // by key secret
	trouble  trouble
	form     resetForm
	noRates  bool // no rate headers on success
	ledger   []Entry
	requests []*Request
}

// An Action is what a commit did.
type Action string

// The two commits of the contract.
const (
	Booked    Action = "book"
	Cancelled Action = "cancel"
)

// An Entry is one commit that was made over the API.
type Entry struct {
	Action     Action
	ID         int64
	External   string // externalUserId
	Name       string
	Department int64
	Worker     int64       // 0 for nobody in particular
	At         clinic.Wall // the appointment's own time
	Time       time.Time   // when it was committed, on the clinic's clock
}

// A Request is one that arrived under /api/v1.
type Request struct {
	Method, Path, Query string
	Time                time.Time // on the clinic's clock
	Status              int       // answered; 0 where the answer was lost
}

// New builds a clinic around the day its clock shows.
func New(o Options) *Clinic {
	c := &Clinic{now: o.Now, limit: o.Limit, apiKeyOnly: o.APIKeyOnly, purse: o.Credits, windows: map[string]*window{}, form: epochSeconds}
	if c.now == nil {
		c.now = time.Now
	}
	if c.limit <= 0 {
		c.limit = DefaultLimit
	}
	c.keys = issueKeys(o.Seed)
	switch {
	case o.Small:
		c.departments = smallDepartments()
		c.register = newRegister(nil)
		return c
	case o.Large:
		c.departments = largeDepartments()
	default:
		c.departments = standardDepartments()
	}
	today := clinic.WallOf(c.now()).Day()
	c.register = newRegister(layAppointments(o, c.departments, today))
	return c
}

// Purchase is the purse: how many bookings are left to pay for.
func (c *Clinic) Credits() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.purse
}

// Workers tells who can be asked for, by department id. No call of the API
// lists them, so a configuration has to.
func (c *Clinic) Workers() map[string][]clinic.Worker {
	staff := map[string][]clinic.Worker{}
	for _, d := range c.departments {
		if d.organization == ourClinic && len(d.workers) > 0 {
			staff[idText(d.id)] = append([]clinic.Worker(nil), d.workers...)
		}
	}
	return staff
}

// NeedsWorker says whether the department with this id refuses a booking that
// names no worker.
func (c *Clinic) NeedsWorker(department string) bool {
	d := c.department(department)
	return d != nil && d.needsWorker
}

// Ledger lists every commit made over the API, in order.
func (c *Clinic) Ledger() []Entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Entry(nil), c.ledger...)
}

// Requests lists what arrived under /api/v1, in order; the oldest are dropped
// after tens of thousands.
func (c *Clinic) Requests() []Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]Request, len(c.requests))
	for i, r := range c.requests {
		list[i] = *r
	}
	return list
}

// noteRequest appends to the log of requests. The clinic is locked.
func (c *Clinic) noteRequest(r *Request) {
	if len(c.requests) >= requestsKept {
		c.requests = append([]*Request(nil), c.requests[requestsKept/2:]...)
	}
	c.requests = append(c.requests, r)
}

// enter appends a commit to the ledger. The clinic is locked.
func (c *Clinic) enter(action Action, a *appointment, now time.Time) {
	c.ledger = append(c.ledger, Entry{
		Action: action, ID: a.id, External: a.external, Name: a.name,
		Department: a.department.id, Worker: a.worker, At: a.at, Time: now,
	})
}

// parseID reads an id. One of the official clients keeps ids as floating-point
// numbers and sends 90412.0.
func parseID(text string) (int64, error) {
	if whole, zeros, ok := strings.Cut(text, "."); ok && zeros != "" && strings.Trim(zeros, "0") == "" {
		text = whole
	}
	return strconv.ParseInt(text, 10, 64)
}

// department finds a department of any organisation by the text of its id.
func (c *Clinic) department(id string) *department {
	n, err := parseID(id)
	if err != nil {
		return nil
	}
	return c.departmentByID(n)
}

func (c *Clinic) departmentByID(id int64) *department {
	for _, d := range c.departments {
		if d.id == id {
			return d
		}
	}
	return nil
}
