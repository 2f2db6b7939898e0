package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
)

// printDay writes the day shown, of every department, as a text file for paper.
func (m *Model) printDay() tea.Cmd {
	if m.config.Export == nil {
		m.say(state.Notice{Key: "cannot_print", Tone: state.Warning})
		return nil
	}
	remark := ""
	if m.config.Demo {
		remark = "head.demo"
	}
	return m.export("creneau-"+m.st.Shown.String()+".txt", m.look.Sheet(m.st, m.clinicName(), remark))
}

// sheetWritten says where the sheet went.
func (m *Model) sheetWritten(msg exported) tea.Cmd {
	n := state.Notice{Key: "printed", Tone: state.Good, Where: msg.where}
	if msg.err != nil {
		n = state.Notice{Key: "not_printed", Tone: state.Bad, Where: clinic.Clean(msg.err.Error(), 0)}
	}
	m.say(n)
	return m.arm()
}
