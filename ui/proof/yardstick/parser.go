package yardstick

import "unicode/utf8"

// parser is where in a control sequence the stream stands. Sequences may be
// cut anywhere between two writes.
type parser struct {
	state    parserState
	sequence []byte // of a CSI or OSC, so far
	partial  []byte // of a UTF-8 character, so far
}

type parserState int

const (
	ground    parserState = iota
	escape                // after ESC
	charset               // after ESC and an intermediate: one byte to skip
	csi                   // after CSI
	osc                   // in an operating system command
	oscEscape             // in one, after ESC
	str                   // in another string, which is ignored
	strEscape             // in one, after ESC
)

// longest is how many bytes of a sequence are kept.
const longest = 64 << 10

// Write shows what the bytes show. It never fails.
func (s *Screen) Write(p []byte) (int, error) {
	n := len(p)
	s.written += n
	if len(s.parser.partial) > 0 {
		p, s.parser.partial = append(s.parser.partial, p...), nil
	}
	for len(p) > 0 {
		if p[0] < utf8.RuneSelf {
			s.take(rune(p[0]))
			p = p[1:]
			continue
		}
		if !utf8.FullRune(p) {
			s.parser.partial = append([]byte(nil), p...)
			break
		}
		r, size := utf8.DecodeRune(p)
		s.take(r)
		p = p[size:]
	}
	return n, nil
}

// WriteString is Write for a string.
func (s *Screen) WriteString(text string) { _, _ = s.Write([]byte(text)) }

// take moves the parser by one character.
func (s *Screen) take(r rune) {
	if s.control(r) {
		return
	}
	p := &s.parser
	switch p.state {
	case ground:
		s.print(r)
	case escape:
		s.escaped(r)
	case charset:
		p.state = ground
	case csi:
		switch {
		case r >= 0x40 && r <= 0x7e:
			p.state = ground
			s.dispatch(string(p.sequence), byte(r))
		case r >= 0x20 && r < 0x40 && len(p.sequence) < longest:
			p.sequence = append(p.sequence, byte(r))
		default:
			p.state = ground
		}
	case osc:
		if len(p.sequence) < longest {
			p.sequence = utf8.AppendRune(p.sequence, r)
		}
	case oscEscape, strEscape:
		// ESC \ ends the string; ESC and anything else begins a sequence.
		if p.state == oscEscape {
			s.commands = append(s.commands, string(p.sequence))
		}
		p.state = escape
		if r != '\\' {
			s.escaped(r)
		} else {
			p.state = ground
		}
	}
}

// control takes C0 and C1 control characters, which act inside sequences too,
// and tells whether r was one.
func (s *Screen) control(r rune) bool {
	p := &s.parser
	inString := p.state == osc || p.state == str
	switch {
	case r == 0x1b && p.state == osc:
		p.state = oscEscape
	case r == 0x1b && p.state == str:
		p.state = strEscape
	case r == 0x1b:
		p.state = escape
	case r == 0x18 || r == 0x1a: // CAN and SUB give a sequence up
		p.state = ground
	case (r == '\a' || r == 0x9c) && p.state == osc:
		s.commands = append(s.commands, string(p.sequence))
		p.state = ground
	case r == 0x9c && p.state == str:
		p.state = ground
	case r >= 0x80 && r < 0xa0 && !inString:
		s.escaped(r - 0x40) // a C1 control is ESC and a letter
	case r < 0x20:
		if !inString {
			s.c0(r)
		}
	default:
		return r == 0x7f
	}
	return true
}

func (s *Screen) c0(r rune) {
	switch r {
	case '\b':
		s.moveTo(s.x-1, s.y)
	case '\t':
		s.tab(1)
	case '\n', '\v', '\f':
		if s.mapNewline && r == '\n' {
			s.moveTo(0, s.y)
		}
		s.lineFeed()
	case '\r':
		s.moveTo(0, s.y)
	}
}

// escaped acts on the character after ESC.
func (s *Screen) escaped(r rune) {
	p := &s.parser
	p.state = ground
	switch r {
	case '[':
		p.state, p.sequence = csi, p.sequence[:0]
	case ']':
		p.state, p.sequence = osc, p.sequence[:0]
	case 'P', 'X', '^', '_':
		p.state = str
	case '7':
		s.saved = s.cursorState
	case '8':
		s.restore(s.saved)
	case 'D':
		s.lineFeed()
	case 'E':
		s.moveTo(0, s.y)
		s.lineFeed()
	case 'H':
		s.tabs[s.x] = true
	case 'M':
		s.reverseFeed()
	case 'c':
		s.reset()
	default:
		if r >= 0x20 && r < 0x30 {
			p.state = charset
		}
	}
}

func (s *Screen) restore(c cursorState) {
	s.moveTo(c.x, c.y)
	s.pen = c.pen
}
