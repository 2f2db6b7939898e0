package clinic

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Row is one way to take a line: who is meant, where and when.
type Row struct {
	Key   string   // tells it from the others of a reading, and from those of the same line read later
	Match Match    // who is meant; no Person for somebody new
	Name  string   // the name to book for
	Said  Said     // with the department that is meant where none was said
	Left  []string // words that are not understood where this is chosen
	Slips []Slip   // words that are read as others
}

// NewPerson is the key of the row that books for somebody new by the name that was
// read; keys that begin with + are of no person.
const NewPerson = "+new"

// New says whether the row is for somebody nobody knows yet.
func (w *Row) New() bool { return w.Match.Person == nil }

// enoughLetters is how many letters each word that fits nobody must have for the
// new person to be offered first.
const enoughLetters = 3

// reading looks up the person, and says what the pass has read.
func (p *pass) reading() Reading {
	r := Reading{Said: p.Said, Phone: p.phone, Staff: p.staff, Name: p.nameOf(p.names)}
	words, of := p.nameWords()
	if p.People != nil && len(words) > 0 {
		found := p.People.search(words, p.particles(words), of, p.Now, maxCandidates)
		r.People, r.Count = found.matches(), found.count
	}
	r.Rows = make([]Row, 0, len(r.People)+3)
	for _, m := range r.People {
		r.Rows = append(r.Rows, Row{
			Key: m.Person.Key, Match: m, Name: m.Person.Name, Said: p.at(m.Person), Left: p.left(m, words, of),
		})
	}
	newFirst := p.newFirst(&r, words)
	if r.Name != "" {
		at := len(r.Rows)
		if newFirst {
			at = 0
		}
		r.Rows = slices.Insert(r.Rows, at, Row{Key: NewPerson, Name: r.Name, Said: p.at(nil)})
	}
	r.Said = p.at(nil)
	if len(r.Rows) > 0 {
		r.Said = r.Rows[0].Said
	}
	p.list(&r)
	return r
}

// newFirst says whether the new person is offered before those who are known: where
// nobody is, where a comma ended the name of somebody else, and where each word left
// over may well be one of a name. Then, and where words are left over at all, or one is
// of others' names and only like one of this, the reading asks.
func (p *pass) newFirst(r *Reading, words []string) bool {
	switch {
	case len(r.Rows) == 0:
		return true
	case p.ends:
		i := slices.IndexFunc(r.Rows, func(w Row) bool { return w.Match.meantBy(len(words)) })
		if i > 0 {
			r.Rows[0], r.Rows[i] = r.Rows[i], r.Rows[0]
		}
		return i < 0
	case len(r.Rows[0].Left) == 0:
		for i, w := range words {
			r.Asks = r.Asks || r.Rows[0].Match.alike&(1<<i) != 0 && p.People.byWord[w] != nil
		}
		return false
	}
	r.Asks = true
	return !slices.ContainsFunc(r.Rows[0].Left, func(w string) bool { return utf8.RuneCountInString(Fold(w)) < enoughLetters })
}

// meantBy says whether so many words before a comma are somebody: the whole name,
// or the beginnings of words of which one is not written out.
func (m *Match) meantBy(words int) bool {
	return m.whole || m.short && !m.Fuzzy && bits.OnesCount32(m.fitted) == words
}

// nameWords are the folded words of the name, and the fragment of each.
func (p *pass) nameWords() (words []string, of []int) {
	for _, i := range p.names {
		for _, w := range nameWords(p.fragments[i].folded) {
			if len(words) < maxWords {
				words, of = append(words, w), append(of, i)
			}
		}
	}
	return words, of
}

// particles are the places of the words that belong to others.
func (p *pass) particles(words []string) map[int]bool {
	var set map[int]bool
	for i, w := range words {
		if p.Lexicon.is(w, particle) {
			if set == nil {
				set = map[int]bool{}
			}
			set[i] = true
		}
	}
	return set
}

// left are the fragments of a name that do not fit somebody; particles are passed
// over.
func (p *pass) left(m Match, words []string, of []int) []string {
	var left []string
	last := -1
	for i, w := range words {
		if m.fitted&(1<<i) == 0 && of[i] != last && !p.Lexicon.is(w, particle) {
			last = of[i]
			left = append(left, p.fragments[last].text)
		}
	}
	return left
}

// nameOf is the name that some of the fragments are.
func (p *pass) nameOf(fragments []int) string {
	parts := make([]string, len(fragments))
	for i, n := range fragments {
		parts[i] = p.fragments[n].text
	}
	return titled(strings.Join(parts, " "))
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

// at is what was said, with a department where none was: the last one of the person,
// if it still takes bookings, else the one selected on screen.
func (p *pass) at(person *Person) Said {
	s := p.Said
	if s.DepartmentSaid {
		return s
	}
	s.Department = p.Selected
	if person != nil && person.LastDepartment != "" {
		for i := range p.Departments {
			if d := &p.Departments[i]; d.ID.Same(person.LastDepartment) {
				s.Department = d.ID
			}
		}
	}
	return s
}

// kinds are what the fragments of the name are in the row that is offered.
func (p *pass) kinds(r *Reading) map[int]Kind {
	named := map[int]Kind{}
	for _, i := range p.names {
		named[i] = KindPerson
	}
	if len(r.Rows) == 0 || r.Rows[0].New() {
		return named
	}
	words, of := p.nameWords()
	for i, w := range words {
		switch {
		case r.Rows[0].Match.fitted&(1<<i) != 0:
		case p.Lexicon.is(w, particle):
			named[of[i]] = KindFiller
		default:
			named[of[i]] = KindUnknown
		}
	}
	return named
}

// list says of every fragment what it was taken for by the row that is offered.
func (p *pass) list(r *Reading) {
	named := p.kinds(r)
	r.Words = make([]Word, len(p.fragments))
	skip := 0
	for i := range p.fragments {
		f := &p.fragments[i]
		kind, isNamed := named[i]
		if !isNamed {
			kind = f.kind
		}
		r.Words[i] = Word{Start: f.start, End: f.start + len(f.text), Kind: kind}
		if skip > 0 {
			skip--
			continue
		}
		if isNamed || kind != KindUnknown && kind != KindReference {
			continue
		}
		last := &p.fragments[i+max(f.whole, 1)-1]
		text := p.text[f.start : last.start+len(last.text)]
		r.Unknown, skip = append(r.Unknown, text), max(f.whole, 1)-1
		if kind == KindReference {
			r.References = append(r.References, text)
		}
	}
}
