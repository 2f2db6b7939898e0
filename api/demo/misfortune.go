package demo

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"creneau/state"
)

// Kinds of misfortune.
const (
	SlotTaken   = "slot_taken"   // the next booking finds its slot taken by another desk
	NoCredits   = "no_credits"   // the purse is emptied, at once
	TopUp       = "top_up"       // Credits are paid in, at once
	RateLimit   = "rate_limit"   // from the next POST on, everything gets 429 for Seconds
	LostAnswer  = "lost_answer"  // the next booking is committed, then the connection ends
	Slow        = "slow"         // the next Times answers leave Seconds after their work is done
	Cut         = "cut"          // from the next POST on, no connection for Seconds
	Mended      = "mended"       // a line that is cut is whole again, at once
	Calm        = "calm"         // nothing is armed, the line is whole, no limit is met
	Error       = "error"        // the next Times requests are answered with Code
	ResetForm   = "reset_form"   // X-RateLimit-Reset is written as Form says, at once
	RateHeaders = "rate_headers" // whether success tells the quota, as On says, at once
	Proxy       = "proxy"        // the next Times requests get Status from a proxy, in Form
	Repeat      = "repeat"       // the gateway repeats the next POST: the second answer comes back
	NoEcho      = "no_echo"      // readings show no externalUserId while On; as Form says, lists do not filter by it
	CutList     = "cut_list"     // lists of appointments are cut as Form says while On
)

// FromNow, in Misfortune.From, starts a rate limit or a cut at once.
const FromNow = "now"

// longest is the longest stretch of trouble that can be ordered, in seconds.
const longest = 24 * 60 * 60

// A Misfortune is trouble that the clinic can be told to make. Those that wait
// for a request strike each on its own, in the order in which they were armed.
type Misfortune struct {
	Kind    string     `json:"kind"`
	Seconds int        `json:"seconds,omitempty"`
	Credits int        `json:"credits,omitempty"`
	Times   int        `json:"times,omitempty"`  // 0: once
	Code    state.Code `json:"code,omitempty"`   // any documented one
	Status  int        `json:"status,omitempty"` // of a proxy: 400 to 599
	Form    string     `json:"form,omitempty"`   // one of forms
	On      bool       `json:"on,omitempty"`
	From    string     `json:"from,omitempty"` // "now", or from the next POST on

	// Method is the HTTP method that is waited for. Left out, a slow answer and an
	// error strike whatever comes, but for codes that only a booking can meet; these
	// and all else wait for a POST.
	Method string `json:"method,omitempty"`

	// Committed makes an error or a proxy strike after the work was done.
	Committed bool `json:"committed,omitempty"`
}

func (m Misfortune) duration() time.Duration { return time.Duration(m.Seconds) * time.Second }

// meets says whether a request with this method is what m waits for.
func (m Misfortune) meets(method string) bool {
	switch {
	case m.Method != "":
		return m.Method == method
	case m.Kind == Slow, m.Kind == Error && !answers[m.Code].booking:
		return true
	}
	return method == http.MethodPost
}

// refusal is what an ordered error answers.
func (m Misfortune) refusal(purse int) *refusal {
	switch field := answers[m.Code].field; {
	case m.Code == state.InsufficientCredits:
		return &refusal{code: m.Code, details: details{"required": purse + price, "available": purse}}
	case field != "":
		return refuseField(m.Code, field, nil)
	}
	return refuse(m.Code)
}

// check says what is wrong with an order; nil when it can be carried out.
func (m Misfortune) check() *refusal {
	wrong := func(field string, value any, expected string) *refusal {
		return refuseField(state.InvalidFieldValue, field, value).
			saying(fmt.Sprintf("Ordre invalide, %s : %s", field, expected))
	}
	timed := m.Kind == RateLimit || m.Kind == Cut || m.Kind == Slow
	switch {
	case !slices.Contains(kinds(), m.Kind):
		return wrong("kind", m.Kind, fmt.Sprintf("attendu l'un de %v", kinds()))
	case m.Kind == Error && answers[m.Code].status == 0:
		return wrong("code", m.Code, "attendu un code documenté")
	case forms[m.Kind] != nil && !slices.Contains(forms[m.Kind], m.Form):
		return wrong("form", m.Form, fmt.Sprintf("attendu l'un de %q", forms[m.Kind]))
	case m.Kind == Proxy && (m.Status < http.StatusBadRequest || m.Status > 599):
		return wrong("status", m.Status, "attendu 400 à 599")
	case m.Kind == TopUp && m.Credits <= 0:
		return wrong("credits", m.Credits, "attendu un nombre positif")
	case m.Seconds < 0 || m.Seconds > longest || timed && m.Seconds == 0:
		return wrong("seconds", m.Seconds, fmt.Sprintf("attendu 1 à %d", longest))
	case m.Times < 0:
		return wrong("times", m.Times, "attendu un nombre positif")
	case m.From != "" && m.From != FromNow:
		return wrong("from", m.From, `attendu "now" ou rien`)
	}
	return nil
}

