package demo

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/state/clinic"
)

func fixed(at time.Time) func() time.Time { return func() time.Time { return at } }

// told is everything a clinic was seeded with, as the API tells it.
func told(c *Clinic) []appointmentJSON {
	list := make([]appointmentJSON, 0, len(c.register.all))
	for _, a := range c.register.all {
		list = append(list, a.json(0))
	}
	return list
}

func TestSameSeedSameClinic(t *testing.T) {
	a := New(Options{Now: fixed(storyStart()), Seed: 7})
	b := New(Options{Now: fixed(storyStart().Add(8 * time.Hour)), Seed: 7})
	if !slices.Equal(told(a), told(b)) || a.FullKey() != b.FullKey() {
		t.Error("the same seed and day gave two clinics")
	}
	other := New(Options{Now: fixed(storyStart()), Seed: 8})
	if slices.Equal(told(a), told(other)) || a.FullKey() == other.FullKey() {
		t.Error("two seeds gave the same clinic")
	}
	later := New(Options{Now: fixed(storyStart().AddDate(0, 0, 1)), Seed: 7})
	if a.FullKey() != later.FullKey() {
		t.Error("the keys hang on the day")
	}
}

// TestAnyDay looks at clinics of a whole fortnight, at odd hours and in other
// zones, for what every clinic must have.
func TestAnyDay(t *testing.T) {
	zone := time.FixedZone("", 5*60*60+45*60)
	for i := range 14 {
		now := time.Date(2027, time.December, 25+i, 23*(i%2), 30, 0, 0, zone)
		c := New(Options{Now: fixed(now), Seed: uint64(i)})
		today := clinic.WallOf(now).Day()
		slots, names := map[place]bool{}, map[string]int{}
		for _, a := range c.register.all {
			if a.status != clinic.Cancelled {
				if slots[a.place()] {
					t.Fatalf("%v: slot %s of %s given twice", now, a.at, a.department.name)
				}
				slots[a.place()] = true
			}
			if !a.department.bookable(a.at) || a.created >= a.at || a.created >= clinic.WallOf(now) {
				t.Fatalf("%v: impossible %+v", now, a)
			}
			if a.at.Day() < today-daysBefore || a.at.Day() > today+daysAfter {
				t.Fatalf("%v: out of range %s", now, a.at)
			}
			names[a.name]++
		}
		evening := c.register.between(today.At(18*clinic.Hour), (today + 1).Start())
		if len(evening) < 3 {
			t.Errorf("%v: %d appointments in the evening", now, len(evening))
		}
		if len(names) < 300 {
			t.Errorf("%v: only %d people", now, len(names))
		}
	}
}

func TestTodayAndNextWeek(t *testing.T) {
	c := New(Options{Now: fixed(storyStart()), Seed: 1})
	share := func(from, to clinic.Day) float64 {
		all, taken := 0, 0
		for _, d := range c.departments {
			for day := from; day <= to; day++ {
				for _, at := range d.slots(day) {
					all++
					if c.register.taken[place{d.id, at}] != nil {
						taken++
					}
				}
			}
		}
		return float64(taken) / float64(all)
	}
	if got := share(storyDay(), storyDay()); got < 0.6 || got > 0.75 {
		t.Errorf("%.0f %% of today taken", 100*got)
	}
	if got := share(storyDay()+1, storyDay()+7); got < 0.3 || got > 0.5 {
		t.Errorf("%.0f %% of the week taken", 100*got)
	}
	counts := map[clinic.Status]int{}
	for _, a := range c.register.all {
		counts[a.statusAt(clinic.WallOf(storyStart()))]++
	}
	for _, status := range []clinic.Status{clinic.PendingPayment, clinic.Scheduled, clinic.Completed, clinic.Cancelled, clinic.NoShow} {
		if counts[status] < 5 {
			t.Errorf("%d are %s", counts[status], status)
		}
	}
	if counts[clinic.Completed] < 5*counts[clinic.NoShow] {
		t.Errorf("too many absent: %v", counts)
	}
}

// firstFound is who a search by the beginning of words finds first: family name
// before given names, then who was seen last.
func firstFound(c *Clinic, search string, now clinic.Wall) *appointment {
	var found []*appointment
	for _, a := range c.register.all {
		words := strings.FieldsFunc(a.name, func(r rune) bool { return strings.ContainsRune(" -'", r) })
		matches := slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(fold(w), search) })
		if matches && a.at <= now && a.department.organization == ourClinic {
			found = append(found, a)
		}
	}
	family := func(a *appointment) int {
		first, _, _ := strings.Cut(a.name, " ")
		if strings.HasPrefix(fold(first), search) {
			return 0
		}
		return 1
	}
	return slices.MinFunc(found, func(a, b *appointment) int {
		return cmp.Or(cmp.Compare(family(a), family(b)), cmp.Compare(b.at, a.at))
	})
}

