package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestFirstEnterFixesSecondSends(t *testing.T) {
	d := openDesk(t)
	d.typed("dia")
	d.asks(d.enter())
	if d.Draft.Stage != Fixed || d.Draft.Plan.Slot.At != slot945 {
		t.Fatalf("after the first Enter the draft is %+v", d.Draft)
	}
	d.pass(seen - time.Millisecond)
	early := d.enter()
	d.says(early, "enter_books")
	d.asks(early)
	d.pass(time.Millisecond)
	want := Post{clinic.Booking{Ref: "ref-3", Department: "1", At: slot945, Name: "Diallo Fatoumata"}}
	d.asks(d.enter(), want)
	if d.Draft != nil || len(d.Intents) != 1 || d.Intents[0].Stage != Sending || d.Intents[0].Booking != want.Booking {
		t.Errorf("after the second Enter the draft is %+v, the outbox %+v", d.Draft, d.Intents)
	}
	if in, ok := d.IntentOf(d.Intents[0].Draft.Serial); !ok || in.Ref != "ref-3" {
		t.Errorf("the intent of the draft is %+v, %v", in, ok)
	}
	if _, ok := d.IntentOf(99); ok {
		t.Error("an intent of an unknown draft")
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	for _, c := range []struct{ name, line, say string }{
		{"no name", "mar 10", "missing_name"},
		{"no free slot", "dia ped", "no_free_slot"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openDesk(t)
			today := storyNow.Day()
			d.fill("2", today.Monday(), today+40)
			d.pass(freshSlots)
			d.typed(c.line)
			d.says(d.enter(), c.say)
			d.pass(seen)
			out := d.enter()
			d.says(out, c.say)
			if posts := only[Post](out); len(posts) > 0 || d.Draft.Stage != Typing {
				t.Errorf("sent %v, stage %v", posts, d.Draft.Stage)
			}
			d.keeps(c.line)
		})
	}
	t.Run("no department", func(t *testing.T) {
		d := newDesk(t, Options{})
		d.mute = true
		d.do(Started{})
		d.typed("dia")
		d.do(RowChosen{Key: clinic.NewPerson})
		d.says(d.enter(), "missing_department")
	})
	t.Run("no draft", func(t *testing.T) {
		d := openDesk(t)
		if out := d.enter(); out != nil {
			t.Errorf("Enter without a draft: %v", out)
		}
	})
}

func TestEnterWhileSlotsAreReadIsRemembered(t *testing.T) {
	d := openDesk(t)
	d.pass(freshBooking) // what is held is too old to book from
	d.mute = true
	asked := thisWeek("1")
	d.asks(d.do(DraftOpened{}), asked)
	d.do(Typed{Line: "dia"})
	d.asks(d.enter()) // on its way already
	if d.Draft.Stage != Wanted {
		t.Fatalf("stage %v, want Wanted", d.Draft.Stage)
	}
	d.pass(time.Second)
	second := d.enter()
	d.asks(second)
	d.says(second, "slot_still_read")

	d.takeElsewhere("1", slot945)
	arrived := d.do(SlotsLoaded{Asked: asked, Slots: d.slots(asked)})
	if len(only[Post](arrived)) > 0 || d.Draft.Stage != Fixed || d.Draft.Plan.Slot.At != slot1000 {
		t.Fatalf("on arrival %v, the draft is %+v", arrived, d.Draft)
	}
	d.says(d.enter(), "enter_books") // nobody can have seen 10:00 yet
	d.pass(seen)
	d.says(d.enter(), "enter_books") // it is not the slot that was shown before: that is read first
	d.pass(readTime - seen)
	if posts := only[Post](d.enter()); len(posts) != 1 || posts[0].At != slot1000 {
		t.Errorf("sent %v", posts)
	}
}

func TestEnterWhoseSlotsCannotBeRead(t *testing.T) {
	d := openDesk(t)
	d.pass(freshBooking)
	d.mute = true
	loads := only[LoadSlots](d.do(DraftOpened{Line: "dia"}))
	d.enter()
	d.do(failed(LoadVisits{clinic.Visits{From: 1, To: 1}}, InternalServerError))
	if d.Draft.Stage != Wanted {
		t.Error("another read's failure let go of the Enter")
	}
	out := d.do(failed(loads[0], InternalServerError))
	if said(out)[0] != "slots_not_read" || d.Draft.Stage != Typing {
		t.Errorf("said %q, stage %v", said(out), d.Draft.Stage)
	}
	d.keeps("dia")
}

func TestEnterDoesNotWaitForALaterWeek(t *testing.T) {
	d := openDesk(t)
	d.typed("dia")
	d.mute = true
	d.asked[LoadSlots{Department: "1", From: thisWeek("1").From + 7, To: thisWeek("1").To + 7}] = d.at
	d.enter()
	if d.Draft.Stage != Fixed {
		t.Errorf("stage %v: the slot of this week is known", d.Draft.Stage)
	}
}

