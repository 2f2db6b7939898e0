package state

import (
	"testing"

	"creneau/state/clinic"
)

// radiology wants a worker named, of three who have it.
var radiology = clinic.Department{
	ID: clinic.NumberID("16"), Name: "Radiologie", Active: true, NeedsWorker: true,
	Workers: []clinic.Worker{
		{ID: clinic.NumberID("161"), Name: "Dr Traoré Abdoulaye"},
		{ID: clinic.NumberID("162"), Name: "Dr Sow Kadiatou"},
		{ID: clinic.NumberID("163"), Name: "Dr Sow Lansana"},
	},
}

// askingDesk is a desk of whose departments one asks with whom, and the question
// has just been asked.
func askingDesk(t *testing.T, staff []clinic.Worker) *desk {
	d := openDesk(t)
	dep := radiology
	dep.Workers = staff
	d.do(DepartmentsLoaded{Departments: []clinic.Department{cardiology, paediatrics, dentistry, dep}})
	d.typed("dia rad")
	d.enter()
	return d
}

// mayName are who may be named, nil where nobody is asked for.
func (d *desk) mayName() []clinic.Worker {
	staff, ok := d.AsksWithWhom(d.Draft)
	if !ok {
		return nil
	}
	return staff
}

func TestWithWhomIsAskedAndAnswered(t *testing.T) {
	for _, c := range []struct {
		answer string // typed behind the question
		left   int    // of the staff, when somebody is still to be named
		worker clinic.ID
		say    string // at the next Enter
	}{
		{"", 3, "", "missing_worker"},
		{"t", 0, "161", ""},
		{"tra", 0, "161", ""},
		{"kad sow", 0, "162", ""},
		{"sow", 2, "", "missing_worker"},
		{"sow jeu 10", 2, "", "missing_worker"},
		{"lan jeu 10", 0, "163", ""},
		{"condé", 3, "", "not_staff"},   // a patient, whom the question did not ask for
		{"pediatr", 3, "", "not_staff"}, // a department, likewise
	} {
		t.Run(c.answer, func(t *testing.T) {
			d := askingDesk(t, radiology.Workers)
			if n := len(d.mayName()); n != 3 || d.Draft.Line != "dia rad " {
				t.Fatalf("%d are offered, the line is %q", n, d.Draft.Line)
			}
			d.do(Typed{Line: d.Draft.Line + c.answer})
			if n := len(d.mayName()); n != c.left || d.Draft.Plan.Worker != c.worker || d.Draft.Plan.Name != "Diallo Fatoumata" || d.Draft.Plan.Department != "16" {
				t.Errorf("%d are left, the plan is %+v", n, d.Draft.Plan)
			}
			out := d.enter()
			if c.say != "" {
				d.says(out, c.say)
				return
			}
			d.pass(seen)
			posts := only[Post](d.enter())
			if len(posts) != 1 || posts[0].Worker != c.worker || posts[0].Name != "Diallo Fatoumata" {
				t.Errorf("sent %+v", posts)
			}
		})
	}
}

func TestARowAnswersWithWhom(t *testing.T) {
	for _, w := range radiology.Workers {
		d := askingDesk(t, radiology.Workers)
		d.do(WorkerChosen{Worker: w.ID})
		if d.Draft.Stage != Fixed {
			t.Fatalf("with %s the plan is %+v, not fixed", w.Name, d.Draft.Plan)
		}
		d.pass(seen)
		if posts := only[Post](d.enter()); len(posts) != 1 || posts[0].Worker != w.ID {
			t.Errorf("with %s it sends %+v", w.Name, posts)
		}
	}
	d := askingDesk(t, radiology.Workers)
	d.do(WorkerChosen{Worker: "99"})
	if d.Draft.Stage != Typing || d.Draft.Plan.Worker != "" {
		t.Errorf("somebody who does not work there is taken: %+v", d.Draft.Plan)
	}
}

// The person who was chosen stays, and the question goes when what it was about is
// typed over.
func TestThePersonStaysWhileWithWhomIsAsked(t *testing.T) {
	d := openDesk(t)
	d.do(DepartmentsLoaded{Departments: []clinic.Department{cardiology, radiology}})
	d.typed("dia rad")
	d.do(RowChosen{Key: clinic.NewPerson}) // a new person
	d.enter()
	d.do(Typed{Line: "dia rad tra"})
	if p := d.Draft.Plan; !p.New || p.Worker != "161" {
		t.Errorf("the plan is %+v", p)
	}
	d.do(Typed{Line: "bah rad"})
	if p := d.Draft.Plan; p.Name != "Bah Mamadou" || d.mayName() != nil || p.Missing != MissingWorker {
		t.Errorf("the plan of another line is %+v, with %v to choose among", p, d.mayName())
	}
}

// Where nobody's name is known a number answers, and the next time it is a row.
func TestANumberAnswersWithWhom(t *testing.T) {
	for _, split := range []bool{false, true} {
		d := askingDesk(t, nil)
		if split {
			d.do(Typed{Split: true, Fields: clinic.Fields{Name: "Diallo Fatoumata", Department: "rad", Worker: "507"}})
		} else {
			d.do(Typed{Line: d.Draft.Line + "507 jeu 10"})
		}
		if p := d.Draft.Plan; p.Worker.Text() != "507" || p.Missing != Nothing || p.Name != "Diallo Fatoumata" || len(d.Draft.Reading.Unknown) > 0 {
			t.Fatalf("split %v: the plan is %+v, not understood %q", split, p, d.Draft.Reading.Unknown)
		}
		d.enter()
		d.pass(readTime)
		posts := only[Post](d.enter())
		if len(posts) != 1 || posts[0].Worker.Text() != "507" {
			t.Fatalf("split %v: sent %+v", split, posts)
		}
		d.do(booked(posts[0], "990"))
		d.typed("bah rad")
		d.enter()
		if staff := d.mayName(); len(staff) != 1 || staff[0].ID.Text() != "507" || d.Draft.Plan.Worker != "" {
			t.Fatalf("the next time %v are offered, and %s is taken", staff, d.Draft.Plan.Worker)
		}
		if d.do(WorkerChosen{Worker: d.mayName()[0].ID}); d.Draft.Stage != Fixed || d.Draft.Plan.Worker.Text() != "507" {
			t.Errorf("the row is not taken: %+v", d.Draft.Plan)
		}
	}
}

func TestWithoutARowThereIsASentence(t *testing.T) {
	d := askingDesk(t, nil)
	if len(d.mayName()) > 0 {
		t.Error("there is nobody to choose among")
	}
	d.says(d.enter(), "no_staff")
	d = askingDesk(t, radiology.Workers[:1])
	if d.Draft.Stage != Fixed || d.Draft.Plan.Worker != "161" {
		t.Errorf("the only worker is not taken: %+v", d.Draft.Plan)
	}
}
