package state

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"creneau/state/clinic"
)

// Stage is how far a draft or an intent has come.
type Stage int

// The stages. Up to Fixed it is a draft, from Sending on an intent; between them is
// a move that cancels first.
const (
	Typing   Stage = iota
	Wanted         // Enter was pressed; the slot is being read
	Fixed          // person, place and slot are fixed and shown
	Clearing       // what it replaces is being cancelled
	Sending        // the request is on its way
	Waits          // held until requests may be sent again
	Resting        // it undoes something, and leaves after Grace
	Unknown        // sent, and no answer says what became of it
	Absent         // looked for in vain: a person decides
	Stranded       // confirmed and never sent: there was no connection
	Alike          // one like it was found, that names no reference: a person says whether it is this one
	stages
)

// IntentStages are the stages of an intent.
func IntentStages() []Stage {
	var all []Stage
	for s := Sending; s < stages; s++ {
		all = append(all, s)
	}
	return all
}

// An Intent is a booking that a person confirmed. It is kept until it is known
// what became of it.
type Intent struct {
	clinic.Booking
	Draft Draft
	Stage Stage // Sending and beyond
	Met   bool  // it met a 429 itself: looked for before it is sent again
	Back  bool  // it books again what its draft's move has cancelled

	Undoes bool           // it takes back what was just done: it is no thing done itself
	Due    clinic.Instant // when one that rests may leave

	GivenUp bool // a person took it back while it may stand: once it is known not to, the old slot is booked

	// Checked says that the slot of a booking that never left was read again
	// since there is a connection, Free what that brought.
	Checked, Free bool

	leftAt      clinic.Instant // when it was confirmed
	sentAt      clinic.Instant // when looking for it began
	readBacks   int            // read-backs made since the outcome became unknown
	schedule    schedule       // when they are made
	readingBack bool           // one is on its way, or held by a 429 of its own
	repeated    bool           // it was sent before: a conflict may be with itself

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

// intent finds an intent by its booking's reference; -1 when there is none.
func (w *Writing) intent(ref string) int {
	return slices.IndexFunc(w.Intents, func(i Intent) bool { return i.Ref == ref })
}

// follows says whether an intent comes of a cancel or of a booking that is recorded.
func (l *ledger) follows(in Intent) bool {
	_, booking := l.recorded[Subject{KeptIntent, strings.TrimSuffix(in.Ref, backMark)}]
	cancel, _ := l.recorded[Subject{KeptCancel, in.Draft.Moves.ID.Text()}].Of.(CancelPicture)
	return in.Back && booking || in.Draft.Gone && cancel.Moves
}

// IntentOf finds the intent that came of a draft; of a move that still cancels what
// it replaces it is the one to come.
func (w *Writing) IntentOf(serial int) (Intent, bool) {
	for _, i := range w.Intents {
		if i.Draft.Serial == serial {
			return i, true
		}
	}
	for _, c := range w.Cancels {
		if c.then != nil && c.then.Serial == serial {
			return Intent{Booking: planned(*c.then), Draft: *c.then, Stage: Clearing}, true
		}
	}
	return Intent{}, false
}

// An IntentPicture is what of an intent is kept.
type IntentPicture struct {
	Booking                clinic.Booking
	Draft                  DraftPicture
	Stage                  Stage
	Met, Back, Undoes      bool
	GivenUp, Repeated      bool
	TakenBack              bool        // by a person, though it had been sent
	Confirmed, SearchedFor clinic.Wall // when, and since when
	Doubted                Failure
	Alike                  clinic.Appointment
	Denied                 string // ids, a line each
}

// takenMark tells a booking that was taken back from one that is confirmed.
const takenMark = ".taken"

func (i *Intent) picture(takenBack bool) Picture {
	of := IntentPicture{
		Booking: i.Booking, Draft: i.Draft.picture(), Stage: i.Stage, Met: i.Met, Back: i.Back, Undoes: i.Undoes,
		GivenUp: i.GivenUp, Repeated: i.repeated, TakenBack: takenBack, Confirmed: i.leftAt.Wall, SearchedFor: i.sentAt.Wall,
		Doubted: i.Doubted, Alike: i.Alike,
	}
	for _, id := range i.denied {
		of.Denied += string(id) + "\n"
	}
	p := Picture{Subject: Subject{KeptIntent, i.Ref}, Stage: stageNames[i.Stage], Of: of}
	if takenBack {
		p.Name, p.Stage = i.Ref+takenMark, "taken_back"
		return p
	}
	p.Alone = i.Department.Text() + "|" + i.At.String() + "|" + clinic.Who{Name: i.Name}.Key()
	return p
}

// stageNames are for who looks into a store.
var stageNames = map[Stage]string{
	Sending: "sending", Waits: "waits", Resting: "resting", Unknown: "unknown", Absent: "absent", Stranded: "stranded", Alike: "alike",
}

// ofCancel is the subject of this desk's cancel: another desk may have one open too.
func (l *ledger) ofCancel(id clinic.ID) Subject {
	return Subject{KeptCancel, id.Text() + "@" + l.desk}
}

// instant is a moment that was on the wall clock, long before where it was set since.
func (s *State) instant(w clinic.Wall) clinic.Instant {
	return s.Now.Add(-time.Duration(max(0, s.Now.Wall-w)) * time.Second)
}

// slot is the slot that an intent would take.
func (i *Intent) slot() clinic.Slot {
	if i.Back {
		return clinic.Slot{Department: i.Department, Worker: i.Worker, At: i.At}
	}
	return i.Draft.Plan.Slot
}

// settle removes an intent: it is known what became of it.
func (w *Writing) settle(ref string) (Intent, bool) {
	i := w.intent(ref)
	if i < 0 {
		return Intent{}, false
	}
	in := w.Intents[i]
	w.Intents = slices.Delete(w.Intents, i, i+1)
	return in, true
}

func (w *Writing) stage(now clinic.Instant, ref string, st Stage) {
	if i := w.intent(ref); i >= 0 {
		w.Intents[i].Stage = st
		if st == Sending {
			w.Intents[i].sentAt = now
		}
	}
}

func (w *Writing) markReadingBack(b clinic.Booking) {
	if i := w.intent(b.Ref); i >= 0 {
		w.Intents[i].readingBack = true
	} else if back := w.back(b); back != nil {
		back.readingBack = true
	}
}

// send makes an intent of a draft and asks for its one request, or queues it.
func (s *State) send(d Draft, ref string) []Effect { return s.confirmed(d, ref, false) }

// confirmed does so, or lets the intent rest first where it undoes something.
func (s *State) confirmed(d Draft, ref string, undoes bool) []Effect {
	p := d.Plan
	b := clinic.Booking{Ref: ref, Department: p.Department, Worker: p.Worker, At: p.Slot.At, Name: p.Name}
	who := s.whom(&d)
	b.Ref = cmp.Or(who.Patient, b.Ref)
	for _, i := range s.Intents {
		if i.Ref == b.Ref || i.Department == b.Department && i.At == b.At && s.whom(&i.Draft).MayBe(who) {
			return s.say(Notice{Key: "already_sent", Tone: Warning, Who: b.Name, When: b.At})
		}
	}
	for _, o := range s.Elsewhere {
		if o.Kind == KeptIntent && o.At == b.At && o.Department.Same(b.Department) && o.MayBe(who) {
			return s.say(Notice{Key: "booked_elsewhere", Tone: Warning, Who: b.Name, When: b.At, Where: o.Desk})
		}
	}
	d.Failure = Failure{}
	if back := s.backOf(d, b); back != nil {
		if s.Draft != nil && s.Draft.Serial == d.Serial {
			s.openDraft(nil)
		}
		return s.takeUp(d, *back)
	}
	in := Intent{Booking: b, Draft: d, Stage: Sending, leftAt: s.Now, sentAt: s.Now}
	if s.Draft != nil && s.Draft.Serial == d.Serial {
		s.openDraft(nil)
	}
	if undoes {
		in.Stage, in.Undoes, in.Due = Resting, true, s.Now.Add(Grace)
		s.Intents = append(s.Intents, in)
		if d.Moves.ID != "" {
			return s.say(Notice{Key: "back_waits", Tone: Warning, Who: b.Name, When: b.At})
		}
		return s.say(Notice{Key: "again_waits", Tone: Warning, Who: b.Name, When: b.At})
	}
	out := s.write(Post{b})
	if len(out) == 0 {
		in.Stage = Waits
	}
	s.Intents = append(s.Intents, in)
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
	v.Name, v.At = cmp.Or(v.Name, e.Asked.Name), cmp.Or(v.At, e.Asked.At)
	v.Department = s.formOf(cmpOr(v.Department, e.Asked.Department))
	v.External = cmp.Or(v.External, e.Asked.Ref)
	v.Worker = cmp.Or(v.Worker, e.Asked.Worker)
	if v.Status == "" {
		v.Status = clinic.Scheduled
	}
	in, ours := s.settle(e.Asked.Ref)
	s.forgetBack(e.Asked)
	v = s.put(v)
	s.closes(v, Subject{KeptIntent, e.Asked.Ref}, Subject{KeptIntent, e.Asked.Ref + takenMark})
	s.changed[v.ID.Text()] = s.Now
	s.ours[v.ID.Text()] = true
	s.keepWorker(v.Department, e.Asked.Worker)
	s.take(clinic.Slot{Department: v.Department, Worker: in.slot().Worker, At: v.At}, s.Now)
	s.People.Learn([]clinic.Appointment{v}, s.Now.Wall)
	s.Credits.Add(-1)
	s.Booked = &v
	n := Notice{Key: "booked", Tone: Good, Who: v.Name, When: v.At, Where: s.DepartmentName(v.Department)}
	if e.Late {
		n.Key = "booked_late"
	}
	if !ours {
		return s.say(n)
	}
	if in.Back {
		return s.isBack(in, v)
	}
	s.fulfilled(in)
	if old := in.Draft.Moves; old.ID != "" {
		s.Undo = nil
		if in.Draft.Gone && !in.Undoes {
			s.did(Undoable{What: UndoMove, Visit: v, Old: old})
		}
		n.Key = "moved"
		return append(append(s.say(n), ShowTicket{ID: v.ID, Late: e.Late}), s.cancelMoved(old, v, in.Undoes)...)
	}
	s.did(Undoable{What: UndoBooking, Visit: v})
	return append(s.say(n), ShowTicket{ID: v.ID, Late: e.Late})
}

// FieldsOf writes what a draft's line was read as into fields.
func (s *State) FieldsOf(d *Draft) clinic.Fields {
	f := clinic.Fields{Name: d.Plan.Name}
	if f.Name == "" {
		f.Name = d.Reading.Name
	}
	if dep, ok := s.Department(d.Plan.Department); ok {
		f.Department = dep.Name
	}
	if d.Plan.Worker != "" {
		f.Worker = s.WorkerName(d.Plan.Department, d.Plan.Worker)
	}
	if at := d.Plan.Slot.At; at != 0 {
		t := at.Time()
		f.Day = strconv.Itoa(t.Day()) + "/" + strconv.Itoa(int(t.Month()))
		if t.Year() != s.Now.Wall.Time().Year() {
			f.Day += "/" + strconv.Itoa(t.Year())
		}
		f.Hour = at.Clock()
	}
	d.keepWishes(&f)
	return f
}

// keepWishes leaves in the fields what was typed of day and hour, rather than what
// they came to, and what was not understood: a difference is still told.
func (d *Draft) keepWishes(f *clinic.Fields) {
	if d.Split || d.Row.Key != "" && d.Row.Said != d.Reading.Said {
		return
	}
	var days, hours []string
	for _, w := range d.Reading.Words {
		if w.End > len(d.Line) {
			return
		}
		switch text := d.Line[w.Start:w.End]; w.Kind {
		case clinic.KindDay:
			days = append(days, text)
		case clinic.KindHour, clinic.KindHalf:
			hours = append(hours, text)
		}
	}
	if len(days)+len(d.Reading.Unknown) > 0 {
		f.Day = strings.Join(append(days, d.Reading.Unknown...), " ")
	}
	if len(hours) > 0 {
		f.Hour = strings.Join(hours, " ")
	}
}
