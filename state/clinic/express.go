package clinic

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCandidates is how many people a reading offers: as many as there are
// digits to pick one with.
const maxCandidates = 9

// A Context is what the express line is read against.
type Context struct {
	Now         Wall
	Lexicon     *Lexicon // nil for none
	Departments []Department
	Selected    ID // the department chosen on screen
	People      *People

	Folded map[string]string // names of departments folded beforehand; nil where they are not

	Staff     []Worker // that the end of the line chooses among: who was asked with whom
	StaffFrom int      // bytes of the line before that answer; it means nothing without Staff
}

// A Reading is what an express line says.
type Reading struct {
	People []Match // candidates, best first, at most 9
	Person int     // index into People of the one read: 0, the best
	Name   string  // the words for a person as a new person's name; "" for none

	Department     ID
	DepartmentSaid bool     // in the line; else the person's last one, else the selected one
	Worker         ID       // "" where none was said
	Staff          []Worker // of those asked about, who the answer fits; nil where nothing was answered

	Day      Day // today where none was said
	DaySaid  bool
	From, To Wall // half day: seconds since midnight, To excluded; 0, 0 is any
	Hour     Wall // seconds since midnight
	HourSaid bool

	Words   []Word   // every fragment of the line that was read, in order
	Unknown []string // fragments not understood, as typed
}

// A Word is one fragment of a line and what it was taken for.
type Word struct {
	Start, End int // bytes of the line
	Kind       Kind
}

// Kind is what a fragment of an express line was taken for.
type Kind int

// The kinds of fragments.
const (
	KindUnknown Kind = iota
	KindDay
	KindHour
	KindHalf
	KindDepartment
	KindWorker
	KindPerson // of somebody known, or a new person's name
)

// Read reads an express line. Its fragments may stand in any order, and are
// taken in this one: exact words for days, hours and half days; the beginning
// of a department's or a worker's word; a person. A bare number with a day
// somewhere before it is an hour, else it is the next such day of the month.
// What says again, differently, what was said before is not understood.
//
// A fragment that begins a department's word is that department, even when it
// begins a person's name too, with two exceptions: it is the person where
// otherwise no word for a known person would be left (`car` alone is Cara, but
// in `dia car` it is Cardiologie), and where the fragments are the whole name
// of somebody known (`ba aminata`, with a department of bacteriology). Of
// several departments it is the one that takes most fragments, then most whole
// words, then has the shortest name. Workers bear the same names as patients,
// so a worker is read only where the fragments do not all fit one known person.
//
// Where it was asked with whom, what stands behind the question answers it, by
// beginnings of names, or is a time; nothing of it is a department or a person.
//
// The fragments that are left are looked up as one person, all of them
// together, and are in any case the name that a new person would have.
func Read(line string, c Context) Reading {
	if c.Lexicon == nil {
		c.Lexicon = &Lexicon{}
	}
	fragments := c.Lexicon.split(cutRunes(line, maxRunes))
	r := Reading{Day: c.Now.Day()}
	answered := readStaff(fragments, c, &r)
	readTimes(fragments, c, &r)
	if c.Staff != nil { // who was chosen before the question stays
		leaveUnread(fragments, c.StaffFrom)
	}

	var names []int // indexes of the fragments that are left
	for i, f := range fragments {
		if !f.read && f.isName() {
			names = append(names, i)
		}
	}
	readPlace(fragments, names, c, &r)
	if answered != "" {
		r.Worker = answered
	}
	r.readPerson(fragments, names, c)
	for _, f := range fragments {
		r.Words = append(r.Words, Word{Start: f.start, End: f.start + len(f.text), Kind: f.kind})
		if f.kind == KindUnknown {
			r.Unknown = append(r.Unknown, f.text)
		}
	}
	return r
}

// readPerson looks up the fragments that neither a time nor a place took, and
// settles the department where none was said.
func (r *Reading) readPerson(fragments []fragment, names []int, c Context) {
	var left []string
	for _, i := range names {
		if f := &fragments[i]; f.kind == KindUnknown {
			f.kind = KindPerson
			left = append(left, f.text)
		}
	}
	name := strings.Join(left, " ")
	r.Name = titled(name)
	if c.People != nil {
		r.People = c.People.Find(name, c.Now, maxCandidates)
	}
	if !r.DepartmentSaid {
		r.Department = r.departmentOf(c)
	}
}

// departmentOf is the last department of the person chosen, if it still takes
// bookings, else the one selected on screen.
func (r Reading) departmentOf(c Context) ID {
	if r.Person < len(r.People) {
		last := r.People[r.Person].Person.LastDepartment
		for _, d := range c.Departments {
			if last != "" && d.ID.Same(last) {
				return d.ID
			}
		}
	}
	return c.Selected
}

// A fragment is a part of the line between blanks and commas.
type fragment struct {
	start  int    // byte of the line
	text   string // as typed
	folded string
	kind   Kind
	read   bool // taken for a time, or known not to be understood
}

// split cuts a line into fragments. Two that make one of the phrases are one.
func (l *Lexicon) split(line string) []fragment {
	var fragments []fragment
	for start := 0; start < len(line) && len(fragments) < maxWords; {
		length := strings.IndexFunc(line[start:], isBetweenFragments)
		if length < 0 {
			length = len(line) - start
		}
		if length == 0 {
			_, size := utf8.DecodeRuneInString(line[start:])
			start += size
			continue
		}
		f := fragment{start: start, text: line[start : start+length]}
		f.folded = Fold(f.text)
		if n := len(fragments) - 1; n >= 0 && l.phrases[fragments[n].folded+" "+f.folded] {
			f.start = fragments[n].start
			f.text = line[f.start : start+length]
			f.folded = fragments[n].folded + " " + f.folded
			fragments = fragments[:n]
		}
		fragments = append(fragments, f)
		start += length
	}
	return fragments
}

func isBetweenFragments(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }

// isName says whether a fragment can be a part of a name: letters, with the
// marks that names are written with.
func (f fragment) isName() bool {
	letters := false
	for _, r := range f.folded {
		switch {
		case unicode.IsLetter(r):
			letters = true
		case r != ' ' && r != '.':
			return false
		}
	}
	return letters
}

// titled is a name as typed with the first letter of each word upper case.
func titled(name string) string {
	first := true
	return strings.Map(func(r rune) rune {
		was := first
		first = isFoldedBlank(r)
		if was {
			return unicode.ToTitle(r)
		}
		return r
	}, strings.Join(strings.Fields(name), " "))
}

// wordsOf are the folded words of some of the fragments, in alphabetical order.
func wordsOf(fragments []fragment, chosen []int) []string {
	var words []string
	for _, i := range chosen {
		words = append(words, nameWords(fragments[i].folded)...)
	}
	slices.Sort(words)
	return words
}
