package state

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// execute does at the clinic what a request asks for.
func (w *world) execute(e Effect) {
	switch e := e.(type) {
	case Post:
		w.seq++
		w.books = append(w.books, Appointment{
			ID: NumberID(fmt.Sprint(5000 + w.seq)), Department: e.Department, Worker: e.Worker,
			At: e.At, Status: Scheduled, Name: e.Name, External: e.Ref,
		})
	case Cancel:
		for i := range w.books {
			if w.books[i].ID.Same(e.ID) {
				w.books[i].Status = Cancelled
			}
		}
	}
}

// booksOf is what the clinic has of a booking.
func (w *world) booksOf(ref string) []Appointment {
	return slices.DeleteFunc(slices.Clone(w.books), func(v Appointment) bool { return v.External != ref || v.Status == Cancelled })
}

// inAnyForm writes ids as text or as numbers.
func (w *world) inAnyForm(v Appointment) Appointment {
	if w.choose(2) == 0 {
		v.ID, v.Department = TextID(v.ID.Text()), TextID(v.Department.Text())
	}
	return v
}

// succeed lets a request be done and answered.
func (w *world) succeed(i int) {
	switch e := w.land(i).(type) {
	case Post:
		w.execute(e)
		if in := w.s.intent(e.Ref); in >= 0 {
			w.forget(&w.s.Outbox[in].Draft)
		}
		w.apply(Booked{Asked: e.Booking, Visit: w.inAnyForm(w.books[len(w.books)-1])})
	case Cancel:
		w.execute(e)
		w.apply(CancelDone(e))
	case LookFor:
		w.found(e)
	case LoadVisit:
		for _, v := range w.books {
			if v.ID.Same(e.ID) {
				w.apply(VisitLoaded{Asked: e, Visit: w.inAnyForm(v)})
				return
			}
		}
		w.apply(failed(e, AppointmentNotFound))
	case LoadDepartments:
		w.apply(DepartmentsLoaded{[]Department{cardiology, paediatrics, dentistry}})
	case LoadSlots:
		w.apply(SlotsLoaded{Asked: e, Slots: w.slots(e)})
	case LoadVisits:
		list := VisitList{Partial: w.choose(8) == 0}
		for _, v := range w.books {
			if d := v.At.Day(); e.From <= d && d <= e.To {
				list.Appointments = append(list.Appointments, w.inAnyForm(v))
			}
		}
		w.apply(VisitsLoaded{Asked: e, List: list})
	}
}

func (w *world) found(e LookFor) {
	list := VisitList{Appointments: w.booksOf(e.Ref)}
	in := w.s.intent(e.Ref)
	switch {
	case in >= 0 && len(list.Appointments) > 0:
		w.forget(&w.s.Outbox[in].Draft)
	case in >= 0 && w.s.Outbox[in].Stage == Waits && w.met[e.Ref]:
		w.budget[e.Ref]++ // it met the limit, and was not found afterwards
	}
	w.apply(Found{Asked: e, List: list})
}

