package state

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"creneau/state/clinic"
)

// What must not be forgotten is recorded in a store, where there is one. After every
// event what is open is compared with what was recorded of it, and the difference is
// asked to be recorded, one batch at a time, in the order in which it came about.

// A DraftPicture is of a draft what its reading does not tell again.
type DraftPicture struct {
	Line    string
	Fields  clinic.Fields
	Split   bool
	Choice  string     // the row that was chosen by hand; "" for none
	Person  clinic.Who // who was chosen or meant; zero for nobody
	Pinned  clinic.Slot
	Moves   clinic.Appointment
	Gone    bool
	With    WithWhom
	Failure Failure
	Plan    Plan
}

// A ledger knows what was recorded.
type ledger struct {
	open     bool   // there is one
	desk     string // what the names of this desk's subjects begin with
	why      string // why nothing is kept, as a sentence; "" where all is
	names    int    // given so far
	named    map[any]string
	recorded map[Subject]Picture

	refused bool        // there should be one, and it did not open
	writes  []heldWrite // leave once what they are about is recorded
	leaving []Effect    // are recorded, and leave now

	done map[Subject]clinic.Appointment // what became of what is closed, until that is recorded
	anew map[Effect]bool                // writes that were recorded once more, because they left too late

	batch []Picture // being recorded
	with  []heldWrite
	busy  bool // with it
	last  int  // its number
	owes  bool // something is not recorded yet
	next  clinic.Instant
}

const (
	// typingKept is how often what is being typed is recorded at most.
	typingKept = 500 * time.Millisecond
	// keptAgain is when what was not recorded is tried again.
	keptAgain = 10 * time.Second
)

// nameOf is the subject's name of what is told from others by a key.
func (l *ledger) nameOf(key any) string {
	name, ok := l.named[key]
	if !ok {
		l.names++
		name = l.desk + "/" + strconv.Itoa(l.names)
		l.named[key] = name
	}
	return name
}

// due is when what is owed is recorded; in an hour where nothing is.
func (l *ledger) due(now clinic.Instant) clinic.Instant {
	if l.owes && !l.busy {
		return l.next
	}
	return now.Add(time.Hour)
}

// record goes on with what is open and not recorded yet.
func (s *State) record(out []Effect) []Effect {
	l := &s.ledger
	switch {
	case l.refused:
		return s.refuseWrites(out)
	case !l.open:
		return out
	}
	if out = s.holdWrites(out); l.busy {
		return out
	}
	changed := s.unrecorded()
	l.owes = len(changed)+len(l.writes) > 0
	typed := len(l.writes) == 0 && l.owes && s.Draft != nil && !slices.ContainsFunc(changed, func(p Picture) bool { return p.Name != l.named[s.Draft.Serial] })
	if !l.owes || s.Now.Mono < l.next.Mono && (typed || l.why != "" && len(l.writes) == 0) {
		return out
	}
	return append([]Effect{s.record1(changed)}, out...)
}

// record1 makes a batch. A write that is recorded anew has what it is about with it.
func (s *State) record1(changed []Picture) Record {
	l := &s.ledger
	l.last++
	for _, w := range l.writes {
		about := l.subjectOf(w.Effect)
		if open, ok := s.pictures()[about]; ok && l.anew[w.Effect] && !slices.ContainsFunc(changed, func(p Picture) bool { return p.Subject == about }) {
			changed = append(changed, open)
		}
	}
	l.with, l.writes = l.writes, nil
	l.batch, l.busy, l.owes, l.next = changed, true, false, s.Now.Add(typingKept)
	return Record{l.last}
}

// Batch is what a Record asks for.
func (k *Kept) Batch(e Record) []Picture {
	if e.Batch != k.ledger.last {
		return nil
	}
	return k.ledger.batch
}

// Unrecorded is what was not recorded yet, as a last batch; ok is false where that
// is nothing, or where there is no store.
func (s *State) Unrecorded() (e Record, ok bool) {
	if !s.ledger.open {
		return Record{}, false
	}
	changed := s.unrecorded()
	if len(changed) == 0 {
		return Record{}, false
	}
	return s.record1(changed), true
}

