package cli

import (
	"context"
	"errors"
	"os/user"
	"time"

	tea "charm.land/bubbletea/v2"

	"creneau/api"
	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/audit"
	"creneau/api/store/desk"
	"creneau/api/store/folder"
	"creneau/api/store/ledger"
	"creneau/api/store/sqlite"
	"creneau/state"
	"creneau/ui"
	"creneau/ui/locale"
)

// How long the desk waits for its store: as it opens, and as it ends.
const storeLimit = 5 * time.Second

// How often the desk takes over what others left, and how often it renews its claim.
const (
	looksAfter = 2 * time.Second
	renews     = 10 * looksAfter
)

// A kept is the store of an open desk; nil where there is none.
type kept struct {
	store  *sqlite.Store
	ledger *ledger.Ledger
	voices *voices
	notes  *notes // nil where none are taken
	shared *shared
	own    bool // the store is this desk's alone
}

// openKept opens the desk's ledger in the login's store, or in that of the server, and
// tells the desk what is open in it, or why it does not open.
// The demo clinic keeps nothing, and neither does who may only read.
func openKept(ctx context.Context, at seat, c *ui.Config) *kept {
	o := at.outlet
	if o.demo || c.State.ReadOnly {
		return nil
	}
	ctx, end := context.WithTimeout(ctx, storeLimit)
	defer end()
	refused := func(err error) *kept {
		c.Kept = state.StoreRefused{Why: troubled(err, c.Words)}
		return nil
	}
	k, in, err := &kept{store: at.store, voices: at.voices}, at.folder, error(nil)
	if k.store == nil {
		if k.store, in, err = openStore(ctx, at.settings, at.env, o.now); err != nil {
			return refused(err)
		}
		k.own = true
	}
	now := c.Now
	sits := desk.Seat{
		Clock: desk.Clock{Now: o.now, Mono: func() time.Duration { return now().Mono }},
		Login: login(), Place: terminalName(), Signer: desk.NewSigner(in.Path, in.Mode()),
	}
	if at.served {
		sits.Login, sits.Place = at.who.Name, ""
	}
	var open state.Restored
	if k.ledger, open, err = ledger.Open(ctx, k.store, sits, o.now().Location()); err != nil {
		k.closeStore() // it said already what is wrong
		return refused(err)
	}
	k.shared = sharedBy(at.settings.Hub, in, k.store, o.now)
	c.Keeper, c.Kept = k, open
	return k
}

// openStore opens the store of the settings, and says in which folder.
func openStore(ctx context.Context, s settings.Settings, env environment, now func() time.Time) (*sqlite.Store, folder.Folder, error) {
	at, err := folder.Locate(s.Data, s.DataKey, env.get)
	if err != nil {
		return nil, at, err
	}
	opened, err := at.Open(ctx, now)
	return opened, at, err
}

// Record implements ui.Keeper.
func (k *kept) Record(ctx context.Context, pictures []state.Picture) error {
	var taken *store.Taken
	switch err := k.ledger.Record(ctx, pictures); {
	case errors.Is(err, store.ErrLost):
		return ui.ErrTakenOver
	case errors.As(err, &taken):
		return &ui.Taken{Ref: taken.Refused, Desk: k.ledger.SeatName(taken.Desk)}
	case err != nil:
		return errors.New(troubled(err, k.voices.words()))
	}
	return nil
}

// Leaving implements ui.Keeper.
func (k *kept) Leaving(ctx context.Context) context.Context {
	may := k.ledger.MaySend()
	return api.WithPermit(ctx, func(ctx context.Context) error {
		switch err := may(ctx); {
		case errors.Is(err, desk.ErrStale):
			return state.Failure{Code: state.Stale}
		case errors.Is(err, store.ErrLost):
			return state.Failure{Code: state.HandedOver}
		default:
			return err
		}
	})
}

// login is the name of the user; "" where the system does not tell it.
func login() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

// follow keeps the desk's claim, and brings it what other desks record and leave open.
func (k *kept) follow(ctx context.Context, p *tea.Program) {
	if k == nil {
		return
	}
	tick := time.NewTicker(looksAfter)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if n%int(renews/looksAfter) == 0 {
			switch err := k.ledger.Renew(ctx); {
			case errors.Is(err, store.ErrLost):
				p.Send(state.ClaimLost{})
			case err != nil:
				continue // the next record says why
			}
		}
		if left, err := k.ledger.Adopt(ctx); err == nil && len(left.Pictures) > 0 {
			k.notes.takenOver(left)
			p.Send(left)
		}
	}
}

// share copies to other hosts and back, where there is a hub.
func (k *kept) share(ctx context.Context, p *tea.Program) {
	if k != nil {
		k.shared.run(ctx, p)
	}
}

// tell brings the desk what others record, until ctx ends.
func (k *kept) tell(ctx context.Context, p *tea.Program) {
	for k != nil && ctx.Err() == nil {
		news, err := k.ledger.Follow(ctx)
		if err == nil {
			p.Send(news)
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(looksAfter): // what is wrong with the store, the next record says
		}
	}
}

// close leaves what is open to other desks.
func (k *kept) close() {
	if k == nil {
		return
	}
	ctx, end := context.WithTimeout(context.Background(), storeLimit)
	defer end()
	k.shared.end(ctx)
	_ = k.ledger.Close(ctx) // what cannot be given up is over in two minutes
	k.closeStore()
}

// closeStore closes the store, unless other desks have it open too.
func (k *kept) closeStore() {
	if k.own {
		_ = k.store.Close()
	}
}

// fit says whether a desk could keep what it has open, and whether what is kept is
// whole. It makes nothing.
func (k *keeper) fit(ctx context.Context) (string, settings.Level) {
	path := locale.Args{"Path": k.folder.Path}
	if !k.folder.There() && !k.folder.Named {
		return shown(k.words.F("check.store.new", path)), settings.Fit
	}
	err := k.folder.Fit()
	if err == nil && k.folder.Kept() {
		if text, level := k.whole(ctx); level != settings.Fit {
			return text, level
		}
		_, err = audit.Verify(k.folder.Path, "")
	}
	switch {
	case err != nil:
		return troubled(err, k.words), settings.Unfit
	case k.folder.Fleeting():
		return shown(k.words.F("data.fleeting", path)), settings.Warning
	}
	return shown(k.words.F("check.store.fit", path)), settings.Fit
}
