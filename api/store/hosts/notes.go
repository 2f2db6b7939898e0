package hosts

import (
	"context"
	"errors"
	"time"

	"creneau/api/store"
)

// noteKind is of what a host's store notes of its hub. No desk has such a fact, and no
// other host is told of it.
const noteKind store.Kind = "hub"

// noted is what was noted of something; "" for nothing.
func (o Options) noted(ctx context.Context, about string) (string, error) {
	facts, _, err := o.Local.Open(ctx, noteKind)
	if err != nil {
		return "", err
	}
	for _, f := range facts {
		if f.Subject == about {
			return f.Stage, nil
		}
	}
	return "", nil
}

// keep notes something in place of what was.
func (o Options) keep(ctx context.Context, here store.Claim, about, text string) error {
	now := o.Now()
	_, err := o.Local.Append(ctx, []store.Claim{here}, store.Fact{
		ID: store.NewULID(now), Kind: noteKind, Subject: about, Stage: text, Latest: true, Desk: o.Name, At: now,
	})
	return err
}

// identity tells stores of one name apart: it is made once.
func (o Options) identity(ctx context.Context, here store.Claim) (string, error) {
	id, err := o.noted(ctx, "store")
	if err != nil || id != "" {
		return id, err
	}
	id = store.NewULID(o.Now()).String()
	return id, o.keep(ctx, here, "store", id)
}

// errAway is why the hub is away where another process of the host found out.
var errAway = errors.New("the hub is away")

// away is the note of a hub that is not there.
const away = "away"

// note notes whether the hub is there for the other processes of the host, and returns
// why it is not.
func (o Options) note(ctx context.Context, why error) error {
	text := ""
	if why != nil {
		text = away
	}
	ctx, end := context.WithTimeout(ctx, answers)
	defer end()
	if was, err := o.noted(ctx, "state"); err == nil && was != text {
		now := o.Now()
		_, _ = o.Local.Append(ctx, nil, store.Fact{ // the desk says itself what is wrong with its store
			ID: store.NewULID(now), Kind: noteKind, Subject: "state", Stage: text, Latest: true, Desk: o.Name, At: now,
		})
	}
	return why
}

// state is what the process that copies noted.
func (o Options) state(ctx context.Context) error {
	ctx, end := context.WithTimeout(ctx, time.Second)
	defer end()
	if text, err := o.noted(ctx, "state"); err == nil && text == away {
		return errAway
	}
	return nil
}
