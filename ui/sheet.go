package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/widget"
)

// printDay writes the day shown, of every department, as a text file for paper.
func (m *Model) printDay() tea.Cmd {
	if m.env.Export == nil {
		m.status.say(state.Notice{Key: "cannot_print", Tone: state.Warning, At: m.env.Now().Wall})
		return nil
	}
	return m.export("creneau-"+m.env.st.Shown.String()+".txt", m.sheet())
}

// sheet is the day as plain text, 72 columns wide.
func (m *Model) sheet() string {
	e, st := m.env, m.env.st
	const w = 72
	var b strings.Builder
	line := func(s string) { b.WriteString(strings.TrimRight(s, " ") + "\n") }
	line(m.clinicName())
	line(e.Words.LongDay(st.Shown))
	if e.Demo {
		line(e.t("head.demo"))
	}
	for _, d := range st.Departments {
		visits := st.VisitsOn(st.Shown, d.ID)
		if len(visits) == 0 {
			continue
		}
		line("")
		line(d.Name)
		line(strings.Repeat("-", w))
		for _, v := range visits {
			_, word, _ := m.standing(v)
			r := widget.NewRowTail(w, e.border.Tail)
			line(r.Cell(widget.Ink{}, v.At.Clock(), 7).Cell(widget.Ink{}, e.name(v.Name), 36).Cell(widget.Ink{}, e.t(word), 18).Put(widget.Ink{}, v.ID.Text()).String())
		}
	}
	line("")
	line(e.Words.F("sheet.printed", map[string]any{"Day": e.Words.LongDay(st.Now.Wall.Day()), "Time": e.Words.Said(st.Now.Wall)}))
	return b.String()
}

// sheetWritten says where the sheet went.
func (m *Model) sheetWritten(msg exported) tea.Cmd {
	n := state.Notice{Key: "printed", Tone: state.Good, Where: msg.where, At: m.env.Now().Wall}
	if msg.err != nil {
		n = state.Notice{Key: "not_printed", Tone: state.Bad, Where: clinic.Clean(msg.err.Error(), 0), At: n.At}
	}
	m.status.say(n)
	return m.arm()
}
