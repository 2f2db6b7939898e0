package state

import (
	"fmt"
	"testing"
	"time"

	"creneau/state/clinic"
)

// A large clinic: 300 departments, 10,000 appointments within five weeks, of
// which 2,000 are on the day that is shown.
const (
	benchDepartments = 300
	benchVisits      = 10_000
	benchToday       = 2_000
)

var (
	familyNames = []string{"Diallo", "Bah", "Barry", "Camara", "Condé", "Sylla", "Keita", "Touré", "Soumah", "Traoré", "Kourouma", "Cissé"}
	givenNames  = []string{"Fatoumata", "Mamadou", "Aïssatou", "Ibrahima", "Mariama", "Ousmane", "Kadiatou", "Alpha", "Hawa", "Sékou"}
)

func largeDesk(b *testing.B) *desk {
	b.Helper()
	d := &desk{State: New(Options{Lexicon: french}), at: clinic.Instant{Wall: storyNow, Mono: time.Hour}, busy: map[clinic.Slot]bool{}, mute: true}
	var deps []clinic.Department
	for i := range benchDepartments {
		deps = append(deps, clinic.Department{ID: clinic.NumberID(fmt.Sprint(i + 1)), Name: fmt.Sprintf("Service %s%d", givenNames[i%10], i), Active: true})
	}
	monday := storyNow.Day().Monday()
	var list []clinic.Appointment
	for i := range benchVisits {
		v := clinic.Appointment{
			ID: clinic.NumberID(fmt.Sprint(100_000 + i)), Department: deps[i%benchDepartments].ID, Status: clinic.Scheduled,
			Name: fmt.Sprintf("%s %s %s %s", familyNames[i%12], givenNames[i/12%10], familyNames[i/120%12], givenNames[i/1440%10]),
			At:   (monday + clinic.Day(i%35) - 14).At(8*clinic.Hour + clinic.Wall(i%36)*15*clinic.Minute),
		}
		if i < benchToday {
			v.At = storyNow.Day().At(8*clinic.Hour + clinic.Wall(i%36)*15*clinic.Minute)
		}
		list = append(list, v)
	}
	d.do(DepartmentsLoaded{Departments: deps})
	for w := clinic.Day(-14); w <= 14; w += 7 {
		asked := LoadVisits{clinic.Visits{From: monday + w, To: monday + w + 6}}
		d.asked[asked] = d.at
		var of []clinic.Appointment
		for _, v := range list {
			if v.At.Day().Monday() == monday+w {
				of = append(of, v)
			}
		}
		d.do(VisitsLoaded{Asked: asked, List: clinic.VisitList{Appointments: of}})
	}
	for i := range stripMost {
		d.reread(deps[i].ID)
	}
	if d.People.Len() < 1000 || len(d.VisitsOn(storyNow.Day(), "")) < benchToday {
		b.Fatalf("%d people, %d appointments today", d.People.Len(), len(d.VisitsOn(storyNow.Day(), "")))
	}
	return d
}

// busyDesk is a large desk whose draft, offer and taken slots are in use.
func busyDesk(b *testing.B) *desk {
	d := largeDesk(b)
	d.Apply(d.at, DraftOpened{Line: "diallo"})
	for i := range 50 {
		d.take(clinic.Slot{Department: "1", At: storyNow.Day().At(8*clinic.Hour + clinic.Wall(i)*15*clinic.Minute)}, d.at)
	}
	return d
}

func BenchmarkTyped(b *testing.B) {
	for _, line := range []string{"dia", "diallo fat", "dia serv mar 10"} {
		b.Run(line, func(b *testing.B) {
			d := busyDesk(b)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				d.Apply(d.at, Typed{Line: line + " "[:i%2]})
			}
		})
	}
}

func BenchmarkTicked(b *testing.B) {
	d := busyDesk(b)
	b.ReportAllocs()
	for b.Loop() {
		d.Apply(d.at, Ticked{})
		d.Due()
	}
}

func BenchmarkSlotsLoaded(b *testing.B) {
	d := busyDesk(b)
	week := thisWeek("1")
	answer := d.answer(week)
	b.ReportAllocs()
	for b.Loop() {
		d.asked[week] = d.at
		d.Apply(d.at, answer)
	}
}

func BenchmarkVisitsLoaded(b *testing.B) {
	d := busyDesk(b)
	today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	answer := VisitsLoaded{Asked: today, List: clinic.VisitList{Appointments: d.VisitsOn(storyNow.Day(), "")}}
	b.ReportAllocs()
	for b.Loop() {
		d.asked[today] = d.at
		d.Apply(d.at, answer)
	}
}

func BenchmarkBooked(b *testing.B) {
	d := busyDesk(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at := storyNow.Day().At(10*clinic.Hour + clinic.Wall(i%20)*15*clinic.Minute)
		d.Apply(d.at, Booked{Asked: clinic.Booking{At: at}, Visit: clinic.Appointment{ID: "500000", Department: "1", At: at, Status: clinic.Scheduled, Name: "Diallo Fatoumata"}})
	}
}

// The strip of next free slots, painted with every frame that changes.
func BenchmarkStrip(b *testing.B) {
	d := busyDesk(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, dep := range d.Departments[:stripMost] {
			d.Agenda.NextFree(dep.ID, d.Now.Wall)
		}
	}
}

func BenchmarkVisitsOf(b *testing.B) {
	d := busyDesk(b)
	b.ReportAllocs()
	for b.Loop() {
		d.VisitsOf(clinic.Who{Name: "fatoumata diallo bah"})
	}
}

func BenchmarkLines(b *testing.B) {
	d := busyDesk(b)
	b.ReportAllocs()
	for b.Loop() {
		d.Lines("1", storyNow.Day(), d.Now.Wall)
	}
}
