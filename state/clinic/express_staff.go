package clinic

import (
	"cmp"
	"slices"
)

// readStaff takes the fragments behind the question with whom a person is seen
// for the worker whose name they begin. It returns that worker, "" where they fit
// several or nobody.
func (p *pass) readStaff() ID {
	first := slices.IndexFunc(p.fragments, func(f fragment) bool { return f.start >= p.StaffFrom })
	if !p.asked() || first < 0 {
		return ""
	}
	answer := p.fragments[first:]
	if p.StaffByID {
		for i := range answer {
			if f := &answer[i]; isWorkerID(f.folded) {
				f.take(KindWorker, true)
				return NumberID(f.text)
			}
		}
	}
	var taken uint32
	most := 0
	for _, w := range p.Staff {
		bits, n := answers(answer, w.Name)
		switch {
		case n == 0 || n < most:
			continue
		case n > most:
			p.staff, taken, most = nil, 0, n
		}
		p.staff, taken = append(p.staff, w), taken|bits
	}
	for i := range answer {
		if taken&(1<<i) != 0 {
			answer[i].kind, answer[i].read = KindWorker, true
		}
	}
	if len(p.staff) == 1 {
		return p.staff[0].ID
	}
	return ""
}

// asked says whether it was asked with whom.
func (l *line) asked() bool { return l.Staff != nil || l.StaffByID }

// longestID is how many digits of a number may be a worker's id.
const longestID = 18

func isWorkerID(text string) bool {
	_, ok := number(text, longestID)
	return ok && text[0] != '0'
}

// answers are the fragments, as bits, that begin words of a worker's name, each
// word once, and how many they are. Unlike on a bare line one letter is enough: it
// was asked.
func answers(fragments []fragment, name string) (bits uint32, taken int) {
	words := nameWords(Fold(name))
	for i, f := range fragments {
		at := slices.IndexFunc(words, func(w string) bool { return f.isName() && begins(f.folded, w) })
		if at < 0 {
			continue
		}
		words = slices.Delete(words, at, at+1)
		bits |= 1 << i
		taken++
	}
	return bits, taken
}

// leaveUnread keeps what stands behind the question with whom, and neither answered
// it nor told a time, from being read as anything else.
func (p *pass) leaveUnread() {
	if !p.asked() {
		return
	}
	for i := range p.fragments {
		if f := &p.fragments[i]; f.start >= p.StaffFrom && f.kind == KindUnknown && !f.read {
			f.take(KindFiller, p.introduces(f) != 0)
		}
	}
}

// worker is the one that the fragments mean, zero for none: of the department that
// was said, where somebody is left to be booked for; behind a word that introduces
// a worker, of any.
func (s *placeSearch) worker(d place) place {
	led, free := s.led(), []int{}
	for _, i := range s.names {
		if s.fragments[i].isFree() {
			free = append(free, i)
		}
	}
	among := led
	if d.department != nil {
		among = free
	}
	left := s.all &^ d.fragments
	found := s.workers(d.department, among)
	for _, p := range found {
		if len(led) > 0 || left&^p.fragments != 0 && !s.isKnown(left) {
			s.places = append(s.places, asGood(p, found)...)
			return p
		}
	}
	return place{}
}

// anyWorker is the worker that a field names: of the department that was said, if
// one was.
func (s *placeSearch) anyWorker() place {
	var said *Department
	for i := range s.Departments {
		if s.DepartmentSaid && s.Departments[i].ID.Same(s.Department) {
			said = &s.Departments[i]
		}
	}
	if found := s.workers(said, s.names); len(found) > 0 {
		return found[0]
	}
	return place{}
}

// workers are those of a department, or of all, whom fragments may mean, the best
// first.
func (s *placeSearch) workers(said *Department, among []int) []place {
	var found []place
	for i := range s.Departments {
		dep := &s.Departments[i]
		if said != nil && said != dep {
			continue
		}
		for j := range dep.Workers {
			p := place{department: dep, worker: &dep.Workers[j]}
			if s.name(&p, p.worker.Name, among); p.taken > 0 {
				found = append(found, p)
			}
		}
	}
	// A worker of several departments is meant in the selected one.
	slices.SortStableFunc(found, func(a, b place) int {
		return cmp.Or(comparePlaces(a, b), selectedFirst(a, b, s.Selected))
	})
	return widest(found)
}

// led are the fragments behind a word that introduces a worker.
func (s *placeSearch) led() []int {
	var led []int
	behind := false
	for i := range s.fragments {
		f := &s.fragments[i]
		free := f.isFree() && s.named&(1<<i) == 0
		switch {
		case free && s.introduces(f)&beforeWorker != 0:
			behind = true
		case !free:
			behind = false
		case behind:
			led = append(led, i)
		}
	}
	return led
}

// nobodySo marks the words behind one that introduces nothing but a worker as not
// understood where no worker of that name can be asked for: they are nobody else's name.
func (s *placeSearch) nobodySo() {
	for i := range s.fragments {
		first := &s.fragments[i]
		if !first.isFree() || s.named&(1<<i) != 0 || s.introduces(first) != beforeWorker {
			continue
		}
		n, taken := i+1, false
		for ; n < len(s.fragments) && !s.fragments[n-1].comma; n++ {
			f := &s.fragments[n]
			title := s.introduces(f)&beforeWorker != 0
			if !f.isFree() || s.named&(1<<n) != 0 || taken && !title && !s.isStaff(f.folded) {
				break
			}
			taken = taken || !title
		}
		if !taken {
			continue
		}
		for k := i; k < n; k++ {
			s.fragments[k].take(KindWorker, false)
		}
		first.whole = n - i
	}
}

// isStaff says whether a word begins one of the name of any of the staff.
func (p *pass) isStaff(word string) bool {
	return slices.ContainsFunc(p.Departments, func(d Department) bool {
		return slices.ContainsFunc(d.Workers, func(w Worker) bool { return p.beginsWord(w.Name, word) })
	})
}
