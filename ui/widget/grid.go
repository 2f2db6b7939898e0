package widget

// A Grid is a table with equal columns and a head on each row, such as a week
// of days by times. It joins cells that were rendered before to their exact
// widths.
type Grid struct {
	RowHead  int // width of the head of a row
	ColWidth int // width of a column
	Gap      int // blanks before each column
}

// Columns is how many columns fit in w cells.
func (g Grid) Columns(w int) int {
	return max((w-g.RowHead)/max(g.ColWidth+g.Gap, 1), 0)
}

// Width is what so many columns take.
func (g Grid) Width(columns int) int {
	return g.RowHead + columns*(g.ColWidth+g.Gap)
}

// X is the first cell of a column.
func (g Grid) X(column int) int { return g.Width(column) + g.Gap }

// ColumnAt is the column under cell x, for a click.
func (g Grid) ColumnAt(x int) (column int, ok bool) {
	x -= g.RowHead
	pitch := g.ColWidth + g.Gap
	if x < 0 || pitch <= 0 {
		return 0, false
	}
	return x / pitch, x%pitch >= g.Gap
}

// Line appends a row of the grid to r: the head, which is RowHead cells wide,
// then the cells, each ColWidth wide. An empty cell is blank.
func (g Grid) Line(r *Row, head string, cells []string) *Row {
	start := r.Col()
	if head != "" {
		r.Raw(head, g.RowHead)
	}
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		r.To(start + g.X(i))
		r.Raw(cell, g.ColWidth)
	}
	return r.To(start + g.Width(len(cells)))
}

// A CellCache keeps cells that were rendered, by text, ink and width, so that a
// grid costs a map look-up for each. It forgets all of them when it is full.
type CellCache struct {
	cells map[cellKey]string
	row   *Row
	limit int
}

type cellKey struct {
	ink  Ink
	text string
	w    int
}

// NewCellCache keeps at most limit cells. Cut text ends in tail.
func NewCellCache(limit int, tail string) *CellCache {
	return &CellCache{cells: make(map[cellKey]string), row: NewRowTail(0, tail), limit: max(limit, 1)}
}

// Cell is text in exactly w cells, blanks written out.
func (c *CellCache) Cell(ink Ink, text string, w int) string {
	key := cellKey{ink, text, w}
	if s, ok := c.cells[key]; ok {
		return s
	}
	if len(c.cells) >= c.limit {
		clear(c.cells)
	}
	c.row.Reset(w).Cell(ink, text, w)
	s := c.row.Padded()
	c.cells[key] = s
	return s
}

// Len is the number of cells kept.
func (c *CellCache) Len() int { return len(c.cells) }
