package screen

import (
	"strconv"

	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// tabs names the departments with their appointments of the day; the one that
// is shown stands in brackets, and always in view. Where they do not all fit,
// the others' names are cut, and how many are left out stands behind them.
func (d *Day) tabs(w int) string {
	l, st := d.Look(), d.State()
	right := d.dayWord()
	room := w - widget.Width(right) - 4
	visits := map[clinic.ID]int{}
	for _, v := range st.VisitsOn(st.Shown, "") {
		if v.Status == clinic.Cancelled {
			continue // nobody comes for it
		}
		visits[v.Department]++
	}
	names, labels, shown, whole := make([]string, len(st.Departments)), make([]string, len(st.Departments)), 0, 0
	for i, dep := range st.Departments {
		names[i] = dep.Name
		if dep.ID == st.Selected {
			shown, whole = i, widget.Width(dep.Name)
		}
	}
	for i, short := range draw.Shorts(names, len(" 23")+2, room-1-whole) {
		if i == shown {
			short = names[i]
		}
		labels[i] = short + " " + strconv.Itoa(visits[st.Departments[i].ID])
	}
	r := l.Line(w).Gap(1)
	for i := firstTab(labels, shown, room); i < len(labels); i++ {
		if r.Col()+widget.Width(labels[i])+2 > room {
			r.Put(l.Ink(theme.Dim), "+"+strconv.Itoa(len(labels)-i))
			break
		}
		if i == shown {
			r.Put(l.Ink(theme.Active), "["+labels[i]+"]").Gap(1)
		} else {
			r.Gap(1).Put(l.Ink(theme.Dim), labels[i]).Gap(1)
		}
	}
	return r.To(w-widget.Width(right)-1).Put(l.Ink(theme.Text), right).String()
}

// firstTab is the first label in view when the shown one must be, too.
func firstTab(labels []string, shown, room int) int {
	used := 6 // the brackets, the blank before the first and how many are left out
	for first := shown; first >= 0 && len(labels) > 0; first-- {
		if used += widget.Width(labels[first]) + 2; used > room && first < shown {
			return first + 1
		}
	}
	return 0
}

// dayWord is the day shown when it is not today, else who came and who did not.
func (d *Day) dayWord() string {
	l, st := d.Look(), d.State()
	if st.Shown != st.Now.Wall.Day() {
		return l.Words.Day(st.Shown, st.Now.Wall.Day())
	}
	here, absent := 0, 0
	for _, l := range d.lines {
		if _, ok := st.Arrived[l.Visit.ID]; ok && !l.Free {
			here++
		}
		if l.Visit.Status == clinic.NoShow {
			absent++
		}
	}
	if d.Window().Size <= pane.Narrow {
		return l.T("day.today")
	}
	return l.Words.N("day.here", here, nil) + "  " + l.Words.N("day.absent", absent, nil)
}
