package state

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
}

var rules = map[Code]Rule{
	SlotNotAvailable:     {Show: OfferSlots, Stale: true},
	InsufficientCredits:  {Show: OfferCredits, Again: OnAnswer},
	PaymentRequired:      {Show: OfferCredits, Again: OnAnswer},
	CreditCheckFailed:    {Show: Tell, Again: OnAnswer},
	RateLimitExceeded:    {Show: CountDown, Again: WhenDue},
	TooManyRequests:      {Show: CountDown, Again: WhenDue},
	DuplicateAppointment: {Show: ShowExisting, Stale: true},

	MissingRequiredField: {Show: FixField},
	InvalidFieldValue:    {Show: FixField},
	InvalidDateTime:      {Show: FixField},
	InvalidPhoneNumber:   {Show: FixField},
	InvalidEmail:         {Show: FixField},
	InvalidRequest:       {Show: FixField},

	MissingAPIKey:      {Show: AskKey, Again: OnAnswer},
	InvalidAPIKey:      {Show: AskKey, Again: OnAnswer},
	ExpiredAPIKey:      {Show: AskKey, Again: OnAnswer},
	InvalidTokenFormat: {Show: AskKey, Again: OnAnswer},

	InsufficientScope:      {Show: RefusedRight},
	OrganizationMismatch:   {Show: RefusedRight},
	DepartmentAccessDenied: {Show: RefusedRight},

	AppointmentNotFound: {Show: Gone, Stale: true},
	DepartmentNotFound:  {Show: Gone, Stale: true},
	UserNotFound:        {Show: Gone, Stale: true},

	ServiceUnavailable:  {Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff},
	InternalServerError: {Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff},
	DatabaseError:       {Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff},
	MaintenanceMode:     {Show: Maintenance, OnWrite: OutcomeUnknown, Again: Backoff},

	NotSent:   {Show: Offline, Again: Backoff},
	NoAnswer:  {Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff},
	BadReply:  {Show: Retry, OnWrite: OutcomeUnknown, Again: Backoff},
	NotTheAPI: {Show: Offline, OnWrite: OutcomeUnknown, Again: Backoff},

	NotPossible: {Show: Tell},
}

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
