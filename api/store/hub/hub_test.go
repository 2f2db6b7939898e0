package hub_test

import (
	"testing"
	"time"

	"creneau/api/store"
	"creneau/api/store/hub"
	"creneau/api/store/hub/hubtest"
	"creneau/api/store/seal"
	"creneau/api/store/storetest"
)

// testKey is a data key of nobody's.
const testKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"

func keys() (*seal.Ring, error) { return seal.Parse(testKey) }

// opened opens a hub that is closed at the end of the test.
func opened(t testing.TB, o hub.Options) *hub.Store {
	t.Helper()
	s, err := hub.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// made is how to open a new hub.
func made(t testing.TB, c *hubtest.Cluster, now func() time.Time) hub.Options {
	t.Helper()
	o := hub.Options{Address: c.Address(t, c.Database(t)), Keys: keys, Now: now}
	if done, err := hub.Init(t.Context(), o); err != nil || !done {
		t.Fatal(done, err)
	}
	return o
}

func TestConformance(t *testing.T) {
	cluster := hubtest.Start(t)
	build := func(t *testing.T, c *storetest.Clock) storetest.House {
		o := made(t, cluster, c.Now)
		return storetest.House{Clock: c, Open: func() store.Store { return opened(t, o) }}
	}
	storetest.Run(t, build)
	storetest.RunExchange(t, build)
}
