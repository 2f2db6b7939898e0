package settings

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeysInOrder(t *testing.T) {
	d := newDesk(t)
	d.env[EnvKey] = "mk_environment"
	s, err := d.load(Flags{})
	if err != nil || s.Key.Reveal() != "mk_environment" || s.KeyFrom != EnvKey || s.Demo {
		t.Fatalf("%+v, %v", s, err)
	}
	d.config(`key_file = "~/secrets/key"`)
	inFile := d.write("secrets/key", " mk_file \n", 0o400)
	if s, err = d.load(Flags{}); err != nil || s.Key.Reveal() != "mk_file" || s.KeyFrom != inFile {
		t.Fatalf("%+v, %v", s, err)
	}
	d.env[EnvCredentials] = filepath.Join(d.home, "credentials")
	if s, err = d.load(Flags{}); err != nil || s.KeyFrom != inFile {
		t.Fatalf("without a credential: %+v, %v", s, err)
	}
	credential := d.write("credentials/"+CredentialName, "mk_credential\n", 0o400)
	if s, err = d.load(Flags{}); err != nil || s.Key.Reveal() != "mk_credential" || s.KeyFrom != credential {
		t.Fatalf("%+v, %v", s, err)
	}
}

func TestUnfitKeyFiles(t *testing.T) {
	tests := map[string]struct {
		arrange func(*desk) string // makes the file, tells its path
		kind    Kind
		say     string
	}{
		"missing": {func(d *desk) string { return filepath.Join(d.home, "no") }, KeyFileMissing, "does not exist"},
		"read by the group": {func(d *desk) string { return d.write("my key", testKey, 0o640) }, KeyFileOpen,
			"(mode 0640): chmod 600 '"},
		"written by all": {func(d *desk) string { return d.write("key", testKey, 0o602) }, KeyFileOpen, "chmod 600 /"},
		"a link": {func(d *desk) string {
			path := filepath.Join(d.home, "link")
			if err := os.Symlink(d.write("key", testKey, 0o600), path); err != nil {
				d.t.Fatal(err)
			}
			return path
		}, KeyFileLink, "symbolic link"},
		"a folder":      {func(d *desk) string { return d.home }, KeyFileKind, "not a regular file"},
		"empty":         {func(d *desk) string { return d.write("key", "\n", 0o600) }, KeyMalformed, "not a key"},
		"two lines":     {func(d *desk) string { return d.write("key", testKey+"\n"+testKey, 0o600) }, KeyMalformed, "not a key"},
		"very long":     {func(d *desk) string { return d.write("key", strings.Repeat(testKey+"\n", 1000), 0o600) }, KeyMalformed, "not a key"},
		"inside a file": {func(d *desk) string { return filepath.Join(d.write("key", testKey, 0o600), "key") }, KeyFileUnreadable, "cannot be read"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.env[EnvKey] = "mk_environment" // which must not stand in for it
			d.config(`key_file = '` + tt.arrange(d) + `'`)
			s, err := d.load(Flags{})
			p := problem(t, err)
			if p.Kind != tt.kind || !p.Kind.OfKey() || !strings.Contains(p.Error(), tt.say) {
				t.Errorf("%s: %v", p.Kind, err)
			}
			if !s.Key.Empty() || s.Demo || s.Zone == nil {
				t.Errorf("%+v", s)
			}
			if strings.Contains(p.Error()+p.Sentence("fr"), testKey) {
				t.Error(p)
			}
		})
	}
}

func TestMalformedKeyOfTheEnvironment(t *testing.T) {
	d := newDesk(t)
	d.env[EnvKey] = "mk_live with a blank"
	_, err := d.load(Flags{})
	if p := problem(t, err); p.Kind != KeyMalformed || p.Source != EnvKey || strings.Contains(p.Error(), "with a blank") {
		t.Errorf("%v", err)
	}
}

func TestSentencesAreWhole(t *testing.T) {
	for _, kind := range Kinds() {
		p := Problem{Kind: kind, Path: "P", Source: "S", Field: "F", Value: "V", Allowed: "A", Detail: "D", Line: 3, Mode: fs.FileMode(0o644)}
		en, fr := p.Sentence("en"), p.Sentence("fr_FR.UTF-8")
		if en == "" || fr == "" || en == fr || strings.ContainsAny(en+fr, "{}") {
			t.Errorf("%s: %q, %q", kind, en, fr)
		}
	}
	for name, both := range sentences {
		if both.en == "" || both.fr == "" || strings.Count(both.en, "{") != strings.Count(both.fr, "{") {
			t.Errorf("%s: %+v", name, both)
		}
	}
}
