package clinic

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWallAndDay(t *testing.T) {
	w := At(2026, time.February, 3, 9, 40)
	if w.String() != "2026-02-03T09:40:00" || w.Clock() != "09:40" || w.Day().String() != "2026-02-03" {
		t.Error(w.String(), w.Clock(), w.Day())
	}
	if d := w.Day(); d.Weekday() != time.Tuesday || d.Monday() != Date(2026, time.February, 2) || d.At(9*Hour+40*Minute) != w {
		t.Error(d.Weekday(), d.Monday(), d.At(9*Hour))
	}
	conakry := time.FixedZone("", -3600)
	if WallOf(time.Date(2026, 2, 3, 9, 40, 0, 0, conakry)) != w {
		t.Error("a wall clock is read in its own zone")
	}
	if got := (Instant{w, time.Minute}).Add(90 * time.Second); got != (Instant{w + 90, 150 * time.Second}) {
		t.Error(got)
	}
}

func TestDaysAgreeWithTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Wall(rapid.Int64Range(-1e11, 1e11).Draw(t, "wall"))
		at := w.Time()
		if d := w.Day(); d.String() != at.Format("2006-01-02") || d.Weekday() != at.Weekday() {
			t.Fatalf("%v: %v %v", at, d, d.Weekday())
		}
		if of := w.OfDay(); of < 0 || of >= 24*Hour || w.Day().At(of) != w {
			t.Fatalf("%v: %v into its day", at, of)
		}
		if m := w.Day().Monday(); m.Weekday() != time.Monday || m > w.Day() || m < w.Day()-6 {
			t.Fatalf("%v: its Monday is %v", at, m)
		}
		if w.Clock() != at.Format("15:04") {
			t.Fatalf("%v: %s", at, w.Clock())
		}
		if back, err := ParseWall(w.String()); at.Year() >= 0 && at.Year() < 10_000 && (err != nil || back != w) {
			t.Fatalf("%v is read back as %v, %v", w, back, err)
		}
	})
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"2026-02-03T09:40:07":         "2026-02-03T09:40:07",
		"2026-02-03T09:40":            "2026-02-03T09:40:00",
		"2026-02-03T09:40:07.123":     "2026-02-03T09:40:07",
		"2026-02-03 09:40:07":         "2026-02-03T09:40:07",
		"2026-02-03T09:40:07Z":        "",
		"2026-02-03T09:40:07+01:00":   "",
		"2026-02-30T09:40:07":         "",
		"":                            "",
		"tomorrow, or the day after.": "",
	} {
		got, err := ParseWall(text)
		if (err == nil) != (want != "") || err == nil && got.String() != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if d, err := ParseDay("2026-02-03"); err != nil || d != storyNow.Day() {
		t.Error(d, err)
	}
	for _, text := range []string{"2026-02-30", "3 February", ""} {
		if d, err := ParseDay(text); err == nil {
			t.Errorf("%q is %v", text, d)
		}
	}
}
