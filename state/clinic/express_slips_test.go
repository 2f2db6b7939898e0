package clinic

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// slipsDesk is a clinic with departments of many words.
func slipsDesk() Context {
	c := readingDesk()
	c.Departments = append(c.Departments, Department{ID: "8", Name: "Maternité"}, Department{ID: "9", Name: "Ophtalmologie"})
	return c
}

// A word that is one for a time or a place but for a slip is read as that in a row that
// is offered, and a person decides; the new person with the name as typed stands beside it.
func TestASlipIsAQuestion(t *testing.T) {
	for _, x := range []struct{ line, want, fresh string }{
		{"dia car mercerdi", "Diallo Fatoumata ? /Cardiologie Wed 2026-02-04", "Dia Mercerdi"},
		{"dia thrusday 10h", "Diallo Fatoumata ? Thu 2026-02-05 ~10:00", "Dia Thrusday"},
		{"dia pedaitrie", "Diallo Fatoumata ? /Pédiatrie", "Dia Pedaitrie"},
		{"dia cardiologei lundi", "Diallo Fatoumata ? /Cardiologie Mon 2026-02-09", "Dia Cardiologei"},
		{"dia cadriologie mercerdi", "Diallo Fatoumata ? /Cardiologie Wed 2026-02-04", "Dia Cadriologie Mercerdi"},
		{"dia cadrio", "Diallo Fatoumata ? /Cardiologie", "Dia Cadrio"},
		{"dia 10 fevirer", "Diallo Fatoumata ? Tue 2026-02-10", "Dia Fevirer"},
		{"dia lundi prochian", "Diallo Fatoumata ? Mon 2026-02-09", "Dia Prochian"},
		{"dia car maitn", "Diallo Fatoumata ? /Cardiologie 0-12h", "Dia Maitn"},
		{"dia apres-mdii", "Diallo Fatoumata ? 12-18h", "Dia Apres-Mdii"},
		{"dia dentiste demain", "Diallo Fatoumata ? /Dentaire Wed 2026-02-04", "Dia Dentiste"},
		{"dia cardiologist", "Diallo Fatoumata ? /Cardiologie", "Dia Cardiologist"},
		{"dia tommorow", "Diallo Fatoumata ? Wed 2026-02-04", "Dia Tommorow"},
		{"dia cardiology", "Diallo Fatoumata ? /Cardiologie", "Dia Cardiology"},
		{"dia pediatrics demain", "Diallo Fatoumata ? /Pédiatrie Wed 2026-02-04", "Dia Pediatrics"},
		{"dia ophthalmology", "Diallo Fatoumata ? /Ophtalmologie", "Dia Ophthalmology"},
		{"zowo martine mercerdi", "new Zowo Martine ? Wed 2026-02-04", "Zowo Martine Mercerdi"},
		{"zowo martine, mercerdi", "new Zowo Martine ? Wed 2026-02-04", "Zowo Martine Mercerdi"},
		{"dia den avec kieta", "Diallo Fatoumata ? /Dentaire @Dr Keïta", "Dia"},
	} {
		c := slipsDesk()
		r := Read(x.line, c)
		if got := summary(r, c); got != x.want {
			t.Errorf("%q reads %s\nwant %s", x.line, got, x.want)
		}
		if r.Name != x.fresh || r.Rows[len(r.Rows)-1].Key != NewPerson || len(r.Rows[0].Slips) == 0 {
			t.Errorf("%q: %q is no row beside it: %+v", x.line, x.fresh, r.Rows)
		}
		checkNothingDropped(t, x.line, r)
	}
}

// Somebody of whom a word is only like one that others have is a question.
func TestANameLikeAnotherIsAQuestion(t *testing.T) {
	c := slipsDesk()
	c.People = peopleOf("Kandé Mamadou", "Condé Ibrahima", "Condé Aïssata", "Diallo Fatoumata")
	for line, want := range map[string]string{
		"condé mamady":     "Kandé Mamadou ?", // Condé is a name of others
		"dialo fatoumatta": "Diallo Fatoumata",
		"kandé mamadu":     "Kandé Mamadou",
		"condé ibrahim":    "Condé Ibrahima",
	} {
		if got := summary(Read(line, c), c); got != want {
			t.Errorf("%q reads %s, want %s", line, got, want)
		}
	}
}

// Names are no slips: those of people who are known, and those that are like no word.
func TestANameIsNoSlip(t *testing.T) {
	c := slipsDesk()
	c.People = peopleOf("Diallo Fatoumata", "Mardy Paul", "Samady Aïcha")
	for _, line := range []string{"mardy", "samad", "toure oumar", "zowo mandiou", "zowo salimatou", "zowo martine", "mardy demain", "zowo wilhelmina", "millimono saa", "dia car"} {
		if r := Read(line, c); slices.ContainsFunc(r.Rows, func(w Row) bool { return len(w.Slips) > 0 }) {
			t.Errorf("%q: %+v", line, r.Rows)
		}
	}
}