// Recorded says that a batch is on the disk.
type Recorded struct{ Batch int }

func (e Recorded) apply(s *State) []Effect {
	l := &s.ledger
	if e.Batch != l.last || !l.busy {
		return nil
	}
	for _, p := range l.batch {
		if l.recorded[p.Subject] = p; p.Closed {
			delete(l.recorded, p.Subject)
			delete(l.done, p.Subject)
		}
	}
	l.batch, l.busy, l.why = nil, false, ""
	s.leave()
	return nil
}

// NotRecorded says that a batch is not on the disk, and why, as a sentence.
type NotRecorded struct {
	Batch     int
	Why       string
	TakenOver bool // what this desk had recorded is another's now: it was taken to be gone

	Taken string // the booking or cancel that another desk has open too, by its name; "" for none
	Desk  string // and which
}

func (e NotRecorded) apply(s *State) []Effect {
	l := &s.ledger
	if e.Batch != l.last || !l.busy {
		return nil
	}
	l.batch, l.busy, l.owes, l.next = nil, false, true, s.Now.Add(keptAgain)
	l.why = cmp.Or(e.Why, l.why, string(NotPossible))
	with := l.with
	l.with = nil
	switch {
	case e.TakenOver:
		l.next, l.why = s.Now, ""
		return s.handOver(with)
	case e.Taken != "":
		l.next, l.why = s.Now, ""
		return s.yield(e, with)
	}
	return s.unsent(with)
}

// ClaimLost says that another desk has taken over what this one had recorded.
type ClaimLost struct{}

func (ClaimLost) apply(s *State) []Effect { return s.handOver(nil) }

// handOver forgets the bookings and cancels that another desk has taken over, and what
// was to leave of them; the rest is recorded anew.
func (s *State) handOver(with []heldWrite) []Effect {
	l, was := &s.ledger, len(s.Intents)+len(s.Cancels)
	theirs := func(p Picture) bool { _, ok := l.recorded[p.Subject]; return ok }
	mine := func(e Effect) bool {
		p, post := e.(Post)
		c, cancel := e.(Cancel)
		return post && s.intent(p.Ref) >= 0 || cancel && s.Cancelling(c.ID) || !post && !cancel
	}
	s.Intents = slices.DeleteFunc(s.Intents, func(in Intent) bool { return theirs(in.picture(false)) || l.follows(in) })
	s.takenBack = slices.DeleteFunc(s.takenBack, func(in Intent) bool { return theirs(in.picture(true)) })
	s.Cancels = slices.DeleteFunc(s.Cancels, func(c Cancelling) bool { return theirs(c.picture(l.ofCancel(c.Visit.ID))) })
	s.watched = slices.DeleteFunc(s.watched, func(w watched) bool { return theirs(w.picture(l.ofCancel(w.visit.ID))) })
	maps.DeleteFunc(l.recorded, func(name Subject, _ Picture) bool { return name.Kind == KeptIntent || name.Kind == KeptCancel })
	s.Held = slices.DeleteFunc(s.Held, func(e Effect) bool { return !mine(e) })
	l.writes = slices.DeleteFunc(append(with, l.writes...), func(w heldWrite) bool { return !mine(w.Effect) })
	if n := was - len(s.Intents) - len(s.Cancels); n > 0 {
		return s.say(Notice{Key: "handed_over", Tone: Warning, N: n})
	}
	return nil
}

// StoreRefused says, before Started, that there is no store at this desk though
// there should be one, and why, as a sentence.
type StoreRefused struct{ Why string }

func (e StoreRefused) apply(s *State) []Effect {
	s.ledger.why, s.ledger.refused = e.Why, true
	return nil
}

// Restored says what a store has open: at the start, before Started, and when this
// desk took over what another left. Desk begins the names of what this desk adds.
type Restored struct {
	Desk      string
	Pictures  []Picture
	Elsewhere []clinic.Elsewhere // what desks have open that are there, or were a moment ago
}

