package settings

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"creneau/api"
	"creneau/state"
)

// maxOffset is how far the clock may be off before it is called unfit: then
// "today" and absolute reset times begin to be misread.
const maxOffset = 120 * time.Second

// Subject is what a finding is about.
type Subject string

// The subjects, in the order in which they are reported.
const (
	Configuration Subject = "configuration"
	Key           Subject = "key"
	Log           Subject = "log" // reported only where one is asked for
	Clock         Subject = "clock"
	Network       Subject = "network"
	Terminal      Subject = "terminal"
)

// Level is how fit a subject is.
type Level int

// The levels. Unknown means that it could not be tried.
const (
	Fit Level = iota
	Warning
	Unfit
	Unknown
)

// A Finding is one line of the report, in no language.
type Finding struct {
	Subject Subject
	Level   Level
	Found   string         // what was found: one of the names that Findings has for the subject
	Advice  []string       // names of what to do, the more exact first; not every one has words
	Fields  map[string]any // what there is to tell of it
	Problem *Problem       // what Load refused; then that says what was found
}

// Findings are all that can be found of each subject, and the fields that are
// there to tell of each.
func Findings() map[Subject]map[string][]string {
	size := []string{"Term", "Width", "Height"}
	code, host := []string{"Code"}, []string{"Code", "Host"}
	return map[Subject]map[string][]string{
		Configuration: {"fit": {"From"}, "defaults": nil, "demo": {"From", "Variable"}},
		Key:           {"fit": {"From"}, "env": {"From"}, "demo": nil, "unknown": nil},
		Log:           {"fit": {"From"}, "shut": {"From", "Detail"}, "theirs": {"From"}},
		Clock:         {"fit": {"Seconds"}, "ahead": {"Seconds"}, "behind": {"Seconds"}, "unknown": nil},
		Network: {
			"fit": {"Count", "Took", "Header"}, "demo": nil, "skipped": nil, "key": code, "right": code, "limit": {"Code", "Wait"},
			"header": {"Code", "Sent", "Header", "Auth"}, "stranger": host, "broken": host, "server": code, "refused": code, "unsigned": host,
		},
		Terminal: {
			"fit": size, "chosen": size, "none": nil, "dumb": {"Term"}, "small": size, "narrow": size, "ascii": size, "plain": size,
		},
	}
}

// ErrNotOurs is why a log is not written to that is a link, no regular file, or
// another user's.
var ErrNotOurs = errors.New("it is a link, no regular file, or another user's")

// Probes are the questions that Check asks of the world.
type Probes struct {
	Loaded      error                                 // what Load returned
	Departments func(context.Context) (int, error)    // one GET /departments: how many; a state.Failure otherwise
	Offset      func() (ahead time.Duration, ok bool) // the server's clock before ours, as that answer told
	Header      func() string                         // in which header the key went that was accepted
	Other       func(context.Context) error           // the same with the key in the other header
	Now         func() time.Time

	Log    string // the file of --debug; "" where none is asked for
	LogErr error  // why it cannot be opened

	Term          string // the terminal's type
	IsTTY         bool   // standard output is a terminal
	Width, Height int    // of it, in cells
	Refused       bool   // the desk does not open on a terminal of this type
	ASCII         bool   // the desk would show ASCII only
	Plain         bool   // the terminal's type is known for having neither colour nor UTF-8
}

// Check says of each subject whether it is fit, and what to do where it is not.
// It sends at most one request, a second where the first was refused for the header
// that the settings name, and none without a key.
func Check(ctx context.Context, s Settings, p Probes) []Finding {
	r := report{
		"Variable": EnvKey, "Term": shown(p.Term), "Width": strconv.Itoa(p.Width), "Height": strconv.Itoa(p.Height),
		"Host": "", "From": "", "Count": "", "Took": "", "Code": "", "Wait": "", "Seconds": "", "Header": "", "Sent": "", "Auth": "", "Detail": "",
	}
	if u, err := url.Parse(s.BaseURL); err == nil {
		r["Host"] = u.Hostname()
	}
	configuration, key := r.configuration(s, p), r.key(s, p)
	network := r.network(ctx, s, p) // first, because its answer tells the server's time
	findings := []Finding{configuration, key, r.clock(p, network), network, r.terminal(s, p)}
	if p.Log != "" {
		findings = append(findings, r.log(p))
	}
	return findings
}

// AllFit says whether no finding is unfit.
func AllFit(findings []Finding) bool {
	for _, f := range findings {
		if f.Level == Unfit {
			return false
		}
	}
	return true
}

// report holds what there is to tell, by name.
type report map[string]any

// say is the finding of a case; its own advice is given where there is none that
// is more exact.
func (r report) say(level Level, subject Subject, found string, advice ...string) Finding {
	return Finding{Subject: subject, Level: level, Found: found, Advice: append(advice, found), Fields: maps.Clone(r)}
}

// problem is the finding of something that Load refused.
func (r report) problem(subject Subject, p Problem) Finding {
	return Finding{Subject: subject, Level: Unfit, Problem: &p}
}

