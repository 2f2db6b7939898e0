package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// heardQuota takes over what an answer told of the quota; timers tell it again
// and again, counted down. Where no answer tells when the window ends, it is over
// an hour after it was last heard of: were it never, nothing would be asked again
// that could tell. An end that was told stands until it has come.
func (g *Gate) heardQuota(now clinic.Instant, q clinic.Quota) {
	switch was := g.Quota; {
	case q.Known && was.Known && q.Remaining < was.Remaining:
		g.Share.Counted(now, was.Remaining-q.Remaining)
	case q.Known && !was.Known && q.Told && q.Remaining < q.Limit:
		g.Share.Found(now, q.Limit-q.Remaining, time.Hour-q.Reset)
	}
	stands := g.endTold && now.Mono < g.quotaEnds.Mono
	switch {
	case q.Told:
		g.quotaEnds, g.endTold = now.Add(q.Reset), true
	case q != g.Quota && !stands:
		g.quotaEnds, g.endTold = now.Add(time.Hour), false
	}
	g.Quota = q
}

// left is what is left of the quota, as far as it is known. A window that is
// over counts as full again.
func (g *Gate) left(now clinic.Instant) (remaining, limit int, known bool) {
	q := g.Quota
	if !q.Known || q.Limit <= 0 {
		return 0, 0, false
	}
	if g.quotaEnds.Mono > 0 && now.Mono >= g.quotaEnds.Mono {
		return q.Limit, q.Limit, true
	}
	return q.Remaining, q.Limit, true
}

// Sparing says whether nothing is read any more that nobody waits for, so that
// bookings can go on.
func (s *State) Sparing() bool { return s.reserved() || s.interval(s.Now) == never }

// reserved says whether what remains is kept for bookings.
func (s *State) reserved() bool {
	remaining, limit, known := s.left(s.Now)
	return known && remaining <= quota.Kept(limit)
}

// never is longer than any desk is open.
const never = 1 << 62

// SparingUntil is when the window of the quota ends, by the clock as it is now:
// from then on reading goes on. It is not known where no answer told it.
func (s *State) SparingUntil() (until clinic.Wall, told bool) {
	return s.Now.Wall + clinic.Wall(max(0, s.quotaEnds.Mono-s.Now.Mono)/time.Second), s.endTold
}

// spared says whether a read must not leave now: the rest of the quota is kept
// for bookings, and what it would read is held already. What finds out whether the
// API answers again is never spared.
func (s *State) spared(e Effect) bool {
	if !s.reserved() || s.Link.Trying && e == s.probe() {
		return false
	}
	switch e.Traits().Spared {
	case NeverSpared:
		return false
	case WhenHeld:
		h, ok := e.(holder)
		return ok && h.held(s)
	}
	return true
}

func (e LoadSlots) held(s *State) bool {
	_, held := s.weeks[week{e.Department, e.From.Monday()}]
	return held
}

func (LoadDepartments) held(s *State) bool { return s.depsOK }

// interval is how long a request rests that nobody waits for, before the next;
// never where none may be made. Two thirds of what remains are left to those that
// somebody waits for.
func (g *Gate) interval(now clinic.Instant) time.Duration {
	remaining, limit, known := g.left(now)
	if !known {
		return pace
	}
	window := time.Hour
	if g.quotaEnds.Mono > now.Mono {
		window = min(window, g.quotaEnds.Mono-now.Mono)
	}
	desks := g.Share.Desks()
	spare := remaining - quota.Kept(limit) - quota.Expected(limit, desks, window)
	if spare <= 0 {
		return never
	}
	if desks < alone && remaining > limit*plenty/100 {
		return pace
	}
	const part = 3
	return max(pace, time.Duration(part*float64(window)*desks/float64(spare)))
}

// A desk that nobody seems to share the quota with need not spare it while most of
// it is left.
const (
	alone  = 1.5
	plenty = 80 // per cent
)

