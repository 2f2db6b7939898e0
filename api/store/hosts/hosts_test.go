package hosts

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/hub/hubtest"
	"creneau/api/store/sqlite"
)

// TestHosts runs hosts with a hub in a real PostgreSQL, through what must be survived.
func TestHosts(t *testing.T) {
	cluster := hubtest.Start(t)
	for _, each := range []struct {
		name string
		test func(*testing.T, place)
	}{
		{"any order", anyOrder},
		{"seen by the other within 3 s", seenSoon},
		{"the hub is killed", killed},
		{"leases in any order", leasesInAnyOrder},
	} {
		t.Run(each.name, func(t *testing.T) { each.test(t, newPlace(t, cluster)) })
	}
	for _, each := range []struct { // which mostly wait
		name string
		test func(*testing.T, place)
	}{
		{"the hub is slow", slow},
		{"the hub is full", full},
		{"the hub is restored from an old dump", restoredHub},
		{"a host is restored from an old backup", restoredHost},
		{"a host is cut off and back", cutOff},
		{"a hub that cannot prove who it is", unproved},
		{"two hosts of one name", oneName},
		{"one process of a host copies", oneCopies},
		{"the hub can read no name", noNames},
		{"a desk of another host is not taken over", notTakenOver},
		{"a desk of another host is told", deskTold},
		{"leases", leases},
	} {
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			each.test(t, newPlace(t, cluster))
		})
	}
}

// seenSoon measures how long it takes until another host has what one records.
func seenSoon(t *testing.T, p place) {
	a, b := newSite(t, p, "one", -5*time.Minute), newSite(t, p, "two", 0)
	a.run(t)
	b.run(t)
	a.becomes(t, true, 5*time.Second)
	b.becomes(t, true, 5*time.Second)
	var took []time.Duration
	for i := range 12 {
		from, to := a, b
		if i%2 == 1 {
			from, to = b, a
		}
		f := from.fact(store.Intent, fmt.Sprintf("tui-%d", i), "confirmed")
		from.record(t, f)
		took = append(took, has(t, to.store, f, 3*time.Second))
	}
	c := counts(t, b.store)["intent tui-0"]
	if c.Desk != "one:desk/amina pts-3/one" || string(c.Secret) != "Barry Aïssatou confirmed" {
		t.Errorf("it came as %+v", c)
	}
	slices.Sort(took)
	t.Logf("seen after %v, at most %v", took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
}

// killed kills the hub while both record, and starts it again.
func killed(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 5*time.Minute)
	a.run(t)
	b.run(t)
	first := a.fact(store.Intent, "tui-first", "confirmed")
	a.record(t, first)
	has(t, b.store, first, 10*time.Second)
	p.cluster.Kill(t)
	a.becomes(t, false, 10*time.Second)
	b.becomes(t, false, 10*time.Second)
	var p1 store.Problem
	if why := a.state().Why; !errors.As(why, &p1) || p1.Trouble != store.HubAway {
		t.Errorf("of a hub that was killed it is told: %v", why)
	}
	var slowest time.Duration
	var all []store.Fact
	for i := range 20 {
		for _, s := range []*site{a, b} {
			f := s.fact(store.Intent, fmt.Sprintf("tui-%s-%d", s.Name, i), "confirmed")
			slowest = max(slowest, s.record(t, f))
			all = append(all, f)
		}
	}
	p.cluster.Run(t)
	for _, f := range all {
		has(t, a.store, f, 40*time.Second)
		has(t, b.store, f, 40*time.Second)
	}
	a.becomes(t, true, time.Second)
	t.Logf("while the hub was gone a record took at most %v", slowest.Round(time.Millisecond))
}

// slow puts 50 ms before whatever either side says.
func slow(t *testing.T, p place) {
	far := newProxy(t, p)
	far.delay.Store(int64(50 * time.Millisecond))
	a, b := newSite(t, far.place(t, p), "one", 0), newSite(t, p, "two", 0)
	a.run(t)
	b.run(t)
	var slowest time.Duration
	var last store.Fact
	for i := range 10 {
		last = a.fact(store.Intent, fmt.Sprintf("tui-%d", i), "confirmed")
		slowest = max(slowest, a.record(t, last))
	}
	has(t, b.store, last, 20*time.Second)
	if slowest > time.Second {
		t.Errorf("a record waited for the hub: %v", slowest)
	}
	t.Logf("over a slow hub a record took at most %v", slowest.Round(time.Millisecond))
}

