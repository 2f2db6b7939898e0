package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// paint makes the lines of the whole window, exactly as many as it has, and
// says where the cursor is.
func (m *Model) paint() ([]string, *tea.Cursor) {
	if m.lay.size == oneLine {
		return m.tinyLines(), nil
	}
	lines := make([]string, 0, m.lay.h)
	lines = append(lines, m.headerLines()...)
	body, cursor := m.bodyLines()
	lines = append(lines, body...)
	lines = append(lines, m.statusLines()...)
	lines = append(lines, m.footerLine())
	if cursor != nil {
		moved := *cursor
		moved.Y += m.lay.header
		cursor = &moved
	}
	return m.overlayAt(lines, cursor)
}

// tinyLines is what a window too small for anything shows.
func (m *Model) tinyLines() []string {
	lines := make([]string, max(1, m.lay.h))
	lines[0] = m.env.line(max(1, m.lay.w)).Put(m.env.ink(theme.Text), m.env.t("status.too_small")).String()
	return lines
}

// bodyLines is the screen, with the card beside it where there is room.
func (m *Model) bodyLines() ([]string, *tea.Cursor) {
	p := m.screens[m.screen]
	lines, cursor := p.view(m.listWidth(), m.lay.body)
	lines = fit(lines, m.lay.body)
	switch {
	case m.lay.size == wide:
		return m.threePanes(lines, cursor)
	case !m.hasCard():
		return lines, cursor
	}
	card := fit(m.cardBlock(m.lay.body), m.lay.body)
	edge := m.env.ink(theme.Rule)
	side := edge.On + m.env.border.V + edge.Off + " "
	at := m.listWidth() + 1
	for i := range lines {
		lines[i] = besides(lines[i], at, side+card[i])
	}
	return lines, cursor
}

// hasCard says whether the card stands beside the screen: Find shows the same
// by itself, and the others are not about one person. In a wide window a pane is
// there beside every screen.
func (m *Model) hasCard() bool {
	return m.lay.size == wide || m.lay.card > 0 && m.screen == dayScreen
}

// listWidth is the width of the screen beside its card.
func (m *Model) listWidth() int {
	switch {
	case m.lay.size == wide:
		return m.lay.w - m.lay.left - m.lay.card - 6
	case m.hasCard():
		return m.lay.w - m.lay.card - 3
	}
	return m.lay.w
}

// fit makes exactly h lines.
func fit(lines []string, h int) []string {
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines[:h]
}

// besides puts a second part of a line at a column.
func besides(left string, at int, right string) string {
	return left + strings.Repeat(" ", max(0, at-ansi.StringWidth(left))) + right
}

// cardBlock tells about the person of the selected row, in at most h lines.
func (m *Model) cardBlock(h int) []string {
	e, w := m.env, m.lay.card
	s, ok := m.screens[m.screen].(interface{ about() (clinic.Who, bool) })
	if !ok {
		return nil
	}
	who, ok := s.about()
	if !ok {
		return append([]string{e.line(w).Put(e.ink(theme.Title), e.t("card.title")).String()},
			wrap(e.t("card.nobody"), w, func(s string) string { return e.line(w).Put(e.ink(theme.Dim), s).String() })...)
	}
	today := e.st.Now.Wall.Day()
	lines := []string{
		e.line(w).Put(e.ink(theme.Title), e.t("card.title")).String(),
		e.line(w).Put(e.ink(theme.Strong), e.name(who.Name)).String(),
	}
	lines = append(lines, wrap(m.personLine(who), w, func(s string) string { return e.line(w).Put(e.ink(theme.Dim), s).String() })...)
	lines = append(lines, "")
	visits := e.st.VisitsOf(who)
	for i := len(visits) - 1; i >= 0 && len(lines) < h; i-- {
		v := visits[i]
		glyph, word, role := m.standing(v)
		r := e.line(w).Cell(e.ink(theme.Text), e.Words.Day(v.At.Day(), today), 15).Cell(e.ink(theme.Text), v.At.Clock(), 6)
		r.Put(e.ink(role), glyph+" "+e.t(word))
		lines = append(lines, r.String(), e.line(w).Gap(2).Put(e.ink(theme.Dim), e.st.DepartmentName(v.Department)+"  "+v.ID.Text()).String())
	}
	return lines
}

// wrap breaks plain text at its blanks into lines of at most w cells and sets
// each. No-break spaces keep what they join on one line.
func wrap(text string, w int, set func(string) string) []string {
	var out []string
	line := ""
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		if line != "" && widget.Width(line)+1+widget.Width(word) > w {
			out = append(out, set(line))
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" || len(out) == 0 {
		out = append(out, set(line))
	}
	return out
}
