package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
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

// Serve answers at an address until the context ends; port 0 takes a free one.
// Once it can be reached, announce is told where, and ends it by an error.
func Serve(ctx context.Context, listen string, c *Clinic, announce func(url string) error) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := announce(reachable(listener.Addr()) + apiRoot); err != nil {
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
