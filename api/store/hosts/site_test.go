package hosts

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/hub"
	"creneau/api/store/hub/hubtest"
	"creneau/api/store/seal"
	"creneau/api/store/sqlite"
)

func keys() (*seal.Ring, error) {
	return seal.Parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
}

// A place is a hub of its own in a cluster.
type place struct {
	cluster  *hubtest.Cluster
	database string
	address  settings.HubAddress
}

func newPlace(t testing.TB, c *hubtest.Cluster) place {
	t.Helper()
	p := place{cluster: c, database: c.Database(t)}
	p.address = c.Address(t, p.database)
	if done, err := hub.Init(t.Context(), p.options()); err != nil || !done {
		t.Fatal(done, err)
	}
	return p
}

func (p place) options() hub.Options { return hub.Options{Address: p.address, Keys: keys} }

func (p place) open(ctx context.Context) (*hub.Store, error) { return hub.Open(ctx, p.options()) }

// A site is a host: its store, by a clock that may be wrong.
type site struct {
	Options
	store *sqlite.Store

	mu     sync.Mutex
	states []State
}

func newSite(t testing.TB, p place, name string, off time.Duration) *site {
	t.Helper()
	return siteIn(t, p, name, filepath.Join(t.TempDir(), sqlite.FileName), off)
}

func siteIn(t testing.TB, p place, name, path string, off time.Duration) *site {
	t.Helper()
	now := func() time.Time { return time.Now().Add(off) }
	s, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Mode: 0o600, Keys: keys, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	at := &site{store: s}
	at.Options = Options{Local: s, Hub: p.open, Name: name, Now: now, Told: at.told}
	return at
}

func (s *site) told(state State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.states = append(s.states, state)
}

// state is what was told last.
func (s *site) state() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.states) == 0 {
		return State{Why: errAway}
	}
	return s.states[len(s.states)-1]
}

// run copies until the test ends, or until the returned function is called.
func (s *site) run(t testing.TB) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() { _ = Run(ctx, s.Options) })
	stop = func() { cancel(); done.Wait() }
	t.Cleanup(stop)
	return stop
}

// fact is a new one of this host.
func (s *site) fact(kind store.Kind, subject, stage string) store.Fact {
	now := s.Now()
	return store.Fact{
		ID: store.NewULID(now), Kind: kind, Subject: subject, Stage: stage, Desk: "desk/amina pts-3/" + s.Name, At: now,
		Secret: []byte("Barry Aïssatou " + stage), Latest: kind == store.Draft,
	}
}

// record records a fact, and says how long that took.
func (s *site) record(t testing.TB, f store.Fact) time.Duration {
	t.Helper()
	began := time.Now()
	if _, err := s.store.Append(context.Background(), nil, f); err != nil {
		t.Fatal(err)
	}
	return time.Since(began)
}

// A failer is a test, or one case of a property.
type failer interface {
	Helper()
	Fatal(args ...any)
}

// counts are what counts about each subject of a store.
func counts(t failer, s store.Exchange) map[string]store.Copy {
	t.Helper()
	return countsAfter(t, s, 0)
}

// countsAfter are what counts of the facts after a number.
func countsAfter(t failer, s store.Exchange, after store.Seq) map[string]store.Copy {
	t.Helper()
	all := map[string]store.Copy{}
	for {
		copies, last, err := s.Copies(context.Background(), after, 500, copied()...)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range copies {
			name := string(c.Kind) + " " + c.Subject
			if had, ok := all[name]; !ok || c.After(had.Version, had.ID) {
				all[name] = c
			}
		}
		if last == after {
			return all
		}
		after = last
	}
}

// has waits until a store has a fact, and says how long.
func has(t testing.TB, s store.Exchange, f store.Fact, within time.Duration) time.Duration {
	t.Helper()
	began := time.Now()
	for {
		if c, ok := counts(t, s)[string(f.Kind)+" "+f.Subject]; ok && c.ID == f.ID {
			return time.Since(began)
		}
		if time.Since(began) > within {
			t.Fatalf("%s %s %s is not there after %v", f.Kind, f.Subject, f.Stage, within)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// becomes waits until a site is told that the hub is there, or that it is not.
func (s *site) becomes(t testing.TB, there bool, within time.Duration) {
	t.Helper()
	for began := time.Now(); (s.state().Why == nil) != there; time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > within {
			t.Fatalf("%s: after %v it is told %v", s.Name, within, s.state().Why)
		}
	}
}
