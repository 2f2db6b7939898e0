package state

// What a person has to decide: a booking that was looked for and not found, and
// one that was never sent because there was no connection. Neither is ever sent
// by itself.

// SentAgain is a person's decision to send a booking that was not found, or that
// never left, as the same request under the same reference.
type SentAgain struct{ Ref string }

func (e SentAgain) apply(s *State) []Effect {
	i := s.intent(e.Ref)
	if i < 0 {
		return nil
	}
	in := &s.Intents[i]
	switch {
	case in.Stage == Absent:
		in.repeated = true // a conflict may be with the first try, after all
	case in.Stage == Stranded && !in.Checked:
		return append(s.checkStranded(), s.say(Notice{Key: "checking_slot", Who: in.Name, When: in.At})...)
	case in.Stage == Stranded && !s.stillFree(in.slot()):
		gone, _ := s.settle(e.Ref)
		if f := (Failure{Code: SlotNotAvailable}); gone.Back {
			return s.neitherStands(gone, f, RuleFor(f))
		} else if gone.Draft.Failure = f; gone.Draft.Gone {
			return s.putBack(gone)
		}
		gone.Draft.Failure = Failure{}
		if !s.restore(gone.Draft) {
			return s.say(Notice{Key: "slot_gone", Tone: Warning, When: gone.At})
		}
		return append(s.offerAlternatives(gone), Show{OfferSlots})
	case in.Stage != Stranded:
		return nil
	}
	in.Stage, in.sentAt, in.readBacks, in.readingBack, in.GivenUp = Sending, s.Now, 0, false, false
	out := s.write(Post{in.Booking})
	if len(out) == 0 {
		in.Stage = Waits
	}
	return out
}

// strand keeps a booking that found no connection: confirmed, not sent.
func (s *State) strand(in *Intent, f Failure) []Effect {
	in.Stage, in.Checked = Stranded, false
	s.offline(f)
	return append(s.say(Notice{Key: "stranded", Tone: Warning, Code: f.Code, Who: in.Name, When: in.At}), Show{Offline})
}

// checkStranded reads the slots again of what never left, once there is a
// connection.
func (s *State) checkStranded() []Effect {
	if s.Link.Offline {
		return nil
	}
	var out []Effect
	for _, in := range s.Intents {
		if in.Stage == Stranded && !in.Checked {
			monday := in.At.Day().Monday()
			load := LoadSlots{Department: in.Department, From: monday, To: monday + 6}
			out = append(out, s.ask(load)...)
			if !s.coming(load) {
				out = append(out, s.strandedChecked(load)...) // by what is held
			}
		}
	}
	return out
}

// strandedChecked shows what never left, now that its slot was read again.
func (s *State) strandedChecked(asked LoadSlots) []Effect {
	var out []Effect
	for i := range s.Intents {
		in := &s.Intents[i]
		if in.Stage != Stranded || in.Checked || in.Department != asked.Department || in.At.Day() < asked.From || in.At.Day() > asked.To {
			continue
		}
		in.Checked, in.Free = true, s.stillFree(in.slot())
		told := Notice{Key: "back_free", Tone: Warning, Who: in.Name, When: in.At}
		if !in.Free {
			told.Key = "back_taken"
		}
		out = append(out, s.say(told)...)
		out = append(out, Show{Offline})
	}
	return out
}

// ToDecide is the oldest booking that a person has to decide about, once enough
// is known to decide.
func (w *Writing) ToDecide() (Intent, bool) {
	for _, in := range w.Intents {
		if in.Stage == Absent || in.Stage == Alike || in.Stage == Stranded && in.Checked {
			return in, true
		}
	}
	return Intent{}, false
}
