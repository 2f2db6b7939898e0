package journey_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"creneau/api/demo"
	"creneau/state"
	"creneau/state/clinic"
	"creneau/ui/cli"
	"creneau/ui/locale"
	"creneau/ui/proof/journey"
)

var (
	journeys = flag.Int("journeys", 24, "how many journeys TestEveryHour plays")
	firstOf  = flag.Uint64("first", 1, "the number of the first of them: each number is the same journey each time")
)

// TestEveryHour plays tasks at any moment, in any demo clinic: what the sentence
// said is in the books, or a sentence says why nothing was booked.
func TestEveryHour(t *testing.T) {
	var ends tally
	t.Cleanup(func() { ends.judge(t) }) // when the journeys, which run side by side, are over
	for i := range uint64(*journeys) {
		n := *firstOf + i
		rng := rand.New(rand.NewPCG(n, 0))
		m := moment(rng)
		task := tasks[rng.IntN(len(tasks))]
		t.Run(fmt.Sprintf("%d %s on %s in %s, clinic %d", n, task.name, m.At.Format("Mon 2006-01-02 15:04"), m.Lang, m.Seed), func(t *testing.T) {
			journey.At(t, cli.Run, m, func(d *journey.Desk) { task.play(&caller{d, t, rng, &ends}) })
		})
	}
}

// moment draws one: any hour of any weekday, and more often those at which
// something ends or begins.
func moment(rng *rand.Rand) journey.Moment {
	day := time.Date(2026+rng.IntN(4), time.Month(1+rng.IntN(12)), 1+rng.IntN(31), 0, 0, 0, 0, time.UTC)
	switch rng.IntN(8) {
	case 0: // the last day of a month, or the first
		day = time.Date(day.Year(), day.Month(), rng.IntN(2), 0, 0, 0, 0, time.UTC)
	case 1: // the last day of a year, or the first
		day = time.Date(day.Year(), time.January, rng.IntN(2), 0, 0, 0, 0, time.UTC)
	case 2:
		day = time.Date(2028, time.February, 28+rng.IntN(3), 0, 0, 0, 0, time.UTC)
	}
	at := day.Add(time.Duration(rng.IntN(24*60)) * time.Minute)
	if rng.IntN(2) == 0 { // while somebody sits there
		at = day.Add(7*time.Hour + time.Duration(rng.IntN(12*60))*time.Minute)
	}
	languages := locale.Languages()
	return journey.Moment{At: at, Seed: 1 + rng.Uint64N(1000), Lang: languages[rng.IntN(len(languages))], Desk: rng.IntN(2) == 0}
}

// A caller is on the line, at a desk.
type caller struct {
	*journey.Desk
	t   *testing.T
	rng *rand.Rand
	*tally
}

// A tally counts how journeys end.
type tally struct {
	mu   sync.Mutex
	ends map[string]int
}

func (e *tally) count(end string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ends == nil {
		e.ends = map[string]int{}
	}
	e.ends[end]++
}

// judge fails where fewer than three of four journeys did what they were for.
func (e *tally) judge(t *testing.T) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t.Log("ends:", e.ends)
	if n := e.ends[unsaid]; n > 2+*journeys/100 {
		t.Errorf("of %d journeys %d were offered a second appointment without a word", *journeys, n)
	}
	if n := e.ends["done"]; *journeys > 20 && 4*n < 3**journeys {
		t.Errorf("of %d journeys only %d did what they were for: %v", *journeys, n, e.ends)
	}
}

// tasks are those of the table of counted keys.
var tasks = []struct {
	name string
	play func(*caller)
}{
	{"next free slot", func(c *caller) { c.book("n", c.known()) }},
	{"department and half day", func(c *caller) {
		c.book("n", c.known()+" "+c.one("car", "péd", "rad", "dent")+" "+c.one("mat", "apr"))
	}},
	{"a day and an hour", func(c *caller) {
		c.book("n", c.known()+" "+c.one("demain", "jeu", "+3")+" "+c.one("9", "10h30", "15h"))
	}},
	{"new caller", func(c *caller) { c.book("n", "Zowo Martine") }},
	{"anything", func(c *caller) { c.book("n", c.anything()) }},
	{"anything, all read", func(c *caller) { c.Rest(time.Minute); c.book("n", c.anything()) }},
	{"from the week grid", func(c *caller) { c.Press("d"); c.Rest(time.Second); c.book("enter", c.known()) }},
	{"cancel", (*caller).cancel},
	{"move", (*caller).move},
}

func (c *caller) one(of ...string) string { return of[c.rng.IntN(len(of))] }

// known is the beginning of the family name of somebody who was seen in the last
// days, which are read first.
func (c *caller) known() string {
	today := c.Today()
	visits := c.Seen(today-3, today)
	if len(visits) == 0 {
		return "dia"
	}
	name := clinic.Fold(visits[c.rng.IntN(len(visits))].Name)
	return string([]rune(name)[:3])
}

// anything is a line of pieces in any order, as fingers make them.
func (c *caller) anything() string {
	pieces := []string{
		c.known(), c.known(), "Zowo Martine", "wilhelmina", "dialo", "car", "ca", "ped", "dent", "rad", "mat", "apr", "soir", "midi", "jeu",
		"ven 13", "sam", "demain", "hier", "+3", "15/1", "31/4", "24h", "10h", "à 9", "le 10", "32", "1042", "620 12 34 56", "de la", "x2", ",", "pour",
	}
	var line []string
	for range 1 + c.rng.IntN(4) {
		line = append(line, pieces[c.rng.IntN(len(pieces))])
	}
	return strings.Join(line, " ")
}

