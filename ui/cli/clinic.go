package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"creneau/api"
	"creneau/api/demo"
	"creneau/api/settings"
	"creneau/ui/locale"
	"creneau/ui/story"
)

// clockForm is how --clock is written: wall time of the clinic.
const clockForm = "2006-01-02T15:04"

// clinicCommand serves the demo clinic over HTTP.
func clinicCommand(f *flags, words *locale.Words, t Terminal) *cobra.Command {
	const address = "127.0.0.1:8080"
	var listen, clock string
	var large bool
	var limit int
	c := &cobra.Command{
		Use:   "clinic",
		Short: words.T("command.clinic"),
		Args:  noArguments(words),
		RunE: func(c *cobra.Command, _ []string) error {
			o := demo.Options{Seed: story.Seed, Credits: demoCredits, Large: large, Limit: limit}
			if err := f.ofClinic(&o, clock, words); err != nil {
				return &exit{exitUsage, err}
			}
			clinic := demo.New(o)
			err := demo.Serve(c.Context(), listen, clinic, func(url string) error {
				return announce(t, words, url, clinic)
			})
			if err != nil && !errors.Is(err, context.Canceled) {
				return &exit{exitFailed, err}
			}
			return nil
		},
	}
	c.Flags().StringVar(&listen, "listen", address, words.F("flag.listen", locale.Args{"Default": address}))
	c.Flags().StringVar(&clock, "clock", "", words.T("flag.clock"))
	c.Flags().IntVar(&limit, "limit", demo.DefaultLimit, words.F("flag.limit", locale.Args{"Default": demo.DefaultLimit}))
	c.Flags().BoolVar(&large, "large", false, words.T("flag.large"))
	return c
}

// ofClinic takes over what the flags say of the demo clinic: its zone, how it
// wants the key, and the moment at which its clock begins to run; "" for now.
func (f *flags) ofClinic(o *demo.Options, clock string, words *locale.Words) error {
	given := f.settings().Values
	zone, err := time.LoadLocation(cmp.Or(given["zone"], settings.DefaultZone))
	if err != nil {
		return wrongValue("zone", given["zone"], words)
	}
	switch auth := api.Auth(given["auth"]); auth {
	case "", api.AuthAuto:
	case api.AuthAPIKey:
		o.APIKeyOnly = true
	default:
		return wrongValue("auth", given["auth"], words)
	}
	o.Now = func() time.Time { return time.Now().In(zone) }
	if clock == "" {
		return nil
	}
	start, err := time.ParseInLocation(clockForm, clock, zone)
	if err != nil {
		return wrongValue("clock", clock, words)
	}
	began := time.Now()
	o.Now = func() time.Time { return start.Add(time.Since(began)) }
	return nil
}

// wrongValue says that a flag cannot have a value.
func wrongValue(flag, value string, words *locale.Words) error {
	return errors.New(words.F("cli.bad_flag_value", locale.Args{"Name": "--" + flag, "Value": value}))
}

// announce prints where the clinic answers, and with which keys. Where the output
// is no terminal the first line is JSON, {"url": …, "key": …}, for a program.
func announce(t Terminal, words *locale.Words, url string, c *demo.Clinic) error {
	var text strings.Builder
	if !t.OutIsTTY {
		line, err := json.Marshal(struct {
			URL string `json:"url"`
			Key string `json:"key"`
		}{url, c.FullKey()})
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%s\n", line)
	}
	fmt.Fprintf(&text, "%s\n%s\n\n", words.F("clinic.answers", locale.Args{"URL": url}), words.T("clinic.keys"))
	for _, k := range c.Keys() {
		fmt.Fprintf(&text, "  %s  %s\n", k.Secret, k.Name)
	}
	fmt.Fprintf(&text, "\n%s\n  curl -H 'X-API-Key: %s' %s/departments\n", words.T("clinic.try"), c.FullKey(), url)
	_, err := io.WriteString(t.Out, text.String())
	return err
}
