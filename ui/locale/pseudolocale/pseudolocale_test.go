package pseudolocale

import (
	"slices"
	"strings"
	"testing"

	"creneau/ui/locale"
)

// TestLanguageIsAFile: one file more is one language more, with all sentences.
func TestLanguageIsAFile(t *testing.T) {
	l, err := Library()
	if err != nil {
		t.Fatal(err)
	}
	if want := append(locale.Languages(), Lang); !sameWords(l.Languages(), want) {
		t.Fatalf("languages %q, want %q", l.Languages(), want)
	}
	words := l.Load("eo_XX.UTF-8")
	if words.Lang() != Lang {
		t.Fatalf("loads %q", words.Lang())
	}
	english := locale.Load(locale.English)
	if !slices.Equal(words.Keys(), english.Keys()) {
		t.Error("the keys differ")
	}
	for _, key := range words.Keys() {
		for _, said := range []string{words.F(key, nil), words.N(key, 1, nil), words.N(key, 2, nil)} {
			said = strings.NewReplacer("<no value>", "", "https", "").Replace(said)
			if key != "link.credits" && len(Foreign(said)) > 0 {
				t.Errorf("%s: %q", key, said)
			}
		}
	}
}

func sameWords(a, b []string) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func TestForeign(t *testing.T) {
	if got := Word("Été: {{.Who}} at https://x.example/y"); got != "Ете: {{.Who}} ат https://x.example/y" {
		t.Errorf("%q", got)
	}
	for text, want := range map[string][]string{
		"ат 9 х, x n":                   nil,
		"ат nine":                       {"nine"},
		"ат Diallo, Cardio… d'Avril":    {"d'Avril"},
		"Zut, une erreur":               {"Zut", "une", "erreur"},
		strings.ToUpper("un") + " шорд": {"UN"},
	} {
		if got := Foreign(text, "Diallo Fatoumata", "Cardiologie"); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
