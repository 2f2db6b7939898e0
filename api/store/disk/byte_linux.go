package disk

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// one is a lock on one byte of a file.
func one(at int64) *unix.Flock_t { return &unix.Flock_t{Type: unix.F_WRLCK, Start: at, Len: 1} }

// LockByte locks a byte of a file, which need not have it, unless another has. The
// lock is that of the open file: it ends with the process, however that ends, and not
// before the file is closed.
func LockByte(f *os.File, at int64) error {
	return unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, one(at))
}

// ByteLocked says whether a byte of a file is locked through another open file.
func ByteLocked(f *os.File, at int64) (bool, error) {
	l := one(at)
	err := unix.FcntlFlock(f.Fd(), unix.F_OFD_GETLK, l)
	return l.Type != unix.F_UNLCK, err
}

// Here tells an open file from every other, on this start of this system: whoever
// finds the same sees the same locks. It is "" where that is not known.
func Here(f *os.File) string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%.36s/%d", id, stat.Ino)
}
