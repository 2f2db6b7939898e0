package clinic

import (
	"strings"
	"testing"
)

func TestLexiconMergesLanguages(t *testing.T) {
	ours := map[string]string{"tuesday": "mar, mardi", "after_tomorrow": "Après-demain", "hour": "h", "link": "de"}
	theirs := map[string]string{"wednesday": "mar, miercoles", "after_noon": "pm", "hour": "uhr", "link": "mar"}
	l, err := NewLexicon(ours, theirs)
	if err != nil {
		t.Fatal(err)
	}
	c := Context{Now: storyNow, Lexicon: l, Departments: []Department{{ID: "1", Name: "Centre mar de soin"}}}
	for line, want := range map[string]string{
		"mar":          "Tue 2026-02-10", // the first language's
		"miercoles":    "Wed 2026-02-04",
		"apres demain": "Thu 2026-02-05",
		"10uhr30":      "~10:30",
		"10h":          "~10:00",
		"3pm":          "~15:00",
		"10ok":         "?10ok",
		"de":           "new De", // links no department
	} {
		if got := summary(Read(line, c), c); got != want {
			t.Errorf("%q reads %q, want %q", line, got, want)
		}
	}
}

func TestLexiconRefuses(t *testing.T) {
	for name, words := range map[string]map[string]string{
		"meaning":       {"someday": "un jour"},
		"two fragments": {"today": "ce jour d'hui"},
		"there twice":   {"today": "auj", "tomorrow": "demain, auj"},
	} {
		if _, err := NewLexicon(words); err == nil || !strings.Contains(err.Error(), strings.Fields(name)[0]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if l, err := NewLexicon(map[string]string{"today": " , auj,"}); err != nil || len(l.days) != 1 {
		t.Errorf("%v, %v", l, err)
	}
}

// A desk without words reads figures only.
func TestNoLexicon(t *testing.T) {
	c := Context{Now: storyNow}
	if got := summary(Read("dia mar 10/2 10:15", c), c); got != "new Dia Mar Tue 2026-02-10 ~10:15" {
		t.Error(got)
	}
}
