package cli

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"creneau/api/settings"
	"creneau/api/store/hub"
	"creneau/api/store/hub/hubtest"
)

// configure writes the login's configuration file.
func (l *lodging) configure(text string) {
	l.t.Helper()
	folder := filepath.Join(l.home, ".config", "creneau")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte(text), 0o600); err != nil {
		l.t.Fatal(err)
	}
}

// TestHubCommands makes a hub and checks it, as each host of a clinic would.
func TestHubCommands(t *testing.T) {
	l := lodge(t, 1)
	l.says(exitOK, []string{"hub"}, "command.hub_check", "command.hub_init")
	l.says(exitFailed, []string{"hub", "check"}, "hub.none")
	l.says(exitFailed, []string{"hub", "init"}, "hub.none")
	l.configure(`hub = "postgres://creneau:hunter2@db.example/creneau"`)
	for _, command := range []string{"check", "init"} {
		if code, out, err := l.run("hub", command); code != exitUsage || strings.Contains(out+err, "hunter2") || !strings.Contains(err, "hub") {
			t.Errorf("a password in the address: %d %s%s", code, out, err)
		}
	}
	l.configure(`hub = "postgres://creneau@127.0.0.1:1/creneau"`) // nobody listens there
	l.says(exitFailed, []string{"hub", "check"}, "store.hub_away", "check.unfit")
	l.says(exitFailed, []string{"hub", "init"}, "store.hub_away")

	c := hubtest.Start(t)
	address := "postgres://" + hubtest.User + "@/" + c.Database(t) + "?host=" + url.QueryEscape(c.Folder)
	configured := `hub = "` + address + `"`
	l.configure(configured)
	l.says(exitFailed, []string{"hub", "check"}, "store.hub_empty")
	fresh := lodge(t, 0) // the first host to start may have nothing yet
	fresh.configure(configured)
	fresh.says(exitFailed, []string{"hub", "check"}, "data.none")
	l.says(exitOK, []string{"hub", "init"}, "hub.same_key")
	l.says(exitOK, []string{"hub", "init"}, "hub.ready", "hub.same_key")
	l.says(exitOK, []string{"hub", "check"}, "hub.fit", "hub.nobody")
	l.says(exitFailed, []string{"data", "rotate"}, "hub.no_rotate")
	other := lodge(t, 1)
	other.configure(configured)
	other.says(exitFailed, []string{"hub", "init"}, "store.hub_key")
	other.says(exitFailed, []string{"hub", "check"}, "store.hub_key")

	if err := l.folder.Fit(); err != nil {
		t.Fatal(err)
	}
	a, _ := settings.ParseHubAddress(address)
	h, err := hub.Open(t.Context(), hubOf(settings.Hub{Address: a}, l.folder))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	claim, err := h.Claim(t.Context(), hub.HostClaim("reception"), "a", time.Minute)
	if err == nil {
		_, err = h.Arrive(t.Context(), claim, "reception", "a", "", "mark")
	}
	if err != nil {
		t.Fatal(err)
	}
	l.says(exitOK, []string{"hub", "check"}, "hub.fit", "hub.hosts")
	if _, out, _ := l.run("hub", "check"); !strings.Contains(out, "reception (") || !strings.Contains(out, hostName()) {
		t.Errorf("the hosts are not named: %s", out)
	}
}

// TestCheckNamesTheHub: a hub that does not answer is told, and breaks nothing; one that
// refuses is broken.
func TestCheckNamesTheHub(t *testing.T) {
	l := lodge(t, 1)
	key := filepath.Join(l.home, "key")
	if err := os.WriteFile(key, []byte("mk_test_key_of_nobody"), 0o600); err != nil {
		t.Fatal(err)
	}
	l.configure("key_file = '" + key + "'\nbase_url = 'http://127.0.0.1:1'\nhub = 'postgres://creneau@127.0.0.1:1/creneau'")
	_, out, _ := l.run("check")
	var line string
	for each := range strings.Lines(out) {
		if strings.Contains(each, "postgres://") {
			line = each
		}
	}
	if !strings.HasPrefix(line, marks[settings.Warning]+" ") || !sentenceOf("store.hub_away", "en").MatchString(line) {
		t.Errorf("of a hub that is away check says %q", line)
	}
}