// TestStory holds the clinic to what the three-minute story needs, with its
// own seed and with others, from its start to its end.
func TestStory(t *testing.T) {
	for seed := range uint64(4) {
		c := New(Options{Now: fixed(storyStart()), Seed: seed})
		for _, l := range leads {
			wantVisits(t, c, l)
			for _, later := range []time.Duration{0, 10 * time.Minute, time.Hour} {
				now := clinic.WallOf(storyStart().Add(later))
				a := firstFound(c, l.search, now)
				if a.name != l.name || a.department.id != l.department || a.statusAt(now) != clinic.Completed {
					t.Errorf("seed %d: %q finds %s in %s, %s", seed, l.search, a.name, a.department.name, a.statusAt(now))
				}
				free := 0
				for _, at := range a.department.slots(now.Day()) {
					if at >= now+15*clinic.Minute && c.register.taken[place{l.department, at}] == nil {
						free++
					}
				}
				if free < 2 {
					t.Errorf("seed %d: %d free slots for %q", seed, free, l.search)
				}
			}
		}
	}
}

// wantVisits checks that a lead came as often as told, and has nothing to come.
func wantVisits(t *testing.T, c *Clinic, l lead) {
	t.Helper()
	visits := 0
	for _, a := range c.register.all {
		if fold(a.name) != fold(l.name) {
			continue
		}
		visits++
		if a.at.Day() >= storyDay() {
			t.Errorf("%s comes again at %s", a.name, a.at)
		}
	}
	if visits != l.visits || visits < 2 || visits > 4 {
		t.Errorf("%s has %d visits", l.name, visits)
	}
}

func TestStorySlots(t *testing.T) {
	for seed := range uint64(8) {
		c := New(Options{Now: fixed(storyStart()), Seed: seed})
		free := func(day clinic.Day, from, to int) (list []string) {
			for _, at := range c.department("11").slots(day) {
				if at.OfDay() >= clock(from) && at.OfDay() <= clock(to) && c.register.taken[place{cardiology, at}] == nil {
					list = append(list, at.Clock())
				}
			}
			return list
		}
		tuesday := storyDay() + 7
		if got := free(tuesday, 945, 1030); !slices.Equal(got, []string{"10:15"}) {
			t.Errorf("seed %d: %v free around ten", seed, got)
		}
		if got := free(tuesday, 800, 1230); len(got) < 3 || len(got) > 13 {
			t.Errorf("seed %d: %v free that morning", seed, got)
		}
		for _, day := range []clinic.Day{tuesday - 1, tuesday + 1, tuesday + 2} {
			if !slices.Contains(free(day, 800, 1230), "10:15") {
				t.Errorf("seed %d: 10:15 is taken on %s", seed, day)
			}
		}
	}
}

func TestNamesakes(t *testing.T) {
	c := New(Options{Now: fixed(storyStart()), Seed: 1})
	references, dia := map[string]bool{}, map[string]bool{}
	for _, a := range c.register.all {
		if a.name == "Diallo Mamadou" {
			references[a.external] = true
		}
		if strings.HasPrefix(fold(strings.Fields(a.name)[0]), "dia") {
			dia[a.name] = true
		}
	}
	if len(references) != 2 {
		t.Errorf("Diallo Mamadou is known as %v", references)
	}
	if len(dia) < 8 {
		t.Errorf("only %d people for dia", len(dia))
	}
}

func TestLarge(t *testing.T) {
	start := time.Now()
	c := New(Options{Now: fixed(storyStart()), Seed: 1, Large: true})
	t.Logf("built in %v", time.Since(start))
	departments, appointments := 0, 0
	for _, d := range c.departments {
		if d.organization == ourClinic {
			departments++
		}
	}
	for _, a := range c.register.all {
		if a.department.organization == ourClinic {
			appointments++
		}
	}
	if departments != largeCount || appointments != largeTotal {
		t.Errorf("%d departments, %d appointments", departments, appointments)
	}
	ids := map[int64]bool{}
	for _, d := range c.departments {
		if ids[d.id] {
			t.Errorf("id %d twice", d.id)
		}
		ids[d.id] = true
	}
}

func BenchmarkNew(b *testing.B) {
	for name, large := range map[string]bool{"story": false, "large": true} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				New(Options{Now: fixed(storyStart()), Seed: 1, Large: large})
			}
		})
	}
}

func TestFold(t *testing.T) {
	for name, want := range map[string]string{
		"Condé Jean-Pierre":  "conde jean pierre",
		"jean pierre CONDÉ":  "conde jean pierre",
		"N'Diaye M\u2019mah": "diaye m mah n",
		"  Keïta  Sény ":     "keita seny",
		"":                   "",
	} {
		if got := fold(name); got != want {
			t.Errorf("fold(%q) = %q, want %q", name, got, want)
		}
	}
}
