package clinic

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// freeAt makes free slots of department 1 at wall times like "2026-02-03T10:00".
func freeAt(t *testing.T, times ...string) []Slot {
	t.Helper()
	slots := make([]Slot, len(times))
	for i, s := range times {
		at, err := ParseWall(s)
		if err != nil {
			t.Fatal(err)
		}
		slots[i] = Slot{Department: "1", At: at, Free: true}
	}
	return slots
}

func TestChoose(t *testing.T) {
	c := readingDesk() // Tuesday 3 February 2026, 09:40
	slots := freeAt(t,
		"2026-02-10T14:00", "2026-02-10T10:15", "2026-02-10T09:30", "2026-02-10T08:00", "2026-02-03T09:30",
		"2026-02-03T09:40", "2026-02-03T11:00", "2026-02-03T10:00", "2026-02-03T15:00", "2026-02-04T09:45",
		"2026-02-04T10:15", "2026-02-05T18:00", "2026-02-07T08:00")
	taken := Slot{Department: "1", At: At(2026, time.February, 3, 9, 45)}
	elsewhere := Slot{Department: "2", At: At(2026, time.February, 3, 9, 45), Free: true}
	slots = append(slots, taken, elsewhere)
	for _, x := range []struct{ line, want string }{
		{"dia", "2026-02-03T10:00:00"},            // next, after now
		{"dia mar 10", "2026-02-10T10:15:00"},     // nearest to the hour
		{"dia mar 9", "2026-02-10T09:30:00"},      //
		{"dia mar 13", "2026-02-10T14:00:00"},     //
		{"dia mar mat 11", "2026-02-10T10:15:00"}, // within the half day
		{"dia mar apr", "2026-02-10T14:00:00"},    //
		{"dia mar soir", "2026-02-10T14:00:00"},   // none within: the nearest of the day
		{"dia mar", "2026-02-10T08:00:00"},        //
		{"dia auj", "2026-02-03T10:00:00"},        //
		{"dia auj 8", "2026-02-03T10:00:00"},      // gone by: the nearest still to come
		{"dia mer 10", "2026-02-04T09:45:00"},     // as near: the earlier
		{"dia ven", "2026-02-07T08:00:00"},        // none on the day: the next that has one
		{"dia lun 13", "2026-02-10T08:00:00"},     // and there the first
		{"dia 11h", "2026-02-03T11:00:00"},        // no day: the hour is still to come today
		{"dia 9h", "2026-02-04T09:45:00"},         // gone by: the next day
		{"dia apr", "2026-02-03T15:00:00"},        // no day: the next within the half day
		{"dia soir", "2026-02-03T15:00:00"},       // today while it is ahead
		{"dia +30", ""},
	} {
		got, ok := Choose(Read(x.line, c), c.Departments[0], slots, c.Now)
		want, err := ParseWall(x.want)
		if ok != (err == nil) || ok && got.Slot.At != want {
			t.Errorf("Choose for %q = %s %v, want %s", x.line, got.Slot.At, ok, x.want)
		}
	}
	if got, ok := Choose(Read("dia soir", c), c.Departments[0], freeAt(t, "2026-02-04T08:00"), c.Now); !ok || got.Slot.At.Clock() != "08:00" {
		t.Errorf("no evening held: %v %v, want the next free one", got, ok)
	}
}

func TestChooseKeepsToTheWorker(t *testing.T) {
	slots := freeAt(t, "2026-02-04T08:00", "2026-02-04T09:00", "2026-02-04T10:00")
	slots[0].Worker, slots[1].Worker, slots[2].Worker = "31", "32", "31"
	dep := Department{ID: "1"}
	for worker, want := range map[ID]string{"": "08:00", "31": "08:00", "32": "09:00", `"32`: "09:00"} {
		if got, ok := Choose(Reading{Said: Said{Worker: worker}}, dep, slots, storyNow); !ok || got.Slot.At.Clock() != want {
			t.Errorf("worker %s: %v %v, want %s", worker, got, ok, want)
		}
	}
	if got, ok := Choose(Reading{Said: Said{Worker: "33"}}, dep, slots, storyNow); ok {
		t.Errorf("a worker without slots is given %v", got)
	}
	plain := freeAt(t, "2026-02-04T08:00")
	if _, ok := Choose(Reading{Said: Said{Worker: "33"}}, dep, plain, storyNow); !ok {
		t.Error("slots that carry no worker are anybody's")
	}
}

