package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"creneau/api/demo"
)

// opening runs the program on a terminal that is gone at once, and says whether a
// desk opened, and whether over the demo clinic.
func opening(t *testing.T, env []string, args ...string) (got outcome, opened, inDemo bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, err bytes.Buffer
	code := Run(ctx, args, append([]string{"TERM=xterm"}, env...), Terminal{
		In: strings.NewReader(""), Out: &out, Err: &err, IsTTY: true, OutIsTTY: true, Width: 80, Height: 24,
		Opened: func(_ *tea.Program, c *demo.Clinic) { opened, inDemo = true, c != nil },
	})
	return outcome{code, out.String(), err.String()}, opened, inDemo
}

// TestCase08 opens the desk in the five forms of the case, with nothing configured
// and with a key: refused in one sentence that check says too, the demo, the desk.
// The demo that was asked for opens in all.
func TestCase08(t *testing.T) {
	home := func(target, link string) string {
		folder := t.TempDir()
		if link != "" {
			path := filepath.Join(folder, link)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, path); err != nil {
				t.Fatal(err)
			}
		}
		return "HOME=" + folder
	}
	for name, c := range map[string]struct {
		env           []string
		opens, inDemo bool
	}{
		"(a)":     {[]string{home("", ""), "MONCRENEAU_API_KEY="}, false, false},
		"(b)":     {[]string{home("/gone/config.toml", ".config/creneau/config.toml")}, false, false},
		"(c)":     {[]string{home("/gone", ".config/creneau")}, false, false},
		"(d)":     {[]string{home("", ""), "CREDENTIALS_DIRECTORY=/run/credentials/creneau.service"}, false, false},
		"(e)":     {nil, false, false},
		"debug":   {[]string{home("", ""), "MONCRENEAU_API_KEY=mk_live_4f9a2bc81e7d", "GODEBUG=http2debug=1"}, false, false},
		"nothing": {[]string{home("", "")}, true, true},
	} {
		got, opened, inDemo := opening(t, c.env)
		if opened != c.opens || inDemo != c.inDemo {
			t.Errorf("%s: opens %v, the demo %v: %+v", name, opened, inDemo, got)
		}
		if !opened {
			sentence := strings.TrimPrefix(got.err, "creneau: ")
			if got.code != exitUsage || strings.Count(got.err, "\n") != 1 || got.out != "" {
				t.Errorf("%s: %+v", name, got)
			}
			var out, err bytes.Buffer
			code := Run(t.Context(), []string{"check"}, c.env, Terminal{In: strings.NewReader(""), Out: &out, Err: &err})
			if code != exitFailed || !strings.Contains(out.String(), strings.TrimSpace(sentence)) {
				t.Errorf("%s: check ends with %d and says\n%snot\n%s", name, code, out.String(), sentence)
			}
		}
		if got, opened, inDemo := opening(t, c.env, "demo"); !opened || !inDemo || got.code != exitOK {
			t.Errorf("%s: the demo that was asked for: %v %v %+v", name, opened, inDemo, got)
		}
	}
}

// TestCase08ALogKeepsNoDeskShut opens it with a log that is nowhere.
func TestCase08ALogKeepsNoDeskShut(t *testing.T) {
	for _, args := range [][]string{{"--debug", "/gone/log"}, {"demo", "--debug", "/gone/log"}} {
		if got, opened, _ := opening(t, []string{"HOME=" + t.TempDir()}, args...); !opened || got.code != exitOK {
			t.Errorf("%q: %+v", args, got)
		}
	}
}
