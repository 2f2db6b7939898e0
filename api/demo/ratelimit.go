package demo

import (
	"net/http"
	"strconv"
	"time"

	"creneau/state"
)

// windowLength is the length of the fixed window that a key's requests are
// counted in; it begins with the first of them.
const windowLength = time.Hour

// burstWait is how long TOO_MANY_REQUESTS asks to wait where no length was
// ordered.
const burstWait = 10 * time.Second

// A window counts the requests of one key.
type window struct {
	ends time.Time
	used int
}

// A quota is what the rate headers of one answer tell.
type quota struct {
	limit, remaining int
	reset            time.Time
}

// count takes one request out of a key's window, or refuses it. The clinic is
// locked.
func (c *Clinic) count(key string, now time.Time) (quota, *refusal) {
	w := c.windows[key]
	if w == nil || !now.Before(w.ends) {
		w = &window{ends: now.Add(windowLength)}
		c.windows[key] = w
	}
	if w.used >= c.limit {
		return quota{c.limit, 0, w.ends}, refuse(state.RateLimitExceeded)
	}
	w.used++
	return quota{c.limit, c.limit - w.used, w.ends}, nil
}

// A resetForm is a way to write X-RateLimit-Reset. The documents call it a
// timestamp and show none.
type resetForm string

const (
	epochSeconds resetForm = "seconds"
	epochMillis  resetForm = "millis"
	isoTime      resetForm = "iso"
	httpDate     resetForm = "http_date"
	deltaSeconds resetForm = "delta"
	noReset      resetForm = "none"
)

// format writes a reset. Times are rounded up to the second, so that whoever
// comes back at the time that was told is not too early.
func (f resetForm) format(reset, now time.Time) string {
	at := reset.Truncate(time.Second)
	if at.Before(reset) {
		at = at.Add(time.Second)
	}
	switch f {
	case epochSeconds:
		return strconv.FormatInt(at.Unix(), 10)
	case epochMillis:
		return strconv.FormatInt(at.UnixMilli(), 10)
	case isoTime:
		return at.UTC().Format(time.RFC3339)
	case httpDate:
		return at.UTC().Format(http.TimeFormat)
	case deltaSeconds:
		return strconv.FormatInt(int64(at.Sub(now).Seconds()+0.999), 10)
	}
	return ""
}

// setRateHeaders tells the quota, in the documented spelling: over a socket the
// names arrive as they stand here, which is not how Go writes them.
func (f resetForm) setRateHeaders(h http.Header, q quota, now time.Time) {
	h["X-RateLimit-Limit"] = []string{strconv.Itoa(q.limit)}
	h["X-RateLimit-Remaining"] = []string{strconv.Itoa(q.remaining)}
	if reset := f.format(q.reset, now); reset != "" {
		h["X-RateLimit-Reset"] = []string{reset}
	}
}
