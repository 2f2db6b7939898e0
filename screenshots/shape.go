package screenshots

import (
	"image"
	"image/color"
)

// arms are the directions in which a line character leaves the middle of its
// cell.
type arms uint8

const (
	left arms = 1 << iota
	right
	up
	down
)

// stroke is the width of a line.
const stroke = 2

// lineArms are the arms of a line character; zero for any other. Corners that
// are round are drawn square.
func lineArms(r rune) arms {
	switch r {
	case '─', '━':
		return left | right
	case '│', '┃':
		return up | down
	case '┌', '╭':
		return right | down
	case '┐', '╮':
		return left | down
	case '└', '╰':
		return right | up
	case '┘', '╯':
		return left | up
	case '├':
		return up | down | right
	case '┤':
		return up | down | left
	case '┬':
		return left | right | down
	case '┴':
		return left | right | up
	case '┼':
		return left | right | up | down
	}
	return 0
}

// shape draws line and block characters so that they join without a gap, and
// tells whether r is one.
func (c *canvas) shape(r rune, cell image.Rectangle, foreground, background color.RGBA) bool {
	if a := lineArms(r); a != 0 {
		c.lines(a, cell, foreground)
		return true
	}
	if part, ok := blockPart(r, cell); ok {
		c.fillRect(part, foreground)
		return true
	}
	switch r {
	case '░':
		c.fillRect(cell, blend(foreground, background, 0.25))
	case '▒':
		c.fillRect(cell, blend(foreground, background, 0.5))
	case '▓':
		c.fillRect(cell, blend(foreground, background, 0.75))
	default:
		return false
	}
	return true
}

func (c *canvas) lines(a arms, cell image.Rectangle, fill color.RGBA) {
	x, y := cell.Min.X+(cellWidth-stroke)/2, cell.Min.Y+(cellHeight-stroke)/2
	if a&left != 0 {
		c.fillRect(image.Rect(cell.Min.X, y, x+stroke, y+stroke), fill)
	}
	if a&right != 0 {
		c.fillRect(image.Rect(x, y, cell.Max.X, y+stroke), fill)
	}
	if a&up != 0 {
		c.fillRect(image.Rect(x, cell.Min.Y, x+stroke, y+stroke), fill)
	}
	if a&down != 0 {
		c.fillRect(image.Rect(x, y, x+stroke, cell.Max.Y), fill)
	}
}

// blockPart is the part of a cell that a block character fills: U+2581 to
// U+2588 from the foot up and U+2589 to U+258F from the left, in eighths, and
// the upper and the right half.
func blockPart(r rune, cell image.Rectangle) (image.Rectangle, bool) {
	switch {
	case r == '▀':
		cell.Max.Y = cell.Min.Y + cellHeight/2
	case r == '▐':
		cell.Min.X += cellWidth / 2
	case r >= '▁' && r <= '█':
		cell.Min.Y = cell.Max.Y - int(r-'▁'+1)*cellHeight/8
	case r >= '▉' && r <= '▏':
		cell.Max.X = cell.Min.X + int('▏'-r+1)*cellWidth/8
	default:
		return image.Rectangle{}, false
	}
	return cell, true
}
