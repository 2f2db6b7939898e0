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
