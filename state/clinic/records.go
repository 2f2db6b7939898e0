package clinic

import (
	"strings"
	"time"
)

// MaxID is the longest identifier accepted from the API, in characters.
const MaxID = 64

// ID is an identifier as the API gave it: opaque, compared and never computed
// with. The API's documents disagree whether ids are numbers or strings, so an
// ID remembers its form and is sent back in it. The zero ID names nothing.
type ID string

// quoted marks an ID that came as a JSON string.
const quoted = `"`

// NumberID is the id that came as a JSON number with these digits.
func NumberID(digits string) ID { return ID(digits) }

// TextID is the id that came as a JSON string.
func TextID(text string) ID {
	if text == "" {
		return ""
	}
	return ID(quoted + text)
}

// Text is the id without its form: what stands in a path or on the screen.
func (id ID) Text() string { return strings.TrimPrefix(string(id), quoted) }

// Quoted says whether the id is sent as a JSON string.
func (id ID) Quoted() bool { return strings.HasPrefix(string(id), quoted) }

// Same says whether two ids name the same thing whatever form each came in.
func (id ID) Same(other ID) bool { return id.Text() == other.Text() }

// A Department is one that takes bookings, as MONCRENEAU describes it.
type Department struct {
	ID           ID
	Name         string
	Description  string
	Organization string
	SlotLength   int // minutes; 0 where it is not said
	Active       bool
	Hours        [7][]Span // opening hours by time.Weekday; empty where not said

	// Workers are named by the configuration: no call of the API lists them.
	Workers     []Worker
	NeedsWorker bool
}

// A Profile is what a clinic's settings have its desks show.
type Profile struct {
	Clinic     string // its name; "" for that of its organisation
	CreditsURL string // where credits are bought; "" for the language's own page about them
}

// A Span is a stretch of a day, in seconds since its midnight.
type Span struct{ From, To Wall }

// A Worker is a member of staff who can be asked for.
type Worker struct {
	ID   ID
	Name string
}

// A Slot is one bookable time of a department.
type Slot struct {
	Department ID
	Worker     ID // zero where slots carry none
	At         Wall
	Free       bool
}

// Status is the API's own word for where an appointment stands. Unknown words
// are kept and shown as they are.
type Status string

// The five statuses of the public contract.
const (
	PendingPayment Status = "PENDING_PAYMENT"
	Scheduled      Status = "SCHEDULED"
	Completed      Status = "COMPLETED"
	Cancelled      Status = "CANCELLED"
	NoShow         Status = "NO_SHOW"
)

// Known says whether a status is one of the contract's.
func (s Status) Known() bool {
	switch s {
	case PendingPayment, Scheduled, Completed, Cancelled, NoShow:
		return true
	}
	return false
}

// Open says whether an appointment that stands so may be cancelled or moved, as
// far as the desk can know: a status that it does not know is for the API to
// judge.
func (s Status) Open() bool { return s == Scheduled || s == PendingPayment || !s.Known() }

// An Appointment is one booking that the API knows.
type Appointment struct {
	ID         ID
	Department ID
	Worker     ID
	At         Wall
	Status     Status
	Name       string
	External   string // externalUserId, as sent with the booking
	QR         string // address that the ticket's QR code holds
	Created    Wall   // 0 where not said
	Credits    int    // consumed; 0 where not said
}

// A Booking is what one POST asks for. It is comparable, so the same booking
// can be asked for again as the same value.
type Booking struct {
	Ref        string // our own reference, sent as externalUserId
	Department ID
	Worker     ID
	At         Wall
	Name       string
}

// Made says whether an appointment can be what a booking made.
func (b Booking) Made(v Appointment) bool {
	return v.External == b.Ref && v.Department.Same(b.Department) && v.At == b.At
}

// Quota is the request limit as the last answer told it.
type Quota struct {
	Known            bool
	Limit, Remaining int
	Told             bool          // the answer said when the window ends
	Reset            time.Duration // until then, at least 0; means nothing where it is not told
}

// Balance is the number of credits, where it is known at all.
type Balance struct {
	Known   bool
	Credits int
}

// A DepartmentList is the departments that could be read, and how many could not.
type DepartmentList struct {
	Departments []Department
	Skipped     int
}

// A SlotList is the slots that could be read, and how many could not.
type SlotList struct {
	Slots   []Slot
	Skipped int // slots, or whole days
}

// Visits asks for the appointments of a stretch of days, both ends included.
// Zero fields do not narrow.
type Visits struct {
	From, To   Day
	Department ID
	External   string
}

// VisitList is the answer to Visits, merged by id and filtered again on our
// side. Partial says that pages were left out: too many, or repeating.
type VisitList struct {
	Appointments []Appointment
	Partial      bool
	Skipped      int // items that could not be read
	Pages        int // requests that it took
}

// A DayRead is the appointments of a day as they were read.
type DayRead struct {
	Day  Day
	At   Wall // when
	List VisitList
}

// Elsewhere is what another desk of the same store has open, or has just done.
type Elsewhere struct {
	Kind, Subject string // as the store calls it
	Desk          string // where, as people call it
	Closed        bool   // it has it open no more

	Who
	Line       string      // of a draft, as far as it is typed
	Department ID          // zero where that is not decided yet
	Worker     ID          // so too
	At         Wall        // 0 where that is not decided
	Visit      ID          // of an appointment that is being cancelled
	Done       Appointment // what stands since, or is cancelled; zero id for nothing
}

// Takes says whether it is, or is to become, an appointment at a slot.
func (e Elsewhere) Takes(sl Slot) bool {
	same := e.Worker == "" || sl.Worker == "" || e.Worker.Same(sl.Worker)
	return e.Visit == "" && e.At != 0 && e.At == sl.At && e.Department.Same(sl.Department) && same
}

// Others is what other desks have open.
type Others []Elsewhere

// InUse is the desk at which a slot is in a draft or a booking; "" where it is at none.
func (o Others) InUse(sl Slot) string {
	for _, e := range o {
		if e.Takes(sl) {
			return e.Desk
		}
	}
	return ""
}

// CancelledAt is the desk at which an appointment is being cancelled; "" for none.
func (o Others) CancelledAt(id ID) string {
	for _, e := range o {
		if e.Visit != "" && e.Visit.Same(id) {
			return e.Desk
		}
	}
	return ""
}

// A Gap is what is missing of what was read: entries that could not be read, and
// pages that never came. The zero Gap is none.
type Gap struct {
	Skipped int  // entries
	Cut     bool // the list did not end: there may be more

	Kept Wall // when what stays of an earlier reading was read; 0 where nothing does

	From, To Day // that were read together
}

// Any says whether anything is missing.
func (g Gap) Any() bool { return g.Skipped > 0 || g.Cut }

// And is what is missing of two lists together.
func (g Gap) And(o Gap) Gap {
	return Gap{Skipped: g.Skipped + o.Skipped, Cut: g.Cut || o.Cut, Kept: Older(g.Kept, o.Kept)}
}

// Older is the older of two moments, of which 0 is none.
func Older(x, y Wall) Wall {
	if x == 0 || y != 0 && y < x {
		return y
	}
	return x
}
