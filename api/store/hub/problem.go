package hub

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"creneau/api/settings"
	"creneau/api/store"
)

// problem is an error as a Problem with this hub; what says what came of something is
// returned as it is. Nothing of it holds a password.
func (s *Store) problem(err error) error {
	var p store.Problem
	var key settings.Problem
	var held *store.Held
	var taken *store.Taken
	var spent *store.Spent
	var e *pgconn.PgError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, store.ErrLost),
		errors.As(err, &key), errors.As(err, &held), errors.As(err, &taken), errors.As(err, &spent):
		return err
	case errors.As(err, &p):
		if p.Path == "" {
			p.Path = s.o.Address.String()
		}
		return p
	case errors.As(err, &e):
		return store.Problem{Trouble: refusal(e.Code), Path: s.o.Address.String(), Detail: e.Message}
	}
	return store.Problem{Trouble: store.HubAway, Path: s.o.Address.String(), Detail: reason(err)}
}

// refusal is what PostgreSQL refused, by the class of its code.
func refusal(code string) store.Trouble {
	switch {
	case code == "53100", code == "53200": // disk, memory
		return store.HubFull
	case code == "25006": // a standby
		return store.HubRefused
	case strings.HasPrefix(code, "28"), code == "3D000", code == "42501": // password, database, rights
		return store.HubRefused
	case strings.HasPrefix(code, "57"), strings.HasPrefix(code, "55"), strings.HasPrefix(code, "08"), strings.HasPrefix(code, "53"):
		return store.HubAway // it shuts down, is cancelled, is too busy
	}
	return store.HubFailing
}

// reason is why there is no connection, in one line without what was dialled.
func reason(err error) string {
	var op *net.OpError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded.Error()
	case errors.As(err, &op):
		err = op.Err
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
