package state

import "creneau/state/clinic"

// A move books the new appointment and then cancels the old one. Where the API
// takes one appointment a person, department and day, or where no credit is left
// for a second one, the old one has to go first. Then its patient is without
// appointment until the new one stands, so that order is asked about, begins only
// when nothing stands in its way, and books the old slot again should the new one
// not be had. A draft or intent whose old appointment is gone says so itself, and
// what says so is never dropped but by hand.

// neededForMove are the requests that must be left of the quota before a move
// cancels first: it may read back what it wrote, and write again.
const neededForMove = 20

// CancelsFirst says whether what a draft replaces has to be cancelled before the
// draft can be booked.
func (s *State) CancelsFirst(d *Draft) bool {
	old := d.Moves
	if old.ID == "" || d.Gone {
		return false
	}
	if held, ok := s.Visit(old.ID); ok && held.Status == clinic.Cancelled {
		return false
	}
	return s.NoSpareCredit() || s.oneADay && doubles(d.Plan.Department, d.Plan.Slot.At, old)
}

// NoSpareCredit says whether no credit is left, as far as that is known.
func (w *Writing) NoSpareCredit() bool { return w.Credits.Known && w.Credits.Count == 0 }

// doubles says whether a booking would be the second of its patient in a
// department on a day.
func doubles(department clinic.ID, at clinic.Wall, other clinic.Appointment) bool {
	return other.ID != "" && other.Department.Same(department) && other.At.Day() == at.Day()
}

// sendOrAsk sends a draft that was confirmed, unless what it replaces has to go
// first: that is asked, with the draft in front.
func (s *State) sendOrAsk(d Draft, ref string) []Effect {
	if !s.CancelsFirst(&d) {
		return s.send(d, ref)
	}
	d.fixedAt = s.Now
	s.openDraft(&d)
	return nil
}

// startMove cancels what the draft in front replaces, then books the draft: a
// person was asked. Ref becomes the booking's reference.
func (s *State) startMove(ref string) []Effect {
	d := s.Draft
	if why := s.noMoveNow(d); why.Key != "" {
		why.Tone, why.Who = Warning, d.Moves.Name
		return s.say(why)
	}
	if load := s.draftSlots(freshBooking); len(load) > 0 || s.planAsked(d) {
		d.Stage = Wanted // by what was read a moment ago the slot may be gone
		return load
	}
	then := *d
	s.openDraft(nil)
	return s.cancelNow(Cancelling{Visit: then.Moves, quiet: true, then: &then, ref: ref})
}

// noMoveNow is why a move that cancels first must not begin now; a notice without
// a key where it may.
func (s *State) noMoveNow(d *Draft) Notice {
	remaining, _, known := s.left(s.Now)
	old := d.Moves
	if held, ok := s.Visit(old.ID); ok {
		old = held
	}
	code, no := s.forbids(Cancel{old.ID})
	switch {
	case no:
		return Notice{Key: "forbidden", Code: code, Where: s.DepartmentName(old.Department)}
	case !old.Status.Open():
		return Notice{Key: "cannot_move"}
	case s.Link.Offline || s.Link.Trying || s.Key.Code != "":
		return Notice{Key: "move_offline"}
	case s.Quiet.On || s.Quiet.Probing:
		return Notice{Key: "move_limited", When: s.Quiet.Until.Wall}
	case known && remaining < neededForMove:
		return Notice{Key: "move_few_requests", N: remaining}
	}
	return Notice{}
}

// goOn books what waited for a cancel, or gives its draft back where the cancel
// was not done.
func (s *State) goOn(c Cancelling, done bool) []Effect {
	switch {
	case c.then == nil:
		return nil
	case done:
		d := *c.then
		d.Gone = true
		out := s.send(d, c.ref)
		if _, sent := s.IntentOf(d.Serial); sent {
			return out
		}
		s.restore(d)
		return out
	}
	s.restore(*c.then)
	return nil
}

// Moves says whether a cancel makes room for what its move books then.
func (c Cancelling) Moves() bool { return c.then != nil }

// Without lists the appointments that were cancelled for moves whose new booking
// does not stand and is not on its way: their patients have none.
func (s *State) Without() []clinic.Appointment {
	var out []clinic.Appointment
	add := func(d *Draft) {
		if d.Gone {
			out = append(out, d.Moves)
		}
	}
	if s.Draft != nil {
		add(s.Draft)
	}
	for i := range s.Parked {
		add(&s.Parked[i])
	}
	for i := range s.Intents {
		if s.Intents[i].Stage != Sending {
			add(&s.Intents[i].Draft)
		}
	}
	return out
}

// Unfinished lists the drafts of the moves that have cancelled, or are about to, and
// whose new booking is not known to stand.
func (s *State) Unfinished() []Draft {
	var out []Draft
	for _, c := range s.Cancels {
		if c.then != nil {
			out = append(out, *c.then)
		}
	}
	add := func(d Draft) {
		if d.Gone {
			out = append(out, d)
		}
	}
	if s.Draft != nil {
		add(*s.Draft)
	}
	for _, d := range s.Parked {
		add(d)
	}
	for _, in := range s.Intents {
		add(in.Draft)
	}
	return out
}

// A mover is an effect that a move may wait for whose old appointment is gone, or
// going.
type mover interface{ moves(w *Writing) bool }

func (p Post) moves(w *Writing) bool     { return w.movesBy(p.Ref) }
func (l ReadBack) moves(w *Writing) bool { return w.movesBy(l.Ref) }

func (c Cancel) moves(w *Writing) bool {
	waits := w.cancelling(c.ID)
	return waits != nil && waits.then != nil
}

// movesBy says whether an intent is one of a move whose old appointment is gone.
func (w *Writing) movesBy(ref string) bool {
	i := w.intent(ref)
	return i >= 0 && w.Intents[i].Draft.Gone
}

// afterMoves is 0 for what such a move waits for, so that it leaves first; else 1.
func (w *Writing) afterMoves(e Effect) int {
	if m, ok := e.(mover); ok && m.moves(w) {
		return 0
	}
	return 1
}

// Moving counts the moves that have cancelled, or are about to, and go on by
// themselves.
func (w *Writing) Moving() int {
	n := 0
	for _, c := range w.Cancels {
		if c.then != nil {
			n++
		}
	}
	for _, in := range w.Intents {
		if in.Draft.Gone && in.Stage != Absent && in.Stage != Stranded {
			n++
		}
	}
	return n
}
