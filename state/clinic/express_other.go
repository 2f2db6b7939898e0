package clinic

import (
	"slices"
	"strings"
)

// mostOthers is how many rows what words may mean as well has at most: the people who
// may be meant shall stay in sight.
const mostOthers = 4

// otherRows are the other ways to take the line: for somebody new whose name keeps
// what was read as a time or a place; for somebody known by a name that does; in
// the department that two letters of the name begin; at another place that a word
// may mean; on the other day that a number behind a weekday may be.
func (p *pass) otherRows(r *Reading) []Row {
	if len(r.Rows) == 0 {
		return nil
	}
	var rows []Row
	if r.Or != 0 {
		row := r.Rows[0]
		row.Said.Day, row.Said.Until, row.Said.HourSaid, row.Said.Hour, row.Said.Or = r.Or, r.Or, false, 0, 0
		row.Key = "+day " + r.Or.String()
		rows = append(rows, row)
	}
	if len(p.names) > 0 {
		for _, row := range p.otherMeanings(r) {
			if len(rows) < mostOthers && !slices.ContainsFunc(rows, func(w Row) bool { return w.Key == row.Key }) {
				rows = append(rows, row)
			}
		}
	}
	if p.ends || len(p.names) == 0 {
		return rows
	}
	if !p.DepartmentSaid {
		for short := p.shortNames(); short != 0; short &= short - 1 {
			other := p.line.pass(choices{named: p.named &^ short, placed: short & -short})
			if !other.DepartmentSaid || len(other.names) == 0 {
				continue
			}
			if read := other.reading(); len(read.Rows) > 0 {
				row := read.Rows[0]
				row.Key = "+department " + row.Said.Department.Text()
				if !slices.ContainsFunc(rows, func(w Row) bool { return w.Key == row.Key }) {
					rows = append(rows, row)
				}
			}
		}
	}
	if kept := p.keptInName(); kept != 0 {
		other := p.line.pass(choices{named: kept})
		read := other.reading()
		if p.short != 0 && len(read.People) > 0 && !read.Asks {
			row := read.Rows[0]
			row.Key = "+known " + row.Key
			if !slices.ContainsFunc(rows, func(w Row) bool { return w.Key == row.Key }) {
				rows = append(rows, row)
			}
		}
		rows = append(rows, Row{Key: NewPerson + " " + Fold(read.Name), Name: read.Name, Said: other.at(nil)})
	}
	return rows
}

// shortNames are the fragments of the name that begin a department with two
// letters, as bits.
func (p *pass) shortNames() uint32 {
	var names uint32
	for _, i := range p.names {
		names |= 1 << i
	}
	bare := *p
	bare.named = 0
	return bare.shortPlaces() & names
}

// keptInName are the fragments of the name with those that were read otherwise
// before and between them, and the two letters of a department, as bits; 0 where
// there are none of these.
func (p *pass) keptInName() uint32 {
	first, last := p.names[0], p.names[len(p.names)-1]
	var names, kept uint32
	for _, i := range p.names {
		names |= 1 << i
	}
	for i := range p.fragments {
		f := &p.fragments[i]
		switch {
		case names&(1<<i) != 0 || f.kind == KindPhone || i > last:
		case f.isName() || i > first:
			kept |= 1 << i
		}
	}
	if kept |= p.short; kept == 0 {
		return 0
	}
	return names | kept
}

// otherMeanings are the rows of what single words of letters may mean as well: a time
// a place, a time or a place somebody's name, a place another.
func (p *pass) otherMeanings(r *Reading) []Row {
	var rows []Row
	var names uint32
	for _, i := range p.names {
		names |= 1 << i
	}
	for i := range p.fragments {
		f := &p.fragments[i]
		if p.ends || !f.isName() || names&(1<<i) != 0 {
			continue
		}
		switch f.kind {
		case KindDay, KindHour, KindHalf:
			if p.saysPlace(f.folded) {
				rows = append(rows, p.rowIf(r, choices{named: p.named, placed: p.placed, untimed: 1 << i}, i, "+place ")...)
			}
		case KindDepartment, KindWorker:
		default:
			continue
		}
		if p.People != nil && p.People.knows(p.wordsOf(names|1<<i)) {
			rows = append(rows, p.rowIf(r, choices{named: names | 1<<i}, i, "+known ")...)
		}
	}
	return append(rows, p.otherPlaces(r)...)
}

// asPlace is the pass in which a word is a place that this one reads as a part of the
// day, where an hour is said too that does not lie in it: "mat 2pm", "2pm mat".
func (p *pass) asPlace() *pass {
	for i := range p.fragments {
		f := &p.fragments[i]
		unmet := f.kind == KindHalf && !p.HourSaid || f.kind == KindUnknown && p.HourSaid
		if p.ends || p.DepartmentSaid || !unmet || !f.isName() || !p.saysPlace(f.folded) || len(p.reading().Unknown) == 0 {
			continue
		}
		if other := p.line.pass(choices{named: p.named, placed: p.placed, untimed: 1 << i}); other.HourSaid && len(other.reading().Unknown) == 0 {
			return other
		}
	}
	return p
}

// saysPlace says whether a word begins one of a department's name, or of that of one of
// its staff.
func (p *pass) saysPlace(word string) bool {
	return p.beginsDepartment(word) || p.isStaff(word)
}

// rowIf is the row of another reading in which a fragment means something, and nothing
// is left that the first one understands.
func (p *pass) rowIf(r *Reading, given choices, i int, key string) []Row {
	other := p.line.pass(given)
	f := &other.fragments[i]
	if f.kind == KindDepartment && p.DepartmentSaid { // that one again, or one more
		return nil
	}
	read := other.reading()
	if f.kind == KindUnknown && given.named&(1<<i) == 0 || len(read.Rows) == 0 || read.Rows[0].New() != r.Rows[0].New() && len(read.People) == 0 {
		return nil
	}
	row := read.Rows[0]
	if len(row.Left) > len(r.Rows[0].Left) || len(read.Unknown) > len(r.Unknown) {
		return nil
	}
	if row.Key = key + row.Key; given.untimed != 0 {
		row.Key = key + row.Said.Department.Text() + " " + row.Said.Worker.Text()
	}
	return []Row{row}
}

// otherPlaces are the rows of the departments, and the staff, that what names the place
// fits as well.
func (p *pass) otherPlaces(r *Reading) []Row {
	var rows []Row
	for _, d := range p.places {
		row := r.Rows[0]
		row.Said.Department, row.Key = d.department.ID, "+department "+d.department.ID.Text()
		if d.worker != nil {
			row.Said.Worker, row.Key = d.worker.ID, "+with "+d.department.ID.Text()+" "+d.worker.ID.Text()
		}
		rows = append(rows, row)
	}
	return rows
}

// sortRows puts what words may mean as well behind what is offered, in sight before
// the people, and the rows of somebody new last, unless one is offered first.
func (r *Reading) sortRows() []Row {
	if len(r.Rows) < 2 {
		return r.Rows
	}
	slices.SortStableFunc(r.Rows[1:], func(a, b Row) int {
		rank := func(w *Row) int {
			switch {
			case w.Key == NewPerson:
				return 2
			case strings.HasPrefix(w.Key, "+"):
				return 0
			}
			return 1
		}
		return rank(&a) - rank(&b)
	})
	return r.Rows
}

// understood says whether every fragment was taken for something.
func (p *pass) understood() bool {
	for i, f := range p.fragments {
		if f.kind == KindUnknown && p.named&(1<<i) == 0 {
			return false
		}
	}
	return true
}
