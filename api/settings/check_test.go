package settings

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"creneau/api"
	"creneau/state"
)

// works is a desk on which everything is fit.
func works(t *testing.T) (Settings, Probes) {
	t.Helper()
	key, err := api.NewSecret(testKey)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 2, 3, 9, 40, 0, 0, time.UTC)
	return Settings{File: "/etc/creneau.toml", KeyFrom: "/etc/key", Key: key, BaseURL: api.DefaultBaseURL, Charset: "auto"}, Probes{
		Departments: func(context.Context) (int, error) { now = now.Add(80 * time.Millisecond); return 5, nil },
		Offset:      func() (time.Duration, bool) { return -2 * time.Second, true },
		Header:      func() string { return "X-API-Key" },
		Now:         func() time.Time { return now },
		Term:        "xterm-256color", IsTTY: true, Width: 80, Height: 24,
	}
}

func TestEverythingFit(t *testing.T) {
	s, p := works(t)
	want := []map[string]any{
		{"From": "/etc/creneau.toml"}, {"From": "/etc/key"}, {"Seconds": "2"}, {"Count": "5", "Took": "80", "Header": "X-API-Key"},
		{"Term": "xterm-256color", "Width": "80", "Height": "24"},
	}
	findings := Check(t.Context(), s, p)
	for i, f := range findings {
		if f.Found != "fit" || f.Level != Fit || f.Problem != nil {
			t.Errorf("%d: %+v", i, f)
		}
		for name, value := range want[i] {
			if f.Fields[name] != value {
				t.Errorf("%d: %s is %q, want %q", i, name, f.Fields[name], value)
			}
		}
	}
	if !AllFit(findings) || len(findings) != len(want) {
		t.Errorf("%+v", findings)
	}
}

