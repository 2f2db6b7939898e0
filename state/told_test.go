package state

import (
	"reflect"
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// What one desk of a key was answered, another that is told of it knows as well, and
// asks for no more.
func TestWhatAnotherDeskWasAnswered(t *testing.T) {
	asks, hears := newDesk(t, Options{Lexicon: french}), newDesk(t, Options{Lexicon: french})
	hears.mute = true
	hears.do(Started{})
	today := storyNow.Day()
	tell := func(asked Effect, answer Event) []Effect {
		return hears.do(Told{Asked: asked, Event: answer, Ago: time.Second})
	}
	for _, e := range []Effect{
		LoadDepartments{}, LoadVisits{clinic.Visits{From: today.Monday(), To: today.Monday() + 6}},
		LoadSlots{Department: "1", From: today.Monday(), To: today.Monday() + 6},
	} {
		answer := asks.answer(e)
		delete(hears.asked, e) // another asks what this one is about to
		tell(e, answer)
		asks.asked[e] = asks.at
		asks.do(answer)
	}
	if !reflect.DeepEqual(asks.VisitsOn(today, ""), hears.VisitsOn(today, "")) || len(hears.VisitsOn(today, "")) == 0 {
		t.Errorf("%d appointments, told %d", len(asks.VisitsOn(today, "")), len(hears.VisitsOn(today, "")))
	}
	hears.mute = false
	for range 3 {
		for _, e := range hears.pass(pace) {
			switch e := e.(type) {
			case LoadDepartments:
				t.Error("departments were told and are asked for")
			case LoadSlots:
				if e.Department == "1" && e.From == today.Monday() {
					t.Error("slots were told and are asked for")
				}
			case LoadVisits:
				if e.From == today.Monday() {
					t.Error("appointments were told and are asked for")
				}
			}
		}
	}
	mine, _ := asks.SlotsOf("1", today, today.Monday()+6)
	told, whole := hears.SlotsOf("1", today, today.Monday()+6)
	if !reflect.DeepEqual(mine, told) || len(told) == 0 || !whole {
		t.Errorf("%d slots, told %d, %v: %+v, %+v", len(mine), len(told), whole, mine[0], told[0])
	}
}

// A booking at another desk takes the slot from a draft, which is said, and counts
// once however often it is told; so does a cancel.
func TestWhatAnotherDeskBooksIsGone(t *testing.T) {
	d := openDesk(t)
	d.typed("dia")
	d.enter()
	d.Credits = quota.Credits{Known: true, Count: 10}
	slot := d.Draft.Plan.Slot
	b := clinic.Booking{Ref: "tui-other", Department: slot.Department, At: slot.At, Name: "Zowo Martine"}
	v := clinic.Appointment{ID: "950", Name: b.Name, Department: b.Department, At: b.At, External: b.Ref, Status: clinic.Scheduled}
	for range 2 {
		d.do(Told{Asked: Post{b}, Event: Booked{Asked: b, Visit: v}})
	}
	if d.Draft.Plan.Slot == slot || d.Credits.Count != 9 {
		t.Errorf("the draft has %v, and %d credits are counted", d.Draft.Plan.Slot, d.Credits.Count)
	}
	if held, _ := d.Visit("950"); held.Name != b.Name || d.ours["950"] {
		t.Errorf("held is %+v, as ours %v", held, d.ours["950"])
	}
	for range 2 {
		d.do(Told{Asked: Cancel{"950"}, Event: CancelDone{"950"}})
	}
	if held, _ := d.Visit("950"); held.Status != clinic.Cancelled || d.Credits.Count != 10 {
		t.Errorf("held is %+v, and %d credits are counted", held, d.Credits.Count)
	}
	d.do(Told{Asked: Cancel{"951"}, Event: CancelDone{"951"}}) // never heard of
}

// What was read before this desk changed something is not believed about that.
func TestAnOlderReadingIsNotBelieved(t *testing.T) {
	d := openDesk(t)
	d.at = d.at.Add(time.Minute)
	gone := conde
	gone.Status = clinic.Cancelled
	d.changed[conde.ID.Text()] = d.at
	d.put(gone)
	asked := LoadVisits{clinic.Visits{From: conde.At.Day(), To: conde.At.Day()}}
	delete(d.asked, asked)
	d.do(Told{Asked: asked, Event: VisitsLoaded{Asked: asked, List: clinic.VisitList{Appointments: []clinic.Appointment{conde}}}, Ago: time.Second})
	if v, _ := d.Visit(conde.ID); v.Status != clinic.Cancelled {
		t.Errorf("a reading that began before brings %+v back", v)
	}
	d.do(KeyGiven{})
	d.at = d.at.Add(time.Second)
	d.do(Told{Asked: LoadDepartments{}, Event: DepartmentsLoaded{}, Ago: time.Minute})
	if len(d.Departments) == 0 {
		t.Error("what another key may see is taken over")
	}
}

// A limit that another desk met holds here too.
func TestAnotherDeskMetALimit(t *testing.T) {
	d := openDesk(t)
	d.do(Hushed{Wait: 30 * time.Second})
	if !d.Quiet.On || d.Quiet.Left(d.at) != 31*time.Second {
		t.Errorf("%+v", d.Quiet)
	}
	d.typed("dia")
	d.enter()
	d.pass(seen)
	if out := d.enter(); len(written(out)) != 0 || len(d.Held) == 0 {
		t.Errorf("%v leave", written(out))
	}
}
