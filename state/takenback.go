package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
)

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
