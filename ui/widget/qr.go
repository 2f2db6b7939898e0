package widget

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quietZone is the blank border of a QR code in modules, as ISO/IEC 18004 asks.
const quietZone = 4

// QR draws text as a QR code of level L with its quiet zone, two modules high
// per line in half blocks, and tells its width in cells. Black cells are blanks in
// reverse: between full blocks many terminals leave lines that no scanner reads over.
// The ink sets black on white whatever the theme: without one the code is right on a
// light terminal only.
func QR(text string, ink Ink) (lines []string, width int, err error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil, 0, fmt.Errorf("draw a QR code: %w", err)
	}
	width = code.Size + 2*quietZone
	turn := map[bool]string{true: "\x1b[7m", false: "\x1b[27m"} // reverse on, and off
	if strings.Contains(ink.On, turn[true]) {
		turn[true], turn[false] = turn[false], turn[true]
	}
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		var b strings.Builder
		b.WriteString(ink.On)
		reversed := false // the quiet zone at the end puts it back
		for x := -quietZone; x < code.Size+quietZone; x++ {
			// Size is odd: the lower half of the last line is quiet zone too.
			upper, lower := code.Black(x, y), code.Black(x, y+1)
			if full := upper && lower; full != reversed {
				reversed = full
				b.WriteString(turn[full])
			}
			b.WriteString(halfBlock(upper, lower))
		}
		b.WriteString(ink.Off)
		lines = append(lines, b.String())
	}
	return lines, width, nil
}

func halfBlock(upper, lower bool) string {
	switch {
	case upper && !lower:
		return "▀"
	case lower && !upper:
		return "▄"
	}
	return " "
}

// ASCIIQR is QR for terminals without blocks: a dark module is "##", a light
// one two blanks, one module high per line.
func ASCIIQR(text string, ink Ink) (lines []string, width int, err error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil, 0, fmt.Errorf("draw a QR code: %w", err)
	}
	width = 2 * (code.Size + 2*quietZone)
	for y := -quietZone; y < code.Size+quietZone; y++ {
		var b strings.Builder
		b.WriteString(ink.On)
		for x := -quietZone; x < code.Size+quietZone; x++ {
			if code.Black(x, y) {
				b.WriteString("##")
			} else {
				b.WriteString("  ")
			}
		}
		b.WriteString(ink.Off)
		lines = append(lines, b.String())
	}
	return lines, width, nil
}
