package draw

import (
	"strings"

	"creneau/state"
	"creneau/ui/widget"
)

// Sheet is the day shown, of every department, as plain text for paper, 72
// columns wide. Below the clinic's name stands the key of a remark, if any.
func (l *Look) Sheet(st *state.State, clinic, remark string) string {
	const w = 72
	var b strings.Builder
	line := func(s string) { b.WriteString(strings.TrimRight(s, " ") + "\n") }
	line(clinic)
	line(l.Words.SaidDay(st.Shown, st.Now.Wall.Day()))
	if remark != "" {
		line(l.T(remark))
	}
	if gap := l.DayGap(st); gap != "" {
		line(Capital(gap))
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
			_, word, _ := StatusOf(st, v)
			r := widget.NewRowTail(w, l.Border.Tail)
			line(r.Cell(widget.Ink{}, l.Words.Clock(v.At), l.Words.ClockCells()+2).Cell(widget.Ink{}, l.Name(v.Name), 36).Cell(widget.Ink{}, l.T(word), 18).Put(widget.Ink{}, v.ID.Text()).String())
		}
	}
	line("")
	line(l.Words.F("sheet.printed", map[string]any{"Day": l.Words.LongDay(st.Now.Wall.Day()), "Time": l.Words.Said(st.Now.Wall)}))
	return b.String()
}
