package clinic

import (
	"math/bits"
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
	WhoIsKnown  bool // the line says where and when alone, of somebody's appointment

	Folded map[string]string // names of departments folded beforehand; nil where they are not

	Staff     []Worker // that the end of the line chooses among: who was asked with whom
	StaffFrom int      // bytes of the line before that answer; it means nothing without a question
	StaffByID bool     // the department tells nobody's name: a number answers, as an id
}

// A Said is what a line says of where and when.
type Said struct {
	Department     ID
	DepartmentSaid bool // in the line; else the person's last one, else the selected one
	Worker         ID   // "" where none was said

	Day      Day // today where none was said
	Until    Day // the last day that is meant: Day, or the Sunday of a week
	DaySaid  bool
	From, To Wall // half day: seconds since midnight, To excluded; 0, 0 is any
	Hour     Wall // seconds since midnight
	HourSaid bool
	Or       Day // another day that was perhaps meant (`ven 13`: Friday at 13, or Friday 13); 0 for none
}

// Past says whether the day that was said is over.
func (s Said) Past(today Day) bool { return s.DaySaid && s.Until < today }

// A Reading is what an express line says.
type Reading struct {
	Said

	People []Match // who may be meant, best first, at most 9
	Count  int     // how many they are in all
	Name   string  // the name that a new person would have; "" for none
	Rows   []Row   // what can be chosen, the one that is offered first; empty where nobody is meant
	Asks   bool    // a word of a name fits nobody who is offered: a person decides who is meant

	Words      []Word   // every fragment of the line, in order
	Unknown    []string // fragments not understood, as typed, whoever is chosen
	Staff      []Worker // of those asked about, who the answer fits; nil where nothing was answered
	References []string // those of Unknown that may be the number of an appointment
	Phone      string   // a telephone number, as typed; "" for none
	Slips      []Slip   // words read as others, where who comes is known and no row says so
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
	KindPerson    // of somebody known, or a new person's name
	KindFiller    // introduces another and says nothing itself
	KindPhone     // of a telephone number
	KindReference // not understood; perhaps the number of an appointment
)

// Read reads an express line. Its fragments may stand in any order, and are
// taken in this one:
//
//   - telephone numbers;
//   - a name that a comma ends, where all behind it is time or place;
//   - days, hours and half days, by exact words, the longest first;
//   - a department by the beginning of one of its words, three letters or more;
//     two letters only behind a word that fits somebody known. Of several
//     departments it is the one that takes most fragments, then most whole words,
//     then has the shortest name;
//   - a worker of the department that is said, or of any behind a word like "dr";
//   - words that introduce one of these and say nothing themselves;
//   - a person. Who fits most words is offered; those that fit nobody are not
//     understood, and no part of a known person's name.
//
// Where it was asked with whom, what stands behind the question answers it, by
// beginnings of names, or is a time; nothing of it is a department or a person.
//
// What says again, differently, what was said before is not understood. A line
// that is somebody's whole name is that person. A line must have a person: where
// no word is left for one, the leftmost that begins a known name is it, whatever
// else it means. What a word may mean as well is a row, and what it is but for a
// slip: of a word that would be a name, a person decides.
func Read(line string, c Context) Reading {
	if c.Lexicon == nil {
		c.Lexicon = &Lexicon{}
	}
	p := newLine(line, c).best().asPlace()
	r := p.reading()
	r.Rows = append(r.Rows, p.otherRows(&r)...)
	p.readSlips(&r)
	r.Rows = r.sortRows()
	return r
}

// best is the pass over a line that is offered.
func (l *line) best() *pass {
	named, ends := l.namedByComma()
	switch {
	case ends:
	case l.isWholeName():
		named = allBits(len(l.fragments))
	}
	p := l.pass(choices{named: named, ends: ends})
	if !ends && !p.hasPerson() {
		if word := p.onlyPerson(); word != 0 {
			p = l.pass(choices{named: word})
		}
	}
	return p
}

// A line is an express line cut into fragments.
type line struct {
	Context
	text      string
	fragments []fragment
	phones    uint32 // fragments of telephone numbers, as bits
	phone     string
}

// A fragment is a part of the line between blanks and commas.
type fragment struct {
	start  int    // byte of the line
	text   string // as typed
	folded string
	comma  bool // a comma or semicolon stands behind it
	kind   Kind
	read   bool // taken for a time, or known not to be understood
	whole  int  // how many fragments this one, not understood, is the first of; 0 for itself alone
}

// choices are what a pass over the line takes as given.
type choices struct {
	named   uint32 // fragments that are words of the person's name, as bits
	placed  uint32 // fragments of two letters that may mean a department wherever they stand
	untimed uint32 // fragments that are no time, whatever they mean else
	ends    bool   // those named are the whole name
}

// A pass is one way to read a line.
type pass struct {
	*line
	choices
	Said
	fragments []fragment
	names     []int   // indexes of the fragments that are the person's name
	short     uint32  // fragments of two letters that were taken for a department
	places    []place // that what names the department, or the worker, fits as well
	staff     []Worker
}

