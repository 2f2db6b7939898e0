package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"creneau/state/clinic"
)

// calendar is how a language writes days, times and waits. Weeks are indexed by
// time.Weekday, so from Sunday on, and months from 0.
type calendar struct {
	weekdays, weekdaysShort [7]string
	months, monthsShort     [12]string
	patterns                map[string]pattern
}

// dayFields, timeFields and leftFields are what patterns may hold: the number of
// a day may be an ordinal; a doubled letter is two digits.
var (
	dayFields  = []string{"Weekday", "Date", "Month", "Year"}
	timeFields = []string{"H", "HH", "MM", "Half"} // on a clock of twelve the hours are from 1 to 12
	leftFields = []string{"M", "S", "SS"}
)

// patternFields are the fields of each pattern of the calendar.
var patternFields = map[string][]string{
	"day": dayFields, "day_year": dayFields, "date": dayFields,
	"said": timeFields, "said_hour": timeFields,
	"clock_twelve": timeFields, "said_twelve": timeFields, "said_hour_twelve": timeFields,
	"left_minutes": leftFields, "left_seconds": leftFields,
}

// readCalendar takes the names from the sentences named calendar.*, where each
// is a list with single blanks between, and the patterns beside them.
func (w *Words) readCalendar() (calendar, error) {
	c := calendar{patterns: make(map[string]pattern, len(patternFields))}
	lists := []struct {
		key  string
		into []string
	}{
		{"calendar.weekdays", c.weekdays[:]},
		{"calendar.weekdays_short", c.weekdaysShort[:]},
		{"calendar.months", c.months[:]},
		{"calendar.months_short", c.monthsShort[:]},
	}
	for _, list := range lists {
		names := strings.Fields(w.plain[list.key])
		if len(names) != len(list.into) {
			return c, fmt.Errorf("%s has %d names, not %d", list.key, len(names), len(list.into))
		}
		copy(list.into, names)
	}
	for name, fields := range patternFields {
		p, err := readPattern(w.plain["calendar."+name], fields)
		if err != nil {
			return c, fmt.Errorf("calendar.%s: %w", name, err)
		}
		c.patterns[name] = p
	}
	return c, nil
}

// Day is a date as lists show it, "mar. 3 févr." or "Tue 3 Feb", with the year
// when it is not today's.
func (w *Words) Day(d, today clinic.Day) string {
	if d.Time().Year() != today.Time().Year() {
		return w.day("day_year", d, w.calendar.weekdaysShort, w.calendar.monthsShort)
	}
	return w.day("day", d, w.calendar.weekdaysShort, w.calendar.monthsShort)
}

// DayOfMonth is a date without weekday and year: "3 févr." or "3 Feb".
func (w *Words) DayOfMonth(d clinic.Day) string {
	return w.day("date", d, w.calendar.weekdaysShort, w.calendar.monthsShort)
}

// LongDay is a date as it is said: "mardi 3 février" or "Tuesday 3 February".
func (w *Words) LongDay(d clinic.Day) string {
	return w.day("day", d, w.calendar.weekdays, w.calendar.months)
}

// SaidDay is a date as it is said, with the year when it is not today's.
func (w *Words) SaidDay(d, today clinic.Day) string {
	if d.Time().Year() != today.Time().Year() {
		return w.day("day_year", d, w.calendar.weekdays, w.calendar.months)
	}
	return w.LongDay(d)
}

func (w *Words) day(name string, d clinic.Day, weekdays [7]string, months [12]string) string {
	t := d.Time()
	return w.calendar.patterns[name].fill(weekdays[t.Weekday()], w.ordinal(t.Day()), months[t.Month()-time.January], strconv.Itoa(t.Year()))
}

// Weekday is the short name of d's day of the week.
func (w *Words) Weekday(d clinic.Day) string { return w.calendar.weekdaysShort[d.Weekday()] }

// ordinal is a day of the month: in French the first is an ordinal.
func (w *Words) ordinal(day int) string {
	if day == 1 {
		return w.T("calendar.first")
	}
	return strconv.Itoa(day)
}

// OnTwelve is the same language on a clock of twelve hours, or of twenty-four.
func (w *Words) OnTwelve(twelve bool) *Words {
	c := *w
	c.twelve = twelve
	return &c
}

// The cells of a time in tables at most, on a clock of twenty-four and of twelve.
const (
	clockCells       = len("14:30")
	clockTwelveCells = len("12:30 pm")
)

// ClockCells is how wide a time in tables is at most.
func (w *Words) ClockCells() int {
	if w.twelve {
		return clockTwelveCells
	}
	return clockCells
}

// Clock is a time in tables: "14:30", or "2:30 pm".
func (w *Words) Clock(t clinic.Wall) string {
	if w.twelve {
		return w.time("clock_twelve", t)
	}
	return t.Clock()
}

// Said is a time in sentences: "14 h 30" or "14:30", and "14 h" on the hour.
func (w *Words) Said(t clinic.Wall) string {
	name := "said"
	if t.OfDay()%clinic.Hour < clinic.Minute {
		name = "said_hour"
	}
	if w.twelve {
		name += "_twelve"
	}
	return w.time(name, t)
}

func (w *Words) time(name string, t clinic.Wall) string {
	hour, minute, half := int(t.OfDay()/clinic.Hour), int(t.OfDay()%clinic.Hour/clinic.Minute), ""
	if w.twelve {
		half = w.T("calendar.before_noon")
		if hour >= 12 {
			half = w.T("calendar.after_noon")
		}
		hour = (hour+11)%12 + 1
	}
	return w.calendar.patterns[name].fill(strconv.Itoa(hour), twoDigits(hour), twoDigits(minute), half)
}

func twoDigits(n int) string { return string([]byte{'0' + byte(n/10%10), '0' + byte(n%10)}) }

// Ago is how long ago something was, to the minute below two hours, then to the
// hour, and to the day from two days on.
func (w *Words) Ago(minutes int) string {
	switch {
	case minutes < 1:
		return w.T("ago.now")
	case minutes < 2*60:
		return w.N("ago.minutes", minutes, nil)
	case minutes < 2*24*60:
		return w.N("ago.hours", minutes/60, nil)
	}
	return w.N("ago.days", minutes/(24*60), nil)
}

// Countdown is what is left of a wait, with its units, so that nobody reads a
// time of the day: "12 min 05 s", "59 s", and never less than "0 s".
func (w *Words) Countdown(left time.Duration) string {
	seconds := max(int((left+time.Second-1)/time.Second), 0)
	name := "left_minutes"
	if seconds < 60 {
		name = "left_seconds"
	}
	return w.calendar.patterns[name].fill(strconv.Itoa(seconds/60), strconv.Itoa(seconds%60), twoDigits(seconds%60))
}