// count counts the requests among effects that leave.
func (g *Gate) count(out []Effect) {
	for _, e := range out {
		if does := e.Traits().Does; does == Reads || does == Writes {
			g.Share.Sent++
		}
	}
}

// A search is one that a person types at this desk. It may read weeks: nearest
// first, one after the other, as long as it is being typed and more than half of the
// quota is left.
type search struct {
	query string
	typed clinic.Instant   // when a key of it was last pressed
	found bool             // somebody who is known
	asked LoadVisits       // the week that was read last for it
	paid  []clinic.Instant // when requests were made for searches, in the last hour
}

// Limits of what searches read. Who is found needs no weeks beyond those that the
// desk reads anyway.
const (
	searchMost  = 20 // requests of a desk in an hour
	searchGoes  = 30 * time.Second
	searchBack  = 4 // weeks gone by, where nobody is found
	searchAhead = 8
)

// SearchTyped says what is typed as a search; "" ends it.
type SearchTyped struct{ Query string }

func (e SearchTyped) apply(s *State) []Effect {
	s.search.query, s.search.typed = e.Query, s.Now
	s.lookUp()
	s.rest()
	return nil
}

// lookUp finds out whether what is typed as a search finds somebody.
func (s *State) lookUp() {
	_, held := s.VisitByText(s.search.query)
	s.search.found = held || len(s.People.Find(s.search.query, s.Now.Wall, 1)) > 0
}

// searchWeek is the nearest week that a search would read, and whether there is one.
func (s *State) searchWeek() (LoadVisits, bool) {
	if s.search.query == "" || s.Now.Mono-s.search.typed.Mono >= searchGoes {
		return LoadVisits{}, false
	}
	back, ahead := clinic.Day(2), clinic.Day(2)
	if !s.search.found {
		back, ahead = searchBack, searchAhead
	}
	monday := s.Now.Wall.Day().Monday()
	for away := clinic.Day(0); away <= max(back, ahead); away++ {
		for _, w := range []clinic.Day{away, -away} {
			e := LoadVisits{clinic.Visits{From: monday + 7*w, To: monday + 7*w + 6}}
			at, ok := s.weekAt[e.From]
			switch {
			case w > ahead || -w > back || !s.older(at, ok, freshWeeks):
			case s.underway(e):
				return LoadVisits{}, false // the next one is asked when it was answered
			case s.mayAsk(e):
				return e, true
			}
		}
	}
	return LoadVisits{}, false
}

// searchPays says whether requests of a search may be made now: of what is left above
// half of the quota a desk takes half of its share, so that all who search at once
// leave enough to read the day.
func (s *State) searchPays(cost int) bool {
	most := searchMost
	if remaining, limit, known := s.left(s.Now); known {
		most = min(most, int(float64(remaining-limit/2)/s.Share.Desks()/2))
	}
	s.search.paid = slices.DeleteFunc(s.search.paid, func(at clinic.Instant) bool { return s.Now.Mono-at.Mono >= time.Hour })
	return len(s.search.paid)+cost <= most
}

// searchRead reads the next week for what is typed as a search.
func (s *State) searchRead() []Effect {
	e, more := s.searchWeek()
	cost := s.cost(e)
	if !more || s.resting || !s.listed() || s.Quiet.On || s.Quiet.Probing || !s.searchPays(int(cost)) {
		return nil
	}
	s.search.asked = e
	s.owed += cost
	s.searchPaid(int(cost))
	return s.ask(e)
}

// searchPaid notes requests that were made for a search.
func (s *State) searchPaid(n int) {
	for range n {
		s.search.paid = append(s.search.paid, s.Now)
	}
}

// Searching says whether weeks are being read for what is typed as a search, and
// whether more would be, were there requests for it.
func (s *State) Searching() (reads, short bool) {
	e, more := s.searchWeek()
	return s.search.query != "" && s.underway(s.search.asked), more && !s.searchPays(int(s.cost(e)))
}

