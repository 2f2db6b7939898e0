package api

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"creneau/state/clinic"
)

func TestResetForms(t *testing.T) {
	in := func(d time.Duration) time.Time { return noon.Add(d) }
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	tests := map[string]struct {
		values []string
		want   time.Duration // 0: unknown
	}{
		"delta":                   {[]string{"36"}, 36 * time.Second},
		"delta with blanks":       {[]string{" 36 "}, 36 * time.Second},
		"delta zero":              {[]string{"0"}, time.Second},
		"delta of the window":     {[]string{"3660"}, 3660 * time.Second},
		"delta beyond the window": {[]string{"3661"}, 0},
		"delta, the longest form": {[]string{"86400"}, 0},
		"between delta and epoch": {[]string{"86401"}, 0},
		"seconds":                 {[]string{number(in(36 * time.Second).Unix())}, 36 * time.Second},
		"milliseconds":            {[]string{number(in(36 * time.Second).UnixMilli())}, 36 * time.Second},
		"microseconds":            {[]string{number(in(36 * time.Second).UnixMicro())}, 36 * time.Second},
		"nanoseconds":             {[]string{number(in(36 * time.Second).UnixNano())}, 36 * time.Second},
		"RFC 3339":                {[]string{in(36 * time.Second).Format(time.RFC3339)}, 36 * time.Second},
		"RFC 3339 with offset":    {[]string{in(36 * time.Second).In(time.FixedZone("", 7200)).Format(time.RFC3339)}, 36 * time.Second},
		"HTTP date":               {[]string{in(36 * time.Second).Format(http.TimeFormat)}, 36 * time.Second},
		"just past":               {[]string{number(in(-60 * time.Second).Unix())}, time.Second},
		"long past":               {[]string{number(in(-61 * time.Second).Unix())}, 0},
		"window and a minute":     {[]string{number(in(3660 * time.Second).Unix())}, 3660 * time.Second},
		"beyond that":             {[]string{number(in(3661 * time.Second).Unix())}, 0},
		"1970":                    {[]string{"1000000000"}, 0},
		"gap above seconds":       {[]string{"100000000000"}, 0},
		"gap above milliseconds":  {[]string{"100000000000000"}, 0},
		"gap above microseconds":  {[]string{"100000000000000000"}, 0},
		"too large":               {[]string{"100000000000000000000"}, 0},
		"negative":                {[]string{"-5"}, 0},
		"plus":                    {[]string{"+5"}, 0},
		"a part of a second":      {[]string{"36.5"}, 36500 * time.Millisecond},
		"a part of an epoch":      {[]string{number(in(36*time.Second).Unix()) + ".250"}, 36250 * time.Millisecond},
		"point alone":             {[]string{"36."}, 0},
		"two points":              {[]string{"36.5.1"}, 0},
		"comma":                   {[]string{"36,5"}, 0},
		"exponent":                {[]string{"1e3"}, 0},
		"text":                    {[]string{"soon"}, 0},
		"empty":                   {[]string{""}, 0},
		"absent":                  {nil, 0},
		"twice":                   {[]string{"36", "36"}, 0},
		"a list":                  {[]string{"36, 36"}, 0},
	}
	for name, tt := range tests {
		got, ok := resetAfter(tt.values, noon)
		if got != tt.want || ok != (tt.want != 0) {
			t.Errorf("%s %q: %v %v, want %v", name, tt.values, got, ok, tt.want)
		}
	}
}

func TestRetryAfterWinsWhenLarger(t *testing.T) {
	tests := []struct {
		reset, retry string
		want         time.Duration
	}{
		{"36", "10", 36 * time.Second},
		{"36", "120", 120 * time.Second},
		{"", "120", 120 * time.Second},
		{"", "0", time.Second},
		{"", "7200", 3660 * time.Second},
		{"", "99999999999999", 3660 * time.Second},
		{"", noon.Add(90 * time.Second).Format(http.TimeFormat), 90 * time.Second},
		{"", noon.Add(-2 * time.Hour).Format(http.TimeFormat), 0},
		{"36", "nonsense", 36 * time.Second},
		{"nonsense", "-1", 0},
		{"nonsense", "", 0},
	}
	for _, tt := range tests {
		h := http.Header{"X-Ratelimit-Reset": {tt.reset}, "Retry-After": {tt.retry}}
		if got, ok := waitTold(h, noon); ok != (tt.want != 0) || ok && got != tt.want {
			t.Errorf("reset %q, retry %q: %v %v, want %v", tt.reset, tt.retry, got, ok, tt.want)
		}
	}
}

