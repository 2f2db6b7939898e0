package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// What is on its way already is not sent beside it: the same person at the same
// time in the same department, or under the same reference. Another person, time or
// department is another booking.
func TestWhatIsTheSameBooking(t *testing.T) {
	for line, same := range map[string]bool{
		"dia car 15h": true, "dia car 16h": false, "dia ped 15h": false, "bah car 15h": false,
	} {
		d := openDesk(t)
		d.confirm("dia car 15h")
		d.typed(line)
		d.enter()
		d.pass(seen)
		out := d.enter()
		if sent := len(only[Post](out)) == 1; sent == same {
			t.Errorf("%q after \"dia car 15h\": sent %v, said %q", line, sent, said(out))
		}
	}
	d := openDesk(t)
	p := d.confirm("dia car 15h")
	d.typed("bah")
	d.enter()
	d.pass(seen)
	d.says(d.do(Entered{Ref: p.Ref}), "already_sent")
	d.keeps("bah")
}

// A move cancels first, after one question, only where the balance is known to be
// nothing.
func TestWhenAMoveNeedsACredit(t *testing.T) {
	for _, c := range []struct {
		balance clinic.Balance
		typed   int // by a person; -1 for not
		leaves  bool
	}{
		{clinic.Balance{Known: true, Credits: 0}, -1, false},
		{clinic.Balance{Known: true, Credits: 1}, -1, true},
		{clinic.Balance{}, 0, false}, // about none
		{clinic.Balance{}, 1, true},
		{clinic.Balance{}, -1, true},
	} {
		d := openDesk(t)
		d.do(Heard{Balance: c.balance})
		if c.typed >= 0 {
			d.do(CreditsTyped{Count: c.typed})
		}
		d.do(DraftOpened{Moves: conde.ID})
		d.pass(seen)
		if posts := only[Post](d.enter()); (len(posts) == 1) != c.leaves {
			t.Errorf("%+v: sent %v", c, posts)
		}
	}
}

// A booking that is sent again after a refusal carries nothing of it: taken back,
// its draft says nothing of an older try.
func TestARefusalIsForgottenWhenItIsSentAgain(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(failed(p, CreditCheckFailed))
	if d.Draft == nil || d.Draft.Failure.Code != CreditCheckFailed {
		t.Fatalf("the draft is %+v", d.Draft)
	}
	d.pass(seen)
	again := only[Post](d.enter())
	if len(again) != 1 {
		t.Fatalf("sent %v", again)
	}
	d.do(failed(again[0], NotSent), WaitDropped{Ref: again[0].Ref})
	if d.Draft == nil || d.Draft.Failure.Code != "" {
		t.Errorf("the draft is %+v", d.Draft)
	}
}

// An answer is believed in what it tells, and completed by what was asked for.
func TestWhatABookingsAnswerTells(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	p.Worker = "61"
	d.do(Booked{Asked: p.Booking, Visit: clinic.Appointment{ID: "950"}})
	if v, _ := d.Visit("950"); v.Name != p.Name || v.At != p.At || !v.Department.Same(p.Department) || v.Worker != "61" || v.External != p.Ref || v.Status != clinic.Scheduled {
		t.Errorf("completed: %+v", v)
	}
	d = openDesk(t)
	p = d.confirm("dia")
	told := clinic.Appointment{ID: "951", Name: "DIALLO F.", At: p.At + clinic.Hour, Department: "2", Worker: "62", Status: clinic.PendingPayment, External: "theirs"}
	d.do(Booked{Asked: p.Booking, Visit: told})
	v, _ := d.Visit("951")
	if v.Department = told.Department; v != told {
		t.Errorf("believed: %+v, want %+v", v, told)
	}
}

// A booking that turns up when nobody waits for it is told, but opens no ticket,
// and `u` does not take it back.
func TestABookingThatNobodyWaitsFor(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(failed(p, NotSent), WaitDropped{Ref: p.Ref})
	out := d.do(booked(p, "950"))
	d.says(out, "booked")
	if tickets := only[ShowTicket](out); len(tickets) > 0 || d.CanUndo() {
		t.Errorf("tickets %v, undo %+v", tickets, d.Undo)
	}
}

