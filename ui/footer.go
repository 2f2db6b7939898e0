package ui

import (
	"slices"

	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// footerLine names the keys that work now.
func (m *Model) footerLine() string {
	if m.caption.Beat > 0 {
		return m.captionLine()
	}
	l, typing := m.look, m.front().Typing()
	// Reasons are asked before the line is begun: they may draw lines themselves.
	forbidden := map[string]bool{} // by the name of the action
	acts := slices.DeleteFunc(m.actionsOf(m.front()), func(a pane.Action) bool {
		if !a.Hint || a.Shown(typing) == "" {
			return true
		}
		why := a.Reason()
		forbidden[a.Name] = pane.Forbidden(why)
		return why != "" && !forbidden[a.Name]
	})
	if i := slices.IndexFunc(acts, func(a pane.Action) bool { return a.Of != "" }); i > 1 {
		undo := acts[i]
		acts = slices.Insert(slices.Delete(acts, i, i+1), 1, undo) // it passes: what is always there gives way
	}
	r := l.Line(m.lay.W).Gap(1)
	for _, a := range acts {
		name, what := l.KeyName(a.Shown(typing)), l.T(a.Name)
		if a.Of != "" {
			what += " " + a.Of
		}
		if forbidden[a.Name] {
			if text := "(" + name + " " + what + ")"; r.Left() >= widget.Width(text) {
				r.Put(l.Ink(theme.Disabled), text).Gap(2)
			}
			continue
		}
		if r.Left() < widget.Width(name)+1+widget.Width(what) {
			break
		}
		r.Put(l.Ink(theme.KeyName), name).Gap(1).Put(l.Ink(theme.KeyText), what).Gap(2)
	}
	return r.String()
}
