package clinic

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// A place is a department, a worker or both that fragments may mean.
type place struct {
	department *Department // nil for none
	worker     *Worker     // nil for none
	fragments  uint32      // the ones taken, as bits
	taken      int         // how many these are
	exact      int         // how many of them are whole words
	length     int         // of the department's folded name, in bytes
}

// readPlace finds the department and the worker among the fragments that no
// time took.
func (p *pass) readPlace() {
	s := &placeSearch{pass: p, known: map[uint32]bool{}}
	allowed := p.allowedShort()
	for i := range p.fragments {
		f := &p.fragments[i]
		named := p.named&(1<<i) != 0
		if f.isFree() || named {
			s.all |= 1 << i
		}
		introduces := p.introduces(f) != 0 && i < len(p.fragments)-1
		if f.isFree() && !named && !introduces && !p.Lexicon.is(f.folded, particle) && (len(f.folded) > 2 || allowed&(1<<i) != 0) {
			s.names = append(s.names, i)
		}
	}
	// Whatever the order of typing, the longest is placed first.
	slices.SortFunc(s.names, func(i, j int) int {
		a, b := p.fragments[i].folded, p.fragments[j].folded
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	})
	d := s.department()
	if d.department != nil {
		p.Department, p.DepartmentSaid = d.department.ID, true
		p.takePlace(d.fragments, KindDepartment)
		p.short = d.fragments & allowed
	}
	if w := s.worker(d); w.worker != nil {
		p.places = slices.DeleteFunc(p.places, func(o place) bool { return o.worker == nil }) // who is meant says where
		p.Worker, p.Department, p.DepartmentSaid = w.worker.ID, w.department.ID, true
		p.takePlace(w.fragments, KindWorker)
	}
	if d.department != nil {
		s.contradicted(d)
	}
	s.nobodySo()
}

// takePlace marks the fragments that a place took.
func (p *pass) takePlace(taken uint32, kind Kind) {
	for ; taken != 0; taken &= taken - 1 {
		p.fragments[bits.TrailingZeros32(taken)].take(kind, true)
	}
}

// A placeSearch weighs what places the fragments may mean against the people
// that the others may mean.
type placeSearch struct {
	*pass
	names []int           // indexes of the fragments that may mean a place
	all   uint32          // those that may be words of the person's name, as bits
	known map[uint32]bool // whether these fragments are the beginnings of somebody's name
}

// department is the one that the fragments mean, zero for none: of several the
// best that leaves somebody known.
func (s *placeSearch) department() place {
	var found []place
	for i := range s.Departments {
		d := &s.Departments[i]
		said := place{department: d}
		if said.length = s.name(&said, d.Name, s.names); said.taken > 0 {
			found = append(found, said)
		}
	}
	if len(found) == 0 {
		return place{}
	}
	slices.SortStableFunc(found, comparePlaces)
	found = widest(found)
	best := found[0]
	for _, p := range found {
		if s.isKnown(s.all &^ p.fragments) {
			best = p
			break
		}
	}
	s.places = asGood(best, found)
	return best
}

// asGood are the other places that the same fragments mean, no worse.
func asGood(best place, found []place) []place {
	return slices.DeleteFunc(slices.Clone(found), func(p place) bool {
		same := p.department == best.department && p.worker == best.worker
		return same || p.fragments != best.fragments || p.exact < best.exact
	})
}

// contradicted marks the fragments that name a department too: the same one again,
// or another, which is not understood unless it fits somebody.
func (s *placeSearch) contradicted(d place) {
	for _, i := range s.names {
		f := &s.fragments[i]
		if !f.isFree() {
			continue
		}
		if s.beginsWord(d.department.Name, f.folded) {
			f.take(KindDepartment, true)
		} else if s.beginsDepartment(f.folded) && !s.isKnown(1<<i) {
			f.take(KindDepartment, false)
		}
	}
}

// shortPlaces are the fragments of two letters that begin a word of a department, as
// bits.
func (p *pass) shortPlaces() uint32 {
	var set uint32
	for i := range p.fragments {
		f := &p.fragments[i]
		if len(f.folded) == 2 && f.isFree() && p.named&(1<<i) == 0 && !p.Lexicon.is(f.folded, particle|link) && p.beginsDepartment(f.folded) {
			set |= 1 << i
		}
	}
	return set
}

// saysDepartment says whether a fragment of three letters or more means one.
func (p *pass) saysDepartment() bool {
	for i := range p.fragments {
		if f := &p.fragments[i]; len(f.folded) > 2 && f.isFree() && p.named&(1<<i) == 0 && p.beginsDepartment(f.folded) {
			return true
		}
	}
	return false
}

