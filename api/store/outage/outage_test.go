package outage

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"creneau/api/store/seal"
	"creneau/api/store/sqlite"
	"creneau/api/store/storetest"
	"creneau/state/clinic"
)

// TestOutageCopy keeps two weeks as they are read over two weeks: there are always
// today and the seven days after it as they were last read, with their age, and
// what is over is in no file any more.
func TestOutageCopy(t *testing.T) {
	folder := t.TempDir()
	clock := storetest.NewClock()
	start := time.Date(2026, 2, 3, 23, 30, 0, 0, time.UTC) // the day is over in Paris
	clock.Move(start.Sub(clock.Now()))
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), sqlite.Options{
		Path: filepath.Join(folder, sqlite.FileName), Mode: 0o600, Now: clock.Now,
		Keys: func() (*seal.Ring, error) { return seal.Parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := Copy{Store: s, Zone: zone, Now: clock.Now, Desk: func() string { return "desk/1" }}
	first := clinic.Date(2026, 2, 4)
	read := func(n clinic.Day) Day {
		return Day{
			Day: first + n, Read: clock.Now(), Partial: n == 3, Skipped: int(n),
			Visits: []clinic.Appointment{{ID: clinic.TextID("a-1"), Department: "16", At: (first + n).At(9 * clinic.Hour), Status: clinic.Scheduled, Name: "Camara Mariama"}},
		}
	}
	listed := []clinic.Department{{ID: clinic.TextID("16"), Name: "Cardiologie", Active: true, NeedsWorker: true, Workers: []clinic.Worker{{ID: "506", Name: "Dr Camara"}}}}
	for today := range clinic.Day(14) {
		var days []Day
		for n := range clinic.Day(21) {
			days = append(days, read(n))
		}
		if err := c.Keep(t.Context(), listed, days...); err != nil {
			t.Fatal(err)
		}
		at := clock.Now()
		clock.Move(20 * time.Minute)
		deps, got, err := c.Held(t.Context())
		if !reflect.DeepEqual(deps, listed) {
			t.Fatalf("the departments are %+v", deps)
		}
		if err != nil || len(got) != 8 {
			t.Fatalf("on day %d there are %d days, %v", today, len(got), err)
		}
		for i, d := range got {
			want := days[today+clinic.Day(i)]
			want.Read = at
			if !d.Read.Equal(at) {
				t.Errorf("%s was read at %v, not at %v", d.Day, d.Read, at)
			}
			if d.Read = want.Read; !reflect.DeepEqual(d, want) {
				t.Errorf("%+v, want %+v", d, want)
			}
		}
		clock.Move(24*time.Hour - 20*time.Minute)
		if _, got, err := c.Held(t.Context()); err != nil || len(got) != 7 || got[0].Day != first+today+1 {
			t.Errorf("after midnight there are %d days, %v", len(got), err)
		}
		if swept, err := s.Sweep(t.Context()); err != nil || swept.Subjects != 1 || swept.Facts != 1 {
			t.Errorf("of what is over went %+v, %v", swept, err)
		}
	}
	clock.Move(30 * 24 * time.Hour)
	if _, err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if facts, err := s.Since(t.Context(), 0, 100); err != nil || len(facts) != 0 {
		t.Errorf("%d readings are left, %v", len(facts), err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "Camara") {
			t.Errorf("%s holds a name (%v)", path, err)
		}
	}
}
