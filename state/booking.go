package state

import (
	"cmp"
	"slices"
	"time"

	"creneau/state/clinic"
)

// An Intent is a booking that a person confirmed. It is kept until it is known
// what became of it.
type Intent struct {
	clinic.Booking
	Draft Draft
	Stage Stage // Sending and beyond
	Met   bool  // it met a 429 itself: looked for before it is sent again

	// Checked says that the slot of a booking that never left was read again
	// since there is a connection, Free what that brought.
	Checked, Free bool

	leftAt   clinic.Instant // when it was confirmed
	sentAt   clinic.Instant // when looking for it began
	looks    int            // read-backs made since the outcome became unknown
	schedule schedule       // when they are made
	looking  bool           // one is on its way, or held by a 429 of its own
	repeated bool           // it was sent before: a conflict may be with itself

	// Doubted is a refusal that is believed only once the booking was looked for
	// in vain: a conflict, which may be with itself, or one that the API may not
	// have written. Zero where nothing is known.
	Doubted Failure

	// Alike is an appointment that may be what the booking made, as far as lists
	// tell that do not echo references: a person says whether it is. Zero id for
	// none.
	Alike  clinic.Appointment
	denied []clinic.ID // that a person said are somebody else's
}

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

var lookAfter = [...][]time.Duration{
	wholeSchedule:  {2 * time.Second, 10 * time.Second, 45 * time.Second, 120 * time.Second},
	atOnce:         {0},
	afterAMoment:   {2 * time.Second},
	atOnceAndAgain: {0, 10 * time.Second},
}

func (s schedule) looks() int { return len(lookAfter[s]) }

func (i Intent) nextLook() clinic.Instant { return i.sentAt.Add(lookAfter[i.schedule][i.looks]) }

// looksOn says whether another look is to come, and none is on its way.
func (i Intent) looksOn() bool {
	return i.Stage == Unknown && !i.looking && i.looks < i.schedule.looks()
}

// intent finds an intent by its booking's reference; -1 when there is none.
func (w *Writing) intent(ref string) int {
	return slices.IndexFunc(w.Outbox, func(i Intent) bool { return i.Ref == ref })
}

// IntentOf finds the intent that came of a draft.
func (w *Writing) IntentOf(serial int) (Intent, bool) {
	for _, i := range w.Outbox {
		if i.Draft.Serial == serial {
			return i, true
		}
	}
	return Intent{}, false
}

// settle removes an intent: it is known what became of it.
func (w *Writing) settle(ref string) (Intent, bool) {
	i := w.intent(ref)
	if i < 0 {
		return Intent{}, false
	}
	in := w.Outbox[i]
	w.Outbox = slices.Delete(w.Outbox, i, i+1)
	return in, true
}

func (w *Writing) stage(now clinic.Instant, ref string, st Stage) {
	if i := w.intent(ref); i >= 0 {
		w.Outbox[i].Stage = st
		if st == Sending {
			w.Outbox[i].sentAt = now
		}
	}
}

func (w *Writing) markLooking(ref string) {
	if i := w.intent(ref); i >= 0 {
		w.Outbox[i].looking = true
	}
}

// send makes an intent of a draft and asks for its one request, or queues it.
func (s *State) send(d Draft, ref string) []Effect {
	p := d.Plan
	b := clinic.Booking{Ref: ref, Department: p.Department, Worker: p.Worker, At: p.Slot.At, Name: p.Name}
	who := s.whom(&d)
	b.Ref = cmp.Or(who.Patient, b.Ref)
	for _, i := range s.Outbox {
		if i.Ref == b.Ref || i.Department == b.Department && i.At == b.At && s.whom(&i.Draft).MayBe(who) {
			return s.say(Notice{Key: "already_sent", Tone: Warning, Who: b.Name, When: b.At})
		}
	}
	if d.Moves.ID != "" && s.Credits.Known && s.Credits.Exact && s.Credits.Count == 0 {
		return s.say(Notice{Key: "move_needs_credit", Tone: Warning, Who: b.Name})
	}
	d.Failure = Failure{}
	in := Intent{Booking: b, Draft: d, Stage: Sending, leftAt: s.Now, sentAt: s.Now}
	if s.Draft != nil && s.Draft.Serial == d.Serial {
		s.openDraft(nil)
	}
	out := s.write(Post{b})
	if len(out) == 0 {
		in.Stage = Waits
	}
	s.Outbox = append(s.Outbox, in)
	if in.Stage == Waits {
		return s.say(Notice{Key: "joins_queue", Who: b.Name, When: s.Quiet.Until.Wall})
	}
	return out
}

// Booked says that a booking stands, and as which appointment.
type Booked struct {
	Asked clinic.Booking
	Visit clinic.Appointment
	Late  bool // it was found by looking, not by an answer
}

