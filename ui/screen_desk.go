package ui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// desk is the screen of the desk itself: credits, quota, parked drafts, waiting
// list, sends that are not settled, and the log.
type desk struct {
	*Model
	win   widget.Window
	items []deskItem
	field *widget.Field // the balance being typed; nil when none is
}

// A deskItem is a row that something can be done with.
type deskItem struct {
	kind  deskKind
	index int
}

type deskKind int

const (
	draftItem deskKind = iota
	waitItem
	sendItem
)

func newDesk(m *Model) *desk { return &desk{Model: m} }

func (d *desk) title() string { return "desk.title" }
func (d *desk) typing() bool  { return d.field != nil }

func (d *desk) update(msg tea.Msg) tea.Cmd {
	if d.field == nil {
		return nil
	}
	return d.field.Update(msg)
}

func (d *desk) actions() []action {
	if d.field != nil {
		return []action{hinted("act.keep", d.keepBalance, "enter"), hinted("act.back", d.dropField, "esc")}
	}
	return append([]action{
		hinted("act.take_up", d.open, "enter").when(d.nothing),
		hinted("act.discard", d.discard, "x").when(d.notDiscardable),
		hinted("act.type_credits", d.typeBalance, "c").when(d.exact),
		hinted("act.credits", d.openCredits, "o"),
	}, moves(&d.win, func() tea.Cmd { return nil })...)
}

// list is the rows that something can be done with.
func (d *desk) list() []deskItem {
	st := d.env.st
	d.items = d.items[:0]
	for i := range st.Parked {
		d.items = append(d.items, deskItem{draftItem, i})
	}
	for i := range st.Waiting {
		d.items = append(d.items, deskItem{waitItem, i})
	}
	for i := range st.Outbox {
		d.items = append(d.items, deskItem{sendItem, i})
	}
	d.win.Resize(len(d.items), max(1, len(d.items)))
	return d.items
}

func (d *desk) item() (deskItem, bool) {
	items := d.list()
	if d.win.Selected < len(items) {
		return items[d.win.Selected], true
	}
	return deskItem{}, false
}

func (d *desk) nothing() string {
	if _, ok := d.item(); !ok {
		return "nothing_here"
	}
	return ""
}

func (d *desk) notDiscardable() string {
	if it, ok := d.item(); !ok || it.kind == sendItem {
		return "nothing_to_discard"
	}
	return ""
}

func (d *desk) exact() string {
	if d.env.st.Credits.Exact {
		return "credits_exact"
	}
	return ""
}

// open takes a draft up, begins a booking for somebody who waits, or shows a
// send that is not settled.
func (d *desk) open() tea.Cmd {
	it, _ := d.item()
	st := d.env.st
	switch it.kind {
	case draftItem:
		cmd := d.apply(state.DraftTaken{Serial: st.Parked[it.index].Serial})
		d.push(newBook(d.Model))
		return cmd
	case waitItem:
		w := st.Waiting[it.index]
		return tea.Batch(d.apply(state.DepartmentPicked{ID: w.Department}), d.bookWith(state.DraftOpened{Line: w.Name, Person: w.Who}))
	}
	d.push(newSend(d.Model, st.Outbox[it.index].Draft.Serial))
	return nil
}

func (d *desk) discard() tea.Cmd {
	it, _ := d.item()
	if it.kind == waitItem {
		return d.apply(state.WaitRemoved{Index: it.index})
	}
	return d.apply(state.ParkedDropped{Serial: d.env.st.Parked[it.index].Serial})
}

func (d *desk) typeBalance() tea.Cmd {
	d.field = widget.NewField(nil)
	d.field.Focus()
	return nil
}

func (d *desk) dropField() tea.Cmd {
	d.field = nil
	return nil
}

func (d *desk) keepBalance() tea.Cmd {
	n, err := strconv.Atoi(d.field.Value())
	if err != nil || n < 0 || n > 1_000_000 {
		d.status.say(state.Notice{Key: "not_a_balance", Tone: state.Warning, At: d.env.Now().Wall})
		return nil
	}
	d.field = nil
	return d.apply(state.CreditsTyped{Count: n})
}

