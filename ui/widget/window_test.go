package widget

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWindow(t *testing.T) {
	var w Window
	w.Resize(100, 10)
	w.Move(9)
	if w.Selected != 9 || w.Top != 0 {
		t.Errorf("the last row that shows: %+v", w)
	}
	w.Move(1)
	if w.Selected != 10 || w.Top != 1 {
		t.Errorf("one further: %+v", w)
	}
	w.Page(1)
	if w.Selected != 19 {
		t.Errorf("a page keeps one row: %+v", w)
	}
	w.End()
	if w.Selected != 99 || w.Top != 90 {
		t.Errorf("end: %+v", w)
	}
	w.Resize(100, 20)
	if w.Selected != 99 || w.Top != 80 {
		t.Errorf("higher: %+v", w)
	}
	w.Resize(5, 20)
	if w.Selected != 4 || w.Top != 0 {
		t.Errorf("shorter: %+v", w)
	}
	if row, ok := w.At(3); !ok || row != 3 {
		t.Errorf("line 3 is row %d, %v", row, ok)
	}
	if _, ok := w.At(5); ok {
		t.Error("a row below the last")
	}
	w.Home()
	w.Move(-3)
	if w.Selected != 0 {
		t.Errorf("above the first: %+v", w)
	}
}

func TestWindowKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w Window
		number := rapid.OneOf(rapid.IntRange(-30, 30), rapid.Int())
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			n := number.Draw(t, "n")
			switch rapid.IntRange(0, 6).Draw(t, "step") {
			case 0:
				w.Resize(rapid.IntRange(-1, 50).Draw(t, "length"), rapid.IntRange(-1, 30).Draw(t, "height"))
			case 1:
				w.Move(n)
			case 2:
				w.Page(n)
			case 3:
				w.Home()
			case 4:
				w.End()
			case 5:
				w.Scroll(n)
			case 6:
				w.Select(n)
			}
			from, to := w.Visible()
			if w.Len > 0 && (w.Selected < 0 || w.Selected >= w.Len) || w.Len == 0 && w.Selected != 0 {
				t.Fatalf("nothing selected: %+v", w)
			}
			if w.Len > 0 && w.Height > 0 && (w.Selected < from || w.Selected >= to) {
				t.Fatalf("the selection is out of sight: %+v", w)
			}
			if from < 0 || to > w.Len || to-from > w.Height || from > to {
				t.Fatalf("shows %d to %d: %+v", from, to, w)
			}
			if w.Height > 0 && to-from < min(w.Len, w.Height) {
				t.Fatalf("leaves lines empty: %+v", w)
			}
		}
	})
}
