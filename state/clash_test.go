package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// doubled books what the line says for somebody who has an appointment that day.
func (d *desk) doubled(line string) Post {
	d.t.Helper()
	p := d.confirm(line)
	d.visits = append(d.visits, clinic.Appointment{ID: "960", Department: "1", At: p.At.Day().At(16 * clinic.Hour), Status: clinic.Scheduled, Name: p.Name})
	d.conflict(p, DuplicateAppointment)
	if d.Clash == nil || d.Clash.Visit.ID != "960" {
		d.t.Fatalf("the clash is %+v", d.Clash)
	}
	return p
}

func TestCancelFirstThenBook(t *testing.T) {
	d := openDesk(t)
	p := d.doubled("dia")
	d.asks(d.do(CancelFirst{Ref: "after"}), Cancel{"960"})
	d.typed("bah") // another caller meanwhile
	want := p
	want.Ref = "after"
	out := d.do(CancelDone{"960"})
	d.says(out, "cancelled")
	d.asks(out, want)
	d.keeps("bah")
}

func TestCancelFirstThatIsNotDoneGivesTheDraftBack(t *testing.T) {
	for name, answer := range map[string]Event{
		"refused":  failed(Cancel{"960"}, InvalidRequest),
		"not sent": failed(Cancel{"960"}, NotSent),
	} {
		d := openDesk(t)
		d.doubled("dia")
		d.do(CancelFirst{Ref: "after"})
		if posts := only[Post](d.do(answer)); len(posts) > 0 {
			t.Errorf("%s: sent %v", name, posts)
		}
		d.keeps("dia")
	}
}

func TestCancelFirstWhileQuietCanBeUndone(t *testing.T) {
	d := openDesk(t)
	d.doubled("dia")
	d.do(limited(someRead(1), wait), CancelFirst{Ref: "after"})
	d.says(d.do(UndoAsked{}), "cancel_dropped")
	d.keeps("dia")
	if left := requests(d.pass(2 * time.Minute)); len(only[Post](left))+len(only[Cancel](left)) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestCancelFirstJoinsACancelOnItsWay(t *testing.T) {
	d := openDesk(t)
	d.do(ArrivedMarked{conde.ID})
	p := d.doubled("dia")
	d.do(CancelAsked{"960"})
	d.mute = true
	d.pass(Grace)
	d.asks(d.do(CancelFirst{Ref: "after"})) // not a second request
	if posts := only[Post](d.do(CancelDone{"960"})); len(posts) != 1 || posts[0].At != p.At {
		t.Errorf("sent %v", posts)
	}
}

func TestCancelFirstNeedsAClash(t *testing.T) {
	d := openDesk(t)
	d.typed("dia")
	if out := d.do(CancelFirst{Ref: "r"}); out != nil {
		t.Errorf("%v", out)
	}
	d.keeps("dia")
}
