package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
)

// What the API has no call for, the waiting list and who is here, is kept at the
// desk; so is what was done last, to be taken back.

// Wait is a person on the waiting list, which is kept at the desk.
type Wait struct {
	clinic.Who
	Department clinic.ID
	Since      clinic.Wall
	Wish       clinic.Wall // the time that was wished for; 0 for any
}

// WaitAdded puts a person on the waiting list. Draft is the serial of the draft that
// this settles, Wish the time that it asked for; 0 for none.
type WaitAdded struct {
	clinic.Who
	Department clinic.ID
	Wish       clinic.Wall
	Draft      int
}

func (e WaitAdded) apply(s *State) []Effect {
	for _, w := range s.Waiting {
		if w.MayBe(e.Who) && w.Department == e.Department {
			return s.say(Notice{Key: "waits_already", Who: w.Name, Where: s.DepartmentName(w.Department)})
		}
	}
	w := Wait{Who: e.Who, Department: e.Department, Since: s.Now.Wall, Wish: e.Wish}
	s.Waiting = append(s.Waiting, w)
	if d := s.Draft; d != nil && d.Serial == e.Draft && !d.Gone {
		s.openDraft(nil)
	}
	s.did(Undoable{What: UndoWait, Wait: w})
	return s.say(Notice{Key: "waits", Tone: Good, Who: e.Name, Where: s.DepartmentName(e.Department), N: len(s.Waiting)})
}

// WaitRemoved takes a person off the waiting list of a department.
type WaitRemoved struct {
	clinic.Who
	Department clinic.ID
}

func (e WaitRemoved) apply(s *State) []Effect {
	i := slices.IndexFunc(s.Waiting, func(w Wait) bool { return w.Who == e.Who && w.Department == e.Department })
	if i < 0 {
		return nil
	}
	s.did(Undoable{What: UndoUnwait, Wait: s.Waiting[i]})
	s.Waiting = slices.Delete(s.Waiting, i, i+1)
	return s.say(Notice{Key: "waits_no_more", Who: e.Name, Where: s.DepartmentName(e.Department)})
}

// ArrivedMarked notes, or takes back, that a person is here. The API has no
// call for it: the mark is kept at the desk.
type ArrivedMarked struct{ ID clinic.ID }

func (e ArrivedMarked) apply(s *State) []Effect {
	v, ok := s.Visit(e.ID)
	if !ok {
		return nil
	}
	_, here := s.Arrived[v.ID]
	if !here && !v.Status.Open() {
		return s.say(Notice{Key: "cannot_arrive", Tone: Warning, Who: v.Name, When: v.At})
	}
	s.Rev++
	s.did(Undoable{What: UndoArrived, Visit: v})
	if here {
		delete(s.Arrived, v.ID)
		return s.say(Notice{Key: "not_arrived", Who: v.Name, When: v.At})
	}
	s.Arrived[v.ID] = s.Now.Wall
	return s.say(Notice{Key: "arrived", Tone: Good, Who: v.Name, When: v.At})
}

// An Arrival says that the patient of an appointment is here.
type Arrival struct {
	ID clinic.ID
	At clinic.Wall
}

// shared takes over what another desk has put on the waiting list or taken off it, and
// whom it marked as here or no longer.
func (s *State) shared(p Picture) {
	known := s.ledger.recorded[p.Subject]
	delete(s.ledger.recorded, p.Subject)
	switch of := known.Of.(type) {
	case Wait:
		s.Waiting = slices.DeleteFunc(s.Waiting, func(w Wait) bool { return w == of })
	case Arrival:
		delete(s.Arrived, of.ID)
		s.Rev++
	}
	if !p.Closed {
		s.ledger.recorded[p.Subject] = p
		s.restored(p)
	}
}

// Unkept is why what is done at this desk is not kept; "" where it is, or where
// nothing is to be.
func (k *Kept) Unkept() string { return k.ledger.why }

// Keeps says whether what is open is kept when the desk is left.
func (k *Kept) Keeps() bool { return k.ledger.open && k.ledger.why == "" }

