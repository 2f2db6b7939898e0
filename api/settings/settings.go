// Package settings finds out how the desk is configured, in one place and with
// one report of what is wrong: flags over environment over what was chosen at the
// desk over a TOML file, and the key from a systemd credential, a file of its own or the environment.
package settings

import (
	"errors"
	"strings"
	_ "time/tzdata" // the clinic's zone must be known on machines that know none

	"creneau/state/clinic"
)

// The environment variables that are read. Whoever calls Load removes EnvKey
// from the environment afterwards, so that no child process inherits the key.
const (
	EnvKey         = "MONCRENEAU_API_KEY"
	EnvBaseURL     = "MONCRENEAU_BASE_URL"
	EnvCredentials = "CREDENTIALS_DIRECTORY" // set by systemd, see systemd.exec(5)
)

// The names under which systemd hands over the API key and the data key.
const (
	CredentialName     = "moncreneau_api_key"
	DataCredentialName = "creneau_data_key"
)

// DefaultZone is that of the clinics.
const DefaultZone = "Africa/Conakry"

// creditsPath is the page of a site on which its credits are bought, as in the
// sample of the error reference.
const creditsPath = "/credits/purchase"

// Flags are what was given on the command line. The key is never a flag: others
// on the machine can read the command line.
type Flags struct {
	Config string            // --config: the TOML file
	Values map[string]string // of the settings, by name; without those that were not given
}

// ExternalID is what a booking's externalUserId holds.
type ExternalID string

// The two contents of an externalUserId: a reference for each booking, which
// makes reading back exact, or the clinic's own number of the patient.
const (
	PerBooking ExternalID = "booking"
	PerPatient ExternalID = "patient"
)

// A KeyPlace is a file that holds a key, and whether systemd put it there.
type KeyPlace struct {
	Path       string
	Credential bool
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

// Load reads the settings; lookup is os.LookupEnv, and languages are those that
// the desk speaks. Every error is a Problem. Where it is one of the key, all other
// settings are read and returned; with any other, the language, if that is known.
func Load(flags Flags, lookup func(string) (string, bool), languages []string) (Settings, error) {
	env := environment(lookup)
	set := func(name string) bool { _, ok := lookup(name); return ok }
	from, place, found, err := find(flags, env)
	// A file that cannot be read does not keep the flags from being judged: the
	// language in which that is said may be one.
	s, problem := judge(flags, lookup, under(from.written(), env, languages), place, languages)
	if err == nil {
		err = problem
	}
	if err == nil {
		err = fitRuntime(env)
	}
	if err != nil {
		return Settings{Looks: Looks{Lang: s.Lang}}, err
	}
	if s.Departments, err = from.departments(place); err != nil {
		return Settings{Looks: Looks{Lang: s.Lang}}, err
	}
	if from.KeyFile != nil && strings.TrimSpace(*from.KeyFile) == "" {
		return Settings{Looks: Looks{Lang: s.Lang}}, Problem{Kind: BadValue, Source: place, Field: "key_file", Allowed: `"/etc/creneau/key"`}
	}
	if s.Ranking, err = from.Ranking.weights(place); err != nil {
		return Settings{Looks: Looks{Lang: s.Lang}}, err
	}
	if s.DataKey, err = findPlace("data_key_file", DataCredentialName, from.DataKeyFile, place, env); err == nil {
		s.Hub.Password, err = findPlace("hub_password_file", HubCredentialName, from.HubPasswordFile, place, env)
	}
	if err != nil {
		return Settings{Looks: Looks{Lang: s.Lang}}, err
	}
	if found {
		s.File = place
	}
	s.Key, s.KeyFrom, err = findKey(from.KeyFile, place, env, set)
	if err != nil {
		return s, err
	}
	if s.Key.Empty() {
		if found || flags.Values["base_url"] != "" || env(EnvBaseURL) != "" {
			return s, Problem{Kind: KeyMissing, Source: configuredBy(found, place, flags)}
		}
		if err := homeless(place, env); err != nil {
			return Settings{Looks: Looks{Lang: s.Lang}}, err
		}
		s.Demo = true
	}
	return s, nil
}

// ForDemo reads the settings of the demo clinic, which opens whatever is wrong
// with the configuration: then only what the flags say counts, what was chosen at the
// desk, and the language.
func ForDemo(flags Flags, lookup func(string) (string, bool), languages []string) (Settings, error) {
	s, err := Load(flags, lookup, languages)
	var wrong Problem
	if err == nil || errors.As(err, &wrong) && wrong.Kind.OfKey() {
		return s, nil
	}
	unset := func(string) (string, bool) { return "", false }
	bare, err := judge(flags, unset, under(map[string]string{}, environment(lookup), languages), "", languages)
	if bare.Lang == "" {
		bare.Lang = s.Lang
	}
	bare.Ranking = clinic.DefaultWeights()
	return bare, err
}

// Language is the language that is set, before anything else is judged; "" where
// none is, or one that there is not.
func Language(flags Flags, lookup func(string) (string, bool), languages []string) string {
	env := environment(lookup)
	from, place, _, _ := find(flags, env)
	s, _ := judge(flags, lookup, under(from.written(), env, languages), place, languages)
	return s.Lang
}

// find reads the file, where there is one.
func find(flags Flags, env source) (from file, place string, found bool, err error) {
	place, found, err = locate(flags.Config, env)
	if found && err == nil {
		from, err = readFile(place)
	}
	return from, place, found, err
}

// judge takes every setting of the table from where it was given; the first that
// is wrong is the error.
func judge(flags Flags, lookup func(string) (string, bool), written map[string]string, place string, languages []string) (Settings, error) {
	var s Settings
	for _, each := range Table(languages) {
		if err := each.set(&s, each.given(flags, lookup, written, place)); err != nil {
			return s, err
		}
	}
	return s, nil
}

// environment is a lookup that does not tell unset from empty.
func environment(lookup func(string) (string, bool)) source {
	return func(name string) string {
		value, _ := lookup(name)
		return value
	}
}

func configuredBy(found bool, place string, flags Flags) string {
	switch {
	case found:
		return place
	case flags.Values["base_url"] != "":
		return "--base-url"
	}
	return EnvBaseURL
}