// CreditsTyped is the balance as a person read it elsewhere.
type CreditsTyped struct{ Count int }

func (e CreditsTyped) apply(s *State) []Effect {
	if !s.Credits.Exact {
		s.Credits = quota.Credits{Known: true, Count: e.Count, At: s.Now.Wall}
	}
	return s.tickPurchase()
}

// Told is what another desk of the key was answered, and has told this one.
type Told struct {
	Asked Effect
	Event Event         // that the answer becomes
	Ago   time.Duration // since the request left
}

func (e Told) apply(s *State) []Effect {
	left := s.Now.Add(-e.Ago)
	if left.Mono < s.keyAt.Mono {
		return nil
	}
	switch event := e.Event.(type) {
	case Booked:
		return s.doneElsewhere(event.Visit)
	case CancelDone:
		v, held := s.Visit(event.ID)
		if v.Status = clinic.Cancelled; !held {
			return nil
		}
		return s.doneElsewhere(v)
	default:
		if s.underway(e.Asked) || s.readSince(e.Asked, left) {
			return nil // an answer of its own is as new, or to come
		}
		s.unhold(e.Asked)
		s.asked[e.Asked], s.asOf = left, left
		defer func() { s.asOf = clinic.Instant{} }()
		return event.apply(s)
	}
}

// readSince says whether all that a read tells of was read after a moment.
func (s *State) readSince(e Effect, at clinic.Instant) bool {
	since := func(read clinic.Instant) bool { return read.Mono > at.Mono }
	switch e := e.(type) {
	case LoadDepartments:
		return since(s.depsAt)
	case LoadSlots:
		return since(s.weeks[week{e.Department, e.From.Monday()}].readAt)
	case LoadVisits:
		for day := e.From; day <= e.To; day++ {
			if !since(s.read[day]) {
				return false
			}
		}
		return true
	default:
		return false
	}
}

// Hushed says that another desk of the key has met a request limit.
type Hushed struct{ Wait time.Duration }

func (e Hushed) apply(s *State) []Effect {
	s.beQuiet(s.Now, e.Wait, true)
	return nil
}

// doneElsewhere takes in that another desk has booked or cancelled an appointment.
func (s *State) doneElsewhere(v clinic.Appointment) []Effect {
	if held, ok := s.Visit(v.ID); ok && held.Status == v.Status {
		return nil // it was read meanwhile, or told before
	}
	v.Department = s.formOf(v.Department)
	s.changed[v.ID.Text()] = s.Now
	v = s.put(v)
	s.People.Learn([]clinic.Appointment{v}, s.Now.Wall)
	if v.Status == clinic.Cancelled {
		s.Credits.Add(+1)
		if c := s.cancelling(v.ID); c != nil && !c.Sent {
			s.unhold(Cancel{c.Visit.ID})
			return s.cancelledElsewhere(*c, v)
		}
		return s.slotFreed(v)
	}
	s.Credits.Add(-1)
	s.take(clinic.Slot{Department: v.Department, Worker: v.Worker, At: v.At}, s.Now)
	s.bookedElsewhere(v.Department, v.At, s.People.Who(v), true)
	return s.slotsGone()
}

// bookedElsewhere lets no draft say that it was not booked which another desk books, or
// has booked: then one that was put aside is fulfilled.
func (s *State) bookedElsewhere(department clinic.ID, at clinic.Wall, who clinic.Who, done bool) {
	believe := func(d *Draft) bool {
		if d.Plan.Slot.At != at || !d.Plan.Department.Same(department) || !s.whom(d).MayBe(who) {
			return false
		}
		d.Failure = Failure{}
		return true
	}
	s.Parked = slices.DeleteFunc(s.Parked, func(d Draft) bool { return done && believe(&d) })
	for i := range s.Parked {
		believe(&s.Parked[i])
	}
	if s.Draft != nil {
		believe(s.Draft)
	}
}
