package protocol

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
)

// A claim is what a sentence says of somebody's appointment at a time, as the
// clinic's books can show it.
type claim int

const (
	nothingSure claim = iota // it says that something is being checked, or nothing of an appointment
	stands                   // there is one, booked
	notBooked                // there is none: nothing was booked or charged
	keeps                    // what was to be cancelled is not
	gone                     // it was cancelled
	several                  // it stands more than once
)

// claims are what the notices claim, by key. One that is not here stops the test:
// somebody has to say what it claims.
var claims = map[string]claim{
	"booked": stands, "booked_late": stands, "moved": stands, "put_back": stands, "found_alike": stands, "found_double": several,
	"refused": notBooked, "draft_waits": notBooked, "stranded": notBooked, "back_free": notBooked, "back_taken": notBooked,
	"taken_back": notBooked, "again_waits": notBooked, "again_dropped": notBooked, "joins_queue": notBooked, "without": notBooked, "purchase_stopped": notBooked, "not_found_after_all": notBooked,
	"cancelled": gone, "cancelled_unpaid": gone, "cancelled_late": gone, "booked_and_cancelled": gone,
	"cancelled_elsewhere": gone, "cancelled_late_for_move": gone,
	"cancel_refused": keeps, "cancel_not_done": keeps, "cancel_dropped": keeps, "cancel_lapsed": keeps, "cancel_waits": keeps, "both_stand": keeps,

	"send_uncertain": nothingSure, "repeat_uncertain": nothingSure, "probably_refused": nothingSure, "cancel_uncertain": nothingSure, "maybe_done": nothingSure,
	"already_sent": nothingSure, "cancelling_already": nothingSure, "cannot_cancel": nothingSure, "given_up": nothingSure,
	"taken_back_sent": nothingSure, "taken_up": nothingSure, "alike_after_all": nothingSure, "alike_in_doubt": nothingSure,
	"cancel_waits_again": nothingSure, "cancel_probably_refused": nothingSure, "cancel_dropped_tried": nothingSure, "cancel_not_found": nothingSure,
	"visit_gone": nothingSure, "limit_met": nothingSure, "booking_met_limit": nothingSure, "cancel_met_limit": nothingSure, "quiet_over": nothingSure, "undoing": nothingSure, "nothing_to_undo": nothingSure, "not_done": nothingSure,
	"reference_sought": nothingSure, "reference_found": nothingSure, "reference_unknown": nothingSure, "reference_unread": nothingSure,
	"read_failed": nothingSure, "retry_stopped": nothingSure, "key_given": nothingSure, "key_refused": nothingSure, "forbidden": nothingSure,
	"enter_books": nothingSure, "enter_takes": nothingSure, "day_past": nothingSure, "slot_still_read": nothingSure, "slot_gone": nothingSure, "slots_not_read": nothingSure,
	"no_free_slot": nothingSure, "missing_name": nothingSure, "missing_department": nothingSure, "missing_worker": nothingSure, "no_staff": nothingSure, "not_staff": nothingSure,
	"others_open": nothingSure, "booked_elsewhere": nothingSure, "cancelled_at": nothingSure, "handed_over": nothingSure, "left_open": nothingSure,
	"parked": nothingSure, "nothing_parked": nothingSure, "checking_slot": nothingSure, "rows_changed": nothingSure,
	"move_offline": nothingSure, "move_limited": nothingSure, "move_few_requests": nothingSure, "cannot_move": nothingSure,
	"again_taken": nothingSure, "back_waits": nothingSure, "back_dropped": nothingSure, "waits_no_more": nothingSure, "draft_removed": nothingSure,
	"putting_back": nothingSure, "given_up_later": nothingSure, "waits": nothingSure, "waits_already": nothingSure, "not_arrived": nothingSure, "cannot_arrive": nothingSure, "arrived": nothingSure,
}

