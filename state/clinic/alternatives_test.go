package clinic

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// tuesdayAtTen is a wish for department 1 a week after storyNow.
var tuesdayAtTen = Wish{At: At(2026, time.February, 10, 10, 0), Department: "1"}

func TestRankCosts(t *testing.T) {
	weights := DefaultWeights()
	weights.OtherDepartments = true
	at := func(day, hour, minute int) Slot {
		return Slot{Department: "1", Worker: "31", At: At(2026, time.February, day, hour, minute), Free: true}
	}
	wish := tuesdayAtTen
	wish.Worker = "31"
	another, elsewhere, unsaid := at(10, 10, 0), at(10, 10, 0), at(11, 10, 0)
	another.Worker, elsewhere.Department, unsaid.Worker = "32", "2", ""
	for _, x := range []struct {
		name string
		slot Slot
		want float64
	}{
		{"the same day, half an hour on", at(10, 10, 30), 2.5 / 6},
		{"the same day, an hour and a half before", at(10, 8, 30), 1.25},
		{"the same day, three hours on", at(10, 13, 0), 2.5},
		{"the same day, eight hours on", at(10, 18, 0), 2.5},
		{"a day on", at(11, 10, 0), 1},
		{"five days on, an hour and a half before", at(15, 8, 30), 6.25},
		{"an earlier day", at(9, 10, 0), 0},
		{"an earlier day, an hour and a half on", at(6, 11, 30), 1.25},
		{"another worker", another, 5},
		{"another department", elsewhere, 10},
		{"a slot without worker", unsaid, 1},
	} {
		got := Rank(wish, []Slot{x.slot}, storyNow, weights, 5)
		if len(got) != 1 || got[0].Slot != x.slot || math.Abs(got[0].Cost-x.want) > 1e-9 {
			t.Errorf("%s: %v, want cost %g", x.name, got, x.want)
		}
	}
	weights.HourSpan = 0
	if got := Rank(wish, []Slot{at(10, 10, 30)}, storyNow, weights, 5); got[0].Cost != weights.Hour {
		t.Errorf("without a span another hour costs %g, want %g", got[0].Cost, weights.Hour)
	}
}

func TestRankLeavesOut(t *testing.T) {
	day := func(n, hour int) Wall { return At(2026, time.February, n, hour, 0) }
	wish, weights := tuesdayAtTen, DefaultWeights()
	for _, x := range []struct {
		name string
		slot Slot
	}{
		{"the wish", Slot{Department: "1", At: wish.At, Free: true}},
		{"the wish in the other form of its id", Slot{Department: `"1`, At: wish.At, Free: true}},
		{"the wish with some worker", Slot{Department: "1", Worker: "31", At: wish.At, Free: true}},
		{"a slot that is taken", Slot{Department: "1", At: day(11, 10)}},
		{"what is past", Slot{Department: "1", At: storyNow - Hour, Free: true}},
		{"what is now", Slot{Department: "1", At: storyNow, Free: true}},
		{"what is 15 days on", Slot{Department: "1", At: day(25, 10), Free: true}},
		{"another department", Slot{Department: "2", At: day(11, 10), Free: true}},
	} {
		if got := Rank(wish, []Slot{x.slot}, storyNow, weights, 5); len(got) != 0 {
			t.Errorf("%s is offered: %v", x.name, got)
		}
	}
	last := Slot{Department: "1", At: day(24, 10), Free: true}
	if got := Rank(wish, []Slot{last, last}, storyNow, weights, 5); len(got) != 1 {
		t.Errorf("one slot twice, 14 days on: %v", got)
	}
	if got := Rank(wish, []Slot{last}, storyNow, weights, 0); got != nil {
		t.Errorf("none asked: %v", got)
	}
}

func TestRankGivesReasons(t *testing.T) {
	at := func(day, hour, minute int) Slot {
		return Slot{Department: "1", At: At(2026, time.February, day, hour, minute), Free: true}
	}
	slots := []Slot{
		at(3, 16, 0), at(3, 17, 0), at(10, 9, 45), at(10, 10, 30), at(10, 11, 0), at(10, 11, 15), at(10, 11, 30), at(12, 10, 0), at(13, 10, 0),
	}
	type row struct {
		at  string
		why Reason
	}
	var got []row
	for _, a := range Rank(tuesdayAtTen, slots, storyNow, DefaultWeights(), 5) {
		got = append(got, row{a.Slot.At.String(), a.Reason})
	}
	want := []row{
		{"2026-02-10T09:45:00", SameDayNearestHour},
		{"2026-02-10T10:30:00", Close},
		{"2026-02-10T11:00:00", Close},
		{"2026-02-12T10:00:00", SameHourOtherDay},
		{"2026-02-03T16:00:00", SoonestOfAll},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}

	// Two rows have no room for all three kinds: they are the two cheapest.
	if got := Rank(tuesdayAtTen, slots, storyNow, DefaultWeights(), 2); len(got) != 2 || got[0].Slot != at(10, 9, 45) || got[1].Slot != at(10, 10, 30) {
		t.Errorf("two rows: %v", got)
	}

	// Days before the wish cost nothing; the nearest to it comes first.
	got = nil
	for _, a := range Rank(tuesdayAtTen, []Slot{at(4, 10, 0), at(9, 10, 0), at(6, 10, 0), at(10, 10, 15)}, storyNow, DefaultWeights(), 5) {
		got = append(got, row{a.Slot.At.String(), a.Reason})
	}
	want = []row{
		{"2026-02-09T10:00:00", SameHourOtherDay},
		{"2026-02-06T10:00:00", SameHourOtherDay},
		{"2026-02-04T10:00:00", SoonestOfAll},
		{"2026-02-10T10:15:00", SameDayNearestHour},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}

	wish, weights := tuesdayAtTen, DefaultWeights()
	wish.Worker, weights.OtherDepartments = "31", true
	other, elsewhere, own := at(10, 10, 0), at(10, 10, 0), at(10, 11, 0)
	other.Worker, elsewhere.Department, own.Worker = "32", "2", "31"
	reasons := map[Slot]Reason{}
	for _, a := range Rank(wish, []Slot{at(4, 10, 0), other, elsewhere, own}, storyNow, weights, 5) {
		reasons[a.Slot] = a.Reason
	}
	if reasons[own] != SameDayNearestHour || reasons[other] != OtherWorker || reasons[elsewhere] != OtherDepartment {
		t.Errorf("reasons %v", reasons)
	}
}

func TestRankKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slots := slotsAround(t)
		wish := Wish{
			At:         storyNow.Day().At(10*Hour) + Wall(rapid.IntRange(0, 14).Draw(t, "days"))*dayLen,
			Department: "1",
			Worker:     NumberID(rapid.SampledFrom([]string{"", "31"}).Draw(t, "worker")),
		}
		weights := DefaultWeights()
		weights.OtherDepartments = rapid.Bool().Draw(t, "other departments")
		const limit = 5
		rows := Rank(wish, slots, storyNow, weights, limit)
		if other := Rank(wish, rapid.Permutation(slots).Draw(t, "order"), storyNow, weights, limit); !slices.Equal(rows, other) {
			t.Fatalf("%v, in another order %v", rows, other)
		}
		everything := Rank(wish, slots, storyNow, weights, len(slots)+1)
		if len(rows) != min(limit, len(everything)) {
			t.Fatalf("%d rows of %d", len(rows), len(everything))
		}
		for i, a := range everything {
			if !a.Slot.Free || a.Slot.At <= storyNow || wish.is(a.Slot) || !weights.OtherDepartments && a.Slot.Department != "1" {
				t.Fatalf("%v is offered for %v", a.Slot, wish)
			}
			if i > 0 && (everything[i-1].Cost > a.Cost || wish.compare(everything[i-1], a) >= 0) {
				t.Fatalf("%v stands before %v", everything[i-1], a)
			}
		}
		checkKinds(t, wish, everything, rows)
	})
}

// checkKinds checks that rows have each of the three promised kinds of which
// there is a slot at all.
func checkKinds(t *rapid.T, wish Wish, everything, rows []Alternative) {
	sameDay := func(a Alternative) bool { return a.Slot.At.Day() == wish.At.Day() }
	sameHour := func(a Alternative) bool { return !sameDay(a) && a.Slot.At.OfDay() == wish.At.OfDay() }
	for name, kind := range map[string]func(Alternative) bool{"same day": sameDay, "same hour": sameHour} {
		if slices.ContainsFunc(everything, kind) && !slices.ContainsFunc(rows, kind) {
			t.Fatalf("no %s in %v of %v", name, rows, everything)
		}
	}
	if len(everything) == 0 {
		return
	}
	byTime := func(a, b Alternative) int { return int(a.Slot.At - b.Slot.At) }
	if first := slices.MinFunc(everything, byTime).Slot.At; slices.MinFunc(rows, byTime).Slot.At != first {
		t.Fatalf("the soonest, %s, is not in %v", first, rows)
	}
	off := func(a Alternative) Wall { return distance(a.Slot.At.OfDay(), wish.At.OfDay()) }
	for _, r := range rows {
		if r.Reason != SameDayNearestHour {
			continue
		}
		for _, a := range everything {
			if sameDay(a) && wish.own(a.Slot) && off(a) < off(r) {
				t.Fatalf("%v is nearer in hour than %v", a, r)
			}
		}
	}
}

func BenchmarkRank10000(b *testing.B) {
	var slots []Slot
	for i := range 10_000 {
		day := tuesdayAtTen.At.Day() + Day(i%28-13)
		slots = append(slots, Slot{Department: "1", Worker: NumberID([]string{"31", "32", "33"}[i%3]), At: day.At(7*Hour + Wall(i/28)*2*Minute), Free: true})
	}
	wish := tuesdayAtTen
	wish.Worker = "31"
	b.ReportAllocs()
	for b.Loop() {
		Rank(wish, slots, storyNow, DefaultWeights(), 5)
	}
}

func BenchmarkChoose10000(b *testing.B) {
	var slots []Slot
	for i := range 10_000 {
		slots = append(slots, Slot{Department: "1", At: storyNow + Wall(i)*15*Minute, Free: i%3 == 0})
	}
	r := Read("mar 10", readingDesk())
	for b.Loop() {
		Choose(r, Department{ID: "1"}, slots, storyNow)
	}
}
