package clinic

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// errorfer is a test or a run of a property.
type errorfer interface {
	Errorf(format string, args ...any)
}

// checkNothingDropped says whether every fragment of a line is named by the
// reading: as what it was taken for, or among what is not understood.
func checkNothingDropped(t errorfer, line string, r Reading) {
	end := 0
	unknown := strings.Join(r.Unknown, " ")
	var left string
	if len(r.Rows) > 0 {
		left = strings.Join(r.Rows[0].Left, " ")
	}
	for _, w := range r.Words {
		if w.Start < end || w.End <= w.Start || w.End > len(line) {
			t.Errorf("words %v of a line of %d bytes", r.Words, len(line))
			return
		}
		if between := line[end:w.Start]; strings.TrimFunc(between, isBetweenFragments) != "" {
			t.Errorf("%q: %q is in no word", line, between)
		}
		end = w.End
		text := line[w.Start:w.End]
		if unread := w.Kind == KindUnknown || w.Kind == KindReference; unread && !strings.Contains(unknown, text) && !strings.Contains(left, text) {
			t.Errorf("%q: %q is neither read nor told as not understood: %q, %q", line, text, r.Unknown, left)
		}
		if w.Kind == KindPerson && len(r.Rows) == 0 {
			t.Errorf("%q: %q is of nobody's name", line, text)
		}
	}
	if rest := line[min(end, len(line)):]; strings.TrimFunc(rest, isBetweenFragments) != "" {
		t.Errorf("%q: %q is in no word", line, rest)
	}
}

// linePieces are of what random lines are made.
var linePieces = []string{
	"dia", "diallo", "fatoumata", "fat", "mam", "mamadu", "dialo", "zowo", "martine", "de", "la", "ben", "x2", "bah/sow", "o'brien",
	"car", "ca", "den", "ped", "pediatrie", "ba", "med tra", "avec binta", "dr", "sow", "mme", "pour", "à", "le", "vers", "chez",
	"mar", "mar 10", "ven 13", "jeu 7", "demain", "hier", "+3", "+2 sem", "10/2", "31/4", "29/2", "15/1/2027", "10 fév", "6 mars 2026",
	"mar prochain", "semaine prochaine", "10h", "24h", "10:60", "14 h 30", "3pm", "3 pm", "midi", "mat", "apr", "soir", "pm", "am",
	"9", "10", "32", "1951", "12345", "@", "-", ",", ";", "620 12 34 56", "+224 620-12-34-56", "06 12 34 56 78", "1er", "mer 6 fev",
}

// randomLine draws a line of pieces in any order, with letters left out and put in.
func randomLine(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(linePieces), 0, 7).Draw(t, "pieces"), " ")
}

// randomDesk draws a clinic of some people at some moment.
func randomDesk(t *rapid.T) Context {
	c := readingDesk()
	c.Now += Wall(rapid.IntRange(-400*24*60, 400*24*60).Draw(t, "minutes")) * Minute
	if rapid.Bool().Draw(t, "english") {
		c.Lexicon = english
	}
	var names []string
	for range rapid.IntRange(0, 12).Draw(t, "people") {
		names = append(names, strings.Join(rapid.SliceOfN(rapid.SampledFrom(nameParts), 1, 3).Draw(t, "name"), " "))
	}
	c.People = NewPeople()
	c.People.Learn(visitsOf(names...), c.Now)
	return c
}

func TestReadDropsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, line := randomDesk(t), randomLine(t)
		r := Read(line, c)
		checkNothingDropped(t, line, r)
		keys := map[string]bool{}
		news := 0
		for i := range r.Rows {
			w := &r.Rows[i]
			if keys[w.Key] || w.Name == "" || w.Key == "" {
				t.Errorf("%q: row %q twice, or for nobody", line, w.Key)
			}
			keys[w.Key] = true
			if w.New() {
				news++
			}
		}
		switch {
		case len(r.Rows) == 0:
		case news == 0:
			t.Errorf("%q: no row for somebody new", line)
		case !r.Rows[0].New() && !r.Rows[len(r.Rows)-1].New():
			t.Errorf("%q: the new person is not the last row", line)
		}
		if r.Count < len(r.People) || len(r.People) < min(r.Count, maxCandidates) {
			t.Errorf("%q: %d of %d people", line, len(r.People), r.Count)
		}
	})
}

