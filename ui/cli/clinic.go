package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"creneau/api/demo"
	"creneau/ui/story"
)

// clinicCommand serves the demo clinic over HTTP.
func clinicCommand(t Terminal) *cobra.Command {
	var listen string
	var large bool
	c := &cobra.Command{
		Use:   "clinic",
		Short: "Serve the demo clinic over HTTP, for curl, the official clients and training",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			clinic := demo.New(demo.Options{Seed: story.Seed, Credits: demoCredits, Large: large})
			err := demo.Serve(c.Context(), listen, clinic, t.Out, t.OutIsTTY)
			if err != nil && !errors.Is(err, context.Canceled) {
				return &exit{exitFailed, err}
			}
			return nil
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on; port 0 takes a free one")
	c.Flags().BoolVar(&large, "large", false, "300 departments and 10,000 appointments, to see how the desk bears them")
	return c
}
