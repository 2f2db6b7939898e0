// Package state is the desk as data: what is known, what is being typed, what
// is on its way. Events go in, state changes, effects come out. It does no IO,
// reads no clock and keeps no globals; ids, jitter and time arrive in events.
package state
