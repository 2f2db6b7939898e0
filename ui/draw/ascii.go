package draw

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"creneau/ui/widget"
)

// plainLetters are letters that no decomposition brings to ASCII, each with
// one that takes as many cells.
var plainLetters = map[rune]byte{
	'œ': 'o', 'Œ': 'O', 'æ': 'a', 'Æ': 'A', 'ß': 's', 'ø': 'o', 'Ø': 'O', 'đ': 'd', 'ł': 'l',
	'ɓ': 'b', 'Ɓ': 'B', 'ɗ': 'd', 'Ɗ': 'D', 'ŋ': 'n', 'Ŋ': 'N', 'ƴ': 'y', 'Ƴ': 'Y', 'ɲ': 'n', 'ɛ': 'e', 'ɔ': 'o',
	'’': '\'', '‘': '\'', '“': '"', '”': '"', '«': '"', '»': '"', '–': '-', '—': '-', '·': '.', '…': '.',
	'\u00a0': ' ', '\u202f': ' ',
}

// ASCIIOnly writes a line for a terminal that shows ASCII only: accents are
// dropped, what has no letter like it becomes a question mark. Each cell stays
// where it is.
func ASCIIOnly(line string) string {
	if isASCII(line) {
		return line
	}
	var b strings.Builder
	b.Grow(len(line))
	for _, r := range line {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case plainLetters[r] != 0:
			b.WriteByte(plainLetters[r])
		case unicode.Is(unicode.Mn, r):
		default:
			b.WriteString(plainForm(r))
		}
	}
	return b.String()
}

func plainForm(r rune) string {
	if base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r))); base < utf8.RuneSelf {
		return string(base)
	}
	return strings.Repeat("?", widget.Width(string(r)))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
