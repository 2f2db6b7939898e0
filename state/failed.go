package state

import (
	"time"

	"creneau/state/clinic"
)

// Failed says that something asked was refused, or broke. It carries the very
// effect that failed, so that a retry is the same value.
type Failed struct {
	Doing   Effect
	Failure Failure
	Jitter  float64 // 0 to 1, for the pause before a read is made again
}

func (e Failed) apply(s *State) []Effect {
	switch {
	case e.Failure.Code == Stale && s.recordAnew(e.Doing):
		return nil
	case e.Failure.Code == HandedOver && s.ledger.subjectOf(e.Doing) != Subject{}:
		return s.handOver(nil)
	}
	rule := RuleFor(e.Failure)
	if rule.Show == CountDown {
		s.beQuiet(s.Now, e.Failure.Wait, e.Failure.WaitTold)
	} else {
		s.probed(s.Now)
	}
	if doing, ok := e.Doing.(failing); ok {
		return doing.failed(s, e, rule)
	}
	if e.Doing.Traits().Does == Reads {
		return s.readFailed(e, rule)
	}
	return s.notDone(e, rule)
}

func (p Post) failed(s *State, e Failed, rule Rule) []Effect {
	return s.postFailed(p, e.Failure, rule)
}

func (c Cancel) failed(s *State, e Failed, rule Rule) []Effect {
	return s.cancelFailed(c, e.Failure, rule)
}

func (l ReadBack) failed(s *State, e Failed, rule Rule) []Effect {
	return s.readBackFailed(l, e.Failure, rule)
}

// notDone tells of something that was not done, or may not have been, and of
// which nobody keeps anything.
func (s *State) notDone(e Failed, rule Rule) []Effect {
	n := Notice{Key: "not_done", Tone: Bad, Why: s.because(e.Doing, e.Failure)}
	if r := rule.Reaction(e.Doing); r == OutcomeUnknown || r == CountDown && e.Doing.Traits().Does == Writes {
		n.Key = "maybe_done"
	}
	return s.say(n)
}

// postFailed keeps the draft whatever happened.
func (s *State) postFailed(p Post, f Failure, rule Rule) []Effect {
	i := s.intent(p.Ref)
	if i < 0 || s.Intents[i].Stage != Sending {
		return nil
	}
	in := &s.Intents[i]
	told := s.refusal(p.Booking, f)
	switch reaction := rule.Reaction(p); {
	case f.unwritten() && !f.ambiguous():
		in.doubt(s.Now, f, atOnceAndAgain)
		told.Key, told.N = "probably_refused", f.Status
		return append(append(s.say(told), Show{OutcomeUnknown}), s.readBackNow(in)...)
	case reaction == OutcomeUnknown, f.unwritten():
		in.beUnknown(in.sentAt)
		s.underMaintenance(f)
		told.Key = "send_uncertain"
		return append(s.say(told), Show{OutcomeUnknown})
	case reaction == CountDown:
		in.Stage, in.Met = Waits, true
		s.hold(ReadBack(p))
		told.Key, told.Until = "booking_met_limit", s.Quiet.Until.Wall
		return append(s.say(told), Show{CountDown})
	case rule.Conflict && in.repeated:
		in.doubt(s.Now, f, afterAMoment)
		told.Key = "repeat_uncertain"
		return append(s.say(told), Show{OutcomeUnknown})
	case rule.Conflict && s.mayReadBack(in): // a gateway that repeats requests brings back the conflict with our own booking
		in.doubt(s.Now, f, atOnce)
		return s.readBackNow(in)
	}
	if rule.Show == Offline {
		return s.strand(in, f)
	}
	return s.refused(p, f, rule, told)
}

// refusal tells of a booking that was refused.
func (a *Agenda) refusal(b clinic.Booking, f Failure) Notice {
	return Notice{Key: "refused", Tone: Warning, Who: b.Name, When: b.At, Why: a.because(Post{b}, f)}
}