func TestEnterAfterAnAnswerThatNeverCame(t *testing.T) {
	d := openDesk(t)
	d.pass(freshBooking)
	d.mute = true
	d.do(DraftOpened{Line: "dia"})
	d.enter()
	d.at = d.at.Add(askedForgotten)
	if asked := only[LoadSlots](d.enter()); len(asked) != 1 || d.Draft.Stage != Wanted {
		t.Errorf("asked again: %v, stage %v", asked, d.Draft.Stage)
	}
}

func TestSlotsForABookingAreReadWhenOlderThanTwentySeconds(t *testing.T) {
	for _, c := range []struct {
		age   time.Duration
		reads int
	}{{20*time.Second - time.Millisecond, 0}, {20 * time.Second, 1}} {
		d := openDesk(t)
		week := thisWeek("1")
		d.typed("dia")
		d.do(d.askedAnswer(week))
		d.at = d.at.Add(c.age)
		if got := len(only[LoadSlots](d.enter())); got != c.reads {
			t.Errorf("aged %v: %d readings, want %d", c.age, got, c.reads)
		}
	}
}

func TestFixedPlanStandsWhileItsSlotIsFree(t *testing.T) {
	d := openDesk(t)
	d.takeElsewhere("1", slot945)
	d.pass(freshSlots)
	d.typed("dia")
	d.enter()
	fixed := d.Draft.Plan.Slot.At
	week := thisWeek("1")

	clear(d.busy) // an earlier slot became free: the sentence on screen stays true
	out := d.do(d.askedAnswer(week))
	if d.Draft.Stage != Fixed || d.Draft.Plan.Slot.At != fixed {
		t.Fatalf("an earlier slot changed the plan to %+v", d.Draft.Plan)
	}
	d.says(out)
	d.do(DraftOpened{}) // n again
	if d.Draft.Stage != Fixed || d.Draft.Plan.Slot.At != fixed {
		t.Fatalf("n changed the plan to %+v", d.Draft.Plan)
	}

	d.takeElsewhere("1", fixed)
	out = d.do(d.askedAnswer(week))
	d.says(out, "slot_gone")
	if d.Draft.Stage != Typing || d.Draft.Plan.Slot.At == fixed {
		t.Errorf("with its slot gone the draft is %+v", d.Draft)
	}
}

func TestEnterOnASlotThatWeTookOurselves(t *testing.T) {
	d := openDesk(t)
	d.typed("dia")
	d.enter()
	d.pass(seen)
	d.do(Booked{Asked: clinic.Booking{Ref: "another desk"}, Visit: clinic.Appointment{ID: clinic.NumberID("77"), Department: "1", At: slot945, Status: clinic.Scheduled, Name: "Barry Alpha"}})
	out := d.enter()
	d.says(out, "slot_gone")
	d.asks(out)
	if d.Draft.Stage != Typing || d.Draft.Plan.Slot.At != slot1000 {
		t.Errorf("the draft is %+v", d.Draft)
	}
}

func TestPinnedSlot(t *testing.T) {
	d := openDesk(t)
	pinned := clinic.Slot{Department: "2", At: storyNow.Day().At(11 * clinic.Hour), Free: true}
	d.do(DraftOpened{Slot: pinned}, Typed{Line: "dia"})
	if p := d.Draft.Plan; p.Slot != pinned || p.Department != "2" || p.Name != "Diallo Fatoumata" {
		t.Errorf("the plan is %+v, want the slot that was chosen", p)
	}
	d.do(Typed{Line: "dia 15h"}) // the line says otherwise
	if p := d.Draft.Plan; p.Slot.At.OfDay() != 15*clinic.Hour {
		t.Errorf("the plan is %+v, want the hour that was typed", p)
	}
	d.do(Typed{Line: "dia"})
	d.takeElsewhere("2", pinned.At)
	d.reread("2")
	if p := d.Draft.Plan; p.Slot.At == pinned.At || p.Slot.Department != "2" {
		t.Errorf("the plan is %+v, want another slot of the department", p)
	}
}

func TestRows(t *testing.T) {
	d := openDesk(t)
	d.typed("ba")
	d.do(RowChosen{Key: clinic.NewPerson})
	if p := d.Draft.Plan; p.Name != "Ba" || !p.New {
		t.Errorf("the last row is %+v, want the new person", p)
	}
	before := d.Draft.Choice
	d.do(RowChosen{Key: "nobody"})
	if d.Draft.Choice != before {
		t.Errorf("a row that is none was chosen: %s", d.Draft.Choice)
	}
	d.do(RowChosen{Key: d.Draft.RowKeys()[0]})
	if p := d.Draft.Plan; p.Name != "Bah Mamadou" || p.Department != "1" {
		t.Errorf("the first row is %+v", p)
	}
	if out := newDesk(t, Options{}).do(RowChosen{Key: clinic.NewPerson}); out != nil {
		t.Errorf("without a draft: %v", out)
	}
}

