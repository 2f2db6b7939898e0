package clinic

// readTimes takes the days, hours and half days out of the fragments.
func readTimes(fragments []fragment, c Context, r *Reading) {
	today, l := c.Now.Day(), c.Lexicon
	var precise, weekdays []saidDay
	dayBefore := false
	for i := range fragments {
		f := &fragments[i]
		if f.read {
			continue
		}
		if day, ok := l.preciseDay(f.folded, today); ok {
			precise = append(precise, saidDay{f, day})
			dayBefore = true
		} else if w, ok := l.weekdays[f.folded]; ok {
			weekdays = append(weekdays, saidDay{f, nextWeekday(w, today)})
			dayBefore = true
		} else if half, ok := l.halves[f.folded]; ok {
			f.take(KindHalf, r.sayHalf(half))
		} else if hour, ok := l.clockTime(f.folded); ok {
			f.take(KindHour, r.sayHour(hour))
		} else if n, ok := number(f.folded, 2); ok && dayBefore {
			f.take(KindHour, n < 24 && r.sayHour(Wall(n)*Hour))
		} else if ok {
			if day, ok := nextDayOfMonth(n, today); ok {
				precise = append(precise, saidDay{f, day})
				dayBefore = true
			}
		}
	}
	r.settleDay(precise, weekdays)
	// Three in the afternoon is 15:00.
	if later := r.Hour + 12*Hour; r.HourSaid && r.Hour < r.From && later < r.To {
		r.Hour = later
	}
}

// A saidDay is a fragment that says a day.
type saidDay struct {
	*fragment
	day Day
}

// settleDay takes the first precise day, and the weekdays that agree with it;
// without a precise one, the first weekday.
func (r *Reading) settleDay(precise, weekdays []saidDay) {
	for _, s := range precise {
		s.take(KindDay, !r.DaySaid || s.day == r.Day)
		if !r.DaySaid {
			r.Day, r.DaySaid = s.day, true
		}
	}
	for _, s := range weekdays {
		s.take(KindDay, !r.DaySaid || s.day.Weekday() == r.Day.Weekday())
		if !r.DaySaid {
			r.Day, r.DaySaid = s.day, true
		}
	}
}

// sayHour sets the hour, unless another one was said.
func (r *Reading) sayHour(hour Wall) bool {
	if r.HourSaid {
		return hour == r.Hour
	}
	r.Hour, r.HourSaid = hour, true
	return true
}

// sayHalf sets the half day, unless another one was said.
func (r *Reading) sayHalf(half Span) bool {
	if r.To != 0 {
		return half == Span{r.From, r.To}
	}
	r.From, r.To = half.From, half.To
	return true
}

// take marks a fragment as read: for what it is, or as not understood.
func (f *fragment) take(k Kind, understood bool) {
	f.read = true
	if understood {
		f.kind = k
	}
}