// refused gives the draft of a refused booking back, with what to do now; where
// another draft is being typed it waits among the parked ones.
func (s *State) refused(p Post, f Failure, rule Rule, told Notice) []Effect {
	in, _ := s.settle(p.Ref)
	in.Draft.Failure = f
	s.learnRefusal(p, in, f, rule)
	out := s.say(told)
	switch {
	case in.Back:
		return append(out, s.neitherStands(in, f, rule)...)
	case in.Draft.Gone && rule.putsBack():
		return append(out, s.putBack(in)...)
	case !s.restore(in.Draft):
		return append(out, s.say(Notice{Key: "draft_waits", Tone: Warning, Who: p.Name, Why: s.because(p, f)})...)
	case reactionRows[rule.Show].moves && s.CancelsFirst(&in.Draft):
		s.Draft.confirm(in.Draft, s.Now) // one key does it in that order
		return append(append(out, s.readAgain(p.Department, p.At.Day())...), Show{Tell})
	}
	out = append(out, reactionRows[rule.Show].leads(s, in, f, rule)...)
	if rule.Stale {
		out = append(out, s.readAgain(p.Department, p.At.Day())...)
	}
	return append(out, Show{rule.Show})
}

// offerCredits lets a booking wait for credits.
func (s *State) offerCredits(in Intent, f Failure, _ Rule) []Effect {
	s.Purchase = &Purchase{Booking: in.Booking, Why: f.Code, Required: max(1, f.Required), draft: in.Draft, had: s.Credits.Count}
	if f.CreditsTold {
		s.Purchase.had = f.Available
	}
	return nil
}

// confirmAgain leaves a draft so that one key tries it again, where that may help.
func (s *State) confirmAgain(in Intent, _ Failure, rule Rule) []Effect {
	if rule.Again == OnAnswer {
		s.Draft.confirm(in.Draft, s.Now)
	}
	return nil
}

// learnRefusal notes what a refusal tells of the world.
func (s *State) learnRefusal(p Post, in Intent, f Failure, rule Rule) {
	switch {
	case f.Code == SlotNotAvailable:
		s.take(in.slot(), s.Now)
	case f.Code == MissingRequiredField && f.Field == "workerId":
		s.needWorker(p.Department)
	case f.Code == DuplicateAppointment && doubles(p.Department, p.At, in.Draft.Moves):
		s.oneADay = true
	case f.Code == DepartmentNotFound:
		s.depsOK = false // the list is read again
	}
	if _, listed := rules[f.Code]; listed && rule.Show == RefusedRight {
		s.forbid(p, f)
	}
	s.creditsTold(s.Now, f)
}

// needWorker notes that a department takes no booking without a worker.
func (a *Agenda) needWorker(department clinic.ID) {
	a.asksWorker[department.Text()] = true
	for i := range a.Departments {
		if a.Departments[i].ID == department {
			a.Departments[i].NeedsWorker = true
		}
	}
}

// readAgain asks for the slots and appointments of a day that are no longer
// what is held.
func (s *State) readAgain(department clinic.ID, day clinic.Day) []Effect {
	monday := day.Monday()
	out := s.ask(LoadSlots{Department: department, From: monday, To: monday + 6})
	return append(out, s.ask(LoadVisits{clinic.Visits{From: day, To: day}})...)
}

// readBackFailed keeps the question open: what was not answered is asked again.
func (s *State) readBackFailed(l ReadBack, f Failure, rule Rule) []Effect {
	if rule.Show == Offline {
		s.offline(f)
	}
	s.underMaintenance(f)
	i := s.intent(l.Ref)
	if back := s.back(l.Booking); i < 0 && back != nil {
		return s.lookBackFailed(back, l, rule)
	}
	if i < 0 || !s.Intents[i].readingBack {
		return nil
	}
	in := &s.Intents[i]
	if rule.Show == CountDown {
		s.hold(l)
		return nil
	}
	in.readingBack = false
	switch {
	case rule.Show == RefusedRight && !f.unwritten() && in.Doubted.Code != "": // no look will tell otherwise
		return s.readBackInVain(in)
	case in.Stage == Waits:
		in.beUnknown(s.Now)
	case in.readBacks < in.schedule.readBacks()-1:
		in.readBacks++
	default:
		in.readBackLater(s.Now)
	}
	return nil
}

