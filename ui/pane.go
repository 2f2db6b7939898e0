package ui

import (
	"slices"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// A pane owns input and a rectangle: a screen or an overlay.
type pane interface {
	// title is the key of the pane's name in the locale files.
	title() string
	// actions is what can be done here, now, the most useful first.
	actions() []action
	// update takes what is not an action: text, paste.
	update(tea.Msg) tea.Cmd
	// typing says whether a field has the cursor: then no printable key is an action.
	typing() bool
	// view is the pane in at most w by h cells, and where its cursor is, if any.
	view(w, h int) ([]string, *tea.Cursor)
}

// An action is one thing a receptionist can do.
type action struct {
	key.Binding
	name string        // key of what it does in the locale files
	hint bool          // it stands in the footer
	why  func() string // key of why it cannot be done now; nil or "" when it can
	do   func() tea.Cmd
}

// can says whether the action can be done now.
func (a action) can() bool { return a.reason() == "" }

func (a action) reason() string {
	if a.why == nil {
		return ""
	}
	return a.why()
}

// shown is the key that stands in the footer: the first that works. While text
// is typed, printable keys do not.
func (a action) shown(typing bool) string {
	for _, k := range a.Keys() {
		if !typing || k != "space" && utf8.RuneCountInString(k) > 1 {
			return k
		}
	}
	return ""
}

// act is an action with its keys, of which the first is the one that is shown;
// one without keys is done from the palette.
func act(name string, do func() tea.Cmd, keys ...string) action {
	first := ""
	if len(keys) > 0 {
		first = keys[0]
	}
	return action{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(first, "")), name: name, do: do}
}

// hinted is an action that stands in the footer.
func hinted(name string, do func() tea.Cmd, keys ...string) action {
	a := act(name, do, keys...)
	a.hint = true
	return a
}

// when gives an action a reason why it cannot be done now.
func (a action) when(why func() string) action {
	a.why = why
	return a
}

// matching finds the action that a key is bound to. While text is typed,
// printable keys are text.
func matching(actions []action, k tea.KeyPressMsg, typing bool) (action, bool) {
	if typing && k.Text != "" {
		return action{}, false
	}
	i := slices.IndexFunc(actions, func(a action) bool { return key.Matches(k, a.Binding) })
	if i < 0 {
		return action{}, false
	}
	return actions[i], true
}

// isText says whether a key types a character or edits typed text.
func isText(k tea.KeyPressMsg) bool {
	return k.Text != "" || k.String() == "backspace"
}
