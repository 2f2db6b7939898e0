package state

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
	"creneau/ui/locale"
)

// french is what the express line knows at a French desk.
var french = locale.Load("fr").Lexicon()

// storyNow is when the story begins.
var storyNow = clinic.At(2026, time.February, 3, 9, 40)

// The clinic of these tests: all slots of a quarter of an hour from 08:00 to
// 16:45, Monday to Friday, but for the busy ones.
var (
	cardiology  = clinic.Department{ID: clinic.NumberID("1"), Name: "Cardiologie", Active: true}
	paediatrics = clinic.Department{ID: clinic.NumberID("2"), Name: "Pédiatrie", Active: true}
	dentistry   = clinic.Department{
		ID: clinic.NumberID("3"), Name: "Dentaire", Active: true, NeedsWorker: true,
		Workers: []clinic.Worker{{ID: clinic.NumberID("31"), Name: "Dr Kourouma"}},
	}

	diallo = clinic.Appointment{ID: clinic.NumberID("901"), Department: "1", At: clinic.At(2026, time.January, 20, 10, 0), Status: clinic.Completed, Name: "Diallo Fatoumata"}
	bah    = clinic.Appointment{ID: clinic.NumberID("902"), Department: "1", At: clinic.At(2026, time.January, 26, 9, 0), Status: clinic.Completed, Name: "Bah Mamadou"}
	conde  = clinic.Appointment{ID: clinic.NumberID("903"), Department: "1", At: clinic.At(2026, time.February, 3, 14, 45), Status: clinic.Scheduled, Name: "Condé Ibrahima"}

	// The next free slots of the department that callers were last seen in.
	slot945  = clinic.At(2026, time.February, 3, 9, 45)
	slot1000 = clinic.At(2026, time.February, 3, 10, 0)
)

// A desk is a State with a clock and a clinic that answers its reads.
type desk struct {
	*State
	t      *testing.T
	at     clinic.Instant
	mute   bool // the clinic answers no read
	visits []clinic.Appointment
	busy   map[clinic.Slot]bool
	refs   int
}

// newDesk is a desk that has not been opened.
func newDesk(t *testing.T, o Options) *desk {
	return &desk{
		State:  New(o),
		t:      t,
		at:     clinic.Instant{Wall: storyNow, Mono: time.Hour},
		visits: []clinic.Appointment{diallo, bah, conde},
		busy:   map[clinic.Slot]bool{},
	}
}

// openDesk is a desk that has read all that it reads by itself.
func openDesk(t *testing.T) *desk { return openDeskWith(t, Options{Lexicon: french}) }

func openDeskWith(t *testing.T, o Options) *desk {
	t.Helper()
	d := newDesk(t, o)
	d.do(Started{})
	d.pass(40 * time.Second)
	d.at.Wall = storyNow
	return d
}

// do applies events and lets the clinic answer reads; it returns every effect.
func (d *desk) do(events ...Event) []Effect {
	var all []Effect
	for _, e := range events {
		effects := d.Apply(d.at, e)
		all = append(all, effects...)
		for _, effect := range effects {
			if answer := d.answer(effect); answer != nil && !d.mute {
				all = append(all, d.do(answer)...)
			}
		}
	}
	return all
}

// emptyAnswer is the answer to an effect that tells nothing beside what was asked;
// nil where there is none.
func emptyAnswer(e Effect) Event {
	typ := reflect.TypeOf(e)
	i := slices.IndexFunc(Exchanges(), func(x Exchange) bool { return reflect.TypeOf(x.Effect) == typ })
	if i < 0 || Exchanges()[i].Answer == nil {
		return nil
	}
	v := reflect.New(reflect.TypeOf(Exchanges()[i].Answer)).Elem()
	if asked := v.FieldByName("Asked"); asked.IsValid() && asked.Type() == typ {
		asked.Set(reflect.ValueOf(e))
	}
	return v.Interface().(Event)
}

