package settings

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
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

func TestDataKeyPlaces(t *testing.T) {
	d := newDesk(t)
	d.env[EnvKey] = testKey
	if s, err := d.load(Flags{}); err != nil || s.DataKey != (KeyPlace{}) || s.Data != "" {
		t.Errorf("none is named: %+v, %v", s.DataKey, err)
	}
	d.config("data = '/var/lib/creneau'\ndata_key_file = '~/data.key'")
	named := KeyPlace{Path: filepath.Join(d.home, "data.key")}
	if s, err := d.load(Flags{}); err != nil || s.DataKey != named || s.Data != "/var/lib/creneau" {
		t.Errorf("%+v, %v", s.DataKey, err)
	}
	d.env[EnvCredentials] = filepath.Join(d.home, "credentials")
	if s, err := d.load(Flags{}); err != nil || s.DataKey != named {
		t.Errorf("the credential is not there: %+v, %v", s.DataKey, err)
	}
	credential := d.write("credentials/"+DataCredentialName, "", 0o400)
	d.write("credentials/"+CredentialName, testKey, 0o400)
	if s, err := d.load(given("data", "/srv/creneau")); err != nil || s.DataKey != (KeyPlace{credential, true}) || s.Data != "/srv/creneau" {
		t.Errorf("%+v, %v", s.DataKey, err)
	}
	delete(d.env, EnvCredentials)
	d.config("data_key_file = ''")
	if _, err := d.load(Flags{}); problem(t, err).Field != "data_key_file" {
		t.Errorf("an empty one: %v", err)
	}
	d.config("data_key_file = '~/data.key'")
	d.env["XDG_CONFIG_HOME"], d.env["HOME"] = filepath.Join(d.home, ".config"), ""
	if _, err := d.load(Flags{}); problem(t, err).Field != "data_key_file" || !strings.Contains(err.Error(), "~/data.key") {
		t.Errorf("below no home: %v", err)
	}
	for _, folder := range []string{"data", "./data", "~/data"} {
		if _, err := newDesk(t).load(given("data", folder)); problem(t, err).Field != "data" {
			t.Errorf("%s: %v", folder, err)
		}
	}
}

func TestUnfitKeyFiles(t *testing.T) {
	tests := map[string]struct {
		arrange func(*desk) string // makes the file, tells its path
		kind    Kind
		tells   string // a part of one of the fields
	}{
		"missing":        {func(d *desk) string { return filepath.Join(d.home, "no") }, KeyFileMissing, "/no"},
		"read by all":    {func(d *desk) string { return d.write("my key", testKey, 0o644) }, KeyFileOpen, "0644"},
		"written by all": {func(d *desk) string { return d.write("key", testKey, 0o602) }, KeyFileOpen, "0602"},
		"a link": {func(d *desk) string {
			path := filepath.Join(d.home, "link")
			if err := os.Symlink(d.write("key", testKey, 0o600), path); err != nil {
				d.t.Fatal(err)
			}
			return path
		}, KeyFileLink, "/link"},
		"a folder":      {func(d *desk) string { return d.home }, KeyFileKind, "/"},
		"empty":         {func(d *desk) string { return d.write("key", "\n", 0o600) }, KeyMalformed, "/key"},
		"two lines":     {func(d *desk) string { return d.write("key", testKey+"\n"+testKey, 0o600) }, KeyMalformed, "/key"},
		"very long":     {func(d *desk) string { return d.write("key", strings.Repeat(testKey+"\n", 1000), 0o600) }, KeyMalformed, "/key"},
		"inside a file": {func(d *desk) string { return filepath.Join(d.write("key", testKey, 0o600), "key") }, KeyFileUnreadable, "not a directory"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.env[EnvKey] = "mk_environment" // which must not stand in for it
			d.config(`key_file = '` + tt.arrange(d) + `'`)
			s, err := d.load(Flags{})
			p := problem(t, err)
			if p.Kind != tt.kind || !p.Kind.OfKey() || !strings.Contains(fmt.Sprint(p.Fields()), tt.tells) {
				t.Errorf("%s: %v", p.Kind, err)
			}
			if !s.Key.Empty() || s.Demo || s.Zone == nil {
				t.Errorf("%+v", s)
			}
			fillsItsCase(t, p)
			if strings.Contains(fmt.Sprint(p.Error(), p.Fields()), testKey) {
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

// TestEveryKindHasItsCase finds the kinds in their own declarations.
func TestEveryKindHasItsCase(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != "Kind" {
			return true
		}
		kind, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if kinds++; err != nil || Cases()[kind] == nil {
			t.Errorf("%s is no case: %v", kind, err)
		}
		return true
	})
	if kinds < 26 {
		t.Errorf("found only %d kinds", kinds)
	}
}
