package storetest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"creneau/api/store"
)

// A Memory is a store that forgets when the test ends: a double for who needs many
// stores and no disk. It keeps to everything that Run asks.
type Memory struct {
	now func() time.Time

	mu       sync.Mutex
	facts    []store.Fact // in order
	last     store.Seq
	subjects map[[2]string]*about
	claims   map[string]lease
	fence    int64
	budgets  map[string]store.Balance
	changed  chan struct{} // closed at the next fact
}

// about is what is known of a subject.
type about struct {
	seq    store.Seq
	closed bool
	at     time.Time
	until  time.Time
	alone  string
}

type lease struct {
	store.Claim
	ttl time.Duration
}

var _ store.Store = (*Memory)(nil)

// NewMemory is an empty one, by a clock.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{
		now: now, subjects: map[[2]string]*about{}, claims: map[string]lease{}, budgets: map[string]store.Balance{}, changed: make(chan struct{}),
	}
}

func (m *Memory) over(until time.Time) bool { return !until.IsZero() && !until.After(m.now()) }

// Append implements store.Store.
func (m *Memory) Append(_ context.Context, under []store.Claim, facts ...store.Fact) (store.Seq, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range facts {
		if err := f.Check(); err != nil {
			return 0, err
		}
	}
	for _, c := range under {
		if had, ok := m.claims[c.Name]; !ok || had.Fence != c.Fence {
			return 0, store.ErrLost
		}
	}
	was, numbered, subjects := slices.Clone(m.facts), m.last, map[[2]string]*about{}
	for name, a := range m.subjects {
		same := *a
		subjects[name] = &same
	}
	last := store.Seq(0)
	for _, f := range facts {
		seq, err := m.put(f)
		if err != nil {
			m.facts, m.last, m.subjects = was, numbered, subjects
			return 0, err
		}
		last = max(last, seq)
	}
	if len(facts) > 0 {
		close(m.changed)
		m.changed = make(chan struct{})
	}
	return last, nil
}

func (m *Memory) put(f store.Fact) (store.Seq, error) {
	for _, have := range m.facts {
		if have.ID == f.ID {
			return have.Seq, nil
		}
	}
	name := [2]string{string(f.Kind), f.Subject}
	a := m.subjects[name]
	if a == nil {
		a = &about{}
	}
	a.alone = cmp.Or(f.Alone, a.alone)
	if a.alone != "" && !f.Closed {
		for other, o := range m.subjects {
			if other == name || o.alone != a.alone || o.closed {
				continue
			}
			if !m.over(o.until) {
				return 0, &store.Taken{Refused: f.Subject, Subject: other[1], Desk: m.fact(o.seq).Desk}
			}
			o.alone = ""
		}
	}
	m.last++
	f.Seq, f.Alone = m.last, ""
	if f.Secret != nil {
		f.Secret = append([]byte{}, f.Secret...)
	}
	latest := f.Latest
	f.Latest = false
	if latest {
		m.facts = slices.DeleteFunc(m.facts, func(o store.Fact) bool { return [2]string{string(o.Kind), o.Subject} == name })
	}
	m.facts = append(m.facts, f)
	a.seq, a.closed, a.at, a.until = f.Seq, f.Closed, f.At, f.Until
	m.subjects[name] = a
	return f.Seq, nil
}

func (m *Memory) fact(seq store.Seq) store.Fact {
	i, _ := slices.BinarySearchFunc(m.facts, seq, func(f store.Fact, s store.Seq) int { return cmp.Compare(f.Seq, s) })
	return m.facts[i]
}

// Open implements store.Store.
func (m *Memory) Open(_ context.Context, kinds ...store.Kind) ([]store.Fact, store.Seq, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []store.Fact
	for name, a := range m.subjects {
		if !a.closed && !m.over(a.until) && (len(kinds) == 0 || slices.Contains(kinds, store.Kind(name[0]))) {
			out = append(out, m.fact(a.seq))
		}
	}
	slices.SortFunc(out, func(x, y store.Fact) int { return cmp.Compare(x.Seq, y.Seq) })
	return out, m.last, nil
}

