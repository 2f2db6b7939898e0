package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"creneau/api/demo"
	"creneau/ui/locale"
	"creneau/ui/story"
)

// clinicCommand serves the demo clinic over HTTP.
func clinicCommand(words *locale.Words, t Terminal) *cobra.Command {
	const address = "127.0.0.1:8080"
	var listen string
	var large bool
	c := &cobra.Command{
		Use:   "clinic",
		Short: words.T("command.clinic"),
		Args:  noArguments(words),
		RunE: func(c *cobra.Command, _ []string) error {
			clinic := demo.New(demo.Options{Seed: story.Seed, Credits: demoCredits, Large: large})
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
	c.Flags().BoolVar(&large, "large", false, words.T("flag.large"))
	return c
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
