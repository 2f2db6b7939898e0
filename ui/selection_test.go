package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/pane"
	"creneau/ui/proof/yardstick"
)

// within is how soon after a change a key counts as pressed before it was seen.
const within = 300 * time.Millisecond

// until lets the desk read in the background until something is so.
func (r *rig) until(what string, so func() bool) {
	r.tb.Helper()
	for range 900 {
		if so() {
			return
		}
		r.pass(time.Second)
	}
	r.tb.Fatalf("%s: not within a quarter of an hour", what)
}

// comes has another desk book an appointment, and waits until this one reads it.
func (r *rig) comes(v clinic.Appointment) {
	r.tb.Helper()
	if v.Status == "" {
		v.Status = clinic.Scheduled
	}
	r.clinic.visits = append(r.clinic.visits, v)
	r.until(v.Name+" comes", func() bool { _, held := r.st.Visit(v.ID); return held })
}

// goes has an appointment vanish from the clinic's list, and waits until the
// desk has read the list.
func (r *rig) goes(id clinic.ID) {
	r.tb.Helper()
	r.clinic.visits = slices.DeleteFunc(r.clinic.visits, func(v clinic.Appointment) bool { return v.ID == id })
	r.until("an appointment goes", func() bool { _, held := r.st.Visit(id); return !held })
}

// at is a moment of the day on which the desk is looked at.
func at(hour, minute clinic.Wall) clinic.Wall {
	return begins().Day().At(hour*clinic.Hour + minute*clinic.Minute)
}

// aMark is what stands before a selected row: the edge of its box, the mark and
// a number.
var aMark = regexp.MustCompile(`^\W*> ?(\d  )?`)

// selected is the text of the selected row.
func (r *rig) selected() string { return aMark.ReplaceAllString(selection(r.View().Content), "") }

// onto presses down until the selected row holds a text.
func (r *rig) onto(text string) {
	r.tb.Helper()
	for range 60 {
		if strings.Contains(r.selected(), text) {
			return
		}
		r.press("down")
	}
	r.tb.Fatalf("no row %q to select", text)
}

// A rowCase is a list with a selected row, of which something else may change.
type rowCase struct {
	name  string
	reach func(r *rig) // shows the list and selects a row
	above func(r *rig) // puts a row above it
	gone  func(r *rig) // takes the row itself away
	key   string       // the key that acts on the row
	acted func(r *rig) string
}

// cancelled is whose cancel was asked for last.
func cancelled(r *rig) string {
	if n := len(r.st.Cancels); n > 0 {
		return r.st.Cancels[n-1].Visit.ID.Text()
	}
	return ""
}

// pinned is when the booking begins that was begun on a slot.
func pinned(r *rig) string {
	if d := r.st.Draft; d != nil && d.Pinned.At != 0 {
		return d.Pinned.At.String()
	}
	return ""
}

// posted is when the booking begins that was confirmed last.
func posted(r *rig) string {
	if n := len(r.st.Intents); n > 0 {
		return r.st.Intents[n-1].At.String()
	}
	return ""
}

// refusedSlot has the picker of alternatives open, on the third.
func refusedSlot(r *rig) {
	send(r)
	r.refuse(state.Failure{Code: state.SlotNotAvailable, Status: 409})
	r.pass(time.Second)
	r.press("down", "down")
}

// alternativeGoes takes the slot of a row that is offered.
func alternativeGoes(r *rig, row int) {
	slot := r.st.Alternatives.Rows[row].Slot
	r.clinic.taken[clinic.Slot{Department: slot.Department, At: slot.At}] = true
	r.until("the slots are read again", func() bool {
		return !slices.ContainsFunc(r.st.Alternatives.Rows, func(a clinic.Alternative) bool { return a.Slot == slot })
	})
}

