package cli

import (
	"time"

	"golang.org/x/sys/unix"
)

// SinceBoot is a monotonic clock that runs on while the machine is suspended,
// which Go's own does not: a wait for a time of the server's is right again at
// once after a laptop was opened.
func SinceBoot() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// noOnlookers takes this program from what others of the same user may trace and
// read, its memory and its environment in /proc among it; a core handed to
// another program is none either.
func noOnlookers() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
