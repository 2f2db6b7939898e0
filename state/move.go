package state

import (
	"cmp"

	"creneau/state/clinic"
)

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
	forbidden, no := s.MayNot(Cancel{old.ID})
	switch {
	case no:
		return Notice{Key: "forbidden", Why: forbidden}
	case !old.Status.Open():
		return Notice{Key: "cannot_move"}
	case s.Elsewhere.CancelledAt(old.ID) != "":
		return Notice{Key: "cancelled_at", Who: old.Name, When: old.At, Where: s.Elsewhere.CancelledAt(old.ID)}
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

// moveOf is the draft of a move of an appointment, to nowhere yet.
func (s *State) moveOf(v clinic.Appointment) Draft {
	s.serial++
	d := Draft{Serial: s.serial, Person: s.People.Who(v), Moves: v, touched: true}
	d.Reading = s.readDraft(&d)
	return d
}

// A mover is an effect that a move may wait for whose old appointment is gone or going.
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

// backMark tells the booking that puts an appointment back from the one that it
// was cancelled for: the reference of that one, and this.
const backMark = ".back"

// putsBack says whether the refusal of a new booking leads back to the old slot.
// Where the key, its rights or the credits are why, the old slot would fare no
// better; where one key tries again, nothing is lost yet.
func (r Rule) putsBack() bool {
	switch reactionRows[r.Show].lies {
	case withKey, withRight, withPurse:
		return false
	default:
		return r.Again != OnAnswer
	}
}

// putBack books again the slot of the appointment that was cancelled for a booking
// which is known not to stand.
func (s *State) putBack(in Intent) []Effect {
	old := in.Draft.Moves
	b := clinic.Booking{Ref: in.Ref + backMark, Department: s.formOf(old.Department), Worker: old.Worker, At: old.At, Name: old.Name}
	b.Ref = cmp.Or(s.People.Who(old).Patient, b.Ref)
	back := Intent{Booking: b, Draft: in.Draft, Back: true, Stage: Sending, leftAt: s.Now, sentAt: s.Now}
	out := s.write(Post{b})
	if len(out) == 0 {
		back.Stage = Waits
	}
	s.Intents = append(s.Intents, back)
	return append(s.say(Notice{Key: "putting_back", Tone: Warning, Who: old.Name, When: old.At}), out...)
}

// isBack takes in that the old slot is booked again: the draft of the move is what
// it was, and moves the new appointment.
func (s *State) isBack(in Intent, v clinic.Appointment) []Effect {
	d := in.Draft
	d.Moves, d.Gone = v, false
	s.Undo = nil
	out := s.say(Notice{Key: "put_back", Tone: Warning, Who: v.Name, When: v.At, Where: s.DepartmentName(v.Department)})
	return append(out, s.offerAgain(d)...)
}

// neitherStands gives the draft of a move back whose new booking and whose old slot
// are both known not to be had: its patient is without appointment.
func (s *State) neitherStands(in Intent, f Failure, rule Rule) []Effect {
	d := in.Draft
	d.Failure = f
	out := s.say(Notice{Key: "without", Tone: Bad, Who: in.Name, When: in.At, Why: s.because(Post{in.Booking}, f)})
	if rule.Show == AskKey {
		out = append(s.keyRefused(f), out...) // what became of the patient is said last: it stays
	}
	return append(out, s.offerAgain(d)...)
}

// offerAgain gives the draft of a move back with alternatives to the slot that it
// would have moved to; where another draft is being typed it waits.
func (s *State) offerAgain(d Draft) []Effect {
	if !s.restore(d) {
		return s.say(Notice{Key: "draft_waits", Tone: Warning, Who: d.Moves.Name, Why: s.because(Post{planned(d)}, d.Failure)})
	}
	if d.Failure.Code == "" { // it was taken back by hand
		return []Effect{Show{Tell}}
	}
	return append(s.offerAlternatives(Intent{Booking: planned(d), Draft: d}), Show{OfferSlots})
}

// planned is the booking that a draft would make.
func planned(d Draft) clinic.Booking {
	p := d.Plan
	return clinic.Booking{Department: p.Department, Worker: p.Worker, At: p.Slot.At, Name: p.Name}
}

// giveUp lets go of the booking of a move whose old appointment is gone. One that
// may stand after all is looked for first.
func (s *State) giveUp(ref string) []Effect {
	i := s.intent(ref)
	in := &s.Intents[i]
	s.unhold(Post{in.Booking})
	if in.Stage == Waits && in.Met || in.Stage == Alike {
		in.GivenUp = true
		return s.say(Notice{Key: "given_up_later", Who: in.Name, When: in.At})
	}
	return s.givenUp(ref)
}

// givenUp puts the old appointment back in place of a booking that is known not to
// stand; where that booking was to put it back, a person goes on from the draft.
func (s *State) givenUp(ref string) []Effect {
	in, _ := s.settle(ref)
	in.Draft.Failure = Failure{}
	if in.wasSent() {
		in.Stage = Absent // looked for in vain
		s.keepBack(in)
	}
	if in.Back {
		return s.neitherStands(in, Failure{}, Rule{})
	}
	return s.putBack(in)
}

// cancelledForMove notes that an appointment, whose cancel for a move seemed not to
// be done, is cancelled after all: whatever still replaces it replaces nothing any
// more, and where nothing does, the draft of that move is there again.
func (s *State) cancelledForMove(then Draft) {
	id, found := then.Moves.ID, false
	mark := func(d *Draft) {
		if d.Moves.ID.Same(id) {
			d.Gone, found = true, true
		}
	}
	if s.Draft != nil {
		mark(s.Draft)
	}
	for i := range s.Parked {
		mark(&s.Parked[i])
	}
	for i := range s.Intents {
		mark(&s.Intents[i].Draft)
	}
	if !found {
		then.Gone, then.Stage = true, Typing
		s.Parked = append(s.Parked, then)
	}
}
