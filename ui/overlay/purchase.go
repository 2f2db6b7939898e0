package overlay

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"creneau/state"
	"creneau/ui/pane"
	"creneau/ui/theme"
)

// Purchase is the purchase prompt: what is missing, where to buy it, and a
// booking that waits for it; without one, only where to buy.
type Purchase struct {
	pane.Desk
	address string // where credits are bought
	waits   bool   // it is about a booking that waits for them
	full    bool   // the QR code alone
}

// NewPurchase says where credits are bought: at an address. Waits says that it is
// about a booking that waits for them; one that a key opened stays without.
func NewPurchase(d pane.Desk, address string, waits bool) *Purchase {
	return &Purchase{Desk: d, address: address, waits: waits}
}

func (c *Purchase) Title() string          { return "purchase.title" }
func (c *Purchase) Typing() bool           { return false }
func (c *Purchase) Update(tea.Msg) tea.Cmd { return nil }

// Settled closes a prompt whose booking has left.
func (c *Purchase) Settled() bool { return c.waits && c.State().Purchase == nil }

// Tells says that a booking was refused, which is why this is open, and how far the
// check of its slot is.
func (c *Purchase) Tells(n state.Notice) bool {
	b := c.State().Purchase
	return refusalOf(c, n) || n.Key == "checking_slot" && b != nil && n.Who == b.Booking.Name && n.When == b.Booking.At
}

func (c *Purchase) Actions() []pane.Action {
	return []pane.Action{
		pane.Hinted("act.paid", func() tea.Cmd { return c.Apply(state.Paid{}) }, "enter").When(c.nothingWaits),
		pane.Hinted("act.qr", func() tea.Cmd { c.full = !c.full; return nil }, "v").When(c.noRoom),
		pane.Hinted("act.back", c.back, "esc"),
	}
}

func (c *Purchase) nothingWaits() string {
	if b := c.State().Purchase; b == nil || b.Counting || b.Checking {
		return "nothing_waits"
	}
	return ""
}

// noRoom is the reason why the address cannot be shown as a code.
func (c *Purchase) noRoom() string {
	win := c.Window()
	return c.Look().NoRoom(c.address, win.W, win.H)
}

func (c *Purchase) back() tea.Cmd {
	if c.State().Purchase == nil {
		return c.Close()
	}
	return c.Apply(state.PurchaseStopped{})
}

func (c *Purchase) View(w, h int) ([]string, *tea.Cursor) {
	address := c.address
	if b := c.State().Purchase; b != nil && (b.Counting || b.Checking) && !c.full {
		address = "" // it is paid
	}
	return c.Look().BesideCode(c.Title(), address, c.full, c.words, w, h), nil
}

// words say what happened, what is missing and where to buy it.
func (c *Purchase) words(w int) []string {
	l, st := c.Look(), c.State()
	b := st.Purchase
	var lines []string
	if b != nil {
		waits := l.Wrap(theme.Dim, l.Words.F("purchase.waits", map[string]any{
			"Who": l.Name(b.Booking.Name), "Day": l.Words.Day(b.Booking.At.Day(), st.Now.Wall.Day()), "Time": l.Words.Said(b.Booking.At),
		}), w)
		if b.Counting || b.Checking { // the refusal is over
			return append(append(waits, ""), c.goesOn(b, w)...)
		}
		lines = l.Wrap(theme.Warn, l.T("purchase.refused")+" "+l.Reason(b.Why), w)
		lines = append(append(append(lines, l.Wrap(theme.Text, c.missing(b), w)...), waits...), "")
	}
	lines = append(lines, l.Wrap(theme.Text, l.T("purchase.where"), w)...)
	link := l.Ink(theme.Accent)
	for _, part := range chunks(c.address, w) {
		lines = append(lines, hyperlink(c.address, link.On+part+link.Off))
	}
	lines = append(lines, "")
	if b != nil {
		lines = append(lines, c.goesOn(b, w)...)
	}
	return lines
}

// goesOn says how a booking that waits goes on.
func (c *Purchase) goesOn(b *state.Purchase, w int) []string {
	l, st := c.Look(), c.State()
	switch {
	case b.Counting:
		return l.Wrap(theme.Good, l.Words.N("purchase.counting", int(b.Left(st.Now)/time.Second), map[string]any{"Time": l.Words.Said(b.Booking.At)}), w)
	case b.Checking:
		return []string{l.Text(theme.Dim, l.T("purchase.checking"), w)}
	}
	return l.Wrap(theme.Text, l.T("purchase.then"), w)
}

// missing says how many credits are needed and there, as far as it is known.
func (c *Purchase) missing(b *state.Purchase) string {
	l, have := c.Look(), c.State().Credits
	if !have.Known || !have.Exact && have.Count >= b.Required {
		return l.T("purchase.unknown")
	}
	key := "purchase.missing"
	if have.Count >= b.Required { // they were paid in since
		key = "purchase.there"
	}
	return l.Words.F(key, map[string]any{"Required": b.Required, "Available": have.Count})
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
