package state

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"creneau/state/clinic"
)

// What is said in the warning tone stands this long before an Enter passes it:
// longer where the connection is slow, and so is what a terminal shows.
const (
	readTime     = 400 * time.Millisecond
	readTimeSlow = time.Second
)

// lookedBack is how many days gone by tell who comes.
const lookedBack = 14

// Warned says whether the sentence of a draft carries what was not taken as it was
// typed: not understood, read as another word, new, only alike, another day, another time
// than asked, or one more of the same person that day.
func (d *Draft) Warned() bool {
	m, known := d.Chosen()
	return len(d.Unread()) > 0 || d.Plan.New || known && m.Fuzzy && d.Moves.ID == "" ||
		len(d.Slips()) > 0 || d.Said().Or != 0 || d.Plan.Unmet != clinic.Met || d.Plan.Lost != 0 || d.Plan.Already != 0
}

// Unread are the words that are not understood as the line is taken.
func (d *Draft) Unread() []string {
	if len(d.Row.Left) == 0 {
		return d.Reading.Unknown
	}
	return append(append([]string(nil), d.Row.Left...), d.Reading.Unknown...)
}

// readIn is how long the sentence of a draft stands before an Enter sends it.
func (s *State) readIn(d *Draft) time.Duration {
	switch {
	case !d.Warned() && !d.Asks && s.Elsewhere.InUse(d.Plan.Slot) == "":
		return seen
	case s.Link.Slow:
		return readTimeSlow
	}
	return readTime
}

// whoIsMeant asks a person to decide who is meant, once, where a word is left over
// or nobody known fits and not all are read; answered says whether that is settled.
// Enter answers with the row that is selected.
func (s *State) whoIsMeant(d *Draft) (answered bool, out []Effect) {
	switch {
	case !d.undecided():
		return true, nil
	case !d.Asks:
		d.Asks, d.fixedAt = true, s.Now
		return false, nil
	}
	row := d.Row
	if row.Key == "" { // nobody who was read fits
		row = d.Reading.Rows[0]
	}
	if s.Now.Mono-d.fixedAt.Mono < s.readIn(d) {
		return false, s.say(Notice{Key: "enter_takes", Who: row.Name})
	}
	d.Choice, d.Plan = row.Key, Plan{}
	s.replan()
	return true, nil
}

// undecided says whether a person has to decide who is meant, and has not.
func (d *Draft) undecided() bool {
	return d.Choice == "" && (d.Reading.Asks || d.Plan.Missing == PeopleUnread) && len(d.Reading.Rows) > 0
}

// SeenFrom is the first day from which on all days until today are read, and
// whether they reach back far enough to tell who comes.
func (s *State) SeenFrom() (clinic.Day, bool) {
	from, today := s.HeldFrom(), s.Now.Wall.Day()
	return min(from, today), from <= today-lookedBack
}

// betterSlot begins the key of the row that takes what became free since.
const betterSlot = "+slot "

// meant puts who was meant when the draft was begun before others who fit.
func (d *Draft) meant(r *clinic.Reading) {
	who := d.Person
	if d.With.Person != (clinic.Who{}) {
		who = d.With.Person
	}
	if who == (clinic.Who{}) {
		return
	}
	i := slices.IndexFunc(r.Rows, func(w clinic.Row) bool { return !w.New() && w.Match.Person.Who().Is(who) })
	if i > 0 {
		row := r.Rows[i]
		r.Rows = slices.Insert(slices.Delete(r.Rows, i, i+1), 0, row)
	}
	if i >= 0 && len(r.Rows[0].Left) == 0 {
		r.Asks = false
	}
}

// WithWhom is the question who shall see the patient: asked where a department wants
// one of its staff named.
type WithWhom struct {
	Department clinic.ID
	Line       string     // before the answer: it is asked as long as that stands
	Person     clinic.Who // who was meant then, and stays; zero for a new person
	Worker     clinic.ID  // chosen among the rows; "" for nobody yet
}

// answeredIn says whether a line still has the question before its answer.
func (q WithWhom) answeredIn(line string) bool {
	return q.Department != "" && strings.HasPrefix(line, q.Line)
}

