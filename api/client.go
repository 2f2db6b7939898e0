// Package api is the client of the MONCRENEAU REST API, and the only package
// that knows HTTP and JSON. Its calls take one road; it decodes what comes
// back into the desk's own terms, cleans every string at that door, and
// returns every refusal and breakage as a state.Failure.
package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"creneau/state/clinic"
)

// DefaultBaseURL is where the documents say the API is.
const DefaultBaseURL = "https://mc-prd.duckdns.org/api/v1"

// How long one request may take, where Options do not say. The official SDKs
// wait 30 s for a booking.
const (
	DefaultReadTimeout  = 10 * time.Second
	DefaultWriteTimeout = 30 * time.Second
)

// Options say how to reach the API.
type Options struct {
	BaseURL string // DefaultBaseURL where empty; over the network https, or http to this machine
	Key     Secret // none: every call answers MISSING_API_KEY without asking
	Auth    Auth   // AuthAuto where zero

	// Zone is the clinic's, into which times with an offset are converted.
	// UTC where nil, which is Guinea's.
	Zone *time.Location

	// Staff tells what the configuration knows of a department: no call of the
	// API lists its workers. Nil where it knows nothing.
	Staff func(department clinic.ID) (workers []clinic.Worker, needed bool)

	// Transport carries reads and writes alike. It must call the WroteHeaders
	// hook of net/http/httptrace, which tells "not sent" from "no answer". Nil
	// means the network, where each write has a connection of its own.
	Transport http.RoundTripper

	Now func() time.Time // time.Now where nil
	Log *slog.Logger     // one line a request, without names, bodies and keys; nil for none

	ReadTimeout, WriteTimeout time.Duration // of one request; the defaults where zero
	UserAgent                 string        // "creneau" where empty
}

// A Client asks the API. It may be used from many goroutines. It sends a write
// once, whatever happens; a read that was refused for its authentication header
// it sends a second time, with the other header.
type Client struct {
	base                      *url.URL
	zone                      *time.Location
	staff                     func(clinic.ID) ([]clinic.Worker, bool)
	now                       func() time.Time
	log                       *slog.Logger
	reads, writes             http.RoundTripper
	readTimeout, writeTimeout time.Duration
	userAgent                 string

	mu     sync.Mutex // guards what follows
	key    Secret
	guess  guess
	limits *limits // of this key
}

// New makes a client. It sends nothing yet.
func New(o Options) (*Client, error) {
	base, err := parseBase(o.BaseURL, o.Transport != nil)
	if err != nil {
		return nil, err
	}
	switch o.Auth {
	case "", AuthAuto, AuthBearer, AuthAPIKey:
	default:
		return nil, fmt.Errorf("auth is %.20q; it can be %s, %s or %s", o.Auth, AuthAuto, AuthBearer, AuthAPIKey)
	}
	c := &Client{
		base: base, zone: o.Zone, staff: o.Staff, now: o.Now, log: o.Log,
		readTimeout: o.ReadTimeout, writeTimeout: o.WriteTimeout,
		userAgent: o.UserAgent, key: o.Key, guess: newGuess(o.Auth), limits: &limits{},
	}
	if c.zone == nil {
		c.zone = time.UTC
	}
	if c.staff == nil {
		c.staff = func(clinic.ID) ([]clinic.Worker, bool) { return nil, false }
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.readTimeout <= 0 {
		c.readTimeout = DefaultReadTimeout
	}
	if c.writeTimeout <= 0 {
		c.writeTimeout = DefaultWriteTimeout
	}
	if c.userAgent == "" {
		c.userAgent = "creneau"
	}
	c.reads, c.writes = o.Transport, o.Transport
	if o.Transport == nil {
		c.reads, c.writes = networkForReads(), networkForWrites()
	}
	return c, nil
}

// ParseBaseURL reads the address under which the API's paths lie; the default
// one where it is empty. It refuses addresses to which a key and a patient's
// name would travel in the clear.
func ParseBaseURL(text string) (*url.URL, error) { return parseBase(text, false) }

// parseBase allows http to anywhere where the transport is not the network: it
// may answer in this process.
func parseBase(text string, inProcess bool) (*url.URL, error) {
	if text == "" {
		text = DefaultBaseURL
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	switch {
	case strings.Contains(text, "@"): // nothing of it is shown: it may hold a password
		return nil, fmt.Errorf("the base URL must name no user and no password; it looks like %s", DefaultBaseURL)
	case err != nil || u.Host == "":
		return nil, fmt.Errorf("the base URL %.80q is no address; it looks like %s", clinic.Mask(text), DefaultBaseURL)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the base URL of %s must end with its path: no user, question mark or #", u.Hostname())
	case u.Scheme == "https" || u.Scheme == "http" && (inProcess || loopback(u.Hostname())):
		return u, nil
	}
	return nil, fmt.Errorf("the base URL of %s must begin with https: the key and names would travel in the clear", u.Hostname())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func network() *http.Transport {
	return &http.Transport{
		Proxy:                  orNoWay(http.ProxyFromEnvironment),
		OnProxyConnectResponse: proxyAnswered,
		DialContext:            (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:    8 * time.Second,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// orNoWay has a proxy that cannot be understood be one that is not there. The
// error's own text is dropped: it may hold a password.
func orNoWay(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		u, err := proxy(r)
		if err != nil {
			return nil, &net.OpError{Op: proxyOp, Err: errProxy}
		}
		return u, nil
	}
}

// proxyAnswered refuses the answer of a proxy that makes no way for us.
func proxyAnswered(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return &net.OpError{Op: proxyOp, Err: errProxy}
	}
	return nil
}

// proxyOp is how net/http names, in its own errors, the way to the proxy.
const proxyOp = "proxyconnect"

var errProxy = errors.New("the proxy makes no way")

// networkForReads keeps connections open. Its transport may ask again by itself
// where one of them had died meanwhile, which only a read allows.
func networkForReads() *http.Transport {
	t := network()
	t.ForceAttemptHTTP2 = true
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second}
	t.MaxIdleConnsPerHost = 4
	t.IdleConnTimeout = 60 * time.Second
	return t
}

// networkForWrites opens a connection for each request, because a transport
// sends again by itself only what broke on a connection used before. HTTP/1.1,
// because its transport has stopped writing by the time it returns an error: a
// write that is called not sent is then never sent.
func networkForWrites() *http.Transport {
	t := network()
	t.DisableKeepAlives = true
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	return t
}

// SetKey gives the client another key, from the next request on. It has a limit of
// its own: answers to the key before tell nothing of it.
func (c *Client) SetKey(key Secret) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key = key
	c.guess.reopen()
	c.limits = c.limits.ofAnotherKey()
}

// Header is the header that carries the key, and whether that is known: by the
// settings, or by an answer.
func (c *Client) Header() (Auth, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.guess.header, !c.guess.open
}

// limitsNow are the limits of the key that is in use.
func (c *Client) limitsNow() *limits {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.limits
}

// Quota is what the last answer told of the request limit.
func (c *Client) Quota() clinic.Quota { return c.limitsNow().quotaAt(c.now()) }

// Balance is unknown: the API has no call for it.
func (c *Client) Balance() clinic.Balance { return clinic.Balance{} }

// Offset is how far the server's clock is ahead of ours, where it told. The
// server counts in whole seconds: the truth lies up to a second above.
func (c *Client) Offset() (time.Duration, bool) { return c.limitsNow().offset() }
