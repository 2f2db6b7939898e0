//go:build !linux

package sshd

import "net"

// tune has the system find out that the other end is gone: within 60 s when nothing
// is sent.
func tune(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: keepAlive, Interval: keepAlive, Count: keepAlives})
	}
}
