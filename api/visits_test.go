package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"creneau/state/clinic"
)

// item is an appointment on the wire, on a day of February 2027.
func item(id, day int) string {
	return fmt.Sprintf(`{"id":%d,"departmentId":31,"dateTime":"2027-02-%02dT08:20:00","status":"SCHEDULED","name":"Bah %d","externalUserId":"x"}`, id, day, id)
}

func page(last string, items ...string) string {
	return `{"content":[` + strings.Join(items, ",") + `]` + last + `}`
}

func ids(list clinic.VisitList) string {
	var all []string
	for _, a := range list.Appointments {
		all = append(all, a.ID.Text())
	}
	return strings.Join(all, " ")
}

func TestVisitsFollowPages(t *testing.T) {
	more, end := `,"last":false`, `,"last":true`
	tests := map[string]struct {
		pages   []string
		want    string
		partial bool
		skipped int
		asked   int
	}{
		"one":                      {[]string{page(end, item(1, 1))}, "1", false, 0, 1},
		"none":                     {[]string{page(end)}, "", false, 0, 1},
		"none, last not told":      {[]string{page(``)}, "", false, 0, 1},
		"three":                    {[]string{page(more, item(1, 3)), page(more, item(2, 2)), page(end, item(3, 1))}, "3 2 1", false, 0, 3},
		"on two pages":             {[]string{page(more, item(1, 1), item(2, 2)), page(end, item(2, 2), item(3, 3))}, "1 2 3", false, 0, 2},
		"the same page for ever":   {[]string{page(more, item(1, 1))}, "1", true, 0, 2},
		"empty pages for ever":     {[]string{page(more, item(1, 1)), page(more)}, "1", true, 0, 2},
		"number of pages":          {[]string{page(`,"totalPages":2`, item(1, 1)), page(`,"totalPages":2`, item(2, 2))}, "1 2", false, 0, 2},
		"a page missing":           {[]string{page(more+`,"totalElements":3`, item(1, 1)), page(end + `,"totalElements":3`)}, "1", true, 0, 2},
		"all that were counted":    {[]string{page(more+`,"totalElements":2`, item(1, 1)), page(end+`,"totalElements":2`, item(2, 2))}, "1 2", false, 0, 2},
		"an unreadable one is one": {[]string{page(end+`,"totalElements":"2"`, item(1, 1), `7`)}, "1", false, 1, 1},
		"a short page without end": {[]string{page(``, item(1, 1))}, "1", false, 0, 1},
		"last too early":           {[]string{page(`,"last":true,"totalPages":2`, item(1, 1)), page(`,"last":true,"totalPages":2`, item(2, 2))}, "1 2", false, 0, 2},
		"last too late":            {[]string{page(`,"last":false,"totalPages":1`, item(1, 1)), page(`,"last":true,"totalPages":1`, item(2, 2))}, "1 2", false, 0, 2},
		"pages that never come":    {[]string{page(`,"last":true,"totalPages":4`, item(1, 1)), page(`,"last":true,"totalPages":4`)}, "1", true, 0, 2},
		"last as a word":           {[]string{page(`,"last":"false"`, item(1, 1)), page(`,"last":"true"`, item(2, 2))}, "1 2", false, 0, 2},
		"broken items": {[]string{page(end, item(1, 1), `null`, `7`, `{}`, `{"id":2}`, `{"id":1e99,"dateTime":"2027-02-01T08:00:00","status":"X"}`,
			`{"id":3,"dateTime":"2027-02-30T08:00:00","status":"SCHEDULED"}`, `[`+strings.Repeat(`[`, 500)+strings.Repeat(`]`, 501), item(4, 4))}, "1 4", false, 7, 1},
		"duplicate keys": {[]string{page(end, `{"id":1,"id":2,"dateTime":"2027-02-01T08:00:00","status":"SCHEDULED"}`)}, "2", false, 0, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var answers []func(*http.Request) (*http.Response, error)
			for _, body := range tt.pages {
				answers = append(answers, says(200, body))
			}
			c, s, _ := client(t, AuthBearer, answers...)
			list, err := c.Visits(t.Context(), clinic.Visits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(list); got != tt.want || list.Partial != tt.partial || list.Skipped != tt.skipped || len(s.seen) != tt.asked {
				t.Errorf("%q, partial %v, skipped %d, after %d requests", got, list.Partial, list.Skipped, len(s.seen))
			}
			for i, req := range s.seen {
				if q := req.URL.Query(); q.Get("page") != strconv.Itoa(i) || q.Get("size") != "100" {
					t.Errorf("request %d asks %s", i, req.URL.RawQuery)
				}
			}
		})
	}
}

func TestVisitsStopAtFiftyPages(t *testing.T) {
	n := 0
	c, s, _ := client(t, AuthBearer, func(req *http.Request) (*http.Response, error) {
		n++
		return says(200, page(`,"last":false`, item(n, 1+n%28)))(req)
	})
	list, err := c.Visits(t.Context(), clinic.Visits{})
	if err != nil || !list.Partial || len(list.Appointments) != maxPages || len(s.seen) != maxPages {
		t.Errorf("%d appointments, partial %v, %d requests, %v", len(list.Appointments), list.Partial, len(s.seen), err)
	}
}

func TestVisitsAreFilteredOnOurSide(t *testing.T) {
	other := strings.Replace(item(9, 3), `"departmentId":31`, `"departmentId":32`, 1)
	stranger := strings.Replace(item(10, 3), `"x"`, `"y"`, 1)
	c, s, _ := client(t, AuthBearer, says(200, page(`,"last":true`, item(1, 1), item(2, 2), item(3, 3), item(4, 4), other, stranger)))
	list, err := c.Visits(t.Context(), clinic.Visits{
		From: clinic.Date(2027, 2, 2), To: clinic.Date(2027, 2, 3), Department: clinic.TextID("31"), External: "x",
	})
	if err != nil || ids(list) != "2 3" {
		t.Errorf("%q, %v", ids(list), err)
	}
	if got, want := s.seen[0].URL.RawQuery, "departmentId=31&endDate=2027-02-03&externalUserId=x&page=0&size=100&startDate=2027-02-02"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
}

func TestVisitsFailWhereAPageFails(t *testing.T) {
	c, _, _ := client(t, AuthBearer, says(200, page(`,"last":false`, item(1, 1))), says(500, ``))
	_, err := c.Visits(t.Context(), clinic.Visits{})
	if f := failure(t, err); f.Code != "HTTP_500" {
		t.Errorf("%+v", f)
	}
}

func FuzzVisitPage(f *testing.F) {
	f.Add(page(`,"last":true`, item(1, 1), item(2, 2)))
	f.Add(page(`,"totalPages":3`, `null`, `{"id":"x"}`))
	f.Add(`{"content":[{"id":1e5,"dateTime":"2027-02-01T08:00:00Z","status":"x","name":"\u202e\u0000"}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		p, err := pageOf([]byte(body), 0, time.UTC)
		if err != nil {
			return
		}
		if p.skipped+len(p.appointments) != p.items {
			t.Fatalf("%d items, %d read, %d skipped", p.items, len(p.appointments), p.skipped)
		}
		for _, a := range p.appointments {
			if a.ID == "" || len([]rune(a.ID.Text())) > clinic.MaxID || a.At == 0 || a.Status == "" {
				t.Fatalf("a booking that nobody made: %+v", a)
			}
			if clinic.Clean(a.Name, maxName) != a.Name || clinic.Clean(a.QR, maxAddress) != a.QR {
				t.Fatalf("unclean: %+v", a)
			}
		}
	})
}
