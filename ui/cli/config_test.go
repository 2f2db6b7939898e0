package cli

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"creneau/api/settings"
	"creneau/ui"
	"creneau/ui/locale"
	"creneau/ui/theme"
)

// configured are settings in which all is set: those of the README's example.
func configured(t *testing.T) settings.Settings {
	t.Helper()
	content, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(content), "```toml\n")
	example, _, _ := strings.Cut(rest, "```\n")
	home := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(home, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	example = strings.Replace(example, "/etc/creneau/key", write("key", "mk_live_4f9a2bc81e7d"), 1)
	unset := func(string) (string, bool) { return "", false }
	s, err := settings.Load(settings.Flags{Config: write("config.toml", example)}, unset, locale.Languages())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEverythingOfTheDeskIsSet gives all settings and looks for what the desk can
// be told and nobody tells it, at a real clinic and in the demo with its story.
func TestEverythingOfTheDeskIsSet(t *testing.T) {
	late := []string{"Width", "Height", "TakeOver", "Keeper", "Kept", "Choices", "Told"} // sit knows them
	proofs := []string{"After"}                                                          // only tests have another clock
	only := map[bool][]string{
		false: {"Demo", "Hello", "Events"},
		true:  {"Clinic", "Hello"}, // the demo clinic has its own name; its story no greeting
	}
	for _, told := range []bool{false, true} {
		s := configured(t)
		o, err := openOutlet(s, told, told, nil, Terminal{})
		if err != nil {
			t.Fatal(err)
		}
		dark := theme.New(theme.Dark, 0)
		c := o.config(t.Context(), s, appearance{words: locale.Load("en"), theme: dark, ground: ui.Ground{Asked: true, Light: dark, Unknown: dark}, ascii: true, sync: true}, nil, nil)
		v := reflect.ValueOf(c)
		for _, field := range reflect.VisibleFields(v.Type()) {
			name := field.Name
			if empty := v.FieldByIndex(field.Index).IsZero(); empty != (slices.Contains(late, name) || slices.Contains(proofs, name) || slices.Contains(only[told], name)) {
				t.Errorf("in the demo %v: %s is empty: %v", told, name, empty)
			}
		}
		if !told && c.Profile != s.Profile {
			t.Errorf("%+v, want %+v", c.Profile, s.Profile)
		}
	}
}
