// Package hub is the store that several hosts share: a PostgreSQL database. No desk
// waits for it: each host's own store is written first, and package hosts copies
// between the two. What names somebody is sealed before it leaves the host.
package hub

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"creneau/api/settings"
	"creneau/api/store"
	"creneau/api/store/seal"
)

// Options are what a hub is opened with.
type Options struct {
	Address  settings.HubAddress
	Password func() (string, error)     // read anew for each connection; nil for none
	Keys     func() (*seal.Ring, error) // called again when the key has changed
	Now      func() time.Time           // nil for the clock of the database, which all hosts share
}

// How long is waited for a hub: for a connection, and for an answer.
const (
	connects = 5 * time.Second
	answers  = "10s"
)

// A Store is a hub. It implements store.Exchange.
type Store struct {
	o    Options
	pool *pgxpool.Pool

	mu     sync.Mutex
	ring   *seal.Ring // the key that seals first
	marker seal.Marker
}

var _ store.Exchange = (*Store)(nil)

// Open opens a hub that Init has made. What is wrong with it is a Problem.
func Open(ctx context.Context, o Options) (*Store, error) {
	ring, err := o.Keys()
	if err != nil {
		return nil, err
	}
	s := &Store{o: o, ring: ring}
	if err := s.connect(ctx); err != nil {
		return nil, s.problem(err)
	}
	err = s.begin(ctx)
	if err != nil {
		_ = s.Close()
		return nil, s.problem(err)
	}
	return s, nil
}

// connect opens connections.
func (s *Store) connect(ctx context.Context) error {
	conn, err := s.config()
	if err != nil {
		return err
	}
	c, err := pgxpool.ParseConfig("")
	if err != nil {
		return err
	}
	c.ConnConfig, c.MaxConns, c.MinConns = conn, 4, 0
	c.BeforeConnect = func(_ context.Context, cc *pgx.ConnConfig) error {
		var err error
		cc.Password, err = s.password()
		return err
	}
	s.pool, err = pgxpool.NewWithConfig(ctx, c)
	return err
}

func (s *Store) password() (string, error) {
	if s.o.Password == nil {
		return "", nil
	}
	return s.o.Password()
}

// config is how to connect. A host that vanishes keeps the others waiting no longer
// than the hub waits for an answer.
func (s *Store) config() (*pgx.ConnConfig, error) {
	password, err := s.password()
	if err != nil {
		return nil, err
	}
	c, err := pgx.ParseConfig(s.o.Address.URL())
	if err != nil {
		return nil, err
	}
	c.Password = password // none is taken from anywhere else
	c.ConnectTimeout = connects
	c.DefaultQueryExecMode = pgx.QueryExecModeExec // what is prepared first goes there twice
	for name, value := range map[string]string{
		"application_name": schema, "search_path": schema, "statement_timeout": answers, "lock_timeout": answers,
		"idle_in_transaction_session_timeout": answers, "tcp_user_timeout": answers, "synchronous_commit": "on",
	} {
		c.RuntimeParams[name] = value
	}
	return c, nil
}

// begin sees whether the hub is one that this program knows.
func (s *Store) begin(ctx context.Context) error {
	if _, err := versionOf(ctx, s.pool); err != nil {
		return err
	}
	var key string
	var sealed []byte
	if err := s.pool.QueryRow(ctx, "SELECT data_key, marker FROM meta").Scan(&key, &sealed); err != nil {
		return err
	}
	return s.use(key, sealed)
}

// Close closes the connections.
func (s *Store) Close() error {
	if s.pool != nil {
		s.pool.Close()
	}
	return nil
}
