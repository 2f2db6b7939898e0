package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

// recordAll records what is to be recorded, whatever leaves because of it, and returns
// all that came of it.
func (d *desk) recordAll(out []Effect) []Effect {
	for d.ledger.busy {
		out = append(out, d.do(Recorded{d.ledger.last})...)
	}
	return out
}

// confirmed types a line and confirms it, over a store.
func (d *desk) confirmed(line string) []Effect {
	d.typed(line)
	d.recordAll(d.enter())
	d.recordAll(d.pass(seen))
	return d.enter()
}

// storeDesk is a desk with a store of which nothing is open.
func storeDesk(t *testing.T) *desk {
	d := openDesk(t)
	d.recordAll(d.do(Restored{Desk: "desk/1"}))
	return d
}

// A write that would leave too long after it was recorded is recorded once more, with
// what it is about, and leaves then; the second time it is refused and told.
func TestTooLateIsRecordedAnewOnce(t *testing.T) {
	late := func(e Effect) Failed { return Failed{Doing: e, Failure: Failure{Code: Stale}} }
	for name, asks := range map[string]func(d *desk) []Effect{
		"a booking": func(d *desk) []Effect { return d.confirmed("dia") },
		"a cancel": func(d *desk) []Effect {
			d.recordAll(d.do(CancelAsked{conde.ID}))
			d.at = d.at.Add(Grace)
			return d.do(Ticked{})
		},
	} {
		d := storeDesk(t)
		first := written(d.recordAll(asks(d)))
		if len(first) != 1 {
			t.Fatalf("%s: %v leave", name, first)
		}
		d.at = d.at.Add(15 * time.Second)
		out := d.do(late(first[0]))
		records := only[Record](out)
		if len(written(out)) != 0 || len(only[Say](out)) != 0 || len(records) != 1 {
			t.Fatalf("%s: left too late, %v come of it", name, out)
		}
		if batch := d.Batch(records[0]); len(batch) != 1 || batch[0].Subject != d.ledger.subjectOf(first[0]) || batch[0].Stage != "sending" {
			t.Errorf("%s: recorded anew is %+v", name, batch)
		}
		if again := written(d.do(Recorded(records[0]))); !slices.Equal(again, first) {
			t.Errorf("%s: then %v leave", name, again)
		}
		out = d.recordAll(d.do(late(first[0])))
		if len(written(out)) != 0 || len(d.Intents)+len(d.Cancels) != 0 {
			t.Errorf("%s: the second time %v leave; %+v, %+v are open", name, written(out), d.Intents, d.Cancels)
		}
		if said := only[Say](out); len(said) == 0 || said[0].Notice.Code != Stale {
			t.Errorf("%s: told is %v", name, said)
		}
	}
}

// What is no more on its way is not recorded anew, and does not leave.
func TestTooLateAndSettledMeanwhile(t *testing.T) {
	d := storeDesk(t)
	post := written(d.recordAll(d.confirmed("dia")))[0]
	d.do(Found{Asked: ReadBack(post.(Post)), List: clinic.VisitList{Appointments: []clinic.Appointment{{
		ID: "77", External: post.(Post).Ref, Name: post.(Post).Name, At: post.(Post).At, Department: post.(Post).Department, Status: clinic.Scheduled, Created: d.at.Wall,
	}}}})
	out := d.recordAll(d.do(Failed{Doing: post, Failure: Failure{Code: Stale}}))
	if len(written(out)) != 0 {
		t.Errorf("%v leave", written(out))
	}
}

// What another desk books, cancels and marks is on the day of this one, without a
// request, and of no concern to its ledger.
func TestWhatAnotherDeskDoes(t *testing.T) {
	d := storeDesk(t)
	credits := d.Credits
	booked := clinic.Appointment{ID: "900", Name: "Zowo Martine", Department: "1", At: conde.At + 3600, Status: clinic.Scheduled}
	wait := Wait{Who: clinic.Who{Name: "Zowo Paul"}, Department: "1", Since: d.at.Wall}
	listed := Picture{Subject: Subject{KeptWait, "desk/2/1"}, Of: wait}
	here := Picture{Subject: Subject{KeptArrival, conde.ID.Text()}, Until: (d.at.Wall.Day() + 1).Start(), Of: Arrival{conde.ID, d.at.Wall}}
	gone := conde
	gone.Status = clinic.Cancelled
	follow := func(e Followed) {
		t.Helper()
		if out := d.do(e); len(only[Record](out)) != 0 {
			t.Errorf("%+v is recorded again: %+v", e, d.ledger.batch)
		}
	}
	follow(Followed{Others: []clinic.Elsewhere{{Kind: KeptIntent, Subject: "tui-9", Closed: true, Done: booked}}})
	if v, ok := d.Visit("900"); !ok || v.Status != clinic.Scheduled {
		t.Errorf("what another desk booked is here as %+v", v)
	}
	follow(Followed{Shared: []Picture{listed, here}})
	if !slices.Contains(d.Waiting, wait) || d.Arrived[conde.ID] == 0 {
		t.Errorf("waiting are %+v, here %v", d.Waiting, d.Arrived)
	}
	follow(Followed{Shared: []Picture{{Subject: listed.Subject, Closed: true}, {Subject: here.Subject, Closed: true}}})
	if len(d.Waiting) != 0 || len(d.Arrived) != 0 {
		t.Errorf("taken off by another desk, waiting are %+v, here %v", d.Waiting, d.Arrived)
	}
	follow(Followed{Others: []clinic.Elsewhere{{Kind: KeptCancel, Subject: conde.ID.Text(), Closed: true, Done: gone}}})
	if v, _ := d.Visit(conde.ID); v.Status != clinic.Cancelled {
		t.Errorf("what another desk cancelled is here as %+v", v)
	}
	if d.Credits.Known && d.Credits != credits {
		t.Errorf("one was booked and one cancelled: %+v, then %+v", credits, d.Credits)
	}
}

