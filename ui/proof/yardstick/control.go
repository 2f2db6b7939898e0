package yardstick

import "strings"

// dispatch carries out a control sequence: its parameters and intermediates as
// they came, and its last byte.
func (s *Screen) dispatch(sequence string, final byte) {
	if strings.HasPrefix(sequence, "?") {
		s.private(sequence[1:], final)
		return
	}
	if strings.ContainsAny(sequence, "<=>! \"#$%&'()*+,-./") {
		return // cursor shapes, keyboard modes, queries
	}
	params := strings.Split(sequence, ";")
	arg := func(i int) int { // 1 where it is missing or 0
		if i < len(params) {
			return max(number(params[i], 1), 1)
		}
		return 1
	}
	if s.moves(final, arg) || s.edits(final, arg(0), number(params[0], 0)) {
		return
	}
	switch final {
	case 'm':
		s.pen = s.pen.apply(sequence)
	case 'b':
		if s.last != "" {
			for range min(arg(0), s.w*s.h) {
				s.print([]rune(s.last)[0])
			}
		}
	case 'g':
		s.clearTabs(number(params[0], 0))
	case 'r':
		top, end := arg(0)-1, s.h
		if len(params) > 1 {
			end = min(number(params[1], s.h), s.h)
		}
		if top < end-1 {
			s.top, s.end = top, end
			s.moveTo(0, 0)
		}
	case 's':
		s.saved = s.cursorState
	case 'u':
		s.restore(s.saved)
	}
}

// moves carries out the sequences that move the cursor, and tells whether this
// was one.
func (s *Screen) moves(final byte, arg func(int) int) bool {
	n := arg(0)
	switch final {
	case 'A':
		s.moveTo(s.x, max(s.y-n, s.upperBound()))
	case 'B', 'e':
		s.moveTo(s.x, min(s.y+n, s.lowerBound()))
	case 'C', 'a':
		s.moveTo(s.x+n, s.y)
	case 'D':
		s.moveTo(s.x-n, s.y)
	case 'E':
		s.moveTo(0, min(s.y+n, s.lowerBound()))
	case 'F':
		s.moveTo(0, max(s.y-n, s.upperBound()))
	case 'G', '`':
		s.moveTo(n-1, s.y)
	case 'H', 'f':
		s.moveTo(arg(1)-1, n-1)
	case 'I':
		s.tab(min(n, s.w))
	case 'Z':
		s.tab(-min(n, s.w))
	case 'd':
		s.moveTo(s.x, n-1)
	default:
		return false
	}
	return true
}

// upperBound is the line that relative moves up stop at.
func (s *Screen) upperBound() int {
	if s.y >= s.top {
		return s.top
	}
	return 0
}

// lowerBound is the line that relative moves down stop at.
func (s *Screen) lowerBound() int {
	if s.y < s.end {
		return s.end - 1
	}
	return s.h - 1
}

// edits carries out the sequences that erase, insert, delete and scroll, and
// tells whether this was one. n is at least 1; mode is the parameter as given.
func (s *Screen) edits(final byte, n, mode int) bool {
	start, at, end := s.y*s.w, s.y*s.w+s.x, (s.y+1)*s.w
	empty := Cell{Text: blank, Style: Style{BG: s.pen.BG}}
	inRegion := s.y >= s.top && s.y < s.end
	switch final {
	case 'J':
		switch mode {
		case 0:
			s.erase(at, len(s.cells))
		case 1:
			s.erase(0, at+1)
		case 2:
			s.erase(0, len(s.cells))
		}
	case 'K':
		switch mode {
		case 0:
			s.erase(at, end)
		case 1:
			s.erase(start, at+1)
		case 2:
			s.erase(start, end)
		}
	case 'X':
		s.erase(at, min(at+n, end))
	case '@':
		s.split(at)
		shift(s.cells[at:end], -n, empty)
	case 'P':
		s.split(at)
		s.split(min(at+n, end))
		shift(s.cells[at:end], n, empty)
	case 'L', 'M':
		if inRegion {
			if final == 'L' {
				n = -n
			}
			s.scroll(s.y, s.end, min(max(n, -s.h), s.h))
			s.moveTo(0, s.y)
		}
	case 'S':
		s.scroll(s.top, s.end, min(n, s.h))
	case 'T':
		s.scroll(s.top, s.end, -min(n, s.h))
	default:
		return false
	}
	s.beyond = false
	return true
}

func (s *Screen) clearTabs(mode int) {
	switch mode {
	case 0:
		s.tabs[s.x] = false
	case 3:
		clear(s.tabs)
	}
}

// private carries out the sequences that begin with a question mark. Modes that
// change nothing on screen, synchronised output among them, are ignored.
func (s *Screen) private(sequence string, final byte) {
	if final == 'W' && sequence == "5" {
		s.everyEight()
		return
	}
	if final != 'h' && final != 'l' {
		return
	}
	on := final == 'h'
	for _, mode := range strings.Split(sequence, ";") {
		switch mode {
		case "7":
			s.wrap = on
		case "25":
			s.hidden = !on
		case "47", "1047", "1049":
			s.alternateScreen(on)
		}
	}
}

// alternateScreen changes between the two screens. The alternate one begins
// blank.
func (s *Screen) alternateScreen(on bool) {
	if on == s.alternate {
		return
	}
	s.alternate = on
	if on {
		s.onPrimary = s.cursorState
		s.primary = append([]Cell(nil), s.cells...)
		fill(s.cells, Cell{Text: blank})
		return
	}
	if len(s.primary) == len(s.cells) {
		copy(s.cells, s.primary)
	}
	s.restore(s.onPrimary)
}
