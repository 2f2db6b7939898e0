package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// FieldLimit is the most characters that a Field takes.
const FieldLimit = 200

// A Field is a line of text that is being typed. It shows the terminal's own
// cursor, and draws plain text: inks are the caller's. Ctrl+V is not bound,
// because it would run a clipboard tool on the machine the program runs on, and
// neither is Ctrl+K, which is the palette's.
type Field struct {
	input  textinput.Model
	clean  func(string) string
	w      int
	left   int // first character that shows
	mask   bool
	hide   func(string) string // takes out of the text what must not be shown; nil for nothing
	joiner string              // that was typed last
}

// NewField is an empty field. What is pasted, typed beyond ASCII or set from
// outside goes through clean first; nil leaves it to the library, which drops
// control characters.
func NewField(clean func(string) string) *Field {
	if clean == nil {
		clean = func(s string) string { return s }
	}
	input := textinput.New()
	input.Prompt = ""
	input.CharLimit = FieldLimit
	input.SetVirtualCursor(false)
	input.KeyMap = fieldKeys()
	return &Field{input: input, clean: clean, w: 1}
}

// fieldKeys are the editing keys of a field. Ctrl+H is what some terminals send
// for Backspace.
func fieldKeys() textinput.KeyMap {
	bind := func(keys ...string) key.Binding { return key.NewBinding(key.WithKeys(keys...)) }
	return textinput.KeyMap{
		CharacterForward:        bind("right"),
		CharacterBackward:       bind("left"),
		WordForward:             bind("ctrl+right", "alt+right"),
		WordBackward:            bind("ctrl+left", "alt+left"),
		DeleteWordBackward:      bind("ctrl+w", "alt+backspace", "ctrl+backspace"),
		DeleteWordForward:       bind("ctrl+delete", "alt+delete"),
		DeleteBeforeCursor:      bind("ctrl+u"),
		DeleteCharacterBackward: bind("backspace", "ctrl+h"),
		DeleteCharacterForward:  bind("delete"),
		LineStart:               bind("home", "ctrl+a"),
		LineEnd:                 bind("end", "ctrl+e"),
	}
}

// Update edits the field by a key or a paste. Other messages change nothing.
func (f *Field) Update(msg tea.Msg) tea.Cmd {
	switch in := msg.(type) {
	case tea.PasteMsg:
		msg = tea.PasteMsg{Content: f.clean(in.Content)}
	case tea.KeyPressMsg:
		joiner := f.joiner
		f.joiner = ""
		if !ascii(in.Text) && f.Focused() { // an input method may send anything
			f.typeOn(joiner + in.Text)
			return nil
		}
	}
	var cmd tea.Cmd
	f.input, cmd = f.input.Update(msg)
	f.hidden()
	f.scroll()
	return cmd
}

// Hide takes out of the text, whenever it changes, what must not be shown or kept.
func (f *Field) Hide(hide func(string) string) *Field {
	f.hide = hide
	return f
}

// hidden hides what is to be hidden.
func (f *Field) hidden() {
	if f.hide == nil {
		return
	}
	text := f.Value()
	shown := f.hide(text)
	if shown == text {
		return
	}
	behind := len([]rune(text)) - f.input.Position()
	f.input.SetValue(shown)
	f.input.SetCursor(max(0, len([]rune(shown))-behind))
}

// typeOn types text behind what stands before the cursor, as one with it: marks
// that come after their letter sit on it, whose form may be another with them. A
// joiner waits for the letter that it joins.
func (f *Field) typeOn(text string) {
	runes, at := []rune(f.Value()), f.input.Position()
	before := f.clean(string(runes[:at]) + text)
	if room := FieldLimit - (len(runes) - at); len([]rune(before)) > room {
		return
	}
	if strings.HasSuffix(text, zwj) || strings.HasSuffix(text, zwnj) {
		f.joiner = text[len(text)-len(zwj):]
	}
	f.input.SetValue(before + string(runes[at:]))
	f.input.SetCursor(len([]rune(before)))
	f.hidden()
	f.scroll()
}

// The joiners of the scripts whose letters join.
const zwj, zwnj = "\u200d", "\u200c"

// Value is the text.
func (f *Field) Value() string { return f.input.Value() }

// SetValue replaces the text and puts the cursor behind it.
func (f *Field) SetValue(s string) {
	f.input.SetValue(f.clean(s))
	f.hidden()
	f.input.CursorEnd()
	f.scroll()
}

// Reset empties the field.
func (f *Field) Reset() { f.SetValue("") }

// Focus gives the field the keys; Blur takes them away.
func (f *Field) Focus() { f.input.Focus() }

// Blur makes the field ignore keys and hides its cursor.
func (f *Field) Blur() { f.input.Blur() }

// Focused tells whether the field has the keys.
func (f *Field) Focused() bool { return f.input.Focused() }

// SetWidth sets the cells that the field shows, the one for a cursor behind the
// text included.
func (f *Field) SetWidth(w int) {
	f.w = max(w, 1)
	f.scroll()
}

// Mask shows a star for every character: what is typed is a secret.
func (f *Field) Mask() { f.mask = true }

// View is the part of the text that shows: plain, at most as wide as the field.
func (f *Field) View() string {
	if f.mask {
		return strings.Repeat("*", min(len([]rune(f.Value()))-f.left, f.w))
	}
	return Cut(string([]rune(f.Value())[f.left:]), f.w, "")
}

// Cursor is the terminal's cursor for a field whose first cell is at x, y, and
// nil while the field has no keys.
func (f *Field) Cursor(x, y int) *tea.Cursor {
	if !f.Focused() {
		return nil
	}
	before := []rune(f.Value())[f.left:f.input.Position()]
	c := tea.NewCursor(x+min(Width(string(before)), f.w-1), y)
	c.Shape, c.Blink = tea.CursorBar, false
	return c
}

// scroll keeps the cursor among the cells that show.
func (f *Field) scroll() {
	text, pos := []rune(f.Value()), f.input.Position()
	f.left = min(f.left, pos)
	for f.left < pos && Width(string(text[f.left:pos])) >= f.w {
		f.left++
	}
	// Text that was scrolled away comes back when there is room for it again.
	for f.left > 0 && Width(string(text[f.left-1:])) < f.w {
		f.left--
	}
}
