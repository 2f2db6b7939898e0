package journey_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/api"
	"creneau/api/demo"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/story"
)

// storyNow is when the story begins: Tuesday 3 February 2026, 09:40.
var storyNow = clinic.At(2026, time.February, 3, 9, 40)

// readClinic reads the demo clinic of the story over the API: its departments, the
// appointments from 14 days back to 14 ahead, and, when they are asked for, the slots
// of three weeks from a day on.
func readClinic(t *testing.T) (clinic.Context, func(clinic.ID, clinic.Day) []clinic.Slot) {
	t.Helper()
	now := func() time.Time { return storyNow.Time() }
	house := demo.New(demo.Options{Now: now, Seed: story.Seed, Credits: 3})
	key, err := api.NewSecret(house.Keys()[0].Secret)
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Options{
		BaseURL: demo.BaseURL, Key: key, Transport: house.Transport(), Now: now,
		Staff: func(id clinic.ID) ([]clinic.Worker, bool) {
			return house.Workers()[id.Text()], house.NeedsWorker(id.Text())
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	departments, err := client.Departments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	today := storyNow.Day()
	visits, err := client.Visits(t.Context(), clinic.Visits{From: today - 14, To: today + 14})
	if err != nil {
		t.Fatal(err)
	}
	c := clinic.Context{Now: storyNow, Departments: departments.Departments, Selected: departments.Departments[0].ID, People: clinic.NewPeople()}
	c.People.Learn(visits.Appointments, storyNow)
	type place struct {
		department clinic.ID
		from       clinic.Day
	}
	held := map[place][]clinic.Slot{}
	return c, func(department clinic.ID, from clinic.Day) []clinic.Slot {
		p := place{department, from.Monday()}
		if _, ok := held[p]; !ok {
			list, err := client.Slots(t.Context(), department, p.from, p.from+20)
			if err != nil {
				t.Fatal(err)
			}
			held[p] = list.Slots
		}
		return held[p]
	}
}

// An exampleLine is a line with what it is read as: whom, "new" before who is not
// known; where; the slot that it takes; what the sentence warns of; and other rows
// that must be in sight.
type exampleLine struct{ typed, who, where, slot, told, rows string }

// exampleLines are typed at the story's beginning, with Cardiologie selected.
var exampleLines = []exampleLine{
	{"dia", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "", ""},
	{"dia ca mat", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "", "new Dia Ca"},
	{"dia cardio", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "", ""},
	{"dia jeu 10", "Diallo Fatoumata", "Cardiologie", "Thu 5 Feb 10:00", "", ""},
	{"dia mar 10", "Diallo Fatoumata", "Cardiologie", "Tue 10 Feb 10:15", "", ""},
	{"dia lun 23", "Diallo Fatoumata", "Cardiologie", "Mon 23 Feb 08:15", "", ""},
	{"dia ven 6", "Diallo Fatoumata", "Cardiologie", "Fri 6 Feb 08:45", "", ""},
	{"dia ven 13", "Diallo Fatoumata", "Cardiologie", "Fri 6 Feb 12:15", "closed, or Fri 13 Feb", "Diallo Fatoumata, Fri 13 Feb"},
	{"dia sam 14", "Diallo Fatoumata", "Cardiologie", "Sat 7 Feb 11:45", "closed, or Sat 14 Feb", "Diallo Fatoumata, Sat 14 Feb"},
	{"dia ven 7", "Diallo Fatoumata", "Cardiologie", "Fri 6 Feb 08:45", "closed", ""},
	{"dia lun à 9", "Diallo Fatoumata", "Cardiologie", "Mon 9 Feb 09:00", "", ""},
	{"dia à 9", "Diallo Fatoumata", "Cardiologie", "Wed 4 Feb 09:00", "over today", ""},
	{"dia 5", "Diallo Fatoumata", "Cardiologie", "Thu 5 Feb 08:00", "", ""},
	{"dia 3", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "", ""},
	{"dia +2 sem", "Diallo Fatoumata", "Cardiologie", "Tue 17 Feb 08:00", "", ""},
	{"dia mardi prochain", "Diallo Fatoumata", "Cardiologie", "Tue 10 Feb 08:00", "", ""},
	{"dia 15/1", "Diallo Fatoumata", "Cardiologie", "", "past", ""},
	{"dia 15/4", "Diallo Fatoumata", "Cardiologie", "Wed 15 Apr 08:00", "", ""},
	{"dia 2/12", "Diallo Fatoumata", "Cardiologie", "Wed 2 Dec 08:00", "", ""},
	{"dia 15/1/2027", "Diallo Fatoumata", "Cardiologie", "Fri 15 Jan 08:00", "", ""},
	{"dia 32", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "not 32", ""},
	{"dia 10h mat pm", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "full, not pm", ""},
	{"dia mer 6 fev", "Diallo Fatoumata", "Cardiologie", "Wed 4 Feb 08:30", "not 6 fev", ""},
	{"dia soir", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 16:45", "closed", ""},
	{"dia midi", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 12:15", "", ""},
	{"dia dent lun", "Diallo Fatoumata", "Dentaire", "Tue 10 Feb 09:30", "closed", ""},
	{"diallo fatoumata, car jeu 10", "Diallo Fatoumata", "Cardiologie", "Thu 5 Feb 10:00", "", ""},
	{"Diallo, Fatoumata", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "", ""},
	{"tue 10, 10:15 dia", "Diallo Fatoumata", "Cardiologie", "Tue 10 Feb 10:15", "", ""},
	{"Soumah Rose Odette, ped lun", "new Soumah Rose Odette", "Pédiatrie", "Mon 9 Feb 08:00", "new", ""},
	{"diallo wilhelmina", "new Diallo Wilhelmina", "Cardiologie", "Tue 3 Feb 11:00", "asks, new", ""},
	{"diallo wi", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "asks, not wi", "new Diallo Wi"},
	{"Mme Soumah Rose Odette, ped lun", "new Soumah Rose Odette", "Pédiatrie", "Mon 9 Feb 08:00", "new", ""},
	{"zowo martine", "new Zowo Martine", "Cardiologie", "Tue 3 Feb 11:00", "new", ""},
	{"mar", "MARA N'na Fanta", "Pédiatrie", "Tue 3 Feb 10:00", "", "new Mar"},
	{"mar 10", "MARA N'na Fanta", "Pédiatrie", "Tue 10 Feb 08:40", "", "new Mar"},
	{"sampil sam", "Sampil Hawa Kindy", "Maternité", "Sat 7 Feb 06:00", "", ""},
	{"sam camara", "Camara Sékou", "Cardiologie", "Sat 7 Feb 08:00", "", "new Sam Camara"},
	{"ra camara", "Camara Ramatoulaye", "Ophtalmologie", "Tue 3 Feb 10:10", "", "new Ra Camara; Camara Sékou in Radiologie"},
	{"op camara", "Camara Sékou", "Cardiologie", "Tue 3 Feb 11:00", "asks, not op", "new Op Camara; Camara Sékou in Ophtalmologie"},
	{"fanta ca", "Camara Fanta", "Ophtalmologie", "Tue 3 Feb 10:10", "", "Fanta Diallo in Cardiologie"},
	{"demain zowo martine", "new Zowo Martine", "Cardiologie", "Wed 4 Feb 08:30", "new", "new Demain Zowo Martine"},
	{"Dia, CAR", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "", ""},
	{"dia demain 9", "Diallo Fatoumata", "Cardiologie", "Wed 4 Feb 09:00", "", ""},
	{"de la cruz maria", "new De La Cruz Maria", "Cardiologie", "Tue 3 Feb 11:00", "asks, new", ""},
	{"la toure lansana", "Touré Lansana", "Cardiologie", "Tue 3 Feb 11:00", "", ""},
	{"dia 1951", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "not 1951, reference 1951", ""},

	// The neighbours of names whose words were eaten.
	{"de la Croix", "new De La Croix", "Cardiologie", "Tue 3 Feb 11:00", "new", ""},
	{"Van Mar", "MARA N'na Fanta", "Pédiatrie", "Tue 3 Feb 10:00", "", "new Van Mar"},
	{"Op Sow", "Sow Nana Aïssatou", "Maternité", "Tue 3 Feb 12:00", "asks, not Op", "new Op Sow"},
	{"baby 2 diallo", "new Baby Diallo", "Cardiologie", "Mon 2 Mar 08:00", "asks, new", "new Baby 2 Diallo"},
	{"Bah/Sow", "new Bah/Sow", "Cardiologie", "Tue 3 Feb 11:00", "new", ""},
	{"Test1", "new Test1", "Cardiologie", "Tue 3 Feb 11:00", "new", ""},
	{"le Roux", "new Le Roux", "Cardiologie", "Tue 3 Feb 11:00", "new", ""},
	{"du Bois", "new Du Bois", "Cardiologie", "Tue 3 Feb 11:00", "new", ""},
	{"n'diaye", "N'Diaye M'mah", "Maternité", "Tue 3 Feb 12:00", "", ""},

	{"dia hier", "Diallo Fatoumata", "Cardiologie", "", "past", ""},
	{"dialo", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "similar", ""},
	{"mamadu dia", "Diallo Mamadou", "Cardiologie", "Tue 3 Feb 11:00", "similar", ""},
	{"dia 620 12 34 56 jeu 10", "Diallo Fatoumata", "Cardiologie", "Thu 5 Feb 10:00", "phone 620 12 34 56", ""},
	{"dia 31/4", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "not 31/4", ""},
	{"dia 24h", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "not 24h", ""},
	{"dia 10:60", "Diallo Fatoumata", "Cardiologie", "Tue 3 Feb 11:00", "not 10:60", ""},
}

// TestExampleLines reads each line in the demo clinic of the story, at desks of all
// languages alike.
func TestExampleLines(t *testing.T) {
	c, slots := readClinic(t)
	for _, lang := range locale.Languages() {
		c.Lexicon = locale.Load(lang).Lexicon()
		for _, x := range exampleLines {
			r := clinic.Read(x.typed, c)
			got := exampleOf(x.typed, r, c, slots)
			missing := ""
			for _, row := range strings.Split(x.rows, "; ") {
				if !slices.Contains(strings.Split(got.rows, "; "), row) && row != "" {
					missing += row + "; "
				}
			}
			if got.rows = x.rows; got != x || missing != "" {
				t.Errorf("at a desk in %s %q is\n%q, not\n%q; rows that are not there: %s", lang, x.typed, got, x, missing)
			}
		}
	}
}

// TestExampleOfAnAnswer names one of the staff behind the question with whom.
func TestExampleOfAnAnswer(t *testing.T) {
	c, slots := readClinic(t)
	c.Lexicon = locale.Load("fr").Lexicon()
	for _, d := range c.Departments {
		if d.Name == "Radiologie" {
			c.Staff, c.StaffFrom = d.Workers, len("dia rad ")
		}
	}
	typed := "dia rad trao"
	r := clinic.Read(typed, c)
	want := exampleLine{typed, "Diallo Fatoumata", "Radiologie", "Tue 3 Feb 11:10", "", ""}
	got := exampleOf(typed, r, c, slots)
	if got.rows = ""; got != want || r.Worker.Text() != "507" {
		t.Errorf("%q with %s, want %q with Traoré Abdoulaye", got, r.Worker, want)
	}
}

// exampleOf is what a line was read as.
func exampleOf(typed string, r clinic.Reading, c clinic.Context, slots func(clinic.ID, clinic.Day) []clinic.Slot) exampleLine {
	x := exampleLine{typed: typed}
	var told, rows []string
	tell := func(when bool, format string, args ...any) {
		if when {
			told = append(told, fmt.Sprintf(format, args...))
		}
	}
	if len(r.Rows) == 0 {
		return x
	}
	first := &r.Rows[0]
	x.who, x.where = rowName(first), departmentName(c, first.Said.Department)
	i := slices.IndexFunc(c.Departments, func(d clinic.Department) bool { return d.ID.Same(first.Said.Department) })
	o, ok := clinic.Choose(r, c.Departments[i], slots(first.Said.Department, r.Day), c.Now)
	if ok {
		x.slot = o.Slot.At.Time().Format("Mon 2 Jan 15:04")
	}
	tell(r.Asks, "asks")
	tell(o.Unmet != clinic.Met, "%s", unmetWords[o.Unmet])
	tell(r.Or != 0, "or %s", r.Or.Time().Format("Mon 2 Jan"))
	tell(first.New(), "new")
	tell(first.Match.Fuzzy, "similar")
	for _, word := range slices.Concat(first.Left, r.Unknown) {
		tell(true, "not %s", word)
	}
	for _, number := range r.References {
		tell(true, "reference %s", number)
	}
	tell(r.Phone != "", "phone %s", r.Phone)
	for i := range r.Rows[1:] {
		row := &r.Rows[i+1]
		text := rowName(row)
		switch {
		case strings.HasPrefix(row.Key, "+day"):
			text += ", " + row.Said.Day.Time().Format("Mon 2 Jan")
		case strings.HasPrefix(row.Key, "+department"):
			text += " in " + departmentName(c, row.Said.Department)
		}
		rows = append(rows, text)
	}
	x.told, x.rows = strings.Join(told, ", "), strings.Join(rows, "; ")
	return x
}

var unmetWords = map[clinic.Unmet]string{
	clinic.PastDay: "past", clinic.PastHour: "over today", clinic.ClosedDay: "closed", clinic.ClosedThen: "closed",
	clinic.FullDay: "full", clinic.FullThen: "full", clinic.WorkerFull: "with another", clinic.NoneThen: "none",
}

func rowName(row *clinic.Row) string {
	if row.New() {
		return "new " + row.Name
	}
	return row.Name
}

func departmentName(c clinic.Context, id clinic.ID) string {
	for _, d := range c.Departments {
		if d.ID.Same(id) {
			return d.Name
		}
	}
	return ""
}
