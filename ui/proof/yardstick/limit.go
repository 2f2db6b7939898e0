package yardstick

import "strconv"

// Limit is the number of bytes that a perfect renderer sends to turn one frame
// into the next: cursor moves, style changes and the text of changed cells,
// without erasing, scrolling or repeating. It starts at the cursor of before
// with no style on, writes line by line from left to right, and ends with no
// style on at the cursor of after, where that shows one. Both are of one size;
// an empty before stands for a blank screen.
func Limit(before, after Frame) int { return len(Ideal(before, after)) }

// Ideal is a byte stream of the length that Limit tells.
func Ideal(before, after Frame) []byte {
	d := differ{before: before, after: after, x: before.CursorX, y: before.CursorY}
	if len(before.Cells) != len(after.Cells) {
		d.before = NewScreen(after.W, after.H).Frame()
		d.x, d.y = 0, 0
	}
	for y := range after.H {
		for x := 0; x < after.W; x++ {
			if !d.changed(x, y) {
				continue
			}
			if after.At(x, y).Text == "" && x > 0 {
				x-- // a wide character is written from its first half
			}
			c := after.At(x, y)
			d.goTo(x, y, func(pen Style) int {
				text, _ := appendCell(nil, pen, c)
				return len(text)
			})
			d.put(c)
			if x+1 < after.W && after.At(x+1, y).Text == "" {
				x++
			}
		}
	}
	if after.CursorShown {
		d.goTo(after.CursorX, after.CursorY, func(pen Style) int { return len(sgr(pen, Style{})) })
	}
	return append(d.out, sgr(d.pen, Style{})...)
}

// differ writes the stream; x, y and pen are what the terminal has.
type differ struct {
	before, after Frame
	x, y          int
	pen           Style
	out           []byte
}

func (d *differ) changed(x, y int) bool { return d.before.At(x, y) != d.after.At(x, y) }

// put writes a cell where the cursor is.
func (d *differ) put(c Cell) {
	d.out, d.pen = appendCell(d.out, d.pen, c)
	d.x += cellWidth(d.after, d.x, d.y)
}

func cellWidth(f Frame, x, y int) int {
	if x+1 < f.W && f.At(x+1, y).Text == "" {
		return 2
	}
	return 1
}

// appendCell writes a cell, changing the pen only where that shows.
func appendCell(out []byte, pen Style, c Cell) ([]byte, Style) {
	hidden := c.Text == blank && (c.Style.Attr|pen.Attr)&visibleOnBlank == 0 && c.Style.BG == pen.BG
	if !hidden {
		out = append(out, sgr(pen, c.Style)...)
		pen = c.Style
	}
	return append(out, c.Text...), pen
}

// goTo moves the cursor in the cheapest way: by a sequence, by control
// characters, or by writing again the cells between, which may change the pen;
// next is what the bytes after the move cost with a pen.
func (d *differ) goTo(x, y int, next func(pen Style) int) {
	if d.x == x && d.y == y {
		return
	}
	best := d.move(x, y)
	if d.y == y && x > d.x && d.after.At(d.x, y).Text != "" {
		gap, pen := d.rewrite(x)
		if len(gap)+next(pen) <= len(best)+next(d.pen) {
			d.out, d.pen, d.x = append(d.out, gap...), pen, x
			return
		}
	}
	d.out = append(d.out, best...)
	d.x, d.y = x, y
}

// move is the shortest sequence that moves the cursor.
func (d *differ) move(x, y int) string {
	best := absolute(x, y)
	consider := func(s string) {
		if len(s) < len(best) {
			best = s
		}
	}
	// Behind the last column the cursor is nowhere that relative moves know.
	inside := d.x < d.after.W
	if inside && d.y == y {
		consider(along(d.x, x))
	}
	if inside && d.x == x {
		consider(updown(d.y, y))
	}
	if inside && d.y != y {
		consider(updown(d.y, y) + along(d.x, x))
	}
	consider("\r" + updown(d.y, y) + along(0, x))
	return best
}

// rewrite is the cells from the cursor up to column x, and the pen after them.
func (d *differ) rewrite(x int) (gap []byte, pen Style) {
	pen = d.pen
	for i := d.x; i < x; i++ {
		c := d.after.At(i, d.y)
		if c.Text == "" {
			continue
		}
		gap, pen = appendCell(gap, pen, c)
	}
	return gap, pen
}

func absolute(x, y int) string {
	switch {
	case x == 0 && y == 0:
		return "\x1b[H"
	case x == 0:
		return "\x1b[" + strconv.Itoa(y+1) + "H"
	case y == 0:
		return "\x1b[;" + strconv.Itoa(x+1) + "H"
	}
	return "\x1b[" + strconv.Itoa(y+1) + ";" + strconv.Itoa(x+1) + "H"
}

// along moves within a line.
func along(from, to int) string {
	switch {
	case to > from:
		return count(to-from, 'C')
	case to < from:
		back := count(from-to, 'D')
		if from-to < len(back) {
			back = "\b\b\b\b"[:from-to]
		}
		return back
	}
	return ""
}

// updown moves within a column.
func updown(from, to int) string {
	switch {
	case to > from:
		down := count(to-from, 'B')
		if to-from < len(down) {
			down = "\n\n\n\n"[:to-from]
		}
		return down
	case to < from:
		up := count(from-to, 'A')
		if from-to == 1 {
			up = "\x1bM"
		}
		return up
	}
	return ""
}

func count(n int, final byte) string {
	if n == 1 {
		return "\x1b[" + string(final)
	}
	return "\x1b[" + strconv.Itoa(n) + string(final)
}