// What closes tells other desks what became of it.
func TestWhatClosesSaysWhatBecameOfIt(t *testing.T) {
	d := storeDesk(t)
	post := written(d.recordAll(d.confirmed("dia")))[0].(Post)
	out := d.do(Booked{Asked: post.Booking, Visit: clinic.Appointment{ID: "901", Status: clinic.Scheduled}})
	records := only[Record](out)
	if len(records) != 1 {
		t.Fatalf("%v", out)
	}
	batch := d.Batch(records[0])
	i := slices.IndexFunc(batch, func(p Picture) bool { return p.Subject == d.ledger.subjectOf(post) })
	if i < 0 || !batch[i].Closed {
		t.Fatalf("recorded is %+v", batch)
	}
	if v, ok := batch[i].Of.(clinic.Appointment); !ok || v.ID != "901" || v.Name != post.Name || v.At != post.At {
		t.Errorf("what became of it is %+v", batch[i].Of)
	}
	if d.recordAll(out); len(d.ledger.done) != 0 {
		t.Errorf("still known is %v", d.ledger.done)
	}
}

// What another desk is booking or cancelling is not booked or cancelled here too, and
// that is said; once that desk has it no more, it may be.
func TestInUseAtAnotherDesk(t *testing.T) {
	d := storeDesk(t)
	d.typed("dia")
	d.recordAll(d.enter())
	plan := d.Draft.Plan
	other := clinic.Elsewhere{Kind: KeptIntent, Subject: "tui-9", Desk: "pts/4", Who: clinic.Who{Name: plan.Name}, Department: plan.Department, At: plan.Slot.At}
	cancels := clinic.Elsewhere{Kind: KeptCancel, Subject: conde.ID.Text(), Desk: "pts/4", Visit: conde.ID}
	d.do(Followed{Others: []clinic.Elsewhere{other, cancels}})
	if out := d.recordAll(d.pass(seen)); len(written(append(out, d.enter()...))) != 0 || len(d.Intents) != 0 {
		t.Error("that the slot is in use elsewhere does not stand until it is read")
	}
	d.recordAll(d.pass(readTime))
	out := d.recordAll(d.enter())
	if said := only[Say](out); len(written(out)) != 0 || len(d.Intents) != 0 || len(said) != 1 || said[0].Notice.Key != "booked_elsewhere" || said[0].Notice.Where != "pts/4" {
		t.Errorf("%v; open are %+v", out, d.Intents)
	}
	if d.Draft == nil {
		t.Error("the draft is gone")
	}
	out = d.do(CancelAsked{conde.ID})
	if said := only[Say](out); len(d.Cancels) != 0 || len(said) != 1 || said[0].Notice.Key != "cancelled_at" {
		t.Errorf("%v; cancels are %+v", out, d.Cancels)
	}
	d.recordAll(d.do(Restored{Desk: "desk/1", Pictures: []Picture{{Subject: Subject{KeptCancel, conde.ID.Text()}, Of: CancelPicture{Visit: conde, Due: d.at.Wall}}}}))
	if len(d.Elsewhere) != 1 || len(d.Cancels) != 1 {
		t.Errorf("taken over, elsewhere are %+v, here %+v", d.Elsewhere, d.Cancels)
	}
	other.Closed = true
	d.do(Followed{Others: []clinic.Elsewhere{other}})
	d.pass(seen)
	if out := d.recordAll(d.enter()); len(written(out)) != 1 {
		t.Errorf("free again, %v leave of %v", written(out), out)
	}
}