// workerOf is whom a patient sees in a department where nobody was named: who was
// chosen among its staff, or its only one where one is wanted.
func (q WithWhom) workerOf(dep clinic.Department, staff []clinic.Worker) clinic.ID {
	for _, w := range staff {
		if q.Worker != "" && w.ID.Same(q.Worker) || dep.NeedsWorker && len(dep.Workers) == 1 {
			return w.ID
		}
	}
	return ""
}

// StaffOf is who can be asked for in a department: the staff that is known, or who
// was named by a number before.
func (a *Agenda) StaffOf(dep clinic.Department) []clinic.Worker {
	if len(dep.Workers) > 0 {
		return dep.Workers
	}
	return a.byID[dep.ID.Text()]
}

// WorkerName is how somebody of a department is called; the number where there is no
// name.
func (a *Agenda) WorkerName(department, worker clinic.ID) string {
	if dep, ok := a.Department(department); ok {
		for _, w := range dep.Workers {
			if w.ID.Same(worker) {
				return w.Name
			}
		}
	}
	return worker.Text()
}

// keepWorker keeps who was booked with in a department that tells no names.
func (a *Agenda) keepWorker(department, worker clinic.ID) {
	dep, ok := a.Department(department)
	same := func(w clinic.Worker) bool { return w.ID.Same(worker) }
	if key := dep.ID.Text(); ok && worker != "" && len(dep.Workers) == 0 && !slices.ContainsFunc(a.byID[key], same) {
		a.byID[key] = append(a.byID[key], clinic.Worker{ID: worker, Name: worker.Text()})
	}
}

// askWithWhom asks whom of the department's staff the patient shall see. The answer
// goes on in the line, behind a blank.
func (s *State) askWithWhom() []Effect {
	d := s.Draft
	dep, _ := s.Department(d.Plan.Department)
	switch asked := d.With.Department == dep.ID; {
	case asked && len(s.StaffOf(dep)) == 0:
		return s.say(Notice{Key: "no_staff", Tone: Warning, Where: dep.Name})
	case asked && len(d.Reading.Staff) == 0 && d.Line != d.With.Line && len(d.Reading.Unknown) > 0:
		return s.say(Notice{Key: "not_staff", Tone: Warning, Where: dep.Name})
	case !asked:
		if !d.Split && d.Line != "" && !strings.HasSuffix(d.Line, " ") {
			d.Line += " "
		}
		d.With = WithWhom{Department: dep.ID, Line: d.Line}
		if m, ok := d.Chosen(); ok {
			d.With.Person = m.Person.Who()
		}
		s.replan()
		return nil
	}
	return s.say(Notice{Key: "missing_worker", Tone: Warning, Where: dep.Name})
}

// AsksWithWhom says whether a draft waits for the answer with whom, and who may be
// named: the staff, narrowed to whom the answer so far fits.
func (s *State) AsksWithWhom(d *Draft) ([]clinic.Worker, bool) {
	if d.With.Department == "" || d.Plan.Missing != MissingWorker || !d.With.Department.Same(d.Plan.Department) {
		return nil, false
	}
	if len(d.Reading.Staff) > 0 {
		return d.Reading.Staff, true
	}
	dep, _ := s.Department(d.Plan.Department)
	return s.StaffOf(dep), true
}

// WorkerChosen answers the question with whom by one of the rows, and goes on as
// Enter does.
type WorkerChosen struct{ Worker clinic.ID }

func (e WorkerChosen) apply(s *State) []Effect {
	d := s.Draft
	if d == nil || d.Stage > Fixed {
		return nil
	}
	staff, asked := s.AsksWithWhom(d)
	i := slices.IndexFunc(staff, func(w clinic.Worker) bool { return w.ID.Same(e.Worker) })
	if !asked || i < 0 {
		return nil
	}
	d.touched, d.Plan = true, Plan{} // of nobody in particular
	if d.With.Worker = e.Worker; d.Split {
		d.Fields.Worker = staff[i].Name
	}
	return s.fix()
}

// DraftParked puts the draft aside; with none open it takes the last one up.
type DraftParked struct{}

