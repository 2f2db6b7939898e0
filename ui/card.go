package ui

import (
	"slices"
	"strings"

	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// cardBlock tells about the person of the selected row, in at most h lines.
func (m *Model) cardBlock(h int) []string {
	l, st, w := m.look, m.st, m.lay.card
	s, ok := m.screens[m.screen].(pane.About)
	if !ok {
		return nil
	}
	who, ok := s.About()
	if !ok {
		return append([]string{l.Line(w).Put(l.Ink(theme.Title), l.T("card.title")).String()},
			l.Wrap(theme.Dim, l.T("card.nobody"), w)...)
	}
	today := st.Now.Wall.Day()
	lines := []string{
		l.Line(w).Put(l.Ink(theme.Title), l.T("card.title")).String(),
		l.Line(w).Put(l.Ink(theme.Strong), l.Name(who.Name)).String(),
	}
	lines = append(lines, l.Wrap(theme.Dim, l.Person(st, who), w)...)
	lines = append(lines, "")
	visits := st.VisitsOf(who)
	for i := len(visits) - 1; i >= 0 && len(lines) < h; i-- {
		v := visits[i]
		glyph, word, role := draw.StatusOf(st, v)
		r := l.Line(w).Cell(l.Ink(theme.Text), l.Words.Day(v.At.Day(), today), 15).Cell(l.Ink(theme.Text), l.Words.Clock(v.At), l.Words.ClockCells()+1)
		r.Put(l.Ink(role), glyph+" "+l.T(word))
		lines = append(lines, r.String(), l.Line(w).Gap(2).Put(l.Ink(theme.Dim), st.DepartmentName(v.Department)+"  "+v.ID.Text()).String())
	}
	return lines
}

// cardLine tells about the person of the selected row, where no card does.
func (m *Model) cardLine() string {
	l, st := m.look, m.st
	if m.hasCard() {
		return ""
	}
	s, ok := m.screens[m.screen].(pane.About)
	if !ok {
		return ""
	}
	who, ok := s.About()
	if !ok {
		return ""
	}
	r := l.Line(m.lay.W).Gap(1).Put(l.Ink(theme.Strong), l.Name(who.Name)).Gap(2)
	parts := l.PersonParts(st, who)
	for len(parts) > 1 && widget.Width(strings.Join(parts, ", ")) > r.Left() {
		parts = slices.Delete(parts, 1, 2) // absences first, then the last visit
	}
	return r.Put(l.Ink(theme.Dim), strings.Join(parts, ", ")).String()
}
