package state

import (
	"testing"
	"time"
)

func TestUnread(t *testing.T) {
	later := storyNow.Day() + 56
	load := LoadSlots{Department: "1", From: later.Monday(), To: later.Monday() + 6}
	for _, test := range []struct {
		name string
		do   func(*desk)
		why  Unread
		code Code
	}{
		{"looked at a moment ago", func(*desk) {}, BeingRead, ""},
		{"on its way", func(d *desk) { d.pass(time.Second) }, BeingRead, ""},
		{"failed", func(d *desk) { d.pass(time.Second); d.do(failed(load, InvalidRequest)) }, NotRead, ""},
		{"failed, and will be tried", func(d *desk) { d.pass(time.Second); d.do(failed(load, DatabaseError)) }, NotRead, ""},
		{"held by the limit", func(d *desk) { d.pass(time.Second); d.do(limited(load, time.Minute)) }, ReadLater, ""},
		{"forbidden", func(d *desk) { d.pass(time.Second); d.do(failed(load, InsufficientScope)) }, ReadForbidden, InsufficientScope},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := openDesk(t)
			d.mute = true
			d.do(DayShown{later})
			test.do(d)
			if why, code := d.UnreadSlots("1", later); why != test.why || code.Code != test.code {
				t.Errorf("slots: %v %q", why, code)
			}
		})
	}
	d := newDesk(t, Options{})
	d.mute = true
	d.do(Started{})
	if why, _ := d.UnreadDay(storyNow.Day()); why != BeingRead {
		t.Errorf("at the start: %v", why)
	}
	d.do(failed(LoadDepartments{}, InvalidRequest))
	if why, _ := d.UnreadDay(storyNow.Day()); why != NotRead {
		t.Errorf("without departments: %v", why)
	}
	d = openDesk(t)
	d.mute = true
	d.do(DayShown{later})
	d.pass(time.Second)
	if why, _ := d.UnreadDay(later); why != BeingRead {
		t.Errorf("a day on its way: %v", why)
	}
}
