package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"creneau/state"
	"creneau/state/clinic"
)

const patient = "Fatoumata Planted-Name"

// over is a client that uses the network to reach a server on this machine.
func over(t *testing.T, base string) (*Client, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	c, err := New(Options{BaseURL: base, Key: secret(t, testKey), Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.reads.(*http.Transport).CloseIdleConnections()
		c.writes.(*http.Transport).CloseIdleConnections()
	})
	return c, log
}

// noSecrets fails where a key, a name or a reference was written down.
func noSecrets(t *testing.T, text string) {
	t.Helper()
	for _, planted := range []string{testKey, "4f9a2b", patient, "Planted", "tui-secret"} {
		if strings.Contains(text, planted) {
			t.Errorf("%q was written down:\n%s", planted, text)
		}
	}
}

func TestRedirectsAreRefused(t *testing.T) {
	var strangers atomic.Int32
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		strangers.Add(1)
		io.WriteString(w, `{"id":1}`)
	}))
	defer stranger.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, target := range []string{stranger.URL + "/api/v1/departments", "/elsewhere", "::not an address", ""} {
			var asked atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				if target != "" {
					w.Header().Set("Location", target)
				}
				w.WriteHeader(status)
			}))
			c, log := over(t, server.URL)
			want := state.Failure{Code: state.NotTheAPI, Status: status, Cause: state.CauseRedirect}
			_, read := c.Departments(t.Context())
			_, book := c.Book(t.Context(), clinic.Booking{Name: patient, Ref: "tui-secret"})
			for _, err := range []error{read, book, c.Cancel(t.Context(), "5")} {
				if f := failure(t, err); f != want {
					t.Errorf("%d to %q: %+v", status, target, f)
				}
				noSecrets(t, log.String()+err.Error())
			}
			if asked.Load() != 3 {
				t.Errorf("%d to %q: asked %d times", status, target, asked.Load())
			}
			server.Close()
		}
	}
	if strangers.Load() != 0 {
		t.Errorf("another host was asked %d times", strangers.Load())
	}
}

func TestBodiesAreCapped(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	fmt.Fprint(z, `{"id":1,"name":"`)
	z.Write(bytes.Repeat([]byte("a"), 16<<20))
	z.Close()
	var sent atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.Method {
		case http.MethodGet:
			w.WriteHeader(500)
			for range 50 {
				n, err := w.Write(bytes.Repeat([]byte(" "), 1<<20))
				if sent.Add(int64(n)); err != nil {
					return
				}
			}
		default:
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		}
	}))
	defer server.Close()
	c, _ := over(t, server.URL)
	_, err := c.Book(t.Context(), clinic.Booking{})
	if f := failure(t, err); f != (state.Failure{Code: state.BadReply, Status: 200, Cause: state.CauseTooBig}) {
		t.Errorf("bomb: %+v", f)
	}
	_, err = c.Departments(t.Context())
	if f := failure(t, err); f != (state.Failure{Code: "HTTP_500", Status: 500}) {
		t.Errorf("50 MB: %+v", f)
	}
	if sent.Load() > 20<<20 {
		t.Errorf("the server could send %d bytes", sent.Load())
	}
}

func TestTLSIsNotNegotiable(t *testing.T) {
	hits := 0
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ })
	unknown := httptest.NewTLSServer(handler)
	defer unknown.Close()
	unknown.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	old := httptest.NewUnstartedServer(handler)
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	old.Config.ErrorLog = unknown.Config.ErrorLog
	old.StartTLS()
	defer old.Close()
	plain := httptest.NewServer(handler)
	defer plain.Close()
	for name, base := range map[string]string{"unknown root": unknown.URL, "TLS 1.1": old.URL} {
		c, _ := over(t, base)
		_, err := c.Book(t.Context(), clinic.Booking{Name: patient})
		if f := failure(t, err); f != (state.Failure{Code: state.NotSent, Cause: state.CauseTLS}) {
			t.Errorf("%s: %+v", name, f)
		}
	}
	c, _ := over(t, strings.Replace(plain.URL, "http:", "https:", 1))
	_, err := c.Book(t.Context(), clinic.Booking{Name: patient})
	if f := failure(t, err); f.Code != state.NotSent || hits != 0 {
		t.Errorf("no TLS at all: %+v, %d requests arrived", f, hits)
	}
}

func TestNothingListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c, _ := over(t, "http://"+l.Addr().String())
	_, err = c.Book(t.Context(), clinic.Booking{})
	if f := failure(t, err); f != (state.Failure{Code: state.NotSent, Cause: state.CauseRefused}) {
		t.Errorf("%+v", f)
	}
}

func TestCauses(t *testing.T) {
	over, stop := context.WithCancel(t.Context())
	stop()
	for want, err := range map[state.Cause]error{
		state.CauseDNS:     &net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.invalid", IsNotFound: true}},
		state.CauseTLS:     &net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")},
		state.CauseRefused: fmt.Errorf("dial: %w", syscall.ECONNREFUSED),
		state.CauseReset:   fmt.Errorf("read: %w", syscall.ECONNRESET),
		state.CauseTimeout: &net.OpError{Op: "dial", Err: syscall.ETIMEDOUT},
		state.CauseOther:   errors.New("what"),
	} {
		if got := causeOf(t.Context(), err); got != want {
			t.Errorf("%v is %s, want %s", err, got, want)
		}
		if got := causeOf(over, err); got != state.CauseStopped {
			t.Errorf("%v after the end is %s", err, got)
		}
	}
}

// pipes is a network in memory, for fake time.
type pipes struct{ dialled chan net.Conn }

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p.dialled
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.IPAddr{} }

func TestSlowAnswersEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net0 := pipes{make(chan net.Conn)}
		server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.WriteHeader(201)
			for r.Context().Err() == nil { // one byte in ten seconds, for ever
				w.Write([]byte(" "))
				w.(http.Flusher).Flush()
				time.Sleep(10 * time.Second)
			}
		})}
		go server.Serve(net0)
		transport := networkForWrites()
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			here, there := net.Pipe()
			net0.dialled <- there
			return here, nil
		}
		c, err := New(Options{BaseURL: "http://127.0.0.1/", Key: secret(t, testKey), Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, err = c.Book(t.Context(), clinic.Booking{})
		if f := failure(t, err); f != (state.Failure{Code: state.NoAnswer, Status: 201, Cause: state.CauseTimeout}) {
			t.Errorf("%+v", f)
		}
		if took := time.Since(start); took != DefaultWriteTimeout {
			t.Errorf("took %v", took)
		}
		close(net0.dialled)
		server.Close()
		time.Sleep(10 * time.Second) // the server notices
	})
}

func TestLogHoldsOneLineARequestAndNoSecret(t *testing.T) {
	c, _, log := client(t, AuthAuto,
		says(200, `[{"id":1,"name":"`+patient+`"}]`),
		says(400, `{"error":{"code":"INVALID_REQUEST","message":"`+patient+` `+testKey+`","details":{"value":"Bearer `+testKey+`"}}}`),
		says(200, page(`,"last":true`, item(1, 1))), says(204, ``))
	c.Departments(t.Context())
	_, err := c.Book(t.Context(), clinic.Booking{Ref: "tui-secret", Name: patient})
	c.Visits(t.Context(), clinic.Visits{External: "tui-secret"})
	c.Cancel(t.Context(), clinic.NumberID("90412"))
	noSecrets(t, log.String())
	if text := fmt.Sprintf("%+v", err); strings.Contains(text, testKey) {
		t.Error(text)
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines:\n%s", len(lines), log)
	}
	for i, want := range []string{
		`method=GET path=/departments status=200 duration=0s code=""`,
		`method=POST path=/appointments status=400 duration=0s code=INVALID_REQUEST`,
		`method=GET path=/appointments status=200 duration=0s code=""`,
		`method=DELETE path=/appointments/90412 status=204 duration=0s code=""`,
	} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %s\nwant %s", lines[i], want)
		}
	}
}
