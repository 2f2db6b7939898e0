package clinic

import (
	"cmp"
	"slices"
	"strings"
)

// withinDays is how far an alternative may be from the slot asked for, either
// way.
const withinDays = 14

// Weights are what an alternative costs, in days of waiting. Gerard et al.
// (2008) found the patient's own doctor worth about 5 days and a convenient
// hour about 2.5.
type Weights struct {
	Hour       float64 // of an hour that is off by HourSpan or more; less in proportion
	Worker     float64 // of another worker
	Department float64 // of another department
	HourSpan   Wall    // seconds

	OtherDepartments bool // other departments may be offered
}

// DefaultWeights are the weights without configuration.
func DefaultWeights() Weights {
	return Weights{Hour: 2.5, Worker: 5, Department: 10, HourSpan: 3 * Hour}
}

// A Wish is the slot that was asked for and could not be had. No worker means
// that any would do.
type Wish struct {
	At                 Wall
	Department, Worker ID
}

// An Alternative is a slot to offer instead.
type Alternative struct {
	Slot   Slot
	Cost   float64 // days of waiting it is worth; lower is better
	Reason Reason
}

// Reason is why an alternative is offered.
type Reason int

// The reasons. Each of the first three is given once at least, where there is
// such a slot; one slot that is two of them has the first.
const (
	Close Reason = iota // nothing but its low cost
	SameDayNearestHour
	SameHourOtherDay
	SoonestOfAll
	OtherWorker
	OtherDepartment
)

// Rank returns at most limit alternatives to a wish, the least costly first:
// free slots later than now, within 14 days of the wish either way, never the
// wish itself. The cost is
//
//	max(0, date - date asked) + Hour x min(1, |hour - hour asked| / HourSpan)
//	  + Worker where it is another's + Department where it is another
//
// An earlier day costs nothing, as nobody waits for it. Of equal costs the one
// nearest to the wish, in days and then in hours, comes first.
//
// Where limit leaves room for them, one at the same hour on another day, the
// one nearest in hour on the same day and the soonest of all are among them;
// the first two of the department and worker asked for, if they have such a
// slot.
func Rank(w Wish, slots []Slot, now Wall, weights Weights, limit int) []Alternative {
	if limit <= 0 {
		return nil
	}
	all := make([]Alternative, 0, len(slots))
	for _, s := range slots {
		if s.Bookable(now) && w.within(s) && !w.is(s) && (weights.OtherDepartments || w.sameDepartment(s)) {
			all = append(all, Alternative{Slot: s, Cost: weights.cost(w, s), Reason: w.reason(s)})
		}
	}
	rows := w.pick(all)
	if len(rows) > limit {
		rows = nil
	}
	for _, a := range w.cheapest(all, limit, anySlot) {
		if len(rows) < limit && !offers(rows, a.Slot) {
			rows = append(rows, a)
		}
	}
	slices.SortFunc(rows, w.compare)
	return rows
}

// pick chooses the slots that are offered whatever others cost, each with the
// first reason that it has.
func (w Wish) pick(all []Alternative) []Alternative {
	var rows []Alternative
	for _, kind := range []struct {
		why  Reason
		fits func(Slot) bool
	}{
		{SameDayNearestHour, w.sameDay},
		{SameHourOtherDay, w.sameHourOtherDay},
	} {
		found := w.cheapest(all, 1, func(s Slot) bool { return w.own(s) && kind.fits(s) })
		if len(found) == 0 {
			found = w.cheapest(all, 1, kind.fits)
		}
		for _, a := range found {
			a.Reason = kind.why
			rows = append(rows, a)
		}
	}
	if len(all) == 0 {
		return nil
	}
	soonest := slices.MinFunc(all, func(a, b Alternative) int {
		return cmp.Or(cmp.Compare(a.Slot.At, b.Slot.At), w.compare(a, b))
	})
	if !offers(rows, soonest.Slot) {
		soonest.Reason = SoonestOfAll
		rows = append(rows, soonest)
	}
	return rows
}

