//go:build unix

package folder

import (
	"errors"
	osuser "os/user"
	"strconv"
	"syscall"

	"creneau/api/store"
)

// name is a user's login; its number where it has none.
func name(id int) string {
	number := strconv.Itoa(id)
	if known, err := osuser.LookupId(number); err == nil {
		return store.Quoted(known.Username)
	}
	return number
}

// groupName is a group's name; its number where it has none.
func groupName(id int) string {
	number := strconv.Itoa(id)
	if known, err := osuser.LookupGroupId(number); err == nil {
		return store.Quoted(known.Name)
	}
	return number
}

// full says whether the disk is why something was not made.
func full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
