package clinic

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// lexicon is that of a desk of a language, read from the languages' own files.
func lexicon(lang string) *Lexicon {
	var tables []map[string]string
	for _, name := range []string{"en", "fr"} {
		var file struct{ Express map[string]string }
		if _, err := toml.DecodeFile("../../ui/locale/"+name+".toml", &file); err != nil {
			panic(err)
		}
		words := file.Express
		for meaning, list := range words {
			if general, here := strings.CutSuffix(meaning, "_here"); here {
				delete(words, meaning)
				if name == lang {
					words[general] = list
				}
			}
		}
		tables = append(tables, words)
	}
	l, err := NewLexicon(tables...)
	if err != nil {
		panic(err)
	}
	return l
}

// french and english are the words read at a desk of each language.
var french, english = lexicon("fr"), lexicon("en")

// readingDesk is a small clinic on the morning of storyNow.
func readingDesk() Context {
	return Context{
		Now:     storyNow,
		Lexicon: french,
		Departments: []Department{
			{ID: "1", Name: "Cardiologie", Active: true},
			{ID: "2", Name: "Pédiatrie", Active: true},
			{ID: "3", Name: "Dentaire", Active: true, Workers: []Worker{{ID: "31", Name: "Dr Sow Binta"}, {ID: "32", Name: "Dr Keïta"}}},
			{ID: "4", Name: "Médecine générale", Active: true},
			{ID: "5", Name: "Médecine du travail", Active: true},
			{ID: "6", Name: "Bactériologie", Active: true},
			{ID: "7", Name: "Consultation de la douleur", Active: true},
		},
		Selected: "2",
		People: peopleOf("Diallo Fatoumata", "Diaby Ousmane", "Cara Mamadou", "Condé Ibrahima", "Ba Aminata",
			"Bah Mamadou", "Sow Alpha", "Diallo Keïta", "Amadou Cherif"),
	}
}

// summary is a reading in one line, with names for what has one.
func summary(r Reading, c Context) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if len(r.People) > 0 {
		add("%s", r.People[r.Person].Person.Name)
	} else if r.Name != "" {
		add("new %s", r.Name)
	}
	for _, d := range c.Departments {
		if d.ID == r.Department && r.DepartmentSaid {
			add("/%s", d.Name)
		}
		for _, w := range d.Workers {
			if w.ID == r.Worker {
				add("@%s", w.Name)
			}
		}
	}
	if r.DaySaid {
		add("%s %s", r.Day.Weekday().String()[:3], r.Day)
	}
	if r.To != 0 {
		add("%d-%dh", r.From/Hour, r.To/Hour)
	}
	if r.HourSaid {
		add("~%s", r.Hour.Clock())
	}
	if len(r.Unknown) > 0 {
		add("?%s", strings.Join(r.Unknown, "|"))
	}
	return strings.Join(parts, " ")
}