// full has the hub's disk refuse whatever is written.
func full(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 0)
	a.run(t)
	b.run(t)
	a.becomes(t, true, 5*time.Second)
	b.becomes(t, true, 5*time.Second)
	p.cluster.Exec(t, p.database, `SET search_path = creneau;
		CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
		CREATE TRIGGER no_room BEFORE INSERT ON facts EXECUTE FUNCTION no_room()`)
	f := a.fact(store.Intent, "tui-1", "confirmed")
	a.record(t, f)
	a.becomes(t, false, 10*time.Second)
	var of store.Problem
	if why := a.state().Why; !errors.As(why, &of) || of.Trouble != store.HubFull {
		t.Errorf("of a full hub it is told: %v", why)
	}
	p.cluster.Exec(t, p.database, "DROP TRIGGER no_room ON creneau.facts")
	has(t, b.store, f, 40*time.Second)
}

// restoredHub puts yesterday's dump in place of the hub.
func restoredHub(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 0)
	stops := []func(){a.run(t), b.run(t)}
	early, wait := a.fact(store.Intent, "tui-1", "confirmed"), a.fact(store.Waiting, "w1", "waits")
	a.record(t, early)
	a.record(t, wait)
	has(t, b.store, wait, 10*time.Second)
	dump := p.cluster.Dump(t, p.database)
	late := a.fact(store.Intent, "tui-1", "sending")
	a.record(t, late)
	gone := b.fact(store.Waiting, "w1", "taken")
	gone.Closed = true
	b.record(t, gone)
	has(t, b.store, late, 10*time.Second)
	has(t, a.store, gone, 10*time.Second)
	stops[0]() // who recorded it is off, and yet it is not lost
	p.cluster.Restore(t, p.database, dump)
	h, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	has(t, h, late, 40*time.Second)
	has(t, h, gone, 40*time.Second)
	a.run(t)
	after := a.fact(store.Intent, "tui-2", "confirmed")
	a.record(t, after)
	has(t, b.store, after, 20*time.Second)
	for _, s := range []store.Exchange{a.store, b.store, h} {
		all := counts(t, s)
		if len(all) != 3 || all["intent tui-1"].ID != late.ID || all["waiting w1"].ID != gone.ID {
			t.Errorf("there are %d subjects: %+v", len(all), all)
		}
	}
}

// restoredHost puts an old backup in place of a host's store: what it had told comes
// back, as its own.
func restoredHost(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 0)
	stop := a.run(t)
	b.run(t)
	early := a.fact(store.Intent, "tui-1", "confirmed")
	a.record(t, early)
	has(t, b.store, early, 10*time.Second)
	backup := filepath.Join(t.TempDir(), sqlite.FileName)
	if err := a.store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	late := a.fact(store.Intent, "tui-2", "confirmed")
	a.record(t, late)
	has(t, b.store, late, 10*time.Second)
	stop()
	// The numbers of the restored store begin anew, below those that the hub knows.
	a = siteIn(t, p, "one", backup, 2*time.Minute) // by then nobody copies for it any more
	fresh := a.fact(store.Intent, "tui-3", "confirmed")
	a.record(t, fresh)
	a.run(t)
	has(t, b.store, fresh, 10*time.Second)
	has(t, a.store, late, 10*time.Second)
	if c := counts(t, a.store)["intent tui-2"]; c.Desk != late.Desk {
		t.Errorf("its own came back as that of %q", c.Desk)
	}
}

