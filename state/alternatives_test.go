package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

// refuseSlot books what the line says and has the slot turn out to be taken.
func (d *desk) refuseSlot(p Post) []Effect {
	d.takeElsewhere(p.Department, p.At)
	return d.conflict(p, SlotNotAvailable)
}

func (d *desk) offers(at clinic.Wall) bool {
	return slices.ContainsFunc(d.Alternatives.Rows, func(a clinic.Alternative) bool { return a.Slot.At == at })
}

func TestTakenSlotOffersOthers(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	out := d.conflict(p, SlotNotAvailable) // the clinic's list still calls it free
	monday := storyNow.Day().Monday()
	d.asks(out,
		LoadSlots{Department: "1", From: monday, To: monday + 6},
		LoadSlots{Department: "1", From: monday + 7, To: monday + 13},
		LoadSlots{Department: "1", From: monday + 14, To: monday + 20},
		LoadVisits{clinic.Visits{From: p.At.Day(), To: p.At.Day()}},
	)
	d.shows(out, OfferSlots)
	o := d.Alternatives
	if o == nil || len(o.Rows) != offered || !o.Reading || o.Who.Name != "Diallo Fatoumata" || d.offers(p.At) {
		t.Fatalf("offered %+v", o)
	}
	if sl, _ := d.Agenda.NextFree("1", d.Now.Wall); sl.At != slot1000 {
		t.Errorf("the taken slot is still shown: next is %v", sl.At)
	}
	d.says(d.do(AlternativePicked{Slot: d.row(0), Ref: "early"}), "rows_changed")

	d.takeElsewhere("1", p.At)
	d.takeElsewhere("1", slot1000) // gone too: the rows change when the reading arrives
	for _, load := range only[LoadSlots](out) {
		d.do(d.answer(load))
	}
	if d.Alternatives.Reading || d.offers(slot1000) || d.Alternatives.ChangedAt != d.at {
		t.Fatalf("after the reading: %+v", d.Alternatives)
	}
	d.pass(settleRows)
	want := d.Alternatives.Rows[1].Slot
	posts := only[Post](d.do(AlternativePicked{Slot: want, Ref: "again"}))
	if len(posts) != 1 || posts[0] != (Post{clinic.Booking{Ref: "again", Department: "1", At: want.At, Name: "Diallo Fatoumata"}}) {
		t.Fatalf("sent %v", posts)
	}
	if d.Alternatives != nil || d.Draft != nil {
		t.Error("the offer stays open")
	}

	d.refuseSlot(posts[0]) // refused as well
	if d.Alternatives == nil || d.offers(want.At) || d.offers(p.At) || d.offers(slot1000) {
		t.Errorf("offered again: %+v", d.Alternatives)
	}
	d.keeps("dia")
}

// What was confirmed is booked, not what the line is read as by then: others
// may have become known, or keys may have gone into it before the offer was
// seen.
func TestAlternativeIsForWhomItWasOffered(t *testing.T) {
	d := openDesk(t)
	d.refuseSlot(d.confirm("dia"))
	d.do(Typed{Line: "diax"})
	d.pass(settleRows)
	posts := only[Post](d.do(AlternativePicked{Slot: d.row(0), Ref: "r"}))
	if len(posts) != 1 || posts[0].Name != "Diallo Fatoumata" {
		t.Errorf("sent %v", posts)
	}
	if in := d.Intents[0].Draft; in.Line != "diax" {
		t.Errorf("what was typed since is lost: %q", in.Line)
	}
}

// row is the slot of a row that is offered.
func (d *desk) row(i int) clinic.Slot { return d.Alternatives.Rows[i].Slot }

// What was painted is picked: a row that has gone since is said to be gone, and
// one that has moved is still the one that is booked.
func TestAlternativeIsPickedBySlot(t *testing.T) {
	d := openDesk(t)
	d.refuseSlot(d.confirm("dia"))
	d.pass(settleRows)
	first, second := d.row(0), d.row(1)
	d.takeElsewhere("1", first.At)
	d.reread("1")
	d.pass(settleRows)
	out := d.do(AlternativePicked{Slot: first, Ref: "gone"})
	if posts := only[Post](out); len(posts) > 0 {
		t.Errorf("sent %v", posts)
	}
	d.says(out, "rows_changed")
	if d.row(1) == second {
		t.Fatal("the row has not moved")
	}
	if posts := only[Post](d.do(AlternativePicked{Slot: second, Ref: "r"})); len(posts) != 1 || posts[0].At != second.At {
		t.Errorf("sent %v, want %v", posts, second)
	}
}