// judgeClaims compares what the desk says with the clinic's books as they are at
// that moment, after an event.
func (m *model) judgeClaims(after state.Event, out []state.Effect) {
	for _, e := range out {
		said, ok := e.(state.Say)
		if !ok {
			continue
		}
		n := said.Notice
		m.note("says: %s %s %v", n.Key, n.Who, n.When)
		if n.Key == "cancelled_elsewhere" {
			m.about = true // by others, or by a gateway that repeated our own: nobody can know whose the credit is
		}
		about := m.subject(after, n)
		m.told[about.ref] = m.told[about.ref] || claims[n.Key] != nothingSure || n.Key == "given_up" || n.Key == "taken_back_sent"
		m.stood[about.ref] = m.stood[about.ref] || claims[n.Key] == stands
		if wrong := m.falsehood(n, about); wrong != "" {
			m.fatalf("the desk says %q of %s, %v: %s", n.Key, n.Who, n.When, wrong)
		}
	}
}

// A subject is the booking or appointment that an event is about, as far as it
// names one: two of one name in one place are common, and what is said of one is
// not said of the other.
type subject struct {
	ref string
	id  clinic.ID
}

func subjectOf(e state.Event) subject {
	switch e := e.(type) {
	case state.Answered:
		return subjectOf(e.Event)
	case state.Booked:
		return subject{ref: e.Asked.Ref}
	case state.Found:
		return subject{ref: e.Asked.Ref}
	case state.AlikeJudged:
		return subject{ref: e.Ref}
	case state.SentAgain:
		return subject{ref: e.Ref}
	case state.WaitDropped:
		return subject{ref: e.Ref}
	case state.VisitLoaded:
		return subject{id: e.Asked.ID}
	case state.CancelDone:
		return subject{id: e.ID}
	case state.Failed:
		switch doing := e.Doing.(type) {
		case state.Post:
			return subject{ref: doing.Ref}
		case state.ReadBack:
			return subject{ref: doing.Ref}
		case state.Cancel:
			return subject{id: doing.ID}
		case state.LoadVisit:
			return subject{id: doing.ID}
		}
	}
	return subject{}
}

// is says whether an entry of the books can be about it.
func (s subject) is(e demo.Entry) bool {
	return (s.ref == "" || s.ref == e.External) && (s.id == "" || s.id.Same(clinic.NumberID(strconv.FormatInt(e.ID, 10))))
}

// subject is what a notice is about: what the event names, else, unless it tells of a
// cancel, the unsettled booking of that name and time.
func (m *model) subject(after state.Event, n state.Notice) subject {
	about := subjectOf(after)
	if c := claims[n.Key]; c == gone || c == keeps {
		return about
	}
	for _, in := range m.desk.Intents {
		if about == (subject{}) && in.Name == n.Who && in.At == n.When {
			about.ref = in.Ref
		}
	}
	return about
}

// falsehood says why a notice is not true by the clinic's books; "" where it is. An
// answer tells how they were when it was made: what was entered while it was on
// its way nobody at the desk can know.
func (m *model) falsehood(n state.Notice, about subject) string {
	what, known := claims[n.Key]
	if !known {
		return "nobody has said what that claims"
	}
	books := m.sim.clinic.Ledger()
	if by := m.cancels[about.id.Text()]; what == keeps && by != nil && by != m.front {
		return "" // what became of it there is not known there either
	}
	untold := m.untold(books)
	for kept := len(books); ; kept-- {
		if what.holds(books[:kept], n, about) {
			return ""
		}
		if kept <= untold && (kept == 0 || kept == m.desk.asOf || m.desk.asOf < 0) {
			return fmt.Sprintf("the books hold %+v", books)
		}
	}
}

// untold is how many entries of the books a desk of a store may know: those before what
// another desk has booked or cancelled within the second in which that is told.
func (m *model) untold(books []demo.Entry) int {
	kept := len(books)
	for ; kept > 0 && m.floor != nil; kept-- {
		e := books[kept-1]
		by := m.posters[e.External]
		if e.Action == demo.Cancelled {
			by = m.cancels[strconv.FormatInt(e.ID, 10)]
		}
		if by == m.front || by == nil || m.sim.time().Sub(e.Time) > time.Second {
			break
		}
	}
	return kept
}