// Since implements store.Store.
func (m *Memory) Since(_ context.Context, after store.Seq, most int) ([]store.Fact, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, _ := slices.BinarySearchFunc(m.facts, after+1, func(f store.Fact, s store.Seq) int { return cmp.Compare(f.Seq, s) })
	return slices.Clone(m.facts[i:min(len(m.facts), i+most)]), nil
}

// Await implements store.Store.
func (m *Memory) Await(ctx context.Context, after store.Seq) error {
	for {
		m.mu.Lock()
		last, changed := m.last, m.changed
		m.mu.Unlock()
		if last > after {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// Claim implements store.Store.
func (m *Memory) Claim(_ context.Context, name, by string, ttl time.Duration) (store.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if had, ok := m.claims[name]; ok && had.By != by && had.Until.After(now) {
		if latest := now.Add(had.ttl); had.Until.After(latest) { // the clock was set back
			had.Until = latest
			m.claims[name] = had
		}
		return store.Claim{}, &store.Held{By: had.By, Until: had.Until, Fence: had.Fence}
	}
	m.fence++
	c := store.Claim{Name: name, By: by, Fence: m.fence, Until: now.Add(ttl)}
	m.claims[name] = lease{c, ttl}
	return c, nil
}

// Renew implements store.Store.
func (m *Memory) Renew(_ context.Context, c store.Claim, ttl time.Duration) (store.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	had, ok := m.claims[c.Name]
	if !ok || had.Fence != c.Fence {
		return store.Claim{}, store.ErrLost
	}
	had.Until, had.ttl = m.now().Add(ttl), ttl
	m.claims[c.Name] = had
	return had.Claim, nil
}

// Ours implements store.Store.
func (m *Memory) Ours(_ context.Context, c store.Claim) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if had, ok := m.claims[c.Name]; !ok || had.Fence != c.Fence || !had.Until.After(m.now()) {
		return store.ErrLost
	}
	return nil
}

// Release implements store.Store.
func (m *Memory) Release(_ context.Context, c store.Claim) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if had, ok := m.claims[c.Name]; ok && had.Fence == c.Fence {
		delete(m.claims, c.Name)
	}
	return nil
}

// balance is what is left of a budget.
func (m *Memory) balance(b store.Budget) store.Balance {
	now := m.now()
	if have, ok := m.budgets[b.Name]; ok && have.Ends.After(now) && !have.Ends.After(now.Add(b.Window+time.Minute)) {
		return have
	}
	return store.Balance{Left: b.Limit, Ends: now.Add(b.Window)}
}

// Spend implements store.Store.
func (m *Memory) Spend(_ context.Context, b store.Budget, n, keep int) (store.Balance, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	have := m.balance(b)
	if n < 0 || have.Left-n < keep {
		return store.Balance{}, &store.Spent{Balance: have}
	}
	have.Left -= n
	m.budgets[b.Name] = have
	return have, nil
}

// Told implements store.Store.
func (m *Memory) Told(_ context.Context, b store.Budget, told store.Balance) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	have := m.balance(b)
	if told.Ends.IsZero() {
		told.Ends = have.Ends
	}
	if have.Ends.Sub(told.Ends).Abs() <= time.Minute {
		told.Left = min(told.Left, have.Left)
	}
	m.budgets[b.Name] = told
	return nil
}

// Sweep implements store.Store.
func (m *Memory) Sweep(context.Context) (store.Swept, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var swept store.Swept
	now := m.now()
	if len(m.facts) > 0 {
		if ahead := m.facts[len(m.facts)-1].At.Sub(now); ahead > 10*time.Minute {
			return swept, store.Problem{Trouble: store.ClockBack, Minutes: int(ahead / time.Minute)}
		}
	}
	old := now.Add(-store.Retention)
	for name, a := range m.subjects {
		if !m.over(a.until) && (!a.closed || a.at.After(old)) {
			continue
		}
		before := len(m.facts)
		m.facts = slices.DeleteFunc(m.facts, func(f store.Fact) bool { return [2]string{string(f.Kind), f.Subject} == name })
		swept.Facts, swept.Subjects = swept.Facts+before-len(m.facts), swept.Subjects+1
		delete(m.subjects, name)
	}
	for name, c := range m.claims {
		if !c.Until.After(old) {
			delete(m.claims, name)
			swept.Claims++
		}
	}
	return swept, nil
}

// Close implements store.Store: another's hold on it goes on.
func (m *Memory) Close() error { return nil }
