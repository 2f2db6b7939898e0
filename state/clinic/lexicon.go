package clinic

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Lexicon is the words that the express line knows, of all languages that are
// read, folded. The zero Lexicon knows none: then only figures say a time.
type Lexicon struct {
	weekdays map[string]time.Weekday // their beginnings of three letters or more, too
	days     map[string]Day          // days from today on
	halves   map[string]Span         // parts of a day
	hours    map[string]Wall         // hours that have a name
	months   map[string]time.Month   // read beside a number only
	roles    map[string]role         // what else a word is for
	counts   map[string]int          // numbers in words, read beside what they count only
	phrases  map[string]bool         // words of two fragments
	long     []string                // words of which a slip is told, in order
	spelled  map[string]string       // words as they are written, by what they are folded

	beforeNoon, afterNoon []string // behind an hour of a clock of twelve
	ordinals              []string // behind a day of the month
	endings               []string // of who works in a department: a dentist
}

// A role is what a word does in a line besides meaning a time.
type role uint32

// The roles. Those named before… are of words that introduce something and say
// nothing themselves.
const (
	hourSign     role = 1 << iota // between an hour and its minutes, besides : and .
	link                          // links the words of a department's name
	particle                      // belongs to the name beside it
	next                          // the one of next week
	week                          // counts weeks
	day                           // counts days
	ahead                         // before a number of days or weeks
	firstOfMonth                  // the first of a month
	beforeHour                    // makes a bare number an hour
	beforeDate                    // makes a bare number a day of the month
	beforeTime                    // before any day, hour or half day
	beforePlace                   // before a department
	beforeWorker                  // before a member of staff
	beforePerson                  // before the patient
	earliest                      // before the hour that is the first
	latest                        // before the hour that is the last
)

// roleNames are the roles by the names that a language's file has for them.
var roleNames = map[string]role{
	"hour": hourSign, "link": link, "particle": particle, "next": next, "week": week, "day": day,
	"ahead": ahead, "first": firstOfMonth, "before_hour": beforeHour, "before_date": beforeDate, "before_time": beforeTime,
	"before_place": beforePlace, "before_worker": beforeWorker, "before_person": beforePerson,
	"earliest": earliest, "latest": latest,
}

var (
	morning   = Span{0, 12 * Hour}
	afternoon = Span{12 * Hour, 18 * Hour}
	evening   = Span{17 * Hour, 24 * Hour}
	pastNoon  = Span{12 * Hour, 24 * Hour}
)

// meanings are the times that words of a Lexicon can mean, by the names that a
// language's file has for them.
var meanings = func() map[string]func(*Lexicon, string) {
	all := map[string]func(*Lexicon, string){
		"yesterday": dayAhead(-1), "today": dayAhead(0), "tomorrow": dayAhead(1), "after_tomorrow": dayAhead(2),

		"morning": half(morning), "afternoon": half(afternoon), "evening": half(evening),
		"noon": func(l *Lexicon, word string) { l.hours[word] = 12 * Hour },
		"after_noon": func(l *Lexicon, word string) {
			half(pastNoon)(l, word)
			l.afterNoon = append(l.afterNoon, word)
		},
	}
	for w := time.Sunday; w <= time.Saturday; w++ {
		all[strings.ToLower(w.String())] = func(l *Lexicon, word string) { l.weekdays[word] = w }
	}
	for n, word := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"} {
		all["count_"+word] = count(n + 1)
	}
	for n, word := range []string{"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"} {
		all["count_"+word] = count(n + 13)
	}
	all["count_thirty"] = count(30)
	for m := time.January; m <= time.December; m++ {
		all[strings.ToLower(m.String())] = func(l *Lexicon, word string) { l.months[word] = m }
	}
	return all
}()

func dayAhead(n Day) func(*Lexicon, string) {
	return func(l *Lexicon, word string) { l.days[word] = n }
}

func count(n int) func(*Lexicon, string) { return func(l *Lexicon, word string) { l.counts[word] = n } }

// figure reads a number of at most so many digits, or one in words.
func (l *Lexicon) figure(word string, most int) (int, bool) {
	if n, ok := l.counts[word]; ok {
		return n, true
	}
	return number(word, most)
}

// date reads the day of a month: a number, also with its ordinal sign, or in words.
func (l *Lexicon) date(word string) (n int, ordinal, ok bool) {
	if n, ok := l.figure(word, 2); ok {
		return n, false, true
	}
	digits, ordinal := cutSuffixes(word, l.ordinals)
	n, ok = number(digits, 2)
	if l.is(word, firstOfMonth) {
		return 1, true, true
	}
	return n, ordinal, ok && ordinal
}

