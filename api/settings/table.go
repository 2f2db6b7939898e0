package settings

import (
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"creneau/api"
	"creneau/state/clinic"
)

// Settings are the whole configuration, checked.
type Settings struct {
	File string // the TOML file that was read; "" where there is none
	Demo bool   // nothing at all is configured

	BaseURL string
	Key     api.Secret
	KeyFrom string // where the key was found: a path, or the name of a variable
	Auth    api.Auth

	ExternalID ExternalID
	Looks
	Charset    string // "utf-8", "ascii" or "auto"
	HideCursor bool   // outside of fields it is not shown
	Zone       *time.Location

	Data    string   // the folder of a store that a group shares; "" for the user's own
	DataKey KeyPlace // of that store; zero for its own place
	Hub     Hub      // which several hosts share

	clinic.Profile

	Ranking     clinic.Weights
	Departments []Department
}

// A Setting is a setting of one value: what it is called, where it can be given,
// and what it can be.
type Setting struct {
	Name     string   // in the file
	Flag     string   // without its dashes; "" for none
	Variable string   // of the environment; "" for none
	Choices  []string // all that it can be; nil where that is no list
	Example  string   // of what it can be where that is no list
	Address  bool     // it is a web address, which may hold a password

	// take puts a value into the settings, "" where none was given, and says
	// whether it can be that. Choices are judged before.
	take func(s *Settings, value string) bool
}

// Table is every setting of one value. The language comes first, so that what is
// wrong with the others is said in it. languages are those that lang can be.
func Table(languages []string) []Setting {
	return []Setting{
		{Name: "lang", Flag: "lang", Choices: languages, take: func(s *Settings, v string) bool { s.Lang = v; return true }},
		{Name: "base_url", Flag: "base-url", Variable: EnvBaseURL, Example: "https://…, http://127.0.0.1…", Address: true, take: takeBaseURL},
		{Name: "auth", Flag: "auth", Choices: []string{"auto", "bearer", "x-api-key"}, take: func(s *Settings, v string) bool {
			s.Auth = api.Auth(orElse(v, "auto"))
			return true
		}},
		{Name: "external_id", Flag: "external-id", Choices: []string{"booking", "patient"}, take: func(s *Settings, v string) bool {
			s.ExternalID = ExternalID(orElse(v, "booking"))
			return true
		}},
		{Name: "charset", Flag: "charset", Choices: []string{"utf-8", "ascii", "auto"}, take: func(s *Settings, v string) bool {
			s.Charset = orElse(v, "auto")
			return true
		}},
		{Name: "theme", Flag: "theme", Choices: []string{"dark", "light", "auto"}, take: func(s *Settings, v string) bool {
			s.Theme = orElse(v, "auto")
			return true
		}},
		{Name: "clock", Choices: []string{"24", "12"}, take: func(s *Settings, v string) bool {
			s.Clock = orElse(v, "24")
			return true
		}},
		{Name: "cursor", Choices: []string{"row", "hidden"}, take: func(s *Settings, v string) bool { s.HideCursor = v == "hidden"; return true }},
		{Name: "zone", Flag: "zone", Example: "Africa/Conakry, Africa/Dakar, Europe/Paris …", take: takeZone},
		{Name: "data", Flag: "data", Example: "/var/lib/creneau", take: takeData},
		{Name: "hub", Example: "postgres://creneau@db.example/creneau?sslmode=verify-full", Address: true, take: takeHub},
		{Name: "clinic", Example: "Clinique Pasteur …", take: takeClinic},
		{Name: "credits_url", Example: "https://…", Address: true, take: takeCreditsURL},
	}
}

// file is the TOML file. What is a plain text in it is a Setting of the table,
// but for the key file.
type file struct {
	Lang            *string          `toml:"lang"`
	BaseURL         *string          `toml:"base_url"`
	Auth            *string          `toml:"auth"`
	ExternalID      *string          `toml:"external_id"`
	Charset         *string          `toml:"charset"`
	Theme           *string          `toml:"theme"`
	Clock           *string          `toml:"clock"`
	Cursor          *string          `toml:"cursor"`
	Zone            *string          `toml:"zone"`
	Clinic          *string          `toml:"clinic"`
	CreditsURL      *string          `toml:"credits_url"`
	KeyFile         *string          `toml:"key_file"`
	Data            *string          `toml:"data"`
	DataKeyFile     *string          `toml:"data_key_file"`
	Hub             *string          `toml:"hub"`
	HubPasswordFile *string          `toml:"hub_password_file"`
	Ranking         ranking          `toml:"ranking"`
	Departments     []fileDepartment `toml:"departments"`
}

// written are the plain texts that stand in the file, by name.
func (f file) written() map[string]string {
	texts := map[string]string{}
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		if text, ok := v.Field(i).Interface().(*string); ok && text != nil {
			texts[v.Type().Field(i).Tag.Get("toml")] = *text
		}
	}
	return texts
}

// A choice is a setting as it was given, and where; made is false where it was
// given nowhere.
type choice struct {
	value, source string
	made          bool
}

// given is a setting by the flags, else by the environment, else by the file at
// a place.
func (s Setting) given(flags Flags, lookup func(string) (string, bool), written map[string]string, place string) choice {
	if v, ok := flags.Values[s.Name]; s.Flag != "" && ok {
		return choice{v, "--" + s.Flag, true}
	}
	if s.Variable != "" {
		if v, ok := lookup(s.Variable); ok {
			return choice{v, s.Variable, true}
		}
	}
	v, ok := written[s.Name]
	return choice{v, place, ok}
}

// set puts what was given into the settings.
func (s Setting) set(into *Settings, c choice) error {
	value, allowed, repeat := strings.TrimSpace(c.value), s.Example, shown
	fits := value != "" || !c.made // what was given empty was not meant so
	if s.Choices != nil {
		value, allowed = strings.ToLower(value), strings.Join(s.Choices, ", ")
		fits = fits && (value == "" || slices.Contains(s.Choices, value))
	}
	if fits && s.take(into, value) {
		return nil
	}
	if s.Address {
		repeat = shownAddress
	}
	p := Problem{Kind: BadValue, Source: c.source, Field: s.Name, Allowed: allowed}
	if value != "" {
		p.Value = repeat(c.value)
	}
	return p
}

func orElse(value, other string) string {
	if value == "" {
		return other
	}
	return value
}

func takeBaseURL(s *Settings, value string) bool {
	base, err := api.ParseBaseURL(value)
	if err != nil {
		return false
	}
	s.BaseURL = base.String()
	return true
}

func takeZone(s *Settings, value string) bool {
	zone, err := time.LoadLocation(orElse(value, DefaultZone))
	if err != nil || value == "Local" { // the terminal's zone is never the clinic's
		return false
	}
	s.Zone = zone
	return true
}

// takeData takes the folder of a store, which is the same from wherever it is
// opened.
func takeData(s *Settings, value string) bool {
	s.Data = value
	return value == "" || filepath.IsAbs(value)
}

// maxClinic is how long the clinic's name may be, in runes: longer ones leave no
// room in the header.
const maxClinic = 60

func takeClinic(s *Settings, value string) bool {
	s.Clinic = clinic.Clean(value, maxClinic)
	return s.Clinic == value
}

// takeCreditsURL reads the address where credits are bought; of a site that is
// named without a page, the page of the error reference's sample.
func takeCreditsURL(s *Settings, value string) bool {
	if value == "" {
		return true
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return false
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = creditsPath
	}
	s.CreditsURL = u.String()
	return true
}
