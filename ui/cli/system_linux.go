package cli

import (
	"fmt"
	"os"
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

// terminalName is that of the terminal which the program is typed at; "" for none.
func terminalName() string {
	var at unix.Stat_t
	if unix.Fstat(int(os.Stdin.Fd()), &at) != nil || at.Mode&unix.S_IFMT != unix.S_IFCHR {
		return ""
	}
	// The numbers are those of the kernel's list of devices.
	switch major, minor := unix.Major(at.Rdev), unix.Minor(at.Rdev); {
	case major >= 136 && major <= 143:
		return fmt.Sprintf("pts/%d", (major-136)<<8+minor)
	case major == 4 && minor < 64:
		return fmt.Sprintf("tty%d", minor)
	}
	return ""
}

// noOnlookers takes this program from what others of the same user may trace and
// read, its memory and its environment in /proc among it; a core handed to
// another program is none either.
func noOnlookers() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
