package clinic

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Slip is a word of a line that would be a name, and the word for a time or a place
// that was perhaps meant.
type Slip struct{ Typed, Meant string }

// Of a word this many letters are a slip's: as typed, and as meant. A beginning, and a
// word that is spelled otherwise besides, have more.
const (
	slipTyped    = 4
	slipMeant    = 5
	slipBeginner = 6
	slipSpelled  = 7
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
		for _, i := range p.names {
			f := &of.fragments[i]
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
	if len(read.Rows) == 0 || len(kept) == 0 {
		return
	}
	first := r.Rows[0].New() || slices.ContainsFunc(kept, func(s Slip) bool { return slices.Contains(r.Rows[0].Left, s.Typed) })
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
	spelled := spell(typed)
	var meant []string
	try := func(word string, beginner bool) {
		n := utf8.RuneCountInString(word)
		switch {
		case n < slipMeant || word == typed || slices.Contains(meant, word):
		case within(typed, word, 1), letters >= slipSpelled && within(spelled, spell(word), 1):
			meant = append(meant, word)
		case beginner && sameStem(typed, word):
			meant = append(meant, word)
		case beginner && letters >= slipBeginner && n > letters+1:
			for cut := letters - 1; cut <= letters+1; cut++ {
				if start := cutRunes(word, cut); within(typed, start, 1) {
					meant = append(meant, word)
					return
				}
			}
		}
	}
	for _, word := range p.Lexicon.long {
		try(word, false)
	}
	for i := range p.Departments {
		d := &p.Departments[i]
		for _, word := range p.placeWords(d.Name) {
			try(word, true)
		}
		for j := range d.Workers {
			for _, word := range p.placeWords(d.Workers[j].Name) {
				try(word, false)
			}
		}
	}
	slices.SortStableFunc(meant, func(a, b string) int { return cmp.Or(slipRank(typed, a)-slipRank(typed, b), strings.Compare(a, b)) })
	return meant[:min(len(meant), mostMeant)]
}

// Two words are of one stem where as they are spelled so many letters are the same, and
// at most so many of what was typed are not: cardiology and Cardiologie.
const (
	stemLeast  = 5
	stemEnding = 3
)

func sameStem(typed, word string) bool {
	a, b := spell(typed), spell(word)
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= stemLeast && len(a)-n <= stemEnding
}

// slipRank puts the words first that are one slip away, and of these what begins with the
// letter that was typed.
func slipRank(typed, word string) int {
	rank := 0
	if !within(typed, word, 1) {
		rank = 2
	}
	if typed[0] != word[0] {
		rank++
	}
	return rank
}

// placeWords are the folded words of the name of a place.
func (p *pass) placeWords(name string) []string {
	folded, ok := p.Folded[name]
	if !ok {
		folded = Fold(name)
	}
	return strings.FieldsFunc(folded, isBetweenWords)
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