// slotsAround draws slots from 20 days before storyNow to 20 days after.
func slotsAround(t *rapid.T) []Slot {
	slots := make([]Slot, rapid.IntRange(0, 60).Draw(t, "slots"))
	for i := range slots {
		day := storyNow.Day() + Day(rapid.IntRange(-20, 20).Draw(t, "day"))
		slots[i] = Slot{
			Department: NumberID(rapid.SampledFrom([]string{"1", "1", "1", "2"}).Draw(t, "department")),
			Worker:     NumberID(rapid.SampledFrom([]string{"", "", "31", "32"}).Draw(t, "worker")),
			At:         day.At(Wall(rapid.IntRange(14, 40).Draw(t, "half hours")) * Hour / 2),
			Free:       rapid.IntRange(0, 3).Draw(t, "free") > 0,
		}
	}
	return slots
}

func TestChooseTakesOnlyWhatMayBeBooked(t *testing.T) {
	c := readingDesk()
	rapid.Check(t, func(t *rapid.T) {
		slots := slotsAround(t)
		line := rapid.SampledFrom([]string{"", "demain", "mar 10", "apr", "11h", "lun mat 15", "binta"}).Draw(t, "line")
		r := Read(line, c)
		got, ok := Choose(r, Department{ID: "1"}, slots, c.Now)
		again, _ := Choose(r, Department{ID: "1"}, rapid.Permutation(slots).Draw(t, "order"), c.Now)
		if got != again {
			t.Fatalf("%v, in another order %v", got, again)
		}
		for _, s := range slots {
			fits := s.Free && s.At > c.Now && s.Department == "1" && s.At.Day() >= r.Day &&
				(r.Worker == "" || s.Worker == "" || s.Worker == r.Worker)
			if fits && !ok {
				t.Fatalf("%v is there, and none chosen", s)
			}
			if ok && s == got.Slot && !fits {
				t.Fatalf("%v chosen for %q", s, line)
			}
		}
	})
}

// hoursDesk is readingDesk with a department that is open Monday to Friday, 8 to 12
// and 14 to 17, and Saturday morning.
func hoursDesk() (Context, Department) {
	c := readingDesk()
	dep := c.Departments[0]
	for w := time.Monday; w <= time.Saturday; w++ {
		dep.Hours[w] = []Span{{8 * Hour, 12 * Hour}, {14 * Hour, 17 * Hour}}
	}
	dep.Hours[time.Saturday] = dep.Hours[time.Saturday][:1]
	return c, dep
}