func TestSilent429sDouble(t *testing.T) {
	silent, told := says(429, ``), says(429, ``, "Retry-After", "5")
	c, _, _ := client(t, AuthBearer, silent, silent, silent, told, silent, silent, silent, says(503, ``), says(200, `[]`), silent)
	want := []time.Duration{60, 120, 240, 5, 480, 900, 900, 0, 0, 60}
	for i, seconds := range want {
		_, err := c.Departments(t.Context())
		if i == 8 {
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		if f := failure(t, err); f.Wait != seconds*time.Second {
			t.Errorf("answer %d: wait %v, want %v s", i+1, f.Wait, int(seconds))
		}
	}
}

// Case 13: a told wait below five seconds that proves too short doubles, those
// refused in the same moment count once, and a success ends it.
func TestCase13ShortWaitsDouble(t *testing.T) {
	for _, h := range []http.Header{
		{"X-Ratelimit-Limit": {"1000"}, "X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"0"}},
		{"Retry-After": {"0"}}, {"Retry-After": {"0.5"}}, {"X-Ratelimit-Reset": {strconv.FormatInt(noon.Add(-30*time.Second).Unix(), 10)}},
	} {
		var l limits
		at, sent := noon, 0
		for at.Sub(noon) < time.Hour {
			first, told := l.wait(h, at, at)
			if same, _ := l.wait(h, at.Add(-time.Millisecond), at); same != first {
				t.Errorf("%v: two refusals of one moment ask for %v and %v", h, first, same)
			}
			if told != (sent == 0) {
				t.Errorf("%v: %v is called told: %v", h, first, told)
			}
			if first > lastWait {
				t.Errorf("%v: wait %v", h, first)
			}
			at, sent = at.Add(first), sent+1
		}
		if sent > 14 {
			t.Errorf("%v: %d requests in an hour", h, sent)
		}
		l.succeeded()
		if at.Sub(noon) > maxPast && strings.HasPrefix(h.Get("X-Ratelimit-Reset"), "1") {
			continue // an absolute time that is long past tells nothing
		}
		if wait, told := l.wait(h, at, at); wait != time.Second || !told {
			t.Errorf("%v: %v after a success", h, wait)
		}
	}
}

// What cannot be read of the quota is unknown, never full; a name is told
// whatever its case.
func TestQuotaThatCannotBeReadIsUnknown(t *testing.T) {
	for _, limit := range [][]string{nil, {"1000"}, {"-1"}, {"1000.5"}, {"1000", "1000"}, {"many"}} {
		for _, left := range [][]string{nil, {"812"}, {"-4"}, {"8.5"}, {"812", "3"}, {""}} {
			for _, spelled := range []string{"X-RateLimit-", "X-Ratelimit-", "x-ratelimit-", "X-RATELIMIT-"} {
				var l limits
				h := http.Header{}
				if limit != nil {
					h[spelled+"Limit"] = limit
				}
				if left != nil {
					h[spelled+"Remaining"] = left
				}
				l.observe(h, noon, noon)
				var want clinic.Quota
				if len(left) == 1 && left[0] == "812" {
					want = clinic.Quota{Known: true, Remaining: 812}
					if len(limit) == 1 && limit[0] == "1000" {
						want.Limit = 1000
					}
				}
				if q := l.quotaAt(noon); q != want {
					t.Errorf("limit %q, remaining %q: %+v, want %+v", limit, left, q, want)
				}
			}
		}
	}
}

func TestAbsoluteResetMovesWithTheServersClock(t *testing.T) {
	ahead := 3 * time.Hour // a desk whose clock is three hours slow
	c, _, _ := client(t, AuthBearer, says(429, `{"error":{"code":"RATE_LIMIT_EXCEEDED"}}`,
		"Date", noon.Add(ahead).Format(http.TimeFormat),
		"X-RateLimit-Reset", strconv.FormatInt(noon.Add(ahead+36*time.Second).Unix(), 10)))
	_, err := c.Departments(t.Context())
	if f := failure(t, err); f.Wait != 36*time.Second {
		t.Errorf("wait %v", f.Wait)
	}
	if offset, ok := c.Offset(); !ok || offset != ahead {
		t.Errorf("offset %v %v", offset, ok)
	}
}

func TestQuota(t *testing.T) {
	now := noon
	c, s, _ := client(t, AuthBearer,
		says(200, `[]`, "X-RateLimit-Limit", "1000", "X-RateLimit-Remaining", "812", "X-RateLimit-Reset", "600"),
		says(200, `[]`),
		says(200, `[]`, "X-RateLimit-Remaining", "811", "X-RateLimit-Reset", "never"),
		says(200, `[]`, "X-RateLimit-Remaining", "-4"))
	c.now = func() time.Time { return now }
	if q := c.Quota(); q != (clinic.Quota{}) {
		t.Errorf("before any answer: %+v", q)
	}
	want := []clinic.Quota{
		{Known: true, Limit: 1000, Remaining: 812, Told: true, Reset: 600 * time.Second},
		{Known: true, Limit: 1000, Remaining: 812, Told: true, Reset: 590 * time.Second}, // ten seconds later, nothing new
		{Known: true, Remaining: 811},
		{},
	}
	for i, w := range want {
		if _, err := c.Departments(t.Context()); err != nil {
			t.Fatal(err)
		}
		if q := c.Quota(); q != w {
			t.Errorf("after %d answers: %+v, want %+v", len(s.seen), q, w)
		}
		if i == 0 {
			now = now.Add(10 * time.Second)
		}
	}
}

func TestOvertakenAnswerTellsNoQuota(t *testing.T) {
	var l limits
	h := func(left string) http.Header { return http.Header{"X-Ratelimit-Remaining": {left}} }
	l.observe(h("10"), noon.Add(2*time.Second), noon.Add(3*time.Second))
	l.observe(h("11"), noon.Add(time.Second), noon.Add(4*time.Second))
	if q := l.quotaAt(noon); q.Remaining != 10 {
		t.Errorf("%+v", q)
	}
}

func TestClockTrustsTheQuickestOfTheLastEight(t *testing.T) {
	var c clock
	see := func(ahead, trip time.Duration, more ...string) {
		h := http.Header{"Date": {noon.Add(ahead).Format(http.TimeFormat)}}
		for i := 0; i+1 < len(more); i += 2 {
			h.Set(more[i], more[i+1])
		}
		c.observe(h, noon.Add(-trip/2), noon.Add(trip/2))
	}
	if _, known := c.offset(); known {
		t.Error("known before any answer")
	}
	see(99*time.Second, time.Second, "Age", "30")
	c.observe(http.Header{"Date": {"yesterday"}}, noon, noon)
	if _, known := c.offset(); known {
		t.Error("a cached answer, or one without a date, was believed")
	}
	see(5*time.Second, 4*time.Second)
	see(7*time.Second, 100*time.Millisecond)
	see(8*time.Second, 2*time.Second)
	if got, _ := c.offset(); got != 7*time.Second {
		t.Errorf("offset %v", got)
	}
	for range clockSamples {
		see(8*time.Second, 2*time.Second)
	}
	if got, _ := c.offset(); got != 8*time.Second {
		t.Errorf("offset %v after the quickest was forgotten", got)
	}
	see(-30*time.Minute, 5*time.Second)
	if got, _ := c.offset(); got != -30*time.Minute {
		t.Errorf("offset %v after a clock was set", got)
	}
}

func FuzzRateHeaders(f *testing.F) {
	for _, reset := range []string{"36", "1770120036", "1770120036000", "2026-02-03T12:00:36Z", "Tue, 03 Feb 2026 12:00:36 GMT", "-1", "", "1e9", "9223372036854775807"} {
		f.Add(reset, "", int64(0))
		f.Add("", reset, int64(-7200))
	}
	f.Fuzz(func(t *testing.T, reset, retry string, ahead int64) {
		h := http.Header{"X-Ratelimit-Reset": {reset}, "Retry-After": {retry}, "X-Ratelimit-Remaining": {reset}, "X-Ratelimit-Limit": {retry}}
		h.Set("Date", noon.Add(time.Duration(ahead%86400)*time.Second).Format(http.TimeFormat))
		var l limits
		l.observe(h, noon, noon)
		if wait, _ := l.wait(h, noon, noon); wait < minWait || wait > maxWait {
			t.Fatalf("wait %v", wait)
		}
		if q := l.quotaAt(noon); q.Limit < 0 || q.Remaining < 0 || q.Reset < 0 || q.Reset > maxWait {
			t.Fatalf("quota %+v", q)
		}
	})
}

// However long ago it was told when the window ends: it stays told, and counts
// down to nothing and no further.
func TestQuotaIsCountedDownAndStaysTold(t *testing.T) {
	for _, reset := range []string{"", "never", "0", "1", "600", "3660"} {
		var l limits
		l.observe(http.Header{"X-Ratelimit-Remaining": {"7"}, "X-Ratelimit-Reset": {reset}}, noon, noon)
		want, told := resetAfter([]string{reset}, noon)
		for _, since := range []time.Duration{0, time.Second, time.Minute, time.Hour, 30 * time.Hour} {
			if q := l.quotaAt(noon.Add(since)); q.Told != told || q.Reset != max(0, want-since) {
				t.Errorf("reset %q, %v later: %+v", reset, since, q)
			}
		}
	}
}
