package state

import (
	"maps"
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

// keep records what is to be recorded, and returns what it lets leave.
func (w *world) keep(out []Effect) []Effect {
	for i := 0; i < len(out); i++ {
		r, ok := out[i].(Record)
		if !ok {
			continue
		}
		for _, p := range w.s.Batch(r) {
			if w.kept[p.Subject] = p; p.Closed {
				delete(w.kept, p.Subject)
			}
		}
		out = append(out, w.s.Apply(w.at, Recorded(r))...)
	}
	for _, e := range out {
		if name, writes := w.writtenAbout(e); writes && w.kept != nil && w.kept[name].Stage != "sending" {
			w.fatalf("%+v leaves and is kept as %+v", e, w.kept[name])
		}
	}
	return slices.DeleteFunc(out, func(e Effect) bool { return e.Traits().Does == Keeps })
}

// writtenAbout is what a write is about.
func (w *world) writtenAbout(e Effect) (Subject, bool) {
	switch e := e.(type) {
	case Post:
		return Subject{KeptIntent, e.Ref}, true
	case Cancel:
		return Subject{KeptCancel, e.ID.Text() + "@" + w.s.ledger.desk}, true
	}
	return Subject{}, false
}

// opened is a desk that opens over what was kept.
func opened(at clinic.Instant, kept map[Subject]Picture) *State {
	s := New(Options{Lexicon: french})
	s.Apply(at, Restored{Desk: "desk/2", Pictures: slices.Collect(maps.Values(kept))})
	return s
}

// checkKept wants a desk that opens over the store to have everything that this one
// has, but for what was typed in the last half second.
func (w *world) checkKept(e Event) {
	w.t.Helper()
	if w.kept == nil {
		return
	}
	s := opened(w.at, w.kept)
	got := s.pictures()
	for name, p := range w.kept {
		switch of := p.Of.(type) {
		case IntentPicture:
			if s.intent(of.Booking.Ref) < 0 && s.back(of.Booking) == nil {
				w.fatalf("after %T a desk opens without %+v", e, of)
			}
			if in := s.intent(of.Booking.Ref); in >= 0 && s.Intents[in].Stage == Sending {
				w.fatalf("after %T a desk opens and sends %+v by itself", e, of)
			}
		case CancelPicture:
			if of.Watched && !s.watching(of.Visit.ID) {
				w.fatalf("after %T a desk opens and watches no more %+v", e, of)
			}
			if late := of.Watched || w.at.Wall-of.Due > clinic.Wall(resumes/time.Second); !late && !s.Cancelling(of.Visit.ID) {
				w.fatalf("after %T a desk opens without the cancel %+v", e, of)
			}
		default:
			if got[name] != p {
				w.fatalf("after %T a desk opens with\n%+v of what was kept\n%+v", e, got[name], p)
			}
		}
	}
	want := w.s.pictures()
	if d := w.s.Draft; d != nil {
		name := Subject{KeptDraft, w.s.ledger.nameOf(d.Serial)}
		delete(want, name)
		delete(s.ledger.recorded, name)
	}
	if got := s.ledger.recorded; !maps.Equal(got, want) {
		w.fatalf("after %T is kept\n%+v of\n%+v", e, got, want)
	}
}

// What is being typed is recorded at most twice a second, and is whole half a second
// after the last key.
func TestTypingIsKeptTwiceASecond(t *testing.T) {
	s := New(Options{Lexicon: french})
	at := clinic.Instant{Wall: storyNow, Mono: time.Hour}
	var kept DraftPicture
	batches := 0
	apply := func(e Event) {
		for _, e := range s.Apply(at, e) {
			if r, ok := e.(Record); ok {
				batches++
				kept = s.Batch(r)[0].Of.(DraftPicture)
				s.Apply(at, Recorded(r))
			}
		}
	}
	apply(Restored{Desk: "desk/1"})
	apply(Started{})
	apply(DraftOpened{})
	line := ""
	for range 100 {
		line += "a"
		apply(Typed{Line: line})
		at = at.Add(100 * time.Millisecond)
	}
	if batches > 21 {
		t.Errorf("100 keys in 10 s are %d writes", batches)
	}
	if due := s.Due(); due > typingKept {
		t.Errorf("the last keys are recorded after %v", due)
	}
	at = at.Add(typingKept)
	if apply(Ticked{}); kept.Line != line {
		t.Errorf("kept is %q, typed %q", kept.Line, line)
	}
}

// What could not be recorded is said, tried again, and recorded whole then; no batch
// leaves while one is on its way.
func TestWhatIsNotRecordedIsTriedAgain(t *testing.T) {
	d := openDesk(t)
	d.do(Restored{Desk: "desk/1"})
	records := func(out []Effect) []Record { return only[Record](out) }
	first := records(d.do(WaitAdded{Who: clinic.Who{Name: "Zowo Martine"}, Department: "1"}))
	if len(first) != 1 || len(records(d.do(ArrivedMarked{conde.ID}))) != 0 {
		t.Fatalf("the first batch is %v", first)
	}
	if d.do(NotRecorded{Batch: first[0].Batch, Why: "the disk is full"}); d.Unkept() != "the disk is full" || d.Keeps() {
		t.Errorf("said is %q", d.Unkept())
	}
	var second []Record
	for range 30 {
		d.at = d.at.Add(time.Second)
		second = append(second, records(d.do(Ticked{}))...)
	}
	if len(second) != 1 || len(d.Batch(second[0])) != 2 {
		t.Fatalf("tried again: %v, %v", second, d.ledger.batch)
	}
	if d.do(Recorded(second[0])); d.Unkept() != "" || !d.Keeps() {
		t.Errorf("still said is %q", d.Unkept())
	}
	if p := d.Pending(); p != (Pending{}) {
		t.Errorf("quitting asks about what is kept: %+v", p)
	}
}

// With a store a booking and a cancel leave once they are recorded, not before; where
// they cannot be recorded, or there is no store that there should be, nothing leaves,
// that is told, and the booking is a draft again.
func TestNothingLeavesBeforeItIsRecorded(t *testing.T) {
	for name, c := range map[string]struct {
		opens  Event
		result func(Record) Event
		leaves bool
	}{
		"recorded":     {Restored{Desk: "desk/1"}, func(r Record) Event { return Recorded(r) }, true},
		"not recorded": {Restored{Desk: "desk/1"}, func(r Record) Event { return NotRecorded{Batch: r.Batch, Why: "full"} }, false},
		"no store":     {StoreRefused{Why: "no home"}, nil, false},
	} {
		d := openDesk(t)
		d.do(c.opens)
		d.typed("dia")
		d.enter()
		d.pass(seen)
		out := d.enter()
		cancels := d.do(CancelAsked{conde.ID})
		d.at = d.at.Add(Grace)
		cancels = append(cancels, d.do(Ticked{})...)
		if c.result != nil {
			if len(written(out))+len(written(cancels)) > 0 {
				t.Fatalf("%s: %v and %v leave before they are recorded", name, out, cancels)
			}
			for range 3 { // a batch at a time
				out = append(out, d.do(c.result(Record{d.ledger.last}))...)
			}
		}
		out = append(out, cancels...)
		if got := written(out); len(got) != map[bool]int{true: 2, false: 0}[c.leaves] {
			t.Errorf("%s: %v leave", name, got)
		}
		if c.leaves {
			continue
		}
		if d.Draft == nil && len(d.Parked) == 0 || len(d.Intents) > 0 || len(d.Cancels) > 0 {
			t.Errorf("%s: the draft is %v, open are %v and %v", name, d.Draft, d.Intents, d.Cancels)
		}
		codes := map[string]Code{}
		for _, said := range only[Say](out) {
			codes[said.Notice.Key] = said.Notice.Code
		}
		if codes["refused"] != NotKept || codes["cancel_refused"] != NotKept {
			t.Errorf("%s: told is %v", name, codes)
		}
	}
}

// What may have left when its desk was killed is looked for, and what had not waits for
// a person: nothing that a desk takes over is sent by itself, but for a cancel that was
// in its time less than a minute ago, which begins it anew.
func TestWhatIsTakenOver(t *testing.T) {
	at := clinic.Instant{Wall: storyNow, Mono: time.Hour}
	for stage, want := range map[Stage]Stage{
		Sending: Unknown, Unknown: Unknown, Waits: Stranded, Resting: Stranded, Stranded: Stranded, Absent: Absent, Alike: Alike,
	} {
		in := Intent{Booking: clinic.Booking{Ref: "r", Department: "1", At: storyNow + 1000, Name: "Zowo Martine"}, Stage: stage, leftAt: at, sentAt: at}
		p := in.picture(false)
		s := opened(at, map[Subject]Picture{p.Subject: p})
		if len(s.Intents) != 1 || s.Intents[0].Stage != want || s.Intents[0].Booking != in.Booking {
			t.Errorf("stage %v is taken over as %+v, want %v", stage, s.Intents, want)
		}
	}
	asks := func(s *State) bool {
		return slices.ContainsFunc(s.Log, func(n Notice) bool { return n.Key == "cancel_lapsed" && n.Who == conde.Name && n.When == conde.At })
	}
	for late, goesOn := range map[time.Duration]bool{0: true, 59 * time.Second: true, 62 * time.Second: false} {
		c := Cancelling{Visit: conde, Due: at}
		p := c.picture(Subject{KeptCancel, conde.ID.Text() + "@desk/1"})
		s := opened(at.Add(late), map[Subject]Picture{p.Subject: p})
		if got := s.Cancelling(conde.ID); got == asks(s) {
			t.Errorf("%v after its time a cancel goes on: %v, and a person is asked: %v", late, got, asks(s))
		} else if got != goesOn {
			t.Errorf("%v after its time a cancel goes on: %v", late, got)
		} else if got && s.Cancels[0].Left(s.Now) != Grace {
			t.Errorf("%v after its time %v are left", late, s.Cancels[0].Left(s.Now))
		}
	}
}

// What another desk has taken over while this one was away is not this one's any more:
// it is not sent, not looked for and not recorded again here. What was not recorded
// then is, under the new name.
func TestWhatIsHandedOverIsLetGo(t *testing.T) {
	d := openDesk(t)
	d.do(Restored{Desk: "desk/1"})
	recorded := func(out []Effect) []Effect {
		for _, r := range only[Record](out) {
			out = append(out, d.do(Recorded(r))...)
		}
		return out
	}
	d.typed("dia")
	d.enter()
	d.pass(seen)
	recorded(d.enter())
	post := Post{d.Intents[0].Booking}
	d.do(Failed{Doing: post, Failure: Failure{Code: NotSent}})
	recorded(d.do(CancelAsked{conde.ID}))
	for d.ledger.busy {
		d.do(Recorded{d.ledger.last})
	}
	out := d.do(WaitAdded{Who: clinic.Who{Name: "Zowo Martine"}, Department: "1"})
	out = d.do(NotRecorded{Batch: only[Record](out)[0].Batch, TakenOver: true})
	if len(d.Intents)+len(d.Cancels) > 0 {
		t.Errorf("kept are %+v, %+v", d.Intents, d.Cancels)
	}
	again := only[Record](out)
	if len(again) != 1 || len(d.Batch(again[0])) != 1 || d.Batch(again[0])[0].Kind != KeptWait {
		t.Errorf("recorded anew: %+v", d.ledger.batch)
	}
	d.do(Recorded{d.ledger.last})
	d.at = d.at.Add(Grace)
	if out := append(d.do(Ticked{}), d.do(SentAgain{post.Ref})...); len(written(out)) > 0 {
		t.Errorf("%v leave", written(out))
	}
}

// What comes of something that another desk has taken over is that desk's as well: the
// booking of a move whose cancel it has seen done too, and one that puts back what was
// cancelled for a booking which it has seen refused too.
func TestWhatFollowsIsHandedOver(t *testing.T) {
	old := conde
	draft := Draft{Serial: 7, Moves: old, Gone: true, Stage: Fixed, Plan: Plan{Department: old.Department, Name: old.Name, Slot: clinic.Slot{Department: old.Department, At: old.At + 3600}}}
	intent := Intent{Booking: planned(draft), Draft: draft, Stage: Sending}
	intent.Ref = "r"
	waiting := draft
	waiting.Gone = false
	for name, c := range map[string]struct {
		recorded Picture
		event    func(*desk) Event
		begin    func(*desk)
	}{
		"the booking of a move": {
			recorded: Cancelling{Visit: old, then: &waiting, ref: "r", Sent: true}.picture(Subject{KeptCancel, old.ID.Text()}),
			begin: func(d *desk) {
				d.Cancels = append(d.Cancels, Cancelling{Visit: old, then: &waiting, ref: "r", Sent: true, quiet: true})
			},
			event: func(*desk) Event { return CancelDone{ID: old.ID} },
		},
		"what puts back": {
			recorded: intent.picture(false),
			begin:    func(d *desk) { d.Intents = append(d.Intents, intent) },
			event: func(*desk) Event {
				return Failed{Doing: Post{intent.Booking}, Failure: Failure{Code: DepartmentNotFound, Status: 404}}
			},
		},
	} {
		d := openDesk(t)
		d.do(Restored{Desk: "desk/1"})
		d.ledger.recorded[c.recorded.Subject] = c.recorded
		c.begin(d)
		out := d.do(c.event(d))
		if n := len(d.Intents); n != 1 {
			t.Fatalf("%s: nothing follows: %v", name, out)
		}
		batch := only[Record](out)
		if len(batch) != 1 {
			t.Fatalf("%s: nothing is recorded: %v", name, out)
		}
		out = d.do(NotRecorded{Batch: batch[0].Batch, TakenOver: true})
		for d.ledger.busy {
			out = append(out, d.do(Recorded{d.ledger.last})...)
		}
		if w := written(out); len(w) > 0 || len(d.Intents) > 0 {
			t.Errorf("%s: %v leaves, open is %+v", name, w, d.Intents)
		}
	}
}

// A desk whose claim is lost while it has nothing to record lets go of what another has.
func TestAClaimThatIsLostInSilence(t *testing.T) {
	d := storeDesk(t)
	posts := written(d.recordAll(d.confirmed("dia")))
	if len(posts) != 1 {
		t.Fatalf("sent %v", posts)
	}
	d.says(d.do(ClaimLost{}), "handed_over")
	if len(d.Intents) != 0 {
		t.Errorf("still open are %+v", d.Intents)
	}
	if out := d.recordAll(d.pass(time.Minute)); len(written(out)) != 0 || len(only[ReadBack](out)) != 0 {
		t.Errorf("and then: %v", out)
	}
}
