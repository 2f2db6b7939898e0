package clinic

import (
	"strings"
	"time"
)

// A timeItem is one or more fragments that together say a time, or look as if
// they did.
type timeItem struct {
	at, count int // the first fragment, and how many
	what      itemKind
	day, last Day // last: of a week
	weekday   time.Weekday
	hour      Wall
	half      Span
	number    int
	mark      role // of the word before a number: beforeHour, beforeDate or 0
}

type itemKind int

const (
	noTime   itemKind = iota // looks like a time and is none
	dayItem                  // one day, or a week
	weekItem                 // a day of the week
	hourItem
	halfItem
	numberItem // bare: a day of the month or an hour
)

// readTimes takes the days, hours and half days out of the fragments.
func (p *pass) readTimes() {
	items := p.timeItems()
	p.settleNumbers(items)
	p.settleTimes(items)
}

// timeItems finds what says a time, or looks as if it did.
func (p *pass) timeItems() []timeItem {
	var items []timeItem
	for i := 0; i < len(p.fragments); {
		item, ok := p.timeAt(i)
		if !ok {
			i++
			continue
		}
		item.at = i
		items = append(items, item)
		i += item.count
	}
	return items
}

// settleTimes takes in what was found, in its order: what contradicts an earlier
// word is not understood.
func (p *pass) settleTimes(items []timeItem) {
	weekday := false // a day of the week was said, no date
	for _, item := range items {
		kind, ok := KindDay, false
		switch item.what {
		case dayItem:
			ok = p.sayDay(item.day, item.last, &weekday)
		case weekItem:
			ok = p.sayWeekday(item.weekday, &weekday)
		case hourItem:
			kind, ok = KindHour, p.sayHour(item.hour)
		case halfItem:
			kind, ok = KindHalf, p.sayHalf(item.half)
		}
		p.takeItem(item, kind, ok)
	}
	if !weekday || !p.HourSaid {
		p.Or = 0
	}
}

// takeItem marks the fragments of an item.
func (p *pass) takeItem(item timeItem, kind Kind, understood bool) {
	for i := item.at; i < item.at+item.count; i++ {
		p.fragments[i].take(kind, understood)
	}
	f := &p.fragments[item.at]
	if !understood {
		f.whole = item.count
	}
	if n, ok := number(f.folded, maxRunes); !understood && ok && n >= 100 && item.count == 1 {
		f.kind = KindReference
	}
}

// settleNumbers says of each bare number what it is. Behind a day of the week one
// from 7 to 20 is the hour, any other the day of the month; behind any other day
// it is the hour; with no day before it, it is a day of the month.
func (p *pass) settleNumbers(items []timeItem) {
	today := p.Now.Day()
	hour := false
	for _, item := range items {
		hour = hour || item.what == hourItem || item.what == numberItem && item.mark == beforeHour
	}
	before := noTime
	var weekday time.Weekday
	for i := range items {
		item := &items[i]
		switch item.what {
		case dayItem:
			before = dayItem
		case weekItem:
			if before == noTime {
				before, weekday = weekItem, item.weekday
			}
		case numberItem:
			n := item.number
			date, dated := nextDayOfMonth(n, today)
			asHour := before == dayItem
			if before == weekItem {
				date, dated = weekdayDate(n, weekday, today)
				asHour = isHour(n) && !hour && !(dated && anotherNumber(items[i+1:]))
				if asHour && item.mark == 0 && dated && date != nextWeekday(weekday, today) {
					p.Or = date
				}
			}
			if item.settle(asHour && item.mark != beforeDate || item.mark == beforeHour, date, dated); item.what == hourItem {
				hour = true
			} else if item.what == dayItem {
				before = dayItem
			}
		}
	}
}

// isHour says whether a bare number is one at which a clinic opens.
func isHour(n int) bool { return n >= 7 && n <= 20 }

// settle makes an hour of a bare number, or a date if it is one.
func (item *timeItem) settle(asHour bool, date Day, dated bool) {
	switch {
	case asHour && item.number < 24:
		item.what, item.hour = hourItem, Wall(item.number)*Hour
	case !asHour && dated:
		item.what, item.day, item.last = dayItem, date, date
	default:
		item.what = noTime
	}
}

