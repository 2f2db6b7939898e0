package overlay

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/pane"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// Reference is the line for the number of an appointment, which Enter opens and no
// other: typed, or off a ticket by a scanner, which types the whole address.
type Reference struct {
	pane.Desk
	field *widget.Field
}

// NewReference begins with what was typed, pasted or scanned of it already.
func NewReference(d pane.Desk, text string) *Reference {
	r := &Reference{Desk: d, field: widget.NewField(func(s string) string { return clinic.Clean(s, widget.FieldLimit) }).Hide(clinic.Mask)}
	r.field.Focus()
	if ref, ok := clinic.Reference(text); ok {
		text = ref
	}
	r.field.SetValue(r.digits(text))
	return r
}

func (r *Reference) Title() string { return "reference.title" }
func (r *Reference) Typing() bool  { return true }

func (r *Reference) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		if r.strange(k.Text) {
			r.Say(state.Notice{Key: "reference_letters", Tone: state.Warning})
			return nil
		}
		k.Text = r.digits(k.Text)
		msg = k
	}
	return r.field.Update(msg)
}

// strange says of a typed letter that it is of no number, and of no address: it may be
// of something that must not be shown.
func (r *Reference) strange(text string) bool {
	if r.address() != "" || !strings.ContainsFunc(text, unicode.IsLetter) || r.digits(text) != text {
		return false
	}
	typed := strings.ToLower(r.field.Value() + text)
	for n := range len(scheme) {
		if strings.HasSuffix(typed, scheme[:n+1]) {
			return false
		}
	}
	return true
}

// scheme is how addresses begin.
const scheme = "http"

// digits is what the keys of the top row mean here, Shift or not; in an address
// they stay what they are, until all of it is there.
func (r *Reference) digits(text string) string {
	if r.address() != "" || strings.ContainsFunc(text, func(c rune) bool { return c == 'h' || c == 'H' }) {
		return text
	}
	return strings.Map(func(c rune) rune {
		if digit, ok := clinic.Digit(c); ok {
			return digit
		}
		return c
	}, text)
}

// address is the address that is being typed, also behind what stood there
// before; "" where none is.
func (r *Reference) address() string {
	text := r.field.Value()
	for i := len(text) - 1; i >= 0; i-- {
		if clinic.IsAddress(text[i:]) {
			return text[i:]
		}
	}
	return ""
}

func (r *Reference) Actions() []pane.Action {
	return []pane.Action{
		pane.Hinted("act.open", r.open, "enter").When(r.nothing),
		pane.Hinted("act.back", r.Close, "esc"),
	}
}

func (r *Reference) nothing() string {
	if strings.TrimSpace(r.field.Value()) == "" {
		return "no_reference"
	}
	return ""
}

// open opens the appointment. What is no reference is said: typed, it makes room for
// the next; scanned, the line is done with.
func (r *Reference) open() tea.Cmd {
	text, address := r.field.Value(), r.address()
	if address != "" {
		text = address
	}
	ref, ok := clinic.Reference(text)
	if ok || address != "" {
		r.Close()
	}
	if !ok {
		r.Say(state.Notice{Key: "reference_unfit", Tone: state.Warning, Where: widget.Cut(text, 24, r.Look().Border.Tail)})
		r.field.Reset()
		return nil
	}
	return r.Apply(state.ReferenceAsked{Ref: ref})
}

func (r *Reference) View(w, _ int) ([]string, *tea.Cursor) {
	l := r.Look()
	w = min(w, 44)
	inner := w - widget.BoxPadding
	label := l.Label("reference.number")
	r.field.SetWidth(inner - label - 1)
	lines := []string{l.Labelled(inner, label, "reference.number", theme.Input, r.field.View())}
	lines = append(lines, l.Wrap(theme.Dim, l.T("reference.hint"), inner)...)
	return l.Box(r.Title(), lines, w), r.field.Cursor(2+label, 1)
}