func TestFindings(t *testing.T) {
	fails := func(f state.Failure) func(*Settings, *Probes) {
		return func(_ *Settings, p *Probes) {
			p.Departments = func(context.Context) (int, error) { return 0, f }
		}
	}
	terminal := func(change func(*Probes)) func(*Settings, *Probes) {
		return func(_ *Settings, p *Probes) { change(p) }
	}
	loaded := func(problem Problem) func(*Settings, *Probes) {
		return func(_ *Settings, p *Probes) { p.Loaded = problem }
	}
	demo := func(s *Settings, _ *Probes) { *s = Settings{Demo: true} }
	noKey := loaded(Problem{Kind: KeyMissing, Source: "/c"})
	offset := func(d time.Duration) func(*Settings, *Probes) {
		return terminal(func(p *Probes) { p.Offset = func() (time.Duration, bool) { return d, true } })
	}
	tests := map[string]struct {
		change  func(*Settings, *Probes)
		subject Subject
		level   Level
		found   string // or the kind of the problem
		tells   string // one of the fields
		advice  string // the first
	}{
		"demo":          {demo, Configuration, Warning, "demo", EnvKey, ""},
		"demo, key":     {demo, Key, Fit, "demo", "", ""},
		"demo, network": {demo, Network, Fit, "demo", "", ""},
		"no file":       {func(s *Settings, _ *Probes) { s.File = "" }, Configuration, Fit, "defaults", "", ""},
		"broken file":   {loaded(Problem{Kind: UnknownKeys, Path: "/c", Field: "teme"}), Configuration, Unfit, "unknown_keys", "teme", ""},
		"and its key":   {loaded(Problem{Kind: UnknownKeys}), Key, Unknown, "unknown", "", ""},
		"no key":        {noKey, Key, Unfit, "key_missing", "/c", ""},
		"no key, file":  {noKey, Configuration, Fit, "fit", "/etc/creneau.toml", ""},
		"no key, asks":  {noKey, Network, Unknown, "skipped", "", ""},
		"no key, clock": {noKey, Clock, Unknown, "unknown", "", ""},
		"key of env":    {func(s *Settings, _ *Probes) { s.KeyFrom = EnvKey }, Key, Warning, "env", EnvKey, ""},
		"slow clock":    {offset(200 * time.Second), Clock, Unfit, "behind", "200", ""},
		"fast clock":    {offset(-121 * time.Second), Clock, Unfit, "ahead", "121", ""},
		"clock at most": {offset(120 * time.Second), Clock, Fit, "fit", "120", ""},
		"no time told": {terminal(func(p *Probes) { p.Offset = func() (time.Duration, bool) { return 0, false } }),
			Clock, Unknown, "unknown", "", ""},
		"refused key": {fails(state.Failure{Code: state.ExpiredAPIKey, Status: 401}), Network, Unfit, "key", "EXPIRED_API_KEY", ""},
		"other header": {func(s *Settings, p *Probes) {
			s.Auth = api.AuthBearer
			p.Departments = func(context.Context) (int, error) { return 0, state.Failure{Code: "HTTP_401", Status: 401} }
			p.Other = func(context.Context) error { return nil }
		}, Network, Unfit, "header", "x-api-key", ""},
		"neither header": {func(s *Settings, p *Probes) {
			s.Auth = api.AuthAPIKey
			p.Departments = func(context.Context) (int, error) { return 0, state.Failure{Code: "HTTP_401", Status: 401} }
			p.Other = func(context.Context) error { return state.Failure{Status: 401} }
		}, Network, Unfit, "unsigned", "HTTP_401", "unsigned_key"},
		"bare 403":   {fails(state.Failure{Code: "HTTP_403", Status: 403}), Network, Unfit, "unsigned", "HTTP_403", "unsigned_key"},
		"bare 402":   {fails(state.Failure{Code: "HTTP_402", Status: 402}), Network, Unfit, "unsigned", "HTTP_402", ""},
		"bare 429":   {fails(state.Failure{Code: "HTTP_429", Status: 429, Wait: time.Minute}), Network, Unfit, "unsigned", "HTTP_429", ""},
		"new 401":    {fails(state.Failure{Code: "KEY_ASLEEP", Status: 401, Coded: true}), Network, Unfit, "key", "KEY_ASLEEP", ""},
		"new 403":    {fails(state.Failure{Code: "NOT_TODAY", Status: 403, Coded: true}), Network, Unfit, "right", "NOT_TODAY", ""},
		"new 418":    {fails(state.Failure{Code: "TEAPOT", Status: 418, Coded: true}), Network, Unfit, "refused", "TEAPOT", ""},
		"scope":      {fails(state.Failure{Code: state.InsufficientScope, Status: 403}), Network, Unfit, "right", "INSUFFICIENT_SCOPE", ""},
		"limit":      {fails(state.Failure{Code: state.TooManyRequests, Status: 429, Wait: 36 * time.Second}), Network, Unfit, "limit", "36", ""},
		"dns":        {fails(state.Failure{Code: state.NotSent, Cause: state.CauseDNS}), Network, Unfit, "broken", "mc-prd.duckdns.org", "broken_dns"},
		"tls":        {fails(state.Failure{Code: state.NotSent, Cause: state.CauseTLS}), Network, Unfit, "broken", "", "broken_tls"},
		"refused":    {fails(state.Failure{Code: state.NotSent, Cause: state.CauseRefused}), Network, Unfit, "broken", "", "broken_refused"},
		"timeout":    {fails(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout}), Network, Unfit, "broken", "", "broken_timeout"},
		"redirect":   {fails(state.Failure{Code: state.NotTheAPI, Status: 302, Cause: state.CauseRedirect}), Network, Unfit, "stranger", "", "stranger_redirect"},
		"page":       {fails(state.Failure{Code: state.NotTheAPI, Status: 200}), Network, Unfit, "stranger", "", ""},
		"trouble":    {fails(state.Failure{Code: state.DatabaseError, Status: 500}), Network, Unfit, "server", "DATABASE_ERROR", ""},
		"wrong path": {fails(state.Failure{Code: "HTTP_404", Status: 404}), Network, Unfit, "unsigned", "HTTP_404", ""},
		"other error": {terminal(func(p *Probes) {
			p.Departments = func(context.Context) (int, error) { return 0, errors.New("x") }
		}), Network, Unfit, "broken", "", ""},
		"not a terminal": {terminal(func(p *Probes) { p.IsTTY = false }), Terminal, Unknown, "none", "", ""},
		"proxy":          {fails(state.Failure{Code: state.NotSent, Cause: state.CauseProxy}), Network, Unfit, "broken", "", "broken_proxy"},
		"a log":          {terminal(func(p *Probes) { p.Log = "/l" }), Log, Fit, "fit", "/l", ""},
		"a link as log":  {terminal(func(p *Probes) { p.Log, p.LogErr = "/l", ErrNotOurs }), Log, Warning, "theirs", "/l", ""},
		"a shut log": {terminal(func(p *Probes) { p.Log, p.LogErr = "/l", errors.New("permission denied") }),
			Log, Warning, "shut", "permission denied", ""},
		"dumb":       {terminal(func(p *Probes) { p.Term, p.Refused = "dumb", true }), Terminal, Unfit, "dumb", "dumb", ""},
		"tiny":       {terminal(func(p *Probes) { p.Width = 39 }), Terminal, Unfit, "small", "39", ""},
		"narrow":     {terminal(func(p *Probes) { p.Width = 60 }), Terminal, Warning, "narrow", "60", ""},
		"C locale":   {terminal(func(p *Probes) { p.ASCII = true }), Terminal, Warning, "ascii", "80", ""},
		"vt100":      {terminal(func(p *Probes) { p.ASCII, p.Plain = true, true }), Terminal, Fit, "plain", "", ""},
		"ASCII, set": {func(s *Settings, p *Probes) { s.Charset, p.ASCII = "ascii", true }, Terminal, Fit, "chosen", "", ""},
	}
	seen := map[Subject]map[string]bool{Configuration: {"fit": true}, Key: {"fit": true}, Clock: {}, Network: {"fit": true}, Terminal: {"fit": true}, Log: {}}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, p := works(t)
			tt.change(&s, &p)
			for _, f := range Check(t.Context(), s, p) {
				tellsAll(t, f)
				if strings.Contains(fmt.Sprint(f), testKey) {
					t.Errorf("tells the key: %+v", f)
				}
				if f.Subject != tt.subject {
					continue
				}
				found, fields := f.Found, f.Fields
				if f.Problem != nil {
					found, fields = string(f.Problem.Kind), f.Problem.Fields()
				} else {
					seen[f.Subject][found] = true
				}
				if f.Level != tt.level || found != tt.found || !strings.Contains(fmt.Sprint(slices.Collect(maps.Values(fields))), tt.tells) {
					t.Errorf("%+v", f)
				}
				if tt.advice != "" && f.Advice[0] != tt.advice {
					t.Errorf("advice %q, want %q first", f.Advice, tt.advice)
				}
			}
		})
	}
	for subject, cases := range Findings() {
		for found := range cases {
			if !seen[subject][found] {
				t.Errorf("no test finds %s of the %s", found, subject)
			}
		}
	}
}

// tellsAll fails where a finding is not one of Findings, or lacks a field that it
// has there.
func tellsAll(t *testing.T, f Finding) {
	t.Helper()
	if f.Problem != nil {
		return
	}
	names, ok := Findings()[f.Subject][f.Found]
	if !ok {
		t.Errorf("%s of the %s is no finding", f.Found, f.Subject)
	}
	for _, name := range names {
		if value, ok := f.Fields[name]; !ok || value == "" {
			t.Errorf("%s of the %s does not tell %s", f.Found, f.Subject, name)
		}
	}
}

func TestCheckAsksNothingWithoutKeyAndOnceWithIt(t *testing.T) {
	s, p := works(t)
	asked := 0
	p.Departments = func(context.Context) (int, error) { asked++; return 1, nil }
	Check(t.Context(), s, p)
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	s.Key = api.Secret{}
	if Check(t.Context(), s, p); asked != 1 {
		t.Error("asked without a key")
	}
}
