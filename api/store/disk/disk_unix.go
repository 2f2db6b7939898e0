//go:build unix

// Package disk is what the operating system knows of files: whose they are, on
// what they lie, and when they are safe.
package disk

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// OwnerOf tells to whom a file belongs.
func OwnerOf(info fs.FileInfo) (owner, group int, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(stat.Uid), int(stat.Gid), true
}

// Give gives a file an owner and a group.
func Give(path string, owner, group int) error { return os.Lchown(path, owner, group) }

// Sync waits until the names of a folder are on the disk.
func Sync(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Writable is nil where something can be made in a folder.
func Writable(folder string) error { return unix.Access(folder, unix.W_OK|unix.X_OK) }

// Lock waits until no other process has a file locked. Closing it unlocks it.
func Lock(f *os.File) error {
	for {
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != syscall.EINTR {
			return err
		}
	}
}

// NotThroughLinks has a file opened only where its name is no link.
const NotThroughLinks = syscall.O_NOFOLLOW
