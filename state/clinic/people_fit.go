package clinic

import (
	"slices"
	"strings"
	"unicode/utf8"
)

func begins(typed, word string) bool { return strings.HasPrefix(word, typed) }

// fit finds the words of names that an asked one fits.
func (s *search) fit(a *askedWord) {
	switch word := s.byWord[a.text]; {
	case !a.whole:
		a.fitting, a.names = s.beginning(a.text)
	case word != nil:
		a.fitting, a.names = []*nameWord{word}, len(word.records)
	}
	if !a.whole && utf8.RuneCountInString(a.text) >= nearLetters {
		for _, w := range s.resembling(a.text) {
			a.near = append(a.near, w)
			a.names += len(w.records)
		}
	}
}

// fits says how an asked word stands for a word of a name: 2 where it begins it, 1
// where it resembles it, else 0.
func (a *askedWord) fits(word string) int {
	switch {
	case a.whole && a.text == word, !a.whole && begins(a.text, word):
		return 2
	}
	for _, w := range a.near {
		if w.text == word {
			return 1
		}
	}
	return 0
}

// beginning lists the known words that a typed one begins, and counts the names
// that have them.
func (p *People) beginning(typed string) (words []*nameWord, names int) {
	from, _ := slices.BinarySearchFunc(p.words, typed, func(w *nameWord, s string) int { return strings.Compare(w.text, s) })
	to := from
	for ; to < len(p.words) && begins(typed, p.words[to].text); to++ {
		names += len(p.words[to].records)
	}
	return p.words[from:to:to], names
}

// match is how the asked words fit somebody.
func (s *search) match(record *personRecord) candidate {
	c := s.matchWords(record.words)
	c.record = record
	whole := 0
	for i := range s.asked {
		if n := c.owner[i]; n >= 0 && s.asked[i].text == record.words[n] {
			whole++
		}
	}
	c.whole = whole == len(record.words)
	return c
}

// matchWords gives as many asked words as it can a word of the name that they
// fit, no two the same: words that they begin before words that they resemble,
// the first words of the name preferred. It is the classical augmenting path, run
// from the words of the name.
func (s *search) matchWords(name []string) candidate {
	m := matching{asked: s.asked, name: name}
	for i := range m.owner {
		m.owner[i] = -1
	}
	var placed uint64
	for least := 2; least >= 1; least-- {
		m.least = least
		for word := range name[:min(len(name), 64)] {
			m.visited = 0
			if placed&(1<<word) == 0 && m.place(word) {
				placed |= 1 << word
			}
		}
		if least == 2 && (!s.loose || m.complete()) {
			break
		}
	}
	s.together(&m)
	c := candidate{owner: m.owner}
	for i := range s.asked {
		n := m.owner[i]
		if n < 0 {
			continue
		}
		if !s.optional(&s.asked[i]) {
			c.count++
		}
		if s.asked[i].fits(name[n]) == 2 {
			c.begun++
		}
		c.family = c.family || n == 0
	}
	return c
}

// together takes the words off a fragment of which not all fit.
func (s *search) together(m *matching) {
	if s.of == nil || m.complete() {
		return
	}
	for i := range s.asked {
		if m.owner[i] >= 0 {
			continue
		}
		for k := range s.asked {
			if s.of[s.asked[k].place] == s.of[s.asked[i].place] {
				m.owner[k] = -1
			}
		}
	}
}

// A matching gives asked words to the words of one name.
type matching struct {
	asked   []askedWord
	name    []string
	least   int // how well one must fit
	owner   [maxWords]int8
	visited uint32
}

func (m *matching) complete() bool {
	for i := range m.asked {
		if m.owner[i] < 0 {
			return false
		}
	}
	return true
}

// place finds an asked word for a word of the name, and another word of the name
// for whoever had it.
func (m *matching) place(word int) bool {
	for i := range m.asked {
		if m.visited&(1<<i) != 0 || m.asked[i].fits(m.name[word]) < m.least {
			continue
		}
		m.visited |= 1 << i
		if m.owner[i] < 0 || m.place(int(m.owner[i])) {
			m.owner[i] = int8(word)
			return true
		}
	}
	return false
}