func TestRead(t *testing.T) {
	c := readingDesk() // Tuesday 3 February 2026, 09:40
	for _, x := range []struct{ line, want string }{
		{"", ""},
		{"dia", "Diallo Fatoumata"},
		{"dia car mar 10", "Diallo Fatoumata /Cardiologie Tue 2026-02-10 ~10:00"},
		{"dia ca mat", "Diallo Fatoumata /Cardiologie 0-12h"},
		{"Dia, CAR; Mar 10", "Diallo Fatoumata /Cardiologie Tue 2026-02-10 ~10:00"},

		// Days.
		{"dia demain", "Diallo Fatoumata Wed 2026-02-04"},
		{"dia tomorrow", "Diallo Fatoumata Wed 2026-02-04"},
		{"dia auj", "Diallo Fatoumata Tue 2026-02-03"},
		{"dia aujourd'hui", "Diallo Fatoumata Tue 2026-02-03"},
		{"dia aujourd’hui", "Diallo Fatoumata Tue 2026-02-03"},
		{"dia après-demain", "Diallo Fatoumata Thu 2026-02-05"},
		{"dia apres demain", "Diallo Fatoumata Thu 2026-02-05"},
		{"dia lundi", "Diallo Fatoumata Mon 2026-02-09"},
		{"dia mar", "Diallo Fatoumata Tue 2026-02-10"}, // today's weekday is next week
		{"dia tue", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia mer", "Diallo Fatoumata Wed 2026-02-04"},
		{"dia sun", "Diallo Fatoumata Sun 2026-02-08"},
		{"dia +3", "Diallo Fatoumata Fri 2026-02-06"},
		{"dia +0", "Diallo Fatoumata Tue 2026-02-03"},
		{"dia 10/2", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia 3/2", "Diallo Fatoumata Tue 2026-02-03"},
		{"dia 2/2", "Diallo Fatoumata Tue 2027-02-02"}, // gone by: next year's
		{"dia 10/02/2026", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia 10/2/26", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia 2/2/2026", "Diallo Fatoumata ?2/2/2026"},
		{"dia 31/2", "Diallo Fatoumata ?31/2"},
		{"dia 29/2/2028", "Diallo Fatoumata Tue 2028-02-29"},
		{"dia 1/x", "Diallo Fatoumata ?1/x"},
		{"dia 10", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia 3", "Diallo Fatoumata Tue 2026-02-03"},
		{"dia 2", "Diallo Fatoumata Mon 2026-03-02"},
		{"dia 30", "Diallo Fatoumata Mon 2026-03-30"},
		{"dia 32", "Diallo Fatoumata ?32"},
		{"dia 0", "Diallo Fatoumata ?0"},

		// Hours.
		{"dia mar 9", "Diallo Fatoumata Tue 2026-02-10 ~09:00"},
		{"dia mar ped 9", "Diallo Fatoumata /Pédiatrie Tue 2026-02-10 ~09:00"},
		{"dia demain 9", "Diallo Fatoumata Wed 2026-02-04 ~09:00"},
		{"dia 10 9", "Diallo Fatoumata Tue 2026-02-10 ~09:00"},
		{"dia mar 24", "Diallo Fatoumata Tue 2026-02-10 ?24"},
		{"dia 10h", "Diallo Fatoumata ~10:00"},
		{"dia 10H30", "Diallo Fatoumata ~10:30"},
		{"dia 10:15", "Diallo Fatoumata ~10:15"},
		{"dia 10.15", "Diallo Fatoumata ~10:15"},
		{"dia 0h", "Diallo Fatoumata ~00:00"},
		{"dia 24h", "Diallo Fatoumata ?24h"},
		{"dia 10:60", "Diallo Fatoumata ?10:60"},
		{"dia 10:", "Diallo Fatoumata ?10:"},
		{"dia 10h3", "Diallo Fatoumata ?10h3"},
		{"dia midi", "Diallo Fatoumata ~12:00"},
		{"dia noon", "Diallo Fatoumata ~12:00"},
		{"dia 3pm", "Diallo Fatoumata ~15:00"},
		{"dia 12:30pm", "Diallo Fatoumata ~12:30"},
		{"dia 13pm", "Diallo Fatoumata ?13pm"},
		{"dia mar apr 3", "Diallo Fatoumata Tue 2026-02-10 12-18h ~15:00"},

		// Half days.
		{"dia matin", "Diallo Fatoumata 0-12h"},
		{"dia morning", "Diallo Fatoumata 0-12h"},
		{"dia après-midi", "Diallo Fatoumata 12-18h"},
		{"dia apres midi", "Diallo Fatoumata 12-18h"},
		{"dia aprem", "Diallo Fatoumata 12-18h"},
		{"dia afternoon", "Diallo Fatoumata 12-18h"},
		{"dia soir", "Diallo Fatoumata 17-24h"},
		{"dia pm", "Diallo Fatoumata 12-24h"},
		{"am", "Amadou Cherif"}, // `am` is morning only in English

		// What contradicts is not understood; what agrees is.
		{"dia mar 10/2", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia mar 17/2", "Diallo Fatoumata Tue 2026-02-17"},
		{"dia mer 17/2", "Diallo Fatoumata Tue 2026-02-17 ?mer"},
		{"dia mar mer", "Diallo Fatoumata Tue 2026-02-10 ?mer"},
		{"dia demain +2", "Diallo Fatoumata Wed 2026-02-04 ?+2"},
		{"dia mat soir", "Diallo Fatoumata 0-12h ?soir"},
		{"dia 10h 11h", "Diallo Fatoumata ~10:00 ?11h"},
		{"dia 10h 10:00", "Diallo Fatoumata ~10:00"},

		// Departments.
		{"dia pediatrie", "Diallo Fatoumata /Pédiatrie"},
		{"dia gen", "Diallo Fatoumata /Médecine générale"},
		{"dia med", "Diallo Fatoumata /Médecine générale"}, // the shorter name
		{"dia med tra", "Diallo Fatoumata /Médecine du travail"},
		{"dia trav", "Diallo Fatoumata /Médecine du travail"},
		{"dia d", "new Dia D"}, // one letter names no department
		{"cardiologie", "/Cardiologie"},
		{"medecine generale", "/Médecine générale"},

		// A department's word that begins a person's name too.
		{"car", "Cara Mamadou"},
		{"con", "Condé Ibrahima"},
		{"car demain", "Cara Mamadou Wed 2026-02-04"},
		{"dia car", "Diallo Fatoumata /Cardiologie"},
		{"car dia", "Diallo Fatoumata /Cardiologie"},
		{"car con", "Condé Ibrahima /Cardiologie"},
		{"car mam", "Cara Mamadou /Cardiologie"},
		{"ba", "Ba Aminata"},
		{"ba aminata", "Ba Aminata"},
		{"ba ami", "Ba Aminata /Bactériologie"},

		// Workers.
		{"dia binta", "Diallo Fatoumata /Dentaire @Dr Sow Binta"},
		{"dia den sow", "Diallo Fatoumata /Dentaire @Dr Sow Binta"},
		{"sow", "Sow Alpha"},
		{"dr sow", "/Dentaire @Dr Sow Binta"},
		{"dr sow dia", "Diallo Fatoumata /Dentaire @Dr Sow Binta"},
		{"dr binta", "/Dentaire @Dr Sow Binta"},
		{"dia kei", "Diallo Keïta"},

		// New people.
		{"traore adama", "new Traore Adama"},
		{"traoré adama ped mar 10", "new Traoré Adama /Pédiatrie Tue 2026-02-10 ~10:00"},
		{"jean-pierre o'brien", "new Jean-Pierre O'Brien"},
		{"dia traore", "new Dia Traore"},
		{"diallo fatoumatta x2", "new Diallo Fatoumatta ?x2"},
		{"dialo", "Diallo Fatoumata"},
		{"12345 @ dia", "Diallo Fatoumata ?12345|@"},
	} {
		if got := summary(Read(x.line, c), c); got != x.want {
			t.Errorf("Read(%q)\n got %s\nwant %s", x.line, got, x.want)
		}
	}
}

func TestReadEnglish(t *testing.T) {
	c := readingDesk()
	c.Lexicon = english
	for _, x := range []struct{ line, want string }{
		{"dia am", "Diallo Fatoumata 0-12h"},
		{"dia wed 9am", "Diallo Fatoumata Wed 2026-02-04 ~09:00"},
		{"dia 12am", "Diallo Fatoumata ~00:00"},
		{"dia mar mat", "Diallo Fatoumata Tue 2026-02-10 0-12h"}, // French words always do
	} {
		if got := summary(Read(x.line, c), c); got != x.want {
			t.Errorf("Read(%q)\n got %s\nwant %s", x.line, got, x.want)
		}
	}
}

func TestReadWithoutPeopleOrDepartments(t *testing.T) {
	c := Context{Now: storyNow, Lexicon: french, Selected: "2"}
	r := Read("dia car mar 10", c)
	if got := summary(r, c); got != "new Dia Car Tue 2026-02-10 ~10:00" || r.Department != "2" {
		t.Errorf("%s, department %q", got, r.Department)
	}
}

func TestReadSettlesTheDepartment(t *testing.T) {
	c := readingDesk()
	c.People.Learn([]Appointment{
		{ID: "900", Name: "Touré Salimatou", Department: `"3`, At: storyNow - Hour, Status: Completed},
		{ID: "901", Name: "Kourouma Fanta", Department: "99", At: storyNow - Hour, Status: Completed},
	}, storyNow)
	for _, x := range []struct {
		line string
		want ID
		said bool
	}{
		{"tou", "3", false},      // the person's last one, in the form of the list
		{"tou car", "1", true},   // said
		{"kou", "2", false},      // her last one is no longer there
		{"traore", "2", false},   // new: the selected one
		{"tou binta", "3", true}, // the worker's
	} {
		if r := Read(x.line, c); r.Department != x.want || r.DepartmentSaid != x.said {
			t.Errorf("Read(%q): department %s, said %v", x.line, r.Department, r.DepartmentSaid)
		}
	}
}

func TestReadTakesAWorkerWhereSelected(t *testing.T) {
	barry := []Worker{{ID: "9", Name: "Dr Barry"}}
	c := Context{Now: storyNow, Departments: []Department{
		{ID: "1", Name: "Cardiologie", Workers: barry}, {ID: "2", Name: "Pédiatrie", Workers: barry},
	}}
	for _, selected := range []ID{"1", "2"} {
		c.Selected = selected
		if r := Read("traore barry", c); r.Department != selected || r.Worker != "9" {
			t.Errorf("%s selected: worker %q of %s", selected, r.Worker, r.Department)
		}
	}
	if r := Read("traore barry car", c); r.Department != "1" || r.Worker != "9" {
		t.Errorf("said elsewhere: worker %q of %s", r.Worker, r.Department)
	}
}

func TestReadMarksWords(t *testing.T) {
	c := readingDesk()
	line := " dia,  den sow apres  midi mar 10 @ 31/2"
	var got []string
	for _, w := range Read(line, c).Words {
		got = append(got, fmt.Sprintf("%s:%d", line[w.Start:w.End], w.Kind))
	}
	want := []string{
		fmt.Sprintf("dia:%d", KindPerson), fmt.Sprintf("den:%d", KindDepartment), fmt.Sprintf("sow:%d", KindWorker),
		fmt.Sprintf("apres  midi:%d", KindHalf), fmt.Sprintf("mar:%d", KindDay), fmt.Sprintf("10:%d", KindHour),
		fmt.Sprintf("@:%d", KindUnknown), fmt.Sprintf("31/2:%d", KindUnknown),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReadIsBounded(t *testing.T) {
	c := readingDesk()
	if n := len(Read(strings.Repeat("x ", 90), c).Words); n != maxWords {
		t.Errorf("%d fragments read, want %d", n, maxWords)
	}
	words := Read(strings.Repeat("é", 300), c).Words
	if len(words) != 1 || words[0].End != 2*maxRunes {
		t.Errorf("read %v of 300 letters", words)
	}
}
