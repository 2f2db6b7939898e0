package settings

import (
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
)

// HubCredentialName is the name under which systemd hands over the password of a hub.
const HubCredentialName = "creneau_hub_password"

// A Hub is the database that several hosts share.
type Hub struct {
	Address  HubAddress
	Password KeyPlace // zero for none
}

// A HubAddress is where a hub is; zero for none. It holds no password.
type HubAddress struct {
	url   url.URL
	local bool // on this machine
}

// hubOptions are what an address may say besides: of TLS, and a socket's folder.
var hubOptions = []string{"sslmode", "sslrootcert", "sslcert", "sslkey", "host"}

// ParseHubAddress reads postgres://user@host:port/database. One with a password is
// refused, and so is one that reaches another machine with less than
// sslmode=verify-full, which is taken where none is said. A Unix socket's folder is
// named by host=.
func ParseHubAddress(text string) (HubAddress, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Opaque != "" || u.Fragment != "" {
		return HubAddress{}, false
	}
	if _, has := u.User.Password(); has || u.User.Username() == "" || len(u.Path) < 2 || strings.Contains(u.Host, ",") {
		return HubAddress{}, false
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return HubAddress{}, false
	}
	for name, values := range q {
		if !slices.Contains(hubOptions, name) || len(values) != 1 {
			return HubAddress{}, false
		}
	}
	host, folder := u.Hostname(), q.Get("host")
	ip := net.ParseIP(host)
	a := HubAddress{url: *u, local: host == "localhost" || ip != nil && ip.IsLoopback()}
	if host == "" {
		a.local = true
		if !strings.HasPrefix(folder, "/") || strings.Contains(folder, ",") {
			return HubAddress{}, false
		}
	} else if q.Has("host") {
		return HubAddress{}, false
	}
	switch mode := q.Get("sslmode"); {
	case mode == "" && a.local:
		q.Set("sslmode", "disable")
	case mode == "":
		q.Set("sslmode", "verify-full")
	case mode != "verify-full" && !a.local:
		return HubAddress{}, false
	}
	a.url.RawQuery = q.Encode()
	return a, true
}

// Given says whether there is a hub.
func (a HubAddress) Given() bool { return a.url.Scheme != "" }

// URL is the address as a driver takes it.
func (a HubAddress) URL() string { return a.url.String() }

// String is the address without what it says of TLS.
func (a HubAddress) String() string {
	u := a.url
	folder := u.Query().Get("host")
	u.RawQuery = ""
	if u.Host == "" && a.Given() {
		return u.Scheme + "://" + u.User.String() + "@" + folder + u.Path
	}
	return u.String()
}

func takeHub(s *Settings, value string) bool {
	if value == "" {
		return true
	}
	var ok bool
	s.Hub.Address, ok = ParseHubAddress(value)
	return ok
}

// Read reads a password, by the rule of the key file; "" of no place.
func (p KeyPlace) Read() (string, error) {
	if p.Path == "" {
		return "", nil
	}
	if !p.Credential {
		text, err := ReadKeyFile(p.Path)
		return strings.TrimRight(text, "\r\n"), err
	}
	text, err := os.ReadFile(p.Path)
	if err != nil {
		return "", Problem{Kind: KeyFileUnreadable, Path: p.Path, Detail: reason(err)}
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}
