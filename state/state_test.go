package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestDueIsTheNextMinuteWhenNothingWaits(t *testing.T) {
	d := openDesk(t)
	d.do(Heard{Quota: clinic.Quota{Known: true, Limit: 1000, Remaining: 10}}) // no background reads
	d.pass(time.Minute - time.Duration(d.at.Wall%clinic.Minute)*time.Second)
	if due := d.Due(); due != time.Minute {
		t.Errorf("due in %v", due)
	}
	d.at = d.at.Add(10 * time.Second)
	d.do(Ticked{})
	if due := d.Due(); due != 50*time.Second {
		t.Errorf("due in %v", due)
	}
}

func TestHeard(t *testing.T) {
	d := openDesk(t)
	quota := clinic.Quota{Known: true, Limit: 1000, Remaining: 812}
	d.do(Heard{Quota: quota, Asked: true, Took: slowAnswer + 1})
	d.do(Heard{}) // a timer's: nobody was asked
	if d.Quota != quota || !d.Link.Slow || d.Credits.Known {
		t.Errorf("quota %+v, link %+v, credits %+v", d.Quota, d.Link, d.Credits)
	}
	d.do(Heard{Asked: true, Took: slowAnswer})
	if d.Link.Slow {
		t.Error("still slow")
	}
}

func TestPending(t *testing.T) {
	d := openDesk(t)
	pending := func(drafts, cancels, sends int) {
		t.Helper()
		if p := d.Pending(); p != (Pending{Drafts: drafts, Cancels: cancels, Intents: sends}) {
			t.Errorf("pending %+v, want %d %d %d", p, drafts, cancels, sends)
		}
	}
	pending(0, 0, 0)
	d.do(DraftOpened{})
	pending(0, 0, 0)
	d.do(Typed{Line: "dia"})
	pending(1, 0, 0)
	d.do(DraftParked{}, CancelAsked{conde.ID})
	d.confirm("bah")
	pending(1, 1, 1)
	d.do(WaitAdded{Who: clinic.Who{Name: "Zowo Martine"}, Department: "1"}, ArrivedMarked{conde.ID})
	if p := d.Pending(); p.Waiting != 1 || p.Arrived != 1 {
		t.Errorf("pending %+v", p)
	}
}

func TestLogKeepsTheLatest(t *testing.T) {
	d := openDesk(t)
	for range maxLog + 50 {
		d.do(UndoAsked{})
		d.at = d.at.Add(time.Second)
	}
	if len(d.Log) != maxLog || d.Log[maxLog-1].At != d.at.Add(-time.Second).Wall {
		t.Errorf("%d notices, the last at %v", len(d.Log), d.Log[len(d.Log)-1].At)
	}
}
