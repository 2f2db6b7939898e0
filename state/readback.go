package state

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"creneau/state/clinic"
)

// A schedule is when a booking of unknown outcome is looked for, from the moment
// it was sent, or the doubt began.
type schedule int

// The schedules. The last look of the whole one is later than the API's longest
// plausible processing time, because a late commit makes an early "absent" wrong.
// Who answered a booking has finished with it, or never began: then it is looked
// for at once.
const (
	wholeSchedule  schedule = iota
	atOnce                  // a conflict
	afterAMoment            // a conflict of a booking that was sent before
	atOnceAndAgain          // a refusal that somebody else wrote
)

var readBackAfter = [...][]time.Duration{
	wholeSchedule:  {2 * time.Second, 10 * time.Second, 45 * time.Second, 120 * time.Second},
	atOnce:         {0},
	afterAMoment:   {2 * time.Second},
	atOnceAndAgain: {0, 10 * time.Second},
}

func (s schedule) readBacks() int { return len(readBackAfter[s]) }

func (i Intent) nextReadBack() clinic.Instant {
	return i.sentAt.Add(readBackAfter[i.schedule][i.readBacks])
}

// readsBackOn says whether another look is to come, and none is on its way.
func (i Intent) readsBackOn() bool {
	return i.Stage == Unknown && !i.readingBack && i.readBacks < i.schedule.readBacks()
}

// Found is what looking for a booking brought.
type Found struct {
	Asked ReadBack
	List  clinic.VisitList
}

func (e Found) apply(s *State) []Effect {
	s.probed(s.Now)
	e.List.Appointments = s.brought(e.List.Appointments)
	if found := s.matching(e.Asked.Booking, e.List.Appointments); len(found) > 0 {
		return s.foundLate(e.Asked.Booking, found)
	}
	i := s.intent(e.Asked.Ref)
	if back := s.back(e.Asked.Booking); i < 0 && back != nil {
		return s.lookedBack(back, e.List)
	}
	if i < 0 || !s.Intents[i].readingBack {
		return nil
	}
	in := &s.Intents[i]
	in.readingBack = false
	if s.cancelledSince(in, e.List.Appointments) {
		s.Credits.Add(-1) // its cancel was counted, its booking was not
		s.settle(e.Asked.Ref)
		return s.say(Notice{Key: "booked_and_cancelled", Tone: Warning, Who: e.Asked.Name, When: e.Asked.At})
	}
	unclear := e.List.Partial || e.List.Skipped > 0 // it may be among what was not read
	if alike, ok := s.alike(in, e.List.Appointments); ok {
		in.Stage, in.Alike = Alike, s.put(alike) // what becomes of it until somebody answers is seen
		s.People.Learn([]clinic.Appointment{alike}, s.Now.Wall)
		return append(s.say(Notice{Key: "found_alike", Tone: Warning, Who: in.Name, When: in.At}), Show{OutcomeUnknown})
	}
	if in.Stage == Waits {
		if unclear {
			in.beUnknown(s.Now)
			return nil
		}
		if in.GivenUp {
			return s.givenUp(in.Ref)
		}
		return s.postAgain(in)
	}
	in.readBacks++
	switch {
	case in.readBacks < in.schedule.readBacks():
		return nil
	case unclear:
		in.readBackLater(s.Now)
		return nil
	}
	return s.readBackInVain(in)
}

// readBackInVain ends the looking for a booking that no look has found: what was
// watched is believed, else a person decides.
func (s *State) readBackInVain(in *Intent) []Effect {
	if f := s.believed(in); f.Code != "" {
		return s.refused(Post{in.Booking}, f, RuleFor(f), s.refusal(in.Booking, f))
	}
	if in.GivenUp {
		return s.givenUp(in.Ref)
	}
	in.Stage = Absent
	return append(s.say(Notice{Key: "not_found_after_all", Tone: Warning, Who: in.Name, When: in.At}), Show{OutcomeUnknown})
}

// brought is what looking for a booking tells, but for the appointments that we
// have changed ourselves: of those we know more. A reference that was seen once is
// known where lists do not echo it.
func (s *State) brought(list []clinic.Appointment) []clinic.Appointment {
	list = slices.Clone(list)
	for i, v := range list {
		if held, ok := s.Visit(v.ID); ok && s.changedSince(v.ID.Text(), clinic.Instant{}) {
			list[i] = held
		} else {
			list[i].External = cmp.Or(v.External, held.External)
		}
	}
	return list
}

