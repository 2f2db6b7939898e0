package ui

import (
	"strings"
	"testing"

	"creneau/state"
	"creneau/state/clinic"
)

// TestUnknownStatusKeepsItsActions is case 20: a status that the desk does not
// know is shown as it is, and the API decides what can be done with it. One that
// is over is told so, on every pane that has the action.
func TestUnknownStatusKeepsItsActions(t *testing.T) {
	open := map[clinic.Status]bool{
		clinic.Scheduled: true, clinic.PendingPayment: true, "CONFIRMED": true, "VALIDATED": true, "RESCHEDULED": true,
		clinic.Completed: false, clinic.Cancelled: false, clinic.NoShow: false,
	}
	panes := map[string]func(*rig){
		"day":    onKeita,
		"ticket": func(r *rig) { onKeita(r); r.press("enter") },
		"find":   func(r *rig) { r.press("f"); r.write("keïta"); r.press("enter") },
	}
	for status, can := range open {
		for name, reach := range panes {
			for _, key := range []string{"x", "r", "f7"} {
				c := newClinic()
				for i := range c.visits {
					if c.visits[i].Name == "Keïta N'Famara" {
						c.visits[i].Status = status
					} else if c.visits[i].At.Day() == begins().Day() {
						c.visits[i].At += 30 * clinic.Hour // it alone is on the day
					}
				}
				r := newRig(t, c, plain())
				reach(r)
				if shown := strings.Join(r.lines(), "\n"); !status.Known() && !strings.Contains(shown, string(status)) {
					t.Errorf("%s: the status %s is not shown", name, status)
				}
				r.press(key)
				_, arrived := r.st.Arrived["1047"]
				done := len(r.st.Cancels) > 0 || arrived || r.st.Draft != nil && r.st.Draft.Moves.ID == "1047"
				if done != can {
					t.Errorf("%s on %s of %s: done %v, want %v (said %q)", key, name, status, done, can, r.status.notice.Key)
				}
			}
		}
	}
}

// onKeita selects the appointment of one who has one alone today.
func onKeita(r *rig) {
	for range 40 {
		if strings.Contains(selectedLine(r), "Keïta") {
			return
		}
		r.press("down")
	}
	r.tb.Fatal("the appointment is not on the day")
}

// selectedLine is the line with the mark of the selection.
func selectedLine(r *rig) string {
	for _, line := range r.lines() {
		if strings.Contains(line, "> ") {
			return line
		}
	}
	return ""
}

// TestDuplicateOfUnknownStatus: an appointment in other words may be what a
// booking would double.
func TestDuplicateOfUnknownStatus(t *testing.T) {
	c := newClinic()
	for i := range c.visits {
		if c.visits[i].Status == clinic.Scheduled {
			c.visits[i].Status = "CONFIRMED"
		}
	}
	c.silent = true
	r := newRig(t, c, plain())
	r.press("n")
	r.write("dia fa car 11:45")
	r.press("enter", "enter")
	r.refuse(state.Failure{Code: state.DuplicateAppointment, Status: 409})
	if r.st.Duplicate == nil || r.st.Duplicate.Visit.ID == "" {
		t.Errorf("the existing appointment is not found: %+v", r.st.Duplicate)
	}
}
