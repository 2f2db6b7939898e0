package clinic

import "slices"

// Fields are the parts of a booking when each is typed apart.
type Fields struct{ Name, Department, Worker, Day, Hour string }

// ReadFields reads a booking typed into separate fields: each part by the
// grammar of its own field, so that a name is never taken for a day, nor an hour
// for one.
func ReadFields(f Fields, c Context) Reading {
	if c.Lexicon == nil {
		c.Lexicon = &Lexicon{}
	}
	byID := c.StaffByID
	c.StaffByID = false // a number answers in its own field
	name := newLine(f.Name, c)
	p := name.pass(choices{named: allBits(len(name.fragments))})
	c.People = nil // no word of the other fields is a patient's
	var unknown []string
	for _, field := range []struct {
		text string
		read func(*pass)
	}{
		{f.Department, func(q *pass) { q.readPlaceField((*placeSearch).department) }},
		{f.Worker, func(q *pass) { q.StaffByID = byID; q.readPlaceField((*placeSearch).anyWorker) }},
		{f.Day, func(q *pass) { q.readTimeField(beforeDate, dayItem, weekItem) }},
		{f.Hour, func(q *pass) { q.readTimeField(beforeHour, hourItem, halfItem) }},
	} {
		l := newLine(field.text, c)
		q := &pass{line: l, Said: p.Said, fragments: l.fragments}
		field.read(q)
		p.Said = q.Said
		var read Reading
		q.list(&read)
		unknown = append(unknown, read.Unknown...)
	}
	r := p.reading()
	r.Unknown = append(r.Unknown, unknown...)
	return r
}

func allBits(n int) uint32 { return 1<<n - 1 }

// readTimeField reads a field of times of some kinds, where a bare number is what
// mark says.
func (p *pass) readTimeField(mark role, kinds ...itemKind) {
	items := p.timeItems()
	for i := range items {
		if items[i].what == numberItem {
			items[i].mark = mark
		}
	}
	p.settleNumbers(items)
	for i := range items {
		if !slices.Contains(kinds, items[i].what) {
			items[i].what = noTime
		}
	}
	p.settleTimes(items)
	p.takeFillers(false)
}

// readPlaceField reads a field that holds nothing but a place.
func (p *pass) readPlaceField(read func(*placeSearch) place) {
	s := &placeSearch{pass: p, known: map[uint32]bool{}}
	for i := range p.fragments {
		if f := &p.fragments[i]; f.isFree() && !p.Lexicon.is(f.folded, link) && p.introduces(f)&beforeWorker == 0 {
			s.names = append(s.names, i)
		}
	}
	found := read(s)
	if len(p.fragments) == 1 && found.department == nil && p.StaffByID && isWorkerID(p.fragments[0].folded) {
		p.Worker = NumberID(p.fragments[0].text)
		p.fragments[0].take(KindWorker, true)
	}
	if found.department != nil {
		p.Department, p.DepartmentSaid = found.department.ID, true
		if found.worker != nil {
			p.Worker = found.worker.ID
		}
		p.takePlace(found.fragments, KindDepartment)
	}
	for i := range p.fragments { // links and titles
		if f := &p.fragments[i]; f.isFree() && (p.Lexicon.is(f.folded, link) || p.introduces(f)&beforeWorker != 0) {
			f.take(KindFiller, true)
		}
	}
}

// boundAt reads the hour that is the first or the last that will do: after 3 pm.
func (p *pass) boundAt(i int) (timeItem, bool) {
	l, word := p.Lexicon, p.word(i, 0)
	if !l.is(word, earliest|latest) || p.word(i, 1) == "" {
		return timeItem{}, false
	}
	item, ok := p.hourAt(i + 1)
	if !ok {
		item, ok = l.oneWord(p.word(i, 1), p.Now.Day())
	}
	if n, bare := number(p.word(i, 1), 2); !ok && bare && isHour(n) {
		_, dated := p.dateAt(i + 1)
		item, ok = timeItem{count: 1, what: hourItem, hour: Wall(n) * Hour}, !dated
	}
	if ahead := l.days[p.word(i, 1)]; ok && l.is(word, earliest) && item.what == dayItem && ahead > 0 { // after tomorrow
		return dayOf(2, p.Now.Day()+ahead+1), true
	}
	if !ok || item.what != hourItem || l.is(word, latest) && item.hour == 0 {
		return timeItem{}, false
	}
	half := Span{item.hour, 24 * Hour}
	if l.is(word, latest) {
		half = Span{0, item.hour}
	}
	return timeItem{count: 1 + item.count, what: halfItem, half: half}, true
}

// Bounds are the first and the last hour that will do, where no half day says that: 0
// for any.
func (s *Said) Bounds() (from, to Wall) {
	switch half := (Span{s.From, s.To}); half {
	case Span{}, morning, afternoon, evening, pastNoon, Span{evening.From, afternoon.To}:
		return 0, 0
	default:
		return s.From, s.To % (24 * Hour)
	}
}