// holds says whether a claim is true by the books.
func (c claim) holds(books []demo.Entry, n state.Notice, about subject) bool {
	standing, cancelled := 0, 0
	for _, e := range books {
		switch {
		case e.Name != n.Who || e.At != n.When || c != stands && !about.is(e):
		case e.Action == demo.Booked:
			standing++
		default:
			standing--
			cancelled++
		}
	}
	switch c {
	case stands, keeps:
		return standing >= 1
	case notBooked:
		return standing == 0
	case gone: // of two in one place, one
		return cancelled > 0 && (standing == 0 || about == subject{})
	case several:
		return standing == n.N
	}
	return true
}

// judgeStanding compares what stands on screen until it is settled with the books:
// that a draft was not booked, that a booking has not been sent or was never sent,
// that an appointment is not cancelled yet.
func (m *model) judgeStanding(after state.Event) {
	d := m.desk
	drafts := slices.Clone(d.Parked)
	if d.Draft != nil {
		drafts = append(drafts, *d.Draft)
	}
	for _, draft := range drafts {
		for ref, serial := range m.serial {
			if draft.Failure.Code != "" && draft.Stage <= state.Fixed && serial == draft.Serial && !strings.HasSuffix(ref, backMark) && !m.wentOn(ref, serial) {
				m.standsNot(after, ref, "the draft was not booked")
			}
		}
	}
	for _, in := range d.Intents {
		switch {
		case in.Stage == state.Waits && !in.Met:
			m.standsNot(after, in.Ref, "it is not sent yet")
		case in.Stage == state.Stranded && m.sends[in.Ref] <= 1:
			m.standsNot(after, in.Ref, "it was never sent")
		}
	}
	for _, c := range d.Cancels {
		about := subject{id: c.Visit.ID}
		gone := slices.ContainsFunc(m.sim.clinic.Ledger(), func(e demo.Entry) bool { return e.Action != demo.Booked && about.is(e) })
		if ours := m.cancels[c.Visit.ID.Text()] == m.front; gone && ours && !c.Sent && !c.Met() {
			m.fatalf("after %T the desk shows %s, %v, as not cancelled yet", after, c.Visit.Name, c.Visit.At)
		}
	}
	m.judged += len(drafts) + len(d.Intents) + len(d.Cancels)
}

// wentOn says whether a draft was confirmed anew, of which it had been said already
// that an earlier booking stands: what is shown of it is about the later one.
func (m *model) wentOn(ref string, serial int) bool {
	for other, of := range m.serial {
		if of == serial && m.stood[ref] && m.left[other] > m.left[ref] {
			return true
		}
	}
	return false
}

// standsNot fails where a booking stands of which something else is shown.
func (m *model) standsNot(after state.Event, ref, shown string) {
	about, standing := subject{ref: ref}, 0
	for _, e := range m.sim.clinic.Ledger() {
		switch {
		case !about.is(e):
		case e.Action == demo.Booked:
			standing++
		default:
			standing--
		}
	}
	if standing > 0 {
		m.fatalf("after %T it is shown of %s that %s, and it stands", after, ref, shown)
	}
}

// TestEverySentenceHasItsClaim holds the table against what the core says.
func TestEverySentenceHasItsClaim(t *testing.T) {
	files, err := filepath.Glob("../../../state/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	key, said := regexp.MustCompile(`Key\b[^"\n]*"([a-z_]+)"`), map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range key.FindAllSubmatch(text, -1) {
			if !strings.HasSuffix(name, "_test.go") {
				said[string(found[1])] = true
			}
		}
	}
	for key := range said {
		if _, ok := claims[key]; !ok {
			t.Errorf("nobody has said what %q claims", key)
		}
	}
	for key := range claims {
		if !said[key] {
			t.Errorf("nobody says %q", key)
		}
	}
}