func (r report) configuration(s Settings, p Probes) Finding {
	r["From"] = shown(s.File)
	var problem Problem
	switch {
	case errors.As(p.Loaded, &problem) && !problem.Kind.OfKey():
		return r.problem(Configuration, problem)
	case s.Demo:
		r["From"] = "~/.config/creneau/config.toml"
		return r.say(Warning, Configuration, "demo")
	case s.File == "":
		return r.say(Fit, Configuration, "defaults")
	}
	return r.say(Fit, Configuration, "fit")
}

func (r report) key(s Settings, p Probes) Finding {
	r["From"] = shown(s.KeyFrom)
	var problem Problem
	switch {
	case errors.As(p.Loaded, &problem) && problem.Kind.OfKey():
		return r.problem(Key, problem)
	case p.Loaded != nil:
		return r.say(Unknown, Key, "unknown")
	case s.Demo:
		return r.say(Fit, Key, "demo")
	case s.KeyFrom == EnvKey:
		return r.say(Warning, Key, "env")
	}
	return r.say(Fit, Key, "fit")
}

// log is no reason not to open: the desk does without it.
func (r report) log(p Probes) Finding {
	r["From"] = shown(p.Log)
	if errors.Is(p.LogErr, ErrNotOurs) {
		return r.say(Warning, Log, "theirs")
	}
	if p.LogErr != nil {
		r["Detail"] = shown(reason(p.LogErr))
		return r.say(Warning, Log, "shut")
	}
	return r.say(Fit, Log, "fit")
}

func (r report) network(ctx context.Context, s Settings, p Probes) Finding {
	if s.Demo {
		return r.say(Fit, Network, "demo")
	}
	if p.Loaded != nil || s.Key.Empty() {
		return r.say(Unknown, Network, "skipped")
	}
	start := p.Now()
	count, err := p.Departments(ctx)
	if err == nil {
		r["Count"] = strconv.Itoa(count)
		r["Took"] = strconv.FormatInt(p.Now().Sub(start).Milliseconds(), 10)
		r["Header"] = p.Header()
		return r.say(Fit, Network, "fit")
	}
	var f state.Failure
	if !errors.As(err, &f) {
		f.Code = state.NotSent
	}
	r["Code"] = f.Error()
	r["Wait"] = strconv.Itoa(int(f.Wait / time.Second))
	if other := s.Auth.Other(); api.RefusedForHeader(f) && other != "" && p.Other != nil && p.Other(ctx) == nil {
		r["Sent"], r["Header"], r["Auth"] = s.Auth.Name(), other.Name(), string(other)
		return r.say(Unfit, Network, "header")
	}
	found := refusal(f)
	switch {
	case f.Cause != "":
		return r.say(Unfit, Network, found, found+"_"+string(f.Cause))
	case found == "unsigned" && (f.Status == http.StatusUnauthorized || f.Status == http.StatusForbidden):
		return r.say(Unfit, Network, found, found+"_key")
	}
	return r.say(Unfit, Network, found)
}

// refusal groups the failures of one read by what there is to do.
func refusal(f state.Failure) string {
	switch f.Code {
	case state.MissingAPIKey, state.InvalidAPIKey, state.ExpiredAPIKey, state.InvalidTokenFormat:
		return "key"
	case state.InsufficientScope, state.OrganizationMismatch, state.DepartmentAccessDenied:
		return "right"
	case state.RateLimitExceeded, state.TooManyRequests:
		return "limit"
	case state.NotTheAPI, state.BadReply:
		return "stranger"
	case state.NotSent, state.NoAnswer:
		return "broken"
	}
	switch {
	case f.Status >= 500:
		return "server"
	case !f.Coded: // whatever stands between may have written it
		return "unsigned"
	case f.Status == http.StatusUnauthorized:
		return "key"
	case f.Status == http.StatusForbidden:
		return "right"
	}
	return "refused"
}

// clock compares only where the network was tried: what it answered told the
// time.
func (r report) clock(p Probes, network Finding) Finding {
	if p.Offset == nil || network.Level == Unknown {
		return r.say(Unknown, Clock, "unknown")
	}
	ahead, ok := p.Offset()
	if !ok {
		return r.say(Unknown, Clock, "unknown")
	}
	r["Seconds"] = strconv.Itoa(int(ahead.Abs() / time.Second))
	if ahead.Abs() <= maxOffset {
		return r.say(Fit, Clock, "fit")
	}
	if ahead > 0 { // the server's
		return r.say(Unfit, Clock, "behind")
	}
	return r.say(Unfit, Clock, "ahead")
}

func (r report) terminal(s Settings, p Probes) Finding {
	switch {
	case !p.IsTTY:
		return r.say(Unknown, Terminal, "none") // check is asked from scripts too
	case p.Refused:
		return r.say(Unfit, Terminal, "dumb")
	case p.Width < 40 || p.Height < 10:
		return r.say(Unfit, Terminal, "small")
	case p.ASCII && s.Charset == "ascii":
		return r.say(Fit, Terminal, "chosen")
	case p.ASCII && p.Plain:
		return r.say(Fit, Terminal, "plain")
	case p.ASCII:
		return r.say(Warning, Terminal, "ascii")
	case p.Width < 80 || p.Height < 24:
		return r.say(Warning, Terminal, "narrow")
	}
	return r.say(Fit, Terminal, "fit")
}
