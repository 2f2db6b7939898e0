package api

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"creneau/state"
	"creneau/state/clinic"
)

// TestADeadProxyIsNamed puts each kind of useless proxy between a client and the
// API: the proxy is named, nothing was sent, and its password is nowhere.
func TestADeadProxyIsNamed(t *testing.T) {
	answering := func(status int) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(server.Close)
		return strings.TrimPrefix(server.URL, "http://")
	}
	const gone = "127.0.0.1:1" // not a port that was just let go of, which another program may take
	kinds := map[string]func(*http.Request) (*url.URL, error){
		"cannot be understood": func(*http.Request) (*url.URL, error) { return nil, errors.New("invalid proxy address awa:hunter2@") },
	}
	for name, address := range map[string]string{
		"takes no connection": gone,
		"wants a login":       answering(407), "refuses": answering(403), "has lost its way": answering(502), "answers strangely": answering(204),
	} {
		for _, scheme := range []string{"http://", "https://", "socks5://"} {
			if scheme != "http://" && !strings.HasPrefix(name, "takes") {
				continue // only a dead one is the same in every scheme
			}
			u, err := url.Parse(scheme + "awa:hunter2@" + address)
			if err != nil {
				t.Fatal(err)
			}
			kinds[name+" "+scheme] = func(*http.Request) (*url.URL, error) { return u, nil }
		}
	}
	for name, proxy := range kinds {
		t.Run(name, func(t *testing.T) {
			c, log := over(t, "https://clinic.example/api/v1")
			for _, transport := range []http.RoundTripper{c.reads, c.writes} {
				transport.(*http.Transport).Proxy = orNoWay(proxy)
			}
			_, read := c.Departments(t.Context())
			_, book := c.Book(t.Context(), clinic.Booking{Name: patient})
			for _, err := range []error{read, book} {
				if f := failure(t, err); f != (state.Failure{Code: state.NotSent, Cause: state.CauseProxy}) {
					t.Errorf("%+v", f)
				}
				if said := log.String() + err.Error(); strings.Contains(said, "hunter2") {
					t.Errorf("the password is said: %s", said)
				}
			}
		})
	}
}

// TestHeaderThatWorked asks which header carried the key, before and after an
// answer, under each setting.
func TestHeaderThatWorked(t *testing.T) {
	for _, only := range []Auth{AuthBearer, AuthAPIKey} {
		for _, setting := range []Auth{AuthAuto, only} {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if (r.Header.Get("Authorization") != "") != (only == AuthBearer) {
					w.WriteHeader(http.StatusUnauthorized)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte("[]"))
			}))
			key, err := NewSecret(testKey)
			if err != nil {
				t.Fatal(err)
			}
			c, err := New(Options{BaseURL: server.URL, Key: key, Auth: setting})
			if err != nil {
				t.Fatal(err)
			}
			if _, known := c.Header(); known != (setting != AuthAuto) {
				t.Errorf("%s: known before any answer: %v", setting, known)
			}
			if _, err := c.Departments(t.Context()); err != nil {
				t.Errorf("%s of %s: %v", setting, only, err)
			}
			if header, known := c.Header(); header != only || !known {
				t.Errorf("%s of %s: %s, %v", setting, only, header, known)
			}
			server.Close()
		}
	}
	if AuthBearer.Name() != "Authorization: Bearer" || AuthAPIKey.Name() != "X-API-Key" {
		t.Errorf("%q, %q", AuthBearer.Name(), AuthAPIKey.Name())
	}
}
