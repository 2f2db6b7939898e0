package screen

import (
	"cmp"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/draw"
	"creneau/ui/theme"
)

func (d *Todo) View(w, h int) ([]string, *tea.Cursor) {
	l, st := d.Look(), d.State()
	label := l.Label("todo.credits", "todo.quota", "todo.clock")
	put := func(key, text string) string {
		return l.Line(w).Gap(1).Cell(l.Ink(theme.Dim), l.T(key), label).Put(l.Ink(theme.Text), text).String()
	}
	var cursor *tea.Cursor
	lines := []string{put("todo.credits", d.creditsSentence())}
	if d.field != nil {
		const room = 12
		d.field.SetWidth(room)
		asked := min(l.Label("todo.type_credits"), w-1-room)
		lines[0] = l.Line(w).Gap(1).Cell(l.Ink(theme.Dim), l.T("todo.type_credits"), asked-2).Gap(2).Put(l.Ink(theme.Input), d.field.View()).String()
		cursor = d.field.Cursor(1+asked, 0)
	}
	lines = append(lines, put("todo.quota", d.quotaSentence()), "")
	above := len(lines)
	lines = append(lines, d.itemLines(w, h-above)...)
	if from, _ := d.lines.Visible(); cursor == nil && len(d.items) > 0 {
		cursor = l.RowCursor(0, above+d.lines.Selected-from)
	}
	lines = append(lines, "", l.Line(w).Gap(1).Put(l.Ink(theme.Title), l.T("todo.log")).String())
	for i := len(st.Log) - 1; i >= 0 && len(lines) < h; i-- {
		n := st.Log[i]
		lines = append(lines, l.Line(w).Gap(3).Cell(l.Ink(theme.Dim), l.Words.Clock(n.At), l.Words.ClockCells()+2).Put(l.Ink(draw.Tone(n.Tone)), l.Sentence(n, st.Now.Wall.Day(), draw.Keys{})).String())
	}
	return lines, cursor
}

// itemLines are the rows with their heads, as far as they fit h lines; the
// selected row is among them, and its head where it is the first.
func (d *Todo) itemLines(w, h int) []string {
	l := d.Look()
	d.refresh()
	if len(d.items) == 0 {
		var lines []string
		for _, s := range draw.Broken(l.T("todo.nothing"), w-2) {
			lines = append(lines, l.Line(w).Gap(1).Put(l.Ink(theme.Dim), s).String())
		}
		return lines
	}
	var lines []string
	selected := 0
	for i, it := range d.items {
		if i == 0 || d.items[i-1].kind != it.kind {
			lines = append(lines, l.Line(w).Gap(1).Put(l.Ink(theme.Title), l.T(todoHeads[it.kind])).String())
		}
		if i == d.sel.Index() {
			selected = len(lines)
		}
		lines = append(lines, d.itemRow(it, i == d.sel.Index(), w))
	}
	d.lines.Resize(len(lines), max(1, h))
	d.lines.Select(selected - 1)
	d.lines.Select(selected)
	d.sel.Fit(d.lines.Height)
	from, to := d.lines.Visible()
	return lines[from:to]
}

var todoHeads = map[todoKind]string{draftItem: "todo.drafts", waitItem: "todo.waitlist", sendItem: "todo.intents", elsewhereItem: "todo.elsewhere"}

// itemRow draws a draft, somebody who waits, or a send.
func (d *Todo) itemRow(it todoItem, selected bool, w int) string {
	l := d.Look()
	role, mark := theme.Text, "   "
	if selected {
		role, mark = theme.Focus, " > "
	}
	name, where, when := d.itemWords(it)
	r := l.Line(w).Put(l.Ink(role), mark).Cell(l.Ink(role), l.Name(name), max(12, w/2-14)-1).Cell(l.Ink(role), "", 1)
	place := 16
	if w < 60 { // for when it is
		place = 10
		where = draw.Short(where, place-1)
	}
	return r.Cell(l.Ink(role), where, place).Cell(l.Ink(role), when, r.Left()).String()
}