func TestWhoWasChosenStaysChosen(t *testing.T) {
	d := openDesk(t)
	d.visits = append(d.visits, clinic.Appointment{ID: clinic.NumberID("910"), Department: "1", At: clinic.At(2026, time.January, 9, 9, 0), Status: clinic.Completed, Name: "Diallo Binta"})
	d.do(d.askedAnswer(LoadVisits{clinic.Visits{From: storyNow.Day() - 40, To: storyNow.Day()}}))
	d.typed("diallo")
	d.do(RowChosen{Key: d.Draft.RowKeys()[1]})
	chosen := d.Draft.Plan.Name
	d.visits = append(d.visits, clinic.Appointment{ID: clinic.NumberID("911"), Department: "1", At: clinic.At(2026, time.February, 2, 9, 0), Status: clinic.Completed, Name: "Diallo Cellou"})
	d.do(d.askedAnswer(LoadVisits{clinic.Visits{From: storyNow.Day() - 40, To: storyNow.Day()}}))
	d.reread("1")
	if got := d.Draft.Plan.Name; got != chosen {
		t.Errorf("%q was chosen, the plan is for %q", chosen, got)
	}
}

func TestFields(t *testing.T) {
	d := openDesk(t)
	d.do(DraftOpened{}, Typed{Split: true, Fields: clinic.Fields{Name: "mar barry", Department: "ped", Day: "jeu", Hour: "10h"}})
	p := d.Draft.Plan
	if p.Name != "Mar Barry" || !p.New || p.Department != "2" || p.Slot.At != clinic.At(2026, time.February, 5, 10, 0) {
		t.Errorf("the plan is %+v: a name is not a day", p)
	}
	d.do(Typed{Split: true, Fields: clinic.Fields{Name: "dia"}})
	if p := d.Draft.Plan; p.Name != "Diallo Fatoumata" || p.Department != "1" {
		t.Errorf("the plan is %+v", p)
	}
	before := *d.Draft
	if out := d.do(Typed{Split: true, Fields: clinic.Fields{Name: "dia"}}); out != nil || d.Draft.Stage != before.Stage {
		t.Errorf("typing nothing new: %v", out)
	}
}

func TestUnfixed(t *testing.T) {
	d := openDesk(t)
	d.typed("dia")
	d.enter()
	d.do(Unfixed{})
	d.pass(time.Second)
	if out := d.enter(); len(only[Post](out)) > 0 || d.Draft.Stage != Fixed {
		t.Errorf("after Esc the next Enter fixes again, but %v", out)
	}
	newDesk(t, Options{}).do(Unfixed{})
}

func TestMoveIsFixedAtOnce(t *testing.T) {
	d := openDesk(t)
	d.do(DraftOpened{Moves: conde.ID})
	p := d.Draft.Plan
	if d.Draft.Stage != Fixed || p.Name != conde.Name || p.Department != "1" || p.Slot.At != slot945 {
		t.Errorf("the draft is %+v", d.Draft)
	}
	d.fill("1", storyNow.Day(), storyNow.Day())
	delete(d.busy, clinic.Slot{Department: "1", At: conde.At})
	d.do(Unfixed{})
	d.reread("1")
	if at := d.Draft.Plan.Slot.At; at == conde.At {
		t.Error("it would be moved to where it is")
	}
}

// Tab keeps in the fields what was typed: what could not be met, and what was not
// understood, is told there as well.
func TestFieldsKeepWhatWasTyped(t *testing.T) {
	for line, want := range map[string]clinic.Fields{
		"dia sam apr":  {Day: "sam", Hour: "apr"},
		"dia 31/4":     {Day: "31/4"},
		"dia jeu 9h30": {Day: "jeu", Hour: "9h30"},
	} {
		d := openDesk(t)
		d.typed(line)
		got := d.FieldsOf(d.Draft)
		if got.Day != want.Day || want.Hour != "" && got.Hour != want.Hour || got.Name != "Diallo Fatoumata" {
			t.Errorf("%q becomes %+v", line, got)
		}
		was := d.Draft.Reading
		d.do(Typed{Line: d.Draft.Line, Split: true, Fields: got})
		if r := d.Draft.Reading; r.Day != was.Day || r.DaySaid != was.DaySaid || len(r.Unknown) != len(was.Unknown) {
			t.Errorf("%q read in fields is %+v, not %+v", line, r.Said, was.Said)
		}
	}
}

// A move to another hour, without a day, stays on its day.
func TestAMoveToAnotherHourStaysOnItsDay(t *testing.T) {
	d := openDesk(t)
	d.visits[2].At = clinic.At(2026, 2, 5, 14, 45)
	d.do(Ticked{})
	d.pass(10 * time.Minute)
	d.do(d.visitRead(d.visits[2]))
	d.do(DraftOpened{Moves: conde.ID}, Typed{Line: "16h"})
	if at := d.Draft.Plan.Slot.At; at != clinic.At(2026, 2, 5, 16, 0) {
		t.Errorf("it would move to %v: %+v, unmet %+v", at, d.Draft.Said(), d.Draft.Plan)
	}
}
