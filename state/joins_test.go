package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

// A desk that is opened beside others asks for nothing that they were answered a moment
// ago, and shows how old it is.
func TestADeskOpenedBesideOthersAsksForNothing(t *testing.T) {
	first := newDesk(t, Options{Lexicon: french})
	var told []Told
	take := func(out []Effect) {
		for _, e := range out {
			if e.Traits().Does != Reads {
				continue
			}
			if answer := first.answer(e); answer != nil {
				told = append(told, Told{Asked: e, Event: answer, Ago: 20 * time.Second})
			}
		}
	}
	take(first.do(Started{}))
	take(first.pass(40 * time.Second))
	if len(told) < 3 {
		t.Fatalf("the first desk reads %+v", told)
	}
	second := newDesk(t, Options{Lexicon: french})
	second.mute = true
	if out := second.do(Started{Told: told}); len(out) != 0 {
		t.Errorf("it asks for %+v", out)
	}
	today := storyNow.Day()
	if len(second.VisitsOn(today, "")) == 0 || len(second.Departments) == 0 || second.Selected == "" || second.Shown != today {
		t.Errorf("it shows %d appointments of %d departments", len(second.VisitsOn(today, "")), len(second.Departments))
	}
	if at, ok := second.read[today]; !ok || second.at.Mono-at.Mono != 20*time.Second {
		t.Errorf("the day was read at %v, now it is %v", at.Mono, second.at.Mono)
	}

	slots := LoadSlots{Department: "1", From: today.Monday(), To: today.Monday() + 6}
	old := Told{Asked: slots, Event: SlotsLoaded{Asked: slots, Slots: []clinic.Slot{{Department: "1", At: conde.At, Free: true}}}, Ago: time.Minute}
	held, _ := second.SlotsOf("1", today, today.Monday()+6)
	second.do(old)
	if now, _ := second.SlotsOf("1", today, today.Monday()+6); len(now) != len(held) {
		t.Errorf("what is older takes the place of what is newer: %d slots of %d", len(now), len(held))
	}
}