// itemWords are whom a row is about, where, and since or for when.
func (d *Todo) itemWords(it todoItem) (name, where, when string) {
	l, st := d.Look(), d.State()
	today := st.Now.Wall.Day()
	switch it.kind {
	case draftItem:
		for _, p := range st.Parked {
			if p.Serial != it.serial {
				continue
			}
			name, where = p.Plan.Name, st.DepartmentName(p.Plan.Department)
			if name == "" {
				name = p.Line
			} else if typed := strings.TrimSpace(p.Line); typed != "" && typed != name {
				name += " (" + typed + ")"
			}
			if p.Plan.Slot.At != 0 {
				when = l.Words.Day(p.Plan.Slot.At.Day(), today) + "  " + l.Words.Clock(p.Plan.Slot.At)
			}
			if p.Gone {
				when = l.T("todo.without")
			}
		}
	case waitItem:
		name, where = it.who.Name, st.DepartmentName(it.department)
		for _, p := range st.Waiting {
			if p.Who == it.who && p.Department == it.department {
				if p.Wish > st.Now.Wall {
					when = l.Words.F("todo.wished", map[string]any{"Day": l.Words.Day(p.Wish.Day(), today), "Time": l.Words.Said(p.Wish)}) + ", "
				}
				when += l.Words.F("todo.since", map[string]any{"Day": l.Words.Day(p.Since.Day(), today), "Time": l.Words.Said(p.Since)})
			}
		}
	case sendItem:
		if p, ok := d.send(it); ok {
			name, where = p.Name, st.DepartmentName(p.Department)
			when = l.Words.Day(p.At.Day(), today) + "  " + l.Words.Clock(p.At) + "  " + l.T(stageWords[p.Stage])
		}
	case elsewhereItem:
		return d.elsewhereWords(it)
	}
	return name, where, when
}

// elsewhereWords are those of what another desk has open.
func (d *Todo) elsewhereWords(it todoItem) (name, where, when string) {
	l, st := d.Look(), d.State()
	for _, o := range st.Elsewhere {
		if o.Kind+" "+o.Subject != it.ref {
			continue
		}
		name, where = cmp.Or(o.Name, strings.TrimSpace(o.Line)), st.DepartmentName(o.Department)
		when = l.Words.F(elsewhereKeys[o.Kind], map[string]any{"Desk": o.Desk})
		if o.At != 0 && o.Kind != state.KeptDraft {
			when = l.Words.Day(o.At.Day(), st.Now.Wall.Day()) + "  " + l.Words.Clock(o.At) + "  " + when
		}
	}
	return name, where, when
}

// elsewhereKeys say what another desk is about.
var elsewhereKeys = map[string]string{state.KeptIntent: "todo.elsewhere_booking", state.KeptCancel: "todo.elsewhere_cancel", state.KeptDraft: "todo.elsewhere_draft"}

// stageWords say how far a send is.
var stageWords = map[state.Stage]string{
	state.Sending: "todo.sending", state.Waits: "todo.waits", state.Resting: "todo.resting", state.Unknown: "todo.uncertain",
	state.Absent: "todo.absent", state.Stranded: "todo.stranded", state.Alike: "todo.alike",
}

func (d *Todo) creditsSentence() string {
	c := d.State().Credits
	if !c.Known {
		return d.Look().T("todo.credits_unknown")
	}
	return d.Look().Credits(c)
}

func (d *Todo) quotaSentence() string {
	q := d.State().Quota
	if !q.Known {
		return d.Look().T("todo.quota_unknown")
	}
	if q.Limit <= 0 {
		return strconv.Itoa(q.Remaining)
	}
	const cells = 20
	full := min(cells, (q.Remaining*cells+q.Limit-1)/q.Limit)
	return d.Look().Words.F("todo.gauge", map[string]any{
		"Left": q.Remaining, "Limit": q.Limit, "Bar": "[" + strings.Repeat("#", full) + strings.Repeat("-", cells-full) + "]",
	})
}
