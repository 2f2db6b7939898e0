package outage

import (
	"path/filepath"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/seal"
	"creneau/api/store/sqlite"
	"creneau/state"
	"creneau/state/clinic"
)

// A copying is a copier over a store, whose clock a test sets.
type copying struct {
	*Copier
	t     *testing.T
	store *sqlite.Store
	now   time.Time
	told  chan state.Recalled
}

func newCopying(t *testing.T) *copying {
	c := &copying{t: t, now: time.Date(2026, 2, 3, 9, 40, 0, 0, time.UTC), told: make(chan state.Recalled, 9)}
	var err error
	c.store, err = sqlite.Open(t.Context(), sqlite.Options{
		Path: filepath.Join(t.TempDir(), sqlite.FileName), Mode: 0o600, Now: func() time.Time { return c.now },
		Keys: func() (*seal.Ring, error) { return seal.Parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.store.Close() })
	copy := Copy{Store: c.store, Zone: time.UTC, Now: func() time.Time { return c.now }, Desk: func() string { return "desk/1" }}
	c.Copier = NewCopier(copy, func(e state.Recalled) { c.told <- e })
	t.Cleanup(c.Stop)
	return c
}

// today is the day of the test, and visits are some of it.
const today = clinic.Day(20487)

func visit(id string, hour clinic.Wall, status clinic.Status) clinic.Appointment {
	return clinic.Appointment{ID: clinic.NumberID(id), Department: "1", At: today.At(hour * clinic.Hour), Status: status, Name: "Camara Mariama"}
}

// held is what is in the store of today, as id and status.
func (c *copying) held() (all []string, facts int) {
	c.t.Helper()
	c.flush()
	_, days, err := c.Copier.copy.Held(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, d := range days {
		for _, v := range d.Visits {
			all = append(all, v.ID.Text()+" "+string(v.Status))
		}
	}
	made, err := c.store.Since(c.t.Context(), 0, 100)
	if err != nil || len(made) != len(days) {
		c.t.Errorf("%d facts of %d days, %v", len(made), len(days), err)
	}
	var last store.Seq
	for _, f := range made {
		last = max(last, f.Seq)
	}
	return all, int(last)
}

func equal(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s there is %q, want %q", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s there is %q, want %q", what, got, want)
		}
	}
}

// What is read of a whole day is kept, anew at most once a minute where nothing has
// changed; with what this desk has booked and cancelled since.
func TestCopyOfWhatIsRead(t *testing.T) {
	c := newCopying(t)
	if got := clinic.WallOf(c.now).Day(); got != today {
		t.Fatalf("today is %d", got)
	}
	ask := clinic.Visits{From: today, To: today}
	list := clinic.VisitList{Appointments: []clinic.Appointment{visit("1", 9, clinic.Scheduled), visit("2", 10, clinic.Scheduled)}}
	c.Read(clinic.Visits{From: today, To: today, Department: "1"}, list)
	c.Read(clinic.Visits{From: today, To: today, External: "tui-1"}, list)
	c.Read(clinic.Visits{From: today - 9, To: today - 1}, list)
	all, _ := c.held()
	equal(t, "of what is no whole day", all)
	c.Read(ask, list)
	all, written := c.held()
	equal(t, "once read", all, "1 SCHEDULED", "2 SCHEDULED")
	c.now = c.now.Add(20 * time.Second)
	c.Read(ask, list)
	if _, again := c.held(); again != written {
		t.Error("the same is written again within a minute")
	}
	c.now = c.now.Add(time.Minute)
	c.Read(ask, list)
	if _, again := c.held(); again == written {
		t.Error("it does not become younger")
	}
	c.Put(visit("3", 11, clinic.Scheduled))
	c.Cancelled(clinic.NumberID("1"))
	all, _ = c.held()
	equal(t, "with what was booked and cancelled", all, "1 CANCELLED", "2 SCHEDULED", "3 SCHEDULED")
	list.Appointments = append(list.Appointments, visit("3", 11, clinic.Completed))
	c.Put(visit("3", 11, clinic.Scheduled))
	c.Read(ask, list)
	all, _ = c.held()
	equal(t, "read after it was booked", all, "1 SCHEDULED", "2 SCHEDULED", "3 COMPLETED")
}

// It is brought where the API cannot be reached, and not with each failure.
func TestCopyIsBroughtWithoutConnection(t *testing.T) {
	c := newCopying(t)
	c.Read(clinic.Visits{From: today, To: today}, clinic.VisitList{Appointments: []clinic.Appointment{visit("1", 9, clinic.Scheduled)}, Partial: true, Skipped: 2})
	c.List([]clinic.Department{{ID: "1", Name: "Cardiologie", Active: true}})
	read := clinic.WallOf(c.now)
	c.now = c.now.Add(3 * time.Hour)
	for _, f := range []state.Failure{{Code: state.AppointmentNotFound, Status: 404, Coded: true}, {Code: state.RateLimitExceeded, Status: 429, Coded: true}, {Code: state.NoAnswer, Cause: state.CauseStopped}} {
		c.Failed(f)
	}
	for range 5 {
		c.Failed(state.Failure{Code: state.NotSent, Cause: state.CauseRefused})
	}
	select {
	case e := <-c.told:
		if len(e.Departments) != 1 || len(e.Days) != 1 || e.Days[0].Day != today || e.Days[0].At != read || !e.Days[0].List.Partial || e.Days[0].List.Skipped != 2 || len(e.Days[0].List.Appointments) != 1 {
			t.Errorf("brought is %+v", e)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nothing is brought")
	}
	time.Sleep(300 * time.Millisecond)
	if len(c.told) > 0 {
		t.Errorf("it is brought %d times more", len(c.told))
	}
}
