package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/theme"
	"creneau/ui/widget"
)

// askKey tells that the key is refused, with what the administrator needs to
// know, and takes another one without a restart. The key is never shown.
type askKey struct {
	*Model
	field   *widget.Field
	refusal state.KeyRefusal // why it opened; zero where a person opened it
}

func newAskKey(m *Model) *askKey {
	k := &askKey{
		Model: m, refusal: m.env.st.Key,
		field: widget.NewField(func(s string) string { return clinic.Clean(s, widget.FieldLimit) }),
	}
	k.field.Mask()
	k.field.Focus()
	return k
}

func (m *Model) openKey() tea.Cmd {
	m.push(newAskKey(m))
	return nil
}

func (k *askKey) title() string {
	if k.refusal.Code == "" {
		return "ask_key.title_other"
	}
	return "ask_key.title"
}

func (k *askKey) typing() bool               { return true }
func (k *askKey) update(msg tea.Msg) tea.Cmd { return k.field.Update(msg) }

func (k *askKey) actions() []action {
	return []action{
		hinted("act.use_key", k.use, "enter").when(k.nothingTyped),
		hinted("act.back", k.pop, "esc"),
		hinted("act.copy_code", k.copyCode, "f8").when(k.notRefused),
	}
}

func (k *askKey) nothingTyped() string {
	if k.field.Value() == "" {
		return "no_key_typed"
	}
	return ""
}

func (k *askKey) notRefused() string {
	if k.refusal.Code == "" {
		return "key_not_refused"
	}
	return ""
}

// use hands the typed key over and forgets it.
func (k *askKey) use() tea.Cmd {
	text := k.field.Value()
	k.field.Reset()
	k.pop()
	return k.useKey(text)
}

// copyCode copies what the administrator asks for first.
func (k *askKey) copyCode() tea.Cmd {
	refusal := k.refusal
	k.status.say(state.Notice{Key: "code_copied", Tone: state.Good, Code: refusal.Code, At: k.env.Now().Wall})
	return tea.SetClipboard(string(refusal.Code) + " " + refusal.At.String())
}

func (k *askKey) view(w, h int) ([]string, *tea.Cursor) {
	e, refusal := k.env, k.refusal
	w = min(w, bookWidth)
	inner := w - widget.BoxPadding
	set := func(role theme.Role) func(string) string {
		return func(s string) string { return e.line(inner).Put(e.ink(role), s).String() }
	}
	var lines []string
	if refusal.Code != "" {
		if d := e.st.Draft; d != nil && d.Failure.Code == refusal.Code {
			lines = append(k.draftLines(inner), wrap(e.t("book.not_booked"), inner, set(theme.Warn))...)
		}
		lines = append(lines, wrap(k.reason(refusal.Code), inner, set(theme.Warn))...)
		lines = append(lines, wrap(e.t("ask_key.kept"), inner, set(theme.Dim))...)
		lines = append(lines, "", set(theme.Strong)(string(refusal.Code)+"  "+e.Words.Day(refusal.At.Day(), e.st.Now.Wall.Day())+", "+e.Words.Said(refusal.At)), "")
	}
	label := labelWidth(e, "ask_key.new")
	k.field.SetWidth(inner - label - 1)
	cursor := k.field.Cursor(2+label, 1+len(lines))
	lines = append(lines, k.labelled(inner, label, "ask_key.new", theme.Input, k.field.View()))
	return k.box(k, inView(lines, cursor, h-2), w), cursor
}

// mayBook is the reason why nothing can be booked: the right to was refused.
func (m *Model) mayBook() string {
	if _, no := m.env.st.Forbidden(state.MayBook); no {
		return "no_right_book"
	}
	return ""
}

// mayCancel is mayBook for cancelling.
func (m *Model) mayCancel() string {
	if _, no := m.env.st.Forbidden(state.MayCancel); no {
		return "no_right_cancel"
	}
	return ""
}

// firstOf is the first reason there is.
func firstOf(reasons ...func() string) func() string {
	return func() string {
		for _, why := range reasons {
			if reason := why(); reason != "" {
				return reason
			}
		}
		return ""
	}
}

// details are the server's own words about a failure, for who wants to know.
func (m *Model) details(f state.Failure) string {
	text := string(f.Code)
	if f.Status != 0 {
		text += ", HTTP " + strconv.Itoa(f.Status)
	}
	if f.Cause != "" {
		text += ", " + string(f.Cause)
	}
	if f.Field != "" {
		text += ", " + f.Field
	}
	if f.Message != "" {
		text += ": " + f.Message
	}
	return m.env.t("book.details") + " " + text
}