// slipped draws a word with one slip of the finger.
func slipped(t *rapid.T, word string) string {
	letters := []rune(word)
	at := rapid.IntRange(0, len(letters)-2).Draw(t, "at")
	letter := rune(rapid.SampledFrom([]byte("abcdefghijklmnopqrstuvwxyz")).Draw(t, "letter"))
	switch rapid.IntRange(0, 3).Draw(t, "slip") {
	case 0:
		letters[at], letters[at+1] = letters[at+1], letters[at]
	case 1:
		letters = slices.Delete(letters, at, at+1)
	case 2:
		letters = slices.Insert(letters, at, letter)
	default:
		letters[at] = letter
	}
	return string(letters)
}

// Whatever slips of whatever word of the grammar, in either language: it is neither
// taken for the word nor made a name in silence.
func TestNoSlipIsTakenOrNamedInSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := slipsDesk()
		if rapid.Bool().Draw(t, "english") {
			c.Lexicon = english
		}
		words := slices.Clone(c.Lexicon.long)
		for _, d := range c.Departments {
			for _, w := range nameWords(d.Name) {
				if len(w) >= slipMeant {
					words = append(words, w)
				}
			}
		}
		word := rapid.SampledFrom(slices.Sorted(slices.Values(words))).Draw(t, "word")
		typed := slipped(t, word)
		for _, who := range []string{"diallo", "zowo martine"} {
			line, right := around(c.Lexicon, who, word, typed), around(c.Lexicon, who, word, word)
			r, meant := Read(line, c), Read(right, c)
			i := slices.IndexFunc(r.Words, func(w Word) bool { return line[w.Start:w.End] == typed })
			if i < 0 || len(meant.Rows) == 0 || meant.Asks || meant.Rows[0].New() != (who != "diallo") || len(meant.Unknown) > 0 {
				continue // two words, or none where it stands
			}
			if plain := Read(who+" "+typed, c); len(plain.Rows) == 0 || plain.Count > 0 && len(plain.Rows[0].Left) == 0 && len(plain.Rows[0].Slips) == 0 || c.Lexicon.means(typed) || c.Lexicon.roles[typed] != 0 {
				continue // it is a word of its own
			}
			if strings.ContainsAny(typed, " -") || len(r.Rows) == 0 || c.People.begins([]string{typed}) || (&pass{line: newLine("", c)}).saysPlace(typed) {
				continue
			}
			row := slices.IndexFunc(r.Rows, func(w Row) bool {
				return slices.ContainsFunc(w.Slips, func(s Slip) bool { return s.Typed == typed })
			})
			fresh := slices.IndexFunc(r.Rows, func(w Row) bool { return w.Key == NewPerson })
			if row < 0 || fresh < 0 || !strings.Contains(Fold(r.Rows[fresh].Name), typed) {
				t.Fatalf("%q for %q: rows %+v", line, word, r.Rows)
			}
			if !r.Asks && !r.Rows[0].Match.Fuzzy { // else the sentence says that the name is only alike
				t.Fatalf("%q for %q is taken as %+v", line, word, r.Rows[0])
			}
		}
	})
}

// around is a line in which a word of the grammar means something, written so.
func around(l *Lexicon, who, word, as string) string {
	_, month := l.months[word]
	role := l.roles[word]
	switch {
	case month, role&hourSign != 0:
		return who + " 10 " + as
	case role&next != 0:
		return who + " lundi " + as
	case role&(week|day) != 0:
		return who + " dans 2 " + as
	case role&(beforeHour|beforeDate|beforeTime) != 0:
		return who + " " + as + " 10h"
	case role&beforePerson != 0:
		return as + " " + who
	}
	return who + " " + as
}

// An hour that is the first or the last that will do is one, in either order of the
// words and beside a half day; a day, a date or a bare number that is no hour stays what
// it is, and nothing of it becomes a name.
func TestTheFirstAndTheLastHour(t *testing.T) {
	for line, want := range map[string]Span{
		"zowo jeu après 15h": {15 * Hour, 24 * Hour}, "zowo after 3 pm thu": {15 * Hour, 24 * Hour}, "zowo dès 9 h jeu": {9 * Hour, 24 * Hour},
		"zowo avant 10h30 jeu": {0, 10*Hour + 30*Minute}, "zowo before noon thu": {0, 12 * Hour}, "zowo thu before 10": {0, 10 * Hour},
		"zowo jeu après-midi après 15h": {15 * Hour, 18 * Hour}, "zowo jeu après 14h avant 16h": {14 * Hour, 16 * Hour},
		"zowo jeu après midi": {12 * Hour, 18 * Hour},
	} {
		r := Read(line, slipsDesk())
		if (Span{r.From, r.To}) != want || r.HourSaid || len(r.Unknown) > 0 || r.Name != "Zowo" {
			t.Errorf("%q reads %v-%v, hour %v, for %q, not understood %q; want %v", line, r.From, r.To, r.HourSaid, r.Name, r.Unknown, want)
		}
	}
	for line, want := range map[string]Day{"zowo the day after tomorrow": 2, "zowo after tomorrow": 2, "zowo après-demain": 2} {
		if r := Read(line, slipsDesk()); !r.DaySaid || r.Day != slipsDesk().Now.Day()+want || r.Name != "Zowo" {
			t.Errorf("%q reads %v for %q", line, r.Day, r.Name)
		}
	}
	for _, line := range []string{"zowo jeu avant 25", "zowo before 10 february"} {
		if r := Read(line, slipsDesk()); r.To != 0 {
			t.Errorf("%q reads %v-%v", line, r.From, r.To)
		}
	}
}