// allowedShort are those that may mean a department: behind a word that fits
// somebody known, and not the family name of one whom all the others fit, nor a word of
// what is somebody's whole name; and those that were said to be a department.
func (p *pass) allowedShort() uint32 {
	short := p.shortPlaces()
	allowed := short & p.placed
	if short == 0 || p.People == nil || p.saysDepartment() {
		return allowed
	}
	for set := short &^ allowed; set != 0; set &= set - 1 {
		i := bits.TrailingZeros32(set)
		var others uint32
		known := false
		for n := range p.fragments {
			f := &p.fragments[n]
			if n == i || !(f.isFree() || p.named&(1<<n) != 0) {
				continue
			}
			others |= 1 << n
			known = known || n < i && p.People.knows(p.wordsOf(1<<n))
		}
		if known && !p.People.isFamily(p.fragments[i].folded, p.wordsOf(others)) && !p.People.isWhole(p.wordsOf(others|1<<i)) {
			allowed |= 1 << i
		}
	}
	return allowed
}

// isKnown says whether fragments are the beginnings of words of somebody's name.
func (s *placeSearch) isKnown(set uint32) bool {
	if s.People == nil {
		return false
	}
	known, ok := s.known[set]
	if !ok {
		known = s.People.knows(s.wordsOf(set))
		s.known[set] = known
	}
	return known
}

// beginsDepartment says whether a word begins one of those of a department's name.
func (p *pass) beginsDepartment(word string) bool {
	for i := range p.Departments {
		if p.beginsWord(p.Departments[i].Name, word) {
			return true
		}
	}
	return false
}

func (p *pass) beginsWord(name, word string) bool {
	folded, ok := p.Folded[name]
	if !ok {
		folded = Fold(name)
	}
	for from := 0; ; {
		at := strings.Index(folded[from:], word)
		if at < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(folded[:from+at])
		if from+at == 0 || isBetweenWords(before) {
			return true
		}
		from += at + len(word)
	}
}

// widest leaves out the places that take only some of the fragments that
// another one takes: `dr sow` is Dr Sow, not another doctor and a Sow.
func widest(places []place) []place {
	var sets []uint32 // different ones; few, as the fragments are
	for _, p := range places {
		if !slices.Contains(sets, p.fragments) {
			sets = append(sets, p.fragments)
		}
	}
	return slices.DeleteFunc(places, func(p place) bool {
		return slices.ContainsFunc(sets, func(set uint32) bool { return set != p.fragments && set&p.fragments == p.fragments })
	})
}

// comparePlaces puts first the place that takes more fragments, then more of
// them as whole words, then the shorter name of a department; what is equal
// stays in the order of the departments.
func comparePlaces(a, b place) int {
	return cmp.Or(b.taken-a.taken, b.exact-a.exact, a.length-b.length)
}

func selectedFirst(a, b place, selected ID) int {
	rank := func(p place) int {
		if p.department.ID.Same(selected) {
			return 0
		}
		return 1
	}
	return rank(a) - rank(b)
}

// name lets a place take the fragments that begin words of its name, each word
// once. It returns how long the folded name is.
func (s *placeSearch) name(p *place, name string, among []int) (length int) {
	if len(among) == 0 {
		return 0
	}
	folded, ok := s.Folded[name]
	if !ok {
		folded = Fold(name)
	}
	if !s.touches(folded, among) {
		return len(folded)
	}
	words := slices.DeleteFunc(nameWords(folded), func(w string) bool { return s.Lexicon.is(w, link) })
	for _, i := range among {
		left, exact, ok := takeWords(words, nameWords(s.fragments[i].folded))
		if !ok {
			continue
		}
		words = left
		p.fragments |= 1 << i
		p.taken++
		if exact {
			p.exact++
		}
	}
	return len(folded)
}

// touches says whether some fragment begins some word of a folded name: most
// names can be passed over without cutting them into words.
func (s *placeSearch) touches(name string, among []int) bool {
	for _, i := range among {
		stem, _, _ := strings.Cut(s.fragments[i].folded, " ")
		if strings.Contains(name, stem) {
			return true
		}
	}
	return false
}

// takeWords takes from words, for each typed one, the word that it is or else
// the first that it begins. It returns what is left and whether all were whole
// words; not ok where one begins none. One letter says too little.
func takeWords(words, typed []string) (left []string, exact, ok bool) {
	left, exact = slices.Clone(words), true
	for _, t := range typed {
		at := slices.Index(left, t)
		if at < 0 {
			exact = false
			at = slices.IndexFunc(left, func(w string) bool { return begins(t, w) })
		}
		if at < 0 || len(t) < 2 {
			return nil, false, false
		}
		left = slices.Delete(left, at, at+1)
	}
	return left, exact, true
}
