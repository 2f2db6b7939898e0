// Package keyboard makes keys of what a terminal sends. A key, an answer of the
// terminal or a letter is whole or nothing: what comes in pieces waits for its
// rest, and a rest without its beginning is never taken for other keys.
package keyboard

import (
	"bytes"
	"unicode/utf8"
)

// The bytes that the grammar of a terminal's input turns on.
const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f
)

// A piece is the beginning of the input: so many bytes, which are a whole unit,
// or nothing that any terminal sends. A size of 0 says that its end is not there
// yet.
type piece struct {
	size  int
	whole bool
}

// first is the first piece of an input that is not empty.
func first(b []byte) piece {
	switch {
	case b[0] == esc:
		return sequence(b)
	case b[0] < utf8.RuneSelf:
		return piece{1, true}
	case !utf8.FullRune(b):
		return piece{}
	}
	r, size := utf8.DecodeRune(b)
	return piece{size, r != utf8.RuneError || size > 1}
}

// sequence is the first piece of an input that begins with Escape.
func sequence(b []byte) piece {
	if len(b) == 1 {
		return piece{}
	}
	switch b[1] {
	case '[':
		return control(b)
	case 'O':
		return function(b)
	case ']', 'P', '_', '^', 'X':
		return text(b)
	case esc:
		return twice(b)
	}
	p := first(b[1:]) // with Alt
	if p.size > 0 {
		p.size++
	}
	return p
}

// twice is Escape before another: a key of its own, unless a sequence follows,
// which some terminals send for a key with Alt.
func twice(b []byte) piece {
	if len(b) == 2 {
		return piece{}
	}
	if b[2] != '[' && b[2] != 'O' {
		return piece{1, true}
	}
	p := first(b[1:])
	if p.size > 0 {
		p.size++
	}
	return p
}

// control is a control sequence: parameters, intermediates, and a byte that ends
// it. Another byte cuts it off. The Linux console sends F1 to F5 with one byte
// more behind a second bracket, rxvt ends keys with Shift by a dollar sign, and
// behind an M stand three bytes of a mouse that another program left on.
func control(b []byte) piece {
	i := 2
	switch {
	case i < len(b) && b[i] == '[':
		return ended(b, i+1, func(c byte) bool { return ' ' < c && c < del })
	case i < len(b) && b[i] == 'M' && len(b) < i+4:
		return piece{}
	case i < len(b) && b[i] == 'M':
		return piece{i + 4, true}
	}
	i = while(b, i, func(c byte) bool { return '0' <= c && c <= '?' })
	digits := while(b, 2, func(c byte) bool { return '0' <= c && c <= '9' })
	if i > 2 && digits == i && i < len(b) && b[i] == '$' {
		return piece{i + 1, true}
	}
	i = while(b, i, func(c byte) bool { return ' ' <= c && c <= '/' })
	return ended(b, i, func(c byte) bool { return '@' <= c && c <= '~' })
}

// function is a sequence of a function key, or of the keypad: a digit at most, and
// one byte.
func function(b []byte) piece {
	i := while(b, 2, func(c byte) bool { return '0' <= c && c <= '9' })
	return ended(b, i, func(c byte) bool { return ' ' < c && c < del })
}

// while is where the bytes from i on stop to be such.
func while(b []byte, i int, such func(byte) bool) int {
	for i < len(b) && such(b[i]) {
		i++
	}
	return i
}

// ended is the piece that the byte at i ends where it is such, and cuts off before
// it where it is not.
func ended(b []byte, i int, such func(byte) bool) piece {
	switch {
	case i >= len(b):
		return piece{}
	case such(b[i]):
		return piece{i + 1, true}
	}
	return piece{i, false}
}

// text is a sequence that holds a text, such as the answer to a question about
// colours. It ends with BEL or with Escape and a backslash; what no text holds
// cuts it off.
func text(b []byte) piece {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c == bel:
			return piece{i + 1, true}
		case c == can, c == sub:
			return piece{i + 1, false}
		case c == esc && i+1 == len(b):
			return piece{}
		case c == esc && b[i+1] == '\\':
			return piece{i + 2, true}
		case c < ' ':
			return piece{i, false}
		}
	}
	return piece{}
}

// The marks around what is pasted.
var pasteBegins, pasteEnds = []byte("\x1b[200~"), []byte("\x1b[201~")

// pasted is where a paste ends in the input, and where what is surely of it ends:
// behind that may be the beginning of its end.
func pasted(b []byte) (end, sure int) {
	end = bytes.Index(b, pasteEnds)
	if end >= 0 {
		return end, end
	}
	for sure = max(0, len(b)-len(pasteEnds)+1); sure < len(b); sure++ {
		if bytes.HasPrefix(pasteEnds, b[sure:]) {
			break
		}
	}
	return -1, sure
}
