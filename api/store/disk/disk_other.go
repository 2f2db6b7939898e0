//go:build !unix

// Package disk is what the operating system knows of files: whose they are, on
// what they lie, and when they are safe.
package disk

import (
	"io/fs"
	"os"
)

// OwnerOf knows nothing where files have no owner that the mode speaks of: there
// the folder's access list decides.
func OwnerOf(fs.FileInfo) (owner, group int, known bool) { return 0, 0, false }

// Give does nothing where there are no owners.
func Give(string, int, int) error { return nil }

// Sync does nothing where names are safe with the file.
func Sync(string) error { return nil }

// Writable is not known here before something is made.
func Writable(string) error { return nil }

// Lock does nothing: one login has such a machine to itself.
func Lock(*os.File) error { return nil }

// NotThroughLinks is nothing where files are opened in no such way.
const NotThroughLinks = 0
