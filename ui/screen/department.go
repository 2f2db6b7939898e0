package screen

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/ui/pane"
)

// department shows the department so many places on.
func department(d pane.Desk, by int) tea.Cmd {
	st := d.State()
	for i, dep := range st.Departments {
		if dep.ID == st.Selected {
			n := len(st.Departments)
			return d.Apply(state.DepartmentPicked{ID: st.Departments[(i+by+n)%n].ID})
		}
	}
	return nil
}
