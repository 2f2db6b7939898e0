package clinic

import (
	"cmp"
	"slices"
	"strings"

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
	Fuzzy  bool     // some word only resembles one of the name

	fitted uint32 // the words of the query that fit, as bits in the order of typing
	alike  uint32 // those of them that only resemble a word of the name
	whole  bool   // they are the name
	short  bool   // one of them is not written out
}

// Find returns at most limit people that have every word of the query, in any
// order: as the beginning of a word of the name, or as a likely slip or another
// spelling of one. Best first: the name typed whole, then more words that begin
// one of the name, then the family name (the first word as written) matched, then
// the most recently seen, people who are only still to come last; the fuzzy score
// breaks ties. An empty query finds nobody.
func (p *People) Find(query string, now Wall, limit int) []Match {
	words := nameWords(cutRunes(query, maxRunes))
	found := p.search(words[:min(len(words), maxWords)], nil, nil, now, limit)
	if len(found.asked) == 0 || !found.all() {
		return nil
	}
	return found.matches()
}

// knows says whether somebody has every word of a query as the beginning of a
// word of the name.
func (p *People) knows(words []string) bool {
	s := search{People: p, asked: askedFor(words, nil)}
	for i := range s.asked {
		a := &s.asked[i]
		if a.fitting, a.names = p.beginning(a.text); a.names == 0 {
			return false
		}
	}
	for record := range s.having() {
		if m := s.match(record); m.count == len(words) {
			return true
		}
	}
	return false
}

// begins says whether one of the words begins a word of a known name.
func (p *People) begins(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		_, names := p.beginning(w)
		return names > 0
	})
}

// isWhole says whether just these words are the name of somebody.
func (p *People) isWhole(words []string) bool {
	sorted := slices.Sorted(slices.Values(words))
	key := strings.Join(sorted, " ")
	if record := p.byKey[key]; record != nil {
		return len(record.visits) > 0
	}
	if !p.ByExternal || len(words) == 0 {
		return false
	}
	word := p.byWord[words[0]]
	return word != nil && slices.ContainsFunc(word.records, func(i int32) bool {
		return p.records[i].sorted == key && len(p.records[i].visits) > 0
	})
}

