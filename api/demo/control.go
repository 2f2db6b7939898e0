package demo

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

// stateJSON is what /_demo/state shows.
type stateJSON struct {
	Time         string         `json:"time"` // on the clinic's wall clock
	Credits      int            `json:"credits"`
	Limit        int            `json:"limit"`     // requests per hour and key
	Remaining    map[string]int `json:"remaining"` // in the window that is running, by name of the key
	ResetForm    resetForm      `json:"resetForm"`
	RateHeaders  bool           `json:"rateHeaders"`
	Armed        []Misfortune   `json:"armed"`
	Lasting      []Misfortune   `json:"lasting"` // until they are ordered off
	CutUntil     string         `json:"cutUntil,omitempty"`
	LimitedUntil string         `json:"limitedUntil,omitempty"`
}

// answerControl answers what is not under /api/v1: the orders beside it, and a
// plain 404 for the rest.
func (c *Clinic) answerControl(method, path string, body []byte) reply {
	switch {
	case path == controlRoot+"/misfortunes" && method == http.MethodPost:
		return c.takeOrder(body)
	case path == controlRoot+"/state" && method == http.MethodGet:
		return respond(http.StatusOK, c.state())
	case path == controlRoot+"/ledger" && method == http.MethodGet:
		return respond(http.StatusOK, c.entries())
	}
	answer := respond(http.StatusNotFound, nil)
	answer.header.Set("Content-Type", "text/plain; charset=utf-8")
	answer.body = []byte("The demo clinic answers under " + apiRoot + ", POST " + controlRoot + "/misfortunes, GET " + controlRoot + "/state and GET " + controlRoot + "/ledger.\n")
	return answer
}

// entryJSON is one of those that /_demo/ledger lists.
type entryJSON struct {
	Action     Action `json:"action"`
	ID         int64  `json:"id"`
	External   string `json:"externalUserId,omitempty"`
	Name       string `json:"name"`
	Department int64  `json:"departmentId"`
	At         string `json:"dateTime"`
	Time       string `json:"committed"` // on the clinic's wall clock
}

func (c *Clinic) entries() []entryJSON {
	shown := []entryJSON{}
	for _, e := range c.Ledger() {
		shown = append(shown, entryJSON{e.Action, e.ID, e.External, e.Name, e.Department, e.At.String(), clinic.WallOf(e.Time).String()})
	}
	return shown
}

func (c *Clinic) takeOrder(body []byte) reply {
	var m Misfortune
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return refuse(state.InvalidRequest).saying("L'ordre n'est pas lisible : " + err.Error()).reply()
	}
	if refused := c.order(m); refused != nil {
		return refused.reply()
	}
	return respond(http.StatusNoContent, nil)
}

func (c *Clinic) state() stateJSON {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	shown := stateJSON{
		Time: clinic.WallOf(now).String(), Credits: c.purse, Limit: c.limit, Remaining: map[string]int{},
		ResetForm: c.form, RateHeaders: !c.noRates, Armed: append([]Misfortune{}, c.trouble.armed...), Lasting: []Misfortune{},
		CutUntil: wallUntil(c.trouble.cutUntil, now), LimitedUntil: wallUntil(c.trouble.limitedUntil, now),
	}
	for _, m := range []Misfortune{c.trouble.noEcho, c.trouble.cutList} {
		if m.On {
			shown.Lasting = append(shown.Lasting, m)
		}
	}
	for _, k := range c.keys {
		if w := c.windows[k.Secret]; w != nil && now.Before(w.ends) {
			shown.Remaining[k.Name] = c.limit - w.used
		}
	}
	return shown
}

// wallUntil is an end that is still to come, on the clinic's wall clock.
func wallUntil(end, now time.Time) string {
	if !now.Before(end) {
		return ""
	}
	return clinic.WallOf(end.In(now.Location())).String()
}
