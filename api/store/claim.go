package store

import (
	"errors"
	"time"
)

// A Claim is a name that somebody holds for a time.
type Claim struct {
	Name  string
	By    string
	Fence int64 // greater than that of every claim before it
	Until time.Time
}

// ErrLost is why nothing was done under a claim: somebody else has taken it, or
// its time is over.
var ErrLost = errors.New("the claim is no longer ours")

// Held is why a name was not given: somebody holds it.
type Held struct {
	By    string
	Until time.Time
	Fence int64 // of the claim: who knows that its holder is gone releases it by that
}

// Error names who holds it.
func (h *Held) Error() string { return "held by " + h.By + " until " + h.Until.Format(time.TimeOnly) }

// A Budget is what all who share a name may spend within a window.
type Budget struct {
	Name   string // of what is spent: a key's fingerprint, never the key
	Limit  int    // of a window of which nothing is known yet
	Window time.Duration
}

// A Balance is what is left of a budget, and until when.
type Balance struct {
	Left int
	Ends time.Time
}

// Spent is why a budget gave nothing: too little would be left.
type Spent struct{ Balance }

// Error says what is left.
func (s *Spent) Error() string { return "the budget is spent until " + s.Ends.Format(time.TimeOnly) }
