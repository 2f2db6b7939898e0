package state

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// An appointment that is read after the slots marks the one slot taken that it can
// hold, until the slots are read again; one that was known before is no news, and
// where several workers are free at its time nothing tells whose slot it is.
func TestAVisitThatWasReadTakesItsSlot(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := drawRoster(rt)
		d := openDesk(t)
		d.mute = true
		monday := storyNow.Day().Monday()
		load := LoadSlots{Department: "1", From: monday, To: monday + 6}
		readSlots := func() {
			d.asked[load] = d.at
			d.pass(time.Second)
			d.do(SlotsLoaded{Asked: load, Slots: r.of(load)})
		}
		readSlots()
		var all []clinic.Slot
		for sl := range r {
			if sl.Department == "1" {
				all = append(all, sl)
			}
		}
		sl := rapid.SampledFrom(sortedSlots(all)).Draw(rt, "slot")
		v := clinic.Appointment{ID: "9001", Department: "1", At: sl.At, Name: "Baldé Aminata", Status: rapid.SampledFrom([]clinic.Status{clinic.Scheduled, clinic.PendingPayment, clinic.Cancelled, clinic.Completed, "CONFIRMED"}).Draw(rt, "status")}
		if rapid.Bool().Draw(rt, "names its worker") {
			v.Worker = sl.Worker
		}
		var mayBe []clinic.Slot
		for o, free := range r {
			if o.Department == "1" && o.At == sl.At && free && (o.Worker == "" || v.Worker == "" || o.Worker == v.Worker) {
				mayBe = append(mayBe, o)
			}
		}
		before := d.held(r)
		day := LoadVisits{clinic.Visits{From: sl.At.Day(), To: sl.At.Day()}}
		readVisits := func() {
			d.pass(time.Second)
			d.asked[day] = d.at
			d.pass(time.Second)
			d.do(VisitsLoaded{Asked: day, List: clinic.VisitList{Appointments: []clinic.Appointment{v}}})
		}
		readVisits()
		after := d.held(r)
		for o := range r {
			want := before[o]
			if len(mayBe) == 1 && o == mayBe[0] && v.Status.Open() {
				want = false
			}
			if after[o] != want {
				rt.Fatalf("%+v is free %v, want %v; the appointment %+v", o, after[o], want, v)
			}
		}
		readSlots() // they tell better
		readVisits()
		if again := d.held(r); len(again) != len(before) {
			rt.Fatal("other slots")
		} else {
			for o := range r {
				if again[o] != before[o] {
					rt.Fatalf("%+v is free %v though the slots say %v", o, again[o], before[o])
				}
			}
		}
	})
}

// A sentence that was to be said aloud is taken back when another desk's
// appointment is seen in its slot.
func TestAFixedSlotThatAVisitTakesIsSaid(t *testing.T) {
	d := openDesk(t)
	d.do(DraftOpened{Line: "bah car"})
	d.pass(seen)
	d.enter()
	if d.Draft.Stage != Fixed {
		t.Fatalf("stage %v", d.Draft.Stage)
	}
	d.mute = true
	at := d.Draft.Plan.Slot.At
	d.pass(time.Second)
	day := LoadVisits{clinic.Visits{From: at.Day(), To: at.Day()}}
	d.asked[day] = d.at
	out := d.do(VisitsLoaded{Asked: day, List: clinic.VisitList{Appointments: []clinic.Appointment{conde, {ID: "9001", Department: d.Draft.Plan.Department, At: at, Name: "Baldé Aminata", Status: clinic.Scheduled}}}})
	d.says(out, "slot_gone")
	if d.Draft.Stage == Fixed || d.Draft.Plan.Slot.At == at {
		t.Errorf("stage %v, slot %v", d.Draft.Stage, d.Draft.Plan.Slot)
	}
}

// Slots that stay in place of what could not be read say when they were read, however
// often that goes on; so do appointments.
func TestWhatStaysSaysHowOldItIs(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	today := storyNow.Day()
	monday := today.Monday()
	load := LoadSlots{Department: "1", From: monday, To: monday + 6}
	whole, _ := d.SlotsOf("1", monday, monday+6)
	first, _ := d.SlotsReadAt("1", today)
	read := func(skipped int, slots []clinic.Slot) clinic.Gap {
		d.pass(time.Minute)
		d.asked[load] = d.at
		d.do(SlotsLoaded{Asked: load, Skipped: skipped, Slots: slots})
		return d.SlotsGap("1", today)
	}
	var otherDaysOnly []clinic.Slot
	for _, sl := range whole {
		if sl.At.Day() != today {
			otherDaysOnly = append(otherDaysOnly, sl)
		}
	}
	for range 3 {
		if g := read(4, otherDaysOnly); g.Kept != first.Wall || g.Skipped != 4 {
			t.Errorf("%+v, want what was read at %v", g, first.Wall)
		}
	}
	if g := read(1, whole); g.Kept != 0 {
		t.Errorf("nothing stays: %+v", g)
	}
	if g := read(0, whole); g.Any() || g.Kept != 0 {
		t.Errorf("%+v", g)
	}

	was, _ := d.VisitsReadAt(today)
	for range 3 {
		d.pass(time.Minute)
		d.readToday(clinic.VisitList{Skipped: 1})
		if g := d.VisitsGap(monday, monday+6); g.Kept != was.Wall {
			t.Errorf("%+v, want what was read at %v", g, was.Wall)
		}
	}
	d.readToday(clinic.VisitList{Skipped: 1, Appointments: []clinic.Appointment{conde}})
	if g := d.VisitsGap(today, today); g.Kept != 0 || g.Skipped != 1 {
		t.Errorf("all that is held was read: %+v", g)
	}
}

func sortedSlots(list []clinic.Slot) []clinic.Slot {
	slices.SortFunc(list, func(x, y clinic.Slot) int {
		return cmp.Or(cmp.Compare(x.At, y.At), cmp.Compare(x.Worker, y.Worker))
	})
	return list
}
