package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
)

// Cancelling is an appointment that is being cancelled.
type Cancelling struct {
	Visit     clinic.Appointment
	Due       clinic.Instant     // when the request may leave
	Sent      bool               // it is on its way, and can not be dropped
	quiet     bool               // part of a move: said once, with it
	undoes    bool               // takes back what was just done: it is no thing done itself
	tried     bool               // it has left without a clear answer: a later 404 says that it was done
	moved     clinic.Appointment // what its patient moves to, and stands; zero id for nothing
	then      *Draft             // what is booked once it is done; nil for nothing
	ref       string             // of that booking
	watched   bool               // it seemed not to be done: only its picture is kept so
	uncertain bool               // only a reading of the appointment can tell what became of it

	doubtAt  clinic.Instant // since when; a reading that left before tells nothing
	answered cancelDoubt    // the answer that is in doubt; zero where none came
}

// A CancelPicture is what of a cancel is kept.
type CancelPicture struct {
	Visit, Moved               clinic.Appointment
	Due                        clinic.Wall
	Sent, Tried, Quiet, Undoes bool
	Moves                      bool // then Then is booked, as Ref
	Watched                    bool // it seemed not to be done: since Due it is looked whether it is after all
	Then                       DraftPicture
	Ref                        string
}

// picture is what of a cancel is kept by that name: one is open at a time.
func (c Cancelling) picture(name Subject) Picture {
	of := CancelPicture{Visit: c.Visit, Moved: c.moved, Due: c.Due.Wall, Sent: c.Sent, Tried: c.tried, Quiet: c.quiet, Undoes: c.undoes, Ref: c.ref, Watched: c.watched}
	if c.then != nil {
		of.Moves, of.Then = true, c.then.picture()
	}
	p := Picture{Subject: name, Stage: "grace", Alone: "cancel|" + c.Visit.ID.Text(), Of: of}
	switch {
	case c.watched:
		p.Name, p.Stage, p.Alone = p.Name+".watched", "watched", ""
	case c.Sent || c.tried:
		p.Stage = "sending"
	}
	return p
}

// Grace is how long a cancel can be undone before its request leaves.
const Grace = 8 * time.Second

// Left is how long the cancel can still be dropped, in whole seconds.
func (c Cancelling) Left(now clinic.Instant) time.Duration { return untilDue(now, c.Due) }

// Left is the same of a booking that rests.
func (i Intent) Left(now clinic.Instant) time.Duration { return untilDue(now, i.Due) }

func untilDue(now, due clinic.Instant) time.Duration {
	return max(0, (due.Mono-now.Mono+time.Second-1)/time.Second*time.Second)
}

// CancelAsked starts the cancelling of an appointment: its request leaves
// after Grace.
type CancelAsked struct{ ID clinic.ID }

func (e CancelAsked) apply(s *State) []Effect {
	v, ok := s.Visit(e.ID)
	switch {
	case !ok:
		return nil
	case s.Cancelling(e.ID):
		return s.say(Notice{Key: "cancelling_already", Who: v.Name, When: v.At})
	}
	if desk := s.Elsewhere.CancelledAt(e.ID); desk != "" {
		return s.say(Notice{Key: "cancelled_at", Tone: Warning, Who: v.Name, When: v.At, Where: desk})
	}
	if !v.Status.Open() {
		return s.say(Notice{Key: "cannot_cancel", Tone: Warning, Who: v.Name, When: v.At})
	}
	return s.cancelLater(Cancelling{Visit: v})
}

// cancelLater begins the time in which a cancel can be dropped. One that may be done
// already is not said to wait.
func (s *State) cancelLater(c Cancelling) []Effect {
	told := Notice{Key: "cancel_waits", Tone: Warning, Who: c.Visit.Name, When: c.Visit.At}
	c.Due, c.tried = s.Now.Add(Grace), s.unwatch(c.Visit.ID)
	if c.tried {
		told.Key = "cancel_waits_again"
	}
	s.Cancels = append(s.Cancels, c)
	return s.say(told)
}

// Cancelling says whether an appointment is being cancelled.
func (w *Writing) Cancelling(id clinic.ID) bool { return w.cancelling(id) != nil }

// CancelsHeld are the cancels that wait for the end of a request limit.
func (s *State) CancelsHeld() []Cancelling {
	return slices.DeleteFunc(slices.Clone(s.Cancels), func(c Cancelling) bool { return !slices.Contains(s.Held, Effect(Cancel{c.Visit.ID})) })
}

// Met says whether a cancel has left before: it may be done already.
func (c Cancelling) Met() bool { return c.tried }

