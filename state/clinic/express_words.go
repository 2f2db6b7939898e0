package clinic

import (
	"strconv"
	"strings"
	"time"
)

// preciseDay reads a word that names one day whatever the weekday: a relative
// word, +3, 10/2 or 10/2/2026. Days gone by, or that are in no calendar, are
// none.
func (l *Lexicon) preciseDay(word string, today Day) (Day, bool) {
	if ahead, ok := l.days[word]; ok {
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
// noon.
func (l *Lexicon) clockTime(word string) (Wall, bool) {
	if named, ok := l.hours[word]; ok {
		return named, true
	}
	word, pm := cutSuffixes(word, l.afterNoon)
	am := false
	if !pm {
		word, am = cutSuffixes(word, l.beforeNoon)
	}
	hours, sign, minutes := cutSign(word)
	h, ok := number(hours, 2)
	if !ok || h > 23 || sign == "" && !pm && !am {
		return 0, false
	}
	m := 0
	switch {
	case sign != "" && sign != ":" && sign != "." && !l.hourSigns[sign]:
		return 0, false
	case minutes != "" || sign == ":" || sign == ".":
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

// cutSuffixes takes the first of the suffixes that a word has off it.
func cutSuffixes(word string, suffixes []string) (string, bool) {
	for _, suffix := range suffixes {
		if before, ok := strings.CutSuffix(word, suffix); ok {
			return before, true
		}
	}
	return word, false
}

// cutSign cuts a word into figures, the sign behind them, and figures again.
func cutSign(word string) (before, sign, after string) {
	isFigure := func(r rune) bool { return '0' <= r && r <= '9' }
	rest := strings.TrimLeftFunc(word, isFigure)
	before = word[:len(word)-len(rest)]
	after = strings.TrimLeftFunc(rest, func(r rune) bool { return !isFigure(r) })
	return before, rest[:len(rest)-len(after)], after
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
