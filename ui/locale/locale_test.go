package locale

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// messages are the sentences of a language as its file has them, by key, without
// the words of the express line, of which each language has its own number.
func messages(t *testing.T, lang string) map[string]*i18n.Message {
	t.Helper()
	text, err := files.ReadFile(lang + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	list, err := i18n.ParseMessageBytes(text, toml.Unmarshal)
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]*i18n.Message{}
	for _, m := range list {
		if !strings.HasPrefix(m.ID, expressTable+".") {
			byKey[m.ID] = m
		}
	}
	return byKey
}

// forms are the plural forms that a sentence has.
func forms(m *i18n.Message) map[plural.Form]string {
	all := map[plural.Form]string{plural.Zero: m.Zero, plural.One: m.One, plural.Two: m.Two,
		plural.Few: m.Few, plural.Many: m.Many, plural.Other: m.Other}
	for form, text := range all {
		if text == "" {
			delete(all, form)
		}
	}
	return all
}

// wanted are the forms that CLDR asks for whole numbers of a language.
func wanted(lang string) map[plural.Form]bool {
	want := map[plural.Form]bool{}
	tag := language.Make(lang)
	for _, n := range []int{0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 20, 21, 22, 25, 100, 101, 1000, 1_000_000, 2_000_000} {
		want[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)] = true
	}
	// x/text knows CLDR 32; since CLDR 38 French has a form for millions, and
	// go-i18n asks for it.
	if lang == "fr" {
		want[plural.Many] = true
	}
	return want
}

var field = regexp.MustCompile(`{{-?\s*\.(\w+)[^}]*}}`)

