package ui

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
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
		hinted(a.primary(), func() tea.Cmd { return a.pick(a.win.Selected) }, "enter").when(a.none),
		act("act.up", func() tea.Cmd { a.win.Move(-1); return nil }, "up", "k"),
		act("act.down", func() tea.Cmd { a.win.Move(+1); return nil }, "down", "j"),
		hinted("act.back", a.back, "esc"),
		a.waitAction(),
	}
	for i, keys := range pickerKeys {
		acts = append(acts, act("act.book_row", func() tea.Cmd { return a.pick(i) }, keys...).when(a.none))
	}
	return acts
}

// waitAction is the key for the waiting list, named where Enter does not do it.
func (a *alternatives) waitAction() action {
	wait := act("act.wait", a.wait, "e")
	wait.hint = a.primary() != "act.wait"
	return wait
}

// primary is what Enter does with the selected row.
func (a *alternatives) primary() string {
	if a.listed() && a.win.Selected == len(a.env.st.Offer.Rows) {
		return "act.wait"
	}
	return "act.book_this"
}

// pickerKeys pick rows 1 to 5: digits, and what an AZERTY keyboard types on
// the same keys without Shift.
var pickerKeys = [...][]string{{"1", "&"}, {"2", "é"}, {"3", `"`}, {"4", "'"}, {"5", "("}}

func (a *alternatives) none() string {
	if o := a.env.st.Offer; o == nil || len(o.Rows) == 0 && !a.listed() {
		return "no_alternative"
	}
	return ""
}

// fewRows is how many alternatives leave no need of the waiting list as a row.
const fewRows = 3

// listed says whether the last row is the waiting list: where there are few
// others, and no more are being read.
func (a *alternatives) listed() bool {
	o := a.env.st.Offer
	return o != nil && len(o.Rows) < fewRows && !o.Reading
}

// pick books a row's slot, or puts the person on the waiting list.
func (a *alternatives) pick(i int) tea.Cmd {
	if a.listed() && i == len(a.env.st.Offer.Rows) {
		return a.wait()
	}
	return a.apply(state.AlternativePicked{Index: i, Ref: a.env.NewRef()})
}

// wait puts the person on the waiting list and the draft aside.
func (a *alternatives) wait() tea.Cmd {
	o := a.env.st.Offer
	cmd := a.apply(state.WaitAdded{Who: o.Who, Department: o.Wish.Department})
	return tea.Batch(cmd, a.apply(state.OfferDropped{}))
}

func (a *alternatives) back() tea.Cmd { return a.apply(state.OfferDropped{}) }

// reasonKeys are the words for why an alternative is offered.
var reasonKeys = map[clinic.Reason]string{
	clinic.SameHourOtherDay: "alt.same_hour", clinic.SameDayNearestHour: "alt.same_day", clinic.SoonestOfAll: "alt.soonest",
	clinic.Close: "alt.close", clinic.OtherWorker: "alt.other_worker", clinic.OtherDepartment: "alt.other_department",
}

func (a *alternatives) view(w, h int) ([]string, *tea.Cursor) {
	if a.env.st.Offer == nil {
		return nil, nil
	}
	w, h = min(w, bookWidth), h-2
	inner := w - widget.BoxPadding
	rows, spoken := a.rowLines(inner), a.spokenLines(inner)
	if len(rows)+len(spoken) > h {
		spoken = nil
	}
	lines := append(a.aboveLines(inner, h-len(rows)-len(spoken)), rows...)
	for len(lines) < min(10, h-len(spoken)) {
		lines = append(lines, "")
	}
	lines = append(lines, spoken...)
	return a.box(a, fit(lines, min(len(lines), h)), w), nil
}

// aboveLines are the draft, what became of it and that nothing is lost, as far
// as they fit: the rows must be seen before a key may pick one.
func (a *alternatives) aboveLines(w, h int) []string {
	e, o := a.env, a.env.st.Offer
	set := func(role theme.Role) func(string) string {
		return func(s string) string { return e.line(w).Put(e.ink(role), s).String() }
	}
	args := map[string]any{
		"Who": e.name(o.Who.Name), "Where": e.st.DepartmentName(o.Wish.Department),
		"Day": e.Words.LongDay(o.Wish.At.Day()), "Time": e.Words.Said(o.Wish.At),
	}
	draft := a.draftLines(w)
	taken := wrap(capital(e.Words.F("alt.taken", args)), w, set(theme.Warn))
	kept := append(wrap(e.t("alt.kept"), w, set(theme.Dim)), "")
	for _, block := range []*[]string{&taken, &kept, &draft} { // the most needed first
		if len(*block) > h {
			*block = nil
		}
		h -= len(*block)
	}
	return slices.Concat(draft, taken, kept)
}

// rowLines are the alternatives, or why there are none.
func (a *alternatives) rowLines(w int) []string {
	e, o := a.env, a.env.st.Offer
	set := func(role theme.Role) func(string) string {
		return func(s string) string { return e.line(w).Put(e.ink(role), s).String() }
	}
	n := len(o.Rows)
	if a.listed() {
		n++
	}
	a.win.Resize(n, n)
	var lines []string
	if len(o.Rows) == 0 && !o.Reading {
		lines = wrap(e.t("alt.nothing"), w, set(theme.Warn))
	}
	for i, row := range o.Rows {
		today := e.st.Now.Wall.Day()
		lines = append(lines, a.row(i, w, e.Words.Day(row.Slot.At.Day(), today), row.Slot.At.Clock(), e.t(reasonKeys[row.Reason])+a.workerOf(row.Slot)))
	}
	if a.listed() {
		lines = append(lines, a.row(len(o.Rows), w, e.t("alt.list"), "", e.t("alt.list_reason")))
	}
	if n == 0 {
		lines = append(lines, set(theme.Dim)(e.t("book.slot_loading")))
	}
	return lines
}

// spokenLines are the sentence to say aloud for the selected row.
func (a *alternatives) spokenLines(w int) []string {
	e, o := a.env, a.env.st.Offer
	text := e.t("alt.list_spoken")
	switch {
	case a.win.Selected < len(o.Rows):
		text = a.spokenRow(o.Rows[a.win.Selected])
	case !a.listed():
		return nil
	}
	return append([]string{""}, wrap(text, w, func(s string) string {
		return e.line(w).Put(e.ink(theme.Strong), s).String()
	})...)
}

// row is a row of the picker: its number, when it is, and why it is offered.
func (a *alternatives) row(i, w int, day, hour, why string) string {
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
	r := e.line(w).Put(role(theme.Text), mark).Cell(role(theme.KeyName), strconv.Itoa(i+1), 3)
	if hour == "" {
		r.Cell(role(theme.Text), day, 22)
	} else {
		r.Cell(role(theme.Text), day, 15).Cell(role(theme.Text), hour, 7)
	}
	return r.Cell(role(theme.Dim), why, r.Left()).String()
}

// spokenRow is the sentence to say aloud for a row.
func (a *alternatives) spokenRow(alt clinic.Alternative) string {
	e := a.env
	return e.Words.F("alt.spoken", map[string]any{
		"Day": e.Words.LongDay(alt.Slot.At.Day()), "Time": e.Words.Said(alt.Slot.At),
	})
}
