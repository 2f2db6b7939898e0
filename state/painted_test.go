package state

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// An Enter passes a sentence with a warning only once it could be read, longer where
// the connection is slow; one without passes as soon as it was painted.
func TestASentenceWithAWarningIsReadFirst(t *testing.T) {
	for _, c := range []struct {
		line string
		slow bool
		wait time.Duration
	}{
		{"dia", false, seen},
		{"dia 32", false, readTime},
		{"dia 32", true, readTimeSlow},
		{"dialo", false, readTime},
		{"dia ven 20h", false, readTime},
		{"Zowo Martine, car", false, readTime},
	} {
		d := openDesk(t)
		d.readBack()
		d.typed(c.line)
		d.Link.Slow = c.slow
		if d.asks(d.enter()); d.Draft.Stage != Fixed {
			t.Fatalf("%q: after the first Enter the draft is %+v", c.line, d.Draft)
		}
		d.pass(c.wait - time.Millisecond)
		early := d.enter()
		d.says(early, "enter_books")
		d.pass(time.Millisecond)
		if posts := only[Post](d.enter()); len(posts) != 1 {
			t.Errorf("%q, slow %v: after %v it sends %v", c.line, c.slow, c.wait, posts)
		}
	}
}

// readBack reads the days that tell who comes.
func (d *desk) readBack() {
	d.do(d.askedAnswer(LoadVisits{clinic.Visits{From: storyNow.Day() - lookedBack, To: storyNow.Day()}}))
}

// A word that is left over asks once: Enter opens the question, its answer fixes,
// the next one sends.
func TestALeftOverWordAsksOnce(t *testing.T) {
	for _, c := range []struct {
		name   string
		choose func(*desk)
		want   string
	}{
		{"the row that is offered", func(*desk) {}, "Diallo Zenab"},
		{"another row", func(d *desk) { d.do(RowChosen{Key: d.Draft.RowKeys()[1]}) }, "Diallo Fatoumata"},
	} {
		d := openDesk(t)
		d.readBack()
		d.typed("diallo zenab")
		if out := d.enter(); !d.Draft.Asks || d.Draft.Stage != Typing || len(only[Post](out)) > 0 {
			t.Fatalf("the first Enter: %v, %+v", out, d.Draft)
		}
		d.pass(seen)
		d.says(d.enter(), "enter_takes") // nobody has read the question yet
		d.pass(readTime)
		c.choose(d)
		if d.enter(); d.Draft.Stage != Fixed || d.Draft.Asks || d.Draft.Plan.Name != c.want {
			t.Fatalf("%s: the answer: %+v", c.name, d.Draft)
		}
		d.pass(readTime)
		if posts := only[Post](d.enter()); len(posts) != 1 || posts[0].Name != c.want {
			t.Errorf("%s: sent %v", c.name, posts)
		}
	}
}

// Who was chosen stays when the line is shown as fields, and while the others change.
func TestWhoWasChosenStaysInTheFields(t *testing.T) {
	d := openDesk(t)
	d.typed("diallo zenab")
	d.do(RowChosen{Key: clinic.NewPerson})
	f := d.FieldsOf(d.Draft)
	d.do(Typed{Split: true, Fields: f})
	f.Day = "10/2"
	d.do(Typed{Split: true, Fields: f})
	if p := d.Draft.Plan; p.Name != "Diallo Zenab" || !p.New || d.Draft.Said().Day != clinic.Date(2026, time.February, 10) {
		t.Errorf("the plan is %+v", p)
	}
	if d.enter(); d.Draft.Stage == Typing || d.Draft.Asks {
		t.Errorf("it asks again: %+v", d.Draft)
	}
	f.Name = "diallo"
	d.do(Typed{Split: true, Fields: f})
	if p := d.Draft.Plan; p.New || d.Draft.Choice != "" {
		t.Errorf("another name is still %+v", p)
	}
}