// slots is what is free: at most times nearly all, sometimes nothing.
func (w *world) slots(e LoadSlots) []Slot {
	var out []Slot
	kind := w.choose(4)
	for day := e.From; day <= e.To; day++ {
		for at := 8 * Hour; at < 17*Hour; at += 30 * Minute {
			out = append(out, Slot{Department: e.Department, At: day.At(at), Free: kind > 0 && (int(at/Hour)+int(day))%5 != kind})
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
	if writes(e) && (limited || rule.Reaction(e) == OutcomeUnknown) && w.choose(2) == 0 {
		w.execute(e)
	}
	if p, ok := e.(Post); ok {
		w.met[p.Ref] = limited
	}
	w.apply(Failed{Doing: e, Failure: f, Jitter: float64(w.choose(3)) / 2})
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

var linesTyped = []string{"", "dia", "bah ped", "diallo demain 10h", "barry mariama", "conde dent kou", "dia car ven mat", "10h"}

// step lets one thing happen.
func (w *world) step() {
	switch w.choose(16) {
	case 0, 1:
		w.pass(w.due())
	case 2:
		w.pass([]time.Duration{0, time.Millisecond, seen, time.Second, 7 * time.Second, 50 * time.Second, 10 * time.Minute}[w.choose(7)])
	case 3, 4, 5:
		if len(w.flight) > 0 {
			w.succeed(w.pick())
		}
	case 6, 7:
		if len(w.flight) > 0 {
			w.fail(w.pick(), w.anyFailure())
		}
	case 8, 9:
		w.enter()
	case 10:
		w.drafts()
	case 11:
		w.answerTheDesk()
	default:
		w.apply(w.key())
	}
}

// pick chooses a request that is on its way, more often one that is no read.
func (w *world) pick() int {
	if w.choose(2) == 0 {
		for i, f := range w.flight {
			if rank(f.Effect) < 3 {
				return i
			}
		}
	}
	return w.choose(len(w.flight))
}

// answerTheDesk does what the desk waits for.
func (w *world) answerTheDesk() {
	switch {
	case w.s.Offer != nil:
		w.pass(settleRows)
		w.seq++
		w.apply(AlternativePicked{Index: w.choose(offered), Ref: fmt.Sprint("ref-", w.seq)})
	case w.s.Buy != nil:
		w.apply(Paid{})
		if len(w.flight) > 0 {
			w.succeed(len(w.flight) - 1)
		}
		w.pass(purchaseGrace)
	default:
		w.press()
	}
}

// enter types, presses Enter until the booking leaves, or presses it once.
func (w *world) enter() {
	if w.choose(2) == 0 {
		w.press()
		return
	}
	w.apply(DraftOpened{})
	w.apply(Typed{Line: linesTyped[w.choose(len(linesTyped))]})
	w.press()
	w.pass(seen)
	w.press()
}

func (w *world) press() {
	w.seq++
	w.apply(Entered{Ref: fmt.Sprint("ref-", w.seq)})
}

// drafts puts drafts aside, takes them up and drops them.
func (w *world) drafts() {
	switch w.choose(5) {
	case 0:
		w.apply(DraftParked{})
	case 1:
		w.forget(w.s.Draft)
		w.apply(DraftDropped{})
	case 2, 3:
		if n := len(w.s.Parked); n > 0 {
			w.apply(DraftTaken{Serial: w.s.Parked[w.choose(n)].Serial})
		}
	case 4:
		if n := len(w.s.Parked); n > 0 {
			d := w.s.Parked[w.choose(n)]
			w.forget(&d)
			w.apply(ParkedDropped{Serial: d.Serial})
		}
	}
}

// key is any other thing that a person does.
func (w *world) key() Event {
	department := []ID{"1", TextID("2"), "3", "9"}[w.choose(4)]
	visit := w.books[w.choose(len(w.books))].ID
	w.seq++
	events := []func() Event{
		func() Event { return Typed{Line: linesTyped[w.choose(len(linesTyped))]} },
		func() Event { return Typed{Split: true, Fields: Fields{Name: linesTyped[w.choose(len(linesTyped))], Department: "car"}} },
		func() Event { return CandidateChosen{Index: w.choose(5) - 1} },
		func() Event { return Unfixed{} },
		func() Event { return DraftOpened{Line: linesTyped[w.choose(len(linesTyped))]} },
		func() Event { return DraftOpened{Moves: visit} },
		func() Event { return DraftOpened{Slot: Slot{Department: "1", At: storyNow + Wall(w.choose(40))*30*Minute, Free: true}} },
		func() Event { return CancelAsked{visit} },
		func() Event { return UndoAsked{} },
		func() Event { return AlternativePicked{Index: w.choose(6) - 1, Ref: fmt.Sprint("ref-", w.seq)} },
		func() Event { return OfferDropped{} },
		func() Event { return ClashDropped{} },
		func() Event { return Paid{} },
		func() Event { return PurchaseStopped{} },
		func() Event { return CreditsTyped{Count: w.choose(4)} },
		func() Event { return Heard{Balance: Balance{Known: true, Credits: w.choose(4)}, Took: time.Second} },
		func() Event { return Heard{Quota: Quota{Known: true, Limit: 1000, Remaining: w.choose(5) * 200}} },
		func() Event { return FocusChanged{Blurred: w.choose(2) == 0} },
		func() Event { return DepartmentPicked{department} },
		func() Event { return DayShown{storyNow.Day() + Day(w.choose(60)-20)} },
		func() Event { return ArrivedMarked{visit} },
		func() Event { return WaitAdded{Name: "Keita", Department: department} },
		w.takeBack,
	}
	return events[w.choose(len(events))]()
}

func (w *world) takeBack() Event {
	if n := len(w.s.Outbox); n > 0 {
		ref := w.s.Outbox[w.choose(n)].Ref
		if w.s.Outbox[w.s.intent(ref)].Stage == Waits {
			w.waived[ref] = true
		}
		return WaitDropped{Ref: ref}
	}
	return WaitRemoved{}
}

// settle lets everything be answered until nothing is left open, and checks what
// the clinic has in the end.
func (w *world) settle() {
	w.choose = func(n int) int { return n - 1 } // the clinic answers whole lists
	if w.s.Buy != nil {
		w.apply(PurchaseStopped{}) // else it may go on for ever: credits come, and go
		w.apply(PurchaseStopped{})
	}
	for range 600 {
		for len(w.flight) > 0 {
			w.succeed(0)
		}
		if len(w.s.Outbox)+len(w.s.Cancels)+len(w.s.Held) == 0 && !w.s.Quiet.On && !w.s.Quiet.Probing {
			break
		}
		w.pass(w.due())
	}
	if len(w.s.Outbox)+len(w.s.Cancels)+len(w.s.Held) > 0 || w.s.Quiet.On || w.s.Quiet.Probing {
		w.fatalf("never settled: outbox %+v, cancels %+v, held %+v, %+v", w.s.Outbox, w.s.Cancels, w.s.Held, w.s.Quiet)
	}
	for ref := range w.budget {
		made := w.booksOf(ref)
		if len(made) > 1 {
			w.fatalf("%q is booked %d times", ref, len(made))
		}
		if len(made) == 1 && !w.waived[ref] {
			if _, ok := w.s.Visit(made[0].ID); !ok {
				w.fatalf("%q stands, and the desk does not know: %+v", ref, made[0])
			}
		}
	}
}

var upTo = func() (n [64]int) {
	for i := range n {
		n[i] = i
	}
	return n
}()

// Whatever happens in whatever order: no line that was typed is lost, nothing is
// booked twice or unseen, nothing leaves while nothing may, what is held leaves
// in the end, and ticks make progress.
func TestAnyOrderOfEvents(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		// Not IntRange, which prefers small numbers.
		w := newWorld(rt, func(n int) int { return rapid.SampledFrom(upTo[:n]).Draw(rt, "choice") })
		for range 150 {
			w.step()
		}
		w.settle()
	})
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte{3, 0, 3, 0, 9, 1, 1, 3, 0, 6, 0, 0, 1, 7, 9})
	f.Add([]byte("a booking, a refusal, a limit, a taken slot, and Enter again and again"))
	f.Fuzz(func(t *testing.T, choices []byte) {
		if len(choices) > 600 {
			return
		}
		w := newWorld(t, func(n int) int {
			if len(choices) == 0 {
				return 0
			}
			c := int(choices[0]) % n
			choices = choices[1:]
			return c
		})
		for len(choices) > 0 {
			w.step()
		}
		w.settle()
	})
}
