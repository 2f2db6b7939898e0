package screen

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/overlay"
	"creneau/ui/pane"
	"creneau/ui/widget"
)

// Todo is the screen of the desk itself: credits, quota, parked drafts, waiting
// list, sends that are not settled, and the log.
type Todo struct {
	pane.Desk
	buy   func() tea.Cmd
	sel   widget.Selection[todoItem]
	lines widget.Window // the rows with their heads
	items []todoItem
	field *widget.Field // the balance being typed; nil when none is
}

// A todoItem is a row that something can be done with: a draft by its serial,
// somebody who waits by who it is and where, a send by its reference.
type todoItem struct {
	kind       todoKind
	serial     int
	who        clinic.Who
	department clinic.ID
	ref        string // a send's, or what another desk has open, by its subject
}

type todoKind int

const (
	draftItem todoKind = iota
	waitItem
	sendItem
	elsewhereItem
)

// NewTodo is the screen of what is open at a desk. Buy says where credits are
// bought.
func NewTodo(d pane.Desk, buy func() tea.Cmd) *Todo { return &Todo{Desk: d, buy: buy} }

func (d *Todo) Title() string { return "todo.title" }
func (d *Todo) Typing() bool  { return d.field != nil }

func (d *Todo) Update(msg tea.Msg) tea.Cmd {
	if d.field == nil {
		return nil
	}
	return d.field.Update(msg)
}

func (d *Todo) Actions() []pane.Action {
	if d.field != nil {
		return []pane.Action{pane.Hinted("act.keep", d.keepBalance, "enter"), pane.Hinted("act.back", d.dropField, "esc")}
	}
	return append([]pane.Action{
		pane.Hinted("act.take_up", d.open, "enter").When(pane.FirstOf(pane.MayWrite(d), d.nothing)),
		pane.Hinted("act.discard", d.discard, "x").When(pane.FirstOf(pane.MayWrite(d), d.notDiscardable)),
		pane.Hinted("act.type_credits", d.typeBalance, "c").When(pane.FirstOf(pane.MayWrite(d), d.exact)).ForAnyRow(),
		pane.Hinted("act.credits", d.buy, "o").ForAnyRow(),
	}, pane.Moves(&d.sel, nil)...)
}

// refresh lists the rows that something can be done with.
func (d *Todo) refresh() {
	st := d.State()
	d.items = d.items[:0]
	for _, p := range st.Parked {
		d.items = append(d.items, todoItem{kind: draftItem, serial: p.Serial})
	}
	for _, w := range st.Waiting {
		d.items = append(d.items, todoItem{kind: waitItem, who: w.Who, department: w.Department})
	}
	for _, in := range st.Intents {
		d.items = append(d.items, todoItem{kind: sendItem, ref: in.Ref})
	}
	for _, o := range st.Elsewhere {
		d.items = append(d.items, todoItem{kind: elsewhereItem, ref: o.Kind + " " + o.Subject})
	}
	d.sel.Hold(st.Now.Mono, d.items)
}

// item is the selected row.
func (d *Todo) item() (todoItem, bool) {
	d.refresh()
	return d.sel.Key()
}

// Lost is when the selected row was last replaced without a person's doing, or
// by doing what took it off the list.
func (d *Todo) Lost() (time.Duration, bool) {
	d.refresh()
	return d.sel.Lost()
}

func (d *Todo) nothing() string {
	switch it, ok := d.item(); {
	case !ok:
		return "nothing_here"
	case it.kind == elsewhereItem:
		return "at_another_desk"
	}
	return ""
}

func (d *Todo) notDiscardable() string {
	switch it, ok := d.item(); {
	case !ok || it.kind == sendItem:
		return "nothing_to_discard"
	case it.kind == elsewhereItem:
		return "at_another_desk"
	}
	return ""
}

func (d *Todo) exact() string {
	if d.State().Credits.Exact {
		return "credits_exact"
	}
	return ""
}

// open takes a draft up, begins a booking for somebody who waits, or shows a
// intent that is not settled.
func (d *Todo) open() tea.Cmd {
	switch it, _ := d.item(); it.kind {
	case draftItem:
		cmd := d.Apply(state.DraftTaken{Serial: it.serial})
		d.Open(overlay.NewBook(d.Desk))
		return cmd
	case waitItem:
		line := it.who.Name
		for _, w := range d.State().Waiting {
			if w.Who == it.who && w.Department == it.department && w.Wish > d.State().Now.Wall {
				line += w.Wish.Time().Format(" 2/1/2006 ") + d.Look().TypedClock(w.Wish)
			}
		}
		return tea.Batch(d.Apply(state.DepartmentPicked{ID: it.department}), overlay.OpenBook(d, state.DraftOpened{Line: line, Person: it.who}))
	default:
		in, _ := d.send(it)
		d.Open(overlay.NewIntent(d.Desk, in.Draft.Serial))
		return nil
	}
}

// intent is the send of a row.
func (d *Todo) send(it todoItem) (state.Intent, bool) {
	for _, in := range d.State().Intents {
		if in.Ref == it.ref {
			return in, true
		}
	}
	return state.Intent{}, false
}

func (d *Todo) discard() tea.Cmd {
	it, _ := d.item()
	if it.kind == waitItem {
		return d.Apply(state.WaitRemoved{Who: it.who, Department: it.department})
	}
	return d.Apply(state.ParkedDropped{Serial: it.serial})
}

func (d *Todo) typeBalance() tea.Cmd {
	d.field = widget.NewField(nil).Hide(clinic.Mask)
	d.field.Focus()
	return nil
}

func (d *Todo) dropField() tea.Cmd {
	d.field = nil
	return nil
}

func (d *Todo) keepBalance() tea.Cmd {
	n, err := strconv.Atoi(d.field.Value())
	if err != nil || n < 0 || n > 1_000_000 {
		d.Say(state.Notice{Key: "not_a_balance", Tone: state.Warning})
		return nil
	}
	d.field = nil
	return d.Apply(state.CreditsTyped{Count: n})
}
