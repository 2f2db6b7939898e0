package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/seal"
	"creneau/api/store/storetest"
)

// testKey is a data key of nobody's.
const testKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"

func keys(text string) func() (*seal.Ring, error) {
	return func() (*seal.Ring, error) { return seal.Parse(text) }
}

func options(folder string, now func() time.Time) Options {
	return Options{Path: filepath.Join(folder, FileName), Mode: 0o600, Keys: keys(testKey), Now: now}
}

// opened opens a store that is closed at the end of the test.
func opened(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	build := func(t *testing.T, c *storetest.Clock) storetest.House {
		folder := t.TempDir()
		return storetest.House{Clock: c, Open: func() store.Store { return opened(t, options(folder, c.Now)) }}
	}
	storetest.Run(t, build)
	storetest.RunExchange(t, build)
}