// A booking that was made twice took two credits, its ticket is that of the second,
// and it is not told again.
func TestADoubleIsCountedTwiceAndToldOnce(t *testing.T) {
	for n := 1; n <= 3; n++ {
		d := openDesk(t)
		d.do(CreditsTyped{Count: 9})
		p := d.confirm("dia")
		d.do(failed(p, NoAnswer))
		d.pass(readBackAfter[wholeSchedule][0])
		ids := []string{"950", "951", "952"}[:n]
		out := d.do(standing(p.Booking, ids...))
		if d.Credits.Count != 9-n {
			t.Errorf("%d made, %d credits of 9 left", n, d.Credits.Count)
		}
		tickets := only[ShowTicket](out)
		want := ShowTicket{ID: clinic.NumberID(ids[n-1]), Late: true}
		if n > 1 {
			want.Times = n
		}
		if len(tickets) != 1 || tickets[0] != want {
			t.Errorf("%d made: tickets %+v, want %+v", n, tickets, want)
		}
		if again := d.do(standing(p.Booking, ids...)); len(again) > 0 || d.Credits.Count != 9-n {
			t.Errorf("told again: %v, %d credits", again, d.Credits.Count)
		}
	}
}

// A booking that met the limit, was looked for in vain and is held again is sent
// once more, and then is on its way.
func TestABookingThatIsSentAgainIsOnItsWay(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	d.do(limited(p, time.Second))
	d.pass(2 * time.Second)
	d.asks(d.do(standing(p.Booking)), p)
	if in := d.Intents[0]; in.Stage != Sending || in.Met || in.sentAt != d.Now {
		t.Errorf("%+v", in)
	}
	d = openDesk(t)
	p = d.confirm("dia")
	d.mute = true
	d.do(limited(p, time.Second))
	d.pass(2 * time.Second)
	d.do(limited(someRead(1), time.Minute)) // meanwhile the limit was met again
	d.asks(d.do(standing(p.Booking)))
	if in := d.Intents[0]; in.Stage != Waits {
		t.Errorf("%+v", in)
	}
}

// What was not found and was cancelled at this desk since it was confirmed was made;
// what was cancelled before, or is another's, tells nothing.
func TestACancelledAppointmentThatIsNotWhatWasMade(t *testing.T) {
	for name, change := range map[string]func(*desk, *clinic.Appointment){
		"cancelled elsewhere": func(*desk, *clinic.Appointment) {},
		"another's":           func(d *desk, v *clinic.Appointment) { v.External = "theirs"; d.changed[v.ID.Text()] = d.Now },
		"cancelled before":    func(d *desk, v *clinic.Appointment) { d.changed[v.ID.Text()] = clinic.Instant{Mono: time.Minute} },
	} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		d.pass(time.Second)
		d.do(failed(p, NoAnswer))
		v := booked(p, "980").Visit
		v.Status = clinic.Cancelled
		change(d, &v)
		d.pass(readBackAfter[wholeSchedule][0])
		out := d.do(Found{Asked: ReadBack(p), List: clinic.VisitList{Appointments: []clinic.Appointment{v}}})
		if len(d.Intents) != 1 || d.Intents[0].readBacks != 1 {
			t.Errorf("%s: said %q, %+v", name, said(out), d.Intents)
		}
	}
}

// A bare 409 is about a person's other appointment that day, or else about the slot;
// a code of the API's own is believed as it is, and so is another status.
func TestWhatADoubtedRefusalMeans(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.put(clinic.Appointment{ID: "970", Department: p.Department, At: p.At + clinic.Hour, Status: clinic.Scheduled, Name: p.Name})
	in := &d.Intents[0]
	for want, f := range map[Code]Failure{
		DuplicateAppointment: {Code: "HTTP_409", Status: 409},
		SlotNotAvailable:     {Code: SlotNotAvailable, Status: 409},
		"CONFLICT":           {Code: "CONFLICT", Status: 409, Coded: true},
		"HTTP_402":           {Code: "HTTP_402", Status: 402},
		InvalidRequest:       {Code: InvalidRequest, Status: 409},
	} {
		in.Doubted = f
		if got := d.believed(in); got.Code != want {
			t.Errorf("%+v is believed as %s, want %s", f, got.Code, want)
		}
	}
}

// A appearance tells nothing of an appointment that we have changed ourselves: the list
// that it brought stays as it came.
func TestALookDoesNotChangeWhatItBrought(t *testing.T) {
	d := openDesk(t)
	d.do(CancelAsked{conde.ID})
	d.pass(Grace)
	d.do(CancelDone{conde.ID})
	list := []clinic.Appointment{conde, noon}
	got := d.brought(list)
	if got[0].Status != clinic.Cancelled || got[1] != noon || list[0] != conde {
		t.Errorf("%+v of %+v", got, list)
	}
}
