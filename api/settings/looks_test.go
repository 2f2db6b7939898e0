package settings

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestChosenComesBetween gives language, theme and clock in each of the places where
// they can be given: what was chosen at the desk comes before the file and behind a
// flag, in the demo as well.
func TestChosenComesBetween(t *testing.T) {
	inFile, chosen := Looks{"en", "light", "24"}, Looks{"fr", "dark", "12"}
	d := newDesk(t)
	d.write(".config/creneau/config.toml", "lang = 'en'\ntheme = 'light'\nclock = '24'\n", 0o600)
	d.env[EnvKey] = testKey
	check := func(what string, want Looks, flags Flags) {
		t.Helper()
		s, err := d.load(flags)
		if err != nil || s.Looks != want {
			t.Errorf("%s: %+v (%v), want %+v", what, s.Looks, err, want)
		}
		demo, err := ForDemo(flags, d.lookup, languages)
		if err != nil || demo.Looks != want {
			t.Errorf("%s, demo: %+v (%v), want %+v", what, demo.Looks, err, want)
		}
	}
	check("the file", inFile, Flags{})
	text, err := chosen.Text()
	if err != nil {
		t.Fatal(err)
	}
	d.write(".local/state/creneau/looks.toml", text, 0o600)
	check("chosen", chosen, Flags{})
	check("a flag", Looks{"en", "dark", "12"}, given("lang", "en"))
	check("another", Looks{"fr", "auto", "12"}, given("theme", "auto"))
	if got := Language(Flags{}, d.lookup, languages); got != "fr" {
		t.Errorf("the command line is answered in %q", got)
	}
	d.write(".local/state/creneau/looks.toml", "theme = 'dark'\n", 0o600)
	check("one of them", Looks{"en", "dark", "24"}, Flags{})
	d.write(".config/creneau/config.toml", "zone = 'Nowhere/Atall'\n", 0o600)
	if demo, err := ForDemo(Flags{}, d.lookup, languages); err != nil || demo.Theme != "dark" {
		t.Errorf("the demo beside a broken file: %+v (%v)", demo.Looks, err)
	}
	d.env["XDG_STATE_HOME"] = t.TempDir()
	if place := LooksPlace(func(n string) string { return d.env[n] }); !strings.HasPrefix(place, d.env["XDG_STATE_HOME"]) {
		t.Errorf("kept in %s", place)
	}
}

// TestUnfitChoicesAreNone has the file be what it should not: the desk opens as if
// nothing had been chosen, whatever that is.
func TestUnfitChoicesAreNone(t *testing.T) {
	for name, make := range map[string]func(place string) error{
		"no TOML": func(p string) error { return os.WriteFile(p, []byte("[[["), 0o600) },
		"no language": func(p string) error {
			return os.WriteFile(p, []byte("lang = 'xx'\ntheme = 'pink'\nclock = '13'\n"), 0o600)
		},
		"numbers": func(p string) error { return os.WriteFile(p, []byte("clock = 12\n"), 0o600) },
		"too long": func(p string) error {
			return os.WriteFile(p, []byte(strings.Repeat("#", 2*maxLooks)+"\ntheme = 'light'\n"), 0o600)
		},
		"a folder": func(p string) error { return os.Mkdir(p, 0o700) },
		"a pipe":   func(p string) error { return syscall.Mkfifo(p, 0o600) },
		"a link": func(p string) error {
			if err := os.WriteFile(p+".other", []byte("theme = 'light'\n"), 0o600); err != nil {
				return err
			}
			return os.Symlink(p+".other", p)
		},
		"unreadable": func(p string) error { return os.Symlink(p, p) },
	} {
		place := filepath.Join(t.TempDir(), "looks.toml")
		if err := make(place); err != nil {
			t.Fatal(err)
		}
		if got := Chosen(place, languages); got != (Looks{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
