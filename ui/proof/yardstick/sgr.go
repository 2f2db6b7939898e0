package yardstick

import (
	"strconv"
	"strings"
)

// apply is the style after an SGR sequence with these parameters.
func (s Style) apply(params string) Style {
	fields := strings.Split(params, ";")
	for i := 0; i < len(fields); i++ {
		head, sub, _ := strings.Cut(fields[i], ":")
		n := number(head, 0)
		switch {
		case n == 38 || n == 48:
			rest := fields[i+1:]
			if sub != "" {
				rest = colonFields(sub)
			}
			c, used := colorOf(rest)
			if sub == "" {
				i += used
			}
			if n == 38 {
				s.FG = c
			} else {
				s.BG = c
			}
		case n == 4 && sub == "0":
			s.Attr &^= Underline
		default:
			s = s.set(n)
		}
	}
	return s
}

// colonFields are the parts of a colour written with colons. The colour space
// of 38:2::r:g:b is left out.
func colonFields(sub string) []string {
	fields := strings.Split(sub, ":")
	if len(fields) == 5 && fields[0] == "2" {
		return append(fields[:1], fields[2:]...)
	}
	return fields
}

// colorOf reads 5;n or 2;r;g;b and tells how many fields that took.
func colorOf(fields []string) (c Color, used int) {
	at := func(i int) uint8 { return uint8(number(fields[i], 0)) }
	switch {
	case len(fields) >= 2 && fields[0] == "5":
		return Indexed(at(1)), 2
	case len(fields) >= 4 && fields[0] == "2":
		return RGB(at(1), at(2), at(3)), 4
	}
	return 0, len(fields)
}

// set is the style after one SGR parameter that stands alone.
func (s Style) set(n int) Style {
	switch {
	case n == 0:
		return Style{}
	case n >= 1 && n <= 5:
		s.Attr |= Bold << (n - 1)
	case n >= 7 && n <= 9:
		s.Attr |= Reverse << (n - 7)
	case n == 21: // a double underline on most terminals
		s.Attr |= Underline
	case n == 22:
		s.Attr &^= Bold | Faint
	case n >= 23 && n <= 25:
		s.Attr &^= Italic << (n - 23)
	case n >= 27 && n <= 29:
		s.Attr &^= Reverse << (n - 27)
	case n >= 30 && n <= 37:
		s.FG = Indexed(uint8(n - 30))
	case n == 39:
		s.FG = 0
	case n >= 40 && n <= 47:
		s.BG = Indexed(uint8(n - 40))
	case n == 49:
		s.BG = 0
	case n >= 90 && n <= 97:
		s.FG = Indexed(uint8(n - 90 + 8))
	case n >= 100 && n <= 107:
		s.BG = Indexed(uint8(n - 100 + 8))
	}
	return s
}

// sgr is the shortest SGR sequence that turns one style into another: nothing
// when they are equal.
func sgr(from, to Style) string {
	if from == to {
		return ""
	}
	if to == (Style{}) {
		return "\x1b[m"
	}
	afresh := append([]string{""}, changes(Style{}, to)...)
	step := changes(from, to)
	short := strings.Join(step, ";")
	if long := strings.Join(afresh, ";"); len(long) < len(short) {
		short = long
	}
	return "\x1b[" + short + "m"
}

// changes are the parameters that turn from into to without a reset.
func changes(from, to Style) []string {
	var p []string
	off, on := from.Attr&^to.Attr, to.Attr&^from.Attr
	if off&(Bold|Faint) != 0 {
		p = append(p, "22")
		on |= to.Attr & (Bold | Faint) // 22 takes both away
	}
	for i := range 8 {
		attr, n := Attr(1)<<i, i+1
		if i >= 5 {
			n++ // 6 is a rapid blink
		}
		if off&attr != 0 && attr != Bold && attr != Faint {
			p = append(p, strconv.Itoa(20+n))
		}
		if on&attr != 0 {
			p = append(p, strconv.Itoa(n))
		}
	}
	if from.FG != to.FG {
		p = append(p, colorParam(to.FG, 30))
	}
	if from.BG != to.BG {
		p = append(p, colorParam(to.BG, 40))
	}
	return p
}

// colorParam is the parameter for a colour; base is 30 for the foreground and
// 40 for the background.
func colorParam(c Color, base int) string {
	if n, ok := c.Index(); ok {
		switch {
		case n < 8:
			return strconv.Itoa(base + int(n))
		case n < 16:
			return strconv.Itoa(base + 60 + int(n) - 8)
		}
		return strconv.Itoa(base+8) + ";5;" + strconv.Itoa(int(n))
	}
	if r, g, b, ok := c.RGB(); ok {
		return strconv.Itoa(base+8) + ";2;" + strconv.Itoa(int(r)) + ";" + strconv.Itoa(int(g)) + ";" + strconv.Itoa(int(b))
	}
	return strconv.Itoa(base + 9)
}

// number reads a parameter; fallback when it is empty or no number.
func number(s string, fallback int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return fallback
	}
	return n
}
