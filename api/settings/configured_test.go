package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// link puts a symbolic link below the home folder.
func (d *desk) link(to, path string) string {
	d.t.Helper()
	path = filepath.Join(d.home, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Symlink(to, path); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// TestCase08ConfiguredIsNeverTheDemo goes through every way in which what was
// configured can be empty, missing or a link that leads nowhere: each is refused
// with its own reason, and none opens the demo clinic. The letters are the
// case's.
func TestCase08ConfiguredIsNeverTheDemo(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(*desk)
		kind    Kind
		tells   string // a part of one of the fields
	}{
		"(a) the key's variable is empty": {func(d *desk) { d.env[EnvKey] = "" }, KeyVariableEmpty, EnvKey},
		"a key of one blank":              {func(d *desk) { d.env[EnvKey] = " " }, KeyMalformed, EnvKey},
		"the address's variable is empty": {func(d *desk) { d.env[EnvBaseURL] = "" }, BadValue, EnvBaseURL},
		"and the key is there":            {func(d *desk) { d.env[EnvKey], d.env[EnvBaseURL] = testKey, "" }, BadValue, EnvBaseURL},
		"the credentials' is empty":       {func(d *desk) { d.env[EnvCredentials] = "" }, KeyVariableEmpty, EnvCredentials},

		"(b) the file is a link to nothing": {func(d *desk) { d.link("/gone/config.toml", ".config/creneau/config.toml") }, ConfigDangling, "config.toml"},
		"(c) its folder is":                 {func(d *desk) { d.link("/gone/creneau", ".config/creneau") }, ConfigDangling, "/creneau"},
		"the folder above is":               {func(d *desk) { d.link("/gone", ".config") }, ConfigDangling, "/.config"},
		"XDG's folder is": {func(d *desk) {
			d.env["XDG_CONFIG_HOME"] = d.link("/gone", "xdg")
		}, ConfigDangling, "/xdg"},
		"the home is":        {func(d *desk) { d.env["HOME"] = d.link("/gone", "home") }, ConfigDangling, "/home"},
		"a link to itself":   {func(d *desk) { d.link("config.toml", ".config/creneau/config.toml") }, ConfigUnreadable, "config.toml"},
		"a link to a link":   {func(d *desk) { d.link(d.link("/gone", "there"), ".config/creneau/config.toml") }, ConfigDangling, "config.toml"},
		"a file in its way":  {func(d *desk) { d.write(".config/creneau", "", 0o600) }, ConfigUnreadable, "not a directory"},
		"a folder in it":     {func(d *desk) { d.write(".config/creneau/config.toml/x", "", 0o600) }, ConfigKind, "config.toml"},
		"an empty file":      {func(d *desk) { d.config("") }, KeyMissing, "config.toml"},
		"a link to one":      {func(d *desk) { d.link(d.write("c", "", 0o600), ".config/creneau/config.toml") }, KeyMissing, "config.toml"},
		"an empty setting":   {func(d *desk) { d.config(`base_url = ""`) }, BadValue, "base_url"},
		"an empty key file":  {func(d *desk) { d.config(`key_file = ""`) }, BadValue, "key_file"},
		"a missing key file": {func(d *desk) { d.config(`key_file = "no"`) }, KeyFileMissing, "/no"},
		"its link, to nothing": {func(d *desk) {
			d.link("/gone", ".config/creneau/key")
			d.config(`key_file = "key"`)
		}, KeyFileLink, "/key"},
		"its folder's": {func(d *desk) { d.link("/gone", "keys"); d.config(`key_file = "~/keys/key"`) }, KeyFileMissing, "/keys/key"},
		"its home":     {func(d *desk) { d.env["HOME"], d.env["XDG_CONFIG_HOME"] = "", xdg(d) }, KeyHomeUnset, "~/key"},

		"(d) the credential is missing": {func(d *desk) { d.env[EnvCredentials] = d.home }, KeyCredentialMissing, CredentialName},
		"its folder is":                 {func(d *desk) { d.env[EnvCredentials] = "/gone" }, KeyCredentialMissing, "/gone"},
		"it is a link to nothing": {func(d *desk) {
			d.env[EnvCredentials] = filepath.Dir(d.link("/gone", "credentials/"+CredentialName))
		}, KeyFileUnreadable, CredentialName},
		"it is empty": {func(d *desk) {
			d.env[EnvCredentials] = filepath.Dir(d.write("credentials/"+CredentialName, "", 0o400))
		}, KeyMalformed, CredentialName},
		"it is a folder": {func(d *desk) {
			d.env[EnvCredentials] = filepath.Dir(filepath.Dir(d.write(CredentialName+"/x", "", 0o400)))
		}, KeyFileUnreadable, CredentialName},

		"(e) no home is named":   {func(d *desk) { delete(d.env, "HOME") }, HomeUnset, ""},
		"an empty one is":        {func(d *desk) { d.env["HOME"] = "" }, HomeUnset, ""},
		"one that is no path":    {func(d *desk) { d.env["HOME"] = "awa" }, HomeUnset, ""},
		"one that is not there":  {func(d *desk) { d.env["HOME"] = "/gone/awa" }, HomeMissing, "/gone/awa"},
		"an empty XDG, no home":  {func(d *desk) { d.env["HOME"], d.env["XDG_CONFIG_HOME"] = "", "" }, HomeUnset, ""},
		"the headers are logged": {func(d *desk) { d.env[EnvKey], d.env["GODEBUG"] = testKey, "netdns=go,http2debug=2" }, VariableLeaks, "GODEBUG"},
		"and all tracebacks":     {func(d *desk) { d.env[EnvKey], d.env["GOTRACEBACK"] = testKey, "crash" }, VariableLeaks, "GOTRACEBACK"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			c.arrange(d)
			s, err := d.load(given("lang", "fr"))
			p := problem(t, err)
			if p.Kind != c.kind || s.Demo || !s.Key.Empty() || !strings.Contains(fmt.Sprint(p.Fields()), c.tells) {
				t.Errorf("%s, demo %v: %v", p.Kind, s.Demo, err)
			}
			if s.Lang != "fr" {
				t.Error("the language is not known")
			}
			fillsItsCase(t, p)
			demo, err := ForDemo(given("lang", "fr"), d.lookup, languages)
			if err != nil || demo.Lang != "fr" || demo.Zone == nil || demo.Charset == "" || !demo.Key.Empty() {
				t.Errorf("the demo does not open: %+v, %v", demo, err)
			}
		})
	}
}

