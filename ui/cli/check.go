package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"creneau/api/settings"
	"creneau/ui/locale"
)

// checkCommand says whether the machine is fit for the desk.
func checkCommand(f *flags, env environment, t Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Say whether configuration, key, clock, network and terminal are fit",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, loaded := settings.Load(f.settings(), env.lookup)
			if s.Lang == "" {
				s.Lang = language(s, *f, env)
			}
			return report(c.Context(), s, loaded, env, t)
		},
	}
}

// marks stand before each line: seen without colour too.
var marks = map[settings.Level]string{settings.Fit: "ok", settings.Warning: "!", settings.Unfit: "X", settings.Unknown: "?"}

func report(ctx context.Context, s settings.Settings, loaded error, env environment, t Terminal) error {
	p := settings.Probes{
		Loaded: loaded, Now: time.Now, Getenv: env.get, IsTTY: t.OutIsTTY, Width: t.Width, Height: t.Height,
	}
	if o, err := openOutlet(s, s.Demo, false, nil, t); err == nil {
		p.Departments = func(ctx context.Context) (int, error) {
			list, err := o.backend.Departments(ctx)
			return len(list), err
		}
		if clock, ok := o.backend.(interface{ Offset() (time.Duration, bool) }); ok {
			p.Offset = clock.Offset
		}
	}
	findings := settings.Check(ctx, s, p)
	for _, found := range findings {
		fmt.Fprintf(t.Out, "%-3s %-14s %s\n", marks[found.Level], found.Title, found.Text)
		if found.Advice != "" {
			fmt.Fprintf(t.Out, "%-18s %s\n", "", found.Advice)
		}
	}
	if !settings.AllFit(findings) {
		return &exit{exitFailed, errors.New(locale.Load(s.Lang).T("check.unfit"))}
	}
	return nil
}
