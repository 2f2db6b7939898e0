package overlay

import (
	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/draw"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// AskKey tells that the key is refused, with what the administrator needs to
// know, and takes another one without a restart. The key is never shown.
type AskKey struct {
	pane.Desk
	field   *widget.Field
	mayNot  func() string // why none can be given here
	use     func(key string) tea.Cmd
	refusal state.KeyRefusal // why it opened; zero where a person opened it
}

// NewAskKey asks for a key, which use then puts to use, unless mayNot is the key of
// why not.
func NewAskKey(d pane.Desk, mayNot func() string, use func(key string) tea.Cmd) *AskKey {
	k := &AskKey{
		Desk: d, mayNot: mayNot, use: use, refusal: d.State().Key,
		field: widget.NewField(func(s string) string { return clinic.Clean(s, widget.FieldLimit) }),
	}
	k.field.Mask()
	k.field.Focus()
	return k
}

func (k *AskKey) Title() string {
	if k.refusal.Code == "" {
		return "ask_key.title_other"
	}
	return "ask_key.title"
}

func (k *AskKey) Typing() bool               { return true }
func (k *AskKey) Update(msg tea.Msg) tea.Cmd { return k.field.Update(msg) }

// Tells says whether a notice is of the refusal that is shown here, or of the booking
// that it met.
func (k *AskKey) Tells(n state.Notice) bool {
	d := k.State().Draft
	return n.Key == "key_refused" && n.Code == k.refusal.Code || n.Key == "refused" && n.Code == k.refusal.Code && d != nil && d.Failure.Code == n.Code && (n.Who == d.Plan.Name || n.Who == d.Moves.Name)
}

func (k *AskKey) Actions() []pane.Action {
	return []pane.Action{
		pane.Hinted("act.use_key", k.handOver, "enter").When(pane.FirstOf(k.mayNot, k.nothingTyped)),
		pane.Hinted("act.back", k.Close, "esc"),
		pane.Hinted("act.copy_code", k.copyCode, "f8").When(k.notRefused),
	}
}

func (k *AskKey) nothingTyped() string {
	if k.field.Value() == "" {
		return "no_key_typed"
	}
	return ""
}

func (k *AskKey) notRefused() string {
	if k.refusal.Code == "" {
		return "key_not_refused"
	}
	return ""
}

// handOver hands the typed key over and forgets it.
func (k *AskKey) handOver() tea.Cmd {
	text := k.field.Value()
	k.field.Reset()
	k.Close()
	return k.use(text)
}

// copyCode copies what the administrator asks for first.
func (k *AskKey) copyCode() tea.Cmd {
	refusal := k.refusal
	if !plain.MatchString(string(refusal.Code)) {
		k.Say(state.Notice{Key: "not_copied", Tone: state.Warning, Where: clinic.Clean(string(refusal.Code), 0)})
		return nil
	}
	k.Say(state.Notice{Key: "code_copied", Tone: state.Good, Why: state.Why{Code: refusal.Code}})
	return tea.SetClipboard(string(refusal.Code) + " " + refusal.At.String())
}

func (k *AskKey) View(w, h int) ([]string, *tea.Cursor) {
	l, st := k.Look(), k.State()
	refusal := k.refusal
	w = min(w, draw.BoxWidth)
	inner := w - widget.BoxPadding
	var lines []string
	if refusal.Code != "" {
		if d := st.Draft; d != nil && d.Failure.Code == refusal.Code {
			lines = append(draftLines(k, inner), l.Wrap(theme.Warn, l.T("book.not_booked"), inner)...)
		}
		lines = append(lines, l.Wrap(theme.Warn, l.Reason(refusal.Code), inner)...)
		lines = append(lines, l.Wrap(theme.Dim, l.T("ask_key.kept"), inner)...)
		said := string(refusal.Code) + "  " + l.Words.Day(refusal.At.Day(), st.Now.Wall.Day()) + ", " + l.Words.Said(refusal.At)
		lines = append(lines, "", l.Text(theme.Strong, said, inner), "")
	}
	label := l.Label("ask_key.new")
	k.field.SetWidth(inner - label - 1)
	cursor := k.field.Cursor(2+label, 1+len(lines))
	lines = append(lines, l.Labelled(inner, label, "ask_key.new", theme.Input, k.field.View()))
	return l.Box(k.Title(), draw.InView(lines, cursor, h-2), w), cursor
}