var rowCases = []rowCase{
	{
		name:  "day",
		reach: func(r *rig) { r.onto("Condé") },
		above: func(r *rig) {
			r.comes(clinic.Appointment{ID: "1999", Department: cardiology, Name: "Sow Oumou", At: at(10, 5)})
		},
		gone: func(r *rig) { r.goes("1046") },
		key:  "x", acted: cancelled,
	},
	{
		name:  "day, a free slot",
		reach: func(r *rig) { r.onto("11:30") },
		above: func(r *rig) {
			r.comes(clinic.Appointment{ID: "1999", Department: cardiology, Name: "Sow Oumou", At: at(10, 5)})
		},
		gone: func(r *rig) {
			r.clinic.taken[clinic.Slot{Department: cardiology, At: at(11, 30)}] = true
			r.until("the slot goes", func() bool {
				return !slices.ContainsFunc(r.st.Lines(cardiology, begins().Day(), r.st.Now.Wall), func(l state.Line) bool { return l.Free && l.At == at(11, 30) })
			})
		},
		key: "enter", acted: pinned,
	},
	{
		name:  "slots",
		reach: func(r *rig) { r.press("d"); r.onto("11:30") },
		above: func(r *rig) {
			r.comes(clinic.Appointment{ID: "1999", Department: cardiology, Name: "Sow Oumou", At: at(10, 5)})
		},
		gone: func(r *rig) {
			r.clinic.times = slices.DeleteFunc(r.clinic.times, func(t clinic.Wall) bool { return t == 11*clinic.Hour+30*clinic.Minute })
			r.until("the time goes", func() bool {
				held, _ := r.st.SlotsOf(cardiology, begins().Day(), begins().Day())
				return !slices.ContainsFunc(held, func(sl clinic.Slot) bool { return sl.At == at(11, 30) })
			})
		},
		key: "enter", acted: pinned,
	},
	{
		name:  "find, visits",
		reach: func(r *rig) { r.press("f"); r.write("diallo f"); r.press("enter"); r.onto("1045") },
		above: func(r *rig) {
			r.comes(clinic.Appointment{ID: "1999", Department: cardiology, Name: "Diallo Fatoumata", At: at(16, 0)})
		},
		gone: func(r *rig) { r.goes("1045") },
		key:  "x", acted: cancelled,
	},
	{
		name: "find, people",
		reach: func(r *rig) {
			r.press("f")
			r.write("dia")
			for !strings.Contains(chosenPerson(r), "Aminata") {
				r.press("down")
			}
		},
		above: func(r *rig) {
			for i, name := range []string{"Diallo Binta", "Diallo Cellou"} {
				r.comes(clinic.Appointment{ID: clinic.ID([]string{"1998", "1999"}[i]), Department: cardiology, Name: name, At: at(10, 5)})
			}
		},
		key: "enter", acted: func(r *rig) string {
			if s, ok := r.screens[pane.Find].(pane.About); ok && !r.front().Typing() {
				who, _ := s.About()
				return who.Name
			}
			return ""
		},
	},
	{
		name: "what is open at the desk",
		reach: func(r *rig) {
			r.happen(state.WaitAdded{Who: clinic.Who{Name: "Sow Oumou"}, Department: cardiology}, state.WaitAdded{Who: clinic.Who{Name: "Bah Binta"}, Department: cardiology})
			r.press("b")
			r.onto("Bah Binta")
		},
		above: func(r *rig) {
			r.happen(state.DraftOpened{Line: "condé demain"}, state.DraftParked{})
		},
		gone: func(r *rig) {
			r.happen(state.WaitRemoved{Who: clinic.Who{Name: "Bah Binta"}, Department: cardiology})
		},
		key: "x", acted: func(r *rig) string {
			left := make([]string, 0, 3)
			for _, w := range r.st.Waiting {
				left = append(left, w.Name)
			}
			return strings.Join(left, ", ")
		},
	},
	{
		name:  "alternatives",
		reach: refusedSlot,
		above: func(r *rig) { alternativeGoes(r, 0); r.pass(time.Second) },
		gone:  func(r *rig) { alternativeGoes(r, 2) },
		key:   "enter", acted: func(r *rig) string { return posted(r) },
	},
}

// chosenPerson is who is chosen on the Find screen.
func chosenPerson(r *rig) string {
	who, _ := r.screens[pane.Find].(pane.About).About()
	return who.Name
}

// TestAKeyActsOnTheRowThatWasSelected selects a row of each list, lets a reading
// change what is around it, and presses the key: what is acted on is what was
// selected.
func TestAKeyActsOnTheRowThatWasSelected(t *testing.T) {
	for _, c := range rowCases {
		still := newRig(t, newClinic(), plain())
		still.clinic.silent = true
		c.reach(still)
		row := still.selected()
		still.give(keyOf(t, c.key))
		want := c.acted(still)
		if want == "" {
			t.Fatalf("%s: %q did nothing to %q", c.name, c.key, row)
		}

		r := newRig(t, newClinic(), plain())
		r.clinic.silent = true
		c.reach(r)
		before := r.selected()
		c.above(r)
		if after := r.selected(); after != before {
			t.Errorf("%s: %q was selected, and is %q after a reading", c.name, before, after)
		}
		r.give(keyOf(t, c.key))
		if got := c.acted(r); got != want {
			t.Errorf("%s: %q acted on %q, want %q", c.name, c.key, got, want)
		}
	}
}

