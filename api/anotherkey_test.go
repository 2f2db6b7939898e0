package api

import (
	"net/http"
	"testing"

	"creneau/state/clinic"
)

// Whatever the key before is told, once another is in use: it says nothing of the
// other's limit.
func TestAnswersToTheOldKeyTellNothingOfTheNewOnesLimit(t *testing.T) {
	for _, status := range []int{200, 201, 400, 401, 402, 403, 404, 409, 429, 500, 503} {
		for name, ask := range map[string]func(*Client) error{
			"read": func(c *Client) error { _, err := c.Departments(t.Context()); return err },
			"book": func(c *Client) error {
				_, err := c.Book(t.Context(), clinic.Booking{Department: "1", Name: "Bah"})
				return err
			},
			"cancel": func(c *Client) error { return c.Cancel(t.Context(), "1") },
		} {
			var c *Client
			late := func(req *http.Request) (*http.Response, error) { // another key while it is on its way
				c.SetKey(secret(t, "mk_another"))
				return says(status, `[]`, "X-RateLimit-Limit", "1000", "X-RateLimit-Remaining", "0")(req)
			}
			var s *script
			c, s, _ = client(t, AuthBearer, says(429, ``), says(429, ``), late, says(429, ``), says(200, `[]`, "X-RateLimit-Remaining", "7"))
			ask(c)
			ask(c)
			ask(c)
			if q := c.Quota(); q != (clinic.Quota{}) {
				t.Errorf("%s answered %d: the quota is %+v", name, status, q)
			}
			if f := failure(t, ask(c)); f.Wait != firstWait {
				t.Errorf("%s answered %d: then wait %v", name, status, f.Wait)
			}
			ask(c)
			if q := c.Quota(); q.Remaining != 7 || len(s.seen) != 5 {
				t.Errorf("%s answered %d: the new key's quota is %+v after %d requests", name, status, q, len(s.seen))
			}
		}
	}
}
