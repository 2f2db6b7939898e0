package protocol

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// A wire is what lies between a desk and its clinic in a network: a proxy on a
// socket of its own, before a clinic on another. It reads whole requests and
// answers with bytes, as its fault has it.
type wire struct {
	clinic *httptest.Server
	onward *http.Transport

	mu       sync.Mutex
	idle     *sync.Cond
	busy     int // requests that it has not done with
	down     bool
	listener net.Listener
	open     map[net.Conn]bool
	fault    func(*exchange) // of the next request; nil for none
	later    []pending
	posts    int
}

// A pending request was kept by the proxy: it reaches the clinic after a while.
type pending struct {
	after time.Duration
	do    func()
}

// An exchange is one request at the proxy, and the connection it came by.
type exchange struct {
	wire   *wire
	client net.Conn
	method string
	target string
	header http.Header
	body   []byte
}

// openWire puts a proxy before a clinic until the test ends.
func openWire(t testing.TB, clinic http.Handler) *wire {
	w := &wire{clinic: httptest.NewServer(clinic), onward: &http.Transport{MaxIdleConnsPerHost: 8}, open: map[net.Conn]bool{}}
	w.idle = sync.NewCond(&w.mu)
	w.listen("127.0.0.1:0")
	t.Cleanup(func() {
		w.cut()
		w.onward.CloseIdleConnections()
		w.clinic.Close()
	})
	return w
}

func (w *wire) address() string { return w.listener.Addr().String() }

func (w *wire) listen(at string) {
	l, err := net.Listen("tcp", at)
	if err != nil {
		panic(err) // the port was ours a moment ago
	}
	w.listener = l
	w.mu.Lock()
	w.down = false
	w.mu.Unlock()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w.mu.Lock()
			w.open[c] = true
			w.mu.Unlock()
			go w.serve(c)
		}
	}()
}

// cut ends every connection and takes no more, until mend.
func (w *wire) cut() {
	w.listener.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for c := range w.open {
		c.Close()
	}
}

func (w *wire) mend() { w.listen(w.address()) }

// serve answers the requests of a connection, one after the other.
func (w *wire) serve(c net.Conn) {
	defer func() {
		c.Close()
		w.mu.Lock()
		delete(w.open, c)
		w.mu.Unlock()
	}()
	from := bufio.NewReader(c)
	for {
		req, err := http.ReadRequest(from)
		if err != nil {
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		w.begin(req.Method)(&exchange{w, c, req.Method, req.URL.RequestURI(), req.Header, body})
		w.end()
	}
}

// begin takes the fault off that the next request meets.
func (w *wire) begin(method string) func(*exchange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy++
	if method == http.MethodPost {
		w.posts++
	}
	meet := w.fault
	w.fault = nil
	w.idle.Broadcast()
	if meet == nil {
		return (*exchange).pass
	}
	return meet
}

func (w *wire) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy--
	w.idle.Broadcast()
}

// meets sets the fault of the next request.
func (w *wire) meets(fault func(*exchange)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
	w.idle.Broadcast()
}

// settled waits until nothing is on its way, what the client gave up included, and returns what the proxy kept.
func (w *wire) settled() []pending {
	w.mu.Lock()
	defer w.mu.Unlock()
	late := time.AfterFunc(5*time.Second, func() { w.meets(nil) }) // what met no fault never left
	for w.busy > 0 || w.fault != nil && !w.down {
		w.idle.Wait()
	}
	late.Stop()
	kept := w.later
	w.later, w.fault = nil, nil
	return kept
}

// An answerText is an answer as it was read.
type answerText struct {
	status int
	header http.Header
	body   []byte
}

// ask brings the request to the clinic and reads its answer.
func (x *exchange) ask() answerText {
	req, err := http.NewRequest(x.method, x.wire.clinic.URL+x.target, bytes.NewReader(x.body))
	if err != nil {
		panic(err) // it was one when it came
	}
	req.Header = x.header.Clone()
	req.Header.Set("Accept-Encoding", "identity")
	answer, err := x.wire.onward.RoundTrip(req)
	if err != nil {
		return answerText{status: http.StatusBadGateway, header: http.Header{}}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return answerText{status: http.StatusBadGateway, header: http.Header{}}
	}
	return answerText{answer.StatusCode, answer.Header, body}
}

// pass brings the answer back as it is.
func (x *exchange) pass() { x.tell(x.ask()) }

// bytes are an answer on the wire.
func (a answerText) bytes() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	header := a.header.Clone()
	header.Del("Content-Length")
	_ = header.Write(&out)
	if a.status != http.StatusNoContent {
		fmt.Fprintf(&out, "Content-Length: %d\r\n", len(a.body))
	}
	fmt.Fprintf(&out, "\r\n%s", a.body)
	return out.Bytes()
}

func (x *exchange) tell(a answerText) { _, _ = x.client.Write(a.bytes()) }

// reset ends the connection as a router does that knows nothing of it.
func (x *exchange) reset() {
	if tcp, ok := x.client.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	x.client.Close()
}

// silence says nothing until the client has given up.
func (x *exchange) silence() { _, _ = x.client.Read(make([]byte, 1)) }

// keep has the clinic get the request after a while, when nobody waits for it.
func (x *exchange) keep(after time.Duration) {
	x.wire.mu.Lock()
	defer x.wire.mu.Unlock()
	x.wire.later = append(x.wire.later, pending{after, func() { x.ask() }})
}