// An Undoable is the last thing done, and what takes it back needs.
type Undoable struct {
	What  Undo
	Visit clinic.Appointment // that was booked, cancelled or marked, or that was moved to
	Old   clinic.Appointment // that was moved from
	Wait  Wait
	Draft Draft
	since clinic.Instant
}

// Undo is what was done.
type Undo int

// What can be taken back.
const (
	UndoBooking Undo = iota
	UndoCancel
	UndoMove
	UndoArrived
	UndoWait   // put on the waiting list
	UndoUnwait // taken off it
	UndoDraft  // discarded
)

const (
	// undoFor is how long the last thing done can be taken back.
	undoFor = 10 * time.Minute
	// undoAtOnce is how young a booking is whose cancel leaves at once: nobody was
	// told of it yet.
	undoAtOnce = 30 * time.Second
)

// did remembers the last thing done.
func (s *State) did(u Undoable) {
	u.since = s.Now
	s.Undo = &u
}

// UndoAsked takes back the last thing done, or drops what is counted down to take
// something back. Ref becomes the reference of what it books.
type UndoAsked struct{ Ref string }

func (e UndoAsked) apply(s *State) []Effect {
	switch cancel, rest := s.countedDown(); {
	case rest >= 0:
		in, _ := s.settle(s.Intents[rest].Ref)
		if in.Draft.Moves.ID != "" {
			return s.say(Notice{Key: "back_dropped", Tone: Good, Who: in.Name, When: in.At})
		}
		return s.say(Notice{Key: "again_dropped", Tone: Good, Who: in.Name, When: in.At})
	case cancel >= 0:
		return s.dropCancel(cancel)
	}
	if !s.undoable() {
		return s.say(Notice{Key: "nothing_to_undo"})
	}
	u := *s.Undo
	s.Undo = nil
	out := s.takeBack(u, e.Ref)
	if u.What >= UndoArrived {
		s.Undo = nil // what takes it back is no thing done
	}
	return out
}

// takeBack takes a thing back that was done.
func (s *State) takeBack(u Undoable, ref string) []Effect {
	v := u.Visit
	switch u.What {
	case UndoBooking:
		c := Cancelling{Visit: v, undoes: true}
		if s.Now.Mono-u.since.Mono < undoAtOnce {
			return append(s.say(Notice{Key: "undoing", Who: v.Name, When: v.At}), s.cancelNow(c)...)
		}
		return s.cancelLater(c)
	case UndoCancel:
		return s.bookAgain(v, clinic.Appointment{}, ref)
	case UndoMove:
		return s.bookAgain(u.Old, v, ref)
	case UndoArrived:
		return ArrivedMarked{v.ID}.apply(s)
	case UndoWait:
		return WaitRemoved{u.Wait.Who, u.Wait.Department}.apply(s)
	case UndoUnwait:
		s.Waiting = append(s.Waiting, u.Wait)
		return s.say(Notice{Key: "waits", Tone: Good, Who: u.Wait.Name, Where: s.DepartmentName(u.Wait.Department), N: len(s.Waiting)})
	}
	s.restore(u.Draft)
	return []Effect{Show{Tell}}
}

// bookAgain books an appointment that was cancelled, in place of the one that its
// patient moved to where there is one. It rests first; where something has to be
// asked, its draft is put in front.
func (s *State) bookAgain(v, moves clinic.Appointment, ref string) []Effect {
	dep, _ := s.Department(v.Department)
	slot := clinic.Slot{Department: dep.ID, Worker: v.Worker, At: v.At, Free: true}
	if why, no := s.MayNot(Post{clinic.Booking{Department: dep.ID}}); no {
		return s.say(Notice{Key: "forbidden", Tone: Warning, Why: why})
	}
	if !s.stillFree(slot) {
		return s.say(Notice{Key: "again_taken", Tone: Warning, Who: v.Name, When: v.At})
	}
	s.serial++
	d := Draft{Serial: s.serial, Person: s.People.Who(v), Pinned: slot, Moves: moves, touched: true, fixedAt: s.Now}
	if moves.ID == "" {
		d.Line = v.Name
	}
	d.Reading = s.readDraft(&d)
	if i := slices.Index(d.RowKeys(), d.Person.Key()); i >= 0 {
		d.Row, d.Choice = d.Reading.Rows[i], d.Person.Key()
	}
	d.Plan, d.Stage = Plan{Name: v.Name, Department: dep.ID, Worker: v.Worker, Slot: slot}, Fixed
	asks := dep.NeedsWorker && v.Worker == ""
	open := s.backOf(d, planned(d)) != nil // one like it was taken back and may stand: a person confirms it anew
	if asks || open || s.CancelsFirst(&d) {
		s.park()
		if s.openDraft(&d); asks {
			d.Stage = Typing
			return append(s.fix(), Show{Tell})
		}
		return []Effect{Show{Tell}}
	}
	return s.confirmed(d, ref, true)
}

