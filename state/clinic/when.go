package clinic

import (
	"fmt"
	"time"
)

// Wall is a time on the clinic's wall clock, in seconds since
// 1970-01-01T00:00:00 on that same clock. It has no zone, as the API's
// dateTime has none.
type Wall int64

// Day is a date of the clinic's calendar, in days since 1970-01-01.
type Day int32

// Lengths on the wall clock, in seconds.
const (
	Minute Wall = 60
	Hour   Wall = 60 * Minute
	dayLen Wall = 24 * Hour
)

// Instant is one moment on two clocks: the clinic's wall clock, which may be
// set, and a monotonic one, which only runs.
type Instant struct {
	Wall Wall
	Mono time.Duration
}

// Add is the moment d later on both clocks.
func (i Instant) Add(d time.Duration) Instant {
	return Instant{Wall: i.Wall + Wall(d/time.Second), Mono: i.Mono + d}
}

// WallOf reads the wall clock of t in t's own location.
func WallOf(t time.Time) Wall {
	_, offset := t.Zone()
	return Wall(t.Unix() + int64(offset))
}

// At is the wall time of a date and an hour.
func At(year int, month time.Month, day, hour, minute int) Wall {
	return Wall(time.Date(year, month, day, hour, minute, 0, 0, time.UTC).Unix())
}

// Date is the day of a calendar date.
func Date(year int, month time.Month, day int) Day { return At(year, month, day, 0, 0).Day() }

// Time is w as a time.Time in UTC, for formatting only.
func (w Wall) Time() time.Time { return time.Unix(int64(w), 0).UTC() }

// Day is the date that w falls on.
func (w Wall) Day() Day {
	d := w / dayLen
	if w%dayLen < 0 {
		d--
	}
	return Day(d)
}

// OfDay is the time of day, in seconds since midnight.
func (w Wall) OfDay() Wall { return w - w.Day().Start() }

// Clock is the time of day as HH:MM.
func (w Wall) Clock() string {
	m := int(w.OfDay() / Minute)
	b := [5]byte{'0' + byte(m/600), '0' + byte(m/60%10), ':', '0' + byte(m%60/10), '0' + byte(m%10)}
	return string(b[:])
}

// String is w as the API writes it: YYYY-MM-DDTHH:MM:SS, zoneless.
func (w Wall) String() string { return w.Time().Format("2006-01-02T15:04:05") }

// ParseWall reads YYYY-MM-DDTHH:MM[:SS[.fraction]] without a zone.
func ParseWall(s string) (Wall, error) {
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return Wall(t.Unix()), nil
		}
	}
	return 0, fmt.Errorf("not a zoneless date and time: %.40q", s)
}

// Start is midnight at the beginning of d.
func (d Day) Start() Wall { return Wall(d) * dayLen }

// At is the moment of d that is this many seconds after its midnight.
func (d Day) At(ofDay Wall) Wall { return d.Start() + ofDay }

// Weekday is the day of the week of d.
func (d Day) Weekday() time.Weekday {
	return time.Weekday(((int(d)+4)%7 + 7) % 7) // 1970-01-01 was a Thursday
}

// Monday is the Monday of the week that holds d: weeks start on Monday.
func (d Day) Monday() Day { return d - Day((d.Weekday()+6)%7) }

// Time is midnight of d in UTC, for formatting only.
func (d Day) Time() time.Time { return d.Start().Time() }

// String is d as the API writes it: YYYY-MM-DD.
func (d Day) String() string { return d.Time().Format("2006-01-02") }

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, fmt.Errorf("not a date: %.40q", s)
	}
	return Wall(t.Unix()).Day(), nil
}

// NextSecond is when a countdown to a moment shows another second.
func NextSecond(now, due Instant) Instant {
	step := (due.Mono - now.Mono) % time.Second
	if step <= 0 {
		step = time.Second
	}
	return now.Add(min(step, max(0, due.Mono-now.Mono)))
}
