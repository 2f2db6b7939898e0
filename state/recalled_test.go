package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// copies are what an earlier desk read of today, of tomorrow and of yesterday, three
// hours ago: one appointment each, which the clinic has no more.
func copies(now clinic.Wall) Recalled {
	e := Recalled{Departments: []clinic.Department{cardiology, paediatrics, dentistry}}
	for by := clinic.Day(-1); by <= 1; by++ {
		day := now.Day() + by
		v := clinic.Appointment{ID: clinic.NumberID("99" + day.String()[9:]), Department: "1", At: day.At(11 * clinic.Hour), Status: clinic.Scheduled, Name: "Traoré Salif"}
		e.Days = append(e.Days, clinic.DayRead{Day: day, At: now - 3*clinic.Hour, List: clinic.VisitList{Appointments: []clinic.Appointment{v}, Partial: by == 1}})
	}
	return e
}

// A desk that opens without a connection shows what was read of today and the next
// days, as old as it is, no free slot of it, and what is over not at all. With the
// first answer all of it is gone.
func TestDayIsRecalledWithoutConnection(t *testing.T) {
	d := newDesk(t, Options{Lexicon: french})
	d.mute = true
	d.do(Started{})
	d.do(Failed{Doing: LoadDepartments{}, Failure: Failure{Code: NotSent, Cause: CauseRefused}, Jitter: 0.5})
	d.do(copies(d.at.Wall))
	today := storyNow.Day()
	for by, want := range map[clinic.Day]int{-1: 0, 0: 1, 1: 1, 2: 0} {
		if got := d.Lines("1", today+by, storyNow); len(got) != want || want == 1 && got[0].Free {
			t.Errorf("%d days on there are %+v", by, got)
		}
		if at, ok := d.VisitsReadAt(today + by); ok != (want == 1) || ok && at.Wall != storyNow-3*clinic.Hour {
			t.Errorf("%d days on is read at %v, %v", by, at.Wall, ok)
		}
	}
	switch {
	case d.Loaded() || !d.Link.Offline:
		t.Error("it is taken for an answer")
	case d.Selected != "1" || d.DepartmentName("1") != "Cardiologie":
		t.Errorf("%q is shown", d.Selected)
	case !d.VisitsGap(today+1, today+1).Any():
		t.Error("what was cut is whole")
	}
	if _, free := d.NextFree("1", storyNow); free {
		t.Error("a slot is free that nobody has read")
	}
	d.do(DraftOpened{}, Typed{Line: "traore"}, Entered{Ref: "ref-1"}, Entered{Ref: "ref-1"})
	if len(d.Intents) > 0 || d.Draft == nil || d.Draft.Plan.Slot.At != 0 {
		t.Errorf("it is booked from: %+v, %+v", d.Intents, d.Draft)
	}
	d.mute = false
	d.pass(time.Minute)
	if d.Link.Trying || len(d.copied) > 0 {
		t.Errorf("the connection is back, and %v is held", d.copied)
	}
	for by := range clinic.Day(2) {
		for _, v := range d.VisitsOn(today+by, "") {
			if v.Name == "Traoré Salif" {
				t.Errorf("%+v is shown as if it were there", v)
			}
		}
	}
}

// Where there is a connection nothing is recalled, and a day that this desk has read
// itself stays as it was read.
func TestNothingIsRecalledBesideAReading(t *testing.T) {
	d := openDesk(t)
	today := storyNow.Day()
	d.do(copies(d.at.Wall))
	if len(d.copied) > 0 {
		t.Errorf("recalled with a connection: %v", d.copied)
	}
	d.mute = true
	d.do(DayShown{today})
	d.Apply(d.at, Failed{Doing: LoadDepartments{}, Failure: Failure{Code: NotSent, Cause: CauseRefused}, Jitter: 0.5})
	read, _ := d.VisitsReadAt(today)
	d.do(copies(d.at.Wall))
	if at, _ := d.VisitsReadAt(today); d.copied[today] || at != read {
		t.Errorf("today was read at %v and is replaced by %v", read, at)
	}
	for _, v := range d.VisitsOn(today, "") {
		if v.Name == "Traoré Salif" {
			t.Errorf("%+v stands among what was read", v)
		}
	}
}

// broken is a desk whose readings break without an answer, all or all but those of the
// departments. It counts how often a day is asked for.
func broken(t *testing.T, all bool, lasts time.Duration) (d *desk, days int) {
	d = newDesk(t, Options{Lexicon: french})
	d.mute = true
	pending := d.Apply(d.at, Started{})
	for end := d.at.Mono + lasts; d.at.Mono < end; pending = d.Apply(d.at, Ticked{}) {
		for i := 0; i < len(pending); i++ {
			e := pending[i]
			if _, day := e.(LoadVisits); day {
				days++
			}
			if _, list := e.(LoadDepartments); list && !all {
				pending = append(pending, d.Apply(d.at, d.answer(e))...)
			} else if e.Traits().Does == Reads {
				pending = append(pending, d.Apply(d.at, Failed{Doing: e, Failure: Failure{Code: NoAnswer, Cause: CauseReset}, Jitter: 0.1})...)
			}
		}
		d.at = d.at.Add(time.Second)
	}
	return d, days
}

// After an outage the day is asked for with the first answer, however its readings
// failed; where they alone fail they are left in peace.
func TestAfterAnOutageTheDayIsReadAtOnce(t *testing.T) {
	d, _ := broken(t, true, 30*time.Second)
	today := storyNow.Day()
	d.asked[LoadDepartments{}] = d.at
	day := false
	for _, e := range d.Apply(d.at, d.answer(LoadDepartments{})) {
		l, ok := e.(LoadVisits)
		day = day || ok && l.covers(today)
	}
	if !day {
		t.Error("the connection is back, and the day is not asked for")
	}
	if _, days := broken(t, false, 5*time.Minute); days > 20 {
		t.Errorf("a day that cannot be read is asked for %d times in five minutes", days)
	}
}