// TestAKeyForARowThatIsGoneIsSaid takes the selected row away and presses its key
// at once: it is not obeyed for another row, but said.
func TestAKeyForARowThatIsGoneIsSaid(t *testing.T) {
	for _, c := range rowCases {
		if c.gone == nil {
			continue
		}
		r := newRig(t, newClinic(), plain())
		r.clinic.silent = true
		c.reach(r)
		row := r.selected()
		c.gone(r)
		if r.selected() == row {
			t.Fatalf("%s: %q is still selected", c.name, row)
		}
		before := c.acted(r)
		for range 2 {
			r.give(keyOf(t, c.key))
			if got := c.acted(r); got != before || r.status.notice.Key != "row_changed" {
				t.Errorf("%s: %q did %q in place of %q, and said %q", c.name, c.key, got, before, r.status.notice.Key)
			}
			r.status.notice = state.Notice{}
			r.now = r.now.Add(within)
		}
		r.give(keyOf(t, c.key))
		if r.status.notice.Key == "row_changed" {
			t.Errorf("%s: %q is still refused after %s", c.name, c.key, 2*within)
		}
	}
}

// TestWhoIsNextGoesOnWithTheClock looks at a day whose selection nobody moved: it
// is on who is next, which others who come do not change, but time does; a key
// that was meant for the one before is not obeyed.
func TestWhoIsNextGoesOnWithTheClock(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	first := r.selected()
	if !strings.Contains(first, "09:45") {
		t.Fatalf("%q is selected", first)
	}
	r.comes(clinic.Appointment{ID: "1999", Department: cardiology, Name: "Sow Oumou", At: at(9, 43)})
	if now := r.selected(); now != first {
		t.Errorf("%q is selected for somebody who came, and was %q", now, first)
	}
	r.until("it is past 09:45", func() bool { return r.selected() != first })
	if now := r.selected(); !strings.Contains(now, "10:00") {
		t.Errorf("%q is selected", now)
	}
	r.give(keyOf(t, "a"))
	if len(r.st.Arrived) > 0 || r.status.notice.Key != "row_changed" {
		t.Errorf("%v arrived, and %q is said", r.st.Arrived, r.status.notice.Key)
	}
	r.press("a")
	if len(r.st.Arrived) != 1 {
		t.Errorf("%v arrived", r.st.Arrived)
	}
}

// TestAKeyAsTheDayTurns presses a key in the moment in which a desk that was left
// alone goes on to the new day: it was meant for a row of the day before.
func TestAKeyAsTheDayTurns(t *testing.T) {
	for _, keys := range [][]string{{"down"}, {"d", "left"}} {
		r := newRig(t, newClinic(), plain())
		r.now.Wall = begins().Day().At(23*clinic.Hour + 57*clinic.Minute)
		r.press(keys...)
		r.until("the new day is shown", func() bool { return r.st.Shown > begins().Day() })
		r.give(keyOf(t, "enter"))
		if r.top() != nil || r.status.notice.Key != "row_changed" {
			t.Errorf("%v: %v opened, and %q is said", keys, r.top(), r.status.notice.Key)
		}
	}
}

// TestADigitPicksWhatWasPainted changes the rows after they were painted: the
// digit books the slot that stood beside it.
func TestADigitPicksWhatWasPainted(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	r.clinic.silent = true
	refusedSlot(r)
	r.View()
	second := r.st.Alternatives.Rows[1].Slot
	alternativeGoes(r, 0)
	r.pass(time.Second)
	if r.st.Alternatives.Rows[1].Slot == second {
		t.Fatal("the row has not moved")
	}
	r.give(keyOf(t, "2"))
	r.pass(digitWait)
	if got := posted(r); got != second.At.String() {
		t.Errorf("booked %q, and %s was painted", got, second.At)
	}
}

