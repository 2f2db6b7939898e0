package clinic

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Slip is a word of a line that would be a name, and the word for a time or a place
// that was perhaps meant.
type Slip struct{ Typed, Meant string }

// Of a word this many letters are a slip's: as typed, and as meant. A beginning, and a
// word that is spelled otherwise besides or has two slips, have more.
const (
	slipTyped    = 4
	slipMeant    = 5
	slipBeginner = 6
	slipSpelled  = 7
	slipTwice    = 8 // of a time, with two slips
)

// mostMeant is how many words one that was typed may be.
const mostMeant = 2

// readSlips adds the rows in which words that would be a name are the words for a time
// or a place that they are but for a slip. Where nothing else understands such a word
// its row is the first, and a person decides.
func (p *pass) readSlips(r *Reading) {
	if p.ends || len(r.Rows) == 0 {
		return
	}
	for n := mostMeant - 1; n >= 0; n-- {
		of := *p.line
		of.fragments = slices.Clone(p.line.fragments)
		another := false
		for i := range of.fragments {
			f := &of.fragments[i]
			if !slices.Contains(p.names, i) && p.fragments[i].kind != KindUnknown || !f.isName() || f.read { // it is read
				continue
			}
			if p.named&(1<<i) != 0 || p.People != nil && p.People.begins(nameWords(f.folded)) {
				continue
			}
			if meant := p.meantBy(f.folded); len(meant) > 0 {
				f.folded = meant[min(n, len(meant)-1)]
				another = another || n < len(meant)
			}
		}
		if another {
			p.takeSlips(r, &of)
		}
	}
}

// takeSlips adds the rows of a line of which some words are read as others.
func (p *pass) takeSlips(r *Reading, as *line) {
	other := as.best()
	again := false
	for i := range as.fragments {
		if f := &other.fragments[i]; f.kind == KindUnknown || other.named&(1<<i) != 0 { // it means nothing there
			again = again || as.fragments[i].folded != p.fragments[i].folded
			as.fragments[i].folded = p.fragments[i].folded
		}
	}
	if again {
		other = as.best()
	}
	var kept []Slip
	for i := range as.fragments {
		if as.fragments[i].folded != p.fragments[i].folded {
			kept = append(kept, Slip{Typed: p.fragments[i].text, Meant: p.spelling(as.fragments[i].folded)})
		}
	}
	read := other.reading()
	switch {
	case len(kept) == 0:
		return
	case p.WhoIsKnown:
		read.Slips = kept
		*r = read
		return
	case len(read.Rows) == 0:
		return
	}
	p.offerSlips(r, &read, kept)
}

// offerSlips adds the rows of another reading, in which some words are read as others:
// before all others where nothing else understands these words.
func (p *pass) offerSlips(r, read *Reading, kept []Slip) {
	unread := strings.Join(slices.Concat(r.Rows[0].Left, r.Unknown), " ")
	first := r.Rows[0].New() || slices.ContainsFunc(kept, func(s Slip) bool { return strings.Contains(unread, s.Typed) })
	rows := read.Rows[:1:1]
	if read.Asks {
		i := slices.IndexFunc(read.Rows, func(w Row) bool { return w.New() != rows[0].New() })
		rows = append(rows, read.Rows[max(i, 0):max(i, 0)+1]...)
	}
	for i := range rows {
		rows[i].Slips = kept
		rows[i].Key = "+slip " + kept[0].Meant + " " + rows[i].Key
	}
	if !first || len(kept[0].Typed) < slipMeant && !r.Rows[0].New() {
		r.Rows = append(r.Rows, rows...)
		return
	}
	r.Asks, r.Said, r.Words = true, rows[0].Said, read.Words
	for i := range r.Rows {
		for _, word := range r.Unknown {
			if !slices.Contains(read.Unknown, word) && !slices.Contains(r.Rows[i].Left, word) {
				r.Rows[i].Left = append(r.Rows[i].Left, word)
			}
		}
	}
	r.Unknown, r.References = read.Unknown, read.References
	r.Rows = append(rows, r.Rows...)
}

