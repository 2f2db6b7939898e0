package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A Border is the set of one-cell glyphs that frames are drawn with.
type Border struct {
	H, V           string // edges
	TL, TR, BL, BR string // corners
	ML, MR         string // where a line crosses from edge to edge
	TitleL, TitleR string // around the title in the top edge
	Tail           string // of text that was cut
}

// UTF8Border draws with line characters.
func UTF8Border() Border {
	return Border{H: "─", V: "│", TL: "┌", TR: "┐", BL: "└", BR: "┘", ML: "├", MR: "┤",
		TitleL: " ", TitleR: " ", Tail: Ellipsis}
}

// ASCIIBorder draws with what every terminal has.
func ASCIIBorder() Border {
	return Border{H: "-", V: "|", TL: "+", TR: "+", BL: "+", BR: "+", ML: "+", MR: "+",
		TitleL: " ", TitleR: " ", Tail: ASCIIEllipsis}
}

// BoxPadding is what Box adds to the width of its body: an edge and a blank on
// either side.
const BoxPadding = 4

// BoxRule as a line of a body is drawn as a line from edge to edge.
const BoxRule = "\x00"

// Box frames body lines in w cells, with the title in the top edge. Body lines
// may hold SGR sequences; they are cut or padded to w less BoxPadding.
func Box(b Border, ink, titleInk Ink, title string, body []string, w int) []string {
	w = max(w, BoxPadding)
	inner := w - BoxPadding
	out := make([]string, 0, len(body)+2)
	out = append(out, topEdge(b, ink, titleInk, title, w))
	side, end := ink.On+b.V+ink.Off+" ", " "+ink.On+b.V+ink.Off
	for _, line := range body {
		if line == BoxRule {
			out = append(out, ink.On+b.ML+strings.Repeat(b.H, w-2)+b.MR+ink.Off)
			continue
		}
		used := Cells(line)
		if used > inner {
			line = ansi.Truncate(line, inner, b.Tail)
			used = Cells(line)
		}
		out = append(out, side+line+strings.Repeat(" ", inner-used)+end)
	}
	return append(out, ink.On+b.BL+strings.Repeat(b.H, w-2)+b.BR+ink.Off)
}

// topEdge is the edge with the title, where there is room for one.
func topEdge(b Border, ink, titleInk Ink, title string, w int) string {
	r := NewRowTail(w, b.Tail).Put(ink, b.TL+b.H)
	if room := w - 4 - Width(b.TitleL+b.TitleR); title != "" && room > 0 {
		r.Put(ink, b.TitleL).Put(titleInk, Cut(title, room, b.Tail)).Put(ink, b.TitleR)
	}
	for r.Left() > 1 {
		r.Put(ink, b.H)
	}
	return r.Put(ink, b.TR).String()
}

// Rule is a line of w cells across a screen.
func Rule(b Border, ink Ink, w int) string {
	if w <= 0 {
		return ""
	}
	return ink.On + strings.Repeat(b.H, w) + ink.Off
}