// believed is what a doubted refusal means. A conflict that names no code is one
// with an appointment of the same person that day, where one is held, else one
// about the slot.
func (s *State) believed(in *Intent) Failure {
	f := in.Doubted
	if f.Coded || f.Status != 409 || !f.unwritten() {
		return f
	}
	f.Code = SlotNotAvailable
	if _, ok := s.sameDay(in.Booking, s.whom(&in.Draft)); ok {
		f.Code = DuplicateAppointment
	}
	return f
}

// foundLate takes in a booking that was found by looking, even one that was
// taken back while it was looked for. What was told already is not told again.
func (s *State) foundLate(b clinic.Booking, found []clinic.Appointment) []Effect {
	if _, told := s.changed[found[0].ID.Text()]; told && s.intent(b.Ref) < 0 {
		return nil
	}
	for _, v := range found[1:] {
		s.put(v)
	}
	out := Booked{Asked: b, Visit: found[0], Late: true}.apply(s)
	if len(found) > 1 {
		s.Credits.Add(1 - len(found))
		out = slices.DeleteFunc(out, func(e Effect) bool { _, ticket := e.(ShowTicket); return ticket })
		out = append(out, ShowTicket{ID: found[len(found)-1].ID, Late: true, Times: len(found)})
		out = append(out, s.say(Notice{Key: "found_double", Tone: Bad, Who: b.Name, When: b.At, N: len(found)})...)
	}
	return out
}

// postAgain sends a booking that met a 429 and was not found afterwards, as the
// same request.
func (s *State) postAgain(in *Intent) []Effect {
	in.Met, in.repeated = false, true
	out := s.write(Post{in.Booking})
	if len(out) > 0 {
		in.Stage, in.sentAt = Sending, s.Now
	}
	return out
}

// beUnknown makes the outcome of an intent unknown, and looks for it from now on.
func (i *Intent) beUnknown(now clinic.Instant) { i.doubt(now, Failure{}, wholeSchedule) }

// doubt is beUnknown for a refusal that may not be true.
func (i *Intent) doubt(now clinic.Instant, f Failure, when schedule) {
	i.Stage, i.sentAt, i.readBacks, i.readingBack = Unknown, now, 0, false
	i.Doubted, i.schedule = f, when
}

// mayReadBack says whether looking for a booking is allowed.
func (s *State) mayReadBack(in *Intent) bool {
	_, no := s.forbids(ReadBack{in.Booking})
	return !no
}

// readBackNow looks for a booking at once, as soon as requests may be sent.
func (s *State) readBackNow(in *Intent) []Effect {
	if s.Quiet.On || s.Quiet.Probing {
		return nil
	}
	in.readingBack = true
	return []Effect{ReadBack{in.Booking}}
}

// readBackLater makes the last look again in a while: nothing was learned by it.
func (i *Intent) readBackLater(now clinic.Instant) {
	wait := time.Minute
	if i.schedule != wholeSchedule { // somebody waits for the answer that was given
		wait = 10 * time.Second
	}
	i.readBacks = i.schedule.readBacks() - 1
	i.sentAt = now.Add(wait - readBackAfter[i.schedule][i.readBacks])
}

// matching picks the appointments that a booking can have made.
func (s *State) matching(b clinic.Booking, list []clinic.Appointment) []clinic.Appointment {
	var out []clinic.Appointment
	for _, v := range list {
		if b.Made(v) && v.Status != clinic.Cancelled {
			out = append(out, v)
		}
	}
	return out
}

// cancelledSince says whether a booking was made, and cancelled at this desk
// before that was known.
func (w *Writing) cancelledSince(in *Intent, list []clinic.Appointment) bool {
	return slices.ContainsFunc(list, func(v clinic.Appointment) bool {
		return in.Made(v) && v.Status == clinic.Cancelled && (w.Cancelling(v.ID) || w.changedSince(v.ID.Text(), in.leftAt))
	})
}

