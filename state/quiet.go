package state

import (
	"cmp"
	"slices"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// spacing paces what was held, once the probe was answered.
const spacing = 500 * time.Millisecond

// beQuiet begins, or prolongs, the time in which nothing is sent.
func (g *Gate) beQuiet(now clinic.Instant, wait time.Duration, told bool) {
	until := now.Add(wait + quota.Margin)
	if g.Quiet.On && g.Quiet.Until.Mono >= until.Mono {
		g.Quiet.Probing = false
		return
	}
	g.Quiet = quota.Quiet{On: true, Until: until, Told: told}
}

// hold keeps an effect until sending starts again; the same read is kept once.
func (g *Gate) hold(e Effect) {
	if !slices.Contains(g.Held, e) {
		g.Held = append(g.Held, e)
	}
}

// unhold takes an effect back that is held.
func (g *Gate) unhold(e Effect) {
	g.Held = slices.DeleteFunc(g.Held, func(h Effect) bool { return h == e })
}

// releaseHeld lets what was held leave when the quiet time is over: first one
// request alone, then the rest with their pace, bookings first.
func (s *State) releaseHeld() []Effect {
	if s.Quiet.On {
		if s.Now.Mono < s.Quiet.Until.Mono {
			return nil
		}
		s.Quiet.On = false
		if len(s.Held) == 0 {
			return s.say(Notice{Key: "quiet_over", Tone: Good})
		}
		s.Quiet.Probing = true
		return append(s.say(Notice{Key: "quiet_over", Tone: Good}), s.release(1)...)
	}
	if s.Quiet.Probing || len(s.Held) == 0 || s.Now.Mono < s.Quiet.Next.Mono {
		return nil
	}
	s.Quiet.Next = s.Now.Add(spacing)
	return s.release(1)
}

// Place is where a booking stands among those that wait for the end of a request
// limit, from 1; 0 where it does not.
func (w *Writing) Place(ref string) int {
	place := 0
	for _, in := range w.Intents {
		if in.Stage != Waits {
			continue
		}
		if place++; in.Ref == ref {
			return place
		}
	}
	return 0
}

// probed notes that the lone request was answered by something else than 429.
func (g *Gate) probed(now clinic.Instant) {
	if g.Quiet.Probing {
		g.Quiet.Probing, g.Quiet.Next = false, now
	}
}

// release takes up to n of the held effects off, the most urgent first.
func (s *State) release(n int) []Effect {
	slices.SortStableFunc(s.Held, func(x, y Effect) int {
		return cmp.Or(s.afterMoves(x)-s.afterMoves(y), int(x.Traits().Urgency-y.Traits().Urgency))
	})
	n = min(n, len(s.Held))
	out := slices.Clone(s.Held[:n])
	s.Held = slices.Delete(s.Held, 0, n)
	for _, e := range out {
		if l, ok := e.(leaver); ok {
			l.leaves(s)
		} else if e.Traits().Does == Reads {
			s.asked[e] = s.Now
		}
	}
	return out
}

func (p Post) leaves(s *State)     { s.stage(s.Now, p.Ref, Sending) }
func (l ReadBack) leaves(s *State) { s.markReadingBack(l.Booking) }
func (c Cancel) leaves(s *State)   { s.markSent(c.ID) }

// write returns a write as an effect, or holds it while nothing may be sent.
func (g *Gate) write(e Effect) []Effect {
	if g.Quiet.On || g.Quiet.Probing {
		g.hold(e)
		return nil
	}
	return []Effect{e}
}

// A heldWrite waits until what it is about is recorded.
type heldWrite struct {
	Effect
	probe bool // it is the one that finds out whether requests are answered again
}

// recordAnew has a write recorded once more, that would have left too long after it
// was; ok is false where that was done before.
func (s *State) recordAnew(e Effect) bool {
	l := &s.ledger
	if !l.open || !s.sending(e) || l.anew[e] {
		delete(l.anew, e)
		return false
	}
	l.anew[e] = true
	l.writes = append(l.writes, heldWrite{e, s.Quiet.Probing})
	return true
}

// sending says whether a write is of what this desk has on its way.
func (w *Writing) sending(e Effect) bool {
	switch e := e.(type) {
	case Post:
		i := w.intent(e.Ref)
		return i >= 0 && w.Intents[i].Stage == Sending
	case Cancel:
		c := w.cancelling(e.ID)
		return c != nil && c.Sent
	default:
		return false
	}
}

// subjectOf is what a write is about.
func (l *ledger) subjectOf(e Effect) Subject {
	switch e := e.(type) {
	case Post:
		return Subject{KeptIntent, e.Ref}
	case Cancel:
		return l.ofCancel(e.ID)
	default:
		return Subject{}
	}
}

// holdWrites keeps writes back until what they are about is on the disk; those that
// are leave.
func (s *State) holdWrites(out []Effect) []Effect {
	l := &s.ledger
	kept := out[:0:0]
	for _, e := range out {
		if e.Traits().Does == Writes {
			l.writes = append(l.writes, heldWrite{e, s.Quiet.Probing})
			delete(l.anew, e)
		} else {
			kept = append(kept, e)
		}
	}
	kept = append(kept, l.leaving...)
	l.leaving = nil
	return kept
}

// leave lets the writes of a batch leave that is on the disk, or hold them where a
// limit was met meanwhile.
func (s *State) leave() {
	l := &s.ledger
	for _, w := range l.with {
		if !s.Quiet.On && (!s.Quiet.Probing || w.probe) {
			l.leaving = append(l.leaving, w.Effect)
			continue
		}
		s.hold(w.Effect)
		switch e := w.Effect.(type) {
		case Post:
			s.stage(s.Now, e.Ref, Waits)
		case Cancel:
			if c := s.cancelling(e.ID); c != nil {
				c.Sent = false
			}
		default:
			s.unhold(w.Effect) // nobody knows what waits for it
		}
	}
	l.with = nil
}

// unsent refuses writes because what they are about is not recorded.
func (s *State) unsent(with []heldWrite) []Effect {
	var out []Effect
	for _, w := range with {
		out = append(out, Failed{Doing: w.Effect, Failure: Failure{Code: NotKept}}.apply(s)...)
	}
	return out
}

// yield lets go of a booking that another desk is sending for the same person and time:
// it was not recorded, and is a draft again. What was to be recorded with it is.
func (s *State) yield(e NotRecorded, with []heldWrite) []Effect {
	if i := slices.IndexFunc(s.Cancels, func(c Cancelling) bool { return s.ledger.ofCancel(c.Visit.ID).Name == e.Taken }); i >= 0 {
		return s.yieldCancel(s.Cancels[i], e.Desk, with)
	}
	in, _ := s.settle(e.Taken)
	s.ledger.writes = append(slices.DeleteFunc(with, func(w heldWrite) bool { return w.Effect == Effect(Post{in.Booking}) }), s.ledger.writes...)
	s.unhold(Post{in.Booking})
	s.restore(in.Draft)
	return s.say(Notice{Key: "booked_elsewhere", Tone: Warning, Who: in.Name, When: in.At, Where: e.Desk})
}

// yieldCancel lets go of a cancel that another desk began at the same moment.
func (s *State) yieldCancel(c Cancelling, desk string, with []heldWrite) []Effect {
	s.ledger.writes = slices.DeleteFunc(append(with, s.ledger.writes...), func(w heldWrite) bool { return w.Effect == Effect(Cancel{c.Visit.ID}) })
	if s.uncancel(c.Visit.ID); c.tried {
		s.watch(s.Now, c.Visit, c)
	}
	return append(s.goOn(c, false), s.say(Notice{Key: "cancelled_at", Tone: Warning, Who: c.Visit.Name, When: c.Visit.At, Where: desk})...)
}

// refuseWrites does so with all of a desk that has no store though it should.
func (s *State) refuseWrites(out []Effect) []Effect {
	kept := out[:0:0]
	for len(out) > 0 {
		e := out[0]
		if out = out[1:]; e.Traits().Does == Writes {
			out = append(out, s.unsent([]heldWrite{{Effect: e}})...)
		} else {
			kept = append(kept, e)
		}
	}
	return kept
}

// WaitDropped takes a booking back that has not left, or that was looked for
// in vain: it becomes a draft again.
type WaitDropped struct{ Ref string }

func (e WaitDropped) apply(s *State) []Effect {
	i := s.intent(e.Ref)
	if i < 0 || s.Intents[i].Stage < Waits || s.Intents[i].Stage == Unknown {
		return nil
	}
	in := s.Intents[i]
	if in.Draft.Gone {
		return s.giveUp(e.Ref)
	}
	s.unhold(Post{in.Booking}) // but not what looks for one that met a 429: it may stand after all
	s.settle(e.Ref)
	s.restore(in.Draft)
	told := Notice{Key: "taken_back", Who: in.Name, When: in.At}
	switch {
	case in.Stage == Absent:
		told.Key = "given_up"
	case in.wasSent():
		told.Key, told.Tone = "taken_back_sent", Warning
	}
	if in.wasSent() {
		s.keepBack(in)
	}
	return s.say(told)
}

// freshCut is how old a day may get whose list did not end: each time it is read
// again takes as many requests.
const freshCut = time.Hour

// VisitsGap is what is missing of the appointments from one day to another.
func (a *Agenda) VisitsGap(from, to clinic.Day) clinic.Gap {
	var all, last clinic.Gap
	for day := from; day <= to; day++ {
		g := a.gaps[day]
		if g.Any() && (g.From != last.From || g.To != last.To) {
			all.Skipped += g.Skipped
		}
		all.Cut = all.Cut || g.Cut
		all.Kept = clinic.Older(all.Kept, g.Kept)
		last = g
	}
	return all
}

// SlotsGap is what is missing of the slots of a department's week.
func (a *Agenda) SlotsGap(department clinic.ID, day clinic.Day) clinic.Gap {
	w := a.weeks[week{department, day.Monday()}]
	return clinic.Gap{Skipped: w.skipped, Kept: w.kept}
}

// DepartmentsGap is what is missing of the departments.
func (a *Agenda) DepartmentsGap() clinic.Gap { return clinic.Gap{Skipped: a.depsSkipped} }

// Unaudited says that what is done is not noted in the audit, and why, as a sentence;
// without one, that it is again. It keeps nothing from being done.
type Unaudited struct{ Why string }

func (e Unaudited) apply(s *State) []Effect {
	s.unaudited = e.Why
	return nil
}

// Unaudited is why what is done is not noted in the audit; "" where it is, or where
// none is written.
func (k *Kept) Unaudited() string { return k.unaudited }

// closes notes what became of what closes now, for other desks to know.
func (s *State) closes(v clinic.Appointment, subjects ...Subject) {
	for _, of := range subjects {
		if _, open := s.ledger.recorded[of]; open {
			s.ledger.done[of] = v
		}
	}
}

// closing is that a subject is open no more.
func (l *ledger) closing(of Subject) Picture {
	p := Picture{Subject: of, Closed: true}
	if v, ok := l.done[of]; ok {
		p.Of, p.Stage = v, string(v.Status)
	}
	return p
}

// movedAway says whether what an appointment was moved to, and stood, is cancelled
// since, or about to be: whoever cancelled it saw the old one stand.
func (s *State) movedAway(moved clinic.Appointment) bool {
	held, ok := s.Visit(moved.ID)
	return moved.ID != "" && (s.Cancelling(moved.ID) || ok && held.Status == clinic.Cancelled)
}

// untilMinute is how long the clock on screen stays right.
func untilMinute(now clinic.Instant) time.Duration {
	return time.Duration(clinic.Minute-now.Wall%clinic.Minute) * time.Second
}