func TestOfferIsOfItsDraftAlone(t *testing.T) {
	for name, leave := range map[string]Event{
		"parked": DraftParked{}, "another begun": DraftOpened{Line: "bah"}, "dropped": DraftClosed{}, "closed": AlternativesDropped{},
	} {
		d := openDesk(t)
		d.refuseSlot(d.confirm("dia"))
		d.do(leave)
		d.pass(settleRows)
		if out := d.do(AlternativePicked{Ref: "r"}); d.Alternatives != nil || out != nil {
			t.Errorf("%s: %v", name, out)
		}
	}
	d := openDesk(t)
	p := d.confirm("dia")
	d.refuseSlot(p)
	d.pass(settleRows)
	out := d.do(AlternativePicked{Slot: clinic.Slot{Department: "1", At: p.At, Free: true}, Ref: "r"})
	if posts := only[Post](out); len(posts) > 0 {
		t.Errorf("a row that is none: %v", posts)
	}
	d.says(out, "rows_changed")
}

func TestOfferWhoseReadingFails(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	for _, load := range only[LoadSlots](d.conflict(p, SlotNotAvailable)) {
		d.do(failed(load, ServiceUnavailable))
	}
	if d.Alternatives == nil || d.Alternatives.Reading || len(d.Alternatives.Rows) != offered {
		t.Errorf("offered from what is held: %+v", d.Alternatives)
	}
}

func TestOtherDepartmentsAreOfferedWhereAllowed(t *testing.T) {
	w := clinic.DefaultWeights()
	w.OtherDepartments, w.Department = true, 0.1
	d := openDeskWith(t, Options{Weights: w})
	d.fill("1", storyNow.Day(), storyNow.Day()+30)
	delete(d.busy, clinic.Slot{Department: "1", At: slot945})
	d.reread("1")
	d.refuseSlot(d.confirm("dia"))
	if !slices.ContainsFunc(d.Alternatives.Rows, func(a clinic.Alternative) bool { return a.Slot.Department == "2" }) {
		t.Errorf("offered %+v", d.Alternatives.Rows)
	}
	if slices.ContainsFunc(d.Alternatives.Rows, func(a clinic.Alternative) bool { return a.Slot.Department == "3" }) {
		t.Error("a department that needs a worker is offered without one")
	}
}

func TestDuplicateShowsTheExisting(t *testing.T) {
	existing := clinic.Appointment{ID: clinic.NumberID("960"), Department: "1", At: clinic.At(2026, time.February, 3, 16, 0), Status: clinic.Scheduled, Name: "DIALLO Fatoumata"}
	t.Run("held", func(t *testing.T) {
		d := openDesk(t)
		d.visits = append(d.visits, existing)
		d.pass(2 * time.Minute)
		p := d.confirm("dia")
		out := d.conflict(p, DuplicateAppointment)
		d.shows(out, ShowExisting)
		if d.Duplicate == nil || d.Duplicate.Visit.ID != existing.ID || d.Duplicate.Asked != p.Booking {
			t.Errorf("the clash is %+v", d.Duplicate)
		}
		d.do(DuplicateDropped{})
		if d.Duplicate != nil {
			t.Error("the clash stays")
		}
		d.keeps("dia")
	})
	t.Run("read", func(t *testing.T) {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		reads := only[LoadVisits](d.conflict(p, DuplicateAppointment))
		if len(reads) != 1 || !d.Duplicate.Reading {
			t.Fatalf("asked %v, the clash is %+v", reads, d.Duplicate)
		}
		week := LoadVisits{clinic.Visits{From: p.At.Day() + 10, To: p.At.Day() + 16}}
		d.do(d.askedAnswer(week)) // of other days: tells nothing
		if !d.Duplicate.Reading {
			t.Fatal("another reading ended the search")
		}
		d.visits = append(d.visits, existing)
		d.do(d.answer(reads[0]))
		if d.Duplicate.Reading || d.Duplicate.Visit.ID != existing.ID {
			t.Errorf("the clash is %+v", d.Duplicate)
		}
	})
	t.Run("not read", func(t *testing.T) {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		reads := only[LoadVisits](d.conflict(p, DuplicateAppointment))
		d.do(failed(reads[0], NoAnswer))
		if d.Duplicate.Reading || d.Duplicate.Visit.ID != "" {
			t.Errorf("the clash is %+v", d.Duplicate)
		}
	})
}
