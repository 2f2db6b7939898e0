package clinic

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldedLetters are letters that do not decompose into a base and its marks,
// among them those of Pular, Maninka and Soussou spelling.
var foldedLetters = map[rune]string{
	'œ': "oe", 'æ': "ae", 'ß': "ss", 'þ': "th", 'ĳ': "ij",
	'ɓ': "b", 'ɗ': "d", 'ɖ': "d", 'đ': "d", 'ð': "d", 'ɛ': "e", 'ǝ': "e", 'ə': "e",
	'ƒ': "f", 'ɠ': "g", 'ɣ': "g", 'ħ': "h", 'ı': "i", 'ɩ': "i", 'ƙ': "k", 'ł': "l",
	'ŋ': "n", 'ɲ': "n", 'ɔ': "o", 'ø': "o", 'ƥ': "p", 'ƭ': "t", 'ŧ': "t", 'ʋ': "v",
	'ƴ': "y", 'ς': "σ",
}

// Fold is the form in which names and words are compared: lower case, without
// accents, special letters spelled with plain ones, and every run of
// apostrophes, hyphens and blanks one space. Folding twice changes nothing.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	f := folding{text: make([]byte, 0, len(s))}
	f.add(s)
	return string(f.text)
}

// Folded is a folded text that remembers where its bytes came from.
type Folded struct {
	Text string
	from []int // for each byte of Text, and for its end, the offset in the original
}

// FoldMap folds s as Fold does, and keeps the way back to s.
func FoldMap(s string) Folded {
	f := folding{text: make([]byte, 0, len(s)), from: make([]int, 0, len(s)+1), mapped: true}
	end := f.add(s)
	return Folded{Text: string(f.text), from: append(f.from, end)}
}

// Span is the stretch of bytes of the original that gave Text[start:end]. A
// letter folded into two is never cut.
func (f Folded) Span(start, end int) [2]int {
	for end < len(f.Text) && end > start && f.from[end] == f.from[end-1] {
		end++
	}
	return [2]int{f.from[start], f.from[end]}
}

// folding is a folded text in the making.
type folding struct {
	text   []byte
	from   []int
	mapped bool
}

// add folds s and returns the offset in s where what was folded ends, trailing
// blanks left out.
func (f *folding) add(s string) (end int) {
	blank := -1 // where a run of blanks began that has not been written yet
	for i, r := range s {
		switch {
		case isFoldedBlank(r):
			if blank < 0 {
				blank = i
			}
			continue
		case r < utf8.RuneSelf, !unicode.In(r, unicode.M, unicode.Cf):
			if blank >= 0 && len(f.text) > 0 {
				f.byte(' ', blank)
			}
			blank = -1
			f.rune(r, i)
		}
	}
	if blank >= 0 {
		return blank
	}
	return len(s)
}

func (f *folding) byte(b byte, at int) {
	f.text = append(f.text, b)
	if f.mapped {
		f.from = append(f.from, at)
	}
}

func (f *folding) rune(r rune, at int) {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		f.byte(byte(r), at)
		return
	}
	var whole [utf8.UTFMax]byte
	parts := norm.NFD.Properties(whole[:utf8.EncodeRune(whole[:], r)]).Decomposition()
	if parts == nil {
		f.letter(r, at)
		return
	}
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		f.letter(part, at)
		parts = parts[size:]
	}
}

// letter adds one letter of a decomposition, unless it is a mark.
func (f *folding) letter(r rune, at int) {
	if unicode.Is(unicode.M, r) {
		return
	}
	r = unicode.ToLower(r)
	if plain, ok := foldedLetters[r]; ok {
		for i := range len(plain) {
			f.byte(plain[i], at)
		}
		return
	}
	n := len(f.text)
	f.text = utf8.AppendRune(f.text, r)
	if f.mapped {
		for range len(f.text) - n {
			f.from = append(f.from, at)
		}
	}
}

// isFoldedBlank says whether r stands between words, as far as comparing goes:
// blanks, hyphens, and the many ways to write an apostrophe.
func isFoldedBlank(r rune) bool {
	switch r {
	case ' ', '-', '\'', '’', '‘', '‛', 'ʼ', 'ʻ', '`', '´', '′', '\u1fef', '\u1ffd', '−':
		return true
	}
	return unicode.IsSpace(r) || r >= utf8.RuneSelf && unicode.Is(unicode.Pd, r)
}

// isFolded says of an ASCII text whether folding would leave it as it is.
func isFolded(s string) bool {
	blank := true
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf, 'A' <= c && c <= 'Z':
			return false
		case c == ' ':
			if blank {
				return false
			}
			blank = true
		case isFoldedBlank(rune(c)):
			return false
		default:
			blank = false
		}
	}
	return !blank || s == ""
}

// nameWords are the folded words of a name, in the order in which they stand.
func nameWords(name string) []string {
	return strings.FieldsFunc(Fold(name), isBetweenWords)
}

// isBetweenWords says whether r parts the words of a folded name.
func isBetweenWords(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
