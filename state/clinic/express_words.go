package clinic

import (
	"strconv"
	"strings"
	"time"
)

// weekdayWords, relativeDays and halfDays are the exact words of the express
// line in both languages, folded.
var weekdayWords = map[string]time.Weekday{
	"lun": time.Monday, "lundi": time.Monday, "mon": time.Monday, "monday": time.Monday,
	"mar": time.Tuesday, "mardi": time.Tuesday, "tue": time.Tuesday, "tuesday": time.Tuesday,
	"mer": time.Wednesday, "mercredi": time.Wednesday, "wed": time.Wednesday, "wednesday": time.Wednesday,
	"jeu": time.Thursday, "jeudi": time.Thursday, "thu": time.Thursday, "thursday": time.Thursday,
	"ven": time.Friday, "vendredi": time.Friday, "fri": time.Friday, "friday": time.Friday,
	"sam": time.Saturday, "samedi": time.Saturday, "sat": time.Saturday, "saturday": time.Saturday,
	"dim": time.Sunday, "dimanche": time.Sunday, "sun": time.Sunday, "sunday": time.Sunday,
}

var relativeDays = map[string]Day{
	"auj": 0, "aujourd hui": 0, "today": 0,
	"demain": 1, "tomorrow": 1,
	"apres demain": 2,
}

var (
	morning   = Span{0, 12 * Hour}
	afternoon = Span{12 * Hour, 18 * Hour}
	evening   = Span{17 * Hour, 24 * Hour}
	pastNoon  = Span{12 * Hour, 24 * Hour}
)

var halfDays = map[string]Span{
	"matin": morning, "mat": morning, "morning": morning,
	"apres midi": afternoon, "apr": afternoon, "aprem": afternoon, "afternoon": afternoon,
	"soir": evening, "evening": evening,
	"pm": pastNoon,
}

// isPhrase says whether two fragments make one of the grammar's words.
func isPhrase(a, b string) bool {
	return a == "apres" && (b == "demain" || b == "midi") || a == "aujourd" && b == "hui"
}

// halfDay reads a word for half a day. The French have the name Am…, so `am` is
// one only in English.
func halfDay(word, lang string) (Span, bool) {
	if word == "am" && lang == "en" {
		return morning, true
	}
	span, ok := halfDays[word]
	return span, ok
}

// preciseDay reads a word that names one day whatever the weekday: a relative
// word, +3, 10/2 or 10/2/2026. Days gone by, or that are in no calendar, are
// none.
func preciseDay(word string, today Day) (Day, bool) {
	if ahead, ok := relativeDays[word]; ok {
		return today + ahead, true
	}
	if digits, ok := strings.CutPrefix(word, "+"); ok {
		n, ok := number(digits, 3)
		return today + Day(n), ok
	}
	parts := strings.Split(word, "/")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	day, dayOK := number(parts[0], 2)
	month, monthOK := number(parts[1], 2)
	if !dayOK || !monthOK {
		return 0, false
	}
	year := today.Time().Year()
	if len(parts) == 3 {
		said, ok := number(parts[2], 4)
		if len(parts[2]) == 2 {
			said += year / 100 * 100
		}
		d, real := calendarDay(said, month, day)
		return d, ok && real && d >= today
	}
	for _, y := range []int{year, year + 1} {
		if d, real := calendarDay(y, month, day); real && d >= today {
			return d, true
		}
	}
	return 0, false
}

// calendarDay is a date, if there is such a one.
func calendarDay(year, month, day int) (Day, bool) {
	d := Date(year, time.Month(month), day)
	t := d.Time()
	return d, t.Year() == year && int(t.Month()) == month && t.Day() == day
}

// nextWeekday is the first such weekday after today.
func nextWeekday(w time.Weekday, today Day) Day {
	return today + 1 + Day((w-(today+1).Weekday()+7)%7)
}

// nextDayOfMonth is the first day from today on with this number. No two
// months in a row are short of a number from 1 to 31.
func nextDayOfMonth(n int, today Day) (Day, bool) {
	t := today.Time()
	for ahead := range 3 {
		// Months beyond December are counted on into the next year.
		first := Date(t.Year(), t.Month()+time.Month(ahead), 1).Time()
		if d, real := calendarDay(first.Year(), int(first.Month()), n); real && d >= today {
			return d, true
		}
	}
	return 0, false
}

// clockTime reads an hour of the day: 10h, 10h30, 10:15, 10.15, 3pm, 3:30pm,
// noon; 9am only in English.
func clockTime(word, lang string) (Wall, bool) {
	if word == "midi" || word == "noon" {
		return 12 * Hour, true
	}
	word, pm := strings.CutSuffix(word, "pm")
	am := false
	if !pm && lang == "en" {
		word, am = strings.CutSuffix(word, "am")
	}
	hours, minutes := word, ""
	at := strings.IndexAny(word, "h:.")
	if at >= 0 {
		hours, minutes = word[:at], word[at+1:]
	}
	h, ok := number(hours, 2)
	if !ok || h > 23 || at < 0 && !pm && !am {
		return 0, false
	}
	m := 0
	if minutes != "" || at >= 0 && word[at] != 'h' {
		if m, ok = number(minutes, 2); !ok || m > 59 || len(minutes) != 2 {
			return 0, false
		}
	}
	if pm || am {
		if h < 1 || h > 12 {
			return 0, false
		}
		h %= 12
	}
	if pm {
		h += 12
	}
	return Wall(h)*Hour + Wall(m)*Minute, true
}

// number reads one to most digits.
func number(s string, most int) (int, bool) {
	if s == "" || len(s) > most {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
