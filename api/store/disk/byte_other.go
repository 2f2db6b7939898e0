//go:build !linux

package disk

import (
	"errors"
	"os"
)

// LockByte cannot be had here: the locks of other systems end with any of the
// process's files.
func LockByte(*os.File, int64) error { return errors.ErrUnsupported }

// ByteLocked cannot be had here.
func ByteLocked(*os.File, int64) (bool, error) { return true, errors.ErrUnsupported }

// Here is not known here.
func Here(*os.File) string { return "" }
