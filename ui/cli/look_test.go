package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
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

// TestCheckNamesTheHeader asks clinics that want the key in one header or the other,
// or know no key, with every setting: what is accepted is said with its header, what is
// refused for the header names the setting and what to set, and what is refused in both
// is the key's.
func TestCheckNamesTheHeader(t *testing.T) {
	const key = "mk_live_0123456789abcdef0123456789abcdef"
	names := map[string]string{"bearer": "Authorization: Bearer", "x-api-key": "X-API-Key"}
	refusals := map[string]func(http.ResponseWriter){
		"bare 401": func(w http.ResponseWriter) { w.WriteHeader(http.StatusUnauthorized) },
		"403 page": func(w http.ResponseWriter) { http.Error(w, "<html>no</html>", http.StatusForbidden) },
		"coded 401": func(w http.ResponseWriter) {
			w.WriteHeader(401)
			_, _ = io.WriteString(w, `{"error":{"code":"MISSING_API_KEY"}}`)
		},
	}
	for form, refuse := range refusals {
		for _, wants := range []string{"bearer", "x-api-key", "none"} {
			clinic := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if wants == "bearer" && r.Header.Get("Authorization") == "Bearer "+key || wants == "x-api-key" && r.Header.Get("X-API-Key") == key {
					_, _ = io.WriteString(w, `[{"id":1,"name":"Cardiologie","isActive":true}]`)
					return
				}
				refuse(w)
			}))
			for _, auth := range []string{"bearer", "x-api-key", "auto"} {
				got := call(t, nil, []string{"MONCRENEAU_API_KEY=" + key, "LC_ALL=en_GB.UTF-8"}, "check", "--auth", auth, "--base-url", clinic.URL)
				if strings.Contains(got.out, "…") {
					t.Errorf("something is masked: %s", got.out)
				}
				works, said, not := got.code == exitOK, got.out, "base_url"
				switch {
				case wants == "none":
					if works || strings.Contains(said, not) || !strings.Contains(said, "key") {
						t.Errorf("%s, none accepted, auth %s: code %d\n%s", form, auth, got.code, said)
					}
				case wants == auth || auth == "auto":
					if !works || !strings.Contains(said, "key in "+names[wants]) {
						t.Errorf("%s, wants %s, auth %s: code %d\n%s", form, wants, auth, got.code, said)
					}
				default:
					if works || strings.Contains(said, not) || !strings.Contains(said, `auth = "`+wants+`"`) || !strings.Contains(said, names[auth]) {
						t.Errorf("%s, wants %s, auth %s: code %d\n%s", form, wants, auth, got.code, said)
					}
				}
			}
			clinic.Close()
		}
	}
}
