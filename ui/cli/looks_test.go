package cli

import (
	"os"
	"path/filepath"
	"testing"

	"creneau/api/settings"
	"creneau/ui/locale"
)

// TestLooksAreKept keeps what is chosen, one after the other: for the login's own
// eyes, never through a link, and what was chosen before stays.
func TestLooksAreKept(t *testing.T) {
	home := t.TempDir()
	v := newVoices(locale.Ours(), locale.Load("en"))
	place := settings.LooksPlace(func(name string) string { return map[string]string{"HOME": home}[name] })
	keep := func(l settings.Looks) error { return keepLooks(place, l, map[string]string{"theme": "dark"}, v) }
	if err := keep(settings.Looks{Lang: "fr"}); err != nil {
		t.Fatal(err)
	}
	aside := filepath.Join(home, "aside")
	if err := os.Rename(place, aside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(aside, place); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(aside)
	if err != nil {
		t.Fatal(err)
	}
	if err := keep(settings.Looks{Clock: "12"}); err != nil {
		t.Fatal(err)
	}
	if err := keep(settings.Looks{Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(aside); string(after) != string(before) {
		t.Errorf("through the link was written %q", after)
	}
	if got, want := settings.Chosen(place, locale.Languages()), (settings.Looks{Lang: "en", Clock: "12"}); got != want {
		t.Errorf("kept %+v, want %+v", got, want)
	}
	for path, mode := range map[string]os.FileMode{place: 0o600, filepath.Dir(place): 0o700 | os.ModeDir} {
		if info, err := os.Lstat(path); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, mode)
		}
	}
	if err := keep(settings.Looks{Theme: "light"}); err == nil || settings.Chosen(place, locale.Languages()).Theme != "" {
		t.Errorf("what a flag says is kept over it: %v", err)
	}
}

// TestLooksThatCannotBeKept has no place to keep them, or one that is none.
func TestLooksThatCannotBeKept(t *testing.T) {
	v := newVoices(locale.Ours(), locale.Load("en"))
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{"", filepath.Join(file, "creneau", "looks.toml")} {
		if err := keepLooks(place, settings.Looks{Clock: "12"}, nil, v); err == nil {
			t.Errorf("kept in %q", place)
		}
	}
}
