package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"creneau/api"
	"creneau/state/clinic"
)

const testKey = "mk_live_4f9a2bc81e7d"

// A desk is a home folder and an environment.
type desk struct {
	t    *testing.T
	home string
	env  map[string]string
}

func newDesk(t *testing.T) *desk {
	home := t.TempDir()
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	return &desk{t, home, map[string]string{"HOME": home}}
}

func (d *desk) lookup(name string) (string, bool) { v, ok := d.env[name]; return v, ok }

// languages are those of these desks.
var languages = []string{"en", "fr"}

func (d *desk) load(flags Flags) (Settings, error) { return Load(flags, d.lookup, languages) }

// given are flags by the names of their settings: given("lang", "fr").
func given(pairs ...string) Flags {
	f := Flags{Values: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		f.Values[pairs[i]] = pairs[i+1]
	}
	return f
}

// write puts a file below the home folder, and tells its path.
func (d *desk) write(path, text string, mode os.FileMode) string {
	d.t.Helper()
	path = filepath.Join(d.home, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		d.t.Fatal(err)
	}
	return path
}

func (d *desk) config(text string) string { return d.write(".config/creneau/config.toml", text, 0o600) }

// problem is the Problem that an error must be.
func problem(t *testing.T, err error) Problem {
	t.Helper()
	p, ok := err.(Problem)
	if !ok {
		t.Fatalf("error is %#v, not a Problem", err)
	}
	return p
}

func TestNothingConfiguredIsTheDemo(t *testing.T) {
	s, err := newDesk(t).load(given("lang", "fr", "zone", "Europe/Paris"))
	if err != nil {
		t.Fatal(err)
	}
	if !s.Demo || !s.Key.Empty() || s.BaseURL != api.DefaultBaseURL || s.Auth != api.AuthAuto || s.ExternalID != PerBooking ||
		s.Lang != "fr" || s.Charset != "auto" || s.Theme != "auto" || s.Zone.String() != "Europe/Paris" ||
		s.CreditsURL != "" || s.Clinic != "" || s.Ranking != clinic.DefaultWeights() {
		t.Errorf("%+v", s)
	}
}

// A receptionist must never book into a demo by mistake.
func TestConfiguredWithoutKeyIsRefused(t *testing.T) {
	for name, arrange := range map[string]func(*desk) Flags{
		"an empty file": func(d *desk) Flags { d.config(""); return Flags{} },
		"a file":        func(d *desk) Flags { d.config(`theme = "dark"`); return Flags{} },
		"a named file":  func(d *desk) Flags { return Flags{Config: d.write("c.toml", "", 0o644)} },
		"an address":    func(d *desk) Flags { return given("base_url", "https://clinic.example/api/v1") },
		"environment":   func(d *desk) Flags { d.env[EnvBaseURL] = "https://clinic.example"; return Flags{} },
	} {
		d := newDesk(t)
		s, err := d.load(arrange(d))
		if p := problem(t, err); p.Kind != KeyMissing || s.Demo {
			t.Errorf("%s: %v, demo %v", name, err, s.Demo)
		}
		if s.Zone == nil || s.Auth == "" {
			t.Errorf("%s: the other settings are not read: %+v", name, s)
		}
	}
}

