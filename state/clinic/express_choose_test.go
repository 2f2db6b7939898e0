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
		{"dia mar mat 13", "2026-02-10T10:15:00"}, // within the half day
		{"dia mar apr", "2026-02-10T14:00:00"},    //
		{"dia mar soir", "2026-02-10T08:00:00"},   // none within: the first of the day
		{"dia mar", "2026-02-10T08:00:00"},        //
		{"dia auj", "2026-02-03T10:00:00"},        //
		{"dia auj 8", "2026-02-03T10:00:00"},      // gone by: the nearest still to come
		{"dia mer 10", "2026-02-04T09:45:00"},     // as near: the earlier
		{"dia ven", "2026-02-07T08:00:00"},        // none on the day: the next that has one
		{"dia lun 13", "2026-02-10T14:00:00"},     // and there by the same wish
		{"dia 11h", "2026-02-03T11:00:00"},        // no day: the hour is still to come today
		{"dia 9h", "2026-02-04T09:45:00"},         // gone by: the next day
		{"dia apr", "2026-02-03T15:00:00"},        // no day: the next within the half day
		{"dia soir", "2026-02-05T18:00:00"},
		{"dia +30", ""},
	} {
		got, ok := Choose(Read(x.line, c), c.Departments[0], slots, c.Now)
		want, err := ParseWall(x.want)
		if ok != (err == nil) || ok && got.At != want {
			t.Errorf("Choose for %q = %s %v, want %s", x.line, got.At, ok, x.want)
		}
	}
	if got, ok := Choose(Read("dia soir", c), c.Departments[0], freeAt(t, "2026-02-04T08:00"), c.Now); !ok || got.At.Clock() != "08:00" {
		t.Errorf("no evening held: %v %v, want the next free one", got, ok)
	}
}

func TestChooseKeepsToTheWorker(t *testing.T) {
	slots := freeAt(t, "2026-02-04T08:00", "2026-02-04T09:00", "2026-02-04T10:00")
	slots[0].Worker, slots[1].Worker, slots[2].Worker = "31", "32", "31"
	dep := Department{ID: "1"}
	for worker, want := range map[ID]string{"": "08:00", "31": "08:00", "32": "09:00", `"32`: "09:00"} {
		if got, ok := Choose(Reading{Worker: worker}, dep, slots, storyNow); !ok || got.At.Clock() != want {
			t.Errorf("worker %s: %v %v, want %s", worker, got, ok, want)
		}
	}
	if got, ok := Choose(Reading{Worker: "33"}, dep, slots, storyNow); ok {
		t.Errorf("a worker without slots is given %v", got)
	}
	plain := freeAt(t, "2026-02-04T08:00")
	if _, ok := Choose(Reading{Worker: "33"}, dep, plain, storyNow); !ok {
		t.Error("slots that carry no worker are anybody's")
	}
}

func TestNextFree(t *testing.T) {
	slots := freeAt(t, "2026-02-04T08:00", "2026-02-03T10:00", "2026-02-03T09:45", "2026-02-03T09:40")
	slots[2].Free = false
	if got, ok := NextFree(slots, storyNow); !ok || got != slots[1] {
		t.Errorf("NextFree = %v %v, want %v", got, ok, slots[1])
	}
	if got, ok := NextFree(slots, slots[0].At); ok {
		t.Errorf("NextFree after the last = %v", got)
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
			if ok && s == got && !fits {
				t.Fatalf("%v chosen for %q", s, line)
			}
		}
	})
}