// Of two desks that confirm the same at one moment, the store takes one. The other's is
// a draft again, with who has it; what was recorded with it is.
func TestTwoDesksConfirmTheSame(t *testing.T) {
	d := storeDesk(t)
	d.typed("dia")
	d.recordAll(d.enter())
	d.recordAll(d.pass(seen))
	out := d.do(WaitAdded{Who: clinic.Who{Name: "Zowo Martine"}, Department: "1"})
	first := only[Record](out) // is on its way meanwhile
	if out := d.enter(); len(only[Record](out)) != 0 {
		t.Fatal("two batches at once")
	}
	d.do(WaitAdded{Who: clinic.Who{Name: "Zowo Paul"}, Department: "1"})
	second := only[Record](d.do(Recorded(first[0])))
	ref := d.Intents[0].Ref
	out = d.do(NotRecorded{Batch: second[0].Batch, Taken: ref, Desk: "pts/4"})
	said := only[Say](out)
	if len(d.Intents) != 0 || d.Draft == nil || len(said) != 1 || said[0].Notice.Key != "booked_elsewhere" || said[0].Notice.Where != "pts/4" {
		t.Errorf("%v; %+v", out, d.Intents)
	}
	third := only[Record](out)
	if len(third) != 1 {
		t.Fatalf("%v", out)
	}
	for _, p := range d.Batch(third[0]) {
		if p.Kind == KeptIntent {
			t.Errorf("recorded is %+v", p)
		}
	}
	if out = d.recordAll(out); len(written(out)) != 0 || d.Unkept() != "" || len(d.ledger.recorded) < 2 {
		t.Errorf("%v leave, kept are %v, said is %q", written(out), d.ledger.recorded, d.Unkept())
	}
}

// A write that is kept from leaving because another desk has taken over is that desk's:
// this one lets go of all that it had recorded, and says nothing of it that may come
// out otherwise there.
func TestTakenOverBeforeItLeft(t *testing.T) {
	d := storeDesk(t)
	post := written(d.recordAll(d.confirmed("dia")))[0]
	d.recordAll(d.do(CancelAsked{conde.ID}))
	out := d.recordAll(d.do(Failed{Doing: post, Failure: Failure{Code: HandedOver}}))
	said := only[Say](out)
	if len(d.Intents)+len(d.Cancels) != 0 || d.Draft != nil || len(written(out)) != 0 {
		t.Errorf("%v; open are %+v, %+v, the draft is %+v", out, d.Intents, d.Cancels, d.Draft)
	}
	if len(said) != 1 || said[0].Notice.Key != "handed_over" || said[0].Notice.N != 2 {
		t.Errorf("told is %v", said)
	}
}

// A doing is an event that does something of which no key is known.
type doing struct{ do func(*State) []Effect }

func (e doing) apply(s *State) []Effect { return e.do(s) }

// Of two desks that cancel the same appointment at one moment, the store takes one. The
// other says so, sends nothing, and has the draft of its move again.
func TestTwoDesksCancelTheSame(t *testing.T) {
	for name, asks := range map[string]func(*desk) []Effect{
		"later": func(d *desk) []Effect { return d.do(CancelAsked{conde.ID}) },
		"at once": func(d *desk) []Effect {
			return d.do(doing{func(s *State) []Effect { return s.cancelNow(Cancelling{Visit: conde, quiet: true}) }})
		},
		"for a move": func(d *desk) []Effect {
			return d.do(doing{func(s *State) []Effect {
				then := s.moveOf(conde)
				return s.cancelNow(Cancelling{Visit: conde, quiet: true, then: &then, ref: "m"})
			}})
		},
	} {
		d := storeDesk(t)
		records := only[Record](asks(d))
		if len(records) != 1 {
			t.Fatalf("%s: %v", name, records)
		}
		batch := d.Batch(records[0])
		if len(batch) != 1 || batch[0].Alone == "" {
			t.Fatalf("%s: recorded is %+v", name, batch)
		}
		out := d.recordAll(d.do(NotRecorded{Batch: records[0].Batch, Taken: batch[0].Name, Desk: "pts/4"}))
		said := only[Say](out)
		if len(said) != 1 || said[0].Notice.Key != "cancelled_at" || said[0].Notice.Where != "pts/4" || len(d.Cancels) != 0 {
			t.Errorf("%s: %v; cancels are %+v", name, out, d.Cancels)
		}
		if out = append(out, d.recordAll(d.pass(Grace))...); len(written(out)) != 0 {
			t.Errorf("%s: %v leave", name, written(out))
		}
		if (d.Draft != nil && d.Draft.Moves.ID.Same(conde.ID)) != (name == "for a move") {
			t.Errorf("%s: the draft is %+v", name, d.Draft)
		}
	}
}
