package settings

import (
	"strings"
	"testing"
)

// TestHubAddress: what reaches another machine without TLS that proves who answers, or
// holds a password, is no address, in whatever way it is written.
func TestHubAddress(t *testing.T) {
	for text, want := range map[string]string{
		"postgres://creneau@db.example/creneau":                                   "sslmode=verify-full",
		"postgresql://creneau@db.example:5433/creneau?sslmode=verify-full":        "sslmode=verify-full",
		"postgres://creneau@db.example/c?sslmode=verify-full&sslrootcert=/etc/ca": "sslmode=verify-full",
		"postgres://creneau@127.0.0.1:5432/creneau":                               "sslmode=disable",
		"postgres://creneau@localhost/creneau?sslmode=require":                    "sslmode=require",
		"postgres://creneau@[::1]:5432/creneau":                                   "sslmode=disable",
		"postgres://creneau@/creneau?host=/run/postgresql":                        "sslmode=disable",
		"postgres://creneau@/creneau?host=%2Frun%2Fpostgresql&sslmode=disable":    "sslmode=disable",
	} {
		a, ok := ParseHubAddress(text)
		if !ok || !strings.Contains(a.URL(), want) || strings.Contains(a.String(), "?") {
			t.Errorf("%s: %v, %s, shown as %s", text, ok, a.URL(), a)
		}
	}
	for _, text := range []string{
		"", "creneau", "http://creneau@db.example/creneau", "postgres:creneau", "postgres://db.example/creneau", "postgres://creneau@db.example",
		"postgres://creneau@db.example/", "postgres://creneau@/creneau", "postgres://creneau:secret@db.example/creneau", "postgres://creneau:@db.example/creneau",
		"postgres://creneau@db.example/creneau?password=secret", "postgres://creneau@db.example/creneau?sslpassword=secret",
		"postgres://creneau@127.0.0.1,db.example/creneau", "postgres://creneau@127.0.0.1/creneau?host=db.example",
		"postgres://creneau@/creneau?host=db.example", "postgres://creneau@/creneau?host=/run,db.example",
		"postgres://creneau@127.0.0.1/creneau?hostaddr=10.0.0.1", "postgres://creneau@127.0.0.1/creneau?service=other",
		"postgres://creneau@db.example/creneau?sslmode=verify-full&sslmode=disable", "postgres://creneau@127.0.0.1.example/creneau?sslmode=disable",
	} {
		if a, ok := ParseHubAddress(text); ok {
			t.Errorf("%s is taken: %s", text, a.URL())
		}
	}
	for _, mode := range []string{"disable", "allow", "prefer", "require", "verify-ca", "VERIFY-FULL", "no"} {
		if _, ok := ParseHubAddress("postgres://creneau@db.example/creneau?sslmode=" + mode); ok {
			t.Errorf("another machine is reached with sslmode=%s", mode)
		}
	}
}

// TestHubPassword: one in the address is refused and not repeated; one in a file comes
// by the rule of the key file, one of systemd's goes before it.
func TestHubPassword(t *testing.T) {
	d := newDesk(t)
	d.env[EnvKey] = testKey
	d.config("hub = 'postgres://creneau:hunter2@db.example/creneau'")
	if _, err := d.load(Flags{}); problem(t, err).Field != "hub" || strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
	d.config("hub = 'postgres://creneau@db.example/creneau'\nhub_password_file = '~/hub'")
	d.write("hub", "hunter2\n", 0o600)
	s, err := d.load(Flags{})
	if err != nil || !s.Hub.Address.Given() {
		t.Fatalf("%+v, %v", s.Hub, err)
	}
	if text, err := s.Hub.Password.Read(); err != nil || text != "hunter2" {
		t.Errorf("%q, %v", text, err)
	}
	d.write("open", "hunter2\n", 0o644)
	d.config("hub = 'postgres://creneau@db.example/creneau'\nhub_password_file = '~/open'")
	if s, err = d.load(Flags{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Hub.Password.Read(); problem(t, err).Kind != KeyFileOpen {
		t.Errorf("a file that all may read: %v", err)
	}
	d.config("hub_password_file = ''")
	if _, err := d.load(Flags{}); problem(t, err).Field != "hub_password_file" {
		t.Error(err)
	}
	d.write("credentials/"+HubCredentialName, "of systemd", 0o400)
	d.env[EnvCredentials] = d.home + "/credentials"
	d.config("hub = 'postgres://creneau@db.example/creneau'\nhub_password_file = '~/hub'")
	if s, err = d.load(Flags{}); err != nil {
		t.Fatal(err)
	}
	if text, err := s.Hub.Password.Read(); err != nil || text != "of systemd" {
		t.Errorf("%q, %v", text, err)
	}
}