// xdg is a folder of configuration whose key is in the home.
func xdg(d *desk) string {
	d.write("xdg/creneau/config.toml", `key_file = "~/key"`, 0o600)
	return filepath.Join(d.home, "xdg")
}

// TestCase08NothingConfiguredIsTheDemo: what is no configuration is none.
func TestCase08NothingConfiguredIsTheDemo(t *testing.T) {
	for name, arrange := range map[string]func(*desk){
		"an empty home":          func(*desk) {},
		"an empty folder":        func(d *desk) { d.write(".config/creneau/x", "", 0o600) },
		"XDG's is not there":     func(d *desk) { d.env["XDG_CONFIG_HOME"] = d.home + "/no" },
		"XDG's alone":            func(d *desk) { d.env["XDG_CONFIG_HOME"] = d.home; delete(d.env, "HOME") },
		"an empty XDG":           func(d *desk) { d.env["XDG_CONFIG_HOME"] = "" },
		"the home is a link":     func(d *desk) { d.env["HOME"] = d.link(d.home, "awa") },
		"other runtime settings": func(d *desk) { d.env["GODEBUG"], d.env["GOTRACEBACK"] = "netdns=go", "single" },
	} {
		d := newDesk(t)
		arrange(d)
		if s, err := d.load(Flags{}); err != nil || !s.Demo {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// TestCase08AKeyStandsForAMissingHome: where the key is there, no file is needed.
func TestCase08AKeyStandsForAMissingHome(t *testing.T) {
	for name, arrange := range map[string]func(*desk){
		"in the environment": func(d *desk) { d.env[EnvKey] = testKey },
		"and no credential":  func(d *desk) { d.env[EnvKey], d.env[EnvCredentials] = testKey, "/gone" },
		"as a credential": func(d *desk) {
			d.env[EnvCredentials] = filepath.Dir(d.write("credentials/"+CredentialName, testKey, 0o400))
			d.env[EnvKey] = ""
		},
	} {
		d := newDesk(t)
		delete(d.env, "HOME")
		arrange(d)
		if s, err := d.load(Flags{}); err != nil || s.Demo || s.Key.Reveal() != testKey {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// TestAFlagOfTheDemoIsJudged: what is wrong on the command line itself is said.
func TestAFlagOfTheDemoIsJudged(t *testing.T) {
	d := newDesk(t)
	d.config("lang = \"fr\"\nteme = 1")
	s, err := ForDemo(given("theme", "pink"), d.lookup, languages)
	if p := problem(t, err); p.Source != "--theme" || s.Lang != "fr" {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestEmptyWhereverItIsGiven gives each setting empty and as blanks in each place:
// refused, and blamed on that place.
func TestEmptyWhereverItIsGiven(t *testing.T) {
	for _, s := range Table(languages) {
		for _, empty := range []string{"", " ", "\t"} {
			places := map[string]func(*desk) (Flags, string){
				"file": func(d *desk) (Flags, string) { return Flags{}, d.config(s.Name + ` = "` + empty + `"`) },
			}
			if s.Flag != "" {
				places["flag"] = func(*desk) (Flags, string) { return given(s.Name, empty), "--" + s.Flag }
			}
			if s.Variable != "" {
				places["variable"] = func(d *desk) (Flags, string) { d.env[s.Variable] = empty; return Flags{}, s.Variable }
			}
			for place, arrange := range places {
				d := newDesk(t)
				d.env[EnvKey] = testKey
				flags, source := arrange(d)
				_, err := d.load(flags)
				if p := problem(t, err); p.Kind != BadValue || p.Field != s.Name || p.Source != source || p.Case() != "bad_value_missing" {
					t.Errorf("%s is %q in the %s: %+v", s.Name, empty, place, p)
				}
			}
		}
	}
}

// passwords are addresses with a password, in every form that people write.
var passwords = []string{
	"https://awa:hunter2@clinic.example/api/v1", "http://awa:hunter2@clinic.example", "awa:hunter2@clinic.example",
	"https://awa:hun/ter2hunter2@clinic.example", "https://awa:hunter2%40clinic.example", "https://hunter2@clinic.example",
	"https://clinic.example?password=hunter2", "https://clinic.example/#hunter2", "https://awa:hunter2@", "//awa:hunter2@clinic.example",
	"https:/awa:hunter2@clinic.example", "https://awa:hunter2 clinic.example", "https://awa:hunter2\u0001@clinic.example",
	"http://clinic.example;hunter2", "http://clinic.example:hunter2", "http://awa:é@hunter2", "http://[hunter2]/", "ftp://awa:hunter2@x", "hunter2:@",
}

// TestNoPasswordIsRepeated gives each of them in each place where an address can
// stand: nothing of the password is in what is said.
func TestNoPasswordIsRepeated(t *testing.T) {
	for _, s := range Table(languages) {
		if !s.Address {
			continue
		}
		for _, text := range passwords {
			quotedText := strings.ReplaceAll(text, "\u0001", `\u0001`)
			for place, arrange := range map[string]func(*desk) Flags{
				"file":         func(d *desk) Flags { d.config(s.Name + ` = "` + quotedText + `"`); return Flags{} },
				"not quoted":   func(d *desk) Flags { d.config(s.Name + ` = ` + quotedText); return Flags{} },
				"never closed": func(d *desk) Flags { d.config(s.Name + ` = "` + quotedText); return Flags{} },
				"flag":         func(*desk) Flags { return given(s.Name, text) },
				"variable":     func(d *desk) Flags { d.env[s.Variable] = text; return Flags{} },
			} {
				if place == "flag" && s.Flag == "" || place == "variable" && s.Variable == "" {
					continue
				}
				d := newDesk(t)
				d.env[EnvKey] = testKey
				_, err := d.load(arrange(d))
				if err == nil { // an address that holds none, by the rules of addresses
					if s.Name == "base_url" {
						t.Errorf("%q is taken in the %s", text, place)
					}
					continue
				}
				p := problem(t, err)
				if said := fmt.Sprint(p.Error(), p.Fields()); strings.Contains(said, "unter2") {
					t.Errorf("%s in the %s: %q is repeated: %s", s.Name, place, text, said)
				}
			}
		}
	}
	for _, harmless := range []string{"http://clinic.example", "clinic.example/api/v1", "ftp://clinic.example:21/a-b_c~d", "http://[2001:db8::1]:80/"} {
		if got := shownAddress(harmless); got != harmless {
			t.Errorf("%q is shown as %q", harmless, got)
		}
	}
}