// While not all days that tell who comes are read, nobody is new by himself; who is
// read meanwhile and fits is offered.
func TestNobodyIsNewBeforeAllIsRead(t *testing.T) {
	d := newDesk(t, Options{})
	d.mute = true
	d.do(d.askedAnswer(LoadDepartments{}))
	d.do(d.askedAnswer(thisWeek("1")))
	d.typed("zowo")
	if p := d.Draft.Plan; p.Missing != PeopleUnread || p.Name != "" {
		t.Fatalf("the plan is %+v", p)
	}
	d.enter()
	d.visits = append(d.visits, clinic.Appointment{ID: clinic.NumberID("912"), Department: "1", At: storyNow - 30*clinic.Hour, Status: clinic.Completed, Name: "Zowo Paul"})
	d.readBack()
	if p := d.Draft.Plan; p.Name != "Zowo Paul" || p.New || d.Draft.Asks {
		t.Errorf("who was read meanwhile is not offered: %+v", d.Draft)
	}
	d.typed("xenia")
	if p := d.Draft.Plan; p.Name != "Xenia" || !p.New {
		t.Errorf("all is read, and the plan is %+v", p)
	}
}

// While somebody is being booked for whom nobody who was read fits, the weeks gone by
// that tell who calls are read before anything else that nobody waits for.
func TestWhoCallsIsReadFirst(t *testing.T) {
	d := newDesk(t, Options{})
	d.mute = true
	d.do(d.askedAnswer(LoadDepartments{}))
	d.do(d.askedAnswer(thisWeek("1")))
	for range 3 {
		d.typed("zowo")
		monday := d.Now.Wall.Day().Monday()
		e, ok := d.background(pace).(LoadVisits)
		if _, whole := d.SeenFrom(); whole {
			return
		}
		if !ok || e.From > d.Now.Wall.Day() {
			t.Fatalf("with the draft open it reads %v, from %s", d.background(pace), monday)
		}
		d.do(d.askedAnswer(e))
	}
	if _, whole := d.SeenFrom(); !whole {
		t.Errorf("after three reads it is not known who calls")
	}
}

// Another appointment of the same person, there and that day, is told of in the sentence
// before Enter, and read first; not where another day, department or person is meant.
func TestASecondAppointmentThatDayIsToldBefore(t *testing.T) {
	for _, c := range []struct {
		at   clinic.Wall
		dep  clinic.ID
		name string
		told bool
	}{
		{storyNow + 3*clinic.Hour, "1", "Zowo Paul", true},
		{storyNow + 27*clinic.Hour, "1", "Zowo Paul", false},
		{storyNow + 3*clinic.Hour, "2", "Zowo Paul", false},
		{storyNow + 3*clinic.Hour, "1", "Zowo Paule", false},
	} {
		d := openDesk(t)
		seen := clinic.Appointment{ID: clinic.NumberID("911"), Department: "1", At: storyNow - 30*clinic.Hour, Status: clinic.Completed, Name: "Zowo Paul"}
		next := clinic.Appointment{ID: clinic.NumberID("912"), Department: c.dep, At: c.at, Status: clinic.Scheduled, Name: c.name}
		d.visits = append(d.visits, seen, next)
		d.readBack()
		d.typed("zowo paul")
		d.do(RowChosen{Key: seenKey(d, "Zowo Paul")})
		if got := d.Draft.Plan.Already; (got == c.at) != c.told || d.Draft.Warned() != c.told {
			t.Errorf("%+v: told of %s, warned %v: %+v", c, got, d.Draft.Warned(), d.Draft.Plan)
		}
	}
}

// The day of the slot is read while the line is being typed, so that it can be told.
func TestTheDayOfTheSlotIsRead(t *testing.T) {
	d := openDesk(t)
	tomorrow := d.Now.Wall.Day() + 1
	delete(d.read, tomorrow)
	d.mute = true
	d.do(DraftOpened{}, Typed{Line: "dia demain"})
	if asked := only[LoadVisits](d.pass(restDelay + time.Millisecond)); len(asked) != 1 || asked[0].From != tomorrow || asked[0].To != tomorrow {
		t.Errorf("asked for %v", asked)
	}
}

