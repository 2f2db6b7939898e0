package state

import (
	"slices"
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestWhatIsAskedAtTheStart(t *testing.T) {
	d := newDesk(t, Options{})
	d.mute = true
	today := storyNow.Day()
	d.asks(d.do(Started{}), LoadDepartments{}, LoadVisits{clinic.Visits{From: today - daysBefore, To: today}})
	if d.Shown != today {
		t.Errorf("shown %v", d.Shown)
	}
	d.asks(d.do(Ticked{}, Ticked{}, FocusChanged{})) // each once while it is on its way
}

func TestWhatIsReadByItself(t *testing.T) {
	d := newDesk(t, Options{})
	var order []Effect
	var left []time.Duration
	start := d.at.Mono
	for _, e := range requests(d.do(Started{})) {
		order, left = append(order, e), append(left, 0)
	}
	for range 500 {
		for _, e := range requests(d.pass(100 * time.Millisecond)) {
			order, left = append(order, e), append(left, d.at.Mono-start)
		}
	}
	today, monday := storyNow.Day(), storyNow.Day().Monday()
	week := func(n clinic.Day) Effect { return LoadVisits{clinic.Visits{From: monday + 7*n, To: monday + 7*n + 6}} }
	slots := func(dep clinic.ID) Effect { return LoadSlots{Department: dep, From: monday, To: monday + 6} }
	want := map[Effect]bool{
		LoadDepartments{}: true, LoadVisits{clinic.Visits{From: today - daysBefore, To: today}}: true,
		slots("1"): true, slots("2"): true, slots("3"): true,
		week(-2): true, week(-1): true, week(0): true, week(1): true, week(2): true,
	}
	for i, e := range order {
		if !want[e] {
			t.Errorf("read %+v, unasked or twice", e)
		}
		delete(want, e)
		if i > 0 && left[i] > 0 && left[i] < left[i-1]+pace && left[i-1] > 0 {
			t.Errorf("%+v left %v after the one before, want %v", e, left[i]-left[i-1], pace)
		}
	}
	for e := range want {
		t.Errorf("%+v was not read", e)
	}
}

// What remains of a quota above the share of bookings is spread over what is left
// of its window, and shared with whoever else uses it.
func TestReadsAreSpreadOverTheWindow(t *testing.T) {
	for _, c := range []struct {
		remaining, others int // requests that others make beside each of ours
		window            time.Duration
		want              time.Duration
	}{
		{10_000, 0, time.Hour, pace},
		{1000, 0, time.Hour, 3 * time.Hour / (850 - 8)},
		{1000, 0, time.Minute, pace},
		{250, 0, 30 * time.Minute, 3 * 30 * time.Minute / (100 - 4)},
		{159, 0, time.Hour, 3 * time.Hour},
		{158, 0, time.Hour, never},
		{0, 0, time.Hour, never},
		{850, 19, time.Hour, 3 * 20 * time.Hour / (700 - 160)},
		{850, 49, time.Hour, 3 * 50 * time.Hour / (700 - 400)},
		{550, 49, time.Hour, never},
	} {
		s := New(Options{})
		now := clinic.Instant{Wall: storyNow, Mono: time.Hour}
		const ours = 4000
		limit := c.remaining + ours*(1+c.others)
		hear := func(remaining int) {
			s.Apply(now, Heard{Quota: clinic.Quota{Known: true, Limit: max(limit, 1000), Remaining: remaining, Told: true, Reset: c.window}})
		}
		hear(limit)
		for range ours {
			s.Share.Sent++
			hear(s.Quota.Remaining - 1 - c.others)
		}
		got := s.interval(now)
		if c.want == never && got < 100*time.Hour || c.want != never && (got < max(pace, c.want*9/10) || got > max(pace, c.want*11/10)) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// Who opens a desk where much of a young window is used already is not alone.
func TestADeskOpenedAmongOthersIsSlow(t *testing.T) {
	for used, most := range map[int]time.Duration{0: 10 * time.Second, 100: 30 * time.Minute, 200: time.Hour} {
		s := New(Options{})
		now := clinic.Instant{Wall: storyNow, Mono: time.Hour}
		s.Apply(now, Started{})
		s.Apply(now, Heard{Quota: clinic.Quota{Known: true, Limit: 1000, Remaining: 1000 - used, Told: true, Reset: 59 * time.Minute}})
		if got := s.interval(now); got > most || used > 0 && got < most/20 {
			t.Errorf("%d used: %v", used, got)
		}
	}
}

func TestHowOldTheDayMayBe(t *testing.T) {
	for _, c := range []struct {
		blurred bool
		limit   time.Duration
	}{{false, freshDay}, {true, freshBlurred}} {
		d := openDesk(t)
		d.do(FocusChanged{Blurred: c.blurred})
		today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
		d.do(d.askedAnswer(today))
		reads := 0
		for _, e := range only[LoadVisits](d.pass(c.limit - time.Millisecond)) {
			if e == today {
				reads++
			}
		}
		if reads > 0 {
			t.Errorf("blurred %v: read again before %v", c.blurred, c.limit)
		}
		for _, e := range only[LoadVisits](d.pass(time.Minute)) {
			if e == today {
				reads++
			}
		}
		if reads != 1 {
			t.Errorf("blurred %v: read %d times after %v", c.blurred, reads, c.limit)
		}
	}
}

func TestArrowKeysAreWaitedOut(t *testing.T) {
	d := openDesk(t)
	far := storyNow.Day() + 60
	for n := range clinic.Day(5) {
		d.asks(d.do(DayShown{far + n}))
		d.asks(d.pass(149 * time.Millisecond))
	}
	got := requests(d.pass(time.Millisecond))
	monday := (far + 4).Monday()
	want := []Effect{LoadVisits{clinic.Visits{From: far + 4, To: far + 4}}, LoadSlots{Department: "1", From: monday, To: monday + 6}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("asked %+v, want %+v", got, want)
	}
}

func TestOwnBookingIsNewerThanAReading(t *testing.T) {
	d := openDesk(t)
	p := d.confirm("dia")
	d.mute = true
	today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	slots := thisWeek("1")
	stale, staleSlots := d.askedAnswer(today), d.askedAnswer(slots) // both without ours
	d.at = d.at.Add(time.Second)
	d.do(booked(p, "950"))
	d.at = d.at.Add(time.Second)
	d.do(stale, staleSlots)
	if _, ok := d.Visit("950"); !ok {
		t.Error("an older reading dropped our booking")
	}
	if sl, _ := d.Agenda.NextFree("1", d.Now.Wall); sl.At != slot1000 {
		t.Errorf("an older reading freed our slot: %v", sl.At)
	}
	d.do(CancelAsked{clinic.ID("950")})
	older := d.askedAnswer(today).(VisitsLoaded)
	older.List.Appointments = append(older.List.Appointments, booked(p, "950").Visit)
	d.at = d.at.Add(Grace)
	d.do(Ticked{}, CancelDone{"950"}, older)
	if v, _ := d.Visit("950"); v.Status != clinic.Cancelled {
		t.Errorf("an older reading undid our cancel: %+v", v)
	}
	d.at = d.at.Add(time.Second)
	d.do(d.askedAnswer(today))
	if _, ok := d.Visit("950"); ok {
		t.Error("a newer reading without it did not drop it")
	}
}

func TestReadAgainDropsWhatVanished(t *testing.T) {
	d := openDesk(t)
	d.visits = []clinic.Appointment{diallo, bah}
	today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	partial := d.askedAnswer(today).(VisitsLoaded)
	partial.List.Partial = true
	d.do(partial)
	if _, ok := d.Visit(conde.ID); !ok {
		t.Error("a partial reading dropped what it left out")
	}
	d.do(d.askedAnswer(LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day(), Department: "2"}}))
	if _, ok := d.Visit(conde.ID); !ok {
		t.Error("a reading of another department dropped it")
	}
	d.do(d.askedAnswer(today))
	if _, ok := d.Visit(conde.ID); ok {
		t.Error("it is still held")
	}
	if got := d.VisitsOf(clinic.Who{Name: conde.Name}); len(got) != 0 {
		t.Errorf("still of the person: %v", got)
	}
}

func TestAnswersThatNobodyAskedForAreIgnored(t *testing.T) {
	d := openDesk(t)
	rev := d.Rev
	d.do(VisitsLoaded{Asked: someRead(1), List: clinic.VisitList{Appointments: []clinic.Appointment{{ID: "1", At: storyNow}}}},
		SlotsLoaded{Asked: LoadSlots{Department: "9"}})
	if d.Rev != rev {
		t.Error("something changed")
	}
}

func TestFailedReadsBackOff(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	d.pass(freshDay)
	out := d.do(Failed{Doing: today, Failure: Failure{Code: NotSent}, Jitter: 1})
	d.says(out, "read_failed")
	if !d.Link.Offline || !d.Link.Trying || d.Link.Since != d.at.Wall || d.Link.Why != NotSent {
		t.Fatalf("%+v", d.Link)
	}
	since := d.Link.Since
	for _, want := range []time.Duration{2, 4, 8, 16, 20, 20} {
		before := requests(d.pass(want*time.Second - time.Millisecond))
		now := requests(d.pass(time.Millisecond))
		if len(before) > 0 || len(now) == 0 {
			t.Fatalf("after %d s: %v, then %v", want, before, now)
		}
		out := d.do(Failed{Doing: now[0], Failure: Failure{Code: NotSent}, Jitter: 1})
		d.says(out) // said once
		for _, e := range now[1:] {
			delete(d.asked, e)
		}
	}
	d.do(d.askedAnswer(today))
	if d.Link.Offline || d.Link.Trying || d.Link.Why != "" || since == d.at.Wall {
		t.Errorf("back: %+v", d.Link)
	}
}

func TestStartWithoutConnectionTriesOn(t *testing.T) {
	d := newDesk(t, Options{})
	d.mute = true
	for _, e := range requests(d.do(Started{})) {
		d.do(failed(e, NotSent))
	}
	tries := 0
	for range 60 {
		for _, e := range requests(d.pass(time.Second)) {
			tries++
			d.do(failed(e, NotSent))
		}
	}
	if tries < 10 {
		t.Errorf("%d tries in a minute", tries)
	}
}

func TestReadThatIsRefusedWaitsAMinute(t *testing.T) {
	d := openDesk(t)
	d.mute = true
	today := LoadVisits{clinic.Visits{From: storyNow.Day(), To: storyNow.Day()}}
	d.pass(freshDay)
	out := d.do(failed(today, InvalidAPIKey))
	d.says(out, "key_refused")
	d.shows(out, AskKey)
	d.asks(d.pass(time.Minute - time.Millisecond))
	if got := requests(d.pass(time.Millisecond)); len(got) == 0 {
		t.Error("not read again")
	}
}

func TestPauses(t *testing.T) {
	for fails := 1; fails < 40; fails++ {
		if p := pause(fails, 0); p != time.Second {
			t.Errorf("at least a second, not %v", p)
		}
		if p := pause(fails, 1); p > 20*time.Second || p < pause(fails-1, 1) {
			t.Errorf("after %d failures at most %v", fails, p)
		}
	}
}

func TestClosedAsksNothingNew(t *testing.T) {
	d := openDesk(t)
	d.do(limited(someRead(1), wait), Closed{})
	d.asks(d.pass(time.Hour))
}

func TestNextWeekIsReadOnlyWhereThisOneIsFull(t *testing.T) {
	d := openDesk(t)
	next := LoadSlots{Department: "1", From: thisWeek("1").From + 7, To: thisWeek("1").To + 7}
	d.mute = true
	d.pass(freshSlots) // this week is asked for again, and not answered yet
	if slots := only[LoadSlots](d.pass(30 * time.Second)); slices.Contains(slots, next) {
		t.Errorf("read %v before this week's answer", slots)
	}
	d.mute = false
	d.fill("1", thisWeek("1").From, thisWeek("1").To)
	out := append(d.do(d.askedAnswer(thisWeek("1"))), d.pass(30*time.Second)...)
	if slots := only[LoadSlots](out); !slices.Contains(slots, next) {
		t.Errorf("read %v, and this week is full", slots)
	}
}
