package overlay

import (
	"creneau/ui/pane"
	"creneau/ui/theme"
)

// draftLines are the draft that a reaction concerns, above it.
func draftLines(desk pane.Desk, w int) []string {
	l, d := desk.Look(), desk.State().Draft
	if d == nil {
		return nil
	}
	label := l.Label("book.line")
	text := d.Line
	if text == "" {
		text = d.Plan.Name
	}
	return []string{l.Labelled(w, label, "book.line", theme.Input, text), ""}
}
