package draw

import (
	"strings"

	"creneau/state"
	"creneau/state/clinic"
)

// Gap says what is missing of a list, and how old what stays in its place is; ""
// where nothing is missing.
func (l *Look) Gap(g clinic.Gap, today clinic.Day) string {
	var parts []string
	if g.Skipped > 0 {
		parts = append(parts, l.Words.N("gap.skipped", g.Skipped, nil))
	}
	if g.Cut {
		parts = append(parts, l.T("gap.cut"))
	}
	if g.Any() && g.Kept != 0 {
		at := l.Words.Said(g.Kept)
		if g.Kept.Day() != today {
			at = l.Words.Day(g.Kept.Day(), today) + ", " + at
		}
		parts = append(parts, l.Words.F("gap.kept", map[string]any{"Time": at}))
	}
	return strings.Join(parts, "; ")
}

// DayGap says what is missing of a day, and of the departments.
func (l *Look) DayGap(st *state.State) string {
	text := l.Gap(st.VisitsGap(st.Shown, st.Shown), st.Now.Wall.Day())
	if n := st.DepartmentsGap().Skipped; n > 0 {
		if text != "" {
			text += "; "
		}
		text += l.Words.N("gap.departments", n, nil)
	}
	return text
}
