// Package state is the protocol of the desk as data: what was asked of the API,
// what is on its way, what is being typed. Events go in, state changes, effects
// come out. It does no IO, reads no clock and keeps no globals; ids, jitter and
// time arrive in events.
package state

import (
	"slices"
	"time"

	"creneau/state/clinic"
	"creneau/state/quota"
)

// An Event is something that happened. Applying it is the only way State
// changes; each event carries its own apply beside its declaration.
type Event interface{ apply(*State) []Effect }

// An Effect is something to ask of the world. It is comparable data: printed,
// compared, asked again as the same value. What it is, it says itself.
type Effect interface{ Traits() Traits }

// Options are what the desk is told once, at its start.
type Options struct {
	Lexicon *clinic.Lexicon // words of the express line
	Weights clinic.Weights  // ranking of alternatives
	Patient bool            // externalUserId names the patient, not the booking

	// ReadOnly is set where who sits there may look and change nothing, whatever the
	// key allows.
	ReadOnly bool
}

// State is everything the desk knows. Only Apply changes it. What all desks of a
// key share and what this desk has open are rooms of their own: a method of a
// room touches that room alone, and what leads from one into another is an
// event's, or State's.
type State struct {
	Options
	Now clinic.Instant
	Shared
	Open
}

// Shared is what every desk of a key would know alike.
type Shared struct {
	People *clinic.People
	Agenda
	Writing
	Reading
	Gate
	Kept
}

// Writing is what is being written and read back, and what is known of what we
// wrote.
type Writing struct {
	Intents []Intent     // confirmed by a person, not settled yet
	Cancels []Cancelling // waiting to leave, or on their way
	Credits quota.Credits

	takenBack []Intent // that had been sent, and may stand all the same

	watched []watched                 // stand though their cancel may still be done
	changed map[string]clinic.Instant // appointments we changed ourselves, by the text of their id, and when
	ours    map[string]bool           // appointments that we made, by the text of their id
}

// Reading is what is being read, when, and at which pace.
type Reading struct {
	asked    map[Effect]clinic.Instant // reads on their way, and when they left
	outrun   map[Effect]bool           // reads on their way that left before we changed what they tell of
	failedAt map[Effect]clinic.Instant // reads that failed since they were last answered, and when
	joins    bool                      // takes in what others were told, and asks when it has
	asOf     clinic.Instant            // when what is being taken in was answered, to another desk; zero for now
	again    clinic.Instant            // when a read that failed may be made again
	turn     int                       // of background reads, which take turns
	fails    int                       // reads failed in a row

	restsSince clinic.Instant      // when the last read left that nobody waited for
	owed       time.Duration       // requests, as a number, that are to be saved up since
	copied     map[clinic.Day]bool // days that are held as they were read by earlier desks
	pagesADay  float64             // of appointments, as they were last read; a request each
}

// Gate is the way to the API: how it was last seen, and which requests may leave.
type Gate struct {
	Link  Link
	Key   KeyRefusal // why the key is refused; zero while it is not
	Quota clinic.Quota
	Quiet quota.Quiet // the time before which nothing is sent
	Held  []Effect    // what waits for its end
	Share quota.Share // of the quota that this desk uses

	quotaEnds clinic.Instant // when the window of the quota is over; zero while no quota is known
	endTold   bool           // an answer told that
	keyAt     clinic.Instant // since when the key is in use; zero for the first one
	forbidden map[Right]Code // what the API has refused this key
}

// Kept is what the API has no call for: it is kept at the desk.
type Kept struct {
	Waiting   []Wait                    // the waiting list
	Arrived   map[clinic.ID]clinic.Wall // who said they are here
	Elsewhere clinic.Others             // what other desks have open

	ledger    ledger
	unaudited string      // why what is done is not in the audit; "" where it is
	apart     clinic.Wall // since when the hub does not answer; 0 while it does
}

// Apart is since when the hub is away; ok is false while it is not, or where there is none.
func (k *Kept) Apart() (since clinic.Wall, ok bool) { return k.apart, k.apart != 0 }

