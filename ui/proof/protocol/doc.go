// Package protocol tests how bookings are sent: the desk's core, the client and
// the demo clinic together, without a terminal and in a time of their own. It
// holds tests only.
package protocol