// meantBy are the words for a time or a place that a folded word is but for a slip,
// the likeliest first.
func (p *pass) meantBy(typed string) []string {
	letters := utf8.RuneCountInString(typed)
	if letters < slipTyped || strings.ContainsAny(typed, "0123456789") {
		return nil
	}
	t := typo{typed: typed, spelled: spell(typed), letters: letters}
	if stem, ok := cutSuffixes(typed, p.Lexicon.endings); ok && utf8.RuneCountInString(stem) >= slipTyped {
		t.stem = stem
	}
	var meant []string
	tried := map[string]bool{}
	try := func(word string, begun bool) {
		if !tried[word] && t.isOf(word, begun) {
			meant = append(meant, word)
		}
		tried[word] = true
	}
	for _, word := range p.Lexicon.long {
		try(word, false)
		if letters >= slipTwice && !slices.Contains(meant, word) && word[0] == typed[0] && within(typed, word, 2) {
			meant = append(meant, word)
		}
	}
	for i := range p.Departments {
		d := &p.Departments[i]
		for word := range p.placeWords(d.Name) {
			try(word, true)
		}
		for j := range d.Workers {
			for word := range p.placeWords(d.Workers[j].Name) {
				try(word, false)
			}
		}
	}
	slices.SortFunc(meant, func(a, b string) int { return cmp.Or(t.rank(a)-t.rank(b), strings.Compare(a, b)) })
	return meant[:min(len(meant), mostMeant)]
}

// A typo is a word as it was typed.
type typo struct {
	typed   string
	spelled string // as it would be written in one way only
	letters int
	stem    string // without the ending of who works in a department; "" for none
}

// isOf says whether it is a word but for a slip; one that may be typed in part, but for
// its ending, too.
func (t *typo) isOf(word string, begun bool) bool {
	n := utf8.RuneCountInString(word)
	switch {
	case n < slipMeant || word == t.typed || n < t.letters-stemEnding:
		return false
	case within(t.typed, word, 1), begun && t.stem != "" && begins(t.stem, word):
		return true
	case t.letters < slipMeant || !begun && (n > t.letters+stemEnding || t.letters < slipSpelled):
		return false
	}
	spelled := spell(word)
	if t.letters >= slipSpelled && within(t.spelled, spelled, 1) || begun && sameStem(t.spelled, spelled) {
		return true
	}
	for cut := t.letters - 1; begun && t.letters >= slipBeginner && cut <= min(t.letters+1, n); cut++ {
		if within(t.typed, cutRunes(word, cut), 1) {
			return true
		}
	}
	return false
}

// Two words are of one stem where so many letters of them as they are spelled are the
// same, and at most so many of the first are not: cardiology and Cardiologie.
const (
	stemLeast  = 5
	stemEnding = 3
)

func sameStem(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= stemLeast && len(a)-n <= stemEnding
}

// rank puts the words first that are one slip away, and of these what begins with the
// letter that was typed.
func (t *typo) rank(word string) int {
	rank := 0
	if !within(t.typed, word, 1) {
		rank = 2
	}
	if t.typed[0] != word[0] {
		rank++
	}
	return rank
}

// placeWords are the folded words of the name of a place.
func (p *pass) placeWords(name string) iter.Seq[string] {
	folded, ok := p.Folded[name]
	if !ok {
		folded = Fold(name)
	}
	return strings.FieldsFuncSeq(folded, isBetweenWords)
}

// spelling is a folded word of the grammar, or of a place, as it is written.
func (p *pass) spelling(folded string) string {
	if word, ok := p.Lexicon.spelled[folded]; ok {
		return word
	}
	for i := range p.Departments {
		names := p.Departments[i].Name
		for _, w := range p.Departments[i].Workers {
			names += " " + w.Name
		}
		for _, word := range strings.FieldsFunc(names, isBetweenWords) {
			if Fold(word) == folded {
				return word
			}
		}
	}
	return folded
}
