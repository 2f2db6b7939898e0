package state

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/state/clinic"
)

// cancelSent is a desk that has sent the cancel of an appointment to come, and
// whose reads nobody answers.
func cancelSent(t *testing.T) *desk {
	t.Helper()
	d := openDesk(t)
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.mute = true
	return d
}

// A 4xx on a cancel that the API did not write decides nothing, whatever its
// status: the appointment is read at once and after 10 s.
func TestCancelRefusedBySomebodyElse(t *testing.T) {
	gone := conde
	gone.Status = clinic.Cancelled
	for status := 400; status < 500; status++ {
		f := Failure{Code: Code(fmt.Sprint("HTTP_", status)), Status: status}
		if f.ambiguous() {
			continue
		}
		for done := range 3 { // by the first look, by the second, never
			d := cancelSent(t)
			out := d.do(Failed{Doing: Cancel{conde.ID}, Failure: f})
			d.says(out, "cancel_probably_refused")
			d.asks(out, LoadVisit{conde.ID})
			for look := range 2 {
				if look == 1 {
					out = d.pass(10*time.Second - time.Millisecond)
					if reads := only[LoadVisit](out); len(reads) > 0 {
						t.Fatalf("%d: read again too early", status)
					}
					if reads := only[LoadVisit](d.pass(time.Millisecond)); len(reads) != 1 {
						t.Fatalf("%d: read %d times after 10 s", status, len(reads))
					}
				}
				if done == look {
					d.says(d.do(VisitLoaded{LoadVisit{conde.ID}, gone}), "cancelled")
					break
				}
				out = d.do(VisitLoaded{LoadVisit{conde.ID}, conde})
			}
			if done == 2 {
				if !slices.Contains(said(out), "cancel_refused") || !slices.Contains(out, Effect(Show{RuleFor(f).Show})) {
					t.Errorf("%d: said %q", status, said(out))
				}
			}
			if len(d.Cancels) != 0 {
				t.Errorf("%d: still open", status)
			}
		}
	}
}

// A cancel whose appointment the API does not know has that read again.
func TestCancelOfAnAppointmentThatIsNotFound(t *testing.T) {
	gone := conde
	gone.Status = clinic.Cancelled
	for _, c := range []struct {
		read Event
		told string
		held clinic.Status // "" for not at all
	}{
		{failed(LoadVisit{conde.ID}, AppointmentNotFound), "visit_gone", ""},
		{VisitLoaded{LoadVisit{conde.ID}, gone}, "cancelled_elsewhere", clinic.Cancelled},
		{VisitLoaded{LoadVisit{conde.ID}, conde}, "cancel_not_done", clinic.Scheduled},
	} {
		d := cancelSent(t)
		before := d.Credits
		out := d.do(failed(Cancel{conde.ID}, AppointmentNotFound))
		d.says(out, "cancel_not_found")
		d.asks(out, LoadVisit{conde.ID})
		d.says(d.do(c.read), c.told)
		if v, _ := d.Visit(conde.ID); v.Status != c.held || len(d.Cancels) != 0 || d.Credits != before {
			t.Errorf("%s: held %q, open %d, credits %+v", c.told, v.Status, len(d.Cancels), d.Credits)
		}
	}
}

// Stopping a cancel that had been sent once says that it may be done all the same.
func TestCancelStoppedAfterItWasSent(t *testing.T) {
	d := cancelSent(t)
	d.do(failed(Cancel{conde.ID}, NoAnswer), VisitLoaded{LoadVisit{conde.ID}, conde}, CancelAsked{conde.ID})
	d.says(d.do(UndoAsked{}), "cancel_dropped_tried")
}

// An answer that says done and names an error's code is no cancel, whatever the code and
// however often it was tried before.
func TestDoneWithAnErrorIsNoCancel(t *testing.T) {
	for code := range rules {
		for _, status := range []int{200, 202, 204, 299} {
			for tries := range 3 {
				d := cancelSent(t)
				for range tries {
					d.do(Failed{Doing: Cancel{conde.ID}, Failure: Failure{Code: "HTTP_408", Status: 408}})
				}
				out := d.do(Failed{Doing: Cancel{conde.ID}, Failure: Failure{Code: code, Status: status, Coded: true}})
				for _, said := range only[Say](out) {
					if strings.HasPrefix(said.Notice.Key, "cancelled") {
						t.Errorf("%d %s after %d tries: said %q", status, code, tries, said.Notice.Key)
					}
				}
				if v, ok := d.Visit(conde.ID); !ok || v.Status == clinic.Cancelled {
					t.Errorf("%d %s after %d tries: it is shown as cancelled", status, code, tries)
				}
			}
		}
	}
}