// readBack asks what became of the bookings of unknown outcome whose time to
// be looked for has come.
func (s *State) readBack() []Effect {
	if s.Quiet.On || s.Quiet.Probing {
		return nil
	}
	var out []Effect
	for _, box := range [][]Intent{s.Intents, s.takenBack} {
		for i := range box {
			if in := &box[i]; in.readsBackOn() && s.Now.Mono >= in.nextReadBack().Mono {
				in.readingBack = true
				out = append(out, ReadBack{in.Booking})
			}
		}
	}
	return out
}

// Lists may not echo the reference under which a booking was sent. Then one of the
// same name, department and time is only shown, and a person says whether it is
// ours: two namesakes at two desks are common.

// alike is an appointment without a reference that a booking may have made. Whether
// lists echo references was not asked before: it may change from one to the next, and
// a person who is asked in vain loses less than one who is told a falsehood. Nor is it
// asked when it was made: that is told by another clock.
func (s *State) alike(in *Intent, list []clinic.Appointment) (clinic.Appointment, bool) {
	i := slices.IndexFunc(list, func(v clinic.Appointment) bool {
		return v.External == "" && v.Status.Open() && v.Department.Same(in.Department) && v.At == in.At &&
			s.whom(&in.Draft).MayBe(s.People.Who(v)) && !slices.ContainsFunc(in.denied, v.ID.Same)
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
	if e.Ours {
		return s.isOurs(in, v)
	}
	in.Alike = clinic.Appointment{}
	in.denied = append(in.denied, v.ID)
	in.Stage = Unknown
	return s.readBackInVain(in)
}

// isOurs takes in that an appointment is what a booking made, as it stands by now: it
// may have been cancelled since it was found, at this desk too. While nobody can know
// whether it was, the question stays.
func (s *State) isOurs(in *Intent, found clinic.Appointment) []Effect {
	told := Notice{Tone: Warning, Who: in.Name, When: in.At}
	v, held := s.Visit(found.ID)
	switch c := s.cancelling(found.ID); {
	case !held:
		s.settle(in.Ref)
		told.Key = "visit_gone"
		return s.say(told)
	case v.Status == clinic.Cancelled:
		if s.changedSince(v.ID.Text(), in.leftAt) {
			s.Credits.Add(-1) // its cancel was counted, its booking was not
		}
		s.settle(in.Ref)
		told.Key = "booked_and_cancelled"
		return s.say(told)
	case c != nil && (c.Sent || c.tried), s.watching(v.ID):
		told.Key = "alike_in_doubt"
		return s.say(told)
	}
	return Booked{Asked: in.Booking, Visit: v, Late: true}.apply(s)
}

// intentOf is the intent of a picture whose desk is gone. What may have left is
// looked for; what has not left waits for a person.
func (s *State) intentOf(p IntentPicture) Intent {
	in := Intent{
		Booking: p.Booking, Draft: s.draftOf(p.Draft), Stage: p.Stage, Met: p.Met, Back: p.Back, Undoes: p.Undoes,
		GivenUp: p.GivenUp, repeated: p.Repeated, leftAt: s.instant(p.Confirmed), sentAt: s.instant(p.SearchedFor), Doubted: p.Doubted, Alike: p.Alike,
	}
	for id := range strings.Lines(p.Denied) {
		in.denied = append(in.denied, clinic.ID(strings.TrimSuffix(id, "\n")))
	}
	in.Draft.Stage = Fixed
	switch {
	case p.Stage == Sending, p.Stage == Unknown, p.Met:
		in.beUnknown(in.sentAt)
		in.Doubted, in.Met, in.repeated = p.Doubted, false, true
		for in.readBacks+1 < wholeSchedule.readBacks() && s.Now.Mono >= in.sentAt.Add(readBackAfter[wholeSchedule][in.readBacks+1]).Mono {
			in.readBacks++ // one look tells as much as all whose time is over
		}
	case p.Stage == Waits, p.Stage == Resting:
		in.Stage = Stranded
	}
	return in
}

// intentRestored takes an intent up again whose desk is gone.
func (s *State) intentRestored(in Intent) []Effect {
	s.Intents = append(s.Intents, in)
	if in.Stage == Alike { // it may have been cancelled since
		s.put(in.Alike)
		return s.ask(LoadVisit{in.Alike.ID})
	}
	return nil
}
