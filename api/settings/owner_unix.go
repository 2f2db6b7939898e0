//go:build unix

package settings

import (
	"io/fs"
	"os"
	osuser "os/user"
	"strconv"
	"syscall"
)

// myself is the user who runs this program.
func myself() user {
	groups, _ := os.Getgroups()
	return user{id: os.Geteuid(), groups: append(groups, os.Getegid())}
}

// ownerOf tells to whom a file belongs.
func ownerOf(info fs.FileInfo) (owner, group int, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(stat.Uid), int(stat.Gid), true
}

// name is the user's login; its number where it has none.
func (u user) name() string {
	id := strconv.Itoa(u.id)
	if known, err := osuser.LookupId(id); err == nil {
		return quoted(known.Username)
	}
	return id
}

// groupName is a group's name; its number where it has none.
func groupName(group int) string {
	id := strconv.Itoa(group)
	if known, err := osuser.LookupGroupId(id); err == nil {
		return quoted(known.Name)
	}
	return id
}
