package ui

import (
	"testing"

	"creneau/ui/proof/yardstick"
)

// TestTheCursorStandsOnTheSelectedRow looks where the terminal's cursor is, which
// screen readers follow, in every scene and window: on the first cell of the row or
// cell that is selected, in the field that takes text, else nowhere. It does not
// blink. Hidden it is in fields alone.
func TestTheCursorStandsOnTheSelectedRow(t *testing.T) {
	for _, s := range scenes {
		r := s.stage(t, plain())
		for _, size := range [][2]int{{80, 24}, {100, 30}, {160, 50}, {59, 15}, {40, 10}} {
			w, h := size[0], size[1]
			r.resizeTo(w, h)
			v, typing := r.View(), r.front().Typing()
			r.look.NoCursor = true
			if hidden := r.View().Cursor; hidden != nil && !typing {
				t.Errorf("%s at %dx%d: the hidden cursor is at %v", s.name, w, h, hidden.Position)
			}
			r.look.NoCursor = false
			switch c := v.Cursor; {
			case c == nil:
				if s.list || typing {
					t.Errorf("%s at %dx%d: there is no cursor", s.name, w, h)
				}
			case c.Blink:
				t.Errorf("%s at %dx%d: the cursor blinks", s.name, w, h)
			case typing:
			default:
				frame := yardstick.Parse(v.Content, w, h)
				first := c.X == 0 || frame.At(c.X-1, c.Y).Style.Attr&yardstick.Reverse == 0
				if frame.At(c.X, c.Y).Style.Attr&yardstick.Reverse == 0 || !first {
					t.Errorf("%s at %dx%d: the cursor is at %v, in %q", s.name, w, h, c.Position, frame.Line(c.Y))
				}
			}
		}
	}
}
