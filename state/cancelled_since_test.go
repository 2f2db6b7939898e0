package state

import (
	"creneau/state/clinic"
	"testing"
)

func TestBookingCancelledBeforeItWasKnownIsSettled(t *testing.T) {
	for name, cancel := range map[string]func(*desk, clinic.Appointment){
		"cancelled": func(d *desk, v clinic.Appointment) {
			d.do(CancelAsked{v.ID})
			d.pass(Grace)
			d.do(CancelDone{v.ID})
		},
		"being cancelled": func(d *desk, v clinic.Appointment) {
			d.do(CancelAsked{v.ID})
			d.pass(Grace)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t)
			d.do(CreditsTyped{Count: 5})
			p := d.confirm("dia")
			d.do(failed(p, NoAnswer))
			v := standing(p.Booking, "980").List.Appointments[0]
			d.visits = append(d.visits, v)
			d.do(d.askedAnswer(LoadVisits{clinic.Visits{From: v.At.Day(), To: v.At.Day()}}))
			cancel(d, v)
			v.Status = clinic.Cancelled
			out := d.do(Found{Asked: ReadBack(p), List: clinic.VisitList{Appointments: []clinic.Appointment{v}}})
			for range 200 { // it may not have been looked for yet
				if len(out) > 0 {
					break
				}
				d.pass(readBackAfter[wholeSchedule][0])
				out = d.do(Found{Asked: ReadBack(p), List: clinic.VisitList{Appointments: []clinic.Appointment{v}}})
			}
			d.says(out, "booked_and_cancelled")
			if name == "being cancelled" {
				d.do(CancelDone{v.ID})
			}
			if len(d.Intents) > 0 || d.Credits.Count != 5 {
				t.Errorf("%d open, %d credits", len(d.Intents), d.Credits.Count)
			}
		})
	}
}

func TestConflictLookedForInVainIsBelieved(t *testing.T) {
	for code, show := range map[Code]Reaction{SlotNotAvailable: OfferSlots, DuplicateAppointment: ShowExisting} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.do(failed(p, NoAnswer))
		for range readBackAfter[wholeSchedule] {
			d.pass(readBackAfter[wholeSchedule][3])
			d.do(standing(p.Booking))
		}
		d.do(SentAgain{Ref: p.Ref})
		d.says(d.do(failed(p, code)), "repeat_uncertain")
		d.pass(readBackAfter[wholeSchedule][0])
		out := d.do(standing(p.Booking))
		d.shows(out, show)
		d.keeps("dia")
	}
}
