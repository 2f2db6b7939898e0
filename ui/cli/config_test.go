package cli

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"creneau/api"
	"creneau/api/settings"
	"creneau/state/clinic"
	"creneau/ui"
	"creneau/ui/locale"
	"creneau/ui/theme"
)

// configured are settings in which all is set.
func configured(t *testing.T) settings.Settings {
	t.Helper()
	key, err := api.NewSecret("mk_live_4f9a2bc81e7d")
	if err != nil {
		t.Fatal(err)
	}
	return settings.Settings{
		BaseURL: api.DefaultBaseURL, Key: key, Auth: api.AuthAuto, ExternalID: settings.PerPatient, Zone: time.UTC,
		Clinic: "Clinique des Almadies", CreditsURL: "https://pay.example/x", Ranking: clinic.DefaultWeights(),
	}
}

// TestEverythingOfTheDeskIsSet gives all settings and looks for what the desk can
// be told and nobody tells it, at a real clinic and in the demo with its story.
func TestEverythingOfTheDeskIsSet(t *testing.T) {
	late := []string{"Width", "Height", "TakeOver"} // openDesk knows them
	only := map[bool][]string{
		false: {"Demo", "Hello", "Events"},
		true:  {"Clinic", "Hello"}, // the demo clinic has its own name; its story no greeting
	}
	for _, told := range []bool{false, true} {
		s := configured(t)
		o, err := openOutlet(s, told, told, nil, Terminal{})
		if err != nil {
			t.Fatal(err)
		}
		dark := theme.New(theme.Dark, 0)
		c := o.config(t.Context(), s, appearance{words: locale.Load("en"), theme: dark, ground: ui.Ground{Asked: true, Light: dark, Unknown: dark}, ascii: true, sync: true}, nil, nil)
		v := reflect.ValueOf(c)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if empty := v.Field(i).IsZero(); empty != (slices.Contains(late, name) || slices.Contains(only[told], name)) {
				t.Errorf("in the demo %v: %s is empty: %v", told, name, empty)
			}
		}
		if !told && (c.Clinic != s.Clinic || c.Credits != s.CreditsURL) {
			t.Errorf("%q, %q", c.Clinic, c.Credits)
		}
	}
}
