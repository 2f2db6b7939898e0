package state

import (
	"fmt"
	"time"
)

// Code names a refusal or a breakage. The documented ones are spelled as the
// API spells them; ours, for what never reached the API or came back as
// something else, are in lower case.
type Code string

// The 27 documented codes (error reference).
const (
	MissingAPIKey          Code = "MISSING_API_KEY"
	InvalidAPIKey          Code = "INVALID_API_KEY"
	ExpiredAPIKey          Code = "EXPIRED_API_KEY"
	InvalidTokenFormat     Code = "INVALID_TOKEN_FORMAT"
	InsufficientScope      Code = "INSUFFICIENT_SCOPE"
	OrganizationMismatch   Code = "ORGANIZATION_MISMATCH"
	DepartmentAccessDenied Code = "DEPARTMENT_ACCESS_DENIED"
	InsufficientCredits    Code = "INSUFFICIENT_CREDITS"
	CreditCheckFailed      Code = "CREDIT_CHECK_FAILED"
	PaymentRequired        Code = "PAYMENT_REQUIRED"
	InvalidRequest         Code = "INVALID_REQUEST"
	MissingRequiredField   Code = "MISSING_REQUIRED_FIELD"
	InvalidFieldValue      Code = "INVALID_FIELD_VALUE"
	InvalidDateTime        Code = "INVALID_DATE_TIME"
	InvalidPhoneNumber     Code = "INVALID_PHONE_NUMBER"
	InvalidEmail           Code = "INVALID_EMAIL"
	AppointmentNotFound    Code = "APPOINTMENT_NOT_FOUND"
	DepartmentNotFound     Code = "DEPARTMENT_NOT_FOUND"
	UserNotFound           Code = "USER_NOT_FOUND"
	SlotNotAvailable       Code = "SLOT_NOT_AVAILABLE"
	DuplicateAppointment   Code = "DUPLICATE_APPOINTMENT"
	RateLimitExceeded      Code = "RATE_LIMIT_EXCEEDED"
	TooManyRequests        Code = "TOO_MANY_REQUESTS"
	InternalServerError    Code = "INTERNAL_SERVER_ERROR"
	DatabaseError          Code = "DATABASE_ERROR"
	ServiceUnavailable     Code = "SERVICE_UNAVAILABLE"
	MaintenanceMode        Code = "MAINTENANCE_MODE"
)

// Our own codes.
const (
	NotSent   Code = "not_sent"    // broke before any byte of the request was written: nothing happened
	NoAnswer  Code = "no_answer"   // written, then no answer: it may have been done
	BadReply  Code = "bad_reply"   // answered with something that is no answer of this API
	NotTheAPI Code = "not_the_api" // a login page, a proxy, another site

	NotPossible Code = "not_possible" // nobody here knows how to do it: nothing was sent
)

// Documented lists the 27 codes in the order of the error reference.
func Documented() []Code {
	return []Code{
		MissingAPIKey, InvalidAPIKey, ExpiredAPIKey, InvalidTokenFormat,
		InsufficientScope, OrganizationMismatch, DepartmentAccessDenied,
		InsufficientCredits, CreditCheckFailed, PaymentRequired,
		InvalidRequest, MissingRequiredField, InvalidFieldValue, InvalidDateTime, InvalidPhoneNumber, InvalidEmail,
		AppointmentNotFound, DepartmentNotFound, UserNotFound, SlotNotAvailable, DuplicateAppointment,
		RateLimitExceeded, TooManyRequests,
		InternalServerError, DatabaseError, ServiceUnavailable, MaintenanceMode,
	}
}

// A Failure is why something asked of the API was not done, or may not have
// been. It is comparable and holds nothing unsafe to show: every string was
// cleaned and every key masked when it was decoded.
type Failure struct {
	Code    Code
	Status  int           // HTTP status; 0 where there was no answer
	Coded   bool          // the API itself wrote it: an error body that names the code
	Cause   Cause         // what broke, where nothing was answered
	Message string        // the server's own words, for "details" only
	Field   string        // details.field
	Value   string        // details.value
	Wait    time.Duration // how long to send nothing; only with 429, 1 s to 3,660 s

	WaitTold bool // the answer told it; else it is our own guess

	// Required and Available are the credits of a 402, where it told them.
	Required, Available int
	CreditsTold         bool
}

// unwritten says of a refusal that the API may not have written it: it names no
// code of its own, and what stands between may have made it up, before or after
// the request was done.
func (f Failure) unwritten() bool {
	_, listed := rules[f.Code]
	return !listed && !f.Coded && f.Status >= 400 && f.Status < 500
}

// ambiguous says of a status that whoever answers with it may not have waited for
// the request to be done.
func (f Failure) ambiguous() bool {
	switch f.Status {
	case 408, 425, 429, 499:
		return true
	}
	return false
}

// Cause is what broke on the way.
type Cause string

// The ways in which a request breaks without an answer.
const (
	CauseDNS      Cause = "dns"
	CauseRefused  Cause = "refused"
	CauseTLS      Cause = "tls"
	CauseProxy    Cause = "proxy" // what stands between, by configuration, is not there
	CauseTimeout  Cause = "timeout"
	CauseReset    Cause = "reset"
	CauseRedirect Cause = "redirect"
	CauseTooBig   Cause = "too_big"
	CauseStopped  Cause = "stopped" // our own context ended
	CauseOther    Cause = "other"
)

func (f Failure) Error() string {
	switch {
	case f.Cause != "":
		return fmt.Sprintf("%s (%s)", f.Code, f.Cause)
	case f.Status != 0:
		return fmt.Sprintf("%s (HTTP %d)", f.Code, f.Status)
	}
	return string(f.Code)
}
