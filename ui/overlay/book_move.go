package overlay

import (
	"creneau/state"
	"creneau/ui/pane"
	"creneau/ui/theme"
)

// moveLines ask whether the appointment that a draft replaces may be cancelled
// first: why, in which order, and what happens should the new slot be gone.
func (b *Book) moveLines(d *state.Draft, w int) []string {
	l, st := b.Look(), b.State()
	why := "book.one_a_day"
	if st.NoSpareCredit() {
		why = "book.no_spare"
	}
	var lines []string
	if d.Failure.Code != "" {
		lines = b.failureLines(d, w)
	} else {
		lines = l.Wrap(theme.Text, l.T(why), w)
	}
	old, at, today := d.Moves.At, d.Plan.Slot.At, st.Now.Wall.Day()
	if b.Window().Size == pane.Small { // what Enter does is said in the room there is
		lines = []string{l.Text(theme.Strong, l.Name(d.Moves.Name)+", "+st.DepartmentName(d.Plan.Department), w)}
	}
	args := map[string]any{"Old": l.Words.Said(old), "Time": l.Words.Said(at)}
	if old.Day() != at.Day() {
		args["Old"] = l.Words.Day(old.Day(), today) + ", " + l.Words.Said(old)
		args["Time"] = l.Words.Day(at.Day(), today) + ", " + l.Words.Said(at)
	}
	return append(lines, l.Wrap(theme.Accent, l.Words.F("book.cancels_first", args), w)...)
}

// sendingKey is the sentence about how far a booking on its way is.
func sendingKey(in state.Intent) string {
	moves := in.Draft.Gone && !in.Back // what it replaces is gone
	switch {
	case in.Stage == state.Clearing:
		return "book.clearing"
	case in.Stage == state.Resting:
		return "book.resting"
	case in.Stage == state.Waits && moves:
		return "book.waits_gone"
	case in.Stage == state.Waits && in.Met:
		return "book.waits_met"
	case in.Stage == state.Waits:
		return "book.waits"
	case in.Stage == state.Unknown:
		return unknownWords(in)
	case in.Stage == state.Alike && in.Alike.Created != 0:
		return "book.alike_made"
	case in.Stage == state.Alike:
		return "book.alike"
	case in.Stage == state.Absent && moves:
		return "book.absent_gone"
	case in.Stage == state.Absent:
		return "book.absent"
	case in.Stage == state.Stranded && !in.Checked:
		return "book.stranded"
	case in.Stage == state.Stranded && in.Free:
		return "book.back_free"
	case in.Stage == state.Stranded:
		return "book.back_taken"
	case in.Back:
		return "book.booking_back"
	}
	return "book.sending"
}
