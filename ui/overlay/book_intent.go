package overlay

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/pane"
	"creneau/ui/theme"
)

// intentActions are those of a booking on its way. Esc takes one back that only
// waits for the end of a request limit; Enter, which may have bounced, does not.
func (b *Book) intentActions() []pane.Action {
	in, _ := b.State().IntentOf(b.serial)
	another := pane.Hinted("act.new", b.another, "n", "f2")
	takeBack := func() tea.Cmd { return b.takeBack(in.Ref) }
	again := func() tea.Cmd { return b.Apply(state.SentAgain{Ref: in.Ref}) }
	leave := pane.Hinted("act.leave_sending", b.Close, "esc")
	switch {
	case in.Stage == state.Waits:
		return []pane.Action{pane.Hinted("act.take_back", takeBack, "esc"), pane.Hinted("act.leave_sending", b.Close, "enter"), another}
	case in.Stage == state.Resting:
		stop := func() tea.Cmd { return b.Apply(state.UndoAsked{Ref: b.NewRef()}) }
		return []pane.Action{pane.Hinted("act.leave_sending", b.Close, "enter", "esc"), pane.Hinted("act.stop_again", stop, "u"), pane.Hinted("act.take_back", takeBack, "x"), another}
	case in.Stage == state.Absent:
		return []pane.Action{pane.Hinted("act.send_again", again, "enter"), leave, pane.Hinted("act.take_back", takeBack, "x"), another}
	case in.Stage == state.Alike: // nothing is preselected: a wrong answer doubles a booking, or loses one
		judge := func(ours bool) func() tea.Cmd {
			return func() tea.Cmd { return b.Apply(state.AlikeJudged{Ref: in.Ref, Ours: ours}) }
		}
		return []pane.Action{pane.Hinted("act.is_ours", judge(true), "o"), pane.Hinted("act.not_ours", judge(false), "x"), leave, another}
	case in.Stage == state.Stranded && in.Checked:
		name := "act.send"
		if !in.Free {
			name = "act.others"
		}
		return []pane.Action{pane.Hinted(name, again, "enter"), leave, pane.Hinted("act.take_back", takeBack, "x"), another}
	case in.Stage == state.Stranded:
		return []pane.Action{pane.Hinted("act.leave_sending", b.Close, "enter", "esc"), pane.Hinted("act.take_back", takeBack, "x"), another}
	}
	return []pane.Action{pane.Hinted("act.leave_sending", b.Close, "esc", "enter"), another}
}

// takeBack makes a draft again of a booking that has not left, and shows it; where
// that puts back what a move had cancelled, it goes on showing how far that is.
func (b *Book) takeBack(ref string) tea.Cmd {
	b.Close()
	cmd := b.Apply(state.WaitDropped{Ref: ref})
	if d := b.State().Draft; d != nil && d.Serial == b.serial {
		b.Open(NewBook(b.Desk))
	} else if _, on := b.State().IntentOf(b.serial); on {
		b.Open(NewIntent(b.Desk, b.serial))
	}
	return cmd
}

// told are the notices of a booking on its way that this overlay says itself.
var told = map[string]bool{
	"send_uncertain": true, "probably_refused": true, "not_found_after_all": true, "found_alike": true, "stranded": true,
	"back_free": true, "back_taken": true, "joins_queue": true, "booking_met_limit": true, "repeat_uncertain": true, "taken_up": true,
}

// Tells says whether a notice is about the booking that is shown, and said here.
func (b *Book) Tells(n state.Notice) bool {
	if d := b.draft(); d != nil {
		return n.Key == "refused" && d.Failure.Code == n.Code && (n.Who == d.Plan.Name || n.Who == d.Moves.Name)
	}
	in, ok := b.State().IntentOf(b.serial)
	return ok && told[n.Key] && n.Who == in.Name
}

// unknownWords say why it is not known what became of a booking. A conflict is
// looked into at once, and told when that is done.
func unknownWords(in state.Intent) string {
	switch {
	case in.Doubted.Code == "":
		return "book.uncertain"
	case state.RuleFor(in.Doubted).Conflict:
		return "book.sending"
	}
	return "book.probably_refused"
}

// intentLines say how far a booking on its way is.
func (b *Book) intentLines(w int) []string {
	l, st := b.Look(), b.State()
	in, ok := st.IntentOf(b.serial)
	if !ok {
		return nil
	}
	args := b.bookingArgs(in.Booking, in.Draft.Moves)
	if in.Back { // it is the old one itself
		args["Instead"] = ""
	}
	args["Until"] = l.Words.Said(st.Quiet.Until.Wall)
	key := sendingKey(in)
	if key == "book.waits_met" && !st.Quiet.On {
		key = "book.looked_first"
	}
	args["Status"] = in.Doubted.Status
	if in.Alike.ID != "" {
		args["Ref"], args["Made"] = in.Alike.ID.Text(), l.Words.Said(in.Alike.Created)
	}
	if place := st.Place(in.Ref); key == "book.waits" && place > 1 {
		key, args["Place"] = "book.waits_place", place
	}
	text := l.Words.F("book.spoken", args)
	lines := l.Wrap(theme.Strong, text, w)
	lines = append(lines, "")
	return append(lines, l.Wrap(theme.Warn, l.Words.F(key, args), w)...)
}