// isFamily says whether a word begins the family name of somebody whose other
// names all the others begin.
func (p *People) isFamily(word string, others []string) bool {
	s := search{People: p, asked: askedFor(others, nil)}
	families, _ := p.beginning(word)
	for _, w := range families {
		for _, i := range w.records {
			record := p.records[i]
			if len(record.visits) == 0 || len(others) == 0 || !begins(word, record.words[0]) {
				continue
			}
			if m := s.matchWords(record.words[1:]); m.count == len(others) {
				return true
			}
		}
	}
	return false
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

// A search is for the people whom words may mean.
type search struct {
	*People
	asked []askedWord // the longest first, so that it is what fits
	need  int         // how many of them must fit: all but the particles
	of    []int       // the fragment of each word typed; nil where each is one of its own
	loose bool        // likely slips and other spellings fit, too
	now   Wall
	limit int         // how many of those found are kept
	top   []candidate // these, best first
	count int         // how many were found
	least int         // how many words fit each of them
}

// An askedWord is a word that was typed for a person.
type askedWord struct {
	text    string
	place   int  // among those typed
	whole   bool // a particle: stands for whole words only, and need not fit
	fitting []*nameWord
	near    []*nameWord // other spellings; few
	names   int         // how many names have a word that it fits
}

// askedFor puts words into the order in which they are matched; particles are told
// by their places.
func askedFor(words []string, particles map[int]bool) []askedWord {
	asked := make([]askedWord, len(words))
	for i, w := range words {
		asked[i] = askedWord{text: w, place: i, whole: particles[i]}
	}
	slices.SortStableFunc(asked, func(a, b askedWord) int {
		return cmp.Or(len(b.text)-len(a.text), strings.Compare(a.text, b.text))
	})
	return asked
}

// search finds those whom most of the words fit: all of them, or else those who
// have more of them than anybody else. Words of the same fragment, which of tells,
// fit together or not at all; nil where each is one of its own.
func (p *People) search(words []string, particles map[int]bool, of []int, now Wall, limit int) *search {
	s := &search{People: p, asked: askedFor(words, particles), of: of, loose: true, now: now, limit: limit}
	s.need = len(words) - len(particles)
	if s.need == 0 { // nothing but particles
		s.need = len(words)
	}
	complete := len(words) > 0
	for i := range s.asked {
		s.fit(&s.asked[i])
		complete = complete && (s.asked[i].names > 0 || s.optional(&s.asked[i]))
	}
	if complete {
		s.least = s.need
		for record := range s.having() {
			s.consider(record)
		}
	}
	if s.count == 0 {
		s.least = 1
		for record := range s.havingAny() {
			s.consider(record)
		}
	}
	return s
}

// optional says whether a word may fit nobody: a particle beside other words.
func (s *search) optional(a *askedWord) bool { return a.whole && s.need < len(s.asked) }

// all says whether all words that must fit do.
func (s *search) all() bool { return s.count > 0 && s.least == s.need }

// consider takes in somebody whom as many words fit as those found before, and
// drops these where more do. Few are wanted of many, so each is put among the best
// so far.
func (s *search) consider(record *personRecord) {
	c := s.match(record)
	switch {
	case c.count < s.least:
		return
	case c.count > s.least:
		s.least, s.count, s.top = c.count, 0, s.top[:0]
	}
	s.count++
	c.seen, c.past = record.seen(s.now)
	at := len(s.top)
	for at > 0 && s.before(&c, &s.top[at-1]) {
		at--
	}
	if at < s.limit {
		s.top = slices.Insert(s.top, at, c)
		s.top = s.top[:min(s.limit, len(s.top))]
	}
}

// having goes through the people who have a word that fits the rarest of those
// that must fit, each once.
func (s *search) having() func(yield func(*personRecord) bool) {
	var rarest *askedWord
	for i := range s.asked {
		if a := &s.asked[i]; !s.optional(a) && (rarest == nil || a.names < rarest.names) {
			rarest = a
		}
	}
	return s.each(func(a *askedWord) bool { return a == rarest })
}

// havingAny goes through the people who have a word that fits any of those typed
// that count, each once.
func (s *search) havingAny() func(yield func(*personRecord) bool) {
	return s.each(func(a *askedWord) bool { return !s.optional(a) })
}

func (s *search) each(chosen func(*askedWord) bool) func(yield func(*personRecord) bool) {
	return func(yield func(*personRecord) bool) {
		given := make([]bool, len(s.records))
		for i := range s.asked {
			if !chosen(&s.asked[i]) {
				continue
			}
			for _, words := range [2][]*nameWord{s.asked[i].fitting, s.asked[i].near} {
				for _, word := range words {
					for _, i := range word.records {
						if given[i] || len(s.records[i].visits) == 0 {
							continue
						}
						given[i] = true
						if !yield(s.records[i]) {
							return
						}
					}
				}
			}
		}
	}
}

// A candidate is somebody whom words fit, with what ranks them.
type candidate struct {
	record  *personRecord
	owner   [maxWords]int8 // for each asked word, the word of the name that it fits; -1 for none
	count   int            // how many fit, particles aside
	begun   int            // how many begin a word, particles among them
	whole   bool           // they are the name
	family  bool           // one of them fits the first word of the name
	past    bool           // seen is not in the future
	seen    Wall
	score   int
	settled bool // score is known
}

// matches are the best of those found.
func (s *search) matches() []Match {
	if len(s.top) == 0 {
		return nil
	}
	out := make([]Match, len(s.top))
	for i := range s.top {
		c := &s.top[i]
		m := Match{Person: c.record.person(s.now), Spans: s.spans(c), whole: c.whole}
		for k, a := range s.asked {
			if c.owner[k] >= 0 {
				word := c.record.words[c.owner[k]]
				m.fitted |= 1 << a.place
				if !begins(a.text, word) {
					m.alike |= 1 << a.place
				}
				m.Fuzzy = m.alike != 0
				m.short = m.short || a.text != word
			}
		}
		out[i] = m
	}
	return out
}

// before is the order of candidates.
func (s *search) before(c, d *candidate) bool {
	switch {
	case c.whole != d.whole:
		return c.whole
	case c.begun != d.begun:
		return c.begun > d.begun
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
		cmp.Compare(s.settle(d), s.settle(c)),
		strings.Compare(c.record.name, d.record.name),
		strings.Compare(c.record.key, d.record.key),
	) < 0
}

// settle is the fuzzy score: for each typed word, how well it fits its word of
// the name. Scores of whole names would not add up.
func (s *search) settle(c *candidate) int {
	if c.settled {
		return c.score
	}
	for i, a := range s.asked {
		if c.owner[i] < 0 {
			continue
		}
		for _, m := range fuzzy.FindNoSort(a.text, []string{c.record.words[c.owner[i]]}) {
			c.score += m.Score
		}
	}
	c.settled = true
	return c.score
}