func (DraftParked) apply(s *State) []Effect {
	if d := s.Draft; d != nil && !d.blank() {
		s.park()
		return s.say(Notice{Key: "parked", N: len(s.Parked)})
	}
	if len(s.Parked) == 0 {
		return s.say(Notice{Key: "nothing_parked"})
	}
	s.unpark(len(s.Parked) - 1)
	return s.draftSlots(freshBooking)
}

// DraftClosed closes the draft: what was typed is kept.
type DraftClosed struct{}

func (DraftClosed) apply(s *State) []Effect {
	if d := s.Draft; d == nil || d.blank() {
		s.openDraft(nil)
		return nil
	}
	return DraftParked{}.apply(s)
}

// park puts the draft in front aside, unless nothing would be lost with it.
func (d *Drafts) park() {
	if d.Draft != nil && !d.Draft.blank() {
		d.keep(*d.Draft)
	}
	d.openDraft(nil)
}

// keep puts a draft among those put aside, the latest last. An equal one is not kept
// twice.
func (d *Drafts) keep(draft Draft) {
	d.Parked = slices.DeleteFunc(d.Parked, func(o Draft) bool {
		same := o.equals(draft)
		if same && draft.Row.Key == "" { // what was decided stays decided
			draft.Choice, draft.Row, draft.Plan = o.Choice, o.Row, o.Plan
		}
		return same
	})
	d.Parked = append(d.Parked, draft)
}

// equals says whether two drafts say the same. One whose patient is without
// appointment equals none.
func (d *Draft) equals(o Draft) bool {
	return !d.Gone && !o.Gone && strings.TrimSpace(d.Line) == strings.TrimSpace(o.Line) && d.Split == o.Split && d.Fields == o.Fields &&
		d.Pinned == o.Pinned && d.Moves.ID.Same(o.Moves.ID)
}

// fulfilled takes the drafts off those put aside that a booking has fulfilled: those
// that say the same, and those of the same patient and department for that time, or
// for any.
func (s *State) fulfilled(in Intent) {
	who := s.whom(&in.Draft)
	s.Parked = slices.DeleteFunc(s.Parked, func(o Draft) bool {
		same := o.Moves.ID == "" && o.Plan.Department.Same(in.Department) && s.whom(&o).Is(who)
		return !o.Gone && (o.equals(in.Draft) || same && (o.Plan.Slot.At == in.At || o.anyTime()))
	})
}

// anyTime says whether a draft asks for no day and no hour.
func (d *Draft) anyTime() bool {
	r := &d.Reading
	return d.Pinned.At == 0 && !r.DaySaid && !r.HourSaid && r.From == r.To
}

// DraftTaken takes one of the parked drafts up.
type DraftTaken struct{ Serial int }

func (e DraftTaken) apply(s *State) []Effect {
	i := slices.IndexFunc(s.Parked, func(d Draft) bool { return d.Serial == e.Serial })
	if i < 0 {
		return nil
	}
	s.park()
	s.unpark(i)
	return s.draftSlots(freshBooking)
}

func (s *State) unpark(i int) {
	d := s.Parked[i]
	s.Parked = slices.Delete(s.Parked, i, i+1)
	d.Stage, d.Asks = Typing, false
	s.openDraft(&d)
	s.replan()
}

// restore gives a draft back after its booking was refused or taken back. It
// never pushes away another draft that is being typed: then it is parked.
func (s *State) restore(d Draft) (front bool) {
	d.Stage, d.Asks = Typing, false
	if s.Draft != nil && !s.Draft.blank() {
		s.keep(d)
		return false
	}
	s.openDraft(&d)
	s.replan()
	return true
}

// ParkedDropped discards a parked draft: a person asked for it.
type ParkedDropped struct{ Serial int }

func (e ParkedDropped) apply(s *State) []Effect {
	i := slices.IndexFunc(s.Parked, func(d Draft) bool { return d.Serial == e.Serial })
	if i < 0 {
		return nil
	}
	d := s.Parked[i]
	s.did(Undoable{What: UndoDraft, Draft: d})
	s.Parked = slices.Delete(s.Parked, i, i+1)
	return s.say(Notice{Key: "draft_removed", Who: cmp.Or(d.Plan.Name, d.Line)})
}
