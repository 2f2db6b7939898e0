package state

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"creneau/state/clinic"
)

// Answered is what came of a request: the event that it became, and what was heard
// beside it.
type Answered struct {
	Left  clinic.Instant // when the request left
	Heard Heard
	Event Event
}

func (e Answered) apply(s *State) []Effect {
	if e.Left.Mono < s.keyAt.Mono {
		return s.answeredToOldKey(e.Event)
	}
	if l, ok := e.Event.(VisitsLoaded); ok { // before its requests are heard of
		s.Share.sent += max(0, l.List.Pages-1)
	}
	s.hear(e.Heard)
	out := e.Event.apply(s)
	if s.Purchase != nil && e.Heard.Balance.Known {
		out = append(out, s.tickPurchase()...) // after what the answer itself may forbid
	}
	return out
}

// answeredToOldKey takes in what came of a request that was sent with the key
// before: what it did is done, and what it refused was not. Of the key in use now
// it says nothing, neither its rights nor its limit; what it read was asked again
// with that key.
func (s *State) answeredToOldKey(e Event) []Effect {
	switch e := e.(type) {
	case DepartmentsLoaded, SlotsLoaded, VisitsLoaded, VisitLoaded:
		return nil
	case Failed:
		return s.refusedToOldKey(e)
	}
	return e.apply(s)
}

// refusedToOldKey gives back what was refused for the key's sake: one key tries it
// again. What met the limit may have been done.
func (s *State) refusedToOldKey(e Failed) []Effect {
	rule := RuleFor(e.Failure)
	e.Failure.CreditsTold = false
	switch rule.Show {
	case AskKey, RefusedRight:
		rule = Rule{Show: Tell, Again: OnAnswer}
	case CountDown:
		rule = Rule{Show: Tell, OnWrite: OutcomeUnknown}
	}
	if doing, ok := e.Doing.(failing); ok {
		return doing.failed(s, e, rule)
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
	g.Quiet = Quiet{next: now}
	g.Link.Trying, g.Link.Stopped = g.Link.Offline, false
}
