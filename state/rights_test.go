package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// A proxy's 403 takes no right: the next reading may go another way.
func TestOnlyTheAPITakesARight(t *testing.T) {
	for status := 400; status < 500; status++ {
		d := openDesk(t)
		read := someRead(1)
		f := bare(d.confirm("dia"), status).Failure
		d.do(Failed{Doing: read, Failure: f})
		if code, no := d.forbids(read); no {
			t.Errorf("%d: reading is forbidden: %s", status, code)
		}
	}
}

func TestRefusedRightIsAskedNoMore(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.pass(freshDay)
	today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	out := d.do(failed(today, InsufficientScope))
	d.says(out, "read_failed")
	if code, no := d.Forbidden(MayRead); !no || code != InsufficientScope {
		t.Errorf("forbidden: %v %v", code, no)
	}
	if reads := only[LoadVisits](d.pass(10 * time.Minute)); len(reads) > 0 {
		t.Errorf("read all the same: %v", reads)
	}
	d.says(d.do(failed(today, InsufficientScope))) // known by now
}

func TestRefusedDepartmentStaysRefused(t *testing.T) {
	d := openDesk(t)
	d.do(failed(d.confirm("dia"), DepartmentAccessDenied))
	if _, no := d.ForbiddenIn(clinic.TextID("1")); !no {
		t.Fatal("the department is not forbidden")
	}
	if _, no := d.Forbidden(MayBook); no {
		t.Error("booking is forbidden everywhere")
	}
	d.enter()
	d.pass(seen)
	out := d.enter()
	d.says(out, "forbidden")
	if posts := only[Post](out); len(posts) > 0 {
		t.Errorf("sent %v", posts)
	}
	d.keeps("dia")
}

func TestRightsByEffect(t *testing.T) {
	for _, e := range everyEffect {
		if e.Traits().Does == Shows {
			continue
		}
		d := openDesk(t)
		d.State.forbid(e, Failure{Code: InsufficientScope})
		if _, no := d.forbids(e); !no {
			t.Errorf("%T: the right that was refused is not the one that it needs", e)
		}
	}
	d := openDesk(t)
	if news := d.forbid(Cancel{"1"}, Failure{Code: OrganizationMismatch}); !news {
		t.Error("one appointment of another organisation is told")
	}
	if _, no := d.forbids(Cancel{"2"}); no {
		t.Error("and forbids nothing else")
	}
}

func TestKeyRefusedAndGiven(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	d.pass(freshDay)
	today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	d.says(d.do(failed(today, ExpiredAPIKey)), "key_refused")
	d.says(d.do(failed(today, ExpiredAPIKey))) // once
	if d.Key.Code != ExpiredAPIKey || d.Key.At != d.at.Wall {
		t.Errorf("%+v", d.Key)
	}
	reads := requests(d.pass(10 * time.Minute))
	if len(reads) < 3 || len(reads) > 10 { // an unanswered one is asked again after two minutes
		t.Errorf("%d reads in ten minutes: %v", len(reads), reads)
	}
	d.mute = false
	d.says(d.do(KeyGiven{}), "key_given")
	if d.Key.Code != "" {
		t.Errorf("%+v", d.Key)
	}
	if at, ok := d.VisitsReadAt(storyNow.Day()); !ok || at != d.at {
		t.Error("nothing was read with the new key")
	}
}

func TestRetryAsked(t *testing.T) {
	d := openDesk(t)
	d.asks(d.do(RetryAsked{}))
	d.mute = true
	d.pass(freshDay)
	today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	d.do(Failed{Doing: today, Failure: Failure{Code: NotSent}, Jitter: 1})
	d.do(RetryStopped{})
	if reads := requests(d.do(RetryAsked{})); len(reads) == 0 {
		t.Error("nothing is read")
	}
	d.do(failed(LoadDepartments{}, ExpiredAPIKey))
	d.asks(d.do(RetryAsked{}), LoadDepartments{})
}

func TestRetryStopped(t *testing.T) {
	d := openDesk(t)
	d.says(d.do(RetryStopped{}))
	d.mute = true
	d.pass(freshDay)
	d.do(failed(LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}, ServiceUnavailable))
	if left := d.RetryLeft(); left <= 0 || left > 20*time.Second {
		t.Errorf("again in %v", left)
	}
	d.says(d.do(RetryStopped{}), "retry_stopped")
	d.asks(d.pass(10 * time.Minute))
	d.do(DepartmentPicked{"2"})
	if reads := requests(d.pass(time.Second)); len(reads) == 0 {
		t.Error("looking at something else reads nothing")
	}
}

// TestWhoMayOnlyReadSendsNothing: nothing that changes anything leaves the desk of
// somebody who may only read, with whatever key.
func TestWhoMayOnlyReadSendsNothing(t *testing.T) {
	s := New(Options{Lexicon: french, ReadOnly: true})
	for range 2 {
		for _, e := range everyEffect {
			if _, no := s.MayNot(e); e.Traits().Does == Writes && !no {
				t.Errorf("%T may leave", e)
			}
		}
		s.Apply(clinic.Instant{}, KeyGiven{})
	}
}
