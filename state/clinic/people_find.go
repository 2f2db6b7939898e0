package clinic

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// Of a query no more is read than this.
const (
	maxRunes = 200
	maxWords = 24
)

// A Match is a person that a query may mean.
type Match struct {
	Person *Person
	Spans  [][2]int // byte ranges of Person.Name that matched, in order
	Fuzzy  bool     // some word matched only with letters left out
}

// Find returns at most limit people that have every word of the query, in any
// order: as the beginning of a word of the name, or, when nobody has that, as
// a word of the name with a few letters left out. Best first: the name typed
// whole, then the family name (the first word as written) matched, then the
// most recently seen, people who are only still to come last; the fuzzy score
// breaks ties. An empty query finds nobody.
func (p *People) Find(query string, now Wall, limit int) []Match {
	words := queryWords(query)
	if len(words) == 0 {
		return nil
	}
	found, loose := p.best(now, limit, words, begins), false
	if len(found) == 0 {
		found, loose = p.best(now, limit, words, resembles), true
	}
	if len(found) == 0 {
		return nil
	}
	matches := make([]Match, len(found))
	for i, c := range found {
		matches[i] = Match{Person: c.record.person(now), Spans: c.spans(words), Fuzzy: loose}
	}
	return matches
}

// knows says whether somebody has every word of a query as the beginning of a
// word of the name.
func (p *People) knows(words []string) bool {
	if len(words) == 0 {
		return false
	}
	for record := range p.having(words, begins) {
		if assign(record.words, words, begins) != nil {
			return true
		}
	}
	return false
}

// named returns, if there is one, the best candidate whose name has just these
// words, which are in alphabetical order.
func (p *People) named(words []string) []candidate {
	found := p.best(p.now, 1, words, func(typed, word string) bool { return typed == word })
	if len(found) > 0 && !found[0].whole {
		return nil
	}
	return found
}

// queryWords are the folded words of a query in alphabetical order, so that
// the order of typing changes nothing.
func queryWords(query string) []string {
	words := nameWords(cutRunes(query, maxRunes))
	words = words[:min(len(words), maxWords)]
	slices.Sort(words)
	return words
}

// cutRunes is s up to its first n runes.
func cutRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// having goes through the people who have a word that fits the rarest of the
// typed ones, each once.
func (p *People) having(typed []string, fits fit) func(yield func(*personRecord) bool) {
	var rarest []*nameWord
	fewest := -1
	for _, t := range typed {
		words, n := p.fitting(t, fits)
		if fewest < 0 || n < fewest {
			rarest, fewest = words, n
		}
	}
	return func(yield func(*personRecord) bool) {
		given := make([]bool, len(p.records))
		for _, word := range rarest {
			for _, i := range word.records {
				if given[i] || len(p.records[i].visits) == 0 {
					continue
				}
				given[i] = true
				if !yield(p.records[i]) {
					return
				}
			}
		}
	}
}

// fitting lists the known words that a typed one fits, and counts the names
// that have them. All begin with the same letter, so only a stretch of the
// index is looked at.
func (p *People) fitting(typed string, fits fit) (words []*nameWord, names int) {
	_, size := utf8.DecodeRuneInString(typed)
	stem := typed[:size]
	at, _ := slices.BinarySearchFunc(p.words, stem, func(w *nameWord, s string) int { return strings.Compare(w.text, s) })
	for ; at < len(p.words) && strings.HasPrefix(p.words[at].text, stem); at++ {
		if fits(typed, p.words[at].text) {
			words = append(words, p.words[at])
			names += len(p.words[at].records)
		}
	}
	return words, names
}

// A candidate is somebody whom a query fits, with what ranks them.
type candidate struct {
	record  *personRecord
	owner   []int // for each typed word, the word of the name that it fits
	whole   bool  // the typed words are the name
	family  bool  // one of them fits the first word of the name
	past    bool  // seen is not in the future
	seen    Wall
	score   int
	settled bool // score is known
}

// best returns the limit best candidates for the typed words, which are in
// alphabetical order.
func (p *People) best(now Wall, limit int, typed []string, fits fit) []candidate {
	if limit <= 0 || len(typed) == 0 {
		return nil
	}
	query := strings.Join(typed, " ")
	var top []candidate
	for record := range p.having(typed, fits) {
		owner := assign(record.words, typed, fits)
		if owner == nil {
			continue
		}
		c := candidate{record: record, owner: owner, whole: record.sorted == query, family: slices.Contains(owner, 0)}
		c.seen, c.past = record.seen(now)
		at := len(top)
		for at > 0 && c.before(&top[at-1], typed) {
			at--
		}
		if at == limit {
			continue
		}
		if len(top) == limit {
			top = top[:limit-1]
		}
		top = slices.Insert(top, at, c)
	}
	return top
}

// before is the order of candidates.
func (c *candidate) before(d *candidate, typed []string) bool {
	switch {
	case c.whole != d.whole:
		return c.whole
	case c.family != d.family:
		return c.family
	case c.past != d.past:
		return c.past
	case c.seen != d.seen && c.past:
		return c.seen > d.seen
	case c.seen != d.seen:
		return d.seen == 0 || c.seen != 0 && c.seen < d.seen
	}
	return cmp.Or(
		cmp.Compare(d.settle(typed), c.settle(typed)),
		strings.Compare(c.record.name, d.record.name),
		strings.Compare(c.record.key, d.record.key),
	) < 0
}

// settle is the fuzzy score: for each typed word, how well it fits its word of
// the name. Scores of whole names would not add up.
func (c *candidate) settle(typed []string) int {
	if c.settled {
		return c.score
	}
	for i, t := range typed {
		for _, m := range fuzzy.FindNoSort(t, []string{c.record.words[c.owner[i]]}) {
			c.score += m.Score
		}
	}
	c.settled = true
	return c.score
}
