package draw

import (
	"slices"
	"strings"

	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Text is a line of w cells in one role.
func (l *Look) Text(role theme.Role, s string, w int) string {
	return l.Line(w).Put(l.Ink(role), s).String()
}

// Wrap breaks text into lines of w cells and sets them in one role.
func (l *Look) Wrap(role theme.Role, text string, w int) []string {
	return wrap(text, w, func(s string) string { return l.Text(role, s, w) })
}

// Broken breaks plain text into lines of at most w cells, not set.
func Broken(text string, w int) []string {
	return wrap(text, w, func(s string) string { return s })
}

// wrap breaks plain text at its blanks into lines of at most w cells and sets
// each. No-break spaces keep what they join on one line.
func wrap(text string, w int, set func(string) string) []string {
	var out []string
	line := ""
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		if line != "" && widget.Width(line)+1+widget.Width(word) > w {
			out = append(out, set(line))
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" || len(out) == 0 {
		out = append(out, set(line))
	}
	return out
}

// Quietly sets a sentence that stands where there is nothing to show.
func (l *Look) Quietly(text string, w int) []string {
	return wrap(text, w-4, func(s string) string { return l.Line(w).Gap(2).Put(l.Ink(theme.Dim), s).String() })
}

// Label is the width of the widest of labels and two blanks.
func (l *Look) Label(keys ...string) int {
	w := 0
	for _, k := range keys {
		w = max(w, widget.Width(l.T(k)))
	}
	return w + 2
}

// Labelled is a line of w cells: a label in its cells, and text.
func (l *Look) Labelled(w, label int, key string, role theme.Role, text string) string {
	return l.Line(w).Cell(l.Ink(theme.Dim), l.T(key), label).Put(l.Ink(role), text).String()
}

// Matched writes a name with the letters that were searched for marked.
func (l *Look) Matched(r *widget.Row, role theme.Role, name string, spans [][2]int, w int) {
	if l.curtain || len(spans) == 0 {
		r.Cell(l.Ink(role), l.Name(name), w)
		return
	}
	end := min(r.Col()+w, r.Col()+r.Left())
	at := 0
	put := func(ink widget.Ink, s string) {
		if room := end - r.Col(); room > 0 {
			r.Put(ink, widget.Cut(s, room, l.Border.Tail))
		}
	}
	for _, s := range spans {
		if s[0] < at || s[1] > len(name) {
			continue
		}
		put(l.Ink(role), name[at:s[0]])
		put(l.Ink(theme.Match), name[s[0]:s[1]])
		at = s[1]
	}
	put(l.Ink(role), name[at:])
	r.To(end)
}

// Squeezed are lines without those that are empty, from the last one on, as far as
// that is needed for h lines; what is beyond is cut. A sentence that is cut so ends
// with a mark.
func (l *Look) Squeezed(lines []string, h, w int) []string {
	var kept []string
	var goesOn []bool // the next line is there, and not empty
	blank := func(i int) bool { return i >= len(lines) || strings.TrimSpace(lines[i]) == "" }
	spare := len(lines) - h
	for i := len(lines) - 1; i >= 0; i-- {
		if blank(i) && spare > 0 {
			spare--
			continue
		}
		kept, goesOn = append(kept, lines[i]), append(goesOn, !blank(i+1))
	}
	slices.Reverse(kept)
	slices.Reverse(goesOn)
	if h < 1 || len(kept) <= h {
		return kept[:min(len(kept), max(h, 0))]
	}
	kept = kept[:h]
	if goesOn[h-1] {
		kept[h-1] = l.Line(w).Raw(kept[h-1], w-2).Put(widget.Ink{}, " "+l.Border.Tail).String()
	}
	return kept
}

// Fit makes exactly h lines.
func Fit(lines []string, h int) []string {
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines[:h]
}

// Beside puts a second part of a line at a column.
func Beside(left string, at int, right string) string {
	return left + strings.Repeat(" ", max(0, at-widget.Cells(left))) + right
}

// Joined puts two blocks side by side.
func Joined(left, right []string, at int) []string {
	n := max(len(left), len(right))
	left, right = Fit(left, n), Fit(right, n)
	out := make([]string, n)
	for i := range out {
		out[i] = Beside(left[i], at, right[i])
	}
	return out
}
