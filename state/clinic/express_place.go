package clinic

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A place is a department, a worker or both that fragments may mean.
type place struct {
	department *Department // nil for none
	worker     *Worker     // nil for none
	fragments  uint32      // the ones taken, as bits
	taken      int         // how many these are
	exact      int         // how many of them are whole words
	length     int         // of the department's folded name, in bytes; unnamed where no fragment names it
	workers    uint32      // those of fragments that name the worker
}

// unnamed is longer than the name of any department.
const unnamed = math.MaxInt32

// readPlace finds the department and the worker among the fragments that no
// time took.
func readPlace(fragments []fragment, names []int, c Context, r *Reading) {
	search := placeSearch{fragments: fragments, names: slices.Clone(names), people: c.People, known: map[uint32]bool{}, folds: c.Folded, links: c.Lexicon.links}
	// Whatever the order of typing, the longest is placed first.
	slices.SortFunc(search.names, func(i, j int) int {
		a, b := fragments[i].folded, fragments[j].folded
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	})
	p := search.best(c)
	if p.department != nil {
		r.Department, r.DepartmentSaid = p.department.ID, true
	}
	if p.worker != nil {
		r.Worker = p.worker.ID
	}
	for i := range fragments {
		switch bit := uint32(1) << i; {
		case p.workers&bit != 0:
			fragments[i].kind = KindWorker
		case p.fragments&bit != 0:
			fragments[i].kind = KindDepartment
		}
	}
}

// A placeSearch weighs what places the fragments may mean against the people
// that the others may mean.
type placeSearch struct {
	fragments []fragment
	names     []int // indexes of the fragments that may be names
	people    *People
	known     map[uint32]bool // whether the fragments besides these are a known person
	folds     map[string]string
	links     map[string]bool // words that names of departments do not stand for
}

// best is the place that the fragments mean, zero for none. The order is told
// at Read.
func (s *placeSearch) best(c Context) place {
	departments, workers := s.places(c)
	var none place
	exact := func(p place) bool { return p.exact > 0 }
	if s.isWholeName() && !slices.ContainsFunc(departments, exact) {
		return none
	}
	for _, p := range departments {
		if s.leavesKnown(p) {
			return p
		}
	}
	if s.leavesKnown(none) {
		return none
	}
	for _, p := range workers {
		if s.leavesKnown(p) {
			return p
		}
	}
	all := append(workers, departments...)
	slices.SortStableFunc(all, comparePlaces)
	if len(all) > 0 {
		return all[0]
	}
	return none
}

// isWholeName says whether the fragments are all words of the name of somebody
// known.
func (s *placeSearch) isWholeName() bool {
	if s.people == nil || len(s.names) == 0 {
		return false
	}
	return len(s.people.named(wordsOf(s.fragments, s.names))) > 0
}

// leavesKnown says whether the fragments besides a place's are the beginnings
// of the words of somebody known.
func (s *placeSearch) leavesKnown(p place) bool {
	if s.people == nil {
		return false
	}
	known, ok := s.known[p.fragments]
	if !ok {
		var left []int
		for _, i := range s.names {
			if p.fragments&(1<<i) == 0 {
				left = append(left, i)
			}
		}
		known = s.people.knows(wordsOf(s.fragments, left))
		s.known[p.fragments] = known
	}
	return known
}

// places lists the departments that fragments mean, and the workers with or
// without one, best first.
func (s *placeSearch) places(c Context) (departments, workers []place) {
	for i := range c.Departments {
		d := &c.Departments[i]
		said := place{department: d}
		said.length = s.name(&said, d.Name)
		if said.taken > 0 {
			departments = append(departments, said)
		}
		for j := range d.Workers {
			p := said
			p.worker = &d.Workers[j]
			if said.taken == 0 {
				p.length = unnamed
			}
			s.name(&p, p.worker.Name)
			if p.workers = p.fragments &^ said.fragments; p.workers != 0 {
				workers = append(workers, p)
			}
		}
	}
	// A worker of several departments is meant in the selected one.
	slices.SortStableFunc(workers, func(a, b place) int {
		return cmp.Or(comparePlaces(a, b), selectedFirst(a, b, c.Selected))
	})
	slices.SortStableFunc(departments, comparePlaces)
	return widest(departments), widest(workers)
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
// once, except those it has already. It returns how long the folded name is.
func (s *placeSearch) name(p *place, name string) (length int) {
	folded, ok := s.folds[name]
	if !ok {
		folded = Fold(name)
	}
	if !s.touches(folded) {
		return len(folded)
	}
	words := slices.DeleteFunc(nameWords(folded), func(w string) bool { return s.links[w] })
	for _, i := range s.names {
		if p.fragments&(1<<i) != 0 {
			continue
		}
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
func (s *placeSearch) touches(name string) bool {
	for _, i := range s.names {
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
