package ui

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"creneau/state"
)

// Writes knows the requests of which the desk has not heard, so that the program
// can wait for the answers to those that change something before it ends, and
// finish what must not be left half done.
type Writes struct {
	mu      sync.Mutex
	last    int
	unheard []unheard
	writes  int           // on their way
	idle    chan struct{} // closed when none is
	told    chan struct{} // one waits in it when something was answered
}

// An unheard request was asked for, and the desk has not taken in what came of it.
type unheard struct {
	number   int
	effect   state.Effect
	answer   reply
	answered bool
}

// NewWrites knows none.
func NewWrites() *Writes { return &Writes{told: make(chan struct{}, 1)} }

// begin notes a request and gives it a number.
func (w *Writes) begin(e state.Effect) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last++
	w.unheard = append(w.unheard, unheard{number: w.last, effect: e})
	if e.Traits().Outlives {
		if w.writes == 0 {
			w.idle = make(chan struct{})
		}
		w.writes++
	}
	return w.last
}

// end notes what came of a request.
func (w *Writes) end(r reply) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := w.index(r.number)
	if i < 0 {
		return
	}
	w.unheard[i].answer, w.unheard[i].answered = r, true
	if w.unheard[i].effect.Traits().Outlives {
		if w.writes--; w.writes == 0 {
			close(w.idle)
		}
	}
	select {
	case w.told <- struct{}{}:
	default: // it is known already
	}
}

func (w *Writes) index(number int) int {
	i, ok := slices.BinarySearchFunc(w.unheard, number, func(u unheard, n int) int { return cmp.Compare(u.number, n) })
	if !ok {
		return -1
	}
	return i
}

// heard forgets a request of which the desk has taken in what came of it.
func (w *Writes) heard(number int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := w.index(number); i >= 0 {
		w.unheard = slices.Delete(w.unheard, i, i+1)
	}
}

// take are the requests that were answered, in the order in which they were asked.
func (w *Writes) take() []unheard {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []unheard
	for _, u := range w.unheard {
		if u.answered {
			out = append(out, u)
		}
	}
	w.unheard = slices.DeleteFunc(w.unheard, func(u unheard) bool { return u.answered })
	return out
}

// takeReads are the reads that were not answered: nobody waits for them any more.
func (w *Writes) takeReads() []state.Effect {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []state.Effect
	w.unheard = slices.DeleteFunc(w.unheard, func(u unheard) bool {
		read := !u.effect.Traits().Outlives
		if read {
			out = append(out, u.effect)
		}
		return read
	})
	return out
}

// Wait waits until no write is on its way, at most so long, and says whether
// that came to pass.
func (w *Writes) Wait(most time.Duration) bool {
	w.mu.Lock()
	n, idle := w.writes, w.idle
	w.mu.Unlock()
	if n == 0 {
		return true
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-idle:
		return true
	case <-timer.C:
		return false
	}
}