// answer is what the clinic says to a read by itself, nothing where these tests know
// no better; nil to what they answer themselves.
func (d *desk) answer(e Effect) Event {
	switch e := e.(type) {
	case LoadDepartments:
		return DepartmentsLoaded{Departments: []clinic.Department{cardiology, paediatrics, dentistry}}
	case LoadSlots:
		return SlotsLoaded{Asked: e, Slots: d.slots(e)}
	case LoadVisits:
		list := slices.DeleteFunc(slices.Clone(d.visits), func(v clinic.Appointment) bool {
			return v.At.Day() < e.From || v.At.Day() > e.To
		})
		return VisitsLoaded{Asked: e, List: clinic.VisitList{Appointments: list}}
	case ReadBack: // a conflict is looked into at once: it is not with the booking itself
		if i := d.intent(e.Ref); i >= 0 && d.Intents[i].schedule == atOnce {
			return standing(e.Booking)
		}
		return nil
	case LoadVisit:
		return nil
	default:
		if e.Traits().Does == Reads {
			return emptyAnswer(e)
		}
		return nil
	}
}

func (d *desk) slots(e LoadSlots) []clinic.Slot {
	var out []clinic.Slot
	for day := e.From; day <= e.To; day++ {
		if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
			continue
		}
		for at := 8 * clinic.Hour; at < 17*clinic.Hour; at += 15 * clinic.Minute {
			sl := clinic.Slot{Department: e.Department, At: day.At(at)}
			sl.Free = !d.busy[sl]
			out = append(out, sl)
		}
	}
	return out
}

// takeElsewhere lets another desk book a slot.
func (d *desk) takeElsewhere(department clinic.ID, at clinic.Wall) {
	d.busy[clinic.Slot{Department: department, At: at}] = true
}

// freeElsewhere lets them give a slot back.
func (d *desk) freeElsewhere(department clinic.ID, at clinic.Wall) {
	delete(d.busy, clinic.Slot{Department: department, At: at})
}

// fill lets other desks book a department whole for some days.
func (d *desk) fill(department clinic.ID, from, to clinic.Day) {
	for _, sl := range d.slots(LoadSlots{Department: department, From: from, To: to}) {
		sl.Free = false
		d.busy[sl] = true
	}
}

// pass lets time go by, with a tick whenever one is due.
func (d *desk) pass(by time.Duration) []Effect {
	d.t.Helper()
	var all []Effect
	end := d.at.Mono + by
	d.Now = d.at
	for ticks := 0; ; ticks++ {
		if ticks > 10_000 {
			d.t.Fatalf("ticks make no progress: %v due at %v", d.Due(), d.at.Mono)
		}
		due := d.Due()
		if d.at.Mono+due > end {
			break
		}
		d.at = d.at.Add(due)
		all = append(all, d.do(Ticked{})...)
	}
	d.at = d.at.Add(end - d.at.Mono)
	d.Now = d.at
	return all
}

// askedAnswer is the answer to a read that is asked for now.
func (d *desk) askedAnswer(e Effect) Event {
	d.asked[e] = d.at
	return d.answer(e)
}

// visitRead is the answer to the reading of one appointment that is asked for now.
func (d *desk) visitRead(v clinic.Appointment) Event {
	e := LoadVisit{v.ID}
	d.asked[e] = d.at
	return VisitLoaded{Asked: e, Visit: v}
}

// thisWeek asks for the slots of this week.
func thisWeek(department clinic.ID) LoadSlots {
	monday := storyNow.Day().Monday()
	return LoadSlots{Department: department, From: monday, To: monday + 6}
}

// reread reads the slots of three weeks again.
func (d *desk) reread(department clinic.ID) {
	for w := clinic.Day(0); w < 21; w += 7 {
		monday := storyNow.Day().Monday() + w
		d.do(d.askedAnswer(LoadSlots{Department: department, From: monday, To: monday + 6}))
	}
}

// typed opens a draft with a line typed into it.
func (d *desk) typed(line string) { d.do(DraftOpened{}, Typed{Line: line}) }

