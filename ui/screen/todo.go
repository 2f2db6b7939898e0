package screen

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/draw"
	"creneau/ui/overlay"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Todo is the screen of the desk itself: credits, quota, parked drafts, waiting
// list, sends that are not settled, and the log.
type Todo struct {
	pane.Desk
	buy   func() tea.Cmd
	win   widget.Window
	items []todoItem
	field *widget.Field // the balance being typed; nil when none is
}

// A todoItem is a row that something can be done with.
type todoItem struct {
	kind  todoKind
	index int
}

type todoKind int

const (
	draftItem todoKind = iota
	waitItem
	sendItem
)

// NewTodo is the screen of what is open at a desk. Buy says where credits are
// bought.
func NewTodo(d pane.Desk, buy func() tea.Cmd) *Todo { return &Todo{Desk: d, buy: buy} }

func (d *Todo) Title() string { return "desk.title" }
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
		pane.Hinted("act.take_up", d.open, "enter").When(d.nothing),
		pane.Hinted("act.discard", d.discard, "x").When(d.notDiscardable),
		pane.Hinted("act.type_credits", d.typeBalance, "c").When(d.exact),
		pane.Hinted("act.credits", d.buy, "o"),
	}, pane.Moves(&d.win, func() tea.Cmd { return nil })...)
}

// list is the rows that something can be done with.
func (d *Todo) list() []todoItem {
	st := d.State()
	d.items = d.items[:0]
	for i := range st.Parked {
		d.items = append(d.items, todoItem{draftItem, i})
	}
	for i := range st.Waiting {
		d.items = append(d.items, todoItem{waitItem, i})
	}
	for i := range st.Outbox {
		d.items = append(d.items, todoItem{sendItem, i})
	}
	d.win.Resize(len(d.items), max(1, len(d.items)))
	return d.items
}

func (d *Todo) item() (todoItem, bool) {
	items := d.list()
	if d.win.Selected < len(items) {
		return items[d.win.Selected], true
	}
	return todoItem{}, false
}

func (d *Todo) nothing() string {
	if _, ok := d.item(); !ok {
		return "nothing_here"
	}
	return ""
}

