package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"creneau/state/clinic"
)

// calendar is how a language names days and months. Weeks are indexed by
// time.Weekday, so from Sunday on, and months from 0.
type calendar struct {
	weekdays, weekdaysShort [7]string
	months, monthsShort     [12]string
}

// readCalendar takes the names from the sentences named calendar.*, where each
// is a list with single blanks between.
func (w *Words) readCalendar() (calendar, error) {
	var c calendar
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
		names := strings.Fields(w.static[list.key])
		if len(names) != len(list.into) {
			return c, fmt.Errorf("%s has %d names, not %d", list.key, len(names), len(list.into))
		}
		copy(list.into, names)
	}
	return c, nil
}

// Day is a date as lists show it, "mar. 3 févr." or "Tue 3 Feb", with the year
// when it is not today's.
func (w *Words) Day(d, today clinic.Day) string {
	t := d.Time()
	s := w.Weekday(d) + " " + w.DayOfMonth(d)
	if t.Year() != today.Time().Year() {
		s += " " + strconv.Itoa(t.Year())
	}
	return s
}

// DayOfMonth is a date without weekday and year: "3 févr." or "3 Feb".
func (w *Words) DayOfMonth(d clinic.Day) string {
	t := d.Time()
	return w.ordinal(t.Day()) + " " + w.calendar.monthsShort[t.Month()-time.January]
}

// LongDay is a date as it is said: "mardi 3 février" or "Tuesday 3 February".
func (w *Words) LongDay(d clinic.Day) string {
	t := d.Time()
	return w.calendar.weekdays[t.Weekday()] + " " + w.ordinal(t.Day()) + " " + w.calendar.months[t.Month()-time.January]
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

// Clock is a time in tables: "14:30".
func (w *Words) Clock(t clinic.Wall) string { return t.Clock() }

// Said is a time in sentences: "14 h 30" or "2:30 pm", and "14 h" or "2 pm" on
// the hour.
func (w *Words) Said(t clinic.Wall) string {
	hour, minute := int(t.OfDay()/clinic.Hour), int(t.OfDay()%clinic.Hour/clinic.Minute)
	if w.lang == "fr" {
		if minute == 0 {
			return fmt.Sprintf("%d h", hour)
		}
		return fmt.Sprintf("%d h %02d", hour, minute)
	}
	half := "am"
	if hour >= 12 {
		half = "pm"
	}
	hour = (hour+11)%12 + 1
	if minute == 0 {
		return fmt.Sprintf("%d %s", hour, half)
	}
	return fmt.Sprintf("%d:%02d %s", hour, minute, half)
}

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

// Countdown is what is left of a wait as m:ss, and never below 0:00.
func (w *Words) Countdown(left time.Duration) string {
	seconds := max(int((left+time.Second-1)/time.Second), 0)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}
