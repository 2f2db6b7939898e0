package widget

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestSelectionStaysOnItsRow changes random lists in every way and checks that
// the selected row is another one only when a person moved, the row is gone or
// the clock turned to another, that the latter two are remembered, and that it is
// always in view.
func TestSelectionStaysOnItsRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Selection[int]
		var keys []int
		next := 0
		now := time.Duration(0)
		s.Fit(rapid.IntRange(1, 6).Draw(t, "height"))
		change := func(to []int) {
			was, had := s.Key()
			before, _ := s.Lost()
			s.Hold(now, to)
			is, has := s.Key()
			at, lost := s.Lost()
			keys = to
			switch {
			case has != (len(to) > 0):
				t.Fatalf("of %v is selected: %v", to, has)
			case !had || !has:
			case slices.Contains(to, was):
				if is != was || at != before {
					t.Fatalf("%d is selected instead of %d, which is still there: %v", is, was, to)
				}
			case !lost || at != now:
				t.Fatalf("%d is gone at %s and lost is %v at %s", was, now, lost, at)
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now += time.Second
			to := slices.Clone(keys)
			place := rapid.IntRange(0, len(keys)).Draw(t, "place")
			switch rapid.SampledFrom([]string{"insert", "insert", "insert", "remove", "swap", "empty", "move", "page", "end", "pick", "turn", "fit", "reset"}).Draw(t, "step") {
			case "insert":
				next++
				change(slices.Insert(to, place, next))
			case "remove":
				if place < len(keys) {
					change(slices.Delete(to, place, place+1))
				}
			case "swap":
				change(rapid.Permutation(to).Draw(t, "order"))
			case "empty":
				change(nil)
			case "move":
				s.Move(rapid.IntRange(-3, 3).Draw(t, "by"))
			case "page":
				s.Page(rapid.IntRange(-2, 2).Draw(t, "by"))
			case "end":
				s.End()
			case "pick":
				if place < len(keys) && !s.Pick(keys[place]) {
					t.Fatalf("%d is not picked", keys[place])
				}
			case "turn":
				if was, had := s.Key(); place < len(keys) {
					s.Turn(now, keys[place])
					if at, _ := s.Lost(); had && was != keys[place] && at != now {
						t.Fatalf("turned from %d to %d unnoticed", was, keys[place])
					}
				}
			case "fit":
				s.Fit(rapid.IntRange(1, 6).Draw(t, "height"))
			case "reset":
				s.Reset()
				if _, lost := s.Lost(); lost {
					t.Fatal("another list begins with a loss")
				}
				s.Hold(now, keys)
			}
			from, to2 := s.Visible()
			if key, has := s.Key(); len(keys) > 0 && (!has || keys[s.Index()] != key || s.Index() < from || s.Index() >= to2) {
				t.Fatalf("%d (%v) is selected at %d of %v, of which %d to %d are in view", key, has, s.Index(), keys, from, to2)
			}
		}
	})
}

// TestSelectionGoesToTheNeighbour tells where it goes when its row is gone.
func TestSelectionGoesToTheNeighbour(t *testing.T) {
	for _, c := range []struct {
		rows     []int
		selected int
		now      []int
		want     int
	}{
		{[]int{1, 2, 3}, 2, []int{1, 3}, 3},          // the one that took its place
		{[]int{1, 2, 3}, 2, []int{1, 9, 3}, 9},       // another in its place
		{[]int{1, 2, 3}, 3, []int{1, 2}, 2},          // the last: the one before
		{[]int{1, 2, 3}, 1, []int{2, 3}, 2},          // the first
		{[]int{1, 2, 3}, 2, []int{8, 1, 7, 3}, 7},    // with others that came
		{[]int{1, 2, 3, 4}, 3, []int{1, 4}, 4},       // with the one before it
		{[]int{1, 2, 3}, 3, []int{7, 8, 9, 10}, 7},   // all are others
		{[]int{1, 2, 3}, 2, []int{5, 4, 2, 1, 3}, 2}, // not gone, only elsewhere
	} {
		var s Selection[int]
		s.Hold(0, c.rows)
		s.Pick(c.selected)
		s.Hold(time.Second, c.now)
		if got, _ := s.Key(); got != c.want {
			t.Errorf("%d of %v, then %v: %d is selected, want %d", c.selected, c.rows, c.now, got, c.want)
		}
		if at, lost := s.Lost(); lost == slices.Contains(c.now, c.selected) || lost && at != time.Second {
			t.Errorf("%d of %v, then %v: lost %v at %s", c.selected, c.rows, c.now, lost, at)
		}
	}
}

// TestSelectionStandsStill keeps the row on its line of the screen while rows
// come and go above it.
func TestSelectionStandsStill(t *testing.T) {
	var s Selection[int]
	keys := []int{1, 2, 3, 4, 5, 6, 7, 8, 9}
	s.Fit(4)
	s.Hold(0, keys)
	s.Pick(6)
	from, _ := s.Visible()
	line := s.Index() - from
	for _, rows := range [][]int{{20, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {2, 3, 4, 5, 6, 7, 8, 9}} {
		s.Hold(0, rows)
		if from, _ := s.Visible(); s.Index()-from != line {
			t.Errorf("in %v the row stands on line %d, and stood on %d", rows, s.Index()-from, line)
		}
	}
}

// TestSelectionComesBack finds its row again in a list that was empty meanwhile.
func TestSelectionComesBack(t *testing.T) {
	var s Selection[string]
	s.Hold(0, []string{"a", "b", "c"})
	s.Pick("b")
	s.Hold(0, nil)
	if key, ok := s.Key(); ok {
		t.Errorf("%q is selected in an empty list", key)
	}
	s.Hold(0, []string{"x", "b"})
	if key, _ := s.Key(); key != "b" {
		t.Errorf("%q is selected", key)
	}
	if _, lost := s.Lost(); lost {
		t.Error("a row that came back counts as lost")
	}
}
