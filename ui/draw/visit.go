package draw

import (
	"strconv"
	"strings"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/state/quota"
	"creneau/ui/theme"
)

// StatusOf is how an appointment stands at the desk: glyph, key of the word and
// role, so that none is told by colour alone.
func StatusOf(st *state.State, v clinic.Appointment) (glyph, word string, role theme.Role) {
	if st.Cancelling(v.ID) || st.Elsewhere.CancelledAt(v.ID) != "" {
		return "x", "status.cancelling", theme.StatusCancelled
	}
	if _, here := st.Arrived[v.ID]; here && v.Status.Open() {
		return "*", "status.arrived", theme.StatusArrived
	}
	switch v.Status {
	case clinic.Scheduled:
		return "o", "status.planned", theme.StatusPlanned
	case clinic.Completed:
		return "=", "status.done", theme.StatusDone
	case clinic.Cancelled:
		return "x", "status.cancelled", theme.StatusCancelled
	case clinic.NoShow:
		return "!", "status.absent", theme.StatusAbsent
	case clinic.PendingPayment:
		return "$", "status.to_pay", theme.StatusToPay
	}
	return "?", string(v.Status), theme.Dim
}

// WorkerOf is the name of whom a slot is with, two blanks before it; "" where
// that is not told.
func WorkerOf(st *state.State, sl clinic.Slot) string {
	if sl.Worker == "" {
		return ""
	}
	dep, _ := st.Department(sl.Department)
	for _, w := range dep.Workers {
		if w.ID.Same(sl.Worker) {
			return "  " + w.Name
		}
	}
	return ""
}

// Person is what is known of a person in one line.
func (l *Look) Person(st *state.State, who clinic.Who) string {
	return strings.Join(l.PersonParts(st, who), ", ")
}

// PersonParts are how often a person came, was absent, was last here and comes
// next.
func (l *Look) PersonParts(st *state.State, who clinic.Who) []string {
	p, ok := st.People.Of(who)
	if !ok {
		return []string{l.T("person.first_time")}
	}
	today := st.Now.Wall.Day()
	parts := []string{l.Words.N("person.recent", p.Visits, nil), l.Words.N("person.absences", p.Absences, nil)}
	if p.Last != 0 {
		parts = append(parts, l.Words.F("person.last", map[string]any{"Day": l.Words.Day(p.Last.Day(), today)}))
	}
	if p.Next != 0 {
		parts = append(parts, l.Words.F("person.next", map[string]any{"Day": l.Words.Day(p.Next.Day(), today), "Time": l.Words.Clock(p.Next)}))
	}
	return parts
}

// LowCredits is how few credits are shown as a warning.
const LowCredits = 3

// Purchase is the balance, as exactly as it is known.
func (l *Look) Credits(c quota.Credits) string {
	switch {
	case !c.Known:
		return l.T("head.credits_unknown")
	case c.Exact:
		return strconv.Itoa(c.Count)
	}
	return l.Words.F("head.credits_about", map[string]any{"N": c.Count})
}
