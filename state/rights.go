package state

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// A Right is something that a key may be forbidden: an action, or a department.
type Right string

// The rights that requests need, by the scopes of the public contract.
const (
	MayBook   Right = "book"        // appointments:create
	MayCancel Right = "cancel"      // appointments:cancel
	MayRead   Right = "visits"      // appointments:read
	MaySlots  Right = "slots"       // availability:check
	MayList   Right = "departments" // departments:read
)

// inDepartment is the right to one department.
func inDepartment(id clinic.ID) Right { return Right("department " + id.Text()) }

// Forbidden says whether the API has refused a right, and by which code.
func (g *Gate) Forbidden(r Right) (Code, bool) {
	c, ok := g.forbidden[r]
	return c, ok
}

// ForbiddenIn is Forbidden for a department.
func (g *Gate) ForbiddenIn(department clinic.ID) (Code, bool) {
	return g.Forbidden(inDepartment(department))
}

// forbid notes which right a refusal takes from the desk, and says whether that
// is news. What the API did not write takes none: a proxy knows no rights.
func (g *Gate) forbid(e Effect, f Failure) bool {
	if f.unwritten() {
		return true
	}
	right, department := e.Traits().Right, e.Traits().Department
	if f.Code != InsufficientScope {
		if e.Traits().One {
			return true // it concerns one appointment alone
		}
		if department != "" {
			right = inDepartment(department)
		}
	}
	_, known := g.forbidden[right]
	g.forbidden[right] = f.Code
	return !known
}

// forbids says whether an effect needs a right that was refused.
func (g *Gate) forbids(e Effect) (Code, bool) {
	right, department := e.Traits().Right, e.Traits().Department
	if c, ok := g.forbidden[right]; ok {
		return c, true
	}
	if department == "" {
		return "", false
	}
	return g.ForbiddenIn(department)
}

// forbidWriting forbids what changes something to who may only read.
func (s *State) forbidWriting() {
	if s.ReadOnly {
		s.forbidden[MayBook], s.forbidden[MayCancel] = InsufficientScope, InsufficientScope
	}
}

// MayNot says why an effect is forbidden, and whether it is.
func (s *State) MayNot(e Effect) (Why, bool) {
	code, no := s.forbids(e)
	if !no {
		return Why{}, false
	}
	return s.because(e, Failure{Code: code}), true
}

// A KeyRefusal is why the API refuses the key, and since when.
type KeyRefusal struct {
	Code Code
	At   clinic.Wall

	since clinic.Instant
}

// keyRefused notes that the key is refused; the first time it is said.
func (s *State) keyRefused(f Failure) []Effect {
	if s.Key.Code != "" {
		return nil
	}
	s.Key = KeyRefusal{Code: f.Code, At: s.Now.Wall, since: s.Now}
	return s.say(Notice{Key: "key_refused", Tone: Bad, Why: Why{Code: f.Code}})
}

// RetryAsked makes the read that would be made again by itself at once: a person
// wants to know now.
type RetryAsked struct{}

func (RetryAsked) apply(s *State) []Effect {
	if !s.Link.Trying && s.Key.Code == "" {
		return nil
	}
	s.again, s.Link.Stopped = s.Now, false
	return s.refresh()
}

// RetryStopped stops the reads that would be made again by themselves, until a
// person looks at something else.
type RetryStopped struct{}

func (RetryStopped) apply(s *State) []Effect {
	if !s.Link.Trying {
		return nil
	}
	s.Link.Stopped = true
	return s.say(Notice{Key: "retry_stopped"})
}

// mayAsk says whether a read that nobody waits for may leave: it is allowed, not
// on its way, and has not just failed. One that may not must not stand before
// those that may.
func (s *State) mayAsk(e Effect) bool {
	if _, no := s.forbids(e); no {
		return false
	}
	if s.underway(e) {
		return false
	}
	at, failed := s.failedAt[e]
	return !failed || s.Now.Mono-at.Mono >= failedRests
}

// underway says whether a read is on its way, or held until requests may be sent.
func (s *State) underway(e Effect) bool {
	at, on := s.asked[e]
	return on && s.Now.Mono-at.Mono < askedForgotten || slices.Contains(s.Held, e)
}

// How long a read that failed by itself alone is left in peace: where nobody waits
// for it, where it is of what is on screen, where it judges a cancel in doubt.
const (
	failedRests  = freshSlots
	failedLooks  = time.Minute
	failedDoubts = 20 * time.Second
)

// rests is how long a read of the foreground is left in peace.
func rests(e Effect) time.Duration {
	if e.Traits().One {
		return failedDoubts
	}
	return failedLooks
}

// rested leaves out the reads that were just asked and failed a moment ago.
func (r *Reading) rested(now clinic.Instant, reads []Effect) []Effect {
	return slices.DeleteFunc(reads, func(e Effect) bool {
		at, failed := r.failedAt[e]
		soon := failed && now.Mono-at.Mono < rests(e)
		if soon {
			delete(r.asked, e)
		}
		return soon
	})
}

// doubtDue is when a cancel in doubt is read again whose reading failed, if that
// is still to come.
func (r *Reading) doubtDue(now clinic.Instant, c Cancelling) (clinic.Instant, bool) {
	at, failed := r.failedAt[LoadVisit{c.Visit.ID}]
	next := at.Add(failedDoubts)
	return next, c.uncertain && failed && next.Mono > now.Mono
}

// noteFailed notes that a read failed, unless that says nothing of this read
// alone: no request would have fared better.
func (r *Reading) noteFailed(now clinic.Instant, e Effect, rule Rule) {
	switch reactionRows[rule.Show].lies {
	case withLine, withLimit, withKey:
		return
	}
	maps.DeleteFunc(r.failedAt, func(_ Effect, at clinic.Instant) bool { return now.Mono-at.Mono >= failedRests })
	r.failedAt[e] = now
}

