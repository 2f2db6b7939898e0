package clinic

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// topRow are what keyboards type on the keys of the digits without Shift: French
// ones, and where they differ Belgian ones and those of Apple.
var topRow = map[rune]rune{
	'&': '1', 'é': '2', '"': '3', '\'': '4', '(': '5', '-': '6', '§': '6', 'è': '7', '_': '8', '!': '8', 'ç': '9', 'à': '0',
}

// Digit is the digit on the key of the top row that types so, with Shift or
// without, and whether there is one.
func Digit(r rune) (digit rune, ok bool) {
	if '0' <= r && r <= '9' {
		return r, true
	}
	digit, ok = topRow[unicode.ToLower(r)]
	return digit, ok
}

// DigitKeys are what the keys of digits type, in the order of the digits. A hyphen
// is left out: elsewhere it is a key of its own.
func DigitKeys() []string {
	typed := make([]string, 0, 22)
	for digit := '0'; digit <= '9'; digit++ {
		typed = append(typed, string(digit))
		for _, r := range `&é"'(§è_!çà` {
			if topRow[r] == digit {
				typed = append(typed, string(r))
			}
		}
	}
	return typed
}

// Reference reads the number of an appointment: digits, with a hash or blanks, or
// the address on its ticket. It is false for anything else.
func Reference(text string) (ref string, ok bool) {
	ref = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.TrimPrefix(strings.TrimSpace(text), "#"))
	if isNumber(ref) {
		return ref, true
	}
	return Address(text)
}

// isNumber says whether a text is digits, and no more of them than a reference has.
func isNumber(s string) bool {
	return s != "" && len(s) <= MaxID && strings.Trim(s, "0123456789") == ""
}

// scheme is how addresses begin.
const scheme = "http"

// IsAddress says whether a text begins as an address does, however it is written.
func IsAddress(text string) bool {
	return len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme)
}

// Address reads the number of an appointment off the address on its ticket: the
// digits behind the last slash. A scanner that takes a French keyboard for an
// American one types exclamation marks for slashes, and signs for digits: what
// stands twice behind the scheme is which of the two was meant.
func Address(text string) (ref string, ok bool) {
	text = strings.TrimSpace(text)
	if !IsAddress(text) || strings.ContainsFunc(text, unicode.IsSpace) {
		return "", false
	}
	rest := strings.TrimLeft(text[len(scheme):], "sS")
	_, colon := utf8.DecodeRuneInString(rest)
	switch rest = rest[colon:]; {
	case strings.HasPrefix(rest, "//"):
		ref = rest[strings.LastIndexByte(rest, '/')+1:]
	case strings.HasPrefix(rest, "!!"):
		ref = strings.Map(func(r rune) rune {
			if digit, is := Digit(r); is {
				return digit
			}
			return r
		}, rest[strings.LastIndexByte(rest, '!')+1:])
	}
	return ref, isNumber(ref)
}
