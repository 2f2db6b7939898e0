package state

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// The ends of days, months and years, the longest and the shortest February.
var eves = []clinic.Day{
	clinic.Date(2026, time.February, 3), clinic.Date(2026, time.January, 31), clinic.Date(2026, time.February, 28),
	clinic.Date(2028, time.February, 28), clinic.Date(2028, time.February, 29), clinic.Date(2026, time.April, 30),
	clinic.Date(2026, time.December, 31), clinic.Date(2026, time.March, 1),
}

// atNight is a desk that stands on an eve at two minutes to midnight.
func atNight(t *testing.T, eve clinic.Day) *desk {
	d := newDesk(t, Options{})
	d.at.Wall = eve.At(23*clinic.Hour + 58*clinic.Minute)
	d.do(Started{})
	return d
}

// left lets time go by at a desk that is left alone.
func (d *desk) leftAlone(minutes int) {
	for range minutes {
		d.at = d.at.Add(time.Minute)
		d.do(Ticked{Idle: true})
	}
}

func TestDeskLeftOpenOverMidnightShowsToday(t *testing.T) {
	for _, eve := range eves {
		for name, c := range map[string]struct {
			night func(*desk)
			want  clinic.Day
		}{
			"left alone":            {func(d *desk) { d.leftAlone(3) }, 1},
			"before midnight":       {func(d *desk) { d.leftAlone(1) }, 0},
			"asleep over midnight":  {func(d *desk) { d.at.Wall += 9 * clinic.Hour; d.leftAlone(1) }, 1},
			"asleep for three days": {func(d *desk) { d.at.Wall += 72 * clinic.Hour; d.leftAlone(1) }, 3},
			"the clock set back":    {func(d *desk) { d.leftAlone(3); d.at.Wall -= 10 * clinic.Minute; d.leftAlone(1) }, 0},
			"not alone":             {func(d *desk) { d.pass(time.Hour) }, 0},
			"a day just chosen":     {func(d *desk) { d.do(DayShown{eve + 7}); d.leftAlone(9) }, 7},
			"a day chosen long ago": {func(d *desk) { d.do(DayShown{eve + 7}); d.leftAlone(10) }, 1},
			"chosen, then asleep":   {func(d *desk) { d.do(DayShown{eve + 7}); d.at.Wall += 9 * clinic.Hour; d.leftAlone(1) }, 1},
			"a booking typed":       {func(d *desk) { d.do(DraftOpened{Line: "dia"}); d.leftAlone(60) }, 0},
			"a booking put aside":   {func(d *desk) { d.do(Typed{Line: "dia"}, DraftParked{}); d.leftAlone(3) }, 1},
			"chosen by day":         {func(d *desk) { d.leftAlone(3); d.do(DayShown{eve + 7}); d.leftAlone(60) }, 7},
		} {
			d := atNight(t, eve)
			c.night(d)
			if d.Shown != eve+c.want {
				t.Errorf("%v, %s: shows %v at %v", eve, name, d.Shown, d.at.Wall)
			}
			if at, ok := d.VisitsReadAt(d.Shown); name == "left alone" && (!ok || d.at.Mono-at.Mono > freshDay) {
				t.Errorf("%v: the day that is shown was not read", eve)
			}
		}
	}
}

// At any moment: only a desk that is left alone moves, only after a midnight, only
// to today, and then it does move.
func TestTheDayShownFollowsTodayAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		start := rapid.SampledFrom(eves).Draw(rt, "eve").At(clinic.Wall(rapid.IntRange(0, 24*60-1).Draw(rt, "minute")) * clinic.Minute)
		d := newDesk(t, Options{})
		d.at.Wall = start
		d.do(Started{})
		was, chosen, chosenWall := d.at.Wall.Day(), time.Duration(-never), clinic.Wall(-never/2)
		for range 60 {
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0: // asleep, or the clock is set
				d.at.Wall += clinic.Wall(rapid.IntRange(-2, 40).Draw(rt, "hours")) * clinic.Hour
			case 1:
				day := d.at.Wall.Day() + clinic.Day(rapid.IntRange(-1, 9).Draw(rt, "day"))
				d.do(DayShown{day})
				chosen, chosenWall = d.at.Mono, d.at.Wall
				if today := d.at.Wall.Day(); day == today {
					was = today
				}
			case 2:
				d.do(rapid.SampledFrom([]Event{Typed{Line: "dia"}, DraftParked{}, DraftClosed{}}).Draw(rt, "draft"))
			default:
				d.at = d.at.Add(time.Duration(rapid.IntRange(1, 400).Draw(rt, "minutes")) * time.Minute)
			}
			idle, shown, today := rapid.Bool().Draw(rt, "idle"), d.Shown, d.at.Wall.Day()
			d.do(Ticked{Idle: idle})
			held := d.at.Mono-chosen < chosenStands && d.at.Wall-chosenWall < clinic.Wall(chosenStands/time.Second)
			want := shown
			if idle && !held && (d.Draft == nil || d.Draft.Line == "") && today != was {
				want, was = today, today
			}
			if d.Shown != want {
				rt.Fatalf("at %v it shows %v, want %v", d.at.Wall, d.Shown, want)
			}
		}
	})
}
