package clinic

import "slices"

// readStaff takes the fragments behind the question with whom a person is seen
// for the worker whose name they begin. It returns that worker, "" where they fit
// several or nobody.
func readStaff(fragments []fragment, c Context, r *Reading) ID {
	first := slices.IndexFunc(fragments, func(f fragment) bool { return f.start >= c.StaffFrom })
	if len(c.Staff) == 0 || first < 0 {
		return ""
	}
	answer := fragments[first:]
	var taken uint32
	most := 0
	for _, w := range c.Staff {
		bits, n := answers(answer, w.Name)
		switch {
		case n == 0 || n < most:
			continue
		case n > most:
			r.Staff, taken, most = nil, 0, n
		}
		r.Staff, taken = append(r.Staff, w), taken|bits
	}
	for i := range answer {
		if taken&(1<<i) != 0 {
			answer[i].kind, answer[i].read = KindWorker, true
		}
	}
	if len(r.Staff) == 1 {
		return r.Staff[0].ID
	}
	return ""
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

// leaveUnread keeps what stands behind a byte of the line, and neither answered nor
// told a time, from being read as anything else.
func leaveUnread(fragments []fragment, from int) {
	for i := range fragments {
		if f := &fragments[i]; f.start >= from && f.kind == KindUnknown {
			f.read = true
		}
	}
}
