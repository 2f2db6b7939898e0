//go:build !unix

package settings

import "io/fs"

// ours is true where files have no owner that the mode speaks of: there the
// folder's access list decides.
func ours(fs.FileInfo) bool { return true }

// openToOthers is false where the mode has no bits for others.
func openToOthers(fs.FileMode) bool { return false }
