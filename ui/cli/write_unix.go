//go:build unix

package cli

import (
	"io/fs"
	"os"
	"syscall"
)

// notThroughLinks has a file opened only where its name is no link, and at once
// where it is a pipe.
const notThroughLinks = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// solelyOurs says whether a file belongs to the user and has no second name.
func solelyOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid() && stat.Nlink == 1
}