// Open is what this desk has open, of which others know nothing.
type Open struct {
	Drafts
	Selected clinic.ID           // the department looked at
	Shown    clinic.Day          // the day looked at
	Undo     *Undoable           // the last thing done, which `u` takes back; nil for none
	Booked   *clinic.Appointment // the last one, for its ticket
	Log      []Notice            // the latest last, at most maxLog
	Blurred  bool                // the terminal has lost the focus
	Closing  bool                // the desk is being left: nothing new is asked

	sought     string         // the number of the appointment that is read to be opened; "" for none
	soughtAt   clinic.Instant // since when
	home       clinic.Day     // the day that was today when it was last shown as such
	chosen     clinic.Instant // when a day was last chosen by hand; zero while none was
	search     search
	calendar   int            // weeks of slots of the selected department that are on screen; 0 for none
	restsUntil clinic.Instant // when the reads of what is looked at may leave
	resting    bool
}

// Drafts are the bookings being typed, and what is open about the one in front.
type Drafts struct {
	Draft        *Draft        // the booking being typed; nil when none is
	Parked       []Draft       // put aside, oldest first
	Alternatives *Alternatives // alternatives for a slot that was taken
	Purchase     *Purchase     // a booking that waits for credits
	Duplicate    *Duplicate    // the appointment that a draft would double

	serial int // of drafts
}

// New is the desk before anything was read.
func New(o Options) *State {
	if o.Weights == (clinic.Weights{}) {
		o.Weights = clinic.DefaultWeights()
	}
	people := clinic.NewPeople()
	people.ByExternal = o.Patient
	s := &State{
		Options: o,
		Shared: Shared{
			People:  people,
			Agenda:  newAgenda(people.Who),
			Writing: Writing{changed: map[string]clinic.Instant{}, ours: map[string]bool{}},
			Reading: Reading{asked: map[Effect]clinic.Instant{}, outrun: map[Effect]bool{}, failedAt: map[Effect]clinic.Instant{}, copied: map[clinic.Day]bool{}},
			Gate:    Gate{forbidden: map[Right]Code{}},
			Kept:    Kept{Arrived: map[clinic.ID]clinic.Wall{}},
		},
	}
	s.forbidWriting()
	return s
}

// Apply lets an event happen at a moment and returns what to ask of the world.
func (s *State) Apply(at clinic.Instant, e Event) []Effect {
	s.Now = at
	out := s.record(e.apply(s))
	s.count(out)
	return out
}

// Started is the first event: the desk is open. What it is told then it need not ask.
type Started struct{ Told []Told }

func (e Started) apply(s *State) []Effect {
	s.goHome()
	s.restsSince, s.owed = s.Now, 1
	s.joins = true
	for _, told := range e.Told {
		told.apply(s)
	}
	if s.joins = false; !s.older(s.depsAt, s.depsOK, freshList) {
		return s.refresh()
	}
	return append(s.ask(LoadDepartments{}), s.refresh()...)
}

// Ticked says that a moment has come that Due had named, or a later one. Idle says
// that this desk is left alone: nothing lies over the screen, nothing is being
// typed, and no key was pressed for a minute.
type Ticked struct{ Idle bool }

func (e Ticked) apply(s *State) []Effect {
	s.followToday(e.Idle)
	out := s.releaseHeld()
	out = append(out, s.sendCancels()...)
	out = append(out, s.sendRested()...)
	out = append(out, s.readBack()...)
	out = append(out, s.readWatched()...)
	out = append(out, s.tickPurchase()...)
	out = append(out, s.refresh()...)
	return out
}

