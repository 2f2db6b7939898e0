package state

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

// A guarded clinic answers some reads only: it refuses a right, denies
// departments, and breaks on others.
type guarded struct {
	*desk
	departments []clinic.Department
	refused     map[Right]bool
	why         map[clinic.ID]Code // of the departments whose slots are not told
	all         Code               // what everything is answered with; "" for nothing

	idle int                          // ticks that asked nothing while no failed read was to be made again
	read map[clinic.ID]clinic.Instant // when the slots of a department were last told
}

func (g *guarded) answer(e Effect) Event {
	right, department := e.Traits().Right, e.Traits().Department
	switch code := g.why[department]; {
	case g.all != "":
		return failed(e, g.all)
	case g.refused[right]:
		return failed(e, InsufficientScope)
	case code != "":
		return failed(e, code)
	}
	switch e := e.(type) {
	case LoadDepartments:
		return DepartmentsLoaded{Departments: g.departments}
	case LoadSlots:
		g.read[e.Department] = g.at
	}
	return g.desk.answer(e)
}

func (g *guarded) apply(e Event) (asked int) {
	for _, effect := range requests(g.Apply(g.at, e)) {
		asked += 1 + g.apply(g.answer(effect))
	}
	return asked
}

func (g *guarded) pass(by time.Duration) {
	for end := g.at.Mono + by; ; {
		due := g.Due()
		if g.at.Mono+due > end {
			return
		}
		g.at = g.at.Add(due)
		trying := g.Link.Trying
		if g.apply(Ticked{}) == 0 && !trying {
			g.idle++
		}
	}
}

// Whatever a key is denied and whatever breaks: everything else is read, as
// often as ever, and nothing wakes the desk in vain.
func TestWhatIsDeniedBlindsNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := &guarded{desk: newDesk(t, Options{}), refused: map[Right]bool{}, why: map[clinic.ID]Code{}, read: map[clinic.ID]clinic.Instant{}}
		for i := range stripMost {
			d := clinic.Department{ID: clinic.NumberID(fmt.Sprint(i + 1)), Name: fmt.Sprint("Service ", i), Active: true}
			g.departments = append(g.departments, d)
			g.why[d.ID] = rapid.SampledFrom([]Code{"", "", DepartmentAccessDenied, OrganizationMismatch, DepartmentNotFound, "NEW", InternalServerError, NoAnswer}).Draw(rt, d.Name)
		}
		for _, r := range []Right{MaySlots, MayRead, MayList} {
			g.refused[r] = rapid.IntRange(0, 4).Draw(rt, string(r)) == 0
		}
		g.apply(Started{})
		g.pass(20 * time.Minute) // each read has failed once by then
		for _, g.all = range []Code{NotSent, ExpiredAPIKey, ""} {
			g.pass(3 * time.Minute)
		}
		if lost := g.Link.Offline && g.Link.Why == NotSent || g.Key.Code != ""; lost && !(g.refused[MayList] && g.refused[MayRead]) {
			rt.Fatal("all is well again, and nothing finds out")
		}
		g.pass(2 * time.Minute)
		g.idle = 0
		const watched = 30
		for range watched {
			g.pass(time.Minute)
			g.current(rt)
		}
		if g.idle > watched+2 {
			rt.Fatalf("woken %d times in %d minutes for nothing", g.idle, watched)
		}
	})
}

// current wants all that may be read to be held and fresh.
func (g *guarded) current(rt *rapid.T) {
	if !g.refused[MayList] && !g.depsOK {
		rt.Fatal("the departments were not read")
	}
	const late = 2 * time.Minute
	for _, d := range g.departments {
		if g.refused[MayList] || g.refused[MaySlots] || g.why[d.ID] != "" {
			continue
		}
		if at := g.read[d.ID]; g.at.Mono-at.Mono > freshSlots+late {
			rt.Fatalf("the slots of %s are of %v, it is %v", d.ID, at.Mono, g.at.Mono)
		}
	}
	if g.refused[MayRead] {
		return
	}
	today := g.at.Wall.Day()
	if at, ok := g.VisitsReadAt(today); !ok || g.at.Mono-at.Mono > freshDay+late {
		rt.Fatalf("today is of %v, it is %v", at.Mono, g.at.Mono)
	}
	for _, w := range weekOrder {
		from := today.Monday() + clinic.Day(7*w)
		if at, ok := g.weekAt[from]; !ok || g.at.Mono-at.Mono > freshWeeks+late {
			rt.Fatalf("the week of %v is of %v, it is %v", from, at.Mono, g.at.Mono)
		}
	}
}
