package widget

import (
	"slices"
	"time"
)

// A Selection is the selected row of a list and the part of the list that is on
// screen. It holds the row by what it is, its key, and never by its number: a
// list that changes below it moves it to no other row. When the row itself is
// gone it goes to its neighbour, and remembers when. Keys of a list differ from
// each other. The zero Selection is of an empty list.
type Selection[K comparable] struct {
	win   Window
	keys  []K
	key   K    // of the row that is held, even while its list is empty
	held  bool // a row is held
	lost  bool // another row was selected without a person's doing
	since time.Duration
}

// Hold takes the keys of the rows as they are at a moment. The row that is held
// stays selected, on the line on which it shows; without one it is the first.
func (s *Selection[K]) Hold(now time.Duration, keys []K) {
	if slices.Equal(keys, s.keys) {
		return
	}
	at, gone := s.place(keys)
	s.keys = append(s.keys[:0], keys...)
	s.win.Top += at - s.win.Selected
	s.win.Selected = at
	s.win.Resize(len(keys), s.win.Height)
	if len(keys) == 0 {
		return // the list may come back
	}
	s.note()
	if gone {
		s.lost, s.since = true, now
	}
}

// place is where the selection goes in other rows, and whether the row that it
// was on is gone: then it is what took its place, else the row before.
func (s *Selection[K]) place(keys []K) (at int, gone bool) {
	if !s.held {
		return 0, false
	}
	if i := slices.Index(keys, s.key); i >= 0 {
		return i, false
	}
	for before := s.win.Selected - 1; before >= 0 && before < len(s.keys); before-- {
		if i := slices.Index(keys, s.keys[before]); i >= 0 {
			return min(i+1, len(keys)-1), true
		}
	}
	return 0, true
}

// note holds the row that is selected now.
func (s *Selection[K]) note() {
	if s.held = s.win.Selected < len(s.keys); s.held {
		s.key = s.keys[s.win.Selected]
	}
}

// Turn selects another row without a person's doing: to who looks at it, the row
// changed as if it were gone.
func (s *Selection[K]) Turn(now time.Duration, key K) {
	if was, held := s.Key(); s.Pick(key) && held && was != key {
		s.lost, s.since = true, now
	}
}

// Lost is when another row was last selected without a person's doing, and
// whether that ever was so.
func (s *Selection[K]) Lost() (at time.Duration, ok bool) { return s.since, s.lost }

// Reset forgets the rows and the selection: what comes is another list.
func (s *Selection[K]) Reset() {
	*s = Selection[K]{win: Window{Height: s.win.Height}, keys: s.keys[:0]}
}

// Key is the key of the selected row, and whether there is one.
func (s *Selection[K]) Key() (K, bool) {
	if len(s.keys) == 0 {
		var none K
		return none, false
	}
	return s.key, s.held
}

// Index is the number of the selected row, 0 in an empty list.
func (s *Selection[K]) Index() int { return s.win.Selected }

// Len is how many rows there are.
func (s *Selection[K]) Len() int { return len(s.keys) }

// Pick selects a row by its key, and says whether it is there.
func (s *Selection[K]) Pick(key K) bool {
	i := slices.Index(s.keys, key)
	if i < 0 {
		return false
	}
	s.win.Select(i)
	s.note()
	return true
}

// Fit takes the number of rows that fit on screen.
func (s *Selection[K]) Fit(height int) { s.win.Resize(len(s.keys), height) }

// Height is how many rows fit on screen.
func (s *Selection[K]) Height() int { return s.win.Height }

// Visible is the half-open range of rows that show.
func (s *Selection[K]) Visible() (from, to int) { return s.win.Visible() }

// Lead shows as many rows above the selected one as are said, where there are.
func (s *Selection[K]) Lead(rows int) {
	s.win.Top = s.win.Selected - rows
	s.win.settle()
}

// Move moves the selection by so many rows, down when positive.
func (s *Selection[K]) Move(by int) { s.win.Move(by); s.note() }

// Page moves the selection by so many screens, keeping one row in common.
func (s *Selection[K]) Page(by int) { s.win.Page(by); s.note() }

// Home selects the first row.
func (s *Selection[K]) Home() { s.win.Home(); s.note() }

// End selects the last row.
func (s *Selection[K]) End() { s.win.End(); s.note() }
