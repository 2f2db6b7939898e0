// Package store is what the desk keeps where the power may fail: a small
// interface over facts, claims and budgets. api/store/sqlite is its embedded
// default; api/store/storetest is what every store must pass.
//
// # What a fact is
//
// A fact says what one subject is from now on, whole. A subject is something
// that the desk must not forget: a booking that was confirmed, a cancel in its
// grace, a draft, a person on the waiting list, an arrival, how the desk looks, a
// day as it was read. A fact is never changed. What a subject is is the last fact
// about it; what was before is its history. So nothing has to be replayed: a desk
// that starts reads the last fact of every open subject and goes on from there,
// and a desk that follows the sequence may miss what was between two facts and is
// right all the same.
//
//	kind        subject          its facts                                          closes
//	intent      its reference    confirmed, sending, waits, unknown, absent, …      when it is known what became of it
//	cancel      the appointment  grace, sending, unknown                            when that is known
//	draft       a ULID           each pause of the typing                           discarded, or confirmed: with the intent, in one Append
//	waiting     a ULID           put on the list                                    taken off
//	arrival     the appointment  here                                               taken back, or its day is over (Until)
//	appearance  the login        theme and language                                 never
//	reading     what was asked   the answer, with its age                           its day is over (Until)
//
// A move is one intent: its stages say which of its two calls was made, its
// payload what it puts back if the second fails.
//
// Facts that stand together are appended together: the draft closes in the
// transaction in which its intent opens. Append returns when they are on the
// disk, and only then a request may leave. Alone keeps two subjects from being
// open for the same thing, a person at a time in a department: it is what stops
// two processes from booking twice. Where only the last fact of a subject is of
// use (Latest), the ones before it go in the same transaction.
//
// What names somebody is the payload (Secret), which a store seals, and Alone, of
// which it keeps a keyed mark. Everything else lies open to whoever may read the
// file, and holds references only.
//
// # Who may act
//
// A desk claims its own name and renews that claim. Everything that it appends,
// it appends under the claim; a request leaves only while Ours says that it is
// still the desk's. Each claim has a fencing number, greater than all before it.
// A desk that takes over what another left claims that one's name: from then on
// whatever the other still appends is refused (ErrLost), however late it wakes.
// Where the other's process is known to have ended, its claim is released first.
// Safety rests on the numbers alone; the clock only says when somebody is gone.
//
// # Several hosts
//
// Facts carry ULIDs, so that a hub can copy them and meet the same one twice.
// Sequence numbers are a store's own.
package store

import (
	"context"
	"embed"
	"strconv"
	"strings"
	"time"
)

// A Store keeps facts, claims and budgets. All of it may be called by many at
// once. What is wrong with a store is a Problem.
type Store interface {
	// Append makes facts durable, all or none, in their order, and returns the
	// sequence number of the last. Under are the claims that must still be ours
	// (ErrLost). A fact whose Alone another open subject has is refused (Taken).
	// A fact that is already there, by its ID, is left as it is: what is in doubt
	// can be appended again.
	Append(ctx context.Context, under []Claim, facts ...Fact) (Seq, error)

	// Open reads the last fact of every open subject of some kinds, of all where
	// none is named, in their order; and the number up to which that holds.
	Open(ctx context.Context, kinds ...Kind) ([]Fact, Seq, error)

	// Since reads the facts after a number, in their order, at most that many.
	Since(ctx context.Context, after Seq, most int) ([]Fact, error)

	// Await returns once there is a fact after a number, or with ctx's error.
	Await(ctx context.Context, after Seq) error

	// Claim takes a name for a time, where nobody holds it (Held).
	Claim(ctx context.Context, name, by string, ttl time.Duration) (Claim, error)

	// Renew holds a claim for a time from now, unless somebody has taken it
	// (ErrLost).
	Renew(ctx context.Context, c Claim, ttl time.Duration) (Claim, error)

	// Ours is nil while a claim is ours: nobody has taken it, and its time is not
	// over (ErrLost).
	Ours(ctx context.Context, c Claim) error

	// Release gives a claim up; its Name and Fence say which. One that somebody has
	// taken since is left alone.
	Release(ctx context.Context, c Claim) error

	// Spend takes n requests from a budget, of which at least keep must be left
	// (Spent).
	Spend(ctx context.Context, b Budget, n, keep int) (Balance, error)

	// Told takes in what somebody was told is left of a budget: within a window
	// the lower count is believed.
	Told(ctx context.Context, b Budget, told Balance) error

	// Sweep removes what nobody needs any more, and says how much.
	Sweep(ctx context.Context) (Swept, error)

	Close() error
}

// Retention is how long what is settled is kept.
const Retention = 30 * 24 * time.Hour

// Swept counts what Sweep removed.
type Swept struct{ Facts, Subjects, Claims int }

// Steps are the migrations of a store in their order: the files of its folder
// migrations, which are numbered from 1 on. Files that are not are a mistake of who
// embedded them.
func Steps(files embed.FS) []string {
	entries, err := files.ReadDir("migrations")
	if err != nil {
		panic(err)
	}
	var all []string
	for i, entry := range entries { // sorted by name
		number, _, _ := strings.Cut(entry.Name(), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			panic("migration " + entry.Name() + " is not the next one")
		}
		text, err := files.ReadFile("migrations/" + entry.Name())
		if err != nil {
			panic(err)
		}
		all = append(all, string(text))
	}
	return all
}
