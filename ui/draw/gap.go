package draw

import (
	"strings"

	"creneau/state"
)

// Gap says what is missing of a list; "" where nothing is.
func (l *Look) Gap(g state.Gap) string {
	var parts []string
	if g.Skipped > 0 {
		parts = append(parts, l.Words.N("gap.skipped", g.Skipped, nil))
	}
	if g.Cut {
		parts = append(parts, l.T("gap.cut"))
	}
	return strings.Join(parts, "; ")
}

// DayGap says what is missing of a day, and of the departments.
func (l *Look) DayGap(st *state.State) string {
	text := l.Gap(st.VisitsGap(st.Shown, st.Shown))
	if n := st.DepartmentsGap().Skipped; n > 0 {
		if text != "" {
			text += "; "
		}
		text += l.Words.N("gap.departments", n, nil)
	}
	return text
}
