package hosts

import (
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"creneau/api/settings"
	"creneau/api/store/hub/hubtest"
)

// A proxy stands between a host and its hub.
type proxy struct {
	listener net.Listener
	socket   string       // of the cluster
	delay    atomic.Int64 // before whatever either side says

	mu    sync.Mutex
	gone  bool
	lines []net.Conn
}

func newProxy(t testing.TB, p place) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	x := &proxy{listener: l, socket: filepath.Join(p.cluster.Folder, ".s.PGSQL.5432")}
	t.Cleanup(func() { _ = l.Close(); x.cut() })
	go x.serve()
	return x
}

// place is the hub as it is reached through the proxy.
func (x *proxy) place(t testing.TB, p place) place {
	t.Helper()
	a, ok := settings.ParseHubAddress("postgres://" + hubtest.User + "@" + x.listener.Addr().String() + "/" + p.database)
	if !ok {
		t.Fatal("no address")
	}
	p.address = a
	return p
}

func (x *proxy) serve() {
	for {
		in, err := x.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("unix", x.socket)
		if err != nil {
			_ = in.Close()
			continue
		}
		x.mu.Lock()
		if x.gone {
			_, _ = in.Close(), out.Close()
		}
		x.lines = append(x.lines, in, out)
		x.mu.Unlock()
		go x.pump(in, out)
		go x.pump(out, in)
	}
}

func (x *proxy) pump(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		time.Sleep(time.Duration(x.delay.Load()))
		if _, wrote := to.Write(buffer[:n]); err != nil || wrote != nil {
			return
		}
	}
}

// cut cuts all lines, until join.
func (x *proxy) cut() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.gone = true
	for _, line := range x.lines {
		_ = line.Close()
	}
	x.lines = nil
}

func (x *proxy) join() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.gone = false
}
