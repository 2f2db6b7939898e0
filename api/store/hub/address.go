package hub

import (
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// An Address is where a hub is: it holds no password.
type Address struct {
	url   url.URL
	local bool // on this machine
}

// ErrAddress is why a text is no hub's address.
var ErrAddress = errors.New("it is no address of a hub")

// options are what an address may say besides: of TLS, and a socket's folder.
var options = []string{"sslmode", "sslrootcert", "sslcert", "sslkey", "host"}

// ParseAddress reads postgres://user@host:port/database. One with a password is
// refused, and so is one that reaches another machine with less than
// sslmode=verify-full, which is what is taken where none is said. A Unix socket's
// folder is named by host=.
func ParseAddress(text string) (Address, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Opaque != "" || u.Fragment != "" {
		return Address{}, ErrAddress
	}
	if _, has := u.User.Password(); has || u.User.Username() == "" || len(u.Path) < 2 || strings.Contains(u.Host, ",") {
		return Address{}, ErrAddress
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Address{}, ErrAddress
	}
	for name, values := range q {
		if !slices.Contains(options, name) || len(values) != 1 {
			return Address{}, ErrAddress
		}
	}
	a := Address{url: *u}
	host := u.Hostname()
	if host == "" {
		host = q.Get("host")
		a.local = strings.HasPrefix(host, "/") && !strings.Contains(host, ",")
		if !a.local {
			return Address{}, ErrAddress
		}
	} else {
		if q.Has("host") {
			return Address{}, ErrAddress
		}
		ip := net.ParseIP(host)
		a.local = host == "localhost" || ip != nil && ip.IsLoopback()
	}
	switch mode := q.Get("sslmode"); {
	case mode == "" && a.local:
		q.Set("sslmode", "disable")
	case mode == "":
		q.Set("sslmode", "verify-full")
	case mode != "verify-full" && !a.local:
		return Address{}, ErrAddress
	}
	a.url.RawQuery = q.Encode()
	return a, nil
}

// String is the address without what it says of TLS.
func (a Address) String() string {
	u := a.url
	u.RawQuery = ""
	if u.Host == "" {
		q, _ := url.ParseQuery(a.url.RawQuery)
		return u.Scheme + "://" + u.User.String() + "@" + q.Get("host") + u.Path
	}
	return u.String()
}

// config is how to connect, with a password, which may be "": none is taken from
// anywhere else.
func (a Address) config(password string) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig(a.url.String())
	if err != nil {
		return nil, err
	}
	c.Password = password
	for _, f := range c.Fallbacks {
		if f.TLSConfig == nil && c.TLSConfig != nil && !a.local {
			return nil, ErrAddress // without TLS after all
		}
	}
	return c, nil
}
