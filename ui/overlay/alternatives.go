package overlay

import (
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Alternatives is the picker for a slot that was taken: the draft on top, five
// ranked rows with their reasons, and the sentence to say aloud.
type Alternatives struct {
	pane.Desk
	sel     widget.Selection[clinic.Slot] // of the rows; the zero slot is the waiting list
	painted []clinic.Slot                 // under each number, when it was last drawn
}

// NewAlternatives picks among those that the state offers.
func NewAlternatives(d pane.Desk) *Alternatives { return &Alternatives{Desk: d} }

func (a *Alternatives) Title() string          { return "alternatives.title" }
func (a *Alternatives) Typing() bool           { return false }
func (a *Alternatives) Update(tea.Msg) tea.Cmd { return nil }
func (a *Alternatives) Settled() bool          { return a.State().Alternatives == nil }

// Tells says that a booking was refused: that is why this is open.
func (a *Alternatives) Tells(n state.Notice) bool { return refusalOf(a, n) }

func (a *Alternatives) Actions() []pane.Action {
	acts := []pane.Action{
		pane.Hinted(a.primary(), a.pickSelected, "enter").When(a.none),
		pane.Hinted("act.back", a.back, "esc").ForAnyRow(),
		a.waitAction().ForAnyRow(),
	}
	for i, keys := range pickerKeys {
		act := pane.Act("act.book_row", func() tea.Cmd { return a.chooseNumber(i) }, keys...).When(a.none).ForAnyRow()
		if i < len(a.painted) {
			slot := a.painted[i]
			act.Sends = func() tea.Cmd { return a.pick(slot) }
		}
		acts = append(acts, act)
	}
	return append(acts, pane.Moves(&a.sel, nil)...)
}

// refresh takes the rows that are offered now.
func (a *Alternatives) refresh() {
	o := a.State().Alternatives
	if o == nil {
		return
	}
	slots := make([]clinic.Slot, 0, len(o.Rows)+1)
	for _, row := range o.Rows {
		slots = append(slots, row.Slot)
	}
	if a.listed() {
		slots = append(slots, clinic.Slot{})
	}
	a.sel.Hold(a.State().Now.Mono, slots)
}

// Lost is when the selected row was last replaced without a person's doing.
func (a *Alternatives) Lost() (time.Duration, bool) {
	a.refresh()
	return a.sel.Lost()
}

// waitAction is the key for the waiting list, named where Enter does not do it.
func (a *Alternatives) waitAction() pane.Action {
	wait := pane.Act("act.wait", a.wait, "e")
	wait.Hint = a.primary() != "act.wait"
	return wait
}

// primary is what Enter does with the selected row.
func (a *Alternatives) primary() string {
	a.refresh()
	if slot, ok := a.sel.Key(); ok && slot == (clinic.Slot{}) {
		return "act.wait"
	}
	return "act.book_this"
}

// pickerKeys pick rows 1 to 5: digits, and what an AZERTY keyboard types on
// the same keys without Shift.
var pickerKeys = [...][]string{{"1", "&"}, {"2", "é"}, {"3", `"`}, {"4", "'"}, {"5", "("}}

func (a *Alternatives) none() string {
	if o := a.State().Alternatives; o == nil || len(o.Rows) == 0 && !a.listed() {
		return "no_alternative"
	}
	return ""
}

// fewRows is how many alternatives leave no need of the waiting list as a row.
const fewRows = 3

// listed says whether the last row is the waiting list: where there are few
// others, and no more are being read.
func (a *Alternatives) listed() bool {
	o := a.State().Alternatives
	return o != nil && len(o.Rows) < fewRows && !o.Reading
}

// pickSelected books the selected row, once it was painted.
func (a *Alternatives) pickSelected() tea.Cmd {
	a.refresh()
	slot, ok := a.sel.Key()
	switch {
	case !ok:
		return nil
	case !slices.Contains(a.painted, slot):
		a.Say(state.Notice{Key: "rows_changed", Tone: state.Warning})
		return nil
	}
	return a.pick(slot)
}

// chooseNumber selects what was last drawn under a number, counted from 0.
func (a *Alternatives) chooseNumber(i int) tea.Cmd {
	if i < len(a.painted) {
		a.refresh()
		a.sel.Pick(a.painted[i])
	}
	return nil
}

// pick books a row's slot, or puts the person on the waiting list.
func (a *Alternatives) pick(slot clinic.Slot) tea.Cmd {
	if slot == (clinic.Slot{}) {
		return a.wait()
	}
	return a.Apply(state.AlternativePicked{Slot: slot, Ref: a.NewRef()})
}

// wait puts the person on the waiting list with the time that was wished for: that
// settles the draft.
func (a *Alternatives) wait() tea.Cmd {
	o := a.State().Alternatives
	cmd := a.Apply(state.WaitAdded{Who: o.Who, Department: o.Wish.Department, Wish: o.Wish.At, Draft: o.Serial})
	return tea.Batch(cmd, a.Apply(state.AlternativesDropped{}))
}

func (a *Alternatives) back() tea.Cmd { return a.Apply(state.AlternativesDropped{}) }

// reasonKeys are the words for why an alternative is offered.
var reasonKeys = map[clinic.Reason]string{
	clinic.SameHourOtherDay: "alternatives.same_hour", clinic.SameDayNearestHour: "alternatives.same_day", clinic.SoonestOfAll: "alternatives.soonest",
	clinic.Close: "alternatives.close", clinic.OtherWorker: "alternatives.other_worker", clinic.OtherDepartment: "alternatives.other_department",
}

func (a *Alternatives) View(w, h int) ([]string, *tea.Cursor) {
	if a.State().Alternatives == nil {
		return nil, nil
	}
	w, h = min(w, draw.BoxWidth), h-2
	inner := w - widget.BoxPadding
	rows, spoken := a.rowLines(inner), a.spokenLines(inner)
	if len(rows)+len(spoken) > h {
		spoken = nil
	}
	lines := a.aboveLines(inner, h-len(rows)-len(spoken))
	var cursor *tea.Cursor
	if y := len(lines) + a.sel.Index(); a.sel.Len() > 0 && y < h {
		cursor = a.Look().RowCursor(2, 1+y)
	}
	lines = append(lines, rows...)
	for len(lines) < min(10, h-len(spoken)) {
		lines = append(lines, "")
	}
	lines = append(lines, spoken...)
	return a.Look().Box(a.Title(), draw.Fit(lines, min(len(lines), h)), w), cursor
}

// aboveLines are the draft, what became of it and that nothing is lost, as far
// as they fit: the rows must be seen before a key may pick one.
func (a *Alternatives) aboveLines(w, h int) []string {
	l, st := a.Look(), a.State()
	o := st.Alternatives
	args := map[string]any{
		"Who": l.Name(o.Who.Name), "Where": st.DepartmentName(o.Wish.Department),
		"Day": l.Words.SaidDay(o.Wish.At.Day(), st.Now.Wall.Day()), "Time": l.Words.Said(o.Wish.At),
	}
	draft := draftLines(a, w)
	taken := l.Wrap(theme.Warn, draw.Capital(l.Words.F("alternatives.taken", args)), w)
	kept := append(l.Wrap(theme.Dim, l.T("alternatives.kept"), w), "")
	for _, block := range []*[]string{&taken, &kept, &draft} { // the most needed first
		if len(*block) > h {
			*block = nil
		}
		h -= len(*block)
	}
	return slices.Concat(draft, taken, kept)
}

// rowLines are the alternatives, or why there are none.
func (a *Alternatives) rowLines(w int) []string {
	l, st := a.Look(), a.State()
	o := st.Alternatives
	a.refresh()
	a.sel.Fit(a.sel.Len())
	a.painted = a.painted[:0]
	var lines []string
	if len(o.Rows) == 0 && !o.Reading {
		lines = l.Wrap(theme.Warn, l.T("alternatives.nothing"), w)
	}
	for i, row := range o.Rows {
		a.painted = append(a.painted, row.Slot)
		today := st.Now.Wall.Day()
		lines = append(lines, a.row(i, w, l.Words.Day(row.Slot.At.Day(), today), l.Words.Clock(row.Slot.At), l.T(reasonKeys[row.Reason])+draw.WorkerOf(st, row.Slot)))
	}
	if a.listed() {
		a.painted = append(a.painted, clinic.Slot{})
		lines = append(lines, a.row(len(o.Rows), w, l.T("alternatives.list"), "", l.T("alternatives.list_reason")))
	}
	if a.sel.Len() == 0 {
		lines = append(lines, l.Text(theme.Dim, l.T("book.slot_loading"), w))
	}
	return lines
}

// spokenLines are the sentence to say aloud for the selected row.
func (a *Alternatives) spokenLines(w int) []string {
	l, st := a.Look(), a.State()
	o := st.Alternatives
	text := l.T("alternatives.list_spoken")
	switch {
	case a.sel.Index() < len(o.Rows):
		text = a.spokenRow(o.Rows[a.sel.Index()])
	case !a.listed():
		return nil
	}
	return append([]string{""}, l.Wrap(theme.Strong, text, w)...)
}

// row is a row of the picker: its number, when it is, and why it is offered.
func (a *Alternatives) row(i, w int, day, hour, why string) string {
	l := a.Look()
	role := func(r theme.Role) widget.Ink {
		if i == a.sel.Index() {
			return l.Ink(theme.Focus)
		}
		return l.Ink(r)
	}
	mark := "  "
	if i == a.sel.Index() {
		mark = "> "
	}
	r := l.Line(w).Put(role(theme.Text), mark).Cell(role(theme.KeyName), strconv.Itoa(i+1), 3)
	clock := l.Words.ClockCells() + 2
	if hour == "" {
		r.Cell(role(theme.Text), day, 15+clock)
	} else {
		r.Cell(role(theme.Text), day, 15).Cell(role(theme.Text), hour, clock)
	}
	return r.Cell(role(theme.Dim), why, r.Left()).String()
}

// spokenRow is the sentence to say aloud for a row.
func (a *Alternatives) spokenRow(alt clinic.Alternative) string {
	l := a.Look()
	return l.Words.F("alternatives.spoken", map[string]any{
		"Day": l.Words.SaidDay(alt.Slot.At.Day(), a.State().Now.Wall.Day()), "Time": l.Words.Said(alt.Slot.At),
	})
}