// sendRested lets the bookings leave that have rested.
func (s *State) sendRested() []Effect {
	var out []Effect
	for i := range s.Intents {
		in := &s.Intents[i]
		if in.Stage != Resting || s.Now.Mono < in.Due.Mono || s.Closing {
			continue
		}
		in.Stage, in.leftAt, in.sentAt = Sending, s.Now, s.Now
		post := s.write(Post{in.Booking})
		if len(post) == 0 {
			in.Stage = Waits
			out = append(out, s.say(Notice{Key: "joins_queue", Who: in.Name, When: s.Quiet.Until.Wall})...)
		}
		out = append(out, post...)
	}
	return out
}

// countedDown is what can still be dropped and was begun last: a cancel or a booking
// that rests, by their numbers; -1 for none.
func (s *State) countedDown() (cancel, rest int) {
	cancel, rest = -1, -1
	for i, c := range s.Cancels {
		if c.undoable() {
			cancel = i
		}
	}
	for i, in := range s.Intents {
		if in.Stage == Resting && (cancel < 0 || in.Due.Mono >= s.Cancels[cancel].Due.Mono) {
			rest = i
		}
	}
	if rest >= 0 {
		cancel = -1
	}
	return cancel, rest
}

// undoable says whether the last thing done can be taken back. A booking or what was
// moved to has to stand, as far as is known: what was cancelled elsewhere might be
// refunded twice. What was cancelled has to be ahead.
func (s *State) undoable() bool {
	u := s.Undo
	if u == nil || s.Now.Mono-u.since.Mono >= undoFor {
		return false
	}
	switch held, ok := s.Visit(u.Visit.ID); {
	case u.What == UndoCancel:
		return u.Visit.At > s.Now.Wall && (!ok || held.Status == clinic.Cancelled)
	case u.What == UndoMove && u.Old.At <= s.Now.Wall:
		return false
	case u.What == UndoBooking || u.What == UndoMove:
		return !s.Cancelling(u.Visit.ID) && (!ok || held.Status != clinic.Cancelled)
	}
	return true
}

// Drops says whether UndoAsked would keep an appointment that is to be cancelled, or
// stop a booking that rests.
func (s *State) Drops() (cancel, booking bool) {
	c, rest := s.countedDown()
	return c >= 0, rest >= 0
}

// CanUndo says whether UndoAsked would do something.
func (s *State) CanUndo() bool {
	_, _, ok := s.Undoes()
	return ok
}

// Undoes is about whom and which appointment's time UndoAsked would do something; the
// time is 0 for none.
func (s *State) Undoes() (who string, at clinic.Wall, ok bool) {
	switch cancel, rest := s.countedDown(); {
	case rest >= 0:
		return s.Intents[rest].Name, s.Intents[rest].At, true
	case cancel >= 0:
		return s.Cancels[cancel].Visit.Name, s.Cancels[cancel].Visit.At, true
	case !s.undoable():
		return "", 0, false
	}
	switch u := s.Undo; u.What {
	case UndoWait, UndoUnwait:
		return u.Wait.Name, 0, true
	case UndoDraft:
		return u.Draft.Plan.Name, u.Draft.Plan.Slot.At, true
	default:
		return u.Visit.Name, u.Visit.At, true
	}
}

// answeredAt is when what is being taken in was answered.
func (s *State) answeredAt() clinic.Instant {
	if s.asOf != (clinic.Instant{}) {
		return s.asOf
	}
	return s.Now
}