// TestEnterSendsWhatWasPainted presses Enter before the alternatives were painted,
// and after: only then it books.
func TestEnterSendsWhatWasPainted(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	r.clinic.silent = true
	send(r)
	r.refuse(state.Failure{Code: state.SlotNotAvailable, Status: 409})
	r.pass(time.Second)
	r.give(keyOf(t, "enter"))
	if got := posted(r); got != "" || r.status.notice.Key != "rows_changed" {
		t.Errorf("booked %q unseen, said %q", got, r.status.notice.Key)
	}
	r.View()
	r.give(keyOf(t, "enter"))
	if posted(r) == "" {
		t.Error("not booked once it was seen")
	}
}

// TestWhoIsMeantStaysChosen lets people become known while a line is typed: who
// was chosen is booked for, and so is who was offered, whoever fits better now.
func TestWhoIsMeantStaysChosen(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	r.press("n")
	r.write("diallo")
	r.press("down")
	chosen := r.st.Draft.Plan.Name
	r.comes(clinic.Appointment{ID: "1999", Department: cardiology, Name: "Diallo Binta", At: at(9, 35)})
	r.give(keyOf(t, "enter"))
	if d := r.st.Draft; d.Stage != state.Fixed || d.Plan.Name != chosen {
		t.Errorf("%q was chosen, and %+v is booked for", chosen, d.Plan)
	}

	r = newRig(t, newClinic(), plain())
	r.press("n")
	r.write("dia")
	r.View()
	first := r.st.Draft.Plan
	r.comes(clinic.Appointment{ID: "1999", Department: cardiology, Name: "Dia Binta", At: at(9, 35), Status: clinic.Completed})
	r.until("one more is offered", func() bool { return slices.Contains(r.st.Draft.RowKeys(), clinic.Who{Name: "Dia Binta"}.Key()) })
	r.give(keyOf(t, "enter"))
	if d := r.st.Draft; d.Plan != first {
		t.Errorf("%+v was offered, and is now %+v", first, d.Plan)
	}
}

// TestThePaletteActsOnTheRowThatItWasOpenedFor opens the palette on a row that
// then goes: what was chosen for it is not done to another.
func TestThePaletteActsOnTheRowThatItWasOpenedFor(t *testing.T) {
	for _, gone := range []bool{false, true} {
		r := newRig(t, newClinic(), plain())
		r.onto("Condé")
		r.press("ctrl+k")
		r.write("cancel")
		if gone {
			r.goes("1046")
			r.pass(time.Minute)
		}
		r.give(keyOf(t, "enter"))
		if did := cancelled(r) != ""; did == gone || gone != (r.status.notice.Key == "row_changed") {
			t.Errorf("the row is gone: %v; cancelled %q, and said %q", gone, cancelled(r), r.status.notice.Key)
		}
	}
}

// TestTheDeskScreenScrolls removes one of twenty people who wait: the one that is
// in view, at every size.
func TestTheDeskScreenScrolls(t *testing.T) {
	const people = 20
	for _, size := range append(sizes, [2]int{minWidth, minHeight}) {
		r := newRig(t, newClinic(), plain())
		r.resizeTo(size[0], size[1])
		for i := range people {
			r.happen(state.WaitAdded{Who: clinic.Who{Name: fmt.Sprintf("Sow Oumou %c", 'A'+i)}, Department: cardiology})
		}
		r.press("b")
		for i := range people {
			if name := fmt.Sprintf("Sow Oumou %c", 'A'+i); !strings.Contains(r.selectedAt(size), name) {
				t.Fatalf("%dx%d: row %d is %q, want %s", size[0], size[1], i, r.selectedAt(size), name)
			}
			r.press("down")
		}
		r.press("x")
		if n := len(r.st.Waiting); n != people-1 || r.st.Waiting[n-1].Name != "Sow Oumou S" {
			t.Errorf("%dx%d: %d wait, the last is %s", size[0], size[1], n, r.st.Waiting[n-1].Name)
		}
		r.press("home")
		if text := strings.Join(yardstick.Parse(r.View().Content, size[0], size[1]).Text(), "\n"); !strings.Contains(text, "WAITING LIST") {
			t.Errorf("%dx%d: the first row has no head:\n%s", size[0], size[1], text)
		}
	}
}

// selectedAt is the line with a row in reverse, in a window of a size.
func (r *rig) selectedAt(size [2]int) string {
	frame := yardstick.Parse(r.View().Content, size[0], size[1])
	for i, c := range frame.Cells {
		if c.Style.Attr&yardstick.Reverse != 0 && i/frame.W > 2 {
			return frame.Line(i / frame.W)
		}
	}
	return ""
}
