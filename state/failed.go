package state

import "time"

// Failed says that something asked was refused, or broke. It carries the very
// effect that failed, so that a retry is the same value.
type Failed struct {
	Doing   Effect
	Failure Failure
	Jitter  float64 // 0 to 1, for the pause before a read is made again
}

func (e Failed) apply(s *State) []Effect {
	rule := RuleFor(e.Failure)
	if e.Failure.Code != RateLimitExceeded && e.Failure.Code != TooManyRequests {
		s.probed()
	}
	switch doing := e.Doing.(type) {
	case Post:
		return s.postFailed(doing, e.Failure, rule)
	case Cancel:
		return s.cancelFailed(doing, e.Failure, rule)
	case LookFor:
		return s.lookFailed(doing, e.Failure, rule)
	}
	return s.readFailed(e, rule)
}

// postFailed keeps the draft whatever happened.
func (s *State) postFailed(p Post, f Failure, rule Rule) []Effect {
	i := s.intent(p.Ref)
	if i < 0 {
		return nil
	}
	told := Notice{Key: "refused", Tone: Warning, Code: f.Code, Who: p.Name, When: p.At, Where: s.DepartmentName(p.Department)}
	switch rule.Reaction(p) {
	case CountDown:
		s.beQuiet(f.Wait)
		s.stage(p.Ref, Waits)
		s.Outbox[i].Met = true
		s.hold(LookFor{p.Booking})
		told.Key, told.When = "limit_met", s.Quiet.Until.Wall
		return append(s.say(told), Show{CountDown})
	case OutcomeUnknown:
		s.stage(p.Ref, Unknown)
		told.Key = "send_uncertain"
		return append(s.say(told), Show{OutcomeUnknown})
	}
	in, _ := s.settle(p.Ref)
	in.Draft.Failure = f
	if f.Code == SlotNotAvailable {
		s.take(in.Draft.Plan.Slot, s.Now)
	}
	if f.Code == MissingRequiredField && f.Field == "workerId" {
		s.needWorker(p.Department)
	}
	out := s.say(told)
	if !s.restore(in.Draft) {
		return append(out, s.say(Notice{Key: "draft_waits", Tone: Warning, Who: p.Name, Code: f.Code})...)
	}
	switch rule.Reaction(p) {
	case OfferSlots:
		out = append(out, s.offer(in)...)
	case OfferCredits:
		s.creditsTold(f)
		s.Buy = &Purchase{Booking: p.Booking, Required: max(1, f.Required)}
	case ShowExisting:
		out = append(out, s.clash(p.Booking)...)
	case Offline:
		s.offline(f)
	}
	if rule.Stale {
		out = append(out, s.readAgain(p.Department, p.At.Day())...)
	}
	return append(out, Show{rule.Reaction(p)})
}

// needWorker notes that a department takes no booking without a worker.
func (s *State) needWorker(department ID) {
	for i := range s.Departments {
		if s.Departments[i].ID == department {
			s.Departments[i].NeedsWorker = true
		}
	}
}

// readAgain asks for the slots and appointments of a day that are no longer
// what is held.
func (s *State) readAgain(department ID, day Day) []Effect {
	monday := day.Monday()
	out := s.ask(LoadSlots{Department: department, From: monday, To: monday + 6})
	return append(out, s.ask(LoadVisits{Visits{From: day, To: day}})...)
}

func (s *State) lookFailed(l LookFor, f Failure, rule Rule) []Effect {
	i := s.intent(l.Ref)
	if i < 0 {
		return nil
	}
	in := &s.Outbox[i]
	in.looking = false
	if rule.Show == CountDown {
		s.beQuiet(f.Wait)
		if in.Stage == Waits {
			s.hold(l)
		}
		return nil
	}
	if in.Stage == Waits {
		in.Stage = Unknown // looking broke: the question stays open and is asked on
		in.sentAt, in.looks = s.Now, 0
		return nil
	}
	if in.looks < len(lookAfter)-1 {
		in.looks++
		return nil
	}
	in.sentAt = s.Now.Add(-lookAfter[len(lookAfter)-1] / 2) // no look was answered: go on looking
	return nil
}

// readFailed keeps what is held and says how old it is; the read is made again
// by itself where the rule says so.
func (s *State) readFailed(e Failed, rule Rule) []Effect {
	delete(s.asked, e.Doing)
	var out []Effect
	if d := s.Draft; d != nil && d.Stage == Wanted {
		d.Stage = Typing
		out = s.say(Notice{Key: "slots_not_read", Tone: Warning, Code: e.Failure.Code})
	}
	if s.Buy != nil {
		s.Buy.Checking = false
	}
	if l, ok := e.Doing.(LoadVisit); ok && e.Failure.Code == AppointmentNotFound && s.Cancelling(l.ID) {
		return CancelDone(l).apply(s)
	}
	switch {
	case rule.Show == CountDown:
		s.beQuiet(e.Failure.Wait)
		s.hold(e.Doing)
		return append(out, append(s.say(Notice{Key: "limit_met", Tone: Warning, Code: e.Failure.Code, When: s.Quiet.Until.Wall}), Show{CountDown})...)
	case rule.Again == Backoff:
		first := !s.Link.Offline && !s.Link.Trying
		s.fails++
		s.Link.Trying, s.Link.Why = true, e.Failure.Code
		s.again = s.Now.Add(pause(s.fails, e.Jitter))
		if rule.Show == Offline || e.Failure.Code == NoAnswer {
			s.offline(e.Failure)
		}
		if first {
			out = append(out, s.say(Notice{Key: "read_failed", Tone: Warning, Code: e.Failure.Code})...)
		}
		return out
	}
	s.again = s.Now.Add(time.Minute)
	s.lookAt, s.looking = s.Now.Add(time.Minute), true
	return append(out, append(s.say(Notice{Key: "read_failed", Tone: Bad, Code: e.Failure.Code}), Show{rule.Show})...)
}

// offline notes that the API cannot be reached, and since when.
func (s *State) offline(f Failure) {
	if !s.Link.Offline {
		s.Link.Since = s.Now.Wall
	}
	s.Link.Offline, s.Link.Trying, s.Link.Why = true, true, f.Code
	if s.again.Mono <= s.Now.Mono {
		s.again = s.Now.Add(pause(1, 1))
	}
}

// pause is the back-off before a read is made again: full jitter, at least a
// second so that it can be seen and stopped, at most 20 s.
func pause(fails int, jitter float64) time.Duration {
	most := min(20*time.Second, time.Second<<min(fails, 5))
	return time.Second + time.Duration(jitter*float64(most-time.Second))
}
