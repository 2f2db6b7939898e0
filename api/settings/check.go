package settings

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"creneau/state"
	"creneau/state/clinic"
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

// A Finding is one line of the report.
type Finding struct {
	Subject Subject
	Title   string // the subject in the user's language
	Level   Level
	Text    string // what was found
	Advice  string // what to do; "" where nothing is to be done
}

// Probes are the questions that Check asks of the world.
type Probes struct {
	Loaded      error                                 // what Load returned
	Departments func(context.Context) (int, error)    // one GET /departments: how many; a state.Failure otherwise
	Offset      func() (ahead time.Duration, ok bool) // the server's clock before ours, as that answer told
	Now         func() time.Time
	Getenv      func(string) string // of the terminal: TERM, LC_ALL, LC_CTYPE, LANG

	IsTTY         bool // standard output is a terminal
	Width, Height int  // of it, in cells
}

// Check says of each subject whether it is fit, and what to do where it is not,
// in the language of the settings. It sends at most one request, and none
// without a key.
func Check(ctx context.Context, s Settings, p Probes) []Finding {
	r := report{lang: s.Lang, values: map[string]string{
		"variable": EnvKey, "term": shown(p.Getenv("TERM")),
		"width": strconv.Itoa(p.Width), "height": strconv.Itoa(p.Height),
	}}
	if u, err := url.Parse(s.BaseURL); err == nil {
		r.values["host"] = u.Hostname()
	}
	configuration, key := r.configuration(s, p), r.key(s, p)
	network := r.network(ctx, s, p) // first, because its answer tells the server's time
	return []Finding{configuration, key, r.clock(p, network), network, r.terminal(s, p)}
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

// report words the findings.
type report struct {
	lang   string
	values map[string]string // what stands in the braces of the sentences
}

// say is the finding of a case; the first advice that has words is given.
func (r report) say(level Level, subject Subject, found string, advice ...string) Finding {
	f := Finding{Subject: subject, Level: level, Title: r.fill(string(subject)), Text: r.fill(string(subject) + "." + found)}
	for _, name := range append(advice, found) {
		if f.Advice = r.fill(string(subject) + "." + name + ".do"); f.Advice != "" {
			break
		}
	}
	return f
}

func (r report) fill(name string) string {
	text := sentence(name, r.lang)
	for key, value := range r.values {
		text = strings.ReplaceAll(text, "{"+key+"}", value)
	}
	return clinic.Clean(clinic.Mask(text), maxSentence)
}

// problem is the finding of something that Load refused.
func (r report) problem(subject Subject, p Problem) Finding {
	return Finding{Subject: subject, Level: Unfit, Title: r.fill(string(subject)), Text: p.Sentence(r.lang)}
}

func (r report) configuration(s Settings, p Probes) Finding {
	r.values["from"] = shown(s.File)
	var problem Problem
	switch {
	case errors.As(p.Loaded, &problem) && !problem.Kind.OfKey():
		return r.problem(Configuration, problem)
	case s.Demo:
		r.values["from"] = "~/.config/creneau/config.toml"
		return r.say(Warning, Configuration, "demo")
	case s.File == "":
		return r.say(Fit, Configuration, "defaults")
	}
	return r.say(Fit, Configuration, "fit")
}

func (r report) key(s Settings, p Probes) Finding {
	r.values["from"] = shown(s.KeyFrom)
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
		r.values["count"] = strconv.Itoa(count)
		r.values["took"] = strconv.FormatInt(p.Now().Sub(start).Milliseconds(), 10)
		return r.say(Fit, Network, "fit")
	}
	var f state.Failure
	if !errors.As(err, &f) {
		f.Code = state.NotSent
	}
	r.values["code"] = f.Error()
	r.values["wait"] = strconv.Itoa(int(f.Wait / time.Second))
	found := refusal(f)
	return r.say(Unfit, Network, found, found+"."+string(f.Cause))
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
		return "other"
	case state.NotSent, state.NoAnswer:
		return "broken"
	}
	if f.Status >= 500 {
		return "server"
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
	r.values["seconds"] = strconv.Itoa(int(ahead.Abs() / time.Second))
	if ahead.Abs() <= maxOffset {
		return r.say(Fit, Clock, "fit")
	}
	direction := "clock.ahead" // ours is
	if ahead > 0 {
		direction = "clock.behind"
	}
	r.values["direction"] = sentence(direction, r.lang)
	return r.say(Unfit, Clock, "off")
}

func (r report) terminal(s Settings, p Probes) Finding {
	term := p.Getenv("TERM")
	switch {
	case !p.IsTTY:
		return r.say(Unfit, Terminal, "none")
	case p.Width < 40 || p.Height < 10:
		return r.say(Unfit, Terminal, "small")
	case term == "" || term == "dumb":
		return r.say(Warning, Terminal, "dumb")
	case s.Charset == "ascii":
		return r.say(Fit, Terminal, "chosen")
	case s.Charset != "utf-8" && !utf8Locale(p.Getenv):
		return r.say(Warning, Terminal, "ascii")
	case p.Width < 80 || p.Height < 24:
		return r.say(Warning, Terminal, "narrow")
	}
	return r.say(Fit, Terminal, "fit")
}

// utf8Locale says whether the locale, by POSIX's order of variables, is of
// UTF-8.
func utf8Locale(env func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := strings.ToLower(env(name)); value != "" {
			return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return false
}
