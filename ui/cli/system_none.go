//go:build !unix

package cli

import (
	"io/fs"
	"os"
)

// notThroughLinks is nothing where files are opened in no such way.
const notThroughLinks = 0

// solelyOurs is true where files have no owner that a mode speaks of.
func solelyOurs(fs.FileInfo) bool { return true }

// noCoreFile does nothing where no core files are.
func noCoreFile() {}

// JobControl tells nothing where programs are not stopped.
func JobControl() <-chan os.Signal { return nil }

func toStop(os.Signal) bool { return false }

func stop() {}
