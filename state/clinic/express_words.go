package clinic

import (
	"slices"
	"strconv"
	"strings"
)

// word is the fragment n behind another, folded and without the full stop of an
// abbreviation; "" where there is none, where it is taken already, or where a
// comma parts them.
func (p *pass) word(at, n int) string {
	i := at + n
	if i >= len(p.fragments) || p.fragments[i].read || (p.named|p.untimed)&(1<<i) != 0 {
		return ""
	}
	for ; i > at; i-- {
		if p.fragments[i-1].comma {
			return ""
		}
	}
	return bare(p.fragments[at+n].folded)
}

// bare is a folded word without the full stop of an abbreviation.
func bare(folded string) string {
	if word := strings.TrimSuffix(folded, "."); word != "" && !isDigit(word[len(word)-1]) {
		return word
	}
	return folded
}

// timeAt reads the time that begins with a fragment, the longest there is; ok says
// whether there is one, or something that looks like one.
func (p *pass) timeAt(i int) (item timeItem, ok bool) {
	l := p.Lexicon
	word := p.word(i, 0)
	if word == "" {
		return timeItem{}, false
	}
	for _, read := range []func(int) (timeItem, bool){p.dateAt, p.aheadAt, p.hourAt, p.nextAt} {
		if item, ok := read(i); ok {
			return item, true
		}
	}
	if two := word + " " + p.word(i, 1); l.phrases[two] {
		if item, ok := l.oneWord(two, p.Now.Day()); ok {
			item.count = 2
			return item, true
		}
	}
	if item, ok := l.oneWord(word, p.Now.Day()); ok {
		return item, true
	}
	if item, ok := p.boundAt(i); ok {
		return item, true
	}
	if item, ok := p.boundAt(i + 1); ok && l.is(word, day) && item.what == dayItem && p.word(i, 1) != "" { // the day after tomorrow
		item.count++
		return item, true
	}
	if n, ordinal, ok := l.date(word); ok && (ordinal || isDigit(word[0])) { // in words it counts something
		item := timeItem{count: 1, what: numberItem, number: n}
		if ordinal {
			item.mark = beforeDate
		} else if i > 0 && !p.fragments[i-1].comma && !p.fragments[i-1].read {
			before := l.roles[bare(p.fragments[i-1].folded)]
			if item.mark = before & beforeHour; item.mark == 0 {
				item.mark = before & beforeDate
			}
		}
		return item, true
	}
	return timeItem{count: 1}, isDigit(word[0]) || word[0] == '+'
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// oneWord reads a word, or a phrase, that is a time by itself.
func (l *Lexicon) oneWord(word string, today Day) (timeItem, bool) {
	if ahead, ok := l.days[word]; ok {
		return dayOf(1, today+ahead), true
	}
	if w, ok := l.weekdays[word]; ok {
		return timeItem{count: 1, what: weekItem, weekday: w}, true
	}
	if half, ok := l.halves[word]; ok {
		return timeItem{count: 1, what: halfItem, half: half}, true
	}
	if hour, ok := l.clockTime(word); ok {
		return timeItem{count: 1, what: hourItem, hour: hour}, true
	}
	if day, ok := slashDate(word, today); ok {
		return dayOf(1, day), true
	}
	return timeItem{}, false
}

func dayOf(count int, day Day) timeItem {
	return timeItem{count: count, what: dayItem, day: day, last: day}
}

// dateAt reads a day of the month beside the name of the month, with a year if one
// follows.
func (p *pass) dateAt(i int) (timeItem, bool) {
	l, first, second := p.Lexicon, p.word(i, 0), p.word(i, 1)
	month, ok := l.months[second]
	figure := first
	if !ok {
		month, ok = l.months[first]
		figure = second
	}
	n, _, isNumber := l.date(figure)
	if !ok || !isNumber {
		return timeItem{}, false
	}
	if year, said := number(p.word(i, 2), 4); said && year >= 1000 {
		day, real := calendarDay(year, int(month), n)
		return timeItem{count: 3, what: kindIf(real), day: day, last: day}, true
	}
	day, real := dateNear(int(month), n, p.Now.Day())
	return timeItem{count: 2, what: kindIf(real), day: day, last: day}, true
}

func kindIf(real bool) itemKind {
	if real {
		return dayItem
	}
	return noTime
}

// aheadAt reads a number of days or weeks from today: +3, +2 sem, in 2 weeks.
func (p *pass) aheadAt(i int) (timeItem, bool) {
	l, count := p.Lexicon, 1
	digits, ok := strings.CutPrefix(p.word(i, 0), "+")
	unit := p.word(i, 1)
	if !ok && l.is(p.word(i, 0), ahead) {
		digits, unit, ok, count = p.word(i, 1), p.word(i, 2), true, 2
		if !l.is(unit, day|week) {
			return timeItem{}, false
		}
	}
	n, isNumber := l.figure(digits, 3)
	switch {
	case !ok || !isNumber:
		return timeItem{}, false
	case l.is(unit, week):
		n, count = 7*n, count+1
	case l.is(unit, day):
		count++
	}
	return dayOf(count, p.Now.Day()+Day(n)), true
}

// hourAt reads an hour of several fragments: 14 h 30, 14 h, 3 pm, 2:20 pm, 2 h 20 pm.
func (p *pass) hourAt(i int) (timeItem, bool) {
	l, digits, sign := p.Lexicon, p.word(i, 0), p.word(i, 1)
	for count := 4; count >= 2; count-- {
		if hour, ok := p.hourOf(i, count); ok {
			return timeItem{count: count, what: hourItem, hour: hour}, true
		}
	}
	n, ok := l.figure(digits, 2)
	if !ok || sign == "" || l.is(digits, beforeHour) { // à, not a
		return timeItem{}, false
	}
	digits = strconv.Itoa(n)
	if m, bare := number(sign, 2); bare && len(sign) == 2 && m >= 24 && m < 60 && m%5 == 0 && isHour(n) { // 10 30
		if _, dated := p.dateAt(i + 1); !dated {
			return timeItem{count: 2, what: hourItem, hour: Wall(n)*Hour + Wall(m)*Minute}, true
		}
	}
	if minutes := p.word(i, 2); l.is(sign, hourSign) && len(minutes) == 2 {
		if hour, ok := l.clockTime(digits + sign + minutes); ok {
			return timeItem{count: 3, what: hourItem, hour: hour}, true
		}
	}
	if hour, ok := l.clockTime(digits + sign); ok {
		return timeItem{count: 2, what: hourItem, hour: hour}, true
	}
	return timeItem{count: 2}, l.is(sign, hourSign) // 24 h is no hour
}

// hourOf reads an hour of so many fragments of which the last is its half of the day.
func (p *pass) hourOf(i, count int) (Wall, bool) {
	l, half := p.Lexicon, p.word(i, count-1)
	if !slices.Contains(l.beforeNoon, half) && !slices.Contains(l.afterNoon, half) {
		return 0, false
	}
	if count > 2 && !l.is(p.word(i, 1), hourSign) || count > 3 && len(p.word(i, 2)) != 2 {
		return 0, false
	}
	text := ""
	for k := range count {
		text += p.word(i, k)
	}
	return l.clockTime(text)
}

// nextAt reads a day of next week, or that week, in either order of the words.
func (p *pass) nextAt(i int) (timeItem, bool) {
	l, named := p.Lexicon, p.word(i, 0)
	switch other := p.word(i, 1); {
	case l.is(other, next):
	case l.is(named, next):
		named = other
	default:
		return timeItem{}, false
	}
	monday := p.Now.Day().Monday() + 7
	if w, ok := l.weekdays[named]; ok {
		return dayOf(2, monday+Day((w+6)%7)), true
	}
	return timeItem{count: 2, what: dayItem, day: monday, last: monday + 6}, l.is(named, week)
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
	case sign != "" && sign != ":" && sign != "." && !l.is(sign, hourSign):
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
		if !isDigit(s[i]) {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// takeFillers marks the words that introduce a time, and where said so also those
// that introduce a place or a person: each only beside what it introduces.
func (p *pass) takeFillers(all bool) {
	for i := len(p.fragments) - 2; i >= 0; i-- {
		f := &p.fragments[i]
		if !f.isFree() || p.named&(1<<i) != 0 {
			continue
		}
		n := i + 1
		for n < len(p.fragments)-1 && p.fragments[n].kind == KindFiller {
			n++
		}
		if wants := p.introduces(f); wants != 0 && p.introduced(n, all)&wants != 0 {
			f.take(KindFiller, true)
		}
	}
}

// introduces are the roles of a fragment that may be a filler.
func (l *line) introduces(f *fragment) role {
	const before = beforeHour | beforeDate | beforeTime | beforePlace | beforeWorker | beforePerson
	return (l.Lexicon.roles[f.folded] | l.Lexicon.roles[bare(f.folded)]) & before
}

// introduced are the roles of the words that may stand before a fragment.
func (p *pass) introduced(i int, all bool) role {
	const times = beforeHour | beforeDate | beforeTime
	switch f := &p.fragments[i]; {
	case f.kind == KindDay, f.kind == KindHour, f.kind == KindHalf:
		return times
	case f.kind == KindUnknown && f.read:
		return times
	case !all:
		return 0
	case f.kind == KindDepartment:
		return beforePlace
	case f.kind == KindWorker:
		return beforeWorker
	case f.isFree(), p.named&(1<<i) != 0:
		return beforePerson
	}
	return 0
}
