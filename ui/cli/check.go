package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"creneau/api"
	"creneau/api/settings"
	"creneau/state/clinic"
	"creneau/ui/locale"
	"creneau/ui/widget"
)

// checkCommand says whether the machine is fit for the desk.
func checkCommand(f *flags, env environment, t Terminal, s speech) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: s.words.T("command.check"),
		Args:  noArguments(s.words),
		RunE: func(c *cobra.Command, _ []string) error {
			set, loaded := s.load(*f, env)
			p := probes(set, loaded, env, t)
			p.Log, p.LogErr = f.debug, tryLog(f.debug)
			var k *keeper
			if !set.Demo {
				var err error
				if k, err = keeperOf(*f, env, t, s); err != nil && loaded == nil {
					return err
				}
			}
			return report(c.Context(), set, p, k, t, s.words)
		},
	}
}

// marks stand before each line: seen without colour too.
var marks = map[settings.Level]string{settings.Fit: "ok", settings.Warning: "!", settings.Unfit: "X", settings.Unknown: "?"}

// report prints what was found; of the store, where there is to be one.
func report(ctx context.Context, s settings.Settings, p settings.Probes, k *keeper, t Terminal, words *locale.Words) error {
	findings := settings.Check(ctx, s, p)
	title, widest := func(f settings.Finding) string { return words.T("check.title." + string(f.Subject)) }, 0
	for _, found := range findings {
		widest = max(widest, widget.Width(title(found)))
	}
	for _, found := range findings {
		text, advice := said(found, words)
		fmt.Fprintf(t.Out, "%-3s %-*s  %s\n", marks[found.Level], widest, title(found), text)
		if advice != "" {
			fmt.Fprintf(t.Out, "%-*s  %s\n", 4+widest, "", advice)
		}
	}
	kept := true
	if k != nil {
		text, level := k.fit(ctx)
		kept = level != settings.Unfit
		k.line(titleStore, widest, level, text)
		if k.hub.Address.Given() {
			text, level := k.fitHub(ctx)
			kept = kept && level != settings.Unfit
			k.line(titleHub, widest, level, text)
		}
	}
	if !kept || !settings.AllFit(findings) {
		return &exit{exitFailed, errors.New(words.T("check.unfit"))}
	}
	return nil
}

// probes are what check asks of the world.
func probes(s settings.Settings, loaded error, env environment, t Terminal) settings.Probes {
	p := terminalProbes(s, env, t)
	p.Loaded, p.Now = loaded, time.Now
	p.Other = func(ctx context.Context) error {
		s.Auth = s.Auth.Other()
		o, err := openOutlet(s, false, false, nil, t)
		if err == nil {
			_, err = o.backend.Departments(ctx)
		}
		return err
	}
	if o, err := openOutlet(s, s.Demo, false, nil, t); err == nil {
		p.Departments = func(ctx context.Context) (int, error) {
			list, err := o.backend.Departments(ctx)
			return len(list.Departments), err
		}
		if clock, ok := o.backend.(interface{ Offset() (time.Duration, bool) }); ok {
			p.Offset = clock.Offset
		}
		p.Header = func() string { return "" } // of an answer without one
		if client, ok := o.backend.(interface{ Header() (api.Auth, bool) }); ok {
			p.Header = func() string { header, _ := client.Header(); return header.Name() }
		}
	}
	return p
}

// terminalProbes are those of the terminal, which is judged as for the desk.
func terminalProbes(s settings.Settings, env environment, t Terminal) settings.Probes {
	shows := displayOf(s.Charset, env)
	return settings.Probes{
		Term: shows.term, IsTTY: t.OutIsTTY, Width: t.Width, Height: t.Height,
		Refused: shows.refused, ASCII: shows.ascii, Plain: shows.plain,
	}
}

// said is what was found and what to do; "" where nothing is to be done.
func said(f settings.Finding, words *locale.Words) (text, advice string) {
	if f.Problem != nil {
		return problem(*f.Problem, words), ""
	}
	table := "check." + string(f.Subject) + "."
	for _, name := range f.Advice {
		if key := table + name + "_do"; words.Has(key) {
			return shown(words.F(table+f.Found, f.Fields)), shown(words.F(key, f.Fields))
		}
	}
	return shown(words.F(table+f.Found, f.Fields)), ""
}

// problem says in one sentence what is wrong with the configuration and, where
// there is one command that mends it, that command.
func problem(p settings.Problem, words *locale.Words) string {
	return shown(words.F("problem."+p.Case(), p.Fields()))
}

// maxSentence is how long a sentence may be, in runes, with the paths in it.
const maxSentence = 600

// shown is a sentence about the configuration as it may be printed: a key that
// was put in the wrong place is masked.
func shown(text string) string { return clinic.Clean(clinic.Mask(text), maxSentence) }
