//go:build darwin || freebsd

package disk

import "golang.org/x/sys/unix"

// System is the file system on which a path that exists lies; "" where that is not
// known.
func System(path string) string {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return ""
	}
	name := make([]byte, 0, len(s.Fstypename))
	for _, c := range s.Fstypename {
		if c == 0 {
			break
		}
		name = append(name, byte(c))
	}
	return string(name)
}
