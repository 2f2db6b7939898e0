package state

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// namesake is an appointment of one of several who bear a name; "" for one of whom
// the patient is not told.
func namesake(id int, patient string, at clinic.Wall) clinic.Appointment {
	v := clinic.Appointment{ID: clinic.NumberID(fmt.Sprint(id)), Department: "1", At: at, Status: clinic.Completed, Name: "Diallo Mamadou", External: patient}
	if at > storyNow {
		v.Status = clinic.Scheduled
	}
	return v
}

// amongNamesakes is a desk at which the reference names the patient, with two
// patients of one name: P-2 was seen last, so P-2 is who the name alone means.
func amongNamesakes(t *testing.T, more ...clinic.Appointment) *desk {
	d := newDesk(t, Options{Lexicon: french, Patient: true})
	d.visits = append([]clinic.Appointment{
		namesake(911, "P-1", clinic.At(2026, time.January, 20, 10, 0)),
		namesake(912, "P-2", clinic.At(2026, time.January, 27, 10, 0)),
	}, more...)
	d.do(Started{})
	d.pass(40 * time.Second)
	return d
}

var patients = []clinic.Who{{Name: "mamadou DIALLO", Patient: "P-1"}, {Name: "Diallo Mamadou", Patient: "P-2"}, {Name: "Diallo Mamadou"}}

// Whatever is read, and read again with or without the reference: an appointment
// is that of one of the namesakes, and of no other.
func TestNamesakesKeepTheirVisitsApart(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t, Options{Patient: true})
		d.do(Started{})
		owner := map[clinic.ID]string{}
		for range 30 {
			id := rapid.IntRange(1, 12).Draw(rt, "id")
			v := namesake(id, rapid.SampledFrom([]string{"P-1", "P-2", ""}).Draw(rt, "patient"), storyNow+clinic.Wall(rapid.IntRange(-200, 200).Draw(rt, "hour"))*clinic.Hour)
			v.Name = rapid.SampledFrom([]string{"Diallo Mamadou", "DIALLO-Mamadou"}).Draw(rt, "written")
			if known := owner[v.ID]; known != "" && v.External != "" {
				v.External = known // a patient does not change
			}
			if v.External != "" {
				owner[v.ID] = v.External
			} else if _, seen := owner[v.ID]; !seen {
				owner[v.ID] = ""
			}
			d.do(d.visitRead(v))
			d.keptApart(rt, owner)
		}
	})
}

// keptApart wants every appointment to be that of its owner alone.
func (d *desk) keptApart(rt *rapid.T, owner map[clinic.ID]string) {
	for _, who := range patients {
		var want, got []string
		for id, patient := range owner {
			if patient == who.Patient {
				want = append(want, id.Text())
			}
		}
		for _, v := range d.VisitsOf(who) {
			got = append(got, v.ID.Text())
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			rt.Fatalf("%+v: %v, want %v", who, got, want)
		}
		p, known := d.People.Of(who)
		if known != (len(want) > 0) || known && (p.Who().Patient != who.Patient || p.Visits+p.Absences > len(want)) {
			rt.Fatalf("%+v is known as %+v", who, p)
		}
	}
}

func TestWhoWasFoundIsBookedAmongNamesakes(t *testing.T) {
	for _, who := range patients[:2] {
		for _, more := range []string{"", " jeu", " ped", " jeu 10h"} {
			d := amongNamesakes(t)
			d.do(DraftOpened{Line: who.Name, Person: who})
			if more != "" {
				d.do(Typed{Line: who.Name + more})
			}
			d.enter()
			d.pass(seen)
			posts := only[Post](d.enter())
			if len(posts) != 1 || posts[0].Ref != who.Patient {
				t.Errorf("%+v%s: sent %+v", who, more, posts)
			}
		}
	}
}

func TestAnotherCallerIsNotWhoWasFound(t *testing.T) {
	d := amongNamesakes(t, bah)
	d.do(DraftOpened{Line: "Diallo Mamadou", Person: patients[0]}, Typed{Line: "bah"})
	if m, ok := d.Draft.Chosen(); !ok || m.Person.Name != bah.Name {
		t.Errorf("chosen: %+v", m)
	}
}

func TestMoveKeepsThePatient(t *testing.T) {
	for _, who := range patients[:2] {
		v := namesake(920, who.Patient, clinic.At(2026, time.February, 5, 10, 0))
		d := amongNamesakes(t, v)
		d.do(DraftOpened{Moves: v.ID})
		d.pass(seen)
		if posts := only[Post](d.enter()); len(posts) != 1 || posts[0].Ref != who.Patient {
			t.Errorf("%+v: sent %+v", who, posts)
		}
	}
}

// What would double an appointment is shown with this very appointment, never
// with that of a namesake: it may be cancelled for it.
func TestDuplicateIsTheSamePatients(t *testing.T) {
	day := storyNow.Day()
	own, others, nobodys := namesake(921, "P-2", day.At(16*clinic.Hour)), namesake(922, "P-1", day.At(15*clinic.Hour)), namesake(923, "", day.At(14*clinic.Hour))
	for _, c := range []struct {
		name string
		held []clinic.Appointment
		want clinic.ID
	}{
		{"both", []clinic.Appointment{others, own}, own.ID},
		{"a namesake alone", []clinic.Appointment{others}, ""},
		{"nobody told", []clinic.Appointment{others, nobodys}, nobodys.ID},
		{"nobody told, and the own", []clinic.Appointment{nobodys, own}, own.ID},
	} {
		d := amongNamesakes(t, c.held...)
		d.conflict(d.confirm("diallo mamadou"), DuplicateAppointment)
		if d.Duplicate == nil || d.Duplicate.Visit.ID != c.want {
			t.Errorf("%s: %+v", c.name, d.Duplicate)
		}
	}
}

func TestNamesakesWaitAndAreSentApart(t *testing.T) {
	d := amongNamesakes(t)
	d.says(d.do(WaitAdded{Who: patients[0], Department: "1"}), "waits")
	d.says(d.do(WaitAdded{Who: patients[1], Department: "1"}), "waits")
	d.says(d.do(WaitAdded{Who: patients[0], Department: "1"}), "waits_already")
	d.says(d.do(WaitAdded{Who: patients[2], Department: "1"}), "waits_already") // it may be either
	slot := clinic.Slot{Department: "1", At: storyNow.Day().At(16 * clinic.Hour), Free: true}
	var out []Effect
	for range 2 { // each once, then both again
		for _, who := range patients[:2] {
			d.do(DraftOpened{Slot: slot, Line: who.Name, Person: who})
			d.enter()
			d.pass(seen)
			out = append(out, d.enter()...)
		}
	}
	d.says(out, "already_sent", "already_sent")
	if posts := only[Post](out); len(posts) != 2 || posts[0].Ref == posts[1].Ref {
		t.Errorf("sent %+v", posts)
	}
}