func (d *Todo) notDiscardable() string {
	if it, ok := d.item(); !ok || it.kind == sendItem {
		return "nothing_to_discard"
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
// send that is not settled.
func (d *Todo) open() tea.Cmd {
	it, _ := d.item()
	st := d.State()
	switch it.kind {
	case draftItem:
		cmd := d.Apply(state.DraftTaken{Serial: st.Parked[it.index].Serial})
		d.Open(overlay.NewBook(d.Desk))
		return cmd
	case waitItem:
		w := st.Waiting[it.index]
		return tea.Batch(d.Apply(state.DepartmentPicked{ID: w.Department}), overlay.OpenBook(d, state.DraftOpened{Line: w.Name, Person: w.Who}))
	}
	d.Open(overlay.NewSend(d.Desk, st.Outbox[it.index].Draft.Serial))
	return nil
}

func (d *Todo) discard() tea.Cmd {
	it, _ := d.item()
	if it.kind == waitItem {
		return d.Apply(state.WaitRemoved{Index: it.index})
	}
	return d.Apply(state.ParkedDropped{Serial: d.State().Parked[it.index].Serial})
}

func (d *Todo) typeBalance() tea.Cmd {
	d.field = widget.NewField(nil)
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

func (d *Todo) View(w, h int) ([]string, *tea.Cursor) {
	l, st := d.Look(), d.State()
	label := l.Label("desk.credits", "desk.quota", "desk.clock")
	put := func(key, text string) string {
		return l.Line(w).Gap(1).Cell(l.Ink(theme.Dim), l.T(key), label).Put(l.Ink(theme.Text), text).String()
	}
	var cursor *tea.Cursor
	lines := []string{put("desk.credits", d.creditsSentence())}
	if d.field != nil {
		const room = 12
		d.field.SetWidth(room)
		asked := min(l.Label("desk.type_credits"), w-1-room)
		lines[0] = l.Line(w).Gap(1).Cell(l.Ink(theme.Dim), l.T("desk.type_credits"), asked-2).Gap(2).Put(l.Ink(theme.Input), d.field.View()).String()
		cursor = d.field.Cursor(1+asked, 0)
	}
	lines = append(lines, put("desk.quota", d.quotaSentence()), "")
	d.list()
	for i, it := range d.items {
		if i == 0 || d.items[i-1].kind != it.kind {
			lines = append(lines, l.Line(w).Gap(1).Put(l.Ink(theme.Title), l.T(todoHeads[it.kind])).String())
		}
		lines = append(lines, d.itemRow(it, i, w))
	}
	if len(d.items) == 0 {
		lines = append(lines, l.Line(w).Gap(1).Put(l.Ink(theme.Dim), l.T("desk.nothing")).String())
	}
	lines = append(lines, "", l.Line(w).Gap(1).Put(l.Ink(theme.Title), l.T("desk.log")).String())
	for i := len(st.Log) - 1; i >= 0 && len(lines) < h; i-- {
		n := st.Log[i]
		lines = append(lines, l.Line(w).Gap(3).Cell(l.Ink(theme.Dim), n.At.Clock(), 7).Put(l.Ink(draw.Tone(n.Tone)), l.Sentence(n, st.Now.Wall.Day())).String())
	}
	return lines, cursor
}

var todoHeads = map[todoKind]string{draftItem: "desk.drafts", waitItem: "desk.waitlist", sendItem: "desk.sends"}

// itemRow draws a draft, somebody who waits, or a send.
func (d *Todo) itemRow(it todoItem, i, w int) string {
	l, st := d.Look(), d.State()
	today := st.Now.Wall.Day()
	role, mark := theme.Text, "   "
	if i == d.win.Selected {
		role, mark = theme.Focus, " > "
	}
	var name, where, when string
	switch it.kind {
	case draftItem:
		p := st.Parked[it.index]
		name, where = p.Plan.Name, st.DepartmentName(p.Plan.Department)
		if name == "" {
			name = p.Line
		}
		if p.Plan.Slot.At != 0 {
			when = l.Words.Day(p.Plan.Slot.At.Day(), today) + "  " + p.Plan.Slot.At.Clock()
		}
	case waitItem:
		p := st.Waiting[it.index]
		name, where = p.Name, st.DepartmentName(p.Department)
		when = l.Words.F("desk.since", map[string]any{"Day": l.Words.Day(p.Since.Day(), today), "Time": l.Words.Said(p.Since)})
	case sendItem:
		p := st.Outbox[it.index]
		name, where = p.Name, st.DepartmentName(p.Department)
		when = l.Words.Day(p.At.Day(), today) + "  " + p.At.Clock() + "  " + l.T(stageWords[p.Stage])
	}
	r := l.Line(w).Put(l.Ink(role), mark).Cell(l.Ink(role), l.Name(name), max(12, w/2-14))
	return r.Cell(l.Ink(role), where, 16).Cell(l.Ink(role), when, r.Left()).String()
}

// stageWords say how far a send is.
var stageWords = map[state.Stage]string{
	state.Sending: "desk.sending", state.Waits: "desk.waits", state.Unknown: "desk.uncertain",
	state.Absent: "desk.absent", state.Stranded: "desk.stranded",
}

func (d *Todo) creditsSentence() string {
	c := d.State().Credits
	if !c.Known {
		return d.Look().T("desk.credits_unknown")
	}
	return d.Look().Credits(c)
}

func (d *Todo) quotaSentence() string {
	q := d.State().Quota
	if !q.Known {
		return d.Look().T("desk.quota_unknown")
	}
	const cells = 20
	full := 0
	if q.Limit > 0 {
		full = min(cells, (q.Remaining*cells+q.Limit-1)/q.Limit)
	}
	return d.Look().Words.F("desk.gauge", map[string]any{
		"Left": q.Remaining, "Limit": q.Limit, "Bar": "[" + strings.Repeat("#", full) + strings.Repeat("-", cells-full) + "]",
	})
}
