//go:build unix

package settings

import (
	"io/fs"
	"os"
	"syscall"
)

// ours says whether a file belongs to the user who runs this program.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// openToOthers says whether the group or others have any right to a file.
func openToOthers(mode fs.FileMode) bool { return mode.Perm()&0o077 != 0 }
