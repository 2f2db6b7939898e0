package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
)

// What a person has to decide: a booking that was looked for and not found, and
// one that was never sent because there was no connection. Neither is ever sent
// by itself.

// SentAgain is a person's decision to send a booking that was not found, or that
// never left, as the same request under the same reference.
type SentAgain struct{ Ref string }

func (e SentAgain) apply(s *State) []Effect {
	i := s.intent(e.Ref)
	if i < 0 {
		return nil
	}
	in := &s.Intents[i]
	switch {
	case in.Stage == Absent:
		in.repeated = true // a conflict may be with the first try, after all
	case in.Stage == Stranded && !in.Checked:
		return append(s.checkStranded(), s.say(Notice{Key: "checking_slot", Who: in.Name, When: in.At})...)
	case in.Stage == Stranded && !s.stillFree(in.slot()):
		gone, _ := s.settle(e.Ref)
		if f := (Failure{Code: SlotNotAvailable}); gone.Back {
			return s.neitherStands(gone, f, RuleFor(f))
		} else if gone.Draft.Failure = f; gone.Draft.Gone {
			return s.putBack(gone)
		}
		gone.Draft.Failure = Failure{}
		if !s.restore(gone.Draft) {
			return s.say(Notice{Key: "slot_gone", Tone: Warning, When: gone.At})
		}
		return append(s.offerAlternatives(gone), Show{OfferSlots})
	case in.Stage != Stranded:
		return nil
	}
	in.Stage, in.sentAt, in.readBacks, in.readingBack, in.GivenUp = Sending, s.Now, 0, false, false
	out := s.write(Post{in.Booking})
	if len(out) == 0 {
		in.Stage = Waits
	}
	return out
}

// strand keeps a booking that found no connection: confirmed, not sent.
func (s *State) strand(in *Intent, f Failure) []Effect {
	in.Stage, in.Checked = Stranded, false
	s.offline(f)
	return append(s.say(Notice{Key: "stranded", Tone: Warning, Why: Why{Code: f.Code}, Who: in.Name, When: in.At}), Show{Offline})
}

// checkStranded reads the slots again of what never left, once there is a
// connection.
func (s *State) checkStranded() []Effect {
	if s.Link.Offline {
		return nil
	}
	var out []Effect
	for _, in := range s.Intents {
		if in.Stage == Stranded && !in.Checked {
			monday := in.At.Day().Monday()
			load := LoadSlots{Department: in.Department, From: monday, To: monday + 6}
			out = append(out, s.ask(load)...)
			if !s.coming(load) {
				out = append(out, s.strandedChecked(load)...) // by what is held
			}
		}
	}
	return out
}

// strandedChecked shows what never left, now that its slot was read again.
func (s *State) strandedChecked(asked LoadSlots) []Effect {
	var out []Effect
	for i := range s.Intents {
		in := &s.Intents[i]
		if in.Stage != Stranded || in.Checked || in.Department != asked.Department || in.At.Day() < asked.From || in.At.Day() > asked.To {
			continue
		}
		in.Checked, in.Free = true, s.stillFree(in.slot())
		told := Notice{Key: "back_free", Tone: Warning, Who: in.Name, When: in.At}
		if !in.Free {
			told.Key = "back_taken"
		}
		out = append(out, s.say(told)...)
		out = append(out, Show{Offline})
	}
	return out
}

// ToDecide is the oldest booking that a person has to decide about, once enough
// is known to decide.
func (w *Writing) ToDecide() (Intent, bool) {
	for _, in := range w.Intents {
		if in.Stage == Absent || in.Stage == Alike || in.Stage == Stranded && in.Checked {
			return in, true
		}
	}
	return Intent{}, false
}

// What a person takes back that was sent may stand all the same: it is looked for
// until an answer tells. Confirmed anew meanwhile, or soon after, it is the same
// booking under the same reference: a second one could stand beside the first.

// keptBack is how long the reference of what was looked for in vain is used again.
const keptBack = 10 * time.Minute

// wasSent says whether a request of an intent may have been done.
func (i Intent) wasSent() bool { return i.Met || i.repeated || i.Stage == Absent }

// keepBack keeps a booking that was taken back though it had been sent.
func (s *State) keepBack(in Intent) {
	s.takenBack = slices.DeleteFunc(s.takenBack, func(o Intent) bool { return o.Booking == in.Booking || s.outdated(o) })
	if in.Stage == Absent {
		in.sentAt = s.Now
	} else {
		looking := in.readingBack || slices.Contains(s.Held, Effect(ReadBack{in.Booking}))
		in.beUnknown(s.Now)
		in.readingBack = looking
	}
	s.takenBack = append(s.takenBack, in)
}

func (s *State) outdated(in Intent) bool {
	return in.Stage == Absent && s.Now.Mono-in.sentAt.Mono >= keptBack
}

