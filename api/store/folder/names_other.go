//go:build !unix

package folder

import "strconv"

func name(id int) string { return strconv.Itoa(id) }

func groupName(id int) string { return strconv.Itoa(id) }

// full is not known here.
func full(error) bool { return false }