func half(s Span) func(*Lexicon, string) { return func(l *Lexicon, word string) { l.halves[word] = s } }

// NewLexicon merges the words of some languages. Each language has them by what
// they mean, with commas between: "monday": "lun, lundi". Where languages differ
// the earlier one counts. It is an error to name a meaning that there is not, a
// word of more than two fragments, or one word for two times in a language; a
// word may have any number of roles beside.
func NewLexicon(languages ...map[string]string) (*Lexicon, error) {
	l := &Lexicon{
		weekdays: map[string]time.Weekday{}, days: map[string]Day{}, halves: map[string]Span{}, hours: map[string]Wall{},
		months: map[string]time.Month{}, counts: map[string]int{}, roles: map[string]role{}, phrases: map[string]bool{}, spelled: map[string]string{},
	}
	taken := map[string]int{} // the language of each word that means a time, counted from 1
	for n, words := range languages {
		for _, meaning := range slices.Sorted(maps.Keys(words)) {
			for typed := range strings.SplitSeq(words[meaning], ",") {
				if word := Fold(typed); word != "" {
					l.spelled[word] = strings.TrimSpace(typed)
					if err := l.add(meaning, word, taken, n+1); err != nil {
						return nil, err
					}
					glued := strings.ReplaceAll(word, " ", "")
					if strings.ContainsAny(typed, "-'’") && taken[glued] == 0 { // typed without it
						if err := l.add(meaning, glued, taken, n+1); err != nil {
							return nil, err
						}
					}
				}
			}
		}
	}
	l.long = l.longWords()
	l.shorten()
	return l, nil
}

// longWords are the words of some letters that say a time or introduce something.
func (l *Lexicon) longWords() []string {
	var long []string
	for _, words := range []iter.Seq[string]{
		maps.Keys(l.weekdays), maps.Keys(l.days), maps.Keys(l.halves), maps.Keys(l.hours), maps.Keys(l.months), maps.Keys(l.roles),
	} {
		for word := range words {
			if utf8.RuneCountInString(word) >= slipMeant && !l.is(word, earliest|latest) && !slices.Contains(long, word) {
				long = append(long, word)
			}
		}
	}
	slices.Sort(long)
	return long
}

// add takes in a word of a language.
func (l *Lexicon) add(meaning, word string, taken map[string]int, language int) error {
	mean, known := meanings[meaning]
	r, hasRole := roleNames[meaning]
	switch {
	case meaning == "ordinal": // behind a number only
		l.ordinals = append(l.ordinals, word)
		return nil
	case meaning == "ending": // behind the beginning of a department
		l.endings = append(l.endings, word)
		return nil
	case meaning == "before_noon":
		l.beforeNoon = append(l.beforeNoon, word)
		return nil
	case !known && !hasRole:
		return fmt.Errorf("%q is no meaning of a word", meaning)
	case strings.Count(word, " ") > 1:
		return fmt.Errorf("%q has more than two fragments", word)
	case hasRole:
		l.roles[word] |= r
		return nil
	case strings.HasPrefix(meaning, "count_"): // it is no time by itself
		mean(l, word)
		return nil
	case taken[word] == language:
		return fmt.Errorf("%q stands there twice", word)
	case taken[word] > 0:
		return nil
	}
	taken[word] = language
	if strings.Contains(word, " ") {
		l.phrases[word] = true
	}
	mean(l, word)
	return nil
}

// shorten lets the beginnings of a weekday stand for it, of three letters or
// more, where they mean nothing else.
func (l *Lexicon) shorten() {
	for _, whole := range slices.Sorted(maps.Keys(l.weekdays)) {
		for n := 3; n < utf8.RuneCountInString(whole); n++ {
			word := cutRunes(whole, n)
			if !l.means(word) {
				l.weekdays[word] = l.weekdays[whole]
			}
		}
	}
}

// means says whether a word is a time by itself or beside a number.
func (l *Lexicon) means(word string) bool {
	_, weekday := l.weekdays[word]
	_, day := l.days[word]
	_, half := l.halves[word]
	_, hour := l.hours[word]
	_, month := l.months[word]
	return weekday || day || half || hour || month
}

// is says whether a word has one of these roles.
func (l *Lexicon) is(word string, r role) bool { return l.roles[word]&r != 0 }
