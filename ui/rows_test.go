package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/ui/draw"
)

// TestTheNewPersonIsAlwaysInSight goes through the rows of lines that fit many, at
// sizes down to the smallest list: the row for somebody new never scrolls away, and
// neither does the one that is selected.
func TestTheNewPersonIsAlwaysInSight(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {100, 30}, {59, 15}, {80, 16}} {
		r := newRig(t, newLargeClinic(10, 2000), plain())
		r.resizeTo(size[0], size[1])
		for _, line := range []string{"dia", "dia ma", "diallo zenab", "sam dia", "bah sow"} {
			r.press("n")
			r.write(line)
			for _, ask := range []bool{false, true} {
				if ask {
					r.press("enter")
				}
				if r.st.Draft.Stage == state.Fixed {
					break
				}
				for range len(r.st.Draft.RowKeys()) + 1 {
					text := ansi.Strip(r.View().Content)
					fresh := r.look.Words.F("book.new_named", map[string]any{"Who": r.st.Draft.Reading.Name})
					if !strings.Contains(text, fresh) {
						t.Fatalf("%dx%d, %q: %q is not in sight:\n%s", size[0], size[1], line, fresh, text)
					}
					row := r.st.Draft.Row
					if !row.New() && !strings.Contains(text, "> "+row.Name[:min(len(row.Name), 8)]) {
						t.Fatalf("%dx%d, %q: %q is taken and not in sight:\n%s", size[0], size[1], line, row.Name, text)
					}
					r.press("down")
				}
			}
			r.press("esc", "esc")
		}
	}
}

// TestNothingIsNoneBeforeItWasRead looks at a desk that has read nothing: nobody is
// new or not found there, and no week has no free slots.
func TestNothingIsNoneBeforeItWasRead(t *testing.T) {
	for _, c := range []struct {
		name  string
		says  func(*draw.Look) string
		reach func(*rig)
	}{
		{"find", func(l *draw.Look) string { return l.T("find.nobody") }, func(r *rig) { r.press("f"); r.write("zowo") }},
		{"book", func(l *draw.Look) string { return "(" + l.T("book.new_person") }, func(r *rig) { r.press("n"); r.write("zowo") }},
		{"slots", func(l *draw.Look) string { return l.Words.N("slots.free_count", 0, nil) }, func(r *rig) { r.press("d") }},
	} {
		for _, read := range []bool{false, true} {
			r := bareRig(t, newClinic(), plain())
			if r.clinic.times, r.clinic.mute = nil, !read; read { // no slots at all
				r.load()
			}
			r.resizeTo(100, 30)
			c.reach(r)
			text := ansi.Strip(r.View().Content)
			if says := strings.Contains(text, c.says(r.look)); says != read {
				t.Errorf("%s: all read: %v, and %q is said: %v\n%s", c.name, read, c.says(r.look), says, text)
			}
		}
	}
}