func (e Booked) apply(s *State) []Effect {
	s.probed(s.Now)
	v := e.Visit
	if v.Name == "" {
		v.Name = e.Asked.Name
	}
	if v.At == 0 {
		v.At = e.Asked.At
	}
	v.Department = s.formOf(cmpOr(v.Department, e.Asked.Department))
	v.External = cmp.Or(v.External, e.Asked.Ref)
	v.Worker = cmp.Or(v.Worker, e.Asked.Worker)
	if v.Status == "" {
		v.Status = clinic.Scheduled
	}
	in, ours := s.settle(e.Asked.Ref)
	s.changed[v.ID.Text()] = s.Now
	s.ours[v.ID.Text()] = true
	v = s.put(v)
	s.take(clinic.Slot{Department: v.Department, Worker: in.Draft.Plan.Slot.Worker, At: v.At}, s.Now)
	s.People.Learn([]clinic.Appointment{v}, s.Now.Wall)
	s.countCredits(-1)
	s.Booked = &v
	n := Notice{Key: "booked", Tone: Good, Who: v.Name, When: v.At, Where: s.DepartmentName(v.Department)}
	if e.Late {
		n.Key = "booked_late"
	}
	if !ours {
		return s.say(n)
	}
	if old := in.Draft.Moves; old.ID != "" {
		s.Undo = nil
		n.Key = "moved"
		return append(append(s.say(n), ShowTicket{ID: v.ID, Late: e.Late}), s.cancelMoved(old)...)
	}
	s.Undo = &Undoable{Visit: v}
	return append(s.say(n), ShowTicket{ID: v.ID, Late: e.Late})
}

// Found is what looking for a booking brought.
type Found struct {
	Asked LookFor
	List  clinic.VisitList
}

func (e Found) apply(s *State) []Effect {
	s.probed(s.Now)
	s.hearEcho(e.List.Appointments)
	e.List.Appointments = s.brought(e.List.Appointments)
	if found := s.matching(e.Asked.Booking, e.List.Appointments); len(found) > 0 {
		return s.foundLate(e.Asked.Booking, found)
	}
	i := s.intent(e.Asked.Ref)
	if i < 0 || !s.Outbox[i].looking {
		return nil
	}
	in := &s.Outbox[i]
	in.looking = false
	if s.cancelledSince(in, e.List.Appointments) {
		s.countCredits(-1) // its cancel was counted, its booking was not
		s.settle(e.Asked.Ref)
		return s.say(Notice{Key: "booked_and_cancelled", Tone: Warning, Who: e.Asked.Name, When: e.Asked.At})
	}
	unclear := e.List.Partial || e.List.Skipped > 0 // it may be among what was not read
	if alike, ok := s.alike(in, e.List.Appointments); ok {
		in.Stage, in.Alike = Alike, alike
		return append(s.say(Notice{Key: "found_alike", Tone: Warning, Who: in.Name, When: in.At}), Show{OutcomeUnknown})
	}
	if in.Stage == Waits {
		if unclear {
			in.lookOn(s.Now)
			return nil
		}
		return s.postAgain(in)
	}
	in.looks++
	switch {
	case in.looks < in.schedule.looks():
		return nil
	case unclear:
		in.lookLater(s.Now)
		return nil
	}
	return s.lookedInVain(in)
}

// lookedInVain ends the looking for a booking that no look has found: what was
// doubted is believed, else a person decides.
func (s *State) lookedInVain(in *Intent) []Effect {
	if f := s.believed(in); f.Code != "" {
		return s.refused(Post{in.Booking}, f, RuleFor(f), s.refusal(in.Booking, f))
	}
	in.Stage = Absent
	return append(s.say(Notice{Key: "not_found_after_all", Tone: Warning, Who: in.Name, When: in.At}), Show{OutcomeUnknown})
}

// brought is what looking for a booking tells, but for the appointments that we
// have changed ourselves: of those we know more.
func (s *State) brought(list []clinic.Appointment) []clinic.Appointment {
	list = slices.Clone(list)
	for i, v := range list {
		if held, ok := s.Visit(v.ID); ok && s.changedSince(v.ID.Text(), clinic.Instant{}) {
			list[i] = held
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
		s.countCredits(1 - len(found))
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

// lookOn makes the outcome of an intent unknown, and looks for it from now on.
func (i *Intent) lookOn(now clinic.Instant) { i.doubt(now, Failure{}, wholeSchedule) }

// doubt is lookOn for a refusal that may not be true.
func (i *Intent) doubt(now clinic.Instant, f Failure, when schedule) {
	i.Stage, i.sentAt, i.looks, i.looking = Unknown, now, 0, false
	i.Doubted, i.schedule = f, when
}

// mayLook says whether looking for a booking is allowed.
func (s *State) mayLook(in *Intent) bool {
	_, no := s.forbids(LookFor{in.Booking})
	return !no
}

// lookNow looks for a booking at once, as soon as requests may be sent.
func (s *State) lookNow(in *Intent) []Effect {
	if s.Quiet.On || s.Quiet.Probing {
		return nil
	}
	in.looking = true
	return []Effect{LookFor{in.Booking}}
}

// lookLater makes the last look again in a while: nothing was learned by it.
func (i *Intent) lookLater(now clinic.Instant) {
	wait := time.Minute
	if i.schedule != wholeSchedule { // somebody waits for the answer that was given
		wait = 10 * time.Second
	}
	i.looks = i.schedule.looks() - 1
	i.sentAt = now.Add(wait - lookAfter[i.schedule][i.looks])
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

// lookBack asks what became of the bookings of unknown outcome whose time to
// be looked for has come.
func (s *State) lookBack() []Effect {
	if s.Quiet.On || s.Quiet.Probing {
		return nil
	}
	var out []Effect
	for i := range s.Outbox {
		in := &s.Outbox[i]
		if in.looksOn() && s.Now.Mono >= in.nextLook().Mono {
			in.looking = true
			out = append(out, LookFor{in.Booking})
		}
	}
	return out
}