func (e Restored) apply(s *State) []Effect {
	l := &s.ledger
	if !l.open {
		l.open, l.desk, l.named, l.recorded = true, e.Desk, map[any]string{}, map[Subject]Picture{}
		l.done, l.anew = map[Subject]clinic.Appointment{}, map[Effect]bool{}
	}
	s.Elsewhere = append(s.Elsewhere, e.Elsewhere...)
	out, open := []Effect(nil), len(s.Intents)+len(s.Cancels)
	for _, p := range e.Pictures {
		s.leftElsewhere(p.Subject)
		if _, known := l.recorded[p.Subject]; known {
			continue
		}
		l.recorded[p.Subject] = p
		out = append(out, s.restored(p)...)
	}
	if n := others(e.Elsewhere); n > 0 {
		out = append(out, s.say(Notice{Key: "others_open", Tone: Warning, N: n})...)
	}
	if n := len(s.Intents) + len(s.Cancels) - open; n > 0 {
		out = append(out, s.say(Notice{Key: "left_open", Tone: Warning, N: n})...)
	}
	return out
}

// restored takes one subject up again.
func (s *State) restored(p Picture) []Effect {
	switch of := p.Of.(type) {
	case Wait:
		s.ledger.named[of] = p.Name
		s.Waiting = append(s.Waiting, of)
		slices.SortStableFunc(s.Waiting, func(a, b Wait) int { return cmp.Compare(a.Since, b.Since) })
	case Arrival:
		s.Arrived[of.ID] = of.At
		s.Rev++
	case DraftPicture:
		d := s.draftOf(of)
		s.ledger.named[d.Serial] = p.Name
		s.Parked = append(s.Parked, d)
	case IntentPicture:
		if in := s.intentOf(of); of.TakenBack {
			s.takenBack = append(s.takenBack, in)
		} else if s.intent(in.Ref) < 0 {
			return s.intentRestored(in)
		}
	case CancelPicture:
		return s.cancelRestored(of)
	}
	return nil
}

// unrecorded is what is open, or no longer, and not recorded as such.
func (s *State) unrecorded() []Picture {
	var changed []Picture
	open := s.pictures()
	for name, p := range open {
		if s.ledger.recorded[name] != p {
			changed = append(changed, p)
		}
	}
	for name, was := range s.ledger.recorded {
		if _, ok := open[name]; !ok && (was.Until == 0 || was.Until > s.Now.Wall) {
			changed = append(changed, s.ledger.closing(name))
		}
	}
	slices.SortFunc(changed, func(a, b Picture) int { // what is closed makes room for others
		if a.Closed == b.Closed {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
		}
		return map[bool]int{true: -1, false: 1}[a.Closed]
	})
	return changed
}

// pictures are of all that is open.
func (s *State) pictures() map[Subject]Picture {
	out := make(map[Subject]Picture, len(s.ledger.recorded))
	add := func(p Picture) { out[p.Subject] = p }
	for _, w := range s.Waiting {
		add(Picture{Subject: Subject{KeptWait, s.ledger.nameOf(w)}, Of: w})
	}
	for id, at := range s.Arrived {
		if until := (at.Day() + 1).Start(); until > s.Now.Wall {
			add(Picture{Subject: Subject{KeptArrival, id.Text()}, Until: until, Of: Arrival{id, at}})
		}
	}
	for i := range s.Intents {
		add(s.Intents[i].picture(false))
	}
	for i := range s.takenBack {
		if in := &s.takenBack[i]; in.Stage != Absent {
			add(in.picture(true))
		}
	}
	for _, c := range s.Cancels {
		add(c.picture(s.ledger.ofCancel(c.Visit.ID)))
	}
	for _, w := range s.watched {
		add(w.picture(s.ledger.ofCancel(w.visit.ID)))
	}
	for i := range s.Parked {
		add(s.draftKept(&s.Parked[i]))
	}
	if d := s.Draft; d != nil && !d.blank() {
		add(s.draftKept(d))
	}
	return out
}
