package ui

import (
	"sync"
	"time"
)

// Writes counts the requests that change something and are on their way, so
// that the program can wait for their answers before it ends.
type Writes struct {
	mu   sync.Mutex
	n    int
	idle chan struct{}
}

// NewWrites counts none.
func NewWrites() *Writes { return &Writes{} }

func (w *Writes) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n == 0 {
		w.idle = make(chan struct{})
	}
	w.n++
}

func (w *Writes) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n--; w.n == 0 {
		close(w.idle)
	}
}

// Wait waits until no write is on its way, at most so long, and says whether
// that came to pass.
func (w *Writes) Wait(most time.Duration) bool {
	w.mu.Lock()
	n, idle := w.n, w.idle
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
