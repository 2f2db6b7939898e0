package state

import (
	"slices"

	"creneau/state/clinic"
)

// Lists may not echo the reference under which a booking was sent. Then one of the
// same name, department and time is only shown, and a person says whether it is
// ours: two namesakes at two desks are common.

// clocksApart is how much earlier than it was sent an appointment may say that it
// was made: the API's clock is not ours.
const clocksApart = 2 * clinic.Minute

// hearEcho learns from any answer whether lists echo references: one shows it, and
// one without the reference of a booking that we know as ours shows the contrary.
func (w *Writing) hearEcho(list []clinic.Appointment) {
	for _, v := range list {
		switch {
		case v.External != "":
			w.echo = echoes
		case w.echo == echoUnknown && w.ours[v.ID.Text()]:
			w.echo = echoesNot
		}
	}
}

// An echo says whether the API's lists name the reference of a booking.
type echo int

const (
	echoUnknown echo = iota
	echoes
	echoesNot
)

// alike is an appointment that a booking may have made, where no list has shown
// that it echoes references.
func (s *State) alike(in *Intent, list []clinic.Appointment) (clinic.Appointment, bool) {
	if s.echo == echoes {
		return clinic.Appointment{}, false
	}
	i := slices.IndexFunc(list, func(v clinic.Appointment) bool {
		return v.External == "" && v.Status.Open() && v.Department.Same(in.Department) && v.At == in.At &&
			s.whom(&in.Draft).MayBe(s.People.Who(v)) && !slices.ContainsFunc(in.denied, v.ID.Same) &&
			(v.Created == 0 || v.Created >= in.leftAt.Wall-clocksApart)
	})
	if i < 0 {
		return clinic.Appointment{}, false
	}
	return list[i], true
}

// AlikeJudged is a person's answer whether the appointment that is like a booking
// is the one that it made.
type AlikeJudged struct {
	Ref  string
	Ours bool
}

func (e AlikeJudged) apply(s *State) []Effect {
	i := s.intent(e.Ref)
	if i < 0 || s.Intents[i].Stage != Alike {
		return nil
	}
	in := &s.Intents[i]
	v := in.Alike
	in.Alike = clinic.Appointment{}
	if e.Ours {
		return Booked{Asked: in.Booking, Visit: v, Late: true}.apply(s)
	}
	in.denied = append(in.denied, v.ID)
	in.Stage = Unknown
	return s.readBackInVain(in)
}
