package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestIdsAsTextAndNumberAreTheSameAppointment(t *testing.T) {
	d := openDesk(t)
	again := conde
	again.ID, again.Department, again.At = clinic.TextID("903"), clinic.TextID("1"), conde.At+clinic.Hour
	d.visits = []clinic.Appointment{again}
	d.do(d.askedAnswer(LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}))
	visits := d.VisitsOn(storyNow.Day(), "1")
	if len(visits) != 1 || visits[0].At != again.At || visits[0].Department != "1" {
		t.Fatalf("held %+v", visits)
	}
	if v, ok := d.VisitByText("903"); !ok || v != visits[0] {
		t.Errorf("by reference: %+v %v", v, ok)
	}
	if got := d.VisitsOf(clinic.Who{Name: "ibrahima condé"}); len(got) != 1 {
		t.Errorf("of the person: %+v", got)
	}
	if d.DepartmentName(clinic.TextID("2")) != "Pédiatrie" || d.DepartmentName("99") != "99" {
		t.Error("departments by the other form of their id")
	}
}

func TestBookingUnderTheOtherFormOfItsDepartment(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	b := booked(p, "950")
	b.Visit.Department = clinic.TextID("1")
	d.do(b)
	if sl, _ := d.Agenda.NextFree("1", d.Now.Wall); sl.At != slot1000 {
		t.Errorf("our slot is still free: %v", sl.At)
	}
	d.do(UndoAsked{}, CancelDone{"950"})
	if sl, _ := d.Agenda.NextFree("1", d.Now.Wall); sl.At != slot945 {
		t.Errorf("the slot is not free again: %v", sl.At)
	}
}

// Appointments may be read before departments, in another form of their ids.
func TestVisitsReadBeforeDepartments(t *testing.T) {
	d := newDesk(t, Options{})
	d.visits[2].Department = clinic.TextID("1")
	d.mute = true
	for _, e := range slices.Backward(requests(d.do(Started{}))) {
		d.do(d.answer(e))
	}
	if got := d.VisitsOn(storyNow.Day(), "1"); len(got) != 1 {
		t.Errorf("of the department: %+v", got)
	}
	if d.Selected != "1" {
		t.Errorf("selected %q, want the department with appointments today", d.Selected)
	}
}

func TestLinesOfADay(t *testing.T) {
	d := openDesk(t)
	now := d.Now.Wall
	lines := d.Lines("1", now.Day(), now)
	if !slices.IsSortedFunc(lines, func(a, b Line) int { return int(a.At - b.At) }) {
		t.Error("not in order of time")
	}
	visits, free := 0, 0
	for _, l := range lines {
		switch {
		case l.Free && (!l.Slot.Free || l.Slot.At <= now):
			t.Errorf("a slot that cannot be booked: %+v", l)
		case l.Free:
			free++
		default:
			visits++
		}
	}
	if visits != 1 || free != 29 { // 09:45 to 16:45
		t.Errorf("%d appointments, %d free slots", visits, free)
	}
}

func TestNextFreeIsThatOfTheSlots(t *testing.T) {
	d := openDesk(t)
	for _, fill := range []clinic.Day{-1, 0, 3} {
		if fill >= 0 {
			d.fill("1", storyNow.Day(), storyNow.Day()+fill)
		}
		d.reread("1")
		slots, _ := d.SlotsOf("1", storyNow.Day(), storyNow.Day()+ahead)
		slots = slices.DeleteFunc(slices.Clone(slots), func(s clinic.Slot) bool { return !s.Bookable(storyNow) })
		slices.SortFunc(slots, clinic.CompareSlots)
		var want clinic.Slot
		ok := len(slots) > 0
		if ok {
			want = slots[0]
		}
		if got, found := d.Agenda.NextFree("1", storyNow); got != want || found != ok {
			t.Errorf("next free %v %v, want %v %v", got, found, want, ok)
		}
	}
	if _, whole := d.SlotsOf("2", storyNow.Day(), storyNow.Day()+90); whole {
		t.Error("weeks that were never read are called whole")
	}
	if sl, ok := d.Agenda.NextFree("99", storyNow); ok {
		t.Errorf("of an unknown department: %v", sl)
	}
}

// A slot that we saw taken stays taken until its own day is read again.
func TestTakenSlotOutlivesReadingsOfOtherWeeks(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.conflict(p, SlotNotAvailable)
	d.at = d.at.Add(time.Second)
	monday := storyNow.Day().Monday()
	d.do(d.askedAnswer(LoadSlots{Department: "1", From: monday + 7, To: monday + 13}))
	if sl, _ := d.Agenda.NextFree("1", d.Now.Wall); sl.At == p.At {
		t.Error("another week's reading freed it")
	}
	d.do(d.askedAnswer(thisWeek("1")))
	if sl, _ := d.Agenda.NextFree("1", d.Now.Wall); sl.At != p.At {
		t.Error("its own reading did not free it")
	}
}

func TestDepartments(t *testing.T) {
	d := openDesk(t)
	closed := cardiology
	closed.Active = false
	d.do(DepartmentPicked{clinic.TextID("2")})
	if d.Selected != "2" {
		t.Errorf("selected %q, want the id as the departments have it", d.Selected)
	}
	d.do(DepartmentPicked{"99"})
	if d.Selected != "2" {
		t.Errorf("an unknown department was selected: %q", d.Selected)
	}
	d.do(DepartmentPicked{"1"}, DepartmentsLoaded{Departments: []clinic.Department{closed, paediatrics}})
	if _, ok := d.Department("1"); ok || d.Selected != "2" {
		t.Errorf("one that takes no bookings is held, %q selected", d.Selected)
	}
}

func TestHeldDaysWithoutAGap(t *testing.T) {
	d := openDesk(t)
	monday := storyNow.Day().Monday()
	if from, to := d.HeldFrom(), d.HeldTo(); from != monday-14 || to != monday+20 {
		t.Errorf("held from %v to %v", from, to)
	}
	empty := newDesk(t, Options{})
	empty.Now = empty.at
	if empty.HeldFrom() <= empty.HeldTo() {
		t.Error("an empty desk holds days")
	}
	if at, ok := d.VisitsReadAt(storyNow.Day()); !ok || at.Mono == 0 {
		t.Errorf("read at %v %v", at, ok)
	}
}