// cancelling finds the cancelling of an appointment, nil when there is none.
func (w *Writing) cancelling(id clinic.ID) *Cancelling {
	for i := range w.Cancels {
		if w.Cancels[i].Visit.ID.Same(id) {
			return &w.Cancels[i]
		}
	}
	return nil
}

func (w *Writing) markSent(id clinic.ID) {
	if c := w.cancelling(id); c != nil {
		c.Sent = true
	}
}

// cancelNow cancels an appointment without time to undo it. While nothing may
// be sent it is held, and can be dropped until it leaves. It takes the place of
// a cancel that has not left, and joins one that has.
func (s *State) cancelNow(c Cancelling) []Effect {
	was := s.cancelling(c.Visit.ID)
	if was != nil && c.then == nil {
		c.then, c.ref = was.then, was.ref
	} else if was != nil {
		s.goOn(*was, false)
	}
	if was != nil && was.Sent {
		was.then, was.ref, was.moved = c.then, c.ref, c.moved
		return nil
	}
	c.tried = s.unwatch(c.Visit.ID) || was != nil && was.tried
	s.uncancel(c.Visit.ID)
	s.unhold(Cancel{c.Visit.ID})
	c.Due = s.Now
	out := s.write(Cancel{c.Visit.ID})
	c.Sent = len(out) > 0
	s.Cancels = append(s.Cancels, c)
	return out
}

// cancelMoved cancels the appointment that a move has replaced, unless that is
// done or on its way.
func (s *State) cancelMoved(old, moved clinic.Appointment, undoes bool) []Effect {
	if v, ok := s.Visit(old.ID); ok && v.Status == clinic.Cancelled {
		return nil
	}
	return s.cancelNow(Cancelling{Visit: old, quiet: true, moved: moved, undoes: undoes})
}

// sendCancels lets the cancels leave whose time to be undone is over.
func (s *State) sendCancels() []Effect {
	var out []Effect
	for i := range s.Cancels {
		if c := &s.Cancels[i]; s.Closing && !c.Moves() {
			continue // who leaves was told that it stays booked
		} else if !c.Sent && s.Now.Mono >= c.Due.Mono && !slices.Contains(s.Held, Effect(Cancel{c.Visit.ID})) {
			asked := s.write(Cancel{c.Visit.ID})
			c.Sent = len(asked) > 0
			out = append(out, asked...)
		}
	}
	return out
}

// uncancel removes a cancelling: done, dropped or refused.
func (w *Writing) uncancel(id clinic.ID) (Cancelling, bool) {
	for i, c := range w.Cancels {
		if c.Visit.ID.Same(id) {
			w.Cancels = slices.Delete(w.Cancels, i, i+1)
			return c, true
		}
	}
	return Cancelling{}, false
}

// CancelDone says that an appointment is cancelled.
type CancelDone struct{ ID clinic.ID }

func (e CancelDone) apply(s *State) []Effect {
	s.probed(s.Now)
	c, asked := s.uncancel(e.ID)
	v, ok := s.Visit(e.ID)
	if !ok {
		v = c.Visit
	}
	if v.ID == "" {
		return nil
	}
	v.Status = clinic.Cancelled
	s.changed[v.ID.Text()] = s.Now
	s.closes(s.put(v), s.ledger.ofCancel(e.ID))
	read := s.slotFreed(v)
	s.People.Learn([]clinic.Appointment{v}, s.Now.Wall)
	if asked {
		s.Credits.Add(+1)
	}
	var out []Effect
	switch {
	case !asked || c.undoes:
	case !c.quiet:
		s.did(Undoable{What: UndoCancel, Visit: v})
	case c.moved.ID != "":
		s.did(Undoable{What: UndoMove, Visit: c.moved, Old: v})
	}
	if asked && !c.quiet {
		told := Notice{Key: "cancelled", Tone: Good, Who: v.Name, When: v.At}
		if c.Visit.Status == clinic.PendingPayment { // whether a credit is returned for it is not documented
			told.Key = "cancelled_unpaid"
		}
		out = s.say(told)
	}
	return append(append(out, read...), s.goOn(c, true)...)
}

// undoable says whether a cancel can still be dropped: it waits, for its time or for
// the end of a request limit.
func (c Cancelling) undoable() bool { return !c.Sent }

