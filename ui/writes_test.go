package ui

import (
	"testing"
	"time"
)

// What the desk has heard of is forgotten: only what is on its way is known.
func TestHeardRequestsAreForgotten(t *testing.T) {
	r := newRig(t, newClinic(), plain())
	if n := len(r.writes.unheard); n > 0 {
		t.Errorf("%d requests were answered and are still known", n)
	}
	if !r.writes.Wait(0) {
		t.Error("a write is on its way")
	}
	r.clinic.silent = true
	send(r)
	if n := len(r.writes.unheard); n != 1 {
		t.Errorf("%d requests are known, one is on its way", n)
	}
	w := NewWrites()
	n := w.begin(r.writes.unheard[0].effect)
	if w.Wait(time.Millisecond) {
		t.Error("a write on its way is not waited for")
	}
	w.end(reply{number: n})
	if !w.Wait(time.Millisecond) || len(w.take()) != 1 || len(w.take()) != 0 {
		t.Error("its answer is not there once")
	}
}
