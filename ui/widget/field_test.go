package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"creneau/state/clinic"
)

func press(f *Field, keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		f.Update(k)
	}
}

func letters(s string) []tea.KeyPressMsg {
	var keys []tea.KeyPressMsg
	for _, r := range s {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return keys
}

func typed(s string, w int) *Field {
	f := NewField(nil)
	f.SetWidth(w)
	f.Focus()
	press(f, letters(s)...)
	return f
}

func TestFieldTakesText(t *testing.T) {
	f := typed("dia car mar 10", 20)
	if f.Value() != "dia car mar 10" || f.View() != "dia car mar 10" {
		t.Errorf("%q shows as %q", f.Value(), f.View())
	}
	if c := f.Cursor(10, 5); c == nil || c.X != 24 || c.Y != 5 {
		t.Errorf("cursor %+v", c)
	}
	press(f, tea.KeyPressMsg{Code: tea.KeyBackspace}, tea.KeyPressMsg{Code: 'h', Mod: tea.ModCtrl})
	if f.Value() != "dia car mar " {
		t.Errorf("after two backspaces: %q", f.Value())
	}
	press(f, tea.KeyPressMsg{Code: 'w', Mod: tea.ModCtrl}, tea.KeyPressMsg{Code: tea.KeyHome}, tea.KeyPressMsg{Code: tea.KeyDelete})
	if f.Value() != "ia car " {
		t.Errorf("after a word and a letter: %q", f.Value())
	}
	f.Blur()
	press(f, letters("x")...)
	if f.Value() != "ia car " || f.Cursor(0, 0) != nil || f.Focused() {
		t.Error("a field without focus takes keys")
	}
}

// TestFieldLeavesKeysAlone: the palette's key, and the one that would run a
// clipboard tool where the program runs.
func TestFieldLeavesKeysAlone(t *testing.T) {
	for _, r := range "vk" {
		f := typed("abc", 10)
		press(f, tea.KeyPressMsg{Code: tea.KeyHome})
		if cmd := f.Update(tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl}); cmd != nil || f.Value() != "abc" {
			t.Errorf("ctrl+%c does something: %q", r, f.Value())
		}
	}
}

func TestFieldCleansWhatIsPasted(t *testing.T) {
	f := NewField(func(s string) string { return strings.ReplaceAll(s, "\x1b[31m", "") })
	f.SetWidth(30)
	f.Focus()
	f.Update(tea.PasteMsg{Content: "\x1b[31mBah\nMamadou"})
	if f.Value() != "Bah Mamadou" {
		t.Errorf("%q", f.Value())
	}
	f.SetValue("\x1b[31mSylla")
	if f.Value() != "Sylla" {
		t.Errorf("%q", f.Value())
	}
	f.Update(tea.KeyPressMsg{Code: tea.KeyExtended, Text: "\x1b[31mé"})
	if f.Value() != "Syllaé" {
		t.Errorf("%q", f.Value())
	}
	f.Update(tea.PasteMsg{Content: strings.Repeat("é", 1000)})
	if n := len([]rune(f.Value())); n != FieldLimit {
		t.Errorf("%d characters", n)
	}
	f.Reset()
	if f.Value() != "" || f.View() != "" {
		t.Errorf("%q after reset", f.Value())
	}
}

func TestFieldScrolls(t *testing.T) {
	f := typed("Diallo Fatoumata", 8)
	if f.View() != "toumata" {
		t.Errorf("the end shows as %q", f.View())
	}
	if c := f.Cursor(0, 0); c.X != 7 {
		t.Errorf("cursor in column %d", c.X)
	}
	press(f, tea.KeyPressMsg{Code: tea.KeyHome})
	if c := f.Cursor(0, 0); c.X != 0 || f.View() != "Diallo F" {
		t.Errorf("cursor in column %d of %q", c.X, f.View())
	}
	f.SetWidth(40)
	if f.View() != "Diallo Fatoumata" {
		t.Errorf("wider: %q", f.View())
	}
}

func TestFieldKeepsTheCursorInside(t *testing.T) {
	moves := []rune{tea.KeyLeft, tea.KeyRight, tea.KeyHome, tea.KeyEnd, tea.KeyBackspace, tea.KeyDelete}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(1, 12).Draw(t, "width")
		f := NewField(nil)
		f.SetWidth(w)
		f.Focus()
		for range rapid.IntRange(1, 15).Draw(t, "keys") {
			if rapid.Bool().Draw(t, "type") {
				press(f, letters(text().Draw(t, "text"))...)
			} else {
				press(f, tea.KeyPressMsg{Code: rapid.SampledFrom(moves).Draw(t, "move")})
			}
			if x := f.Cursor(0, 0).X; x < 0 || x >= w {
				t.Fatalf("cursor in column %d of %d", x, w)
			}
			if Width(f.View()) > w {
				t.Fatalf("%q is wider than %d", f.View(), w)
			}
		}
	})
}

// TestMarksBeyondThoseThatAreKept types more marks on a letter than it may have.
func TestMarksBeyondThoseThatAreKept(t *testing.T) {
	clean := func(s string) string { return clinic.Clean(s, FieldLimit) }
	for n := range 8 {
		text := "a" + strings.Repeat("\u0300", n)
		f := NewField(clean)
		f.SetWidth(40)
		f.Focus()
		press(f, letters(text)...)
		if want := clean(text); f.Value() != want {
			t.Errorf("%+q typed is %+q, pasted %+q", text, f.Value(), want)
		}
	}
}

// TestWhatIsTypedIsWhatIsPasted types random letters, marks and joiners one by one,
// in the middle of a text too: the field holds what it does when they are pasted.
func TestWhatIsTypedIsWhatIsPasted(t *testing.T) {
	runes := []rune("aeKɔɛ éé\u0300\u0301\u0303\u0323\u07de\u07cb\u07ec\U0001e900\U0001e944\u0641\u064e\u0644\u200c\u200d\u0627ça")
	clean := func(s string) string { return clinic.Clean(s, FieldLimit) }
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(runes), 1, 12).Draw(t, "text"))
		behind := rapid.SampledFrom([]string{"", "x"}).Draw(t, "behind")
		typed, pasted := NewField(clean), NewField(clean)
		for _, f := range []*Field{typed, pasted} {
			f.SetWidth(40)
			f.Focus()
			f.SetValue(behind)
			press(f, tea.KeyPressMsg{Code: tea.KeyHome})
		}
		press(typed, letters(text)...)
		pasted.Update(tea.PasteMsg{Content: text})
		if typed.Value() != pasted.Value() {
			t.Fatalf("%+q typed is %+q, pasted %+q", text, typed.Value(), pasted.Value())
		}
	})
}