// enter presses Enter; the first press fixes the plan.
func (d *desk) enter() []Effect {
	d.refs++
	return d.do(Entered{Ref: fmt.Sprint("ref-", d.refs)})
}

// confirm books what the line says: both Enters, with time to read between.
func (d *desk) confirm(line string) Post {
	d.t.Helper()
	d.typed(line)
	d.enter()
	d.pass(d.readIn(d.Draft))
	posts := only[Post](d.enter())
	if len(posts) != 1 {
		d.t.Fatalf("%q: %d bookings sent, the draft is %+v", line, len(posts), d.Draft)
	}
	return posts[0]
}

// booked is the answer that a booking was made.
func booked(p Post, id string) Booked {
	return Booked{Asked: p.Booking, Visit: clinic.Appointment{
		ID: clinic.NumberID(id), Department: p.Department, Worker: p.Worker, At: p.At, Status: clinic.Scheduled, Name: p.Name, External: p.Ref,
	}}
}

// standing is what looking for a booking brings, where it was made.
func standing(b clinic.Booking, ids ...string) Found {
	f := Found{Asked: ReadBack{b}}
	for _, id := range ids {
		f.List.Appointments = append(f.List.Appointments, booked(Post{b}, id).Visit)
	}
	return f
}

// limited is the failure of an effect by the request limit.
func limited(e Effect, wait time.Duration) Failed {
	return Failed{Doing: e, Failure: Failure{Code: RateLimitExceeded, Status: 429, Wait: wait}}
}

func failed(e Effect, code Code) Failed { return Failed{Doing: e, Failure: Failure{Code: code}} }

// conflict refuses a booking for a conflict that is not with itself: it is looked
// for at once, and not found.
func (d *desk) conflict(p Post, code Code) []Effect {
	d.t.Helper()
	out := d.do(failed(p, code))
	if d.mute {
		d.asks(out, ReadBack(p))
		out = d.do(standing(p.Booking))
	}
	return slices.DeleteFunc(out, func(e Effect) bool { return e == Effect(ReadBack(p)) })
}

// only picks the effects of one type.
func only[E Effect](effects []Effect) []E {
	var out []E
	for _, e := range effects {
		if e, ok := e.(E); ok {
			out = append(out, e)
		}
	}
	return out
}

// requests picks the effects that reach the API.
func requests(effects []Effect) []Effect {
	return slices.DeleteFunc(slices.Clone(effects), func(e Effect) bool { return e.Traits().Does == Shows || e.Traits().Does == Keeps })
}

// said lists the keys of the notices among effects.
func said(effects []Effect) []string {
	var keys []string
	for _, say := range only[Say](effects) {
		keys = append(keys, say.Notice.Key)
	}
	return keys
}

// says fails unless exactly these notices are among effects.
func (d *desk) says(effects []Effect, keys ...string) {
	d.t.Helper()
	if got := said(effects); !slices.Equal(got, keys) {
		d.t.Errorf("said %q, want %q", got, keys)
	}
}

// asks fails unless exactly these requests are among effects, in this order.
func (d *desk) asks(effects []Effect, want ...Effect) {
	d.t.Helper()
	if got := requests(effects); !slices.Equal(got, want) {
		d.t.Errorf("asked %+v, want %+v", got, want)
	}
}

// shows fails unless exactly these reactions are among effects.
func (d *desk) shows(effects []Effect, want ...Reaction) {
	d.t.Helper()
	var got []Reaction
	for _, s := range only[Show](effects) {
		got = append(got, s.Reaction)
	}
	if !slices.Equal(got, want) {
		d.t.Errorf("shown %v, want %v", got, want)
	}
}

// keeps fails unless the draft in front has this line.
func (d *desk) keeps(line string) {
	d.t.Helper()
	if d.Draft == nil || d.Draft.Line != line {
		d.t.Errorf("the draft is %+v, want the line %q", d.Draft, line)
	}
}