// A new person is a decision: nobody is new while a word fits somebody, unless the
// line asks, or a comma ended the name.
func TestReadMakesNobodyNewByLeftovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, line := randomDesk(t), strings.NewReplacer(",", "", ";", "").Replace(randomLine(t))
		r := Read(line, c)
		if len(r.Rows) == 0 || r.Asks {
			return
		}
		if first := &r.Rows[0]; first.New() == (r.Count > 0) || len(first.Left) > 0 {
			t.Errorf("%q offers %s of %d people, leaving %q, and does not ask", line, first.Name, r.Count, first.Left)
		}
	})
}

// A word that is no date is never another date: what has a digit is read as what it
// says, or not at all.
func TestReadInventsNoTime(t *testing.T) {
	c := readingDesk()
	rapid.Check(t, func(t *rapid.T) {
		day, month := rapid.IntRange(0, 40).Draw(t, "day"), rapid.IntRange(0, 14).Draw(t, "month")
		hour, minute := rapid.IntRange(0, 30).Draw(t, "hour"), rapid.IntRange(0, 70).Draw(t, "minute")
		date, clock := fmt.Sprintf("%d/%d", day, month), fmt.Sprintf("%d:%02d", hour, minute)
		if rapid.Bool().Draw(t, "h") {
			clock = fmt.Sprintf("%dh%02d", hour, minute)
		}
		r := Read("dia "+date+" "+clock, c)
		_, real := calendarDay(2028, month, day) // a leap year
		if real != r.DaySaid || real && (r.Day.Time().Day() != day || int(r.Day.Time().Month()) != month) || real == slices.Contains(r.Unknown, date) {
			t.Errorf("%s is read as %v %s", date, r.DaySaid, r.Day)
		}
		if real := hour < 24 && minute < 60; real != r.HourSaid || real && r.Hour != Wall(hour)*Hour+Wall(minute)*Minute || real == slices.Contains(r.Unknown, clock) {
			t.Errorf("%s is read as %v %s", clock, r.HourSaid, r.Hour.Clock())
		}
	})
}

// A line that is somebody's whole name is that person, whatever its words mean.
func TestReadKnowsWholeNames(t *testing.T) {
	words := slices.Concat(nameParts, []string{"Mar", "Sam", "Car", "Midi", "Demain", "Pediatrie", "De", "Ben", "2", "10h", "1951"})
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SliceOfNDistinct(rapid.SampledFrom(words), 1, 3, rapid.ID[string]).Draw(t, "name")
		c := randomDesk(t)
		c.People.Learn([]Appointment{{ID: "9999", Name: strings.Join(name, " "), At: c.Now - 300*24*Hour, Status: Completed}}, c.Now)
		line := strings.ToLower(strings.Join(rapid.Permutation(name).Draw(t, "order"), " "))
		r := Read(line, c)
		if len(r.Rows) == 0 || r.Rows[0].New() || r.Rows[0].Match.Person.Key != nameKey(line) {
			t.Errorf("%q, somebody's name, reads %+v", line, r.Rows)
		}
	})
}

// What a reading says, written out in full, reads the same again.
func TestReadingWrittenOutReadsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := randomDesk(t)
		r := Read(randomLine(t), c)
		if len(r.Rows) == 0 || r.Rows[0].New() || r.Day != r.Until || len(r.Rows[0].Left) > 0 {
			return
		}
		var parts []string
		for _, d := range c.Departments {
			if r.DepartmentSaid && d.ID == r.Department {
				parts = append(parts, d.Name)
				for _, w := range d.Workers {
					if w.ID == r.Worker {
						parts = append(parts, "avec "+w.Name)
					}
				}
			}
		}
		if r.DaySaid {
			d := r.Day.Time()
			parts = append(parts, fmt.Sprintf("%d/%d/%d", d.Day(), d.Month(), d.Year()))
		}
		if r.HourSaid {
			parts = append(parts, "vers "+r.Hour.Clock())
		}
		again := Read(r.Rows[0].Name+" "+strings.Join(parts, " "), c)
		want := r.Said
		want.From, want.To, want.Or = 0, 0, 0
		if len(again.Rows) == 0 || again.Said != want || again.Rows[0].Key != r.Rows[0].Key || len(again.Unknown) > 0 {
			got := again.Said
			t.Errorf("%q reads %+v\n%+v, want\n%+v", r.Rows[0].Name+" "+strings.Join(parts, " "), again.Unknown, got, want)
		}
	})
}
