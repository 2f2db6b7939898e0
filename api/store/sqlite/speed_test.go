package sqlite

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"creneau/api/store"
)

// percentile is the duration that a share of some does not exceed.
func percentile(took []time.Duration, share float64) time.Duration {
	slices.Sort(took)
	return took[min(len(took)-1, int(share*float64(len(took))))]
}

// BenchmarkAppend appends a draft that closes and its intent, as a booking does.
func BenchmarkAppend(b *testing.B) {
	s := opened(b, options(b.TempDir(), time.Now))
	c, err := s.Claim(b.Context(), "desk/1", "one", time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		draft := booking(i)
		draft.Kind, draft.Closed, draft.Alone = store.Draft, true, ""
		in := booking(i)
		began := time.Now()
		if _, err := s.Append(b.Context(), []store.Claim{c}, draft, in); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	b.ReportMetric(float64(percentile(took, 0.5).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(percentile(took, 0.99).Microseconds())/1000, "p99-ms")
}

// BenchmarkAppendAmongMany appends while three other processes append without a
// pause.
func BenchmarkAppendAmongMany(b *testing.B) {
	folder := filled(b, 0)
	for i := range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childFolder+"="+folder, fmt.Sprintf("%s=other-%d", childName, i))
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	}
	s := opened(b, options(folder, time.Now))
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if _, err := s.Append(b.Context(), nil, booking(i)); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	b.ReportMetric(float64(percentile(took, 0.5).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(percentile(took, 0.99).Microseconds())/1000, "p99-ms")
}

// BenchmarkOpen opens a store and reads what is open, as a desk does when it
// starts.
func BenchmarkOpen(b *testing.B) {
	folder := filled(b, 200)
	keep := opened(b, options(folder, time.Now)) // another desk has it open
	for b.Loop() {
		s, err := Open(b.Context(), options(folder, time.Now))
		if err != nil {
			b.Fatal(err)
		}
		if facts, _, err := s.Open(b.Context()); err != nil || len(facts) != 200 {
			b.Fatal(len(facts), err)
		}
		s.Close()
	}
	_ = keep
}

// manyFacts is the variable with the number of facts of TestManyFacts, which makes
// fewer in every run.
const manyFacts = "CRENEAU_STORE_FACTS"

// TestManyFacts fills a store with years of bookings: opening it, appending to it
// and reading what is open stays as quick as in an empty one.
func TestManyFacts(t *testing.T) {
	many := 4000
	if n, err := strconv.Atoi(os.Getenv(manyFacts)); err == nil {
		many = n
	}
	folder := t.TempDir()
	s := opened(t, options(folder, time.Now))
	began := time.Now()
	const each = 1000
	for i := 0; i < many; i += each {
		var facts []store.Fact
		for n := range each / 2 {
			f := booking(i + n)
			done := booking(i + n)
			done.Closed = (i+n)%1000 != 0 // one of a thousand facts is the last of an open one
			facts = append(facts, f, done)
		}
		if _, err := s.Append(t.Context(), nil, facts...); err != nil {
			t.Fatal(err)
		}
	}
	filling := time.Since(began)
	began = time.Now()
	other, err := Open(t.Context(), options(folder, time.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	opening := time.Since(began)
	began = time.Now()
	open, _, err := other.Open(t.Context())
	reading := time.Since(began)
	if err != nil || len(open) != many/each {
		t.Errorf("%d are open, %v", len(open), err)
	}
	var took []time.Duration
	for i := range 200 {
		began := time.Now()
		if _, err := other.Append(t.Context(), nil, booking(many+i)); err != nil {
			t.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	p99 := percentile(took, 0.99)
	began = time.Now()
	r, err := other.Check(t.Context())
	if err != nil || r.Facts != many+200 {
		t.Errorf("%d facts, %v", r.Facts, err)
	}
	checking := time.Since(began)
	t.Logf("%d facts in %v, %d bytes each: opening %v, reading %d open ones %v, append p50 %v p99 %v, checking all %v",
		many, filling, r.Bytes/int64(many), opening, len(open), reading, percentile(took, 0.5), p99, checking)
	// Wide, because the machine may be busy: what grows with the facts is far beyond.
	if opening > time.Second || reading > time.Second || p99 > 2*time.Second {
		t.Error("it has become slow")
	}
}

// TestMemory measures what an open store holds.
func TestMemory(t *testing.T) {
	resident := func() int {
		runtime.GC()
		text, err := os.ReadFile("/proc/self/statm")
		if err != nil {
			t.Skip("no /proc here")
		}
		var size, pages int
		if _, err := fmt.Sscan(string(text), &size, &pages); err != nil {
			t.Fatal(err)
		}
		return pages * os.Getpagesize()
	}
	folder := filled(t, 200)
	before := resident()
	const stores = 8
	for range stores {
		s := opened(t, options(folder, time.Now))
		if _, _, err := s.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Append(t.Context(), nil, booking(0)); err != nil {
			t.Fatal(err)
		}
	}
	each := (resident() - before) / stores
	t.Logf("an open store holds %d kB", each/1024)
	if each > 16<<20 {
		t.Errorf("%d bytes", each)
	}
}
