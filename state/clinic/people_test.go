package clinic

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// storyNow is Tuesday 3 February 2026, 09:40.
var storyNow = At(2026, time.February, 3, 9, 40)

// visitsOf makes completed appointments, one a day back from yesterday, the
// last named the longest ago.
func visitsOf(names ...string) []Appointment {
	list := make([]Appointment, len(names))
	for i, name := range names {
		list[i] = Appointment{
			ID: NumberID(fmt.Sprint(100 + i)), Name: name, Department: "1",
			At: storyNow - Wall(i+1)*24*Hour, Status: Completed,
		}
	}
	return list
}

func peopleOf(names ...string) *People {
	p := NewPeople()
	p.Learn(visitsOf(names...), storyNow)
	return p
}

func namesFound(matches []Match) []string {
	names := make([]string, len(matches))
	for i, m := range matches {
		names[i] = m.Person.Name
	}
	return names
}

func TestFindRanks(t *testing.T) {
	// In the order in which they were seen, the latest first.
	p := peopleOf("Camara Diaraye", "Diallo Fatoumata", "Diaby Ousmane", "Cissé Oumar", "Bah Mamadou",
		"Diallo Mamadou", "Condé-Sylla Aïssatou", "N’Diaye Awa", "Ba Mamadou")
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"dia", []string{"Diallo Fatoumata", "Diaby Ousmane", "Diallo Mamadou", "Camara Diaraye", "N’Diaye Awa"}},
		{"car", nil}, // not Cissé Oumar: letters of two words are no word
		{"fat dia", []string{"Diallo Fatoumata"}},
		{"DIALLO fa", []string{"Diallo Fatoumata"}},
		{"aissatou conde", []string{"Condé-Sylla Aïssatou"}},
		{"conde-sylla", []string{"Condé-Sylla Aïssatou"}},
		{"ndiaye", nil},
		{"n'diaye", []string{"N’Diaye Awa"}},
		{"ba mam", []string{"Bah Mamadou", "Ba Mamadou"}},
		{"mamadou ba", []string{"Ba Mamadou", "Bah Mamadou"}}, // typed whole
		{"di di", nil},                                        // two words, not the same twice
		{"dialo", []string{"Diallo Fatoumata", "Diallo Mamadou"}},
		{"dialo fat", []string{"Diallo Fatoumata"}},
		{"", nil},
		{" ' - ", nil},
	} {
		if got := namesFound(p.Find(c.query, storyNow, 9)); !slices.Equal(got, c.want) {
			t.Errorf("Find(%q) = %q, want %q", c.query, got, c.want)
		}
	}
	if got := p.Find("d", storyNow, 2); len(got) != 2 {
		t.Errorf("2 asked, %d found", len(got))
	}
	if got := p.Find("d", storyNow, 0); got != nil {
		t.Errorf("none asked, %d found", len(got))
	}
}

func TestFindSpans(t *testing.T) {
	p := peopleOf("Condé-Sylla  Aïssatou", "Sœur Thérèse", "Diallo Fatoumata")
	for _, c := range []struct {
		query string
		want  []string
		fuzzy bool
	}{
		{"aïs con", []string{"Con", "Aïs"}, false},
		{"so", []string{"Sœ"}, false},
		{"there", []string{"Thérè"}, false},
		{"dialo", []string{"Diallo"}, true},
	} {
		found := p.Find(c.query, storyNow, 9)
		if len(found) != 1 || found[0].Fuzzy != c.fuzzy {
			t.Errorf("Find(%q) = %v", c.query, found)
			continue
		}
		var got []string
		for _, s := range found[0].Spans {
			got = append(got, found[0].Person.Name[s[0]:s[1]])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("Find(%q) marks %q, want %q", c.query, got, c.want)
		}
	}
}