// Due is the next moment at which a Ticked would change something. The desk
// keeps one timer, for this moment.
func (s *State) Due() time.Duration {
	due := untilMinute(s.Now)
	at := func(i clinic.Instant) {
		if d := i.Mono - s.Now.Mono; d < due {
			due = max(d, 0)
		}
	}
	if s.Quiet.On {
		at(s.Quiet.NextSecond(s.Now))
	} else if len(s.Held) > 0 && !s.Quiet.Probing {
		at(s.Quiet.Next)
	}
	for _, c := range s.Cancels {
		if !c.Sent && s.Now.Mono < c.Due.Mono {
			at(clinic.NextSecond(s.Now, c.Due))
		}
		if next, ok := s.doubtDue(s.Now, c); ok {
			at(next)
		}
		if next := c.nextLook(); c.uncertain && next.Mono > s.Now.Mono {
			at(next)
		}
	}
	for _, i := range slices.Concat(s.Intents, s.takenBack) {
		if i.readsBackOn() && !s.Quiet.On && !s.Quiet.Probing {
			at(i.nextReadBack())
		}
		if i.Stage == Resting {
			at(clinic.NextSecond(s.Now, i.Due))
		}
	}
	for _, l := range s.watched {
		if s.mayReadWatched(l) {
			at(l.next())
		}
	}
	if s.Purchase != nil {
		at(s.Purchase.due(s.Now))
	}
	at(s.ledger.due(s.Now))
	if s.resting && !s.Link.Trying && !s.Link.Stopped && s.Key.Code == "" && !s.Closing {
		at(s.restsUntil)
	}
	if s.more() {
		at(s.nextAt())
		if s.Link.Trying {
			at(s.Now.Add(time.Second)) // the wait is shown
		}
	}
	return due
}

// Heard tells what an answer said beside its content, or how the way to it was.
type Heard struct {
	Quota   clinic.Quota
	Balance clinic.Balance
	Asked   bool          // the API was asked
	Took    time.Duration // until it answered
}

func (e Heard) apply(s *State) []Effect {
	s.hear(e)
	if s.Purchase != nil {
		return s.tickPurchase()
	}
	return nil
}

func (s *State) hear(e Heard) {
	if e.Quota.Known {
		s.heardQuota(s.Now, e.Quota)
	}
	if e.Balance.Known {
		s.Credits = quota.Credits{Known: true, Exact: true, Count: e.Balance.Credits, At: s.Now.Wall}
	}
	if e.Asked {
		s.Link.Slow = e.Took > slowAnswer
	}
}

// FocusChanged says whether the terminal has the focus: without it the desk
// reads less often.
type FocusChanged struct{ Blurred bool }

func (e FocusChanged) apply(s *State) []Effect {
	s.Blurred = e.Blurred
	return s.refresh()
}

// LanguageChosen says that the desk speaks another language: what is typed from now on
// is read with its words.
type LanguageChosen struct{ Lexicon *clinic.Lexicon }

func (e LanguageChosen) apply(s *State) []Effect {
	s.Lexicon = e.Lexicon
	return nil
}

// Closed says that the desk is being left: reads stop, waiting cancels that a
// person confirmed by quitting are dropped by the caller beforehand. What a move
// needs whose old appointment is gone, or going, goes on.
type Closed struct{}

func (Closed) apply(s *State) []Effect {
	s.Closing = true
	s.Held = slices.DeleteFunc(s.Held, func(e Effect) bool { return s.afterMoves(e) > 0 })
	return nil
}

// Pending counts what quitting would lose or leave open.
type Pending struct {
	Drafts  int // that say something
	Cancels int // that are not known to be done
	Intents int // that are not settled
	Waiting int // on the waiting list
	Arrived int // marked as here
}

// Pending is what quitting would lose or leave open. What is kept is not lost; a
// booking and a cancel wait then until a desk opens again.
func (s *State) Pending() Pending {
	if s.Keeps() {
		return Pending{Cancels: len(s.Cancels), Intents: len(s.Intents)}
	}
	p := Pending{Drafts: len(s.Parked), Cancels: len(s.Cancels), Intents: len(s.Intents), Waiting: len(s.Waiting), Arrived: len(s.Arrived)}
	if s.Draft != nil && !s.Draft.blank() {
		p.Drafts++
	}
	return p
}
