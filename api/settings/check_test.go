package settings

import (
	"context"
	"errors"
	"fmt"
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
	env := map[string]string{"TERM": "xterm-256color", "LANG": "fr_FR.UTF-8"}
	return Settings{File: "/etc/creneau.toml", KeyFrom: "/etc/key", Key: key, BaseURL: api.DefaultBaseURL, Charset: "auto"}, Probes{
		Departments: func(context.Context) (int, error) { now = now.Add(80 * time.Millisecond); return 5, nil },
		Offset:      func() (time.Duration, bool) { return -2 * time.Second, true },
		Now:         func() time.Time { return now },
		Getenv:      func(name string) string { return env[name] },
		IsTTY:       true, Width: 80, Height: 24,
	}
}

func TestEverythingFit(t *testing.T) {
	s, p := works(t)
	want := []string{
		"configuration: read from /etc/creneau.toml", "key: found in /etc/key", "clock: 2 s from the server's",
		"network: GET /departments: 5 departments in 80 ms", "terminal: xterm-256color, 80x24, UTF-8",
	}
	findings := Check(t.Context(), s, p)
	for i, f := range findings {
		if got := f.Title + ": " + f.Text; got != want[i] || f.Level != Fit || f.Advice != "" {
			t.Errorf("%d: %q %v %q, want %q", i, got, f.Level, f.Advice, want[i])
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
	terminal := func(term, lang string, width, height int) func(*Settings, *Probes) {
		return func(_ *Settings, p *Probes) {
			p.Getenv = func(name string) string { return map[string]string{"TERM": term, "LANG": lang}[name] }
			p.Width, p.Height = width, height
		}
	}
	tests := map[string]struct {
		change  func(*Settings, *Probes)
		subject Subject
		level   Level
		text    string
		advice  string
	}{
		"demo":          {func(s *Settings, p *Probes) { *s = Settings{Demo: true} }, Configuration, Warning, "demo clinic", "key_file"},
		"demo, key":     {func(s *Settings, p *Probes) { *s = Settings{Demo: true} }, Key, Fit, "needs none", ""},
		"demo, network": {func(s *Settings, p *Probes) { *s = Settings{Demo: true} }, Network, Fit, "not needed", ""},
		"no file":       {func(s *Settings, p *Probes) { s.File = "" }, Configuration, Fit, "defaults", ""},
		"broken file":   {func(s *Settings, p *Probes) { p.Loaded = Problem{Kind: UnknownKeys, Path: "/c", Field: "teme"} }, Configuration, Unfit, "teme", ""},
		"and its key":   {func(s *Settings, p *Probes) { p.Loaded = Problem{Kind: UnknownKeys} }, Key, Unknown, "not looked for", ""},
		"no key":        {func(s *Settings, p *Probes) { p.Loaded = Problem{Kind: KeyMissing, Source: "/c"} }, Key, Unfit, "/c", ""},
		"no key, file":  {func(s *Settings, p *Probes) { p.Loaded = Problem{Kind: KeyMissing, Source: "/c"} }, Configuration, Fit, "read from", ""},
		"no key, asks":  {func(s *Settings, p *Probes) { p.Loaded = Problem{Kind: KeyMissing, Source: "/c"} }, Network, Unknown, "not tried", ""},
		"no key, clock": {func(s *Settings, p *Probes) { p.Loaded = Problem{Kind: KeyMissing, Source: "/c"} }, Clock, Unknown, "not compared", ""},
		"key of env":    {func(s *Settings, p *Probes) { s.KeyFrom = EnvKey }, Key, Warning, EnvKey, "600"},
		"slow clock": {func(s *Settings, p *Probes) {
			p.Offset = func() (time.Duration, bool) { return 200 * time.Second, true }
		}, Clock, Unfit, "200 s behind", "timedatectl"},
		"fast clock": {func(s *Settings, p *Probes) {
			p.Offset = func() (time.Duration, bool) { return -121 * time.Second, true }
		}, Clock, Unfit, "121 s ahead of", "timedatectl"},
		"no time told": {func(s *Settings, p *Probes) { p.Offset = func() (time.Duration, bool) { return 0, false } }, Clock, Unknown, "no time", ""},
		"refused key":  {fails(state.Failure{Code: state.ExpiredAPIKey, Status: 401}), Network, Unfit, "EXPIRED_API_KEY", "new key"},
		"scope":        {fails(state.Failure{Code: state.InsufficientScope, Status: 403}), Network, Unfit, "lacks a right", "departments:read"},
		"limit":        {fails(state.Failure{Code: state.TooManyRequests, Status: 429, Wait: 36 * time.Second}), Network, Unfit, "limit", "36 s"},
		"dns":          {fails(state.Failure{Code: state.NotSent, Cause: state.CauseDNS}), Network, Unfit, "no answer", "mc-prd.duckdns.org is not found"},
		"tls":          {fails(state.Failure{Code: state.NotSent, Cause: state.CauseTLS}), Network, Unfit, "no answer", "certificate"},
		"refused":      {fails(state.Failure{Code: state.NotSent, Cause: state.CauseRefused}), Network, Unfit, "no answer", "firewall"},
		"timeout":      {fails(state.Failure{Code: state.NoAnswer, Cause: state.CauseTimeout}), Network, Unfit, "no answer", "too slow"},
		"reset":        {fails(state.Failure{Code: state.NoAnswer, Cause: state.CauseReset}), Network, Unfit, "no answer", "connection to"},
		"redirect":     {fails(state.Failure{Code: state.NotTheAPI, Status: 302, Cause: state.CauseRedirect}), Network, Unfit, "something else", "elsewhere"},
		"page":         {fails(state.Failure{Code: state.NotTheAPI, Status: 200}), Network, Unfit, "something else", "login"},
		"trouble":      {fails(state.Failure{Code: state.DatabaseError, Status: 500}), Network, Unfit, "in trouble", "later"},
		"wrong path":   {fails(state.Failure{Code: "HTTP_404", Status: 404}), Network, Unfit, "HTTP_404", "base_url"},
		"other error": {func(_ *Settings, p *Probes) {
			p.Departments = func(context.Context) (int, error) { return 0, errors.New("x") }
		}, Network, Unfit, "no answer", "connection"},
		"not a terminal": {func(_ *Settings, p *Probes) { p.IsTTY = false }, Terminal, Unfit, "not a terminal", "ssh -t"},
		"dumb":           {terminal("dumb", "fr_FR.UTF-8", 80, 24), Terminal, Warning, "dumb", "xterm-256color"},
		"tiny":           {terminal("xterm", "fr_FR.UTF-8", 39, 24), Terminal, Unfit, "39x24", "larger"},
		"narrow":         {terminal("xterm", "fr_FR.UTF-8", 60, 24), Terminal, Warning, "60x24", "80x24"},
		"C locale":       {terminal("xterm", "C", 80, 24), Terminal, Warning, "ASCII", "charset"},
		"C, set":         {func(s *Settings, p *Probes) { terminal("xterm", "C", 80, 24)(s, p); s.Charset = "utf-8" }, Terminal, Fit, "UTF-8", ""},
		"ASCII, set":     {func(s *Settings, p *Probes) { s.Charset = "ascii" }, Terminal, Fit, "as configured", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, p := works(t)
			tt.change(&s, &p)
			for _, lang := range []string{"en", "fr"} {
				s.Lang = lang
				for _, f := range Check(t.Context(), s, p) {
					if f.Text == "" || f.Title == "" || strings.ContainsAny(f.Text+f.Advice, "{}") || strings.Contains(fmt.Sprint(f), testKey) {
						t.Errorf("%s: %+v", lang, f)
					}
					if f.Subject != tt.subject {
						continue
					}
					if f.Level != tt.level || lang == "en" && (!strings.Contains(f.Text, tt.text) || !strings.Contains(f.Advice, tt.advice) || tt.advice == "" && f.Advice != "") {
						t.Errorf("%+v", f)
					}
				}
			}
		})
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
