package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestBooked(t *testing.T) {
	d := openDesk(t)
	d.do(CreditsTyped{Count: 3})
	p := d.confirm("dia")
	out := d.do(booked(p, "950"))
	d.says(out, "booked")
	if tickets := only[ShowTicket](out); len(tickets) != 1 || tickets[0].ID != clinic.NumberID("950") {
		t.Errorf("tickets %v", tickets)
	}
	if d.Credits.Count != 2 || len(d.Intents) != 0 || d.State.Booked.Name != "Diallo Fatoumata" || !d.CanUndo() {
		t.Errorf("credits %d, outbox %v, undo %v", d.Credits.Count, d.Intents, d.Undo)
	}
	if v, ok := d.Visit(clinic.TextID("950")); !ok || v.At != p.At {
		t.Errorf("held: %+v %v", v, ok)
	}
	if sl, ok := d.Agenda.NextFree("1", d.Now.Wall); !ok || sl.At != slot1000 {
		t.Errorf("the next free slot is %v, not the one after ours", sl.At)
	}
	if person, ok := d.People.Of(clinic.Who{Name: "diallo fatoumata"}); !ok || person.Next != p.At {
		t.Errorf("the person is %+v", person)
	}
}

func TestBookedAnswerThatTellsOnlyAnID(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(Booked{Asked: p.Booking, Visit: clinic.Appointment{ID: clinic.TextID("950")}})
	v, _ := d.Visit(clinic.NumberID("950"))
	want := clinic.Appointment{ID: clinic.TextID("950"), Department: "1", At: p.At, Status: clinic.Scheduled, Name: p.Name, External: p.Ref}
	if v != want {
		t.Errorf("held %+v, want %+v", v, want)
	}
}

func TestTheSameBookingIsNotSentTwice(t *testing.T) {
	d := openDesk(t)
	d.confirm("dia")
	d.typed("fatoumata diallo")
	d.reread("1")
	d.enter()
	d.pass(seen)
	out := d.enter()
	d.says(out, "already_sent")
	d.asks(out)
	d.keeps("fatoumata diallo")
}

// Every look comes at its time; the last may find nothing, and then a person
// decides. Nothing is sent a second time.
func TestUnknownOutcome(t *testing.T) {
	for _, code := range []Code{NoAnswer, BadReply, NotTheAPI, InternalServerError, DatabaseError, ServiceUnavailable, MaintenanceMode} {
		t.Run(string(code), func(t *testing.T) {
			d := openDesk(t)
			p := d.confirm("dia")
			sent := d.at.Mono
			d.pass(time.Second)
			out := d.do(failed(p, code))
			d.says(out, "send_uncertain")
			d.shows(out, OutcomeUnknown)
			for i, after := range []time.Duration{2 * time.Second, 10 * time.Second, 45 * time.Second, 120 * time.Second} {
				d.pass(sent + after - d.at.Mono - time.Millisecond)
				looks := only[ReadBack](d.pass(time.Millisecond))
				if len(looks) != 1 || looks[0].Booking != p.Booking {
					t.Fatalf("look %d at +%v: %v", i+1, after, looks)
				}
				out = d.do(standing(p.Booking))
				if posts := only[Post](out); len(posts) > 0 {
					t.Fatalf("sent again: %v", posts)
				}
			}
			d.says(out, "not_found_after_all")
			d.shows(out, OutcomeUnknown)
			if len(d.Intents) != 1 || d.Intents[0].Stage != Absent {
				t.Errorf("outbox %+v", d.Intents)
			}
			if got := d.pass(time.Hour); len(only[ReadBack](got))+len(only[Post](got)) > 0 {
				t.Errorf("a person decides, but %v", requests(got))
			}
		})
	}
}

func TestUnknownOutcomeIsFound(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(failed(p, NoAnswer))
	d.pass(2 * time.Second)
	other := standing(p.Booking, "1")
	other.List.Appointments[0].External = "another"
	cancelled := standing(p.Booking, "2")
	cancelled.List.Appointments[0].Status = clinic.Cancelled
	other.List.Appointments = append(other.List.Appointments, cancelled.List.Appointments...)
	d.says(d.do(other)) // neither is ours
	d.pass(8 * time.Second)
	d.says(d.do(standing(p.Booking, "950")), "booked_late")
	if len(d.Intents) != 0 || d.State.Booked.ID != clinic.NumberID("950") {
		t.Errorf("outbox %+v", d.Intents)
	}
	if out := d.do(standing(p.Booking, "950")); out != nil {
		t.Errorf("found again: %v", out)
	}
}

func TestDoubleIsShown(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(failed(p, NoAnswer))
	d.pass(2 * time.Second)
	out := d.do(standing(p.Booking, "950", "951"))
	d.says(out, "booked_late", "found_double")
	for _, id := range []clinic.ID{"950", "951"} {
		if _, ok := d.Visit(id); !ok {
			t.Errorf("%s is not held", id)
		}
	}
}