// fields are the names of the fields in a text, in order, each once.
func fields(text string) []string {
	var names []string
	for _, m := range field.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestLanguagesHaveTheSameSentences(t *testing.T) {
	english := messages(t, English)
	for _, lang := range Languages() {
		other := messages(t, lang)
		for key := range english {
			if other[key] == nil {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
		for key, m := range other {
			e := english[key]
			if e == nil {
				t.Errorf("%s has %s, English has not", lang, key)
				continue
			}
			if _, ok := patternFields[strings.TrimPrefix(key, "calendar.")]; ok {
				continue // a language says days and times its own way; Load judges how
			}
			want := fields(e.Other)
			for form, text := range forms(m) {
				got := fields(text)
				// A form for one thing may say "one" without the number.
				if form == plural.One {
					got, want := slices.DeleteFunc(slices.Clone(got), isN), slices.DeleteFunc(slices.Clone(want), isN)
					if !slices.Equal(got, want) {
						t.Errorf("%s %s, one: fields %q, want %q", lang, key, got, want)
					}
				} else if !slices.Equal(got, want) {
					t.Errorf("%s %s: fields %q, want %q", lang, key, got, want)
				}
			}
			if (len(forms(m)) > 1) != (len(forms(e)) > 1) {
				t.Errorf("%s: %s is plural in one language only", lang, key)
			}
		}
	}
}

func isN(name string) bool { return name == "N" }

func TestPluralsAreComplete(t *testing.T) {
	for _, lang := range Languages() {
		want := wanted(lang)
		for key, m := range messages(t, lang) {
			got := forms(m)
			if len(got) == 0 {
				t.Errorf("%s %s is empty", lang, key)
			}
			if len(got) == 1 {
				if got[plural.Other] == "" {
					t.Errorf("%s %s has no form for other numbers", lang, key)
				}
				continue
			}
			for form := range want {
				if got[form] == "" {
					t.Errorf("%s %s lacks plural form %d", lang, key, form)
				}
			}
			for form := range got {
				if !want[form] {
					t.Errorf("%s %s has plural form %d, which the language has not", lang, key, form)
				}
			}
		}
	}
}

// TestSentencesAreWhole fills in every sentence.
func TestSentencesAreWhole(t *testing.T) {
	for _, lang := range Languages() {
		w := Load(lang)
		for key, m := range messages(t, lang) {
			if !w.Has(key) {
				t.Errorf("%s: %s is not known", lang, key)
			}
			args := Args{}
			for _, name := range fields(m.Other) {
				args[name] = "x"
			}
			var got []string
			if len(forms(m)) == 1 {
				got = append(got, w.F(key, args))
			} else {
				delete(args, "N")
				for _, n := range []int{0, 1, 2, 1_000_000} {
					got = append(got, w.N(key, n, args))
				}
			}
			for _, s := range got {
				if s == "" || s == key || strings.ContainsAny(s, "{}\n\t\x1b") || strings.Contains(s, "<no value>") {
					t.Errorf("%s %s: %q", lang, key, s)
				}
			}
		}
	}
}

func TestWords(t *testing.T) {
	fr, en := Load("fr_FR.UTF-8"), Load("qaa")
	if fr.Lang() != "fr" || en.Lang() != "en" {
		t.Errorf("%s, %s", fr.Lang(), en.Lang())
	}
	if got := fr.T("ago.now"); got != "à l'instant" {
		t.Errorf("%q", got)
	}
	if got := en.T("no.such.key"); got != "no.such.key" || en.Has("no.such.key") {
		t.Errorf("%q", got)
	}
	if got := en.F("no.such.key", nil); got != "no.such.key" {
		t.Errorf("%q", got)
	}
	if got := en.N("no.such.key", 2, nil); got != "no.such.key" {
		t.Errorf("%q", got)
	}
	if keys := en.Keys(); !slices.IsSorted(keys) || !slices.Contains(keys, "ago.hours") {
		t.Errorf("%q", keys)
	}
	if n := testing.AllocsPerRun(100, func() { fr.T("ago.now") }); n != 0 {
		t.Errorf("%v allocations for a sentence without fields", n)
	}
}

func TestPluralsInFrench(t *testing.T) {
	fr := Load("fr")
	for n, want := range map[int]string{0: "il y a 0~heure", 1: "il y a 1~heure", 2: "il y a 2~heures", 1_000_000: "il y a 1000000~heures"} {
		if got := fr.N("ago.hours", n, nil); got != joined(want) {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	args := Args{"Name": "x"}
	if fr.N("ago.hours", 2, args); len(args) != 1 {
		t.Errorf("the caller's fields change: %v", args)
	}
}

func TestFromEnv(t *testing.T) {
	for _, c := range []struct{ setting, lcAll, lcMessages, lang, want string }{
		{"", "", "", "", "en"},
		{"", "", "", "fr_FR.UTF-8", "fr"},
		{"", "", "", "fr_GN@euro", "fr"},
		{"", "", "en_GB.UTF-8", "fr_FR.UTF-8", "en"},
		{"", "C", "fr_FR.UTF-8", "fr_FR.UTF-8", "en"},
		{"", "POSIX", "", "", "en"},
		{"fr", "C", "", "en_US", "fr"},
		{"fr-GN", "", "", "", "fr"},
		{"FR", "", "", "", "fr"},
		{"en", "", "", "fr_FR", "en"},
		{"qaa", "", "", "fr_FR", "en"},
		{"fra", "", "", "", "en"},
	} {
		if got := Ours().FromEnv(c.setting, c.lcAll, c.lcMessages, c.lang); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// BenchmarkLoad has a budget of 5 ms.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		Load("fr")
	}
}

// parted is what French joins by a no-break space: the double signs, quotation
// marks, and a number with its unit.
var parted = regexp.MustCompile(` [;:?!»]|« |(\d|{{\.(N|M|S|SS|H)}}) (h|min|s|jours?|heures?)\b|\d [jfmasond]\pL+\.|h (\d|{{)`)

func TestFrenchJoinsWhatBelongsTogether(t *testing.T) {
	for key, m := range messages(t, "fr") {
		if strings.HasPrefix(key, "help.express") {
			continue // what is typed, as it is typed, and columns
		}
		for _, text := range forms(m) {
			if s := parted.FindString(text); s != "" {
				t.Errorf("%s: %q in %q", key, s, text)
			}
		}
	}
}
