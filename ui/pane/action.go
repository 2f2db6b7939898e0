package pane

import (
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// An Action is one thing a receptionist can do.
type Action struct {
	key.Binding
	Name string        // key of what it does in the locale files
	Hint bool          // it stands in the footer
	Of   string        // what of, in the footer: a person and an hour; "" for what needs no naming
	Told []string      // its keys as they are told, where those are too many; else nil
	Why  func() string // key of why it cannot be done now; nil or "" when it can
	Do   func() tea.Cmd

	// Sends, where set, is done a moment after Do, unless anything else comes before.
	Sends func() tea.Cmd

	// AnyRow says that it does the same whatever row is selected: it is done even
	// where that has just changed.
	AnyRow bool
}

// Act is an action with its keys, of which the first is the one that is shown;
// one without keys is done from the palette.
func Act(name string, do func() tea.Cmd, keys ...string) Action {
	first := ""
	if len(keys) > 0 {
		first = keys[0]
	}
	return Action{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(first, "")), Name: name, Do: do}
}

// Hinted is an action that stands in the footer.
func Hinted(name string, do func() tea.Cmd, keys ...string) Action {
	a := Act(name, do, keys...)
	a.Hint = true
	return a
}

// Named says in the footer what an action is of.
func (a Action) Named(of string) Action {
	a.Of = of
	return a
}

// When gives an action a reason why it cannot be done now.
func (a Action) When(why func() string) Action {
	a.Why = why
	return a
}

// ForAnyRow says that an action does the same whatever row is selected.
func (a Action) ForAnyRow() Action {
	a.AnyRow = true
	return a
}

// KeysTold are the keys as help and README tell them.
func (a Action) KeysTold() []string {
	if a.Told != nil {
		return a.Told
	}
	return a.Keys()
}

// Can says whether the action can be done now.
func (a Action) Can() bool { return a.Reason() == "" }

// Reason is the key of why the action cannot be done now; "" when it can.
func (a Action) Reason() string {
	if a.Why == nil {
		return ""
	}
	return a.Why()
}

// Shown is the key that stands in the footer: the first that works. While text
// is typed, printable keys do not.
func (a Action) Shown(typing bool) string {
	for _, k := range a.Keys() {
		if !typing || k != "space" && utf8.RuneCountInString(k) > 1 {
			return k
		}
	}
	return ""
}

// Matching finds the action that a key is bound to. While text is typed,
// printable keys are text; else a letter is the same with Caps Lock on.
func Matching(actions []Action, k tea.KeyPressMsg, typing bool) (Action, bool) {
	if typing && k.Text != "" {
		return Action{}, false
	}
	k.Text = strings.ToLower(k.Text)
	i := slices.IndexFunc(actions, func(a Action) bool { return key.Matches(k, a.Binding) })
	if i < 0 {
		return Action{}, false
	}
	return actions[i], true
}