func TestLooksThatAreNotAnswered(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(failed(p, NoAnswer))
	looks := 0
	for range 10 * 60 {
		for _, l := range only[ReadBack](d.pass(time.Second)) {
			looks++
			d.do(failed(l, InternalServerError))
		}
	}
	if len(d.Intents) != 1 || looks < 8 || looks > 14 {
		t.Fatalf("%d looks in ten minutes, outbox %+v: the question stays open", looks, d.Intents)
	}
	d.pass(time.Minute)
	d.says(d.do(standing(p.Booking)), "not_found_after_all")
}

func TestMove(t *testing.T) {
	d := openDesk(t)
	d.do(CreditsTyped{Count: 1}, DraftOpened{Moves: conde.ID})
	d.pass(seen)
	posts := only[Post](d.enter())
	if len(posts) != 1 || posts[0].Name != conde.Name || posts[0].At != slot945 {
		t.Fatalf("sent %v", posts)
	}
	out := d.do(booked(posts[0], "950"))
	d.says(out, "moved")
	d.asks(out, Cancel{conde.ID})
	if d.CanUndo() || d.Credits.Count != 0 {
		t.Errorf("undo %v, credits %d", d.Undo, d.Credits.Count)
	}
	d.says(d.do(CancelDone{conde.ID})) // said once, with the move
	if v, _ := d.Visit(conde.ID); v.Status != clinic.Cancelled || d.Credits.Count != 1 {
		t.Errorf("the old one is %+v, credits %d", v, d.Credits.Count)
	}
}

func TestMoveCancelsOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		first func(*desk)
	}{
		{"that is being cancelled", func(d *desk) { d.do(CancelAsked{conde.ID}); d.pass(Grace) }},
		{"that was cancelled elsewhere", func(d *desk) {
			gone := conde
			gone.Status = clinic.Cancelled
			d.do(d.visitRead(gone))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openDesk(t)
			d.do(DraftOpened{Moves: conde.ID})
			c.first(d)
			d.pass(seen)
			posts := only[Post](d.enter())
			d.asks(d.do(booked(posts[0], "950")))
		})
	}
}

func TestPatientModeSendsThePatientsReference(t *testing.T) {
	d := newDesk(t, Options{Patient: true})
	d.visits[0].External = "patient-7"
	d.do(Started{})
	d.pass(40 * time.Second)
	p := d.confirm("dia")
	if p.Ref != "patient-7" {
		t.Errorf("the reference is %q", p.Ref)
	}
	if in := d.intent("patient-7"); in != 0 {
		t.Errorf("the intent is %d", in)
	}
}

func TestRefusedBookingGivesTheDraftBack(t *testing.T) {
	for _, code := range append(Documented(), "SOMETHING_NEW") {
		rule := RuleFor(Failure{Code: code})
		reaction := rule.Reaction(Post{})
		if reaction == OutcomeUnknown || reaction == CountDown {
			continue
		}
		says := []string{"refused"}
		if reaction == AskKey {
			says = append(says, "key_refused")
		}
		t.Run(string(code), func(t *testing.T) {
			d := openDesk(t)
			p := d.confirm("dia")
			out := d.do(failed(p, code))
			d.says(out, says...)
			d.shows(out, reaction)
			d.keeps("dia")
			if d.Draft.Failure.Code != code || len(d.Intents) != 0 {
				t.Errorf("failure %v, outbox %v", d.Draft.Failure, d.Intents)
			}
			if d.Draft.Split != (reaction == FixField) || d.Draft.Split && d.Draft.Fields.Name != p.Name {
				t.Errorf("split %v into %+v", d.Draft.Split, d.Draft.Fields)
			}
			if posts := only[Post](d.pass(10 * time.Minute)); len(posts) > 0 {
				t.Errorf("sent again by itself: %v", posts)
			}
		})
		t.Run(string(code)+" while another is typed", func(t *testing.T) {
			d := openDesk(t)
			p := d.confirm("dia")
			d.typed("bah")
			out := d.do(failed(p, code))
			d.says(out, "refused", "draft_waits")
			d.shows(out)
			d.keeps("bah")
			if len(d.Parked) != 1 || d.Parked[0].Line != "dia" || d.Parked[0].Failure.Code != code {
				t.Errorf("parked %+v", d.Parked)
			}
			if d.Alternatives != nil || d.Purchase != nil || d.Duplicate != nil {
				t.Error("something opened over the draft that is typed")
			}
		})
	}
}

func TestRefusedForAWorkerTeachesTheDepartment(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(Failed{Doing: p, Failure: Failure{Code: MissingRequiredField, Field: "workerId"}})
	d.enter() // asks with whom
	d.says(d.enter(), "no_staff")
	i := slices.IndexFunc(d.Departments, func(dep clinic.Department) bool { return dep.ID == "1" })
	if !d.Departments[i].NeedsWorker {
		t.Error("the department does not ask for a worker")
	}
}

func TestLateRefusalOfASettledBookingIsIgnored(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.do(booked(p, "950"))
	if out := d.do(failed(p, SlotNotAvailable)); out != nil {
		t.Errorf("%v", out)
	}
}
