// Package state is the protocol of the desk as data: what was asked of the API,
// what is on its way, what is being typed. Events go in, state changes, effects
// come out. It does no IO, reads no clock and keeps no globals; ids, jitter and
// time arrive in events.
package state
