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
	unknown := r.Unknown
	if len(r.Rows) > 0 {
		first := &r.Rows[0]
		if first.New() {
			add("new")
		}
		add("%s", first.Name)
		unknown = slices.Concat(first.Left, unknown)
	}
	if r.Asks {
		add("?")
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
	if len(unknown) > 0 {
		add("?%s", strings.Join(unknown, "|"))
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
		{"dia 2/2", "Diallo Fatoumata Mon 2026-02-02"}, // just gone by: past
		{"dia 5/12", "Diallo Fatoumata Fri 2025-12-05"},
		{"dia 4/12", "Diallo Fatoumata Fri 2026-12-04"}, // more than 60 days ago
		{"dia 3/5", "Diallo Fatoumata Sun 2026-05-03"},
		{"dia 29/2", "Diallo Fatoumata Tue 2028-02-29"},
		{"dia hier", "Diallo Fatoumata Mon 2026-02-02"},
		{"dia yesterday", "Diallo Fatoumata Mon 2026-02-02"},
		{"dia 10/02/2026", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia 10/2/26", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia 2/2/2026", "Diallo Fatoumata Mon 2026-02-02"},
		{"dia 2/2/202", "Diallo Fatoumata ?2/2/202"},
		{"dia 10 fév", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia 10 february 2027", "Diallo Fatoumata Wed 2027-02-10"},
		{"dia feb 10", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia 31 avr", "Diallo Fatoumata ?31 avr"},
		{"dia le 10", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia jeu. 1er janv. 2026", "Diallo Fatoumata Thu 2026-01-01"},
		{"dia mardi 3 février", "Diallo Fatoumata Tue 2026-02-03"},
		{"dia mar prochain", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia next fri", "Diallo Fatoumata Fri 2026-02-13"},
		{"dia dans deux semaines", "Diallo Fatoumata Tue 2026-02-17"},
		{"dia in a week", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia dans quinze jours", "Diallo Fatoumata Wed 2026-02-18"},
		{"dia dix février", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia demain 9 heures", "Diallo Fatoumata Wed 2026-02-04 ~09:00"},
		{"dia demain 14 heures 30", "Diallo Fatoumata Wed 2026-02-04 ~14:30"},
		{"dia demain à dix heures", "Diallo Fatoumata Wed 2026-02-04 ~10:00"},
		{"dia tomorrow at 9 o'clock", "Diallo Fatoumata Wed 2026-02-04 ~09:00"},
		{"dia on 12 february in the afternoon", "Diallo Fatoumata Thu 2026-02-12 12-18h"},
		{"dia aujourdhui apresmidi", "Diallo Fatoumata Tue 2026-02-03 12-18h"},
		{"dia apresdemain 9 oclock", "Diallo Fatoumata Thu 2026-02-05 ~09:00"},
		{"dia on the 20th at 11", "Diallo Fatoumata Fri 2026-02-20 ~11:00"},
		{"dia feb 21st", "Diallo Fatoumata Sat 2026-02-21"},
		{"dia 20thh", "Diallo Fatoumata ?20thh"},
		{"dia le vingt février", "Diallo Fatoumata Fri 2026-02-20"},
		{"dia car avec dr xenon demain", "Diallo Fatoumata /Cardiologie Wed 2026-02-04 ?avec dr xenon"},
		{"dia car with sow", "Diallo Fatoumata /Cardiologie ?with sow"}, // of another department
		{"dia avec xenon", "Diallo Fatoumata ?avec xenon"},
		{"dia à midi", "Diallo Fatoumata ~12:00"},
		{"dia la semaine prochaine", "Diallo Fatoumata Mon 2026-02-09"},
		{"dia jeu semaine prochaine", "Diallo Fatoumata Thu 2026-02-12"},
		{"dia next week fri", "Diallo Fatoumata Fri 2026-02-13"},
		{"dia +2 sem", "Diallo Fatoumata Tue 2026-02-17"},
		{"dia dans 3 jours", "Diallo Fatoumata Fri 2026-02-06"},
		{"dia in 2 weeks", "Diallo Fatoumata Tue 2026-02-17"},
		{"dia mard", "Diallo Fatoumata Tue 2026-02-10"},
		{"dia thurs", "Diallo Fatoumata Thu 2026-02-05"},
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
		{"dia mar 24", "Diallo Fatoumata Tue 2026-02-24"}, // none of an hour of work: a Tuesday
		{"dia mar 25", "Diallo Fatoumata Tue 2026-02-10 ?25"},
		{"dia mar à 6", "Diallo Fatoumata Tue 2026-02-10 ~06:00"},
		{"dia mar 10 10h15", "Diallo Fatoumata Tue 2026-02-10 ~10:15"},
		{"dia mar 17 9", "Diallo Fatoumata Tue 2026-02-17 ~09:00"},
		{"dia 10 fev 9", "Diallo Fatoumata Tue 2026-02-10 ~09:00"},
		{"dia 14 h 30", "Diallo Fatoumata ~14:30"},
		{"dia vers 10 h", "Diallo Fatoumata ~10:00"},
		{"dia 24 h", "Diallo Fatoumata ?24 h"},
		{"dia 3 pm", "Diallo Fatoumata ~15:00"},
		{"dia 9am", "Diallo Fatoumata ~09:00"},
		{"dia vers 25", "Diallo Fatoumata ?25"},
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
		{"dia mar apr 3", "Diallo Fatoumata Tue 2026-02-03 12-18h"},
		{"dia mar apr à 3", "Diallo Fatoumata Tue 2026-02-10 12-18h ~15:00"},

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
		{"dia mer 17/2", "Diallo Fatoumata Wed 2026-02-04 ?17/2"},
		{"dia 17/2 mer", "Diallo Fatoumata Tue 2026-02-17 ?mer"},
		{"dia 10h apr", "Diallo Fatoumata ~10:00 ?apr"},
		{"dia apr 10h", "Diallo Fatoumata 12-18h ?10h"},
		{"dia pm soir", "Diallo Fatoumata 17-24h"},
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
		{"dia d", "Diallo Fatoumata ? ?d"}, // one letter names no department
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
		{"ba ami", "Ba Aminata"},
		{"ami ba", "Ba Aminata"}, // her family name
		{"con bact", "Condé Ibrahima /Bactériologie"},
		{"dia de", "Diallo Fatoumata"}, // never Dentaire
		{"dia dent ped", "Diallo Fatoumata /Dentaire ?ped"},
		{"dia dent dentaire", "Diallo Fatoumata /Dentaire"},

		// Workers.
		{"dia binta", "new Dia Binta ?"}, // no department was said
		{"dia avec binta", "Diallo Fatoumata /Dentaire @Dr Sow Binta"},
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
		{"de la croix", "new De La Croix"},
		{"mme soumah rose, ped lun", "new Soumah Rose /Pédiatrie Mon 2026-02-09"},
		{"pour mme traore", "new Traore"},
		{"bah/sow ali", "new Bah/sow Ali"},
		{"test1", "new Test1"},
		{"dia traore", "new Dia Traore ?"},
		{"dia zw", "Diallo Fatoumata ? ?zw"},
		{"diallo fatoumatta", "Diallo Fatoumata"},
		{"diallo fatoumata x2", "Diallo Fatoumata ? ?x2"},
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
		{"tou", "3", false},         // the person's last one, in the form of the list
		{"tou car", "1", true},      // said
		{"kou", "2", false},         // her last one is no longer there
		{"traore", "2", false},      // new: the selected one
		{"tou dr binta", "3", true}, // the worker's
	} {
		if r := Read(x.line, c); r.Department != x.want || r.DepartmentSaid != x.said {
			t.Errorf("Read(%q): department %s, said %v", x.line, r.Department, r.DepartmentSaid)
		}
	}
}

func TestReadTakesAWorkerWhereSelected(t *testing.T) {
	barry := []Worker{{ID: "9", Name: "Dr Barry"}}
	c := Context{Now: storyNow, Lexicon: french, Departments: []Department{
		{ID: "1", Name: "Cardiologie", Workers: barry}, {ID: "2", Name: "Pédiatrie", Workers: barry},
	}}
	for _, selected := range []ID{"1", "2"} {
		c.Selected = selected
		if r := Read("traore avec barry", c); r.Department != selected || r.Worker != "9" {
			t.Errorf("%s selected: worker %q of %s", selected, r.Worker, r.Department)
		}
	}
	if r := Read("traore barry car", c); r.Department != "1" || r.Worker != "9" {
		t.Errorf("said elsewhere: worker %q of %s", r.Worker, r.Department)
	}
}

func TestReadMarksWords(t *testing.T) {
	c := readingDesk()
	line := " dia,  den sow apres  midi mar 14 @ 31/2"
	var got []string
	for _, w := range Read(line, c).Words {
		got = append(got, fmt.Sprintf("%s:%d", line[w.Start:w.End], w.Kind))
	}
	want := []string{
		fmt.Sprintf("dia:%d", KindPerson), fmt.Sprintf("den:%d", KindDepartment), fmt.Sprintf("sow:%d", KindWorker),
		fmt.Sprintf("apres:%d", KindHalf), fmt.Sprintf("midi:%d", KindHalf), fmt.Sprintf("mar:%d", KindDay), fmt.Sprintf("14:%d", KindHour),
		fmt.Sprintf("@:%d", KindUnknown), fmt.Sprintf("31/2:%d", KindUnknown),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is beyond the bounds is not read, and that is said.
func TestReadIsBounded(t *testing.T) {
	c := readingDesk()
	line := strings.Repeat("x ", 90)
	r := Read(line, c)
	if n := len(r.Words); n != maxWords || r.Words[n-1].End != len(line)-1 || len(r.Unknown) != 1 {
		t.Errorf("%d fragments read, want %d, the last of them to the end; not understood: %q", n, maxWords, r.Unknown)
	}
	line = "dia " + strings.Repeat("é", 300)
	if r = Read(line, c); len(r.Words) != 2 || !slices.Equal(r.Unknown, []string{line[4:]}) {
		t.Errorf("read %v of 300 letters", r.Words)
	}
}
