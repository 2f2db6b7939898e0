package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
)

// A Gap is what is missing of what was read: entries that could not be read, and
// pages that never came. The zero Gap is none.
type Gap struct {
	Skipped int  // entries
	Cut     bool // the list did not end: there may be more

	from, to clinic.Day // that were read together
}

// Any says whether anything is missing.
func (g Gap) Any() bool { return g.Skipped > 0 || g.Cut }

// freshCut is how old a day may get whose list did not end: each time it is read
// again takes as many requests.
const freshCut = time.Hour

// VisitsGap is what is missing of the appointments from one day to another.
func (a *Agenda) VisitsGap(from, to clinic.Day) Gap {
	var all, last Gap
	for day := from; day <= to; day++ {
		g := a.gaps[day]
		if g.Any() && (g.from != last.from || g.to != last.to) {
			all.Skipped += g.Skipped
		}
		all.Cut = all.Cut || g.Cut
		last = g
	}
	return all
}

// SlotsGap is what is missing of the slots of a department's week.
func (a *Agenda) SlotsGap(department clinic.ID, day clinic.Day) Gap {
	return Gap{Skipped: a.weeks[week{department, day.Monday()}].skipped}
}

// DepartmentsGap is what is missing of the departments.
func (a *Agenda) DepartmentsGap() Gap { return Gap{Skipped: a.depsSkipped} }

// noteGap notes what is missing of the days that were read.
func (a *Agenda) noteGap(asked LoadVisits, list clinic.VisitList) {
	g := Gap{Skipped: list.Skipped, Cut: list.Partial, from: asked.From, to: asked.To}
	for day := asked.From; day <= asked.To; day++ {
		delete(a.gaps, day)
		if g.Any() {
			a.gaps[day] = g
		}
	}
	a.Rev++
}

// unlisted are the departments that are held and not listed: where some could not
// be read, they may be those.
func unlisted(held, listed []clinic.Department) []clinic.Department {
	return slices.DeleteFunc(slices.Clone(held), func(d clinic.Department) bool {
		return slices.ContainsFunc(listed, func(o clinic.Department) bool { return o.ID.Same(d.ID) })
	})
}

// otherDays are the slots of the days that a reading has none of.
func otherDays(held, read []clinic.Slot) []clinic.Slot {
	return slices.DeleteFunc(slices.Clone(held), func(sl clinic.Slot) bool {
		return slices.ContainsFunc(read, func(o clinic.Slot) bool { return o.At.Day() == sl.At.Day() })
	})
}
