package state

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/state/clinic"
)

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
	case 12:
		w.move()
	default:
		w.apply(w.key())
	}
}

// pick chooses a request that is on its way, more often one that is no read.
func (w *world) pick() int {
	if w.choose(2) == 0 {
		for i, f := range w.flight {
			if f.Traits().Urgency < Background {
				return i
			}
		}
	}
	return w.choose(len(w.flight))
}

// answerTheDesk does what the desk waits for.
func (w *world) answerTheDesk() {
	switch {
	case w.s.Alternatives != nil:
		w.pass(settleRows)
		w.seq++
		w.apply(AlternativePicked{Slot: w.row(w.choose(offered)), Ref: fmt.Sprint("ref-", w.seq)})
	case w.s.Duplicate != nil:
		for len(w.flight) > 0 && w.s.Duplicate != nil && w.s.Duplicate.Reading {
			w.succeed(len(w.flight) - 1)
		}
		w.seq++
		w.apply(CancelFirst{})
	case w.s.Purchase != nil:
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
		w.apply(DraftClosed{})
	case 2, 3:
		if n := len(w.s.Parked); n > 0 {
			w.apply(DraftTaken{Serial: w.s.Parked[w.choose(n)].Serial})
		}
	case 4:
		if n := len(w.s.Parked); n > 0 {
			w.dropParked(w.s.Parked[w.choose(n)])
		}
	}
}

// key is any other thing that a person does.
func (w *world) key() Event {
	department := []clinic.ID{"1", clinic.TextID("2"), "3", "9"}[w.choose(4)]
	visit := w.books[w.choose(len(w.books))].ID
	w.seq++
	events := []func() Event{
		func() Event { return Typed{Line: linesTyped[w.choose(len(linesTyped))]} },
		func() Event {
			return Typed{Split: true, Fields: clinic.Fields{Name: linesTyped[w.choose(len(linesTyped))], Department: "car"}}
		},
		func() Event { return RowChosen{Key: w.wayToRead(w.choose(5))} },
		func() Event { return Unfixed{} },
		func() Event { return DraftOpened{Line: linesTyped[w.choose(len(linesTyped))]} },
		func() Event { return DraftOpened{Moves: visit} },
		func() Event {
			return DraftOpened{Slot: clinic.Slot{Department: "1", At: storyNow + clinic.Wall(w.choose(40))*30*clinic.Minute, Free: true}}
		},
		func() Event { return CancelAsked{visit} },
		func() Event { return UndoAsked{Ref: fmt.Sprint("undo-", w.seq)} },
		func() Event { return AlternativePicked{Slot: w.row(w.choose(6)), Ref: fmt.Sprint("ref-", w.seq)} },
		func() Event { return AlternativesDropped{} },
		func() Event { return DuplicateDropped{} },
		func() Event { return Paid{} },
		func() Event { return copies(w.at.Wall) },
		func() Event { return PurchaseStopped{} },
		func() Event { return CreditsTyped{Count: w.choose(4)} },
		func() Event {
			return Heard{Balance: clinic.Balance{Known: true, Credits: w.choose(4)}, Asked: true, Took: time.Second}
		},
		func() Event {
			return Heard{Quota: clinic.Quota{Known: true, Limit: 1000, Remaining: w.choose(5) * 200}}
		},
		func() Event { return FocusChanged{Blurred: w.choose(2) == 0} },
		func() Event { return DepartmentPicked{department} },
		func() Event { return DayShown{storyNow.Day() + clinic.Day(w.choose(60)-20)} },
		func() Event { return ArrivedMarked{visit} },
		func() Event { return ReferenceAsked{Ref: visit.Text()} },
		func() Event { return WaitAdded{Who: clinic.Who{Name: "Keita"}, Department: department} },
		func() Event { return CancelFirst{} },
		func() Event { return RetryStopped{} },
		func() Event { return RetryAsked{} },
		func() Event { return CalendarShown{Weeks: w.choose(5)} },
		w.keyGiven,
		w.takeBack,
		w.sendAgain,
	}
	return events[w.choose(len(events))]()
}

// row is the slot of a row that is offered, or one that is none.
func (w *world) row(i int) clinic.Slot {
	if o := w.s.Alternatives; o != nil && i < len(o.Rows) {
		return o.Rows[i].Slot
	}
	return clinic.Slot{}
}

// wayToRead is a row of the draft's reading, or none.
func (w *world) wayToRead(i int) string {
	if d := w.s.Draft; d != nil && i < len(d.RowKeys()) {
		return d.RowKeys()[i]
	}
	return "nobody"
}

func (w *world) takeBack() Event {
	if n := len(w.s.Intents); n > 0 {
		in := w.s.Intents[w.choose(n)]
		if in.Stage != Sending && in.Stage != Unknown {
			w.waived[in.Ref] = true
		}
		return WaitDropped{Ref: in.Ref}
	}
	return WaitRemoved{}
}

// sendAgain decides about a booking that was not found, or never left.
func (w *world) sendAgain() Event {
	if in, ok := w.s.ToDecide(); ok {
		w.budget[in.Ref]++
		return SentAgain{Ref: in.Ref}
	}
	return SentAgain{Ref: "unheard of"}
}

func (w *world) keyGiven() Event {
	for _, f := range w.flight {
		w.rekeyed[f.Effect] = f.Traits().Urgency == Background
	}
	return KeyGiven{}
}

// settle lets everything be answered until nothing is left open, and checks what
// the clinic has in the end.
func (w *world) settle() {
	w.choose = func(n int) int { return n - 1 } // the clinic answers whole lists
	if w.s.Purchase != nil {
		w.apply(PurchaseStopped{}) // else it may go on for ever: credits come, and go
		w.apply(PurchaseStopped{})
	}
	w.apply(w.keyGiven())
	for range 600 {
		for len(w.flight) > 0 {
			w.succeed(0)
		}
		if in, ok := w.s.ToDecide(); ok {
			w.apply(WaitDropped{Ref: in.Ref})
		}
		if len(w.s.Intents)+len(w.s.Cancels)+len(w.s.Held) == 0 && !w.s.Quiet.On && !w.s.Quiet.Probing {
			break
		}
		w.pass(w.due())
	}
	if len(w.s.Intents)+len(w.s.Cancels)+len(w.s.Held) > 0 || w.s.Quiet.On || w.s.Quiet.Probing {
		w.fatalf("never settled: outbox %+v, cancels %+v, held %+v, %+v", w.s.Intents, w.s.Cancels, w.s.Held, w.s.Quiet)
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
