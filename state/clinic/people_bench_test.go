package clinic

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// crowd is that many appointments of distinct people with the names of a town:
// few family names, a few hundred first names.
func crowd(n int) []Appointment {
	rng := rand.New(rand.NewPCG(1, 2))
	syllables := []string{"ma", "mou", "dou", "fa", "tou", "ai", "ssa", "ka", "dia", "ri", "ou", "ba", "lan", "sé", "ké", "yo"}
	families := []string{"Diallo", "Bah", "Barry", "Sow", "Condé", "Keïta", "Camara", "Sylla", "Touré", "Soumah", "Bangoura", "Diaby"}
	list := make([]Appointment, n)
	seen := map[string]bool{}
	for i := range list {
		name := ""
		for name == "" || seen[name] {
			first := ""
			for range 2 + rng.IntN(3) {
				first += syllables[rng.IntN(len(syllables))]
			}
			name = families[rng.IntN(len(families))] + " " + titled(first)
		}
		seen[name] = true
		list[i] = Appointment{
			ID: NumberID(fmt.Sprint(i + 1)), Name: name, Department: NumberID(fmt.Sprint(i%300 + 1)),
			At: storyNow + Wall(rng.IntN(28*24)-14*24)*Hour, Status: Scheduled,
		}
	}
	return list
}

func BenchmarkLearn10000(b *testing.B) {
	list := crowd(10_000)
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			NewPeople().Learn(list, storyNow)
		}
	})
	b.Run("again", func(b *testing.B) {
		p := NewPeople()
		p.Learn(list, storyNow)
		for b.Loop() {
			p.Learn(list, storyNow)
		}
	})
}

func BenchmarkFind10000(b *testing.B) {
	p := NewPeople()
	p.Learn(crowd(10_000), storyNow)
	for _, query := range []string{"d", "dia", "diallo", "dia ma", "fatou", "dialo", "ma di ba", "xyz", "camara mamoudou"} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Find(query, storyNow, maxCandidates)
			}
		})
	}
}
