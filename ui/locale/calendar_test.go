package locale

import (
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestDates(t *testing.T) {
	fr, en := Load("fr"), Load("en")
	today := clinic.Date(2026, time.February, 3)
	first := clinic.Date(2027, time.May, 1)
	for _, c := range []struct{ got, want string }{
		{fr.Day(today, today), "mar. 3 févr."},
		{en.Day(today, today), "Tue 3 Feb"},
		{fr.Day(first, today), "sam. 1er mai 2027"},
		{en.Day(first, today), "Sat 1 May 2027"},
		{fr.LongDay(today), "mardi 3 février"},
		{en.LongDay(today), "Tuesday 3 February"},
		{fr.LongDay(first), "samedi 1er mai"},
		{fr.Weekday(today + 5), "dim."},
		{en.Weekday(today + 5), "Sun"},
		{fr.DayOfMonth(clinic.Date(2026, time.December, 31)), "31 déc."},
		{en.DayOfMonth(clinic.Date(2026, time.August, 1)), "1 Aug"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	fr, en := Load("fr"), Load("en")
	for _, c := range []struct {
		hour, minute       int
		clock, said, inEng string
	}{
		{0, 0, "00:00", "0 h", "12 am"},
		{0, 5, "00:05", "0 h 05", "12:05 am"},
		{8, 0, "08:00", "8 h", "8 am"},
		{12, 0, "12:00", "12 h", "12 pm"},
		{14, 30, "14:30", "14 h 30", "2:30 pm"},
		{23, 59, "23:59", "23 h 59", "11:59 pm"},
	} {
		at := clinic.At(2026, time.February, 3, c.hour, c.minute)
		if got := fr.Clock(at); got != c.clock {
			t.Errorf("%q, want %q", got, c.clock)
		}
		if got := fr.Said(at); got != c.said {
			t.Errorf("%q, want %q", got, c.said)
		}
		if got := en.Said(at); got != c.inEng {
			t.Errorf("%q, want %q", got, c.inEng)
		}
	}
}

func TestAgo(t *testing.T) {
	fr, en := Load("fr"), Load("en")
	for _, c := range []struct {
		minutes  int
		fr, inEn string
	}{
		{-1, "à l'instant", "just now"},
		{0, "à l'instant", "just now"},
		{1, "il y a 1 min", "1 min ago"},
		{119, "il y a 119 min", "119 min ago"},
		{120, "il y a 2 heures", "2 hours ago"},
		{2*24*60 - 1, "il y a 47 heures", "47 hours ago"},
		{3 * 24 * 60, "il y a 3 jours", "3 days ago"},
	} {
		if got := fr.Ago(c.minutes); got != c.fr {
			t.Errorf("%d: %q, want %q", c.minutes, got, c.fr)
		}
		if got := en.Ago(c.minutes); got != c.inEn {
			t.Errorf("%d: %q, want %q", c.minutes, got, c.inEn)
		}
	}
}

func TestCountdown(t *testing.T) {
	w := Load("en")
	for left, want := range map[time.Duration]string{
		-time.Second: "0:00", 0: "0:00", time.Millisecond: "0:01", 20 * time.Second: "0:20",
		59*time.Second + 1: "1:00", 754 * time.Second: "12:34", time.Hour: "60:00",
	} {
		if got := w.Countdown(left); got != want {
			t.Errorf("%v: %q, want %q", left, got, want)
		}
	}
}
