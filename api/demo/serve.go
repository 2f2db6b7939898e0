package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Time limits of the server. An answer may be slow by order, so writing has
// none.
const (
	readTimeout  = 15 * time.Second
	idleTimeout  = 2 * time.Minute
	stopTimeout  = 2 * time.Second
	maxHeaderLen = 32 << 10
)

// Serve answers at an address until the context ends, and prints to stdout
// where, and with which keys. Where stdout is no terminal the first line is
// JSON, {"url": …, "key": …}, for a program. Port 0 takes a free one.
func Serve(ctx context.Context, listen string, c *Clinic, stdout io.Writer, stdoutIsTerminal bool) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := announce(stdout, reachable(listener.Addr())+apiRoot, c, stdoutIsTerminal); err != nil {
		return err
	}
	serving, cut := context.WithCancel(context.Background())
	defer cut()
	server := &http.Server{
		Handler:        c,
		ReadTimeout:    readTimeout,
		IdleTimeout:    idleTimeout,
		MaxHeaderBytes: maxHeaderLen,
		BaseContext:    func(net.Listener) context.Context { return serving },
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		cut() // answers that are slow by order end here
		limit, cancel := context.WithTimeout(context.Background(), stopTimeout)
		defer cancel()
		stopped <- server.Shutdown(limit)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	if err := <-stopped; err != nil {
		return server.Close()
	}
	return nil
}

// reachable is a URL at which the listener answers on this machine.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return "http://" + addr.String()
	}
	ip := tcp.IP
	if ip.IsUnspecified() {
		ip = net.IPv4(127, 0, 0, 1)
	}
	return "http://" + net.JoinHostPort(ip.String(), fmt.Sprint(tcp.Port))
}

// announce prints where the clinic answers.
func announce(w io.Writer, url string, c *Clinic, terminal bool) error {
	var text strings.Builder
	if !terminal {
		line, err := json.Marshal(struct {
			URL string `json:"url"`
			Key string `json:"key"`
		}{url, c.FullKey()})
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%s\n", line)
	}
	fmt.Fprintf(&text, "The demo clinic answers at %s\nNobody in it is real. Its keys:\n\n", url)
	for _, k := range c.keys {
		fmt.Fprintf(&text, "  %s  %s\n", k.Secret, k.Name)
	}
	fmt.Fprintf(&text, "\nTry it:\n  curl -H 'X-API-Key: %s' %s/departments\n", c.FullKey(), url)
	_, err := io.WriteString(w, text.String())
	return err
}
