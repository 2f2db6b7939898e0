package state

import (
	"testing"

	"creneau/state/clinic"
)

// doubled books what the line says for somebody who has an appointment that day.
func (d *desk) doubled(line string) Post {
	d.t.Helper()
	p := d.confirm(line)
	d.visits = append(d.visits, clinic.Appointment{ID: "960", Department: "1", At: p.At.Day().At(16 * clinic.Hour), Status: clinic.Scheduled, Name: p.Name})
	d.conflict(p, DuplicateAppointment)
	if d.Duplicate == nil || d.Duplicate.Visit.ID != "960" {
		d.t.Fatalf("the clash is %+v", d.Duplicate)
	}
	return p
}

func TestReplacingTheExistingCancelsItFirst(t *testing.T) {
	d := openDesk(t)
	p := d.doubled("dia")
	d.asks(d.do(CancelFirst{})) // it is asked first
	d.keeps("dia")
	if d.Duplicate != nil || !d.CancelsFirst(d.Draft) {
		t.Fatalf("the draft is %+v", d.Draft)
	}
	d.says(d.enter(), "enter_books") // nobody can have read the question yet
	d.pass(seen)
	d.asks(d.enter(), Cancel{"960"})
	d.typed("bah") // another caller meanwhile
	posts := only[Post](d.do(CancelDone{"960"}))
	if len(posts) != 1 || posts[0].At != p.At || posts[0].Name != p.Name {
		t.Fatalf("sent %v", posts)
	}
	d.keeps("bah")
	d.says(d.do(booked(posts[0], "970")), "moved")
}

func TestReplacingThatIsNotDoneGivesTheDraftBack(t *testing.T) {
	for name, answer := range map[string]Event{
		"refused":  failed(Cancel{"960"}, InvalidRequest),
		"not sent": failed(Cancel{"960"}, NotSent),
	} {
		d := openDesk(t)
		d.doubled("dia")
		d.do(CancelFirst{})
		d.pass(seen)
		d.enter()
		if posts := only[Post](d.do(answer)); len(posts) > 0 {
			t.Errorf("%s: sent %v", name, posts)
		}
		d.keeps("dia")
	}
}

func TestReplacingJoinsACancelOnItsWay(t *testing.T) {
	d := openDesk(t)
	p := d.doubled("dia")
	d.do(CancelFirst{}, CancelAsked{"960"})
	d.pass(Grace)
	d.do(d.askedAnswer(thisWeek("1"))) // else the slot is read first
	d.asks(d.enter())                  // not a second request
	if posts := only[Post](d.do(CancelDone{"960"})); len(posts) != 1 || posts[0].At != p.At {
		t.Errorf("sent %v", posts)
	}
}

func TestReplacingNeedsAnExistingOne(t *testing.T) {
	d := openDesk(t)
	d.typed("dia")
	if out := d.do(CancelFirst{}); out != nil {
		t.Errorf("%v", out)
	}
	d.keeps("dia")
}
