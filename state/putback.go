package state

import (
	"cmp"

	"creneau/state/clinic"
)

// backMark tells the booking that puts an appointment back from the one that it
// was cancelled for: the reference of that one, and this.
const backMark = ".back"

// putsBack says whether the refusal of a new booking leads back to the old slot.
// Where the key, its rights or the credits are why, the old slot would fare no
// better; where one key tries again, nothing is lost yet.
func (r Rule) putsBack() bool {
	switch r.Show {
	case AskKey, RefusedRight, OfferCredits:
		return false
	}
	return r.Again != OnAnswer
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
	out := s.say(Notice{Key: "without", Tone: Bad, Code: f.Code, Who: in.Name, When: in.At})
	if rule.Show == AskKey {
		out = append(s.keyRefused(f), out...) // what became of the patient is said last: it stays
	}
	return append(out, s.offerAgain(d)...)
}

// offerAgain gives the draft of a move back with alternatives to the slot that it
// would have moved to; where another draft is being typed it waits.
func (s *State) offerAgain(d Draft) []Effect {
	if !s.restore(d) {
		return s.say(Notice{Key: "draft_waits", Tone: Warning, Who: d.Moves.Name, Code: d.Failure.Code})
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
