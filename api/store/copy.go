package store

import (
	"bytes"
	"context"
	"strings"
)

// A Copy is a fact as one store gives it to another. Of two copies about a subject
// the one with the higher version counts, of two with the same the one with the
// greater id: so stores that have met the same facts agree, in whatever order they
// met them and whatever the clocks of their hosts say.
type Copy struct {
	Fact
	Version int64 // one more than that of the fact which this one was told after
}

// After says whether a copy counts more than the fact of a version and an id.
func (c Copy) After(version int64, id ULID) bool {
	return c.Version > version || c.Version == version && bytes.Compare(c.ID[:], id[:]) > 0
}

// An Exchange is a store that gives copies of its facts, and takes those of others.
type Exchange interface {
	Store

	// Copies reads the facts of some kinds after a number, in their order, of at most
	// that many facts; and the number up to which that was.
	Copies(ctx context.Context, after Seq, most int, kinds ...Kind) ([]Copy, Seq, error)

	// Receive takes copies, all or none, and says how many told something new. One
	// that is there, that does not count more than what is there about its subject, or
	// that Sweep would remove is passed over. Alone of other stores is not judged.
	Receive(ctx context.Context, under []Claim, copies ...Copy) (int, error)
}

// deskOf stands between a host's name and that of its desk, in the facts of other
// hosts.
const deskOf = ":desk/"

// OfHost is the name of a desk as other hosts know it.
func OfHost(host, desk string) string {
	if HostOf(desk) != "" || desk == "" {
		return desk
	}
	return host + ":" + desk
}

// HostOf is the host of a desk by its name; "" of one of this host.
func HostOf(desk string) string {
	host, _, ok := strings.Cut(desk, deskOf)
	if !ok || strings.Contains(host, "/") {
		return ""
	}
	return host
}

// OnHost is the name of a desk on its host.
func OnHost(desk string) string {
	if host := HostOf(desk); host != "" {
		return desk[len(host)+1:]
	}
	return desk
}
