package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/folder"
	"creneau/api/store/hosts"
	"creneau/api/store/hub"
	"creneau/api/store/sqlite"
	"creneau/state"
	"creneau/ui/locale"
	"creneau/ui/widget"
)

// hubLimit is how long a command waits for the hub.
const hubLimit = 15 * time.Second

// hubOf is how to open a hub, with the data key of this host.
func hubOf(h settings.Hub, at folder.Folder) hub.Options {
	return hub.Options{Address: h.Address, Password: h.Password.Read, Keys: at.Keys}
}

// hostName is by what name other hosts know this one.
func hostName() string {
	const most = 40
	name, _ := os.Hostname() // without one it is "host", and a second such is refused
	name, _, _ = strings.Cut(strings.ToLower(name), ".")
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return -1
	}, name)
	if name == "" {
		return "host"
	}
	return name[:min(len(name), most)]
}

// hubCommand looks after what several hosts share.
func hubCommand(f *flags, env environment, t Terminal, s speech) *cobra.Command {
	c := &cobra.Command{
		Use:   "hub",
		Short: s.words.T("command.hub"),
		Long:  s.words.T("command.hub_more"),
		Args:  noArguments(s.words),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	with := func(do func(context.Context, *keeper) error) func(*cobra.Command, []string) error {
		return func(c *cobra.Command, _ []string) error {
			k, err := keeperOf(*f, env, t, s)
			if err != nil {
				return err
			}
			if !k.hub.Address.Given() {
				return &exit{exitFailed, errors.New(s.words.T("hub.none"))}
			}
			ctx, end := context.WithTimeout(c.Context(), hubLimit)
			defer end()
			return do(ctx, k)
		}
	}
	c.AddCommand(
		&cobra.Command{Use: "check", Short: s.words.T("command.hub_check"), Args: noArguments(s.words), RunE: with(checkHub)},
		&cobra.Command{Use: "init", Short: s.words.T("command.hub_init"), Args: noArguments(s.words), RunE: with(initHub)},
	)
	return c
}

// initHub makes the hub's tables, or brings them to this version.
func initHub(ctx context.Context, k *keeper) error {
	s, err := k.folder.Open(ctx, time.Now) // with it a login makes its data key
	if err != nil {
		return k.failed(err)
	}
	if err := s.Close(); err != nil {
		return k.failed(err)
	}
	done, err := hub.Init(ctx, hubOf(k.hub, k.folder))
	if err != nil {
		return k.failed(err)
	}
	h, err := hub.Open(ctx, hubOf(k.hub, k.folder)) // another may have made it, with another data key
	if err != nil {
		return k.failed(err)
	}
	_ = h.Close() // nothing was written
	said := "hub.ready"
	if done {
		said = "hub.made"
	}
	k.say(said, locale.Args{"Path": k.hub.Address.String()})
	k.say("hub.same_key", locale.Args{"Key": k.folder.Key.Path})
	return nil
}

// What checkHub says something of.
const (
	titleHub   = "hub.title.hub"
	titleHosts = "hub.title.hosts"
)

// checkHub says whether the hub answers and fits, and which hosts share it.
func checkHub(ctx context.Context, k *keeper) error {
	widest := max(widget.Width(k.words.T(titleHub)), widget.Width(k.words.T(titleHosts)))
	text, level := k.fitHub(ctx)
	k.line(titleHub, widest, level, text)
	if level == settings.Fit {
		h, err := hub.Open(ctx, hubOf(k.hub, k.folder))
		if err != nil {
			return k.failed(err)
		}
		defer h.Close()
		all, err := h.Hosts(ctx)
		if err != nil {
			return k.failed(err)
		}
		text := k.words.T("hub.nobody")
		if len(all) > 0 {
			var names []string
			for _, host := range all {
				names = append(names, host.Name+" ("+k.moment(host.Seen)+")")
			}
			text = k.words.F("hub.hosts", locale.Args{"Hosts": strings.Join(names, ", "), "Own": hostName()})
		}
		k.line(titleHosts, widest, level, shown(text))
		return nil
	}
	return &exit{exitFailed, errors.New(k.words.T("check.unfit"))}
}

// fitHub says whether the hub answers and fits. While it does not answer the desk works
// all the same.
func (k *keeper) fitHub(ctx context.Context) (string, settings.Level) {
	if !k.folder.Kept() && !k.folder.Named { // its data key is made with it
		return shown(k.words.F("data.none", locale.Args{"Path": k.folder.Path})), settings.Unknown
	}
	if err := k.folder.Fit(); err != nil {
		return troubled(err, k.words), settings.Unfit
	}
	ctx, end := context.WithTimeout(ctx, hubLimit)
	defer end()
	h, err := hub.Open(ctx, hubOf(k.hub, k.folder))
	var p store.Problem
	switch {
	case errors.As(err, &p) && (p.Trouble == store.HubAway || p.Trouble == store.HubFull):
		return troubled(err, k.words), settings.Warning
	case err != nil:
		return troubled(err, k.words), settings.Unfit
	}
	_ = h.Close() // nothing was written
	return shown(k.words.F("hub.fit", locale.Args{"Path": k.hub.Address.String()})), settings.Fit
}

// A shared is the copying of a desk's store to other hosts and back; nil where there is
// no hub.
type shared struct {
	options hosts.Options
	ending  chan struct{} // closed when the desk ends
	ended   chan struct{} // closed when nothing is copied any more
}

func sharedBy(h settings.Hub, at folder.Folder, local *sqlite.Store, now func() time.Time) *shared {
	if !h.Address.Given() {
		return nil
	}
	open := func(ctx context.Context) (*hub.Store, error) { return hub.Open(ctx, hubOf(h, at)) }
	return &shared{
		options: hosts.Options{Local: local, Hub: open, Name: hostName(), Now: now},
		ending:  make(chan struct{}), ended: make(chan struct{}),
	}
}

// run copies until ctx or the desk ends, and tells the desk when the hub is gone and
// when it is back.
func (s *shared) run(ctx context.Context, p *tea.Program) {
	if s == nil {
		return
	}
	defer close(s.ended)
	ctx, end := context.WithCancel(ctx)
	defer end()
	go func() {
		select {
		case <-s.ending:
			end()
		case <-ctx.Done():
		}
	}()
	s.options.Told = func(t hosts.State) { p.Send(state.HubTold{Away: t.Why != nil}) }
	_ = hosts.Run(ctx, s.options) // it ends because it is to
}

// end waits until nothing is copied any more: so another process of this host begins at
// once.
func (s *shared) end(ctx context.Context) {
	if s == nil {
		return
	}
	close(s.ending)
	select {
	case <-s.ended:
	case <-ctx.Done():
	}
}
