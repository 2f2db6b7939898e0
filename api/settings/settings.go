// Package settings finds out how the desk is configured, in one place and with
// one report of what is wrong: flags over environment over a TOML file, and the
// key from a systemd credential, a file of its own or the environment.
package settings

import (
	"net/url"
	"time"
	_ "time/tzdata" // the clinic's zone must be known on machines that know none

	"creneau/api"
	"creneau/state/clinic"
)

// The environment variables that are read. Whoever calls Load removes EnvKey
// from the environment afterwards, so that no child process inherits the key.
const (
	EnvKey         = "MONCRENEAU_API_KEY"
	EnvBaseURL     = "MONCRENEAU_BASE_URL"
	EnvCredentials = "CREDENTIALS_DIRECTORY" // set by systemd, see systemd.exec(5)
)

// CredentialName is the name under which systemd hands over the key.
const CredentialName = "moncreneau_api_key"

// DefaultZone is that of the clinics.
const DefaultZone = "Africa/Conakry"

// DefaultCreditsURL is the page of the documentation that says where credits
// are bought.
const DefaultCreditsURL = "https://moncreneau-docs.vercel.app/en/docs/v1/core-concepts/credits"

// creditsPath is the page of a site on which its credits are bought, as in the
// sample of the error reference.
const creditsPath = "/credits/purchase"

// Flags are what was given on the command line; empty where it was not. The
// key is never a flag: others on the machine can read the command line.
type Flags struct {
	Config     string // --config: the TOML file
	BaseURL    string // --base-url
	Auth       string // --auth
	ExternalID string // --external-id
	Lang       string // --lang
	Charset    string // --charset
	Zone       string // --zone
	Theme      string // --theme
}

// ExternalID is what a booking's externalUserId holds.
type ExternalID string

// The two contents of an externalUserId: a reference for each booking, which
// makes reading back exact, or the clinic's own number of the patient.
const (
	PerBooking ExternalID = "booking"
	PerPatient ExternalID = "patient"
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
	Lang       string // "en", "fr", or "" for the locale's
	Charset    string // "utf-8", "ascii" or "auto"
	Theme      string // "dark", "light" or "auto"
	Zone       *time.Location
	CreditsURL string

	Ranking     clinic.Weights
	Departments []Department
}

// A Department is what only the configuration knows of one.
type Department struct {
	ID          clinic.ID
	NeedsWorker bool
	Workers     []clinic.Worker
}

// Staff tells the workers of a department, and whether a booking must name one.
func (s Settings) Staff(department clinic.ID) (workers []clinic.Worker, needed bool) {
	for _, d := range s.Departments {
		if d.ID.Same(department) {
			return d.Workers, d.NeedsWorker
		}
	}
	return nil, false
}

// Load reads the settings; lookup is os.LookupEnv. Every error is a Problem.
// Where it is one of the key, all other settings are read and returned.
func Load(flags Flags, lookup func(string) (string, bool)) (Settings, error) {
	env := environment(lookup)
	place, found, err := locate(flags.Config, env)
	if err != nil {
		return Settings{}, err
	}
	var from file
	if found {
		if from, err = readFile(place); err != nil {
			return Settings{}, err
		}
	}
	s, err := check(merge(flags, env, from, place))
	if err != nil {
		return Settings{}, err
	}
	if s.Departments, err = from.departments(place); err != nil {
		return Settings{}, err
	}
	if s.Ranking, err = from.Ranking.weights(place); err != nil {
		return Settings{}, err
	}
	if found {
		s.File = place
	}
	s.Key, s.KeyFrom, err = findKey(from.KeyFile, place, env)
	if err != nil {
		return s, err
	}
	if s.Key.Empty() {
		if found || flags.BaseURL != "" || env(EnvBaseURL) != "" {
			return s, Problem{Kind: KeyMissing, Source: configuredBy(found, place, flags)}
		}
		s.Demo = true
	}
	return s, nil
}

// environment is a lookup that does not tell unset from empty.
func environment(lookup func(string) (string, bool)) func(string) string {
	return func(name string) string {
		value, _ := lookup(name)
		return value
	}
}

func configuredBy(found bool, place string, flags Flags) string {
	switch {
	case found:
		return place
	case flags.BaseURL != "":
		return "--base-url"
	}
	return EnvBaseURL
}

// A choice is a setting as it was written, and where.
type choice struct{ value, source string }

// choices are the settings of one value each, by name.
type choices map[string]choice

// merge takes each setting from the flags, else from the environment, else from
// the file.
func merge(flags Flags, env func(string) string, from file, place string) choices {
	c := choices{}
	for _, each := range []struct{ name, flag, variable, written string }{
		{"base_url", flags.BaseURL, env(EnvBaseURL), from.BaseURL},
		{"auth", flags.Auth, "", from.Auth},
		{"external_id", flags.ExternalID, "", from.ExternalID},
		{"lang", flags.Lang, "", from.Lang},
		{"charset", flags.Charset, "", from.Charset},
		{"zone", flags.Zone, "", from.Zone},
		{"theme", flags.Theme, "", from.Theme},
		{"credits_url", "", "", from.CreditsURL},
	} {
		switch {
		case each.flag != "":
			c[each.name] = choice{each.flag, "--" + flagName(each.name)}
		case each.variable != "":
			c[each.name] = choice{each.variable, EnvBaseURL}
		case each.written != "":
			c[each.name] = choice{each.written, place}
		}
	}
	return c
}

func check(c choices) (Settings, error) {
	s := Settings{}
	var err error
	one := func(name, fallback string, allowed ...string) string {
		value, problem := c.oneOf(name, fallback, allowed)
		if err == nil {
			err = problem
		}
		return value
	}
	s.Auth = api.Auth(one("auth", "auto", "auto", "bearer", "x-api-key"))
	s.ExternalID = ExternalID(one("external_id", "booking", "booking", "patient"))
	s.Lang = one("lang", "", "en", "fr")
	s.Charset = one("charset", "auto", "utf-8", "ascii", "auto")
	s.Theme = one("theme", "auto", "dark", "light", "auto")
	if err != nil {
		return Settings{}, err
	}
	if s.Zone, err = c.zone(); err != nil {
		return Settings{}, err
	}
	if s.CreditsURL, err = c.creditsURL(); err != nil {
		return Settings{}, err
	}
	base, err := api.ParseBaseURL(c["base_url"].value)
	if err != nil {
		return Settings{}, c.wrong("base_url", "https://…, http://127.0.0.1…")
	}
	s.BaseURL = base.String()
	return s, nil
}

func (c choices) wrong(name, allowed string) error {
	return Problem{Kind: BadValue, Source: c[name].source, Field: name, Value: shown(c[name].value), Allowed: allowed}
}

func (c choices) zone() (*time.Location, error) {
	name := c["zone"].value
	if name == "" {
		name = DefaultZone
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" { // the terminal's zone is never the clinic's
		return nil, c.wrong("zone", "Africa/Conakry, Africa/Dakar, Europe/Paris …")
	}
	return zone, nil
}

// creditsURL is the address where credits are bought; of a site that is named
// without a page, the page of the error reference's sample.
func (c choices) creditsURL() (string, error) {
	text := c["credits_url"].value
	if text == "" {
		return DefaultCreditsURL, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", c.wrong("credits_url", "https://…")
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = creditsPath
	}
	return u.String(), nil
}