func kinds() []string {
	return []string{SlotTaken, NoCredits, TopUp, RateLimit, LostAnswer, Slow, Cut, Mended, Calm, Error, ResetForm, RateHeaders,
		Proxy, Repeat, NoEcho, CutList}
}

// forms are what Form can be, by kind; the first where it may be left out.
var forms = map[string][]string{
	ResetForm: {string(epochSeconds), string(epochMillis), string(isoTime), string(httpDate), string(deltaSeconds), string(noReset)},
	Proxy:     {"", proxyHTML, proxyEmpty, proxyJSON},
	NoEcho:    {"", unfiltered},
	CutList:   {"", listMissing, listEarly, listRepeated},
}

// Order tells the clinic to suffer. The error says what is wrong with the
// order.
func (c *Clinic) Order(m Misfortune) error {
	if refused := c.order(m); refused != nil {
		return refused
	}
	return nil
}

func (c *Clinic) order(m Misfortune) *refusal {
	if refused := m.check(); refused != nil {
		return refused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	switch {
	case m.Kind == NoCredits:
		c.purse = 0
	case m.Kind == TopUp:
		c.purse += m.Credits
	case m.Kind == ResetForm:
		c.form = resetForm(m.Form)
	case m.Kind == RateHeaders:
		c.noRates = !m.On
	case m.Kind == NoEcho:
		c.trouble.noEcho = m.ifOn()
	case m.Kind == CutList:
		c.trouble.cutList = m.ifOn()
	case m.Kind == Calm:
		c.trouble = trouble{}
	case m.Kind == Mended:
		c.trouble.cutUntil = now
	case m.Kind == RateLimit && m.From == FromNow:
		c.trouble.limitedUntil = now.Add(m.duration())
	case m.Kind == Cut && m.From == FromNow:
		c.trouble.cutUntil = now.Add(m.duration())
	default:
		m.Times = max(m.Times, 1)
		c.trouble.armed = append(c.trouble.armed, m)
	}
	return nil
}

// trouble is what was ordered and is not over.
type trouble struct {
	armed        []Misfortune // each waits for its request
	cutUntil     time.Time
	limitedUntil time.Time
	noEcho       Misfortune // while On
	cutList      Misfortune // while On
}

// ifOn is a misfortune that lasts while it is on; zero where it was ordered off.
func (m Misfortune) ifOn() Misfortune {
	if !m.On {
		return Misfortune{}
	}
	return m
}

// strike uses up one of the armed misfortunes of a kind, if this request is
// what it waits for.
func (t *trouble) strike(kind, method string) (Misfortune, bool) {
	i := slices.IndexFunc(t.armed, func(m Misfortune) bool { return m.Kind == kind && m.meets(method) })
	if i < 0 {
		return Misfortune{}, false
	}
	m := t.armed[i]
	if t.armed[i].Times--; t.armed[i].Times == 0 {
		t.armed = slices.Delete(t.armed, i, i+1)
	}
	return m, true
}

// isCut says whether there is no line, for this request or since an earlier
// one.
func (t *trouble) isCut(method string, now time.Time) bool {
	if now.Before(t.cutUntil) {
		return true
	}
	m, struck := t.strike(Cut, method)
	if struck {
		t.cutUntil = now.Add(m.duration())
	}
	return struck
}

// isLimited says whether the ordered limit refuses this request, and until
// when.
func (t *trouble) isLimited(method string, now time.Time) (until time.Time, limited bool) {
	if now.Before(t.limitedUntil) {
		return t.limitedUntil, true
	}
	m, struck := t.strike(RateLimit, method)
	if struck {
		t.limitedUntil = now.Add(m.duration())
	}
	return t.limitedUntil, struck
}
