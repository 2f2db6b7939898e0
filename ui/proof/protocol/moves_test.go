package protocol

import (
	"strconv"
	"strings"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
)

// backMark ends the reference of a booking that puts an appointment back.
const backMark = ".back"

// move moves one of the desk's own appointments that it knows to stand.
func (m *model) move(whose int) {
	var standing []clinic.Appointment
	for day := clinic.Day(0); day < 14; day++ {
		for _, v := range m.desk.VisitsOn(clinic.WallOf(start).Day()+day, "") {
			if v.Status == clinic.Scheduled && v.External != "" { // else its cancel brings no credit
				standing = append(standing, v)
			}
		}
	}
	if len(standing) == 0 {
		return
	}
	m.person(state.DraftOpened{Moves: standing[whose%len(standing)].ID})
	for range 3 { // books, is asked, cancels first
		m.sim.pass(2 * time.Second)
		m.person(state.Entered{Ref: m.ref()})
	}
}

// cancelFirst replaces the appointment that a draft would double.
func (m *model) cancelFirst() {
	if c := m.desk.Duplicate; c != nil && c.Visit.ID != "" && m.desk.Draft != nil {
		m.person(state.CancelFirst{})
		m.sim.pass(time.Second)
		m.person(state.Entered{Ref: m.ref()})
	}
}

// cancels are the appointments that are being cancelled, by the text of their ids.
func (m *model) cancelling() map[string]bool {
	ids := map[string]bool{}
	for _, c := range m.desk.Cancels {
		ids[c.Visit.ID.Text()] = true
	}
	return ids
}

// noteMoves notes what a person's event has begun to cancel: for the draft that was
// in front, which then may be booked, or by hand.
func (m *model) noteMoves(e state.Event, serial int, waiting map[string]bool) {
	if _, ok := e.(state.Entered); ok {
		if in, ok := m.desk.IntentOf(serial); ok && in.Stage == state.Clearing {
			m.moving[in.Draft.Moves.ID.Text()]++
			m.owed[serial] = true
		}
		return
	}
	for id := range m.cancelling() {
		m.byHand[id] = m.byHand[id] || !waiting[id]
	}
}

// isMove says whether a booking is that of a move that a person began, as soon as
// what it replaces is cancelled.
func (m *model) isMove(ref string) bool {
	for _, in := range m.desk.Intents {
		if old := in.Draft.Moves.ID.Text(); in.Ref == ref && in.Draft.Gone && m.moving[old] > 0 {
			m.moving[old]--
			m.sends[ref]++
			m.serial[ref] = in.Draft.Serial
			return true
		}
	}
	return false
}

// isBack says whether a booking puts back, for the first time, what was cancelled
// for another one that was decided.
func (m *model) isBack(ref string) bool {
	first, back := strings.CutSuffix(ref, backMark)
	if !back || m.backs[ref] || m.sends[first] == 0 {
		return false
	}
	m.backs[ref] = true
	m.sends[ref]++
	m.serial[ref] = m.serial[first]
	return true
}

// checkPatients wants everybody to have an appointment in the clinic's books who had
// one, but for those whose last one a person cancelled, and those of whom the desk
// says that they have none.
func (m *model) checkPatients(ledger []demo.Entry) {
	stands, cancelled, last := map[string]bool{}, map[int64]bool{}, map[string]demo.Entry{}
	for _, e := range ledger {
		if e.Action == demo.Cancelled {
			cancelled[e.ID], last[e.Name] = true, e
		}
	}
	for _, e := range ledger {
		stands[e.Name] = stands[e.Name] || !cancelled[e.ID]
	}
	said := map[string]bool{}
	for _, d := range m.desks() {
		for _, v := range d.Without() {
			said[v.Name] = true
		}
	}
	for name := range stands {
		if !stands[name] && !said[name] && !m.byHand[strconv.FormatInt(last[name].ID, 10)] {
			m.fatalf("%s has no appointment any more, and nothing says so: %+v", name, last[name])
		}
	}
}

// desks are all that are open.
func (m *model) desks() []*desk {
	if m.floor == nil {
		return []*desk{m.desk}
	}
	return []*desk{m.floor.fronts[0].desk, m.floor.fronts[1].desk}
}
