//go:build !linux

package cli

import "time"

var began = time.Now()

// SinceBoot is the process's monotonic clock, where no other is known.
func SinceBoot() time.Duration { return time.Since(began) }

// terminalName is not known.
func terminalName() string { return "" }

// noOnlookers does nothing where the system knows no such wish.
func noOnlookers() {}
