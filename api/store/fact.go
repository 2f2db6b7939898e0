package store

import (
	"errors"
	"fmt"
	"time"
	"unicode"
)

// A Seq numbers the facts of one store in the order in which they became
// durable; the first is 1.
type Seq int64

// Kind is what sort of subject a fact is about.
type Kind string

// The kinds of subjects.
const (
	Intent     Kind = "intent"
	Cancel     Kind = "cancel"
	Draft      Kind = "draft"
	Waiting    Kind = "waiting"
	Arrival    Kind = "arrival"
	Appearance Kind = "appearance"
	Reading    Kind = "reading"
)

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{Intent, Cancel, Draft, Waiting, Arrival, Appearance, Reading}
}

// A Fact says what a subject is from now on, whole.
type Fact struct {
	ID      ULID
	Seq     Seq // given by the store
	Kind    Kind
	Subject string // of its kind; a reference, never a name
	Stage   string // how far the subject is, for who reads without the data key
	Closed  bool   // nothing is open about it any more
	Latest  bool   // what was before it is of no use

	// Alone is what no other open subject may have; "" for what this one had
	// before. It may hold a name: a store keeps a keyed mark of it, and does not
	// give it back.
	Alone string

	Desk  string    // who says so: the name of that desk's claim
	At    time.Time // when, to the millisecond
	Until time.Time // from then on it is as if it were closed; zero for never

	Secret []byte // the payload; sealed where it lies
}

// Bounds of a fact, in bytes.
const (
	maxText   = 200     // Subject, Stage, Desk
	maxSecret = 4 << 20 // a day of a large department is below 1 MB
)

// Check says why a fact cannot be kept.
func (f Fact) Check() error {
	switch {
	case f.ID == ULID{}:
		return errors.New("a fact without an id")
	case f.Kind == "" || f.Subject == "":
		return fmt.Errorf("fact %s has no subject", f.ID)
	case f.At.IsZero():
		return fmt.Errorf("fact %s has no time", f.ID)
	case len(f.Secret) > maxSecret:
		return fmt.Errorf("the payload of fact %s is %d bytes long, at most %d are kept", f.ID, len(f.Secret), maxSecret)
	}
	for _, text := range []string{string(f.Kind), f.Subject, f.Stage, f.Desk} {
		if len(text) > maxText {
			return fmt.Errorf("fact %s has a text of %d bytes, at most %d are kept", f.ID, len(text), maxText)
		}
		for _, r := range text {
			if !unicode.IsPrint(r) {
				return fmt.Errorf("fact %s has a text that cannot be printed: %.40q", f.ID, text)
			}
		}
	}
	return nil
}

// Taken is why a fact was not kept: another open subject is for the same thing.
type Taken struct {
	Refused string // the subject of the fact that was not kept
	Subject string // of the other
	Desk    string // and whose it is
}

// Error names the other subject.
func (t *Taken) Error() string { return "another is open for the same: " + t.Subject + " of " + t.Desk }
