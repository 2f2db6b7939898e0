package broker

import (
	"context"
	"errors"
	"sync"
	"time"

	"creneau/state"
)

// A class is how urgent a request is; the lowest passes first.
type class int

const (
	writes class = iota
	looks        // for what a write did
	reads
	classes
)

// How requests leave that waited for the end of a limit.
const (
	margin  = time.Second            // after the end that was told
	burst   = 5                      // at once
	spacing = 100 * time.Millisecond // then one after the other
)

// A gate lets all pass, but after a request limit: nothing until it ends, then one
// request alone, then what waited for its answer, urgent ones first. The zero gate is
// open.
type gate struct {
	mu      sync.Mutex
	until   time.Time // nothing leaves before; zero where there is no limit
	probing bool      // one is out alone
	letting bool      // those that waited are leaving
	next    *time.Timer
	queue   [classes][]*waiter
}

type waiter struct {
	leave  chan struct{} // closed when it may leave, or was refused
	refuse bool
}

// A pass is that of one request.
type pass struct{ probes bool }

// enter waits until a request may leave. While there is a limit it is refused at
// once, as the API would.
func (g *gate) enter(ctx context.Context, of class) (pass, error) {
	g.mu.Lock()
	if left := time.Until(g.until); left > 0 {
		g.mu.Unlock()
		return pass{}, limited(left)
	}
	if !g.until.IsZero() {
		g.until, g.probing = time.Time{}, true
		g.mu.Unlock()
		return pass{probes: true}, nil
	}
	if !g.probing && !g.letting {
		g.mu.Unlock()
		return pass{}, nil
	}
	w := &waiter{leave: make(chan struct{})}
	g.queue[of] = append(g.queue[of], w)
	g.mu.Unlock()
	select {
	case <-w.leave:
	case <-ctx.Done():
		return pass{}, state.Failure{Code: state.NotSent, Cause: stopped(ctx)}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if left := time.Until(g.until); w.refuse {
		return pass{}, limited(max(left, time.Second))
	}
	return pass{}, nil
}

// ends is when nothing is held back any more because of a limit.
func (g *gate) ends() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.until.Add(-margin)
}

// leave takes in what a request was answered, and says how long all are quiet
// because of it.
func (g *gate) leave(p pass, err error) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p.probes {
		g.probing = false
	}
	var f state.Failure
	if errors.As(err, &f) && f.Wait > 0 {
		g.until, g.letting = time.Now().Add(f.Wait+margin), false
		for of := range g.queue {
			for _, w := range g.queue[of] {
				w.refuse = true
				close(w.leave)
			}
			g.queue[of] = nil
		}
		return f.Wait
	}
	if p.probes {
		g.letting = true
		g.let(burst)
	}
	return 0
}

// let lets up to n leave, and the next a little later.
func (g *gate) let(n int) {
	for of := range g.queue {
		for n > 0 && len(g.queue[of]) > 0 {
			close(g.queue[of][0].leave)
			g.queue[of] = g.queue[of][1:]
			n--
		}
	}
	if n > 0 {
		g.letting = false
		return
	}
	if g.next != nil {
		g.next.Stop()
	}
	g.next = time.AfterFunc(spacing, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.letting {
			g.let(1)
		}
	})
}

// limited is the answer to what is not sent while there is a limit.
func limited(left time.Duration) state.Failure {
	return state.Failure{Code: state.RateLimitExceeded, Status: 429, Coded: true, Wait: max(left, time.Second), WaitTold: true}
}
