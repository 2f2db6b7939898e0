package clinic

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestReadKeepsItsMeaningInAnyOrder shuffles fragments that do not contradict one
// another: the same is read of them, whatever their order.
func TestReadKeepsItsMeaningInAnyOrder(t *testing.T) {
	c := readingDesk()
	rapid.Check(t, func(t *rapid.T) {
		var units []string
		for _, some := range [][]string{
			{"dia", "aminata", "traore", "mam", "jean-pierre"},
			{"fat", "ous", "xyz", "ama"},
			{"car", "pediatrie", "med", "gen tra", "den", "cons"},
			{"avec binta", "dr kei"},
			{"mar 10", "lundi 9", "demain", "+3", "10/2", "mer", "tomorrow 15", "10 fév", "mar prochain"},
			{"mat", "pm", "apres-midi", "soir", "10h30", "midi", "9:15"},
			{"@", "31/2"},
		} {
			if rapid.Bool().Draw(t, "has") {
				units = append(units, rapid.SampledFrom(some).Draw(t, "unit"))
			}
		}
		if slices.ContainsFunc(units, hasBareNumber) { // its hour may contradict, and "10 pm" is another one
			units = slices.DeleteFunc(units, func(u string) bool {
				return slices.Contains([]string{"mat", "pm", "apres-midi", "soir", "10h30", "midi", "9:15"}, u)
			})
		}
		a := Read(strings.Join(units, " "), c)
		b := Read(strings.Join(rapid.Permutation(units).Draw(t, "order"), " "), c)
		if x, y := meaning(a), meaning(b); x != y {
			t.Fatalf("%q reads\n%s, in another order\n%s", units, x, y)
		}
	})
}

// meaning is what a reading says, whatever the order of what was typed.
func meaning(r Reading) string {
	words := func(list ...string) string {
		return strings.Join(slices.Sorted(slices.Values(strings.Fields(strings.Join(list, " ")))), " ")
	}
	out := fmt.Sprint(r.Said, r.Count, r.Asks, words(r.Unknown...), len(r.Rows) > 0)
	for _, m := range r.People {
		out += " " + m.Person.Key
	}
	if len(r.Rows) > 0 {
		out += fmt.Sprint(" first ", r.Rows[0].Key, words(r.Rows[0].Name), words(r.Rows[0].Left...))
	}
	return out
}

// hasBareNumber says whether a day is followed by its hour.
func hasBareNumber(unit string) bool {
	return strings.Contains(unit, " ") && unit[len(unit)-1] <= '9'
}

func FuzzRead(f *testing.F) {
	c := readingDesk()
	for _, line := range []string{"dia car mar 10", "apres midi", "+999 31/12 9", "10h 0 \xff\u0301’- @", "dr sow den"} {
		f.Add(line, int32(0), true)
	}
	f.Fuzz(func(t *testing.T, line string, later int32, inEnglish bool) {
		c := c
		c.Now += Wall(later)
		if inEnglish {
			c.Lexicon = english
		}
		r := Read(line, c)
		if again := Read(line, c); !reflect.DeepEqual(r, again) {
			t.Errorf("read %+v, then %+v", r, again)
		}
		if r.Until < r.Day || !r.DaySaid && r.Day != c.Now.Day() {
			t.Errorf("day %s to %s", r.Day, r.Until)
		}
		if r.Hour < 0 || r.Hour >= dayLen || r.From < 0 || r.To > dayLen || r.From > r.To {
			t.Errorf("hour %d of half day %d-%d", r.Hour, r.From, r.To)
		}
		if len(r.People) > 9 || len(r.Words) > maxWords {
			t.Errorf("%d candidates, %d words", len(r.People), len(r.Words))
		}
		checkNothingDropped(t, line, r)
	})
}

func BenchmarkRead10000(b *testing.B) {
	c := readingDesk()
	c.Departments = manyDepartments(300)
	c.People = NewPeople()
	c.People.Learn(crowd(10_000), storyNow)
	for _, line := range []string{"d", "dia", "dia car", "dia car mar 10", "dia med tra mamadou sow ba ka", "dialo", "traore kou"} {
		b.Run(line, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Read(line, c)
			}
		})
	}
}

func manyDepartments(n int) []Department {
	rng := rand.New(rand.NewPCG(3, 4))
	kinds := []string{"Cardiologie", "Pédiatrie", "Dentaire", "Médecine générale", "Diabétologie", "Radiologie", "Maternité", "Oto-rhino-laryngologie"}
	list := make([]Department, n)
	for i := range list {
		list[i] = Department{
			ID:      NumberID(fmt.Sprint(i + 1)),
			Name:    fmt.Sprintf("%s de la salle %c%c", kinds[rng.IntN(len(kinds))], 'A'+i/26%26, 'a'+i%26),
			Workers: []Worker{{ID: "w1", Name: "Dr Mamadou Barry"}, {ID: "w2", Name: "Dr Diallo Kadiatou"}},
		}
	}
	return list
}