// readFailed keeps what is held and says how old it is; the read is made again
// by itself where the rule says so.
func (s *State) readFailed(e Failed, rule Rule) []Effect {
	delete(s.asked, e.Doing)
	s.noteFailed(s.Now, e.Doing, rule)
	var out []Effect
	if m, ok := e.Doing.(missed); ok {
		var settled bool
		if out, settled = m.missed(s, e, rule); settled {
			return out
		}
	}
	switch {
	case rule.Show == CountDown:
		s.hold(e.Doing)
		return append(out, append(s.say(Notice{Key: "limit_met", Tone: Warning, Why: Why{Code: e.Failure.Code}, Until: s.Quiet.Until.Wall}), Show{CountDown})...)
	case rule.Again == Backoff && e.Doing.Traits().Again:
		first := !s.Link.Offline && !s.Link.Trying
		s.fails++
		s.Link.Trying, s.Link.Why = true, e.Failure.Code
		if first {
			s.Link.Since = s.Now.Wall
		}
		s.again = s.Now.Add(pause(s.fails, e.Jitter))
		if rule.Show == Offline || e.Failure.Code == NoAnswer {
			s.offline(e.Failure)
		}
		if first {
			out = append(out, s.say(Notice{Key: "read_failed", Tone: Warning, Why: s.because(e.Doing, e.Failure)})...)
		}
		return out
	}
	switch {
	case rule.Show == AskKey:
		s.again = s.Now.Add(time.Minute)
		if said := s.keyRefused(e.Failure); len(said) > 0 {
			out = append(append(out, said...), Show{AskKey})
		}
		return out
	case rule.Show == RefusedRight && !s.forbid(e.Doing, e.Failure):
		return out
	}
	return append(out, s.say(Notice{Key: "read_failed", Tone: Bad, Why: s.because(e.Doing, e.Failure)})...)
}

// A missed read is one that something may wait for: what did lets go of it.
// Settled says that there is no more to the failure than that. A read that met a
// 429 is only held, so a purchase and a duplicate wait on.
type missed interface {
	missed(s *State, e Failed, rule Rule) (out []Effect, settled bool)
}

func (l LoadVisit) missed(s *State, e Failed, rule Rule) (out []Effect, settled bool) {
	if c := s.cancelling(l.ID); c != nil && e.Failure.Code == AppointmentNotFound {
		if c.answered.gone {
			return s.visitGone(*c), true
		}
		return CancelDone(l).apply(s), true
	}
	out = s.watchedUnread(l.ID, e.Failure)
	settled = len(out) > 0 || rule.Show == Gone && l.ID.Text() == s.sought
	return append(out, s.soughtUnread(l, e.Failure, rule)...), settled
}

func (l LoadVisits) missed(s *State, _ Failed, rule Rule) (out []Effect, settled bool) {
	if s.Duplicate != nil && l.covers(s.Duplicate.Asked.At.Day()) {
		s.Duplicate.Reading = rule.Show == CountDown
	}
	return nil, false
}

func (l LoadSlots) missed(s *State, e Failed, rule Rule) (out []Effect, settled bool) {
	held := rule.Show == CountDown
	if s.Purchase != nil && s.Purchase.waitsFor(l) {
		s.Purchase.Checking, s.Purchase.next = held, s.Now.Add(time.Minute)
	}
	if !held && rule.Again != Backoff {
		out = s.strandedChecked(l)
	}
	if s.Alternatives != nil && s.Alternatives.Wish.Department == l.Department {
		s.Alternatives.Reading = held || s.alternativesAsked()
	}
	if d := s.Draft; d != nil && d.Stage == Wanted && d.Plan.Department == l.Department {
		d.Stage = Typing
		out = append(out, s.say(Notice{Key: "slots_not_read", Tone: Warning, Why: s.because(l, e.Failure)})...)
	}
	return out, false
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

// underMaintenance notes that a write was answered so: reads find out when it is
// over.
func (s *State) underMaintenance(f Failure) {
	if f.Code != MaintenanceMode || s.Link.Trying {
		return
	}
	s.Link.Trying, s.Link.Why, s.Link.Since = true, f.Code, s.Now.Wall
	s.again = s.Now.Add(pause(1, 1))
}

// pause is the back-off before a read is made again: full jitter, at least a
// second so that it can be seen and stopped, at most 20 s.
func pause(fails int, jitter float64) time.Duration {
	most := min(20*time.Second, time.Second<<min(fails, 5))
	return time.Second + time.Duration(jitter*float64(most-time.Second))
}

// HubTold says whether the hub, by which desks of several hosts know of each other, is
// away.
type HubTold struct{ Away bool }

func (e HubTold) apply(s *State) []Effect {
	if !e.Away {
		s.apart = 0
	} else if s.apart == 0 {
		s.apart = s.Now.Wall
	}
	return nil
}