// backOf is the booking that was taken back and that a draft asks for again; nil
// for none. Two who are new to the desk and share a name may be two people: only
// the same draft tells that they are one.
func (s *State) backOf(d Draft, b clinic.Booking) *Intent {
	who := s.whom(&d)
	_, known := d.Chosen()
	known = known || d.Moves.ID != ""
	for i := range s.takenBack {
		in := &s.takenBack[i]
		if in.Department == b.Department && in.Worker == b.Worker && in.At == b.At && !s.outdated(*in) &&
			s.whom(&in.Draft).MayBe(who) && (known || in.Draft.Serial == d.Serial) {
			return in
		}
	}
	return nil
}

// takeUp makes an intent of a draft that asks for what was taken back, under the
// reference of then: looked for before it is sent again, if that is still open.
func (s *State) takeUp(d Draft, back Intent) []Effect {
	s.forgetBack(back.Booking)
	in := Intent{
		Booking: back.Booking, Draft: d, Stage: Waits, Met: true, repeated: true,
		leftAt: back.leftAt, sentAt: s.Now, readingBack: back.readingBack, denied: back.denied,
	}
	look := ReadBack{in.Booking}
	var out []Effect
	switch {
	case slices.Contains(s.Held, Effect(look)):
		in.readingBack = false // until it leaves
	case s.Quiet.On || s.Quiet.Probing:
		s.hold(look)
	case !in.readingBack:
		in.readingBack = true
		out = append(out, look)
	}
	s.Intents = append(s.Intents, in)
	return append(s.say(Notice{Key: "taken_up", Tone: Warning, Who: in.Name, When: in.At}), out...)
}

// forgetBack keeps a booking no longer that was taken back.
func (w *Writing) forgetBack(b clinic.Booking) {
	w.takenBack = slices.DeleteFunc(w.takenBack, func(in Intent) bool { return in.Booking == b })
}

// back finds a booking that was taken back; nil when there is none.
func (w *Writing) back(b clinic.Booking) *Intent {
	if i := slices.IndexFunc(w.takenBack, func(in Intent) bool { return in.Booking == b }); i >= 0 {
		return &w.takenBack[i]
	}
	return nil
}

// lookedBack takes in that a booking which was taken back was not found. Nobody
// waits to decide about it, so one that is like it is only told of.
func (s *State) lookedBack(in *Intent, list clinic.VisitList) []Effect {
	in.readingBack = false
	if s.cancelledSince(in, list.Appointments) {
		s.forgetBack(in.Booking)
		return nil
	}
	if alike, ok := s.alike(in, list.Appointments); ok {
		n := Notice{Key: "alike_after_all", Tone: Warning, Who: in.Name, When: in.At, Where: alike.ID.Text()}
		s.forgetBack(in.Booking)
		return s.say(n)
	}
	switch in.readBacks++; {
	case in.readBacks < in.schedule.readBacks():
	case list.Partial || list.Skipped > 0:
		in.readBackLater(s.Now)
	default:
		in.Stage, in.sentAt = Absent, s.Now
	}
	return nil
}

// lookBackFailed asks again later what was not answered.
func (s *State) lookBackFailed(in *Intent, l ReadBack, rule Rule) []Effect {
	switch {
	case rule.Show == CountDown:
		s.hold(l)
		return nil
	case rule.Show == RefusedRight:
		in.Stage, in.sentAt = Absent, s.Now // no look will tell
	case in.readBacks < in.schedule.readBacks()-1:
		in.readBacks++
	default:
		in.readBackLater(s.Now)
	}
	in.readingBack = false
	return nil
}

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
	s.watch(s.Now, v, *c)
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

// resumes is how long a cancel may lie that begins its time anew; an older one is for
// a person to ask again.
const resumes = time.Minute

// cancelRestored goes on with a cancel: one that may have left is looked into, one
// that has not begins its time anew.
func (s *State) cancelRestored(p CancelPicture) []Effect {
	c := Cancelling{
		Visit: p.Visit, moved: p.Moved, Due: s.Now.Add(Grace), Sent: p.Sent, tried: p.Tried, quiet: p.Quiet, undoes: p.Undoes, ref: p.Ref,
	}
	if p.Moves {
		then := s.draftOf(p.Then)
		then.Stage = Fixed
		c.then = &then
	}
	switch was := s.cancelling(c.Visit.ID); {
	case was != nil:
		was.tried = was.tried || p.Watched
		return nil
	case p.Watched:
		s.watchAgain(s.Now, s.instant(p.Due), c)
		return nil
	}
	s.Cancels = append(s.Cancels, c)
	if last := &s.Cancels[len(s.Cancels)-1]; p.Sent || p.Tried {
		last.Sent, last.tried, last.uncertain, last.doubtAt = true, true, true, s.Now
		return s.ask(LoadVisit{p.Visit.ID})
	}
	if s.Now.Wall-p.Due > clinic.Wall(resumes/time.Second) {
		if p.Moves || p.Quiet {
			return s.dropCancel(len(s.Cancels) - 1)
		}
		s.uncancel(p.Visit.ID) // a person is asked: nobody knows whether it is still meant
		return s.say(Notice{Key: "cancel_lapsed", Tone: Warning, Who: p.Visit.Name, When: p.Visit.At})
	}
	return s.say(Notice{Key: "cancel_waits", Tone: Warning, Who: p.Visit.Name, When: p.Visit.At})
}