// probe is the read that finds out whether the API answers again: the first that
// is allowed, nil where none is.
func (s *State) probe() Effect {
	today := s.Now.Wall.Day()
	for _, e := range []Effect{LoadDepartments{}, LoadVisits{clinic.Visits{From: today, To: today}}} {
		if _, no := s.forbids(e); !no {
			return e
		}
	}
	return nil
}

// askProbe asks the probe, where there is one.
func (s *State) askProbe() []Effect {
	if e := s.probe(); e != nil {
		return s.ask(e)
	}
	return nil
}

// KeyGiven says that another key is in use: what was refused is asked again, and
// so is what was on its way.
type KeyGiven struct{}

func (KeyGiven) apply(s *State) []Effect {
	onTheirWay := slices.SortedFunc(maps.Keys(s.asked), func(x, y Effect) int {
		return cmp.Or(cmp.Compare(s.asked[x].Mono, s.asked[y].Mono), cmp.Compare(fmt.Sprintf("%T%v", x, x), fmt.Sprintf("%T%v", y, y)))
	})
	clear(s.asked)
	clear(s.outrun)
	clear(s.failedAt)
	s.forgetKey(s.Now)
	s.forbidWriting()
	s.again = s.Now
	out := append(s.say(Notice{Key: "key_given"}), s.ask(LoadDepartments{})...)
	for _, e := range onTheirWay {
		out = append(out, s.ask(e)...)
	}
	return append(out, s.refresh()...)
}

// forgetKey drops what is known of the key before: another one has rights, a quota
// and a limit of its own. What waited for the end of the limit may leave.
func (g *Gate) forgetKey(now clinic.Instant) {
	g.keyAt = now
	g.Key = KeyRefusal{}
	clear(g.forbidden)
	g.Quota, g.quotaEnds, g.endTold = clinic.Quota{}, clinic.Instant{}, false
	g.Quiet = quota.Quiet{Next: now}
	g.Link.Trying, g.Link.Stopped = g.Link.Offline, false
}

// answeredToOldKey takes in what came of a request that was sent with the key
// before: what it did is done, and what it refused was not. Of the key in use now
// it says nothing, neither its rights nor its limit; what it read was asked again
// with that key.
func (s *State) answeredToOldKey(e Answered) []Effect {
	if f, ok := e.Event.(Failed); ok {
		return s.refusedToOldKey(f)
	}
	if _, leaves := e.Asked.(leaver); !leaves && e.Asked != nil && e.Asked.Traits().Does == Reads {
		return nil
	}
	return e.Event.apply(s)
}

// refusedToOldKey gives back what was refused for the key's sake: one key tries it
// again. What met the limit may have been done.
func (s *State) refusedToOldKey(e Failed) []Effect {
	rule := RuleFor(e.Failure)
	e.Failure.CreditsTold = false
	switch reactionRows[rule.Show].lies {
	case withKey, withRight:
		rule = Rule{Show: Tell, Again: OnAnswer}
	case withLimit:
		rule = Rule{Show: Tell, OnWrite: OutcomeUnknown}
	}
	if doing, ok := e.Doing.(failing); ok {
		return doing.failed(s, e, rule)
	}
	return nil
}

// Recalled brings what desks of this store read of today and the next days, to one that
// has no connection. It is held with its age until the API answers, and no longer.
type Recalled struct {
	Departments []clinic.Department
	Days        []clinic.DayRead
}

func (e Recalled) apply(s *State) []Effect {
	if s.depsOK && !s.Link.Trying {
		return nil // the API has answered meanwhile
	}
	if len(s.Departments) == 0 {
		s.list(e.Departments)
	}
	for _, d := range e.Days {
		if _, held := s.read[d.Day]; held || d.Day < s.Now.Wall.Day() {
			continue
		}
		seen := map[string]bool{}
		for _, v := range d.List.Appointments {
			if seen[v.ID.Text()] = true; !s.changedSince(v.ID.Text(), s.instant(d.At)) {
				s.People.Learn([]clinic.Appointment{s.put(v)}, s.Now.Wall)
			}
		}
		s.noteGap(LoadVisits{clinic.Visits{From: d.Day, To: d.Day}}, d.List, seen)
		s.read[d.Day], s.copied[d.Day] = s.instant(d.At), true
	}
	s.selectFirst()
	s.replan()
	return nil
}

// outageLasts is from when on it is no one read that fails, but the connection.
const outageLasts clinic.Wall = 5

// reached takes in that the API has answered: what was recalled is gone, but for what we
// have changed since, and what failed during an outage is asked again.
func (s *State) reached() {
	for day := range s.copied {
		for _, v := range s.VisitsOn(day, "") {
			if _, ours := s.changed[v.ID.Text()]; !ours {
				s.drop(v)
			}
		}
		delete(s.read, day)
		delete(s.gaps, day)
	}
	clear(s.copied)
	if s.Link.Offline && s.Now.Wall-s.Link.Since >= outageLasts {
		clear(s.failedAt) // nothing would have fared better: it says nothing of those reads
	}
}

func (s *State) draftKept(d *Draft) Picture {
	return Picture{Subject: Subject{KeptDraft, s.ledger.nameOf(d.Serial)}, Of: d.picture()}
}

// picture is of what is watched: other desks may cancel it meanwhile.
func (l watched) picture(of Subject) Picture {
	return Cancelling{Visit: l.visit, Due: l.since, tried: true, moved: l.moved, then: l.then, watched: true}.picture(of)
}
