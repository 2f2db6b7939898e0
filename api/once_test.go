package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"creneau/state"
	"creneau/state/clinic"
)

// A wireServer lets a test cut connections where it likes.
type wireServer struct {
	address string
	conns   atomic.Int32
	booked  atomic.Int32 // requests that arrived whole
}

// serveWire answers every connection with serve, then closes it.
func serveWire(t *testing.T, serve func(*wireServer, net.Conn, *bufio.Reader)) *wireServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &wireServer{address: "http://" + l.Addr().String()}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.conns.Add(1)
			running.Go(func() {
				defer conn.Close()
				serve(s, conn, bufio.NewReader(conn))
			})
		}
	})
	t.Cleanup(func() { l.Close(); running.Wait() })
	return s
}

// take reads one whole request and counts it as done.
func (s *wireServer) take(r *bufio.Reader) {
	req, err := http.ReadRequest(r)
	if err != nil {
		return
	}
	if _, err := io.Copy(io.Discard, req.Body); err == nil {
		s.booked.Add(1)
	}
}

func TestWriteIsSentOnceWhereverTheLineBreaks(t *testing.T) {
	cuts := map[string]struct {
		serve func(*wireServer, net.Conn, *bufio.Reader)
		done  int32 // requests the server may have acted upon
		want  state.Code
	}{
		"at once, with a reset": {func(s *wireServer, c net.Conn, r *bufio.Reader) { c.(*net.TCPConn).SetLinger(0) }, 0, ""},
		"inside the header":     {func(s *wireServer, c net.Conn, r *bufio.Reader) { r.ReadString('\n') }, 0, state.NoAnswer},
		"after the request":     {func(s *wireServer, c net.Conn, r *bufio.Reader) { s.take(r) }, 1, state.NoAnswer},
		"after the request, with a reset": {func(s *wireServer, c net.Conn, r *bufio.Reader) {
			s.take(r)
			c.(*net.TCPConn).SetLinger(0)
		}, 1, state.NoAnswer},
		"inside the status line": {func(s *wireServer, c net.Conn, r *bufio.Reader) {
			s.take(r)
			io.WriteString(c, "HTTP/1.1 20")
		}, 1, state.NoAnswer},
		"inside the answer's header": {func(s *wireServer, c net.Conn, r *bufio.Reader) {
			s.take(r)
			io.WriteString(c, "HTTP/1.1 201 Created\r\nContent-Len")
		}, 1, state.NoAnswer},
		"inside the answer's body": {func(s *wireServer, c net.Conn, r *bufio.Reader) {
			s.take(r)
			io.WriteString(c, "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{\"id\":9041")
		}, 1, state.NoAnswer},
		"with something else": {func(s *wireServer, c net.Conn, r *bufio.Reader) {
			s.take(r)
			io.WriteString(c, "SSH-2.0-OpenSSH_9.8\r\n")
		}, 1, state.NoAnswer},
	}
	for name, cut := range cuts {
		t.Run(name, func(t *testing.T) {
			s := serveWire(t, cut.serve)
			c, log := over(t, s.address)
			_, err := c.Book(t.Context(), clinic.Booking{Ref: "tui-secret", Department: "31", Name: patient})
			f := failure(t, err)
			if cut.want != "" && f.Code != cut.want || f.Code != state.NoAnswer && f.Code != state.NotSent {
				t.Errorf("%+v", f)
			}
			if s.conns.Load() != 1 || s.booked.Load() != cut.done {
				t.Errorf("%d connections, %d requests arrived, want %d", s.conns.Load(), s.booked.Load(), cut.done)
			}
			noSecrets(t, log.String()+err.Error()+fmt.Sprintf("%+v %#v", err, c))

			before := s.conns.Load()
			err = c.Cancel(t.Context(), "5") // a body that is cut off may have told of an error
			if err == nil {
				t.Errorf("cancel: taken as done")
			}
			if s.conns.Load() != before+1 {
				t.Errorf("cancel used %d connections", s.conns.Load()-before)
			}
		})
	}
}

// A connection that served a read is open when a write comes, and is about to
// be closed: the class of failures that makes transports send again.
func TestWriteNeverUsesAnOldConnection(t *testing.T) {
	var reads, writes atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodGet {
			reads.Add(1)
			io.WriteString(w, `[]`)
			return
		}
		writes.Add(1)
		io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler) // booked, and the line is cut
	}))
	defer server.Close()
	c, _ := over(t, server.URL)
	for range 3 {
		if _, err := c.Departments(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := c.Book(t.Context(), clinic.Booking{Name: patient})
		if f := failure(t, err); f.Code != state.NoAnswer || f.Cause != state.CauseReset {
			t.Errorf("%+v", f)
		}
	}
	if reads.Load() != 3 || writes.Load() != 3 {
		t.Errorf("%d reads and %d writes, want 3 and 3", reads.Load(), writes.Load())
	}
}

// A write that may no longer leave when its connection stands leaves no byte on it,
// and is said to be not sent.
func TestWriteThatMayNotLeaveWritesNothing(t *testing.T) {
	for refusedAt, conns := range []int32{0, 1} {
		var bytes atomic.Int64
		s := serveWire(t, func(s *wireServer, c net.Conn, r *bufio.Reader) {
			n, _ := io.Copy(io.Discard, r)
			bytes.Add(n)
		})
		asked := -1
		ctx := WithPermit(t.Context(), func(context.Context) error {
			if asked++; asked >= refusedAt {
				return io.EOF
			}
			return nil
		})
		c, _ := over(t, s.address)
		_, err := c.Book(ctx, clinic.Booking{Ref: "r", Department: "1", Name: "Zowo Martine"})
		if f, ok := err.(state.Failure); !ok || f.Code != state.NotKept {
			t.Errorf("refused at %d: %v", refusedAt, err)
		}
		if bytes.Load() != 0 || s.conns.Load() > conns || asked != refusedAt {
			t.Errorf("refused at %d: %d bytes over %d connections, asked %d times", refusedAt, bytes.Load(), s.conns.Load(), asked+1)
		}
	}
}
