package state

import (
	"fmt"
	"slices"
	"time"

	"creneau/state/clinic"
)

// execute does at the clinic what a request asks for.
func (w *world) execute(e Effect) {
	switch e := e.(type) {
	case Post:
		if w.refusal(e) != "" {
			return
		}
		w.seq++
		w.books = append(w.books, clinic.Appointment{
			ID: clinic.NumberID(fmt.Sprint(5000 + w.seq)), Department: e.Department, Worker: e.Worker,
			At: e.At, Status: clinic.Scheduled, Name: e.Name, External: e.Ref,
		})
	case Cancel:
		for i := range w.books {
			if w.books[i].ID.Same(e.ID) && w.books[i].Status != clinic.Cancelled {
				w.books[i].Status = clinic.Cancelled
				w.patients.gone = append(w.patients.gone, e.ID.Text())
			}
		}
	default:
		if e.Traits().Does == Writes {
			w.fatalf("%T: say here what the clinic does", e)
		}
	}
}

// booksOf is what the clinic has of a booking.
func (w *world) booksOf(ref string) []clinic.Appointment {
	return slices.DeleteFunc(slices.Clone(w.books), func(v clinic.Appointment) bool { return v.External != ref || v.Status == clinic.Cancelled })
}

// inAnyForm writes ids as text or as numbers.
func (w *world) inAnyForm(v clinic.Appointment) clinic.Appointment {
	if w.choose(2) == 0 {
		v.ID, v.Department = clinic.TextID(v.ID.Text()), clinic.TextID(v.Department.Text())
	}
	return v
}

// succeed lets a request be done and answered.
func (w *world) succeed(i int) {
	switch e := w.land(i).(type) {
	case Post:
		if code := w.refusal(e); code != "" {
			w.answer(failed(e, code))
			return
		}
		w.execute(e)
		if in := w.s.intent(e.Ref); in >= 0 {
			w.forget(&w.s.Intents[in].Draft)
		}
		w.answer(Booked{Asked: e.Booking, Visit: w.inAnyForm(w.books[len(w.books)-1])})
	case Cancel:
		w.execute(e)
		w.answer(CancelDone(e))
	case ReadBack:
		w.found(e)
	case LoadVisit:
		for _, v := range w.books {
			if v.ID.Same(e.ID) {
				w.answer(VisitLoaded{Asked: e, Visit: w.inAnyForm(v)})
				return
			}
		}
		w.answer(failed(e, AppointmentNotFound))
	case LoadDepartments:
		w.answer(DepartmentsLoaded{Departments: []clinic.Department{cardiology, paediatrics, dentistry}})
	case LoadSlots:
		w.answer(SlotsLoaded{Asked: e, Slots: w.slots(e)})
	case LoadVisits:
		list := clinic.VisitList{Partial: w.choose(8) == 0}
		for _, v := range w.books {
			if d := v.At.Day(); e.From <= d && d <= e.To {
				list.Appointments = append(list.Appointments, w.inAnyForm(v))
			}
		}
		w.answer(VisitsLoaded{Asked: e, List: list})
	default:
		w.answer(emptyAnswer(e))
	}
}

func (w *world) found(e ReadBack) {
	list := clinic.VisitList{Appointments: w.booksOf(e.Ref)}
	in := w.s.intent(e.Ref)
	switch {
	case in >= 0 && len(list.Appointments) > 0:
		w.forget(&w.s.Intents[in].Draft)
	case in >= 0 && w.s.Intents[in].Stage == Waits && w.met[e.Ref]:
		w.budget[e.Ref]++ // it met the limit, and was not found afterwards
	}
	w.answer(Found{Asked: e, List: list})
}

// slots is what is free: at most times nearly all, sometimes nothing.
func (w *world) slots(e LoadSlots) []clinic.Slot {
	var out []clinic.Slot
	kind := w.choose(4)
	for day := e.From; day <= e.To; day++ {
		for at := 8 * clinic.Hour; at < 17*clinic.Hour; at += 30 * clinic.Minute {
			out = append(out, clinic.Slot{Department: e.Department, At: day.At(at), Free: kind > 0 && (int(at/clinic.Hour)+int(day))%5 != kind})
		}
	}
	return out
}

// refusals are the failures of well-formed answers, breakages the others.
var (
	refusals  = append(Documented(), "SOMETHING_NEW")
	breakages = []Failure{
		{Code: NotSent}, {Code: NoAnswer}, {Code: BadReply, Status: 200}, {Code: NotTheAPI, Status: 200},
		{Code: "NEW", Status: 599}, {Code: InternalServerError, Status: 500}, {Code: MaintenanceMode, Status: 503},
	}
)

// fail lets a request break or be refused. What breaks may have been done.
func (w *world) fail(i int, f Failure) {
	e := w.land(i)
	rule := RuleFor(f)
	limited := rule.Show == CountDown
	if e.Traits().Does == Writes && (limited || rule.Reaction(e) == OutcomeUnknown) {
		switch w.choose(4) {
		case 0, 1:
			w.execute(e)
		case 2:
			if !limited {
				w.late = append(w.late, sent{Effect: e, at: w.left.Mono + time.Duration(w.choose(11))*10*time.Second})
			}
		}
	}
	if p, ok := e.(Post); ok {
		w.met[p.Ref] = limited
		if f.Code == DuplicateAppointment {
			w.execute(Post{clinic.Booking{Ref: "of another desk", Department: p.Department, At: p.At.Day().At(17 * clinic.Hour), Name: p.Name}})
		}
	}
	w.answer(Failed{Doing: e, Failure: f, Jitter: float64(w.choose(3)) / 2})
}

func (w *world) anyFailure() Failure {
	if w.choose(3) == 0 {
		return breakages[w.choose(len(breakages))]
	}
	if w.choose(3) == 0 {
		return Failure{Code: RateLimitExceeded, Status: 429, Wait: time.Duration(w.choose(40)) * time.Second}
	}
	f := Failure{Code: refusals[w.choose(len(refusals))], Field: []string{"", "workerId"}[w.choose(2)]}
	if w.choose(2) == 0 {
		f.Code = []Code{SlotNotAvailable, InsufficientCredits, DuplicateAppointment}[w.choose(3)]
	}
	f.CreditsTold, f.Available = w.choose(2) == 0, w.choose(3)
	return f
}
