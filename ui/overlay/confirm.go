package overlay

import (
	tea "charm.land/bubbletea/v2"

	"creneau/ui/pane"
	"creneau/ui/theme"
)

// Confirm asks before something is lost or left open. Enter is no, because
// nothing that destroys is ever preselected.
type Confirm struct {
	pane.Desk
	name    string
	reasons func() []string
	yesName string
	yes     func() tea.Cmd
}

// NewConfirm asks a question by its name, with reasons; yes is what one key does.
func NewConfirm(d pane.Desk, name string, reasons func() []string, yesName string, yes func() tea.Cmd) *Confirm {
	return &Confirm{d, name, reasons, yesName, yes}
}

func (c *Confirm) Title() string          { return c.name }
func (c *Confirm) Typing() bool           { return false }
func (c *Confirm) Update(tea.Msg) tea.Cmd { return nil }

func (c *Confirm) Actions() []pane.Action {
	return []pane.Action{
		pane.Hinted("act.stay", c.Close, "esc", "enter"),
		pane.Hinted(c.yesName, c.yes, "q", "ctrl+c"),
	}
}

func (c *Confirm) View(w, _ int) ([]string, *tea.Cursor) {
	l := c.Look()
	w = min(w, 64)
	var lines []string
	for _, s := range c.reasons() {
		lines = append(lines, l.Wrap(theme.Text, s, w-4)...)
	}
	return l.Box(c.Title(), lines, w), nil
}
