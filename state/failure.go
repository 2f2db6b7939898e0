package state

import (
	"fmt"
	"slices"
	"time"
)

// Code names a refusal or a breakage. The documented ones are spelled as the
// API spells them; ours, for what never reached the API or came back as
// something else, are in lower case.
type Code string

// The documented codes (error reference).
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
	NotSent     Code = "not_sent"     // broke before any byte of the request was written: nothing happened
	NoAnswer    Code = "no_answer"    // written, then no answer: it may have been done
	BadReply    Code = "bad_reply"    // answered with something that is no answer of this API
	NotTheAPI   Code = "not_the_api"  // a login page, a proxy, another site
	NotKept     Code = "not_kept"     // it could not be recorded before it is sent: nothing was sent
	Stale       Code = "stale"        // it would have left too long after it was recorded: nothing was sent
	HandedOver  Code = "handed_over"  // another desk has taken it over: this one sent nothing
	NotPossible Code = "not_possible" // nobody here knows how to do it: nothing was sent
)

// Documented lists the documented codes in the order of the error reference.
func Documented() []Code {
	codes := make([]Code, len(documented))
	for i, row := range documented {
		codes[i] = row.Code
	}
	return codes
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

// A Reaction is what a receptionist is shown when something was refused or
// broke.
type Reaction int

// The reactions, in the order of the product's table.
const (
	Tell Reaction = iota
	OfferSlots
	OfferCredits
	CountDown
	ShowExisting
	FixField
	AskKey
	RefusedRight
	Gone
	Retry
	Maintenance
	Offline
	OutcomeUnknown
	reactions
)

// Reactions lists every reaction.
func Reactions() []Reaction {
	all := make([]Reaction, reactions)
	for i := range all {
		all[i] = Reaction(i)
	}
	return all
}

// A reactionRow says what a reaction means, once.
type reactionRow struct {
	lies lies

	// leads opens what a refused booking leads to, its draft in front.
	leads func(*State, Intent, Failure, Rule) []Effect

	// moves says that a move may pass all the same where it cancels first.
	moves bool
}

// lies is with what that lies which a reaction answers. The zero value is no answer.
type lies int

// With what a refusal lies.
const (
	withUnknown lies = iota
	withRequest      // another one may pass
	withPurse
	withRight
	withKey
	withLimit
	withLine   // nothing reached the API
	withServer // it may be done all the same
)

// reactionRows has a row for each reaction.
var reactionRows = [reactions]reactionRow{
	Tell:           {lies: withRequest, leads: (*State).confirmAgain},
	OfferSlots:     {lies: withRequest, leads: func(s *State, in Intent, _ Failure, _ Rule) []Effect { return s.offerAlternatives(in) }},
	OfferCredits:   {lies: withPurse, leads: (*State).offerCredits, moves: true},
	CountDown:      {lies: withLimit, leads: nothingMore},
	ShowExisting:   {lies: withRequest, leads: func(s *State, in Intent, _ Failure, _ Rule) []Effect { return s.showDuplicate(in) }, moves: true},
	FixField:       {lies: withRequest, leads: func(s *State, _ Intent, _ Failure, _ Rule) []Effect { s.splitForField(); return nil }},
	AskKey:         {lies: withKey, leads: func(s *State, _ Intent, f Failure, _ Rule) []Effect { return s.keyRefused(f) }},
	RefusedRight:   {lies: withRight, leads: nothingMore},
	Gone:           {lies: withRequest, leads: nothingMore},
	Retry:          {lies: withServer, leads: nothingMore},
	Maintenance:    {lies: withServer, leads: nothingMore},
	Offline:        {lies: withLine, leads: nothingMore},
	OutcomeUnknown: {lies: withServer, leads: nothingMore},
}

// nothingMore is where a reaction leads that shows the draft or a notice alone.
func nothingMore(*State, Intent, Failure, Rule) []Effect { return nil }

// Again says whether and when the same request is made again.
type Again int

// When a request is made again.
const (
	Never    Again = iota
	OnAnswer       // when a person says so
	WhenDue        // by itself, when the time has come
	Backoff        // by itself, with growing and random pauses; reads only
)

// A Rule is what to do about a failure. The zero Rule, that of an unlisted
// code, means: tell, keep the draft, ask nothing again.
type Rule struct {
	Show    Reaction
	OnWrite Reaction // instead of Show, where a write failed; zero means Show
	Again   Again
	Stale   bool // what is held of the department is no longer true

	// Conflict says of a booking that it may have met itself, sent twice by what
	// stands between: it is looked for before that is believed.
	Conflict bool
}

// A codeRow is a code and what to do about it.
type codeRow struct {
	Code
	Rule
}

// documented has a row for each documented code, in the order of the error
// reference.
var documented = []codeRow{
	{MissingAPIKey, Rule{Show: AskKey, Again: OnAnswer}},
	{InvalidAPIKey, Rule{Show: AskKey, Again: OnAnswer}},
	{ExpiredAPIKey, Rule{Show: AskKey, Again: OnAnswer}},
	{InvalidTokenFormat, Rule{Show: AskKey, Again: OnAnswer}},

	{InsufficientScope, Rule{Show: RefusedRight}},
	{OrganizationMismatch, Rule{Show: RefusedRight}},
	{DepartmentAccessDenied, Rule{Show: RefusedRight}},

	{InsufficientCredits, Rule{Show: OfferCredits, Again: OnAnswer}},
	{CreditCheckFailed, Rule{Show: Tell, Again: OnAnswer}},
	{PaymentRequired, Rule{Show: OfferCredits, Again: OnAnswer}},

	{InvalidRequest, Rule{Show: FixField}},
	{MissingRequiredField, Rule{Show: FixField}},
	{InvalidFieldValue, Rule{Show: FixField}},
	{InvalidDateTime, Rule{Show: FixField}},
	{InvalidPhoneNumber, Rule{}}, // the desk has no field for it
	{InvalidEmail, Rule{}},

	{AppointmentNotFound, Rule{Show: Gone, Stale: true}},
	{DepartmentNotFound, Rule{Show: Gone, Stale: true}},
	{UserNotFound, Rule{Show: Gone, Stale: true}},
	{SlotNotAvailable, Rule{Show: OfferSlots, Stale: true, Conflict: true}},
	{DuplicateAppointment, Rule{Show: ShowExisting, Stale: true, Conflict: true}},

	{RateLimitExceeded, Rule{Show: CountDown, Again: WhenDue}},
	{TooManyRequests, Rule{Show: CountDown, Again: WhenDue}},

	{InternalServerError, Rule{Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff}},
	{DatabaseError, Rule{Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff}},
	{ServiceUnavailable, Rule{Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff}},
	{MaintenanceMode, Rule{Show: Maintenance, OnWrite: OutcomeUnknown, Again: Backoff}},
}

// ourOwn has a row for each of our own codes.
var ourOwn = []codeRow{
	{NotSent, Rule{Show: Offline, Again: Backoff}},
	{NoAnswer, Rule{Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff}},
	{BadReply, Rule{Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff}},
	{NotTheAPI, Rule{Show: Offline, OnWrite: OutcomeUnknown, Again: Backoff}},
	{NotKept, Rule{Show: Tell, Again: OnAnswer}},
	{Stale, Rule{Show: Tell, Again: OnAnswer}},
	{HandedOver, Rule{Show: Tell}},
	{NotPossible, Rule{Show: Tell}},
}

// rules are both tables, by code.
var rules = func() map[Code]Rule {
	all := map[Code]Rule{}
	for _, row := range slices.Concat(documented, ourOwn) {
		all[row.Code] = row.Rule
	}
	return all
}()

// byStatus are the rules of answers that name no code, by their HTTP status. A
// write that is answered so may have been done all the same: that is looked into
// first.
var byStatus = map[int]Rule{
	400: {Show: FixField},
	401: {Show: AskKey, Again: OnAnswer},
	402: {Show: OfferCredits, Again: OnAnswer},
	403: {Show: RefusedRight},
	404: {Show: Gone, Stale: true},
	408: {Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff},
	422: {Show: FixField},
	425: {Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff},
	429: {Show: CountDown, Again: WhenDue},
	499: {Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff},
}

// RuleFor is the rule of a failure: that of its code, else that of its status. A
// code of the API's own that is not listed is told. A write that was answered with
// a 5xx, or with something that is no refusal, may have been done.
func RuleFor(f Failure) Rule {
	if r, ok := rules[f.Code]; ok {
		return r
	}
	r, ok := byStatus[f.Status]
	broken := f.Status >= 500 || f.Status < 400 && f.Status != 0
	switch {
	case f.Coded && broken:
		return Rule{Show: Tell, OnWrite: OutcomeUnknown}
	case f.Coded:
		return Rule{}
	case ok:
		return r
	case broken:
		return Rule{Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff}
	}
	return Rule{}
}

// Reaction is what to show for a failure of an effect.
func (r Rule) Reaction(doing Effect) Reaction {
	if r.OnWrite != Tell && doing.Traits().Does == Writes {
		return r.OnWrite
	}
	return r.Show
}
