package overlay

import (
	"creneau/state"
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

// refusalOf says whether a notice tells that the booking of the draft was refused.
func refusalOf(d pane.Desk, n state.Notice) bool {
	draft := d.State().Draft
	return n.Key == "refused" && draft != nil && (n.Who == draft.Plan.Name || n.Who == draft.Moves.Name)
}