func TestFlagsOverEnvironmentOverFile(t *testing.T) {
	d := newDesk(t)
	path := d.config(`
base_url = "https://file.example/api/v1"
auth = "x-api-key"
external_id = "patient"
lang = "en"
charset = "ASCII"
zone = "Africa/Dakar"
theme = "light"
credits_url = "https://pay.example"
clinic = " Clinique Pasteur "
key_file = "key"

[ranking]
hour = 3
department = 0.5
other_departments = true

[[departments]]
id = 31
needs_worker = true
[[departments.workers]]
id = 6
name = "Dr Camara"
[[departments.workers]]
id = "w7"
name = "Dr Touré"

[[departments]]
id = "dept_2"
`)
	d.write(".config/creneau/key", testKey+"\n", 0o600)
	s, err := d.load(Flags{})
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{
		File: path, BaseURL: "https://file.example/api/v1", Key: s.Key, KeyFrom: filepath.Join(d.home, ".config/creneau/key"),
		Auth: api.AuthAPIKey, ExternalID: PerPatient, Looks: Looks{Lang: "en", Theme: "light", Clock: "24"}, Charset: "ascii", Zone: s.Zone,
		Profile: clinic.Profile{CreditsURL: "https://pay.example/credits/purchase", Clinic: "Clinique Pasteur"},
		Ranking: clinic.Weights{Hour: 3, Worker: 5, Department: 0.5, HourSpan: 3 * clinic.Hour, OtherDepartments: true},
		Departments: []Department{
			{ID: clinic.NumberID("31"), NeedsWorker: true, Workers: []clinic.Worker{
				{ID: clinic.NumberID("6"), Name: "Dr Camara"}, {ID: clinic.TextID("w7"), Name: "Dr Touré"}}},
			{ID: clinic.TextID("dept_2")},
		},
	}
	if !reflect.DeepEqual(s, want) || s.Key.Reveal() != testKey || s.Zone.String() != "Africa/Dakar" {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
	if workers, needed := s.Staff(clinic.TextID("31")); len(workers) != 2 || !needed {
		t.Errorf("staff of 31: %v %v", workers, needed)
	}
	if workers, needed := s.Staff(clinic.NumberID("9")); workers != nil || needed {
		t.Errorf("staff of 9: %v %v", workers, needed)
	}

	d.env[EnvBaseURL] = "https://environment.example/"
	if s, _ = d.load(Flags{}); s.BaseURL != "https://environment.example" {
		t.Errorf("environment: %s", s.BaseURL)
	}
	s, err = d.load(given("base_url", "http://127.0.0.1:8080/api/v1", "auth", "bearer", "external_id", "booking",
		"lang", "fr", "charset", "utf-8", "zone", "UTC", "theme", "dark"))
	if err != nil || s.BaseURL != "http://127.0.0.1:8080/api/v1" || s.Auth != api.AuthBearer || s.ExternalID != PerBooking ||
		s.Lang != "fr" || s.Charset != "utf-8" || s.Zone.String() != "UTC" || s.Theme != "dark" {
		t.Errorf("flags: %+v, %v", s, err)
	}
}

func TestWhereTheFileIs(t *testing.T) {
	d := newDesk(t)
	d.env[EnvKey] = testKey
	d.config(`theme = "light"`)
	d.write("xdg/creneau/config.toml", `theme = "dark"`, 0o600)
	d.env["XDG_CONFIG_HOME"] = filepath.Join(d.home, "xdg")
	if s, err := d.load(Flags{}); err != nil || s.Theme != "dark" {
		t.Errorf("XDG: %+v, %v", s, err)
	}
	d.env["XDG_CONFIG_HOME"] = "xdg" // not absolute: ignored
	if s, err := d.load(Flags{}); err != nil || s.Theme != "light" {
		t.Errorf("home: %+v, %v", s, err)
	}
	named := d.write("other.toml", `theme = "auto"`, 0o600)
	if s, err := d.load(Flags{Config: named}); err != nil || s.Theme != "auto" || s.File != named {
		t.Errorf("named: %+v, %v", s, err)
	}
	_, err := d.load(Flags{Config: filepath.Join(d.home, "no.toml")})
	if p := problem(t, err); p.Kind != ConfigMissing || !strings.Contains(p.Error(), "no.toml") {
		t.Errorf("%v", err)
	}
	_, err = d.load(Flags{Config: d.home})
	if p := problem(t, err); p.Kind != ConfigKind {
		t.Errorf("a folder: %v", err)
	}
}

func TestBrokenFiles(t *testing.T) {
	tests := map[string]struct {
		text string
		want Problem // of the fields that are set; the path and the source are the file's
	}{
		"syntax":        {"theme = \"dark\"\nlang = fr\n", Problem{Kind: BadTOML, Line: 2}},
		"unclosed":      {"\n\n[ranking\n", Problem{Kind: BadTOML, Line: 4}},
		"twice":         {"lang = \"fr\"\nlang = \"en\"\n", Problem{Kind: BadTOML, Line: 2, Field: "lang"}},
		"wrong type":    {"theme = \"dark\"\nlang = 5\n", Problem{Kind: BadTOML, Line: 2, Field: "lang"}},
		"bad id":        {"[[departments]]\nid = true\n", Problem{Kind: BadTOML, Line: 2, Field: "departments.id"}},
		"unknown":       {"teme = \"dark\"\n[ranking]\nminute = 1\n", Problem{Kind: UnknownKeys, Field: "ranking.minute, teme", Near: "theme"}},
		"unlike any":    {"printer = 1\n", Problem{Kind: UnknownKeys, Field: "printer"}},
		"in a table":    {"[ranking]\nhuor = 1\n", Problem{Kind: UnknownKeys, Field: "ranking.huor", Near: "ranking.hour"}},
		"theme":         {`theme = "pink"`, Problem{Kind: BadValue, Field: "theme", Value: "pink", Allowed: "dark, light, auto"}},
		"blanks":        {`theme = " "`, Problem{Kind: BadValue, Field: "theme", Allowed: "dark, light, auto"}},
		"auth":          {`auth = "basic"`, Problem{Kind: BadValue, Field: "auth", Value: "basic", Allowed: "auto, bearer, x-api-key"}},
		"external_id":   {`external_id = "phone"`, Problem{Kind: BadValue, Field: "external_id", Allowed: "booking, patient"}},
		"lang":          {`lang = "de"`, Problem{Kind: BadValue, Field: "lang", Value: "de", Allowed: "en, fr"}},
		"charset":       {`charset = "latin1"`, Problem{Kind: BadValue, Field: "charset", Allowed: "utf-8, ascii, auto"}},
		"zone":          {`zone = "Conakry"`, Problem{Kind: BadValue, Field: "zone", Value: "Conakry"}},
		"zone of here":  {`zone = "Local"`, Problem{Kind: BadValue, Field: "zone", Value: "Local"}},
		"base_url":      {`base_url = "http://clinic.example"`, Problem{Kind: BadValue, Field: "base_url", Value: "http://clinic.example"}},
		"credits_url":   {`credits_url = "javascript:alert(1)"`, Problem{Kind: BadValue, Field: "credits_url", Allowed: "https://…"}},
		"clinic":        {`clinic = "a\u001b[2Jb"`, Problem{Kind: BadValue, Field: "clinic"}},
		"long clinic":   {`clinic = "` + strings.Repeat("a", 61) + `"`, Problem{Kind: BadValue, Field: "clinic"}},
		"weight":        {"[ranking]\nhour = -1", Problem{Kind: BadValue, Field: "ranking.hour", Value: "-1"}},
		"not a weight":  {"[ranking]\nworker = nan", Problem{Kind: BadValue, Field: "ranking.worker"}},
		"no id":         {"[[departments]]\nneeds_worker = true", Problem{Kind: BadValue, Field: "departments[1].id"}},
		"no worker":     {"[[departments]]\nid = 1\n[[departments.workers]]\nid = 2", Problem{Kind: BadValue, Field: "departments[1].workers[1]"}},
		"key in theme":  {`theme = "` + testKey + `"`, Problem{Kind: BadValue, Field: "theme", Value: "mk_…"}},
		"key as a name": {`"` + testKey + `" = 1`, Problem{Kind: UnknownKeys, Field: "mk_…"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.env[EnvKey] = testKey
			path := d.config(tt.text)
			_, err := d.load(Flags{})
			p := problem(t, err)
			if p.Path+p.Source != path {
				t.Errorf("%+v is not about the file", p)
			}
			got, want := reflect.ValueOf(p), reflect.ValueOf(tt.want)
			for i := range want.NumField() {
				if name := want.Type().Field(i).Name; !want.Field(i).IsZero() && !got.Field(i).Equal(want.Field(i)) {
					t.Errorf("%s is %v, want %v", name, got.Field(i), want.Field(i))
				}
			}
			if (p.Near == "") != (tt.want.Near == "") {
				t.Errorf("near %q, want %q", p.Near, tt.want.Near)
			}
			fillsItsCase(t, p)
			if text := fmt.Sprint(p.Error(), p.Fields()); strings.Contains(text, testKey) || strings.ContainsAny(p.Error(), "\n\x1b") {
				t.Errorf("%q", text)
			}
		})
	}
}

// fillsItsCase fails where a problem's case is not one of Cases, or a field that
// the case tells is empty.
func fillsItsCase(t *testing.T, p Problem) {
	t.Helper()
	names, ok := Cases()[p.Case()]
	if !ok {
		t.Errorf("%s is no case", p.Case())
	}
	for _, name := range names {
		if value, ok := p.Fields()[name]; !ok || value == "" {
			t.Errorf("%s does not tell %s: %+v", p.Case(), name, p)
		}
	}
}

// What is wrong is said in the language that is set, as far as that is known.
func TestLanguageIsKnownWhateverIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		flags Flags
		want  string
	}{
		"in the file":           {`lang = "fr"` + "\n" + `theme = "pink"`, Flags{}, "fr"},
		"by a flag":             {`theme = "pink"`, given("lang", "fr"), "fr"},
		"the file is broken":    {`theme = `, given("lang", "fr"), "fr"},
		"a setting is misspelt": {"lang = \"fr\"\nteme = 1", Flags{}, "fr"},
		"one that there isn't":  {`lang = "de"`, Flags{}, ""},
		"a weight is wrong":     {"lang = \"fr\"\n[ranking]\nhour = -1", Flags{}, "fr"},
		"a department is":       {"lang = \"fr\"\n[[departments]]\nneeds_worker = true", Flags{}, "fr"},
	} {
		d := newDesk(t)
		d.config(c.file)
		s, err := d.load(c.flags)
		if early := Language(c.flags, d.lookup, languages); err == nil || s.Lang != c.want || early != c.want {
			t.Errorf("%s: %q, early %q, %v", name, s.Lang, early, err)
		}
	}
}
