package api

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"creneau/state/clinic"
)

// The bounds of a wait. The limit is one of an hour, so nobody is told
// truthfully to wait longer than that; a minute is allowed for clocks.
const (
	minWait   = time.Second
	maxWait   = 3660 * time.Second
	maxPast   = 60 * time.Second
	firstWait = 60 * time.Second // where a 429 tells nothing; doubles from there
	lastWait  = 15 * time.Minute
	shortWait = 5 * time.Second // a wait below that which proves too short doubles as well
)

// limits is what the headers told of the request limit of one key and of the
// server's clock. The zero limits know nothing.
type limits struct {
	mu     sync.Mutex
	clock  clock
	quota  clinic.Quota
	asked  time.Time // when the request was sent whose answer told the quota
	told   time.Time // when that answer came
	silent int       // 429s in a row that told no time; those of one moment count once
	short  int       // 429s in a row that told a time below shortWait
	last   time.Time // when the last of either came
}

// ofAnotherKey knows of the server's clock alone.
func (l *limits) ofAnotherKey() *limits {
	l.mu.Lock()
	defer l.mu.Unlock()
	return &limits{clock: l.clock}
}

// observe takes in the headers of any answer.
func (l *limits) observe(h http.Header, sent, received time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clock.observe(h, sent, received)
	limits, lefts := valuesOf(h, "X-RateLimit-Limit"), valuesOf(h, "X-RateLimit-Remaining")
	if len(limits)+len(lefts) == 0 || sent.Before(l.asked) {
		return // nothing is told, or an answer that was overtaken says nothing new
	}
	var q clinic.Quota // what cannot be read is unknown, never full
	if q.Remaining, q.Known = countIn(lefts); q.Known {
		q.Limit, _ = countIn(limits)
	}
	if reset, ok := resetAfter(valuesOf(h, "X-RateLimit-Reset"), l.clock.serverTime(received)); ok && q.Known {
		q.Reset, q.Told = reset, true
	}
	l.quota, l.asked, l.told = q, sent, received
}

// succeeded ends the doubling of waits.
func (l *limits) succeeded() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.silent, l.short = 0, 0
}

// wait is how long to send nothing after a 429, from minWait to maxWait, and
// whether the answer told it. What it does not tell doubles each time, and so
// does what it tells where that was short and proved too short.
func (l *limits) wait(h http.Header, sent, received time.Time) (wait time.Duration, told bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	wait, told = waitTold(h, l.clock.serverTime(received))
	again := func(times *int) int {
		if *times == 0 || !sent.Before(l.last) {
			*times++
			l.last = received
		}
		return min(*times-1, 10)
	}
	switch {
	case !told:
		return min(firstWait<<min(again(&l.silent), 8), lastWait), false
	case wait >= shortWait:
		l.short = 0
		return wait, true
	}
	times := again(&l.short)
	return min(wait<<times, lastWait), times == 0
}

// quotaAt is the quota, with what is left of its window at a moment.
func (l *limits) quotaAt(now time.Time) clinic.Quota {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := l.quota
	if q.Told {
		q.Reset = max(0, q.Reset-now.Sub(l.told))
	}
	return q
}

func (l *limits) offset() (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.clock.offset()
}

// waitTold is the longer of the waits that Retry-After and X-RateLimit-Reset
// ask for, where one can be understood; server is the time on the server.
func waitTold(h http.Header, server time.Time) (time.Duration, bool) {
	wait, ok := resetAfter(valuesOf(h, "X-RateLimit-Reset"), server)
	if retry, told := retryAfter(valuesOf(h, "Retry-After"), server); told {
		return max(wait, retry), true
	}
	return wait, ok
}

// resetAfter reads X-RateLimit-Reset, whose form is not documented: seconds
// from now, or an absolute time in seconds, milliseconds, micro- or nanoseconds
// since 1970, in RFC 3339 or as an HTTP date. A time that has passed by more
// than a minute or lies beyond the window was misread: then nothing is known.
func resetAfter(values []string, server time.Time) (time.Duration, bool) {
	if len(values) != 1 {
		return 0, false
	}
	at, after, ok := resetForm(strings.TrimSpace(values[0]))
	if !ok {
		return 0, false
	}
	if !at.IsZero() {
		after = at.Sub(server)
	}
	if after < -maxPast || after > maxWait {
		return 0, false
	}
	return max(after, minWait), true
}

// resetForm tells the forms apart by their size: an absolute time, or a
// duration where that time is zero.
func resetForm(text string) (at time.Time, after time.Duration, ok bool) {
	if t, ok := absolute(text); ok {
		return t, 0, true
	}
	n, part, ok := number(text)
	switch {
	case !ok:
		return time.Time{}, 0, false
	case n <= 86_400:
		return time.Time{}, time.Duration(n)*time.Second + part, true
	case n >= 1e9 && n < 1e11:
		return time.Unix(n, int64(part)), 0, true
	case n >= 1e12 && n < 1e14:
		return time.UnixMilli(n), 0, true
	case n >= 1e15 && n < 1e17:
		return time.UnixMicro(n), 0, true
	case n >= 1e18:
		return time.Unix(0, n), 0, true
	}
	return time.Time{}, 0, false
}

// retryAfter reads Retry-After (RFC 9110, 10.2.3): seconds or an HTTP date. It
// is documented well enough to be believed, so a long wait is cut to the bound.
func retryAfter(values []string, server time.Time) (time.Duration, bool) {
	if len(values) != 1 {
		return 0, false
	}
	text := strings.TrimSpace(values[0])
	if at, ok := absolute(text); ok {
		after := at.Sub(server)
		return min(max(after, minWait), maxWait), after >= -maxPast
	}
	n, part, ok := number(text)
	return min(max(time.Duration(min(n, 86_400))*time.Second+part, minWait), maxWait), ok
}

func absolute(text string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, true
	}
	t, err := http.ParseTime(text)
	return t, err == nil
}

// digits reads a number that is written with digits alone.
func digits(text string) (int64, bool) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// number reads a number without sign, and what stands behind its point as a part
// of a second.
func number(text string) (whole int64, part time.Duration, ok bool) {
	text, fraction, pointed := strings.Cut(text, ".")
	whole, ok = digits(text)
	if !ok || !pointed {
		return whole, 0, ok
	}
	if _, ok = digits(fraction); !ok {
		return 0, 0, false
	}
	nanos, _ := digits((fraction + "000000000")[:9])
	return whole, time.Duration(nanos), true
}

// valuesOf are the values of a header, however its name is spelled: a transport
// of ours may carry names that no network has made uniform.
func valuesOf(h http.Header, name string) []string {
	var all []string
	for spelled, values := range h {
		if strings.EqualFold(spelled, name) {
			all = append(all, values...)
		}
	}
	return all
}

// countIn reads one number, if there is one and no other.
func countIn(values []string) (int, bool) {
	if len(values) != 1 {
		return 0, false
	}
	n, ok := digits(strings.TrimSpace(values[0]))
	if !ok || n > 1e9 {
		return 0, false
	}
	return int(n), true
}
