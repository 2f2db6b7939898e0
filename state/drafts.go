package state

import (
	"slices"
	"strings"

	"creneau/state/clinic"
)

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
func (q WithWhom) workerOf(dep clinic.Department) clinic.ID {
	for _, w := range dep.Workers {
		if q.Worker != "" && w.ID.Same(q.Worker) || dep.NeedsWorker && len(dep.Workers) == 1 {
			return w.ID
		}
	}
	return ""
}

// askWithWhom asks whom of the department's staff the patient shall see. The answer
// goes on in the line, behind a blank.
func (s *State) askWithWhom() []Effect {
	d := s.Draft
	dep, _ := s.Department(d.Plan.Department)
	switch asked := d.With.Department == dep.ID; {
	case len(dep.Workers) == 0:
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
	return dep.Workers, true
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
	d.touched = true
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
	d.Parked = slices.DeleteFunc(d.Parked, func(o Draft) bool { return o.equals(draft) })
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
	d.Stage = Typing
	s.openDraft(&d)
	s.replan()
}

// restore gives a draft back after its booking was refused or taken back. It
// never pushes away another draft that is being typed: then it is parked.
func (s *State) restore(d Draft) (front bool) {
	d.Stage = Typing
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
	if i >= 0 {
		s.did(Undoable{What: UndoDraft, Draft: s.Parked[i]})
		s.Parked = slices.Delete(s.Parked, i, i+1)
	}
	return nil
}