// spans are the stretches of the name as written that the typed words match: of
// another spelling the whole word.
func (s *search) spans(c *candidate) [][2]int {
	folded := FoldMap(c.record.name)
	starts := wordStarts(folded.Text)
	var spans [][2]int
	for i, a := range s.asked {
		w := c.owner[i]
		if w < 0 {
			continue
		}
		start, word := starts[w], c.record.words[w]
		if begins(a.text, word) {
			word = a.text
		}
		spans = append(spans, folded.Span(start, start+len(word)))
	}
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	return joinSpans(spans)
}

// joinSpans makes one of spans that touch.
func joinSpans(spans [][2]int) [][2]int {
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && s[0] <= joined[n-1][1] {
			joined[n-1][1] = max(joined[n-1][1], s[1])
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// wordStarts are the offsets of the words of a folded name.
func wordStarts(folded string) []int {
	var starts []int
	between := true
	for i, r := range folded {
		was := between
		if between = isBetweenWords(r); was && !between {
			starts = append(starts, i)
		}
	}
	return starts
}

// nearLetters is how many letters a word must have before others resemble it.
const nearLetters = 4

// spellings are letters that are written one way or another in the same name, in
// the order in which they are replaced.
var spellings = strings.NewReplacer(
	"ou", "u", "oo", "u", "ph", "f", "th", "t", "dj", "j", "dh", "d", "kh", "k", "qu", "k", "q", "k",
	"ce", "se", "ci", "si", "cy", "si", "ch", "ch", "c", "k", "y", "i", "h", "",
)

// spell is a folded word as it would be written in one way only: Mamadou and
// Mamadu, Diallo and Dialo, Camara and Kamara are spelled the same.
func spell(word string) string {
	plain := spellings.Replace(word)
	if plain == "" {
		return word
	}
	out := make([]rune, 0, len(plain))
	for _, r := range plain {
		if len(out) == 0 || out[len(out)-1] != r {
			out = append(out, r)
		}
	}
	return string(out)
}

// resembling lists the known words, none of which a typed one begins, that it
// spells otherwise or that it is after a likely slip of the finger.
func (p *People) resembling(typed string) []*nameWord {
	plain := spell(typed)
	_, size := utf8.DecodeRuneInString(plain)
	stem := plain[:size]
	at, _ := slices.BinarySearchFunc(p.spelled, stem, func(w *nameWord, s string) int { return strings.Compare(w.spelled, s) })
	var words []*nameWord
	for ; at < len(p.spelled) && strings.HasPrefix(p.spelled[at].spelled, stem); at++ {
		if w := p.spelled[at]; !begins(typed, w.text) && resembles(plain, w.spelled) {
			words = append(words, w)
		}
	}
	return words
}

// resembles says whether one spelled word begins another, or is it but for a slip:
// a letter too many, too few, another one, or two in the other order. Of short
// words less is a slip, of long ones more.
func resembles(typed, word string) bool {
	if begins(typed, word) {
		return true
	}
	letters := utf8.RuneCountInString(typed)
	slips := 0
	switch {
	case letters >= 10:
		slips = 2
	case letters >= 5:
		slips = 1
	case letters == 4 && utf8.RuneCountInString(word) == 5:
		slips = 1
	}
	return slips > 0 && within(typed, word, slips)
}

// longestSlip is how many letters a word may have of which slips are looked for.
const longestSlip = 24

// within says whether a word becomes another with at most so many slips: letters
// put in, left out, exchanged, or two neighbours swapped.
func within(a, b string, slips int) bool {
	from, to := []rune(a), []rune(b)
	if d := len(from) - len(to); d > slips || -d > slips || len(from) > longestSlip || len(to) > longestSlip {
		return false
	}
	var rows [3][longestSlip + 1]int // of the table of distances, the last three
	for j := range len(to) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(from); i++ {
		row, above, twoAbove := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		least := i
		for j := 1; j <= len(to); j++ {
			cost := 1
			if from[i-1] == to[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				row[j] = min(row[j], twoAbove[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > slips {
			return false
		}
	}
	return rows[len(from)%3][len(to)] <= slips
}
