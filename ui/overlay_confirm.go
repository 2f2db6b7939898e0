package ui

import (
	tea "charm.land/bubbletea/v2"

	"creneau/ui/theme"
)

// confirm asks before something is lost or left open. Enter is no, because
// nothing that destroys is ever preselected.
type confirm struct {
	*Model
	name    string
	reasons []string
	yesName string
	yes     func() tea.Cmd
}

func newConfirm(m *Model, name string, reasons []string, yesName string, yes func() tea.Cmd) *confirm {
	return &confirm{m, name, reasons, yesName, yes}
}

func (c *confirm) title() string          { return c.name }
func (c *confirm) typing() bool           { return false }
func (c *confirm) update(tea.Msg) tea.Cmd { return nil }

func (c *confirm) actions() []action {
	return []action{
		hinted("act.stay", c.pop, "esc", "enter"),
		hinted(c.yesName, c.yes, "q", "ctrl+c"),
	}
}

func (c *confirm) view(w, _ int) ([]string, *tea.Cursor) {
	e := c.env
	w = min(w, 64)
	var lines []string
	for _, s := range c.reasons {
		lines = append(lines, wrap(s, w-4, func(s string) string { return e.line(w).Put(e.ink(theme.Text), s).String() })...)
	}
	lines = append(lines, "", e.line(w).Put(e.ink(theme.KeyName), e.keyName("q")).Gap(1).Put(e.ink(theme.KeyText), e.t(c.yesName)).
		Gap(3).Put(e.ink(theme.KeyName), e.keyName("esc")).Gap(1).Put(e.ink(theme.KeyText), e.t("act.stay")).String())
	return c.box(c, lines, w), nil
}

// quitReasons say what quitting would lose or leave open.
func (m *Model) quitReasons(drafts, cancels, sends int) []string {
	var out []string
	for _, r := range []struct {
		key string
		n   int
	}{{"quit.drafts", drafts}, {"quit.cancels", cancels}, {"quit.sends", sends}} {
		if r.n > 0 {
			out = append(out, m.env.Words.N(r.key, r.n, nil))
		}
	}
	return out
}
