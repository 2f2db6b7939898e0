package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// Selects is a pane with a selected row.
type Selects interface {
	// Lost is when another row was last selected without a person's doing, on the
	// clock that only goes forward, and whether that ever was so.
	Lost() (at time.Duration, ok bool)
}

// ChangedSince says whether a pane's selected row has become another one,
// without a person's doing, after a moment.
func ChangedSince(p Pane, moment time.Duration) bool {
	s, ok := p.(Selects)
	if !ok {
		return false
	}
	at, lost := s.Lost()
	return lost && at > moment
}

// A Mover is a selection that keys move.
type Mover interface {
	Move(by int)
	Page(by int)
	Home()
	End()
}

// Moves are the actions that move a selection; moved, if any, is told.
func Moves(s Mover, moved func()) []Action {
	return []Action{
		move("act.up", func() { s.Move(-1) }, moved, "up", "k"),
		move("act.down", func() { s.Move(+1) }, moved, "down", "j"),
		move("act.page_up", func() { s.Page(-1) }, moved, "pgup"),
		move("act.page_down", func() { s.Page(+1) }, moved, "pgdown"),
		move("act.first", s.Home, moved, "home"),
		move("act.last", s.End, moved, "end"),
	}
}

// Steps are Moves where text is typed: those of keys that type none and do not
// move the cursor of a field.
func Steps(s Mover) []Action {
	return []Action{
		move("act.up", func() { s.Move(-1) }, nil, "up"),
		move("act.down", func() { s.Move(+1) }, nil, "down"),
		move("act.page_up", func() { s.Page(-1) }, nil, "pgup"),
		move("act.page_down", func() { s.Page(+1) }, nil, "pgdown"),
	}
}

// move is one action that moves a selection.
func move(name string, do, moved func(), keys ...string) Action {
	return Act(name, func() tea.Cmd {
		do()
		if moved != nil {
			moved()
		}
		return nil
	}, keys...).ForAnyRow()
}