// cheapest are the n least costly of those that fit, in order, none twice. Few
// are asked for among thousands, so they are not all sorted.
func (w Wish) cheapest(all []Alternative, n int, fits func(Slot) bool) []Alternative {
	var least []Alternative
	for _, a := range all {
		if !fits(a.Slot) || len(least) == n && w.compare(a, least[n-1]) >= 0 {
			continue
		}
		at, twice := slices.BinarySearchFunc(least, a, w.compare)
		if twice {
			continue
		}
		least = slices.Insert(least[:min(len(least), n-1)], at, a)
	}
	return least
}

// offers says whether a slot is among the alternatives.
func offers(rows []Alternative, s Slot) bool {
	return slices.ContainsFunc(rows, func(a Alternative) bool { return CompareSlots(a.Slot, s) == 0 })
}

func anySlot(Slot) bool { return true }

// cost is what a slot costs instead of the wish, in days of waiting.
func (weights Weights) cost(w Wish, s Slot) float64 {
	c := max(0, float64(s.At.Day()-w.At.Day()))
	if off := w.hoursOff(s); off >= weights.HourSpan && off > 0 {
		c += weights.Hour
	} else if off > 0 {
		c += weights.Hour * float64(off) / float64(weights.HourSpan)
	}
	if !w.sameWorker(s) {
		c += weights.Worker
	}
	if !w.sameDepartment(s) {
		c += weights.Department
	}
	return c
}

// compare is a total order of alternatives, but for slots that are the same. It
// is called ten thousand times for one list, and the costs mostly decide.
func (w Wish) compare(a, b Alternative) int {
	if c := cmp.Compare(a.Cost, b.Cost); c != 0 {
		return c
	}
	if c := cmp.Compare(w.daysOff(a.Slot), w.daysOff(b.Slot)); c != 0 {
		return c
	}
	if c := cmp.Compare(w.hoursOff(a.Slot), w.hoursOff(b.Slot)); c != 0 {
		return c
	}
	return CompareSlots(a.Slot, b.Slot)
}

// reason is what a slot is offered for when it is none of the picked ones.
func (w Wish) reason(s Slot) Reason {
	switch {
	case !w.sameDepartment(s):
		return OtherDepartment
	case !w.sameWorker(s):
		return OtherWorker
	case w.sameHourOtherDay(s):
		return SameHourOtherDay
	}
	return Close
}

// is says whether a slot is the very one that could not be had.
func (w Wish) is(s Slot) bool {
	return s.At == w.At && w.sameDepartment(s) && (w.Worker == "" || w.sameWorker(s))
}

func (w Wish) own(s Slot) bool { return w.sameDepartment(s) && w.sameWorker(s) }

func (w Wish) sameDepartment(s Slot) bool {
	return w.Department == "" || s.Department.Same(w.Department)
}

func (w Wish) sameWorker(s Slot) bool {
	return w.Worker == "" || s.Worker == "" || s.Worker.Same(w.Worker)
}

func (w Wish) sameDay(s Slot) bool { return s.At.Day() == w.At.Day() }

func (w Wish) sameHourOtherDay(s Slot) bool {
	return !w.sameDay(s) && w.hoursOff(s) == 0
}

// within says whether a slot is near enough to be offered.
func (w Wish) within(s Slot) bool { return w.daysOff(s) <= withinDays }

// daysOff is the distance of the dates, whichever is first.
func (w Wish) daysOff(s Slot) int {
	d := int(s.At.Day()) - int(w.At.Day())
	return max(d, -d)
}

// hoursOff is the distance of the times of day, in seconds.
func (w Wish) hoursOff(s Slot) Wall { return distance(s.At.OfDay(), w.At.OfDay()) }

// compareSlots is the order of slots: by time, then department and worker,
// whatever form the ids came in.
func CompareSlots(a, b Slot) int {
	if c := cmp.Compare(a.At, b.At); c != 0 {
		return c
	}
	if c := strings.Compare(a.Department.Text(), b.Department.Text()); c != 0 {
		return c
	}
	return strings.Compare(a.Worker.Text(), b.Worker.Text())
}

// OtherDays are the slots of the days that a reading has none of.
func OtherDays(held, read []Slot) []Slot {
	return slices.DeleteFunc(slices.Clone(held), func(sl Slot) bool {
		return slices.ContainsFunc(read, func(o Slot) bool { return o.At.Day() == sl.At.Day() })
	})
}
