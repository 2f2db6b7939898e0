package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/ui/theme"
)

// credits is the purchase prompt: what is missing, where to buy it, and a
// booking that waits for it; without one, only where to buy.
type credits struct {
	*Model
	full bool // the QR code alone
}

func newCredits(m *Model) *credits { return &credits{Model: m} }

func (c *credits) title() string          { return "buy.title" }
func (c *credits) typing() bool           { return false }
func (c *credits) update(tea.Msg) tea.Cmd { return nil }

// gone closes a prompt whose booking has left. One that a key opened stays.
func (c *credits) gone() bool {
	if c.env.st.Buy != nil {
		return false
	}
	for _, l := range c.stack {
		if l.pane == pane(c) {
			return l.byItself
		}
	}
	return false
}

func (m *Model) openCredits() tea.Cmd {
	m.push(newCredits(m))
	return nil
}

func (c *credits) actions() []action {
	return []action{
		hinted("act.paid", func() tea.Cmd { return c.apply(state.Paid{}) }, "enter").when(c.nothingWaits),
		hinted("act.qr", func() tea.Cmd { c.full = !c.full; return nil }, "v").when(func() string { return c.noRoom(c.env.Credits) }),
		hinted("act.back", c.back, "esc"),
	}
}

func (c *credits) nothingWaits() string {
	if b := c.env.st.Buy; b == nil || b.Counting || b.Checking {
		return "nothing_waits"
	}
	return ""
}

func (c *credits) back() tea.Cmd {
	if c.env.st.Buy == nil {
		return c.pop()
	}
	return c.apply(state.PurchaseStopped{})
}

func (c *credits) view(w, h int) ([]string, *tea.Cursor) {
	return c.besidesCode(c, c.env.Credits, c.full, c.words, w, h), nil
}

// words say what happened, what is missing and where to buy it.
func (c *credits) words(w int) []string {
	e, b := c.env, c.env.st.Buy
	set := func(role theme.Role) func(string) string {
		return func(s string) string { return e.line(w).Put(e.ink(role), s).String() }
	}
	var lines []string
	if b != nil {
		lines = wrap(e.t("buy.refused")+" "+c.reason(b.Why), w, set(theme.Warn))
		lines = append(lines, wrap(c.missing(b), w, set(theme.Text))...)
		lines = append(lines, wrap(e.Words.F("buy.waits", map[string]any{
			"Who": e.name(b.Booking.Name), "Day": e.Words.Day(b.Booking.At.Day(), e.st.Now.Wall.Day()), "Time": e.Words.Said(b.Booking.At),
		}), w, set(theme.Dim))...)
		lines = append(lines, "")
	}
	lines = append(lines, wrap(e.t("buy.where"), w, set(theme.Text))...)
	link := e.ink(theme.Accent)
	for _, part := range chunks(e.Credits, w) {
		lines = append(lines, hyperlink(e.Credits, link.On+part+link.Off))
	}
	lines = append(lines, "")
	switch {
	case b == nil:
	case b.Counting:
		lines = append(lines, wrap(e.Words.N("buy.counting", int(b.Left(e.st.Now)/time.Second), map[string]any{"Time": e.Words.Said(b.Booking.At)}), w, set(theme.Good))...)
	case b.Checking:
		lines = append(lines, set(theme.Dim)(e.t("buy.checking")))
	default:
		lines = append(lines, wrap(e.t("buy.then"), w, set(theme.Text))...)
	}
	return lines
}

// missing says how many credits are needed and there, as far as it is known.
func (c *credits) missing(b *state.Purchase) string {
	e, have := c.env, c.env.st.Credits
	if !have.Known {
		return e.t("buy.unknown")
	}
	return e.Words.F("buy.missing", map[string]any{"Required": b.Required, "Available": have.Count})
}

// chunks cuts an address, which has no blanks, into parts of at most w cells,
// behind a slash where there is one.
func chunks(address string, w int) []string {
	var out []string
	for len(address) > w {
		at := strings.LastIndexByte(address[:w], '/') + 1
		if at <= len("https://") {
			at = w
		}
		out = append(out, address[:at])
		address = address[at:]
	}
	return append(out, address)
}

// hyperlink makes text a link where the terminal knows OSC 8; elsewhere it is
// text.
func hyperlink(address, text string) string {
	return ansi.SetHyperlink(address) + text + ansi.ResetHyperlink()
}
