package state

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

// bare is an answer that no code of the API explains.
func bare(e Effect, status int) Failed {
	return Failed{Doing: e, Failure: Failure{Code: Code(fmt.Sprint("HTTP_", status)), Status: status, Wait: time.Second}}
}

// A write is refused only by a refusal that the API wrote. Whatever else answers
// it with a 4xx, it is looked for: found, it is booked; not found, the reaction of
// the status follows, the draft is kept, and nothing was sent a second time.
func TestARefusalThatSomebodyElseWrote(t *testing.T) {
	for status := 400; status < 500; status++ {
		whole := slices.Contains([]int{408, 425, 429, 499}, status)
		for _, stands := range []bool{true, false} {
			d := openDesk(t)
			p := d.confirm("dia")
			d.mute = true
			out := d.do(bare(p, status))
			looks, posts := len(only[ReadBack](out)), 0
			if whole == (looks > 0) {
				t.Fatalf("%d: %d looks at once", status, looks)
			}
			if said(out)[0] == "refused" || d.Draft != nil {
				t.Errorf("%d: believed at once", status)
			}
			end := d.at.Mono + 4*time.Minute
			for d.at.Mono < end && len(d.Intents) > 0 && d.Intents[0].Stage != Absent {
				for range only[ReadBack](out) {
					if stands {
						d.do(standing(p.Booking, "980"))
					} else {
						d.do(standing(p.Booking))
					}
				}
				out = d.pass(time.Second)
				looks += len(only[ReadBack](out))
				posts += len(only[Post](out))
			}
			switch {
			case posts > 0:
				t.Errorf("%d: sent again by itself", status)
			case stands && (len(d.Intents) > 0 || d.Booked == nil):
				t.Errorf("%d: it stands, and the desk does not say so", status)
			case !stands && whole && (looks < 4 || d.Intents[0].Stage != Absent):
				t.Errorf("%d: %d looks, then %+v", status, looks, d.Intents)
			case !stands && !whole && (looks != 2 || d.Draft == nil || d.Draft.Failure.Status != status):
				t.Errorf("%d: %d looks, then the draft %+v", status, looks, d.Draft)
			}
		}
	}
}

// What a bare 409 is about is told by what is held.
func TestABare409IsASlotOrADuplicate(t *testing.T) {
	for _, doubled := range []bool{false, true} {
		d := openDesk(t)
		p := d.confirm("dia")
		if doubled {
			d.put(clinic.Appointment{ID: "970", Department: p.Department, At: p.At + clinic.Hour, Status: clinic.Scheduled, Name: p.Name})
		}
		d.do(bare(p, 409), standing(p.Booking))
		d.pass(10 * time.Second)
		d.do(standing(p.Booking))
		if (d.Duplicate != nil) != doubled || (d.Alternatives != nil) == doubled {
			t.Errorf("doubled %v: the clash is %+v, the offer %+v", doubled, d.Duplicate, d.Alternatives)
		}
	}
}

// A first conflict is looked into at once: found under our reference it is booked.
func TestAFirstConflictMayBeWithItself(t *testing.T) {
	for _, code := range []Code{SlotNotAvailable, DuplicateAppointment} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		out := d.do(failed(p, code))
		d.asks(out, ReadBack(p))
		d.says(out)
		d.says(d.do(standing(p.Booking, "980")), "booked_late")
		if d.Alternatives != nil || d.Duplicate != nil || len(d.Intents) > 0 {
			t.Errorf("%s: still open: %+v", code, d.Intents)
		}
	}
}

// A appearance that is cut or unreadable decides nothing, however often.
func TestAnUnreadableLookDecidesNothing(t *testing.T) {
	for _, list := range []clinic.VisitList{{Partial: true}, {Skipped: 1}} {
		for _, refusal := range []func(Post) Failed{
			func(p Post) Failed { return failed(p, NoAnswer) },
			func(p Post) Failed { return failed(p, SlotNotAvailable) },
			func(p Post) Failed { return bare(p, 402) },
		} {
			d := openDesk(t)
			p := d.confirm("dia")
			d.mute = true
			out := d.do(refusal(p))
			for range 10 {
				for range only[ReadBack](out) {
					d.do(Found{Asked: ReadBack(p), List: list})
				}
				out = d.pass(time.Minute)
			}
			if len(d.Intents) != 1 || d.Intents[0].Stage != Unknown || d.Draft != nil {
				t.Errorf("%+v: %+v", list, d.Intents)
			}
			for range 2 {
				if d.do(standing(p.Booking)); len(d.Intents) > 0 && !d.Intents[0].readingBack && d.Intents[0].Stage == Unknown {
					d.pass(2 * time.Minute)
				}
			}
			if len(d.Intents) > 0 && d.Intents[0].Stage != Absent {
				t.Errorf("%+v: a whole list decides: %+v", list, d.Intents)
			}
		}
	}
}

// Nor does a look that somebody else than the API refused, whatever the status.
func TestALookRefusedBySomebodyElseDecidesNothing(t *testing.T) {
	for status := 400; status < 500; status++ {
		for _, refusal := range []func(Post) Failed{
			func(p Post) Failed { return failed(p, SlotNotAvailable) },
			func(p Post) Failed { return bare(p, 422) },
		} {
			d := openDesk(t)
			p := d.confirm("dia")
			d.mute = true
			d.do(refusal(p))
			look := Failed{Doing: ReadBack(p), Failure: bare(p, status).Failure}
			if d.do(look); len(d.Intents) != 1 || d.Intents[0].Stage != Unknown || d.Draft != nil {
				t.Errorf("%d: %+v", status, d.Intents)
			}
		}
	}
}