func TestFindPutsTheLastSeenFirstAndTimePasses(t *testing.T) {
	day := func(n int) Wall { return storyNow + Wall(n)*24*Hour }
	p := NewPeople()
	p.Learn([]Appointment{
		{ID: "1", Name: "Sylla Absent", At: day(-1), Status: NoShow},
		{ID: "2", Name: "Sylla Tomorrow", At: day(1), Status: Scheduled},
		{ID: "3", Name: "Sylla Nextweek", At: day(7), Status: Scheduled},
		{ID: "4", Name: "Sylla Yesterday", At: day(-1), Status: Completed},
		{ID: "5", Name: "Sylla Lastmonth", At: day(-30), Status: Completed},
	}, storyNow)
	want := []string{"Sylla Yesterday", "Sylla Lastmonth", "Sylla Tomorrow", "Sylla Nextweek", "Sylla Absent"}
	if got := namesFound(p.Find("syl", storyNow, 9)); !slices.Equal(got, want) {
		t.Errorf("now %q, want %q", got, want)
	}
	want = []string{"Sylla Tomorrow", "Sylla Yesterday", "Sylla Lastmonth", "Sylla Nextweek", "Sylla Absent"}
	if got := namesFound(p.Find("syl", day(2), 9)); !slices.Equal(got, want) {
		t.Errorf("two days later %q, want %q", got, want)
	}
}