// book types a booking and goes through with it: with one key more where it is
// asked with whom.
func (c *caller) book(key, line string) {
	c.Press(key)
	c.Type(line)
	c.Press("enter")
	c.Rest(time.Second)
	if c.Asks("book.who_new") || c.Asks("book.who_left") || c.Asks("book.who_slip") || c.Asks("book.who_alike") {
		c.Press("enter")
		c.Rest(time.Second)
	}
	if c.Asks("book.with_whom") {
		c.Press("1")
		c.Rest(time.Second)
	}
	c.goThrough()
}

// goThrough presses the last Enter, and judges by the books what was said before.
func (c *caller) goThrough() {
	c.t.Helper()
	before, said, second := len(c.Clinic.Ledger()), c.Text(), c.Asks("book.already")
	c.Press("enter")
	c.Rest(3 * time.Second)
	entries := c.Clinic.Ledger()[before:]
	switch {
	case len(entries) > 1:
		c.t.Errorf("%d commits by one key", len(entries))
	case len(entries) == 1 && !c.Tells(said, entries[0], c.Today()):
		c.Fail(fmt.Sprintf("the books hold %+v, but before the last Enter stood\n%s\n", entries[0], said))
	case len(entries) == 0:
		c.saysWhy(second)
	default:
		c.count("done")
	}
}

// reasons are the sentences that say why nothing is booked.
var reasons = []string{
	"note.no_free_slot", "note.no_staff", "note.slot_gone", "duplicate.title", "alternatives.title", "purchase.missing", "book.no_slot", "note.missing_name",
	"note.day_past", "note.missing_worker", "note.not_staff", "note.not_standing", "note.being_cancelled",
}

// unsaid is a second appointment of a day that was offered without a word.
const unsaid = "a second one that was not told of before"

// saysWhy sees why nothing was booked. A second appointment of a day was told of before.
func (c *caller) saysWhy(second bool) {
	c.t.Helper()
	for _, key := range reasons {
		if c.Asks(key) {
			if key == "duplicate.title" && !second { // its day was not read in time
				key = unsaid
			}
			c.count(key)
			return
		}
	}
	c.Fail("nothing was booked, and no sentence says why")
}

// visit is an appointment that may be cancelled, of somebody whose name begins so;
// false where today holds none.
func (c *caller) visit() (clinic.Appointment, bool) {
	today := c.Today()
	var open []clinic.Appointment
	for _, v := range c.Seen(today, today) {
		if v.Status == clinic.Scheduled && !strings.Contains(v.Name, "'") {
			open = append(open, v)
		}
	}
	if len(open) == 0 {
		return clinic.Appointment{}, false
	}
	return open[c.rng.IntN(len(open))], true
}

// find shows a person's appointments with the cursor on one that is open, and says
// whether there is one.
func (c *caller) find() bool {
	v, ok := c.visit()
	if !ok {
		c.count("nothing to find")
		return false
	}
	c.Press("f")
	c.Type(strings.ToLower(v.Name))
	c.Rest(5 * time.Second)
	c.Press("enter")
	c.Rest(time.Second)
	return true
}

// cancel cancels the appointment on which the cursor stands after a search.
func (c *caller) cancel() {
	if !c.find() {
		return
	}
	c.Press("x")
	said := c.Text()
	c.Rest(state.Grace + 3*time.Second)
	entries := c.Clinic.Ledger()
	switch {
	case len(entries) > 1 || len(entries) == 1 && entries[0].Action != demo.Cancelled:
		c.t.Errorf("one cancel is %+v", entries)
	case len(entries) == 1 && !journey.Reads(said, entries[0].Name):
		c.Fail(fmt.Sprintf("cancelled %+v, but when it was asked for the screen showed\n%s\n", entries[0], said))
	case len(entries) == 0 && !c.Asks("note.not_standing"):
		c.Fail("nothing was cancelled, and no sentence says why")
	default:
		c.count("done")
	}
}

// move moves an appointment to the next free slot.
func (c *caller) move() {
	if !c.find() {
		return
	}
	c.Press("r")
	c.Rest(time.Second)
	if c.Asks("note.cannot_move") {
		c.count("cannot move")
		return
	}
	if c.Asks("book.with_whom") {
		c.Press("1")
		c.Rest(time.Second)
	}
	said := c.Text()
	c.Press("enter")
	c.Rest(5 * time.Second)
	entries := c.Clinic.Ledger()
	if c.Asks("book.cancels_first") { // it asks before it cancels first
		said = c.Text()
		c.Press("enter")
		c.Rest(5 * time.Second)
		entries = c.Clinic.Ledger()
	}
	standing := map[string]int{}
	for _, e := range entries {
		if e.Action == demo.Booked {
			standing[e.Name]++
		} else {
			standing[e.Name]--
		}
	}
	for name, n := range standing {
		if n != 0 && !c.Asks("head.without") {
			c.Fail(fmt.Sprintf("after the move %s has %+d appointments: %+v; said\n%s\n", name, n, entries, said))
		}
	}
	if len(entries) == 0 {
		c.saysWhy(true)
		return
	}
	c.count("done")
}