// dropCancel keeps the appointment that was to be cancelled: what was to be booked
// in its place is a draft again, what was booked already stands beside it.
func (s *State) dropCancel(i int) []Effect {
	c := s.Cancels[i]
	s.uncancel(c.Visit.ID)
	s.unhold(Cancel{c.Visit.ID})
	told := Notice{Key: "cancel_dropped", Tone: Good, Who: c.Visit.Name, When: c.Visit.At}
	switch {
	case c.tried:
		s.watch(s.Now, c.Visit, c) // an earlier try may still be done
		told.Key, told.Tone = "cancel_dropped_tried", Warning
	case c.quiet && c.then == nil:
		told.Key, told.Tone = "both_stand", Warning
	}
	out := append(s.goOn(c, false), s.say(told)...)
	if c.then != nil {
		out = append(out, Show{Tell})
	}
	return out
}

// cancelFailed keeps a cancel whose outcome is open, and tells of one that was
// refused.
func (s *State) cancelFailed(c Cancel, f Failure, rule Rule) []Effect {
	was := s.cancelling(c.ID)
	if was == nil {
		return nil
	}
	if _, blind := s.forbids(LoadVisit(c)); blind && f.Code == AppointmentNotFound && f.Status/100 != 2 && was.tried {
		return CancelDone(c).apply(s) // it cannot be looked at
	}
	if out, ok := s.doubtCancel(was, f); ok {
		return out
	}
	reaction := rule.Reaction(c)
	if reaction == Offline {
		s.offline(f)
	}
	if was.tried && reaction != CountDown {
		reaction = OutcomeUnknown // the try before may have done it
	}
	switch reaction {
	case CountDown:
		was.tried, was.Sent = true, false
		s.hold(c)
		told := Notice{Key: "cancel_met_limit", Tone: Warning, Why: Why{Code: f.Code}, Who: was.Visit.Name, When: was.Visit.At, Until: s.Quiet.Until.Wall}
		return append(s.say(told), Show{CountDown})
	case OutcomeUnknown:
		was.tried, was.uncertain, was.doubtAt, was.answered = true, true, s.Now, cancelDoubt{}
		s.underMaintenance(f)
		return append(s.say(Notice{Key: "cancel_uncertain", Tone: Warning, Why: Why{Code: f.Code}, Who: was.Visit.Name, When: was.Visit.At}), s.ask(LoadVisit(c))...)
	}
	return s.cancelRefused(was, f, rule)
}

// cancelRefused tells of a cancel that was refused; the appointment stands.
func (s *State) cancelRefused(c *Cancelling, f Failure, rule Rule) []Effect {
	if _, listed := rules[f.Code]; listed && rule.Show == RefusedRight {
		s.forbid(Cancel{c.Visit.ID}, f)
	}
	v := c.Visit
	s.goOn(*c, false)
	s.uncancel(v.ID)
	why := s.because(Cancel{v.ID}, f)
	if f.Code == DepartmentAccessDenied {
		why.Where = s.DepartmentName(v.Department)
	}
	out := s.say(Notice{Key: "cancel_refused", Tone: Bad, Who: v.Name, When: v.At, Why: why})
	if rule.Stale {
		out = append(out, s.ask(LoadVisits{clinic.Visits{From: v.At.Day(), To: v.At.Day()}})...)
	}
	if rule.Show == AskKey {
		out = append(out, s.keyRefused(f)...)
	}
	return append(out, Show{rule.Show})
}

// readUncertainCancels reads the appointments again whose cancel is in doubt.
func (s *State) readUncertainCancels() []Effect {
	var out []Effect
	for _, c := range s.Cancels {
		if c.uncertain && s.Now.Mono >= c.nextLook().Mono {
			out = append(out, s.ask(LoadVisit{c.Visit.ID})...)
		}
	}
	return out
}

// cancelRead judges a cancel whose answer was never seen by what was read.
func (s *State) cancelRead(v clinic.Appointment, left clinic.Instant) []Effect {
	c := s.cancelling(v.ID)
	switch {
	case c == nil || !c.uncertain:
		return nil
	case left.Mono < c.doubtAt.Mono:
		return s.readUncertainCancels() // it left before the cancel did
	}
	switch {
	case v.Status == clinic.Cancelled && c.answered.gone:
		return s.cancelledElsewhere(*c, v)
	case v.Status == clinic.Cancelled:
		return CancelDone{v.ID}.apply(s)
	}
	if out, ok := s.stillStands(c, v, left); ok {
		return out
	}
	was := *c
	s.goOn(was, false)
	s.uncancel(v.ID)
	s.watch(s.Now, v, was)
	return s.say(Notice{Key: "cancel_not_done", Tone: Warning, Who: v.Name, When: v.At})
}
