package sshd

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// counters are what the server counts. None of them knows who anybody is.
type counters struct {
	registry *prometheus.Registry

	logins  *prometheus.CounterVec // keys that were offered, by what came of them
	ended   *prometheus.CounterVec // desks, by why
	dropped *prometheus.CounterVec // connections, by why
	refused *prometheus.CounterVec // what was asked for and is not there
	broke   prometheus.Counter     // panics that were contained
}

func newCounters(s *Server) *counters {
	c := &counters{registry: prometheus.NewRegistry()}
	vector := func(name, help, label string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
		c.registry.MustRegister(v)
		return v
	}
	gauge := func(name, help string, value func() int) {
		c.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(value()) }))
	}
	c.logins = vector("creneau_logins_total", "Keys that were offered, by what came of them.", "outcome")
	c.ended = vector("creneau_desks_ended_total", "Desks that ended, by why.", "why")
	c.dropped = vector("creneau_connections_dropped_total", "Connections that the server ended, by why.", "why")
	c.refused = vector("creneau_requests_refused_total", "What was asked for and is not served.", "what")
	c.broke = prometheus.NewCounter(prometheus.CounterOpts{Name: "creneau_panics_total", Help: "Panics that ended one desk."})
	c.registry.MustRegister(c.broke, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge("creneau_desks_open", "Desks that are open.", s.desks.len)
	gauge("creneau_connections_waiting", "Connections whose key is not proven.", func() int { n, _ := s.door.numbers(); return n })
	gauge("creneau_connections_inside", "Connections whose key is proven.", func() int { _, n := s.door.numbers(); return n })
	gauge("creneau_users", "Users of the users file.", func() int { return s.users.len() })
	return c
}

// ErrNotThisMachine is why metrics are not served at an address: others could reach it.
var ErrNotThisMachine = errors.New("metrics are served to this machine alone, at 127.0.0.1 or [::1]")

// ofThisMachine says whether an address can be reached from this machine alone.
func ofThisMachine(address string) bool {
	to, err := netip.ParseAddrPort(address)
	return err == nil && to.Addr().IsLoopback()
}

// metricsTimeout is how long a request for metrics may take.
const metricsTimeout = 10 * time.Second

// serveMetrics answers at /metrics and /healthz until it is stopped.
func (s *Server) serveMetrics(ctx context.Context) (stop func(), at net.Addr, err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.o.Metrics)
	if err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.count.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		if s.draining.Load() {
			http.Error(w, "closing", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	server := &http.Server{Handler: mux, ReadTimeout: metricsTimeout, WriteTimeout: metricsTimeout, MaxHeaderBytes: 8 << 10,
		ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelWarn)}
	go func() { _ = server.Serve(l) }()
	return func() { _ = server.Close() }, l.Addr(), nil
}
