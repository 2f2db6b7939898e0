package locale

import (
	"strings"
	"testing"
	"time"

	"creneau/state/clinic"
)

// joined is a text with a no-break space for each ~.
func joined(text string) string { return strings.ReplaceAll(text, "~", "\u00a0") }

func TestDates(t *testing.T) {
	fr, en := Load("fr"), Load("en")
	today := clinic.Date(2026, time.February, 3)
	first := clinic.Date(2027, time.May, 1)
	for _, c := range []struct{ got, want string }{
		{fr.Day(today, today), "mar. 3~févr."},
		{en.Day(today, today), "Tue 3~Feb"},
		{fr.Day(first, today), "sam. 1er~mai 2027"},
		{en.Day(first, today), "Sat 1~May 2027"},
		{fr.LongDay(today), "mardi 3~février"},
		{en.LongDay(today), "Tuesday 3~February"},
		{fr.LongDay(first), "samedi 1er~mai"},
		{fr.Weekday(today + 5), "dim."},
		{en.Weekday(today + 5), "Sun"},
		{fr.DayOfMonth(clinic.Date(2026, time.December, 31)), "31~déc."},
		{en.DayOfMonth(clinic.Date(2026, time.August, 1)), "1~Aug"},
	} {
		if want := joined(c.want); c.got != want {
			t.Errorf("%q, want %q", c.got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	fr, en := Load("fr"), Load("en")
	for _, c := range []struct {
		hour, minute       int
		clock, said, inEng string
	}{
		{0, 0, "00:00", "0~h", "00:00"},
		{0, 5, "00:05", "0~h~05", "00:05"},
		{8, 0, "08:00", "8~h", "08:00"},
		{12, 0, "12:00", "12~h", "12:00"},
		{14, 30, "14:30", "14~h~30", "14:30"},
		{23, 59, "23:59", "23~h~59", "23:59"},
	} {
		at := clinic.At(2026, time.February, 3, c.hour, c.minute)
		if got := fr.Clock(at); got != c.clock {
			t.Errorf("%q, want %q", got, c.clock)
		}
		if got := fr.Said(at); got != joined(c.said) {
			t.Errorf("%q, want %q", got, joined(c.said))
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
		{1, "il y a 1~min", "1 min ago"},
		{119, "il y a 119~min", "119 min ago"},
		{120, "il y a 2~heures", "2 hours ago"},
		{2*24*60 - 1, "il y a 47~heures", "47 hours ago"},
		{3 * 24 * 60, "il y a 3~jours", "3 days ago"},
	} {
		if got := fr.Ago(c.minutes); got != joined(c.fr) {
			t.Errorf("%d: %q, want %q", c.minutes, got, joined(c.fr))
		}
		if got := en.Ago(c.minutes); got != c.inEn {
			t.Errorf("%d: %q, want %q", c.minutes, got, c.inEn)
		}
	}
}

func TestCountdown(t *testing.T) {
	fr, en := Load("fr"), Load("en")
	for left, want := range map[time.Duration]string{
		-time.Second: "0 s", 0: "0 s", time.Millisecond: "1 s", 20 * time.Second: "20 s",
		59*time.Second + 1: "1 min 00 s", 754 * time.Second: "12 min 34 s", time.Hour: "60 min 00 s",
	} {
		want = strings.ReplaceAll(want, " ", "\u00a0")
		for _, w := range []*Words{fr, en} {
			if got := w.Countdown(left); got != want {
				t.Errorf("%v: %q, want %q", left, got, want)
			}
		}
	}
}

func TestPatterns(t *testing.T) {
	names := []string{"H", "MM"}
	for text, want := range map[string]string{"{{.H}} h {{.MM}}": "9 h 45", "at {{.H}}": "at 9", "noon": "noon", "{{.MM}}{{.MM}}": "4545"} {
		p, err := readPattern(text, names)
		if got := p.fill("9", "45"); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "{{.Hour}}", "{{.H", "{{.}}"} {
		if p, err := readPattern(text, names); err == nil {
			t.Errorf("%q is read as %v", text, p)
		}
	}
}