func TestFindBreaksTiesByScore(t *testing.T) {
	p := NewPeople()
	for i, name := range []string{"Diakhaby Mory", "Diallo Mory", "Dia Mory", "Diaby Mory", "Diallo Awa"} {
		p.Learn([]Appointment{{ID: NumberID(fmt.Sprint(i)), Name: name, At: storyNow - Hour, Status: Completed}}, storyNow)
	}
	// The fewer letters a word leaves untyped the better; then by name.
	want := []string{"Dia Mory", "Diaby Mory", "Diallo Awa", "Diallo Mory", "Diakhaby Mory"}
	if got := namesFound(p.Find("dia", storyNow, 9)); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPersonSumsUp(t *testing.T) {
	day := func(n int) Wall { return storyNow + Wall(n)*24*Hour }
	list := []Appointment{
		{ID: "1", Name: "Fatoumata DIALLO", Department: "a", At: day(-30), Status: Completed},
		{ID: "2", Name: "Diallo Fatoumata", Department: "b", At: day(-20), Status: Scheduled},
		{ID: "3", Name: "diallo fatoumata", Department: "c", At: day(-10), Status: NoShow},
		{ID: "4", Name: "Diallo-Fatoumata", Department: "d", At: day(-5), Status: Cancelled},
		{ID: "5", Name: "Diallo Fatoumata", Department: "e", At: day(3), Status: Scheduled},
		{ID: "6", Name: "Diallo Fatoumata", Department: "f", At: day(2), Status: Cancelled},
		{ID: "", Name: "Diallo Fatoumata", At: day(-1), Status: Completed},
		{ID: "7", Name: "…", At: day(-1), Status: Completed},
	}
	p := NewPeople()
	p.Learn(list, storyNow)
	want := Person{
		Key: "diallo fatoumata", Name: "Diallo Fatoumata", Visits: 2, Absences: 1,
		Last: day(-20), Next: day(3), LastSeen: day(-20), LastDepartment: "b",
	}
	check := func(when string) {
		t.Helper()
		got, ok := p.Of(Who{Name: "FATOUMATA  Diallo"})
		if !ok || *got != want || p.Len() != 1 {
			t.Errorf("%s: %+v, want %+v; %d people", when, got, want, p.Len())
		}
	}
	check("learnt")
	p.Learn(list, storyNow)
	check("learnt again")
	list[2].Status = Completed
	p.Learn(list[2:3], storyNow)
	want.Visits, want.Absences, want.Last, want.LastSeen, want.LastDepartment = 3, 0, day(-10), day(-10), "c"
	check("status changed")

	list[2].Name = "Diallo Aminata"
	p.Learn(list[2:3], storyNow)
	want.Visits, want.Last, want.LastSeen, want.LastDepartment = 2, day(-20), day(-20), "b"
	if got, _ := p.Of(Who{Name: "Diallo Fatoumata"}); *got != want {
		t.Errorf("an appointment renamed: %+v, want %+v", got, want)
	}
	if _, ok := p.Of(Who{Name: "diallo"}); ok || p.Len() != 2 {
		t.Errorf("half a name is no name; %d people", p.Len())
	}
}

func TestPeopleByExternal(t *testing.T) {
	list := []Appointment{
		{ID: "1", Name: "Bah Mamadou", External: "p-1", At: storyNow - 48*Hour, Status: Completed},
		{ID: "2", Name: "Bah Mamadou", External: "p-2", At: storyNow - 24*Hour, Status: Completed},
		{ID: "3", Name: "Mamadou Bah", External: "p-1", At: storyNow + 24*Hour, Status: Scheduled},
	}
	byName, byPatient := NewPeople(), NewPeople()
	byPatient.ByExternal = true
	byName.Learn(list, storyNow)
	byPatient.Learn(list, storyNow)
	if byName.Len() != 1 || byPatient.Len() != 2 {
		t.Fatalf("%d and %d people, want 1 and 2", byName.Len(), byPatient.Len())
	}
	found := byPatient.Find("bah", storyNow, 9)
	if len(found) != 2 || found[0].Person.Patient != "p-2" || found[1].Person.Patient != "p-1" {
		t.Fatalf("found %v", found)
	}
	if found[0].Person.Key == found[1].Person.Key {
		t.Error("namesakes share a key")
	}
	list[1].External = "p-1"
	byPatient.Learn(list, storyNow)
	if byPatient.Len() != 1 {
		t.Errorf("%d people after the patient was corrected, want 1", byPatient.Len())
	}
}

// nameParts make names that share beginnings.
var nameParts = []string{"Diallo", "Diaby", "Dia", "Bah", "Ba", "Barry", "Condé", "Camara", "Fatoumata", "Fatou", "Mamadou", "Aïssatou"}

func TestFindTakesWordsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.SampledFrom(nameParts)
		var names []string
		for range rapid.IntRange(1, 20).Draw(t, "people") {
			names = append(names, strings.Join(rapid.SliceOfN(part, 1, 3).Draw(t, "name"), " "))
		}
		p := peopleOf(names...)
		var query []string
		for _, w := range rapid.SliceOfN(part, 1, 3).Draw(t, "query") {
			query = append(query, cutRunes(w, rapid.IntRange(1, 6).Draw(t, "letters")))
		}
		found := p.Find(strings.Join(query, " "), storyNow, 9)
		other := p.Find(strings.ToUpper(strings.Join(rapid.Permutation(query).Draw(t, "order"), "  ")), storyNow, 9)
		if !slices.Equal(namesFound(found), namesFound(other)) {
			t.Fatalf("%q: %q and %q", query, namesFound(found), namesFound(other))
		}
		for i, m := range found {
			if !slices.EqualFunc(m.Spans, other[i].Spans, func(a, b [2]int) bool { return a == b }) {
				t.Fatalf("%q marks %v and %v of %q", query, m.Spans, other[i].Spans, m.Person.Name)
			}
			if !m.Fuzzy && !fitsByHand(m.Person.Name, query) {
				t.Fatalf("%q does not begin words of %q", query, m.Person.Name)
			}
		}
		for _, name := range names {
			if len(found) < 9 && fitsByHand(name, query) && !slices.ContainsFunc(found, func(m Match) bool { return m.Person.Key == nameKey(name) }) {
				t.Fatalf("%q finds %q, not %q", query, namesFound(found), name)
			}
		}
	})
}

// fitsByHand tries every way to give typed words to the words of a name.
func fitsByHand(name string, query []string) bool {
	if len(query) == 0 {
		return true
	}
	words := strings.Fields(Fold(name))
	for i, w := range words {
		if strings.HasPrefix(w, Fold(query[0])) && fitsByHand(strings.Join(slices.Delete(slices.Clone(words), i, i+1), " "), query[1:]) {
			return true
		}
	}
	return false
}
