package state

import (
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// A quota without a limit, or that nobody told, is no quota: nothing is spared.
func TestAQuotaThatIsNotKnownSparesNothing(t *testing.T) {
	for _, q := range []clinic.Quota{
		{}, {Known: true}, {Known: true, Limit: 0, Remaining: 0, Told: true, Reset: time.Minute}, {Known: true, Limit: -5, Remaining: -9}, {Limit: 1000, Remaining: 3},
	} {
		d := openDesk(t)
		d.do(Heard{Quota: q})
		d.Quota = q
		remaining, limit, known := d.left(d.Now)
		if known || remaining != 0 || limit != 0 || d.Sparing() {
			t.Errorf("%+v: %d of %d, known %v, sparing %v", q, remaining, limit, known, d.Sparing())
		}
		if i := d.interval(d.Now); i != pace {
			t.Errorf("%+v: background reads every %v", q, i)
		}
	}
	d := openDesk(t)
	d.do(Heard{Quota: clinic.Quota{Known: true, Limit: 1, Remaining: 0}})
	if _, limit, known := d.left(d.Now); !known || limit != 1 {
		t.Errorf("of one: %d, known %v", limit, known)
	}
}

// When reading goes on is told by the end of the window.
func TestUntilWhenReadingIsSpared(t *testing.T) {
	d := openDesk(t)
	d.do(left(0, 90*time.Second))
	if got, told := d.SparingUntil(); got != d.Now.Wall+90 || !told {
		t.Errorf("until %v, now %v, told %v", got, d.Now.Wall, told)
	}
	d.pass(30 * time.Second)
	if got, told := d.SparingUntil(); got != d.Now.Wall+60 || !told {
		t.Errorf("until %v, now %v, told %v", got, d.Now.Wall, told)
	}
	d.at = d.at.Add(time.Hour)
	d.Now = d.at
	if got, _ := d.SparingUntil(); got != d.Now.Wall {
		t.Errorf("it is over: until %v, now %v", got, d.Now.Wall)
	}
	d.do(left(0, 0))
	if _, told := d.SparingUntil(); told {
		t.Error("nobody told it")
	}
}

// An end that was told stands until it has come; where none is, an hour runs from
// when something new was heard.
func TestWhenTheWindowEnds(t *testing.T) {
	d := openDesk(t)
	end := func() time.Duration { return d.quotaEnds.Mono - d.Now.Mono }
	d.do(left(500, 0))
	if end() != time.Hour {
		t.Fatalf("untold: ends in %v", end())
	}
	d.pass(time.Minute)
	d.do(left(500, 0)) // nothing new
	if end() != 59*time.Minute {
		t.Errorf("nothing new: ends in %v", end())
	}
	d.do(left(499, 0))
	if end() != time.Hour {
		t.Errorf("heard of again: ends in %v", end())
	}
	d.do(left(498, 10*time.Minute))
	d.pass(time.Minute)
	d.do(left(497, 0)) // an answer that tells no end
	if end() != 9*time.Minute {
		t.Errorf("told: ends in %v", end())
	}
	d.pass(9 * time.Minute)
	d.do(left(496, 0))
	if end() != time.Hour {
		t.Errorf("the told end has come: ends in %v", end())
	}
}

// How many others use the quota is told by how fast it falls, and by nothing else.
func TestWhatTellsOfOthers(t *testing.T) {
	for name, c := range map[string]struct {
		heard  []Heard
		others bool
	}{
		"it falls fast":                     {[]Heard{left(1000, time.Hour), left(700, time.Hour)}, true},
		"it does not fall":                  {[]Heard{left(700, time.Hour), left(700, time.Hour)}, true}, // by what was used when it was first heard of
		"it is full and stays so":           {[]Heard{left(1000, time.Hour), left(1000, time.Hour)}, false},
		"it is full again":                  {[]Heard{left(1000, time.Hour), left(999, time.Hour), left(1000, time.Hour)}, false},
		"it is heard of first, used up":     {[]Heard{left(300, time.Hour)}, true},
		"it is heard of first, full":        {[]Heard{left(1000, time.Hour)}, false},
		"it is heard of first, without end": {[]Heard{left(300, 0)}, false},
		"it is not known any more":          {[]Heard{left(1000, time.Hour), {}}, false},
	} {
		d := openDesk(t)
		d.Share = quota.Share{}
		for _, h := range c.heard {
			d.do(h)
		}
		if others := d.Share.Desks() > alone; others != c.others {
			t.Errorf("%s: %.1f desks", name, d.Share.Desks())
		}
	}
}

// What finds out whether the API answers is read whatever is left; what reads a write
// back too; what is held already is not.
func TestWhatIsSpared(t *testing.T) {
	d := openDesk(t)
	d.do(left(0, time.Hour))
	unheld := LoadSlots{Department: "7", From: thisWeek("7").From, To: thisWeek("7").To}
	for name, c := range map[string]struct {
		e      Effect
		spared bool
	}{
		"departments that are held": {LoadDepartments{}, true}, "a look": {ReadBack{}, false}, "an appointment": {LoadVisit{conde.ID}, false},
		"slots that are held": {thisWeek("1"), true}, "slots that are not": {unheld, false}, "a day": {someRead(1), true},
	} {
		if got := d.spared(c.e); got != c.spared {
			t.Errorf("%s: spared %v", name, got)
		}
	}
	d.Link.Trying = true
	if d.spared(LoadDepartments{}) || !d.spared(someRead(1)) || !d.spared(thisWeek("1")) {
		t.Error("while the connection is looked for: that alone is not spared")
	}
	d.Link.Trying, d.depsOK = false, false
	if d.spared(LoadDepartments{}) {
		t.Error("departments that are not held")
	}
	d.do(left(1000, time.Hour))
	if d.spared(someRead(1)) {
		t.Error("nothing is spared of a full quota")
	}
}
