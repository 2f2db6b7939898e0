package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

// TestReferenceAsked asks for appointments by their numbers: one that is held is
// opened at once, another is read by its number, and no other is ever opened.
func TestReferenceAsked(t *testing.T) {
	look := LoadVisit{clinic.NumberID("7777")}
	visit := clinic.Appointment{ID: clinic.NumberID("7777"), Department: "1", At: clinic.At(2025, 6, 1, 9, 0), Name: "Bah Mamadou", Status: clinic.Completed}
	other := visit
	other.ID = clinic.NumberID("7778")
	for _, c := range []struct {
		name   string
		answer Event // nil: it is held
		opens  clinic.ID
		says   string
	}{
		{"held", nil, clinic.NumberID("901"), ""},
		{"read", VisitLoaded{Asked: look, Visit: visit}, visit.ID, ""},
		{"another is answered", VisitLoaded{Asked: look, Visit: other}, "", "reference_unknown"},
		{"unknown", Failed{Doing: look, Failure: Failure{Code: AppointmentNotFound, Status: 404, Coded: true}}, "", "reference_unknown"},
		{"offline", Failed{Doing: look, Failure: Failure{Code: NotSent}}, "", "reference_unread"},
		{"forbidden", Failed{Doing: look, Failure: Failure{Code: InsufficientScope, Status: 403, Coded: true}}, "", "reference_unread"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openDesk(t)
			ref := "7777"
			if c.answer == nil {
				ref = "901"
			}
			out := d.do(ReferenceAsked{Ref: ref})
			if c.answer != nil {
				if asked := only[LoadVisit](out); len(asked) != 1 || asked[0] != look || len(only[OpenVisit](out)) > 0 {
					t.Fatalf("asked %v", out)
				}
				out = d.do(c.answer)
			}
			var opens clinic.ID
			for _, o := range only[OpenVisit](out) {
				opens = o.ID
			}
			if opens != c.opens {
				t.Errorf("opens %q, want %q", opens, c.opens)
			}
			if c.says != "" && !slices.Contains(said(out), c.says) {
				t.Errorf("said %v, want %q", said(out), c.says)
			}
			if again := d.do(VisitLoaded{Asked: look, Visit: visit}); len(only[OpenVisit](again)) > 0 {
				t.Error("an answer that comes later opens it")
			}
		})
	}
}

// TestAReferenceReadLate is read when the person has long gone on: nothing opens.
func TestAReferenceReadLate(t *testing.T) {
	d := openDesk(t)
	d.do(ReferenceAsked{Ref: "7777"})
	d.pass(11 * time.Second)
	id := clinic.NumberID("7777")
	out := d.do(VisitLoaded{Asked: LoadVisit{id}, Visit: clinic.Appointment{ID: id, Department: "1", At: clinic.At(2026, 3, 1, 9, 0), Name: "Bah Mamadou", Status: clinic.Scheduled}})
	if len(only[OpenVisit](out)) > 0 || !slices.Contains(said(out), "reference_found") {
		t.Errorf("does %v", out)
	}
}

// TestAnotherReferenceAskedMeanwhile has the first one read late: only the last is
// opened.
func TestAnotherReferenceAskedMeanwhile(t *testing.T) {
	d := openDesk(t)
	d.do(ReferenceAsked{Ref: "7777"})
	d.do(ReferenceAsked{Ref: "7778"})
	for _, ref := range []string{"7777", "7778"} {
		id := clinic.NumberID(ref)
		out := only[OpenVisit](d.do(VisitLoaded{Asked: LoadVisit{id}, Visit: clinic.Appointment{ID: id, Department: "1", At: clinic.At(2026, 3, 1, 9, 0), Name: "Bah Mamadou", Status: clinic.Scheduled}}))
		if want := ref == "7778"; (len(out) == 1) != want {
			t.Errorf("%s: opens %v", ref, out)
		}
	}
}
