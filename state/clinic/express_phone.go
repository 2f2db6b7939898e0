package clinic

import "strings"

// A telephone number has this many digits; one within the country is at its end
// with the group that reaches ownDigits.
const (
	fewestDigits = 8
	mostDigits   = 15
	ownDigits    = 9
)

// findPhone finds the first telephone number of the line: groups of digits with
// blanks, dots or hyphens between, that begin with + or 00, with three digits or
// more, or are five pairs of which the first begins with 0.
func (l *line) findPhone() {
	for i := range l.fragments {
		if n := l.phoneAt(i); n > 0 {
			last := l.fragments[i+n-1]
			l.phones = (1<<n - 1) << i
			l.phone = l.text[l.fragments[i].start : last.start+len(last.text)]
			return
		}
	}
}

// phoneAt is how many fragments from one on are a telephone number; 0 for none.
func (l *line) phoneAt(i int) int {
	first, ok := digitGroups(l.fragments[i].text)
	if !ok {
		return 0
	}
	abroad := first[0] == "" || strings.HasPrefix(first[0], "00")
	if !abroad && len(first[0]) < 3 && !l.fivePairs(i) {
		return 0
	}
	digits := 0
	for n := i; n < len(l.fragments); n++ {
		groups, ok := digitGroups(l.fragments[n].text)
		more := len(strings.Join(groups, ""))
		if !ok || n > i && groups[0] == "" || digits+more > mostDigits {
			return phoneIf(digits, n-i)
		}
		digits += more
		if l.fragments[n].comma || !abroad && digits >= ownDigits {
			return phoneIf(digits, n-i+1)
		}
	}
	return phoneIf(digits, len(l.fragments)-i)
}

func phoneIf(digits, fragments int) int {
	if digits < fewestDigits {
		return 0
	}
	return fragments
}

// digitGroups cuts a fragment into its groups of digits; the first is empty where
// it begins with +. ok says whether there is nothing else.
func digitGroups(text string) (groups []string, ok bool) {
	if text == "" || text[0] != '+' && !isDigit(text[0]) {
		return nil, false
	}
	groups = strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == '-' })
	if plus, cut := strings.CutPrefix(groups[0], "+"); cut {
		groups = append([]string{"", plus}, groups[1:]...)
	}
	for i, g := range groups {
		if _, ok := number(g, mostDigits); !ok && (i > 0 || g != "") {
			return nil, false
		}
	}
	return groups, true
}

// fivePairs says whether five pairs of digits begin here, the first with 0.
func (l *line) fivePairs(i int) bool {
	pairs := 0
	for n := i; n < len(l.fragments) && pairs < 5; n++ {
		groups, ok := digitGroups(l.fragments[n].text)
		if !ok {
			return false
		}
		for _, g := range groups {
			if len(g) != 2 || pairs == 0 && g[0] != '0' {
				return false
			}
			pairs++
		}
	}
	return pairs == 5
}
