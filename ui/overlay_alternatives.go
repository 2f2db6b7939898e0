package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// alternatives is the picker for a slot that was taken: the draft on top, five
// ranked rows with their reasons, and the sentence to say aloud.
type alternatives struct {
	*Model
	win widget.Window
}

func newAlternatives(m *Model) *alternatives { return &alternatives{Model: m} }

func (a *alternatives) title() string          { return "alt.title" }
func (a *alternatives) typing() bool           { return false }
func (a *alternatives) update(tea.Msg) tea.Cmd { return nil }
func (a *alternatives) gone() bool             { return a.env.st.Offer == nil }

func (a *alternatives) actions() []action {
	acts := []action{
		hinted("act.book_this", func() tea.Cmd { return a.pick(a.win.Selected) }, "enter").when(a.none),
		act("act.up", func() tea.Cmd { a.win.Move(-1); return nil }, "up", "k"),
		act("act.down", func() tea.Cmd { a.win.Move(+1); return nil }, "down", "j"),
		hinted("act.back", a.back, "esc"),
		hinted("act.wait", a.wait, "e"),
	}
	for i, keys := range pickerKeys {
		acts = append(acts, act("act.book_row", func() tea.Cmd { return a.pick(i) }, keys...).when(a.none))
	}
	return acts
}

// pickerKeys pick rows 1 to 5: digits, and what an AZERTY keyboard types on
// the same keys without Shift.
var pickerKeys = [...][]string{{"1", "&"}, {"2", "é"}, {"3", `"`}, {"4", "'"}, {"5", "("}}

func (a *alternatives) none() string {
	if o := a.env.st.Offer; o == nil || len(o.Rows) == 0 {
		return "no_alternative"
	}
	return ""
}

func (a *alternatives) pick(i int) tea.Cmd {
	return a.apply(state.AlternativePicked{Index: i, Ref: a.env.NewRef()})
}

// wait puts the person on the waiting list and the draft aside.
func (a *alternatives) wait() tea.Cmd {
	o := a.env.st.Offer
	cmd := a.apply(state.WaitAdded{Name: o.Name, Department: o.Wish.Department})
	return tea.Batch(cmd, a.apply(state.OfferDropped{}))
}

func (a *alternatives) back() tea.Cmd { return a.apply(state.OfferDropped{}) }

// reasonKeys are the words for why an alternative is offered.
var reasonKeys = map[state.Reason]string{
	state.SameHourOtherDay: "alt.same_hour", state.SameDayNearestHour: "alt.same_day", state.SoonestOfAll: "alt.soonest",
	state.Close: "alt.close", state.OtherWorker: "alt.other_worker", state.OtherDepartment: "alt.other_department",
}

func (a *alternatives) view(w, h int) ([]string, *tea.Cursor) {
	e, o := a.env, a.env.st.Offer
	w = min(w, bookWidth)
	inner := w - widget.BoxPadding
	if o == nil {
		return nil, nil
	}
	args := map[string]any{
		"Who": e.name(o.Name), "Where": e.st.DepartmentName(o.Wish.Department),
		"Day": e.Words.LongDay(o.Wish.At.Day()), "Time": e.Words.Said(o.Wish.At),
	}
	set := func(role theme.Role) func(string) string {
		return func(s string) string { return e.line(inner).Put(e.ink(role), s).String() }
	}
	lines := append(a.draftLines(inner), wrap(capital(e.Words.F("alt.taken", args)), inner, set(theme.Warn))...)
	lines = append(lines, wrap(e.t("alt.kept"), inner, set(theme.Dim))...)
	lines = append(lines, "")
	a.win.Resize(len(o.Rows), len(o.Rows))
	for i, row := range o.Rows {
		lines = append(lines, a.row(row, i, inner))
	}
	switch {
	case len(o.Rows) == 0 && o.Reading:
		lines = append(lines, set(theme.Dim)(e.t("book.slot_loading")))
	case len(o.Rows) == 0:
		lines = append(lines, wrap(e.t("alt.nothing"), inner, set(theme.Warn))...)
	}
	for len(lines) < 10 {
		lines = append(lines, "")
	}
	lines = append(lines, "")
	if len(o.Rows) > 0 {
		lines = append(lines, wrap(a.spokenRow(o.Rows[a.win.Selected]), inner, set(theme.Strong))...)
	}
	return a.box(a, fit(lines, min(len(lines), h-2)), w), nil
}

func (a *alternatives) row(alt state.Alternative, i, w int) string {
	e := a.env
	role := func(r theme.Role) widget.Ink {
		if i == a.win.Selected {
			return e.ink(theme.Focus)
		}
		return e.ink(r)
	}
	mark := "  "
	if i == a.win.Selected {
		mark = "> "
	}
	today := e.st.Now.Wall.Day()
	r := e.line(w).Put(role(theme.Text), mark).Cell(role(theme.KeyName), strconv.Itoa(i+1), 3)
	r.Cell(role(theme.Text), e.Words.Day(alt.Slot.At.Day(), today), 15).Cell(role(theme.Text), alt.Slot.At.Clock(), 7)
	return r.Cell(role(theme.Dim), e.t(reasonKeys[alt.Reason])+a.workerOf(alt.Slot), r.Left()).String()
}

// spokenRow is the sentence to say aloud for a row.
func (a *alternatives) spokenRow(alt state.Alternative) string {
	e := a.env
	return e.Words.F("alt.spoken", map[string]any{
		"Day": e.Words.LongDay(alt.Slot.At.Day()), "Time": e.Words.Said(alt.Slot.At),
	})
}
