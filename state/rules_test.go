package state

import (
	"fmt"
	"slices"
	"testing"
)

var ours = []Code{NotSent, NoAnswer, BadReply, NotTheAPI, NotPossible}

func TestEveryCodeHasARule(t *testing.T) {
	all := append(Documented(), ours...)
	if len(Documented()) != 27 || len(rules) != len(all) {
		t.Errorf("%d documented codes, %d rules of %d", len(Documented()), len(rules), len(all))
	}
	for _, code := range all {
		if _, ok := rules[code]; !ok {
			t.Errorf("%s has no rule", code)
		}
	}
}

// The table of the product: what each code does to a read and to a write.
func TestReactions(t *testing.T) {
	for _, c := range []struct {
		codes       []Code
		read, write Reaction
	}{
		{[]Code{SlotNotAvailable}, OfferSlots, OfferSlots},
		{[]Code{InsufficientCredits, PaymentRequired}, OfferCredits, OfferCredits},
		{[]Code{RateLimitExceeded, TooManyRequests}, CountDown, CountDown},
		{[]Code{DuplicateAppointment}, ShowExisting, ShowExisting},
		{[]Code{MissingRequiredField, InvalidFieldValue, InvalidDateTime, InvalidPhoneNumber, InvalidEmail, InvalidRequest}, FixField, FixField},
		{[]Code{MissingAPIKey, InvalidAPIKey, ExpiredAPIKey, InvalidTokenFormat}, AskKey, AskKey},
		{[]Code{InsufficientScope, OrganizationMismatch, DepartmentAccessDenied}, RefusedRight, RefusedRight},
		{[]Code{AppointmentNotFound, DepartmentNotFound, UserNotFound}, Gone, Gone},
		{[]Code{ServiceUnavailable, InternalServerError, DatabaseError, NoAnswer, BadReply}, Retry, OutcomeUnknown},
		{[]Code{CreditCheckFailed, NotPossible}, Tell, Tell},
		{[]Code{MaintenanceMode}, Maintenance, OutcomeUnknown},
		{[]Code{NotSent}, Offline, Offline},
		{[]Code{NotTheAPI}, Offline, OutcomeUnknown},
		{[]Code{"ANYTHING_ELSE"}, Tell, Tell},
	} {
		for _, code := range c.codes {
			rule := RuleFor(Failure{Code: code})
			for doing, want := range map[Effect]Reaction{
				LoadSlots{}: c.read, ReadBack{}: c.read, Post{}: c.write, Cancel{}: c.write,
			} {
				if got := rule.Reaction(doing); got != want {
					t.Errorf("%s on %T: %d, want %d", code, doing, got, want)
				}
			}
		}
	}
}

// A code of the API's own that nobody has listed is told; what may have been done
// is looked into.
func TestUnlistedCodes(t *testing.T) {
	for status, want := range map[int]Reaction{
		200: OutcomeUnknown, 302: OutcomeUnknown, 500: OutcomeUnknown, 599: OutcomeUnknown,
		0: Tell, 400: Tell, 404: Tell, 418: Tell,
	} {
		rule := RuleFor(Failure{Code: "NEW_CODE", Status: status, Coded: true})
		if got := rule.Reaction(Post{}); got != want || rule.Again != Never {
			t.Errorf("a write answered %d: %d, want %d; again %d", status, got, want, rule.Again)
		}
		if got := rule.Reaction(LoadSlots{}); got != Tell {
			t.Errorf("a read answered %d: %d", status, got)
		}
	}
}

// Without a code the status alone decides what a read shows, and what a write
// shows once it was looked for.
func TestStatusesWithoutACode(t *testing.T) {
	want := map[int]Reaction{
		400: FixField, 401: AskKey, 402: OfferCredits, 403: RefusedRight, 404: Gone, 422: FixField, 429: CountDown,
		408: Retry, 425: Retry, 499: Retry,
	}
	for status := 400; status < 600; status++ {
		f := Failure{Code: Code(fmt.Sprint("HTTP_", status)), Status: status}
		show, listed := want[status]
		if status >= 500 {
			show, listed = Retry, true
		}
		if !listed {
			show = Tell
		}
		rule := RuleFor(f)
		if rule.Show != show {
			t.Errorf("%d: %d, want %d", status, rule.Show, show)
		}
		if open := f.unwritten() || rule.Reaction(Post{}) == OutcomeUnknown; !open {
			t.Errorf("%d: a write is believed to be refused", status)
		}
	}
}

// Nothing that changes something at the API is sent again by itself, but after
// a request limit.
func TestWritesAreNeverRetriedByRule(t *testing.T) {
	for code, rule := range rules {
		if rule.Again == Backoff && !slices.Contains([]Reaction{Offline, OutcomeUnknown}, rule.Reaction(Post{})) {
			t.Errorf("%s: a write would be backed off and sent again", code)
		}
	}
}

func TestReactionsAreListed(t *testing.T) {
	all := Reactions()
	if len(all) != int(reactions) || all[0] != Tell || all[len(all)-1] != OutcomeUnknown {
		t.Errorf("%v", all)
	}
	shown := map[Reaction]bool{}
	for _, rule := range rules {
		shown[rule.Show], shown[rule.OnWrite] = true, true
	}
	for _, r := range all {
		if !shown[r] {
			t.Errorf("no rule leads to reaction %d", r)
		}
	}
}

func TestFailureAsAnError(t *testing.T) {
	for want, f := range map[string]Failure{
		"no_answer (timeout)":           {Code: NoAnswer, Cause: CauseTimeout},
		"SLOT_NOT_AVAILABLE (HTTP 409)": {Code: SlotNotAvailable, Status: 409},
		"bad_reply":                     {Code: BadReply},
	} {
		if got := f.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
