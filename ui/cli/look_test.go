package cli

import (
	"slices"
	"testing"

	"creneau/api/settings"
	"creneau/ui/locale"
)

// TestDeskAndCheckAgree judges the terminal as the desk and as check, over every
// kind of terminal, setting and locale: the desk shows UTF-8 where check says so.
func TestDeskAndCheckAgree(t *testing.T) {
	locales := []string{"", "C", "UTF-8", "utf8", "fr_FR", "fr_FR.UTF-8", "C.utf8", "fr_FR.ISO-8859-1", "fr_FR.UTF-8@euro"}
	checked, words := 0, locale.Load("en")
	for _, term := range []string{"", "dumb", "vt100", "linux", "xterm-256color"} {
		for _, charset := range []string{"auto", "utf-8", "ascii"} {
			for _, lcAll := range locales[:3] {
				for _, lcCtype := range locales {
					for _, lang := range locales {
						env := environment{"TERM=" + term, "LC_ALL=" + lcAll, "LC_CTYPE=" + lcCtype, "LANG=" + lang}
						s := settings.Settings{Demo: true, Charset: charset, Looks: settings.Looks{Theme: "auto"}}
						terminal := Terminal{IsTTY: true, OutIsTTY: true, Width: 80, Height: 24}
						l, err := appearanceOf(s, flags{}, env, terminal, words)
						found := terminalFinding(t, s, env, terminal)
						checked++
						switch {
						case err != nil:
							if found != "dumb" {
								t.Errorf("%q, %s: the desk refuses and check finds it %s", env, charset, found)
							}
						case l.ascii != slices.Contains([]string{"ascii", "chosen", "plain"}, found):
							t.Errorf("%q, %s: ASCII at the desk: %v; check finds it %s", env, charset, l.ascii, found)
						}
					}
				}
			}
		}
	}
	if checked != 5*3*3*9*9 {
		t.Errorf("checked %d", checked)
	}
}

// terminalFinding is what check finds of the terminal.
func terminalFinding(t *testing.T, s settings.Settings, env environment, terminal Terminal) string {
	t.Helper()
	for _, f := range settings.Check(t.Context(), s, terminalProbes(s, env, terminal)) {
		if f.Subject == settings.Terminal {
			return f.Found
		}
	}
	t.Fatal("check says nothing of the terminal")
	return ""
}