// seenKey is the key of the row of somebody by name.
func seenKey(d *desk, name string) string {
	for _, row := range d.Draft.Reading.Rows {
		if row.Name == name {
			return row.Key
		}
	}
	return ""
}

// What is past is said, and not booked.
func TestAPastDayIsNotBooked(t *testing.T) {
	d := openDesk(t)
	d.typed("dia hier")
	d.says(d.enter(), "day_past")
	d.pass(time.Second)
	if out := d.enter(); len(only[Post](out)) > 0 || d.Draft.Stage != Typing {
		t.Errorf("it was booked: %v", out)
	}
}

// A slot that becomes free is one row more; choosing it takes it.
func TestABetterSlotIsARow(t *testing.T) {
	d := openDesk(t)
	d.takeElsewhere("1", slot945)
	d.reread("1")
	d.typed("dia")
	if at := d.Draft.Plan.Slot.At; at != slot1000 {
		t.Fatalf("the slot is %s", at)
	}
	d.freeElsewhere("1", slot945)
	d.reread("1")
	if p, key := d.Draft.Plan, d.Draft.BetterKey(); p.Slot.At != slot1000 || key == "" {
		t.Fatalf("the plan is %+v, the better one %+v", p, d.Draft.Better)
	}
	d.do(RowChosen{Key: d.Draft.BetterKey()})
	if p := d.Draft.Plan; p.Slot.At != slot945 || p.Name != "Diallo Fatoumata" || d.Draft.BetterKey() != "" {
		t.Errorf("the plan is %+v", p)
	}
}

// TestWhatWasPaintedStays has things arrive in any order while a line stands: who,
// where and the slot stay as they were painted, while the slot can be booked; when
// it cannot, that is told.
func TestWhatWasPaintedStays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := openDesk(t)
		line := rapid.SampledFrom([]string{"dia", "ba", "dia ped", "dia jeu 10", "diallo zenab", "dia apr", "ven 9 diallo", "zowo"}).Draw(rt, "line")
		d.typed(line)
		for step := range rapid.IntRange(1, 6).Draw(rt, "steps") {
			was, row := d.Draft.Plan, d.Draft.Row.Key
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				name := rapid.SampledFrom([]string{"Dia Binta", "Diallo Zenab", "Ba Oumar", "Zowo Paul"}).Draw(rt, "name")
				d.visits = append(d.visits, clinic.Appointment{
					ID: clinic.NumberID(string(rune('1'+step)) + "77"), Department: "2", Name: name, Status: clinic.Completed,
					At: storyNow - clinic.Wall(rapid.IntRange(1, 300).Draw(rt, "hours"))*clinic.Hour,
				})
				d.readBack()
			case 1:
				d.takeElsewhere("1", slot945)
				d.reread("1")
			case 2:
				d.freeElsewhere("1", slot945)
				d.reread("1")
			case 3:
				d.do(d.askedAnswer(LoadSlots{Department: "2", From: storyNow.Day().Monday(), To: storyNow.Day().Monday() + 6}))
			case 4:
				d.pass(time.Minute)
			}
			now := d.Draft.Plan
			if row != "" && d.Draft.Row.Key != row || was.Name != "" && (now.Name != was.Name || now.Department != was.Department) {
				rt.Fatalf("%q was for %s, %s (%q), and is for %s, %s (%q)", line, was.Name, was.Department, row, now.Name, now.Department, d.Draft.Row.Key)
			}
			if was.Name == "" || was.Slot.At == 0 || now.Slot == was.Slot {
				continue
			}
			if d.stillFree(was.Slot) && was.Slot.At > d.Now.Wall {
				rt.Fatalf("%q took %s, and takes %s though that is free", line, was.Slot.At, now.Slot.At)
			}
			if now.Lost != was.Slot.At || !d.Draft.Warned() {
				rt.Fatalf("%q took %s, which is gone, and says nothing: %+v", line, was.Slot.At, now)
			}
		}
	})
}