// anotherNumber says whether a bare number that may be an hour follows.
func anotherNumber(items []timeItem) bool {
	for _, item := range items {
		if item.what == numberItem && item.mark != beforeDate && item.number < 24 {
			return true
		}
	}
	return false
}

// sayDay sets the day, or the week, unless another one was said. A date makes a
// day of the week said before more exact where it is one; a day narrows a week.
func (s *Said) sayDay(day, last Day, weekday *bool) bool {
	switch {
	case !s.DaySaid:
	case *weekday && day == last:
		if day.Weekday() != s.Day.Weekday() {
			return false
		}
	case *weekday: // of that week
		day += Day((s.Day.Weekday() - day.Weekday() + 7) % 7)
		last = day
	case s.Day <= day && last <= s.Until:
	default:
		return s.Day >= day && s.Until <= last
	}
	s.Day, s.Until, s.DaySaid, *weekday = day, last, true, false
	return true
}

// sayWeekday sets the next such day, unless another one was said.
func (p *pass) sayWeekday(w time.Weekday, weekday *bool) bool {
	switch {
	case !p.DaySaid:
		p.Day, p.DaySaid, *weekday = nextWeekday(w, p.Now.Day()), true, true
		p.Until = p.Day
	case p.Day != p.Until:
		p.Day += Day((w - p.Day.Weekday() + 7) % 7)
		p.Until = p.Day
	}
	return p.Day.Weekday() == w
}

// sayHour sets the hour, unless another one was said or it is not of the half day
// that was: three in the afternoon is 15:00, and ten in the afternoon nothing.
func (s *Said) sayHour(hour Wall) bool {
	if s.To != 0 && !s.inHalf(&hour) {
		return false
	}
	if s.HourSaid {
		return hour == s.Hour
	}
	s.Hour, s.HourSaid = hour, true
	return true
}

// sayHalf sets the half day, unless another one was said, or an hour that is not
// of it. One that lies within another makes it more exact.
func (s *Said) sayHalf(half Span) bool {
	was := *s
	if s.To != 0 {
		half = Span{max(half.From, s.From), min(half.To, s.To)}
		if half.From >= half.To {
			return false
		}
	}
	s.From, s.To = half.From, half.To
	if s.HourSaid && !s.inHalf(&s.Hour) {
		*s = was
		return false
	}
	return true
}

// inHalf says whether an hour is of the half day, on a clock of twelve if need be.
func (s *Said) inHalf(hour *Wall) bool {
	if h := *hour + 12*Hour; *hour < s.From && h < s.To {
		*hour = h
	}
	return s.From <= *hour && *hour < s.To
}

// Of a day and month without a year: it is past where it was at most recentPast
// ago and comes again in more than farAhead.
const (
	recentPast Day = 60
	farAhead   Day = 90
)

// slashDate reads 10/2 or 10/2/2026: a day and a month of some year that is in the
// calendar.
func slashDate(word string, today Day) (Day, bool) {
	parts := strings.Split(word, "/")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	day, dayOK := number(parts[0], 2)
	month, monthOK := number(parts[1], 2)
	if !dayOK || !monthOK {
		return 0, false
	}
	if len(parts) == 2 {
		return dateNear(month, day, today)
	}
	year, ok := number(parts[2], 4)
	switch len(parts[2]) {
	case 2:
		year += today.Time().Year() / 100 * 100
	case 4:
	default:
		return 0, false
	}
	d, real := calendarDay(year, month, day)
	return d, ok && real
}

// dateNear is the next such day, or the last one where that is meant.
func dateNear(month, day int, today Day) (Day, bool) {
	year := today.Time().Year()
	next, found := Day(0), false
	for y := year; y <= year+8 && !found; y++ { // 29 February is missing for 8 years at most
		d, real := calendarDay(y, month, day)
		next, found = d, real && d >= today
	}
	if !found {
		return 0, false
	}
	for y := year; y >= year-1; y-- {
		if d, real := calendarDay(y, month, day); real && d < today {
			if today-d <= recentPast && next-today > farAhead {
				return d, true
			}
			break
		}
	}
	return next, true
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

// weekdayDate is the day within 31 that is such a weekday and has this number.
func weekdayDate(n int, w time.Weekday, today Day) (Day, bool) {
	for d := today; d <= today+31; d++ {
		if d.Weekday() == w && d.Time().Day() == n {
			return d, true
		}
	}
	return 0, false
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