func TestChooseSaysWhyNot(t *testing.T) {
	c, dep := hoursDesk() // Tuesday 3 February 2026, 09:40
	slots := freeAt(t, "2026-02-03T10:00", "2026-02-03T15:00", "2026-02-04T09:00", "2026-02-05T08:00", "2026-02-07T08:00", "2026-02-07T11:30", "2026-02-10T08:00")
	for _, x := range []struct {
		line, want string
		unmet      Unmet
	}{
		{"dia", "2026-02-03T10:00:00", Met},
		{"dia 10h30", "2026-02-03T10:00:00", Met}, // half an hour away
		{"dia 10h31", "2026-02-03T10:00:00", FullThen},
		{"dia vers 11h", "2026-02-03T10:00:00", FullThen},
		{"dia 9h", "2026-02-04T09:00:00", PastHour},
		{"dia auj 9h30", "2026-02-03T10:00:00", Met}, // over, and met half an hour later
		{"dia auj 8h", "2026-02-03T10:00:00", PastHour},
		{"dia mat", "2026-02-03T10:00:00", Met},
		{"dia soir", "2026-02-03T15:00:00", ClosedThen},
		{"dia sam apr", "2026-02-07T11:30:00", ClosedThen},
		{"dia dim", "2026-02-10T08:00:00", ClosedDay},
		{"dia ven", "2026-02-07T08:00:00", FullDay},
		{"dia mer apr", "2026-02-04T09:00:00", FullThen},
		{"dia semaine prochaine", "2026-02-10T08:00:00", Met},
		{"dia hier", "", PastDay},
		{"dia 1/1/2026", "", PastDay},
	} {
		o, ok := Choose(Read(x.line, c), dep, slots, c.Now)
		want, err := ParseWall(x.want)
		if ok != (err == nil) || ok && o.Slot.At != want || o.Unmet != x.unmet {
			t.Errorf("%q takes %s %v, unmet %d; want %s, %d", x.line, o.Slot.At, ok, o.Unmet, x.want, x.unmet)
		}
	}
	dep.Hours = [7][]Span{}
	if o, _ := Choose(Read("dia dim", c), dep, slots, c.Now); o.Unmet != NoneThen {
		t.Errorf("without hours it is not known why: %d", o.Unmet)
	}
	slots[0].Worker, slots[1].Worker = "31", "32"
	r := Read("dia auj", c)
	r.Worker = "32"
	if o, _ := Choose(r, dep, slots[:2], c.Now); o.Unmet != Met || o.Slot.Worker != "32" {
		t.Errorf("with 32: %+v", o)
	}
	r.Hour, r.HourSaid = 10*Hour, true
	if o, _ := Choose(r, dep, slots[:2], c.Now); o.Unmet != WorkerFull || o.Slot.Worker != "32" {
		t.Errorf("with 32 at 10: %+v", o)
	}
}

// What is said of a slot is so: it is what was asked or it is not, for the reason
// that is given, and then none is nearer.
func TestChooseTellsTheTruth(t *testing.T) {
	c, dep := hoursDesk()
	rapid.Check(t, func(t *rapid.T) {
		slots := slotsAround(t)
		line := rapid.SampledFrom([]string{"demain", "mar 10", "ven 11h", "lun mat", "jeu apr", "dim", "sam soir", "+3 9h", "ven 20h"}).Draw(t, "line")
		r := Read(line, c)
		o, ok := Choose(r, dep, slots, c.Now)
		meets := func(s Slot) bool {
			of := s.At.OfDay()
			return s.Bookable(c.Now) && s.Department == "1" && s.At.Day() == r.Day &&
				(!r.HourSaid || distance(of, r.Hour) <= metWithin) && (r.To == 0 || r.From <= of && of < r.To)
		}
		possible := false
		for _, s := range slots {
			possible = possible || meets(s)
			if !ok || !s.Bookable(c.Now) || s.Department != "1" || s.At.Day() < r.Day {
				continue
			}
			if s.At.Day() == r.Day && o.Slot.At.Day() != r.Day || o.Slot.At.Day() > s.At.Day() {
				t.Errorf("%q takes %s, and %s is nearer", line, o.Slot.At, s.At)
			}
			if r.HourSaid && s.At.Day() == r.Day && distance(s.At.OfDay(), r.Hour) < distance(o.Slot.At.OfDay(), r.Hour) {
				t.Errorf("%q takes %s, and %s is nearer to the hour", line, o.Slot.At, s.At)
			}
		}
		if ok && (o.Unmet == Met) != possible || ok && possible != meets(o.Slot) {
			t.Errorf("%q takes %s, unmet %d; it could be met: %v", line, o.Slot.At, o.Unmet, possible)
		}
		open := dep.Hours[r.Day.Weekday()]
		inside := false
		for _, span := range open {
			inside = inside || r.HourSaid && span.From <= r.Hour && r.Hour < span.To || !r.HourSaid && r.To != 0 && span.From < r.To && r.From < span.To
		}
		if ok {
			switch o.Unmet {
			case ClosedDay:
				possible = len(open) == 0
			case FullDay:
				possible = len(open) > 0 && !r.HourSaid && r.To == 0
			case ClosedThen:
				possible = len(open) > 0 && !inside
			case FullThen:
				possible = inside
			case Met:
				possible = true
			default:
				possible = false
			}
			if !possible {
				t.Errorf("%q on %s takes %s, unmet %d, and the department is open %v", line, r.Day, o.Slot.At, o.Unmet, open)
			}
		}
	})
}
