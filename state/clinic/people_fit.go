package clinic

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A fit says whether a typed word stands for a word of a name, both folded.
type fit func(typed, word string) bool

func begins(typed, word string) bool { return strings.HasPrefix(word, typed) }

// resembles says whether typed begins word, or is word with at most a third of
// its letters left out, the first one kept: enough for a slip of the finger,
// too little to take a new caller for somebody else.
func resembles(typed, word string) bool {
	if begins(typed, word) {
		return true
	}
	letters := utf8.RuneCountInString(typed)
	if letters < 3 || 3*letters < 2*utf8.RuneCountInString(word) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(typed)
	if !strings.HasPrefix(word, string(first)) {
		return false
	}
	for _, r := range typed {
		_, rest, ok := strings.Cut(word, string(r))
		if !ok {
			return false
		}
		word = rest
	}
	return true
}

// spans are the stretches of the name as written that the typed words match.
func (c *candidate) spans(typed []string) [][2]int {
	folded := FoldMap(c.record.name)
	starts := wordStarts(folded.Text)
	var spans [][2]int
	for i, t := range typed {
		w := c.owner[i]
		start, word := starts[w], c.record.words[w]
		if begins(t, word) {
			spans = append(spans, folded.Span(start, start+len(t)))
			continue
		}
		at := 0
		for _, r := range t {
			at += strings.IndexRune(word[at:], r)
			spans = append(spans, folded.Span(start+at, start+at+utf8.RuneLen(r)))
			at += utf8.RuneLen(r)
		}
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

// assign gives each typed word a word of the name that it fits, no two the
// same, the first words of the name preferred; nil where that cannot be. It is
// the classical augmenting path, run from the words of the name.
func assign(name, typed []string, fits fit) []int {
	if len(typed) > len(name) {
		return nil
	}
	if len(typed) == 1 {
		i := slices.IndexFunc(name, func(word string) bool { return fits(typed[0], word) })
		if i < 0 {
			return nil
		}
		return []int{i}
	}
	owner := make([]int, len(typed))
	for i := range owner {
		owner[i] = -1
	}
	visited := make([]bool, len(typed))
	var place func(word int) bool
	place = func(word int) bool {
		for i, t := range typed {
			if visited[i] || !fits(t, name[word]) {
				continue
			}
			visited[i] = true
			if owner[i] < 0 || place(owner[i]) {
				owner[i] = word
				return true
			}
		}
		return false
	}
	for word := range name {
		clear(visited)
		place(word)
	}
	if slices.Contains(owner, -1) {
		return nil
	}
	return owner
}
