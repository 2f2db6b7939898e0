package hosts

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"creneau/api/store"
	"creneau/api/store/hub"
)

// spent is how long interleavings are drawn; one that has begun is ended.
func spent() time.Duration {
	if n, err := strconv.Atoi(os.Getenv("CRENEAU_HUB_SECONDS")); err == nil {
		return time.Duration(n) * time.Second
	}
	return 4 * time.Second
}

// A world is three hosts whose clocks are minutes apart, and what was recorded.
type world struct {
	place place
	sites []*site
	links []*link // nil while cut off
	round int
	began []store.Seq // the last number of each host's store before this round
	facts map[store.ULID]record
}

// A record is what was recorded, after what.
type record struct {
	store.Fact
	after store.ULID
}

// anyOrder lets three hosts record, copy, be cut off and crash in any order while the
// hub is dumped and restored: in the end all have the same, of each subject something
// that nobody was told of before something else, and nothing twice.
func anyOrder(t *testing.T, p place) {
	w := &world{place: p, links: make([]*link, 3)}
	h, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for i, off := range []time.Duration{-5 * time.Minute, 0, 5 * time.Minute} {
		s := newSite(t, p, fmt.Sprintf("host%d", i), off)
		s.Hub = func(context.Context) (*hub.Store, error) { return h, nil }
		w.sites = append(w.sites, s)
	}
	w.dump(t)
	until, restores, recorded := time.Now().Add(spent()), 0, 0
	for time.Now().Before(until) {
		rapid.Check(t, func(rt *rapid.T) {
			if time.Now().After(until) {
				return
			}
			w.round++
			w.begin(rt)
			for range rapid.IntRange(10, 60).Draw(rt, "steps") {
				i := rapid.IntRange(0, 2).Draw(rt, "host")
				switch rapid.SampledFrom([]string{"record", "record", "record", "up", "up", "down", "down", "half", "cut", "join", "join", "dump", "restore"}).Draw(rt, "what") {
				case "record":
					w.record(rt, i)
				case "up":
					w.copy(rt, i, (*link).upload)
				case "down":
					w.copy(rt, i, (*link).download)
				case "half":
					w.half(rt, i)
				case "cut":
					w.cut(i)
				case "join":
					w.join(rt, i)
				case "dump":
					w.dump(t)
				case "restore":
					w.restore(t)
					restores++
				}
			}
			recorded += len(w.facts)
			w.settle(rt)
		})
	}
	t.Logf("%d interleavings, %d facts, %d restores of the hub", w.round, recorded, restores)
}

// begin begins a round, whose subjects are new.
func (w *world) begin(t *rapid.T) {
	w.facts, w.began = map[store.ULID]record{}, nil
	for _, s := range w.sites {
		_, last, err := s.store.Open(context.Background(), noteKind)
		if err != nil {
			t.Fatal(err)
		}
		w.began = append(w.began, last)
	}
}

// record records about a new subject, or about one that the host knows.
func (w *world) record(t *rapid.T, i int) {
	known := countsAfter(t, w.sites[i].store, w.began[i])
	kind := rapid.SampledFrom([]store.Kind{store.Draft, store.Waiting}).Draw(t, "kind")
	subject := fmt.Sprintf("%d-%d", w.round, rapid.IntRange(0, 1).Draw(t, "subject"))
	f := w.sites[i].fact(kind, subject, fmt.Sprint(len(w.facts)))
	f.Closed = rapid.Bool().Draw(t, "closed")
	if _, err := w.sites[i].store.Append(context.Background(), nil, f); err != nil {
		t.Fatal(err)
	}
	w.facts[f.ID] = record{f, known[string(kind)+" "+subject].ID}
}

func (w *world) copy(t *rapid.T, i int, step func(*link, context.Context) (bool, error)) {
	if w.links[i] == nil {
		return
	}
	if _, err := step(w.links[i], context.Background()); err != nil {
		t.Fatal(err)
	}
}

// half has a host crash after it took what the hub has, and before it said so.
func (w *world) half(t *rapid.T, i int) {
	l := w.links[i]
	if l == nil {
		return
	}
	copies, _, err := l.hub.Copies(context.Background(), l.down, batch, copied()...)
	if err == nil {
		_, err = l.Local.Receive(context.Background(), nil, slices.DeleteFunc(copies, func(c store.Copy) bool { return store.HostOf(c.Desk) == l.Name })...)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.cut(i)
}

// cut ends a link, which gives no claim up.
func (w *world) cut(i int) { w.links[i] = nil }

func (w *world) join(t *rapid.T, i int) {
	if w.links[i] != nil {
		return
	}
	s := w.sites[i]
	claim, err := s.store.Claim(context.Background(), local, "test", lasts)
	if err == nil {
		w.links[i], err = s.open(context.Background(), claim)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// dump keeps what the hub holds, as pg_dump would.
func (w *world) dump(t *testing.T) {
	w.place.cluster.Exec(t, w.place.database, `DROP SCHEMA IF EXISTS dump CASCADE; CREATE SCHEMA dump;
		CREATE TABLE dump.facts AS TABLE creneau.facts; CREATE TABLE dump.subjects AS TABLE creneau.subjects;
		CREATE TABLE dump.claims AS TABLE creneau.claims; CREATE TABLE dump.hosts AS TABLE creneau.hosts; CREATE TABLE dump.meta AS TABLE creneau.meta`)
}

// restore puts back what was dumped last.
func (w *world) restore(t *testing.T) {
	for i := range w.links {
		w.cut(i)
	}
	w.place.cluster.Exec(t, w.place.database, `TRUNCATE creneau.facts, creneau.subjects, creneau.claims, creneau.hosts, creneau.meta;
		INSERT INTO creneau.facts TABLE dump.facts; INSERT INTO creneau.subjects TABLE dump.subjects; INSERT INTO creneau.claims TABLE dump.claims;
		INSERT INTO creneau.hosts TABLE dump.hosts; INSERT INTO creneau.meta TABLE dump.meta`)
}

// settle lets everything be copied, and judges.
func (w *world) settle(t *rapid.T) {
	for i := range w.sites {
		w.join(t, i)
	}
	for moved := true; moved; {
		moved = false
		for _, l := range w.links {
			for _, step := range []func(context.Context) (bool, error){l.upload, l.download} {
				more, err := step(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				moved = moved || more
			}
		}
	}
	want := counts(t, w.links[0].hub)
	for _, f := range w.facts {
		name := string(f.Kind) + " " + f.Subject
		c, ok := want[name]
		if !ok {
			t.Fatalf("%s is lost", name)
		}
		if c.ID != f.ID && w.before(c.ID, f) {
			t.Fatalf("of %s %s counts, before which nobody knew of %s", name, c.Stage, f.Stage)
		}
	}
	for _, s := range w.sites {
		have := counts(t, s.store)
		for name, c := range want {
			if have[name].ID != c.ID {
				t.Fatalf("%s: of %s %s counts (version %d), in the hub %s (%d)", s.Name, name, have[name].Stage, have[name].Version, c.Stage, c.Version)
			}
		}
		if len(have) != len(want) {
			t.Fatalf("%s has %d subjects, the hub %d", s.Name, len(have), len(want))
		}
	}
}

// before says whether a fact was told, directly or not, after the one of an id.
func (w *world) before(id store.ULID, f record) bool {
	for f.after != (store.ULID{}) {
		if f.after == id {
			return true
		}
		f = w.facts[f.after]
	}
	return false
}
