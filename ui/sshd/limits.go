package sshd

import "time"

// Limits are how much of the server anybody may take.
type Limits struct {
	Waiting int // connections whose holder is not known yet; one more takes the place of another
	Desks   int // at once
	PerUser int // of them, for each key

	Handshake time.Duration // from the connection until a key was proven
	FirstSize time.Duration // from there until a terminal with a size is there
	Longest   time.Duration // a desk is open
	Idle      time.Duration // without a key being pressed; 0 for no end
	Warning   time.Duration // before that it is said
	Stuck     time.Duration // one write may take, until its reader is taken to be gone
	Resize    time.Duration // between two sizes of a window

	Notice   time.Duration // between what is said at the end of the server and the end of the desks
	Drain    time.Duration // desks may take to end
	Farewell time.Duration // for what is said last to arrive
}

// Standard are the limits of a server.
func Standard() Limits {
	return Limits{
		Waiting: 64, Desks: 250, PerUser: 2,
		Handshake: 20 * time.Second, FirstSize: 10 * time.Second, Longest: 12 * time.Hour,
		Idle: 15 * time.Minute, Warning: time.Minute, Stuck: 30 * time.Second, Resize: 50 * time.Millisecond,
		Notice: 3 * time.Second, Drain: 75 * time.Second, Farewell: 2 * time.Second,
	}
}

// The largest window that is believed, in cells, and the most bytes that are read:
// at once, and afterwards in a second. No hand and no scanner is faster, and a paste
// is taken up to 64 KiB.
const (
	maxWidth  = 500
	maxHeight = 200

	readAtOnce   = 96 << 10
	readASecond  = 4 << 10
	longestTerm  = 64 // of the name of a terminal's type, in bytes
	readAtATime  = 4 << 10
	unknownTerm  = "dumb"
	keepAlive    = 15 * time.Second
	keepAlives   = 3
	unackedLimit = 60 * time.Second
)