func (d *desk) view(w, h int) ([]string, *tea.Cursor) {
	e, st := d.env, d.env.st
	label := labelWidth(e, "desk.credits", "desk.quota", "desk.clock")
	put := func(key, text string) string {
		return e.line(w).Gap(1).Cell(e.ink(theme.Dim), e.t(key), label).Put(e.ink(theme.Text), text).String()
	}
	var cursor *tea.Cursor
	lines := []string{put("desk.credits", d.creditsSentence())}
	if d.field != nil {
		const room = 12
		d.field.SetWidth(room)
		asked := min(labelWidth(e, "desk.type_credits"), w-1-room)
		lines[0] = e.line(w).Gap(1).Cell(e.ink(theme.Dim), e.t("desk.type_credits"), asked-2).Gap(2).Put(e.ink(theme.Input), d.field.View()).String()
		cursor = d.field.Cursor(1+asked, 0)
	}
	lines = append(lines, put("desk.quota", d.quotaSentence()), "")
	d.list()
	for i, it := range d.items {
		if i == 0 || d.items[i-1].kind != it.kind {
			lines = append(lines, e.line(w).Gap(1).Put(e.ink(theme.Title), e.t(deskHeads[it.kind])).String())
		}
		lines = append(lines, d.itemRow(it, i, w))
	}
	if len(d.items) == 0 {
		lines = append(lines, e.line(w).Gap(1).Put(e.ink(theme.Dim), e.t("desk.nothing")).String())
	}
	lines = append(lines, "", e.line(w).Gap(1).Put(e.ink(theme.Title), e.t("desk.log")).String())
	for i := len(st.Log) - 1; i >= 0 && len(lines) < h; i-- {
		n := st.Log[i]
		lines = append(lines, e.line(w).Gap(3).Cell(e.ink(theme.Dim), n.At.Clock(), 7).Put(e.ink(toneRole[n.Tone]), d.sentence(n)).String())
	}
	return lines, cursor
}

var deskHeads = map[deskKind]string{draftItem: "desk.drafts", waitItem: "desk.waitlist", sendItem: "desk.sends"}

// itemRow draws a draft, somebody who waits, or a send.
func (d *desk) itemRow(it deskItem, i, w int) string {
	e, st := d.env, d.env.st
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
			when = e.Words.Day(p.Plan.Slot.At.Day(), today) + "  " + p.Plan.Slot.At.Clock()
		}
	case waitItem:
		p := st.Waiting[it.index]
		name, where = p.Name, st.DepartmentName(p.Department)
		when = e.Words.F("desk.since", map[string]any{"Day": e.Words.Day(p.Since.Day(), today), "Time": e.Words.Said(p.Since)})
	case sendItem:
		p := st.Outbox[it.index]
		name, where = p.Name, st.DepartmentName(p.Department)
		when = e.Words.Day(p.At.Day(), today) + "  " + p.At.Clock() + "  " + e.t(stageWords[p.Stage])
	}
	r := e.line(w).Put(e.ink(role), mark).Cell(e.ink(role), e.name(name), max(12, w/2-14))
	return r.Cell(e.ink(role), where, 16).Cell(e.ink(role), when, r.Left()).String()
}

// stageWords say how far a send is.
var stageWords = map[state.Stage]string{
	state.Sending: "desk.sending", state.Waits: "desk.waits", state.Unknown: "desk.uncertain",
	state.Absent: "desk.absent", state.Stranded: "desk.stranded",
}

func (d *desk) creditsSentence() string {
	c := d.env.st.Credits
	if !c.Known {
		return d.env.t("desk.credits_unknown")
	}
	return d.creditsWord()
}

func (d *desk) quotaSentence() string {
	q := d.env.st.Quota
	if !q.Known {
		return d.env.t("desk.quota_unknown")
	}
	const cells = 20
	full := 0
	if q.Limit > 0 {
		full = min(cells, (q.Remaining*cells+q.Limit-1)/q.Limit)
	}
	return d.env.Words.F("desk.gauge", map[string]any{
		"Left": q.Remaining, "Limit": q.Limit, "Bar": "[" + strings.Repeat("#", full) + strings.Repeat("-", cells-full) + "]",
	})
}
