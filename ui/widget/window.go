package widget

// A Window is the part of a list that is on screen and the row that is
// selected. It keeps 0 <= Selected < Len (both 0 for an empty list) and the
// selected row inside the part that shows.
type Window struct {
	Top      int // first row that shows
	Selected int
	Len      int // rows in the list
	Height   int // rows that fit on screen
}

// Resize takes a new length and height, and keeps the selection where it can.
func (w *Window) Resize(length, height int) {
	w.Len, w.Height = max(length, 0), max(height, 0)
	w.settle()
}

// Select selects row i, or the nearest there is.
func (w *Window) Select(i int) {
	w.Selected = i
	w.settle()
}

// Move moves the selection by so many rows, down when positive.
func (w *Window) Move(by int) {
	// Clamped first, so that absurd steps cannot overflow.
	w.Select(w.Selected + min(max(by, -w.Len), w.Len))
}

// Page moves the selection by so many screens, keeping one row in common.
func (w *Window) Page(by int) {
	step := max(w.Height-1, 1)
	w.Move(min(max(by, -w.Len), w.Len) * step)
}

// Home selects the first row.
func (w *Window) Home() { w.Select(0) }

// End selects the last row.
func (w *Window) End() { w.Select(w.Len - 1) }

// Scroll moves what shows without going past either end, and takes the
// selection along when it would leave the screen.
func (w *Window) Scroll(by int) {
	w.Top += min(max(by, -w.Len), w.Len)
	w.Top = max(min(w.Top, w.Len-w.Height), 0)
	if w.Height > 0 {
		w.Selected = min(max(w.Selected, w.Top), w.Top+w.Height-1)
	}
	w.settle()
}

// Visible is the half-open range of rows that show.
func (w *Window) Visible() (from, to int) {
	return w.Top, min(w.Top+w.Height, w.Len)
}

// At is the row that shows at line y of the window, for a click.
func (w *Window) At(y int) (row int, ok bool) {
	row = w.Top + y
	return row, y >= 0 && y < w.Height && row < w.Len
}

// settle restores what the type promises.
func (w *Window) settle() {
	w.Selected = max(min(w.Selected, w.Len-1), 0)
	if w.Selected >= w.Top+w.Height {
		w.Top = w.Selected - w.Height + 1
	}
	w.Top = min(w.Top, w.Selected)
	w.Top = max(min(w.Top, w.Len-w.Height), 0)
}
