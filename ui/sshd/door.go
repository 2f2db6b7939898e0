package sshd

import (
	"math"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"creneau/api/settings"
)

// A door knows every connection: those that wait for their key to be proven, and
// those that are inside. When too many wait, one of them goes, not the newcomer: a
// crowd that only stands there keeps nobody out.
type door struct {
	limits Limits
	count  *counters

	mu      sync.Mutex
	waiting []*visitor // the oldest first
	inside  int
	ofKey   map[string]int       // connections inside, by key
	failed  map[netip.Prefix]due // connections that ended unknown, by where they came from
}

// due is how many of something are remembered, of which some are forgotten in every
// second.
type due struct {
	n  float64
	at time.Time
}

// How connections that end unknown are counted against where they come from: so
// many are forgiven in a second, so many cost nothing, and each one more makes the
// next ones from there wait a little longer.
const (
	forgiven    = 3.0
	costNothing = 20.0
	mostFailed  = 40.0
	eachWaits   = 75 * time.Millisecond
)

func newDoor(l Limits, c *counters) *door {
	return &door{limits: l, count: c, ofKey: map[string]int{}, failed: map[netip.Prefix]due{}}
}

// A visitor is a connection.
type visitor struct {
	net.Conn
	door *door
	from netip.Prefix

	spoke    atomic.Bool
	channels atomic.Int32
	sizes    sizes
	left     sync.Once

	mu    sync.Mutex
	who   settings.User
	key   string // of who is inside; "" while it waits
	ghost *time.Timer
}

type visitorKey struct{}

// visitorOf is the connection of a context.
func visitorOf(ctx ssh.Context) *visitor {
	v, _ := ctx.Value(visitorKey{}).(*visitor)
	return v
}

// admit takes in a connection that nobody knows yet. It may take a moment, where many
// from the same place have failed.
func (d *door) admit(c net.Conn) *visitor {
	v := &visitor{Conn: c, door: d, from: placeOf(c.RemoteAddr()), sizes: newSizes()}
	tune(c)
	d.mu.Lock()
	var goes *visitor
	if len(d.waiting) >= d.limits.Waiting {
		i := d.surplus()
		goes = d.waiting[i]
		d.waiting = slices.Delete(d.waiting, i, i+1)
	}
	d.waiting = append(d.waiting, v)
	wait := d.penalty(v.from, time.Now())
	d.mu.Unlock()
	if goes != nil {
		d.count.dropped.WithLabelValues("crowded").Inc()
		_ = goes.Close()
	}
	if wait > 0 {
		time.Sleep(wait)
	}
	return v
}

// surplus is the one of those who wait that goes: who has said nothing longest, else
// the oldest of those from where most come.
func (d *door) surplus() int {
	if i := slices.IndexFunc(d.waiting, func(v *visitor) bool { return !v.spoke.Load() }); i >= 0 {
		return i
	}
	many := map[netip.Prefix]int{}
	for _, v := range d.waiting {
		many[v.from]++
	}
	goes := 0
	for i, v := range d.waiting {
		if many[v.from] > many[d.waiting[goes].from] {
			goes = i
		}
	}
	return goes
}

// enter lets a connection in whose key was proven. It says which limit keeps it out,
// as a key of a sentence; "" for none.
func (d *door) enter(v *visitor, who settings.User) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := string(who.Key.Marshal())
	i := slices.Index(d.waiting, v)
	switch {
	case i < 0:
		return "serve.full" // it was just sent away
	case d.ofKey[key] >= d.limits.PerUser:
		return "serve.too_many"
	case d.inside >= d.limits.Desks:
		return "serve.full"
	}
	d.waiting = slices.Delete(d.waiting, i, i+1)
	d.inside++
	d.ofKey[key]++
	v.mu.Lock()
	v.who, v.key = who, key
	v.ghost = time.AfterFunc(d.limits.FirstSize, func() { v.drop("no_terminal") })
	v.mu.Unlock()
	return ""
}

// leave forgets a connection that has ended.
func (d *door) leave(v *visitor) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ghost != nil {
		v.ghost.Stop()
	}
	if v.key != "" {
		d.inside--
		if d.ofKey[v.key]--; d.ofKey[v.key] == 0 {
			delete(d.ofKey, v.key)
		}
		return
	}
	if i := slices.Index(d.waiting, v); i >= 0 {
		d.waiting = slices.Delete(d.waiting, i, i+1)
	}
	d.blame(v.from, time.Now())
}

// penalty is how long the next connection from somewhere waits.
func (d *door) penalty(from netip.Prefix, now time.Time) time.Duration {
	over := d.failed[from].after(now) - costNothing
	return time.Duration(max(0, over) * float64(eachWaits))
}

// blame counts a connection that ended unknown, and forgets places that are forgiven.
func (d *door) blame(from netip.Prefix, now time.Time) {
	if len(d.failed) > 1024 {
		for p, f := range d.failed {
			if f.after(now) == 0 {
				delete(d.failed, p)
			}
		}
	}
	d.failed[from] = due{min(mostFailed, d.failed[from].after(now)+1), now}
}

// after is what is left of it at a moment.
func (f due) after(now time.Time) float64 {
	return math.Max(0, f.n-forgiven*now.Sub(f.at).Seconds())
}

// clear sends away all who wait.
func (d *door) clear() {
	d.mu.Lock()
	waiting := slices.Clone(d.waiting)
	d.mu.Unlock()
	for _, v := range waiting {
		_ = v.Close()
	}
}

// numbers are how many wait and how many are inside.
func (d *door) numbers() (waiting, inside int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.waiting), d.inside
}

// placeOf is where an address belongs: alone, or with all that one customer of a
// provider has.
func placeOf(a net.Addr) netip.Prefix {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}
	}
	ip, _ := netip.AddrFromSlice(tcp.IP)
	bits := 64
	if ip = ip.Unmap(); ip.Is4() {
		bits = 32
	}
	p, _ := ip.Prefix(bits)
	return p
}

// Read implements net.Conn.
func (v *visitor) Read(p []byte) (int, error) {
	n, err := v.Conn.Read(p)
	if n > 0 && !v.spoke.Load() {
		v.spoke.Store(true)
	}
	return n, err
}

// Close implements net.Conn.
func (v *visitor) Close() error {
	v.left.Do(func() { v.door.leave(v) })
	return v.Conn.Close()
}

// drop ends the connection of who does not keep to the rules.
func (v *visitor) drop(why string) {
	v.door.count.dropped.WithLabelValues(why).Inc()
	_ = v.Close()
}

// seated says that the connection has a terminal, and who sits there.
func (v *visitor) seated() settings.User {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ghost != nil {
		v.ghost.Stop()
	}
	return v.who
}

// user is who is inside; nobody while the key was not proven.
func (v *visitor) user() settings.User {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.who
}

// fingerprint names a key in the log.
func fingerprint(who settings.User) string {
	if who.Key == nil {
		return ""
	}
	return gossh.FingerprintSHA256(who.Key)
}
