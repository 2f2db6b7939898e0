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
	return slices.DeleteFunc(out, func(e Effect) bool { return e.Traits().Does == Keeps })
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
			if late := w.at.Wall-of.Due > clinic.Wall(resumes/time.Second); !late && !s.Cancelling(of.Visit.ID) {
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
