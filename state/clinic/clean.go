package clinic

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxText is the number of runes that Clean keeps where no other is asked for.
const MaxText = 120

const (
	maxMarks = 4 // combining marks kept on one base
	control  = '·'

	zwnj = '\u200c'
	zwj  = '\u200d'
)

// Clean makes a string from outside fit for one line of a terminal, and keeps
// at most max runes of it (MaxText where max is 0 or less). The result is valid
// UTF-8 in NFC; it holds no control character, no invisible or direction
// changing one, at most four combining marks on a base and none without a base.
// Right-to-left letters are kept: N'Ko, Adlam and Arabic are written in Guinea.
// Cleaning twice changes nothing.
func Clean(s string, max int) string {
	if max <= 0 {
		max = MaxText
	}
	if printableASCII(s) {
		return s[:min(len(s), max)]
	}
	// Unreadable bytes go first: older normalisers looped for ever on them.
	s = strings.ToValidUTF8(s, "\ufffd")
	// NFC makes one rune of at most one base and its marks, so what lies
	// beyond this many runes cannot reach the result.
	s = norm.NFC.String(sift(s, (maxMarks+2)*max))
	return clip(s, max)
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// sift replaces and removes single runes until limit of them are written.
// Marks are counted here too, because the normaliser inserts joiners of its own
// into very long runs of them.
func sift(s string, limit int) string {
	var b strings.Builder
	b.Grow(min(len(s), utf8.UTFMax*limit))
	var base rune // what the next mark would sit on; 0 at the beginning
	marks, joiner := 0, rune(0)
	for _, r := range s {
		if limit == 0 {
			break
		}
		r = replacement(r)
		switch {
		case r == zwj || r == zwnj:
			joiner = r // written only when a letter follows that it can join
			continue
		case removed(r):
			continue
		case unicode.Is(unicode.M, r):
			if base == 0 || marks == maxMarks {
				continue
			}
			marks, joiner = marks+1, 0
		default:
			if joiner != 0 && joins(base) && joins(r) {
				b.WriteRune(joiner)
				limit--
			}
			base, marks, joiner = r, ownMarks(r), 0
		}
		b.WriteRune(r)
		limit--
	}
	return b.String()
}

// clip keeps max runes of an NFC string, which stays NFC: it drops ends, and
// marks beyond the fourth, which normalising may have split off their base.
func clip(s string, max int) string {
	var b strings.Builder
	b.Grow(len(s))
	kept, marks := 0, 0
	for _, r := range s {
		if kept == max {
			break
		}
		if unicode.Is(unicode.M, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = ownMarks(r)
		}
		b.WriteRune(r)
		kept++
	}
	return strings.TrimRight(b.String(), string(zwj)+string(zwnj))
}

// ownMarks is how many marks a letter has in itself: é typed in two pieces is the
// letter that it is pasted as.
func ownMarks(r rune) int {
	if r < utf8.RuneSelf {
		return 0
	}
	n := 0
	for _, part := range norm.NFD.String(string(r)) {
		if unicode.Is(unicode.M, part) {
			n++
		}
	}
	return n
}

// replacement is the rune that stands for r in a field of one line.
func replacement(r rune) rune {
	switch {
	case r >= ' ' && r <= '~':
		return r
	case r == '\r', r == '\n', r == '\t', r == '\u2028', r == '\u2029':
		return ' '
	case unicode.Is(unicode.Cc, r):
		return control
	}
	return r
}

// removed says whether r shows nothing, turns the direction of what follows,
// or means nothing outside one font: formats, fillers, tags, variation
// selectors, private use and noncharacters.
func removed(r rune) bool {
	return r > '~' && unicode.In(r,
		unicode.Cf, unicode.Co, unicode.Noncharacter_Code_Point,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// joins says whether r is a letter of a script whose letters join, where the
// zero-width joiner and non-joiner change what is read.
func joins(r rune) bool {
	return unicode.IsLetter(r) && unicode.In(r,
		unicode.Arabic, unicode.Nko, unicode.Adlam, unicode.Syriac, unicode.Mongolian, unicode.Mandaic)
}

// keys finds what looks like a key of the API or of its webhooks, also where it is typed
// on behind what is masked of it already.
var keys = regexp.MustCompile(`(?i)(mk_|whsec_)…?[0-9a-z_-]+|(bearer\s+)[^\s"',;]+`)

// Mask replaces every API key, webhook secret and bearer token inside s: mk_…,
// whsec_…, Bearer ….
func Mask(s string) string {
	if !strings.ContainsAny(s, "_ ") {
		return s
	}
	return keys.ReplaceAllString(s, "$1$2…")
}
