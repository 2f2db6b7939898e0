package widget

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Width is the number of cells that s takes: the larger of its widths by
// grapheme and by wcwidth, because terminals are of both kinds. Escape
// sequences take none.
func Width(s string) int {
	if n, ok := singles(s); ok {
		return n
	}
	return max(ansi.StringWidth(s), ansi.StringWidthWc(s))
}

// Cells is the number of cells that s takes by grapheme, by which it is cut.
func Cells(s string) int {
	if n, ok := singles(s); ok {
		return n
	}
	return ansi.StringWidth(s)
}

// singles counts the characters of s where each is one cell on every terminal,
// colours and attributes left out.
func singles(s string) (n int, ok bool) {
	for i := 0; i < len(s); {
		if s[i] == '\x1b' {
			end := sgrEnd(s[i:])
			if end == 0 {
				return 0, false
			}
			i += end
			continue
		}
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if !single(r) {
			return 0, false
		}
		i += size
		n++
	}
	return n, true
}

// sgrEnd is the length of the SGR sequence at the beginning of s; 0 for another.
func sgrEnd(s string) int {
	if len(s) < 3 || s[1] != '[' {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case c != ';' && c != ':' && (c < '0' || c > '9'):
			return 0
		}
	}
	return 0
}

// single tells whether r is one cell on every terminal and never joins a
// neighbour: printable ASCII, precomposed Latin and the signs we draw with.
func single(r rune) bool {
	switch {
	case r < 0x7f:
		return r >= ' '
	case r < 0x300: // Latin-1 and its extensions, up to the combining marks
		return r >= 0xa0 && r != 0xad
	case r >= 0x2500 && r <= 0x259f: // boxes and blocks
		return true
	}
	return r == '…' || r == '’' || r == '–' || r == '—'
}

// Cut is s when it fits in w cells, else as many of its graphemes as leave room
// for tail, and tail. A tail wider than w is left out. s is plain text.
func Cut(s string, w int, tail string) string {
	if w <= 0 {
		return ""
	}
	if len(s) <= w && ascii(s) || Width(s) <= w {
		return s
	}
	room := w - Width(tail)
	if room < 0 {
		room, tail = w, ""
	}
	return s[:fitting(s, room)] + tail
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// fitting is the length in bytes of the longest run of whole graphemes at the
// beginning of s that takes at most w cells.
func fitting(s string, w int) int {
	end, used := 0, 0
	for end < len(s) {
		cluster, cells := firstGrapheme(s[end:])
		if used += cells; used > w {
			break
		}
		end += len(cluster)
	}
	return end
}

// firstGrapheme is the grapheme at the beginning of s and its width.
func firstGrapheme(s string) (string, int) {
	r, size := utf8.DecodeRuneInString(s)
	if single(r) {
		next, _ := utf8.DecodeRuneInString(s[size:])
		if size == len(s) || single(next) {
			return s[:size], 1
		}
	}
	cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if len(cluster) == 0 {
		return s[:size], 1
	}
	return cluster, max(w, ansi.StringWidthWc(cluster))
}