// pass reads the line but for the person.
func (l *line) pass(given choices) *pass {
	p := &pass{line: l, choices: given, fragments: append([]fragment(nil), l.fragments...)}
	p.Day, p.Until = l.Now.Day(), l.Now.Day()
	for i := range p.fragments {
		if l.phones&(1<<i) != 0 {
			p.fragments[i].take(KindPhone, true)
		}
	}
	answered := p.readStaff()
	p.readTimes()
	p.takeFillers(false)
	p.leaveUnread()
	p.readPlace()
	if p.takeFillers(true); answered != "" {
		p.Worker = answered
	}
	for i, f := range p.fragments {
		if f.isFree() || p.named&(1<<i) != 0 {
			p.names = append(p.names, i)
		}
	}
	return p
}

// newLine cuts a line into fragments. What is beyond the bounds is the last one,
// which nothing understands.
func newLine(text string, c Context) *line {
	l := &line{Context: c, text: text}
	bound := len(cutRunes(text, maxRunes))
	for start := 0; start < len(text); {
		length := strings.IndexFunc(text[start:], isBetweenFragments)
		if length < 0 {
			length = len(text) - start
		}
		if length == 0 {
			r, size := utf8.DecodeRuneInString(text[start:])
			if n := len(l.fragments); n > 0 && (r == ',' || r == ';') {
				l.fragments[n-1].comma = true
			}
			start += size
			continue
		}
		f := fragment{start: start, text: text[start : start+length]}
		if start+length > bound || len(l.fragments) == maxWords-1 {
			f.text = strings.TrimSpace(text[start:])
			if f.read = true; start+length <= bound && len(f.text) == length {
				f.read = false
			}
		}
		if !f.read {
			f.folded = Fold(f.text)
		}
		l.fragments = append(l.fragments, f)
		start += len(f.text)
		if f.read {
			break
		}
	}
	l.findPhone()
	return l
}

func isBetweenFragments(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }

// isFree says whether a fragment can be a part of a name and was not taken.
func (f *fragment) isFree() bool { return !f.read && f.kind == KindUnknown && f.isName() }

// isName says whether a fragment can be a part of a name: it begins with a letter.
func (f *fragment) isName() bool {
	first, _ := utf8.DecodeRuneInString(f.folded)
	return unicode.IsLetter(first)
}

// take marks a fragment as read: for what it is, or as not understood.
func (f *fragment) take(k Kind, understood bool) {
	f.read = true
	if understood {
		f.kind = k
	}
}

// isWholeName says whether the fragments are all words of the name of somebody
// known.
func (l *line) isWholeName() bool {
	if l.asked() || l.People == nil || len(l.fragments) == 0 || l.fragments[len(l.fragments)-1].read {
		return false
	}
	return l.People.isWhole(l.wordsOf(allBits(len(l.fragments))))
}

// namedByComma is the name that a comma ends: no digit stands before it and all
// behind it is time or place. ok says whether there is one.
func (l *line) namedByComma() (named uint32, ok bool) {
	parted := false
	for i := range l.fragments {
		f := &l.fragments[i]
		if !f.isName() || strings.ContainsAny(f.folded, "0123456789") || parted && len(l.pass(choices{}).meantBy(f.folded)) > 0 {
			return 0, false // behind an earlier comma a slip of a time or place is no name
		}
		parted = parted || f.comma
		if title := l.introduces(f)&beforePerson != 0 && !f.comma; !title {
			named |= 1 << i
		}
		if f.comma && i < len(l.fragments)-1 {
			p := l.pass(choices{named: named, ends: true})
			if len(p.names) == bits.OnesCount32(named) && p.understood() {
				return named, true
			}
		}
	}
	return 0, false
}

// hasPerson says whether a word is left for a person: a particle is one only where
// somebody has it.
func (p *pass) hasPerson() bool {
	for _, i := range p.names {
		if f := &p.fragments[i]; !p.Lexicon.is(f.folded, particle) || p.People != nil && p.People.byWord[f.folded] != nil {
			return true
		}
	}
	return false
}

// onlyPerson is the leftmost fragment that begins a known name, as a bit: of the
// words for a time or a department, where no other is left for a person.
func (p *pass) onlyPerson() uint32 {
	if p.People == nil {
		return 0
	}
	for i := range p.fragments {
		f := &p.fragments[i]
		switch f.kind {
		case KindDay, KindHour, KindHalf, KindDepartment:
			if f.isName() && p.People.knows(p.wordsOf(1<<i)) {
				return 1 << i
			}
		}
	}
	return 0
}

// wordsOf are the folded words of some of the fragments, in their order.
func (l *line) wordsOf(set uint32) []string {
	var words []string
	for i := range l.fragments {
		if set&(1<<i) != 0 {
			words = append(words, nameWords(l.fragments[i].folded)...)
		}
	}
	return words
}
