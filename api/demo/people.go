package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"creneau/state/clinic"
)

// A person is somebody the clinic has seen or will see.
type person struct {
	name     string
	external string // the clinic's own reference; most have one
	busy     []clinic.Day
	leads    []int // indexes of the leads whose search finds this person too
}

// A lead is a person of the story: the first whom a search for the beginning
// of the family name finds, because nobody else of that beginning was seen
// since.
type lead struct {
	search     string // folded beginning of the family name
	name       string
	department int64
	visits     int
}

// leads are the callers of the three-minute story, in its order.
var leads = []lead{
	{"dia", "Diallo Fatoumata", cardiology, 3},
	{"bah", "Bah Aïssatou Lamarana", pediatrics, 2},
	{"syl", "Sylla Aïssatou", dental, 4},
	{"con", "Condé Ibrahima", ophthalmology, 2},
	{"kei", "Keïta Maïmouna", maternity, 3},
	{"cam", "Camara Sékou", cardiology, 2},
}

// regulars are people worth meeting whom chance might not make: two of the same
// name, names as long as they come, hyphens and apostrophes.
var regulars = []struct {
	name       string
	department int64
}{
	{"Diallo Mamadou", cardiology},
	{"Diallo Mamadou", cardiology},
	{"Diaby Oumou", cardiology},
	{"Diakité Sény", cardiology},
	{"Bah Mamadou Alpha Oumar Tély", cardiology},
	{"Condé Jean-Pierre", ophthalmology},
	{"Sylla-Camara Djénabou", pediatrics},
	{"N'Diaye M'mah", maternity},
	{"Barry Elhadj Ibrahima Sory", dental},
	{"Keïta N'Famara", radiology},
}

// A census makes people whose names differ, but for the namesakes among the
// regulars.
type census struct {
	rng   *rand.Rand
	names map[string]bool // folded
	next  int
}

func newCensus(rng *rand.Rand) *census {
	c := &census{rng: rng, names: map[string]bool{}, next: 2000}
	for _, l := range leads {
		c.names[fold(l.name)] = true
	}
	for _, r := range regulars {
		c.names[fold(r.name)] = true
	}
	return c
}

// named makes the person of a name.
func (c *census) named(name string) *person { return c.admit(name, fold(name)) }

// admit makes the person of a name that is folded already.
func (c *census) admit(name, folded string) *person {
	c.names[folded] = true
	c.next += 1 + c.rng.IntN(7)
	return &person{name: name, external: fmt.Sprintf("P-%05d", c.next), leads: leadsOf(folded)}
}

// invent makes somebody. Most lists have the family name first; some entries
// have it last, or in capitals, as people type them.
func (c *census) invent(women bool) *person {
	for {
		given := c.given(women)
		// The square of a uniform draw prefers the first, most common families.
		u := c.rng.Float64()
		family := families[int(u*u*float64(len(families)))]
		name := family + " " + given
		switch roll := c.rng.IntN(100); {
		case roll < 4:
			name = given + " " + family
		case roll < 8:
			name = strings.ToUpper(family) + " " + given
		case roll < 11:
			name = family + "-" + families[c.rng.IntN(len(families))] + " " + given
		}
		folded := fold(name)
		if c.names[folded] {
			continue
		}
		p := c.admit(name, folded)
		if c.rng.IntN(5) == 0 {
			p.external = ""
		}
		return p
	}
}

func (c *census) given(women bool) string {
	list := menNames
	if women {
		list = womenNames
	}
	name := list[c.rng.IntN(len(list))]
	if c.rng.IntN(3) == 0 && !strings.Contains(name, " ") {
		name += " " + middleNames[c.rng.IntN(len(middleNames))]
	}
	return name
}

// leadsOf finds the leads whose search a folded name answers to, by the
// beginning of any of its words.
func leadsOf(folded string) []int {
	var found []int
	words := strings.Fields(folded)
	for i, l := range leads {
		if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, l.search) }) {
			found = append(found, i)
		}
	}
	return found
}
