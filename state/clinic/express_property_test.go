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

func TestReadKeepsItsMeaningInAnyOrder(t *testing.T) {
	c := readingDesk()
	rapid.Check(t, func(t *rapid.T) {
		var units []string
		for _, some := range [][]string{
			{"dia", "car", "con", "ba aminata", "traore", "sow", "mam", "jean-pierre"},
			{"fat", "ous", "xyz", "ama"},
			{"car", "pediatrie", "med", "gen tra", "den", "ba", "cons"},
			{"binta", "dr", "kei"},
			{"mar 10", "lundi 9", "demain", "+3", "10/2", "mer", "tomorrow 15"},
			{"mat", "pm", "apres-midi", "soir"},
			{"10h30", "midi", "9:15"},
			{"@", "31/2"},
		} {
			if rapid.Bool().Draw(t, "has") {
				units = append(units, rapid.SampledFrom(some).Draw(t, "unit"))
			}
		}
		if slices.ContainsFunc(units, hasBareNumber) {
			units = slices.DeleteFunc(units, func(u string) bool { return u == "10h30" || u == "midi" || u == "9:15" })
		}
		a := Read(strings.Join(units, " "), c)
		b := Read(strings.Join(rapid.Permutation(units).Draw(t, "order"), " "), c)
		for _, r := range []*Reading{&a, &b} {
			r.Words, r.Name = nil, strings.Join(slices.Sorted(slices.Values(strings.Fields(r.Name))), " ")
			slices.Sort(r.Unknown)
		}
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%q reads\n%s, in another order\n%s", units, summary(a, c), summary(b, c))
		}
	})
}

// hasBareNumber says whether a day is followed by its hour.
func hasBareNumber(unit string) bool { return strings.Contains(unit, " ") && unit[len(unit)-1] <= '9' }

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
		if r.Day < c.Now.Day() {
			t.Errorf("day %s is before %s", r.Day, c.Now.Day())
		}
		if r.Hour < 0 || r.Hour >= dayLen || r.From < 0 || r.To > dayLen || r.From > r.To {
			t.Errorf("hour %d of half day %d-%d", r.Hour, r.From, r.To)
		}
		if len(r.People) > 9 || len(r.Words) > maxWords {
			t.Errorf("%d candidates, %d words", len(r.People), len(r.Words))
		}
		end := 0
		for _, w := range r.Words {
			if w.Start < end || w.End <= w.Start || w.End > len(line) {
				t.Errorf("words %v of a line of %d bytes", r.Words, len(line))
			}
			end = w.End
		}
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