// cutOff keeps a host from the hub while both record, also about the same.
func cutOff(t *testing.T, p place) {
	far := newProxy(t, p)
	a, b := newSite(t, far.place(t, p), "one", -5*time.Minute), newSite(t, p, "two", 5*time.Minute)
	a.run(t)
	b.run(t)
	wait := a.fact(store.Waiting, "w1", "waits")
	a.record(t, wait)
	has(t, b.store, wait, 10*time.Second)
	far.cut()
	a.becomes(t, false, 10*time.Second)
	var all []store.Fact
	for i := range 60 { // an hour's
		for _, s := range []*site{a, b} {
			f := s.fact(store.Intent, fmt.Sprintf("tui-%s-%d", s.Name, i), "confirmed")
			s.record(t, f)
			all = append(all, f)
		}
	}
	gone := b.fact(store.Waiting, "w1", "taken")
	gone.Closed = true
	b.record(t, gone)
	far.join()
	has(t, a.store, gone, 40*time.Second)
	has(t, b.store, all[len(all)-2], 20*time.Second)
	for _, s := range []*site{a, b} {
		there := counts(t, s.store)
		for _, f := range all {
			if there["intent "+f.Subject].ID != f.ID {
				t.Errorf("%s lacks %s", s.Name, f.Subject)
			}
		}
		if len(there) != len(all)+1 {
			t.Errorf("%s has %d subjects of %d", s.Name, len(there), len(all)+1)
		}
	}
}

// unproved asks for TLS of a hub that has none: nothing is said to it.
func unproved(t *testing.T, p place) {
	far := newProxy(t, p)
	plain := far.place(t, p)
	if h, err := plain.open(t.Context()); err != nil {
		t.Fatal(err)
	} else {
		_ = h.Close()
	}
	var ok bool
	proved := strings.Replace(far.place(t, p).address.URL(), "sslmode=disable", "sslmode=verify-full", 1)
	if plain.address, ok = settings.ParseHubAddress(proved); !ok {
		t.Fatal(proved)
	}
	var of store.Problem
	if _, err := plain.open(t.Context()); !errors.As(err, &of) || of.Trouble != store.HubAway || !strings.Contains(of.Detail, "TLS") {
		t.Errorf("without TLS it is told: %v", err)
	}
}

// oneName has a second store go by a host's name.
func oneName(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "one", 0)
	a.run(t)
	a.becomes(t, true, 5*time.Second)
	b.run(t)
	var of store.Problem
	for began := time.Now(); !errors.As(b.state().Why, &of) || of.Trouble != store.HubHost; time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 5*time.Second {
			t.Fatalf("of a name that another has it is told: %v", b.state().Why)
		}
	}
	f := b.fact(store.Intent, "tui-1", "confirmed")
	b.record(t, f)
	time.Sleep(100 * time.Millisecond)
	if len(counts(t, a.store)) != 0 {
		t.Error("it copies all the same")
	}
}

// oneCopies has two processes of one host: where the first ends, the second copies.
func oneCopies(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 0)
	stop := a.run(t)
	a.becomes(t, true, 5*time.Second)
	second := &site{store: a.store}
	second.Options = a.Options
	second.Told = second.told
	second.run(t)
	b.run(t)
	second.becomes(t, true, 5*time.Second) // told by the first
	stop()
	f := a.fact(store.Intent, "tui-1", "confirmed")
	a.record(t, f)
	has(t, b.store, f, 10*time.Second)
}

// noNames dumps the hub and looks for what names somebody.
func noNames(t *testing.T, p place) {
	a, b := newSite(t, p, "one", 0), newSite(t, p, "two", 0)
	a.run(t)
	b.run(t)
	for _, k := range copied() {
		f := a.fact(k, "of-"+string(k), "open")
		f.Alone = "16 11:00 Barry Aïssatou " + string(k)
		f.Secret = []byte(`{"name":"Barry Aïssatou","phone":"+224620000001"}`)
		a.record(t, f)
		has(t, b.store, f, 10*time.Second)
	}
	h, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	own := a.fact(store.Intent, "tui-own", "open") // appended to the hub itself
	own.Alone = "16 12:00 Camara Fatoumata"
	if _, err := h.Append(t.Context(), nil, own); err != nil {
		t.Fatal(err)
	}
	dump := p.cluster.Dump(t, p.database)
	if !strings.Contains(dump, "of-intent") || !strings.Contains(dump, "tui-own") {
		t.Fatal("the dump does not hold what was copied")
	}
	for _, planted := range []string{"Barry", "ssatou", "224620000001", "Camara", "Fatoumata"} {
		for _, form := range []string{planted, fmt.Sprintf("%x", planted)} {
			if strings.Contains(strings.ToLower(dump), strings.ToLower(form)) {
				t.Errorf("the hub can read %q", planted)
			}
		}
	}
}
