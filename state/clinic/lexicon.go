package clinic

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Lexicon is the words that the express line knows, of all languages that are
// read, folded. The zero Lexicon knows none: then only figures say a time.
type Lexicon struct {
	weekdays map[string]time.Weekday
	days     map[string]Day  // days from today on
	halves   map[string]Span // parts of a day
	hours    map[string]Wall // hours that have a name

	beforeNoon, afterNoon []string        // behind an hour of a clock of twelve
	hourSigns             map[string]bool // between an hour and its minutes, besides : and .
	links                 map[string]bool // words that only link those of a department's name
	phrases               map[string]bool // words of two fragments
}

var (
	morning   = Span{0, 12 * Hour}
	afternoon = Span{12 * Hour, 18 * Hour}
	evening   = Span{17 * Hour, 24 * Hour}
	pastNoon  = Span{12 * Hour, 24 * Hour}
)

// meanings are what the words of a Lexicon can mean, by the names that a
// language's file has for them.
var meanings = map[string]func(*Lexicon, string){
	"monday": weekday(time.Monday), "tuesday": weekday(time.Tuesday), "wednesday": weekday(time.Wednesday),
	"thursday": weekday(time.Thursday), "friday": weekday(time.Friday), "saturday": weekday(time.Saturday),
	"sunday": weekday(time.Sunday),

	"today": dayAhead(0), "tomorrow": dayAhead(1), "after_tomorrow": dayAhead(2),

	"morning": half(morning), "afternoon": half(afternoon), "evening": half(evening),
	"noon": func(l *Lexicon, word string) { l.hours[word] = 12 * Hour },
	"before_noon": func(l *Lexicon, word string) {
		half(morning)(l, word)
		l.beforeNoon = append(l.beforeNoon, word)
	},
	"after_noon": func(l *Lexicon, word string) {
		half(pastNoon)(l, word)
		l.afterNoon = append(l.afterNoon, word)
	},
	"hour": func(l *Lexicon, word string) { l.hourSigns[word] = true },
	"link": func(l *Lexicon, word string) { l.links[word] = true },
}

func weekday(w time.Weekday) func(*Lexicon, string) {
	return func(l *Lexicon, word string) { l.weekdays[word] = w }
}

func dayAhead(n Day) func(*Lexicon, string) {
	return func(l *Lexicon, word string) { l.days[word] = n }
}

func half(s Span) func(*Lexicon, string) { return func(l *Lexicon, word string) { l.halves[word] = s } }

// NewLexicon merges the words of some languages. Each language has them by what
// they mean, with commas between: "monday": "lun, lundi". Where languages differ
// the earlier one counts. It is an error to name a meaning that there is not, a
// word of more than two fragments, or one word twice in a language.
func NewLexicon(languages ...map[string]string) (*Lexicon, error) {
	l := &Lexicon{
		weekdays: map[string]time.Weekday{}, days: map[string]Day{}, halves: map[string]Span{}, hours: map[string]Wall{},
		hourSigns: map[string]bool{}, links: map[string]bool{}, phrases: map[string]bool{},
	}
	taken := map[string]int{} // the language of each word, counted from 1
	for n, words := range languages {
		for _, meaning := range slices.Sorted(maps.Keys(words)) {
			add, ok := meanings[meaning]
			if !ok {
				return nil, fmt.Errorf("%q is no meaning of a word", meaning)
			}
			for typed := range strings.SplitSeq(words[meaning], ",") {
				word := Fold(strings.TrimSpace(typed))
				role := word
				if meaning == "link" || meaning == "hour" {
					role = meaning + " " + word // these never stand where a time is read
				}
				switch {
				case word == "" || taken[role] > 0 && taken[role] <= n:
					continue
				case taken[role] != 0:
					return nil, fmt.Errorf("%q stands there twice", typed)
				case strings.Count(word, " ") > 1:
					return nil, fmt.Errorf("%q has more than two fragments", typed)
				}
				taken[role] = n + 1
				l.phrases[word] = strings.Contains(word, " ")
				add(l, word)
			}
		}
	}
	return l, nil
}
