package state

import (
	"time"

	"creneau/state/clinic"
)

// A cancel that was answered by somebody else than the API, or that the API does
// not know the appointment of, is judged by reading the appointment.

// A cancelDoubt is why an answered cancel is in doubt.
type cancelDoubt struct {
	failure Failure // that is believed once the appointment was read as standing
	looks   int     // made so far, that found it standing
	gone    bool    // the first request was answered that there is no such appointment
}

// cancelLooks are when an appointment is read whose cancel was refused by somebody
// else: who answered had finished with it.
var cancelLooks = [...]time.Duration{0, 10 * time.Second}

// doubtCancel reads the appointment of a cancel that was answered so, where that
// is allowed, before the answer is believed; ok is false where it is believed at
// once.
func (s *State) doubtCancel(c *Cancelling, f Failure) (out []Effect, ok bool) {
	unwritten := f.unwritten() && !f.ambiguous()
	gone := f.Code == AppointmentNotFound && !c.tried
	if _, no := s.forbids(LoadVisit{c.Visit.ID}); no || !unwritten && !gone {
		return nil, false
	}
	c.uncertain, c.doubtAt = true, s.Now
	c.answered = cancelDoubt{failure: f, gone: gone}
	told := Notice{Key: "cancel_not_found", Tone: Warning, Who: c.Visit.Name, When: c.Visit.At}
	if unwritten {
		c.tried = true
		told.Key, told.N = "cancel_probably_refused", f.Status
	}
	return append(s.say(told), s.ask(LoadVisit{c.Visit.ID})...), true
}

// stillStands judges an answered cancel whose appointment was read as standing;
// ok is false where another judges.
func (s *State) stillStands(c *Cancelling, v clinic.Appointment, left clinic.Instant) (out []Effect, ok bool) {
	f := c.answered.failure
	switch {
	case f.Code == "", c.answered.gone:
		return nil, false
	case left.Mono < c.nextLook().Mono:
		return nil, true // it left before it was its turn
	case c.answered.looks+1 < len(cancelLooks):
		c.answered.looks++
		return nil, true
	}
	rule := RuleFor(f)
	s.watch(s.Now, v, c.then)
	return s.cancelRefused(c, f, rule), true
}

// nextReadBack is when the appointment of a cancel in doubt may be read next.
func (c Cancelling) nextLook() clinic.Instant { return c.doubtAt.Add(cancelLooks[c.answered.looks]) }

// visitGone takes an appointment off that the API does not know: it was there when
// it was read last, and no cancel of ours took it away.
func (s *State) visitGone(c Cancelling) []Effect {
	v := c.Visit
	s.uncancel(v.ID)
	if held, ok := s.Visit(v.ID); ok {
		s.drop(held)
	}
	s.changed[v.ID.Text()] = s.Now
	out := s.say(Notice{Key: "visit_gone", Tone: Warning, Who: v.Name, When: v.At})
	return append(append(out, s.slotFreed(v)...), s.goOn(c, true)...)
}

// cancelledElsewhere takes in an appointment that others had cancelled before.
func (s *State) cancelledElsewhere(c Cancelling, v clinic.Appointment) []Effect {
	s.uncancel(v.ID)
	out := s.say(Notice{Key: "cancelled_elsewhere", Tone: Warning, Who: v.Name, When: v.At})
	return append(append(out, s.slotFreed(v)...), s.goOn(c, true)...)
}
