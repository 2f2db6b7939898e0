package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// readToday reads today's appointments again, with this list.
func (d *desk) readToday(list clinic.VisitList) {
	e := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	d.asked[e] = d.at
	d.Apply(d.at, VisitsLoaded{Asked: e, List: list})
}

// A reading of which something is missing forgets nothing that it did not list,
// whatever is missing, and says so until a whole one came.
func TestReadingWithAGapForgetsNothing(t *testing.T) {
	for _, list := range []clinic.VisitList{{Partial: true}, {Skipped: 1}, {Skipped: 3, Partial: true}} {
		d := openDesk(t)
		today := storyNow.Day()
		d.readToday(list)
		if _, held := d.Visit(conde.ID); !held {
			t.Errorf("%+v: the appointment is forgotten", list)
		}
		if g := d.VisitsGap(today, today); g.Skipped != list.Skipped || g.Cut != list.Partial {
			t.Errorf("%+v: %+v", list, g)
		}
		d.pass(time.Second)
		d.readToday(clinic.VisitList{})
		if _, held := d.Visit(conde.ID); held || d.VisitsGap(today, today).Any() {
			t.Errorf("%+v: after a whole reading: held %v", list, held)
		}
	}
}

// What is missing of a week that was read at once is counted once.
func TestGapOfAWeek(t *testing.T) {
	d := openDesk(t)
	monday := storyNow.Day().Monday()
	e := LoadVisits{clinic.Visits{From: monday, To: monday + 6}}
	d.asked[e] = d.at
	d.Apply(d.at, VisitsLoaded{Asked: e, List: clinic.VisitList{Skipped: 2}})
	if g := d.VisitsGap(monday-7, monday+13); g.Skipped != 2 {
		t.Errorf("%d", g.Skipped)
	}
}

// A list that did not end is not read again each minute: it would take as many
// requests each time, and end no better.
func TestCutListIsReadAgainAfterAnHour(t *testing.T) {
	d := openDesk(t)
	today := storyNow.Day()
	reads, cut := 0, true
	d.mute = true
	answer := func(out []Effect) {
		for _, e := range out {
			l, ok := e.(LoadVisits)
			if ok && l.covers(today) {
				reads++
				d.Apply(d.at, VisitsLoaded{Asked: l, List: clinic.VisitList{Partial: cut, Pages: 50}})
			} else if a := d.answer(e); a != nil {
				d.Apply(d.at, a)
			}
		}
	}
	d.readToday(clinic.VisitList{Partial: true, Pages: 50})
	for range 50 * 60 {
		answer(d.pass(time.Second))
	}
	if reads > 1 { // the week of today, once
		t.Errorf("read %d times in 50 minutes", reads)
	}
	for range 40 * 60 {
		answer(d.pass(time.Second))
	}
	if reads < 1 {
		t.Error("never read again")
	}
}

// Departments and days of slots that could not be read stay as they were held.
func TestUnreadableDepartmentsAndSlotsStay(t *testing.T) {
	d := openDesk(t)
	d.do(d.askedAnswer(LoadDepartments{}))
	d.asked[LoadDepartments{}] = d.at
	d.Apply(d.at, DepartmentsLoaded{Departments: []clinic.Department{cardiology}, Skipped: 2})
	if len(d.Departments) != 3 || d.DepartmentsGap().Skipped != 2 {
		t.Errorf("%d departments, %+v", len(d.Departments), d.DepartmentsGap())
	}
	week := thisWeek(cardiology.ID)
	all := d.slots(week)
	d.asked[week] = d.at
	d.Apply(d.at, SlotsLoaded{Asked: week, Slots: all[:1], Skipped: 4})
	if held, _ := d.SlotsOf(cardiology.ID, week.From, week.To); len(held) != len(all)-len(all)/5+1 {
		t.Errorf("%d slots of %d are held", len(held), len(all))
	}
	if g := d.SlotsGap(cardiology.ID, week.From); g.Skipped != 4 {
		t.Errorf("%+v", g)
	}
}