// Where the key may not read, no look will tell: a refusal is believed, and an
// unknown outcome stays open, because nothing says that it was not booked.
func TestWithoutTheRightToRead(t *testing.T) {
	for _, refusal := range []func(Post) Failed{
		func(p Post) Failed { return failed(p, SlotNotAvailable) },
		func(p Post) Failed { return bare(p, 409) },
		func(p Post) Failed { return failed(p, NoAnswer) },
	} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		out := append(d.do(refusal(p)), d.pass(2*time.Second)...)
		unknown := len(only[ReadBack](out)) == 1 && d.Intents[0].Doubted.Code == ""
		d.do(failed(ReadBack(p), InsufficientScope))
		if unknown != (d.Alternatives == nil && len(d.Intents) == 1 && d.Intents[0].Stage == Unknown) {
			t.Errorf("unknown %v: %+v", unknown, d.Intents)
		}
	}
	d := openDesk(t)
	d.do(failed(someRead(1), InsufficientScope))
	d.do(failed(d.confirm("bah"), SlotNotAvailable))
	if d.Alternatives == nil {
		t.Error("a conflict is looked up though nothing may be read")
	}
}

// One of that name at that time without a reference is shown, and a person says
// whether it is ours: also where other lists have named references before.
func TestAPersonSaysWhetherItIsOurs(t *testing.T) {
	for _, c := range []struct{ ours, named bool }{{ours: true}, {ours: false}, {ours: true, named: true}, {named: true}} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		d.do(failed(p, NoAnswer))
		v := booked(p, "980").Visit
		v.External = ""
		d.pass(2 * time.Second)
		list := []clinic.Appointment{v}
		if c.named {
			list = append(list, clinic.Appointment{ID: "981", Department: v.Department, At: v.At, Status: v.Status, Name: "Zowo Martine", External: "x"})
		}
		d.do(Found{Asked: ReadBack(p), List: clinic.VisitList{Appointments: list}})
		in := d.Intents[0]
		if in.Stage != Alike {
			t.Fatalf("%+v: %+v", c, in)
		}
		if _, ok := d.ToDecide(); !ok || in.Alike.ID != "980" {
			t.Errorf("nobody is asked: %+v", in)
		}
		d.do(AlikeJudged{Ref: p.Ref, Ours: c.ours})
		if booked := len(d.Intents) == 0 && d.Booked != nil; booked != c.ours {
			t.Errorf("%+v: booked %v, %+v", c, booked, d.Intents)
		}
		if !c.ours && d.Intents[0].Stage != Absent {
			t.Errorf("%+v", d.Intents[0])
		}
	}
}

// Said to be ours, an appointment is told as it stands by then, not as it stood when it
// was found: it may have been cancelled here or elsewhere since, or may be.
func TestWhatIsOursIsToldAsItStands(t *testing.T) {
	cancelled := func(v clinic.Appointment) []clinic.Appointment {
		v.Status = clinic.Cancelled
		return []clinic.Appointment{v}
	}
	for _, c := range []struct {
		told  string
		since func(*desk, clinic.Appointment)
	}{
		{"booked_late", func(*desk, clinic.Appointment) {}},
		{"booked_late", func(d *desk, v clinic.Appointment) { d.do(CancelAsked{v.ID}) }}, // it can still be stopped
		{"booked_and_cancelled", func(d *desk, v clinic.Appointment) {
			d.do(CancelAsked{v.ID})
			d.pass(Grace)
			d.do(CancelDone{v.ID})
		}},
		{"booked_and_cancelled", func(d *desk, v clinic.Appointment) { d.readToday(clinic.VisitList{Appointments: cancelled(v)}) }},
		{"visit_gone", func(d *desk, _ clinic.Appointment) { d.readToday(clinic.VisitList{}) }},
		{"alike_in_doubt", func(d *desk, v clinic.Appointment) {
			d.do(CancelAsked{v.ID})
			d.pass(Grace)
		}},
		{"alike_in_doubt", func(d *desk, v clinic.Appointment) { d.watch(d.Now, v, Cancelling{}) }},
	} {
		d := openDesk(t)
		p := d.confirm("dia")
		d.mute = true
		d.do(failed(p, NoAnswer))
		v := booked(p, "980").Visit
		v.External = ""
		d.pass(2 * time.Second)
		d.do(Found{Asked: ReadBack(p), List: clinic.VisitList{Appointments: []clinic.Appointment{v}}})
		c.since(d, v)
		d.says(d.do(AlikeJudged{Ref: p.Ref, Ours: true}), c.told)
		if asked := len(d.Intents) > 0; asked != (c.told == "alike_in_doubt") {
			t.Errorf("%s: asked still %v", c.told, asked)
		}
	}
}

// One made before the booking was confirmed, another time, another department, a
// cancelled one or another person's is not like it.
func TestWhatIsNotAlike(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	in := &d.Intents[0]
	like := booked(p, "980").Visit
	like.External = ""
	if _, ok := d.alike(in, []clinic.Appointment{like}); !ok {
		t.Fatal("the very same is not alike")
	}
	for name, change := range map[string]func(*clinic.Appointment){
		"time":       func(v *clinic.Appointment) { v.At += 15 * clinic.Minute },
		"department": func(v *clinic.Appointment) { v.Department = "2" },
		"name":       func(v *clinic.Appointment) { v.Name = "Diallo Fanta" },
		"status":     func(v *clinic.Appointment) { v.Status = clinic.Cancelled },
		"reference":  func(v *clinic.Appointment) { v.External = "another" },
	} {
		v := like
		change(&v)
		if _, ok := d.alike(in, []clinic.Appointment{v}); ok {
			t.Errorf("another %s is alike", name)
		}
	}
}
