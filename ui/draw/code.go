package draw

import (
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// codeText is how wide words beside a QR code are at least.
const codeText = 34

// BesideCode draws words with a QR code beside them: in a box with a title, or,
// where the code leaves no room for one, over the whole width; else the words
// alone. Full is the code alone.
func (l *Look) BesideCode(title, text string, full bool, words func(w int) []string, w, h int) []string {
	code, wide := l.code(text)
	inner := w - widget.BoxPadding
	beside := min(inner-wide-2, 44)
	switch {
	case len(code) > 0 && full && wide <= w && len(code) <= h:
		return code
	case len(code) > 0 && beside >= codeText && len(code)+2 <= h:
		return l.Box(title, Joined(words(beside), code, beside+2), nearly(beside+2+wide+widget.BoxPadding, w))
	case len(code) > 0 && w-wide-3 >= codeText && len(code) <= h:
		beside = w - wide - 3
		head := l.Line(beside).Gap(1).Put(l.Ink(theme.Title), l.T(title)).String()
		lines := []string{head, ""}
		for _, s := range words(beside - 1) {
			lines = append(lines, " "+s)
		}
		return Joined(Fit(lines, len(code)), code, w-wide)
	}
	inner = min(inner, BoxWidth-widget.BoxPadding)
	return l.Box(title, l.Squeezed(words(inner), h-2, inner), min(w, BoxWidth))
}

// nearly is w where a box is almost as wide: no sliver of the screen behind it
// stays in view.
func nearly(box, w int) int {
	if w-box <= 4 {
		return w
	}
	return box
}

// NoRoom is the key of why a QR code cannot be shown in a window; "" where it
// can.
func (l *Look) NoRoom(text string, w, h int) string {
	code, wide := l.code(text)
	switch {
	case len(code) == 0:
		return "no_qr"
	case wide > w || len(code) > h-2:
		return "qr_no_room"
	}
	return ""
}

// code draws a QR code in the terminal's characters; none where the text does
// not fit one.
func (l *Look) code(text string) (lines []string, width int) {
	if text == "" {
		return nil, 0
	}
	draw := widget.QR
	if l.ASCII {
		draw = widget.ASCIIQR
	}
	lines, width, err := draw(text, l.Ink(theme.QRInk))
	if err != nil {
		return nil, 0
	}
	return lines, width
}
