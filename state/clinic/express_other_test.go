package clinic

import (
	"slices"
	"strings"
	"testing"
)

// A short word with two readings leaves a row for the other one, in sight before the
// people.
func TestASecondMeaningIsARow(t *testing.T) {
	c := slipsDesk()
	c.Departments = append(c.Departments,
		Department{ID: "10", Name: "Samu", Workers: []Worker{{ID: "71", Name: "Dr Sow Alpha"}, {ID: "72", Name: "Dr Sow Binta"}, {ID: "73", Name: "Dr Maréga"}}})
	c.People = peopleOf("Diallo Fatoumata", "Camara Samba", "Camara Sékou", "Bah Carine", "Sow Alpha")
	for _, x := range []struct{ line, first, other string }{
		{"dia mat 14h", "Diallo Fatoumata /Maternité ~14:00", ""}, // no morning has that hour
		{"dia demain mat 14h", "Diallo Fatoumata /Maternité Wed 2026-02-04 ~14:00", ""},
		{"dia 14h mat", "Diallo Fatoumata /Maternité ~14:00", ""},
		{"dia car mat 14h", "Diallo Fatoumata /Cardiologie 0-12h ?14h", ""}, // the department is said
		{"dia mat 9h", "Diallo Fatoumata 0-12h ~09:00", "Diallo Fatoumata /Maternité ~09:00"},
		{"dia mat", "Diallo Fatoumata 0-12h", "Diallo Fatoumata /Maternité"},
		{"dia maternite mat", "Diallo Fatoumata /Maternité 0-12h", ""},
		{"dia ca mat", "Diallo Fatoumata /Cardiologie 0-12h", ""}, // a second department would be no better
		{"dia jeu 10h mat", "Diallo Fatoumata Thu 2026-02-05 0-12h ~10:00", "Diallo Fatoumata /Maternité Thu 2026-02-05 ~10:00"},
		{"dia sam", "Diallo Fatoumata Sat 2026-02-07", "Diallo Fatoumata /Samu"},
		{"camara sam", "Camara Samba Sat 2026-02-07", "Camara Samba"},
		{"bah car", "Bah Carine /Cardiologie", "Bah Carine"},
		{"dia med", "Diallo Fatoumata /Médecine générale", "Diallo Fatoumata /Médecine du travail"},
		{"dia samu dr sow", "Diallo Fatoumata /Samu @Dr Sow Alpha", "Diallo Fatoumata /Samu @Dr Sow Binta"},
		{"dia samu mar", "Diallo Fatoumata /Samu Tue 2026-02-10", "Diallo Fatoumata /Samu @Dr Maréga"},
	} {
		r := Read(x.line, c)
		if got := summary(r, c); got != x.first {
			t.Errorf("%q reads %s\nwant %s", x.line, got, x.first)
		}
		var others []string
		for _, row := range r.Rows[1:] {
			if row.New() || !strings.HasPrefix(row.Key, "+") {
				continue
			}
			others = append(others, summary(Reading{Said: row.Said, Rows: []Row{row}}, c))
		}
		if x.other == "" && len(others) > 0 || x.other != "" && !slices.Contains(others, x.other) {
			t.Errorf("%q: the other rows are %q, want %q", x.line, others, x.other)
		}
		if x.other != "" && !strings.HasPrefix(r.Rows[1].Key, "+") {
			t.Errorf("%q: people stand before them", x.line)
		}
	}
}
